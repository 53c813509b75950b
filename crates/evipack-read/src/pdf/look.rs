//! Which pages of a PDF or OFD are looked at in pixels, and what they add to its layout.
//!
//! Enters: how the pages are painted, the layout that the file's own text and drawing gave, and a recogniser. Leaves: the layout with what the
//! pixels show. Rendering and reading a page costs a thousand times what its text costs, so only pages are looked at that
//! keep something from the text reader: scans, pasted pictures, outlined or undecodable type, red curves.

use crate::layout::{BlindSpot, Hides, Layout};
use crate::page_choice::{Choice, choose, red_share};
use crate::sight::{self, Text};
use evipack_see::page::look;
use evipack_see::{Pixels, Recognizer};
use std::cell::Cell;

/// Longer side in pixels for reading: 171 dpi of A4, at which a 3号 character is 38 pixels high.
const READING_SIDE: u16 = 2000;
/// Longer side in pixels for finding red ink: two pixels a millimetre, a seal's rim is two wide.
const SEARCH_SIDE: u16 = 600;

/// A page as the text reader saw it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet {
    /// 1-based.
    pub(crate) number: u32,
    /// Width in millimetres as printed.
    pub(crate) width_mm: f64,
    /// Its text is only in a picture.
    pub(crate) scan: bool,
    /// Pixels in slow codings (JBIG2, JPEG 2000) that each painting of it decodes anew.
    pub(crate) slow_pixels: u64,
}

/// Pixels in slow codings that are decoded for one document: some 60 pages of A4 at 300 dpi. They cost 10 to 25 CPU seconds; a
/// worker has 40 for a PDF. Half of them may go into the search for red ink, the rest is for the pages that are read.
const MOST_SLOW_PIXELS: u64 = 520_000_000;

/// What is left to decode.
struct Decoding(Cell<u64>);

impl Decoding {
    /// Paints a page if what that decodes is still to be had, and leaves so much for others.
    fn painted<T>(&self, sheet: &Sheet, leaving: u64, paint: impl FnOnce() -> Option<T>) -> Painted<T> {
        match self.0.get().checked_sub(sheet.slow_pixels) {
            Some(left) if sheet.slow_pixels == 0 || left >= leaving => {
                self.0.set(left);
                paint().map_or(Painted::Failed, Painted::Yes)
            }
            _ => Painted::TooDear,
        }
    }
}

enum Painted<T> {
    Yes(T),
    Failed,
    /// It would decode more than is left.
    TooDear,
}

/// Looks at the pages that need it. `rendered` paints a page, its longer side so many pixels. Leaves in Chinese what went
/// wrong.
pub(crate) fn look_at(
    sheets: &[Sheet],
    layout: &mut Layout,
    recognizer: &dyn Recognizer,
    rendered: impl Fn(&Sheet, u16) -> Option<Pixels>,
) -> Vec<String> {
    let wanted: Vec<Sheet> =
        sheets.iter().copied().filter(|sheet| sheet.scan || needs_pixels(layout, *sheet)).collect();
    let decoding = Decoding(Cell::new(MOST_SLOW_PIXELS));
    let red = |at: usize| {
        let sheet = wanted.get(at)?;
        match decoding.painted(sheet, MOST_SLOW_PIXELS / 2, || rendered(sheet, SEARCH_SIDE)) {
            Painted::Yes(page) => Some(red_share(&page)),
            Painted::Failed | Painted::TooDear => None,
        }
    };
    let chosen = choose(wanted.len(), red);
    let mut gaps = Vec::new();
    for (sheet, choice) in wanted.iter().zip(chosen) {
        match choice {
            Choice::Read => {
                let text = if sheet.scan || hides_text(layout, *sheet) { Text::OfPage } else { Text::OfPictures };
                match decoding.painted(sheet, 0, || rendered(sheet, READING_SIDE)) {
                    Painted::Yes(page) => match look(&page, Some(sheet.width_mm), recognizer) {
                        Ok(sight) => sight::add(layout, sheet.number, &sight, text),
                        Err(error) => gaps.push(error.to_string()),
                    },
                    Painted::Failed => gaps.push(format!("第 {} 页无法绘制", sheet.number)),
                    Painted::TooDear => {
                        leave(layout, *sheet, Hides::Anything, "的图片（JBIG2 或 JPEG 2000）过大，没有识别");
                        gaps.push(format!("第 {} 页的图片（JBIG2 或 JPEG 2000）过大，没有识别", sheet.number));
                    }
                }
            }
            Choice::NothingRed => leave(layout, *sheet, Hides::Text, "是图片，没有逐字识别"),
            Choice::Skip => leave(layout, *sheet, Hides::Anything, "是图片，页数过多，没有识别"),
        }
    }
    gaps.dedup();
    gaps
}

/// A page without colour in a document that has coloured pages was scanned as they were, if it is stored in colour: it
/// shows no red because there is none. `in_colour` tells how pictures are stored.
pub(super) fn settle_colour(layout: &mut Layout, in_colour: impl Fn(&[(u32, i32)]) -> bool) {
    let grey: Vec<u32> =
        layout.blind_spots.iter().filter(|spot| spot.hides == Hides::Colour).filter_map(|spot| spot.page).collect();
    if grey.is_empty() || layout.looked.iter().all(|page| grey.contains(page)) {
        return;
    }
    for page in grey {
        let pictures = layout.pictures.iter().filter(|picture| picture.page == Some(page));
        let stored: Option<Vec<(u32, i32)>> = pictures.map(|picture| picture.object).collect();
        if stored.is_some_and(|stored| in_colour(&stored)) {
            layout.blind_spots.retain(|spot| spot.page != Some(page) || spot.hides != Hides::Colour);
        }
    }
}

/// Whether something on a page could be a header or a seal that only pixels show.
fn needs_pixels(layout: &Layout, sheet: Sheet) -> bool {
    let here = |page: Option<u32>| page == Some(sheet.number);
    layout.unseen_pictures().any(|picture| here(picture.page))
        || layout.blind_spots.iter().any(|spot| here(spot.page) && spot.pixels_tell)
}

/// Whether the file's text of a page is not what a reader of the page sees.
fn hides_text(layout: &Layout, sheet: Sheet) -> bool {
    layout
        .blind_spots
        .iter()
        .any(|spot| spot.page == Some(sheet.number) && spot.pixels_tell && spot.hides == Hides::Anything)
}

/// A page that was not read: what may be on it all the same.
fn leave(layout: &mut Layout, sheet: Sheet, hides: Hides, what: &str) {
    if hides == Hides::Text {
        let here = |page: Option<u32>| page == Some(sheet.number);
        layout.pictures.iter_mut().filter(|picture| here(picture.page)).for_each(|picture| picture.looked_at = true);
    }
    if sheet.scan || hides == Hides::Anything {
        let why = format!("第 {} 页{what}", sheet.number);
        layout.blind_spots.push(BlindSpot { page: Some(sheet.number), why, hides, pixels_tell: false });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_pictures_are_decoded_up_to_a_limit_and_others_without() {
        let sheet = |slow_pixels| Sheet { number: 1, width_mm: 210.0, scan: true, slow_pixels };
        let decoding = Decoding(Cell::new(100));
        let paints = |slow, leaving| matches!(decoding.painted(&sheet(slow), leaving, || Some(())), Painted::Yes(()));
        assert!(paints(40, 50), "60 are left");
        assert!(!paints(40, 50), "20 would be left");
        assert!(paints(60, 0), "for reading the rest may go");
        assert!(!paints(1, 0) && paints(0, 50));
        assert!(!paints(u64::MAX, 0));
    }

    #[test]
    fn a_page_without_colour_beside_coloured_ones_lacks_red_only_if_it_is_stored_in_colour() {
        let spot = |page| BlindSpot { page: Some(page), why: String::new(), hides: Hides::Colour, pixels_tell: false };
        let grey = |looked: &[u32], in_colour: bool| {
            let mut layout = Layout { looked: looked.to_vec(), blind_spots: vec![spot(2)], ..Layout::default() };
            settle_colour(&mut layout, |_| in_colour);
            layout.blind_spots.len()
        };
        assert_eq!((grey(&[1, 2], true), grey(&[1, 2], false), grey(&[2], true)), (0, 1, 1));
    }
}
