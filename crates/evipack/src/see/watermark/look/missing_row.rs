//! The row of a card that tells the time and was not found → the line.
//!
//! Enters: the lines of a photo, none of which tells a date or time. Leaves: the one that must stand among them, where it can be read.
//! Why: the finder passes over a row whose strokes run into what lies behind them (white on a tiled roof, yellow on a red wall), and a
//! human reads it. Cards set their rows flush and at one distance, so that the others tell where it stands; a place behind its label is
//! never printed without a time. Several cuts must tell the same whole date and time, and none another one.

use super::second::AGREEING;
use super::{Search, WELL_READ};
use crate::see::watermark::again;
use crate::see::watermark::block::{self, Item};
use crate::see::{RecognizerError, Spot, TextLine};

/// How long the row may be, in heights of its neighbours: a date and a clock, with a label, a weekday and seconds.
const LENGTHS: [f64; 5] = [8.0, 10.0, 12.0, 14.5, 17.0];
/// How far the cuts lie above and below the place of the row, in its heights: the pitch is not told to the pixel.
const SHIFTS: [f64; 3] = [-0.12, 0.0, 0.12];
/// Rows lie at most so many heights below one another.
const PITCH: f64 = 2.2;

impl Search<'_> {
    /// The row with date and time above, among or below the rows of a card.
    pub(super) fn missing_row(&self, lines: &[TextLine]) -> Result<Option<TextLine>, RecognizerError> {
        if lines.iter().any(|line| again::is_temporal(&line.text)) {
            return Ok(None);
        }
        for place in places(lines) {
            let [x, y, _, height] = place;
            let high = height * f64::from(self.photo.height) / f64::from(self.photo.width.max(1));
            let cut = |(length, shift): (f64, f64)| {
                Spot::at([x, y + shift * height, (length * high).min(1.0 - x), height], self.photo)
            };
            let cuts: Vec<Spot> = LENGTHS.iter().flat_map(|length| SHIFTS.map(|shift| cut((*length, shift)))).collect();
            let mut read = self.recognizer.read(self.photo, &cuts)?;
            read.retain(|line| line.confidence >= WELL_READ && again::is_whole(&line.text));
            let told = read.first().map(|line| again::digits_of(&line.text));
            let agree = read.iter().all(|line| Some(again::digits_of(&line.text)) == told);
            if read.len() >= AGREEING && agree {
                return Ok(read.into_iter().next());
            }
        }
        Ok(None)
    }
}

/// Where a row may be missing: one pitch above the first row of a card, in a gap of two, and below its last.
fn places(lines: &[TextLine]) -> Vec<[f64; 4]> {
    let items: Vec<Item> = lines.iter().map(Item::of).collect();
    let Some(place) = items.iter().find(|item| item.is_place()) else { return Vec::new() };
    let mut rows: Vec<[f64; 4]> =
        items.iter().filter(|item| block::is_flush(place, item)).map(|item| item.line.region).collect();
    rows.sort_by(|a, b| a[1].total_cmp(&b[1]));
    let height = rows.iter().map(|row| row[3]).fold(f64::MAX, f64::min);
    let pitches = rows.windows(2).map(|pair| pair[1][1] - pair[0][1]).filter(|pitch| *pitch > height / 2.0);
    let pitch = pitches.fold(f64::MAX, f64::min);
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Vec::new() };
    if pitch > PITCH * height {
        return Vec::new();
    }
    let at = |[x, y, width, high]: [f64; 4], rows: f64| [x, y + rows * pitch, width, high];
    let gaps = rows.windows(2).filter(|pair| pair[1][1] - pair[0][1] > 1.5 * pitch).map(|pair| at(pair[0], 1.0));
    let places = [at(*first, -1.0)].into_iter().chain(gaps).chain([at(*last, 1.0)]);
    places.filter(|[_, y, _, high]| *y >= 0.0 && y + high <= 1.0).collect()
}
