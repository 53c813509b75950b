//! Whether a page was scanned the right way up.
//!
//! Enters: a page, a [`Recognizer`], the places of its lines, and those lines that were read. Leaves: whether it stands upright. Why:
//! of a page that lies on its side or its head no mark and no number is read, for nobody looks for them there, and what was not
//! looked for must not be called absent. Print on its head is found as lines and read as nonsense.

use super::{LEGIBLE, SeenLine};
use crate::{Pixels, Recognizer, RecognizerError, Spot};

/// A spot this much longer than high (or higher than long) tells how lines run.
const LONG: f32 = 2.0;
/// Characters of a line that was surely read: 一, 口 and 中 read the same on their heads.
const CHARS: usize = 3;
/// So many legible lines need no more; and so many lines of running text are read where there are fewer.
const ENOUGH: usize = 3;

/// Whether the lines of a page run across it, and at least half of them are legible. `read`: the places of the lines that were read.
pub(super) fn is_upright(
    page: &Pixels,
    recognizer: &dyn Recognizer,
    (read, running): (&[Spot], &[Spot]),
    lines: &[SeenLine],
) -> Result<bool, RecognizerError> {
    let all = || read.iter().chain(running).map(size);
    let standing = all().filter(|(width, height)| *height >= LONG * width).count();
    let lying = all().filter(|(width, height)| *width >= LONG * height).count();
    if standing > lying {
        return Ok(false);
    }
    let mut legible = lines.iter().filter(|line| is_legible(&line.text, line.confidence)).count();
    let mut tried = read.iter().map(size).filter(|(width, height)| *width >= LONG * height).count();
    if legible < ENOUGH {
        let more = &running[..running.len().min(ENOUGH)];
        let texts = recognizer.read(page, more)?;
        legible += texts.iter().filter(|line| is_legible(&line.text, line.confidence)).count();
        tried += more.len();
    }
    Ok(legible > 0 && 2 * legible >= tried)
}

fn is_legible(text: &str, confidence: f32) -> bool {
    confidence >= LEGIBLE && text.trim().chars().count() >= CHARS
}

/// Width and height of the upright box around a spot, in pixels.
fn size(spot: &Spot) -> (f32, f32) {
    let span = |axis: usize| {
        let all = spot.corners.map(|corner| corner[axis]);
        all.iter().copied().fold(f32::MIN, f32::max) - all.iter().copied().fold(f32::MAX, f32::min)
    };
    (span(0), span(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextLine;

    /// Reads everything alike, and this surely.
    struct Reads(&'static str, f32);

    impl Recognizer for Reads {
        fn find(&self, _: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
            Ok(Vec::new())
        }

        fn read(&self, page: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
            let line =
                |spot: &Spot| TextLine { text: self.0.to_owned(), confidence: self.1, region: spot.region(page) };
            Ok(spots.iter().map(line).collect())
        }
    }

    fn line(text: &str, confidence: f32) -> SeenLine {
        let (text, region) = (text.to_owned(), [0.2, 0.2, 0.4, 0.02]);
        SeenLine { text, confidence, region, size_pt: 16.0, red: false, contradicted: false }
    }

    #[test]
    fn lines_that_run_across_and_are_legible_stand_upright() {
        let page = Pixels::filled(840, 1188, [250; 3]);
        let across = |count: usize| vec![Spot::at([0.15, 0.2, 0.7, 0.02], &page); count];
        let down = vec![Spot::at([0.2, 0.15, 0.02, 0.7], &page); 9];
        let upright = |read: &[Spot], running: &[Spot], lines: &[SeenLine], more: Reads| {
            is_upright(&page, &more, (read, running), lines).unwrap()
        };
        let (good, bad) = (|| Reads("信用评价结果", 0.97), || Reads("厚曰且田", 0.55));
        let text = |count: usize| vec![line("关于开展检查的通知", 0.97); count];
        assert!(upright(&across(4), &[], &text(4), bad()));
        assert!(!upright(&across(1), &down, &text(1), good()), "on its side");
        assert!(!upright(&across(6), &[], &text(2), good()), "most of it is nonsense");
        assert!(upright(&across(1), &across(9), &[], good()) && !upright(&across(1), &across(9), &[], bad()));
        assert!(!upright(&[], &[], &[], good()), "nothing says how it stands");
        assert!(!upright(&across(1), &[], &[line("口一", 0.97)], good()), "reads the same on its head");
    }
}
