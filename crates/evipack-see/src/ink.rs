//! Picture of a paper → its colours as if the paper were white and evenly lit.
//!
//! Enters: [`Pixels`] of a page, scanned or photographed. Leaves: the page shrunk to a known scale ([`shrunk`]), with the paper
//! made white ([`balanced`]), how red each pixel is ([`redness`]), and whether there is any colour at all ([`is_grey`],
//! [`has_hue`]).
//! Why: red ink on yellowed paper under a lamp has the same numbers as black ink elsewhere; only beside the paper's own
//! colour does red mean anything. A copy without colour can show no red: what is red is then unknown, never absent.

mod shrink;
mod white;

use super::Pixels;

pub(crate) use shrink::shrunk;
pub use white::balanced;

/// Bytes of a pixel.
pub const CHANNELS: usize = 3;
/// Difference between the strongest and the weakest channel, of 255, up to which a pixel counts as grey: JPEG of grey data
/// gives 0, a colour scanner's noise on white paper more than this.
const GREY_SPREAD: u8 = 6;
/// From here on a pixel has a hue: a difference of one or two may come of rounding grey data.
const HUE_SPREAD: u8 = 4;
/// One pixel in so many may be coloured in a grey copy (dust, a broken block).
const GREY_EXCEPT_ONE_IN: usize = 10_000;
/// Blue counts a little less than green: orange-red ink on cream paper keeps some blue after balancing.
const BLUE_SHARE: f32 = 0.92;
/// How strongly orange and yellow (much green, little blue) are taken off: gold, wood and skin are no red ink.
const ORANGE_SHARE: f32 = 0.55;

/// How red each pixel is: 0 (white, black, grey, blue, green) to 255 (pure red). Official red ink has 60 to 200, faint ink
/// 20 to 60, tinted paper and JPEG noise below 15.
#[derive(Debug)]
pub struct Redness {
    width: usize,
    height: usize,
    /// Rows from the top, `width * height` values.
    values: Vec<u8>,
}

impl Redness {
    /// Pixels from left to right.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Pixels from top to bottom.
    pub fn height(&self) -> usize {
        self.height
    }

    /// One row from left to right; empty below the last.
    pub fn row(&self, y: usize) -> &[u8] {
        self.values.get(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }

    /// Share of the pixels of a rectangle (x, y, width, height, cut at the edges) that are redder than `than`.
    pub fn share_over(&self, than: u8, (x, y, width, height): (usize, usize, usize, usize)) -> f64 {
        let (right, bottom) = ((x + width).min(self.width), (y + height).min(self.height));
        let (x, y) = (x.min(right), y.min(bottom));
        let area = (right - x) * (bottom - y);
        let red: usize = (y..bottom).map(|y| self.row(y)[x..right].iter().filter(|value| **value > than).count()).sum();
        if area == 0 { 0.0 } else { red as f64 / area as f64 }
    }
}

/// How red each pixel of a [`balanced`] page is. Of a page straight from a file, balance it first.
pub fn redness(balanced: &Pixels) -> Redness {
    let red_of = |pixel: &[u8]| {
        let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
        (r - g.max(b * BLUE_SHARE) - (g - b).max(0.0) * ORANGE_SHARE).max(0.0) as u8
    };
    let (width, height) = (balanced.width as usize, balanced.height as usize);
    let mut values: Vec<u8> = balanced.rgb.chunks_exact(CHANNELS).map(red_of).collect();
    values.resize(width * height, 0);
    Redness { width, height, values }
}

/// Whether the picture has no colour: a grey or black-and-white copy, on which nothing red can be called absent.
pub fn is_grey(page: &Pixels) -> bool {
    spreads(page).filter(|spread| *spread > GREY_SPREAD).count() <= page.rgb.len() / CHANNELS / GREY_EXCEPT_ONE_IN
}

/// Whether the picture was taken in colour: most of it bears a hue, if only that of the paper. Ask it of a page that was not
/// balanced.
pub fn has_hue(page: &Pixels) -> bool {
    spreads(page).filter(|spread| *spread >= HUE_SPREAD).count() > page.rgb.len() / CHANNELS / 2
}

/// The difference between the strongest and the weakest channel of each pixel.
fn spreads(page: &Pixels) -> impl Iterator<Item = u8> {
    let spread = |pixel: &[u8]| pixel.iter().max().zip(pixel.iter().min()).map_or(0, |(most, least)| most - least);
    page.rgb.chunks_exact(CHANNELS).map(spread)
}

#[cfg(test)]
mod tests;
