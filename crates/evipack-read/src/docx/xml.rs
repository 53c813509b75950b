//! One XML part as a flat tree with known namespaces.
//!
//! Enters: the text of a part. Leaves: a [`Tree`] whose elements know the [`Ns`] they belong to (transitional and strict
//! OOXML, whatever prefix they were written with), their attributes and their text. Everything lives in a few flat
//! vectors: a bounded number of items, a bounded depth, no recursion while building, no entity but the five of XML.

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, QName, ResolveResult};
use quick_xml::reader::NsReader;

use crate::ReadError;

/// Deeper than Word itself nests (tables in text boxes in tables stay below 100), shallow enough for the walkers' stack.
const MAX_DEPTH: usize = 256;

/// Elements plus attributes of one part: some 150 MiB of tree, far beyond a thousand pages of text.
const MAX_ITEMS: usize = 4_000_000;

/// Namespace declarations in force at one place: Word writes about forty, merged documents twice that.
const MAX_NAMESPACES: usize = 256;

/// The namespaces whose elements mean something here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ns {
    /// WordprocessingML.
    Word,
    /// DrawingML main.
    Drawing,
    /// Anchors and inlines.
    WordDrawing,
    /// `pic:pic`.
    Picture,
    /// Shapes, groups, canvases of Word 2010.
    WordShape,
    /// Ink of Word 2010, `w14:` effects.
    Word14,
    /// Charts, old and extended.
    Chart,
    /// SmartArt.
    Diagram,
    /// VML.
    Vml,
    /// VML Office extensions.
    Office,
    /// Relationship ids.
    Relation,
    /// Markup compatibility.
    Compatibility,
    /// Formulas.
    Math,
    /// Without a namespace (most attributes).
    None,
    /// Any other one.
    Other,
}

impl Ns {
    fn of(uri: &str) -> Self {
        // Transitional, strict (purl.oclc.org) and Microsoft namespaces differ in front and year, not in these parts.
        let known = [
            ("wordprocessingDrawing", Self::WordDrawing),
            ("wordprocessingShape", Self::WordShape),
            ("wordprocessingGroup", Self::WordShape),
            ("wordprocessingCanvas", Self::WordShape),
            ("wordprocessingInk", Self::Word14),
            ("wordprocessingml", Self::Word),
            ("office/word/20", Self::Word14),
            ("office/drawing/2010/main", Self::Word14),
            ("chartex", Self::Chart),
            ("drawing/2014/chart", Self::Chart),
            ("drawingml/2006/chart", Self::Chart),
            ("drawingml/chart", Self::Chart),
            ("drawingml/2006/diagram", Self::Diagram),
            ("drawingml/diagram", Self::Diagram),
            ("drawingml/2006/picture", Self::Picture),
            ("drawingml/picture", Self::Picture),
            ("drawingml/2006/main", Self::Drawing),
            ("drawingml/main", Self::Drawing),
            ("drawingml/2006/lockedCanvas", Self::Drawing),
            ("drawingml/lockedCanvas", Self::Drawing),
            ("schemas-microsoft-com:vml", Self::Vml),
            ("schemas-microsoft-com:office:office", Self::Office),
            ("markup-compatibility", Self::Compatibility),
            ("officeDocument/2006/math", Self::Math),
            ("officeDocument/math", Self::Math),
            ("officeDocument/2006/relationships", Self::Relation),
            ("officeDocument/relationships", Self::Relation),
        ];
        known.iter().find(|(part, _)| uri.contains(part)).map_or(Self::Other, |(_, ns)| *ns)
    }
}

/// An element of a [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Id(u32);

/// The root element: a tree is never empty.
pub(crate) const ROOT: Id = Id(0);

#[derive(Debug)]
struct Element {
    ns: Ns,
    name: u32,
    attributes: Range<u32>,
    text: Range<u32>,
    first_child: Option<Id>,
    last_child: Option<Id>,
    next: Option<Id>,
    /// `mc:Choice` only: whether every namespace it requires is one that is read here.
    understood: bool,
}

#[derive(Debug)]
struct Attribute {
    ns: Ns,
    name: u32,
    value: Range<u32>,
}

/// A part's elements.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    elements: Vec<Element>,
    attributes: Vec<Attribute>,
    names: Vec<Box<str>>,
    by_name: HashMap<Box<str>, u32>,
    by_uri: HashMap<Box<str>, Ns>,
    values: String,
    texts: String,
}

impl Tree {
    /// Reads a part.
    ///
    /// # Errors
    /// [`ReadError::Damaged`] where the XML is not well formed or nests too deep, [`ReadError::Limit`] where it has too
    /// many elements.
    pub(crate) fn read(text: &str) -> Result<Self, ReadError> {
        let mut reader = NsReader::from_str(text);
        reader.resolver_mut().set_max_namespace_bindings(MAX_NAMESPACES);
        let mut tree = Self::default();
        let mut open: Vec<Id> = Vec::new();
        loop {
            match reader.read_event().map_err(|error| damaged(&error))? {
                Event::Start(start) => {
                    if open.len() >= MAX_DEPTH {
                        return Err(ReadError::Damaged(format!("XML 嵌套超过 {MAX_DEPTH} 层")));
                    }
                    let id = tree.add(&reader, &start, open.last().copied())?;
                    open.push(id);
                }
                Event::Empty(start) => {
                    tree.add(&reader, &start, open.last().copied())?;
                }
                Event::End(_) => {
                    open.pop();
                }
                Event::Text(text) => tree.add_text(open.last(), &text.xml10_content()),
                Event::CData(text) => tree.add_text(open.last(), &text.xml10_content()),
                Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                    Ok(Some(character)) => tree.add_text(open.last(), character.encode_utf8(&mut [0; 4])),
                    // An entity that only a DTD could define: no DTD is read, nothing is expanded.
                    _ => tree.add_text(open.last(), resolve_predefined_entity(&entity).unwrap_or_default()),
                },
                Event::Eof if open.is_empty() => break,
                Event::Eof => return Err(ReadError::Damaged("XML 不完整".into())),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        if tree.elements.is_empty() {
            return Err(ReadError::Damaged("XML 部件是空的".into()));
        }
        Ok(tree)
    }

    fn add(&mut self, reader: &NsReader<&[u8]>, start: &BytesStart<'_>, parent: Option<Id>) -> Result<Id, ReadError> {
        if self.elements.len() + self.attributes.len() >= MAX_ITEMS {
            return Err(ReadError::Limit("XML 部件的元素过多".into()));
        }
        let ns = self.namespace(&reader.resolver().resolve_element(start.name()).0);
        let name = self.intern(start.local_name().as_ref());
        let first = index(self.attributes.len());
        let mut understood = true;
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| ReadError::Damaged(format!("XML 属性有误（{error}）")))?;
            if attribute.key.as_namespace_binding().is_some() || attribute.key.local_name().as_ref() == "gfxdata" {
                // `o:gfxdata` repeats a whole drawing in Base64, for Word's own round trips.
                continue;
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or_default();
            let (bound, local) = reader.resolver().resolve_attribute(attribute.key);
            if ns == Ns::Compatibility && local.as_ref() == "Requires" {
                understood = value.split_whitespace().all(|prefix| is_known_prefix(reader, prefix));
            }
            let from = index(self.values.len());
            self.values.push_str(&value);
            let (ns, name) = (self.namespace(&bound), self.intern(local.as_ref()));
            self.attributes.push(Attribute { ns, name, value: from..index(self.values.len()) });
        }
        let id = Id(index(self.elements.len()));
        let text = index(self.texts.len());
        self.elements.push(Element {
            ns,
            name,
            attributes: first..index(self.attributes.len()),
            text: text..text,
            first_child: None,
            last_child: None,
            next: None,
            understood,
        });
        if let Some(parent) = parent {
            let elder = self.elements[parent.0 as usize].last_child.replace(id);
            match elder {
                Some(elder) => self.elements[elder.0 as usize].next = Some(id),
                None => self.elements[parent.0 as usize].first_child = Some(id),
            }
        }
        Ok(id)
    }

    /// Text between children other than the last piece is lost: no element that is read here mixes the two.
    fn add_text(&mut self, open: Option<&Id>, text: &str) {
        let Some(element) = open.and_then(|id| self.elements.get_mut(id.0 as usize)) else { return };
        let from = index(self.texts.len());
        self.texts.push_str(text);
        if element.text.end != from {
            element.text.start = from;
        }
        element.text.end = index(self.texts.len());
    }

    /// Telling a namespace takes many comparisons, so each address is told once.
    fn namespace(&mut self, resolved: &ResolveResult<'_>) -> Ns {
        let ResolveResult::Bound(Namespace(uri)) = resolved else { return namespace(resolved) };
        if let Some(&known) = self.by_uri.get(*uri) {
            return known;
        }
        let ns = Ns::of(uri);
        self.by_uri.insert((*uri).into(), ns);
        ns
    }

    fn intern(&mut self, name: &str) -> u32 {
        if let Some(&known) = self.by_name.get(name) {
            return known;
        }
        let id = index(self.names.len());
        self.names.push(name.into());
        self.by_name.insert(name.into(), id);
        id
    }

    fn element(&self, id: Id) -> &Element {
        &self.elements[id.0 as usize]
    }

    pub(crate) fn ns(&self, id: Id) -> Ns {
        self.element(id).ns
    }

    /// Local name.
    pub(crate) fn name(&self, id: Id) -> &str {
        &self.names[self.element(id).name as usize]
    }

    pub(crate) fn is(&self, id: Id, ns: Ns, name: &str) -> bool {
        self.ns(id) == ns && self.name(id) == name
    }

    /// Text that stands directly in the element.
    pub(crate) fn text(&self, id: Id) -> &str {
        let range = &self.element(id).text;
        self.texts.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    /// An attribute by local name, whatever its prefix.
    pub(crate) fn attr(&self, id: Id, name: &str) -> Option<&str> {
        self.attributes_of(id).find(|attribute| self.name_is(attribute, name)).map(|found| self.value(found))
    }

    /// An attribute by namespace and local name, for where two share a local name (`r:id` beside `id`).
    pub(crate) fn attr_in(&self, id: Id, ns: Ns, name: &str) -> Option<&str> {
        self.attributes_of(id)
            .find(|attribute| attribute.ns == ns && self.name_is(attribute, name))
            .map(|found| self.value(found))
    }

    fn attributes_of(&self, id: Id) -> impl Iterator<Item = &Attribute> {
        let range = &self.element(id).attributes;
        self.attributes[range.start as usize..range.end as usize].iter()
    }

    fn name_is(&self, attribute: &Attribute, name: &str) -> bool {
        *self.names[attribute.name as usize] == *name
    }

    fn value(&self, attribute: &Attribute) -> &str {
        self.values.get(attribute.value.start as usize..attribute.value.end as usize).unwrap_or_default()
    }

    /// Children as written.
    pub(crate) fn children(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.element(id).first_child, |child| self.element(*child).next)
    }

    /// Children as a consumer sees them: each `mc:AlternateContent` gives way to the first choice whose namespaces are
    /// understood, else to its fallback, else to any choice; never to two.
    pub(crate) fn kids(&self, id: Id) -> Vec<Id> {
        let mut seen = Vec::new();
        let mut waiting: Vec<Id> = self.children(id).collect();
        waiting.reverse();
        while let Some(child) = waiting.pop() {
            if self.is(child, Ns::Compatibility, "AlternateContent") {
                let branches = || self.children(child).filter(|branch| self.ns(*branch) == Ns::Compatibility);
                let named = |name| branches().find(|branch| self.name(*branch) == name);
                let understood =
                    branches().find(|branch| self.name(*branch) == "Choice" && self.element(*branch).understood);
                // An empty fallback says "leave it out", which Word, understanding the choice, would not do.
                let fallback = named("Fallback").filter(|branch| self.element(*branch).first_child.is_some());
                let branch = understood.or(fallback).or_else(|| named("Choice"));
                let from = waiting.len();
                waiting.extend(branch.into_iter().flat_map(|branch| self.children(branch)));
                waiting[from..].reverse();
            } else {
                seen.push(child);
            }
        }
        seen
    }

    /// First child of that name.
    pub(crate) fn child(&self, id: Id, ns: Ns, name: &str) -> Option<Id> {
        self.children(id).find(|child| self.is(*child, ns, name))
    }

    /// First child of that local name, whatever its namespace.
    pub(crate) fn child_named(&self, id: Id, name: &str) -> Option<Id> {
        self.children(id).find(|child| self.name(*child) == name)
    }

    /// Every element in document order, branches that nobody sees included.
    pub(crate) fn all(&self) -> impl Iterator<Item = Id> {
        (0..index(self.elements.len())).map(Id)
    }
}

fn namespace(resolved: &ResolveResult<'_>) -> Ns {
    match resolved {
        ResolveResult::Bound(Namespace(uri)) => Ns::of(uri),
        ResolveResult::Unbound => Ns::None,
        ResolveResult::Unknown(_) => Ns::Other,
    }
}

fn is_known_prefix(reader: &NsReader<&[u8]>, prefix: &str) -> bool {
    let name = format!("{prefix}:x");
    namespace(&reader.resolver().resolve_prefix(QName(&name).prefix(), false)) != Ns::Other
}

/// Parts stop at 64 MiB of bytes; UTF-16 text grows to at most half as much again, so positions fit 32 bits.
fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

fn damaged(error: &quick_xml::Error) -> ReadError {
    ReadError::Damaged(format!("XML 有误（{error}）"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_names_and_odd_prefixes_are_the_same_elements() {
        let strict = r#"<q:document xmlns:q="http://purl.oclc.org/ooxml/wordprocessingml/main"><q:body q:val="a&amp;b"/></q:document>"#;
        let tree = Tree::read(strict).unwrap();
        let body = tree.child(ROOT, Ns::Word, "body").unwrap();
        assert_eq!(tree.attr(body, "val"), Some("a&b"));
    }

    #[test]
    fn an_alternative_shows_one_branch() {
        let text = r#"<a xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
            xmlns:s="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:x="urn:unheard-of">
            <mc:AlternateContent><mc:Choice Requires="s"><one/></mc:Choice><mc:Fallback><two/></mc:Fallback></mc:AlternateContent>
            <mc:AlternateContent><mc:Choice Requires="x"><three/></mc:Choice><mc:Fallback><four/></mc:Fallback></mc:AlternateContent>
            <mc:AlternateContent><mc:Choice Requires="x"><five/></mc:Choice><mc:Fallback/></mc:AlternateContent>
            <six/></a>"#;
        let tree = Tree::read(text).unwrap();
        let names: Vec<&str> = tree.kids(ROOT).into_iter().map(|id| tree.name(id)).collect();
        assert_eq!(names, ["one", "four", "five", "six"]);
    }

    #[test]
    fn entities_of_a_dtd_are_not_expanded() {
        let text = r#"<!DOCTYPE a [<!ENTITY boom "boomboom">]><a>1&boom;&lt;&#x4e8c;</a>"#;
        let tree = Tree::read(text).unwrap();
        assert_eq!(tree.text(ROOT), "1<二");
    }

    #[test]
    fn nesting_stops_at_the_limit() {
        let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(Tree::read(&nested(MAX_DEPTH)).is_ok());
        assert!(matches!(Tree::read(&nested(MAX_DEPTH + 1)), Err(ReadError::Damaged(_))));
    }
}
