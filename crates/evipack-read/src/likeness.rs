//! The perceptual hash of a picture.
//!
//! Enters: upright pixels. Leaves: a [`PictureHash`], which changes little where a picture is stored again, smaller or brighter. It
//! is taken only where a rule compares pictures.

use evipack_core::dossier::likeness::PictureHash;
use evipack_see::Pixels;
use image::RgbImage;
use image_hasher::{HashAlg, HasherConfig};

/// Sides of the hash in bits: 16 × 16 tell photos of one meeting apart, which 8 × 8 do not.
const SIDE: u32 = 16;
/// Sides in pixels of the picture whose contrast is measured.
const PLAIN_SIDE: u32 = 32;
/// Standard deviation of brightness, of 255, below which a picture has nothing to compare: the grain of a scanner on a blank sheet
/// is below 4, the fainest shading of a scene is above 12.
const PLAIN: f64 = 8.0;

pub(crate) fn hash_of(pixels: &Pixels) -> Option<PictureHash> {
    let too_plain = contrast(&pixels.clone().fitted(PLAIN_SIDE)) < PLAIN;
    let picture = RgbImage::from_raw(pixels.width, pixels.height, pixels.rgb.clone())?;
    let hasher = HasherConfig::new().hash_size(SIDE, SIDE).hash_alg(HashAlg::DoubleGradient).to_hasher();
    Some(PictureHash { bits: hasher.hash_image(&picture).as_bytes().to_vec(), too_plain })
}

/// The standard deviation of brightness.
fn contrast(pixels: &Pixels) -> f64 {
    let bright = |pixel: &[u8]| pixel.iter().map(|value| f64::from(*value)).sum::<f64>() / pixel.len().max(1) as f64;
    let all: Vec<f64> = pixels.rgb.chunks_exact(3).map(bright).collect();
    let count = all.len().max(1) as f64;
    let mean = all.iter().sum::<f64>() / count;
    (all.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of shaded stripes and a disc.
    fn picture(width: u32, height: u32, brighter: u8) -> Pixels {
        let mut pixels = Pixels::filled(width, height, [0; 3]);
        for y in 0..height {
            for x in 0..width {
                let (u, v) = (f64::from(x) / f64::from(width), f64::from(y) / f64::from(height));
                let disc = if (u - 0.3).hypot(v - 0.6) < 0.2 { 120.0 } else { 0.0 };
                let value = (u * 90.0 + (v * 9.0).sin() * 20.0 + 20.0 + disc) as u8;
                let at = ((y * width + x) * 3) as usize;
                pixels.rgb[at..at + 3].fill(value.saturating_add(brighter));
            }
        }
        pixels
    }

    #[test]
    fn a_picture_stored_smaller_or_brighter_is_alike_and_another_one_is_not() {
        let hash = |pixels: &Pixels| hash_of(pixels).unwrap();
        let original = hash(&picture(640, 480, 0));
        assert!(original.distance(&hash(&picture(320, 240, 0))).unwrap() <= 12);
        assert!(original.distance(&hash(&picture(640, 480, 9))).unwrap() <= 12);
        let mut other = picture(640, 480, 0);
        other.rgb.reverse();
        assert!(original.distance(&hash(&other)).unwrap() > 60);
        assert!(hash(&Pixels::filled(640, 480, [250; 3])).too_plain);
    }
}
