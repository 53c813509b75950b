//! Layout to facts of a document: what the lines, pictures and rules mean.
//!
//! Enters: the neutral [`Layout`] of a document, whatever its format. Leaves: its [`DocumentFacts`]. The rule over all:
//! absent only where every place that could show the thing was read as text; a picture, a scan or a blind spot at such a
//! place makes it unknown.

mod head;
mod tail;
mod title;

use super::date;
use super::layout::{Hides, Layout, Line, Part, Picture};
use crate::facts::{Basis, DocumentFacts, Fact, Seal, SignatureState};

/// Lines of a document without pages that can still belong to its head: joint issuers' marks, number, title.
const HEAD_LINES: usize = 15;
/// Part of the first page that its head can fill: in the form with 文件 the red rule lies about 110 of 297 mm down, joint
/// issuers push it lower (GB/T 9704-2012 7.2).
const HEAD_PART: f64 = 0.5;
/// Fewer lines than this are no paper but a fragment: nothing is called absent from them.
const FEWEST_LINES: usize = 3;

const SCAN: &str = "扫描件，需要看图识别";
const NO_TEXT: &str = "没有可读的文字，需要看图识别";
const TOO_LITTLE: &str = "文字太少，不能确认";

/// What a file says of itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origin {
    /// Where the statements stand.
    pub(crate) basis: Option<Basis>,
    pub(crate) software: Option<String>,
    /// A time as PDF (`D:20260407101500+08'00'`) or ISO 8601 writes it.
    pub(crate) created: Option<String>,
}

/// Derives every fact of a document.
pub(crate) fn document_facts(layout: &Layout, scan: bool, photo_pictures: u32, origin: Origin) -> DocumentFacts {
    let text = Text { layout, scan };
    DocumentFacts {
        red_header: head::red_header(&text),
        number: head::number(&text),
        seal: seal(&text),
        signature: if layout.signatures > 0 {
            Fact::known(SignatureState::Unverifiable, Basis::Signature)
        } else {
            Fact::absent([Basis::Signature])
        },
        date: tail::date(&text),
        title: title::title(&text),
        issuer: tail::issuer(&text),
        pages: match layout.pages {
            Some(pages) => Fact::known(pages, Basis::Structure),
            None => Fact::unknown("这种格式不记录页数"),
        },
        pictures: if scan { Fact::unknown(SCAN) } else { Fact::known(photo_pictures, Basis::Pictures) },
        software: stated(origin.software, origin.basis.as_ref()),
        created: stated(origin.created.as_deref().and_then(date::metadata_time), origin.basis.as_ref()),
    }
}

/// A statement of the file about itself, or its absence.
fn stated(value: Option<String>, basis: Option<&Basis>) -> Fact<String> {
    let basis = basis.cloned().unwrap_or(Basis::Structure);
    match value {
        Some(value) => Fact::known(value, basis),
        None => Fact::absent([basis]),
    }
}

/// A document and the questions that all elements ask of it.
struct Text<'a> {
    layout: &'a Layout,
    scan: bool,
}

impl<'a> Text<'a> {
    /// The lines of the first page, or the first lines where there are no pages.
    fn first_page(&self) -> impl Iterator<Item = &'a Line> {
        let paged = self.layout.paged;
        self.layout
            .lines
            .iter()
            .filter(|line| line.part != Part::PageFooter && !line.text.is_empty())
            .enumerate()
            .take_while(move |(index, line)| if paged { true } else { *index < 2 * HEAD_LINES || line.red })
            .filter(move |(_, line)| !paged || line.page == Some(1))
            .map(|(_, line)| line)
    }

    /// The lines that can belong to the head.
    fn head(&self) -> impl Iterator<Item = &'a Line> {
        let paged = self.layout.paged;
        self.first_page().enumerate().filter_map(move |(index, line)| {
            let inside = match line.place {
                Some(place) if paged => place.top < HEAD_PART,
                _ => index < HEAD_LINES,
            };
            inside.then_some(line)
        })
    }

    /// Why something in the head may have gone unseen; `None`: all of it was read.
    fn head_unseen(&self) -> Option<String> {
        if let Some(why) = self.unseen_as_a_whole() {
            return Some(why);
        }
        let first = |page: Option<u32>| page.is_none_or(|page| page == 1);
        if let Some(spot) = self.layout.blind_spots.iter().find(|s| s.hides == Hides::Anything && first(s.page)) {
            return Some(spot.why.clone());
        }
        self.layout
            .pictures
            .iter()
            .any(|picture| self.picture_in_head(picture))
            .then(|| "首页有图片，可能就在图片里，需要看图识别".to_owned())
    }

    /// Why the whole document cannot be read as text.
    fn unseen_as_a_whole(&self) -> Option<String> {
        let lines = self.layout.lines.iter().filter(|line| !line.text.is_empty()).count();
        if self.scan {
            Some(SCAN.to_owned())
        } else if lines == 0 {
            Some(NO_TEXT.to_owned())
        } else if lines < FEWEST_LINES {
            Some(TOO_LITTLE.to_owned())
        } else {
            None
        }
    }

    fn picture_in_head(&self, picture: &Picture) -> bool {
        if self.layout.paged {
            picture.page.is_none_or(|page| page == 1) && picture.region.is_none_or(|[_, y, _, _]| y < HEAD_PART)
        } else {
            picture.part != Part::Body || picture.after_lines < HEAD_LINES
        }
    }

    /// Where a line was read.
    fn basis(line: &Line) -> Basis {
        match (line.part, line.page) {
            (_, Some(page)) => Basis::PdfText { page },
            (Part::PageHeader | Part::PageFooter, None) => Basis::PageHeader,
            (Part::TextBox, None) => Basis::TextBox,
            (Part::Body, None) => Basis::DocumentText,
        }
    }

    /// The places where the head was looked for.
    fn looked(&self) -> Vec<Basis> {
        if self.layout.paged {
            vec![Basis::PdfText { page: 1 }, Basis::PdfDrawing { page: 1 }, Basis::Pictures]
        } else {
            vec![Basis::PageHeader, Basis::TextBox, Basis::DocumentText, Basis::Pictures]
        }
    }
}

/// The official seals 公章 (GB/T 9704-2012 7.3.5). Known only where drawn as vectors; absent only where the whole document
/// has no picture, no signature and nothing unread; a picture may be a seal, a signature may carry one.
fn seal(text: &Text<'_>) -> Fact<Vec<Seal>> {
    let layout = text.layout;
    if let Some(first) = layout.vector_seals.first() {
        return Fact::known(layout.vector_seals.clone(), Basis::PdfDrawing { page: first.page });
    }
    if let Some(why) = text.unseen_as_a_whole() {
        return Fact::unknown(why);
    }
    if layout.signatures > 0 {
        return Fact::unknown("有电子签名，本版本还不能验证其中的印章");
    }
    if let Some(spot) = layout.blind_spots.first() {
        return Fact::unknown(spot.why.clone());
    }
    if !layout.pictures.is_empty() {
        return Fact::unknown("文件里有图片，印章可能在图片里，需要看图识别");
    }
    let mut looked = text.looked();
    looked.push(Basis::Signature);
    Fact::absent(looked)
}

#[cfg(test)]
mod tests;
