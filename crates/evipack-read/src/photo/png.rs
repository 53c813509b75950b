//! PNG chunks (W3C PNG, third edition) → size, EXIF, XMP, and whether the file was cut off.
//!
//! Enters: the bytes. Leaves: a [`Container`]. EXIF is in `eXIf`, or, as ImageMagick and older exiftool write it, as hex
//! digits in a text chunk called `Raw profile type exif` or `APP1`.

use super::{Block, Container, PixelSize, ReadError, damaged, u32_be};
use std::borrow::Cow;
use std::io::Read as _;

const SIGNATURE_LEN: usize = 8;
/// An EXIF block fills a JPEG segment of 64 KiB at most; as hex digits with line feeds that is some 140 KiB.
const MAX_PROFILE_TEXT: u64 = 1024 * 1024;
/// Text profiles looked at in one file, so that a file of nothing but such chunks costs no more than a picture does.
const MAX_PROFILES: usize = 4;
const XMP_KEYWORD: &[u8] = b"XML:com.adobe.xmp";

struct Chunk<'a> {
    kind: [u8; 4],
    data: &'a [u8],
    check_sum: u32,
}

impl Chunk<'_> {
    /// Whether the data is what was written. Asked only for EXIF: one flipped bit there is another time.
    fn is_sound(&self) -> bool {
        let mut crc = flate2::Crc::new();
        crc.update(&self.kind);
        crc.update(self.data);
        crc.sum() == self.check_sum
    }
}

/// The chunks as far as they are whole. `Err` at the place where the file ends too early; the last good one is `IEND`.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = Result<Chunk<'_>, ()>> {
    let mut at = Some(SIGNATURE_LEN);
    std::iter::from_fn(move || {
        let start = at.take()?;
        let chunk = (|| {
            let len = u32_be(bytes, start)? as usize;
            let kind = super::array::<4>(bytes, start + 4)?;
            let data = bytes.get(start + 8..(start + 8).checked_add(len)?)?;
            let check_sum = u32_be(bytes, start + 8 + len)?;
            Some((Chunk { kind, data, check_sum }, start + 8 + len + 4))
        })();
        let Some((chunk, next)) = chunk else { return Some(Err(())) };
        if &chunk.kind != b"IEND" {
            at = Some(next);
        }
        Some(Ok(chunk))
    })
}

pub(super) fn open(bytes: &[u8]) -> Result<Container<'_>, ReadError> {
    let (mut pixels, mut exif, mut xmp) = (None, None, None);
    let (mut profile, mut profiles, mut cut, mut strange) = (None, 0, false, false);
    for chunk in chunks(bytes) {
        let Ok(chunk) = chunk else {
            cut = true;
            break;
        };
        let Chunk { kind, data, .. } = chunk;
        match &kind {
            b"IHDR" => pixels = pixels.or(header_size(data)),
            b"eXIf" if chunk.is_sound() => exif = exif.or(Some(data)),
            b"eXIf" => strange = true,
            b"iTXt" if data.starts_with(XMP_KEYWORD) => xmp = xmp.or_else(|| itxt_text(data)),
            b"zTXt" | b"tEXt" | b"iTXt" if profile.is_none() && is_exif_profile(data) && profiles < MAX_PROFILES => {
                profiles += 1;
                match raw_profile(kind, data) {
                    Some(block) if block.starts_with(b"http") => {}
                    Some(block) => profile = Some(block),
                    None => strange = true,
                }
            }
            _ => {}
        }
    }
    if pixels.is_none() {
        return Err(damaged("PNG 文件头不完整"));
    }
    let exif = match (exif, profile) {
        (Some(block), _) => Block::Found(Cow::Borrowed(block)),
        (None, Some(block)) => Block::Found(Cow::Owned(block)),
        (None, None) if cut => Block::Unreadable("PNG 文件不完整"),
        (None, None) if strange => Block::Unreadable("PNG 里的 EXIF 数据块已损坏"),
        (None, None) => Block::None,
    };
    Ok(Container { pixels, exif, xmp: xmp.map(Cow::Borrowed) })
}

/// Whether there is a chunk of a kind.
pub(super) fn has_chunk(bytes: &[u8], wanted: [u8; 4]) -> bool {
    chunks(bytes).flatten().any(|chunk| chunk.kind == wanted)
}

pub(super) fn is_truncated(bytes: &[u8]) -> bool {
    chunks(bytes).any(|chunk| chunk.is_err())
}

fn header_size(header: &[u8]) -> Option<PixelSize> {
    Some(PixelSize { width: u32_be(header, 0)?, height: u32_be(header, 4)? })
}

fn is_exif_profile(data: &[u8]) -> bool {
    [&b"Raw profile type exif\0"[..], b"Raw profile type APP1\0"].iter().any(|keyword| data.starts_with(keyword))
}

/// The text of an uncompressed `iTXt` chunk: keyword, NUL, two flags, language, NUL, translated keyword, NUL, text.
fn itxt_text(data: &[u8]) -> Option<&[u8]> {
    let mut parts = data.get(XMP_KEYWORD.len() + 1..)?.get(2..)?.splitn(3, |&b| b == 0);
    parts.nth(2)
}

/// The bytes of a raw profile: line feed, name, length, then hex digits.
fn raw_profile(kind: [u8; 4], data: &[u8]) -> Option<Vec<u8>> {
    let keyword_end = data.iter().position(|&b| b == 0)?;
    let body = data.get(keyword_end + 1..)?;
    let text = match &kind {
        b"tEXt" => Cow::Borrowed(body),
        // One byte of method: 0 is deflate, the only one there is.
        b"zTXt" => Cow::Owned(inflate(body.strip_prefix(b"\0")?)?),
        _ => {
            let compressed = *body.first()? == 1;
            let text = body.get(2..)?.splitn(3, |&b| b == 0).nth(2)?;
            if compressed { Cow::Owned(inflate(text)?) } else { Cow::Borrowed(text) }
        }
    };
    let text = std::str::from_utf8(&text).ok()?;
    let mut words = text.split_ascii_whitespace();
    let (_name, len) = (words.next()?, words.next()?.parse::<usize>().ok()?);
    let digits: Vec<u8> = words.flat_map(str::bytes).collect();
    let block: Option<Vec<u8>> = digits.chunks_exact(2).map(|pair| Some(hex(pair[0])? << 4 | hex(pair[1])?)).collect();
    block.filter(|block| block.len() == len)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

fn inflate(data: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    flate2::read::ZlibDecoder::new(data).take(MAX_PROFILE_TEXT).read_to_end(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::super::exif::tests::block;
    use super::*;
    use crate::{Format, photo};
    use std::io::Write as _;

    fn png(extra: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
        let header = [&1920u32.to_be_bytes()[..], &1080u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        let mut file = b"\x89PNG\r\n\x1A\n".to_vec();
        let mut add = |kind: &[u8; 4], data: &[u8]| {
            file.extend((data.len() as u32).to_be_bytes());
            file.extend(kind);
            file.extend(data);
            let mut crc = flate2::Crc::new();
            crc.update(kind);
            crc.update(data);
            file.extend(crc.sum().to_be_bytes());
        };
        add(b"IHDR", &header);
        add(b"IDAT", b"pixels");
        for (kind, data) in extra {
            add(kind, data);
        }
        add(b"IEND", b"");
        file
    }

    fn time_of(file: &[u8]) -> Option<String> {
        photo::read(file, Format::Png).unwrap().taken_exif.value().map(ToString::to_string)
    }

    fn profile_text(block: &[u8]) -> String {
        use std::fmt::Write as _;
        let mut text = format!("\nexif\n{:8}\n", block.len());
        for line in block.chunks(36) {
            for byte in line {
                write!(text, "{byte:02x}").unwrap();
            }
            text.push('\n');
        }
        text
    }

    #[test]
    fn exif_is_found_in_all_three_chunks() {
        let exif = block("2026:04:07 14:32:05");
        let marked = [b"Exif\0\0", &exif[..]].concat();
        assert_eq!(time_of(&png(&[(b"eXIf", exif.clone())])).as_deref(), Some("2026-04-07T14:32:05"));
        assert_eq!(time_of(&png(&[(b"eXIf", marked.clone())])).as_deref(), Some("2026-04-07T14:32:05"));
        let plain = [b"Raw profile type exif\0", profile_text(&marked).as_bytes()].concat();
        assert_eq!(time_of(&png(&[(b"tEXt", plain)])).as_deref(), Some("2026-04-07T14:32:05"));
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(profile_text(&marked).as_bytes()).unwrap();
        let chunk = [b"Raw profile type APP1\0\0", &packer.finish().unwrap()[..]].concat();
        assert_eq!(time_of(&png(&[(b"zTXt", chunk)])).as_deref(), Some("2026-04-07T14:32:05"));
    }

    #[test]
    fn a_profile_that_cannot_be_read_is_not_called_absent() {
        let mut flipped = png(&[(b"eXIf", block("2026:04:07 14:32:05"))]);
        let digit = flipped.windows(4).position(|window| window == b"2026").unwrap();
        flipped[digit + 3] = b'5';
        assert!(photo::read(&flipped, Format::Png).unwrap().taken_exif.is_unknown());
        let file = png(&[(b"zTXt", b"Raw profile type exif\0\0not deflate".to_vec())]);
        assert!(photo::read(&file, Format::Png).unwrap().taken_exif.is_unknown());
        assert!(photo::read(&png(&[]), Format::Png).unwrap().taken_exif.is_absent());
    }

    #[test]
    fn without_its_end_chunk_a_file_is_truncated() {
        let file = png(&[]);
        assert!(!is_truncated(&file));
        assert!(!is_truncated(&[&file[..], b"trailer"].concat()));
        assert!(is_truncated(&file[..file.len() - 12]));
        assert!(photo::read(&file[..40], Format::Png).unwrap().taken_exif.is_unknown());
    }
}
