//! DOC, DOT and WPS (Word 97–2003 and what WPS writes alike) to a neutral layout.
//!
//! Enters: the bytes of a compound file with a Word document ([MS-DOC]). Leaves: a [`FlowReading`]: the visible lines with
//! colour and size, pictures, red rules, and everything that could not be looked into. Only what a reader of the printed
//! document would see counts: no deleted or hidden text, no field instructions, no comments, no foreign file opened.
//!
//! The way: `fib` finds the parts, `text` puts the pieces in order, `formatting`, `sprm`, `look` and `styles` say what things
//! look like, `drawings` reads the shapes, `walk` and `shapes` go through the stories and collect.

mod drawings;
mod fib;
mod formatting;
mod look;
mod shapes;
mod sprm;
mod styles;
mod text;
mod walk;

#[cfg(test)]
pub(super) mod tests;

use self::drawings::Layer;
use self::fib::{Fib, Place, Plc, Story};
use self::formatting::Runs;
use self::styles::Styles;
use self::text::Text;
use self::walk::Walk;
use super::compound_properties;
use super::flow::Flow;
use super::flow_reading::FlowReading;
use super::layout::{Hides, Part};
use super::office_art::{self, Blip};
use super::pictures_inside;
use super::{File, ReadError, Reading};
use crate::format::compound::{Compound, Stream};
use crate::little_endian::{u16_at, u32_at};
use evipack_see::Recognizer;
use std::borrow::Cow;

const MM_PER_TWIP: f64 = 25.4 / 1440.0;
/// Page width and margins of a section that says nothing, in twips ([MS-DOC] 2.6.4).
const PAGE_WIDTH: u16 = 12_240;
const MARGIN: u16 = 1800;
/// 2.8.13: before the headers stand the separators of footnotes and endnotes; each section has six stories.
const FIRST_HEADER: usize = 6;

/// The facts of a DOC file.
///
/// # Errors
/// As [`read`].
pub(super) fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    Ok(read(file.bytes, file.recognizer)?.into())
}

/// Reads a DOC; with a recogniser also the pixels of its pictures.
///
/// # Errors
/// [`ReadError::Damaged`] where the container or the text's index cannot be read, [`ReadError::Encrypted`],
/// [`ReadError::Unsupported`] for Word 95 and older, [`ReadError::Limit`] where there is more than any document has. Damage
/// in a lesser part is a gap and a blind spot, not an error.
pub(crate) fn read(bytes: &[u8], recognizer: Option<&dyn Recognizer>) -> Result<FlowReading, ReadError> {
    let missing = |what: &str| ReadError::Damaged(format!("缺少{what}"));
    let file = Compound::open(bytes).ok_or_else(|| ReadError::Damaged("文件的目录无法读取".to_owned()))?;
    let main = file.root_stream("WordDocument").ok_or_else(|| missing("正文"))?;
    let fib = Fib::read(&main.bytes)?;
    let table = file.root_stream(fib.table_name()).ok_or_else(|| missing("正文的索引"))?;
    let data = file.root_stream("Data").unwrap_or_else(|| Stream { whole: true, ..Stream::default() });
    let mut flow = Flow::default();
    if !(main.whole && table.whole && data.whole) {
        flow.blind("文件不完整，部分内容无法读取", Hides::Anything);
    }
    let document = Document::open(&fib, [&main.bytes, &table.bytes, &data.bytes], &mut flow)?;
    let mut walk = Walk::new(&document, flow);
    document.walk(&fib, &table.bytes, &mut walk);

    let (mut flow, pictures) = walk.finish();
    let properties = file
        .root_stream(compound_properties::STREAM)
        .map(|stream| compound_properties::read(&stream.bytes))
        .unwrap_or_default();
    flow.layout.pages = properties.pages;
    flow.layout.signatures = signatures(&file);
    let mut gaps = Vec::new();
    if file.entry("Macros").is_some() {
        gaps.push("文档含有宏，宏未运行也未检查".to_owned());
    }
    let embedded = match recognizer {
        Some(recognizer) => pictures_inside::look_at(
            |name| pictures.get(name).and_then(Blip::file).map(Cow::into_owned),
            &mut flow.layout,
            recognizer,
            &mut gaps,
        ),
        None => Vec::new(),
    };
    let (created, application) = (properties.created, properties.application);
    Ok(FlowReading { created, application, ..FlowReading::of(flow, embedded, gaps) })
}

/// Signatures of the whole file: a storage with one stream each, or one stream in older files ([MS-OFFCRYPTO] 2.5).
fn signatures(file: &Compound<'_>) -> u32 {
    let storage = file.entry("_xmlsignatures").map_or(0, |storage| file.children(Some(storage)).len());
    let all = storage + usize::from(file.entry("_signatures").is_some());
    u32::try_from(all).unwrap_or(u32::MAX)
}

/// The parts of an opened document.
pub(super) struct Document<'a> {
    main: &'a [u8],
    data: &'a [u8],
    text: Text<'a>,
    characters: Runs<'a>,
    paragraphs: Runs<'a>,
    styles: Styles<'a>,
    blips: Vec<Option<Blip<'a>>>,
    /// Shapes of the text, and of the headers and footers.
    layers: [Layer<'a>; 2],
}

impl<'a> Document<'a> {
    /// Opens the parts; what is missing is noted as a blind spot.
    fn open(fib: &Fib<'_>, [main, table, data]: [&'a [u8]; 3], flow: &mut Flow) -> Result<Self, ReadError> {
        let mut part = |place, what: &str, hides| {
            fib.bytes(table, place).unwrap_or_else(|()| {
                flow.blind(format!("{what}无法读取"), hides);
                &[]
            })
        };
        let pieces = part(Place::Pieces, "正文的索引", Hides::Anything);
        let styles = Styles::read(part(Place::Styles, "样式表", Hides::Colour));
        let characters = Runs::of_characters(main, part(Place::CharacterPages, "文字格式", Hides::Colour))?;
        let paragraphs = Runs::of_paragraphs(main, part(Place::ParagraphPages, "段落格式", Hides::Header))?;
        let drawings = part(Place::Drawings, "图形", Hides::Anything);
        let mut layer = |story, boxes, anchors, texts| {
            let anchors = part(anchors, "图形的位置", Hides::Anything);
            let texts = part(texts, "文本框", Hides::Anything);
            Layer::read(fib.range(story).0, anchors, fib.range(boxes).0, texts)
        };
        let mut layers = [
            layer(Story::Main, Story::Boxes, Place::ShapesInText, Place::BoxesInText),
            layer(Story::Headers, Story::HeaderBoxes, Place::ShapesInHeaders, Place::BoxesInHeaders),
        ];
        let store = office_art::record(drawings, 0).filter(|record| record.kind == office_art::STORE);
        let blips = store.map(|store| office_art::stored_pictures(store.content, main)).unwrap_or_default();
        if drawings::put_shapes(drawings, &mut layers) {
            flow.blind("文档中的部分图形无法读取", Hides::Anything);
        }
        let text = Text::read(main, pieces)?;
        if text.lost || fib.range(Story::HeaderBoxes).1 as usize > text.units.len() {
            flow.blind("部分正文无法读取", Hides::Anything);
        }
        if characters.lost || paragraphs.lost {
            flow.blind("部分格式信息无法读取，文字颜色不能确定", Hides::Colour);
        }
        Ok(Self { main, data, text, characters, paragraphs, styles, blips, layers })
    }

    /// Goes through the stories in reading order.
    fn walk(&self, fib: &Fib<'_>, table: &[u8], walk: &mut Walk<'_, 'a>) {
        let part = |place| fib.bytes(table, place).unwrap_or_default();
        let section = self.first_section(Plc::new(part(Place::Sections), 12));
        walk.flow.text_width_mm = section.text_width_mm;
        let headers = Plc::new(part(Place::HeaderStories), 0);
        let base = fib.range(Story::Headers).0;
        let of_page = |index: usize| {
            let (start, end) = (headers.position(FIRST_HEADER + index)?, headers.position(FIRST_HEADER + index + 1)?);
            Some((base.saturating_add(start), base.saturating_add(end)))
        };
        // Those of the first page where it has its own, then the usual ones.
        let first = |index| if section.own_first_page { of_page(index) } else { None };
        for story in [first(4), of_page(1)].into_iter().flatten() {
            walk.tell(story, Part::PageHeader);
        }
        walk.background();
        walk.tell(fib.range(Story::Main), Part::Body);
        walk.boxes_left_over();
        for story in [first(5), of_page(3)].into_iter().flatten() {
            walk.tell(story, Part::PageFooter);
        }
        // Notes stand at the foot of their page.
        walk.tell(fib.range(Story::Footnotes), Part::PageFooter);
        walk.tell(fib.range(Story::Endnotes), Part::PageFooter);
    }

    /// Layout of the first section (2.8.26; properties 2.6.4).
    fn first_section(&self, sections: Plc<'_>) -> Section {
        let place = sections.data(0).and_then(|section| u32_at(section, 2)).filter(|at| *at != u32::MAX);
        let list = place.and_then(|at| {
            let at = at as usize;
            let len = usize::from(u16_at(self.main, at)?);
            self.main.get(at + 2..at + 2 + len)
        });
        let (mut width, mut left, mut right, mut own_first_page) = (PAGE_WIDTH, MARGIN, MARGIN, false);
        for (code, value) in sprm::properties(list.unwrap_or_default()) {
            let word = u16_at(value, 0);
            match code {
                0x300A => own_first_page = value.first() == Some(&1),
                0xB01F => width = word.unwrap_or(width),
                0xB021 => left = word.unwrap_or(left),
                0xB022 => right = word.unwrap_or(right),
                _ => {}
            }
        }
        let text_width_mm = (f64::from(width) - f64::from(left) - f64::from(right)) * MM_PER_TWIP;
        Section { text_width_mm: Some(text_width_mm).filter(|mm| *mm > 0.0), own_first_page }
    }
}

struct Section {
    text_width_mm: Option<f64>,
    own_first_page: bool,
}
