//! A picture file of a paper (a scan, or a photo of a sheet) → the facts of a document.
//!
//! Enters: the pixels of its pages, what the file says of itself, and a recogniser. Leaves: [`DocumentFacts`], and in Chinese
//! which pages nobody read. A picture is one page, a TIFF may be many: then the first, the last and the reddest are read, as
//! of a PDF, and the others are blind spots. What the rules make of a paper of which only some pages are there is their affair.

use super::decode;
use super::elements::{Origin, document_facts};
use super::layout::{BlindSpot, Hides, Layout, Picture};
use super::page_choice::{Choice, MOST_READ, choose, red_share};
use super::sight::{self, Text};
use crate::format::Format;
use evipack_core::dossier::picture::Paper;
use evipack_core::facts::{Basis, Fact, PhotoFacts};
use evipack_see::page::look;
use evipack_see::{Pixels, Recognizer, RecognizerError};
use std::borrow::Cow;
use std::cell::Cell;

/// Height over width of A4, and how far a scan may differ from it (cut edges).
const A4: f64 = 297.0 / 210.0;
const A4_WITHIN: f64 = 0.03;
/// Sides of A4 in millimetres.
const A4_SHORT_MM: f64 = 210.0;
const A4_LONG_MM: f64 = 297.0;
/// Longer side in pixels that is looked at: as the pages of a PDF.
const SIDE: u32 = 2000;
/// Longer side in pixels for finding red ink: two pixels a millimetre, a seal's rim is two wide.
const SEARCH_SIDE: u32 = 600;
/// Pixels that are decoded to find red ink: some forty pages of A4 at 300 dpi, a few seconds.
const MOST_SEARCHED_PIXELS: u64 = 350_000_000;

/// The pages of a picture file.
pub(crate) struct Sheets<'a> {
    /// The first, decoded.
    pub(crate) first: &'a Pixels,
    pub(crate) count: usize,
    pub(crate) bytes: &'a [u8],
    pub(crate) format: Format,
}

impl Sheets<'_> {
    /// A page by its index; the reason in Chinese where it cannot be decoded.
    fn page(&self, index: usize) -> Result<Cow<'_, Pixels>, String> {
        if index == 0 {
            return Ok(Cow::Borrowed(self.first));
        }
        decode::page(self.bytes, self.format, index).map(Cow::Owned).map_err(|error| error.to_string())
    }

    /// Which pages are read.
    fn choice(&self) -> Vec<Choice> {
        let left = Cell::new(MOST_SEARCHED_PIXELS);
        choose(self.count, |index| {
            if left.get() == 0 {
                return None;
            }
            let page = self.page(index).ok()?.into_owned();
            left.set(left.get().saturating_sub(u64::from(page.width) * u64::from(page.height)));
            Some(red_share(&page.fitted(SEARCH_SIDE)))
        })
    }
}

/// Looks at the pages of a picture as at those of a paper.
///
/// # Errors
/// [`RecognizerError`] where the recogniser could not look.
pub(crate) fn read(
    sheets: &Sheets<'_>,
    photo: &PhotoFacts,
    recognizer: &dyn Recognizer,
) -> Result<Paper, RecognizerError> {
    let pages = u32::try_from(sheets.count).unwrap_or(u32::MAX);
    let pictures = (1..=pages).map(Picture::of_page).collect();
    let mut layout = Layout { pages: Some(pages), paged: true, pictures, ..Layout::default() };
    let (mut skipped, mut lines, mut running) = (0, 0, 0);
    for (index, (number, choice)) in (1..=pages).zip(sheets.choice()).enumerate() {
        match choice {
            Choice::Read => match sheets.page(index) {
                Ok(page) => {
                    let sight = look(&page.as_ref().clone().fitted(SIDE), width_of_a_scan(&page), recognizer)?;
                    if index == 0 {
                        (lines, running) = (sight.lines_of_text(), sight.text.lines());
                    }
                    sight::add(&mut layout, number, &sight, Text::OfPage);
                }
                Err(why) => blind(&mut layout, number, Hides::Anything, &why),
            },
            Choice::NothingRed => blind(&mut layout, number, Hides::Text, "没有红色图文，没有逐字识别"),
            Choice::Skip => {
                skipped += 1;
                blind(&mut layout, number, Hides::Anything, "页数过多，没有识别");
            }
        }
    }
    let mut facts = document_facts(&layout, true, 0, Origin::default());
    facts.software = photo.software.clone();
    facts.created = match &photo.taken_exif {
        Fact::Known { value, basis } => Fact::known(value.to_string(), basis.clone()),
        Fact::Absent { looked } => Fact::absent(looked.clone()),
        Fact::Unknown { why } => Fact::unknown(why),
    };
    facts.pictures = Fact::absent([Basis::Pixels { page: None }]);
    let unread = (skipped > 0).then(|| format!("TIFF 有 {pages} 页，最多看 {MOST_READ} 页，{skipped} 页没有识别"));
    Ok(Paper { facts, unread, lines, running })
}

/// A page that was not read, and what may be on it all the same.
fn blind(layout: &mut Layout, number: u32, hides: Hides, why: &str) {
    // The blind spot says what the page hides, and why; that it is a picture says no more.
    let here = |picture: &&mut Picture| picture.page == Some(number);
    layout.pictures.iter_mut().filter(here).for_each(|picture| picture.looked_at = true);
    let why = format!("第 {number} 页{why}");
    layout.blind_spots.push(BlindSpot { page: Some(number), why, hides, pixels_tell: false });
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
    use crate::decode::test_tiff::{file, page_of};
    use evipack_see::{Spot, TextLine};

    #[test]
    fn the_form_of_a4_tells_the_scale() {
        assert_eq!(width_of_a_scan(&Pixels::filled(620, 877, [0; 3])), Some(210.0));
        assert_eq!(width_of_a_scan(&Pixels::filled(877, 620, [0; 3])), Some(297.0));
        assert_eq!(width_of_a_scan(&Pixels::filled(800, 600, [0; 3])), None);
    }

    /// Sees a line of text on every page.
    struct OneLine;

    impl Recognizer for OneLine {
        fn find(&self, _: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
            let corners = [[10.0, 10.0], [90.0, 10.0], [90.0, 16.0], [10.0, 16.0]];
            Ok(vec![Spot { corners, confidence: 0.99 }])
        }

        fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
            let line = |spot: &Spot| TextLine {
                text: "关于开展检查的通知".to_owned(),
                confidence: 0.99,
                region: spot.region(picture),
            };
            Ok(spots.iter().map(line).collect())
        }
    }

    /// A TIFF of so many white pages; the last of them cut off where asked for.
    fn read_pages(count: usize, last_is_cut: bool) -> Paper {
        let white = || page_of((100, 141), 8, 1, 1, &[255; 14_100]);
        // The first page bears blue ink: a copy without colour would be the nearer reason.
        let coloured = [[255; 3].repeat(7_050), [30, 60, 200].repeat(7_050)].concat();
        let mut pages = vec![page_of((100, 141), 8, 2, 1, &coloured)];
        pages.extend((2..count).map(|_| white()));
        pages.push(if last_is_cut { page_of((100, 141), 8, 1, 7, &[0; 20]) } else { white() });
        let bytes = file(&pages);
        let first = decode::page(&bytes, Format::Tiff, 0).unwrap();
        let sheets =
            Sheets { first: &first, count: decode::pages(&bytes, Format::Tiff), bytes: &bytes, format: Format::Tiff };
        read(&sheets, &PhotoFacts::unknown(""), &OneLine).unwrap()
    }

    #[test]
    fn all_pages_of_a_tiff_are_one_document() {
        let paper = read_pages(3, false);
        assert_eq!((paper.facts.pages.value(), paper.unread), (Some(&3), None));
    }

    #[test]
    fn a_page_that_cannot_be_decoded_or_was_left_keeps_a_seal_from_being_absent() {
        let cut = read_pages(2, true).facts;
        assert!(cut.seal.why().is_some_and(|why| why.contains("第 2 页")), "{:?}", cut.seal);
        // Pages without colour count as full of red, and only five are read.
        let many = read_pages(9, false);
        assert!(many.facts.seal.is_unknown() && many.unread.is_some_and(|unread| unread.contains("9 页")));
    }
}
