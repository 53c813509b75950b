//! Recognised lines → the real-time watermark 真实时间水印.
//!
//! Enters: the lines a recogniser saw in a photo. Leaves: a fact. Known only where a date and an hour:minute are both
//! whole, stand together in lines that hold nothing else, and something says that a watermark camera printed them; a
//! banner, a wall clock, a slide about the next meeting and a camera's plain date stamp all show times too. Absent only
//! where nothing looks like a date, a time or such an app at all. Everything between is unknown, for a human to look at.

mod app;
mod stamp;

use super::{Pixels, Recognizer, RecognizerError, TextLine};
use crate::facts::{Basis, Fact, Region, Watermark};
use app::Mark;
use stamp::Reading;

/// Below this a recogniser guesses single characters; a digit guessed is another time.
const MIN_CONFIDENCE: f32 = 0.8;
/// How far the line of the date may lie from the line of the time: heights of the taller line, and width of the picture.
const NEAR_HEIGHTS: f64 = 2.0;
const NEAR_WIDTH: f64 = 0.1;

/// What was found of date and time in all lines together.
#[derive(Default)]
struct Seen<'a> {
    /// Stamps and the lines they stand in.
    stamps: Vec<(stamp::Stamp, &'a TextLine)>,
    /// A line that looks like a part of a date or time and is not whole.
    broken: bool,
    /// A line in which a date or time stands between other words, or words of such an app between others.
    mentioned: bool,
    /// What speaks for a watermark camera.
    marks: Vec<Mark>,
    place: Option<String>,
    text: Vec<&'a str>,
}

/// Longer side of a photo, in pixels, for finding lines of text.
const SEARCH_SIDE: u32 = 960;

/// Looks for the watermark of an upright photo.
///
/// # Errors
/// [`RecognizerError`] where the recogniser could not look.
pub fn read(photo: &Pixels, recognizer: &dyn Recognizer) -> Result<Fact<Watermark>, RecognizerError> {
    let spots = recognizer.find(photo, SEARCH_SIDE)?;
    Ok(from_lines(&recognizer.read(photo, &spots)?))
}

/// The watermark in the lines of one photo. `lines` must come from a recogniser that could look at the whole picture: no
/// lines at all mean that there is no text in it.
pub fn from_lines(lines: &[TextLine]) -> Fact<Watermark> {
    let seen = Seen::of(lines);
    if seen.marks.contains(&Mark::Forged) {
        return Fact::unknown("像是可改时间的仿冒水印，需人工确认");
    }
    match seen.moment() {
        Ok(Some((date, time))) if seen.is_vouched() => Fact::known(seen.watermark(date, time), Basis::Watermark),
        Ok(Some(_)) => Fact::unknown("读到日期和时间，但没有读到水印相机的标识，需人工确认"),
        Ok(None) if seen.is_blank() => Fact::absent([Basis::Watermark]),
        Ok(None) => Fact::unknown("有疑似时间水印的文字，但没有读出完整的日期和时间，需人工确认"),
        Err(why) => Fact::unknown(why),
    }
}

impl<'a> Seen<'a> {
    fn of(lines: &'a [TextLine]) -> Self {
        let mut seen = Self::default();
        for line in lines {
            let folded = stamp::fold(&line.text);
            // A confidence that is not a number compares with nothing, and is weak.
            let weak = line.confidence.partial_cmp(&MIN_CONFIDENCE).is_none_or(std::cmp::Ordering::is_lt);
            let mark = app::mark(&folded);
            let place = app::place(&folded);
            let mut belongs = mark.is_some() || place.is_some();
            match stamp::read(&folded) {
                Reading::Stamp(_) if weak => seen.broken = true,
                Reading::Stamp(stamp) => {
                    belongs = true;
                    seen.stamps.push((stamp, line));
                }
                Reading::Trimming => belongs = true,
                Reading::Broken => seen.broken = true,
                Reading::Mentioned => seen.mentioned |= mark.is_none() && place.is_none(),
                Reading::Other => {
                    seen.mentioned |= app::is_mentioned(&folded) || (weak && folded.contains(stamp::is_digit));
                }
            }
            // A forged mark counts however badly it was read, a genuine one only if read well.
            seen.marks.extend(mark.filter(|mark| !weak || *mark == Mark::Forged));
            seen.place = seen.place.or(place);
            if belongs {
                seen.text.push(&line.text);
            }
        }
        seen
    }

    /// The one date and time, where there is exactly one; `None` where one of them is not there at all.
    fn moment(&self) -> Result<Option<(jiff::civil::Date, stamp::Clock)>, String> {
        let dates: Vec<_> = self.stamps.iter().filter_map(|(stamp, line)| Some((stamp.date?, *line))).collect();
        let times: Vec<_> = self.stamps.iter().filter_map(|(stamp, line)| Some((stamp.time?, *line))).collect();
        let Some(&(date, date_line)) = dates.first() else { return Ok(None) };
        if dates.iter().any(|(other, _)| *other != date) {
            return Err("照片上读到几个不同的日期，需人工确认".to_owned());
        }
        let Some(&(first, _)) = times.first() else {
            return Err(format!("只读出日期 {date}，没有读出时间，需人工确认"));
        };
        if times.iter().any(|(other, _)| !other.agrees(first)) {
            return Err("照片上读到几个不同的时间，需人工确认".to_owned());
        }
        if self.broken {
            return Err("时间水印有的行没有读全，需人工确认".to_owned());
        }
        if self.stamps.iter().filter_map(|(stamp, _)| stamp.weekday).any(|weekday| weekday != date.weekday()) {
            return Err(format!("读到的日期 {date} 与星期不符，需人工确认"));
        }
        let together =
            times.iter().any(|(_, line)| std::ptr::eq(*line, date_line) || is_near(line.region, date_line.region));
        if !together {
            return Err("日期和时间不在一处，可能不是同一个水印，需人工确认".to_owned());
        }
        let exact = times.iter().map(|(time, _)| *time).find(|time| time.second.is_some()).unwrap_or(first);
        Ok(Some((date, exact)))
    }

    /// Whether something says that a watermark camera printed the stamp.
    fn is_vouched(&self) -> bool {
        self.marks.iter().any(|mark| matches!(mark, Mark::Brand(_) | Mark::Verified | Mark::Code(_)))
            || self.stamps.iter().any(|(stamp, _)| stamp.says_capture)
    }

    /// Whether no line bears any trace of a date, a time or a watermark camera.
    fn is_blank(&self) -> bool {
        self.stamps.is_empty() && self.marks.is_empty() && self.text.is_empty() && !self.broken && !self.mentioned
    }

    fn watermark(&self, date: jiff::civil::Date, time: stamp::Clock) -> Watermark {
        Watermark {
            time: format!("{date}T{time}"),
            place: self.place.clone(),
            brand: self.marks.iter().find_map(|mark| match mark {
                Mark::Brand(name) => Some((*name).to_owned()),
                _ => None,
            }),
            code: self.marks.iter().find_map(|mark| match mark {
                Mark::Code(code) => Some(code.clone()),
                _ => None,
            }),
            text: self.text.join("\n"),
        }
    }
}

/// Whether two lines belong to one block: one above the other, or side by side.
fn is_near(a: Region, b: Region) -> bool {
    let gap = |a: f64, a_len: f64, b: f64, b_len: f64| (a.max(b) - (a + a_len).min(b + b_len)).max(0.0);
    let height = a[3].max(b[3]);
    // A line without a height has no known place, and comparisons with NaN are false.
    height > 0.0 && gap(a[1], a[3], b[1], b[3]) <= NEAR_HEIGHTS * height && gap(a[0], a[2], b[0], b[2]) <= NEAR_WIDTH
}

#[cfg(test)]
mod tests;
