//! Whether light print could be seen at the lower edge of a photo.
//!
//! Enters: a photo. Leaves: no, where much of the lower edge is white and patterned, or is strokes as bright as those of print, as straw,
//! gravel or leaves in the sun are. Why: apps print in white or yellow; before an even white wall its shadow is found, among bright blades
//! no line of it was (three watermarks on such
//! ground were called absent before this check), and what could not be seen is not absent.

use super::light_print::{self, Ink, brightness};
use crate::Pixels;

/// Longer side, in pixels, at which is looked: that of the closest look for print.
const SIDE: u32 = 1280;
/// Side of a cell, in pixels: half a line of print.
const CELL: usize = 16;
/// Brightness (of 255) of what is as white as print: cameras leave overexposed surfaces at 235 and more.
const WHITE: u8 = 235;
/// A cell with less white is of something dark, one with more of an even surface.
const PATTERNED: std::ops::Range<f64> = 0.2..0.95;
/// How much of the edge is white, and how many of its cells are patterned. The first one's ground has 0.53 and 0.73; less is asked, for
/// one picture says little of where print is lost: of 177 overexposed ones without a watermark (eight seeds) ten have as much of both.
const LEAST_WHITE: f64 = 0.4;
const LEAST_PATTERNED: f64 = 0.5;
/// Least light (of 255) that a stroke as bright as one of print has more than what lies behind it, and which part of a cell such strokes fill, as those of print
/// do. Where half of the cells hold them a line of print is one among many: the other two stand among 0.66 and 0.82; of
/// 300 generated photos without a watermark two have more than half.
const BRIGHT: u8 = 40;
const FILLED: f64 = 0.25;
const LEAST_FILLED: f64 = 0.5;

/// Whether the lower part of a photo, of this share of its height, is a ground on which light print is not seen.
pub(super) fn is_dazzling(photo: &Pixels, share: f64) -> bool {
    let edge = photo.at_most(SIDE).part([0.0, 1.0 - share, 1.0, share]);
    let width = edge.width as usize;
    let white = cells(width, edge.rgb.chunks_exact(3).map(|rgb| brightness(rgb) >= WHITE));
    let strokes = light_print::strokes(&edge, Ink::Light);
    let strokes = cells(width, strokes.into_iter().map(|stroke| stroke >= BRIGHT));
    let count = white.len().max(1) as f64;
    let patterned = white.iter().filter(|white| PATTERNED.contains(white)).count() as f64;
    let filled = strokes.iter().filter(|strokes| **strokes >= FILLED).count() as f64;
    let is_patterned = white.iter().sum::<f64>() >= LEAST_WHITE * count && patterned >= LEAST_PATTERNED * count;
    is_patterned || filled >= LEAST_FILLED * count
}

/// How much of each cell is marked.
fn cells(width: usize, marks: impl Iterator<Item = bool>) -> Vec<f64> {
    let width = width.max(1);
    let marks: Vec<bool> = marks.collect();
    let rows: Vec<&[bool]> = marks.chunks_exact(width).collect();
    let share_of = |rows: &[&[bool]], from: usize| {
        let marked = rows.iter().flat_map(|row| &row[from..from + CELL]).filter(|mark| **mark).count();
        marked as f64 / (CELL * CELL) as f64
    };
    let of_row = |rows: &[&[bool]]| (0..width / CELL).map(|at| share_of(rows, at * CELL)).collect::<Vec<f64>>();
    rows.chunks_exact(CELL).flat_map(of_row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A photo whose lower part shows blades of a brightness, so many pixels wide of 16, on something darker.
    fn straw(wide: u32, bright: u8) -> Pixels {
        let mut photo = Pixels::filled(640, 480, [120; 3]);
        for (y, x) in (380..480).flat_map(|y| (0..640).map(move |x| (y, x))) {
            if (x + y / 3) % 16 < wide {
                photo.rgb[((y * 640 + x) * 3) as usize..][..3].fill(bright);
            }
        }
        photo
    }

    #[test]
    fn blades_as_bright_as_print_dazzle_and_dull_ones_do_not() {
        assert!(is_dazzling(&straw(6, 200), 0.2));
        assert!(!is_dazzling(&straw(6, 150), 0.2), "print stands out from them");
        assert!(!is_dazzling(&straw(14, 200), 0.2), "wider than strokes of print");
    }

    #[test]
    fn white_blades_dazzle_and_a_white_wall_does_not() {
        assert!(is_dazzling(&straw(8, 250), 0.2) && is_dazzling(&straw(12, 250), 0.2));
        assert!(!is_dazzling(&straw(3, 250), 0.2), "mostly dark");
        assert!(!is_dazzling(&straw(16, 250), 0.2), "an even surface, on which the shadow of print is seen");
        assert!(!is_dazzling(&Pixels::filled(0, 0, [0; 3]), 0.2) && !is_dazzling(&Pixels::filled(8, 3, [255; 3]), 0.2));
    }
}
