//! A mark read to its end.
//!
//! Enters: red lines of a page's head, as they were found and read, and a [`Recognizer`]. Leaves: the same lines, those longer
//! whose last characters the finder had left out: 云泽市人民政府命|令. Spread or stamped over, the end of a mark is farther from
//! its beginning than the characters of any line the finder was trained on. Without its end a mark of an order is no mark.

use crate::{Pixels, Recognizer, RecognizerError, Spot, TextLine};

/// How marks end (GB/T 9704-2012, 7.2.4, 10.2, 10.3).
const ENDINGS: [&str; 6] = ["文件", "令", "公告", "通告", "纪要", "函"];
/// How far to the right the end is looked for, in heights of the line: two spread characters.
const BEYOND: f32 = 3.0;
/// A longer reading counts from this confidence on.
const SURE: f32 = 0.85;

/// Reads again, farther to the right, what has no ending; a spot grows with its line.
pub(super) fn to_their_ends(
    page: &Pixels,
    recognizer: &dyn Recognizer,
    spots: &mut [Spot],
    lines: Vec<TextLine>,
) -> Result<Vec<TextLine>, RecognizerError> {
    let mut whole = Vec::with_capacity(lines.len());
    for (spot, line) in spots.iter_mut().zip(lines) {
        if line.text.trim().is_empty() || has_ending(&line.text) {
            whole.push(line);
            continue;
        }
        let longer = beyond(*spot, page);
        let read = recognizer.read(page, &[longer])?.into_iter().next();
        match read.filter(|read| read.confidence >= SURE && continues(&line.text, &read.text)) {
            Some(read) => {
                *spot = longer;
                whole.push(read);
            }
            None => whole.push(line),
        }
    }
    Ok(whole)
}

fn has_ending(text: &str) -> bool {
    ENDINGS.iter().any(|ending| text.trim_end().ends_with(ending))
}

/// Whether a text goes on to an ending; the last character before may have been half a one.
fn continues(short: &str, long: &str) -> bool {
    let sure: String = short.chars().take(short.chars().count().saturating_sub(1)).collect();
    has_ending(long) && long.chars().count() > short.chars().count() && long.starts_with(&sure)
}

/// The spot, longer to the right and not beyond the page.
fn beyond(spot: Spot, page: &Pixels) -> Spot {
    let [top_left, top_right, ..] = spot.corners;
    let width = spot.width().max(1.0);
    let free = (page.width as f32 - top_right[0]).max(0.0);
    let by = (spot.height() * BEYOND).min(free) / width;
    let step = [(top_right[0] - top_left[0]) * by, (top_right[1] - top_left[1]) * by];
    let mut corners = spot.corners;
    for corner in corners.iter_mut().skip(1).take(2) {
        corner[0] += step[0];
        corner[1] += step[1];
    }
    Spot { corners, ..spot }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_continuation_counts() {
        assert!(continues("云泽市人民政府命", "云泽市人民政府命令"));
        assert!(continues("青岚县人民政府八", "青岚县人民政府公告"), "half a character was read as another");
        assert!(!continues("青岚县人民政府", "青岚县人民政府急件"));
        assert!(!continues("青岚县人民政府", "云泽市人民政府公告"));
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "whole pixels")]
    fn a_spot_grows_to_the_right_within_the_page() {
        let page = Pixels::filled(200, 50, [255; 3]);
        let spot = Spot { corners: [[10.0, 10.0], [110.0, 10.0], [110.0, 30.0], [10.0, 30.0]], confidence: 1.0 };
        let longer = beyond(spot, &page);
        assert_eq!(longer.corners, [[10.0, 10.0], [170.0, 10.0], [170.0, 30.0], [10.0, 30.0]]);
        assert_eq!(beyond(longer, &page).corners[1], [200.0, 10.0]);
    }
}
