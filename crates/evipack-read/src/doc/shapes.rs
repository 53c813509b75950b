//! Pictures in the text, floating shapes, art text, and what cannot be looked into.
//!
//! Enters: a picture character's place in the data stream, or the shapes anchored at a character. Leaves: pictures, lines of
//! text boxes, red rules and blind spots into the flow. A red circle may be a drawn seal; it is never called one here.

use super::MM_PER_TWIP;
use super::look::CharacterLook;
use super::walk::Walk;
use crate::drawn::{Drawn, HOST_CONTROL, PICTURE_FRAME};
use crate::layout::{Hides, Part};
use crate::little_endian::{u8_at, u16_at, u32_at};
use crate::office_art::{self, Blip, MAX_PICTURES, Shape};
use crate::picture_head::{PictureHead, PictureKind};

/// A picture's head in the data stream (2.9.190): its length, how it is stored, and its size.
const PICTURE_HEAD_LEN: usize = 68;
/// 2.9.157: a picture with its file's name before it.
const WITH_NAME: u16 = 0x66;
const WITH_SHAPE: u16 = 0x64;

impl<'a> Walk<'_, 'a> {
    /// The picture of a picture character.
    pub(super) fn inline_picture(&mut self, look: &CharacterLook) {
        let Some(at) = look.picture.filter(|_| !look.data) else { return };
        let data = self.document.data;
        let picture = u32_at(data, at as usize)
            .and_then(|len| data.get(at as usize..(at as usize).checked_add(len as usize)?))
            .filter(|picture| picture.len() >= PICTURE_HEAD_LEN);
        let Some(picture) = picture else { return self.flow.missing_picture(false) };
        let word = |at| f64::from(u16_at(picture, at).unwrap_or(0));
        let side = |goal: usize, scale: usize| word(goal) * word(scale) / 1000.0 * MM_PER_TWIP;
        let size_mm = Some((side(28, 32), side(30, 34))).filter(|(width, height)| *width > 0.0 && *height > 0.0);
        let stored_as = u16_at(picture, 6).unwrap_or(0);
        let mut from = usize::from(u16_at(picture, 4).unwrap_or(0)).max(PICTURE_HEAD_LEN);
        if stored_as == WITH_NAME {
            from += 1 + usize::from(u8_at(picture, from).unwrap_or(0));
        }
        let drawn = picture.get(from..).unwrap_or_default();
        if !matches!(stored_as, WITH_NAME | WITH_SHAPE) {
            // A metafile or bitmap of old, without a head of its own.
            let head = PictureHead { kind: PictureKind::Metafile, pixels: None };
            let (part, own_lines) = (self.here(), self.writing.visible_lines());
            return self.flow.push_picture(head, None, size_mm, part, own_lines);
        }
        let blips: Vec<Blip<'a>> = office_art::records(drawn).filter_map(|record| Blip::of(&record)).collect();
        let shapes = office_art::shapes(drawn).0;
        for blip in &blips {
            self.push_blip(*blip, size_mm);
        }
        for shape in shapes.iter().filter(|_| blips.is_empty()) {
            if shape.form == PICTURE_FRAME || shape.picture().is_some() {
                self.flow.missing_picture(true);
            }
            self.flow.judge_drawn(Self::drawn(shape, size_mm));
        }
        if blips.is_empty() && shapes.is_empty() {
            self.flow.missing_picture(false);
        }
    }

    /// The shapes that a character carries; says whether there are any. Those that are not shown are met all the same: nobody
    /// misses their text.
    pub(super) fn anchored(&mut self, cp: u32, shown: bool) -> bool {
        let document = self.document;
        let layer = usize::from(self.part != Part::Body);
        let Some(shapes) = document.layers.get(layer) else { return false };
        for anchor in shapes.anchors(cp) {
            match shapes.shape(anchor.shape) {
                Some(shape) if shown => self.shape(layer, shape, anchor.size_mm),
                Some(shape) => self.pass_over(layer, shape),
                None if shown => self.flow.blind("文档中有图形无法读取", Hides::Anything),
                None => {}
            }
        }
        !shapes.anchors(cp).is_empty()
    }

    /// A picture behind the whole page.
    pub(super) fn background(&mut self) {
        let document = self.document;
        if let [layer, _] = &document.layers
            && let Some(number) = layer.background.as_ref().and_then(Shape::fill_picture)
        {
            self.shared_picture(number, None);
        }
    }

    fn pass_over(&mut self, layer: usize, shape: &Shape<'_>) {
        self.met.insert((layer, shape.id));
        for part in &shape.parts {
            self.pass_over(layer, part);
        }
    }

    fn shape(&mut self, layer: usize, shape: &Shape<'a>, size_mm: Option<(f64, f64)>) {
        if !shape.is_shown() {
            return self.pass_over(layer, shape);
        }
        if !self.met.insert((layer, shape.id)) {
            return;
        }
        for part in &shape.parts {
            self.shape(layer, part, shape.size_of_part(part, size_mm));
        }
        if shape.is_group() {
            return;
        }
        if shape.is_object() {
            self.flow.embedded_object(None);
        } else if shape.form == HOST_CONTROL {
            self.flow.control();
        }
        match shape.picture() {
            Some(number) => self.shared_picture(number, size_mm),
            None if shape.form == PICTURE_FRAME => self.flow.missing_picture(true),
            None => {}
        }
        if let Some(number) = shape.fill_picture() {
            self.shared_picture(number, size_mm);
        }
        let drawn = Self::drawn(shape, size_mm);
        if let Some(text) = &shape.art_text {
            let part = if self.part == Part::Body { Part::TextBox } else { self.part };
            self.flow.art_text(text, drawn, part);
        } else {
            self.flow.judge_drawn(drawn);
        }
        let document = self.document;
        for range in document.layers.get(layer).map(|layer| layer.texts(shape.id)).unwrap_or_default() {
            self.text_box(*range);
        }
    }

    /// A picture of the store that all drawings share.
    fn shared_picture(&mut self, number: u32, size_mm: Option<(f64, f64)>) {
        let index = (number as usize).wrapping_sub(1);
        match self.document.blips.get(index).copied().flatten() {
            Some(blip) => self.push_blip(blip, size_mm),
            None => self.flow.missing_picture(false),
        }
    }

    fn push_blip(&mut self, blip: Blip<'a>, size_mm: Option<(f64, f64)>) {
        let next = self.pictures.len() + 1;
        if next > MAX_PICTURES {
            return self.flow.blind("文档中的图片过多，没有全部读取", Hides::Anything);
        }
        let known = self.names.entry(blip.identity());
        let known = known.or_insert_with(|| (format!("image{next}.{}", blip.kind.extension()), blip.head()));
        let (name, head) = known.clone();
        self.pictures.insert(name.clone(), blip);
        let (part, own_lines) = (self.here(), self.writing.visible_lines());
        self.flow.push_picture(head, Some(name), size_mm, part, own_lines);
    }

    fn drawn(shape: &Shape<'_>, size_mm: Option<(f64, f64)>) -> Drawn {
        Drawn { form: shape.form, free: shape.is_free(), line: shape.line(), fill: shape.fill(), size_mm }
    }

    /// Text boxes of the text that no shape led to: what they show, and where, is not known.
    pub(super) fn boxes_left_over(&mut self) {
        let document = self.document;
        let [layer, _] = &document.layers;
        let written = |(from, to): &(u32, u32)| {
            let units = document.text.units.get(*from as usize..*to as usize).unwrap_or_default();
            units.iter().any(|unit| *unit > 0x20)
        };
        if layer.boxes().any(|(shape, texts)| !self.met.contains(&(0, shape)) && texts.iter().any(written)) {
            self.flow.blind("文档中有文本框不知显示在何处", Hides::Anything);
        }
    }
}
