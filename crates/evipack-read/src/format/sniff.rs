//! Leading bytes → format.
//!
//! Enters: the first bytes of a file and its whole length. Leaves: a [`Format`]. Signatures at fixed offsets come first, and
//! text, the weakest sign, last. A ZIP is only "a ZIP" here: which Office format it holds is for the reader that opens it.

use super::Format;
use super::compound;
use super::ole;
use crate::charset;

/// How much of a file [`sniff`] wants: enough for the tar mark, the PDF header and a fair sample of text.
pub const HEAD_LEN: usize = 64 * 1024;
/// PDF 1.7 implementation note 13: readers accept the header anywhere in the first 1024 bytes.
const PDF_HEADER_WITHIN: usize = 1024;
/// How far web pages and mail headers are looked for; both open with their marks, after comments at most.
const MARKUP_WITHIN: usize = 4096;
/// Where tar keeps `ustar`, POSIX.1-1988.
const USTAR_AT: usize = 257;
/// Where ISO 9660 keeps `CD001`.
const ISO_9660_AT: usize = 32769;

/// The format that the leading bytes show. `head` is the file's beginning (up to [`HEAD_LEN`]), `len` its whole length.
///
/// A compound file is [`Format::Ole`] unless its directory lies inside `head`: refine with
/// [`sniff_ole`](super::sniff_ole) over all bytes. A ZIP is always [`Format::Zip`].
pub fn sniff(head: &[u8], len: u64) -> Format {
    if len == 0 || head.is_empty() {
        return Format::Empty;
    }
    picture(head, len)
        .or_else(|| container(head))
        .or_else(|| moving_or_sound(head))
        .or_else(|| program(head))
        .or_else(|| written(head, len))
        .unwrap_or(Format::Unknown)
}

fn picture(head: &[u8], len: u64) -> Option<Format> {
    if head.starts_with(b"\xFF\xD8\xFF") {
        Some(Format::Jpeg)
    } else if head.starts_with(b"\x89PNG\r\n\x1A\n") {
        Some(Format::Png)
    } else if [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|magic| head.starts_with(*magic)) {
        Some(Format::Tiff)
    } else if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") {
        Some(Format::Gif)
    } else if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        Some(Format::WebP)
    } else if head.starts_with(b"\0\0\0\x0CjP  \r\n\x87\n") || head.starts_with(b"\xFF\x4F\xFF\x51") {
        Some(Format::Jpeg2000)
    } else if head.starts_with(b"\0\0\0\x0CJXL \r\n\x87\n") || head.starts_with(b"\xFF\x0A") {
        Some(Format::JpegXl)
    } else if head.starts_with(b"8BPS\0\x01") || head.starts_with(b"8BPS\0\x02") {
        Some(Format::Psd)
    } else if is_bmp(head, len) {
        Some(Format::Bmp)
    } else {
        None
    }
}

/// `BM` opens many a text too, so the second header's size must be one that exists and the pixels must lie in the file.
fn is_bmp(head: &[u8], len: u64) -> bool {
    let u32_at = |at: usize| head.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
    head.starts_with(b"BM")
        && matches!(u32_at(14), Some(12 | 16 | 40 | 52 | 56 | 64 | 108 | 124))
        && u32_at(10).is_some_and(|pixels| u64::from(pixels) <= len)
}

fn container(head: &[u8]) -> Option<Format> {
    const ARCHIVES: &[&[u8]] = &[
        b"7z\xBC\xAF\x27\x1C",
        b"Rar!\x1A\x07\x00",
        b"Rar!\x1A\x07\x01\x00",
        b"\x1F\x8B\x08",
        b"\xFD7zXZ\0",
        b"\x28\xB5\x2F\xFD",
        b"\x1F\x9D",
        b"MSCF\0\0\0\0",
    ];
    if [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x07\x08"].iter().any(|magic| head.starts_with(magic)) {
        Some(Format::Zip)
    } else if head.starts_with(&compound::SIGNATURE) {
        Some(ole::sniff_ole(head))
    } else if ARCHIVES.iter().any(|magic| head.starts_with(magic)) || is_bzip2(head) || is_tar_or_disc(head) {
        Some(Format::OtherArchive)
    } else {
        None
    }
}

/// `BZh`, the block size, then the first block's mark (the digits of pi) or the end mark of an empty stream.
fn is_bzip2(head: &[u8]) -> bool {
    head.starts_with(b"BZh")
        && matches!(head.get(3), Some(b'1'..=b'9'))
        && matches!(head.get(4..10), Some(b"1AY&SY" | b"\x17\x72\x45\x38\x50\x90"))
}

fn is_tar_or_disc(head: &[u8]) -> bool {
    head.get(USTAR_AT..USTAR_AT + 5) == Some(b"ustar") || head.get(ISO_9660_AT..ISO_9660_AT + 5) == Some(b"CD001")
}

fn moving_or_sound(head: &[u8]) -> Option<Format> {
    const ASF: &[u8] = b"\x30\x26\xB2\x75\x8E\x66\xCF\x11";
    if let Some(format) = iso_media(head) {
        return Some(format);
    }
    let riff = if head.starts_with(b"RIFF") { head.get(8..12) } else { None };
    if riff == Some(b"AVI ")
        || [&b"\x1A\x45\xDF\xA3"[..], ASF, b"FLV\x01", b".RMF", b"\0\0\x01\xBA", b"\0\0\x01\xB3"]
            .iter()
            .any(|magic| head.starts_with(magic))
        || is_transport_stream(head)
    {
        Some(Format::Video)
    } else if riff == Some(b"WAVE")
        || [&b"ID3"[..], b"fLaC", b"OggS", b"#!AMR", b"MThd\0\0\0\x06"].iter().any(|magic| head.starts_with(magic))
        || is_mpeg_audio(head)
    {
        Some(Format::Audio)
    } else {
        None
    }
}

/// ISO base media (ISO/IEC 14496-12) by its brands; [`Format::Unknown`] for a brand that is neither picture, sound nor
/// moving picture, such as a camera's raw file.
fn iso_media(head: &[u8]) -> Option<Format> {
    const PICTURES: &[&[u8; 4]] =
        &[b"heic", b"heix", b"heim", b"heis", b"mif1", b"mif2", b"msf1", b"hevc", b"hevx", b"avif", b"avis", b"miaf"];
    const MOVIES: &[&[u8]] =
        &[b"isom", b"iso", b"mp4", b"avc1", b"qt  ", b"3gp", b"3g2", b"M4V", b"dash", b"XAVC", b"MSNV", b"f4v"];
    let kind: &[u8] = head.get(4..8)?;
    if matches!(kind, b"moov" | b"mdat" | b"wide" | b"pnot") {
        // QuickTime from before the file type box.
        return Some(Format::Video);
    }
    if kind != b"ftyp" {
        return None;
    }
    let size = u32::from_be_bytes(head.get(..4)?.try_into().ok()?) as usize;
    let brands = head.get(8..size.clamp(12, HEAD_LEN).min(head.len())).unwrap_or_default();
    let major = brands.get(..4).unwrap_or_default();
    let is_picture = |brand: &[u8]| PICTURES.iter().any(|known| brand == *known);
    Some(if is_picture(major) {
        Format::Heif
    } else if major.starts_with(b"M4A") || major.starts_with(b"M4B") {
        Format::Audio
    } else if major == b"crx " {
        Format::Unknown
    } else if MOVIES.iter().any(|known| major.starts_with(known)) {
        Format::Video
    } else if brands.get(8..).unwrap_or_default().chunks_exact(4).any(is_picture) {
        Format::Heif
    } else {
        Format::Video
    })
}

/// MPEG transport stream: a sync byte every 188 bytes, or every 192 with the disc's time codes in front.
fn is_transport_stream(head: &[u8]) -> bool {
    const SYNC: u8 = 0x47;
    [(0, 188), (4, 192)].iter().any(|&(first, step)| (0..4).all(|n| head.get(first + n * step) == Some(&SYNC)))
}

/// MP3 or AAC without a tag: two frame headers in a row, ISO/IEC 11172-3 2.4.2.3 and 13818-7 6.2.
fn is_mpeg_audio(head: &[u8]) -> bool {
    let Some(step) = frame_len(head) else { return false };
    head.get(step..).and_then(frame_len).is_some()
}

fn frame_len(frame: &[u8]) -> Option<usize> {
    // Layer III of MPEG-1; kilobits a second by index.
    const KBITS_V1: [usize; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const KBITS_V2: [usize; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    const HERTZ: [usize; 3] = [44_100, 48_000, 32_000];
    let &[sync, b1, b2, b3, b4, b5, ..] = frame else { return None };
    if sync != 0xFF {
        return None;
    }
    if b1 & 0xF6 == 0xF0 {
        // ADTS: 13 bits of length over three bytes, header included.
        let len = (usize::from(b3 & 3) << 11) | (usize::from(b4) << 3) | usize::from(b5 >> 5);
        return (len > 7).then_some(len);
    }
    let (kbits, divisor, factor) = match (b1 >> 3 & 3, b1 >> 1 & 3) {
        (3, 1) => (KBITS_V1, 1, 144),
        (2, 1) => (KBITS_V2, 2, 72),
        (0, 1) => (KBITS_V2, 4, 72),
        _ => return None,
    };
    let rate = *kbits.get(usize::from(b2 >> 4)).filter(|&&rate| rate > 0)?;
    let hertz = HERTZ.get(usize::from(b2 >> 2 & 3))? / divisor;
    Some(factor * rate * 1000 / hertz + usize::from(b2 >> 1 & 1))
}

fn program(head: &[u8]) -> Option<Format> {
    const MACH_O: &[[u8; 4]] = &[
        [0xFE, 0xED, 0xFA, 0xCE],
        [0xFE, 0xED, 0xFA, 0xCF],
        [0xCE, 0xFA, 0xED, 0xFE],
        [0xCF, 0xFA, 0xED, 0xFE],
        // Universal binaries, and Java classes with them.
        [0xCA, 0xFE, 0xBA, 0xBE],
    ];
    // MS-SHLLINK 2.1: header size, then the class identifier.
    const LINK: &[u8] = b"\x4C\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46";
    let first_line = head.split(|&b| b == b'\n').next().unwrap_or_default();
    if head.starts_with(LINK) || without_mark(head).starts_with(b"[InternetShortcut]") {
        Some(Format::Shortcut)
    } else if head.starts_with(b"\x7FELF")
        || MACH_O.iter().any(|magic| head.starts_with(magic))
        // A DOS header is binary; a text that happens to begin with MZ is not.
        || (head.starts_with(b"MZ") && head.iter().take(64).any(|&b| b == 0))
        || (head.starts_with(b"#!") && first_line.contains(&b'/'))
    {
        Some(Format::Executable)
    } else {
        None
    }
}

/// Formats made of characters, and PDF, whose header may stand behind some of them.
fn written(head: &[u8], len: u64) -> Option<Format> {
    let start = head.get(..PDF_HEADER_WITHIN.min(head.len())).unwrap_or_default();
    if start.windows(5).any(|window| window == b"%PDF-") {
        return Some(Format::Pdf);
    }
    let visible = without_mark(head).trim_ascii_start();
    if visible.starts_with(b"{\\rtf") {
        return Some(Format::Rtf);
    }
    if !is_text(head, head.len() as u64 >= len) {
        return None;
    }
    Some(if is_markup(head) { Format::Html } else { Format::Text })
}

/// The bytes behind a UTF-8 byte order mark.
fn without_mark(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head)
}

/// A web page (also inside an XML declaration, also in UTF-16) or a MIME archive of one.
fn is_markup(head: &[u8]) -> bool {
    // UTF-16 shows its ASCII once the zero halves are gone.
    let start: Vec<u8> = without_mark(head)
        .iter()
        .take(MARKUP_WITHIN)
        .filter(|&&b| b != 0)
        .map(u8::to_ascii_lowercase)
        .skip_while(|&b| b.is_ascii_whitespace() || b >= 0xFE)
        .collect();
    let has = |needle: &[u8]| start.windows(needle.len()).any(|window| window == needle);
    let opens = |tags: &[&[u8]]| tags.iter().any(|tag| start.starts_with(tag));
    opens(&[b"<!doctype html", b"<html", b"<head", b"<body", b"<meta", b"<title", b"<table", b"<script", b"<div"])
        || (opens(&[b"<?xml", b"<!--", b"<!doctype"]) && has(b"<html"))
        || (has(b"mime-version:") && has(b"content-type:") && !opens(&[b"<", b"{"]))
}

/// Whether the bytes are text: UTF-8, UTF-16, or GB18030 as Chinese Windows writes it. `whole` says that nothing follows;
/// otherwise a character may be cut at the end. One character in a hundred may be damaged: a file that lost a byte on its way
/// can be read all the same.
fn is_text(head: &[u8], whole: bool) -> bool {
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return is_utf16(head, whole);
    }
    if head.contains(&0) {
        return charset::wide_without_mark(head.get(..head.len() & !usize::from(!whole)).unwrap_or_default()).is_some();
    }
    if head.iter().any(|&b| is_binary_control(b)) {
        return false;
    }
    match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) if !whole && error.error_len().is_none() => true,
        Err(_) => is_gb18030(head, whole) || is_mostly_utf8(head),
    }
}

/// Of a hundred characters beyond ASCII, how many may be damaged.
const DAMAGED_OF_HUNDRED: usize = 1;

/// Whether nearly every character beyond ASCII is valid UTF-8.
fn is_mostly_utf8(head: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in head.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad * 100 <= good * DAMAGED_OF_HUNDRED
}

/// Control characters that no text file holds. Tab, line ends, form feed, the old end-of-file mark and escape do occur.
fn is_binary_control(byte: u8) -> bool {
    byte == 0x7F || (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1A | 0x1B))
}

fn is_utf16(head: &[u8], whole: bool) -> bool {
    let big = head.starts_with(b"\xFE\xFF");
    let units = head.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    });
    let mut bad = 0u32;
    for c in char::decode_utf16(units) {
        match c {
            Ok(c) if (c as u32) < 0x20 && is_binary_control(c as u8) => return false,
            Ok(_) => {}
            Err(_) => bad += 1,
        }
    }
    // A pair cut by the end of the sample is the only fault allowed.
    (head.len().is_multiple_of(2) || !whole) && bad <= u32::from(!whole)
}

/// GB18030 (GB 18030-2022, 5): well formed but for damage, and most of its two-byte characters in the rows that GB 2312 fills, for almost
/// any bytes above 0x80 are well formed.
fn is_gb18030(head: &[u8], whole: bool) -> bool {
    /// Of ten two-byte characters, how many must be of GB 2312: rare names and signs are fewer than that in any letter.
    const COMMON_OF_TEN: usize = 9;
    let (mut at, mut pairs, mut common, mut bad) = (0, 0usize, 0usize, 0usize);
    while let Some(&first) = head.get(at) {
        if first < 0x80 {
            at += 1;
            continue;
        }
        at += match (first, head.get(at + 1), head.get(at + 2), head.get(at + 3)) {
            (0x81..=0xFE, Some(0x40..=0x7E | 0x80..=0xFE), ..) => {
                pairs += 1;
                let second = head[at + 1];
                common += usize::from(second >= 0xA1 && matches!(first, 0xA1..=0xA9 | 0xB0..=0xF7));
                2
            }
            (0x81..=0xFE, Some(0x30..=0x39), Some(0x81..=0xFE), Some(0x30..=0x39)) => 4,
            (0x81..=0xFE, ..) if !whole && head.len() - at < 4 => head.len() - at,
            _ => {
                bad += 1;
                1
            }
        };
    }
    pairs > 0 && common * 10 >= pairs * COMMON_OF_TEN && bad * 100 <= pairs * DAMAGED_OF_HUNDRED
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(bytes: &[u8]) -> Format {
        sniff(bytes, bytes.len() as u64)
    }

    fn ftyp(brands: &[&[u8; 4]]) -> Vec<u8> {
        let mut file = ((8 + 4 + 4 * brands.len()) as u32).to_be_bytes().to_vec();
        file.extend(b"ftyp");
        file.extend(brands[0]);
        file.extend([0; 4]);
        brands[1..].iter().for_each(|brand| file.extend(*brand));
        file
    }

    #[test]
    fn pictures() {
        assert_eq!(of(b""), Format::Empty);
        assert_eq!(of(b"\xFF\xD8\xFF\xE0\0\x10JFIF"), Format::Jpeg);
        assert_eq!(of(b"MM\0*\0\0\0\x08"), Format::Tiff);
        assert_eq!(of(b"II+\0\x08\0\0\0"), Format::Tiff);
        assert_eq!(of(b"\x89PNG\r\n\x1A\n"), Format::Png);
        assert_eq!(of(b"RIFF\x10\0\0\0WEBPVP8 "), Format::WebP);
        assert_eq!(of(b"GIF89a"), Format::Gif);
        assert_eq!(of(b"BM\x1e\0\0\0\0\0\0\0\x1a\0\0\0\x0c\0\0\0\x01\0\x01\0\x01\0\x18\0\0\0\0\0"), Format::Bmp);
        assert_eq!(of(b"BMW is a car maker"), Format::Text);
    }

    #[test]
    fn iso_media_goes_by_its_brands() {
        assert_eq!(of(&ftyp(&[b"heic", b"mif1", b"heic"])), Format::Heif);
        assert_eq!(of(&ftyp(&[b"hhhh", b"mif1", b"heic"])), Format::Heif);
        assert_eq!(of(&ftyp(&[b"avif", b"mif1"])), Format::Heif);
        assert_eq!(of(&ftyp(&[b"isom", b"mp41"])), Format::Video);
        assert_eq!(of(&ftyp(&[b"qt  ", b"qt  "])), Format::Video);
        assert_eq!(of(&ftyp(&[b"M4A ", b"isom"])), Format::Audio);
        assert_eq!(of(&ftyp(&[b"crx ", b"isom"])), Format::Unknown);
    }

    #[test]
    fn documents() {
        assert_eq!(of(b"junk\n%PDF-1.4\n"), Format::Pdf);
        assert_eq!(of(&[&[b' '; 1024][..], b"%PDF-1.4"].concat()), Format::Text);
        assert_eq!(of(b"PK\x03\x04 %PDF-1.4"), Format::Zip);
        assert_eq!(of(b"{\\rtf1\\ansi"), Format::Rtf);
        assert_eq!(of(b"\xEF\xBB\xBF\r\n<!DOCTYPE HTML>\n<p>"), Format::Html);
        assert_eq!(of(b"<?xml version=\"1.0\"?><html xmlns=\"x\">"), Format::Html);
        assert_eq!(of(b"From: <Saved by WPS>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related"), Format::Html);
        let wide: Vec<u8> = "\u{FEFF}<html><head>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(of(&wide), Format::Html);
    }

    #[test]
    fn the_compound_file_is_refined_where_its_directory_is_in_sight() {
        let n = 0xFFFF_FFFF;
        let file = ole::tests::compound(&[("Root Entry", n, n, 1), ("WordDocument", n, n, n)]);
        assert_eq!(of(&file), Format::OleWord);
        assert_eq!(of(&file[..600]), Format::Ole);
    }

    #[test]
    fn sound_and_moving_pictures() {
        assert_eq!(of(b"RIFF\0\0\0\0AVI LIST"), Format::Video);
        assert_eq!(of(b"\x1A\x45\xDF\xA3\x93\x42"), Format::Video);
        assert_eq!(of(b"RIFF\0\0\0\0WAVEfmt "), Format::Audio);
        assert_eq!(of(b"ID3\x03\0\0\0"), Format::Audio);
        assert_eq!(of(b"#!AMR\n"), Format::Audio);
        // MPEG-1 layer III, 128 kbit/s, 44.1 kHz: frames of 417 bytes.
        let mut mp3 = vec![0u8; 430];
        mp3[..4].copy_from_slice(b"\xFF\xFB\x90\x00");
        assert_eq!(of(&mp3), Format::Unknown, "one frame header alone proves nothing");
        mp3[417..421].copy_from_slice(b"\xFF\xFB\x90\x00");
        assert_eq!(of(&mp3), Format::Audio);
    }

    #[test]
    fn programs_archives_and_links() {
        assert_eq!(of(b"MZ\x90\0\x03\0\0\0"), Format::Executable);
        assert_eq!(of(b"MZ-2026 list"), Format::Text);
        assert_eq!(of(b"#!/bin/sh\n"), Format::Executable);
        assert_eq!(of(b"\x7FELF\x02\x01"), Format::Executable);
        assert_eq!(of(b"\x4C\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46\0"), Format::Shortcut);
        assert_eq!(of(b"[InternetShortcut]\r\nURL=http://x"), Format::Shortcut);
        assert_eq!(of(b"Rar!\x1A\x07\x01\0rest"), Format::OtherArchive);
        assert_eq!(of(b"7z\xBC\xAF\x27\x1C\0\x04"), Format::OtherArchive);
        let mut tar = vec![0u8; 512];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(of(&tar), Format::OtherArchive);
    }

    #[test]
    fn text_in_the_encodings_of_chinese_offices() {
        assert_eq!(of("信用交通县\r\n一、制度建设".as_bytes()), Format::Text);
        // 信用交通县 in GB18030.
        assert_eq!(of(b"\xD0\xC5\xD3\xC3\xBD\xBB\xCD\xA8\xCF\xD8\r\n2026"), Format::Text);
        assert_eq!(of(b"\x00\x01\x02\x03binary"), Format::Unknown);
        assert_eq!(of(b"\xFF\xFF\xFF\xFF\x80"), Format::Unknown);
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        assert_eq!(of(&wide("信用交通县\r\n2026")), Format::Text);
        assert_eq!(of(&wide("<html>\r\n信用")), Format::Html);
        let mut damaged = "信用交通县创建工作方案".repeat(20).into_bytes();
        damaged.remove(100);
        assert_eq!(of(&damaged), Format::Text, "a byte was lost on the way");
        let cut = b"abc\xE4";
        assert_eq!(sniff(cut, 6), Format::Text, "the sample ends inside a character");
        assert_eq!(sniff(cut, 4), Format::Unknown);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, longer in 0u64..10) {
            sniff(&bytes, bytes.len() as u64 + longer);
        }

        #[test]
        fn any_bytes_behind_a_signature_are_survived(which in 0usize..8, rest: Vec<u8>) {
            let magics: [&[u8]; 8] = [b"\0\0\0\x18ftyp", b"BM", b"RIFF", b"\xFF\xFB", b"\xFF\xF1", b"\xFE\xFF", b"MZ", b"PK"];
            let file = [magics[which], &rest].concat();
            sniff(&file, file.len() as u64);
        }

        #[test]
        fn every_utf8_text_is_text_or_markup(text in "[ -~\u{4E00}-\u{9FA5}]{1,200}") {
            prop_assume!(!text.contains("%PDF-") && !text.starts_with("{\\rtf"));
            let format = of(text.as_bytes());
            // A few signatures are plain ASCII; a random text hits them hardly ever, but not never.
            prop_assert!(matches!(format, Format::Text | Format::Html | Format::Audio | Format::Executable | Format::Video));
        }
    }
}
