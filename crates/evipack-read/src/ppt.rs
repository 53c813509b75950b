//! PPT and DPS (PowerPoint 97–2003 and what WPS writes alike) to a neutral layout.
//!
//! Enters: the bytes of a compound file with a presentation ([MS-PPT]). Leaves: the text of the slides in their order, the
//! pictures on them, and what could not be looked into. Colours of text are not read: that is a blind spot, so nobody calls
//! a red header absent. Notes, comments and masters are not read.
//!
//! The way: the last edit names where each part stands (2.1.2); the document lists its slides; each slide is a drawing.

use super::compound_properties;
use super::drawn::{Drawn, HOST_CONTROL};
use super::elements::{Origin, document_facts};
use super::flow::{Flow, RunLook, Writing};
use super::layout::{Hides, Part};
use super::office_art::{self, Blip, MAX_PICTURES, Record, Shape, records};
use super::pictures_inside;
use super::{File, ReadError, Reading};
use crate::format::compound::{Compound, Stream};
use crate::little_endian::{i16_at, i32_at, u32_at};
use evipack_core::facts::{Basis, Kind};
use evipack_see::Recognizer;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

#[cfg(test)]
mod tests;

/// Kinds of records (2.13.24).
const DOCUMENT: u16 = 0x03E8;
const SLIDE: u16 = 0x03EE;
const SLIDE_PLACE: u16 = 0x03F3;
const DRAWING_GROUP: u16 = 0x040B;
const DRAWING: u16 = 0x040C;
const TEXT_REFERENCE: u16 = 0x0F9E;
const TEXT_HEAD: u16 = 0x0F9F;
const WIDE_TEXT: u16 = 0x0FA0;
const NARROW_TEXT: u16 = 0x0FA8;
const SLIDE_LIST: u16 = 0x0FF0;
const EDIT: u16 = 0x0FF5;
const PLACES: u16 = 0x1772;
/// 2.3.2: what the list of the current user says of an encrypted file.
const ENCRYPTED: u32 = 0xF3D1_C4DF;
/// Edits since the file was last saved whole, and slides, that are followed.
const MAX_EDITS: usize = 4096;
const MAX_SLIDES: usize = 10_000;
/// Characters of all slides together; more is a file that repeats itself.
const MAX_TEXT: usize = 8 << 20;
/// Size of text that says nothing; titles are larger, which is not read.
const TEXT_PT: f64 = 18.0;
/// Units of a slide (2.12.6, master units).
const MM_PER_UNIT: f64 = 25.4 / 576.0;

/// The facts of a presentation.
///
/// # Errors
/// As [`read`].
pub(super) fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    read(file.bytes, file.recognizer)
}

/// Reads a presentation; with a recogniser also the pixels of its pictures.
///
/// # Errors
/// [`ReadError::Damaged`] where the container or the list of slides cannot be read, [`ReadError::Encrypted`].
pub(crate) fn read(bytes: &[u8], recognizer: Option<&dyn Recognizer>) -> Result<Reading, ReadError> {
    let damaged = |what: &str| ReadError::Damaged(what.to_owned());
    let file = Compound::open(bytes).ok_or_else(|| damaged("文件的目录无法读取"))?;
    let main = file.root_stream("PowerPoint Document").ok_or_else(|| damaged("缺少正文"))?;
    let user = file.root_stream("Current User").ok_or_else(|| damaged("缺少当前版本的位置"))?;
    if u32_at(&user.bytes, 12) == Some(ENCRYPTED) {
        return Err(ReadError::Encrypted);
    }
    let pictures = file.root_stream("Pictures").unwrap_or_else(|| Stream { whole: true, ..Stream::default() });
    let parts = Parts::read(&main.bytes, u32_at(&user.bytes, 16).unwrap_or(0))?;
    let document = parts.document().ok_or_else(|| damaged("缺少幻灯片的列表"))?;
    let blips = Parts::blips(document, &pictures.bytes);
    let mut show = Show { flow: Flow::default(), blips, names: BTreeMap::new(), pictures: 0, text: 0 };
    show.flow.blind("演示文稿的文字颜色没有读取", Hides::Colour);
    if !(main.whole && pictures.whole) {
        show.flow.blind("文件不完整，部分内容无法读取", Hides::Anything);
    }
    show.slides(&parts, document)?;

    let properties = file.root_stream(compound_properties::STREAM);
    let properties = properties.map(|stream| compound_properties::read(&stream.bytes)).unwrap_or_default();
    let Show { mut flow, names, .. } = show;
    let mut gaps = Vec::new();
    let bytes_of = |name: &str| names.get(name).and_then(Blip::file).map(Cow::into_owned);
    let embedded = match recognizer {
        Some(recognizer) => pictures_inside::look_at(bytes_of, &mut flow.layout, recognizer, &mut gaps),
        None => Vec::new(),
    };
    let origin =
        Origin { basis: Some(Basis::Properties), software: properties.application, created: properties.created };
    let facts = document_facts(&flow.layout, false, flow.photo_pictures, origin);
    Ok(Reading { embedded, ..Reading::document(Kind::Document, flow.layout, facts, gaps) })
}

/// Where the parts of a presentation stand.
struct Parts<'a> {
    stream: &'a [u8],
    places: BTreeMap<u32, u32>,
    document: u32,
}

impl<'a> Parts<'a> {
    /// Follows the edits from the last to the first; what a later one says holds (2.1.2).
    fn read(stream: &'a [u8], last: u32) -> Result<Self, ReadError> {
        let mut parts = Self { stream, places: BTreeMap::new(), document: 0 };
        let (mut at, mut seen) = (last, HashSet::new());
        while seen.len() < MAX_EDITS && seen.insert(at) {
            let Some(edit) = office_art::record(stream, at as usize).filter(|record| record.kind == EDIT) else {
                break;
            };
            if seen.len() == 1 {
                parts.document = u32_at(edit.content, 16).unwrap_or(0);
            }
            if let Some(places) = u32_at(edit.content, 12)
                .and_then(|places| office_art::record(stream, places as usize))
                .filter(|record| record.kind == PLACES)
            {
                parts.put_places(places.content);
            }
            match u32_at(edit.content, 8) {
                Some(before) if before != 0 => at = before,
                _ => break,
            }
        }
        if parts.places.is_empty() {
            Err(ReadError::Damaged("幻灯片的索引缺失或损坏".to_owned()))
        } else {
            Ok(parts)
        }
    }

    /// 2.3.5: runs of numbers, each with the places of its parts.
    fn put_places(&mut self, list: &[u8]) {
        let mut at = 0;
        while let Some(head) = u32_at(list, at) {
            let (first, count) = (head & 0xF_FFFF, head >> 20);
            for index in 0..count {
                at += 4;
                let Some(place) = u32_at(list, at) else { return };
                self.places.entry(first.saturating_add(index)).or_insert(place);
            }
            at += 4;
        }
    }

    fn part(&self, number: u32, kind: u16) -> Option<Record<'a>> {
        office_art::record(self.stream, *self.places.get(&number)? as usize).filter(|record| record.kind == kind)
    }

    fn document(&self) -> Option<Record<'a>> {
        self.part(self.document, DOCUMENT)
    }

    fn blips(document: Record<'a>, pictures: &'a [u8]) -> Vec<Option<Blip<'a>>> {
        let group = records(document.content).find(|record| record.kind == DRAWING_GROUP);
        let store = group.and_then(|group| records(group.content).find(|record| record.kind == office_art::STORE));
        store.map(|store| office_art::stored_pictures(store.content, pictures)).unwrap_or_default()
    }
}

/// A presentation while it is read.
struct Show<'a> {
    flow: Flow,
    blips: Vec<Option<Blip<'a>>>,
    names: BTreeMap<String, Blip<'a>>,
    /// Pictures and characters so far.
    pictures: usize,
    text: usize,
}

impl<'a> Show<'a> {
    /// The slides in the order of the list (2.4.14.3); the outline's texts stand there, behind their slide.
    fn slides(&mut self, parts: &Parts<'a>, document: Record<'a>) -> Result<(), ReadError> {
        let list = records(document.content).find(|record| record.kind == SLIDE_LIST && record.instance == 0);
        let mut slides: Vec<(u32, Vec<String>)> = Vec::new();
        for record in records(list.map(|list| list.content).unwrap_or_default()) {
            match record.kind {
                SLIDE_PLACE if slides.len() < MAX_SLIDES => {
                    slides.push((u32_at(record.content, 0).unwrap_or(0), Vec::new()));
                }
                TEXT_HEAD => {
                    if let Some((_, texts)) = slides.last_mut() {
                        texts.push(String::new());
                    }
                }
                _ => {
                    if let Some(text) = slides.last_mut().and_then(|(_, texts)| texts.last_mut()) {
                        text.extend(text_of(&record));
                    }
                }
            }
        }
        let mut met = HashSet::new();
        self.flow.layout.pages = u32::try_from(slides.len()).ok().filter(|pages| *pages > 0);
        for (number, texts) in &slides {
            match parts.part(*number, SLIDE) {
                Some(slide) if met.insert(slide.at) => self.slide(slide, texts)?,
                Some(_) => {}
                None => self.flow.blind("有幻灯片无法读取", Hides::Anything),
            }
        }
        Ok(())
    }

    fn slide(&mut self, slide: Record<'a>, texts: &[String]) -> Result<(), ReadError> {
        let drawing = records(slide.content).find(|record| record.kind == DRAWING);
        let drawings = records(drawing.map(|drawing| drawing.content).unwrap_or_default());
        for drawing in drawings.filter(|record| record.kind == office_art::DRAWING) {
            let (shapes, lost) = office_art::shapes(drawing.content);
            if lost {
                self.flow.blind("演示文稿中的部分图形无法读取", Hides::Anything);
            }
            for shape in &shapes {
                self.shape(shape, texts)?;
            }
        }
        Ok(())
    }

    fn shape(&mut self, shape: &Shape<'a>, texts: &[String]) -> Result<(), ReadError> {
        if !shape.is_shown() {
            return Ok(());
        }
        for part in &shape.parts {
            self.shape(part, texts)?;
        }
        if shape.is_group() {
            return Ok(());
        }
        let size_mm = size_mm(shape);
        if shape.is_object() {
            self.flow.embedded_object(None);
        } else if shape.form == HOST_CONTROL {
            self.flow.control();
        }
        for number in [shape.picture(), shape.fill_picture()].into_iter().flatten() {
            self.picture(number, size_mm);
        }
        let drawn = Drawn { form: shape.form, free: shape.is_free(), line: shape.line(), fill: shape.fill(), size_mm };
        match &shape.art_text {
            Some(text) => self.flow.art_text(text, drawn, Part::TextBox),
            None => self.flow.judge_drawn(drawn),
        }
        self.texts(shape, texts)
    }

    /// The text of a shape: its own, or one of the outline.
    fn texts(&mut self, shape: &Shape<'a>, texts: &[String]) -> Result<(), ReadError> {
        for client in shape.client.iter().filter(|record| record.kind == office_art::CLIENT_TEXT) {
            let mut text = String::new();
            for record in records(client.content) {
                match record.kind {
                    TEXT_REFERENCE => {
                        let index = u32_at(record.content, 0).unwrap_or(u32::MAX) as usize;
                        text.push_str(texts.get(index).map(String::as_str).unwrap_or_default());
                    }
                    _ => text.extend(text_of(&record)),
                }
            }
            self.text = self.text.saturating_add(text.len());
            if self.text > MAX_TEXT {
                return Err(ReadError::Limit("演示文稿的字数过多".to_owned()));
            }
            // Paragraphs end with a carriage return, lines with a vertical tab.
            for line in text.split(['\r', '\u{B}']) {
                let mut writing = Writing::default();
                writing.push(line, &RunLook { size_pt: Some(TEXT_PT), ..RunLook::default() });
                self.flow.push_lines(writing.finish(), Part::Body);
            }
        }
        Ok(())
    }

    fn picture(&mut self, number: u32, size_mm: Option<(f64, f64)>) {
        let blip = self.blips.get((number as usize).wrapping_sub(1)).copied().flatten();
        let Some(blip) = blip else { return self.flow.missing_picture(false) };
        let name = format!("image{number}.{}", blip.kind.extension());
        if self.pictures >= MAX_PICTURES {
            return self.flow.blind("演示文稿中的图片过多，没有全部读取", Hides::Anything);
        }
        self.pictures += 1;
        self.flow.push_picture(blip.head(), Some(name.clone()), size_mm, Part::Body, 0);
        self.names.insert(name, blip);
    }
}

/// 2.9.42, 2.9.43: text in UTF-16, or its low bytes alone.
fn text_of(record: &Record<'_>) -> Option<String> {
    match record.kind {
        WIDE_TEXT => {
            let units = record.content.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            Some(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
        }
        NARROW_TEXT => Some(record.content.iter().map(|byte| char::from(*byte)).collect()),
        _ => None,
    }
}

/// 2.7.1: top, left, right, bottom in 16 or 32 bits.
fn size_mm(shape: &Shape<'_>) -> Option<(f64, f64)> {
    let place = shape.client.iter().find(|record| record.kind == office_art::CLIENT_PLACE)?.content;
    let side = |index: usize| match place.len() {
        8 => i16_at(place, 2 * index).map(f64::from),
        _ => i32_at(place, 4 * index).map(f64::from),
    };
    let (top, left, right, bottom) = (side(0)?, side(1)?, side(2)?, side(3)?);
    Some(((right - left).abs() * MM_PER_UNIT, (bottom - top).abs() * MM_PER_UNIT))
}
