//! What of a layout counts as its head, and what keeps anybody from saying that something is not there.
//!
//! Enters: a [`Layout`]. Leaves: a [`View`] with the lines of the head and the gaps in what was seen.

use crate::layout::{Hides, Layout, Line, Part, Picture, Source};
use evipack_core::facts::Basis;
use evipack_core::fold::ideographs;

/// Why nothing is read from a scan.
pub(crate) const SCAN: &str = "扫描件，需要看图识别";
/// Why nothing is read from a document without text.
const NO_TEXT: &str = "没有可读的文字，需要看图识别";

/// Head of a document without pages, in body lines: copy number, secrecy, urgency, a stacked mark, number, title.
const HEAD_LINES: usize = 15;
/// Lines of a page by GB/T 9704-2012, 5.2.3: what stands after them stands on another page.
const PAGE_LINES: usize = 22;
/// A picture that reaches into this part of page 1 can hold a header.
const PICTURE_HEAD: f64 = 0.5;
/// Fewer lines or ideographs than a paper of a few words: more is probably there that was not read, unless pixels show that the
/// head is blank around them.
const FEWEST_LINES: usize = 3;
const FEWEST_IDEOGRAPHS: usize = 20;
/// Pages the readers go to; listing more places as looked at would be untrue.
pub(super) const MOST_PAGES: u32 = 500;

/// A layout with its head marked off.
pub(super) struct View<'a> {
    pub(super) layout: &'a Layout,
    pub(super) scan: bool,
    /// Indices of the visible lines of the head, in reading order.
    pub(super) head: Vec<usize>,
    /// Indices of the visible lines of the first page (of what must be on it, where there are no pages), head included.
    pub(super) first_page: Vec<usize>,
}

impl<'a> View<'a> {
    pub(super) fn new(layout: &'a Layout, scan: bool) -> Self {
        let (mut head, mut first_page, mut body) = (Vec::new(), Vec::new(), 0);
        for (index, line) in layout.lines.iter().enumerate() {
            if line.text.trim().is_empty() || line.part == Part::PageFooter {
                continue;
            }
            body += usize::from(line.part == Part::Body);
            let (in_head, in_page) = if layout.paged {
                let first = line.page.is_none_or(|page| page <= 1);
                (first && line.place.is_none_or(|place| layout.head.holds(place.top)), first)
            } else {
                (body <= HEAD_LINES, body <= PAGE_LINES)
            };
            if in_head {
                head.push(index);
            }
            if in_page {
                first_page.push(index);
            }
        }
        Self { layout, scan, head, first_page }
    }

    pub(super) fn line(&self, index: usize) -> &'a Line {
        static NOTHING: Line = Line {
            source: Source::File,
            text: String::new(),
            page: None,
            place: None,
            size_pt: 0.0,
            red: false,
            part: Part::Body,
            centred: false,
        };
        self.layout.lines.get(index).unwrap_or(&NOTHING)
    }

    /// Where a line was seen.
    pub(super) fn basis(&self, index: usize) -> Basis {
        let line = self.line(index);
        if let Source::Pixels(_) = line.source {
            return Basis::Pixels { page: line.page };
        }
        match line.part {
            _ if self.layout.paged => Basis::PdfText { page: line.page.unwrap_or(1) },
            Part::PageHeader => Basis::PageHeader,
            Part::TextBox => Basis::TextBox,
            Part::Body | Part::PageFooter => Basis::DocumentText,
        }
    }

    /// Whether a line stands on the first page.
    pub(super) fn on_first_page(&self, index: usize) -> bool {
        self.first_page.binary_search(&index).is_ok()
    }

    /// Whether a line stands above the running text of the first page, as far as anybody knows where that begins.
    pub(super) fn above_text(&self, index: usize) -> bool {
        let place = self.line(index).place;
        place.zip(self.layout.text_from).is_none_or(|(place, text)| place.top < text)
    }

    /// The places of the whole document that were looked at for text.
    pub(super) fn text_looked(&self) -> Vec<Basis> {
        if self.layout.paged {
            let pages = self.layout.pages.unwrap_or(1).clamp(1, MOST_PAGES);
            let pages = 1..=pages;
            pages.map(|page| self.text_of(page)).chain([Basis::Pictures]).collect()
        } else {
            self.head_looked()
        }
    }

    /// Where the text of a page was looked for.
    fn text_of(&self, page: u32) -> Basis {
        if self.layout.was_looked_at(page) { Basis::Pixels { page: Some(page) } } else { Basis::PdfText { page } }
    }

    /// The places of a head that were looked at.
    pub(super) fn head_looked(&self) -> Vec<Basis> {
        if self.layout.paged {
            match self.text_of(1) {
                text @ Basis::Pixels { .. } => vec![text],
                text => vec![text, Basis::PdfDrawing { page: 1 }, Basis::Pictures],
            }
        } else {
            vec![Basis::PageHeader, Basis::TextBox, Basis::DocumentText, Basis::Pictures]
        }
    }

    /// Why nothing may be called absent anywhere; `None` if text was there to look at.
    pub(super) fn text_gap(&self) -> Option<String> {
        if self.scan {
            return Some(SCAN.to_owned());
        }
        let mut lines = self.layout.lines.iter().filter(|line| !line.text.trim().is_empty());
        lines.next().is_none().then(|| NO_TEXT.to_owned())
    }

    /// Why nothing may be called absent in the head of the document.
    pub(super) fn head_gap(&self) -> Option<String> {
        self.head_hidden().or_else(|| if self.layout.head_is_read { None } else { self.too_little_text() })
    }

    /// Why a red header may not be called absent: what hides the head, or the colour of it, or a first page of so few words that more
    /// is probably there, unless pixels show that nothing red is.
    pub(super) fn header_gap(&self) -> Option<String> {
        let is_read = self.layout.head_is_read || self.layout.red_is_read;
        let too_little = || if is_read { None } else { self.too_little_text() };
        self.colour_gap().or_else(|| self.head_hidden()).or_else(too_little)
    }

    fn head_hidden(&self) -> Option<String> {
        if let Some(gap) = self.text_gap() {
            return Some(gap);
        }
        let here = |page: Option<u32>| !self.layout.paged || page.is_none_or(|page| page <= 1);
        let spots = &self.layout.blind_spots;
        if let Some(spot) = spots.iter().find(|spot| spot.hides == Hides::Anything && here(spot.page)) {
            return Some(spot.why.clone());
        }
        let mut unseen = self.layout.unseen_pictures().filter(|picture| self.may_hold_head(picture));
        unseen.next().map(|_| "首页含图片，版头可能在图片里，需要看图识别".to_owned())
    }

    fn too_little_text(&self) -> Option<String> {
        let text: usize = self.first_page.iter().map(|&index| ideographs(&self.line(index).text)).sum();
        (self.first_page.len() < FEWEST_LINES || text < FEWEST_IDEOGRAPHS)
            .then(|| "首页可读文字太少，可能还有未读出的内容".to_owned())
    }

    /// Why a number may not be called absent though all else was read: a line of the first page is not legible.
    /// Or red print that is none of the mark's lines stands there, in pixels: a stamp that may lie over the number.
    pub(super) fn number_gap(&self, mark: &[usize]) -> Option<String> {
        let first = |page: Option<u32>| page.is_none_or(|page| page <= 1);
        let spots = &mut self.layout.blind_spots.iter();
        let hidden = spots.find(|spot| spot.hides == Hides::Number && first(spot.page)).map(|spot| spot.why.clone());
        let is_stamp = |line: &&Line| line.red && matches!(line.source, Source::Pixels(_));
        let is_other = |index: &&usize| !mark.contains(index) && self.above_text(**index);
        let others = self.head.iter().filter(is_other).map(|&index| self.line(index));
        let stamp = || others.into_iter().find(is_stamp);
        hidden.or_else(|| stamp().map(|line| format!("首页上部有红色字样“{}”，可能盖住了发文字号", line.text.trim())))
    }

    /// Why red may not be called absent on page 1: it is a copy without colour, or bears red ink that was not read.
    pub(super) fn colour_gap(&self) -> Option<String> {
        let first = |page: Option<u32>| page.is_none_or(|page| page <= 1);
        let spot = self
            .layout
            .blind_spots
            .iter()
            .find(|spot| matches!(spot.hides, Hides::Colour | Hides::Header) && first(spot.page));
        spot.map(|spot| spot.why.clone())
    }

    /// Whether a picture can be a header: on the top half of page 1, in a page header or text box, before the end of the
    /// first page, or nobody knows where.
    fn may_hold_head(&self, picture: &Picture) -> bool {
        if self.layout.paged {
            let first = picture.page.is_none_or(|page| page <= 1);
            // Written so that a place that is no number counts as "could be".
            let below = picture.region.is_some_and(|[_, top, _, _]| top >= PICTURE_HEAD);
            return first && !below;
        }
        let unplaced = picture.after_lines > self.layout.lines.len();
        match picture.part {
            Part::PageHeader | Part::TextBox => true,
            Part::PageFooter => false,
            Part::Body => unplaced || picture.after_lines < PAGE_LINES,
        }
    }

    /// Why nothing may be called absent in the whole document: anything unread, any picture.
    pub(super) fn document_gap(&self) -> Option<String> {
        if let Some(gap) = self.text_gap() {
            return Some(gap);
        }
        let hides_text = |hides| matches!(hides, Hides::Anything | Hides::Text | Hides::Number);
        if let Some(spot) = self.layout.blind_spots.iter().find(|spot| hides_text(spot.hides)) {
            return Some(spot.why.clone());
        }
        self.layout.unseen_pictures().next().map(|_| "文档含图片，需要看图识别".to_owned())
    }
}
