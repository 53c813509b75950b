//! What the pictures on a page of known size say of it.
//!
//! Enters: where pictures stand on a page, how large they are printed and stored. Leaves: whether the page is a scan, and which
//! pictures could be photos. The same for every format that knows its pages.

use hayro_interpret::kurbo::Rect;

/// A page whose pictures cover this part of it is a page scan (margins cut, deskewed).
const SCAN_COVERAGE: f64 = 0.80;
/// So many visible characters may lie on a scanned page: a page number or the mark of a scanner app.
const SCAN_GLYPHS: usize = 30;
/// Cells along one side of the grid that measures coverage.
const GRID: usize = 24;
/// A photo on a page: longer and shorter printed side in millimetres and stored pixels.
const PHOTO_LONG_MM: f64 = 50.0;
const PHOTO_SHORT_MM: f64 = 30.0;
const PHOTO_PIXELS: u32 = 300;
/// Squares up to this side are seals, codes and emblems.
const SEAL_SQUARE_MM: f64 = 60.0;
const SQUARE_ASPECT: f64 = 1.15;
/// A picture over nearly the whole width or height is a strip of a scan or a background.
const STRIP: f64 = 0.9;

/// Whether a page of this size is a picture of paper: its pictures cover it, and next to no text is visible.
pub(crate) fn is_scan(pictures: impl Iterator<Item = Rect>, visible_glyphs: usize, page: (f64, f64)) -> bool {
    visible_glyphs <= SCAN_GLYPHS && coverage(pictures, page) >= SCAN_COVERAGE
}

/// The part of a page that its pictures cover together; scanners cut a page into strips.
fn coverage(pictures: impl Iterator<Item = Rect>, (width, height): (f64, f64)) -> f64 {
    let mut cells = [[false; GRID]; GRID];
    for picture in pictures {
        // Cells whose middle lies in the picture.
        let range = |from: f64, to: f64, whole: f64| {
            let cell = |x: f64| (x / whole * GRID as f64 - 0.5).ceil().clamp(0.0, GRID as f64) as usize;
            let (from, to) = (cell(from), cell(to));
            from.min(to)..to
        };
        for row in &mut cells[range(picture.y0, picture.y1, height)] {
            row[range(picture.x0, picture.x1, width)].fill(true);
        }
    }
    let covered = cells.iter().flatten().filter(|cell| **cell).count();
    covered as f64 / (GRID * GRID) as f64
}

/// Whether a picture could be a photo: `seen` of a page of size `page`, printed and stored as large as this.
pub(crate) fn could_be_photo(
    seen: Rect,
    (page_width, page_height): (f64, f64),
    (width_mm, height_mm): (f64, f64),
    pixels: (u32, u32),
) -> bool {
    let (long, short) = (width_mm.max(height_mm), width_mm.min(height_mm));
    let (wide, high) = (seen.width() / page_width, seen.height() / page_height);
    let seal_like = long <= SEAL_SQUARE_MM && long <= SQUARE_ASPECT * short;
    long >= PHOTO_LONG_MM
        && short >= PHOTO_SHORT_MM
        && pixels.0.min(pixels.1) >= PHOTO_PIXELS
        && !seal_like
        && wide * high < SCAN_COVERAGE
        && wide < STRIP
        && high < STRIP
}
