//! The head of a Word binary document: what kind it is, and where everything stands ([MS-DOC] 2.5).
//!
//! Enters: the start of the `WordDocument` stream. Leaves: a [`Fib`], or why the document cannot be read.

use crate::ReadError;
use crate::little_endian::{u16_at, u32_at};

/// 2.5.2, wIdent of Word 97 and later; WPS writes the same.
const WORD_97: u16 = 0xA5EC;
/// wIdent of Word 6 and 95 (0xA5DC) and Word 2 (0xA5DB), of which the format is another one.
const OLDER: [u16; 3] = [0xA5DC, 0xA5DB, 0xA59B];
/// First version of the file format that is Word 97's, betas included; Word 95 wrote up to 105.
const FIRST_VERSION: u16 = 106;
/// 2.5.2, fEncrypted: encrypted, or obfuscated by XOR.
const ENCRYPTED: u16 = 1 << 8;
/// 2.5.2, fWhichTblStm: which of two table streams belongs to the text.
const TABLE_1: u16 = 1 << 9;
/// Size of FibBase, 2.5.2.
const BASE_LEN: usize = 32;

/// Places in the table stream, by their index in FibRgFcLcb97 (2.5.6).
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Styles = 1,
    Sections = 6,
    HeaderStories = 11,
    CharacterPages = 12,
    ParagraphPages = 13,
    Pieces = 33,
    ShapesInText = 40,
    ShapesInHeaders = 41,
    Drawings = 50,
    BoxesInText = 56,
    BoxesInHeaders = 58,
}

/// The subdocuments, one after another in the text, by their index in FibRgLw97 counted from ccpText (2.5.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    Main = 0,
    Footnotes = 1,
    Headers = 2,
    Comments = 4,
    Endnotes = 5,
    Boxes = 6,
    HeaderBoxes = 7,
}

impl Story {
    /// In the order in which they stand.
    const ALL: [Self; 7] =
        [Self::Main, Self::Footnotes, Self::Headers, Self::Comments, Self::Endnotes, Self::Boxes, Self::HeaderBoxes];
}

/// What the head says.
#[derive(Debug)]
pub(super) struct Fib<'a> {
    stream: &'a [u8],
    flags: u16,
    /// Offset of FibRgLw97.
    counts: usize,
    /// Offset of FibRgFcLcb, and how many places it has.
    places: (usize, usize),
}

impl<'a> Fib<'a> {
    pub(super) fn read(stream: &'a [u8]) -> Result<Self, ReadError> {
        let cut_off = || ReadError::Damaged("文件头不完整".to_owned());
        let ident = u16_at(stream, 0).ok_or_else(cut_off)?;
        let version = u16_at(stream, 2).ok_or_else(cut_off)?;
        if OLDER.contains(&ident) || ident == WORD_97 && version < FIRST_VERSION {
            return Err(ReadError::Unsupported("Word 95 或更早的文档，请用 Word 或 WPS 另存为新格式".to_owned()));
        }
        if ident != WORD_97 {
            return Err(ReadError::Damaged("文件头不是 Word 文档".to_owned()));
        }
        let flags = u16_at(stream, 10).ok_or_else(cut_off)?;
        if flags & ENCRYPTED != 0 {
            return Err(ReadError::Encrypted);
        }
        // Three lists follow one another, each with its own count: 16-bit numbers, 32-bit numbers, places.
        let shorts = usize::from(u16_at(stream, BASE_LEN).ok_or_else(cut_off)?);
        let longs_at = BASE_LEN + 2 + 2 * shorts;
        let longs = usize::from(u16_at(stream, longs_at).ok_or_else(cut_off)?);
        let places_at = longs_at + 2 + 4 * longs;
        let places = usize::from(u16_at(stream, places_at).ok_or_else(cut_off)?);
        Ok(Self { stream, flags, counts: longs_at + 2, places: (places_at + 2, places) })
    }

    /// Name of the table stream.
    pub(super) fn table_name(&self) -> &'static str {
        if self.flags & TABLE_1 == 0 { "0Table" } else { "1Table" }
    }

    /// Characters of a story.
    fn count(&self, story: Story) -> u32 {
        // ccpText is the fourth number.
        u32_at(self.stream, self.counts + 4 * (3 + story as usize)).unwrap_or(0)
    }

    /// First character of a story, and the one after its last, counted through the whole text.
    pub(super) fn range(&self, wanted: Story) -> (u32, u32) {
        let before = Story::ALL.iter().take_while(|story| **story != wanted).map(|story| u64::from(self.count(*story)));
        let start = before.sum::<u64>();
        let clamp = |cp: u64| u32::try_from(cp).unwrap_or(u32::MAX);
        (clamp(start), clamp(start + u64::from(self.count(wanted))))
    }

    /// Bytes of the table stream at a place; empty where the document has nothing of the kind. `Err` where they should be
    /// there and are not.
    pub(super) fn bytes<'t>(&self, table: &'t [u8], place: Place) -> Result<&'t [u8], ()> {
        let index = place as usize;
        if index >= self.places.1 {
            return Ok(&[]);
        }
        let at = self.places.0 + 8 * index;
        let (Some(start), Some(len)) = (u32_at(self.stream, at), u32_at(self.stream, at + 4)) else { return Err(()) };
        if len == 0 {
            return Ok(&[]);
        }
        let end = (start as usize).saturating_add(len as usize);
        table.get(start as usize..end).ok_or(())
    }
}

/// A list of places in the text with fixed-size data between them ([MS-DOC] 2.2.2, PLC).
#[derive(Debug, Clone, Copy)]
pub(super) struct Plc<'a> {
    bytes: &'a [u8],
    width: usize,
    len: usize,
}

impl<'a> Plc<'a> {
    pub(super) fn new(bytes: &'a [u8], width: usize) -> Self {
        Self { bytes, width, len: bytes.len().saturating_sub(4) / (4 + width) }
    }

    /// Number of data entries.
    pub(super) fn len(self) -> usize {
        self.len
    }

    /// The place before entry `index`, or after the last where `index` is the number of entries.
    pub(super) fn position(self, index: usize) -> Option<u32> {
        if index <= self.len { u32_at(self.bytes, 4 * index) } else { None }
    }

    pub(super) fn data(self, index: usize) -> Option<&'a [u8]> {
        if index >= self.len {
            return None;
        }
        let at = 4 * (self.len + 1) + self.width * index;
        self.bytes.get(at..at + self.width)
    }
}
