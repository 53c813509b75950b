//! How far down the head of a paper reaches on a picture of its first page.
//!
//! Enters: the size of a picture, and the printed width it shows. Leaves: [`Head`]. Why: of a photo of a page's upper part, or of a
//! letterhead that was pasted in, the head is more than of a whole page; what of it lies lower than on a whole page must be read,
//! and its red ink looked for, all the same.

use crate::{PAPER_WIDTH_MM, Pixels};

/// The head of page 1, as a fraction of the height of a whole page; every line of it is read. The mark stands 30 mm (letter form, GB/T
/// 9704-2012, 10.1) to 72 mm (37 mm margin + 35 mm, 7.2.4) from the top of 297 mm, a joint mark takes several lines more, the
/// number and the rule follow.
const OF_A_PAGE: f64 = 0.45;
/// Height of A4 in millimetres.
const PAPER_HEIGHT_MM: f64 = 297.0;

/// The part of a page from its top in which a red header, a number and a title may stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Head {
    end: f64,
}

impl Default for Head {
    /// That of a whole page of A4 on end.
    fn default() -> Self {
        Self { end: OF_A_PAGE }
    }
}

impl Head {
    /// Of a picture that shows so many millimetres of paper from side to side; without a width, the whole of a sheet of A4.
    pub fn of(page: &Pixels, width_mm: Option<f64>) -> Self {
        let form = f64::from(page.height.max(1)) / f64::from(page.width.max(1));
        let height_mm = width_mm.unwrap_or(PAPER_WIDTH_MM) * form;
        Self { end: (OF_A_PAGE * PAPER_HEIGHT_MM / height_mm).clamp(OF_A_PAGE, 1.0) }
    }

    /// Where it ends, as a fraction of the picture's height.
    pub fn end(self) -> f64 {
        self.end
    }

    /// Whether something whose upper edge is there (a fraction of the picture's height) begins in it.
    pub fn holds(self, top: f64) -> bool {
        top <= self.end
    }

    /// Where on this picture lies what lies at `height` of a whole page.
    pub fn on_picture(self, height: f64) -> f64 {
        height * self.end / OF_A_PAGE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_picture_of_a_part_it_is_more_than_of_a_page() {
        let end = |width, height, width_mm| Head::of(&Pixels::filled(width, height, [255; 3]), width_mm).end();
        assert!((end(210, 297, None) - 0.45).abs() < 1e-9 && (end(210, 297, Some(210.0)) - 0.45).abs() < 1e-9);
        assert!((end(100, 297, None) - 0.45).abs() < 1e-9, "a long picture is a whole page and more");
        assert!((end(1700, 1328, None) - 0.815).abs() < 0.001, "the upper part of a page");
        assert!((end(2000, 200, None) - 1.0).abs() < 1e-9, "nothing but a head");
        assert!((end(2970, 2100, Some(297.0)) - 0.636).abs() < 0.001, "a page on its side");
        assert!(Head::default().holds(0.45) && !Head::default().holds(0.46));
        let part = Head::of(&Pixels::filled(1700, 1328, [255; 3]), None);
        assert!((part.on_picture(0.34) - 0.616).abs() < 0.001);
    }
}
