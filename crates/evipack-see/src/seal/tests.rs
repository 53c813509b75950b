//! Seals and what is none, drawn dot by dot: the real measure is the accuracy bench on thousands of pages.

use super::*;
use crate::ink::is_grey;
use proptest::prelude::*;
use std::f64::consts::TAU;

type Ink = [u8; 3];
const RED: Ink = [205, 38, 44];
const BLACK: Ink = [40, 40, 40];
const WHITE: Ink = [252, 251, 247];
/// 100 dpi.
const SCALE: f64 = 100.0 / 25.4;
const PAGE_MM: (f64, f64) = (210.0, 297.0);

struct Sheet(Pixels);

impl Sheet {
    /// A page of paper with lines of something like writing.
    fn written() -> Self {
        let (width, height) = ((PAGE_MM.0 * SCALE) as u32, (PAGE_MM.1 * SCALE) as u32);
        let mut sheet = Self(Pixels { width, height, rgb: WHITE.repeat((width * height) as usize) });
        for line in 0..12u32 {
            for letter in 0..26u32 {
                let (x, y) = (28.0 + 5.9 * f64::from(letter), 50.0 + 10.0 * f64::from(line));
                sheet.letter((x, y), 4.6, 0.0, u64::from(line * 31 + letter), BLACK);
            }
        }
        sheet
    }

    fn fill(&mut self, is_inside: impl Fn(f64, f64) -> bool, ink: Ink) {
        let Pixels { width, height, rgb } = &mut self.0;
        for y in 0..*height {
            for x in 0..*width {
                if is_inside((f64::from(x) + 0.5) / SCALE, (f64::from(y) + 0.5) / SCALE) {
                    let at = ((y * *width + x) * 3) as usize;
                    for (value, ink) in rgb[at..at + 3].iter_mut().zip(ink) {
                        *value = (u16::from(*value) * u16::from(ink) / 255) as u8;
                    }
                }
            }
        }
    }

    /// Three to five bars in a square: from afar, a Chinese character.
    fn letter(&mut self, (cx, cy): (f64, f64), size: f64, turn: f64, seed: u64, ink: Ink) {
        let (sin, cos) = turn.sin_cos();
        let bars: Vec<(bool, f64)> = (0..5)
            .map(|k| ((seed >> k) & 1 == 0, (((seed * 7 + k * 13) % 9) as f64 / 8.0 - 0.5) * size * 0.9))
            .collect();
        let reach = size * 0.75;
        let (x0, y0) = (((cx - reach) * SCALE).max(0.0) as u32, ((cy - reach) * SCALE).max(0.0) as u32);
        let (x1, y1) = (((cx + reach) * SCALE) as u32, ((cy + reach) * SCALE) as u32);
        for y in y0..y1.min(self.0.height) {
            for x in x0..x1.min(self.0.width) {
                let (dx, dy) = ((f64::from(x) + 0.5) / SCALE - cx, (f64::from(y) + 0.5) / SCALE - cy);
                let (u, v) = (dx * cos + dy * sin, dy * cos - dx * sin);
                let half = size / 2.0;
                let is_stroke =
                    bars.iter().any(|(across, at)| (if *across { u - at } else { v - at }).abs() < size * 0.06);
                if u.abs() < half && v.abs() < half && is_stroke {
                    let at = ((y * self.0.width + x) * 3) as usize;
                    self.0.rgb[at..at + 3].copy_from_slice(&ink);
                }
            }
        }
    }

    fn ring(&mut self, (cx, cy): (f64, f64), radius: f64, width: f64, ink: Ink) {
        self.fill(|x, y| ((x - cx).hypot(y - cy) - (radius - width / 2.0)).abs() < width / 2.0, ink);
    }

    fn seal(&mut self, centre: (f64, f64), ink: Ink) {
        let (cx, cy) = centre;
        self.ring(centre, 21.0, 1.2, ink);
        self.fill(|x, y| (x - cx).hypot(y - cy) < star_reach((y - cy).atan2(x - cx)) * 7.0, ink);
        for letter in 0..12u32 {
            let angle = (f64::from(letter) - 5.5) * 0.34;
            let at = (cx + 15.6 * angle.sin(), cy - 15.6 * angle.cos());
            self.letter(at, 4.8, angle, u64::from(letter) * 5 + 3, ink);
        }
    }
}

/// How far a five-pointed star with one point up reaches at an angle, as a share of its points' distance.
fn star_reach(angle: f64) -> f64 {
    let half = TAU / 10.0;
    let from_point = ((angle + TAU / 4.0 + half).rem_euclid(TAU / 5.0) - half).abs();
    let inner = 0.382;
    // The straight edge between a point (distance 1) and the notch (distance `inner`) beside it.
    let (sin, cos) = half.sin_cos();
    inner * sin / (inner * sin * from_point.cos() + (1.0 - inner * cos) * from_point.sin())
}

fn look(sheet: &Sheet) -> SealSight {
    seals(&sheet.0, Some(SCALE)).expect("the weights of this build run")
}

#[test]
fn a_seal_with_a_star_is_found_where_it_is() {
    let mut sheet = Sheet::written();
    sheet.seal((140.0, 200.0), RED);
    let sight = look(&sheet);
    let [seal] = &sight.seals[..] else { panic!("{sight:?}") };
    assert_eq!(seal.kind, SealKind::RoundStar);
    assert!((38.0..46.0).contains(&seal.diameter_mm), "{seal:?}");
    let [x, y, width, height] = seal.region;
    assert!(((x + width / 2.0) * PAGE_MM.0 - 140.0).abs() < 3.0, "{seal:?}");
    assert!(((y + height / 2.0) * PAGE_MM.1 - 200.0).abs() < 3.0, "{seal:?}");
    assert!(!seal.cut);
}

#[test]
fn two_seals_side_by_side_are_two() {
    let mut sheet = Sheet::written();
    sheet.seal((70.0, 210.0), RED);
    sheet.seal((135.0, 210.0), RED);
    assert_eq!(look(&sheet).seals.len(), 2);
}

#[test]
fn plain_paper_has_none() {
    assert_eq!(look(&Sheet::written()), SealSight::default());
}

#[test]
fn a_plain_circle_is_no_seal() {
    let mut sheet = Sheet::written();
    sheet.ring((140.0, 200.0), 21.0, 1.2, RED);
    assert!(look(&sheet).seals.is_empty());
}

#[test]
fn a_ring_drawn_around_words_is_not_even_a_doubt() {
    for (centre, radius) in [((140.0, 200.0), 21.0), ((100.0, 100.0), 18.0), ((80.0, 230.0), 23.0)] {
        let mut sheet = Sheet::written();
        sheet.ring(centre, radius, 0.8, RED);
        assert_eq!(look(&sheet), SealSight::default(), "{centre:?}");
    }
}

#[test]
fn a_no_entry_sign_is_no_seal() {
    let mut sheet = Sheet::written();
    sheet.fill(
        |x, y| (x - 140.0).hypot(y - 210.0) < 20.0 && !((y - 210.0).abs() < 4.0 && (x - 140.0).abs() < 14.0),
        RED,
    );
    assert!(look(&sheet).seals.is_empty());
}

#[test]
fn a_speed_limit_is_no_seal() {
    let mut sheet = Sheet::written();
    sheet.ring((140.0, 210.0), 20.0, 4.0, RED);
    sheet.letter((134.0, 210.0), 12.0, 0.0, 3, BLACK);
    sheet.letter((147.0, 210.0), 12.0, 0.0, 6, BLACK);
    assert!(look(&sheet).seals.is_empty());
}

#[test]
fn a_grey_copy_shows_no_seal_and_says_that_it_is_grey() {
    let mut sheet = Sheet::written();
    sheet.seal((140.0, 200.0), RED);
    assert!(!is_grey(&sheet.0));
    for pixel in sheet.0.rgb.chunks_exact_mut(3) {
        let grey = (pixel.iter().map(|v| u16::from(*v)).sum::<u16>() / 3) as u8;
        pixel.fill(grey);
    }
    assert!(is_grey(&sheet.0));
    assert_eq!(look(&sheet), SealSight::default());
}

#[test]
fn a_photo_without_a_scale_is_taken_for_a_page_wide() {
    let mut sheet = Sheet::written();
    sheet.seal((140.0, 200.0), RED);
    let sight = seals(&sheet.0, None).unwrap();
    assert_eq!(sight.seals.len(), 1, "{sight:?}");
    assert!((38.0..46.0).contains(&sight.seals[0].diameter_mm));
}

#[test]
fn what_may_be_a_stamp_is_no_doubt_and_what_is_one_is_told() {
    let find = |kind, confidence| Find {
        left: 0.0,
        top: 0.0,
        right: 40.0,
        bottom: 20.0,
        diameter: 40.0,
        kind,
        cut: false,
        faint: false,
        confidence,
    };
    assert!(is_perhaps_a_stamp(&find(SealKind::Rectangular, 0.3)));
    assert!(!is_perhaps_a_stamp(&find(SealKind::Rectangular, 0.8)));
    assert!(!is_perhaps_a_stamp(&find(SealKind::Round, 0.3)));
}

#[test]
fn nothing_and_almost_nothing_survive() {
    for (width, height) in [(0, 0), (1, 1), (3, 0), (1, 400), (400, 1)] {
        let page = Pixels { width, height, rgb: vec![200; (width * height * 3) as usize] };
        for scale in [None, Some(8.0), Some(0.0), Some(f64::NAN), Some(1e-9), Some(1e9)] {
            assert_eq!(seals(&page, scale), Some(SealSight::default()), "{width} x {height} at {scale:?}");
        }
    }
}

#[test]
fn pixels_that_are_not_all_there_survive() {
    let page = Pixels { width: 50, height: 50, rgb: vec![200; 100] };
    assert_eq!(seals(&page, None), Some(SealSight::default()));
}

#[test]
fn numbers_of_broken_weights_survive() {
    for value in [f32::NAN, f32::INFINITY, f32::MIN, 1e30] {
        let cells = network::Cells::new(3, 3, vec![value; 13 * 9]);
        assert!(cells::finds(&cells, DOUBTFUL).len() <= 27);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_small_picture_survives(width in 0u32..40, height in 0u32..40, scale in proptest::option::of(0.1f64..20.0), seed: u64) {
        let mut state = seed | 1;
        let mut next = || { state ^= state << 13; state ^= state >> 7; state ^= state << 17; state as u8 };
        let rgb = (0..width * height * 3).map(|_| next()).collect();
        let sight = seals(&Pixels { width, height, rgb }, scale).unwrap();
        for seen in sight.seals.iter().chain(&sight.doubtful) {
            prop_assert!(seen.region.iter().all(|part| (0.0..=1.0).contains(part)));
            prop_assert!(seen.diameter_mm.is_finite());
        }
    }
}
