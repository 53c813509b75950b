//! What each control word does.
//!
//! Enters: a control word, its number, and whether `\*` stood before it. Leaves: a changed state; at the end of lines,
//! paragraphs and rows, lines and rules in the flow. Words that change neither ink, size, place nor visibility are passed
//! over; a group that only some programs know, and this one does not, is skipped as the specification wants.

use super::charset;
use super::groups::{DEFAULT_HALF_POINTS, Ends, Paragraph, To};
use super::shape::{PictureText, ShapeText, Stored};
use super::{MAX_TABLE, MM_PER_TWIP, Reader};
use crate::flow::Borders;
use crate::layout::{Part, is_red};

/// Shapes in shapes that are told apart; drawing programs stop far below.
const MAX_SHAPES_DEEP: usize = 32;

/// A table row while its definition comes in.
#[derive(Debug, Default)]
pub(super) struct Row {
    borders: Borders,
    cell: Borders,
    ruled: bool,
    left: i32,
    right: i32,
    /// The line that is being described.
    line: Option<Line>,
    /// It is said not to be drawn, whatever its colour.
    undrawn: bool,
}

/// A line around a paragraph, a row or a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Line {
    of: Of,
    side: Side,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Paragraph,
    Row,
    Cell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Top,
    Bottom,
    Left,
    Right,
    Between,
    All,
    /// A line between columns: it never lies across.
    Upright,
}

/// Groups whose content is never shown, or is a second version for other programs.
const SKIPPED: [&[u8]; 31] = [
    b"stylesheet",
    b"filetbl",
    b"listtable",
    b"listoverridetable",
    b"revtbl",
    b"rsidtbl",
    b"nonshppict",
    b"shprslt",
    b"objdata",
    b"objname",
    b"ftnsep",
    b"ftnsepc",
    b"ftncn",
    b"aftnsep",
    b"aftnsepc",
    b"aftncn",
    b"headerl",
    b"footerl",
    b"atnid",
    b"atnauthor",
    b"annotation",
    b"pntxta",
    b"pntxtb",
    b"xe",
    b"tc",
    b"rxe",
    b"txe",
    b"private",
    b"fldtype",
    b"template",
    b"themedata",
];

/// Destinations with `\*` before them that are read all the same.
const KNOWN: [&[u8]; 12] = [
    b"shppict",
    b"shpinst",
    b"fldinst",
    b"generator",
    b"objclass",
    b"background",
    b"do",
    b"ud",
    b"footnote",
    b"pict",
    b"shptxt",
    b"shpgrp",
];

impl Reader {
    pub(super) fn word(&mut self, word: &[u8], number: Option<i32>, optional: bool) {
        if word == b"u" {
            return self.unicode(number.unwrap_or(0));
        }
        self.settle();
        let value = number.unwrap_or(0);
        // `\upr` holds two versions; the one behind `\*\ud` counts.
        if let (b"ud", Some(to)) = (word, self.group().twice) {
            return self.change(|group| group.to = to);
        }
        if SKIPPED.contains(&word) || optional && !KNOWN.contains(&word) {
            return self.change(|group| group.to = To::Nowhere);
        }
        if self.group().info {
            return self.info(word, value);
        }
        if self.group().to == To::Nowhere {
            return;
        }
        let on = number != Some(0);
        let _ = self.destination(word)
            || self.look(word, number, on)
            || self.paragraph(word, value)
            || self.line(word, value)
            || self.break_or_character(word)
            || self.table(word, value)
            || self.picture_or_shape(word, value)
            || self.document(word, value);
    }

    fn unicode(&mut self, number: i32) {
        // Signed 16 bits; some programs write the number unsigned.
        let unit = (number & 0xFFFF) as u16;
        if self.group().to != To::Nowhere {
            let high = self.high.take();
            self.settle();
            self.high = high;
            self.character(unit);
        }
        self.skip = self.group().stand_ins;
    }

    /// A word that says what the group is.
    fn destination(&mut self, word: &[u8]) -> bool {
        match word {
            b"fonttbl" => self.change(|group| group.to = To::Fonts),
            b"colortbl" => self.change(|group| group.to = To::Colours),
            b"info" => self.change(|group| (group.info, group.to) = (true, To::Nowhere)),
            b"generator" => self.change(|group| group.to = To::Generator),
            b"fldinst" => {
                self.instructions.push(String::new());
                self.change(|group| (group.to, group.ends) = (To::Instruction, Ends::Instruction));
            }
            b"fldrslt" if self.group().to == To::Instruction => self.change(|group| group.to = To::Nowhere),
            b"upr" => self.change(|group| (group.twice, group.to) = (Some(group.to), To::Nowhere)),
            b"object" => self.change(|group| group.ends = Ends::Object),
            b"objclass" => self.change(|group| group.to = To::ObjectClass),
            b"do" => self.old_drawing(),
            b"dptxbxtext" => self.enter(Part::Body, true),
            b"header" | b"headerr" | b"headerf" => self.enter_margin(Part::PageHeader, word == b"headerf"),
            b"footer" | b"footerr" | b"footerf" => self.enter_margin(Part::PageFooter, word == b"footerf"),
            b"footnote" => self.enter(Part::PageFooter, false),
            b"background" => {}
            _ => return false,
        }
        true
    }

    fn enter(&mut self, part: Part, in_box: bool) {
        let part = if in_box { self.part } else { part };
        self.begin_story(part, in_box);
        self.change(|group| {
            (group.ends, group.to, group.paragraph) = (Ends::Story, To::Text, Paragraph::default());
            group.plain();
        });
    }

    /// A header or footer: that of the first section, and of its first page only where it has its own.
    fn enter_margin(&mut self, part: Part, of_first_page: bool) {
        if self.sections > 0 || of_first_page && !self.own_first_page {
            self.change(|group| group.to = To::Nowhere);
        } else {
            self.enter(part, false);
        }
    }

    /// A word about the look of characters.
    fn look(&mut self, word: &[u8], number: Option<i32>, on: bool) -> bool {
        let value = number.unwrap_or(0);
        match word {
            b"plain" => self.change(super::groups::Group::plain),
            b"cf" => self.change(|group| group.ink = usize::try_from(value).unwrap_or(0)),
            b"fs" => {
                let size = number.filter(|size| (1..=4000).contains(size)).unwrap_or(DEFAULT_HALF_POINTS);
                self.change(|group| group.half_points = size);
            }
            b"v" => self.change(|group| group.hidden = on),
            b"deleted" => self.change(|group| group.deleted = on),
            b"f" if self.group().to == To::Fonts => {
                self.font_being_defined = value;
                if self.fonts.len() < MAX_TABLE {
                    self.fonts.insert(value, charset::Charset::Document);
                }
            }
            b"f" => self.change(|group| group.font = Some(value)),
            b"fcharset" | b"cpg" => {
                let charset = match word {
                    b"cpg" => charset::Charset::Known(charset::of_code_page(value)),
                    _ => charset::of_font(value),
                };
                if let Some(font) = self.fonts.get_mut(&self.font_being_defined) {
                    *font = charset;
                }
            }
            b"uc" => self.change(|group| group.stand_ins = usize::try_from(value).unwrap_or(1).min(16)),
            _ => return false,
        }
        true
    }

    /// A word about the look of paragraphs.
    fn paragraph(&mut self, word: &[u8], value: i32) -> bool {
        match word {
            b"pard" => {
                self.row.line = None;
                self.change(|group| group.paragraph = Paragraph::default());
            }
            b"qc" => self.change(|group| group.paragraph.centred = true),
            b"ql" | b"qr" | b"qj" | b"qd" | b"qk" | b"qt" => self.change(|group| group.paragraph.centred = false),
            b"li" => self.change(|group| group.paragraph.indents[0] = value),
            b"ri" => self.change(|group| group.paragraph.indents[1] = value),
            _ => return false,
        }
        true
    }

    /// A word about a line around something: which line, whether it is drawn, its colour.
    fn line(&mut self, word: &[u8], value: i32) -> bool {
        let side = |name: &[u8]| {
            Some(match name {
                b"t" => Side::Top,
                b"b" => Side::Bottom,
                b"l" => Side::Left,
                b"r" => Side::Right,
                b"h" | b"btw" => Side::Between,
                b"v" => Side::Upright,
                _ => return None,
            })
        };
        let named = |of: Of, prefix: &[u8]| word.strip_prefix(prefix).and_then(side).map(|side| Line { of, side });
        let line = match word {
            b"box" => Some(Line { of: Of::Paragraph, side: Side::All }),
            _ => named(Of::Row, b"trbrdr")
                .or_else(|| named(Of::Cell, b"clbrdr"))
                .or_else(|| named(Of::Paragraph, b"brdr")),
        };
        if line.is_some() {
            (self.row.line, self.row.undrawn) = (line, false);
            return true;
        }
        let Some(style) = word.strip_prefix(b"brdr") else { return false };
        let red = match style {
            b"none" | b"nil" => {
                self.row.undrawn = true;
                Some(false)
            }
            b"cf" if !self.row.undrawn => {
                let ink = self.colours.get(usize::try_from(value).unwrap_or(0)).copied().flatten();
                Some(ink.is_some_and(is_red))
            }
            _ => None,
        };
        if let Some(red) = red {
            self.set_line(red);
        }
        true
    }

    /// Says of the line being described whether it is red.
    fn set_line(&mut self, red: bool) {
        let Some(line) = self.row.line else { return };
        let set = |borders: &mut Borders| match line.side {
            Side::Top => borders.top = Some(red),
            Side::Bottom => borders.bottom = Some(red),
            Side::Left => borders.left = Some(red),
            Side::Right => borders.right = Some(red),
            Side::Between => borders.between = Some(red),
            Side::Upright => {}
            Side::All => {
                let all = Some(red);
                (borders.top, borders.bottom, borders.left, borders.right) = (all, all, all, all);
            }
        };
        match line.of {
            Of::Paragraph => self.change(|group| set(&mut group.paragraph.borders)),
            Of::Row => set(&mut self.row.borders),
            Of::Cell => set(&mut self.row.cell),
        }
    }

    /// A word that ends something or stands for a character.
    fn break_or_character(&mut self, word: &[u8]) -> bool {
        if self.group().to != To::Text {
            return false;
        }
        let character = match word {
            b"par" | b"cell" | b"nestcell" => {
                self.end_paragraph();
                return true;
            }
            b"sect" => {
                self.end_paragraph();
                self.sections += 1;
                return true;
            }
            b"line" | b"page" | b"column" | b"softline" => {
                if !self.group().hidden {
                    self.writing.break_line();
                }
                return true;
            }
            b"tab" | b"enspace" | b"emspace" | b"qmspace" => ' ',
            b"emdash" => '—',
            b"endash" => '–',
            b"lquote" => '‘',
            b"rquote" => '’',
            b"ldblquote" => '“',
            b"rdblquote" => '”',
            b"bullet" => '•',
            _ => return false,
        };
        self.put(character.encode_utf8(&mut [0; 4]));
        true
    }

    fn table(&mut self, word: &[u8], value: i32) -> bool {
        match word {
            b"trowd" => self.row = Row::default(),
            b"trleft" => self.row.left = value,
            b"cellx" => {
                self.row.right = value;
                self.row.ruled |= std::mem::take(&mut self.row.cell).has_red_rule();
            }
            b"row" | b"nestrow" => {
                self.end_paragraph();
                if self.row.ruled || self.row.borders.has_red_rule() {
                    let width = (f64::from(self.row.right) - f64::from(self.row.left)) * MM_PER_TWIP;
                    self.flow.push_rule(Some(width).filter(|mm| *mm > 0.0));
                }
            }
            _ => return false,
        }
        true
    }

    fn picture_or_shape(&mut self, word: &[u8], value: i32) -> bool {
        if self.picture.is_some() && self.picture_word(word, value) {
            return true;
        }
        match word {
            b"pict" => {
                self.picture = Some(PictureText::new());
                self.change(|group| (group.to, group.ends) = (To::Picture, Ends::Picture));
            }
            b"shp" | b"shpgrp" => {
                if self.shapes.len() >= MAX_SHAPES_DEEP {
                    return true;
                }
                self.shapes.push(ShapeText::new(word == b"shpgrp"));
                self.change(|group| group.ends = Ends::Shape);
            }
            b"shpleft" => self.edge(0, value),
            b"shptop" => self.edge(1, value),
            b"shpright" => self.edge(2, value),
            b"shpbottom" => self.edge(3, value),
            // A property; its name and value are groups of their own.
            b"sp" => self.change(|group| (group.to, group.ends) = (To::ShapeValue, Ends::Property)),
            b"sn" if !self.shapes.is_empty() => self.change(|group| group.to = To::ShapeName),
            b"sv" if !self.shapes.is_empty() => self.change(|group| group.to = To::ShapeValue),
            b"shptxt" => {
                if self.shapes.iter().any(|shape| shape.hidden) {
                    self.change(|group| group.to = To::Nowhere);
                } else {
                    self.enter(Part::Body, true);
                }
            }
            _ => return false,
        }
        true
    }

    fn edge(&mut self, index: usize, value: i32) {
        if let Some(shape) = self.shapes.last_mut() {
            shape.edges[index] = value;
        }
    }

    fn picture_word(&mut self, word: &[u8], value: i32) -> bool {
        let Some(picture) = &mut self.picture else { return false };
        match word {
            b"picwgoal" => picture.goal[0] = value,
            b"pichgoal" => picture.goal[1] = value,
            b"picscalex" => picture.scale[0] = value,
            b"picscaley" => picture.scale[1] = value,
            b"pngblip" | b"jpegblip" => picture.kind = Some(Stored::File),
            b"dibitmap" => picture.kind = Some(Stored::Dib),
            b"emfblip" | b"wmetafile" | b"pmmetafile" | b"macpict" | b"wbitmap" => picture.kind = Some(Stored::Drawing),
            // Other things that are said of the picture, its identifier among them.
            _ => return word.starts_with(b"pic") || word.starts_with(b"blip"),
        }
        true
    }

    /// A word about where the document comes from.
    fn info(&mut self, word: &[u8], value: i32) {
        let part = match word {
            b"creatim" => return self.change(|group| group.creation = true),
            b"nofpages" => {
                self.flow.layout.pages = u32::try_from(value).ok().filter(|pages| (1..=100_000).contains(pages));
                return;
            }
            b"yr" => 0,
            b"mo" => 1,
            b"dy" => 2,
            b"hr" => 3,
            b"min" => 4,
            _ => return,
        };
        if self.group().creation {
            self.created.0[part] = value;
        }
    }

    /// A word about the document as a whole.
    fn document(&mut self, word: &[u8], value: i32) -> bool {
        match word {
            b"ansicpg" => self.page = charset::of_code_page(value),
            b"deff" => self.default_font = value,
            b"red" => (self.colour[0], self.colour_said) = (value, true),
            b"green" => (self.colour[1], self.colour_said) = (value, true),
            b"blue" => (self.colour[2], self.colour_said) = (value, true),
            b"titlepg" => self.own_first_page = self.own_first_page || self.sections == 0,
            b"paperw" | b"pgwsxn" if self.sections == 0 => self.paper[0] = value,
            b"margl" | b"marglsxn" if self.sections == 0 => self.paper[1] = value,
            b"margr" | b"margrsxn" if self.sections == 0 => self.paper[2] = value,
            _ => return false,
        }
        self.measure_page();
        true
    }
}
