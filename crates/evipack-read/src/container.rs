//! ZIP containers of documents: opened once, in one way, with limits that hold against lying directories.
//!
//! Enters: the bytes of a file that begins like a ZIP. Leaves: what kind of document it holds, whether
//! it is locked, and (for the DOCX reader) an archive whose parts inflate to a bounded
//! size. Declared sizes are never believed: bytes are counted while inflating.

use std::io::{Cursor, Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use super::ReadError;

/// More parts than any office document has; a directory beyond it is an attack or not a document.
const MAX_ENTRIES: usize = 10_000;

/// A content-type list or MIME entry beyond this is not one.
const MAX_LISTING_BYTES: u64 = 4 << 20;

/// An archive over bytes that are in memory.
pub(crate) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// What a ZIP holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZipKind {
    Docx,
    Xlsx,
    Pptx,
    /// Text, and what is neither of the next two.
    OpenDocument,
    OpenSpreadsheet,
    OpenPresentation,
    Ofd,
    Other,
}

/// What the ZIP holds, by its MIME entry, `OFD.xml` or content types; [`ZipKind::Other`] where nothing says so, or where
/// the directory cannot be read.
pub(crate) fn kind_of_zip(bytes: &[u8]) -> ZipKind {
    open(bytes).map_or(ZipKind::Other, |mut archive| kind_of(&mut archive))
}

/// What an opened ZIP holds.
pub fn kind_of<R: Read + Seek>(archive: &mut ZipArchive<R>) -> ZipKind {
    let names: Vec<String> = names(archive).map(|name| name.to_ascii_lowercase()).collect();
    let at = |wanted: &str| names.iter().position(|name| name == wanted);
    if let Some(mime) = at("mimetype").and_then(|index| listing(archive, index))
        && mime.trim_start().starts_with("application/vnd.oasis.opendocument")
    {
        return kind_by_mime(mime.trim());
    }
    if at("ofd.xml").is_some() {
        return ZipKind::Ofd;
    }
    let types = at("[content_types].xml").and_then(|index| listing(archive, index)).unwrap_or_default();
    if let Some(kind) = kind_by_content_types(&types.to_ascii_lowercase()) {
        return kind;
    }
    // A content-type list that was lost or mangled does not make a text document an archive.
    match () {
        () if at("word/document.xml").is_some() => ZipKind::Docx,
        () if at("xl/workbook.xml").is_some() || at("xl/workbook.bin").is_some() => ZipKind::Xlsx,
        () if at("ppt/presentation.xml").is_some() => ZipKind::Pptx,
        () if at("content.xml").is_some() && at("meta-inf/manifest.xml").is_some() => ZipKind::OpenDocument,
        () => ZipKind::Other,
    }
}

/// Whether an entry is locked with a password, or an OpenDocument manifest says that its parts are.
pub(crate) fn encrypted(bytes: &[u8]) -> bool {
    let Ok(mut archive) = open(bytes) else { return false };
    let locked = (0..archive.len()).any(|index| archive.by_index_data(index).is_ok_and(|entry| entry.encrypted()));
    if locked {
        return true;
    }
    let manifest = names(&archive).position(|name| name.eq_ignore_ascii_case("META-INF/manifest.xml"));
    manifest
        .and_then(|index| listing(&mut archive, index))
        .is_some_and(|text| text.contains(":encryption-data") || text.contains("<encryption-data"))
}

/// Opens the archive after checking that its directory does not claim more entries than the limit: the ZIP reader
/// reserves memory for as many as are claimed.
///
/// # Errors
/// [`ReadError::Damaged`] without a readable directory, [`ReadError::Limit`] beyond the entry limit.
pub(crate) fn open(bytes: &[u8]) -> Result<Archive<'_>, ReadError> {
    if claims_too_many_entries(bytes) {
        return Err(ReadError::Limit(format!("压缩包内的条目超过 {MAX_ENTRIES} 个")));
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(zip_error)?;
    if archive.len() > MAX_ENTRIES {
        return Err(ReadError::Limit(format!("压缩包内的条目超过 {MAX_ENTRIES} 个")));
    }
    Ok(archive)
}

/// Names of all entries in directory order, with `/` between folders.
pub(crate) fn names<R>(archive: &ZipArchive<R>) -> impl Iterator<Item = String> + '_
where
    R: Read + Seek,
{
    archive.file_names_raw().map(|raw| String::from_utf8_lossy(raw).replace('\\', "/"))
}

/// Inflates entry `index`, stopping at `limit` bytes. The flag says whether more would have come.
///
/// # Errors
/// [`ReadError::Encrypted`] for a locked entry, [`ReadError::Damaged`] where it does not inflate or its checksum is wrong.
pub(crate) fn inflate<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    index: usize,
    limit: u64,
) -> Result<(Vec<u8>, bool), ReadError> {
    let entry = archive.by_index(index).map_err(zip_error)?;
    let mut bytes = Vec::new();
    entry
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| ReadError::Damaged(format!("压缩数据无法解开（{error}）")))?;
    let more = bytes.len() as u64 > limit;
    bytes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok((bytes, more))
}

/// The text of an XML or MIME part: UTF-8 or UTF-16 (Open Packaging Conventions allow both), told apart by byte order
/// mark or by the zero byte beside the first `<`. The flag says whether bytes had to be replaced.
pub(crate) fn part_text(bytes: &[u8]) -> (String, bool) {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let mut lossy = !bytes.len().is_multiple_of(2);
        let text = char::decode_utf16(units)
            .map(|unit| {
                unit.unwrap_or_else(|_| {
                    lossy = true;
                    char::REPLACEMENT_CHARACTER
                })
            })
            .collect();
        (text, lossy)
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [b'<', 0, ..] => wide(bytes, u16::from_le_bytes),
        [0, b'<', ..] => wide(bytes, u16::from_be_bytes),
        _ => {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            match String::from_utf8_lossy(bytes) {
                std::borrow::Cow::Borrowed(text) => (text.to_owned(), false),
                std::borrow::Cow::Owned(text) => (text, true),
            }
        }
    }
}

fn zip_error(error: ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => ReadError::Encrypted,
        other => ReadError::Damaged(format!("不是完整的 ZIP 容器（{other}）")),
    }
}

fn listing<R: Read + Seek>(archive: &mut ZipArchive<R>, index: usize) -> Option<String> {
    inflate(archive, index, MAX_LISTING_BYTES).ok().map(|(bytes, _)| part_text(&bytes).0)
}

/// Templates are called like what they are templates of.
fn kind_by_mime(mime: &str) -> ZipKind {
    match mime {
        mime if mime.contains("spreadsheet") => ZipKind::OpenSpreadsheet,
        mime if mime.contains("presentation") => ZipKind::OpenPresentation,
        _ => ZipKind::OpenDocument,
    }
}

/// Only the `main` types count: a text document that embeds a workbook names the workbook's type too.
fn kind_by_content_types(types: &str) -> Option<ZipKind> {
    const WORD: [&str; 4] = [
        "wordprocessingml.document.main+xml",
        "wordprocessingml.template.main+xml",
        "ms-word.document.macroenabled.main+xml",
        "ms-word.template.macroenabledtemplate.main+xml",
    ];
    const EXCEL: [&str; 6] = [
        "spreadsheetml.sheet.main+xml",
        "spreadsheetml.template.main+xml",
        "ms-excel.sheet.macroenabled.main+xml",
        "ms-excel.template.macroenabled.main+xml",
        "ms-excel.addin.macroenabled.main+xml",
        "ms-excel.sheet.binary.macroenabled.main",
    ];
    const POWERPOINT: [&str; 6] = [
        "presentationml.presentation.main+xml",
        "presentationml.slideshow.main+xml",
        "presentationml.template.main+xml",
        "ms-powerpoint.presentation.macroenabled.main+xml",
        "ms-powerpoint.slideshow.macroenabled.main+xml",
        "ms-powerpoint.template.macroenabled.main+xml",
    ];
    [(&WORD[..], ZipKind::Docx), (&EXCEL[..], ZipKind::Xlsx), (&POWERPOINT[..], ZipKind::Pptx)]
        .into_iter()
        .find(|(mains, _)| mains.iter().any(|main| types.contains(main)))
        .map(|(_, kind)| kind)
}

/// Whether a ZIP64 directory claims more entries than the limit. The 16-bit count of a plain ZIP cannot claim enough to
/// hurt; the 64-bit one can.
fn claims_too_many_entries(bytes: &[u8]) -> bool {
    const ZIP64_LOCATOR: &[u8; 4] = b"PK\x06\x07";
    const ZIP64_LOCATOR_LEN: usize = 20;
    const END_RECORD: &[u8; 4] = b"PK\x05\x06";
    const ZIP64_END_RECORD: &[u8; 4] = b"PK\x06\x06";
    // APPNOTE 4.3.14: total number of entries stands 32 bytes into the ZIP64 end record.
    const COUNT_AT: usize = 32;
    let has_zip64_end = found_at(bytes, ZIP64_LOCATOR)
        .any(|at| bytes.get(at + ZIP64_LOCATOR_LEN..).is_some_and(|rest| rest.starts_with(END_RECORD)));
    has_zip64_end
        && found_at(bytes, ZIP64_END_RECORD).any(|at| {
            let count = bytes.get(at + COUNT_AT..at + COUNT_AT + 8).and_then(|raw| raw.try_into().ok());
            count.is_some_and(|raw| u64::from_le_bytes(raw) > MAX_ENTRIES as u64)
        })
}

fn found_at<'a>(bytes: &'a [u8], signature: &'a [u8; 4]) -> impl Iterator<Item = usize> + 'a {
    bytes.windows(signature.len()).enumerate().filter(move |(_, window)| window == signature).map(|(at, _)| at)
}
