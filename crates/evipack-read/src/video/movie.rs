//! MP4, MOV and 3GP (ISO/IEC 14496-12; QuickTime File Format) → what the movie box says.
//!
//! Enters: the bytes. Leaves: [`Said`]. Phones write the moment in UTC into the movie header, and many of them once more
//! with the clock's offset, beside place and model, into `udta` or the `meta` keys of QuickTime.

use super::{Said, array, utc};
use crate::ReadError;
use crate::boxes::{MAX_BOXES, boxes, find, head};
use evipack_core::facts::{CaptureTime, Gps, PixelSize};

/// Seconds from 1904, which the movie header counts from, to 1970.
const FROM_1904: i64 = 2_082_844_800;
/// Longest text taken over.
const MAX_TEXT: usize = 200;
/// What an unsure writer puts for "unknown".
const NO_DURATION: u64 = u32::MAX as u64;

/// Boxes that stand on the first level of a movie file.
const TOP: &[&[u8; 4]] = &[
    b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"uuid", b"udta", b"meta", b"moof", b"sidx",
    b"styp", b"mfra", b"prft", b"emsg", b"PICT",
];

/// Whether the bytes begin with such a box.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    head(bytes).is_some_and(|(kind, ..)| matches!(&kind, b"ftyp" | b"moov" | b"mdat" | b"wide" | b"pnot" | b"free"))
}

/// Whether a box of the first level ends behind the file.
pub(super) fn is_cut_off(bytes: &[u8]) -> bool {
    let mut at = 0usize;
    for _ in 0..MAX_BOXES {
        let Some((kind, _, len)) = bytes.get(at..).and_then(head) else { return false };
        // Anything else behind the last box is a phone's own trailer, or padding.
        if len == 0 || !TOP.contains(&&kind) {
            return false;
        }
        match usize::try_from(len).ok().and_then(|len| at.checked_add(len)) {
            Some(end) if end <= bytes.len() => at = end,
            _ => return true,
        }
    }
    false
}

pub(super) fn read(bytes: &[u8]) -> Result<Said, ReadError> {
    let Some(moov) = find(bytes, *b"moov") else {
        return Err(ReadError::Damaged("视频缺少索引，不能播放，可能没有录完或没有传完".to_owned()));
    };
    let mut said = find(moov, *b"mvhd").map(header).unwrap_or_default();
    said.pixels = boxes(moov).filter(|(kind, _)| kind == b"trak").find_map(|(_, trak)| picture_size(trak));
    let keys = find(moov, *b"meta").map(keyed).unwrap_or_default();
    let udta = find(moov, *b"udta").unwrap_or_default();
    let text = |name: &str, short: [u8; 4]| {
        let own = keys.iter().find(|(key, _)| key.ends_with(name)).map(|(_, value)| value.clone());
        own.or_else(|| find(udta, short).and_then(international))
    };
    if let Some(taken) = text("creationdate", *b"\xA9day").and_then(|text| time(&text)) {
        said.taken = Some(taken);
    }
    said.gps = text("location.ISO6709", *b"\xA9xyz").and_then(|text| place(&text));
    let parts =
        [text(".make", *b"\xA9mak").or_else(|| text(".manufacturer", *b"\xA9mak")), text(".model", *b"\xA9mod")];
    let camera = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    said.camera = (!camera.is_empty()).then_some(camera);
    Ok(said)
}

/// The movie header, 8.2.2: moment and length.
fn header(body: &[u8]) -> Said {
    let u32_at = |at| array(body, at).map(|raw| u64::from(u32::from_be_bytes(raw)));
    let u64_at = |at| array(body, at).map(u64::from_be_bytes);
    let (created, scale, duration) = match body.first() {
        Some(1) => (u64_at(4), u32_at(20), u64_at(24)),
        _ => (u32_at(4), u32_at(12), u32_at(16).filter(|&duration| duration < NO_DURATION)),
    };
    let created = created.filter(|&seconds| seconds > 0).and_then(|seconds| i64::try_from(seconds).ok());
    let seconds = duration.zip(scale.filter(|&scale| scale > 0)).map(|(length, scale)| length as f64 / scale as f64);
    Said {
        taken: created.and_then(|seconds| utc(seconds - FROM_1904)),
        seconds: seconds.filter(|&seconds| seconds > 0.0),
        ..Said::default()
    }
}

/// The size of a track of pictures, in whole pixels (track header, 8.3.2).
fn picture_size(trak: &[u8]) -> Option<PixelSize> {
    let handler = find(find(trak, *b"mdia")?, *b"hdlr")?;
    (handler.get(8..12)? == b"vide").then_some(())?;
    let header = find(trak, *b"tkhd")?;
    let at = if header.first() == Some(&1) { 88 } else { 76 };
    let side = |at| array(header, at).map(|raw| u32::from_be_bytes(raw) >> 16).filter(|&side| side > 0);
    Some(PixelSize { width: side(at)?, height: side(at + 4)? })
}

/// The keys of a `meta` box and their texts (QuickTime File Format, Metadata). The box is written with and without a
/// version in front.
fn keyed(meta: &[u8]) -> Vec<(String, String)> {
    let meta = if find(meta, *b"keys").is_some() { meta } else { meta.get(4..).unwrap_or_default() };
    let (Some(keys), Some(list)) = (find(meta, *b"keys"), find(meta, *b"ilst")) else { return Vec::new() };
    // Each key is a box whose kind is its namespace; so is each value, with the number of the key for a kind.
    let names: Vec<&[u8]> = boxes(keys.get(8..).unwrap_or_default()).map(|(_, name)| name).collect();
    let value = |(kind, body): ([u8; 4], &[u8])| {
        let index = usize::try_from(u32::from_be_bytes(kind)).ok()?.checked_sub(1)?;
        let name = std::str::from_utf8(names.get(index)?).ok()?;
        Some((name.to_owned(), clean(find(body, *b"data")?.get(8..)?)?))
    };
    boxes(list).filter_map(value).collect()
}

/// A text of `udta`: its length, its language, itself.
fn international(body: &[u8]) -> Option<String> {
    let len = usize::from(u16::from_be_bytes(array(body, 0)?));
    clean(body.get(4..4 + len)?)
}

fn clean(text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?.trim_matches(['\0', ' ']);
    let text: String = text.chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect();
    (!text.is_empty()).then_some(text)
}

/// `2026-04-07T14:32:05+0800`, the offset with or without a colon, or none.
fn time(text: &str) -> Option<CaptureTime> {
    let local = text.get(..19)?.parse().ok()?;
    let rest = text.get(19..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i16>().ok();
    let offset_minutes = match rest.chars().next() {
        None => None,
        Some('Z') => Some(0),
        Some(sign @ ('+' | '-')) => {
            let minutes = number(0..2)? * 60 + number(2..4)?;
            Some(if sign == '-' { -minutes } else { minutes })
        }
        Some(_) => return None,
    };
    Some(CaptureTime { local, offset_minutes })
}

/// ISO 6709 in degrees: `+36.5539+116.7512+050.000/`. A receiver without a fix writes zeros.
fn place(text: &str) -> Option<Gps> {
    let signs: Vec<usize> = text.match_indices(['+', '-']).map(|(at, _)| at).collect();
    let (&first, &second) = (signs.first()?, signs.get(1)?);
    let end = signs.get(2).copied().or_else(|| text.find(['/', 'C'])).unwrap_or(text.len());
    let number = |range: std::ops::Range<usize>, digits: usize, most: f64| {
        let part = text.get(range)?;
        // More digits before the point would be degrees and minutes.
        (part.get(1..)?.split('.').next()?.len() <= digits).then_some(())?;
        part.parse::<f64>().ok().filter(|degrees| degrees.abs() <= most)
    };
    let (latitude, longitude) = (number(first..second, 2, 90.0)?, number(second..end, 3, 180.0)?);
    (latitude != 0.0 || longitude != 0.0).then_some(Gps { latitude, longitude })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_with_and_without_offset() {
        let shown = |text| time(text).map(|time| time.to_string());
        assert_eq!(shown("2026-04-07T14:32:05+0800").as_deref(), Some("2026-04-07T14:32:05+08:00"));
        assert_eq!(shown("2026-04-07T06:32:05.000Z").as_deref(), Some("2026-04-07T06:32:05+00:00"));
        assert_eq!(shown("2026-04-07 14:32:05-03:30").as_deref(), Some("2026-04-07T14:32:05-03:30"));
        assert_eq!(shown("2026-04-07T14:32:05").as_deref(), Some("2026-04-07T14:32:05"));
        for wrong in ["2026", "2026-13-07T14:32:05", "", "2026-04-07T14:32:05+8"] {
            assert_eq!(shown(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn places_in_degrees() {
        let gps = |text| place(text).map(|gps| (gps.latitude, gps.longitude));
        assert_eq!(gps("+36.5539+116.7512+050.000/"), Some((36.5539, 116.7512)));
        assert_eq!(gps("-36.5539-116.7512/"), Some((-36.5539, -116.7512)));
        for wrong in ["+00.0000+000.0000/", "+3633.5+11645.2/", "+96.0+116.0/", "36.5", ""] {
            assert_eq!(gps(wrong), None, "{wrong}");
        }
    }
}
