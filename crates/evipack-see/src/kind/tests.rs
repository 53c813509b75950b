//! Drawn pictures get the verdict they deserve, the table fits the features, and any pixels are survived.

use super::*;
use proptest::prelude::*;

/// Noise without a generator: the same in every run.
fn noise(seed: u32) -> u32 {
    let mut n = seed.wrapping_mul(0x9E37_79B9) ^ 0x85EB_CA6B;
    n = (n ^ (n >> 15)).wrapping_mul(0x2C1B_3C6D);
    n = (n ^ (n >> 12)).wrapping_mul(0x297A_2D39);
    n ^ (n >> 15)
}

fn drawn(width: u32, height: u32, paint: impl Fn(u32, u32) -> [u8; 3]) -> Pixels {
    let rgb = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| paint(x, y)).collect();
    Pixels { width, height, rgb }
}

/// A value that a camera's grain has moved by up to `strength` grey levels.
fn grainy(value: f32, x: u32, y: u32, strength: u32) -> u8 {
    let moved = (noise(y * 8192 + x) % (2 * strength + 1)) as f32 - strength as f32;
    (value + moved).clamp(0.0, 255.0) as u8
}

/// Hills under a sky, all of it shaded and grainy.
fn landscape(width: u32, height: u32) -> Pixels {
    drawn(width, height, |x, y| {
        let (fx, fy) = (x as f32 / width as f32, y as f32 / height as f32);
        let ridge = 0.45 + 0.08 * (fx * 9.0).sin() + 0.04 * (fx * 23.0).cos();
        let leaf = 40.0 * ((x / 7 + y / 5) as f32 * 1.7).sin() * (fy * 31.0).cos();
        let base = if fy < ridge {
            [120.0 + 60.0 * fy, 160.0 + 50.0 * fy, 215.0 - 20.0 * fx]
        } else {
            [80.0 + leaf + 40.0 * fx, 105.0 + leaf, 60.0 + leaf * 0.6 + 30.0 * fy]
        };
        base.map(|value| grainy(value, x, y, 6))
    })
}

/// A back office: a dark bar, a side list, a table with lines of equal grey.
fn window(width: u32, height: u32) -> Pixels {
    drawn(width, height, |x, y| {
        if y < 60 {
            return [32, 60, 120];
        }
        if x < 200 {
            let letter =
                y % 44 > 16 && y % 44 < 30 && x > 30 && x < 140 && noise(y / 3 * 100 + x / 3).is_multiple_of(2);
            return if letter { [210, 215, 225] } else { [45, 52, 66] };
        }
        if y.is_multiple_of(48) {
            return [228, 231, 237];
        }
        let letter = y % 48 > 16 && y % 48 < 32 && x % 180 < 120 && noise(y / 2 * 4096 + x / 2).is_multiple_of(2);
        if letter { [60, 62, 68] } else { [255, 255, 255] }
    })
}

/// A page of A4 from a scanner: grainy paper, lines of strokes.
fn page(width: u32, height: u32) -> Pixels {
    let line = height / 40;
    drawn(width, height, |x, y| {
        let in_text = x > width / 7 && x < width - width / 7 && y > height / 6 && y < height - height / 8;
        let stroke = in_text && y % line > line / 2 && noise(y / 3 * 4096 + x / 3) % 5 < 2;
        let paper = [250.0, 249.0, 245.0];
        paper.map(|value| if stroke { grainy(50.0, x, y, 12) } else { grainy(value, x, y, 3) })
    })
}

#[test]
fn drawn_pictures_are_told_apart() {
    for (name, picture, kind) in [
        ("landscape", landscape(1440, 1080), Kind::Photo),
        ("upright landscape", landscape(960, 1280), Kind::Photo),
        ("window", window(1920, 1080), Kind::Screenshot),
        ("page", page(1240, 1754), Kind::Scan),
    ] {
        let look = look(&picture);
        assert_eq!(look.kind, kind, "{name}: {look:?} {:?}", scores(&features::of(&picture)));
    }
}

#[test]
fn a_photo_pasted_on_bare_paper_is_framed_by_it() {
    let pasted = |width: u32, height: u32, left: u32| {
        let photo = landscape(width - width / 8 - left, height / 3);
        let mut picture = page(width, height);
        for y in 0..photo.height {
            let at = ((height / 3 + y) * width + left) as usize * 3;
            let row = (y * photo.width) as usize * 3..((y + 1) * photo.width) as usize * 3;
            picture.rgb[at..at + row.len()].copy_from_slice(&photo.rgb[row]);
        }
        look(&picture)
    };
    let (framed, to_the_edge) = (pasted(1240, 1754, 155), pasted(1240, 1754, 0));
    assert_eq!(framed.kind, Kind::Scan);
    assert!(!framed.certain && !framed.no_photo && framed.framed, "{framed:?}");
    assert!(!to_the_edge.framed, "{to_the_edge:?}");
}

/// A page of the web: bars, lines of writing, and a photo of a wall, whose joints are as straight as a chart's lines.
fn page_with_a_wall(width: u32, height: u32) -> Pixels {
    drawn(width, height, |x, y| {
        let (head, top, left, right) = (height / 5, height / 2, width * 3 / 10, width * 7 / 10);
        if y < head {
            return if y < head / 2 { [232, 234, 238] } else { [22, 92, 170] };
        }
        if y >= top && (left..right).contains(&x) {
            let course = (y - top) / (height / 6);
            let brick = (x - left + course % 2 * width / 30) % (width / 15);
            let joint = brick < width / 200 || (y - top) % (height / 6) < height / 100;
            return if joint { [185.0, 160.0, 155.0] } else { [105.0, 90.0, 88.0] }.map(|value| grainy(value, x, y, 8));
        }
        let line = height / 28;
        let stroke = (height / 4..top - line).contains(&y) && y % line > line / 2 && x > width / 8 && x < width * 5 / 8;
        if stroke && noise(y / 3 * 4096 + x / 3).is_multiple_of(2) { [40, 42, 46] } else { [255, 255, 255] }
    })
}

#[test]
fn a_page_of_the_web_with_a_photo_is_no_drawing() {
    let features = features::of(&page_with_a_wall(1920, 1080));
    let (broad, [photo, screenshot, paper, drawing]) = (broad_scores(&features), scores(&features));
    assert!(screenshot > 0.9, "{:?}", scores(&features));
    assert_eq!((photo, paper), (broad[0], broad[2]));
    assert!((screenshot + drawing - broad[1] - broad[3]).abs() < 1e-6);
}

#[test]
fn small_pictures_are_never_certain() {
    assert!(!look(&landscape(160, 120)).certain);
    assert!(!look(&Pixels::filled(0, 0, [0; 3])).certain);
    assert!(!look(&Pixels::filled(1, 1, [255; 3])).certain);
}

#[test]
fn the_table_weighs_the_features_that_are_computed() {
    assert!(ROWS.iter().map(|row| row.name).eq(features::NAMES));
    assert!(ROWS.iter().all(|row| row.deviation > 0.0));
    assert!(screens::ROWS.iter().map(|row| row.name).eq(features::NAMES));
}

/// Printed by `fixtures/recipe/train_kind.py formula`.
const BY_THE_RECIPE: [(&str, f32); features::COUNT] = [
    ("equal", 0.0000),
    ("mode", 0.0642),
    ("mode3", 0.1908),
    ("white", 0.0000),
    ("grain", 0.3724),
    ("flat", 0.0000),
    ("shaded", 0.4981),
    ("edgy", 0.4854),
    ("flat_tint", 0.0000),
    ("shaded_tint", 0.4981),
    ("entropy", 0.5013),
    ("top_colour", 0.0596),
    ("top_colours", 0.3493),
    ("colours", 0.5549),
    ("paper", 0.0014),
    ("rim_paper", 0.0045),
    ("grey", 0.0568),
    ("vivid", 0.1825),
    ("dark", 0.2035),
    ("level", 0.1747),
    ("slope", 0.6385),
    ("rough", 0.0894),
    ("edge", 0.0974),
    ("upright", 0.6995),
    ("rules_across", 0.0219),
    ("rules_down", 0.0000),
    ("text", 0.3253),
    ("mid_text", 0.2472),
    ("mid_solid", 0.3639),
    ("even", 0.0000),
    ("soft", 0.5774),
    ("dark_detail", 0.0865),
    ("darkest_zone", 0.7922),
    ("zone_spread", 0.0117),
    ("sheet", 0.6806),
    ("sheet_whole", 0.6806),
    ("sheet_text", 0.4893),
    ("sheet_bare", 0.1332),
    ("a4", 1.0000),
    ("tall", 0.0000),
];

/// The picture of which the recipe printed the features.
fn formula() -> Pixels {
    drawn(700, 500, |x, y| {
        let bar = (y / 60) % 3 == 1;
        let stroke = bar && (x / 4 + y / 5) % 7 < 2 && y % 20 > 8;
        let shade = if stroke {
            30
        } else if bar {
            235
        } else {
            (x * x / 900 + y * 3 / 4) % 200 + 40
        };
        [shade, shade * 7 / 8, shade * (x % 5 + 3) / 8].map(|value| value as u8)
    })
}

#[test]
fn training_and_use_compute_the_same_features() {
    /// Two programs round a reduced picture's grey levels differently by one now and then.
    const ROUNDING: f32 = 0.02;
    for ((name, expected), value) in BY_THE_RECIPE.into_iter().zip(features::of(&formula())) {
        assert!((expected - value).abs() <= ROUNDING, "{name}: recipe {expected}, here {value}");
    }
}

proptest! {
    #[test]
    fn any_pixels_are_survived(width in 0u32..70, height in 0u32..70, seed: u32, coarse in 1u32..40) {
        let picture = drawn(width, height, |x, y| {
            let n = noise(seed ^ (y / coarse * 997 + x / coarse));
            [n as u8, (n >> 8) as u8, (n >> 16) as u8]
        });
        let features = features::of(&picture);
        prop_assert!(features.iter().all(|value| (0.0..=1.5).contains(value)), "{features:?}");
        let look = look(&picture);
        prop_assert!((0.0..=1.0).contains(&look.confidence) && !look.certain);
    }
}
