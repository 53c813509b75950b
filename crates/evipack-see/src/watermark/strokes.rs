//! Where in a picture print could stand at all.
//!
//! Enters: a part of a photo at the scale of the search. Leaves: boxes around everything that could be letters, as few
//! pixels as a few boxes can hold. Letters are strokes side by side: along a row the brightness jumps up and down and up again
//! within a few pixels. Sky, walls and roads do not, and need not be searched, which is what finding lines costs by the pixel.
//! The limits lie far below what can be read: noise and leaves are searched in vain, print is never left out.

use crate::Pixels;
use evipack_core::facts::Region;

/// The network halves its input five times: it looks at multiples of this, in pixels.
const STEP: u32 = 32;
/// A cell, in pixels, and the margin around what is marked: lines of print are as high, and the network needs to see where they
/// end.
const CELL: u32 = 16;
/// Rows of a cell that must show strokes: a line of the least legible height has nine.
const ROWS: u32 = 2;
/// A jump between neighbours in any channel (0 to 255). Print that differs from what lies behind it by 40 still jumps by 14
/// or more where a stroke is one blurred pixel wide.
pub(super) const JUMP: i16 = 14;
/// Jumps to and fro within so many cells beside each other: of a single digit there are two, of two digits four.
const STROKES: u32 = 3;
const BESIDE: usize = 4;
/// Empty cells that part two boxes, across and down: a gap within a line of print is less than four cells, and below one another
/// the margins would meet.
const GAPS: [usize; 2] = [8, 3];

/// A box of cells: left, top, and the cells behind its right and low ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cells {
    left: usize,
    top: usize,
    right: usize,
    low: usize,
}

/// The boxes, as parts of the picture, with a margin. `threshold`: the least jump of a stroke, [`JUMP`] in a photo.
pub(super) fn regions(picture: &Pixels, threshold: i16) -> Vec<Region> {
    let columns = picture.width.div_ceil(CELL) as usize;
    let lines: Vec<Vec<bool>> =
        (0..picture.height.div_ceil(CELL)).map(|line| cells_with_strokes(picture, line, columns, threshold)).collect();
    let mut boxes = Vec::new();
    cut(&lines, Cells { left: 0, top: 0, right: columns, low: lines.len() }, &mut boxes);
    let region = |cells: Cells| {
        let (x, width) = with_margin(cells.left, cells.right, picture.width);
        let (y, height) = with_margin(cells.top, cells.low, picture.height);
        [x, y, width, height]
    };
    boxes.into_iter().map(region).collect()
}

/// Cuts along empty rows and columns of cells until nothing is left to be cut off or apart (an XY-cut).
fn cut(lines: &[Vec<bool>], Cells { left, top, right, low }: Cells, boxes: &mut Vec<Cells>) {
    let is_marked = |line: usize, column: usize| lines.get(line).and_then(|line| line.get(column)) == Some(&true);
    let [gap_across, gap_down] = GAPS;
    let rows = runs((top..low).map(|line| (left..right).any(|column| is_marked(line, column))), gap_down);
    for (first, end) in rows {
        let (above, below) = (top + first, top + end);
        let columns = runs((left..right).map(|column| (above..below).any(|line| is_marked(line, column))), gap_across);
        for (first, end) in columns {
            let part = Cells { left: left + first, top: above, right: left + end, low: below };
            if part == (Cells { left, top, right, low }) { boxes.push(part) } else { cut(lines, part, boxes) }
        }
    }
}

/// Where marks begin and end; runs with fewer than `gap` empty places between them are one.
fn runs(marks: impl Iterator<Item = bool>, gap: usize) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, _) in marks.enumerate().filter(|(_, mark)| *mark) {
        match runs.last_mut() {
            Some((_, end)) if at < *end + gap => *end = at + 1,
            _ => runs.push((at, at + 1)),
        }
    }
    runs
}

/// From where a box reaches and how far, as parts of a side of the picture: with its margin, and so long that the network
/// neither stretches nor squeezes it.
fn with_margin(first: usize, end: usize, side: u32) -> (f64, f64) {
    let pixels = |cell: usize| u32::try_from(cell).unwrap_or(u32::MAX).saturating_mul(CELL);
    let (from, to) = (pixels(first).saturating_sub(CELL), pixels(end).saturating_add(CELL).min(side));
    let length = (to.saturating_sub(from)).next_multiple_of(STEP);
    let to = from.saturating_add(length).min(side);
    let from = to.saturating_sub(length);
    let part = |length: u32| f64::from(length) / f64::from(side.max(1));
    (part(from), part(to - from))
}

/// Which cells of a line show strokes.
fn cells_with_strokes(picture: &Pixels, line: u32, columns: usize, threshold: i16) -> Vec<bool> {
    let mut rows = vec![0; columns];
    for y in line * CELL..((line + 1) * CELL).min(picture.height) {
        let strokes = strokes(picture, y, columns, threshold);
        let is_print = |from: usize| strokes.iter().skip(from).take(BESIDE).sum::<u32>() >= STROKES;
        for (column, rows) in rows.iter_mut().enumerate().filter(|(column, _)| strokes[*column] > 0) {
            *rows += u32::from((column.saturating_sub(BESIDE - 1)..=column).any(is_print));
        }
    }
    rows.into_iter().map(|rows| rows >= ROWS).collect()
}

/// How often a row jumps to and fro, by cell.
fn strokes(picture: &Pixels, y: u32, columns: usize, threshold: i16) -> Vec<u32> {
    let mut counts = vec![0; columns];
    let row = picture.width as usize * 3;
    let Some(row) = picture.rgb.get(y as usize * row..(y as usize + 1) * row) else { return counts };
    let mut last = 0;
    for (x, pair) in row.windows(6).step_by(3).enumerate() {
        let step = |channel: usize| i16::from(pair[channel + 3]) - i16::from(pair[channel]);
        let jump = (0..3).map(step).max_by_key(|step| step.abs()).unwrap_or(0);
        if jump.abs() >= threshold && jump.signum() != last {
            last = jump.signum();
            if let Some(count) = counts.get_mut(x / CELL as usize) {
                *count += 1;
            }
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Strokes two pixels wide, two apart.
    fn striped(picture: &mut Pixels, from: (u32, u32), to: (u32, u32), light: u8) {
        for y in from.1..to.1 {
            for x in (from.0..to.0).filter(|x| x % 4 < 2) {
                let at = ((y * picture.width + x) * 3) as usize;
                picture.rgb[at..at + 3].fill(light);
            }
        }
    }

    #[test]
    fn the_box_holds_the_strokes_and_little_else() {
        let mut picture = Pixels::filled(832, 256, [90; 3]);
        striped(&mut picture, (100, 200), (220, 212), 104);
        let regions = regions(&picture, JUMP);
        let [[x, y, width, height]] = regions[..] else { panic!("{regions:?}") };
        assert!(x <= 84.0 / 832.0 && x + width >= 236.0 / 832.0, "{x} {width}");
        assert!(y <= 184.0 / 256.0 && y + height >= 228.0 / 256.0, "{y} {height}");
        assert!(width * height < 0.06);
        for length in [width * 832.0, height * 256.0] {
            assert!((length / f64::from(STEP)).fract() < 1e-9, "{length} would be stretched or squeezed");
        }
    }

    #[test]
    fn a_sky_and_the_edge_of_a_wall_hold_no_print() {
        let mut picture = Pixels::filled(400, 300, [200, 210, 230]);
        for (at, byte) in picture.rgb.iter_mut().enumerate() {
            *byte = byte.saturating_sub((at / 1200 / 4) as u8);
        }
        for row in picture.rgb.chunks_exact_mut(1200) {
            row[..600].fill(20);
        }
        assert!(regions(&picture, JUMP).is_empty());
    }

    #[test]
    fn what_lies_apart_is_boxed_apart() {
        let mut picture = Pixels::filled(832, 512, [90; 3]);
        striped(&mut picture, (0, 400), (200, 420), 200);
        striped(&mut picture, (250, 440), (330, 452), 200);
        striped(&mut picture, (600, 20), (700, 40), 200);
        let found = regions(&picture, JUMP);
        assert_eq!(found.len(), 2, "the upper one, and the two lower ones that are near: {found:?}");
        assert!(found.iter().map(|[_, _, width, height]| width * height).sum::<f64>() < 0.25);
    }

    proptest! {
        #[test]
        fn any_picture_is_survived(width in 0u32..70, height in 0u32..70, bytes: Vec<u8>) {
            let mut picture = Pixels::filled(width, height, [0; 3]);
            picture.rgb.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
            for [x, y, w, h] in regions(&picture, JUMP) {
                prop_assert!(x >= 0.0 && y >= 0.0 && w > 0.0 && h > 0.0 && x + w <= 1.0001 && y + h <= 1.0001);
            }
        }
    }
}
