//! What was read before, so that an unchanged file is not read again.
//!
//! Enters: the digest of a file's bytes, what is asked of them, and who reads. Leaves: the [`Record`] of the last reading. The key
//! is the content: names, folders and modification times do not enter, so nothing can go stale. Everything that could change
//! a record is part of the key: the build of this program, its features, the models, the trust anchors, the needs.
//!
//! A record is one file, written beside and renamed. So two audits at the same time need no lock, a damaged file costs one
//! reading, and there is no database that a broken page could take down. (Embedded databases were looked at: the best one in
//! pure Rust asserts on damaged pages.) The files hold extracted text and facts of the material: only their owner can read them, and
//! `evipack cache clear` removes them.

mod store;

#[cfg(test)]
mod tests;

use crate::inspect::Digest;
use evipack_core::digest::{Sha256Stream, sha256_hex};
use evipack_core::dossier::{DOSSIER_VERSION, Failure, Needs, Outcome, Record};
use evipack_read::TrustAnchors;
use evipack_see::Recognizer;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::Store;

/// Names another folder than the user's, or is `off`.
pub const CACHE_VARIABLE: &str = "EVIPACK_CACHE";

/// Largest size of all records together, in bytes: some 100,000 photos and papers.
const MOST_BYTES: u64 = 1 << 30;
/// A record that no audit has asked for in this time is removed: a county prepares its material over a year, and audits it more
/// often than every 90 days.
const LONGEST_UNUSED: Duration = Duration::from_hours(90 * 24);

/// Said of a record that is not what was written.
const DAMAGED: &str = "缓存中有损坏的记录";

/// A folder in which records are kept.
#[derive(Debug)]
pub struct Cache {
    store: Store,
    /// The first thing that went wrong, in Chinese.
    trouble: OnceLock<String>,
    /// A record could not be written: no further one is tried.
    is_closed: AtomicBool,
}

/// Why there is no cache.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// The system does not let the folder be made or used.
    #[error("缓存文件夹“{}”不能使用：{source}", crate::personal::masked(&folder.to_string_lossy()))]
    Unusable {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// What a cache holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheStatus {
    /// Number of records.
    pub records: u64,
    /// Their size in bytes.
    pub bytes: u64,
}

impl Cache {
    /// Uses a folder, and makes it where it is not there, readable by its owner only.
    ///
    /// # Errors
    /// [`CacheError`] where the system does not allow it.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, CacheError> {
        let folder = folder.into();
        match Store::open(&folder) {
            Ok(store) => Ok(Self { store, trouble: OnceLock::new(), is_closed: AtomicBool::new(false) }),
            Err(source) => Err(CacheError::Unusable { folder, source }),
        }
    }

    /// The folder of this user: that of `EVIPACK_CACHE`, else one of its own in the system's folder for what can be made again
    /// (`%LOCALAPPDATA%`, `~/Library/Caches`, `$XDG_CACHE_HOME` or `~/.cache`). `None` where there is none, or where the variable
    /// says `off`.
    pub fn default_folder() -> Option<PathBuf> {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        match variable(CACHE_VARIABLE) {
            Some(folder) if folder.as_os_str() == "off" => return None,
            Some(folder) => return Some(folder),
            None => {}
        }
        let caches = if cfg!(windows) {
            variable("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            variable("HOME").map(|home| home.join("Library/Caches"))
        } else {
            variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache")))
        };
        caches.map(|caches| caches.join("evipack").join("records"))
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        self.store.folder()
    }

    /// What it holds.
    pub fn status(&self) -> CacheStatus {
        let (records, bytes) = self.store.all().fold((0, 0), |(records, bytes), file| (records + 1, bytes + file.size));
        CacheStatus { records, bytes }
    }

    /// Removes all records.
    ///
    /// # Errors
    /// [`CacheError`] where the system does not allow it.
    pub fn clear(&self) -> Result<CacheStatus, CacheError> {
        let status = self.status();
        let unusable = |source| CacheError::Unusable { folder: self.folder().to_owned(), source };
        self.store.clear().map_err(unusable)?;
        Ok(status)
    }

    /// What went wrong with it since it was opened, in Chinese: the first thing only. The audit went on without.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.get().map(String::as_str)
    }

    fn note(&self, what: &str, error: &io::Error) {
        self.trouble.get_or_init(|| format!("{what}：{error}。本次照常审查，只是下次要重新读取"));
    }

    /// Removes what is old or too much, at most once a day.
    pub(crate) fn tidy(&self) {
        if let Err(error) = self.store.tidy(MOST_BYTES, LONGEST_UNUSED) {
            self.note("缓存不能清理", &error);
        }
    }
}

/// The records of one reader in a cache.
#[derive(Debug)]
pub(crate) struct Records<'a> {
    cache: &'a Cache,
    /// What identifies the reader.
    reader: String,
}

impl<'a> Records<'a> {
    /// The records that this reader has made; `None` where its recogniser has no identity, so that nobody could tell its
    /// records from those of another one.
    pub(crate) fn of(cache: &'a Cache, recognizer: Option<&dyn Recognizer>, anchors: &TrustAnchors) -> Option<Self> {
        let eyes = match recognizer {
            Some(recognizer) => recognizer.identity()?,
            None => "none".to_owned(),
        };
        let anchors = sha256_hex(&rmp_serde::to_vec(anchors).ok()?);
        let build = (env!("CARGO_PKG_VERSION"), env!("EVIPACK_BUILD"), evipack_read::FEATURES);
        Some(Self { cache, reader: format!("{DOSSIER_VERSION} {build:?} {eyes} {anchors}") })
    }

    fn key(&self, digest: &Digest, needs: &Needs) -> Option<String> {
        let mut hash = Sha256Stream::default();
        hash.update(self.reader.as_bytes());
        hash.update(&rmp_serde::to_vec(&(digest, needs)).ok()?);
        Some(hash.finish())
    }

    /// What was read of these bytes before.
    pub(crate) fn get(&self, digest: &Digest, needs: &Needs) -> Option<Record> {
        let key = self.key(digest, needs)?;
        let bytes = match self.cache.store.get(&key) {
            Ok(bytes) => bytes?,
            Err(error) => {
                let what = if error.kind() == io::ErrorKind::InvalidData { DAMAGED } else { "缓存不能读取" };
                self.cache.note(what, &error);
                return None;
            }
        };
        let record: Option<Record> = rmp_serde::from_slice(&bytes).ok();
        let record = record.filter(|record| record.sha256 == digest.sha256 && record.size == digest.size);
        if record.is_none() {
            self.cache.note(DAMAGED, &io::ErrorKind::InvalidData.into());
        }
        record
    }

    /// Keeps what was read of these bytes, unless another reading could end otherwise.
    pub(crate) fn put(&self, digest: &Digest, needs: &Needs, record: &Record) {
        let lasts = match &record.outcome {
            Outcome::Stopped(_) | Outcome::Failed(Failure::Limit, _) => false,
            Outcome::Read(shown) => !shown.recognizer_failed,
            _ => true,
        };
        if !lasts || record.sha256 != digest.sha256 || self.cache.is_closed.load(Ordering::Relaxed) {
            return;
        }
        let Some(key) = self.key(digest, needs) else { return };
        let Ok(bytes) = rmp_serde::to_vec_named(record) else { return };
        if let Err(error) = self.cache.store.put(&key, &bytes) {
            self.cache.is_closed.store(true, Ordering::Relaxed);
            self.cache.note("缓存不能写入", &error);
        }
    }
}
