//! The time of a card that was not found → its line.
//!
//! Enters: the lines of a photo. Leaves: the clock before a date that stands alone, or the row with date and time among rows that tell
//! neither, where it can be read. Why: the finder passes over large thin digits on leaves, and over rows whose strokes run into what lies
//! behind them (white on a tiled roof), and a human reads them. Cards set the clock before the date, over the beginning of what stands
//! below, and their rows flush and at one distance, so that the other lines tell where it must stand. Several cuts must tell the same, and
//! none another time.

use super::second::{AGREEING, TINY, alike};
use super::{Search, WELL_READ};
use crate::watermark::again;
use crate::watermark::block::{self, Item};
use crate::{RecognizerError, Spot, TextLine};
use evipack_core::facts::Region;

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
/// How long a row may be, in heights of its neighbours: a date and a clock, with a label, a weekday and seconds. A shorter cut goes through
/// a digit, and is read as another one now and then: two lengths must tell the same.
const LENGTHS: [f64; 5] = [8.0, 10.0, 12.0, 14.5, 17.0];
/// Digits that the shortest of them shows at least, a label before them or not: a year.
const YEAR_DIGITS: usize = 4;
/// How far the cuts lie above and below the place of the row, in its heights: the pitch is not told to the pixel.
const SHIFTS: [f64; 3] = [-0.12, 0.0, 0.12];
/// Rows lie at most so many heights below one another, and one is missing where two lie this many pitches apart.
const PITCH: f64 = 2.2;
const GAP: f64 = 1.5;

impl Search<'_> {
    /// The clock of the only date, where none was found.
    pub(super) fn missing_clock(&self, lines: &[TextLine]) -> Result<Option<TextLine>, RecognizerError> {
        let mut dates = lines.iter().filter(|line| again::date(&line.text).is_some());
        let (Some(date), None) = (dates.next(), dates.next()) else { return Ok(None) };
        let has_clock = |line: &TextLine| again::is_clock(&line.text) || again::is_whole(&line.text);
        if lines.iter().any(has_clock) {
            return Ok(None);
        }
        let [x, y, _, height] = date.region;
        let high = self.as_width(height);
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
        let read = self.recognizer.read(self.photo, &cuts)?.into_iter().filter(|line| line.confidence >= WELL_READ);
        let clocks = read.filter_map(|line| again::clock(&line.text).map(|text| TextLine { text, ..line }));
        Ok(alike(clocks.collect(), TELLING_CUTS))
    }

    /// The row with date and time above, among or below the rows of a card: a place behind its label is never printed without a time.
    pub(super) fn missing_row(&self, lines: &[TextLine]) -> Result<Option<TextLine>, RecognizerError> {
        if lines.iter().any(|line| again::is_temporal(&line.text)) {
            return Ok(None);
        }
        let is_legible = |place: &Region| place[3] * f64::from(self.photo.height) >= f64::from(TINY);
        for place in places(lines).into_iter().filter(is_legible) {
            if let Some(row) = self.row_at(place)? {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// The row with date and time that begins there, if there is one.
    fn row_at(&self, [x, y, _, height]: Region) -> Result<Option<TextLine>, RecognizerError> {
        let mut widths = LENGTHS.map(|length| (length * self.as_width(height)).min(1.0 - x)).to_vec();
        widths.dedup();
        let (mut told, mut lengths) = (Vec::new(), 0);
        for (at, width) in widths.into_iter().enumerate() {
            let cuts = SHIFTS.map(|shift| Spot::at([x, y + shift * height, width, height], self.photo));
            let mut read = self.recognizer.read(self.photo, &cuts)?;
            // At most places stands another row, or none: the first cuts show it, and the longer ones cost most.
            if at == 0 && !read.iter().any(|line| again::digits_of(&line.text).len() >= YEAR_DIGITS) {
                return Ok(None);
            }
            read.retain(|line| line.confidence >= WELL_READ && again::is_whole(&line.text));
            lengths += usize::from(!read.is_empty());
            told.extend(read);
        }
        Ok(alike(told, AGREEING).filter(|_| lengths >= AGREEING))
    }

    /// A part of the photo's height as a part of its width.
    pub(super) fn as_width(&self, height: f64) -> f64 {
        height * f64::from(self.photo.height) / f64::from(self.photo.width.max(1))
    }
}

/// Where a row may be missing: one pitch above the first row of a card, in a gap of two, and below its last.
fn places(lines: &[TextLine]) -> Vec<Region> {
    let items: Vec<Item> = lines.iter().map(Item::of).collect();
    let Some(place) = items.iter().find(|item| item.is_place()) else { return Vec::new() };
    let mut rows: Vec<Region> =
        items.iter().filter(|item| block::is_flush(place, item)).map(|item| item.line.region).collect();
    rows.sort_by(|a, b| a[1].total_cmp(&b[1]));
    let height = rows.iter().map(|row| row[3]).fold(f64::MAX, f64::min);
    let pitches = rows.windows(2).map(|pair| pair[1][1] - pair[0][1]).filter(|pitch| *pitch > height / 2.0);
    let pitch = pitches.fold(f64::MAX, f64::min);
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Vec::new() };
    if pitch > PITCH * height {
        return Vec::new();
    }
    let at = |[x, y, width, high]: Region, rows: f64| [x, y + rows * pitch, width, high];
    let gaps = rows.windows(2).filter(|pair| pair[1][1] - pair[0][1] > GAP * pitch).map(|pair| at(pair[0], 1.0));
    let places = [at(*first, -1.0)].into_iter().chain(gaps).chain([at(*last, 1.0)]);
    places.filter(|[_, y, _, high]| *y >= 0.0 && y + high <= 1.0).collect()
}
