//! What properties say of the look of characters, paragraphs and table rows ([MS-DOC] 2.6.1–2.6.3).
//!
//! Enters: property lists. Leaves: [`CharacterLook`] and [`ParagraphLook`], with everything that the list says put on top of
//! what held before. Properties that change neither ink, size, place nor visibility are passed over.

use super::sprm::properties;
use super::styles::Styles;
use crate::flow::{Borders, Rgb, RunLook};
use crate::layout::is_red;
use crate::little_endian::{i16_at, u8_at, u16_at, u32_at};

/// What "auto" prints as on white paper.
const BLACK: Rgb = [0, 0, 0];
/// 2.9.43, COLORREF: the fourth byte of "auto".
const AUTO: u8 = 0xFF;
const MM_PER_TWIP: f64 = 25.4 / 1440.0;

/// What a run of characters is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of the format of its own")]
pub(super) struct CharacterLook {
    pub(super) run: RunLook,
    /// Deleted by a tracked change.
    pub(super) deleted: bool,
    /// Control characters stand for pictures, fields and the like.
    pub(super) special: bool,
    /// Where the picture of a picture character is stored.
    pub(super) picture: Option<u32>,
    /// What the picture place holds is data of a form field, no picture.
    pub(super) data: bool,
    /// Character of a symbol font.
    pub(super) symbol: Option<u32>,
    /// A style or list that counts here is not wholly known.
    pub(super) unsure: bool,
}

impl CharacterLook {
    /// Puts a list on top; `base` is the look of the style, to which some properties refer.
    pub(super) fn put(&mut self, list: &[u8], base: RunLook, styles: &Styles) {
        // The character style holds for the whole run, wherever in the list it is named.
        let style = properties(list).filter(|(code, _)| *code == 0x4A30).last();
        let base = match style.and_then(|(_, value)| u16_at(value, 0)) {
            Some(style) => {
                self.unsure |= styles.is_lost(style);
                base.under(styles.run(style))
            }
            None => base,
        };
        if style.is_some() {
            self.run = base;
        }
        for (code, value) in properties(list) {
            let byte = u8_at(value, 0).unwrap_or(0);
            match code {
                0x0800 => self.deleted = byte != 0,
                0x0802 | 0x0818 if byte != 0 => self.run.hidden = Some(true),
                0x083C => self.run.hidden = toggled(byte, base.hidden),
                0x0855 => self.special = byte != 0,
                0x0806 => self.data = byte != 0,
                0x2A33 => self.run = base,
                0x2A42 => self.run.ink = palette(byte),
                0x6870 => self.run.ink = colour(value),
                0x4A43 => {
                    self.run.size_pt = u16_at(value, 0).filter(|half| *half > 0).map(|half| f64::from(half) / 2.0);
                }
                0x6A03 => (self.picture, self.special) = (u32_at(value, 0), true),
                0x6A09 => (self.symbol, self.special) = (u16_at(value, 2).map(u32::from), true),
                _ => {}
            }
        }
    }
}

/// 2.9.329, ToggleOperand: on, off, as the style, or its opposite.
fn toggled(operand: u8, style: Option<bool>) -> Option<bool> {
    match operand {
        // 0x80 and what the standard does not list: as the style.
        0 => Some(false),
        1 => Some(true),
        0x81 => Some(style != Some(true)),
        _ => style,
    }
}

/// 2.9.119, Ico: the sixteen colours of old; what it does not list says nothing.
fn palette(index: u8) -> Option<Rgb> {
    Some(match index {
        0 | 1 => BLACK,
        2 => [0, 0, 255],
        3 => [0, 255, 255],
        4 => [0, 255, 0],
        5 => [255, 0, 255],
        6 => [255, 0, 0],
        7 => [255, 255, 0],
        8 => [255, 255, 255],
        9 => [0, 0, 128],
        10 => [0, 128, 128],
        11 => [0, 128, 0],
        12 => [128, 0, 128],
        13 => [128, 0, 0],
        14 => [128, 128, 0],
        15 => [128, 128, 128],
        16 => [192, 192, 192],
        _ => return None,
    })
}

/// 2.9.43, COLORREF.
fn colour(value: &[u8]) -> Option<Rgb> {
    match value {
        [_, _, _, AUTO, ..] => Some(BLACK),
        [r, g, b, _, ..] => Some([*r, *g, *b]),
        _ => None,
    }
}

/// What a paragraph looks like; `None` where this level says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct ParagraphLook {
    pub(super) centred: Option<bool>,
    pub(super) borders: Borders,
    /// Indents from the left and right edge of the text, in millimetres.
    pub(super) indent_mm: [Option<f64>; 2],
    /// The mark ends a table row: what follows are the row's properties.
    pub(super) row: Option<Row>,
    /// Where in the data stream a longer list stands.
    pub(super) elsewhere: Option<u32>,
}

/// A table row.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Row {
    pub(super) borders: Borders,
    /// A cell draws a red line of its own above or below, and is not framed in red.
    pub(super) ruled: bool,
    pub(super) width_mm: Option<f64>,
}

impl ParagraphLook {
    pub(super) fn put(&mut self, list: &[u8]) {
        for (code, value) in properties(list) {
            let mm = || i16_at(value, 0).map(|twips| f64::from(twips) * MM_PER_TWIP);
            match code {
                // Physical and logical alignment: 1 is centred in both.
                0x2403 | 0x2461 => self.centred = u8_at(value, 0).map(|alignment| alignment == 1),
                0x6424 | 0xC64E => self.borders.top = Some(red_line(value)),
                0x6425 | 0xC64F => self.borders.left = Some(red_line(value)),
                0x6426 | 0xC650 => self.borders.bottom = Some(red_line(value)),
                0x6427 | 0xC651 => self.borders.right = Some(red_line(value)),
                0x6428 | 0xC652 => self.borders.between = Some(red_line(value)),
                0x840F | 0x845E => self.indent_mm[0] = mm(),
                0x840E | 0x845D => self.indent_mm[1] = mm(),
                0x2417 | 0x244C if u8_at(value, 0) == Some(1) => self.row = self.row.or(Some(Row::default())),
                0x6646 | 0x6645 => self.elsewhere = u32_at(value, 0),
                _ => self.row_property(code, value),
            }
        }
    }

    fn row_property(&mut self, code: u16, value: &[u8]) {
        // 2.6.3; a list names the row's end before its properties.
        let Some(row) = &mut self.row else { return };
        match code {
            0xD605 => row.borders = table_borders(value, 4),
            0xD613 => row.borders = table_borders(value, 8),
            0xD608 => row.define(value),
            // Red lines of single cells: first and last cell, the sides, the line.
            0xD620 | 0xD62F => {
                const TOP_OR_BOTTOM: u8 = 1 | 4;
                let sides = u8_at(value, 2).unwrap_or(0);
                row.ruled |= sides & TOP_OR_BOTTOM != 0 && value.get(3..).is_some_and(red_line);
            }
            // Colours of the top and the bottom lines of the cells.
            0xD61A | 0xD61C => row.ruled |= value.chunks_exact(4).filter_map(colour).any(is_red),
            _ => {}
        }
    }
}

impl Row {
    /// 2.9.321, TDefTableOperand: edges of the cells, then their lines.
    fn define(&mut self, value: &[u8]) {
        const CELL_LEN: usize = 20;
        const LINES_AT: usize = 4;
        let cells = usize::from(u8_at(value, 0).unwrap_or(0));
        if let (Some(left), Some(right)) = (i16_at(value, 1), i16_at(value, 1 + 2 * cells)) {
            let width = (f64::from(right) - f64::from(left)) * MM_PER_TWIP;
            self.width_mm = Some(width).filter(|mm| *mm > 0.0);
        }
        let lines = value.get(1 + 2 * (cells + 1)..).unwrap_or_default();
        for cell in lines.chunks_exact(CELL_LEN).take(cells) {
            let [top, left, bottom, right] =
                [0, 1, 2, 3].map(|side| cell.get(LINES_AT + 4 * side..).is_some_and(|line| red_line(&line[..4])));
            self.ruled |= (top || bottom) && !(left && right);
        }
    }
}

/// Top, left, bottom, right, between rows, between columns; `width` bytes each.
fn table_borders(value: &[u8], width: usize) -> Borders {
    let side = |index: usize| value.get(index * width..(index + 1) * width).map(red_line);
    Borders { top: side(0), left: side(1), bottom: side(2), right: side(3), between: side(4) }
}

/// Whether a line is drawn in red: four bytes with a colour of old (2.9.17, Brc80), or eight with any colour (2.9.16, Brc).
fn red_line(line: &[u8]) -> bool {
    const NONE: [u8; 2] = [0, 0xFF];
    match line {
        [_, kind, ico, _] => !NONE.contains(kind) && palette(*ico).is_some_and(is_red),
        [r, g, b, auto, _, kind, ..] => !NONE.contains(kind) && *auto != AUTO && is_red([*r, *g, *b]),
        _ => false,
    }
}
