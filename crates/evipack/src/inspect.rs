//! One file of the package, opened and read.
//!
//! Enters: an [`Entry`] of the listing, what is asked of it, and a [`Reader`]. Leaves: its [`Record`]. This is the only place that
//! opens material: what is made of the bytes is the work of `evipack-read`.

use crate::open_listed::{OpenError, open_listed};
use crate::walk::Entry;
use evipack_core::digest::{Sha256Stream, sha256_hex};
use evipack_core::dossier::{Needs, Outcome, Record};
use evipack_read::format::{HEAD_LEN, sniff};
use evipack_read::{Bytes, MAX_FILE, Reader, movie_outline};
use serde::{Deserialize, Serialize};
use std::io::Read as _;

/// How much of a file is hashed at once: 64 KiB, so that many small files cost no large buffers.
const CHUNK: usize = 64 << 10;

/// Reads one file. `digest` is what it was before: of a file too large to read, it is not taken again.
///
/// # Errors
/// [`OpenError`] where the file cannot be read.
pub(crate) fn inspect(entry: &Entry, digest: &Digest, needs: &Needs, reader: &Reader<'_>) -> Result<Record, OpenError> {
    let (bytes, size, sha256) = load(entry, digest)?;
    Ok(reader.read(Bytes { bytes: bytes.as_deref(), size, sha256 }, needs))
}

/// The record of a file whose reading was stopped (Chinese reason). Only its leading bytes are taken: whatever made its reader
/// crash lies further in.
///
/// # Errors
/// [`OpenError`] where the file cannot be read.
pub(crate) fn stopped(entry: &Entry, digest: &Digest, why: &str) -> Result<Record, OpenError> {
    let mut head = Vec::new();
    open_listed(entry)?.take(HEAD_LEN as u64).read_to_end(&mut head)?;
    let Digest { size, sha256 } = digest.clone();
    Ok(Record { size, sha256, format: sniff(&head, size), outcome: Outcome::Stopped(why.to_owned()) })
}

/// The bytes of a file (`None` where it is too large; of a large movie all but its frames), its size and its SHA-256.
fn load(entry: &Entry, digest: &Digest) -> Result<(Option<Vec<u8>>, u64, String), OpenError> {
    let mut file = open_listed(entry)?;
    if entry.size <= MAX_FILE {
        let mut bytes = Vec::with_capacity(entry.size as usize);
        // One byte more than allowed tells a file that grew since it was listed.
        (&mut file).take(MAX_FILE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 <= MAX_FILE {
            let sha256 = sha256_hex(&bytes);
            let size = bytes.len() as u64;
            return Ok((Some(bytes), size, sha256));
        }
    }
    // What a movie says of itself lies beside its frames.
    Ok((movie_outline(&mut file, digest.size), digest.size, digest.sha256.clone()))
}

/// The size and SHA-256 of a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Digest {
    pub(crate) size: u64,
    pub(crate) sha256: String,
}

/// The size and SHA-256 of a file's bytes, as they are now.
///
/// # Errors
/// [`OpenError`] where the file cannot be read.
pub(crate) fn digest(entry: &Entry) -> Result<Digest, OpenError> {
    let mut file = open_listed(entry)?;
    let mut hash = Sha256Stream::default();
    let mut chunk = vec![0; CHUNK];
    let mut size = 0;
    loop {
        match file.read(&mut chunk)? {
            0 => break,
            n => {
                hash.update(chunk.get(..n).unwrap_or_default());
                size += n as u64;
            }
        }
    }
    Ok(Digest { size, sha256: hash.finish() })
}
