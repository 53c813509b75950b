//! Whether a line of text is written in red, and whether ink of another colour lies over it.
//!
//! Enters: the place of a line, the redness of the page and the page with white paper. Leaves: yes where most of the line's ink
//! is red. A black line under a red seal, or with red underlining, is black.

use crate::Pixels;
use crate::ink::Redness;
use evipack_core::facts::Region;
use std::ops::Range;

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
/// Difference between the strongest and the weakest channel of coloured ink; the fringes of black letters have less.
const COLOURED: u8 = 80;
/// Fewer ink pixels than this say nothing of a character: it is a blank with a speck.
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
fn span(from: f64, length: f64, whole: u32) -> Range<u32> {
    let start = (from * f64::from(whole)).floor().max(0.0) as u32;
    start..((from + length) * f64::from(whole)).ceil().clamp(0.0, f64::from(whole)) as u32
}

/// Whether most ink in the region is red, and the ground is not. Judged character by character: one red disc on a black line has
/// more ink than all its thin letters, and lies on few of them.
pub(super) fn is_red(region: Region, red: &Redness, page: &Pixels) -> bool {
    if is_on_red(region, red) {
        return false;
    }
    let [x, y, width, height] = region;
    let (columns, rows) = (span(x, width, page.width), span(y, height, page.height));
    let step = rows.len().max(1);
    let cells = columns.clone().step_by(step).map(|from| from..(from + step as u32).min(columns.end));
    let inks = cells.map(|columns| Ink::of(columns, rows.clone(), red, page));
    let written: Vec<Ink> = inks.filter(|ink| ink.all >= FEWEST).collect();
    let reds = written.iter().filter(|ink| ink.is_red()).count();
    reds * 2 > written.len()
}

/// Whether ink that is neither red nor black lies over a line: a coloured logo, a pen. Taking the red off does not take it off, and it
/// makes another sign of a printed one.
pub(super) fn is_under_colour(region: Region, red: &Redness, page: &Pixels) -> bool {
    let [x, y, width, height] = region;
    let columns = span(x, width, page.width);
    let is_coloured = |(column, row): (u32, u32)| {
        let colour = page.at(column, row);
        let (most, least) = (colour.iter().max(), colour.iter().min());
        let how_red = red.row(row as usize).get(column as usize).copied().unwrap_or(0);
        how_red < HARDLY_RED && most.zip(least).is_some_and(|(most, least)| most - least >= COLOURED)
    };
    let pixels = span(y, height, page.height).flat_map(|row| columns.clone().map(move |column| (column, row)));
    pixels.filter(|&pixel| is_coloured(pixel)).count() >= FEWEST as usize
}

/// The ink of a character, in pixels.
struct Ink {
    all: u32,
    red: u32,
    black: u32,
}

impl Ink {
    fn of(columns: Range<u32>, rows: Range<u32>, red: &Redness, page: &Pixels) -> Self {
        let mut ink = Self { all: 0, red: 0, black: 0 };
        for row in rows {
            let redness = red.row(row as usize);
            for column in columns.clone() {
                let colour = page.at(column, row);
                let how_red = redness.get(column as usize).copied().unwrap_or(0);
                let is_red = how_red >= RED;
                let is_ink = colour.iter().min().is_some_and(|least| *least < INK);
                ink.all += u32::from(is_ink || is_red);
                ink.red += u32::from(is_red);
                let is_black = how_red < HARDLY_RED && colour.iter().max().is_some_and(|most| *most < BLACK);
                ink.black += u32::from(is_black);
            }
        }
        ink
    }

    fn is_red(&self) -> bool {
        let all = f64::from(self.all);
        f64::from(self.red) >= MOSTLY * all && f64::from(self.black) < BLACK_SHARE * all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ink::redness;

    #[test]
    fn a_red_disc_on_a_black_line_does_not_make_it_red() {
        let mut page = Pixels::filled(600, 100, [255; 3]);
        let mut paint = |columns: Range<u32>, rows: Range<u32>, colour: [u8; 3]| {
            for (x, y) in rows.flat_map(|y| columns.clone().map(move |x| (x, y))) {
                page.rgb[((y * 600 + x) * 3) as usize..][..3].copy_from_slice(&colour);
            }
        };
        for character in 0..20 {
            paint(30 + character * 25..34 + character * 25, 42..58, [60; 3]);
        }
        paint(300..360, 30..70, [200, 20, 20]);
        let line = [0.04, 0.36, 0.9, 0.28];
        assert!(!is_red(line, &redness(&page), &page));
        let of_the_disc = [0.5, 0.36, 0.1, 0.28];
        assert!(!is_red(of_the_disc, &redness(&page), &page), "a ground, not a line");
    }

    #[test]
    fn a_green_ring_lies_over_a_line_and_a_red_one_does_not_count() {
        let under = |colour: [u8; 3]| {
            let mut page = Pixels::filled(600, 100, [255; 3]);
            for (y, x) in (40..60).flat_map(|y| (300..303).map(move |x| (y, x))) {
                page.rgb[((y * 600 + x) * 3) as usize..][..3].copy_from_slice(&colour);
            }
            is_under_colour([0.04, 0.36, 0.9, 0.28], &redness(&page), &page)
        };
        assert!(under([20, 130, 80]) && under([40, 60, 160]));
        assert!(!under([200, 20, 20]) && !under([30, 30, 30]) && !under([70, 60, 90]));
    }
}
