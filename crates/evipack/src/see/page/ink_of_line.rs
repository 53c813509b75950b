//! Whether a line of text is written in red.
//!
//! Enters: the place of a line, the redness of the page and the page with white paper. Leaves: yes where most of the line's ink
//! is red. A black line under a red seal, or with red underlining, is black.

use crate::facts::Region;
use crate::see::Pixels;
use crate::see::ink::Redness;

/// Redness (of 255) from which ink counts as red: faint red ink has 20 and more, the fringes that JPEG gives to black
/// letters less.
const RED: u8 = 34;
/// Ink is darker than this in its darkest channel, on paper of 255.
const INK: u8 = 150;
/// Share of a line's ink that is red in a red line.
const MOSTLY: f64 = 0.6;
/// Fewer ink pixels than this say nothing.
const FEWEST: u32 = 12;

/// Whether most ink in the region is red.
pub(super) fn is_red([x, y, width, height]: Region, red: &Redness, page: &Pixels) -> bool {
    let span = |from: f64, length: f64, whole: u32| {
        let start = (from * f64::from(whole)).floor().max(0.0) as u32;
        start..((from + length) * f64::from(whole)).ceil().clamp(0.0, f64::from(whole)) as u32
    };
    let (mut ink, mut reds) = (0u32, 0u32);
    for row in span(y, height, page.height) {
        let redness = red.row(row as usize);
        for column in span(x, width, page.width) {
            let colour = page.at(column, row);
            let is_red = redness.get(column as usize).is_some_and(|value| *value >= RED);
            let is_ink = colour.iter().min().is_some_and(|least| *least < INK);
            ink += u32::from(is_ink || is_red);
            reds += u32::from(is_red);
        }
    }
    ink >= FEWEST && f64::from(reds) >= MOSTLY * f64::from(ink)
}
