//! Glyphs to lines.
//!
//! Enters: the visible glyphs of one page, in drawing order. Leaves: lines as a reader sees them, top-down, then from the
//! left, with spaces where a gap is seen. Order of drawing means nothing in a PDF, so only places count.

use super::device::GlyphMark;
use crate::layout::{Line, Part, Place, Source};

/// Baselines within this part of the smaller type size are one line: below the offset of an index (0.33 em).
const SAME_BASELINE: f64 = 0.3;
/// Open lines looked at for a glyph; neighbours overlap by less.
const OPEN_LINES: usize = 6;
/// A gap that is a space: in Latin text, and next to an ideograph, where justified text is spaced by up to half an em.
const LATIN_GAP: f64 = 0.2;
const WIDE_GAP: f64 = 0.5;
/// The same glyph again within this part of an em is drawn twice for boldness.
const DOUBLE_STRIKE: f64 = 0.15;
/// Ascent of common fonts as a part of the em.
const ASCENT: f64 = 0.88;
/// Difference of the margins of a centred line, as a part of the page width.
const CENTRED: f64 = 0.05;

/// Glyph with its place along (`u`) and across (`v`) its writing direction.
struct Placed<'a> {
    glyph: &'a GlyphMark,
    u: f64,
    v: f64,
}

struct Open<'a> {
    v: f64,
    size: f64,
    glyphs: Vec<Placed<'a>>,
}

/// The lines of one page (1-based `page`) of this size in points.
pub(crate) fn assemble(glyphs: &[GlyphMark], page: u32, width: f64, height: f64, unit: f64) -> Vec<Line> {
    let mut directions: Vec<(i32, Vec<Placed<'_>>)> = Vec::new();
    for glyph in glyphs {
        // A degree of play keeps skewed pages in one group.
        let angle = glyph.direction.y.atan2(glyph.direction.x).to_degrees().round();
        let (sin, cos) = if angle == 0.0 { (0.0, 1.0) } else { angle.to_radians().sin_cos() };
        let (x, y) = (glyph.origin.x, glyph.origin.y);
        let placed = Placed { glyph, u: x * cos + y * sin, v: y * cos - x * sin };
        let key = angle as i32;
        match directions.iter_mut().find(|(a, _)| *a == key) {
            Some((_, group)) => group.push(placed),
            None => directions.push((key, vec![placed])),
        }
    }
    let mut lines: Vec<Line> = directions
        .into_iter()
        .flat_map(|(_, group)| by_baseline(group))
        .filter_map(|open| finish(open, page, width, height, unit))
        .collect();
    let place = |line: &Line| line.place.unwrap_or_default();
    lines.sort_by(|a, b| place(a).top.total_cmp(&place(b).top).then_with(|| place(a).left.total_cmp(&place(b).left)));
    lines
}

fn by_baseline(mut group: Vec<Placed<'_>>) -> Vec<Open<'_>> {
    group.sort_by(|a, b| a.v.total_cmp(&b.v).then_with(|| a.u.total_cmp(&b.u)));
    let mut lines: Vec<Open<'_>> = Vec::new();
    for placed in group {
        let size = placed.glyph.size;
        let fits = |line: &&mut Open<'_>| (placed.v - line.v).abs() <= SAME_BASELINE * size.min(line.size);
        match lines.iter_mut().rev().take(OPEN_LINES).find(fits) {
            Some(line) => {
                line.size = line.size.max(size);
                line.glyphs.push(placed);
            }
            None => lines.push(Open { v: placed.v, size, glyphs: vec![placed] }),
        }
    }
    lines
}

fn finish(mut open: Open<'_>, page: u32, width: f64, height: f64, unit: f64) -> Option<Line> {
    open.glyphs.sort_by(|a, b| a.u.total_cmp(&b.u));
    let mut text = String::new();
    let mut previous: Option<&Placed<'_>> = None;
    let (mut ink, mut red, mut size) = (0_u32, 0_u32, 0.0_f64);
    let mut place = Place { top: f64::MAX, left: f64::MAX, right: f64::MIN };
    for placed in &open.glyphs {
        let glyph = placed.glyph;
        if let Some(before) = previous {
            let em = glyph.size.min(before.glyph.size);
            if before.glyph.text == glyph.text && placed.u - before.u < DOUBLE_STRIKE * em {
                continue;
            }
            let wide = is_wide(&before.glyph.text) || is_wide(&glyph.text);
            let gap = placed.u - (before.u + before.glyph.reach);
            if gap > em * if wide { WIDE_GAP } else { LATIN_GAP } && !text.ends_with(' ') {
                text.push(' ');
            }
        }
        if glyph.text == " " && text.ends_with(' ') {
            // Runs of blanks say no more than one.
        } else {
            text.push_str(&glyph.text);
        }
        if !glyph.text.trim().is_empty() {
            ink += 1;
            red += u32::from(glyph.red);
            size = size.max(glyph.size);
            extend(&mut place, glyph);
        }
        previous = Some(placed);
    }
    let text = text.trim().to_owned();
    if text.is_empty() {
        return None;
    }
    let place = Place { top: place.top / height, left: place.left / width, right: place.right / width };
    Some(Line {
        source: Source::File,
        text,
        page: Some(page),
        place: Some(place),
        size_pt: size * unit,
        red: red * 2 > ink,
        part: Part::Body,
        centred: (place.left - (1.0 - place.right)).abs() <= CENTRED,
    })
}

fn extend(place: &mut Place, glyph: &GlyphMark) {
    let end = glyph.origin + glyph.direction * glyph.advance;
    let ascent = if glyph.vertical { 0.0 } else { ASCENT * glyph.size };
    place.top = place.top.min(glyph.origin.y.min(end.y) - ascent);
    place.left = place.left.min(glyph.origin.x.min(end.x));
    place.right = place.right.max(glyph.origin.x.max(end.x));
}

/// Ideographs, kana and full-width forms: text that is set without spaces.
fn is_wide(text: &str) -> bool {
    text.chars().next().is_some_and(|c| matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}'))
}
