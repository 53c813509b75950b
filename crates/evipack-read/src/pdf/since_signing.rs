//! What changed from one revision of a PDF to a later one, and whether it provably changes nothing that was signed.
//!
//! Enters: the signed revision and the later one. Leaves: a [`Step`]. It is an allow-list: every object that can be reached from
//! the signed catalog is compared, and only these differences pass:
//!
//! - what never shows: XMP metadata, the information dictionary, the document security store (ETSI EN 319 142-1, 5.4.2),
//!   private data of programs;
//! - new signature fields with a signature that holds, and signatures in fields that were empty (`form_changes`);
//! - values of form fields that existed when it was signed (`form_changes`).
//!
//! A change of the logical structure is a doubt: it shows nothing, but a text that is copied or read aloud follows it.
//! Everything else is a change after signing. An object that only the signed revision or only the later one can reach does not
//! matter by itself; a reference that led nowhere and now leads to an object does. What the pages look like is compared apart
//! from this (`painted_alike`).

use super::form_changes::Filled;
use super::revision::Revision;
use super::what_changed;
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

/// A reason is given for this many changes; the first says enough.
const MAX_REASONS: usize = 2;
/// Nested values that are compared; lopdf reads no deeper ones.
const MAX_DEPTH: usize = 101;
/// Keys of the catalog that never show on a page. Whether a certification still stands in `Perms` does not matter: what it
/// forbids is read from the signature itself.
const QUIET_IN_CATALOG: [&[u8]; 5] = [b"DSS", b"Metadata", b"Extensions", b"Version", b"PieceInfo"];
/// Keys of the catalog that say what a page reads as: a copied or spoken text follows them.
const READ_ALOUD: [&[u8]; 3] = [b"StructTreeRoot", b"MarkInfo", b"Lang"];
const QUIET_IN_PAGES: [&[u8]; 5] = [b"LastModified", b"PieceInfo", b"Metadata", b"Tabs", b"StructParents"];

/// A signature that was made later, by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Later {
    Holds,
    Broken,
    Unknown,
    /// A document time stamp: nobody's signature, so it must not show.
    TimeStamp,
}

/// The signatures of a file: by the object that is the signature, or the field that holds it directly; with the place of the hole.
pub(super) type Signatures = BTreeMap<ObjectId, (Later, usize)>;

/// Why something may look different in a part of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    /// A signature in a field that was added after signing.
    Signature,
    /// A signature in a field that was there, empty, when it was signed.
    SignatureInPlace,
    FormField,
}

/// A rectangle of a page, in its own coordinates.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Opened {
    pub(super) page: u32,
    pub(super) rectangle: [f64; 4],
    pub(super) shows: Shows,
}

/// The difference of two revisions.
#[derive(Debug, Default)]
pub(super) struct Step {
    /// What is no longer as it was signed, in Chinese.
    pub(super) broken: Vec<String>,
    /// What could not be compared, in Chinese.
    pub(super) unknown: Vec<String>,
    /// Somebody signed.
    pub(super) signed: bool,
    /// A signature field that shows was added.
    pub(super) added_field: bool,
    pub(super) filled: Vec<Filled>,
    pub(super) opened: Vec<Opened>,
    /// Pages, from 1, that something changed on.
    pub(super) pages: BTreeSet<u32>,
}

/// What an object is to a reader of the signed revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Page(u32),
    Field,
}

/// Compares the objects of two revisions.
pub(super) fn compare(before: &Revision, after: &Revision, signatures: &Signatures) -> Step {
    let mut comparison = Comparison::new(before, after, signatures);
    comparison.run();
    comparison.step
}

pub(super) struct Comparison<'a> {
    pub(super) before: &'a Revision,
    pub(super) after: &'a Revision,
    pub(super) signatures: &'a Signatures,
    pub(super) step: Step,
    /// Pages on which the later revision shows an annotation.
    pub(super) shown_on: BTreeMap<ObjectId, Vec<u32>>,
    /// Annotations that a page may newly show.
    pub(super) welcome: BTreeSet<ObjectId>,
    /// Signatures that a new field of this step names: a second field would show the same signature twice.
    pub(super) named: BTreeSet<ObjectId>,
    roles: BTreeMap<ObjectId, Role>,
    open: Vec<ObjectId>,
    seen: BTreeSet<ObjectId>,
    /// The page that leads to an object; read only where something is to be blamed.
    owners: Option<BTreeMap<ObjectId, u32>>,
}

impl<'a> Comparison<'a> {
    fn new(before: &'a Revision, after: &'a Revision, signatures: &'a Signatures) -> Self {
        let mut roles = BTreeMap::new();
        let fields = before.document.catalog().ok().and_then(|catalog| before.dictionary(catalog, b"AcroForm"));
        let mut open: Vec<&Object> = fields.map_or(&[][..], |form| before.list(form, b"Fields")).iter().collect();
        while let Some(entry) = open.pop() {
            let Ok(id) = entry.as_reference() else { continue };
            let Some(field) = before.get(id).and_then(|field| field.as_dict().ok()) else { continue };
            if roles.insert(id, Role::Field).is_none() {
                open.extend(before.list(field, b"Kids"));
            }
        }
        roles.extend(before.document.get_pages().into_iter().map(|(number, id)| (id, Role::Page(number))));
        let mut shown_on: BTreeMap<ObjectId, Vec<u32>> = BTreeMap::new();
        for (number, id) in after.document.get_pages() {
            let Ok(page) = after.document.get_dictionary(id) else { continue };
            for annotation in after.list(page, b"Annots").iter().filter_map(|entry| entry.as_reference().ok()) {
                shown_on.entry(annotation).or_default().push(number);
            }
        }
        Self {
            before,
            after,
            signatures,
            step: Step::default(),
            shown_on,
            welcome: BTreeSet::new(),
            named: BTreeSet::new(),
            roles,
            open: Vec::new(),
            seen: BTreeSet::new(),
            owners: None,
        }
    }

    fn run(&mut self) {
        let (before, after) = (self.before, self.after);
        let catalogs = before.document.catalog().ok().zip(after.document.catalog().ok());
        let Some((old, new)) = catalogs.filter(|_| before.root() == after.root()) else {
            return self.break_with("文件的根目录被替换");
        };
        self.seen.extend(before.root());
        self.catalog(old, new);
        while let Some(id) = self.open.pop() {
            if !self.seen.insert(id) {
                continue;
            }
            if before.is_lost(id) || after.is_lost(id) {
                self.doubt("文件的交叉引用表有误，不同软件打开可能看到不同内容");
                continue;
            }
            self.object(id);
        }
        self.read_aloud(old, new);
    }

    /// Compares the logical structure. It runs last: what the pages and the form lead to has been judged already.
    fn read_aloud(&mut self, old: &'a Dictionary, new: &'a Dictionary) {
        const WHY: &str = "签名后文件的结构标签（复制或朗读的文字）被改动，请人工核对";
        for key in READ_ALOUD {
            let (was, is) = (old.get(key).ok(), new.get(key).ok());
            if !self.same_entry(was, is) {
                return self.doubt(WHY);
            }
            if let Some(was) = was {
                self.visit(was);
            }
        }
        while let Some(id) = self.open.pop() {
            if self.roles.contains_key(&id) || !self.seen.insert(id) {
                continue;
            }
            match (self.before.get(id), self.after.get(id)) {
                (None, None) => {}
                (Some(was), Some(is)) if self.same(was, is) => self.visit(was),
                _ => return self.doubt(WHY),
            }
        }
    }

    fn object(&mut self, id: ObjectId) {
        let (old, new) = (self.before.get(id), self.after.get(id));
        match (self.roles.get(&id), old, new) {
            (_, None, None) => {}
            (Some(Role::Page(number)), Some(Object::Dictionary(old)), Some(Object::Dictionary(new))) => {
                self.page(*number, old, new);
            }
            (Some(Role::Field), Some(Object::Dictionary(old)), Some(Object::Dictionary(new))) => {
                self.field(id, old, new);
            }
            (_, Some(old), Some(new)) if self.same(old, new) => self.visit(old),
            _ => self.blame(id),
        }
    }

    /// The objects that a value leads to are compared too.
    pub(super) fn visit(&mut self, object: &Object) {
        match object {
            Object::Reference(id) => self.open.push(*id),
            Object::Array(values) => values.iter().for_each(|value| self.visit(value)),
            Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, value)| self.visit(value)),
            Object::Stream(stream) => stream.dict.iter().for_each(|(_, value)| self.visit(value)),
            _ => {}
        }
    }

    fn catalog(&mut self, old: &'a Dictionary, new: &'a Dictionary) {
        self.form(old, new);
        for key in keys(old, new) {
            let (was, is) = (old.get(key).ok(), new.get(key).ok());
            match key {
                b"AcroForm" => {}
                _ if QUIET_IN_CATALOG.contains(&key) || READ_ALOUD.contains(&key) => {}
                b"Perms" if was.is_none() => {}
                _ if self.same_entry(was, is) => was.into_iter().for_each(|was| self.visit(was)),
                _ => self.break_with(what_changed::of_catalog(key)),
            }
        }
    }

    fn page(&mut self, number: u32, old: &'a Dictionary, new: &'a Dictionary) {
        for key in keys(old, new) {
            let (was, is) = (old.get(key).ok(), new.get(key).ok());
            match key {
                b"Annots" => self.annotations(number, old, new),
                _ if QUIET_IN_PAGES.contains(&key) => {}
                _ if self.same_entry(was, is) => was.into_iter().for_each(|was| self.visit(was)),
                _ => self.break_on(number, what_changed::of_page(key)),
            }
        }
    }

    /// The annotations that were there stay, in their order; new ones belong to new signature fields.
    fn annotations(&mut self, number: u32, old: &'a Dictionary, new: &'a Dictionary) {
        let (old, new) = (self.before.list(old, b"Annots"), self.after.list(new, b"Annots"));
        let Some(added) = added(old, new) else {
            return self.break_on(number, "的批注或表单被删去或调换");
        };
        for entry in old {
            self.visit(entry);
        }
        for entry in added {
            self.step.pages.insert(number);
            if !entry.as_reference().is_ok_and(|id| self.welcome.contains(&id)) {
                self.break_on(number, "新增了批注");
            }
        }
    }

    /// Equal entries of two dictionaries; a missing entry and `null` are the same.
    pub(super) fn same_entry(&self, old: Option<&Object>, new: Option<&Object>) -> bool {
        match (old, new) {
            (Some(old), Some(new)) => self.same(old, new),
            (Some(one), None) | (None, Some(one)) => one.is_null(),
            (None, None) => true,
        }
    }

    /// Equal values, however their strings and numbers are written. References are equal where they name one object.
    pub(super) fn same(&self, old: &Object, new: &Object) -> bool {
        self.same_within(old, new, MAX_DEPTH)
    }

    fn same_within(&self, old: &Object, new: &Object, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        match (old, new) {
            (Object::Reference(old), Object::Reference(new)) => old == new,
            // Programs move a value into an object of its own and back.
            (Object::Reference(_), _) | (_, Object::Reference(_)) => {
                let pair = self.before.resolve(old).zip(self.after.resolve(new));
                pair.is_some_and(|(old, new)| !matches!(old, Object::Stream(_)) && self.same_within(old, new, depth))
            }
            (Object::String(old, _), Object::String(new, _)) => old == new,
            (Object::Integer(_) | Object::Real(_), Object::Integer(_) | Object::Real(_)) => {
                old == new
                    || old
                        .as_float()
                        .ok()
                        .zip(new.as_float().ok())
                        .is_some_and(|(old, new)| old.total_cmp(&new).is_eq())
            }
            (Object::Array(old), Object::Array(new)) => {
                old.len() == new.len() && old.iter().zip(new).all(|(old, new)| self.same_within(old, new, depth))
            }
            (Object::Dictionary(old), Object::Dictionary(new)) => self.same_dictionary(old, new, depth),
            (Object::Stream(old), Object::Stream(new)) => {
                old.content == new.content && self.same_dictionary(&old.dict, &new.dict, depth)
            }
            _ => old == new,
        }
    }

    fn same_dictionary(&self, old: &Dictionary, new: &Dictionary, depth: usize) -> bool {
        old.len() == new.len()
            && old.iter().all(|(key, old)| new.get(key).is_ok_and(|new| self.same_within(old, new, depth)))
    }

    pub(super) fn break_with(&mut self, what: &str) {
        let why = format!("签名后文件又被改动（{what}）");
        if self.step.broken.len() < MAX_REASONS && !self.step.broken.contains(&why) {
            self.step.broken.push(why);
        }
    }

    pub(super) fn break_on(&mut self, page: u32, what: &str) {
        self.step.pages.insert(page);
        self.break_with(&format!("第 {page} 页{what}"));
    }

    pub(super) fn doubt(&mut self, why: &str) {
        if self.step.unknown.len() < MAX_REASONS && !self.step.unknown.iter().any(|other| other == why) {
            self.step.unknown.push(why.to_owned());
        }
    }

    /// An object that must not differ, and does.
    fn blame(&mut self, id: ObjectId) {
        let before = self.before;
        let owners = self.owners.get_or_insert_with(|| what_changed::owners(before));
        let page = owners.get(&id).copied();
        let what = what_changed::of_object(before.get(id), self.after.get(id));
        match page {
            Some(page) => self.break_on(page, &format!("的{what}")),
            None => self.break_with(&what),
        }
    }
}

/// The keys of both dictionaries, each once.
pub(super) fn keys<'a>(old: &'a Dictionary, new: &'a Dictionary) -> impl Iterator<Item = &'a [u8]> {
    let added = new.iter().filter(|(key, _)| !old.has(key));
    old.iter().chain(added).map(|(key, _)| key.as_slice())
}

/// What is new in a list that holds all that it held, in the same order.
pub(super) fn added<'a>(old: &[Object], new: &'a [Object]) -> Option<Vec<&'a Object>> {
    let mut rest = old.iter().peekable();
    let mut added = Vec::new();
    for entry in new {
        if rest.next_if_eq(&entry).is_none() {
            added.push(entry);
        }
    }
    rest.next().is_none().then_some(added)
}

#[cfg(test)]
mod tests;
