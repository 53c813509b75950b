//! A picture file of a paper (a scan, or a photo of a sheet) → the facts of a document.
//!
//! Enters: the pixels, what the file says of itself, and a recogniser. Leaves: [`DocumentFacts`]. One picture is one page:
//! what the rules make of a paper of which only some pages are there is their affair.

use super::elements::{Origin, document_facts};
use super::layout::{Layout, Part, Picture};
use super::sight::{self, Text};
use crate::facts::{Basis, DocumentFacts, Fact, PhotoFacts};
use crate::see::page::look;
use crate::see::{Pixels, Recognizer, RecognizerError};

/// Height over width of A4, and how far a scan may differ from it (cut edges).
const A4: f64 = 297.0 / 210.0;
const A4_WITHIN: f64 = 0.03;
/// Sides of A4 in millimetres.
const A4_SHORT_MM: f64 = 210.0;
const A4_LONG_MM: f64 = 297.0;
/// Longer side in pixels that is looked at: as the pages of a PDF.
const SIDE: u32 = 2000;

/// The facts of a paper that a picture shows.
///
/// # Errors
/// [`RecognizerError`] where the recogniser could not look.
pub(crate) fn read(
    pixels: &Pixels,
    photo: &PhotoFacts,
    recognizer: &dyn Recognizer,
) -> Result<DocumentFacts, RecognizerError> {
    let width_mm = width_of_a_scan(pixels);
    let sight = look(&pixels.clone().fitted(SIDE), width_mm, recognizer)?;
    let whole = Picture {
        page: Some(1),
        region: Some([0.0, 0.0, 1.0, 1.0]),
        pixels: None,
        size_mm: None,
        part: Part::Body,
        after_lines: 0,
        object: None,
        name: None,
        looked_at: false,
    };
    let mut layout = Layout { pages: Some(1), paged: true, pictures: vec![whole], ..Layout::default() };
    sight::add(&mut layout, 1, &sight, Text::OfPage);
    let mut facts = document_facts(&layout, true, 0, Origin::default());
    facts.software = photo.software.clone();
    facts.created = match &photo.taken_exif {
        Fact::Known { value, basis } => Fact::known(value.to_string(), basis.clone()),
        Fact::Absent { looked } => Fact::absent(looked.clone()),
        Fact::Unknown { why } => Fact::unknown(why),
    };
    facts.pictures = Fact::absent([Basis::Pixels { page: None }]);
    Ok(facts)
}

/// Printed width in millimetres, where the picture has the form of A4: a flatbed scan shows the whole sheet.
fn width_of_a_scan(pixels: &Pixels) -> Option<f64> {
    let (width, height) = (f64::from(pixels.width), f64::from(pixels.height));
    let form = width.max(height) / width.min(height);
    let a4 = (form / A4 - 1.0).abs() <= A4_WITHIN;
    a4.then_some(if width <= height { A4_SHORT_MM } else { A4_LONG_MM })
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn the_form_of_a4_tells_the_scale() {
        assert_eq!(width_of_a_scan(&Pixels::filled(620, 877, [0; 3])), Some(210.0));
        assert_eq!(width_of_a_scan(&Pixels::filled(877, 620, [0; 3])), Some(297.0));
        assert_eq!(width_of_a_scan(&Pixels::filled(800, 600, [0; 3])), None);
    }
}
