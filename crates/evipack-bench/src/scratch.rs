//! A private folder that goes away with its owner, and packages built in it.
//!
//! Enters: a place to keep things, or none; files. Leaves: folders. A package holds hard links (or copies) under neutral
//! names: nothing in a name, a folder or a neighbour tells the tool what it ought to see.

use std::io;
use std::path::{Path, PathBuf};

/// A folder; removed at the end unless it is to be kept.
#[derive(Debug)]
pub(crate) struct Scratch {
    pub(crate) path: PathBuf,
    is_kept: bool,
}

impl Scratch {
    pub(crate) fn new(keep: Option<&Path>) -> io::Result<Self> {
        let (path, is_kept) = match keep {
            Some(path) => (path.to_owned(), true),
            None => (std::env::temp_dir().join(format!("evipack-bench-{}", std::process::id())), false),
        };
        std::fs::create_dir_all(&path)?;
        Ok(Self { path, is_kept })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !self.is_kept {
            // A folder that stays behind in the temporary folder is no reason to fail.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

/// Builds a package of (name in the package, source); what lay there before goes.
pub(crate) fn build_package(folder: &Path, files: &[(String, PathBuf)]) -> io::Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    for (name, source) in files {
        let target = folder.join(name);
        if std::fs::hard_link(source, &target).is_err() {
            std::fs::copy(source, &target)?;
        }
    }
    Ok(())
}
