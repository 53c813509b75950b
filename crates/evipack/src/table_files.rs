//! Tables from a disk.
//!
//! Enters: the path of a table file. Leaves: the [`Table`], with all that it extends.

use evipack_core::table::{MAX_TABLE_BYTES, Table, TableError, TableFiles};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Reads a table from a file. It may extend a built-in table by id, or another file by its path relative to this one.
///
/// # Errors
/// [`TableError::Unreadable`] for this file or one it extends, [`TableError::Invalid`] with every fault.
pub fn load_table(path: impl AsRef<Path>) -> Result<Table, TableError> {
    Table::from_files(path.as_ref(), &Disk)
}

struct Disk;

impl TableFiles for Disk {
    fn text(&self, path: &Path) -> io::Result<String> {
        let mut text = String::new();
        let read = std::fs::File::open(path)?.take(MAX_TABLE_BYTES + 1).read_to_string(&mut text)?;
        if read as u64 > MAX_TABLE_BYTES {
            return Err(io::Error::other(format!("文件超过 {} MiB", MAX_TABLE_BYTES >> 20)));
        }
        Ok(text)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        path.canonicalize().unwrap_or_else(|_| path.to_owned())
    }
}
