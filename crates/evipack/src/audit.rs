//! The whole entrance of the library.
//!
//! Enters: a table, perhaps a recogniser, the day, a folder. Leaves: a [`Report`], or an [`AuditError`] where no audit took
//! place. The clock and the recogniser are handed in; nothing in the package is ever written to.

use crate::case::{Case, Filed};
use crate::facts::{Problem, Stage};
use crate::judge::judge;
use crate::personal::{MaskError, masked_report};
use crate::place::settings::{Settings, SettingsError, SettingsUnreadable, text_of};
use crate::place::{Place, Placement, place};
use crate::read::{Reader, side_by_side};
use crate::rel_path::RelPath;
use crate::report::{FileReport, Package, Report, SCHEMA, TableIdentity, Tool};
use crate::score::score;
use crate::see::Recognizer;
use crate::table::Table;
use crate::trust::TrustAnchors;
use crate::walk::{Listing, Parcel, SETTINGS_FILE, WalkError, list, unpack};
use crate::worker::{Pool, Workers};
use std::cell::OnceCell;
use std::num::NonZeroUsize;
use std::path::Path;

/// An audit, set up and ready to run.
///
/// ```no_run
/// use evipack::{Audit, Table};
///
/// let report = Audit::new(Table::builtin("changqing-2026")?)
///     .as_of(jiff::civil::date(2026, 11, 23))
///     .run("材料包")?;
/// for finding in &report.findings {
///     println!("{} {} {}", finding.path, finding.message, finding.hint);
/// }
/// println!("{} – {} / {}", report.summary.worst, report.summary.best, report.summary.full);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Audit<'a> {
    table: Table,
    as_of: jiff::civil::Date,
    recognizer: Option<&'a dyn Recognizer>,
    threads: Option<NonZeroUsize>,
    workers: Option<Workers>,
    anchors: TrustAnchors,
    show_paths: bool,
}

impl std::fmt::Debug for Audit<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Audit")
            .field("table", &self.table.id())
            .field("as_of", &self.as_of)
            .field("recognizer", &self.recognizer.is_some())
            .field("workers", &self.workers)
            .finish()
    }
}

/// Why no audit took place.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// The folder itself is the trouble.
    #[error(transparent)]
    Walk(#[from] WalkError),
    /// The package's `evipack.toml` is faulty.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The package's `evipack.toml` cannot be read, or is no file to be read.
    #[error(transparent)]
    SettingsUnreadable(#[from] SettingsUnreadable),
    /// The threads that read files could not be started.
    #[error("无法启动读取线程：{0}")]
    Threads(String),
    /// The report could not be freed of personal data.
    #[error(transparent)]
    Mask(#[from] MaskError),
}

impl<'a> Audit<'a> {
    /// An audit against a table, judged as of the table's last day unless [`Audit::as_of`] says otherwise.
    pub fn new(table: Table) -> Self {
        let last_day = table.items().iter().map(|item| item.period.to).max();
        Self {
            as_of: last_day.unwrap_or(jiff::civil::Date::MAX),
            table,
            recognizer: None,
            threads: None,
            workers: None,
            anchors: TrustAnchors::default(),
            show_paths: false,
        }
    }

    /// The day that deadlines and quarters are judged against. The library reads no clock.
    #[must_use]
    pub fn as_of(mut self, day: jiff::civil::Date) -> Self {
        self.as_of = day;
        self
    }

    /// Text recognition for pictures. Without it everything that only pixels could show is unknown, and so a review.
    #[must_use]
    pub fn recognizer(mut self, recognizer: &'a dyn Recognizer) -> Self {
        self.recognizer = Some(recognizer);
        self
    }

    /// How many files are read side by side; unless it is said, as many as the machine has processors.
    #[must_use]
    pub fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Reads in worker processes, as many as [`Audit::threads`]: what a file does to its reader then ends with that file.
    /// Where the system lets none be started, the audit reads in its own process and has a problem that says so.
    #[must_use]
    pub fn workers(mut self, workers: Workers) -> Self {
        self.workers = Some(workers);
        self
    }

    /// Whose electronic signatures and seals count. Without anchors (as usual) one that holds counts, whoever signed, and the
    /// signer is named; with them one that leads to none of them is for a human to look at.
    #[must_use]
    pub fn trust_anchors(mut self, anchors: TrustAnchors) -> Self {
        self.anchors = anchors;
        self
    }

    /// Shows paths and names of files as they are. Otherwise a part of a path that holds an identity number, a mobile number, a
    /// bank card, a passport or a name beside one is masked, and ends in `~` and four digits of the file's digest. Other texts
    /// of the report are masked in any case. A report with unmasked paths must not be passed on.
    #[must_use]
    pub fn show_paths(mut self, show: bool) -> Self {
        self.show_paths = show;
        self
    }

    /// Audits a folder. The report holds no personal data, see [`crate::personal`].
    ///
    /// # Errors
    /// [`AuditError`] where no audit could take place: a missing, unreadable or empty folder, or a faulty `evipack.toml`.
    /// Files that cannot be read are no error but findings and problems of the report.
    pub fn run(&self, root: impl AsRef<Path>) -> Result<Report, AuditError> {
        let root = root.as_ref();
        let mut listing = list(root)?;
        let settings = self.settings(&listing)?;
        let mut problems = listing.problems.clone();
        problems.extend(listing.renamed.iter().cloned());
        let pool = self.pool(&mut problems);
        match &pool {
            Some(pool) => unpack(&mut listing, &|parcel| pool.unpack(parcel)),
            None => unpack(&mut listing, &Parcel::open_here),
        }
        let placement = place(&listing, &self.table, &settings);
        problems.extend(placement.unused_settings.iter().map(|path| Problem {
            path: RelPath::new(SETTINGS_FILE),
            stage: Stage::Walk,
            message: format!("“{path}”没有对应任何文件"),
        }));
        let filed = self.read(&placement, pool.as_ref(), &mut problems)?;
        let report = self.conclude(root, &listing, &placement, filed, problems);
        Ok(masked_report(report, self.show_paths)?)
    }

    fn settings(&self, listing: &Listing) -> Result<Settings, AuditError> {
        match &listing.settings {
            Some(entry) => Ok(Settings::from_toml(&text_of(entry)?, &self.table)?),
            None => Ok(Settings::default()),
        }
    }

    /// Reads all files, several at a time, in the order of the listing.
    fn read(
        &self,
        placement: &Placement,
        pool: Option<&Pool<'_>>,
        problems: &mut Vec<Problem>,
    ) -> Result<Vec<Filed>, AuditError> {
        let reader = Reader::new(self.recognizer, Some(&self.anchors));
        let threads =
            self.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
        let read = side_by_side(&placement.files, threads, |placed| match pool {
            Some(pool) => pool.read(&placed.entry),
            None => reader.read(&placed.entry),
        });
        let read = read.map_err(AuditError::Threads)?;
        let mut filed = Vec::with_capacity(read.len());
        for ((evidence, gaps), placed) in read.into_iter().zip(&placement.files) {
            problems.extend(gaps);
            let file = |evidence| Filed { evidence, place: placed.place.clone(), stray: placed.entry.stray };
            filed.extend(evidence.into_iter().map(file));
        }
        Ok(filed)
    }

    /// The worker processes, where they are wanted and can be started.
    fn pool(&self, problems: &mut Vec<Problem>) -> Option<Pool<'_>> {
        let started = Pool::start(self.workers.as_ref()?, self.recognizer.is_some(), &self.anchors);
        let failed = |error| {
            let message = format!(
                "{error}；文件在审查程序自身里读取，没有隔离，也不限制内存和时间，个别损坏的文件可能使审查中断"
            );
            problems.push(Problem { path: RelPath::root(), stage: Stage::Engine, message });
        };
        started.map_err(failed).ok()
    }

    /// Judges, scores and writes the report.
    fn conclude(
        &self,
        root: &Path,
        listing: &Listing,
        placement: &Placement,
        filed: Vec<Filed>,
        mut problems: Vec<Problem>,
    ) -> Report {
        let case = Case {
            table: &self.table,
            as_of: self.as_of,
            files: &filed,
            shelves: &placement.shelves,
            unlisted: &listing.problems,
            works: OnceCell::new(),
        };
        let defects = judge(&case);
        let score = score(&case, defects);
        problems.sort();
        problems.dedup();
        Report {
            schema: SCHEMA,
            tool: Tool { name: "evipack".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            table: TableIdentity::of(&self.table),
            package: Package {
                root: root.to_string_lossy().replace('\\', "/"),
                files: listing.files.len() as u64,
                bytes: listing.files.iter().filter(|entry| !entry.packed).map(|entry| entry.size).sum(),
                ignored: placement.files.iter().filter(|placed| placed.place == Place::Ignored).count() as u64,
            },
            as_of: self.as_of,
            summary: score.summary,
            indicators: score.verdicts,
            findings: score.findings,
            files: filed.into_iter().map(|filed| FileReport::of(filed.evidence, filed.place)).collect(),
            problems,
        }
    }
}
