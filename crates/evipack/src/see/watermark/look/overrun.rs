//! A row of print that was found as one with words of the scene → the row.
//!
//! Enters: the lines of a photo. Leaves: the date and time with which a line begins that goes on in other words. Why: where a banner
//! hangs behind the end of a row the finder takes both for one line, and what is read begins as print and ends as the banner does
//! (`拍摄时间：2025-04-300展道路运输安全隐患排查`). Where the print ends nobody knows, so cuts of many lengths are read; a whole date
//! with a whole time must be told by several of them, and no cut may tell another one.

use super::second::{AGREEING, TINY, alike};
use super::{Search, WELL_READ};
use crate::see::watermark::{again, stamp};
use crate::see::{RecognizerError, Spot, TextLine};

/// Lengths of the cuts: the shortest, in heights of the line, that of a clock with its date; each so much longer than the one before it,
/// as far as both reach behind a label, with weekday and seconds. A cut through a digit may make another one of it, but the next ones
/// then tell the whole digit.
const SHORTEST: f64 = 4.5;
const LONGER: f64 = 1.06;
const LENGTHS: i32 = 22;

impl Search<'_> {
    /// Reads the rows that run on into other words, and takes what is told of them in place of the lines.
    pub(super) fn cut_overrunning(&self, lines: &mut [TextLine]) -> Result<(), RecognizerError> {
        for line in lines.iter_mut().filter(|line| stamp::begins_as_print(&stamp::fold(&line.text))) {
            let [x, y, width, height] = line.region;
            if height * f64::from(self.photo.height) < f64::from(TINY) {
                continue;
            }
            let cuts: Vec<Spot> = (0..LENGTHS)
                .map(|step| SHORTEST * LONGER.powi(step) * self.as_width(height))
                .filter(|length| *length < width)
                .map(|length| Spot::at([x, y, length, height], self.photo))
                .collect();
            let mut read = self.recognizer.read(self.photo, &cuts)?;
            read.retain(|line| line.confidence >= WELL_READ);
            let told = read
                .into_iter()
                .filter_map(|line| again::whole_beginning(&line.text).map(|text| TextLine { text, ..line }));
            if let Some(row) = alike(told.collect(), AGREEING) {
                *line = row;
            }
        }
        Ok(())
    }
}
