//! A document as its format reader saw it: lines, pictures, rules, before anyone says what they mean.
//!
//! Enters: what `pdf` and `docx` take out of their bytes. Leaves: one neutral [`Layout`], from which
//! [`super::elements`] derives the red header, the number, the title, the date, the issuer and the seals, the same way for
//! every format. A new document format needs a reader that makes a `Layout`, and nothing else.

use super::signature::Answered;
use evipack_core::facts::{Region, Seal, Signature};
use evipack_see::page::Head;
use std::collections::BTreeMap;

/// Printed size in millimetres below which a picture holds neither a seal nor a header: the smallest seals have 30, and a mark
/// is wider.
const SMALLEST_MM: f64 = 12.0;

/// Everything that was seen in a document, in reading order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Layout {
    /// Number of pages, where the file says it or it was counted.
    pub(crate) pages: Option<u32>,
    /// Whether lines know their page and place (PDF), or only their order (DOCX).
    pub(crate) paged: bool,
    /// Visible text, one entry a line (PDF) or a paragraph (DOCX), in reading order; page headers and text boxes of the
    /// first page come before the body.
    pub(crate) lines: Vec<Line>,
    /// Every picture that is shown, page scans included.
    pub(crate) pictures: Vec<Picture>,
    /// Red horizontal rules 红色分隔线.
    pub(crate) red_rules: Vec<RedRule>,
    /// Seals that were seen for sure: drawn as vectors, or in pixels.
    pub(crate) seals: Vec<(Seal, Source)>,
    /// Pages that were looked at in pixels.
    pub(crate) looked: Vec<u32>,
    /// How far down page 1 its head reaches.
    pub(crate) head: Head,
    /// How far down page 1 a mark or a number can stand, as a fraction of its height, where pixels tell: above its running text.
    pub(crate) text_from: Option<f64>,
    /// Pixels showed that the head of page 1 bears nothing but lines that were read.
    pub(crate) head_is_read: bool,
    /// Pixels showed that all red ink in the head of page 1 that is as wide as a mark was read.
    pub(crate) red_is_read: bool,
    /// Electronic signatures that are present (signed fields, not empty ones) and were not looked into.
    pub(crate) signatures: u32,
    /// Electronic signatures that were checked.
    pub(crate) checked: Vec<Answered>,
    /// Content that is there and could not be read as text: glyphs without Unicode, embedded objects, drawings that could
    /// be a seal, pages beyond a limit. Nothing may be called absent on a page (or, page `None`, in a document) that has
    /// such a blind spot.
    pub(crate) blind_spots: Vec<BlindSpot>,
}

impl Layout {
    /// The electronic signatures that were checked.
    pub(crate) fn checked(&self) -> impl Iterator<Item = &Signature> {
        self.checked.iter().map(|answered| &answered.signature)
    }

    /// Pictures that nobody looked at and that may hold a seal or a header. Specks cannot, unless those of one page are tiles of
    /// one picture, as some programs store it.
    pub(crate) fn unseen_pictures(&self) -> impl Iterator<Item = &Picture> {
        let mut specks: BTreeMap<Option<u32>, f64> = BTreeMap::new();
        for picture in &self.pictures {
            *specks.entry(picture.page).or_default() += picture.speck_area().unwrap_or_default();
        }
        let is_tile =
            move |picture: &Picture| specks.get(&picture.page).is_none_or(|area| *area >= SMALLEST_MM.powi(2));
        let may_hold = move |picture: &&Picture| picture.speck_area().is_none() || is_tile(picture);
        self.pictures.iter().filter(|picture| !picture.looked_at).filter(may_hold)
    }

    /// Whether a page was looked at in pixels.
    pub(crate) fn was_looked_at(&self, page: u32) -> bool {
        self.looked.contains(&page)
    }
}

/// How something was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) enum Source {
    /// The file says it: its text, its drawing.
    #[default]
    File,
    /// An electronic seal that holds shows it.
    Signature,
    /// Pixels show it; how sure the recogniser is, 0 to 1.
    Pixels(f32),
}

/// A line of visible text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Line {
    /// How it was read.
    pub(crate) source: Source,
    /// The text, hard spaces and tabs kept as plain spaces, trimmed.
    pub(crate) text: String,
    /// 1-based page; `None` where the format knows no pages.
    pub(crate) page: Option<u32>,
    /// Where on the page: top edge as a fraction of its height, left and right edge as fractions of its width.
    pub(crate) place: Option<Place>,
    /// Largest type size in points (after every transformation).
    pub(crate) size_pt: f64,
    /// Whether most of its non-blank glyphs are red ink (see [`is_red`]).
    pub(crate) red: bool,
    /// Which part of the document it stands in.
    pub(crate) part: Part,
    /// Paragraph is centred (DOCX alignment; PDF: margins equal within 5 % of the width).
    pub(crate) centred: bool,
}

/// Fractions of the page, from the top left.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Place {
    pub(crate) top: f64,
    pub(crate) left: f64,
    pub(crate) right: f64,
}

/// Part of a document that a line or picture stands in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Part {
    #[default]
    Body,
    PageHeader,
    PageFooter,
    TextBox,
}

/// A picture that is shown.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Picture {
    /// 1-based page; `None` where the format knows no pages.
    pub(crate) page: Option<u32>,
    /// Place on the page, where known.
    pub(crate) region: Option<Region>,
    /// Stored pixels, where known.
    pub(crate) pixels: Option<(u32, u32)>,
    /// Printed size in millimetres, where known.
    pub(crate) size_mm: Option<(f64, f64)>,
    /// Which part of the document it stands in.
    pub(crate) part: Part,
    /// How many lines of visible body text come before it (order in the document).
    pub(crate) after_lines: usize,
    /// Object and generation number of its stream, in a PDF.
    pub(crate) object: Option<(u32, i32)>,
    /// Its name inside the file, where it has one.
    pub(crate) name: Option<String>,
    /// Its pixels were looked at: what it holds is in the lines, rules and seals.
    pub(crate) looked_at: bool,
}

impl Picture {
    /// The printed area, in square millimetres, of a picture no side of which is long enough for a seal or a header; `None` where a
    /// file tells no size, or one that cannot be.
    fn speck_area(&self) -> Option<f64> {
        let side = f64::MIN_POSITIVE..SMALLEST_MM;
        let (width, height) = self.size_mm.filter(|(width, height)| side.contains(width) && side.contains(height))?;
        Some(width * height)
    }

    /// A picture that is a whole page, and that nobody has looked at.
    pub(crate) fn of_page(number: u32) -> Self {
        Self {
            page: Some(number),
            region: Some([0.0, 0.0, 1.0, 1.0]),
            pixels: None,
            size_mm: None,
            part: Part::Body,
            after_lines: 0,
            object: None,
            name: None,
            looked_at: false,
        }
    }
}

/// A red horizontal rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RedRule {
    /// 1-based page; `None` where the format knows no pages.
    pub(crate) page: Option<u32>,
    /// Top as a fraction of the page height, where known.
    pub(crate) top: Option<f64>,
    /// Width as a fraction of the page width, where known (paragraph borders of DOCX: the text width).
    pub(crate) width: Option<f64>,
}

/// Something that is there and could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BlindSpot {
    /// 1-based page; `None`: the whole document.
    pub(crate) page: Option<u32>,
    /// What hides there, in Chinese, for the clerk.
    pub(crate) why: String,
    /// What could hide there.
    pub(crate) hides: Hides,
    /// The page as it is printed shows it: looking at its pixels takes the blind spot away.
    pub(crate) pixels_tell: bool,
}

/// What a blind spot could hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hides {
    /// Text, a red header or a seal.
    Anything,
    /// Only a seal (for example red curves that are not surely one).
    Seal,
    /// Only what is told by its red ink: a red header or a seal on a copy without colour.
    Colour,
    /// Only a red header: red ink in the head that was not read.
    Header,
    /// Only a document number: a line of the head in black that is not legible.
    Number,
    /// Only running text, names and dates: no header, no number, no seal.
    Text,
}

/// Red ink by its device RGB, 0–255: the orange-red of GB/T 9704-2012 (Y80 M80) as much as pure red; not orange, brown,
/// pink or magenta.
pub(crate) fn is_red([r, g, b]: [u8; 3]) -> bool {
    // From the dark red of office palettes (8B0000) to a faded red (FF6666); browns and pinks differ less between channels.
    const DARKEST: u8 = 130;
    const OTHER_CHANNELS: u8 = 105;
    const APART: u8 = 85;
    r >= DARKEST && g <= OTHER_CHANNELS && b <= OTHER_CHANNELS && r.saturating_sub(g.max(b)) >= APART
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(page: u32, width: f64, height: f64) -> Picture {
        Picture { size_mm: Some((width, height)), ..Picture::of_page(page) }
    }

    fn unseen(pictures: Vec<Picture>) -> usize {
        Layout { pictures, ..Layout::default() }.unseen_pictures().count()
    }

    #[test]
    fn a_speck_hides_nothing_and_tiles_may() {
        assert_eq!(unseen(vec![picture(1, 11.0, 11.0)]), 0);
        assert_eq!(unseen(vec![picture(1, 11.0, 11.0), picture(2, 11.0, 11.0)]), 0, "a speck on each page");
        assert_eq!(unseen(vec![picture(1, 10.0, 10.0); 16]), 16, "16 tiles of a seal");
        assert_eq!(unseen(vec![picture(1, 160.0, 5.0)]), 1, "a strip of a header");
        assert_eq!(unseen(vec![Picture::of_page(1), picture(1, f64::NAN, f64::NAN)]), 2, "nobody knows how large");
        assert_eq!(unseen(vec![picture(1, -80.0, -80.0), picture(2, 0.0, 0.0)]), 2, "no size at all");
        assert_eq!(unseen(vec![Picture { looked_at: true, ..Picture::of_page(1) }]), 0);
    }
}
