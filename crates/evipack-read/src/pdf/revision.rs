//! A revision of a PDF: the file as it was when one of its signatures was made, or as it is now.
//!
//! Enters: the bytes from the file's beginning to the revision's end. Leaves: a [`Revision`] with the objects that every reader
//! sees in it. What needs mending to be read is no revision that a signature can vouch for.

use super::{syntax, xref_chain};
use lopdf::xref::{XrefEntry, XrefRecovery};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

/// Larger files are not loaded once more for each signature.
const MAX_FILE: usize = 96 << 20;
/// Object streams stay below a few MiB; beyond is a decompression bomb.
const MAX_STREAM: usize = 64 << 20;
/// Steps from a field to its parents.
const MAX_PARENTS: usize = 32;

/// Why bytes are no revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoRevision {
    #[error("文件过大，没有核对签名后有没有改动")]
    TooLarge,
    #[error("签名没有覆盖到文件当时的结尾，或文件结构需要修复才能读取，无法核对")]
    Unsound,
}

/// The objects of a revision.
pub(super) struct Revision {
    pub(super) document: Document,
    /// Its length in bytes.
    pub(super) end: usize,
    /// Numbers of objects that the cross-reference table does not find where it says.
    lost: BTreeSet<u32>,
}

impl Revision {
    /// # Errors
    /// Where the bytes are not a whole file that is read in one way only.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, NoRevision> {
        if bytes.len() > MAX_FILE {
            return Err(NoRevision::TooLarge);
        }
        let newest = xref_chain::newest_section(bytes).filter(|_| bytes.starts_with(b"%PDF-"));
        let newest = newest.ok_or(NoRevision::Unsound)?;
        let options = LoadOptions { max_decompressed_size: Some(MAX_STREAM), ..LoadOptions::default() };
        let mut document = Document::load_mem_with_options(bytes, options).map_err(|_| NoRevision::Unsound)?;
        if document.xref_start != newest || was_rebuilt(&document) || !streams_end_where_they_say(&document, bytes) {
            return Err(NoRevision::Unsound);
        }
        let lost = keep_what_is_listed(&mut document, bytes);
        Ok(Self { document, end: bytes.len(), lost })
    }

    pub(super) fn is_lost(&self, id: ObjectId) -> bool {
        self.lost.contains(&id.0)
    }

    pub(super) fn get(&self, id: ObjectId) -> Option<&Object> {
        self.document.objects.get(&id)
    }

    /// What an object is in the end, references followed.
    pub(super) fn resolve<'a>(&'a self, object: &'a Object) -> Option<&'a Object> {
        self.document.dereference(object).ok().map(|(_, object)| object)
    }

    /// The value of a key, references followed; `null` counts as missing.
    pub(super) fn value<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        self.resolve(dictionary.get(key).ok()?).filter(|object| !object.is_null())
    }

    pub(super) fn dictionary<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        self.value(dictionary, key)?.as_dict().ok()
    }

    /// The entries of an array; nothing for a missing one.
    pub(super) fn list<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> &'a [Object] {
        self.value(dictionary, key).and_then(|list| list.as_array().ok()).map_or(&[], Vec::as_slice)
    }

    /// The value of a key in a field or its parents (ISO 32000-1, 12.7.3.1).
    pub(super) fn inherited<'a>(&'a self, field: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        let mut at = field;
        for _ in 0..MAX_PARENTS {
            if let Some(value) = at.get(key).ok().filter(|value| !value.is_null()) {
                return Some(value);
            }
            at = self.dictionary(at, b"Parent")?;
        }
        None
    }

    pub(super) fn root(&self) -> Option<ObjectId> {
        self.document.trailer.get(b"Root").and_then(Object::as_reference).ok()
    }

    /// Where an object is written: its own place, or that of the object stream that holds it.
    pub(super) fn offset(&self, id: ObjectId) -> Option<usize> {
        let entries = &self.document.reference_table.entries;
        match entries.get(&id.0)? {
            XrefEntry::Normal { offset, .. } => Some(*offset as usize),
            XrefEntry::Compressed { container, .. } => match entries.get(container)? {
                XrefEntry::Normal { offset, .. } => Some(*offset as usize),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether an object, or a stream of objects, that is written at `from` or behind says one thing twice.
    pub(super) fn is_ambiguous(&self, bytes: &[u8], from: usize) -> bool {
        let behind = |id: &ObjectId| self.offset(*id).is_some_and(|offset| offset >= from);
        self.document.objects.iter().filter(|(id, _)| behind(id)).any(|(id, object)| match object {
            Object::Dictionary(_) | Object::Array(_) | Object::Stream(_) => self.repeats_a_key(*id, object, bytes),
            _ => false,
        })
    }

    fn repeats_a_key(&self, id: ObjectId, object: &Object, bytes: &[u8]) -> bool {
        let entry = self.document.reference_table.entries.get(&id.0);
        if let Some(XrefEntry::Compressed { .. }) = entry {
            return false;
        }
        let written = self.offset(id).and_then(|at| syntax::object_header(bytes, at));
        let Some(written) = written.and_then(|(_, at)| syntax::value(bytes, at)) else { return true };
        let held = match object {
            Object::Stream(stream) if stream.dict.has_type(b"ObjStm") => members(stream).is_none_or(|members| {
                members
                    .places
                    .iter()
                    .any(|at| syntax::value(&members.content, *at).is_none_or(|value| value.repeats_a_key()))
            }),
            _ => false,
        };
        written.repeats_a_key() || held
    }
}

/// Whether lopdf had to search for objects. A place that is wrong by a line end (`xref_chain`) is corrected without a search.
pub(super) fn was_rebuilt(document: &Document) -> bool {
    !matches!(document.xref_recovery, None | Some(XrefRecovery::OffsetCorrected))
}

/// Whether the word `endstream` follows every listed stream where its `Length` says (ISO 32000-1, 7.3.8). Where it does not, each
/// reader searches for an end of its own.
fn streams_end_where_they_say(document: &Document, bytes: &[u8]) -> bool {
    document.reference_table.entries.iter().all(|(number, entry)| match entry {
        XrefEntry::Normal { offset, generation } => match document.objects.get(&(*number, *generation)) {
            Some(Object::Stream(_)) => ends_where_it_says(document, bytes, *offset as usize).unwrap_or(false),
            _ => true,
        },
        _ => true,
    })
}

fn ends_where_it_says(document: &Document, bytes: &[u8], offset: usize) -> Option<bool> {
    // A line end may stand before the word, and need not be counted.
    const LINE_END: usize = 2;
    let (_, body) = syntax::object_header(bytes, offset)?;
    let dictionary = syntax::value(bytes, body)?;
    let behind = bytes.get(dictionary.place.end..)?;
    let word = behind.iter().position(|byte| !syntax::is_blank(*byte))?;
    let data = behind.get(word..)?.strip_prefix(b"stream")?;
    let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).or_else(|| data.strip_prefix(b"\r"))?;
    let length = dictionary.only(b"Length")?.place.clone();
    let (number, rest) = syntax::number(bytes, length.start)?;
    let length = if rest < length.end {
        let (generation, _) = syntax::number(bytes, rest)?;
        let id = (u32::try_from(number).ok()?, u16::try_from(generation).ok()?);
        usize::try_from(document.get_object(id).ok()?.as_i64().ok()?).ok()?
    } else {
        number
    };
    let end = data.get(length..)?;
    let blanks = end.iter().take(LINE_END).take_while(|byte| syntax::is_blank(**byte)).count();
    Some(end.get(blanks..)?.starts_with(b"endstream"))
}

/// Takes away what a file holds and does not list: lopdf keeps the members of object streams that no section names. Leaves the
/// numbers of objects that are listed and do not stand where the table says.
fn keep_what_is_listed(document: &mut Document, bytes: &[u8]) -> BTreeSet<u32> {
    let mut lost = BTreeSet::new();
    let mut listed = BTreeSet::new();
    let mut streams: BTreeMap<u32, Option<Vec<u32>>> = BTreeMap::new();
    for (number, entry) in &document.reference_table.entries {
        let found = match entry {
            XrefEntry::Normal { offset, generation } => {
                let id = (*number, *generation);
                syntax::object_header(bytes, *offset as usize).filter(|(found, _)| *found == id).map(|_| id)
            }
            XrefEntry::Compressed { container, index } => {
                let held = streams.entry(*container).or_insert_with(|| {
                    let stream = document.objects.get(&(*container, 0))?.as_stream().ok()?;
                    Some(members(stream)?.numbers)
                });
                let at = held.as_ref().and_then(|held| held.get(usize::from(*index)));
                at.filter(|found| *found == number).map(|_| (*number, 0))
            }
            _ => continue,
        };
        match found.filter(|id| document.objects.contains_key(id)) {
            Some(id) => listed.insert(id),
            None => lost.insert(*number),
        };
    }
    document.objects.retain(|id, _| listed.contains(id));
    lost
}

/// What an object stream holds.
struct Members {
    content: Vec<u8>,
    numbers: Vec<u32>,
    places: Vec<usize>,
}

fn members(stream: &lopdf::Stream) -> Option<Members> {
    let number = |key: &[u8]| stream.dict.get(key).ok()?.as_i64().ok().and_then(|number| usize::try_from(number).ok());
    let (count, first) = (number(b"N")?, number(b"First")?);
    let content = if stream.dict.has(b"Filter") {
        stream.decompressed_content_with_limit(MAX_STREAM).ok()?
    } else {
        stream.content.clone()
    };
    let (mut numbers, mut places, mut at) = (Vec::new(), Vec::new(), 0);
    for _ in 0..count {
        let (number, behind) = syntax::number(&content, at)?;
        let (offset, behind) = syntax::number(&content, behind)?;
        numbers.push(u32::try_from(number).ok()?);
        places.push(first.checked_add(offset)?);
        at = behind;
    }
    Some(Members { content, numbers, places })
}
