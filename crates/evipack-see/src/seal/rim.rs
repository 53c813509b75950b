//! What stands between the rim and the middle of a ring.
//!
//! Enters: the redness of a page and the box of a find. Leaves: whether anything red stands between its rim and its middle. Why:
//! there the seal of a body bears its name (国发〔1999〕25号: from left to right around the middle), and a ring that somebody drew
//! around a word bears nothing of its colour. The network is led by the ring.

use super::cells::Find;
use crate::ink::Redness;
use std::ops::RangeInclusive;

/// Where a name stands, in halves of the box: farther in is the star, farther out the rim.
const NAME: RangeInclusive<f64> = 0.5..=0.78;
/// Where the rim stands; a ring drawn by hand wanders.
const RIM: RangeInclusive<f64> = 0.8..=1.1;
/// Sectors that the ring is looked at in: a character of a name of eight covers two.
const SECTORS: usize = 24;
/// Redness of the faintest ink, as everywhere on a page, and the share of a sector that it covers at least.
const LEAST_RED: u8 = 14;
const LEAST_SHARE: f64 = 0.03;
/// So many inked sectors are no name: two of them are one character, or where a ring drawn by hand comes in from the rim. Of 130
/// seals of drawn pages (seed 12,000,000) none had fewer than 9, of rings drawn by hand none more than 3.
const BARE: usize = 4;
/// A fainter rim says nothing: the name, of thinner strokes, may have faded to less than the faintest ink.
const CLEAR_RIM: u8 = 4 * LEAST_RED;

/// Whether a ring has nothing red in it where a name stands, though its rim is clear.
pub(super) fn is_bare(red: &Redness, find: &Find) -> bool {
    let sectors = sectors(red, find);
    let mut rims = sectors.map(|sector| sector.rim);
    rims.sort_unstable();
    let inked = sectors.iter().filter(|sector| sector.is_inked()).count();
    rims[SECTORS / 2] >= CLEAR_RIM && inked <= BARE
}

/// One sector of a ring.
#[derive(Debug, Clone, Copy, Default)]
struct Sector {
    /// Pixels where a name stands, and those of them that are red.
    all: usize,
    inked: usize,
    /// The reddest pixel of the rim.
    rim: u8,
}

impl Sector {
    fn is_inked(&self) -> bool {
        self.inked > 0 && self.inked as f64 >= LEAST_SHARE * self.all as f64
    }
}

fn sectors(red: &Redness, find: &Find) -> [Sector; SECTORS] {
    let (middle_x, middle_y) = (f64::midpoint(find.left, find.right), f64::midpoint(find.top, find.bottom));
    let (half_width, half_height) = ((find.right - find.left) / 2.0, (find.bottom - find.top) / 2.0);
    let pixels = |middle: f64, half: f64, most: usize| {
        let reach = half * RIM.end();
        ((middle - reach).max(0.0) as usize)..((middle + reach).max(0.0) as usize + 1).min(most)
    };
    let mut sectors = [Sector::default(); SECTORS];
    for y in pixels(middle_y, half_height, red.height()) {
        for x in pixels(middle_x, half_width, red.width()) {
            let (dx, dy) = ((x as f64 + 0.5 - middle_x) / half_width, (y as f64 + 0.5 - middle_y) / half_height);
            let turn = dy.atan2(dx) / std::f64::consts::TAU + 0.5;
            let sector = &mut sectors[((turn * SECTORS as f64) as usize).min(SECTORS - 1)];
            let here = red.row(y)[x];
            if NAME.contains(&dx.hypot(dy)) {
                sector.all += 1;
                sector.inked += usize::from(here >= LEAST_RED);
            } else if RIM.contains(&dx.hypot(dy)) {
                sector.rim = sector.rim.max(here);
            }
        }
    }
    sectors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pixels;
    use crate::ink::redness;
    use evipack_core::facts::SealKind;

    const SIDE: usize = 100;

    /// A ring of 40 mm at 2 pixels a millimetre, with so many strokes of a name in it, each a sector wide.
    fn ring(strokes: usize, ink: [u8; 3]) -> Redness {
        let mut page = Pixels::filled(SIDE as u32, SIDE as u32, [255; 3]);
        for (at, pixel) in page.rgb.chunks_exact_mut(3).enumerate() {
            let (dx, dy) = ((at % SIDE) as f64 - 49.5, (at / SIDE) as f64 - 49.5);
            let (far, turn) = (dx.hypot(dy) / 40.0, dy.atan2(dx) / std::f64::consts::TAU + 0.5);
            let is_rim = (0.95..=1.0).contains(&far);
            let is_name = (0.6..=0.75).contains(&far) && turn * (SECTORS as f64) < strokes as f64;
            if is_rim || is_name {
                pixel.copy_from_slice(&ink);
            }
        }
        redness(&page)
    }

    fn find(left: f64) -> Find {
        let (right, kind) = (left + 80.0, SealKind::Round);
        Find { left, top: 9.5, right, bottom: 89.5, diameter: 80.0, kind, cut: false, faint: false, confidence: 0.3 }
    }

    #[test]
    fn a_ring_without_a_name_is_bare() {
        const RED: [u8; 3] = [205, 38, 44];
        assert!(is_bare(&ring(0, RED), &find(9.5)) && is_bare(&ring(3, RED), &find(9.5)));
        assert!(!is_bare(&ring(12, RED), &find(9.5)), "half of the turn is a name");
        assert!(is_bare(&ring(0, RED), &find(7.5)), "a millimetre beside it");
        assert!(!is_bare(&ring(0, [240, 200, 205]), &find(9.5)), "a faint rim, and a name that faded");
    }

    #[test]
    fn boxes_beyond_the_page_and_of_nothing_survive() {
        let red = ring(12, [205, 38, 44]);
        for (left, right) in [(-90.0, -10.0), (90.0, 900.0), (50.0, 50.0), (f64::NAN, 3.0)] {
            assert!(!is_bare(&red, &Find { left, right, ..find(9.5) }), "{left} {right}");
        }
    }
}
