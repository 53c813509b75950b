//! What is kept of a document beside its facts.
//!
//! Enters: the [`Layout`] that a reader made. Leaves: its text, where a rule asks for it, and its parts: each page of a document
//! that has pages of pictures, and each picture, with the cheap look that the structure of the file gives.

use crate::layout::{self, Layout, Line, Picture};
use evipack_core::dossier::text::{Block, Layer, Part, PartKind, Text, Unread};

/// Characters of a document's text that are kept: some 300 pages.
const MOST_CHARACTERS: usize = 300_000;
/// Parts of a document that are kept: as many pages as are read, and two pictures on each.
const MOST_PARTS: usize = 1_500;
/// From this part of its page on, a picture is the page: a scan whose margins were cut.
const WHOLE_PAGE: f64 = 0.7;

/// The text of a document, and the places where nobody read it.
pub(crate) fn text_of(layout: &Layout) -> Text {
    let mut characters = 0;
    let fits = |line: &&Line| {
        characters += line.text.chars().count();
        characters <= MOST_CHARACTERS
    };
    let blocks: Vec<Block> = layout.lines.iter().take_while(fits).map(block).collect();
    let unread = layout.blind_spots.iter().map(|spot| Unread { page: spot.page, why: spot.why.clone() }).collect();
    Text { more: layout.lines.len() - blocks.len(), blocks, unread }
}

fn block(line: &Line) -> Block {
    let layer = match line.part {
        layout::Part::Body => Layer::Body,
        layout::Part::PageHeader => Layer::PageHeader,
        layout::Part::PageFooter => Layer::PageFooter,
        layout::Part::TextBox => Layer::TextBox,
    };
    let read = match line.source {
        layout::Source::Pixels(confidence) => Some(confidence),
        layout::Source::File | layout::Source::Signature => None,
    };
    let place = line.place.map(|place| [place.top, place.left, place.right]);
    Block { text: line.text.clone(), page: line.page, place, layer, read }
}

/// The pages of a document of which one at least is a picture, and its pictures. A page of nothing but text is no part.
pub(crate) fn parts_of(layout: &Layout) -> Vec<Part> {
    let pages: Vec<Part> = match layout.pages.filter(|_| layout.paged) {
        Some(pages) => (1..=pages).take(MOST_PARTS).map(|page| page_part(layout, page)).collect(),
        None => Vec::new(),
    };
    let is_picture = |part: &Part| matches!(part.kind, PartKind::PicturePage | PartKind::MixedPage);
    let pages = if pages.iter().any(is_picture) { pages } else { Vec::new() };
    let pictures = layout.pictures.iter().filter(|picture| !is_whole_page(picture)).map(|picture| Part {
        kind: PartKind::Picture { name: picture.name.clone(), pixels: picture.pixels },
        page: picture.page,
        region: picture.region,
        looked_at: picture.looked_at,
    });
    pages.into_iter().chain(pictures).take(MOST_PARTS).collect()
}

fn page_part(layout: &Layout, page: u32) -> Part {
    let has_text = layout.lines.iter().any(|line| line.page == Some(page) && line.source == layout::Source::File);
    let mut pictures = layout.pictures.iter().filter(|picture| picture.page == Some(page)).peekable();
    let is_empty = pictures.peek().is_none();
    let kind = match (has_text, pictures.any(is_whole_page)) {
        (true, true) => PartKind::MixedPage,
        (false, true) => PartKind::PicturePage,
        (false, false) if is_empty => PartKind::BlankPage,
        _ => PartKind::TextPage,
    };
    Part { kind, page: Some(page), region: None, looked_at: layout.was_looked_at(page) }
}

fn is_whole_page(picture: &Picture) -> bool {
    picture.region.is_some_and(|[_, _, width, height]| width * height >= WHOLE_PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{BlindSpot, Hides, Source};

    fn line(page: u32, text: &str) -> Line {
        Line { page: Some(page), text: text.to_owned(), ..Line::default() }
    }

    #[test]
    fn the_pages_of_a_mixed_document_are_parts_and_those_of_a_text_are_not() {
        let seal = Picture { region: Some([0.6, 0.7, 0.2, 0.1]), ..Picture::of_page(3) };
        let mut layout = Layout {
            pages: Some(4),
            paged: true,
            lines: vec![line(1, "正文"), line(2, "页码"), Line { source: Source::Pixels(0.9), ..line(3, "扫描") }],
            pictures: vec![Picture::of_page(2), Picture::of_page(3), seal.clone()],
            looked: vec![3],
            ..Layout::default()
        };
        let kinds: Vec<PartKind> = parts_of(&layout).into_iter().map(|part| part.kind).collect();
        let picture = PartKind::Picture { name: None, pixels: None };
        let pages = [PartKind::TextPage, PartKind::MixedPage, PartKind::PicturePage, PartKind::BlankPage];
        assert_eq!(kinds[..4], pages);
        assert_eq!(kinds[4..], [picture]);
        let looked: Vec<bool> = parts_of(&layout).iter().map(|part| part.looked_at).collect();
        assert_eq!(looked, [false, false, true, false, false]);
        layout.pictures = vec![seal];
        assert_eq!(parts_of(&layout).len(), 1, "only the picture");
    }

    #[test]
    fn a_text_says_where_it_was_not_read_and_how_much_is_left_out() {
        let long = "长".repeat(MOST_CHARACTERS);
        let why = "第 2 页没有识别".to_owned();
        let spot = BlindSpot { page: Some(2), why, hides: Hides::Text, pixels_tell: false };
        let lines = vec![line(1, "标题"), line(1, &long), line(1, "结尾")];
        let text = text_of(&Layout { lines, blind_spots: vec![spot], ..Layout::default() });
        assert_eq!((text.blocks.len(), text.more, text.unread.len()), (1, 2, 1));
        assert_eq!((text.blocks[0].text.as_str(), text.blocks[0].read), ("标题", None));
    }
}
