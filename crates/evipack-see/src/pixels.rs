//! An upright picture in memory.
//!
//! Enters: decoded or rendered rows of RGB. Leaves: [`Pixels`], whole, a part of it, or smaller. Everything that looks at
//! pixels takes this one form.

use evipack_core::facts::Region;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// An upright picture: 8-bit RGB, rows from the top, no padding; `rgb` holds `width * height * 3` bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Red, green, blue of each pixel.
    pub rgb: Vec<u8>,
}

impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pixels({}×{})", self.width, self.height)
    }
}

impl Pixels {
    /// A picture of one colour.
    pub fn filled(width: u32, height: u32, colour: [u8; 3]) -> Self {
        Self { width, height, rgb: colour.repeat(width as usize * height as usize) }
    }

    /// The colour at a place; places outside the picture are those of its edge. Black where there is no picture at all.
    #[inline]
    pub fn at(&self, x: u32, y: u32) -> [u8; 3] {
        let (x, y) = (x.min(self.width.saturating_sub(1)), y.min(self.height.saturating_sub(1)));
        let start = (y as usize * self.width as usize + x as usize) * 3;
        match self.rgb.get(start..start + 3) {
            Some(&[red, green, blue]) => [red, green, blue],
            _ => [0; 3],
        }
    }

    /// The longer side.
    pub fn long_side(&self) -> u32 {
        self.width.max(self.height)
    }

    /// A part of the picture, at least one pixel, clamped to the picture.
    #[must_use]
    pub fn part(&self, [x, y, width, height]: Region) -> Self {
        let (w, h) = (f64::from(self.width), f64::from(self.height));
        let left = ((x * w).round().clamp(0.0, (w - 1.0).max(0.0))) as u32;
        let top = ((y * h).round().clamp(0.0, (h - 1.0).max(0.0))) as u32;
        let wide = ((width * w).round().max(1.0) as u32).min(self.width.saturating_sub(left));
        let high = ((height * h).round().max(1.0) as u32).min(self.height.saturating_sub(top));
        let stride = self.width as usize * 3;
        let mut rgb = Vec::with_capacity(wide as usize * high as usize * 3);
        for row in top..top + high {
            let start = row as usize * stride + left as usize * 3;
            rgb.extend_from_slice(self.rgb.get(start..start + wide as usize * 3).unwrap_or_default());
        }
        Self { width: wide, height: high, rgb }
    }

    /// The picture at another size: averaged where it shrinks, bilinear where it grows.
    #[must_use]
    pub fn resized(&self, width: u32, height: u32) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        if (width, height) == (self.width, self.height) {
            return self.clone();
        }
        self.resample(width, height).unwrap_or_else(|| Self::filled(width, height, [255; 3]))
    }

    fn resample(&self, width: u32, height: u32) -> Option<Self> {
        let source = ImageRef::new(self.width, self.height, &self.rgb, PixelType::U8x3).ok()?;
        let mut target = Image::new(width, height, PixelType::U8x3);
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
        Resizer::new().resize(&source, &mut target, &options).ok()?;
        Some(Self { width, height, rgb: target.into_vec() })
    }

    /// The picture on a white sheet, with a margin of a quarter of its size on every side.
    #[must_use]
    pub fn framed(&self) -> Self {
        let (left, top) = (self.width / 4, self.height / 4);
        let mut sheet = Self::filled(self.width + 2 * left, self.height + 2 * top, [255; 3]);
        let (from, to) = (self.width as usize * 3, sheet.width as usize * 3);
        for (row, line) in self.rgb.chunks_exact(from.max(1)).enumerate() {
            let start = (row + top as usize) * to + left as usize * 3;
            if let Some(target) = sheet.rgb.get_mut(start..start + line.len()) {
                target.copy_from_slice(line);
            }
        }
        sheet
    }

    /// The picture, or a smaller one whose longer side is `side`.
    #[must_use]
    pub fn fitted(self, side: u32) -> Self {
        if self.long_side() <= side { self } else { self.at_most(side) }
    }

    /// A copy of the picture, smaller where its longer side is more than `side`: the whole is not copied first.
    #[must_use]
    pub fn at_most(&self, side: u32) -> Self {
        let long = self.long_side();
        if long <= side {
            return self.clone();
        }
        let scale = f64::from(side) / f64::from(long);
        let smaller = |length: u32| (f64::from(length) * scale).round().max(1.0) as u32;
        self.resized(smaller(self.width), smaller(self.height))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chessboard(width: u32, height: u32) -> Pixels {
        let rgb =
            (0..width * height).flat_map(|i| [if (i % width + i / width).is_multiple_of(2) { 255 } else { 0 }; 3]);
        Pixels { width, height, rgb: rgb.collect() }
    }

    #[test]
    fn shrinking_averages() {
        let grey = chessboard(64, 64).resized(8, 8);
        assert!(grey.rgb.iter().all(|v| (100..156).contains(v)), "{:?}", grey.rgb);
        assert_eq!(chessboard(400, 100).fitted(200).height, 50);
    }

    #[test]
    fn a_part_is_cut_out_where_it_lies() {
        let mut picture = Pixels::filled(10, 10, [0; 3]);
        picture.rgb[(7 * 10 + 5) * 3] = 9;
        let part = picture.part([0.5, 0.7, 0.2, 0.1]);
        assert_eq!((part.width, part.height, part.rgb[0]), (2, 1, 9));
    }

    #[test]
    fn a_frame_is_white_and_the_picture_in_its_middle() {
        let framed = Pixels::filled(8, 4, [7; 3]).framed();
        assert_eq!((framed.width, framed.height), (12, 6));
        assert_eq!(
            (framed.at(1, 3), framed.at(2, 1), framed.at(9, 4), framed.at(10, 3)),
            ([255; 3], [7; 3], [7; 3], [255; 3])
        );
    }

    proptest! {
        #[test]
        fn any_part_and_size_is_whole(
            w in 0u32..40, h in 0u32..40, region in prop::array::uniform4(-2.0f64..2.0), side in 1u32..30,
        ) {
            let picture = Pixels::filled(w, h, [1, 2, 3]);
            let part = picture.part(region);
            prop_assert_eq!(part.rgb.len(), (part.width * part.height * 3) as usize);
            let small = picture.fitted(side);
            prop_assert_eq!(small.rgb.len(), (small.width * small.height * 3) as usize);
        }
    }
}
