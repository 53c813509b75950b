//! Lines → the same, where some are read once more.
//!
//! Enters: spots in a photo. Leaves: their lines. A line that is broken, badly read, longer than its clock or at odds with its
//! weekday is cut out otherwise and read again: another cut shows signs that the first lost. What a second reading may change,
//! [`again`] says.

use super::{Search, WELL_READ};
use crate::watermark::{again, judge, stamp};
use crate::{RecognizerError, Spot, TextLine};
use evipack_core::facts::Contradiction;
use std::collections::BTreeMap;

/// How a broken line is cut out when it is read once more: more or less along and across it, more at its end, and more at its
/// beginning, in heights. Another cut shows signs that the first lost; a colon of full width parts a clock in two, and the
/// network finds the first half; of a date on a busy ground it may miss the year, which is four digits and a stroke wide.
const OTHER_CUTS: [[f32; 4]; 4] =
    [[0.15, 0.08, 0.0, 0.0], [0.05, -0.08, 0.0, 0.0], [0.0, 0.0, 2.6, 0.0], [0.0, 0.0, 0.0, 3.2]];
/// Of those, how many must tell the same digits against a first reading that told one more or less.
const NEARLY_ALL: usize = 3;
/// How much of a clock's end is cut off to be rid of the bar, in heights of the line. The bar stands a sixth of the height
/// behind the last digit and is a sixteenth of it wide; how far the spot reaches beyond it differs.
const BAR_CUTS: [f32; 4] = [0.16, 0.24, 0.32, 0.4];
/// How a date that does not fit its weekday is cut out again: more or less along and across it, in its heights. All of it stays
/// inside.
const OTHER_DATE_CUTS: [[f32; 2]; 5] = [[0.05, -0.08], [0.3, 0.0], [0.0, 0.15], [-0.1, 0.0], [0.15, 0.08]];
/// How much farther a line goes that was cut behind the label of its weekday, in its heights: the weekday and a clock, with its
/// seconds or without. A cut through the last digit makes another one of it: two cuts must tell the same.
const WEEKDAY_AND_CLOCK: [f32; 3] = [3.8, 4.6, 5.8];
/// The same for the weekday alone, where the clock stands elsewhere and everything else is told.
const WEEKDAY: [f32; 3] = [1.0, 1.4, 1.8];
/// Spots lower than this, in pixels of the photo, hold print of 8 to 12, whose digits are four to six wide: of 668 generated times
/// two were read as others without a doubt, both so small. Other cuts must tell the same digits; of one of the two they did not.
pub(super) const TINY: f32 = 20.0;
const OTHER_WHOLE_CUTS: [[f32; 2]; 4] = [[0.05, -0.08], [0.3, 0.0], [0.0, 0.15], [0.15, 0.08]];
/// Of a time glued to its date (`2025/09/2109:51`) so many must, too: of 529 watermarks (tuning seed 406000) 48 are read so, and of one of
/// these another digit was misread as well, which every other cut told.
const CUTS_OF_GLUED: usize = 2;
/// What is left of the confidence of a line whose digits other cuts do not tell: it is not believed.
pub(super) const DOUBTED: f32 = 0.5;
/// Readings that must tell the same date, or the same clock.
pub(super) const AGREEING: usize = 2;

impl Search<'_> {
    /// The lines of some spots; broken ones, a clock with a stroke behind it and a date at odds with its weekday are read once more
    /// where they leave a doubt.
    pub(super) fn read_well(&self, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let mut lines = self.read(spots)?;
        self.confirm(&mut lines, spots)?;
        if judge(&lines).watermark.value().is_some() {
            // Whether the date fits its weekday is told by the weekday alone.
            let cut = lines.iter_mut().zip(spots).filter(|(line, _)| stamp::ends_in_weekday_label(&line.text));
            for (line, spot) in cut {
                self.read_on(line, spot, WEEKDAY, |text| again::weekday(text).is_some())?;
            }
            return Ok(lines);
        }
        let mut dates = Vec::new();
        for (line, spot) in lines.iter_mut().zip(spots) {
            if let Some(clear) = clear_of(*spot, spots).filter(|_| again::is_broken(&line.text)) {
                let again = self.recognizer.read(self.photo, &[clear])?;
                if let Some(again) = again.into_iter().find(|again| again::begins(&again.text, &line.text)) {
                    *line = again;
                }
            }
            match again::clock_before_bar(&line.text) {
                Some(clock) => self.cut_off_bar(line, spot, clock)?,
                None => self.mend(line, spot)?,
            }
            if again::is_broken(&line.text)
                && let Some([clock, date]) = self.parted(line, spot)?
            {
                *line = clock;
                dates.push(date);
            }
            if stamp::ends_in_weekday_label(&line.text) {
                self.read_on(line, spot, WEEKDAY_AND_CLOCK, again::is_whole)?;
            }
        }
        self.refit(&mut lines, spots)?;
        // What took a line's place brought its own confidence.
        self.confirm(&mut lines, spots)?;
        // They have no spots of their own.
        lines.extend(dates);
        Ok(lines)
    }

    /// Takes the confidence from dates and times of which another cut tells other digits: of those in tiny print, and of those that lost
    /// the sign between day and hour.
    fn confirm(&self, lines: &mut [TextLine], spots: &[Spot]) -> Result<(), RecognizerError> {
        for (line, spot) in lines.iter_mut().zip(spots).filter(|(line, _)| again::is_temporal(&line.text)) {
            let cuts = other_cuts(*spot);
            let cuts = match spot.height() {
                height if height < TINY => &cuts[..],
                _ if again::is_glued(&line.text) => &cuts[..CUTS_OF_GLUED],
                _ => continue,
            };
            let told = again::digits_of(&line.text);
            if self.recognizer.read(self.photo, cuts)?.iter().any(|again| again::digits_of(&again.text) != told) {
                line.confidence = line.confidence.min(DOUBTED);
            }
        }
        Ok(())
    }

    /// Reads a clock without the stroke behind it. Cards have a coloured bar beside the clock, which is read as a 1: `19:571`.
    /// The second reading counts only where it is the first without that stroke: no digit of two readings may differ.
    fn cut_off_bar(&self, line: &mut TextLine, spot: &Spot, clock: String) -> Result<(), RecognizerError> {
        if again::ends_in_a_bar(&line.text) {
            line.text = clock;
            return Ok(());
        }
        for cut in BAR_CUTS {
            let again = self.recognizer.read(self.photo, &[shortened(*spot, cut)])?;
            if let Some(again) = again.into_iter().find(|again| stamp::fold(&again.text) == clock) {
                *line = TextLine { region: line.region, ..again };
                break;
            }
        }
        Ok(())
    }

    /// Reads a broken or badly read line once more, cut out otherwise, and takes what is whole then and tells no other digit; or
    /// one digit less or more where nearly all cuts tell the same: a busy ground made a digit of a blank, or swallowed one.
    fn mend(&self, line: &mut TextLine, spot: &Spot) -> Result<(), RecognizerError> {
        let is_weak = line.confidence < WELL_READ && again::is_temporal(&line.text);
        if spot.height() < TINY {
            return Ok(());
        }
        if !is_weak && !again::is_broken(&line.text) {
            return Ok(());
        }
        let mut readings = Vec::new();
        for [along, across, behind, ahead] in OTHER_CUTS {
            let cut = shortened(grown(*spot, along, across), -behind).lengthened(ahead, 0.0);
            for again in self.recognizer.read(self.photo, &[cut])? {
                if again::mends(&again.text, &line.text) {
                    *line = TextLine { region: line.region, ..again };
                    return Ok(());
                }
                readings.push(again);
            }
        }
        readings.retain(|again| again.confidence >= WELL_READ && again::differs_by_one(&again.text, &line.text));
        let first = readings.first().map(|again| again::digits_of(&again.text));
        let agree = readings.iter().all(|again| Some(again::digits_of(&again.text)) == first);
        if agree && readings.len() >= NEARLY_ALL {
            *line = TextLine { region: line.region, ..readings.swap_remove(0) };
        }
        Ok(())
    }

    /// Reads a line that was cut behind the label of its weekday farther, and takes what two readings tell.
    fn read_on(
        &self,
        line: &mut TextLine,
        spot: &Spot,
        farther: [f32; 3],
        is_whole: impl Fn(&str) -> bool,
    ) -> Result<(), RecognizerError> {
        let cuts = farther.map(|behind| shortened(*spot, -behind));
        let mut readings = self.recognizer.read(self.photo, &cuts)?;
        readings.retain(|again| is_whole(&again.text) && again::mends(&again.text, &line.text));
        let told = |line: &TextLine| (again::digits_of(&line.text), again::weekday(&line.text));
        let agree = |a: &TextLine, b: &TextLine| told(a) == told(b);
        let agreed = readings.iter().position(|a| readings.iter().filter(|b| agree(a, b)).count() >= AGREEING);
        if let Some(at) = agreed {
            *line = TextLine { region: line.region, ..readings.swap_remove(at) };
        }
        Ok(())
    }

    /// Reads dates again that do not fit their weekday, and takes the one other date that fits, where several readings tell it: a
    /// digit was misread. A date that was printed so is read so again.
    fn refit(&self, lines: &mut [TextLine], spots: &[Spot]) -> Result<(), RecognizerError> {
        let fits = |lines: &[TextLine]| !judge(lines).contradictions.contains(&Contradiction::Weekday);
        if fits(lines) {
            return Ok(());
        }
        for (at, spot) in spots.iter().enumerate().take(lines.len()) {
            let Some(first) = again::date(&lines[at].text) else { continue };
            let cuts: Vec<Spot> = OTHER_DATE_CUTS.iter().map(|&[along, across]| grown(*spot, along, across)).collect();
            let mut told: BTreeMap<jiff::civil::Date, Vec<TextLine>> = BTreeMap::new();
            for again in self.recognizer.read(self.photo, &cuts)? {
                if let Some(date) = again::date(&again.text).filter(|&date| date != first) {
                    told.entry(date).or_default().push(TextLine { region: lines[at].region, ..again });
                }
            }
            told.retain(|_, readings| {
                let mut lines = lines.to_vec();
                lines[at].clone_from(&readings[0]);
                fits(&lines)
            });
            let only = told.pop_first().filter(|(_, readings)| told.is_empty() && readings.len() >= AGREEING);
            if let Some((_, mut readings)) = only {
                lines[at] = readings.swap_remove(0);
            }
        }
        Ok(())
    }
}

/// The first of at least so many readings that all tell the same digits.
pub(super) fn alike(readings: Vec<TextLine>, least: usize) -> Option<TextLine> {
    let told = readings.first().map(|line| again::digits_of(&line.text));
    let agree = readings.len() >= least && readings.iter().all(|line| Some(again::digits_of(&line.text)) == told);
    readings.into_iter().next().filter(|_| agree)
}

/// Cuts that show all of a line, as the spot does.
pub(super) fn other_cuts(spot: Spot) -> [Spot; 4] {
    OTHER_WHOLE_CUTS.map(|[along, across]| grown(spot, along, across))
}

/// A spot with more, or less, around it: along and across the line, in its heights.
fn grown(mut spot: Spot, along: f32, across: f32) -> Spot {
    let (width, height) = (spot.width().max(1.0), spot.height().max(1.0));
    let [left_top, right_top, _, left_low] = spot.corners;
    let unit = |from: [f32; 2], to: [f32; 2], length: f32| [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
    let (right, down) = (unit(left_top, right_top, width), unit(left_top, left_low, height));
    for (corner, (x, y)) in spot.corners.iter_mut().zip([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]) {
        for axis in 0..2 {
            corner[axis] += height * (x * along * right[axis] + y * across * down[axis]);
        }
    }
    spot
}

/// A spot without what another spot covers of its end: a large clock found in one with the beginning of the date beside it.
fn clear_of(spot: Spot, others: &[Spot]) -> Option<Spot> {
    let (left, right) = (spot.corners[0][0], spot.corners[1][0]);
    let middle = |spot: &Spot| f32::midpoint(spot.corners[0][1], spot.corners[3][1]);
    let covers = |other: &&Spot| {
        let begins = other.corners[0][0];
        let is_beside = (middle(other) - middle(&spot)).abs() < spot.height() / 2.0;
        is_beside && begins > left + spot.height() && begins < right && other.corners[1][0] > right
    };
    let begins = others.iter().filter(covers).map(|other| other.corners[0][0]).fold(f32::MAX, f32::min);
    (begins < right).then(|| shortened(spot, (right - begins) / spot.height().max(1.0)))
}

/// A spot without its end, or with more of it.
fn shortened(mut spot: Spot, heights: f32) -> Spot {
    let share = (heights * spot.height() / spot.width().max(1.0)).min(0.5);
    let [left_top, right_top, right_low, left_low] = spot.corners;
    let back =
        |from: [f32; 2], to: [f32; 2]| [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
    spot.corners = [left_top, back(right_top, left_top), back(right_low, left_low), left_low];
    spot
}
