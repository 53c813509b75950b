//! A picture file → what it says about itself, without looking at its pixels.
//!
//! Enters: the bytes of a picture and their format. Leaves: [`PhotoFacts`]: EXIF time, camera, software and position, the
//! pixel size of the header. The time watermark needs pixels and stays unknown here; [`evipack_see`] reads it. Containers
//! are walked on the borrowed bytes (`photo/*.rs`) and only the EXIF block, some kilobytes, is copied for kamadak-exif.

mod bmff;
mod credentials;
mod exif;
mod jpeg;
mod jpeg2000;
mod png;
mod psd;
mod tiff;
mod webp;
mod xmp;

#[cfg(test)]
mod against_corpus;

use super::ReadError;
use crate::format::Format;
use evipack_core::facts::{Basis, Fact, PhotoFacts, PixelSize};
use std::borrow::Cow;

/// Why the watermark of a picture is unknown as long as no recogniser looked at it.
pub(crate) const WATERMARK_NEEDS_PIXELS: &str = "需要识别图像像素才能判断有没有时间水印，本次没有识别";
/// Why nothing is known of a JPEG XL picture.
const JPEG_XL_UNREAD: &str = "本版本不能读取 JPEG XL 图片";

/// What a container's walk found.
#[derive(Debug)]
struct Container<'a> {
    /// Width and height as stored; `None` where the header does not tell.
    pixels: Option<PixelSize>,
    exif: Block<'a>,
    /// The XMP packet, where one was met.
    xmp: Option<Cow<'a, [u8]>>,
}

/// The EXIF block of a container.
#[derive(Debug)]
enum Block<'a> {
    /// Every place where this format keeps EXIF was looked at, and there is none.
    None,
    /// A TIFF structure, perhaps behind the JPEG mark `Exif\0\0`.
    Found(Cow<'a, [u8]>),
    /// There is one, or may be one, that cannot be read. Chinese reason.
    Unreadable(&'static str),
}

/// What the picture says about itself.
///
/// # Errors
/// [`ReadError::Damaged`] where not even the header can be read, or `format` is no picture format.
pub(crate) fn read(bytes: &[u8], format: Format) -> Result<PhotoFacts, ReadError> {
    let container = match format {
        Format::Jpeg => jpeg::open(bytes)?,
        Format::Png => png::open(bytes)?,
        Format::WebP => webp::open(bytes)?,
        Format::Tiff => tiff::open(bytes)?,
        Format::Heif => bmff::open(bytes)?,
        Format::Jpeg2000 => jpeg2000::open(bytes)?,
        Format::Psd => psd::open(bytes)?,
        // Nothing of it is read: what may stand in it is unknown.
        Format::JpegXl => Container { pixels: None, exif: Block::Unreadable(JPEG_XL_UNREAD), xmp: None },
        Format::Gif => without_exif(gif_size(bytes).ok_or_else(|| damaged("GIF 文件头不完整"))?),
        Format::Bmp => without_exif(bmp_size(bytes).ok_or_else(|| damaged("BMP 文件头不完整"))?),
        _ => return Err(damaged("不是图片格式")),
    };
    let exif = exif::read(container.exif, container.xmp.as_deref());
    let credentials = credentials::read(bytes, format);
    Ok(PhotoFacts {
        taken_exif: exif.taken,
        watermark: Fact::unknown(WATERMARK_NEEDS_PIXELS),
        camera: exif.camera,
        software: exif.software,
        gps: exif.gps,
        edits: credentials.added_to(exif.edits),
        provenance: credentials.provenance,
        pixels: match container.pixels.filter(|size| size.width > 0 && size.height > 0) {
            Some(size) => Fact::known(size, Basis::Structure),
            None => Fact::unknown("文件头没有写明图像尺寸"),
        },
        contradictions: Vec::new(),
    })
}

/// Whether the file certainly ends before its picture does (broken copy, interrupted download). Data behind the picture
/// (motion photos, zero padding) is not damage. Formats other than JPEG, PNG and WebP are never called truncated.
pub(crate) fn looks_truncated(bytes: &[u8], format: Format) -> bool {
    match format {
        Format::Jpeg => jpeg::is_truncated(bytes),
        Format::Png => png::is_truncated(bytes),
        Format::WebP => webp::is_truncated(bytes),
        _ => false,
    }
}

fn damaged(what: &str) -> ReadError {
    ReadError::Damaged(what.to_owned())
}

fn without_exif<'a>(pixels: PixelSize) -> Container<'a> {
    Container { pixels: Some(pixels), exif: Block::None, xmp: None }
}

/// GIF89a, 18: the logical screen.
fn gif_size(bytes: &[u8]) -> Option<PixelSize> {
    Some(PixelSize { width: u16_le(bytes, 6)?.into(), height: u16_le(bytes, 8)?.into() })
}

/// The bitmap header behind the 14 bytes of the file header; a negative height means "top row first".
fn bmp_size(bytes: &[u8]) -> Option<PixelSize> {
    const CORE_HEADER_LEN: u32 = 12;
    if u32_le(bytes, 14)? == CORE_HEADER_LEN {
        return Some(PixelSize { width: u16_le(bytes, 18)?.into(), height: u16_le(bytes, 20)?.into() });
    }
    let side = |at| u32_le(bytes, at).map(|side| side.cast_signed().unsigned_abs());
    Some(PixelSize { width: side(18)?, height: side(22)? })
}

/// The `N` bytes at `at`, where they are there.
fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn u16_le(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_le_bytes)
}

fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

fn u16_be(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_be_bytes)
}

fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn gif_and_bmp_have_no_exif_and_tell_their_size() {
        let gif = read(b"GIF89a\x20\x03\x58\x02", Format::Gif).unwrap();
        assert_eq!(gif.pixels.value(), Some(&PixelSize { width: 800, height: 600 }));
        assert!(gif.taken_exif.is_absent() && gif.camera.is_absent() && gif.gps.is_absent());
        assert!(gif.watermark.is_unknown() && gif.provenance.is_unknown());
        let mut bmp = vec![0u8; 54];
        bmp[14] = 40;
        bmp[18..22].copy_from_slice(&640i32.to_le_bytes());
        bmp[22..26].copy_from_slice(&(-480i32).to_le_bytes());
        let bmp = read(&bmp, Format::Bmp).unwrap();
        assert_eq!(bmp.pixels.value(), Some(&PixelSize { width: 640, height: 480 }));
    }

    #[test]
    fn nothing_but_a_signature_is_damaged() {
        for (bytes, format) in [
            (&b"\xFF\xD8\xFF"[..], Format::Jpeg),
            (b"\x89PNG\r\n\x1A\n", Format::Png),
            (b"RIFF\x04\0\0\0WEBP", Format::WebP),
            (b"II*\0\x08\0\0\0", Format::Tiff),
            (b"\0\0\0\x10ftypheic\0\0\0\0", Format::Heif),
            (b"GIF89a", Format::Gif),
            (b"%PDF-", Format::Pdf),
        ] {
            assert!(matches!(read(bytes, format), Err(ReadError::Damaged(_))), "{format:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(which in 0usize..7, rest: Vec<u8>) {
            let kinds: [(&[u8], Format); 7] = [
                (b"\xFF\xD8\xFF\xE1", Format::Jpeg),
                (b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR", Format::Png),
                (b"RIFF\x44\0\0\0WEBP", Format::WebP),
                (b"MM\0*\0\0\0\x08", Format::Tiff),
                (b"II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0", Format::Tiff),
                (b"\0\0\0\x14ftypheic\0\0\0\0mif1\0\0\x01\0meta\0\0\0\0", Format::Heif),
                (b"GIF89a", Format::Gif),
            ];
            let file = [kinds[which].0, &rest].concat();
            let _ = read(&file, kinds[which].1);
            looks_truncated(&file, kinds[which].1);
        }
    }
}
