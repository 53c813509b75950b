//! Text objects to glyphs.
//!
//! Enters: a `TextObject` and where it stands. Leaves: glyphs on the page, one a character, with the places that `X`, `Y`,
//! `DeltaX` and `DeltaY` give them (GB/T 33190-2016, 11.3). No font is opened: a text code is Unicode unless the writer says
//! that it is not.

use super::resources::number;
use crate::docx::xml::{Id, Tree};
use crate::pdf::device::{GlyphMark, fold};
use hayro_interpret::kurbo::{Affine, Point, Vec2};

/// Distances of one text code that are kept: as many as it has characters at most.
const MAX_DELTAS: usize = 100_000;
/// Width of a Latin letter as a part of the em, where the file does not say.
const LATIN_ADVANCE: f64 = 0.5;

/// How the text of one object runs.
pub(super) struct Run {
    /// From the object's millimetres to points of the page.
    place: Affine,
    size: f64,
    h_scale: f64,
    /// Degrees, clockwise: in which direction the text is read, where the file does not place each character.
    reading: f64,
    /// Degrees by which each character is turned.
    turned: f64,
}

impl Run {
    /// Nothing for a text without size.
    pub(super) fn of(tree: &Tree, id: Id, place: Affine) -> Option<Self> {
        let attr = |name| tree.attr(id, name).and_then(number);
        let size = attr("Size").filter(|size| *size > 0.0)?;
        let h_scale = attr("HScale").filter(|scale| *scale > 0.0).unwrap_or(1.0);
        let (reading, turned) = (attr("ReadDirection").unwrap_or(0.0), attr("CharDirection").unwrap_or(0.0));
        let run = Self { place, size, h_scale, reading, turned };
        (run.size_pt().is_finite() && run.size_pt() > 0.0).then_some(run)
    }

    /// Height of its type in points.
    pub(super) fn size_pt(&self) -> f64 {
        let [_, _, c, d, ..] = self.place.as_coeffs();
        self.size * Vec2::new(c, d).hypot()
    }
}

/// The glyphs of a text object (black), and how many have no known character.
pub(super) fn glyphs(tree: &Tree, id: Id, run: &Run) -> (Vec<GlyphMark>, u32) {
    let (mut glyphs, mut unknown) = (Vec::new(), 0_u32);
    let mut at = Point::ZERO;
    for code in tree.children(id).filter(|child| tree.name(*child) == "TextCode") {
        let attr = |name| tree.attr(code, name).and_then(number);
        // Without X or Y a text code goes on where the last one began.
        at = Point::new(attr("X").unwrap_or(at.x), attr("Y").unwrap_or(at.y));
        unknown = unknown.saturating_add(place(tree, code, run, at, &mut glyphs));
    }
    (glyphs, unknown)
}

fn place(tree: &Tree, code: Id, run: &Run, start: Point, glyphs: &mut Vec<GlyphMark>) -> u32 {
    let characters: Vec<char> = tree.text(code).trim_matches(['\n', '\r']).chars().collect();
    let deltas = |name| tree.attr(code, name).map(|value| distances(value, characters.len())).unwrap_or_default();
    let (across, down) = (deltas("DeltaX"), deltas("DeltaY"));
    let is_vertical = across.iter().all(|delta| *delta == 0.0) && down.iter().any(|delta| *delta != 0.0);
    let mut at = start;
    let mut unknown = 0_u32;
    for (index, character) in characters.iter().enumerate() {
        let natural = run.size * run.h_scale * if character.is_ascii() { LATIN_ADVANCE } else { 1.0 };
        let step = match (across.get(index), down.get(index)) {
            (None, None) if across.is_empty() && down.is_empty() => turn(Vec2::new(natural, 0.0), run.reading),
            (dx, dy) => Vec2::new(dx.copied().unwrap_or(0.0), dy.copied().unwrap_or(0.0)),
        };
        match sort(*character) {
            Sort::Text(text) if !text.is_empty() => {
                let mark = mark(text, at, step, natural, run, is_vertical);
                glyphs.extend(mark.filter(|mark| mark.origin.is_finite() && mark.advance.is_finite()));
            }
            Sort::Text(_) => {}
            Sort::Unknown => unknown = unknown.saturating_add(1),
        }
        at += step;
    }
    unknown
}

fn mark(text: String, at: Point, step: Vec2, natural: f64, run: &Run, vertical: bool) -> Option<GlyphMark> {
    // The last character of a run has no distance; a step backwards is a new place, not a width.
    let along = if vertical { Vec2::new(0.0, 1.0) } else { turn(Vec2::new(1.0, 0.0), run.turned) };
    let steps = step.dot(along);
    let length = if steps > 0.0 && !vertical { steps.min(natural) } else { natural };
    let [a, b, c, d, ..] = run.place.as_coeffs();
    let mapped = Vec2::new(a * along.x + c * along.y, b * along.x + d * along.y);
    let scale = mapped.hypot();
    if !(scale.is_finite() && scale > 0.0) {
        return None;
    }
    let advance = length * scale;
    Some(GlyphMark {
        text,
        origin: run.place * at,
        direction: mapped / scale,
        advance,
        reach: advance,
        size: run.size_pt(),
        red: false,
        vertical,
    })
}

fn turn(vector: Vec2, degrees: f64) -> Vec2 {
    if degrees == 0.0 {
        return vector;
    }
    let (sin, cos) = degrees.to_radians().sin_cos();
    Vec2::new(vector.x * cos - vector.y * sin, vector.x * sin + vector.y * cos)
}

enum Sort {
    Text(String),
    Unknown,
}

/// Writers put `¤` or a private code where they only know the glyph's number.
fn sort(character: char) -> Sort {
    match character {
        '¤' | '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => Sort::Unknown,
        character => Sort::Text(fold(character.encode_utf8(&mut [0; 4]))),
    }
}

/// The distances of `DeltaX`: numbers, and `g 3 2.5` for three times 2.5. Never more than there are characters.
fn distances(value: &str, characters: usize) -> Vec<f64> {
    let most = characters.min(MAX_DELTAS);
    let mut distances = Vec::with_capacity(most);
    let mut words = value.split_whitespace();
    while let Some(word) = words.next() {
        if distances.len() >= most {
            break;
        }
        if word.eq_ignore_ascii_case("g") {
            let count = words.next().and_then(|count| count.parse::<usize>().ok()).unwrap_or(0);
            let distance = words.next().and_then(number).unwrap_or(0.0);
            distances.extend(std::iter::repeat_n(distance, count.min(most - distances.len())));
        } else {
            distances.push(number(word).unwrap_or(0.0));
        }
    }
    distances
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn distances_are_numbers_and_groups() {
        assert_eq!(distances("g 2 5.5 3", 9), [5.5, 5.5, 3.0]);
        assert_eq!(distances("g 4000000000 1", 3), [1.0; 3]);
        assert_eq!(distances("1 x g", 9), [1.0, 0.0]);
    }

    proptest! {
        #[test]
        fn never_more_distances_than_characters(value in "[g0-9 .-]{0,60}", characters in 0_usize..50) {
            prop_assert!(distances(&value, characters).len() <= characters);
        }
    }
}
