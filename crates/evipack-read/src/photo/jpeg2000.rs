//! JPEG 2000 boxes (ISO/IEC 15444-1, annex I) → size, EXIF, XMP.
//!
//! Enters: a JP2 file or a bare codestream. Leaves: a [`Container`]. EXIF and XMP stand in `uuid` boxes.

use super::{Block, Container, PixelSize, ReadError, damaged, u32_be};
use crate::boxes::{boxes, find};
use std::borrow::Cow;

/// `JpgTiffExif->JP2`, the type of the box with a TIFF structure.
const EXIF: &[u8] = b"JpgTiffExif->JP2";
/// The type of the box with a packet (XMP specification, part 3).
const XMP: &[u8] = b"\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF\xAC";
/// Start of codestream and the size segment behind it (A.5.1).
const CODESTREAM: &[u8] = b"\xFF\x4F\xFF\x51";

pub(super) fn open(bytes: &[u8]) -> Result<Container<'_>, ReadError> {
    if bytes.starts_with(CODESTREAM) {
        let size = codestream_size(bytes).ok_or_else(|| damaged("JPEG 2000 文件头不完整"))?;
        return Ok(Container { pixels: Some(size), exif: Block::None, xmp: None });
    }
    let header = find(bytes, *b"jp2h").and_then(|header| find(header, *b"ihdr"));
    let Some(header) = header else { return Err(damaged("JPEG 2000 文件里没有图像目录")) };
    let pixels = u32_be(header, 0).zip(u32_be(header, 4)).map(|(height, width)| PixelSize { width, height });
    let with_type = |kind: &'static [u8]| {
        boxes(bytes).filter(|(name, _)| name == b"uuid").find_map(move |(_, body)| body.strip_prefix(kind))
    };
    let exif = with_type(EXIF).map_or(Block::None, |block| Block::Found(Cow::Borrowed(block)));
    Ok(Container { pixels, exif, xmp: with_type(XMP).map(Cow::Borrowed) })
}

/// Far corner minus near corner of the image area.
fn codestream_size(bytes: &[u8]) -> Option<PixelSize> {
    let side = |far, near| u32_be(bytes, far)?.checked_sub(u32_be(bytes, near)?);
    Some(PixelSize { width: side(8, 16)?, height: side(12, 20)? })
}
