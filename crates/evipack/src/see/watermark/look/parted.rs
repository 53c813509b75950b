//! A clock and the date beside it that were found as one line → the two; and the clock that was not found.
//!
//! Enters: a spot and what was read in it, or lines. Leaves: the clock, and the date. Cards set the date over the weekday, both together
//! as high as the clock before them; where the finder takes all three for one line, the clock at its beginning is read and the two
//! lines behind it are not. The clock must be what the whole line began with, so that no cut through a digit makes another time of
//! it; of what nobody read before, several cuts must tell the same, and none another one.

use super::second::{AGREEING, TINY};
use super::{Search, WELL_READ};
use crate::see::watermark::again;
use crate::see::{RecognizerError, Spot, TextLine};

/// Where a clock may end, in heights of its spot: four digits and a colon, in slim type or wide.
const CLOCK_ENDS: [f32; 7] = [1.4, 1.6, 1.8, 2.0, 2.2, 2.4, 2.6];
/// How far behind the end of the clock the date may begin, in steps: between them stands a bar with as much room at both sides.
const STEP: f32 = 0.1;
const STEPS: u8 = 8;
/// Which part of the height the date has: the upper line of two.
const DATE_ROWS: [(f32, f32); 2] = [(0.0, 0.5), (0.05, 0.6)];

/// How far before its date a clock ends, in heights of the date: behind the bar, through it, before it; none goes through a digit.
const BAR: [f64; 3] = [0.15, 0.3, 0.45];
/// How high a clock is, in heights of the date: as two lines; and how far above the date it begins. Through a higher one some of these
/// cuts go, and do not tell what the others do.
const ROWS: [f64; 3] = [2.1, 2.5, 2.9];
const ABOVE: f64 = 0.1;
/// Of these cuts, how many must tell the same clock.
const TELLING_CUTS: usize = 4;
/// How far before the lines below it may begin, in heights of the date: what is found of a line keeps more or less margin.
const AHEAD: f64 = 0.2;
/// A clock is wider than this, in heights of the date, and the lines below it begin within so many.
const SLIMMEST: f64 = 3.0;
const BELOW: f64 = 6.0;

impl Search<'_> {
    /// The clock and the date of a line that is broken as a whole.
    pub(super) fn parted(&self, line: &TextLine, spot: &Spot) -> Result<Option<[TextLine; 2]>, RecognizerError> {
        let Some(wanted) = again::clock_before_more(&line.text).filter(|_| spot.height() >= TINY) else {
            return Ok(None);
        };
        let length = spot.width() / spot.height().max(1.0);
        let fronts: Vec<f32> = CLOCK_ENDS.into_iter().filter(|end| *end < length).collect();
        let cuts: Vec<Spot> = fronts.iter().map(|end| part(*spot, (0.0, *end), (0.0, 1.0))).collect();
        let read = self.recognizer.read(self.photo, &cuts)?;
        let clocks: Vec<(f32, TextLine)> = fronts
            .into_iter()
            .zip(read)
            .filter(|(_, line)| line.confidence >= WELL_READ && again::is_the_clock(&line.text, &wanted))
            .collect();
        let Some((end, clock)) = clocks.first().filter(|_| clocks.len() >= AGREEING) else { return Ok(None) };
        let Some(date) = self.date_behind(*spot, *end, length)? else { return Ok(None) };
        Ok(Some([TextLine { text: wanted, ..clock.clone() }, date]))
    }

    /// The clock of the only date, where none was found: large and thin, on gravel or leaves, it is no line to the finder. Cards have
    /// it before the date, over the beginning of what stands below.
    pub(super) fn clock_before_date(&self, lines: &[TextLine]) -> Result<Option<TextLine>, RecognizerError> {
        let mut dates = lines.iter().filter(|line| again::date(&line.text).is_some());
        let (Some(date), None) = (dates.next(), dates.next()) else { return Ok(None) };
        let has_clock = |line: &TextLine| again::is_clock(&line.text) || again::is_whole(&line.text);
        if lines.iter().any(has_clock) {
            return Ok(None);
        }
        let [x, y, _, height] = date.region;
        let high = height * f64::from(self.photo.height) / f64::from(self.photo.width.max(1));
        let is_below = |line: &&TextLine| (y + height / 2.0..=y + BELOW * height).contains(&line.region[1]);
        let left = lines.iter().filter(is_below).map(|line| line.region[0]).fold(x, f64::min);
        if x - left < SLIMMEST * high {
            return Ok(None);
        }
        let left = (left - AHEAD * high).max(0.0);
        let cut = |(before, rows): (f64, f64)| {
            Spot::at([left, y - ABOVE * height, x - before * high - left, (ABOVE + rows) * height], self.photo)
        };
        let cuts: Vec<Spot> = BAR.iter().flat_map(|before| ROWS.map(|rows| cut((*before, rows)))).collect();
        let mut read = self.recognizer.read(self.photo, &cuts)?;
        read.retain_mut(|line| {
            let clock =
                if again::is_clock(&line.text) { Some(line.text.clone()) } else { again::clock_before_bar(&line.text) };
            line.text = clock.unwrap_or_default();
            line.confidence >= WELL_READ && !line.text.is_empty()
        });
        let told = read.first().map(|line| again::digits_of(&line.text));
        let agree = read.len() >= TELLING_CUTS && read.iter().all(|line| Some(again::digits_of(&line.text)) == told);
        Ok(read.into_iter().next().filter(|_| agree))
    }

    /// The date that stands behind a clock which ends there, in heights of their spot.
    fn date_behind(&self, spot: Spot, end: f32, length: f32) -> Result<Option<TextLine>, RecognizerError> {
        let begins = (0..STEPS).map(|step| end + STEP * f32::from(step)).filter(|begin| *begin < length);
        let cuts: Vec<Spot> =
            begins.flat_map(|begin| DATE_ROWS.map(|rows| part(spot, (begin, length), rows))).collect();
        let mut read = self.recognizer.read(self.photo, &cuts)?;
        read.retain(|line| line.confidence >= WELL_READ && again::date(&line.text).is_some());
        let told = read.first().map(|line| again::date(&line.text));
        let agree = read.len() >= AGREEING && read.iter().all(|line| Some(again::date(&line.text)) == told);
        Ok(read.into_iter().next().filter(|_| agree))
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
