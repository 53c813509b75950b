//! The characters of a document, in reading order, out of the piece table ([MS-DOC] 2.8.35, 2.9.38).
//!
//! Enters: the piece table and the stream with the pieces. Leaves: [`Text`]: every UTF-16 unit by its character position, and
//! where in the stream each came from, because formatting is told by place in the stream. A document that was saved fast has
//! its pieces in any order; this is where they fall into place.

use super::fib::Plc;
use crate::ReadError;
use crate::little_endian::{u16_at, u32_at};

/// More characters than this is no document but a piece table that repeats itself: a thousand pages have one million.
const MAX_UNITS: usize = 8 << 20;
/// 2.8.35: a piece descriptor.
const PIECE_LEN: usize = 8;
/// 2.9.73, fCompressed: one byte a character.
const COMPRESSED: u32 = 1 << 30;
/// Kinds of blocks in the piece table, 2.9.38.
const PROPERTIES: u8 = 1;
const PIECES: u8 = 2;

/// Windows-1252 between 0x80 and 0x9F, as 2.9.73 lists it; other bytes are their own Unicode.
const UPPER_CONTROLS: [u16; 32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
];

/// Neighbouring characters of one piece.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    /// Position of the first character.
    pub(super) start: u32,
    /// Place of its byte in the stream.
    pub(super) fc: u32,
    /// Bytes a character.
    pub(super) width: u32,
    /// Property modifier of the piece, 2.9.214.
    pub(super) modifier: u16,
}

/// All characters.
#[derive(Debug, Default)]
pub(super) struct Text<'a> {
    pub(super) units: Vec<u16>,
    spans: Vec<Span>,
    /// Property lists that piece modifiers refer to.
    properties: Vec<&'a [u8]>,
    /// Some characters should be there and are not.
    pub(super) lost: bool,
}

impl<'a> Text<'a> {
    pub(super) fn read(stream: &[u8], table: &'a [u8]) -> Result<Self, ReadError> {
        let mut text = Self::default();
        let mut rest = table;
        loop {
            match rest.first() {
                Some(&PROPERTIES) => {
                    let len = usize::from(u16_at(rest, 1).unwrap_or(u16::MAX));
                    let Some(list) = rest.get(3..3 + len) else { break };
                    text.properties.push(list);
                    rest = rest.get(3 + len..).unwrap_or_default();
                }
                Some(&PIECES) => {
                    let len = u32_at(rest, 1).unwrap_or(0) as usize;
                    let Some(pieces) = rest.get(5..5usize.saturating_add(len)) else { break };
                    text.pieces(stream, Plc::new(pieces, PIECE_LEN))?;
                    return Ok(text);
                }
                _ => break,
            }
        }
        Err(ReadError::Damaged("正文的索引缺失或损坏".to_owned()))
    }

    fn pieces(&mut self, stream: &[u8], pieces: Plc<'_>) -> Result<(), ReadError> {
        for index in 0..pieces.len() {
            let (Some(start), Some(end), Some(piece)) =
                (pieces.position(index), pieces.position(index + 1), pieces.data(index))
            else {
                break;
            };
            let count = end.saturating_sub(start) as usize;
            if start as usize != self.units.len() || count == 0 {
                self.lost |= start as usize != self.units.len();
                continue;
            }
            if self.units.len() + count > MAX_UNITS {
                return Err(ReadError::Limit("正文的字数过多".to_owned()));
            }
            let place = u32_at(piece, 2).unwrap_or(0);
            let compressed = place & COMPRESSED != 0;
            let place = place & (COMPRESSED - 1);
            let (fc, width) = if compressed { (place / 2, 1) } else { (place, 2) };
            let modifier = u16_at(piece, 6).unwrap_or(0);
            self.spans.push(Span { start, fc, width, modifier });
            let from = (fc as usize).min(stream.len());
            let to = from.saturating_add(count * width as usize).min(stream.len());
            let bytes = stream.get(from..to).unwrap_or_default();
            if compressed {
                self.units.extend(bytes.iter().map(|byte| match byte {
                    0x80..=0x9F => UPPER_CONTROLS[usize::from(byte - 0x80)],
                    byte => u16::from(*byte),
                }));
            } else {
                self.units.extend(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
            }
            self.lost |= self.units.len() < end as usize;
            self.units.resize(end as usize, 0);
        }
        Ok(())
    }

    /// The span that a character stands in, and the position after the span's last.
    pub(super) fn span(&self, cp: u32) -> Option<(Span, u32)> {
        let after = self.spans.partition_point(|span| span.start <= cp);
        let span = *self.spans.get(after.checked_sub(1)?)?;
        let end = self.spans.get(after).map_or(self.units.len() as u32, |next| next.start);
        (cp < end).then_some((span, end))
    }

    /// Where a character's first byte stands in the stream.
    pub(super) fn fc(&self, cp: u32) -> Option<u32> {
        let (span, _) = self.span(cp)?;
        span.fc.checked_add((cp - span.start).checked_mul(span.width)?)
    }

    /// What a piece's modifier says, as a list of properties: one short property, or a list kept with the pieces.
    pub(super) fn modifier(&self, modifier: u16) -> Modifier<'a> {
        if modifier & 1 == 1 {
            return Modifier::List(self.properties.get(usize::from(modifier >> 1)).copied().unwrap_or_default());
        }
        // 2.9.215, isprm: of the short ones those that say what is shown.
        let value = modifier.to_le_bytes()[1];
        let property = match (modifier >> 1) & 0x7F {
            0x05 => 0x2403,
            0x19 => 0x2417,
            0x41 => 0x0800,
            0x5C => 0x083C,
            0x62 => 0x2A42,
            0x75 => 0x0855,
            _ => return Modifier::List(&[]),
        };
        let [low, high] = u16::to_le_bytes(property);
        Modifier::One([low, high, value])
    }
}

/// What a piece's modifier says.
pub(super) enum Modifier<'a> {
    List(&'a [u8]),
    One([u8; 3]),
}

impl Modifier<'_> {
    pub(super) fn list(&self) -> &[u8] {
        match self {
            Self::List(list) => list,
            Self::One(list) => list,
        }
    }
}
