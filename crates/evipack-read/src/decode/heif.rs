//! A HEIC photo's bytes to upright pixels.
//!
//! Enters: a HEIF file. Leaves: [`Pixels`] of its primary picture, cut and turned as its container says, or a reason.
//! Decoded are HEVC pictures, single or in a grid, as phones write them. The decoder is a crate without `unsafe` and C; it is
//! young, so a build may leave it out (feature `heic`), and then these photos are for a human. There is no AV1 decoder here:
//! the well-kept ones are written in C, or translated from it with all its unsafe code.

use super::ReadError;
use evipack_see::Pixels;

/// What a picture's own brand says of it (AV1 Image File Format, 6).
const AVIF_BRANDS: [&[u8]; 2] = [b"avif", b"avis"];

/// The pixels of the primary picture, upright.
///
/// # Errors
/// As [`super::decode`].
pub(super) fn decode(bytes: &[u8]) -> Result<Pixels, ReadError> {
    if bytes.get(8..12).is_some_and(|brand| AVIF_BRANDS.contains(&brand)) {
        return Err(ReadError::Limit("没有 AVIF 图片的解码器，请另存为 JPG 再提交".to_owned()));
    }
    hevc(bytes)
}

#[cfg(not(feature = "heic"))]
fn hevc(_: &[u8]) -> Result<Pixels, ReadError> {
    Err(ReadError::Limit("本程序没有编入 HEIC 图片的解码器，请另存为 JPG 再提交".to_owned()))
}

#[cfg(feature = "heic")]
fn hevc(bytes: &[u8]) -> Result<Pixels, ReadError> {
    use heic_decoder::HeifError;

    /// Largest picture that is decoded: samples take four bytes here, once in the tile and once in the whole, and then come
    /// the colours, some 20 bytes a pixel together. Phones write 12 to 50 megapixels.
    const MAX_PIXELS: u64 = 52_000_000;
    let refusal = |error: HeifError| match error {
        HeifError::LimitExceeded(_) => ReadError::Limit("图像太大".to_owned()),
        HeifError::Unsupported(what) => {
            ReadError::Limit(format!("没有这种编码方式的 HEIC 的解码器（{what}），请另存为 JPG 再提交"))
        }
        HeifError::Truncated { .. } => ReadError::Damaged("HEIC 图像数据不完整（文件被截断）".to_owned()),
        other => ReadError::Damaged(format!("HEIC 图像无法解码（{other}）")),
    };
    let info = heic_decoder::probe(bytes).map_err(refusal)?;
    let (width, height) = (info.coded_width as u64, info.coded_height as u64);
    if width.saturating_mul(height) > MAX_PIXELS {
        return Err(ReadError::Limit(format!("图像 {width}×{height} 像素，太大")));
    }
    let picture = heic_decoder::decode(bytes).map_err(refusal)?;
    let too_large = |_| ReadError::Limit("图像太大".to_owned());
    let (width, height) =
        (u32::try_from(picture.width).map_err(too_large)?, u32::try_from(picture.height).map_err(too_large)?);
    let rgb = picture.to_rgb8().map_err(refusal)?.data;
    if rgb.len() as u64 != u64::from(width) * u64::from(height) * 3 {
        return Err(ReadError::Damaged("HEIC 图像数据不完整".to_owned()));
    }
    Ok(Pixels { width, height, rgb })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILE: &str = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/cases/photo-without-time-watermark/pass-heic/package/一、制度建设/4.季度研究与学习/\
         IMG_20260407_143206.HEIC"
    );

    #[cfg(feature = "heic")]
    #[test]
    fn a_phone_s_photo_has_its_pixels_and_a_cut_one_a_reason() {
        let file = std::fs::read(FILE).unwrap();
        let pixels = decode(&file).unwrap();
        assert_eq!((pixels.width, pixels.height), (640, 480));
        // A room, not one flat colour.
        let (first, last) = (pixels.at(5, 5), pixels.at(600, 470));
        assert_ne!(first, last);
        for cut in [file.len() / 2, 300] {
            assert!(decode(&file[..cut]).is_err(), "{cut}");
        }
    }

    #[test]
    fn avif_is_named() {
        match decode(b"\0\0\0\x1Cftypavif\0\0\0\0") {
            Err(ReadError::Limit(why)) => assert!(why.contains("AVIF"), "{why}"),
            other => panic!("{other:?}"),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn damage_is_survived(at in 0usize..3000, byte: u8) {
            let mut file = std::fs::read(FILE).unwrap();
            let at = at.min(file.len() - 1);
            file[at] = byte;
            let _ = decode(&file);
        }
    }
}
