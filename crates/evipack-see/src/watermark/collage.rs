//! Several photos in one picture.
//!
//! Enters: upright pixels. Leaves: the cells of a grid, or the whole. Cells are told by seams: straight lines through the
//! whole picture, either a gutter of one colour or a jump of colour along nearly the whole length at an even division.

use crate::Pixels;
use evipack_core::facts::Region;

/// Longer side at which seams are looked for: a gutter of 6 pixels in 1900 is still two wide, and one of them is all gutter. Of three
/// photos in a row, 2400 pixels wide, it would be one and a half: there the shorter side counts, as far as the longer one is no more than
/// that of three photos.
const SIDE: u32 = 640;
const SHORTER: u32 = 360;
const THREE: u32 = 3 * SIDE;
/// A gutter's pixels differ from its colour by at most this in each channel (JPEG noise).
const PLAIN: u8 = 14;
/// The same for a gutter that is neither white nor black: a joint between bricks far out of focus differs by 11.
const PLAIN_IN_COLOUR: u8 = 7;
const WHITE: u8 = 225;
const BLACK: u8 = 30;
/// How many of its pixels may differ more.
const STAINS: f64 = 0.01;
/// Part of a gutter's length along which the photo beside it has another colour.
const FRAMED: f64 = 0.5;
/// Part of a seam's length along which the colour jumps.
const JUMPING: f64 = 0.82;
/// How far beside a seam the photos are compared (a joint of a wall seen from near is up to a dozen lines wide), and the part of its
/// length along which they differ there.
const BESIDE: u32 = 16;
const ACROSS: f64 = 0.6;
/// How far beside a gutter a photo is looked at, as a part of the side.
const RIM: u32 = 320;
/// A jump of colour between neighbours, summed over the channels.
const JUMP: u32 = 30;
/// Where photos meet without a gutter, and how far from it, in parts of the side.
const DIVISIONS: [f64; 3] = [1.0 / 2.0, 1.0 / 3.0, 2.0 / 3.0];
const TOLERANCE: f64 = 0.004;
/// A cell is at least this part of the side; anything less is a border.
const SMALLEST_CELL: f64 = 0.18;
/// Gutters are at most this part of the side; anything more is a picture's plain area.
const WIDEST_GUTTER: f64 = 0.06;

/// The photos of a picture, row by row; one region, the whole, where it is one photo.
pub(super) fn cells(picture: &Pixels) -> Vec<Region> {
    let whole = vec![[0.0, 0.0, 1.0, 1.0]];
    if picture.width < 2 || picture.height < 2 {
        return whole;
    }
    let [long, short] = [picture.long_side(), picture.width.min(picture.height)].map(f64::from);
    let of_three = (f64::from(SHORTER) / short).min(f64::from(THREE) / long);
    let scale = (f64::from(SIDE) / long).max(of_three).min(1.0);
    let smaller = |length: u32| (f64::from(length) * scale).round() as u32;
    let small = picture.resized(smaller(picture.width), smaller(picture.height));
    let columns = spans(&Lines { picture: &small, is_upright: true });
    let rows = spans(&Lines { picture: &small, is_upright: false });
    if columns.len() * rows.len() < 2 {
        return whole;
    }
    rows.iter().flat_map(|(y, height)| columns.iter().map(|(x, width)| [*x, *y, *width, *height])).collect()
}

/// The lines of a picture in one direction.
struct Lines<'a> {
    picture: &'a Pixels,
    is_upright: bool,
}

impl Lines<'_> {
    fn count(&self) -> u32 {
        if self.is_upright { self.picture.width } else { self.picture.height }
    }

    fn length(&self) -> u32 {
        if self.is_upright { self.picture.height } else { self.picture.width }
    }

    fn at(&self, line: u32, along: u32) -> [u8; 3] {
        if self.is_upright { self.picture.at(line, along) } else { self.picture.at(along, line) }
    }

    /// Whether a line has one colour.
    fn is_plain(&self, line: u32) -> bool {
        let middle = self.at(line, self.length() / 2);
        let is_bare = middle.iter().all(|value| *value >= WHITE) || middle.iter().all(|value| *value <= BLACK);
        let plain = if is_bare { PLAIN } else { PLAIN_IN_COLOUR };
        let differs = |along: &u32| {
            let colour = self.at(line, *along);
            (0..3).any(|channel| colour[channel].abs_diff(middle[channel]) > plain)
        };
        let stains = (0..self.length()).filter(differs).count();
        stains as f64 <= STAINS * f64::from(self.length())
    }

    /// Whether a plain strip ends in another colour on both sides: a sky fades, a gutter stops.
    fn is_framed(&self, (from, to): (u32, u32)) -> bool {
        // Further than its neighbour: the line between was blended when the picture was made smaller, and photos are bright at their rim.
        let aside = (self.count() / RIM).max(2);
        let differs = |line: u32| {
            let differ = |along: &u32| {
                let (a, b) = (self.at(line, *along), self.at(from, *along));
                (0..3).any(|channel| a[channel].abs_diff(b[channel]) > PLAIN)
            };
            (0..self.length()).filter(differ).count() as f64 >= FRAMED * f64::from(self.length())
        };
        from >= aside && differs(from - aside) && differs(to + aside - 1)
    }

    /// Whether two plain strips have one colour, and one width but for the line at either side that was blended.
    fn are_alike(&self, a: (u32, u32), b: (u32, u32)) -> bool {
        let [one, other] = [a, b].map(|(from, _)| self.at(from, self.length() / 2));
        (a.1 - a.0).abs_diff(b.1 - b.0) <= 2 && (0..3).all(|channel| one[channel].abs_diff(other[channel]) <= PLAIN)
    }

    /// Whether the colour jumps between a line and the next but one along nearly the whole length, and nowhere beside it, and is
    /// another one farther on, too: a joint between bricks has the same on both sides.
    fn is_seam(&self, line: u32) -> bool {
        let differing = |line: u32, other: u32| {
            let jumps = |along: &u32| {
                let (a, b) = (self.at(line, *along), self.at(other, *along));
                (0..3).map(|channel| u32::from(a[channel].abs_diff(b[channel]))).sum::<u32>() > JUMP
            };
            (0..self.length()).filter(jumps).count() as f64 / f64::from(self.length())
        };
        let jumping = |line: u32| differing(line, line + 2);
        line >= BESIDE
            && line + 2 + BESIDE < self.count()
            && jumping(line) >= JUMPING
            && jumping(line - 5) < JUMPING / 2.0
            && jumping(line + 5) < JUMPING / 2.0
            && differing(line - BESIDE, line + 2 + BESIDE) >= ACROSS
    }
}

/// The cells along one direction: start and length as parts of the side.
fn spans(lines: &Lines) -> Vec<(f64, f64)> {
    let count = f64::from(lines.count());
    // The beginning and end of each gutter, borders left out.
    let mut gutters: Vec<(u32, u32)> = Vec::new();
    for line in (0..lines.count()).filter(|&line| lines.is_plain(line)) {
        match gutters.last_mut() {
            Some((_, end)) if *end == line => *end = line + 1,
            _ => gutters.push((line, line + 1)),
        }
    }
    let is_border = |(from, to): &(u32, u32)| *from == 0 || *to == lines.count();
    // A photo may be as bright as the gutter beside it; where one is framed, others like it are gutters as well.
    let framed: Vec<(u32, u32)> =
        gutters.iter().filter(|gutter| !is_border(gutter) && lines.is_framed(**gutter)).copied().collect();
    let is_gutter =
        |gutter: &(u32, u32)| framed.contains(gutter) || framed.iter().any(|one| lines.are_alike(*one, *gutter));
    gutters.retain(|gutter| is_border(gutter) || is_gutter(gutter));
    let is_wide =
        gutters.iter().any(|gutter| !is_border(gutter) && f64::from(gutter.1 - gutter.0) > WIDEST_GUTTER * count);
    if is_wide {
        return vec![(0.0, 1.0)];
    }
    let mut cuts: Vec<(f64, f64)> =
        gutters.iter().filter(|gutter| !is_border(gutter)).map(|(a, b)| (f64::from(*a), f64::from(*b))).collect();
    if cuts.is_empty() {
        cuts = seams(lines).into_iter().map(|line| (line, line)).collect();
    }
    let mut start = gutters.first().filter(|gutter| gutter.0 == 0).map_or(0.0, |gutter| f64::from(gutter.1));
    let last = gutters.last().filter(|gutter| gutter.1 == lines.count()).map_or(count, |gutter| f64::from(gutter.0));
    let mut cells = Vec::new();
    for (from, to) in cuts.into_iter().chain([(last, count)]) {
        cells.push((start / count, (from - start) / count));
        start = to;
    }
    if cells.iter().any(|(_, length)| *length < SMALLEST_CELL) { vec![(0.0, 1.0)] } else { cells }
}

/// Seams without a gutter, at even divisions only: elsewhere a door frame or a horizon is likelier.
fn seams(lines: &Lines) -> Vec<f64> {
    let count = f64::from(lines.count());
    let near = |division: f64| {
        let (from, to) = ((division - TOLERANCE) * count, (division + TOLERANCE) * count);
        (from.floor() as u32 - 1..=to.ceil() as u32).find(|&line| lines.is_seam(line)).map(|line| f64::from(line) + 1.0)
    };
    match DIVISIONS.map(near) {
        [_, Some(first), Some(second)] => vec![first, second],
        [Some(middle), ..] => vec![middle],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of 640 × 480 whose brightness is told by column and row.
    fn drawn(brightness: impl Fn(u32, u32) -> u32) -> Pixels {
        drawn_in([640, 480], brightness)
    }

    fn drawn_in([width, height]: [u32; 2], brightness: impl Fn(u32, u32) -> u32) -> Pixels {
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Pixels { width, height, rgb: places.flat_map(|(x, y)| [brightness(x, y) as u8; 3]).collect() }
    }

    #[test]
    fn narrow_gutters_part_three_photos_in_a_row() {
        let photos = drawn_in([2424, 612], |x, y| match (x % 806, y % 606) {
            (0..6, _) | (_, 0..6) => 240,
            // The third is as bright as the gutter for the most part.
            (_, 1..400) if x > 1612 => 240,
            _ => (x / 70 + y / 50) % 2 * 220 + (x * 7 + y * 13) % 30,
        });
        assert_eq!(cells(&photos).len(), 3);
    }

    #[test]
    fn two_photos_meet_in_a_seam_and_bricks_in_a_joint() {
        // Neither side is of one colour, and the joint is rough: no gutter.
        let grain = |x: u32, y: u32| (x * 7 + y * 13) % 9;
        let photos = drawn(|x, y| grain(x, y) + if x < 320 { 60 } else { 150 } + (y % 80).abs_diff(40));
        assert_eq!(cells(&photos).len(), 2);
        let bricks = drawn(|x, y| grain(x, y) + if (320..330).contains(&x) { 150 } else { 60 } + (y % 80).abs_diff(40));
        assert_eq!(cells(&bricks).len(), 1);
        // A joint seen from afar, as even as a gutter of JPEG, and one that was drawn in colour.
        let joint = |noise: u32| {
            drawn(move |x, y| match x {
                300..307 => 175 + (x * 7 + y * 13) % noise,
                _ => grain(x, y) + 60 + (y % 80).abs_diff(40),
            })
        };
        assert_eq!((cells(&joint(15)).len(), cells(&joint(5)).len()), (1, 2));
    }
}
