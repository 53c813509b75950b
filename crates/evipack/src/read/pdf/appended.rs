//! What was appended to a PDF after it was signed.
//!
//! Enters: the bytes, and where the signed revision ends. Leaves: nothing, more signatures with what helps to verify them, or
//! content. Objects that are new change nothing by themselves: only what an older object is made to say instead is looked at,
//! and what is not surely harmless counts as content.

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

/// Larger files are not loaded twice more to compare them.
const MAX_FILE: usize = 96 << 20;
/// Object streams stay below a few MiB; beyond is a decompression bomb.
const MAX_STREAM: usize = 64 << 20;

/// What stands behind a signed revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Appended {
    Nothing,
    Signatures,
    Content,
    Unreadable,
}

/// Compares the revision that ends at `end` with the whole file.
pub(super) fn since(bytes: &[u8], end: usize) -> Appended {
    let (Some(signed), Some(tail)) = (bytes.get(..end), bytes.get(end..)) else { return Appended::Unreadable };
    if tail.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return Appended::Nothing;
    }
    if bytes.len() > MAX_FILE {
        return Appended::Unreadable;
    }
    let load = |bytes: &[u8]| {
        let options = LoadOptions { max_decompressed_size: Some(MAX_STREAM), ..LoadOptions::default() };
        Document::load_mem_with_options(bytes, options).ok()
    };
    match (load(signed), load(bytes)) {
        (Some(before), Some(after)) if only_signatures(&before, &after) => Appended::Signatures,
        (Some(_), Some(_)) => Appended::Content,
        _ => Appended::Unreadable,
    }
}

fn only_signatures(before: &Document, after: &Document) -> bool {
    let root = |document: &Document| document.trailer.get(b"Root").and_then(Object::as_reference).ok();
    let information = before.trailer.get(b"Info").and_then(Object::as_reference).ok();
    let update = Update { before, after, root: root(before) };
    root(before).is_some()
        && root(before) == root(after)
        && before.objects.iter().all(|(id, old)| match after.objects.get(id) {
            Some(new) => same(old, new) || Some(*id) == information || update.allows(*id, old, new),
            None => false,
        })
}

/// Equal, wherever in the file a stream stands.
fn same(old: &Object, new: &Object) -> bool {
    match (old, new) {
        (Object::Stream(old), Object::Stream(new)) => old.dict == new.dict && old.content == new.content,
        _ => old == new,
    }
}

struct Update<'a> {
    before: &'a Document,
    after: &'a Document,
    root: Option<ObjectId>,
}

impl Update<'_> {
    /// Whether a changed object says nothing else to a reader of the pages.
    fn allows(&self, id: ObjectId, old: &Object, new: &Object) -> bool {
        match (old, new) {
            (Object::Dictionary(old), Object::Dictionary(new)) if Some(id) == self.root => self.catalog(old, new),
            (Object::Dictionary(old), Object::Dictionary(new)) => {
                self.form(old, new) || self.page(old, new) || Self::field(old, new) || is_store(old)
            }
            (Object::Array(old), Object::Array(new)) => self.grew(old, new),
            (Object::Stream(old), Object::Stream(_)) => {
                let kind = old.dict.get(b"Type").and_then(Object::as_name).unwrap_or_default();
                matches!(kind, b"XRef" | b"ObjStm" | b"Metadata")
            }
            _ => false,
        }
    }

    fn catalog(&self, old: &Dictionary, new: &Dictionary) -> bool {
        differing(old, new).all(|key| match key {
            b"DSS" | b"Extensions" | b"Version" | b"Perms" | b"Metadata" => true,
            b"AcroForm" => match (old.get(key), new.get(key)) {
                (Ok(Object::Dictionary(old)), Ok(Object::Dictionary(new))) => self.form(old, new),
                // A form where there was none can only hold what it newly has: signature fields are looked at by themselves.
                (Err(_), Ok(_)) => true,
                _ => false,
            },
            _ => false,
        })
    }

    /// The form: more fields of signatures.
    fn form(&self, old: &Dictionary, new: &Dictionary) -> bool {
        (old.has(b"Fields") || old.has(b"SigFlags"))
            && differing(old, new).all(|key| match key {
                b"SigFlags" | b"DR" | b"DA" => true,
                b"Fields" => self.list_grew(old, new, key),
                _ => false,
            })
    }

    /// A page: more annotations, all of them fields of signatures.
    fn page(&self, old: &Dictionary, new: &Dictionary) -> bool {
        old.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"Page")
            && differing(old, new).all(|key| key == b"Annots" && self.list_grew(old, new, key))
    }

    /// A field of a signature that was empty and is signed.
    fn field(old: &Dictionary, new: &Dictionary) -> bool {
        is_signature_field(old)
            && is_signature_field(new)
            && !old.has(b"V")
            && new.has(b"V")
            && differing(old, new)
                .all(|key| matches!(key, b"V" | b"AP" | b"F" | b"Lock" | b"SV" | b"DA" | b"MK" | b"M" | b"P"))
    }

    fn list_grew(&self, old: &Dictionary, new: &Dictionary, key: &[u8]) -> bool {
        let empty = Vec::new();
        let list = |document: &'_ Document, dictionary: &Dictionary| match dictionary.get(key) {
            Ok(object) => document.dereference(object).ok().and_then(|(_, list)| list.as_array().ok().cloned()),
            Err(_) => Some(empty.clone()),
        };
        match (list(self.before, old), list(self.after, new)) {
            (Some(old), Some(new)) => self.grew(&old, &new),
            _ => false,
        }
    }

    /// All that was in a list is in it still; what is new are fields of signatures.
    fn grew(&self, old: &[Object], new: &[Object]) -> bool {
        let is_new_field = |entry: &Object| {
            let field = self.after.dereference(entry).ok().and_then(|(_, object)| object.as_dict().ok());
            field.is_some_and(|field| is_signature_field(field) && (field.has(b"V") || !field.has(b"AP")))
        };
        old.iter().all(|entry| new.contains(entry)) && new.iter().filter(|entry| !old.contains(entry)).all(is_new_field)
    }
}

fn is_signature_field(field: &Dictionary) -> bool {
    field.get(b"FT").and_then(Object::as_name).is_ok_and(|name| name == b"Sig")
}

/// The document security store (ETSI EN 319 142-1, 5.4.2): certificates and answers of authorities.
fn is_store(dictionary: &Dictionary) -> bool {
    const KEYS: [&[u8]; 6] = [b"Type", b"VRI", b"Certs", b"OCSPs", b"CRLs", b"TU"];
    !dictionary.is_empty()
        && dictionary.iter().all(|(key, _)| KEYS.contains(&key.as_slice()))
        && dictionary.iter().any(|(key, _)| key != b"Type")
}

/// The keys whose values differ.
fn differing<'a>(old: &'a Dictionary, new: &'a Dictionary) -> impl Iterator<Item = &'a [u8]> {
    let changed = old.iter().filter(|(key, value)| new.get(key).ok() != Some(*value)).map(|(key, _)| key.as_slice());
    let added = new.iter().filter(|(key, _)| !old.has(key)).map(|(key, _)| key.as_slice());
    changed.chain(added)
}
