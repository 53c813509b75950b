//! Opens a file of the package: the one that was listed, or none.
//!
//! Enters: an [`Entry`] with what the listing saw at its place ([`Listed`]). Leaves: the open file, or an [`OpenError`]. Time
//! passes between the listing and the reading. Meanwhile somebody may put a pipe at that place (opening it waits for ever), or
//! a link to a file that was never handed in. So every stage that opens a file of the package opens it here: without waiting,
//! without following a link, and the open file is compared with the listed one.
//!
//! The comparison also finds a folder above the file that was exchanged for a link: what lies behind the link is another file.
//! A file that only grew or was overwritten is the same file; it is read as it is now.

use crate::walk::Entry;
use serde::{Deserialize, Serialize};
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

/// What the listing saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Listed {
    /// A regular file.
    File(FileIdentity),
    /// A folder, a link that is not followed, a pipe, a device. It is never opened.
    NotAFile,
    /// Nothing: the system did not tell.
    Unseen,
    /// A file that this audit has unpacked into its own private folder.
    Unpacked,
    /// A file in memory: nobody can exchange it.
    InMemory,
}

impl Listed {
    /// What lies at a path now. A link is not followed.
    pub(crate) fn at(path: &Path) -> Self {
        match std::fs::symlink_metadata(path) {
            Ok(meta) => Self::of(path, &meta),
            Err(_) => Self::Unseen,
        }
    }

    /// What lies at a path, of which the system has told this much already.
    pub(crate) fn of(path: &Path, meta: &Metadata) -> Self {
        if !meta.is_file() {
            return Self::NotAFile;
        }
        FileIdentity::of_listed(path, meta).map_or(Self::Unseen, Self::File)
    }
}

/// Which file or folder it is, whatever it is called: two of one machine never have the same identity at the same time.
///
/// On Unix the device and inode number (POSIX `st_dev` and `st_ino`), on Windows the volume's serial number and the file index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileIdentity {
    volume: u64,
    index: u64,
}

impl std::fmt::Display for FileIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:x}:{:x}", self.volume, self.index)
    }
}

/// Why a file was not opened, or could not be read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Something else than a file lies there now.
    #[error("列出之后变成了管道、设备、链接或文件夹，没有读取")]
    NoFileNow,
    /// Another file lies there now, or a folder above it leads elsewhere.
    #[error("列出之后换成了另一个文件，没有读取；请在材料不再变动时重新审查")]
    AnotherFile,
    /// The system refuses.
    #[error(transparent)]
    System(#[from] io::Error),
}

/// Opens the file that was listed, for reading only.
///
/// # Errors
/// [`OpenError`] where something else lies there now, or the system refuses.
pub(crate) fn open_listed(entry: &Entry) -> Result<OpenFile, OpenError> {
    match &entry.bytes {
        Some(bytes) => Ok(OpenFile::InMemory(Cursor::new(Arc::clone(bytes)))),
        None => open_same(&entry.os_path, entry.listed).map(OpenFile::OnDisk),
    }
}

/// A file that is open for reading.
#[derive(Debug)]
pub(crate) enum OpenFile {
    OnDisk(File),
    InMemory(Cursor<Arc<[u8]>>),
}

impl Read for OpenFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::OnDisk(file) => file.read(buffer),
            Self::InMemory(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for OpenFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::OnDisk(file) => file.seek(to),
            Self::InMemory(bytes) => bytes.seek(to),
        }
    }
}

/// Opens what lies at a path, for reading only, if it is the file that was seen there before.
///
/// # Errors
/// As [`open_listed`].
pub(crate) fn open_same(path: &Path, listed: Listed) -> Result<File, OpenError> {
    // Opening alone can do harm: some devices rewind or reset. So it is looked at before, and again once it is open.
    compare(listed, Listed::of(path, &std::fs::symlink_metadata(path)?))?;
    let file = open_without_waiting(path)?;
    let now = match file.metadata()? {
        meta if meta.is_file() => FileIdentity::of_open(&file).map_or(Listed::Unseen, Listed::File),
        _ => Listed::NotAFile,
    };
    compare(listed, now)?;
    Ok(file)
}

/// Whether what lies there now is what was listed.
fn compare(listed: Listed, now: Listed) -> Result<(), OpenError> {
    match (listed, now) {
        (_, Listed::NotAFile | Listed::Unpacked | Listed::InMemory) | (Listed::NotAFile, _) => {
            Err(OpenError::NoFileNow)
        }
        // Nobody else can write into the private folder.
        (Listed::Unpacked, _) => Ok(()),
        (Listed::File(then), Listed::File(now)) if then == now => Ok(()),
        _ => Err(OpenError::AnotherFile),
    }
}

#[cfg(unix)]
fn open_without_waiting(path: &Path) -> Result<File, OpenError> {
    use nix::fcntl::OFlag;
    use std::os::unix::fs::OpenOptionsExt as _;
    // A pipe opens at once with O_NONBLOCK, a terminal does not become this process's own with O_NOCTTY.
    let flags = OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK | OFlag::O_NOCTTY | OFlag::O_CLOEXEC;
    let opened = OpenOptions::new().read(true).custom_flags(flags.bits()).open(path);
    opened.map_err(|error| match error.raw_os_error() {
        // POSIX open: the last part of the path is a link.
        Some(code) if code == nix::errno::Errno::ELOOP as i32 => OpenError::NoFileNow,
        _ => error.into(),
    })
}

/// Windows has no pipes among files. Links are found by the comparison: to refuse them here (`FILE_FLAG_OPEN_REPARSE_POINT`)
/// would also open the mere stub of a file that a server stores deduplicated.
#[cfg(not(unix))]
fn open_without_waiting(path: &Path) -> Result<File, OpenError> {
    Ok(OpenOptions::new().read(true).open(path)?)
}

#[cfg(unix)]
impl FileIdentity {
    #[allow(clippy::unnecessary_wraps, reason = "on Windows the system may not tell")]
    fn of_listed(_: &Path, meta: &Metadata) -> Option<Self> {
        Some(Self::of_meta(meta))
    }

    /// Of a file or folder that is open.
    pub(crate) fn of_open(file: &File) -> Option<Self> {
        Some(Self::of_meta(&file.metadata().ok()?))
    }

    /// Of what lies at a path. A link is not followed.
    pub(crate) fn at(path: &Path) -> Option<Self> {
        Some(Self::of_meta(&std::fs::symlink_metadata(path).ok()?))
    }

    fn of_meta(meta: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self { volume: meta.dev(), index: meta.ino() }
    }
}

#[cfg(windows)]
impl FileIdentity {
    fn of_listed(path: &Path, _: &Metadata) -> Option<Self> {
        Self::at(path)
    }

    /// Of a file or folder that is open.
    pub(crate) fn of_open(file: &File) -> Option<Self> {
        let told = winapi_util::file::information(file).ok()?;
        Some(Self { volume: told.volume_serial_number(), index: told.file_index() })
    }

    /// Of what lies at a path. A link is not followed.
    pub(crate) fn at(path: &Path) -> Option<Self> {
        use std::os::windows::fs::OpenOptionsExt as _;
        /// `FILE_FLAG_OPEN_REPARSE_POINT` of CreateFileW: a link is opened itself and not what it leads to.
        const OPEN_REPARSE_POINT: u32 = 0x0020_0000;
        /// `FILE_FLAG_BACKUP_SEMANTICS` of CreateFileW: folders can be opened, too.
        const BACKUP_SEMANTICS: u32 = 0x0200_0000;
        let flags = OPEN_REPARSE_POINT | BACKUP_SEMANTICS;
        // No access is asked for but to the properties: a file that another program holds is told as well.
        let file = OpenOptions::new().access_mode(0).custom_flags(flags).open(path).ok()?;
        Self::of_open(&file)
    }
}

/// Other systems number no files: there only the kind of thing is compared.
#[cfg(not(any(unix, windows)))]
impl FileIdentity {
    const UNKNOWN: Self = Self { volume: 0, index: 0 };

    fn of_listed(_: &Path, _: &Metadata) -> Option<Self> {
        Some(Self::UNKNOWN)
    }

    pub(crate) fn of_open(_: &File) -> Option<Self> {
        Some(Self::UNKNOWN)
    }

    pub(crate) fn at(_: &Path) -> Option<Self> {
        None
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
