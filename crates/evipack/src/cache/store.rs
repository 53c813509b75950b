//! Files by key.
//!
//! Enters: a key in hexadecimal and some bytes. Leaves: the bytes again, whole or not at all: each file carries the digest of its
//! content. The first two digits of a key are a folder, so that no folder gets too large.

use evipack_core::digest::sha256_hex;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Begins each file; the number changes with its form.
const MARK: &[u8] = b"evipack record 1\n";
/// Hexadecimal digits of a SHA-256.
const DIGEST: usize = 64;
/// Largest file that is read: more than any record, which must fit into a message of a worker.
const LARGEST: u64 = 32 << 20;
/// A file that was used is marked as such at most this often: a mark is a write.
const MARKED_EVERY: Duration = Duration::from_hours(24);
/// The file whose time says when the store was last tidied.
const TIDIED: &str = "tidied";
/// When there is too much, so much of the limit is left, so that not every audit has to remove something.
const LEFT: f64 = 0.8;

#[derive(Debug)]
pub(super) struct Store {
    folder: PathBuf,
}

/// A file of the store.
#[derive(Debug)]
pub(super) struct Kept {
    path: PathBuf,
    pub(super) size: u64,
    used: SystemTime,
}

impl Store {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
        // It may have been made by another program, for all to read.
        #[cfg(unix)]
        fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        Ok(Self { folder: fs::canonicalize(folder)? })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(key.get(..2).unwrap_or_default()).join(key)
    }

    /// The bytes of a key; nothing where there are none, or a damaged file.
    pub(super) fn get(&self, key: &str) -> io::Result<Option<Vec<u8>>> {
        let path = self.path(key);
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut bytes = Vec::new();
        (&mut file).take(LARGEST).read_to_end(&mut bytes)?;
        let Some(content) = content(&bytes) else {
            // It would be found damaged every time.
            drop(file);
            fs::remove_file(&path)?;
            return Err(io::ErrorKind::InvalidData.into());
        };
        let used = file.metadata().and_then(|meta| meta.modified());
        if used.is_ok_and(|used| used.elapsed().unwrap_or_default() > MARKED_EVERY) {
            // Not being able to mark it only lets it grow old.
            let _ = File::options().write(true).open(&path).and_then(|file| file.set_modified(SystemTime::now()));
        }
        Ok(Some(content.to_vec()))
    }

    /// Keeps bytes under a key.
    pub(super) fn put(&self, key: &str, content: &[u8]) -> io::Result<()> {
        let path = self.path(key);
        let parent = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent)?;
        // A temporary file is readable by its owner only.
        let mut file = tempfile::NamedTempFile::new_in(parent)?;
        file.write_all(MARK)?;
        file.write_all(sha256_hex(content).as_bytes())?;
        file.write_all(content)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    /// All files, those that a killed program has left half written included.
    pub(super) fn all(&self) -> impl Iterator<Item = Kept> {
        let is_shelf = |path: &PathBuf| {
            path.file_name()
                .is_some_and(|name| name.len() == 2 && name.as_encoded_bytes().iter().all(u8::is_ascii_hexdigit))
        };
        let entries = |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().flatten();
        let shelves = entries(self.folder.clone()).map(|entry| entry.path()).filter(is_shelf);
        shelves.flat_map(entries).filter_map(|entry| {
            let meta = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some(Kept { path: entry.path(), size: meta.len(), used: meta.modified().ok()? })
        })
    }

    pub(super) fn clear(&self) -> io::Result<()> {
        for kept in self.all() {
            remove(&kept.path)?;
        }
        remove(&self.folder.join(TIDIED))
    }

    /// Removes what nobody has used for a time, and the longest unused where there is too much. At most once a day: it looks at
    /// every file.
    pub(super) fn tidy(&self, most_bytes: u64, longest_unused: Duration) -> io::Result<()> {
        let stamp = self.folder.join(TIDIED);
        let tidied = fs::metadata(&stamp).and_then(|meta| meta.modified());
        if tidied.is_ok_and(|tidied| tidied.elapsed().unwrap_or_default() < MARKED_EVERY) {
            return Ok(());
        }
        File::create(&stamp)?;
        self.keep_within(most_bytes, longest_unused)
    }

    pub(super) fn keep_within(&self, most_bytes: u64, longest_unused: Duration) -> io::Result<()> {
        let mut kept: Vec<Kept> = self.all().collect();
        kept.sort_by(|a, b| (b.used, &b.path).cmp(&(a.used, &a.path)));
        let bytes: u64 = kept.iter().map(|file| file.size).sum();
        let most = if bytes > most_bytes { (most_bytes as f64 * LEFT) as u64 } else { most_bytes };
        let mut sum = 0;
        for file in kept {
            sum += file.size;
            if sum > most || file.used.elapsed().unwrap_or_default() > longest_unused {
                remove(&file.path)?;
            }
        }
        Ok(())
    }
}

/// The content of a file, where it is whole.
fn content(bytes: &[u8]) -> Option<&[u8]> {
    let (digest, content) = bytes.strip_prefix(MARK)?.split_at_checked(DIGEST)?;
    (sha256_hex(content).as_bytes() == digest).then_some(content)
}

/// Removes a file. Another audit may have done so already.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
