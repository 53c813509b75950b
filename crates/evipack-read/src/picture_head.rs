//! The head of a picture inside a document: raster or drawing, and how many pixels.
//!
//! Enters: the first bytes of an embedded picture. Leaves: a [`PictureHead`]. Nothing is decoded: whoever wants to look at
//! the pixels does that elsewhere.

/// What the first bytes say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PictureHead {
    pub(crate) kind: PictureKind,
    /// Width and height of a raster, where the head tells.
    pub(crate) pixels: Option<(u32, u32)>,
}

/// Whether the picture is made of pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum PictureKind {
    /// JPEG, PNG, GIF, BMP, TIFF, WebP.
    Raster,
    /// EMF, WMF, SVG: may hold text and lines that are not read.
    Metafile,
    #[default]
    Unknown,
}

/// Tells a picture's kind and size from its head.
pub(crate) fn head(bytes: &[u8]) -> PictureHead {
    let raster = |pixels: Option<(u32, u32)>| PictureHead {
        kind: PictureKind::Raster,
        pixels: pixels.filter(|(width, height)| *width > 0 && *height > 0),
    };
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => raster(jpeg(bytes)),
        // PNG: IHDR is always first.
        [0x89, b'P', b'N', b'G', ..] => raster(pair(be32(bytes, 16), be32(bytes, 20))),
        [b'G', b'I', b'F', b'8', ..] => raster(pair(le16(bytes, 6), le16(bytes, 8))),
        [b'B', b'M', ..] => raster(bmp(bytes)),
        [b'I', b'I', 42, 0, ..]
        | [b'M', b'M', 0, 42, ..]
        | [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => raster(None),
        // EMF: record 1, with its signature at 40. WMF: with placeable header, or bare; compressed EMZ/WMZ: gzip.
        [1, 0, 0, 0, ..] if bytes.get(40..44) == Some(b" EMF") => metafile(),
        [0xD7, 0xCD, 0xC6, 0x9A, ..] | [1 | 2, 0, 9, 0, ..] | [0x1F, 0x8B, ..] => metafile(),
        _ if looks_like_svg(bytes) => metafile(),
        _ => PictureHead::default(),
    }
}

fn metafile() -> PictureHead {
    PictureHead { kind: PictureKind::Metafile, pixels: None }
}

fn looks_like_svg(bytes: &[u8]) -> bool {
    let start = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    start.windows(4).any(|window| window == b"<svg")
}

fn pair(width: Option<u32>, height: Option<u32>) -> Option<(u32, u32)> {
    Some((width?, height?))
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?)))
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?)))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn bmp(bytes: &[u8]) -> Option<(u32, u32)> {
    // The 12-byte OS/2 header counts in 16 bits; a negative height means rows from the top.
    if le32(bytes, 14)? == 12 {
        return pair(le16(bytes, 18), le16(bytes, 20));
    }
    let height = le32(bytes, 22)?;
    Some((le32(bytes, 18)?, height.cast_signed().unsigned_abs()))
}

/// Walks the marker segments to the frame header (ITU-T T.81, B.2.2).
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2usize;
    loop {
        while *bytes.get(at)? != 0xFF {
            at += 1;
        }
        while *bytes.get(at)? == 0xFF {
            at += 1;
        }
        let marker = *bytes.get(at)?;
        at += 1;
        match marker {
            // Markers that stand alone.
            0x01 | 0xD0..=0xD8 => {}
            // End of picture or start of data without a frame header.
            0xD9 | 0xDA => return None,
            // SOF0–15 without DHT, JPG and DAC.
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return pair(be16(bytes, at + 5), be16(bytes, at + 3));
            }
            _ => at = at.checked_add(be16(bytes, at)? as usize)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_tell_kind_and_size() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x2c\0\0\0\xc8";
        assert_eq!(head(png), PictureHead { kind: PictureKind::Raster, pixels: Some((300, 200)) });
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\x00\xc8\x01\x2c\x03";
        assert_eq!(head(jpeg).pixels, Some((300, 200)));
        let gif = b"GIF89a\x2c\x01\xc8\x00";
        assert_eq!(head(gif).pixels, Some((300, 200)));
        let mut bmp = b"BM".to_vec();
        bmp.resize(14, 0);
        for value in [40u32, 300, (-200i32).cast_unsigned()] {
            bmp.extend(value.to_le_bytes());
        }
        assert_eq!(head(&bmp).pixels, Some((300, 200)));
        assert_eq!(head(&[0xD7, 0xCD, 0xC6, 0x9A, 0, 0]).kind, PictureKind::Metafile);
        assert_eq!(head(b"").kind, PictureKind::Unknown);
        assert_eq!(head(b"\xff\xd8\xff\xe0\0\x00").pixels, None);
    }
}
