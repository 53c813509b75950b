//! Text of a story: paragraphs, runs, fields, table rows.
//!
//! Enters: an opened document and a stretch of its text. Leaves: lines in reading order into the flow; pictures and shapes
//! are handed to `shapes`. Deleted and hidden text is not there; of a field its result is, its instruction is not.

use super::Document;
use super::look::{CharacterLook, ParagraphLook};
use super::styles::{longer_list, style_and_list};
use crate::flow::{self, Flow, Writing};
use crate::layout::{Hides, Part};
use crate::office_art::Blip;
use crate::picture_head::PictureHead;
use std::collections::{BTreeMap, HashMap, HashSet};

/// More nested fields than any document has; deeper ones are not told apart.
const MAX_FIELDS: usize = 64;
/// As much of a field's instruction as names its kind and what it holds.
const MAX_INSTRUCTION: usize = 80;

/// Characters walked and bytes of property lists read: a thousand pages take some thirty million. Lists and text boxes that
/// lie over one another could ask for any amount.
const MAX_WORK: usize = 256 << 20;
/// Least work of a run, in the same measure.
const RUN_WORK: usize = 16;

/// Characters that mean something else ([MS-DOC] 2.4.1, 2.8.25; 2.6.1, sprmCFSpec).
const PICTURE: u16 = 0x01;
const CELL_END: u16 = 0x07;
const SHAPE: u16 = 0x08;
const TAB: u16 = 0x09;
const LINE_BREAK: u16 = 0x0B;
const PAGE_BREAK: u16 = 0x0C;
const PARAGRAPH_END: u16 = 0x0D;
const COLUMN_BREAK: u16 = 0x0E;
const FIELD_BEGIN: u16 = 0x13;
const FIELD_SEPARATOR: u16 = 0x14;
const FIELD_END: u16 = 0x15;
const HARD_HYPHEN: u16 = 0x1E;

/// A field around the present place.
struct Field {
    in_instruction: bool,
    instruction: String,
    /// A shape stands in it; its result is nothing but a picture of that shape.
    holds_shape: bool,
}

impl Field {
    /// Shapes that stand in the line are carried by the instruction of a field of this kind.
    fn is_shape(&self) -> bool {
        self.in_instruction && self.instruction.trim_start().starts_with("SHAPE")
    }
}

/// A walk through the stories of a document.
pub(super) struct Walk<'d, 'a> {
    pub(super) document: &'d Document<'a>,
    pub(super) flow: Flow,
    pub(super) part: Part,
    /// Depth of text boxes around the present place: a box holds no other.
    pub(super) boxes: usize,
    fields: Vec<Field>,
    /// Work that is still allowed.
    left: usize,
    pub(super) writing: Writing,
    /// Shapes that were met, by layer and number.
    pub(super) met: HashSet<(usize, u32)>,
    pub(super) pictures: BTreeMap<String, Blip<'a>>,
    /// Names and heads of pictures by the place of their bytes.
    pub(super) names: HashMap<(usize, usize), (String, PictureHead)>,
}

impl<'d, 'a> Walk<'d, 'a> {
    pub(super) fn new(document: &'d Document<'a>, flow: Flow) -> Self {
        Self {
            document,
            flow,
            part: Part::Body,
            boxes: 0,
            fields: Vec::new(),
            left: MAX_WORK,
            writing: Writing::default(),
            met: HashSet::new(),
            pictures: BTreeMap::new(),
            names: HashMap::new(),
        }
    }

    /// What was found, and the pictures by their names.
    pub(super) fn finish(self) -> (Flow, BTreeMap<String, Blip<'a>>) {
        (self.flow, self.pictures)
    }

    /// Walks a story of its own.
    pub(super) fn tell(&mut self, range: (u32, u32), part: Part) {
        self.part = part;
        self.story(range);
        if self.fields.drain(..).any(|field| field.in_instruction) {
            self.flow.blind("文档中有没有结束的域，后面的文字可能没有读出", Hides::Anything);
        }
    }

    /// Where lines and pictures stand at present: a box in a page header belongs to the header.
    pub(super) fn here(&self) -> Part {
        if self.boxes > 0 && self.part == Part::Body { Part::TextBox } else { self.part }
    }

    /// Walks the text of a box: its lines come before those of the paragraph that anchors it.
    pub(super) fn text_box(&mut self, range: (u32, u32)) {
        let writing = std::mem::take(&mut self.writing);
        let fields = std::mem::take(&mut self.fields);
        self.boxes += 1;
        self.story(range);
        self.boxes -= 1;
        self.fields = fields;
        self.writing = writing;
    }

    /// Takes from the work that is allowed; says whether there was enough.
    fn spend(&mut self, work: usize) -> bool {
        if self.left < work {
            self.left = 0;
            self.flow.blind("文档的文字或格式过多，没有全部读取", Hides::Anything);
            return false;
        }
        self.left -= work;
        true
    }

    fn story(&mut self, (start, end): (u32, u32)) {
        let units = &self.document.text.units;
        let end = (end as usize).min(units.len());
        let mut at = start as usize;
        while let Some(rest) = units.get(at..end).filter(|rest| !rest.is_empty()) {
            let stop = rest.iter().position(|unit| matches!(*unit, PARAGRAPH_END | CELL_END | PAGE_BREAK));
            let next = at + stop.map_or(rest.len(), |stop| stop + 1);
            if !self.spend(next - at) {
                return;
            }
            self.paragraph(at as u32, next as u32);
            at = next;
        }
    }

    /// A paragraph, its mark being the last character.
    fn paragraph(&mut self, start: u32, end: u32) {
        let (base, look) = self.paragraph_look(end - 1);
        self.writing = Writing::paragraph(look.centred == Some(true));
        self.runs(start, end, &base);
        let lines = std::mem::take(&mut self.writing).finish();
        let part = self.here();
        self.flow.push_lines(lines, part);
        let text_width_mm = self.flow.text_width_mm;
        match look.row {
            Some(row) if row.ruled || row.borders.has_red_rule() => self.flow.push_rule(row.width_mm),
            None if look.borders.has_red_rule() => {
                let [left, right] = look.indent_mm.map(|side| side.unwrap_or(0.0));
                self.flow.push_rule(text_width_mm.map(|text| text - left - right));
            }
            _ => {}
        }
    }

    /// What the mark of a paragraph says: the look of its runs by its style, and its own.
    fn paragraph_look(&mut self, mark: u32) -> (CharacterLook, ParagraphLook) {
        let document = self.document;
        let run = document.text.fc(mark).and_then(|fc| document.paragraphs.at(fc));
        let (style, list) = style_and_list(run.map(|run| run.list).unwrap_or_default());
        let mut look = document.styles.paragraph(style);
        look.put(list);
        if let Some(list) = look.elsewhere.and_then(|at| longer_list(document.data, at))
            && self.spend(list.len())
        {
            look.put(list);
        }
        if let Some((span, _)) = document.text.span(mark) {
            let modifier = document.text.modifier(span.modifier);
            if self.spend(modifier.list().len()) {
                look.put(modifier.list());
            }
        }
        let base = CharacterLook {
            run: document.styles.run(style),
            unsure: run.is_none() || document.styles.is_lost(style),
            ..CharacterLook::default()
        };
        (base, look)
    }

    /// Walks characters of one look at a time.
    fn runs(&mut self, start: u32, end: u32, base: &CharacterLook) {
        let document = self.document;
        let mut cp = start;
        while cp < end {
            let Some((span, span_end)) = document.text.span(cp) else { break };
            let fc = span.fc.saturating_add((cp - span.start).saturating_mul(span.width));
            let run = document.characters.at(fc);
            let run_end = run.map(|run| run.to).or_else(|| document.characters.next_after(fc)).unwrap_or(u32::MAX);
            let count = run_end.saturating_sub(fc).div_ceil(span.width).max(1);
            let next = cp.saturating_add(count).min(span_end).min(end);
            let mut look = CharacterLook { unsure: base.unsure || run.is_none(), ..*base };
            let (list, modifier) = (run.map(|run| run.list).unwrap_or_default(), document.text.modifier(span.modifier));
            if !self.spend(RUN_WORK + list.len() + modifier.list().len()) {
                return;
            }
            look.put(list, base.run, &document.styles);
            if span.modifier != 0 {
                look.put(modifier.list(), base.run, &document.styles);
            }
            self.run(cp, next, &look);
            cp = next;
        }
    }

    /// Characters of one look.
    fn run(&mut self, start: u32, end: u32, look: &CharacterLook) {
        let units = self.document.text.units.get(start as usize..end as usize).unwrap_or_default();
        let gone = look.deleted || look.run.hidden == Some(true);
        let mut text = Vec::with_capacity(units.len());
        for (unit, cp) in units.iter().zip(start..) {
            match *unit {
                FIELD_BEGIN | FIELD_SEPARATOR | FIELD_END => {
                    self.write(&mut text, look);
                    self.field(*unit, gone);
                    continue;
                }
                _ => {}
            }
            let shown = !gone && !self.fields.iter().any(|field| field.in_instruction);
            if self.boxes == 0 {
                let in_line = !gone && self.fields.last().is_some_and(Field::is_shape);
                let met = self.anchored(cp, shown || in_line);
                if let Some(field) = self.fields.last_mut().filter(|_| met && in_line) {
                    field.holds_shape = true;
                }
            }
            if let Some(field) = self.fields.last_mut().filter(|field| field.in_instruction)
                && field.instruction.len() < MAX_INSTRUCTION
            {
                field.instruction.push(char::from_u32(u32::from(*unit)).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            if !shown {
                continue;
            }
            match (*unit, look.symbol) {
                (PICTURE, _) if self.fields.iter().any(|field| field.holds_shape) => {}
                (PICTURE, _) if look.special => {
                    self.write(&mut text, look);
                    self.inline_picture(look);
                }
                (LINE_BREAK | COLUMN_BREAK | PAGE_BREAK, _) => {
                    self.write(&mut text, look);
                    self.writing.break_line();
                }
                (SHAPE | PARAGRAPH_END | CELL_END, _) => {}
                (TAB, _) => text.push(u16::from(b' ')),
                (HARD_HYPHEN, _) => text.push(u16::from(b'-')),
                (_, Some(code)) if look.special => text.extend(flow::symbol(code).encode_utf16(&mut [0; 2]).iter()),
                (unit, _) if unit < 0x20 => {}
                (unit, _) => text.push(unit),
            }
        }
        if look.unsure && !text.is_empty() {
            self.flow.blind("部分文字的格式信息缺失，颜色不能确定", Hides::Colour);
        }
        self.write(&mut text, look);
    }

    fn write(&mut self, units: &mut Vec<u16>, look: &CharacterLook) {
        if !units.is_empty() {
            self.writing.push(&String::from_utf16_lossy(units), &look.run);
            units.clear();
        }
    }

    fn field(&mut self, mark: u16, gone: bool) {
        match mark {
            FIELD_BEGIN if self.fields.len() < MAX_FIELDS => {
                self.fields.push(Field { in_instruction: true, instruction: String::new(), holds_shape: false });
            }
            FIELD_SEPARATOR => {
                if let Some(field) = self.fields.last_mut().filter(|field| field.in_instruction) {
                    field.in_instruction = false;
                    let instruction = std::mem::take(&mut field.instruction);
                    self.judge_field(&instruction, gone);
                }
            }
            FIELD_END => {
                if let Some(field) = self.fields.pop().filter(|field| field.in_instruction) {
                    self.judge_field(&field.instruction, gone);
                }
            }
            _ => {}
        }
    }

    /// Says of a field whose result is not text what it is.
    fn judge_field(&mut self, instruction: &str, gone: bool) {
        if gone || self.fields.iter().any(|field| field.in_instruction) {
            return;
        }
        self.flow.judge_field(instruction);
    }
}
