//! OFD pages as pictures, for the recogniser.
//!
//! Enters: where the pictures of a page stand, and the container. Leaves: the page in pixels: its pictures on white paper. Text
//! and drawings are not painted: the file itself tells them, and nothing that only they show is ever taken from these pixels.

use super::package::Package;
use super::page::{PT_PER_MM, Shown};
use crate::decode::decode;
use crate::format;
use evipack_see::Pixels;
use hayro_interpret::kurbo::{Affine, Point, Rect};

/// Paper is at least this large in points, so that a scale exists.
const SMALLEST_PAPER: f64 = 1.0;

/// A page that may be painted.
#[derive(Debug, Clone)]
pub(super) struct Paper {
    /// 1-based.
    pub(super) number: u32,
    /// In points.
    pub(super) size: Rect,
    pub(super) pictures: Vec<Shown>,
}

impl Paper {
    pub(super) fn width_mm(&self) -> f64 {
        self.size.width() / PT_PER_MM
    }

    /// The page, its longer side so many pixels. `None` where a picture cannot be decoded: half a page shows nothing for sure.
    pub(super) fn painted(&self, package: &mut Package<'_>, side: u16) -> Option<Pixels> {
        let long = self.size.width().max(self.size.height()).max(SMALLEST_PAPER);
        let scale = f64::from(side) / long;
        let pixels = |points: f64| ((points * scale).round() as u32).clamp(1, u32::from(side));
        let mut page = Pixels::filled(pixels(self.size.width()), pixels(self.size.height()), [255; 3]);
        for shown in &self.pictures {
            let picture = decoded(package, shown)?;
            paint(&mut page, &picture, Affine::scale(scale) * shown.place);
        }
        Some(page)
    }
}

fn decoded(package: &mut Package<'_>, shown: &Shown) -> Option<Pixels> {
    let bytes = package.bytes(shown.part.as_ref()?).ok()??;
    let format = format::sniff(&bytes[..bytes.len().min(format::HEAD_LEN)], bytes.len() as u64);
    decode(&bytes, format).ok()
}

/// Paints a picture whose unit square `place` puts on the page. Each pixel of the page takes the nearest of a picture that
/// was first made about as small as it is shown, so that nothing thin is lost.
fn paint(page: &mut Pixels, picture: &Pixels, place: Affine) {
    let [a, b, c, d, ..] = place.as_coeffs();
    let (wide, high) = (a.hypot(b).ceil(), c.hypot(d).ceil());
    if !(wide >= 1.0 && high >= 1.0 && place.determinant().abs() > f64::EPSILON) {
        return;
    }
    let smaller = |stored: u32, shown: f64| stored.min(shown.min(f64::from(u32::MAX)) as u32).max(1);
    let picture = picture.resized(smaller(picture.width, wide), smaller(picture.height, high));
    let bounds = place.transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0));
    let clamp = |at: f64, most: u32| at.clamp(0.0, f64::from(most)) as u32;
    let (left, right) = (clamp(bounds.x0.floor(), page.width), clamp(bounds.x1.ceil(), page.width));
    let (top, bottom) = (clamp(bounds.y0.floor(), page.height), clamp(bounds.y1.ceil(), page.height));
    let back = place.inverse();
    for y in top..bottom {
        for x in left..right {
            let at = back * Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
            if !((0.0..1.0).contains(&at.x) && (0.0..1.0).contains(&at.y)) {
                continue;
            }
            let colour =
                picture.at((at.x * f64::from(picture.width)) as u32, (at.y * f64::from(picture.height)) as u32);
            let start = (y as usize * page.width as usize + x as usize) * 3;
            if let Some(pixel) = page.rgb.get_mut(start..start + 3) {
                // Transparent parts were decoded to white; a seal on a text must not wipe out what lies under it.
                for (under, over) in pixel.iter_mut().zip(colour) {
                    *under = (*under).min(over);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_stands_where_its_matrix_says() {
        let mut page = Pixels::filled(100, 100, [255; 3]);
        let red = Pixels::filled(10, 10, [200, 0, 0]);
        paint(&mut page, &red, Affine::new([50.0, 0.0, 0.0, 20.0, 40.0, 10.0]));
        assert_eq!((page.at(41, 11), page.at(89, 29)), ([200, 0, 0], [200, 0, 0]));
        assert_eq!((page.at(39, 11), page.at(41, 31), page.at(91, 20)), ([255; 3], [255; 3], [255; 3]));
    }

    #[test]
    fn a_flat_matrix_paints_nothing() {
        let mut page = Pixels::filled(4, 4, [255; 3]);
        paint(&mut page, &Pixels::filled(2, 2, [0; 3]), Affine::new([4.0, 0.0, 4.0, 0.0, 0.0, 0.0]));
        assert!(page.rgb.iter().all(|channel| *channel == 255));
    }
}
