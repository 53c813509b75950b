//! The private folder that archives are unpacked into.
//!
//! Enters: nothing. Leaves: a [`Home`], readable by nobody else, gone when the last listing that points into it is. A run that
//! is killed cannot clear up behind itself: the next one does it, and tells by a lock, which ends with its process, whose folder
//! is still in use.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use tempfile::TempDir;

/// How the folders are called in the system's folder for temporary files.
const PREFIX: &str = "evipack-";
/// The file that a run holds locked, and what it is called before it is.
const LOCK: &str = "in-use";
const NOT_YET: &str = "in-use.new";

/// A folder of this run.
#[derive(Debug)]
pub(crate) struct Home {
    /// Let go before the folder is deleted: Windows deletes no open file.
    _lock: Option<File>,
    folder: TempDir,
}

impl Home {
    /// A new folder; what ended runs left is deleted.
    pub(super) fn new() -> io::Result<Self> {
        Self::new_in(&std::env::temp_dir())
    }

    fn new_in(parent: &Path) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = builder.tempdir_in(parent)?;
        // Where files cannot be locked, nobody takes the folder for a left one.
        let lock = lock(folder.path()).ok();
        sweep(parent, folder.path());
        Ok(Self { _lock: lock, folder })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// The lock of a folder: it gets its name only when it is held, so that no other run can take it in between.
fn lock(folder: &Path) -> io::Result<File> {
    let file = File::create_new(folder.join(NOT_YET))?;
    file.try_lock()?;
    fs::rename(folder.join(NOT_YET), folder.join(LOCK))?;
    Ok(file)
}

/// Deletes the folders of runs that have ended. What cannot be deleted stays: it is no fault of this audit's.
fn sweep(parent: &Path, own: &Path) {
    let is_ours = |name: &OsStr| name.as_encoded_bytes().starts_with(PREFIX.as_bytes());
    let others = fs::read_dir(parent).into_iter().flatten().flatten().filter(|entry| is_ours(&entry.file_name()));
    for folder in others.map(|entry| entry.path()).filter(|path| path != own && is_left(path, own)) {
        let _ = fs::remove_dir_all(folder);
    }
}

/// Whether a folder belongs to a run of the same user that has ended.
fn is_left(folder: &Path, own: &Path) -> bool {
    let lock = folder.join(LOCK);
    // Neither a link nor a pipe: who may write here may have laid them.
    let is_file = fs::symlink_metadata(&lock).is_ok_and(|lock| lock.is_file());
    let is_folder = fs::symlink_metadata(folder).is_ok_and(|folder| folder.is_dir());
    is_folder && is_file && is_same_owner(folder, own) && File::open(lock).is_ok_and(|lock| lock.try_lock().is_ok())
}

#[cfg(unix)]
fn is_same_owner(folder: &Path, own: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let owner = |path: &Path| fs::symlink_metadata(path).map(|folder| folder.uid());
    owner(folder).is_ok_and(|theirs| owner(own).is_ok_and(|ours| theirs == ours))
}

/// Other systems have a folder for temporary files for each user.
#[cfg(not(unix))]
fn is_same_owner(_: &Path, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_run_left_goes_and_what_is_in_use_stays() {
        let parent = tempfile::tempdir().unwrap();
        let in_use = Home::new_in(parent.path()).unwrap();
        let Home { _lock: lock, folder } = Home::new_in(parent.path()).unwrap();
        // As when the process ends: the lock goes, the folder stays.
        let left = folder.keep();
        drop(lock);
        fs::write(left.join("照片.jpg"), "x").unwrap();
        let foreign = parent.path().join("evipack-bench");
        fs::create_dir(&foreign).unwrap();
        let next = Home::new_in(parent.path()).unwrap();
        assert!(!left.exists());
        assert!(in_use.path().exists() && next.path().exists() && foreign.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_that_is_a_link_is_no_lock() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("evipack-trap");
        fs::create_dir(&folder).unwrap();
        fs::write(parent.path().join("elsewhere"), "").unwrap();
        std::os::unix::fs::symlink(parent.path().join("elsewhere"), folder.join(LOCK)).unwrap();
        Home::new_in(parent.path()).unwrap();
        assert!(folder.exists());
    }
}
