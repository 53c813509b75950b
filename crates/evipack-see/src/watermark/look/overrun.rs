//! A row of print that was found as one with words of the scene → the row.
//!
//! Enters: the lines of a photo. Leaves: the date and time with which a line begins that goes on in other words. Why: where a banner
//! hangs behind the end of a row the finder takes both for one line, and what is read begins as print and ends as the banner does
//! (`拍摄时间：2025-04-300展道路运输安全隐患排查`). Where the print ends nobody knows, so cuts of many lengths are read; a whole date
//! with a whole time must be told by several of them, and no cut may tell another one.

use super::second::{AGREEING, TINY, alike};
use super::{Search, WELL_READ};
use crate::watermark::block::{self, Item};
use crate::watermark::stamp;
use crate::{RecognizerError, Spot, TextLine};

/// Lengths of the cuts: the shortest, in heights of the line, that of a clock with its date; each so much longer than the one before it,
/// as far as both reach behind a label, with weekday and seconds. A cut through a digit may make another one of it, but the next ones
/// then tell the whole digit.
const SHORTEST: f64 = 4.5;
const LONGER: f64 = 1.06;
const LENGTHS: i32 = 22;

impl Search<'_> {
    /// Reads the rows that run on into other words, and takes what is told of them in place of the lines.
    pub(super) fn cut_overrunning(&self, lines: &mut [TextLine]) -> Result<(), RecognizerError> {
        for at in rows_of_cards(lines) {
            let [x, y, width, height] = lines[at].region;
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
            let told = read.into_iter().filter_map(|line| {
                let text = stamp::whole_beginning(&stamp::fold(&line.text))?.to_owned();
                Some(TextLine { text, ..line })
            });
            if let Some(row) = alike(told.collect(), AGREEING) {
                lines[at] = row;
            }
        }
        Ok(())
    }
}

/// The lines that begin as print and go on in other words, flush with another row of a card. Of a slide or a notice, whose lines begin
/// with a date as well, nothing is cut off.
fn rows_of_cards(lines: &[TextLine]) -> Vec<usize> {
    let items: Vec<Item> = lines.iter().map(Item::of).collect();
    let is_notice = items.iter().any(Item::is_notice);
    let has_row = |row: &Item| items.iter().any(|item| item.belongs() && block::is_flush(row, item));
    let is_row = |row: &Item| stamp::begins_as_print(&stamp::fold(&row.line.text)) && has_row(row);
    (0..items.len()).filter(|&at| !is_notice && is_row(&items[at])).collect()
}
