//! Where a package comes from.
//!
//! Enters: a folder, one archive file, or files in memory. Leaves: a [`Listing`]: what there is, and how to open it. A source can be
//! listed again, and each file opened again, until the report is written.

use crate::walk::{Listing, WalkError, list, list_file};
use evipack_core::rel_path::RelPath;
use evipack_core::unique_paths::UniquePaths;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a package comes from.
pub trait Source {
    /// What the report calls it.
    fn name(&self) -> String;

    /// Lists what lies in it, without looking into archives.
    ///
    /// # Errors
    /// [`WalkError`] where nothing could be audited at all.
    fn list(&self) -> Result<Listing, WalkError>;
}

/// A folder on a disk.
impl<P: AsRef<Path>> Source for P {
    fn name(&self) -> String {
        self.as_ref().to_string_lossy().replace('\\', "/")
    }

    fn list(&self) -> Result<Listing, WalkError> {
        list(self.as_ref())
    }
}

/// One file on a disk, usually an archive: the package is what lies in it.
#[derive(Debug, Clone)]
pub struct OneFile {
    path: PathBuf,
}

impl OneFile {
    /// The file at a path.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl Source for OneFile {
    fn name(&self) -> String {
        self.path.to_string_lossy().replace('\\', "/")
    }

    fn list(&self) -> Result<Listing, WalkError> {
        list_file(&self.path)
    }
}

/// Files in memory, for a program that has no folder: a web service, a browser.
///
/// ```
/// use evipack::{Audit, InMemory, Table};
///
/// let mut package = InMemory::new("材料包");
/// package.add("一、制度建设/2.创建工作方案/方案.txt", "实施方案".as_bytes());
/// let report = Audit::new(Table::builtin("changqing-2026")?).run_source(&package)?;
/// assert_eq!(report.files.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct InMemory {
    name: String,
    files: Vec<(String, Arc<[u8]>)>,
}

impl InMemory {
    /// A package without files.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), files: Vec::new() }
    }

    /// Adds a file. `path` has '/' between its parts; `.` and `..` and empty parts are dropped. Of two files with one path the
    /// second is numbered.
    pub fn add(&mut self, path: &str, bytes: impl Into<Arc<[u8]>>) -> &mut Self {
        self.files.push((path.to_owned(), bytes.into()));
        self
    }
}

impl Source for InMemory {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn list(&self) -> Result<Listing, WalkError> {
        let (mut listing, mut paths) = (Listing::default(), UniquePaths::default());
        for (path, bytes) in &self.files {
            let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
            let Some((name, folders)) = parts.split_last() else { continue };
            let folder = folders.iter().fold(RelPath::root(), |above, part| {
                let folder = above.join_folder(part);
                listing.folders.push(folder.clone());
                folder
            });
            listing.add_bytes(paths.take(&folder.join_text(name)), Arc::clone(bytes));
        }
        listing.folders.sort();
        listing.folders.dedup();
        listing.complete(Path::new(&self.name))
    }
}
