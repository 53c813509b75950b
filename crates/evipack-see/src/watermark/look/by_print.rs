//! What the print of an app alone tells, without what lies behind it.
//!
//! Enters: the lines of a photo so far. Leaves: what the light print of a part of it tells, or what is brighter or yellow in it
//! ([`light_print`]), where the photo itself told no whole time. Where two readings of one line tell different times there is no
//! telling.

use super::second::{DOUBTED, other_cuts};
use super::{LOWEST, MOSTLY, NEAR_EDGE, STRIP, Search, WHOLE, is_level, overlap};
use crate::watermark::block::Item;
use crate::watermark::light_print::{self, Ink};
use crate::watermark::{Sight, again, judge};
use crate::{RecognizerError, Spot, TextLine};
use evipack_core::facts::Region;

impl Search<'_> {
    /// What the strip tells in light print, and its lines.
    pub(super) fn by_light_print(
        &self,
        known: &[TextLine],
        sight: Sight,
    ) -> Result<(Sight, Vec<TextLine>), RecognizerError> {
        if !sight.contradictions.is_empty() {
            return Ok((sight, Vec::new()));
        }
        self.in_ink(Ink::Light, known, &sight)
    }

    /// What the strip tells in its brighter or yellow print alone, where everything else told no time.
    pub(super) fn by_other_print(&self, known: &[TextLine], sight: Sight) -> Result<Sight, RecognizerError> {
        let mut told = sight;
        for ink in [Ink::Brighter, Ink::Yellow] {
            if told.watermark.value().is_some() || !told.contradictions.is_empty() {
                break;
            }
            let (seen, _) = self.in_ink(ink, known, &told)?;
            let says_something = seen.watermark.value().is_some() || !seen.contradictions.is_empty();
            if told.watermark.is_absent() || says_something {
                told = seen;
            }
        }
        Ok(told)
    }

    /// What the strip tells in an ink; of one in which there was nothing at all, the lowest part comes first.
    fn in_ink(&self, ink: Ink, known: &[TextLine], so_far: &Sight) -> Result<(Sight, Vec<TextLine>), RecognizerError> {
        let (mut low, mut lines) = (so_far.clone(), Vec::new());
        if low.watermark.is_absent() {
            lines = self.lines_in(ink, [0.0, 1.0 - LOWEST, 1.0, LOWEST], known)?;
            low = judge(&lines);
            if !low.watermark.is_unknown() {
                return Ok((low, lines));
            }
        }
        let strip_lines = self.lines_in(ink, [0.0, 1.0 - STRIP, 1.0, STRIP], known)?;
        let strip = judge(&strip_lines);
        // What a smaller part showed is there, though a larger one was searched otherwise.
        Ok(if strip.watermark.is_absent() { (low, lines) } else { (strip, strip_lines) })
    }

    /// What the light print of the upper edge tells, where the whole frame told no whole time and something that an app prints stands
    /// there.
    pub(super) fn by_light_print_above(&self, known: &[TextLine], sight: Sight) -> Result<Sight, RecognizerError> {
        let is_above = |line: &TextLine| !Item::of(line).is_blank() && line.region[1] <= NEAR_EDGE;
        if !sight.contradictions.is_empty() || !known.iter().any(is_above) {
            return Ok(sight);
        }
        let lit = judge(&self.lines_in(Ink::Light, [0.0, 0.0, 1.0, STRIP], known)?);
        Ok(if lit.watermark.value().is_some() { lit } else { sight })
    }

    /// The lines of a part of the frame, as its print in one ink alone shows them, and those of the known lines that it does not
    /// show. Where two readings of one line tell different times there is no telling: the known lines stay.
    fn lines_in(&self, ink: Ink, part: Region, known: &[TextLine]) -> Result<Vec<TextLine>, RecognizerError> {
        let scale = f64::from(self.closer_side()) / f64::from(self.photo.long_side().max(1));
        let scaled = |length: u32| (f64::from(length) * scale.min(1.0)).round() as u32;
        let print = {
            // The part of a large photo is large itself, and is not needed while lines are looked for.
            let picture = self.photo.part(part);
            light_print::of(&picture.resized(scaled(picture.width), scaled(picture.height)), ink)
        };
        let Some(print) = print else { return Ok(known.to_vec()) };
        let highest = self.highest * scale.min(1.0) as f32;
        let search =
            Search { highest, jump: light_print::JUMP, ..Search::new(&print, self.recognizer, print.long_side()) };
        let spots: Vec<Spot> = search.find(WHOLE)?.into_iter().filter(is_level).collect();
        let mut lines = search.read_well(&spots)?;
        lines.extend(search.missing_clock(&lines)?);
        lines.extend(search.missing_row(&lines)?);
        for line in &mut lines {
            let [x, y, width, height] = line.region;
            line.region = [part[0] + x * part[2], part[1] + y * part[3], width * part[2], height * part[3]];
        }
        if ink == Ink::Yellow {
            self.confirm_yellow(&mut lines)?;
        }
        // The strokes of a large clock are no print for their width, and where the date is there to tell where it stands it is read itself.
        lines.extend(self.missing_clock(&lines)?);
        let is_same =
            |a: &TextLine, b: &TextLine| overlap(a.region, b.region) >= MOSTLY || overlap(b.region, a.region) >= MOSTLY;
        let contradicted = |line: &&TextLine| {
            let parts: Vec<&TextLine> = lines.iter().filter(|lit| is_same(line, lit)).collect();
            !are_parts_of(&parts, line) && parts.iter().any(|lit| again::contradict(&line.text, &lit.text))
        };
        if known.iter().any(|line| contradicted(&line)) {
            return Ok(known.to_vec());
        }
        let unlit = known.iter().filter(|line| !lines.iter().any(|lit| is_same(line, lit))).cloned();
        let unlit: Vec<TextLine> = unlit.collect();
        lines.extend(unlit);
        Ok(lines)
    }

    /// Takes the confidence from dates and times in yellow print of which the photo itself tells other digits, or none: cameras store
    /// colour at half the scale, and a 6 is read as an 8 without a doubt. Where they stand, and that they do, it shows all the same.
    fn confirm_yellow(&self, lines: &mut [TextLine]) -> Result<(), RecognizerError> {
        for line in lines.iter_mut().filter(|line| again::is_temporal(&line.text)) {
            let told = again::digits_of(&line.text);
            let cuts = other_cuts(Spot::at(line.region, self.photo));
            if !self.recognizer.read(self.photo, &cuts)?.iter().any(|again| again::digits_of(&again.text) == told) {
                line.confidence = line.confidence.min(DOUBTED);
            }
        }
        Ok(())
    }
}

/// Whether a broken line is a clock and a date that were found as one, and were read as two, both better than the one.
fn are_parts_of(parts: &[&TextLine], line: &TextLine) -> bool {
    let temporal: Vec<&&TextLine> = parts.iter().filter(|part| again::is_temporal(&part.text)).collect();
    let [a, b] = temporal[..] else { return false };
    let is_date_and_clock = |a: &TextLine, b: &TextLine| again::date(&a.text).is_some() && again::is_clock(&b.text);
    again::is_broken(&line.text)
        && line.confidence < a.confidence.min(b.confidence)
        && (is_date_and_clock(a, b) || is_date_and_clock(b, a))
}
