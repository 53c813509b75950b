//! The paper made white.
//!
//! Enters: [`Pixels`] of a page. Leaves: [`Pixels`] of the same size in which the paper is white everywhere.
//! Why: brightness of the paper is taken tile by tile (lamps, shadows, the scanner's lid), its hue once for the whole page:
//! a tile full of red ink must not make that red the local white. `fixtures/recipe/seal_input.py` says the same in Python.

use super::CHANNELS;
use crate::Pixels;

/// Tiles across and down: small enough for a lamp's cone, large enough that each holds some paper.
const COLUMNS: usize = 8;
const ROWS: usize = 10;
/// The paper is brighter than this share of a tile's pixels: letters and noise lie below, glare above.
const PAPER_SHARE: f64 = 0.85;
/// A tile's paper is never taken for darker: a black picture stays black.
const DARKEST_PAPER: u8 = 90;
const WHITE: f32 = 255.0;

/// The page with its paper white and evenly lit.
pub fn balanced(page: &Pixels) -> Pixels {
    let (width, height) = (page.width as usize, page.height as usize);
    if width == 0 || height == 0 || page.rgb.len() < width * height * CHANNELS {
        return page.clone();
    }
    let tiles: Vec<[f32; CHANNELS]> =
        (0..ROWS * COLUMNS).map(|tile| paper_of(page, tile / COLUMNS, tile % COLUMNS)).collect();
    let green = median(tiles.iter().map(|white| white[1] / white[0]).collect());
    let blue = median(tiles.iter().map(|white| white[2] / white[0]).collect());
    let light: Vec<f32> = tiles.iter().map(|white| white[0].max(white[1] / green).max(white[2] / blue)).collect();
    let columns: Vec<(usize, f32)> = (0..width).map(|x| between(x, width, COLUMNS)).collect();
    let mut rgb = Vec::with_capacity(page.rgb.len());
    for (y, row) in page.rgb.chunks_exact(width * CHANNELS).take(height).enumerate() {
        let (tile_y, down) = between(y, height, ROWS);
        let upper = &light[tile_y * COLUMNS..(tile_y + 1) * COLUMNS];
        let lower = &light[(tile_y + 1) * COLUMNS..(tile_y + 2) * COLUMNS];
        for (pixel, (tile_x, right)) in row.chunks_exact(CHANNELS).zip(&columns) {
            let mix = |tiles: &[f32]| tiles[*tile_x] * (1.0 - right) + tiles[tile_x + 1] * right;
            let factor = WHITE / (mix(upper) * (1.0 - down) + mix(lower) * down);
            let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(|value| f32::from(value) * factor);
            // `as u8` stops at 255.
            rgb.extend([r as u8, (g / green) as u8, (b / blue) as u8]);
        }
    }
    Pixels { width: page.width, height: page.height, rgb }
}

/// The colour of the paper in one tile, channel by channel.
fn paper_of(page: &Pixels, row: usize, column: usize) -> [f32; CHANNELS] {
    let (width, height) = (page.width as usize, page.height as usize);
    let (x0, y0) = (column * width / COLUMNS, row * height / ROWS);
    // In a picture smaller than the grid, tiles overlap.
    let (x1, y1) = (((column + 1) * width / COLUMNS).max(x0 + 1), ((row + 1) * height / ROWS).max(y0 + 1));
    let mut counts = [[0usize; 256]; CHANNELS];
    for y in y0..y1 {
        for pixel in page.rgb[(y * width + x0) * CHANNELS..(y * width + x1) * CHANNELS].chunks_exact(CHANNELS) {
            for (count, value) in counts.iter_mut().zip(pixel) {
                count[usize::from(*value)] += 1;
            }
        }
    }
    let pixels = (x1 - x0) * (y1 - y0);
    let rank = ((pixels as f64 * PAPER_SHARE) as usize).min(pixels - 1);
    counts.map(|count| {
        let mut below = 0;
        let value = count.iter().position(|n| {
            below += n;
            below > rank
        });
        f32::from(value.map_or(u8::MAX, |value| value as u8).max(DARKEST_PAPER))
    })
}

fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values[values.len() / 2]
}

/// The tile before a pixel's centre and how far the centre is on the way to the next tile's centre.
fn between(at: usize, length: usize, tiles: usize) -> (usize, f32) {
    let place = ((at as f32 + 0.5) / length as f32 * tiles as f32 - 0.5).clamp(0.0, (tiles - 1) as f32);
    let tile = (place as usize).min(tiles - 2);
    (tile, place - tile as f32)
}
