//! A clock and the date beside it that were found as one line → the two.
//!
//! Enters: a spot and what was read in it. Leaves: the clock, and the date. Cards set the date over the weekday, both together
//! as high as the clock before them; where the finder takes all three for one line, the clock at its beginning is read and the two
//! lines behind it are not. The clock must be what the whole line began with, so that no cut through a digit makes another time of
//! it; of the date, which nobody read before, several cuts must tell the same, and none another one.

use super::second::{AGREEING, TINY, alike};
use super::{Search, WELL_READ};
use crate::watermark::again;
use crate::{RecognizerError, Spot, TextLine};

/// Where a clock may end, in heights of its spot: four digits and a colon, in slim type or wide.
const CLOCK_ENDS: [f32; 7] = [1.4, 1.6, 1.8, 2.0, 2.2, 2.4, 2.6];
/// How far behind the end of the clock the date may begin, in steps: between them stands a bar with as much room at both sides.
const STEP: f32 = 0.1;
const STEPS: u8 = 8;
/// Lines of print behind a clock, and which part of the height the date has: the upper one.
const DATE_LINES: f32 = 2.0;
const DATE_ROWS: [(f32, f32); 2] = [(0.0, 0.5), (0.05, 0.6)];

impl Search<'_> {
    /// The clock and the date of a line that is broken as a whole.
    pub(super) fn parted(&self, line: &TextLine, spot: &Spot) -> Result<Option<[TextLine; 2]>, RecognizerError> {
        let Some(wanted) = again::clock_before_more(&line.text).filter(|_| spot.height() / DATE_LINES >= TINY) else {
            return Ok(None);
        };
        let length = spot.width() / spot.height().max(1.0);
        let fronts: Vec<f32> = CLOCK_ENDS.into_iter().filter(|end| *end < length).collect();
        let cuts: Vec<Spot> = fronts.iter().map(|end| part(*spot, (0.0, *end), (0.0, 1.0))).collect();
        let read = self.recognizer.read(self.photo, &cuts)?;
        let clocks: Vec<(f32, TextLine)> = fronts
            .into_iter()
            .zip(read)
            .filter(|(_, line)| line.confidence >= WELL_READ && again::clock(&line.text).as_ref() == Some(&wanted))
            .collect();
        let Some((end, clock)) = clocks.first().filter(|_| clocks.len() >= AGREEING) else { return Ok(None) };
        let Some(date) = self.date_behind(*spot, *end, length)? else { return Ok(None) };
        Ok(Some([TextLine { text: wanted, ..clock.clone() }, date]))
    }

    /// The date that stands behind a clock which ends there, in heights of their spot.
    fn date_behind(&self, spot: Spot, end: f32, length: f32) -> Result<Option<TextLine>, RecognizerError> {
        let begins = (0..STEPS).map(|step| end + STEP * f32::from(step)).filter(|begin| *begin < length);
        let cuts: Vec<Spot> =
            begins.flat_map(|begin| DATE_ROWS.map(|rows| part(spot, (begin, length), rows))).collect();
        let mut read = self.recognizer.read(self.photo, &cuts)?;
        read.retain(|line| line.confidence >= WELL_READ && again::date(&line.text).is_some());
        Ok(alike(read, AGREEING))
    }
}

/// A part of a spot: along it in its heights, and of its height.
fn part(spot: Spot, (from, to): (f32, f32), (above, below): (f32, f32)) -> Spot {
    let along = spot.height() / spot.width().max(1.0);
    let [left_top, right_top, right_low, left_low] = spot.corners;
    let between = |a: [f32; 2], b: [f32; 2], share: f32| [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
    let at =
        |x: f32, y: f32| between(between(left_top, right_top, x * along), between(left_low, right_low, x * along), y);
    Spot { corners: [at(from, above), at(to, above), at(to, below), at(from, below)], ..spot }
}
