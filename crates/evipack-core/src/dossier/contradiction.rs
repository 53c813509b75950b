//! The time printed on a photo against the times that its file tells.
//!
//! Enters: the facts of a picture and its path. Leaves: [`Contradiction`]s. No EXIF time and no telling name are neutral, for
//! messengers strip both, and agreement proves little, for both can be written freely; but a picture printed with a time
//! after it was saved, or of another hour than its camera's, wants a human's look.

use crate::facts::{Contradiction, PhotoFacts};
use crate::rel_path::RelPath;
use jiff::civil::{Date, DateTime};
use regex::Regex;
use std::sync::LazyLock;

/// Minutes by which print and EXIF may differ: the apps print network time, cameras write the phone's own clock. The time of
/// two phones in use differs by seconds to a few minutes.
const EXIF_MINUTES: i64 = 10;
/// Minutes by which a saved file may be older than its print, for the same reason.
const NAME_MINUTES: i64 = 5;
/// China keeps one time, eight hours east of UTC.
const CHINA: jiff::tz::Offset = jiff::tz::Offset::constant(8);

/// What the print contradicts. Of a print whose clock could not be read, what no time of its day would agree with.
pub(super) fn with_file(facts: &PhotoFacts, path: &RelPath) -> Vec<Contradiction> {
    let printed = facts.watermark.value().and_then(|watermark| printed(&watermark.time));
    let Some((first, last)) = printed else { return Vec::new() };
    let exif = facts.taken_exif.value().map(|taken| taken.local);
    let is_after = |later: DateTime, one: DateTime, by: i64| minutes(one, later).is_some_and(|minutes| minutes > by);
    let is_off = exif.is_some_and(|exif| is_after(first, exif, EXIF_MINUTES) || is_after(exif, last, EXIF_MINUTES));
    let is_later = saved(path.stem()).is_some_and(|saved| is_after(first, saved, NAME_MINUTES));
    let found = [is_off.then_some(Contradiction::ExifTime), is_later.then_some(Contradiction::LaterThanFileName)];
    found.into_iter().flatten().collect()
}

/// The first and the last moment that the print may tell: one where it has a clock, else those of its day.
fn printed(time: &str) -> Option<(DateTime, DateTime)> {
    let Some((_, clock)) = time.split_once('T') else {
        let day: Date = time.parse().ok()?;
        return Some((day.at(0, 0, 0, 0), day.at(23, 59, 59, 0)));
    };
    let seconds = if clock.len() < "14:32:05".len() { ":00" } else { "" };
    let moment = format!("{time}{seconds}").parse().ok()?;
    Some((moment, moment))
}

/// Whole minutes from one time to another.
fn minutes(from: DateTime, to: DateTime) -> Option<i64> {
    let span = from.until((jiff::Unit::Minute, to)).ok()?;
    Some(span.get_minutes())
}

/// When a messenger saved a file, by the name that it gave it: `mmexport` with milliseconds of Unix time, `微信图片_` and
/// `QQ图片` with local time.
fn saved(stem: &str) -> Option<DateTime> {
    const NAMES: &str = r"^mmexport(?P<unix>\d{13})(?:\D|$)|^(?:微信图片_?|QQ图片)(?P<local>\d{14})(?:\D|$)";
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(NAMES).ok());
    let found = FORM.as_ref()?.captures(stem)?;
    if let Some(unix) = found.name("unix") {
        let moment = jiff::Timestamp::from_millisecond(unix.as_str().parse().ok()?).ok()?;
        return Some(CHINA.to_datetime(moment));
    }
    DateTime::strptime("%Y%m%d%H%M%S", found.name("local")?.as_str()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Basis, CaptureTime, Fact, Watermark};

    fn facts(printed: &str, exif: Option<&str>) -> PhotoFacts {
        let mut facts = PhotoFacts::unknown("");
        let watermark = Watermark { time: printed.to_owned(), ..Watermark::default() };
        facts.watermark = Fact::known(watermark, Basis::Watermark);
        if let Some(exif) = exif {
            let taken = CaptureTime { local: exif.parse().unwrap(), offset_minutes: None };
            facts.taken_exif = Fact::known(taken, Basis::Exif("DateTimeOriginal".into()));
        }
        facts
    }

    fn found(printed: &str, exif: Option<&str>, name: &str) -> Vec<Contradiction> {
        with_file(&facts(printed, exif), &RelPath::new(name))
    }

    #[test]
    fn another_time_than_the_camera_s() {
        let printed = "2026-04-07T14:32";
        for (exif, wrong) in [
            ("2026-04-07T14:32:59", false),
            ("2026-04-07T14:40:00", false),
            ("2026-04-07T14:50:00", true),
            ("2026-04-06T14:32:00", true),
        ] {
            let expected = if wrong { vec![Contradiction::ExifTime] } else { Vec::new() };
            assert_eq!(found(printed, Some(exif), "a.jpg"), expected, "{exif}");
        }
        assert!(found(printed, None, "a.jpg").is_empty());
    }

    #[test]
    fn another_day_than_the_camera_s() {
        for (exif, wrong) in [
            ("2026-04-07T00:00:00", false),
            ("2026-04-07T23:59:59", false),
            ("2026-04-08T00:05:00", false),
            ("2026-04-08T00:15:00", true),
            ("2026-04-06T23:55:00", false),
            ("2026-04-06T23:45:00", true),
        ] {
            let expected = if wrong { vec![Contradiction::ExifTime] } else { Vec::new() };
            assert_eq!(found("2026-04-07", Some(exif), "a.jpg"), expected, "{exif}");
        }
    }

    #[test]
    fn later_than_it_was_saved() {
        // 1716130574783 ms is 2024-05-19 22:56 in China.
        for (printed, name, wrong) in [
            ("2024-05-19T22:50", "mmexport1716130574783.jpg", false),
            ("2024-05-19T23:30", "mmexport1716130574783.jpg", true),
            ("2024-05-20T08:00:00", "mmexport1716130574783(1).jpg", true),
            ("2026-03-19T12:09", "微信图片_20260319120931_921_3.jpg", false),
            ("2026-03-20T12:09", "微信图片_20260319120931_921_3.jpg", true),
            ("2026-03-20T12:09", "QQ图片20191018161901.jpg", true),
            ("2026-03-20T12:09", "会议20191018161901.jpg", false),
            ("2026-03-20", "QQ图片20191018161901.jpg", true),
            ("2026-03-20", "QQ图片20260320000301.jpg", false),
        ] {
            let expected = if wrong { vec![Contradiction::LaterThanFileName] } else { Vec::new() };
            assert_eq!(found(printed, None, name), expected, "{printed} {name}");
        }
    }
}
