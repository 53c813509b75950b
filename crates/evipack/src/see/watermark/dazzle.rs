//! Whether white print could be seen at the lower edge of a photo.
//!
//! Enters: a photo. Leaves: no, where much of the lower edge is white and patterned, as overexposed straw, gravel or leaves are. Why: apps
//! print in white; before an even white wall its shadow is found, among white blades no line of it was (a watermark of 400 on seed
//! 18000000 stood on such ground and was called absent), and what could not be seen is not absent.

use super::light_print::brightness;
use crate::see::Pixels;

/// Longer side, in pixels, at which is looked: that of the closest look for print.
const SIDE: u32 = 1280;
/// Side of a cell, in pixels: half a line of print.
const CELL: usize = 16;
/// Brightness (of 255) of what is as white as print: cameras leave overexposed surfaces at 235 and more.
const WHITE: u8 = 235;
/// A cell with less white is of something dark, one with more of an even surface.
const PATTERNED: std::ops::Range<f64> = 0.2..0.95;
/// How much of the edge is white, and how many of its cells are patterned. That watermark's ground has 0.53 and 0.73; less is asked, for
/// one picture says little of where print is lost: of 177 overexposed ones without a watermark (eight seeds) ten have as much of both.
const LEAST_WHITE: f64 = 0.4;
const LEAST_PATTERNED: f64 = 0.5;

/// Whether the lower part of a photo, of this share of its height, is a ground on which white print is not seen.
pub(super) fn is_dazzling(photo: &Pixels, share: f64) -> bool {
    let edge = photo.at_most(SIDE).part([0.0, 1.0 - share, 1.0, share]);
    let width = edge.width.max(1) as usize;
    let is_white: Vec<bool> = edge.rgb.chunks_exact(3).map(|rgb| brightness(rgb) >= WHITE).collect();
    let rows: Vec<&[bool]> = is_white.chunks_exact(width).collect();
    let share_of = |rows: &[&[bool]], from: usize| {
        let white = rows.iter().flat_map(|row| &row[from..from + CELL]).filter(|white| **white).count();
        white as f64 / (CELL * CELL) as f64
    };
    let of_row = |rows: &[&[bool]]| (0..width / CELL).map(|at| share_of(rows, at * CELL)).collect::<Vec<f64>>();
    let cells: Vec<f64> = rows.chunks_exact(CELL).flat_map(of_row).collect();
    let count = cells.len().max(1) as f64;
    let patterned = cells.iter().filter(|white| PATTERNED.contains(white)).count() as f64;
    cells.iter().sum::<f64>() >= LEAST_WHITE * count && patterned >= LEAST_PATTERNED * count
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A photo whose lower part shows white blades, so many pixels wide of 16, on something darker.
    fn straw(white: u32) -> Pixels {
        let mut photo = Pixels::filled(640, 480, [120; 3]);
        for (y, x) in (380..480).flat_map(|y| (0..640).map(move |x| (y, x))) {
            if (x + y / 3) % 16 < white {
                photo.rgb[((y * 640 + x) * 3) as usize..][..3].fill(250);
            }
        }
        photo
    }

    #[test]
    fn white_blades_dazzle_and_a_white_wall_does_not() {
        assert!(is_dazzling(&straw(8), 0.2) && is_dazzling(&straw(12), 0.2));
        assert!(!is_dazzling(&straw(4), 0.2), "mostly dark");
        assert!(!is_dazzling(&straw(16), 0.2), "an even surface, on which the shadow of print is seen");
        assert!(!is_dazzling(&Pixels::filled(0, 0, [0; 3]), 0.2) && !is_dazzling(&Pixels::filled(8, 3, [255; 3]), 0.2));
    }
}
