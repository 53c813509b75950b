//! A cell masked.
//!
//! Enters: a text that is one cell of a table, one line, one path. Leaves: the same without personal data, or nothing where
//! there is none in it. Masking a masked text changes nothing.

use super::glyphs::{Glyph, glyphs, may_hold_number};
use super::names;
use super::numbers::{self, Kind, Number};
use std::collections::BTreeSet;
use std::ops::Range;

/// A piece of a text, and what is shown for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hidden {
    /// First byte and one past the last.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) shown: String,
    /// A name, and not a number.
    pub(super) is_name: bool,
}

/// A cell without personal data; `None` where there is none.
pub(super) fn cell(text: &str) -> Option<String> {
    let hidden = find(text);
    (!hidden.is_empty()).then(|| apply(text, 0..text.len(), &hidden))
}

/// What of a cell must not be shown, in order.
pub(super) fn find(text: &str) -> Vec<Hidden> {
    if !may_hold_number(text) {
        return Vec::new();
    }
    let glyphs = glyphs(text);
    let numbers = numbers::find(&glyphs);
    if numbers.is_empty() {
        return Vec::new();
    }
    let names = names::beside(&glyphs, &numbers);
    let names = names.into_iter().map(|name| hidden(&glyphs, &name, shown_name(&glyphs[name.clone()]), true));
    let numbers = numbers.iter().map(|number| hidden(&glyphs, &number.glyphs, shown_number(&glyphs, number), false));
    let mut found: Vec<Hidden> = names.chain(numbers).collect();
    found.sort();
    found
}

/// Names that stand beside a number elsewhere, hidden in a text of the same file: its title was read whole, its address was cut
/// off before the number.
pub(super) fn known_names(text: &str, names: &BTreeSet<String>) -> Vec<Hidden> {
    let places = names.iter().flat_map(|name| text.match_indices(name.as_str()));
    places
        .map(|(start, name)| {
            let (first, given) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
            let shown = format!("{first}{}", "*".repeat(given.chars().count()));
            Hidden { start, end: start + name.len(), shown, is_name: true }
        })
        .collect()
}

fn hidden(glyphs: &[Glyph], range: &Range<usize>, shown: String, is_name: bool) -> Hidden {
    let start = glyphs.get(range.start).map_or(0, |glyph| glyph.at);
    let end = range.end.checked_sub(1).and_then(|last| glyphs.get(last)).map_or(start, |glyph| glyph.end);
    Hidden { start, end, shown, is_name }
}

/// A part of the text with what is hidden in it replaced.
pub(super) fn apply(text: &str, part: Range<usize>, hidden: &[Hidden]) -> String {
    let mut masked = String::with_capacity(part.len());
    let mut at = part.start;
    for piece in hidden.iter().filter(|piece| piece.start >= part.start && piece.end <= part.end) {
        if piece.start < at {
            continue;
        }
        masked.push_str(text.get(at..piece.start).unwrap_or_default());
        masked.push_str(&piece.shown);
        at = piece.end;
    }
    masked.push_str(text.get(at..part.end).unwrap_or_default());
    masked
}

fn shown_number(glyphs: &[Glyph], number: &Number) -> String {
    let signs: Vec<char> = glyphs[number.glyphs.clone()].iter().map(|glyph| glyph.c).collect();
    let signs: Vec<char> =
        signs.into_iter().filter(|c| c.is_ascii_alphanumeric() || super::glyphs::is_check_x(*c)).collect();
    let (first, last) = match number.kind {
        Kind::Identity => (3, 2),
        Kind::Mobile => (3, 4),
        Kind::Card => (0, 4),
        Kind::Permit => (1, 2),
    };
    let stars = signs.len().saturating_sub(first + last);
    let shown = |(index, c): (usize, &char)| if (first..first + stars).contains(&index) { '*' } else { *c };
    signs.iter().enumerate().map(shown).collect()
}

/// The first character, and a star for each other; the blanks of a spaced name 张　伟 go.
fn shown_name(glyphs: &[Glyph]) -> String {
    let signs = glyphs.iter().filter(|glyph| super::glyphs::is_ideograph(glyph.c));
    signs.enumerate().map(|(index, glyph)| if index == 0 { glyph.c } else { '*' }).collect()
}
