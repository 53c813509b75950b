//! RTF (as Word, WPS, LibreOffice and WordPad write it) to a neutral layout.
//!
//! Enters: the bytes of a rich text file (Rich Text Format Specification 1.9.1). Leaves: an [`FlowReading`]: the visible lines
//! with colour and size, pictures, red rules, and everything that could not be looked into. Only what a reader of the printed
//! document would see counts: no deleted or hidden text, no field instructions, no second version of a picture or shape for
//! older programs, no foreign file opened.
//!
//! The way: `tokens` cuts the bytes up, `words` says what each control word does, `groups` what ends with a group, `charset`
//! reads the bytes of text, `shape` keeps a shape while it comes in.

mod charset;
mod groups;
mod shape;
mod tokens;
mod words;

#[cfg(test)]
mod tests;

use self::charset::Charset;
use self::groups::{Ends, Group, To};
use self::shape::{PictureText, ShapeText};
use self::tokens::{Token, Tokens};
use super::flow::{self, Flow, Rgb, RunLook, Writing};
use super::flow_reading::FlowReading;
use super::layout::{Hides, Part};
use super::pictures_inside;
use super::{File, ReadError, Reading};
use encoding_rs::{Encoding, GBK, WINDOWS_1252};
use evipack_see::Recognizer;
use std::collections::{BTreeMap, HashMap};

/// Groups in groups: Word refuses files far below.
const MAX_GROUPS: usize = 4096;
/// Fonts and colours of one document.
const MAX_TABLE: usize = 65_536;
/// Text of names, instructions and values that is kept.
const MAX_SIDE_TEXT: usize = 4096;
const MM_PER_TWIP: f64 = 25.4 / 1440.0;
/// What "auto" prints as on white paper.
const BLACK: Rgb = [0, 0, 0];
/// Paper and margins of a document that says nothing, in twips.
const PAPER: [i32; 3] = [12_240, 1800, 1800];

/// The facts of an RTF file.
///
/// # Errors
/// As [`read`].
pub(super) fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    Ok(read(file.bytes, file.recognizer)?.into())
}

/// Reads an RTF; with a recogniser also the pixels of its pictures.
///
/// # Errors
/// [`ReadError::Damaged`] where the bytes are no RTF, [`ReadError::Limit`] where groups nest deeper than in any document.
pub(crate) fn read(bytes: &[u8], recognizer: Option<&dyn Recognizer>) -> Result<FlowReading, ReadError> {
    let mut reader = Reader::new();
    let mut tokens = Tokens::new(bytes);
    if !matches!((tokens.next(), tokens.next()), (Some(Token::Open), Some(Token::Word(b"rtf", _)))) {
        return Err(ReadError::Damaged("开头不是 RTF".to_owned()));
    }
    let mut closed = false;
    for token in tokens {
        reader.token(token)?;
        if reader.groups.is_empty() {
            closed = true;
            break;
        }
    }
    if !closed {
        reader.flow.blind("文件没有结尾，后面的内容可能丢失", Hides::Anything);
        reader.close_all();
    }
    let mut gaps = Vec::new();
    let Reader { mut flow, pictures, created, generator, .. } = reader;
    let embedded = match recognizer {
        Some(recognizer) => {
            pictures_inside::look_at(|name| pictures.get(name).cloned(), &mut flow.layout, recognizer, &mut gaps)
        }
        None => Vec::new(),
    };
    let application = Some(generator.trim_end_matches(';').trim().to_owned()).filter(|name| !name.is_empty());
    Ok(FlowReading { created: created.iso(), application, ..FlowReading::of(flow, embedded, gaps) })
}

/// `\creatim`: year, month, day, hour, minute.
#[derive(Debug, Default)]
struct Created([i32; 5]);

impl Created {
    fn iso(&self) -> Option<String> {
        let [year, month, day, hour, minute] = self.0;
        let sound = (1980..2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        let clock = (0..24).contains(&hour) && (0..60).contains(&minute);
        (sound && clock).then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00"))
    }
}

/// Whether bytes that are said to be Western are Chinese: programs that forget to say so are not rare. No Western word has
/// four letters with accents in a row.
fn is_chinese(bytes: &[u8]) -> bool {
    let in_a_row = bytes.split(u8::is_ascii).map(<[u8]>::len).max().unwrap_or(0);
    in_a_row >= 4 && !GBK.decode_without_bom_handling(bytes).1
}

/// A reading while it goes on.
struct Reader {
    flow: Flow,
    groups: Vec<Group>,
    /// `\*` was just read.
    optional: bool,
    /// Stand-ins after `\u` that are still to be skipped.
    skip: usize,
    /// Bytes of text that wait for the rest of their character.
    bytes: Vec<u8>,
    /// The first half of a character beyond the basic plane.
    high: Option<u16>,
    page: &'static Encoding,
    default_font: i32,
    fonts: HashMap<i32, Charset>,
    font_being_defined: i32,
    colours: Vec<Option<Rgb>>,
    colour: [i32; 3],
    colour_said: bool,
    /// Paper width, left and right margin in twips.
    paper: [i32; 3],
    /// First pages have headers of their own.
    own_first_page: bool,
    /// Sections that are over: only the headers of the first count.
    sections: usize,
    part: Part,
    boxes: usize,
    writing: Writing,
    /// Stories that wait for a box, a note or a header in them to end.
    waiting: Vec<(Writing, Part, usize)>,
    instructions: Vec<String>,
    shapes: Vec<ShapeText>,
    picture: Option<PictureText>,
    pictures: BTreeMap<String, Vec<u8>>,
    row: words::Row,
    created: Created,
    generator: String,
    object: String,
}

impl Reader {
    fn new() -> Self {
        let mut reader = Self {
            flow: Flow::default(),
            groups: vec![Group::first()],
            optional: false,
            skip: 0,
            bytes: Vec::new(),
            high: None,
            page: WINDOWS_1252,
            default_font: 0,
            fonts: HashMap::new(),
            font_being_defined: 0,
            colours: Vec::new(),
            colour: [0; 3],
            colour_said: false,
            paper: PAPER,
            own_first_page: false,
            sections: 0,
            part: Part::Body,
            boxes: 0,
            writing: Writing::default(),
            waiting: Vec::new(),
            instructions: Vec::new(),
            shapes: Vec::new(),
            picture: None,
            pictures: BTreeMap::new(),
            row: words::Row::default(),
            created: Created::default(),
            generator: String::new(),
            object: String::new(),
        };
        reader.measure_page();
        reader
    }

    fn group(&self) -> Group {
        self.groups.last().copied().unwrap_or_else(Group::first)
    }

    /// Changes the innermost group.
    fn change(&mut self, change: impl FnOnce(&mut Group)) {
        if let Some(group) = self.groups.last_mut() {
            change(group);
        }
    }

    fn measure_page(&mut self) {
        let [width, left, right] = self.paper.map(f64::from);
        self.flow.text_width_mm = Some((width - left - right) * MM_PER_TWIP).filter(|mm| *mm > 0.0);
    }

    fn token(&mut self, token: Token<'_>) -> Result<(), ReadError> {
        match token {
            Token::Open => {
                self.settle();
                self.skip = 0;
                if self.groups.len() >= MAX_GROUPS {
                    return Err(ReadError::Limit("文档的嵌套层数过多".to_owned()));
                }
                let group = Group { ends: Ends::Nothing, ..self.group() };
                self.groups.push(group);
            }
            Token::Close => {
                self.settle();
                self.skip = 0;
                self.close();
            }
            Token::Optional => self.optional = true,
            Token::Mark(_) | Token::Binary(_) if self.skip > 0 => self.skip -= 1,
            Token::Word(word, number) => {
                // Stand-ins may be words too, but text that lacks its stand-in is more usual than such a one.
                self.skip = 0;
                let optional = std::mem::take(&mut self.optional);
                self.word(word, number, optional);
            }
            Token::Mark(mark) => self.mark(mark),
            Token::Byte(byte) => self.text(&[byte]),
            Token::Text(text) => self.text(text),
            Token::Binary(bytes) => {
                if let Some(picture) =
                    self.picture.as_mut().filter(|_| self.groups.last().is_some_and(|group| group.to == To::Picture))
                {
                    picture.binary(bytes);
                }
            }
        }
        Ok(())
    }

    /// Bytes of text: those that stand in for a character already read are skipped.
    fn text(&mut self, bytes: &[u8]) {
        let (skipped, bytes) = bytes.split_at(self.skip.min(bytes.len()));
        self.skip -= skipped.len();
        match self.group().to {
            To::Nowhere => {}
            To::Picture => {
                if let Some(picture) = &mut self.picture {
                    picture.hexadecimal(bytes);
                }
            }
            _ => self.bytes.extend_from_slice(bytes),
        }
    }

    /// Reads the bytes that wait, now that their font and place are about to change.
    fn settle(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        self.high = None;
        let bytes = std::mem::take(&mut self.bytes);
        let font = self.group().font.unwrap_or(self.default_font);
        match self.fonts.get(&font).copied().unwrap_or(Charset::Document) {
            Charset::Symbols if self.group().to == To::Text => {
                let symbol = |byte: &u8| if *byte <= b' ' { ' ' } else { flow::symbol(0xF000 + u32::from(*byte)) };
                let text: String = bytes.iter().map(symbol).collect();
                self.put(&text);
            }
            Charset::Known(encoding) => self.put(&encoding.decode_without_bom_handling(&bytes).0),
            Charset::Document | Charset::Symbols => {
                let page = if self.page == WINDOWS_1252 && is_chinese(&bytes) { GBK } else { self.page };
                let (text, _) = page.decode_without_bom_handling(&bytes);
                self.put(&text);
            }
        }
    }

    /// Text where it belongs.
    fn put(&mut self, text: &str) {
        let kept = |side: &mut String| {
            if side.len() < MAX_SIDE_TEXT {
                side.push_str(text);
            }
        };
        match self.group().to {
            To::Text => {
                let group = self.group();
                if group.hidden || group.deleted {
                    return;
                }
                let ink = Some(self.ink(group.ink));
                let look = RunLook { ink, size_pt: Some(f64::from(group.half_points) / 2.0), hidden: None };
                self.writing.push(text, &look);
            }
            To::Colours => {
                for _ in text.matches(';') {
                    let [r, g, b] = self.colour.map(|channel| channel.clamp(0, 255) as u8);
                    if self.colours.len() < MAX_TABLE {
                        self.colours.push(self.colour_said.then_some([r, g, b]));
                    }
                    (self.colour, self.colour_said) = ([0; 3], false);
                }
            }
            To::Instruction => {
                if let Some(instruction) = self.instructions.last_mut() {
                    kept(instruction);
                }
            }
            To::ShapeName | To::ShapeValue => {
                let is_name = self.group().to == To::ShapeName;
                if let Some(shape) = self.shapes.last_mut() {
                    kept(if is_name { &mut shape.name } else { &mut shape.value });
                }
            }
            To::Generator => kept(&mut self.generator),
            To::ObjectClass => kept(&mut self.object),
            To::Fonts | To::Picture | To::Nowhere => {}
        }
    }

    fn mark(&mut self, mark: u8) {
        match mark {
            b'\\' | b'{' | b'}' => self.bytes.push(mark),
            b'~' => self.character(u16::from(b' ')),
            b'_' => self.character(u16::from(b'-')),
            _ => {}
        }
    }

    /// A character by its UTF-16 unit.
    fn character(&mut self, unit: u16) {
        let high = self.high.take();
        if (0xD800..0xDC00).contains(&unit) {
            self.settle();
            self.high = Some(unit);
            return;
        }
        self.settle();
        let units: Vec<u16> = high.into_iter().chain([unit]).collect();
        self.put(&String::from_utf16_lossy(&units));
    }

    /// The ink of a colour's number; 0 and what the table does not say is black.
    fn ink(&self, number: usize) -> Rgb {
        self.colours.get(number).copied().flatten().unwrap_or(BLACK)
    }

    /// Ends a paragraph, its look being the one that holds at its end.
    fn end_paragraph(&mut self) {
        self.settle();
        let paragraph = self.group().paragraph;
        let mut lines = std::mem::take(&mut self.writing).finish();
        for line in &mut lines {
            line.centred = paragraph.centred;
        }
        let is_written = !lines.is_empty();
        let part = self.here();
        self.flow.push_lines(lines, part);
        // Behind the last mark of a story stands no paragraph.
        let is_there = is_written || self.group().ends == Ends::Nothing;
        if is_there && self.group().to == To::Text && paragraph.borders.has_red_rule() {
            let indents = f64::from(paragraph.indents[0]) + f64::from(paragraph.indents[1]);
            let width = self.flow.text_width_mm.map(|text| text - indents * MM_PER_TWIP);
            self.flow.push_rule(width);
        }
    }

    /// Where lines and pictures stand at present: a box in a page header belongs to the header.
    fn here(&self) -> Part {
        if self.boxes > 0 && self.part == Part::Body { Part::TextBox } else { self.part }
    }

    /// Begins a story inside another: a header, a note, a box.
    fn begin_story(&mut self, part: Part, in_box: bool) {
        let writing = std::mem::take(&mut self.writing);
        self.waiting.push((writing, self.part, self.boxes));
        self.part = part;
        self.boxes += usize::from(in_box);
    }

    fn end_story(&mut self) {
        self.end_paragraph();
        if let Some((writing, part, boxes)) = self.waiting.pop() {
            (self.writing, self.part, self.boxes) = (writing, part, boxes);
        }
    }

    /// Ends every group of a file that ends early.
    fn close_all(&mut self) {
        self.settle();
        while !self.groups.is_empty() {
            self.close();
        }
    }
}
