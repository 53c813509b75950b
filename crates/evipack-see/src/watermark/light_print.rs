//! A part of a photo → its light print alone, or its yellow print alone.
//!
//! Enters: a part of a photo, at the scale of a close look. Leaves: the same in grey, black wherever there is no thin white or yellow
//! stroke. Apps print in these on whatever the camera saw: on grass, gravel, faces and bright walls a network that was trained on
//! printed pages loses it, and a human does not. This is the white top-hat of mathematical morphology: what an opening by a
//! square, wider than any stroke, takes away. Everything wider than the square is gone, whatever its brightness. Straw and
//! gravel have bright strokes of their own: what these reach is taken away as well, and where they are as bright as the print, yellow
//! is told by its colour alone.

use crate::Pixels;

/// Half the side of the square without its middle, in pixels of a close look (1280 on the longer side): a square of 11. Strokes of
/// the text that apps print are 2 to 10 wide there; with 19 gravel comes through, with 9 the digits of a large clock break.
const REACH: usize = 5;
/// White print that the light behind it leaves 85 levels brighter is white again.
const GAIN: u8 = 3;
/// So much of a picture is ground, and less than the rest is strokes of print: what that part of it reaches, straw and gravel reach
/// with strokes of their own.
const GROUND: f64 = 0.8;
/// Least jump of a stroke in light print: a sixth of the way from black to white, of which most is lost where the camera was
/// not sharp. Noise of the camera stays below, gravel does not.
pub(super) const JUMP: i16 = 20 * GAIN as i16;

/// In what apps print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// White or yellow.
    Light,
    /// The same, where the ground has strokes of its own: what is brighter than those.
    Brighter,
    Yellow,
}

impl Ink {
    /// How much of it a pixel has, 0 to 255.
    fn of(self, rgb: &[u8]) -> u8 {
        // What white and yellow have in common is as much red as green, whatever the blue. Grass, tiles, bricks and banners have one of
        // both, and are darker so than the eye sees them.
        let light = rgb[0].min(rgb[1]);
        match self {
            Self::Light | Self::Brighter => light,
            // White, grey and blue have none.
            Self::Yellow => light.saturating_sub(rgb[2]),
        }
    }
}

/// The print of a picture in an ink; `None` where it is the same as in light print.
pub(super) fn of(picture: &Pixels, ink: Ink) -> Option<Pixels> {
    let strokes = strokes(picture, ink);
    let ground = if ink == Ink::Light { 0 } else { level(&strokes, GROUND) };
    if ink == Ink::Brighter && i16::from(ground) < JUMP / i16::from(GAIN) {
        return None;
    }
    let print = strokes.into_iter().map(|stroke| stroke.saturating_sub(ground).saturating_mul(GAIN));
    Some(Pixels { rgb: print.flat_map(|value| [value; 3]).collect(), ..picture.clone() })
}

/// How much more of an ink each pixel has than what lies behind it, 0 to 255.
pub(super) fn strokes(picture: &Pixels, ink: Ink) -> Vec<u8> {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let grey: Vec<u8> = picture.rgb.chunks_exact(3).map(|rgb| ink.of(rgb)).collect();
    if width == 0 || grey.len() != width * height {
        return grey;
    }
    let lowest = |a: u8, b: u8| a.min(b);
    let highest = |a: u8, b: u8| a.max(b);
    let opened = filtered(&filtered(&grey, width, lowest), width, highest);
    grey.iter().zip(opened).map(|(grey, behind)| grey.saturating_sub(behind)).collect()
}

/// The level that this part of the values does not reach, or just reaches.
fn level(values: &[u8], part: f64) -> u8 {
    let mut counts = [0usize; 256];
    for value in values {
        counts[usize::from(*value)] += 1;
    }
    let below = counts.iter().scan(0, |sum, count| {
        *sum += count;
        Some(*sum)
    });
    let wanted = part * values.len() as f64;
    below.take_while(|sum| (*sum as f64) < wanted).count().min(255) as u8
}

/// Brightness as the eye weighs it (ITU-R BT.601).
pub(super) fn brightness(rgb: &[u8]) -> u8 {
    let [red, green, blue] = [0, 1, 2].map(|channel| u32::from(rgb[channel]));
    ((299 * red + 587 * green + 114 * blue) / 1000) as u8
}

/// The extreme within the square around each pixel: along the rows, then along the columns.
fn filtered(grey: &[u8], width: usize, extreme: impl Fn(u8, u8) -> u8 + Copy) -> Vec<u8> {
    let rows: Vec<u8> = grey.chunks_exact(width).flat_map(|row| within_reach(row, extreme)).collect();
    let count = rows.len() / width;
    let mut columns = rows.clone();
    for (y, line) in columns.chunks_exact_mut(width).enumerate() {
        let near = y.saturating_sub(REACH)..(y + REACH + 1).min(count);
        for other in near.filter_map(|y| rows.get(y * width..(y + 1) * width)) {
            line.iter_mut().zip(other).for_each(|(value, other)| *value = extreme(*value, *other));
        }
    }
    columns
}

fn within_reach(row: &[u8], extreme: impl Fn(u8, u8) -> u8 + Copy) -> impl Iterator<Item = u8> {
    (0..row.len()).map(move |x| {
        let near = &row[x.saturating_sub(REACH)..(x + REACH + 1).min(row.len())];
        near.iter().copied().reduce(extreme).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn strokes_stay_and_surfaces_go() {
        let mut picture = Pixels::filled(100, 60, [90; 3]);
        let mut fill = |from: (usize, usize), to: (usize, usize), value: u8| {
            for y in from.1..to.1 {
                for x in from.0..to.0 {
                    picture.rgb[(y * 100 + x) * 3..][..3].fill(value);
                }
            }
        };
        fill((50, 0), (100, 60), 200);
        fill((20, 20), (24, 40), 150);
        fill((70, 20), (74, 40), 230);
        let print = of(&picture, Ink::Light).unwrap();
        assert_eq!((print.at(21, 30), print.at(71, 30)), ([180; 3], [90; 3]), "strokes before dark and before bright");
        assert_eq!((print.at(10, 30), print.at(60, 30), print.at(95, 5)), ([0; 3], [0; 3], [0; 3]));
    }

    #[test]
    fn yellow_strokes_stay_before_red_and_green_and_those_go() {
        for behind in [[200, 30, 30], [60, 130, 50], [30, 60, 170]] {
            let mut picture = Pixels::filled(60, 40, behind);
            for y in 10..30 {
                picture.rgb[(y * 60 + 20) * 3..][..3 * 3].copy_from_slice(&[250, 190, 40].repeat(3));
            }
            let print = of(&picture, Ink::Light).unwrap();
            assert!(print.at(21, 20)[0] > 200 && print.at(40, 20) == [0; 3], "{behind:?}: {:?}", print.at(21, 20));
        }
    }

    #[test]
    fn yellow_strokes_stay_among_white_ones() {
        let mut picture = Pixels::filled(60, 40, [120; 3]);
        for y in 10..30 {
            picture.rgb[(y * 60 + 20) * 3..][..3 * 3].copy_from_slice(&[250, 190, 40].repeat(3));
            picture.rgb[(y * 60 + 30) * 3..][..3 * 3].fill(250);
        }
        let [light, yellow] = [Ink::Light, Ink::Yellow].map(|ink| of(&picture, ink).unwrap());
        assert!(light.at(21, 20)[0] > 200 && light.at(31, 20)[0] > 200);
        assert_eq!((yellow.at(21, 20), yellow.at(31, 20)), ([255; 3], [0; 3]));
    }

    #[test]
    fn strokes_of_the_ground_go_and_brighter_ones_stay() {
        let mut picture = Pixels::filled(128, 40, [100; 3]);
        for (y, x) in (0..40).flat_map(|y| (0..128).map(move |x| (y, x))) {
            if x % 8 < 4 {
                picture.rgb[(y * 128 + x) * 3..][..3].fill(if x < 16 { 220 } else { 150 });
            }
        }
        let print = of(&picture, Ink::Brighter).unwrap();
        assert_eq!((print.at(65, 20), print.at(9, 20)), ([0; 3], [70 * GAIN; 3]));
        let smooth = Pixels::filled(128, 40, [100; 3]);
        assert_eq!(of(&smooth, Ink::Brighter), None, "nothing to take away");
    }

    #[test]
    fn a_level_is_what_a_part_of_the_values_does_not_pass() {
        let values: Vec<u8> = (0..100).collect();
        assert_eq!((level(&values, 0.8), level(&[7; 9], 0.8), level(&[], 0.8), level(&[255; 9], 0.8)), (79, 7, 0, 255));
    }

    proptest! {
        #[test]
        fn any_picture_is_survived(width in 0u32..40, height in 0u32..40, bytes: Vec<u8>) {
            let mut picture = Pixels::filled(width, height, [0; 3]);
            picture.rgb.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
            for print in [Ink::Light, Ink::Brighter, Ink::Yellow].into_iter().filter_map(|ink| of(&picture, ink)) {
                prop_assert_eq!((print.width, print.height, print.rgb.len()), (width, height, picture.rgb.len()));
            }
        }
    }
}
