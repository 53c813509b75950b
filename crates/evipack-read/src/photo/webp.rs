//! WebP chunks (RFC 9649) → size, EXIF, XMP, and whether the file was cut off.
//!
//! Enters: the bytes. Leaves: a [`Container`].

use super::{Block, Container, PixelSize, ReadError, array, damaged, u16_le, u32_le};
use std::borrow::Cow;

const FIRST_CHUNK: usize = 12;

pub(super) fn open(bytes: &[u8]) -> Result<Container<'_>, ReadError> {
    let (mut pixels, mut exif, mut xmp) = (None, None, None);
    let mut at = FIRST_CHUNK;
    let mut cut = is_truncated(bytes);
    while at < bytes.len() {
        let (Some(kind), Some(len)) = (array::<4>(bytes, at), u32_le(bytes, at + 4)) else { break };
        let end = (at + 8).saturating_add(len as usize);
        let Some(data) = bytes.get(at + 8..end) else {
            // The picture's own chunk still shows its size at its beginning.
            pixels = pixels.or_else(|| size_in(kind, bytes.get(at + 8..).unwrap_or_default()));
            cut = true;
            break;
        };
        pixels = pixels.or_else(|| size_in(kind, data));
        match &kind {
            b"EXIF" => exif = exif.or(Some(data)),
            b"XMP " => xmp = xmp.or(Some(data)),
            _ => {}
        }
        // Chunks begin at even offsets.
        at = end.saturating_add(end % 2);
    }
    if pixels.is_none() {
        return Err(damaged("WebP 文件头不完整"));
    }
    let exif = match exif {
        Some(block) => Block::Found(Cow::Borrowed(block)),
        None if cut => Block::Unreadable("WebP 文件不完整"),
        None => Block::None,
    };
    Ok(Container { pixels, exif, xmp: xmp.map(Cow::Borrowed) })
}

/// Whether there is a chunk of a kind.
pub(super) fn has_chunk(bytes: &[u8], wanted: [u8; 4]) -> bool {
    let mut at = FIRST_CHUNK;
    while let (Some(kind), Some(len)) = (array::<4>(bytes, at), u32_le(bytes, at + 4)) {
        if kind == wanted {
            return true;
        }
        let end = (at + 8).saturating_add(len as usize);
        at = end.saturating_add(end % 2);
    }
    false
}

/// The RIFF header tells the file's length without its own eight bytes; a writer that forgot to pad loses one byte.
pub(super) fn is_truncated(bytes: &[u8]) -> bool {
    u32_le(bytes, 4).is_none_or(|len| (len as usize).saturating_add(8) > bytes.len().saturating_add(1))
}

/// The size, from whichever of the three picture headers comes first: extended, lossless, lossy.
fn size_in(kind: [u8; 4], data: &[u8]) -> Option<PixelSize> {
    /// Lossy frames: a 3-byte tag, then this start code; RFC 6386, 9.1.
    const START_CODE: [u8; 3] = [0x9D, 0x01, 0x2A];
    const SIDE_MASK: u32 = 0x3FFF;
    match &kind {
        b"VP8X" => {
            let side = |at| array::<3>(data, at).map(|b| u32::from_le_bytes([b[0], b[1], b[2], 0]) + 1);
            Some(PixelSize { width: side(4)?, height: side(7)? })
        }
        b"VP8L" => {
            let bits = u32_le(data, 1).filter(|_| data.first() == Some(&0x2F))?;
            Some(PixelSize { width: (bits & SIDE_MASK) + 1, height: (bits >> 14 & SIDE_MASK) + 1 })
        }
        b"VP8 " if array(data, 3) == Some(START_CODE) => Some(PixelSize {
            width: u32::from(u16_le(data, 6)?) & SIDE_MASK,
            height: u32::from(u16_le(data, 8)?) & SIDE_MASK,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::exif::tests::block;
    use super::*;
    use crate::{Format, photo};

    fn webp(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut body = b"WEBP".to_vec();
        for (kind, data) in chunks {
            body.extend(*kind);
            body.extend((data.len() as u32).to_le_bytes());
            body.extend(*data);
            body.extend(vec![0; data.len() % 2]);
        }
        [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
    }

    #[test]
    fn all_three_headers_tell_the_size() {
        let lossy = webp(&[(b"VP8 ", b"\0\0\0\x9D\x01\x2A\x80\x02\xE0\x01")]);
        let lossless = webp(&[(b"VP8L", &[&[0x2F][..], &(479u32 << 14 | 0x27F).to_le_bytes()].concat())]);
        let extended = webp(&[(b"VP8X", b"\0\0\0\0\x7F\x02\0\xDF\x01\0")]);
        for file in [lossy, lossless, extended] {
            let facts = photo::read(&file, Format::WebP).unwrap();
            assert_eq!(facts.pixels.value(), Some(&PixelSize { width: 640, height: 480 }));
            assert!(facts.taken_exif.is_absent());
        }
    }

    #[test]
    fn the_exif_chunk_is_read_with_and_without_the_jpeg_mark() {
        let exif = block("2026:04:07 14:32:05");
        let marked = [b"Exif\0\0", &exif[..]].concat();
        for data in [exif, marked] {
            let file = webp(&[(b"VP8X", b"\x08\0\0\0\x7F\x02\0\xDF\x01\0"), (b"odd ", b"x"), (b"EXIF", &data)]);
            let facts = photo::read(&file, Format::WebP).unwrap();
            assert_eq!(facts.taken_exif.value().unwrap().to_string(), "2026-04-07T14:32:05");
            let cut = &file[..file.len() - 10];
            assert!(is_truncated(cut) && !is_truncated(&file));
            assert!(photo::read(cut, Format::WebP).unwrap().taken_exif.is_unknown());
        }
    }
}
