//! Watching an audit, and ending it early.
//!
//! Enters: an [`Observer`] of the caller. Leaves: what it is told while files are read.

use evipack_core::dossier::Record;
use evipack_core::rel_path::RelPath;

/// Is told how far an audit is, and may end it. Called from several threads, between two files: it should return soon.
pub trait Observer: Sync {
    /// The audit has come further.
    fn progress(&self, _: Progress) {}

    /// A file was read. It is called once for each different content, under the first of its paths.
    fn read(&self, _path: &RelPath, _record: &Record) {}

    /// Whether the audit should end. What was not read by then is said to be so, and the report is marked as partial.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Nobody;

impl Observer for Nobody {}

/// How far an audit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// What it does.
    pub stage: Stage,
    /// Files that are done in this stage.
    pub files: u64,
    /// Files of this stage.
    pub of_files: u64,
    /// Bytes of the files that are done.
    pub bytes: u64,
    /// Bytes of all of them.
    pub of_bytes: u64,
}

/// A stage of an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Files are hashed, to find those that are known already.
    Hashing,
    /// Files are read.
    Reading,
}
