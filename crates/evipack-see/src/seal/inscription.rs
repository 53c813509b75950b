//! The inscription of a round seal: the name of its body, set along the rim.
//!
//! Enters: a page, the place of a seal on it, and a [`Recognizer`]. Leaves: the name, where it was read the same way twice. The
//! ring between rim and star is unrolled around the seal's middle into a straight strip, which a recogniser reads like any
//! line. The strip begins in the widest gap of the letters: below in most seals, elsewhere in one pressed at an angle. Black
//! print under the seal is no red ink and vanishes.

use crate::{Pixels, Recognizer, RecognizerError, Spot};
use evipack_core::facts::Region;
pub(super) use evipack_core::fold::is_ideograph;
use std::f32::consts::TAU;

/// The ring of letters as parts of the seal's radius, outer and inner edge, in three cuts: the usual one, a wide one for large
/// letters, a narrow one that leaves rim lines and the star's tips out. They make three pictures, and two readings must agree.
const RINGS: [(f32, f32); 3] = [(0.93, 0.54), (0.96, 0.50), (0.90, 0.58)];
/// The inner part of the letters, in which gaps between them are looked for: registration codes stand farther out.
const GAPS: (f32, f32) = (0.75, 0.58);
/// Height of a strip in pixels: what the recogniser reduces lines to.
const STRIP_HEIGHT: u32 = 48;
/// Directions in which the widest gap between letters is looked for.
const DIRECTIONS: usize = 120;
/// The strongest ink of a ring is taken at this share of its pixels, from the strongest down; paper at the middle one. Letters
/// cover a fifth of a ring.
const STRONG_INK: f32 = 0.06;
/// Ink that differs less than this from the paper, of 255, is no ink: the seal is too faint to be read.
const FAINTEST: f32 = 12.0;
/// Share of the strongest ink from which a direction holds a letter, and share of the ring's width that it must cover.
const LETTER_INK: f32 = 0.4;
const LETTER_SHARE: f32 = 0.12;
/// Below this a reading says nothing.
const LEGIBLE: f32 = 0.8;
/// The shortest name: 县政府 has three, a bureau's seal five and more.
const SHORTEST: usize = 4;
const LONGEST: usize = 40;

/// Reads the name around a seal; `None` where it is not legible.
///
/// # Errors
/// [`RecognizerError`] where the recogniser could not look.
pub(crate) fn inscription(
    page: &Pixels,
    region: Region,
    recognizer: &dyn Recognizer,
) -> Result<Option<String>, RecognizerError> {
    let ring = Ring::of(page, region);
    let Some(start) = ring.widest_gap() else { return Ok(None) };
    let mut readings: Vec<String> = Vec::with_capacity(RINGS.len());
    for edges in RINGS {
        let strip = ring.unrolled(edges, start);
        let read = recognizer.read(&strip, &[whole(&strip)])?.into_iter().next();
        let Some(line) = read.filter(|line| line.confidence >= LEGIBLE) else { continue };
        // Registration codes and stains are no name.
        let name: String = line.text.chars().filter(|c| is_ideograph(*c)).collect();
        if readings.contains(&name) {
            return Ok(is_name(&name).then_some(name));
        }
        readings.push(name);
    }
    Ok(None)
}

fn is_name(text: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&text.chars().count())
}

/// The spot that is a whole picture.
fn whole(picture: &Pixels) -> Spot {
    Spot::at([0.0, 0.0, 1.0, 1.0], picture)
}

/// A seal on its page, in pixels.
struct Ring<'a> {
    page: &'a Pixels,
    middle: [f32; 2],
    radii: [f32; 2],
    /// Redness of the paper, and of the seal's strongest ink.
    paper: f32,
    ink: f32,
}

impl<'a> Ring<'a> {
    fn of(page: &'a Pixels, [x, y, width, height]: Region) -> Self {
        let (wide, high) = (f64::from(page.width), f64::from(page.height));
        let middle = [((x + width / 2.0) * wide) as f32, ((y + height / 2.0) * high) as f32];
        let radii = [(width * wide / 2.0) as f32, (height * high / 2.0) as f32];
        let mut ring = Self { page, middle, radii, paper: 0.0, ink: 0.0 };
        let (outer, inner) = RINGS[0];
        let mut reds: Vec<f32> = (0..DIRECTIONS)
            .flat_map(|step| (0..STRIP_HEIGHT).map(move |row| (step, row)))
            .map(|(step, row)| ring.redness(angle(step), between(outer, inner, row)))
            .collect();
        reds.sort_by(f32::total_cmp);
        let rank = |share: f32| reds.get((reds.len() as f32 * share) as usize).copied().unwrap_or(0.0);
        (ring.paper, ring.ink) = (rank(0.5), rank(1.0 - STRONG_INK));
        ring
    }

    /// The direction, clockwise from the top, in the middle of the widest gap between letters; `None` where there is hardly any
    /// ink, or no gap.
    fn widest_gap(&self) -> Option<f32> {
        if self.ink - self.paper < FAINTEST {
            return None;
        }
        let (outer, inner) = GAPS;
        let holds_letter = |step: usize| {
            let inked = |row: &u32| self.strength(angle(step), between(outer, inner, *row)) >= LETTER_INK;
            (0..STRIP_HEIGHT).filter(inked).count() as f32 >= LETTER_SHARE * STRIP_HEIGHT as f32
        };
        let letters: Vec<bool> = (0..DIRECTIONS).map(holds_letter).collect();
        // Twice around, so that a gap over the top is whole.
        let (mut widest, mut from) = ((0, 0), None);
        for step in 0..2 * DIRECTIONS {
            let letter = letters.get(step % DIRECTIONS).copied().unwrap_or(true);
            match (letter, from) {
                (false, None) => from = Some(step),
                (true, Some(start)) => {
                    widest = widest.max((step - start, start));
                    from = None;
                }
                _ => {}
            }
        }
        let (length, start) = widest;
        (length > 0).then(|| angle(start + length / 2))
    }

    /// The ring as a strip that is read from left to right.
    fn unrolled(&self, (outer, inner): (f32, f32), start: f32) -> Pixels {
        // A character is as wide as it is high on the circle through the middle of the letters.
        let width = (TAU * (outer + inner) / 2.0 / (outer - inner) * STRIP_HEIGHT as f32) as u32;
        let mut rgb = Vec::with_capacity((width * STRIP_HEIGHT * 3) as usize);
        for row in 0..STRIP_HEIGHT {
            for column in 0..width {
                let towards = start + TAU * column as f32 / width as f32;
                let grey = 255.0 * (1.0 - self.strength(towards, between(outer, inner, row)));
                rgb.extend([grey as u8; 3]);
            }
        }
        Pixels { width, height: STRIP_HEIGHT, rgb }
    }

    /// How much of the seal's ink there is, 0 to 1, in a direction clockwise from the top and at a part of the radius.
    fn strength(&self, towards: f32, out: f32) -> f32 {
        ((self.redness(towards, out) - self.paper) / (self.ink - self.paper).max(1.0)).clamp(0.0, 1.0)
    }

    /// Red over the other channels: black print and white paper have none.
    fn redness(&self, towards: f32, out: f32) -> f32 {
        let x = self.middle[0] + self.radii[0] * out * towards.sin() - 0.5;
        let y = self.middle[1] - self.radii[1] * out * towards.cos() - 0.5;
        let (left, top) = (x.floor(), y.floor());
        let (right, low) = (x - left, y - top);
        let red = |x: f32, y: f32| {
            // `as u32` stops at 0, `at` at the far edges.
            let [red, green, blue] = self.page.at(x as u32, y as u32).map(f32::from);
            red - green.max(blue)
        };
        let upper = red(left, top) * (1.0 - right) + red(left + 1.0, top) * right;
        let lower = red(left, top + 1.0) * (1.0 - right) + red(left + 1.0, top + 1.0) * right;
        upper * (1.0 - low) + lower * low
    }
}

fn angle(step: usize) -> f32 {
    TAU * step as f32 / DIRECTIONS as f32
}

/// The part of the radius at a row of a strip.
fn between(outer: f32, inner: f32, row: u32) -> f32 {
    outer - (outer - inner) * (row as f32 + 0.5) / STRIP_HEIGHT as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextLine;
    use proptest::prelude::*;

    /// Answers with one text after the other.
    struct Says(std::sync::Mutex<Vec<&'static str>>);

    impl Says {
        fn new(texts: &[&'static str]) -> Self {
            Self(std::sync::Mutex::new(texts.iter().rev().copied().collect()))
        }
    }

    impl Recognizer for Says {
        fn find(&self, _: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
            Ok(Vec::new())
        }

        fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
            let text = self.0.lock().unwrap().pop().unwrap_or_default().to_owned();
            Ok(spots
                .iter()
                .map(|s| TextLine { text: text.clone(), confidence: 0.9, region: s.region(picture) })
                .collect())
        }
    }

    /// A red arc of letters from 30° left of the top to 60° right of it, as blocks, on cream paper.
    fn seal() -> Pixels {
        let mut page = Pixels::filled(200, 200, [250, 244, 230]);
        for y in 0..200 {
            for x in 0..200 {
                let (dx, dy) = (x as f32 - 100.0, 100.0 - y as f32);
                let (out, towards) = (dx.hypot(dy) / 80.0, dx.atan2(dy).to_degrees());
                if (0.6..0.9).contains(&out) && (-30.0..60.0).contains(&towards) {
                    let at = (y * 200 + x) * 3;
                    page.rgb[at..at + 3].copy_from_slice(&[200, 40, 40]);
                }
            }
        }
        page
    }

    const PLACE: Region = [0.1, 0.1, 0.8, 0.8];

    #[test]
    fn the_strip_begins_opposite_the_letters_and_holds_them_in_its_middle() {
        let page = seal();
        let ring = Ring::of(&page, PLACE);
        let start = ring.widest_gap().unwrap().to_degrees();
        assert!((start % 360.0 - 195.0).abs() < 5.0, "{start}");
        let strip = ring.unrolled(RINGS[0], start.to_radians());
        assert!(strip.at(strip.width / 2, STRIP_HEIGHT / 2)[0] < 60);
        assert!(strip.at(3, STRIP_HEIGHT / 2)[0] > 200 && strip.at(strip.width - 3, STRIP_HEIGHT / 2)[0] > 200);
    }

    #[test]
    fn only_what_two_readings_agree_on_is_a_name() {
        let read = |texts: &[&'static str]| inscription(&seal(), PLACE, &Says::new(texts)).unwrap();
        assert_eq!(read(&["3701青岚县财政局", "青岚县财政局"]).as_deref(), Some("青岚县财政局"));
        assert_eq!(read(&["青岚县财政局", "青岚县则政局", "青岚县财政局"]).as_deref(), Some("青岚县财政局"));
        assert_eq!(read(&["青岚县财政局", "青岚县则政局", "青岚县财攻局"]), None);
        assert_eq!(read(&["青岚", "青岚"]), None);
    }

    #[test]
    fn white_paper_has_no_inscription() {
        let page = Pixels::filled(60, 60, [250; 3]);
        assert_eq!(inscription(&page, PLACE, &Says::new(&["青岚县财政局"; 2])).unwrap(), None);
    }

    proptest! {
        #[test]
        fn any_place_is_survived(place in prop::array::uniform4(-3.0f64..3.0), side in 0u32..20) {
            let page = Pixels::filled(side, side, [200, 20, 20]);
            prop_assert!(inscription(&page, place, &Says::new(&["青岚县财政局"; 2])).is_ok());
        }
    }
}
