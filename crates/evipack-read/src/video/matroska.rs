//! MKV and WebM (RFC 9559) → moment and length.
//!
//! Enters: the bytes. Leaves: [`Said`], from the Info element of the first segment.

use super::{Said, array, utc};

const EBML: &[u8] = b"\x1A\x45\xDF\xA3";
const SEGMENT: u64 = 0x1853_8067;
const INFO: u64 = 0x1549_A966;
const TIMESTAMP_SCALE: u64 = 0x2A_D7B1;
const DURATION: u64 = 0x4489;
const DATE_UTC: u64 = 0x4461;
/// Elements looked at on one level; Info is among the first.
const MOST_ELEMENTS: usize = 1000;
/// Nanoseconds of a tick where the file does not say.
const DEFAULT_SCALE: u64 = 1_000_000;
/// Seconds from 2001, which the format counts from, to 1970.
const FROM_2001: i64 = -978_307_200;

pub(super) fn read(bytes: &[u8]) -> Option<Said> {
    bytes.starts_with(EBML).then_some(())?;
    let info = elements(bytes).find(|(id, _)| *id == SEGMENT);
    let info = info.and_then(|(_, segment)| elements(segment).find(|(id, _)| *id == INFO));
    let Some((_, info)) = info else { return Some(Said::default()) };
    let (mut scale, mut ticks, mut taken) = (DEFAULT_SCALE, None, None);
    for (id, body) in elements(info) {
        match id {
            TIMESTAMP_SCALE => scale = number(body)?,
            DURATION if body.len() == 4 => ticks = array(body, 0).map(|raw| f64::from(f32::from_be_bytes(raw))),
            DURATION => ticks = array(body, 0).map(f64::from_be_bytes),
            DATE_UTC => taken = array(body, 0).map(|raw| i64::from_be_bytes(raw) / 1_000_000_000 - FROM_2001),
            _ => {}
        }
    }
    let seconds = ticks.map(|ticks| ticks * scale as f64 / 1e9).filter(|&seconds| seconds > 0.0);
    Some(Said { seconds, taken: taken.and_then(utc), ..Said::default() })
}

/// The elements on one level, the last as far as it goes: a segment of a live recording has no length.
fn elements(bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let mut at = 0usize;
    std::iter::from_fn(move || {
        let (id, id_len) = variable(bytes.get(at..)?, false)?;
        let (len, len_len) = variable(bytes.get(at + id_len..)?, true)?;
        let start = at + id_len + len_len;
        let end = usize::try_from(len).ok().and_then(|len| start.checked_add(len)).unwrap_or(bytes.len());
        let body = bytes.get(start..end.min(bytes.len()))?;
        at = end;
        Some((id, body))
    })
    .take(MOST_ELEMENTS)
}

/// A number whose first bits tell its length; a length loses that mark, and all ones mean "not known".
fn variable(bytes: &[u8], is_length: bool) -> Option<(u64, usize)> {
    let first = *bytes.first()?;
    let len = first.leading_zeros() as usize + 1;
    (len <= 8).then_some(())?;
    let raw = number(bytes.get(..len)?)?;
    if !is_length {
        return Some((raw, len));
    }
    let value = raw & !(1u64 << (7 * len));
    Some((if value == (1u64 << (7 * len)) - 1 { u64::MAX } else { value }, len))
}

fn number(bytes: &[u8]) -> Option<u64> {
    (bytes.len() <= 8).then(|| bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}
