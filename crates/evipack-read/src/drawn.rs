//! What a drawn shape means, by its form, paint and size.
//!
//! Enters: a shape as the Office formats store it (DOC, RTF). Leaves: red rules and blind spots in the flow. A red circle may
//! be a drawn seal; it is never called one here.

use super::flow::{Flow, Rgb, THIN_MM, art_line, could_be_seal};
use super::layout::{Hides, Part, is_red};

/// Art text whose shape has no known size: what Word's gallery begins with.
const ART_SIZE_PT: f64 = 36.0;
const MM_PER_POINT: f64 = 25.4 / 72.0;

/// Forms of shapes ([MS-ODRAW] 2.4.24, MSOSPT).
const FREE: u16 = 0;
const ELLIPSE: u16 = 3;
const ARC: u16 = 19;
const LINE: u16 = 20;
const DONUT: u16 = 23;
const STRAIGHT_CONNECTOR: u16 = 32;
pub(crate) const PICTURE_FRAME: u16 = 75;
pub(crate) const HOST_CONTROL: u16 = 201;

/// A shape without what stands in it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Drawn {
    pub(crate) form: u16,
    /// Its outline is drawn point by point.
    pub(crate) free: bool,
    pub(crate) line: Option<Rgb>,
    pub(crate) fill: Option<Rgb>,
    pub(crate) size_mm: Option<(f64, f64)>,
}

impl Flow {
    /// Notes what a shape's paint shows: a red rule, or what could be a seal.
    pub(crate) fn judge_drawn(&mut self, drawn: Drawn) {
        let Drawn { form, line, fill, size_mm, .. } = drawn;
        let is_line = matches!(form, LINE | STRAIGHT_CONNECTOR);
        if !line.is_some_and(is_red) && (is_line || !fill.is_some_and(is_red)) {
            return;
        }
        let thin = size_mm.is_none_or(|(width, height)| height <= THIN_MM && width > height);
        match form {
            _ if thin && (is_line || size_mm.is_some()) => self.push_rule(size_mm.map(|(width, _)| width)),
            ELLIPSE | DONUT if could_be_seal(size_mm, false) => self.drawn_seal(),
            ARC => self.drawn_seal(),
            _ if (drawn.free || form == FREE) && could_be_seal(size_mm, true) => self.drawn_seal(),
            _ => {}
        }
    }

    /// Art text is drawn in its shape's fill, stretched to its shape.
    pub(crate) fn art_text(&mut self, text: &str, drawn: Drawn, part: Part) {
        let rows = text.lines().count().max(1) as f64;
        let stretched = drawn.size_mm.map(|(_, height)| height / MM_PER_POINT / rows);
        let size_pt = stretched.filter(|size| *size > 0.0).unwrap_or(ART_SIZE_PT);
        let ink = drawn.fill.or(drawn.line);
        // Red letters along an arch or a circle may be the inscription of a seal (forms of art text that bend so).
        if matches!(drawn.form, 144..=151 | 184..=187) && ink.is_some_and(is_red) {
            self.drawn_seal();
        }
        self.push_lines(art_line(text, ink, size_pt), part);
    }

    /// Says of a field whose result is not text what it is, by its instruction.
    pub(crate) fn judge_field(&mut self, instruction: &str) {
        let mut words = instruction.split_whitespace();
        let kind = words.next().unwrap_or_default().to_ascii_uppercase();
        match kind.as_str() {
            "EMBED" | "LINK" => self.embedded_object(words.next()),
            "CONTROL" | "HTMLCONTROL" => self.control(),
            // Characters set over one another: what is shown stands in the instruction.
            "EQ" => self.blind("文档中有用公式域排出的文字，内容无法读取", Hides::Anything),
            _ => {}
        }
    }

    /// Notes an embedded object, shown by a picture that need not tell the truth.
    pub(crate) fn embedded_object(&mut self, program: Option<&str>) {
        let program: String = program.unwrap_or("未知类型").chars().take(60).collect();
        self.blind(format!("文档中有嵌入对象（{program}），内容无法读取"), Hides::Anything);
    }

    pub(crate) fn control(&mut self) {
        self.blind("文档中有控件，内容无法读取", Hides::Anything);
    }
}
