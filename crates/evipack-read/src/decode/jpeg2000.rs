//! A JPEG 2000 picture's bytes to pixels.
//!
//! Enters: a JP2 file or a bare codestream (ISO/IEC 15444-1). Leaves: [`Pixels`], or a reason. Archives' scanners write it;
//! the decoder is the one that the PDF renderer uses.

use super::{ReadError, check_size};
use evipack_see::Pixels;
use hayro_jpeg2000::{ColorSpace, DecodeSettings, DecoderContext, Image};

/// Largest picture that is decoded: its samples are numbers of four bytes, three or four a pixel, beside the result.
const MAX_PIXELS: u64 = 60_000_000;

/// The pixels of a picture.
///
/// # Errors
/// As [`super::decode`].
pub(super) fn decode(bytes: &[u8]) -> Result<Pixels, ReadError> {
    let refusal = |error| ReadError::Damaged(format!("图像无法解码（{error}）"));
    let image = Image::new(bytes, &DecodeSettings { strict: true, ..DecodeSettings::default() }).map_err(refusal)?;
    let (width, height) = (image.width(), image.height());
    check_size(width, height, 3)?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(ReadError::Limit(format!("图像 {width}×{height} 像素，太大")));
    }
    let has_alpha = image.has_alpha();
    let cmyk = matches!(image.color_space(), ColorSpace::CMYK);
    let channels = usize::from(image.color_space().num_channels()) + usize::from(has_alpha);
    let mut context = DecoderContext::default();
    let decoded = image.decode(&mut context).map_err(refusal)?;
    if decoded.components().is_empty() {
        return Err(ReadError::Damaged("图像没有内容".to_owned()));
    }
    let samples = decoded.data_u8();
    if channels == 0 || samples.len() as u64 != u64::from(width) * u64::from(height) * channels as u64 {
        return Err(ReadError::Limit("没有这种颜色格式的 JPEG 2000 的解码器，请另存为 JPG 再提交".to_owned()));
    }
    let colour = |sample: &[u8]| match *sample {
        [grey] | [grey, _] => [grey; 3],
        [c, m, y, k] if cmyk => [c, m, y].map(|ink| (u16::from(255 - ink) * u16::from(255 - k) / 255) as u8),
        [r, g, b, ..] => [r, g, b],
        [] => [0; 3],
    };
    let rgb = samples.chunks_exact(channels).flat_map(colour).collect();
    Ok(Pixels { width, height, rgb })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILE: &str =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/damage/一、制度建设/2.创建工作方案/归档扫描.jp2");

    #[test]
    fn colours_and_size_are_kept_and_a_cut_file_is_refused() {
        let file = std::fs::read(FILE).unwrap();
        let pixels = decode(&file).unwrap();
        assert_eq!((pixels.width, pixels.height), (48, 32));
        let near = |at: [u8; 3], wanted: [u8; 3]| at.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= 24);
        assert!(near(pixels.at(8, 16), [205, 30, 40]), "{:?}", pixels.at(8, 16));
        assert!(near(pixels.at(40, 16), [128; 3]), "{:?}", pixels.at(40, 16));
        assert!(decode(&file[..100]).is_err());
    }

    proptest! {
        #[test]
        fn damage_is_survived(at in 0usize..400, byte: u8) {
            let mut file = std::fs::read(FILE).unwrap();
            let at = at.min(file.len() - 1);
            file[at] = byte;
            let _ = decode(&file);
        }
    }
}
