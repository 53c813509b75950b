//! An XML part as a stream of pieces, where a tree of it would be too much: sheets of a workbook, OpenDocument content.
//!
//! Enters: the text of a part. Leaves: opening tags, closing tags and text, one at a time, by local names whatever their
//! prefix. No DTD is read and no entity but the five of XML is resolved, so nothing expands; the depth is bounded.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::ReadError;

/// As deep as trees of parts may be, and far deeper than sheets and OpenDocument nest.
const MAX_DEPTH: usize = 256;

/// One piece of a part.
#[derive(Debug)]
pub(crate) enum Piece<'a> {
    /// An element begins. One without content ends in the next piece.
    Open(Tag<'a>),
    /// The innermost element ends.
    Close,
    /// Text in the innermost element.
    Text(Cow<'a, str>),
}

/// An opening tag.
#[derive(Debug)]
pub(crate) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Its name without prefix.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.0.local_name().as_ref() == name
    }

    /// Its name without prefix.
    pub(crate) fn name(&self) -> String {
        self.0.local_name().as_ref().to_owned()
    }

    /// An attribute by its name without prefix.
    pub(crate) fn attr(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut all = attributes.with_checks(false).flatten();
        let found = all.find(|attribute| attribute.key.local_name().as_ref() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
    }

    /// Whether an attribute says yes.
    pub(crate) fn is_on(&self, name: &str) -> bool {
        self.attr(name).is_some_and(|value| matches!(value.trim(), "1" | "true" | "on"))
    }
}

/// The pieces of one part, in order.
pub(crate) struct Pieces<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Pieces<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0 }
    }

    /// The next piece; `None` at the end of a whole part.
    ///
    /// # Errors
    /// [`ReadError::Damaged`] where the XML is not well formed, ends too early or nests too deep.
    pub(crate) fn next(&mut self) -> Result<Option<Piece<'a>>, ReadError> {
        loop {
            match self.reader.read_event().map_err(|error| ReadError::Damaged(format!("XML 有误（{error}）")))? {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(ReadError::Damaged(format!("XML 嵌套超过 {MAX_DEPTH} 层")));
                    }
                    return Ok(Some(Piece::Open(Tag(start))));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Piece::Close));
                }
                Event::Text(text) => return Ok(Some(Piece::Text(text.xml10_content()))),
                Event::CData(text) => return Ok(Some(Piece::Text(text.xml10_content()))),
                Event::GeneralRef(entity) => {
                    let character = entity.resolve_char_ref().ok().flatten().map(String::from);
                    let known = character.or_else(|| resolve_predefined_entity(&entity).map(str::to_owned));
                    return Ok(Some(Piece::Text(known.unwrap_or_default().into())));
                }
                Event::Eof if self.depth == 0 => return Ok(None),
                Event::Eof => return Err(ReadError::Damaged("XML 不完整".into())),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    /// Skips the rest of the innermost element, its end included.
    ///
    /// # Errors
    /// As [`Pieces::next`].
    pub(crate) fn skip(&mut self) -> Result<(), ReadError> {
        let wanted = self.depth.saturating_sub(1);
        while self.depth > wanted {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(xml: &str) -> Result<Vec<String>, ReadError> {
        let mut pieces = Pieces::of(xml);
        let mut seen = Vec::new();
        while let Some(piece) = pieces.next()? {
            match piece {
                Piece::Open(tag) if tag.is("skipped") => pieces.skip()?,
                Piece::Open(tag) => seen.push(format!("<{} {:?}>", tag.name(), tag.attr("a"))),
                Piece::Close => seen.push("/".to_owned()),
                Piece::Text(text) => seen.push(text.into_owned()),
            }
        }
        Ok(seen)
    }

    #[test]
    fn a_part_in_pieces() {
        let xml = r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY boom "bang">]><p:x xmlns:p="u" p:a="1&amp;2">一<y/>&boom;&lt;<skipped><z>藏</z></skipped></p:x>"#;
        let wanted = [r#"<x Some("1&2")>"#, "一", "<y None>", "/", "", "<", "/"];
        assert_eq!(all(xml).unwrap(), wanted);
    }

    #[test]
    fn what_is_cut_off_or_too_deep_is_damaged() {
        assert!(matches!(all("<a><b></b>"), Err(ReadError::Damaged(_))));
        let deep = format!("{}{}", "<a>".repeat(MAX_DEPTH + 1), "</a>".repeat(MAX_DEPTH + 1));
        assert!(matches!(all(&deep), Err(ReadError::Damaged(_))));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(xml in "([<>/&;=\"'a-z !?\\[\\]-]|<a b='1'>|</a>|\\PC){0,80}") {
            let _ = all(&xml);
        }
    }
}
