//! Changes of a PDF's form (ISO 32000-1, 12.7) that may follow a signature: more signatures, and filled fields.
//!
//! Enters: the form or a field before and after. Leaves: in the comparison's step, what is not allowed, and the rectangles in which a
//! page may look different now.
//!
//! The reading of the standard. A certification says what may follow it (12.8.2.2), and a field lock says which fields stay as they
//! are (12.8.2.4): `permissions` asks that. A plain signature says nothing; readers then let form fields be filled and more
//! people sign. Here a field that was empty may be filled. A value that stood there when it was signed and is another one now is
//! not the signer's any more: that is for a human, unless a certification permits it.

use super::revision::Revision;
use super::since_signing::{Comparison, Later, Opened, Shows, added, keys};
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeSet;

/// What a new signature field may say. No actions, no optional content.
const IN_NEW_FIELD: [&[u8]; 26] = [
    b"Type",
    b"Subtype",
    b"FT",
    b"T",
    b"TU",
    b"TM",
    b"V",
    b"Rect",
    b"P",
    b"F",
    b"Ff",
    b"AP",
    b"AS",
    b"MK",
    b"DA",
    b"Lock",
    b"SV",
    b"BS",
    b"Border",
    b"H",
    b"M",
    b"NM",
    b"StructParent",
    b"Parent",
    b"Kids",
    // iText writes the resources of the appearance here once more. Nothing draws a signature field with them.
    b"DR",
];
/// What signing changes in a field that was empty.
const BY_SIGNING: [&[u8]; 10] = [b"V", b"AP", b"AS", b"F", b"Ff", b"MK", b"DA", b"Lock", b"M", b"P"];
/// What filling changes in a field.
const BY_FILLING: [&[u8]; 9] = [b"V", b"AP", b"AS", b"I", b"RV", b"M", b"DA", b"Q", b"Ff"];
/// Flags of fields (ISO 32000-1, tables 221 and 226).
const READ_ONLY: i64 = 1;
const PUSH_BUTTON: i64 = 1 << 16;
/// Flags of annotations that show on paper only, or under the mouse only (ISO 32000-1, table 165).
const SHOWS_ELSEWHERE: i64 = 1 << 5 | 1 << 8;
/// Names of a field's parents that are joined.
const MAX_PARENTS: usize = 32;

/// A field that got another value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filled {
    /// Its full name, for example `form.date`.
    pub(super) name: Vec<u8>,
    /// It had a value when it was signed.
    pub(super) overwritten: bool,
}

/// What stands as the value of a signature field.
enum Value {
    Missing,
    /// Something that is no signature made after the signed revision.
    Fake,
    Signature(Later),
}

impl<'a> Comparison<'a> {
    /// The form of the catalog.
    pub(super) fn form(&mut self, old: &'a Dictionary, new: &'a Dictionary) {
        let (old, new) = (self.before.dictionary(old, b"AcroForm"), self.after.dictionary(new, b"AcroForm"));
        let empty = Dictionary::new();
        let new = match (old, new) {
            (None, None) => return,
            (Some(_), None) => return self.break_with("表单和签名域被删去"),
            (_, Some(new)) => new,
        };
        let old = old.unwrap_or(&empty);
        for key in keys(old, new) {
            let (was, is) = (old.get(key).ok(), new.get(key).ok());
            match key {
                b"SigFlags" => {}
                b"Fields" => self.more_fields(old, new, key),
                b"DR" => {
                    // Fields are drawn anew then, with whatever font a name leads to now.
                    if is_true(self.after.value(new, b"NeedAppearances")) && !self.same_entry(was, is) {
                        self.doubt("签名后表单增加了字体等资源，表单域的显示可能改变，请人工核对");
                    }
                    self.more_resources(old, new);
                }
                b"DA" | b"Q" if was.is_none() => {}
                // Readers draw the fields themselves then, however they looked to the signer.
                b"NeedAppearances" if !is_true(self.after.value(new, key)) => {}
                _ if self.same_entry(was, is) => was.into_iter().for_each(|was| self.visit(was)),
                _ => self.break_with("表单的设置被改动"),
            }
        }
    }

    /// Resources for drawing fields: more of them, the old ones unchanged.
    fn more_resources(&mut self, old: &Dictionary, new: &Dictionary) {
        let Some(old) = self.before.dictionary(old, b"DR") else { return };
        let new = self.after.dictionary(new, b"DR");
        for (kind, was) in old {
            let is = new.and_then(|new| self.after.value(new, kind));
            let kept = match (self.before.resolve(was), is) {
                (Some(Object::Dictionary(was)), Some(Object::Dictionary(is))) => {
                    was.iter().all(|(name, was)| self.same_entry(Some(was), is.get(name).ok()))
                }
                (was, is) => self.same_entry(was, is),
            };
            if !kept {
                self.break_with("表单的字体等资源被改动");
            }
            match self.before.resolve(was) {
                Some(Object::Dictionary(was)) => was.iter().for_each(|(_, was)| self.visit(was)),
                _ => self.visit(was),
            }
        }
    }

    /// A list of fields that may grow.
    fn more_fields(&mut self, old: &Dictionary, new: &Dictionary, key: &[u8]) {
        let (old, new) = (self.before.list(old, key), self.after.list(new, key));
        let Some(added) = added(old, new) else { return self.break_with("表单域被删去或调换") };
        for entry in old {
            self.visit(entry);
        }
        for entry in added {
            self.new_field(entry);
        }
    }

    /// A field that was not there: it must be a signature's.
    fn new_field(&mut self, entry: &Object) {
        let after = self.after;
        let found = entry.as_reference().ok().and_then(|id| Some((id, after.get(id)?.as_dict().ok()?)));
        let Some((id, field)) = found.filter(|(_, field)| kind(after, field) == Some(b"Sig")) else {
            return self.break_with("新增了表单域");
        };
        let kids = after.list(field, b"Kids").iter();
        let kids: Option<Vec<_>> =
            kids.map(|kid| Some((kid.as_reference().ok()?, after.resolve(kid)?.as_dict().ok()?))).collect();
        let Some(mut widgets) = kids else { return self.break_with("新增了无法识别的签名域") };
        if widgets.is_empty() {
            widgets.push((id, field));
        }
        let says_more = |(_, dictionary): &(ObjectId, &Dictionary)| {
            dictionary.iter().any(|(key, _)| !IN_NEW_FIELD.contains(&key.as_slice()))
        };
        let nested = widgets.iter().any(|(other, widget)| *other != id && (widget.has(b"T") || widget.has(b"Kids")));
        if nested || says_more(&(id, field)) || widgets.iter().any(says_more) {
            return self.break_with("新增的签名域带有签名以外的内容");
        }
        // Each rectangle is judged by itself: many of them could write another paper.
        if widgets.len() > 1 {
            return self.break_with("新增的签名域在多处显示");
        }
        if let Some(Object::Reference(value)) = after.inherited(field, b"V")
            && !self.named.insert(*value)
        {
            return self.break_with("新增的多个签名域共用一个签名");
        }
        let value = self.signature(id, field);
        let empty = matches!(value, Value::Missing);
        let mut shows = false;
        for (id, widget) in widgets {
            self.welcome.insert(id);
            let drawn = widget.has(b"AP") || (empty && widget.has(b"MK"));
            shows |= drawn && self.opens(id, widget, Shows::Signature);
        }
        self.step.added_field |= shows;
        match value {
            Value::Missing if shows => self.break_with("新增了没有签名的签名域"),
            Value::Missing => {}
            value => self.signed(&value, shows),
        }
    }

    /// What the value of a signature's field is in the later revision.
    fn signature(&self, id: ObjectId, field: &Dictionary) -> Value {
        let Some(value) = self.after.inherited(field, b"V") else {
            return if field.has(b"V") { Value::Fake } else { Value::Missing };
        };
        let found = match value {
            Object::Reference(value) => self.signatures.get(value),
            _ => self.signatures.get(&id),
        };
        // A signature that was there already is not a new one because another field shows it.
        match found.filter(|(_, hole)| *hole >= self.before.end) {
            Some((later, _)) => Value::Signature(*later),
            None => Value::Fake,
        }
    }

    fn signed(&mut self, value: &Value, shows: bool) {
        match value {
            Value::Signature(Later::Holds) => self.step.signed = true,
            Value::Signature(Later::TimeStamp) if !shows => {}
            Value::Signature(Later::TimeStamp) => self.break_with("新增的时间戳在页面上显示内容"),
            Value::Signature(Later::Broken) => self.break_with("后来加上的签名本身无效"),
            Value::Signature(Later::Unknown) => {
                self.step.signed = true;
                self.doubt("后来加上的签名无法验证，不能确认之后的改动是否正当");
            }
            Value::Missing | Value::Fake => self.break_with("新增了没有真实签名的签名域"),
        }
    }

    /// Opens the rectangle of a widget on the pages that show it. Whether it shows at all.
    fn opens(&mut self, id: ObjectId, widget: &Dictionary, shows: Shows) -> bool {
        let number = |object: &Object| self.after.resolve(object)?.as_float().ok().map(f64::from);
        let numbers: Option<Vec<f64>> = self.after.list(widget, b"Rect").iter().map(number).collect();
        let rectangle = numbers.and_then(|numbers| <[f64; 4]>::try_from(numbers).ok());
        let Some([x, y, x2, y2]) =
            rectangle.filter(|[x, y, x2, y2]| x.total_cmp(x2).is_ne() && y.total_cmp(y2).is_ne())
        else {
            return false;
        };
        let flags = self.after.value(widget, b"F").and_then(|flags| flags.as_i64().ok()).unwrap_or(0);
        // A second appearance under the mouse or while it is clicked is not on the page that is compared.
        let looks = self.after.dictionary(widget, b"AP");
        let more_looks = shows != Shows::FormField && looks.is_some_and(|looks| looks.has(b"R") || looks.has(b"D"));
        if flags & SHOWS_ELSEWHERE != 0 || more_looks {
            self.break_with("后来的签名域或表单域只在打印时或鼠标移上时显示");
        }
        if widget.get(b"AP").is_ok_and(|looks| self.uses_layers(looks)) {
            self.break_with("后来的签名域或表单域的显示内容受图层控制");
        }
        let pages = self.shown_on.get(&id).cloned().unwrap_or_default();
        for page in &pages {
            self.step.pages.insert(*page);
            self.step.opened.push(Opened {
                page: *page,
                rectangle: [x.min(x2), y.min(y2), x.max(x2), y.max(y2)],
                shows,
            });
        }
        !pages.is_empty()
    }

    /// A field, or a widget of one, that was there.
    pub(super) fn field(&mut self, id: ObjectId, old: &'a Dictionary, new: &'a Dictionary) {
        let differs: Vec<&[u8]> =
            keys(old, new).filter(|key| !self.same_entry(old.get(key).ok(), new.get(key).ok())).collect();
        for (key, was) in old.iter().filter(|(key, _)| !differs.contains(&key.as_slice())) {
            if key == b"Kids" {
                self.before.list(old, key).iter().for_each(|kid| self.visit(kid));
            } else {
                self.visit(was);
            }
        }
        let mut differs = differs;
        if let Some(at) = differs.iter().position(|key| *key == b"Kids") {
            differs.remove(at);
            self.more_fields(old, new, b"Kids");
        }
        if differs.is_empty() {
            return;
        }
        match kind(self.before, old) {
            Some(b"Sig") => self.signing(id, old, new, &differs),
            Some(b"Tx" | b"Ch" | b"Btn") => self.filling(id, old, new, &differs),
            _ => self.break_with("表单域被改动"),
        }
    }

    fn signing(&mut self, id: ObjectId, old: &Dictionary, new: &Dictionary, differs: &[&[u8]]) {
        if self.before.inherited(old, b"V").is_some() {
            return self.break_with("已签名的签名域被改动");
        }
        if differs.iter().any(|key| !BY_SIGNING.contains(key)) {
            return self.break_with("签名域被改动");
        }
        let shows = new.has(b"AP") && self.opens(id, new, Shows::SignatureInPlace);
        let value = self.signature(id, new);
        self.signed(&value, shows);
    }

    fn filling(&mut self, id: ObjectId, old: &Dictionary, new: &Dictionary, differs: &[&[u8]]) {
        let name = String::from_utf8_lossy(&full_name(self.before, old)).into_owned();
        let flags = |revision: &Revision, field: &Dictionary| {
            let flags = revision.inherited(field, b"Ff").and_then(|flags| flags.as_i64().ok());
            flags.unwrap_or(0)
        };
        let (was, is) = (flags(self.before, old), flags(self.after, new));
        let button = kind(self.before, old) == Some(b"Btn");
        let beyond = differs.iter().any(|key| !BY_FILLING.contains(key) || (button && *key == b"AP"));
        if beyond || was | READ_ONLY != is | READ_ONLY || (button && was & PUSH_BUTTON != 0) {
            return self.break_with("表单域被改动");
        }
        let (value, now) = (self.before.inherited(old, b"V"), self.after.inherited(new, b"V"));
        if self.same_entry(value, now) {
            // Locking a filled field against further changes shows nothing new.
            if differs.iter().any(|key| *key != b"Ff" && *key != b"M") {
                self.break_with("表单域的值没有变，显示的内容变了");
            }
            return;
        }
        let overwritten = value.and_then(|value| self.before.resolve(value)).is_some_and(says_something);
        self.step.filled.push(Filled { name: name.into_bytes(), overwritten });
        if self.opens(id, new, Shows::FormField) && self.paints_more_than_text(new) {
            self.break_with("填写的表单域显示图片或图案");
        }
    }
}

impl Comparison<'_> {
    /// Whether an appearance uses optional content (ISO 32000-1, 8.11) anywhere: it may show on paper only.
    fn uses_layers(&self, looks: &Object) -> bool {
        let mut open = vec![looks];
        let mut seen = BTreeSet::new();
        while let Some(object) = open.pop() {
            let dictionary = match object {
                Object::Reference(id) => {
                    if seen.insert(*id) {
                        open.extend(self.after.get(*id));
                    }
                    continue;
                }
                Object::Array(values) => {
                    open.extend(values);
                    continue;
                }
                Object::Dictionary(dictionary) => dictionary,
                Object::Stream(stream) => &stream.dict,
                _ => continue,
            };
            if dictionary.has(b"OC") || dictionary.has_type(b"OCG") || dictionary.has_type(b"OCMD") {
                return true;
            }
            let down = dictionary.iter().filter(|(key, _)| !matches!(key.as_slice(), b"Parent" | b"P"));
            open.extend(down.map(|(_, value)| value));
        }
        false
    }

    /// Whether an appearance of a field uses pictures, patterns or layers: a filled-in seal would be one.
    fn paints_more_than_text(&self, widget: &Dictionary) -> bool {
        const MORE: [&[u8]; 4] = [b"XObject", b"Pattern", b"Shading", b"Properties"];
        let looks = self.after.dictionary(widget, b"AP").and_then(|looks| self.after.value(looks, b"N"));
        let streams: Vec<&Object> = match looks {
            Some(Object::Dictionary(states)) => {
                states.iter().filter_map(|(_, state)| self.after.resolve(state)).collect()
            }
            other => other.into_iter().collect(),
        };
        streams.iter().filter_map(|stream| stream.as_stream().ok()).any(|stream| {
            let resources = self.after.dictionary(&stream.dict, b"Resources");
            let used = |key: &&[u8]| resources.and_then(|resources| self.after.dictionary(resources, key));
            MORE.iter().any(|key| used(key).is_some_and(|used| !used.is_empty()))
        })
    }
}

/// The kind of a field: `Sig`, `Tx` and so on.
fn kind<'a>(revision: &'a Revision, field: &'a Dictionary) -> Option<&'a [u8]> {
    revision.inherited(field, b"FT").and_then(|kind| revision.resolve(kind)?.as_name().ok())
}

fn is_true(object: Option<&Object>) -> bool {
    matches!(object, Some(Object::Boolean(true)))
}

fn says_something(value: &Object) -> bool {
    match value {
        Object::String(text, _) => !text.is_empty(),
        Object::Name(name) => name != b"Off",
        Object::Array(values) => !values.is_empty(),
        Object::Null => false,
        _ => true,
    }
}

/// The names of a field's parents and its own, joined by dots (ISO 32000-1, 12.7.3.2).
fn full_name(revision: &Revision, field: &Dictionary) -> Vec<u8> {
    let mut names = Vec::new();
    let mut at = Some(field);
    for _ in 0..MAX_PARENTS {
        let Some(field) = at else { break };
        names.extend(revision.value(field, b"T").and_then(|name| name.as_str().ok()));
        at = revision.dictionary(field, b"Parent");
    }
    names.reverse();
    names.join(&b"."[..])
}
