//! Shapes and pictures of an RTF while they come in.
//!
//! Enters: names and values of properties, hexadecimal digits. Leaves: what the shape shows and the file of the picture, in
//! the flow.

use super::{MM_PER_TWIP, Reader};
use crate::drawn::{Drawn, HOST_CONTROL, PICTURE_FRAME};
use crate::flow::Rgb;
use crate::layout::{Hides, Part};
use crate::office_art::with_bitmap_header;
use crate::picture_head::{self, PictureHead, PictureKind};

/// A shape that is not yet complete.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of the format of its own")]
pub(super) struct ShapeText {
    /// Left, top, right, bottom in twips.
    pub(super) edges: [i32; 4],
    pub(super) group: bool,
    /// Name and value of the property that comes in.
    pub(super) name: String,
    pub(super) value: String,
    form: u16,
    line: Option<u32>,
    fill: Option<u32>,
    fill_kind: u32,
    unlined: bool,
    unfilled: bool,
    pub(super) hidden: bool,
    free: bool,
    art: String,
    /// Pictures that it showed.
    pictures: usize,
    /// Edges in units of the group that it stands in, and units of the group that it is.
    in_group: [Option<f64>; 4],
    units: [Option<f64>; 4],
}

impl ShapeText {
    pub(super) fn new(group: bool) -> Self {
        Self { group, ..Self::default() }
    }

    /// A property is complete.
    pub(super) fn end_property(&mut self) {
        let (name, value) = (std::mem::take(&mut self.name), std::mem::take(&mut self.value));
        let value = value.trim();
        let number = || value.parse::<i64>().unwrap_or(0);
        let colour = || Some(number() as u32);
        let edge = || value.parse::<f64>().ok().filter(|edge| edge.is_finite());
        match name.trim() {
            "shapeType" => self.form = u16::try_from(number()).unwrap_or(0),
            "lineColor" => self.line = colour(),
            "fillColor" => self.fill = colour(),
            "fillType" => self.fill_kind = number() as u32,
            "fLine" => self.unlined = value == "0",
            "fFilled" => self.unfilled = value == "0",
            "fHidden" => self.hidden = value == "1",
            "pVerticies" => self.free = true,
            "gtextUNICODE" => value.clone_into(&mut self.art),
            "relLeft" => self.in_group[0] = edge(),
            "relTop" => self.in_group[1] = edge(),
            "relRight" => self.in_group[2] = edge(),
            "relBottom" => self.in_group[3] = edge(),
            "groupLeft" => self.units[0] = edge(),
            "groupTop" => self.units[1] = edge(),
            "groupRight" => self.units[2] = edge(),
            "groupBottom" => self.units[3] = edge(),
            _ => {}
        }
    }

    fn drawn(&self, size_mm: Option<(f64, f64)>) -> Drawn {
        let rgb = |word: u32| -> Rgb {
            let [r, g, b, _] = word.to_le_bytes();
            [r, g, b]
        };
        // Fills by pictures and patterns are no single ink.
        let solid = matches!(self.fill_kind, 0 | 4..=7);
        Drawn {
            form: self.form,
            free: self.free,
            line: (!self.unlined).then(|| self.line.map_or([0, 0, 0], rgb)),
            fill: (!self.unfilled && solid).then(|| self.fill.map_or([255, 255, 255], rgb)),
            size_mm,
        }
    }
}

fn span(edges: [Option<f64>; 4]) -> Option<(f64, f64)> {
    let [left, top, right, bottom] = edges;
    Some(((right? - left?).abs(), (bottom? - top?).abs()))
}

/// A picture that is not yet complete.
#[derive(Debug, Default)]
pub(super) struct PictureText {
    bytes: Vec<u8>,
    half: Option<u8>,
    /// Width and height in twips, and their scale in percent.
    pub(super) goal: [i32; 2],
    pub(super) scale: [i32; 2],
    /// How it is stored, where a word said so.
    pub(super) kind: Option<Stored>,
}

/// How a picture is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stored {
    File,
    Dib,
    /// EMF, WMF, a Macintosh or a device-dependent picture.
    Drawing,
}

impl PictureText {
    /// A picture in its own size until a scale is given.
    pub(super) fn new() -> Self {
        Self { scale: [100, 100], ..Self::default() }
    }

    pub(super) fn hexadecimal(&mut self, digits: &[u8]) {
        for digit in digits.iter().filter_map(|digit| char::from(*digit).to_digit(16)) {
            let digit = digit as u8;
            match self.half.take() {
                Some(high) => self.bytes.push(high << 4 | digit),
                None => self.half = Some(digit),
            }
        }
    }

    pub(super) fn binary(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }
}

impl Reader {
    /// Size of the innermost shape.
    fn shape_size_mm(&self) -> Option<(f64, f64)> {
        let size = |index: usize| -> Option<(f64, f64)> {
            let [left, top, right, bottom] = self.shapes.get(index)?.edges.map(f64::from);
            Some(((right - left).abs() * MM_PER_TWIP, (bottom - top).abs() * MM_PER_TWIP))
        };
        let outer = self.shapes.iter().position(|shape| shape.group);
        let last = self.shapes.len().checked_sub(1)?;
        match outer.filter(|outer| *outer < last) {
            None => size(last),
            Some(outer) => {
                // Groups in groups share the units of the outermost.
                let ((width, height), (across, down)) = (size(outer)?, span(self.shapes.get(outer)?.units)?);
                let (own_width, own_height) = span(self.shapes.get(last)?.in_group)?;
                let scaled = |mm: f64, units: f64, own: f64| if units > 0.0 { mm * own / units } else { 0.0 };
                Some((scaled(width, across, own_width), scaled(height, down, own_height)))
            }
        }
    }

    pub(super) fn end_shape(&mut self) {
        let size_mm = self.shape_size_mm();
        let gone = self.group().hidden || self.group().deleted;
        let Some(shape) = self.shapes.pop() else { return };
        if shape.group || shape.hidden || gone {
            return;
        }
        let drawn = shape.drawn(size_mm);
        if shape.form == HOST_CONTROL {
            self.flow.control();
        } else if shape.form == PICTURE_FRAME && shape.pictures == 0 {
            self.flow.missing_picture(true);
        } else if !shape.art.trim().is_empty() {
            let part = if self.part == Part::Body { Part::TextBox } else { self.part };
            self.flow.art_text(&shape.art, drawn, part);
        } else if shape.form != PICTURE_FRAME {
            self.flow.judge_drawn(drawn);
        }
    }

    pub(super) fn end_picture(&mut self) {
        let Some(picture) = self.picture.take() else { return };
        let gone = self.group().hidden || self.group().deleted || self.shapes.iter().any(|shape| shape.hidden);
        if gone {
            return;
        }
        let in_shape = self.shape_size_mm();
        if let Some(shape) = self.shapes.last_mut() {
            shape.pictures += 1;
        }
        let side =
            |index: usize| f64::from(picture.goal[index]) * f64::from(picture.scale[index]) / 100.0 * MM_PER_TWIP;
        let own = Some((side(0), side(1))).filter(|(width, height)| *width > 0.0 && *height > 0.0);
        let (part, own_lines) = (self.here(), self.writing.visible_lines());
        let size_mm = in_shape.filter(|(width, height)| *width > 0.0 && *height > 0.0).or(own);
        let file = match picture.kind {
            Some(Stored::Drawing) => {
                let head = PictureHead { kind: PictureKind::Metafile, pixels: None };
                return self.flow.push_picture(head, None, size_mm, part, own_lines);
            }
            Some(Stored::Dib) => with_bitmap_header(&picture.bytes),
            Some(Stored::File) | None => Some(picture.bytes),
        };
        let Some(file) = file.filter(|file| !file.is_empty()) else { return self.flow.missing_picture(false) };
        let head = picture_head::head(&file);
        let extension = match file.as_slice() {
            [0xFF, 0xD8, ..] => "jpg",
            [0x89, b'P', ..] => "png",
            [b'G', b'I', b'F', ..] => "gif",
            [b'B', b'M', ..] => "bmp",
            _ => "bin",
        };
        let name = format!("image{}.{extension}", self.pictures.len() + 1);
        self.flow.push_picture(head, Some(name.clone()), size_mm, part, own_lines);
        self.pictures.insert(name, file);
    }

    /// A drawing of Word 6: its lines and circles are not read.
    pub(super) fn old_drawing(&mut self) {
        self.flow.blind("文档中有旧式图形，可能是红线或印章", Hides::Header);
        self.flow.blind("文档中有旧式图形，可能是绘制的印章", Hides::Seal);
    }
}
