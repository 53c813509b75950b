//! Red ink in the head of a page that nobody read.
//!
//! Enters: the redness of a page, how far down a mark may stand, and the places of what was read or found in red. Leaves:
//! whether a mark may be left there. Why: the finder of lines misses one mark of a hundred, and a header that is there must not
//! be called absent.

use crate::facts::Region;
use crate::see::ink::Redness;

/// Redness of a mark's ink; how wide it is at least (short marks are spread over 60 mm and more), how much of that width a row
/// of its strokes covers, and how high it is (7 mm of 297).
const MARK_RED: u8 = 60;
const MARK_SPAN: f64 = 0.28;
const MARK_THINNEST: f64 = 0.08;
const MARK_DENSEST: f64 = 0.75;
const MARK_HIGH: f64 = 0.018;

/// Whether a band of the page above `low`, a fraction of its height, bears red ink as wide as a mark, outside of `known`.
pub(super) fn has_unread_red(red: &Redness, low: f64, known: &[Region]) -> bool {
    let (width, height) = (red.width() as f64, red.height() as f64);
    let inside = |x: f64, y: f64, [left, top, wide, high]: &Region| {
        (*left..=left + wide).contains(&x) && (*top..=top + high).contains(&y)
    };
    let columns = |y: f64| {
        let row = red.row((y * height) as usize);
        let unread = move |x: &usize| {
            let at = *x as f64 / width;
            row[*x] >= MARK_RED && !known.iter().any(|region| inside(at, y, region))
        };
        (0..row.len()).filter(unread).collect::<Vec<usize>>()
    };
    let rows = (low * height) as usize;
    // A line of type crosses many rows, each with strokes spread over its width; a rule crosses few.
    let spread = |y: &usize| {
        let inked = columns(*y as f64 / height);
        let span = inked.first().zip(inked.last()).map_or(0, |(first, last)| last - first);
        span as f64 >= MARK_SPAN * width
            && inked.len() as f64 <= MARK_DENSEST * span as f64
            && inked.len() as f64 >= MARK_THINNEST * span as f64
    };
    (0..rows).filter(spread).count() as f64 >= MARK_HIGH * height
}
