//! Styles of OpenDocument.
//!
//! Enters: the style elements of a part. Leaves: what text, paragraphs and shapes of a style look like, parents included
//! (ISO/IEC 26300-1, 16).

use crate::ReadError;
use crate::flow::{Rgb, RunLook};
use crate::layout::is_red;
use crate::pieces::{Piece, Pieces, Tag};
use std::collections::HashMap;

/// Ancestors of one style; programs make three or four.
const MAX_PARENTS: usize = 20;
/// Styles of one document. Automatic ones are as many as there are differences.
const MAX_STYLES: usize = 100_000;
const PT_PER_MM: f64 = 72.0 / 25.4;
/// Type size where nothing says it, as LibreOffice sets it.
const DEFAULT_PT: f64 = 12.0;

/// One style's own words.
#[derive(Debug, Clone, Default, PartialEq)]
struct Style {
    parent: Option<String>,
    ink: Option<Rgb>,
    size: Option<Size>,
    hidden: Option<bool>,
    centred: Option<bool>,
    red_border: bool,
    red_shape: bool,
    /// A sheet, row or slide that is not shown.
    unseen: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Size {
    Points(f64),
    /// Of the parent's.
    Part(f64),
}

/// What a style comes to with all its parents.
#[expect(clippy::struct_excessive_bools, reason = "four independent properties of one style")]
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Resolved {
    pub(crate) run: RunLook,
    pub(crate) centred: bool,
    pub(crate) red_border: bool,
    pub(crate) red_shape: bool,
    pub(crate) unseen: bool,
}

/// The styles of a document by family and name; the default of a family has no name.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    all: HashMap<(String, String), Style>,
}

impl Styles {
    /// Adds the styles that a part defines.
    ///
    /// # Errors
    /// As [`Pieces::next`].
    pub(crate) fn read(&mut self, text: &str) -> Result<(), ReadError> {
        let mut pieces = Pieces::of(text);
        let mut present: Option<(String, String)> = None;
        while let Some(piece) = pieces.next()? {
            let Piece::Open(tag) = piece else { continue };
            if tag.is("body") {
                // Styles come before the text.
                pieces.skip()?;
            } else if tag.is("style") || tag.is("default-style") {
                let key = (tag.attr("family").unwrap_or_default(), tag.attr("name").unwrap_or_default());
                if self.all.len() < MAX_STYLES {
                    let parent = tag.attr("parent-style-name");
                    self.all.insert(key.clone(), Style { parent, ..Style::default() });
                }
                present = Some(key);
            } else if let Some(style) = present.as_ref().and_then(|key| self.all.get_mut(key)) {
                style.properties(&tag);
            }
        }
        Ok(())
    }

    /// What a style comes to; a name that nobody defined is the default of its family.
    pub(crate) fn resolve(&self, family: &str, name: &str) -> Resolved {
        let mut chain = Vec::new();
        let mut next = Some(name.to_owned());
        while let Some(name) = next.take().filter(|_| chain.len() < MAX_PARENTS) {
            let Some(style) = self.all.get(&(family.to_owned(), name)) else { break };
            chain.push(style);
            next.clone_from(&style.parent);
        }
        chain.extend(self.all.get(&(family.to_owned(), String::new())));
        let mut resolved = Resolved::default();
        // From the default and the eldest on.
        for style in chain.iter().rev() {
            let size = match style.size {
                Some(Size::Points(points)) => Some(points),
                Some(Size::Part(part)) => Some(resolved.run.size_pt.unwrap_or(DEFAULT_PT) * part),
                None => None,
            };
            resolved.run = resolved.run.under(RunLook { ink: style.ink, size_pt: size, hidden: style.hidden });
            resolved.centred = style.centred.unwrap_or(resolved.centred);
            resolved.red_border |= style.red_border;
            resolved.red_shape |= style.red_shape;
        }
        resolved.unseen = chain.first().is_some_and(|style| style.unseen);
        resolved
    }
}

impl Style {
    fn properties(&mut self, tag: &Tag<'_>) {
        let red =
            |name: &str| tag.attr(name).and_then(|value| value.split_whitespace().find_map(colour)).is_some_and(is_red);
        if tag.is("text-properties") {
            self.ink = tag.attr("color").and_then(|value| colour(&value)).or(self.ink);
            self.size = tag.attr("font-size").and_then(|value| size(&value)).or(self.size);
            // Chinese characters have a size of their own; where it is larger, it is what one sees.
            if let (Some(Size::Points(asian)), Some(Size::Points(own))) =
                (tag.attr("font-size-asian").and_then(|value| size(&value)), self.size)
            {
                self.size = Some(Size::Points(asian.max(own)));
            }
            if tag.attr("display").as_deref() == Some("none") {
                self.hidden = Some(true);
            }
        } else if tag.is("paragraph-properties") {
            self.centred = tag.attr("text-align").map(|align| align == "center").or(self.centred);
            self.red_border |= ["border", "border-top", "border-bottom"].into_iter().any(red);
        } else if tag.is("graphic-properties") {
            self.red_shape |= ["stroke-color", "fill-color"].into_iter().any(red);
        } else if tag.is("table-properties") {
            self.unseen |= tag.attr("display").as_deref() == Some("false");
        } else if tag.is("drawing-page-properties") {
            self.unseen |= tag.attr("visibility").as_deref() == Some("hidden");
        }
    }
}

/// `#rrggbb`.
fn colour(value: &str) -> Option<Rgb> {
    let digits = value.trim().strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let packed = u32::from_str_radix(digits, 16).ok()?;
    let [_, r, g, b] = packed.to_be_bytes();
    Some([r, g, b])
}

fn size(value: &str) -> Option<Size> {
    if let Some(percent) = value.trim().strip_suffix('%') {
        return percent.parse::<f64>().ok().map(|percent| Size::Part(percent / 100.0));
    }
    length_mm(value).map(|mm| Size::Points(mm * PT_PER_MM))
}

/// A length with its unit, in millimetres.
pub(crate) fn length_mm(value: &str) -> Option<f64> {
    let value = value.trim();
    let unit_at = value.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = value.split_at(unit_at);
    let factor = match unit {
        "mm" => 1.0,
        "cm" => 10.0,
        "in" => 25.4,
        "pt" => 25.4 / 72.0,
        "pc" => 25.4 / 6.0,
        "px" => 25.4 / 96.0,
        _ => return None,
    };
    number.parse::<f64>().ok().map(|number| number * factor).filter(|mm| mm.is_finite())
}
