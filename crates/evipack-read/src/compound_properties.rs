//! Properties that an Office document of the binary formats says of itself ([MS-OLEPS], SummaryInformation).
//!
//! Enters: the property stream. Leaves: program, time of making and number of pages. The names of authors are personal data:
//! not kept.

use crate::little_endian::{u16_at, u32_at};
use jiff::Timestamp;

/// Name of the stream.
pub(crate) const STREAM: &str = "\u{5}SummaryInformation";
/// [MS-OLEPS] 2.21: where the first property set is named.
const FIRST_SET_AT: usize = 44;
/// Property identifiers of the summary.
const CREATED: u32 = 12;
const PAGES: u32 = 14;
const APPLICATION: u32 = 18;
/// Property types.
const TEXT: u16 = 30;
const WIDE_TEXT: u16 = 31;
const TIME: u16 = 64;
const NUMBER: u16 = 3;
/// More properties than any program writes.
const MAX_PROPERTIES: u32 = 256;
/// Longest name of a program that is kept.
const MAX_TEXT: usize = 200;
/// Seconds from 1601 to 1970.
const EPOCH: i64 = 11_644_473_600;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Properties {
    /// ISO 8601.
    pub(crate) created: Option<String>,
    pub(crate) application: Option<String>,
    pub(crate) pages: Option<u32>,
}

/// Reads the property stream.
pub(crate) fn read(stream: &[u8]) -> Properties {
    let mut found = Properties::default();
    let Some(set) = u32_at(stream, FIRST_SET_AT).and_then(|at| stream.get(at as usize..)) else { return found };
    for index in 0..u32_at(set, 4).unwrap_or(0).min(MAX_PROPERTIES) as usize {
        let (Some(id), Some(at)) = (u32_at(set, 8 + 8 * index), u32_at(set, 12 + 8 * index)) else { break };
        let Some(value) = set.get(at as usize..) else { continue };
        let kind = u16_at(value, 0).unwrap_or(0);
        let content = value.get(4..).unwrap_or_default();
        match (id, kind) {
            (CREATED, TIME) => found.created = time(content),
            (PAGES, NUMBER) => found.pages = u32_at(content, 0).filter(|pages| (1..=100_000).contains(pages)),
            (APPLICATION, TEXT) => found.application = text(content),
            (APPLICATION, WIDE_TEXT) => found.application = wide_text(content),
            _ => {}
        }
    }
    found
}

/// Counts 100 nanoseconds from 1601; 0 says "never".
fn time(content: &[u8]) -> Option<String> {
    let ticks = u64::from(u32_at(content, 4)?) << 32 | u64::from(u32_at(content, 0)?);
    let seconds = i64::try_from(ticks / 10_000_000).ok()? - EPOCH;
    (seconds > 0).then(|| Timestamp::from_second(seconds).ok().map(|time| time.to_string())).flatten()
}

/// Programs' names are ASCII or in a code page that is not worth guessing: other bytes make it unreadable.
fn text(content: &[u8]) -> Option<String> {
    let len = (u32_at(content, 0)? as usize).min(MAX_TEXT);
    let bytes = content.get(4..4 + len)?;
    let (text, _, _) = encoding_rs::GBK.decode(bytes.split(|byte| *byte == 0).next()?);
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn wide_text(content: &[u8]) -> Option<String> {
    let len = (u32_at(content, 0)? as usize).min(MAX_TEXT);
    let units = content.get(4..4 + 2 * len)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let text: String = char::decode_utf16(units.take_while(|unit| *unit != 0))
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stream() -> Vec<u8> {
        let mut set = Vec::new();
        let values: [(u32, u32, &[u8]); 3] = [
            (CREATED, u32::from(TIME), &0x01DC_C5E1_0000_0000u64.to_le_bytes()),
            (PAGES, u32::from(NUMBER), &[3, 0, 0, 0]),
            (APPLICATION, u32::from(TEXT), b"\x0b\0\0\0WPS Office\0\0"),
        ];
        let (mut at, mut body) = (8 + 8 * values.len(), Vec::new());
        for (id, kind, content) in values {
            set.extend(id.to_le_bytes());
            set.extend((at as u32).to_le_bytes());
            body.extend(kind.to_le_bytes());
            body.extend(content);
            at = 8 + 8 * values.len() + body.len();
        }
        let head = [(at as u32).to_le_bytes(), (values.len() as u32).to_le_bytes()].concat();
        let mut stream = vec![0; 48];
        stream[FIRST_SET_AT] = 48;
        stream.extend([head, set, body].concat());
        stream
    }

    #[test]
    fn the_summary_names_program_time_and_pages() {
        let read = read(&stream());
        assert_eq!(read.application.as_deref(), Some("WPS Office"));
        assert_eq!(read.pages, Some(3));
        assert!(read.created.is_some_and(|time| time.starts_with("2026-")));
    }

    proptest! {
        #[test]
        fn any_damage_is_survived(at in 0usize..140, byte: u8, cut in 0usize..140) {
            let mut bytes = stream();
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
            bytes.truncate(cut);
            read(&bytes);
        }
    }
}
