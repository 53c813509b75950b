//! ZIP.
//!
//! Enters: the file. Leaves: its members in the sink. The directory at the end is what counts, as it does for every program
//! that a board uses; where it is lost (a transfer that broke off), members are read from the front as far as they go.
//! Members that share bytes are no packing program's work but a bomb, and are not inflated.

mod rare;

use super::limits::{Halt, MAX_MEMBERS};
use super::name::Name;
use super::sink::{Miss, Sink};
use super::{Fault, Source};
use evipack_read::container::{ZipKind, kind_of};
use rare::Said;
use std::io::{BufReader, Read, Seek, SeekFrom};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

/// APPNOTE 4.3.16: the end record is 22 bytes and a comment of at most 65,535.
const END_WITHIN: u64 = 22 + 65_535;
/// Names that only documents have: one that broke off is a damaged document, not an archive of XML files.
const DOCUMENT_PARTS: [&[u8]; 3] = [b"[Content_Types].xml", b"mimetype", b"OFD.xml"];

pub(super) fn begins(head: &[u8]) -> bool {
    [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x07\x08"].iter().any(|magic| head.starts_with(magic))
}

pub(super) fn unpack(source: &Source<'_>, sink: &mut Sink<'_>) -> Result<(), Fault> {
    let mut file = source.open()?;
    if claimed_members(&mut file).is_some_and(|claimed| claimed > u64::from(MAX_MEMBERS)) {
        return Err(Fault::Halted(Halt::Members));
    }
    file.rewind().map_err(|_| Fault::Damaged)?;
    let mut archive = match ZipArchive::new(BufReader::new(file)) {
        Ok(archive) => archive,
        Err(ZipError::UnsupportedArchive(_)) => return Err(Fault::Split),
        Err(_) => return from_the_front(source, sink),
    };
    if kind_of(&mut archive) != ZipKind::Other {
        return Err(Fault::Document);
    }
    if archive.has_overlapping_files().unwrap_or(false) {
        return Err(Fault::Overlap);
    }
    for index in 0..archive.len() {
        member(&mut archive, index, sink)?;
    }
    if archive.has_duplicate_names() {
        // The directory was read into a map: of members of one name only the last is left.
        sink.missed(&Name::from_text("（同名文件）"), Miss::Hidden)?;
    }
    Ok(())
}

/// Takes one member of the directory.
fn member<R: Read + Seek>(archive: &mut ZipArchive<R>, index: usize, sink: &mut Sink<'_>) -> Result<(), Fault> {
    let Ok(data) = archive.by_index_data(index) else { return Err(Fault::Damaged) };
    let name = Name::from_bytes(data.name_raw(), is_unicode(data.flags().as_u16()));
    let method = data.compression();
    if is_folder(data.name_raw(), data.size()) {
        return Ok(sink.folder(&name)?);
    }
    if data.is_symlink() {
        return Ok(sink.link(&name)?);
    }
    if data.encrypted() {
        return Ok(sink.missed(&name, Miss::Locked)?);
    }
    if !can_inflate(method) {
        let said = Said { method, size: data.size(), crc: data.crc32() };
        let content = archive.by_index_raw(index).map_err(|_| Miss::Damaged);
        return match content.and_then(|packed| rare::content(packed, &said)) {
            Ok(mut content) => {
                // A miss is kept by the sink.
                let _ = sink.copy(&name, &mut content)?;
                Ok(())
            }
            Err(why) => Ok(sink.missed(&name, why)?),
        };
    }
    match archive.by_index(index) {
        Ok(mut content) => sink.copy(&name, &mut content)?.unwrap_or(()),
        Err(_) => sink.missed(&name, Miss::Damaged)?,
    }
    Ok(())
}

/// APPNOTE 4.4.4, bit 11: names are UTF-8.
fn is_unicode(flags: u16) -> bool {
    flags & (1 << 11) != 0
}

/// Whether a member is a folder. A name in GBK may end with the byte of a backslash, and what has bytes is not dropped for
/// its name.
fn is_folder(name: &[u8], size: u64) -> bool {
    size == 0 && matches!(name.last(), Some(b'/' | b'\\'))
}

/// What the ZIP library inflates by itself.
fn can_inflate(method: CompressionMethod) -> bool {
    matches!(
        method,
        CompressionMethod::Stored
            | CompressionMethod::Deflated
            | CompressionMethod::Deflate64
            | CompressionMethod::Bzip2
    )
}

/// Reads members from the front of a file that has lost its directory. The last one that begins is damaged.
fn from_the_front(source: &Source<'_>, sink: &mut Sink<'_>) -> Result<(), Fault> {
    let mut stream = BufReader::new(source.open()?);
    while let Ok(Some(mut content)) = zip::read::read_zipfile_from_stream(&mut stream) {
        if DOCUMENT_PARTS.contains(&content.name_raw()) {
            return Err(Fault::Document);
        }
        let name = Name::from_bytes(content.name_raw(), is_unicode(content.flags().as_u16()));
        if is_folder(content.name_raw(), content.size()) {
            sink.folder(&name)?;
        } else if sink.copy(&name, &mut content)?.is_err() {
            break;
        }
    }
    Err(Fault::Damaged)
}

/// How many members the end record claims: a directory is read whole before the first member is, and each takes memory.
fn claimed_members(file: &mut (impl Read + Seek)) -> Option<u64> {
    // APPNOTE 4.3.14 to 4.3.16.
    const END: &[u8] = b"PK\x05\x06";
    const COUNT_AT: usize = 10;
    const LOCATOR: &[u8] = b"PK\x06\x07";
    const LOCATOR_LEN: usize = 20;
    const RECORD: &[u8] = b"PK\x06\x06";
    const RECORD_COUNT_AT: usize = 32;
    let size = file.seek(SeekFrom::End(0)).ok()?;
    file.seek(SeekFrom::Start(size.saturating_sub(END_WITHIN + LOCATOR_LEN as u64))).ok()?;
    let mut tail = Vec::new();
    file.take(END_WITHIN + LOCATOR_LEN as u64).read_to_end(&mut tail).ok()?;
    let end = tail.windows(END.len()).rposition(|window| window == END)?;
    let count = u16::from_le_bytes(tail.get(end + COUNT_AT..end + COUNT_AT + 2)?.try_into().ok()?);
    let locator = end.checked_sub(LOCATOR_LEN).and_then(|at| tail.get(at..end));
    let Some(locator) = locator.filter(|locator| locator.starts_with(LOCATOR)) else { return Some(u64::from(count)) };
    let at = u64::from_le_bytes(locator.get(8..16)?.try_into().ok()?);
    file.seek(SeekFrom::Start(at)).ok()?;
    let mut record = [0; RECORD_COUNT_AT + 8];
    file.read_exact(&mut record).ok()?;
    let count = record.get(RECORD_COUNT_AT..)?.try_into().ok().map(u64::from_le_bytes)?;
    record.starts_with(RECORD).then_some(count)
}
