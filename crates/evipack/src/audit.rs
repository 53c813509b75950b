//! The whole entrance of the library.
//!
//! Enters: a table, perhaps a recogniser, the day, a folder. Leaves: a [`Report`], or an [`AuditError`] where no audit took
//! place. The clock and the recogniser are handed in; nothing in the package is ever written to.

use crate::cache::{Cache, Records};
use crate::inspection::{Read, Reading};
use crate::observer::{Nobody, Observer};
use crate::settings_file::{SettingsUnreadable, text_of};
use crate::side_by_side::SideBySideError;
use crate::source::Source;
use crate::walk::{Listing, Parcel, WalkError, unpack};
use crate::worker::{Pool, Workers};
use evipack_core::dossier::{DOSSIER_VERSION, Dossier, Wants};
use evipack_core::facts::{Problem, Stage};
use evipack_core::personal::MaskError;
use evipack_core::place::settings::{Settings, SettingsError};
use evipack_core::rel_path::RelPath;
use evipack_core::report::Report;
use evipack_core::table::Table;
use evipack_read::{Reader, TrustAnchors};
use evipack_see::Recognizer;
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
    observer: &'a dyn Observer,
    cache: Option<&'a Cache>,
    wants: Wants,
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
    /// The threads that read files could not be started, or ended.
    #[error(transparent)]
    Threads(#[from] SideBySideError),
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
            observer: &Nobody,
            cache: None,
            wants: Wants::NOTHING,
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

    /// Who is told how far the audit is, and may end it.
    #[must_use]
    pub fn observer(mut self, observer: &'a dyn Observer) -> Self {
        self.observer = observer;
        self
    }

    /// What is read beside what the rules ask: text, cells, likeness. It is in the dossier, never in the report.
    #[must_use]
    pub fn wants(mut self, wants: Wants) -> Self {
        self.wants = wants;
        self
    }

    /// Keeps what was read, so that the next audit reads only what is new. A cache inside the package is not used: nothing is
    /// ever written there.
    #[must_use]
    pub fn cache(mut self, cache: &'a Cache) -> Self {
        self.cache = Some(cache);
        self
    }

    /// Audits a folder. The report holds no personal data, see [`crate::personal`].
    ///
    /// # Errors
    /// [`AuditError`] where no audit could take place: a missing, unreadable or empty folder, or a faulty `evipack.toml`.
    /// Files that cannot be read are no error but findings and problems of the report.
    pub fn run(&self, root: impl AsRef<Path>) -> Result<Report, AuditError> {
        self.run_source(&root.as_ref())
    }

    /// Audits a package from any [`Source`].
    ///
    /// # Errors
    /// As [`Audit::run`].
    pub fn run_source(&self, source: &dyn Source) -> Result<Report, AuditError> {
        let mut listing = source.list()?;
        // A faulty settings file is told before hours of reading.
        let settings = settings(&listing, &self.table)?;
        let dossier = self.dossier(source, &mut listing)?;
        drop(listing);
        Ok(dossier.judge_once(&self.table, &settings, self.as_of, self.show_paths)?)
    }

    /// Reads a package without judging it. Table and day do not enter: the dossier can be judged by [`Dossier::judge`] against any
    /// table, on any day, as often as one likes.
    ///
    /// # Errors
    /// As [`Audit::run`], faulty settings aside.
    pub fn inspect(&self, source: &dyn Source) -> Result<Dossier, AuditError> {
        self.dossier(source, &mut source.list()?)
    }

    /// The settings that a package brings along.
    ///
    /// # Errors
    /// [`AuditError`] where the package cannot be listed, or `evipack.toml` is faulty.
    pub fn settings(&self, source: &dyn Source) -> Result<Settings, AuditError> {
        settings(&source.list()?, &self.table)
    }

    fn dossier(&self, source: &dyn Source, listing: &mut Listing) -> Result<Dossier, AuditError> {
        let mut problems = listing.renamed.clone();
        let pool = self.pool(&mut problems);
        match &pool {
            Some(pool) => unpack(listing, &|parcel| pool.unpack(parcel)),
            None => unpack(listing, &Parcel::open_here),
        }
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        let cache = self.cache.filter(|cache| !is_inside(cache.folder(), &listing.root));
        let known = cache.and_then(|cache| Records::of(cache, self.recognizer, &self.anchors));
        let reading = Reading {
            reader: Reader::new(self.recognizer, Some(&self.anchors)),
            pool: pool.as_ref(),
            known,
            wants: evipack_core::rules::wants().or(self.wants),
            threads: self.threads.map_or_else(processors, usize::from),
            observer: self.observer,
        };
        let Read { exhibits, records, partial } = reading.read(listing)?;
        cache.inspect(|cache| cache.tidy());
        Ok(Dossier {
            version: DOSSIER_VERSION,
            root: source.name(),
            folders: listing.folders.clone(),
            exhibits,
            records,
            unlisted: listing.problems.clone(),
            problems,
            partial,
        })
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
}

/// Whether a folder lies in the package. Files in memory lie nowhere.
fn is_inside(folder: &Path, root: &Path) -> bool {
    !root.as_os_str().is_empty() && folder.starts_with(root)
}

fn settings(listing: &Listing, table: &Table) -> Result<Settings, AuditError> {
    match &listing.settings {
        Some(entry) => Ok(Settings::from_toml(&text_of(entry)?, table)?),
        None => Ok(Settings::default()),
    }
}
