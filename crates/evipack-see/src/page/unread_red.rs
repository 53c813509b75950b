//! Red ink in the head of a page that nobody read.
//!
//! Enters: the redness of a page, how far down a mark may stand, and the places of what was read or found in red. Leaves:
//! the place where a mark may be left. Why: the finder of lines misses one mark of a hundred; at its place it can be read, and a
//! header that is there must not be called absent.

use super::UnreadRed;
use crate::ink::Redness;
use evipack_core::facts::Region;

/// Redness of a mark's ink, and of the faintest: tinted paper and the noise of a JPEG stay below.
pub(super) const MARK_RED: u8 = 60;
const FAINT_RED: u8 = 25;
/// How wide it is at least (short marks are spread over 60 mm and more), how much of that width a row
/// of its strokes covers, and how high it is (7 mm of 297).
const MARK_SPAN: f64 = 0.28;
const MARK_THINNEST: f64 = 0.08;
const MARK_DENSEST: f64 = 0.75;
const MARK_HIGH: f64 = 0.018;
/// Rows without a wide stroke inside of a line of type (between the bars of 三), as a fraction of the page; lines lie farther apart.
const MARK_GAP: f64 = 0.012;
/// What the finder leaves around a line, in heights of its strokes.
const MARGIN: f64 = 0.15;

/// What a band of the page above `low`, a fraction of its height, bears of red ink outside of `known`.
pub(super) fn left(red: &Redness, low: f64, known: &[Region]) -> UnreadRed {
    let has = |least| band(red, least, low, known).is_some();
    match (has(MARK_RED), has(FAINT_RED)) {
        (true, _) => UnreadRed::Clear,
        (false, true) => UnreadRed::Faint,
        (false, false) => UnreadRed::Nothing,
    }
}

/// The band of the page above `low`, a fraction of its height, that bears ink at least `least` red and as wide as a mark, outside of
/// `known`.
pub(super) fn band(red: &Redness, least: u8, low: f64, known: &[Region]) -> Option<Region> {
    let (width, height) = (red.width() as f64, red.height() as f64);
    let inside = |x: f64, y: f64, [left, top, wide, high]: &Region| {
        (*left..=left + wide).contains(&x) && (*top..=top + high).contains(&y)
    };
    let columns = |y: f64| {
        let row = red.row((y * height) as usize);
        let unread = move |x: &usize| {
            let at = *x as f64 / width;
            row[*x] >= least && !known.iter().any(|region| inside(at, y, region))
        };
        (0..row.len()).filter(unread).collect::<Vec<usize>>()
    };
    let rows = (low * height) as usize;
    // A line of type crosses many rows, each with strokes spread over its width; a rule crosses few.
    let spread = |y: usize| {
        let inked = columns(y as f64 / height);
        let (begin, end) = (*inked.first()?, *inked.last()?);
        let span = (end - begin) as f64;
        let is_type = span >= MARK_SPAN * width
            && inked.len() as f64 <= MARK_DENSEST * span
            && inked.len() as f64 >= MARK_THINNEST * span;
        is_type.then_some((y, begin, end))
    };
    let rows: Vec<(usize, usize, usize)> = (0..rows).filter_map(spread).collect();
    if (rows.len() as f64) < MARK_HIGH * height {
        return None;
    }
    let left = rows.iter().map(|row| row.1).min()? as f64;
    let right = rows.iter().map(|row| row.2 + 1).max()? as f64;
    let (top, below) = highest(&rows.iter().map(|row| row.0).collect::<Vec<_>>(), MARK_GAP * height)?;
    // As the finder does it: with a margin around the strokes.
    let margin = MARGIN * (below - top);
    let [left, right] = [left - margin, right + margin].map(|x| (x / width).clamp(0.0, 1.0));
    let [top, below] = [top - margin, below + margin].map(|y| (y / height).clamp(0.0, 1.0));
    Some([left, top, right - left, below - top])
}

/// The first and the last of neighbouring rows, of the highest group of them. Strokes leave gaps of up to `gap` rows.
fn highest(rows: &[usize], gap: f64) -> Option<(f64, f64)> {
    let groups = rows.chunk_by(|row, next| (next - row) as f64 <= gap);
    let ends = groups.filter_map(|group| Some((*group.first()? as f64, *group.last()? as f64 + 1.0)));
    ends.max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
}
