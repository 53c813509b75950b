//! What the objects of a PDF say apart from its pages: signatures, document information, forms, attachments.
//!
//! Enters: the bytes. Leaves: [`Structure`]. lopdf reads them, because a signature must be found even where no page shows
//! it; pictures are dropped while loading so that a large scan costs no second copy in memory. Whether a signature holds
//! is asked of `signed`: an unknown `SubFilter` is still a signature.

use super::Metadata;
use super::signed::{self, Found};
use crate::ReadError;
use crate::signature::Answered;
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

/// Object and cross-reference streams of real files stay below a few MiB; beyond is a decompression bomb.
const MAX_STREAM: usize = 64 << 20;
/// The most that one byte of a Flate stream can become (RFC 1951: a 258-byte copy in two bits).
const FLATE_RATIO: usize = 1032;

/// Facts of a PDF's objects.
#[derive(Debug, Default)]
pub(super) struct Structure {
    pub(super) metadata: Metadata,
    /// Signatures that were found and not checked.
    pub(super) signatures: u32,
    /// Signatures that were checked.
    pub(super) checked: Vec<Answered>,
    /// A dynamic XFA form: what a reader shows is not on the pages.
    pub(super) xfa: bool,
    /// What was not looked at, in Chinese.
    pub(super) gaps: Vec<String>,
}

/// Reads the structure of `bytes`; `readable` is the same without the lock of its attachments (`attachment_lock`). A file that lopdf
/// cannot load is searched for signatures byte by byte.
///
/// # Errors
/// [`ReadError::Limit`] where a stream would inflate beyond [`MAX_STREAM`]: hayro inflates without a limit.
pub(super) fn look(bytes: &[u8], readable: &[u8]) -> Result<Structure, ReadError> {
    let options = LoadOptions {
        password: None,
        filter: Some(without_pictures),
        strict: false,
        max_decompressed_size: Some(MAX_STREAM),
        force_reconstruct: false,
    };
    match Document::load_mem_with_options(readable, options) {
        Ok(document) => of_document(&document, bytes, readable),
        Err(error) if is_bomb(&error) => Err(bomb()),
        Err(_) => Ok(Structure {
            signatures: rough_signatures(bytes),
            gaps: vec!["文档属性未能读取".to_owned()],
            ..Structure::default()
        }),
    }
}

fn bomb() -> ReadError {
    ReadError::Limit("解压后的数据过大".to_owned())
}

fn is_bomb(error: &lopdf::Error) -> bool {
    matches!(error, lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }))
}

/// Keeps a picture's dictionary and lets its data go.
///
/// lopdf keeps the object in place where it stands in the file itself and takes the returned one where it came out of an
/// object stream; streams are always of the first sort, so only small objects are copied.
#[expect(clippy::unnecessary_wraps, reason = "the type is lopdf's FilterFunc")]
fn without_pictures(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if let Object::Stream(stream) = object {
        if stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image") {
            // Not empty: lopdf would read an empty one again, looking for its length elsewhere.
            stream.content = vec![0];
        }
        return Some((id, Object::Null));
    }
    Some((id, object.clone()))
}

fn of_document(document: &Document, bytes: &[u8], readable: &[u8]) -> Result<Structure, ReadError> {
    let usage_rights = usage_rights(document);
    let mut found: Vec<Found<'_>> = Vec::new();
    for (id, object) in &document.objects {
        let dictionary = match object {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => {
                if inflates_beyond(stream) {
                    return Err(bomb());
                }
                continue;
            }
            _ => continue,
        };
        if !usage_rights.contains(id) && is_signature(dictionary) {
            found.push(Found { holder: *id, in_field: false, dictionary });
        }
        // A field may hold its signature directly instead of by reference.
        if let Ok(Object::Dictionary(value)) = dictionary.get(b"V")
            && is_signature(value)
        {
            found.push(Found { holder: *id, in_field: true, dictionary: value });
        }
    }
    let checked = signed::check(document, &found, bytes, readable);
    // A damaged cross-reference table can hide an object from lopdf, not from a search.
    let signatures = if found.is_empty() && usage_rights.is_empty() { rough_signatures(bytes) } else { 0 };
    let holds = |part: &[u8], key: &[u8]| {
        let part = document.catalog().and_then(|catalog| document.get_dict_in_dict(catalog, part));
        part.is_ok_and(|part| part.has(key))
    };
    let mut gaps = Vec::new();
    if holds(b"Names", b"EmbeddedFiles") {
        gaps.push("PDF 内嵌的附件没有读取".to_owned());
    }
    Ok(Structure { metadata: metadata(document), signatures, checked, xfa: holds(b"AcroForm", b"XFA"), gaps })
}

/// A signature dictionary with a value: the type alone is optional (ISO 32000-1, table 252), and a placeholder of zeros
/// is not signed yet.
fn is_signature(dictionary: &Dictionary) -> bool {
    let named =
        dictionary.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"Sig" || name == b"DocTimeStamp");
    let ranged = dictionary.has(b"ByteRange");
    match dictionary.get(b"Contents") {
        Ok(Object::String(value, _)) => (named || ranged) && value.iter().any(|b| *b != 0),
        Ok(_) => named || ranged,
        Err(_) => named && dictionary.has(b"Filter"),
    }
}

/// Adobe's usage-rights signatures unlock features of a reader; nobody signed the document with them.
fn usage_rights(document: &Document) -> Vec<ObjectId> {
    let permissions = document.catalog().and_then(|catalog| document.get_dict_in_dict(catalog, b"Perms"));
    let Ok(permissions) = permissions else { return Vec::new() };
    [b"UR".as_slice(), b"UR3"]
        .iter()
        .filter_map(|key| permissions.get(key).and_then(Object::as_reference).ok())
        .collect()
}

/// Byte ranges of signatures stand in the clear even in encrypted files, never in an object stream.
fn rough_signatures(bytes: &[u8]) -> u32 {
    const MARK: &[u8] = b"/ByteRange";
    let mut count = 0_u32;
    let mut rest = bytes;
    while let Some(slash) = rest.iter().position(|b| *b == b'/') {
        rest = &rest[slash..];
        count = count.saturating_add(u32::from(rest.starts_with(MARK)));
        rest = &rest[1..];
    }
    count
}

/// Whether a stream that hayro would inflate becomes too large. Small ones cannot, so nearly nothing is inflated twice.
fn inflates_beyond(stream: &Stream) -> bool {
    let chained = stream.filters().map_or(0, |filters| filters.len());
    let mut bound = stream.content.len();
    for _ in 0..chained {
        bound = bound.saturating_mul(FLATE_RATIO);
    }
    bound > MAX_STREAM && stream.decompressed_content_with_limit(MAX_STREAM).is_err_and(|error| is_bomb(&error))
}

fn metadata(document: &Document) -> Metadata {
    let information = document.trailer.get(b"Info").and_then(|info| match info {
        Object::Reference(id) => document.get_dictionary(*id),
        other => other.as_dict(),
    });
    let Ok(information) = information else { return Metadata::default() };
    let text = |key: &[u8]| {
        let value = document.dereference(information.get(key).ok()?).ok()?.1;
        let Object::String(..) = value else { return None };
        let text = lopdf::decode_text_string(value).ok()?;
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0').to_owned();
        (!text.is_empty()).then_some(text)
    };
    Metadata { producer: text(b"Producer"), creator: text(b"Creator"), created: text(b"CreationDate") }
}
