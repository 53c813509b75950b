//! A picture's bytes to upright pixels.
//!
//! Enters: the bytes of a picture. Leaves: [`Pixels`] for whoever looks at them, turned as its EXIF orientation says,
//! transparent parts white; of several frames or pages the first, and [`unseen`] says that there are more. What cannot be
//! decoded whole is refused with a reason: half a photo has lost the corner in which its watermark stood. Only run where
//! there is a recogniser to look at them.

#[cfg(test)]
mod against_corpus;
mod frames;
mod heif;
mod jpeg;
mod jpeg2000;
mod tiff;

pub(crate) use frames::unseen;

use super::{ReadError, photo};
use crate::format::Format;
use evipack_see::Pixels;
use image::{ColorType, DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

#[cfg(test)]
pub(crate) use tiff::tests as test_tiff;

/// Largest picture that is decoded; a 108-megapixel phone's full frame is about the largest that is handed in.
const MAX_PIXELS: u64 = 110_000_000;
/// Memory that decoded samples may take, and a decoder beside them: four bytes a pixel of the largest picture (8-bit RGBA).
const MAX_MEMORY: u64 = MAX_PIXELS * 4;

/// The pixels of a picture, upright (EXIF orientation applied).
///
/// # Errors
/// [`ReadError::Limit`] for formats and encodings without a decoder here and for pictures above the size limit;
/// [`ReadError::Damaged`] where the data cannot be decoded whole.
pub(crate) fn decode(bytes: &[u8], format: Format) -> Result<Pixels, ReadError> {
    if photo::looks_truncated(bytes, format) {
        return Err(ReadError::Damaged("图像数据不完整（文件被截断）".to_owned()));
    }
    let format = match format {
        Format::Jpeg => return jpeg::decode(bytes),
        Format::Png => ImageFormat::Png,
        Format::WebP => ImageFormat::WebP,
        Format::Gif => ImageFormat::Gif,
        Format::Bmp => ImageFormat::Bmp,
        Format::Tiff => return tiff::page(bytes, 0),
        Format::Heif => return heif::decode(bytes),
        Format::Jpeg2000 => return jpeg2000::decode(bytes),
        other => return Err(ReadError::Limit(format!("没有{}的解码器", other.chinese()))),
    };
    with_image(bytes, format)
}

/// How many pages a picture file has: more than one only in a TIFF.
pub(crate) fn pages(bytes: &[u8], format: Format) -> usize {
    if format == Format::Tiff { tiff::pages(bytes).max(1) } else { 1 }
}

/// The pixels of one page (by its index) of a file of several.
///
/// # Errors
/// As [`decode`].
pub(crate) fn page(bytes: &[u8], format: Format, index: usize) -> Result<Pixels, ReadError> {
    if format == Format::Tiff { tiff::page(bytes, index) } else { decode(bytes, format) }
}

/// Decodes with the `image` crate.
fn with_image(bytes: &[u8], format: ImageFormat) -> Result<Pixels, ReadError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height, decoder.color_type().bytes_per_pixel())?;
    // A picture whose orientation cannot be read is taken as it lies.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let has_alpha = decoder.color_type() != ColorType::Rgb8 && decoder.color_type().has_alpha();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    picture.apply_orientation(orientation);
    let rgb = if has_alpha { on_white(&picture) } else { picture.into_rgb8() };
    Ok(Pixels { width: rgb.width(), height: rgb.height(), rgb: rgb.into_raw() })
}

/// Refuses pictures whose samples would take too much memory or time.
fn check_size(width: u32, height: u32, bytes_per_pixel: u8) -> Result<(), ReadError> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(ReadError::Damaged("图像的宽或高为 0".to_owned()));
    }
    if pixels > MAX_PIXELS || pixels * u64::from(bytes_per_pixel) > MAX_MEMORY {
        return Err(ReadError::Limit(format!("图像 {width}×{height} 像素，太大")));
    }
    Ok(())
}

/// A picture with transparent parts as a viewer shows it: on white paper.
fn on_white(picture: &DynamicImage) -> image::RgbImage {
    let rgba = picture.to_rgba8();
    image::RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, alpha] = rgba.get_pixel(x, y).0;
        let blend = |c: u8| ((u32::from(c) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255) as u8;
        image::Rgb([blend(r), blend(g), blend(b)])
    })
}

fn refusal(error: ImageError) -> ReadError {
    match error {
        ImageError::Limits(_) => ReadError::Limit("图像太大".to_owned()),
        ImageError::Unsupported(_) => {
            ReadError::Limit("没有这种颜色格式或编码方式的解码器，请另存为 JPG 再提交".to_owned())
        }
        // The decoder's own words are English; they help whoever looks for the cause, so they stay, in brackets.
        other => ReadError::Damaged(format!("图像无法解码（{other}）")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn png(width: u32, height: u32, rgba: [u8; 4]) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        image::RgbaImage::from_pixel(width, height, image::Rgba(rgba)).write_to(&mut file, ImageFormat::Png).unwrap();
        file.into_inner()
    }

    #[test]
    fn transparent_parts_are_white() {
        let pixels = decode(&png(3, 2, [255, 0, 0, 0]), Format::Png).unwrap();
        assert_eq!((pixels.width, pixels.height), (3, 2));
        assert_eq!(pixels.rgb, vec![255; 18]);
        assert_eq!(decode(&png(1, 1, [9, 8, 7, 255]), Format::Png).unwrap().rgb, [9, 8, 7]);
    }

    #[test]
    fn orientation_is_applied() {
        let mut file = Cursor::new(Vec::new());
        image::RgbImage::new(32, 16).write_to(&mut file, ImageFormat::Jpeg).unwrap();
        let plain = file.into_inner();
        // Orientation 6: the camera lay on its side.
        let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let len = (exif.len() as u16 + 2).to_be_bytes();
        let turned = [&plain[..2], b"\xFF\xE1", &len, exif, &plain[2..]].concat();
        let pixels = decode(&turned, Format::Jpeg).unwrap();
        assert_eq!((pixels.width, pixels.height), (16, 32));
    }

    #[test]
    fn what_cannot_be_decoded_is_refused_with_a_reason() {
        assert!(matches!(decode(b"", Format::Ofd), Err(ReadError::Limit(_))));
        assert!(matches!(decode(b"\x89PNG\r\n\x1A\n", Format::Png), Err(ReadError::Damaged(_))));
        // A header that claims 65535 × 65535 pixels.
        let mut huge = png(1, 1, [0; 4]);
        huge[16..24].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
        let mut crc = flate2::Crc::new();
        crc.update(&huge[12..29]);
        huge[29..33].copy_from_slice(&crc.sum().to_be_bytes());
        assert!(matches!(decode(&huge, Format::Png), Err(ReadError::Limit(_))));
    }

    /// Sound pictures in rare encodings: red on the left, grey on the right, whatever the samples look like in the file.
    #[test]
    fn rare_encodings_keep_their_colours() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/damage/一、制度建设/2.创建工作方案/");
        for (name, format, colourful) in [
            ("印刷色CMYK.jpg", Format::Jpeg, true),
            ("灰度渐进.jpg", Format::Jpeg, false),
            ("十六位.png", Format::Png, true),
            ("动图.png", Format::Png, true),
            ("动图.gif", Format::Gif, true),
            ("动图.webp", Format::WebP, true),
            ("位图.bmp", Format::Bmp, true),
            ("印刷色CMYK.tif", Format::Tiff, true),
            ("JPEG压缩.tif", Format::Tiff, true),
            ("十六位灰度.tif", Format::Tiff, false),
            ("归档扫描.jp2", Format::Jpeg2000, true),
        ] {
            let pixels = decode(&std::fs::read(format!("{folder}{name}")).unwrap(), format).unwrap();
            assert_eq!((pixels.width, pixels.height), (48, 32), "{name}");
            let near = |at: [u8; 3], wanted: [u8; 3]| at.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= 24);
            let left = if colourful { [205, 30, 40] } else { [83; 3] };
            assert!(near(pixels.at(8, 16), left), "{name}: {:?}", pixels.at(8, 16));
            assert!(near(pixels.at(40, 16), [128; 3]), "{name}: {:?}", pixels.at(40, 16));
        }
    }

    proptest! {
        #[test]
        fn damage_is_survived(at in 8usize..60, byte: u8) {
            let mut file = png(2, 2, [1, 2, 3, 4]);
            let at = at.min(file.len() - 1);
            file[at] = byte;
            let _ = decode(&file, Format::Png);
        }
    }
}
