//! WMV (Advanced Systems Format) → moment and length.
//!
//! Enters: the bytes. Leaves: [`Said`], from the File Properties Object of the header.

use super::{Said, array, utc};

const HEADER: &[u8] = b"\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA\x00\x62\xCE\x6C";
const FILE_PROPERTIES: &[u8] = b"\xA1\xDC\xAB\x8C\x47\xA9\xCF\x11\x8E\xE4\x00\xC0\x0C\x20\x53\x65";
/// Objects of the header that are looked at.
const MOST_OBJECTS: usize = 1000;
/// Seconds from 1601, which the format counts from, to 1970; it counts in tenths of microseconds.
const FROM_1601: i64 = 11_644_473_600;
const TICKS: u64 = 10_000_000;

pub(super) fn read(bytes: &[u8]) -> Option<Said> {
    (bytes.get(..16)? == HEADER).then_some(())?;
    let mut at = 30usize;
    for _ in 0..MOST_OBJECTS {
        let Some(kind) = bytes.get(at..at.saturating_add(16)) else { break };
        let number = |offset: usize| array(bytes, at.checked_add(offset)?).map(u64::from_le_bytes);
        if kind == FILE_PROPERTIES {
            let created = number(48).filter(|&ticks| ticks > 0).and_then(|ticks| i64::try_from(ticks / TICKS).ok());
            // What is played begins after the preroll, which is given in milliseconds.
            let preroll = number(80).unwrap_or(0) as f64 / 1e3;
            let seconds = number(64).map(|ticks| ticks as f64 / TICKS as f64 - preroll).filter(|&s| s > 0.0);
            return Some(Said { taken: created.and_then(|s| utc(s - FROM_1601)), seconds, ..Said::default() });
        }
        let Some(len) = number(16).and_then(|len| usize::try_from(len).ok()).filter(|&len| len >= 24) else { break };
        let Some(next) = at.checked_add(len) else { break };
        at = next;
    }
    Some(Said::default())
}
