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
/// Share of a line's ink that is red in a red line: the edges of its strokes are pale or brown.
const MOSTLY: f64 = 0.6;
/// Black ink is darker than this in its lightest channel and hardly red, and makes up this much of a black line's ink: a red
/// seal, stamp or sign over black text does not make it a red line.
const BLACK: u8 = 120;
const HARDLY_RED: u8 = 20;
const BLACK_SHARE: f64 = 0.15;
/// White letters on a red ground (a banner): so much of the strips along the upper and the lower edge of the line's box is
/// red, each of this part of its height. Around red letters these strips are paper.
const GROUND: f64 = 0.6;
const EDGE: f64 = 0.1;
/// Fewer ink pixels than this say nothing.
const FEWEST: u32 = 12;

/// Whether a region is a red ground, on which letters are white.
pub(super) fn is_on_red([x, y, width, height]: Region, red: &Redness) -> bool {
    let edge = EDGE * height;
    let is_red = |top: f64| {
        let (columns, rows) = (span(x, width, red.width() as u32), span(top, edge, red.height() as u32));
        let wide = columns.end.saturating_sub(columns.start) as usize;
        let high = rows.end.saturating_sub(rows.start) as usize;
        red.share_over(RED, (columns.start as usize, rows.start as usize, wide, high)) >= GROUND
    };
    is_red(y) && is_red(y + height - edge)
}

/// The pixels of a side that a part of it covers.
fn span(from: f64, length: f64, whole: u32) -> std::ops::Range<u32> {
    let start = (from * f64::from(whole)).floor().max(0.0) as u32;
    start..((from + length) * f64::from(whole)).ceil().clamp(0.0, f64::from(whole)) as u32
}

/// Whether most ink in the region is red, and the ground is not.
pub(super) fn is_red(region: Region, red: &Redness, page: &Pixels) -> bool {
    let [x, y, width, height] = region;
    if is_on_red(region, red) {
        return false;
    }
    let (mut ink, mut reds, mut blacks) = (0u32, 0u32, 0u32);
    for row in span(y, height, page.height) {
        let redness = red.row(row as usize);
        for column in span(x, width, page.width) {
            let colour = page.at(column, row);
            let how_red = redness.get(column as usize).copied().unwrap_or(0);
            let is_red = how_red >= RED;
            let is_ink = colour.iter().min().is_some_and(|least| *least < INK);
            ink += u32::from(is_ink || is_red);
            reds += u32::from(is_red);
            blacks += u32::from(how_red < HARDLY_RED && colour.iter().max().is_some_and(|most| *most < BLACK));
        }
    }
    let whole = f64::from(ink);
    ink >= FEWEST && f64::from(reds) >= MOSTLY * whole && f64::from(blacks) < BLACK_SHARE * whole
}
