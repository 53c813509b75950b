//! The private folder that archives are unpacked into.
//!
//! Enters: the package's root. Leaves: a [`Home`] outside of the package, readable by nobody else, gone when the last listing
//! that points into it is. A run that is killed cannot clear up behind itself. Every later audit does it at its start, whether
//! it has archives or not ([`clear_left`]).
//!
//! What is deleted must surely be such a folder, left by a run that has ended. So its name begins with [`PREFIX`]; it belongs
//! to this user and is open to nobody else; the file [`LOCK`] in it names the folder by its number in the file system, which no
//! copy, no unpacked archive and no other user can foresee; and nobody holds the lock of that file, which the system lets go
//! when the process that held it ends, however it ends.

use super::Fault;
use crate::open_listed::{FileIdentity, Listed, open_same};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How the folders are called in the system's folder for temporary files.
const PREFIX: &str = "evipack-";
/// The file that a run holds locked, and what it is called before it is.
const LOCK: &str = "in-use";
const NOT_YET: &str = "in-use.new";
/// More than any text of a lock file, in bytes.
const LOCK_TEXT: u64 = 100;

/// How long an audit may take at its start to clear up behind others. What is left then waits for the next one.
const CLEARING: Duration = Duration::from_secs(2);

/// A folder of this run.
#[derive(Debug)]
pub(crate) struct Home {
    /// Let go before the folder is deleted: Windows deletes no open file.
    _lock: Option<File>,
    folder: TempDir,
}

impl Home {
    /// A new folder outside of the package at `root`.
    pub(super) fn new(root: &Path) -> Result<Self, Fault> {
        let parent = parents(root).into_iter().next().ok_or(Fault::NoRoomOutside)?;
        Self::new_in(&parent).map_err(|_| Fault::NoRoom)
    }

    fn new_in(parent: &Path) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = builder.tempdir_in(parent)?;
        // Where files cannot be locked, nobody takes the folder for a left one.
        let lock = lock(folder.path()).ok();
        Ok(Self { _lock: lock, folder })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Deletes what runs have left that were killed. What cannot be deleted stays: it is no fault of this audit's.
pub(super) fn clear_left(root: &Path) {
    let until = Instant::now() + CLEARING;
    for parent in parents(root) {
        clear_left_in(&parent, root, until);
    }
}

fn clear_left_in(parent: &Path, root: &Path, until: Instant) {
    let is_named_so = |name: &OsStr| name.as_encoded_bytes().starts_with(PREFIX.as_bytes());
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if Instant::now() >= until {
            return;
        }
        let folder = entry.path();
        if is_named_so(&entry.file_name())
            && !is_inside(root, &folder)
            && let Some(lock) = lock_of_left(&folder)
        {
            let _ = delete(&folder, lock, until);
        }
    }
}

/// Where folders may be made, the best first: the system's folders for temporary files that are not in the package.
fn parents(root: &Path) -> Vec<PathBuf> {
    let usual = std::env::temp_dir();
    let others: &[&str] = if cfg!(unix) { &["/tmp", "/var/tmp"] } else { &[] };
    let all = std::iter::once(usual).chain(others.iter().map(PathBuf::from));
    let mut parents = Vec::new();
    // Without links: somebody may set them anew between two looks.
    for parent in all.filter_map(|parent| fs::canonicalize(parent).ok()) {
        if !parents.contains(&parent) && !is_inside(&parent, root) {
            parents.push(parent);
        }
    }
    parents
}

/// Whether a folder is another one or lies in it. Folders are compared by their number in the file system as well: the same
/// folder may be mounted at two places.
fn is_inside(folder: &Path, other: &Path) -> bool {
    let wanted = FileIdentity::at(other);
    folder.ancestors().any(|above| above == other || (wanted.is_some() && FileIdentity::at(above) == wanted))
}

/// The lock of a folder: it gets its name only when it is held, so that no other run can take it in between.
fn lock(folder: &Path) -> io::Result<File> {
    let mut file = File::create_new(folder.join(NOT_YET))?;
    file.try_lock()?;
    file.write_all(lock_text(folder).ok_or(io::ErrorKind::Unsupported)?.as_bytes())?;
    fs::rename(folder.join(NOT_YET), folder.join(LOCK))?;
    Ok(file)
}

/// What the lock file of a folder says, and that of no other folder.
fn lock_text(folder: &Path) -> Option<String> {
    Some(format!("evipack {}\n", FileIdentity::at(folder)?))
}

/// The lock of a folder that was left by a run of the same user that has ended, held now.
fn lock_of_left(folder: &Path) -> Option<File> {
    let meta = fs::symlink_metadata(folder).ok().filter(fs::Metadata::is_dir)?;
    if !is_private(&meta) {
        return None;
    }
    let path = folder.join(LOCK);
    // Neither a link nor a pipe: who may write here may have laid them.
    let mut lock = open_same(&path, Listed::at(&path)).ok()?;
    let mut text = String::new();
    (&mut lock).take(LOCK_TEXT).read_to_string(&mut text).ok()?;
    (text == lock_text(folder)? && lock.try_lock().is_ok()).then_some(lock)
}

/// Deletes a folder, the lock file last: what time does not suffice for stays recognisable.
fn delete(folder: &Path, lock: File, until: Instant) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if Instant::now() >= until {
            return Ok(());
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else if entry.file_name() != LOCK {
            fs::remove_file(entry.path())?;
        }
    }
    // Windows deletes no open file.
    drop(lock);
    fs::remove_file(folder.join(LOCK))?;
    fs::remove_dir(folder)
}

/// Whether a folder belongs to this user and is open to nobody else.
#[cfg(unix)]
fn is_private(folder: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    /// The permissions of a group and of others, POSIX `S_IRWXG` and `S_IRWXO`.
    const OTHERS: u32 = 0o077;
    folder.uid() == nix::unistd::geteuid().as_raw() && folder.mode() & OTHERS == 0
}

/// Other systems have a folder for temporary files for each user.
#[cfg(not(unix))]
fn is_private(_: &fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder for temporary files, and a package beside it.
    struct Machine {
        _folder: TempDir,
        parent: PathBuf,
        root: PathBuf,
    }

    impl Machine {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let [parent, root] = ["临时", "材料"].map(|name| folder.path().canonicalize().unwrap().join(name));
            fs::create_dir(&parent).unwrap();
            fs::create_dir(&root).unwrap();
            Self { _folder: folder, parent, root }
        }

        /// As when a process is killed: the lock goes, the folder stays.
        fn left(&self) -> PathBuf {
            let Home { _lock: lock, folder } = Home::new_in(&self.parent).unwrap();
            let left = folder.keep();
            drop(lock);
            fs::create_dir(left.join("7")).unwrap();
            fs::write(left.join("7/照片.jpg"), "x").unwrap();
            left
        }

        fn clear(&self) {
            clear_left_in(&self.parent, &self.root, Instant::now() + CLEARING);
        }
    }

    #[test]
    fn what_a_killed_run_left_goes_and_what_is_in_use_stays() {
        let machine = Machine::new();
        let in_use = Home::new_in(&machine.parent).unwrap();
        let left = machine.left();
        let foreign = machine.parent.join("evipack-bench");
        fs::create_dir(&foreign).unwrap();
        machine.clear();
        assert!(!left.exists());
        assert!(in_use.path().exists() && foreign.exists());
    }

    #[test]
    fn what_time_does_not_suffice_for_goes_the_next_time() {
        let machine = Machine::new();
        let left = machine.left();
        let lock = lock_of_left(&left).unwrap();
        delete(&left, lock, Instant::now()).unwrap();
        assert!(left.join("7/照片.jpg").exists() && left.join(LOCK).exists());
        machine.clear();
        assert!(!left.exists());
    }

    #[test]
    fn a_copy_of_such_a_folder_is_nobodys_to_delete() {
        let machine = Machine::new();
        let left = machine.left();
        // As if it had been in an archive that the user has unpacked here by himself.
        let copy = machine.parent.join("evipack-copied");
        fs::create_dir(&copy).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&copy, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        fs::copy(left.join(LOCK), copy.join(LOCK)).unwrap();
        machine.clear();
        assert!(!left.exists() && copy.join(LOCK).exists());
    }

    #[test]
    fn the_package_itself_is_never_deleted() {
        let machine = Machine::new();
        let left = machine.left();
        let inside = left.join("7");
        for root in [&left, &inside] {
            clear_left_in(&machine.parent, root, Instant::now() + CLEARING);
            assert!(left.join("7/照片.jpg").exists());
        }
    }

    #[test]
    fn two_runs_that_clear_at_once_do_not_hinder_each_other() {
        let machine = Machine::new();
        let left: Vec<PathBuf> = (0..8).map(|_| machine.left()).collect();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let own = Home::new_in(&machine.parent).unwrap();
                    machine.clear();
                    assert!(own.path().join(LOCK).exists());
                });
            }
        });
        assert!(left.iter().all(|left| !left.exists()));
    }

    #[test]
    fn a_folder_for_temporary_files_in_the_package_is_not_used() {
        let machine = Machine::new();
        let inside = machine.root.join("一、制度建设");
        fs::create_dir(&inside).unwrap();
        assert!(is_inside(&inside, &machine.root) && is_inside(&machine.root, &machine.root));
        assert!(!is_inside(&machine.parent, &machine.root));
        assert!(parents(Path::new("/")).is_empty() || cfg!(windows), "all is in the root of all");
        assert!(matches!(Home::new(Path::new("/")), Err(Fault::NoRoomOutside)) || cfg!(windows));
    }

    #[cfg(unix)]
    #[test]
    fn traps_in_a_shared_folder_are_left_alone() {
        use std::os::unix::fs::symlink;
        let machine = Machine::new();
        let elsewhere = machine.root.join("别处");
        fs::create_dir(&elsewhere).unwrap();
        fs::write(elsewhere.join("重要.txt"), "x").unwrap();
        // The lock is a link, or a pipe that would never open.
        let private = |name: &str| {
            let folder = machine.parent.join(name);
            fs::create_dir(&folder).unwrap();
            fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
            folder
        };
        let [linked, piped] = ["evipack-linked", "evipack-piped"].map(private);
        fs::write(machine.parent.join("lock"), lock_text(&linked).unwrap()).unwrap();
        symlink(machine.parent.join("lock"), linked.join(LOCK)).unwrap();
        nix::unistd::mkfifo(&piped.join(LOCK), nix::sys::stat::Mode::S_IRWXU).unwrap();
        // The folder is a link.
        symlink(&elsewhere, machine.parent.join("evipack-folder")).unwrap();
        // A folder that others may write into.
        let open = machine.left();
        fs::set_permissions(&open, std::os::unix::fs::PermissionsExt::from_mode(0o770)).unwrap();
        // A link inside of what is deleted.
        let left = machine.left();
        symlink(&elsewhere, left.join("7/别处")).unwrap();
        symlink(&elsewhere, left.join("别处")).unwrap();
        machine.clear();
        assert!(!left.exists());
        assert!(linked.exists() && piped.exists() && open.exists() && elsewhere.join("重要.txt").exists());
    }
}
