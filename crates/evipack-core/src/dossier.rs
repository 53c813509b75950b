//! Everything that reading a package found, before anybody judges it.
//!
//! Enters: the names of a package and the [`Record`] of each content. Leaves: a [`Dossier`], which is judged against a table on a
//! day ([`Dossier::judge`]) as often as one likes. Reading is dear and judging is cheap, so the two are apart.
//!
//! | word | meaning |
//! |---|---|
//! | [`Record`] | what a file's bytes show; its name does not enter |
//! | [`Exhibit`] | a record at its place in the package |
//! | [`Dossier`] | all exhibits of a package |
//!
//! The dossier is the one form in which workers, the cache and other programs hand on what was read. It is versioned:
//! [`DOSSIER_VERSION`] grows with every change that an older program would misunderstand.

mod contradiction;
pub mod dated;
pub mod likeness;
pub mod named;
pub mod path_signs;
pub mod picture;
pub mod picture_kind;
mod record;
pub mod text;

pub use record::{Content, Failure, Inside, Kept, Needs, Outcome, Record, Shown, Wants};

use crate::case::{Case, Filed};
use crate::facts::{Legibility, Problem, Stage};
use crate::format::Format;
use crate::judge::judge;
use crate::personal::{MaskError, masked_report};
use crate::place::settings::{SETTINGS_FILE, Settings};
use crate::place::{Named, Place, Placement, place};
use crate::rel_path::RelPath;
use crate::report::{Audited, FileReport, Report};
use crate::score::score;
use crate::stray::Stray;
use crate::table::Table;
use serde::{Deserialize, Serialize};

/// The number of the dossier's form.
pub const DOSSIER_VERSION: u32 = 1;

/// Everything that reading a package found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// Always [`DOSSIER_VERSION`].
    pub version: u32,
    /// The root as the caller named it, with '/' between its parts.
    pub root: String,
    /// Every folder below the root, sorted.
    pub folders: Vec<RelPath>,
    /// Every file, sorted by path.
    pub exhibits: Vec<Exhibit>,
    /// What the bytes of the files show, each content once.
    pub records: Vec<Record>,
    /// Folders and files that could not be listed.
    pub unlisted: Vec<Problem>,
    /// Other things that the reading could not do.
    pub problems: Vec<Problem>,
    /// The reading was ended before all files were read.
    pub partial: bool,
}

/// A file of the package: a record at its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exhibit {
    /// Its path.
    pub path: RelPath,
    /// Where it comes from.
    pub origin: Origin,
    /// Its size in bytes, as it was listed.
    pub size: u64,
    /// Why it does not belong in a package, where its name or nature says so.
    pub stray: Option<Stray>,
    /// What is known of its content.
    pub material: Material,
}

/// Where an exhibit comes from. Nobody has to take a path apart to find out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// A file of a folder.
    Loose,
    /// A member of an archive.
    Member,
}

/// Something inside a document that is an exhibit of its own: a page that is a picture, or a picture. No rule judges these yet, and
/// no report shows them; what of them nobody looked at is said ([`Part::looked_at`](text::Part::looked_at)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InnerExhibit<'a> {
    /// The document.
    pub document: &'a Exhibit,
    /// Its place and kind.
    pub part: &'a text::Part,
}

/// What is known of an exhibit's content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Material {
    /// Nothing: it is a folder that is not entered, a link, a pipe.
    NotAFile,
    /// Nothing: it could not be opened, for a reason in Chinese.
    Unopened(String),
    /// It is an archive, and what lies in it are exhibits of their own.
    Archive(Archive),
    /// The record with this place in [`Dossier::records`].
    Record(usize),
}

/// An archive that was opened, or tried to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Archive {
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// What its bytes say it is.
    pub format: Format,
    /// Whether it could be opened.
    pub legibility: Legibility,
    /// What of it could not be unpacked.
    pub problems: Vec<Problem>,
}

/// Why there is no dossier.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DossierError {
    /// The bytes are no dossier, or a damaged one.
    #[error("不是读取结果文件，或已损坏：{0}")]
    Damaged(String),
    /// Another version of the program wrote them.
    #[error("读取结果的版本是 {0}，本程序只认版本 {DOSSIER_VERSION}，请重新读取")]
    OtherVersion(u32),
    /// It cannot be written.
    #[error("读取结果不能保存：{0}")]
    Unwritten(String),
}

impl Dossier {
    /// The bytes in which a dossier is handed on: MessagePack with named fields. (As JSON numbers would be rounded, as in a
    /// report.) They hold personal data of the material, and are not to be shown.
    ///
    /// # Errors
    /// [`DossierError::Unwritten`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, DossierError> {
        rmp_serde::to_vec_named(self).map_err(|error| DossierError::Unwritten(error.to_string()))
    }

    /// A dossier from its bytes.
    ///
    /// # Errors
    /// [`DossierError`] for bytes that are none, or of another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DossierError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let damaged = |error: rmp_serde::decode::Error| DossierError::Damaged(error.to_string());
        let Versioned { version } = rmp_serde::from_slice(bytes).map_err(damaged)?;
        if version != DOSSIER_VERSION {
            return Err(DossierError::OtherVersion(version));
        }
        rmp_serde::from_slice(bytes).map_err(damaged)
    }

    /// Judges the package against a table, on a day. The report holds no personal data, see [`crate::personal`].
    ///
    /// # Errors
    /// [`MaskError`] where the report could not be freed of personal data.
    pub fn judge(&self, table: &Table, settings: &Settings, as_of: jiff::civil::Date) -> Result<Report, MaskError> {
        masked_report(self.report(table, settings, as_of), false)
    }

    /// As [`Dossier::judge`], with the paths and names of files as they are. Such a report must not be passed on.
    ///
    /// # Errors
    /// As [`Dossier::judge`].
    pub fn judge_showing_paths(
        &self,
        table: &Table,
        settings: &Settings,
        as_of: jiff::civil::Date,
    ) -> Result<Report, MaskError> {
        masked_report(self.report(table, settings, as_of), true)
    }

    /// The record of an exhibit, where it was read.
    pub fn record(&self, exhibit: &Exhibit) -> Option<&Record> {
        match exhibit.material {
            Material::Record(at) => self.records.get(at),
            _ => None,
        }
    }

    /// The pages and pictures inside documents, in the order of the exhibits.
    pub fn inner_exhibits(&self) -> impl Iterator<Item = InnerExhibit<'_>> {
        self.exhibits.iter().flat_map(|document| {
            let shown = match self.record(document).map(|record| &record.outcome) {
                Some(Outcome::Read(shown)) => Some(shown),
                _ => None,
            };
            let parts = shown.into_iter().flat_map(|shown| &shown.kept.parts);
            parts.map(move |part| InnerExhibit { document, part })
        })
    }

    /// As [`Dossier::judge`], and gives up the records one by one: of half a million files there is then one copy of the facts.
    /// `show_paths`: as [`Dossier::judge_showing_paths`].
    ///
    /// # Errors
    /// As [`Dossier::judge`].
    pub fn judge_once(
        mut self,
        table: &Table,
        settings: &Settings,
        as_of: jiff::civil::Date,
        show_paths: bool,
    ) -> Result<Report, MaskError> {
        let placement = self.placement(table, settings);
        let mut uses = vec![0_usize; self.records.len()];
        let at = |exhibit: &Exhibit| match exhibit.material {
            Material::Record(at) => Some(at),
            _ => None,
        };
        for at in self.exhibits.iter().filter_map(at) {
            uses.get_mut(at).into_iter().for_each(|uses| *uses += 1);
        }
        let mut filed = Filing::default();
        for (exhibit, place) in self.exhibits.iter().zip(&placement.places) {
            filed.add(exhibit, place, &self.records);
            let Some((uses, record)) = at(exhibit).and_then(|at| uses.get_mut(at).zip(self.records.get_mut(at))) else {
                continue;
            };
            *uses -= 1;
            if *uses == 0 {
                record.outcome = Outcome::NotAsked;
            }
        }
        let report = self.conclude(table, as_of, &placement, filed);
        drop((self, placement));
        masked_report(report, show_paths)
    }

    fn report(&self, table: &Table, settings: &Settings, as_of: jiff::civil::Date) -> Report {
        let placement = self.placement(table, settings);
        let mut filed = Filing::default();
        for (exhibit, place) in self.exhibits.iter().zip(&placement.places) {
            filed.add(exhibit, place, &self.records);
        }
        self.conclude(table, as_of, &placement, filed)
    }

    fn placement(&self, table: &Table, settings: &Settings) -> Placement {
        let is_archive = |exhibit: &Exhibit| matches!(exhibit.material, Material::Archive(_));
        let names = self.exhibits.iter().map(|exhibit| Named { path: &exhibit.path, is_archive: is_archive(exhibit) });
        place(names, &self.folders, table, settings)
    }

    fn conclude(&self, table: &Table, as_of: jiff::civil::Date, placement: &Placement, filed: Filing) -> Report {
        let Filing { filed, mut problems } = filed;
        problems.extend(self.unlisted.iter().chain(&self.problems).cloned());
        problems.extend(placement.unused_settings.iter().map(|path| Problem {
            path: RelPath::new(SETTINGS_FILE),
            stage: Stage::Walk,
            message: format!("“{path}”没有对应任何文件"),
        }));
        let case = Case::new(table, as_of, &filed, &placement.shelves, &self.unlisted);
        let defects = judge(&case);
        let score = score(&case, defects);
        let loose = self.exhibits.iter().filter(|exhibit| exhibit.origin == Origin::Loose);
        let audited = Audited {
            table,
            as_of,
            root: self.root.clone(),
            files: self.exhibits.len() as u64,
            bytes: loose.map(|exhibit| exhibit.size).sum(),
            partial: self.partial,
            ignored: placement.places.iter().filter(|place| **place == Place::Ignored).count() as u64,
        };
        let reported = filed.into_iter().map(|filed| FileReport::of(filed.evidence, filed.place)).collect();
        Report::of(audited, score, reported, problems)
    }
}

/// The files of a package while they are named and placed.
#[derive(Default)]
struct Filing {
    filed: Vec<Filed>,
    problems: Vec<Problem>,
}

impl Filing {
    fn add(&mut self, exhibit: &Exhibit, place: &Place, records: &[Record]) {
        let (evidence, problems) = named::evidence(exhibit, records);
        self.problems.extend(problems);
        let file = |evidence| Filed { evidence, place: place.clone(), stray: exhibit.stray };
        self.filed.extend(evidence.into_iter().map(file));
    }
}
