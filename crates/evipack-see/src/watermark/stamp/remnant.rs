//! A line that is no whole date and time → what of it is beyond doubt.
//!
//! Enters: a folded line that is broken. Leaves: its day, where that stands whole before the place at which the line broke, and whether
//! a clock stood there. Why: whether a time is printed and which time it is are two questions, and a colon that was lost leaves only
//! the second one open.

use super::{Clock, Parser, Stamp, begins_date, is_digit, is_han};
use regex::Regex;
use std::sync::LazyLock;

/// What is left of a clock, behind a date or alone: digits with a colon between two of them, or nothing but so many as a clock has that
/// lost its colons, with the colons or a stroke beside it taken for one, or without a digit of its seconds.
const REMNANT: &str = r"\d\s*[:;]\s*\d|^[^\d\p{Han}]*\d(?:[\s.·-]?\d){3,6}[^\d\p{Han}]*$";

/// What is beyond doubt of a line that is no whole stamp.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::watermark) struct Remnant {
    /// The day, and the weekday behind it.
    pub(in crate::watermark) day: Option<jiff::civil::Date>,
    pub(in crate::watermark) weekday: Option<jiff::civil::Weekday>,
    /// Whether a clock stood in the line.
    pub(in crate::watermark) has_clock: bool,
    /// Whether what follows may be of a day, or of another one.
    pub(in crate::watermark) may_bear_a_day: bool,
}

/// What is left of a broken line.
pub(in crate::watermark) fn remnant(folded: &str) -> Remnant {
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(REMNANT).ok());
    static DAY_FORM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d\s*[年月日]|\d\s*[-./]\s*\d").ok());
    let mut parser = Parser::new(folded);
    parser.run();
    let Parser { rest, stamp: Stamp { date, time, weekday, .. }, .. } = parser;
    let is_clock = |rest: &str| {
        let is_form = FORM.as_ref().is_some_and(|form| form.is_match(rest));
        is_form && !begins_date(rest.trim()) && !bears_no_time(rest)
    };
    let may_bear_a_day = DAY_FORM.as_ref().is_none_or(|form| form.is_match(rest));
    Remnant { day: date, weekday, has_clock: time.is_some() || is_clock(rest), may_bear_a_day }
}

/// Whether two digits before a colon or two behind it are of no time of day (`25:71`): a misread digit, or a forged one.
fn bears_no_time(text: &str) -> bool {
    const CLOCK: &str = r"(?:^|\D)(\d{2})\s*[:;]\s*(\d{2})";
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(CLOCK).ok());
    FORM.as_ref().is_none_or(|form| {
        form.captures_iter(text).map(|found| found.extract()).any(|(_, [hour, minute])| !is_time(hour, minute))
    })
}

/// Whether two numbers are an hour and a minute.
fn is_time(hour: &str, minute: &str) -> bool {
    let clock = hour.parse().ok().zip(minute.parse().ok());
    clock.is_some_and(|(hour, minute)| Clock { hour, minute, second: None }.is_in_range())
}

/// Whether a line that is no stamp begins as one: with a whole date or time, or with the label of one, and goes on in other words.
pub(in crate::watermark) fn begins_as_print(folded: &str) -> bool {
    let mut parser = Parser::new(folded);
    let is_whole = parser.run();
    let Stamp { date, time, says_capture, .. } = parser.stamp;
    let begins = date.is_some() || time.is_some() || says_capture || parser.labelled;
    !is_whole && begins && parser.rest.contains(is_han)
}

/// The beginning of a line that is a whole date with a whole time, where it ends there or goes on in other words.
pub(in crate::watermark) fn whole_beginning(folded: &str) -> Option<&str> {
    // The edge of a banner is read as a point between the two now and then.
    let words = folded.match_indices('.').find(|(at, point)| folded[at + point.len()..].starts_with(is_han));
    let text = folded[..words.map_or(folded.len(), |(at, _)| at)].trim();
    let mut parser = Parser::new(text);
    parser.run();
    let Parser { rest, stamp, .. } = parser;
    let is_whole = stamp.date.is_some() && stamp.time.is_some();
    let goes_on = |next: char| is_han(next) && !"年月日时分秒点".contains(next);
    let ends = rest.chars().next().is_none_or(goes_on);
    let beginning = text.strip_suffix(rest)?.trim_end();
    (is_whole && ends).then_some(beginning)
}

/// Digits of a clock without its colons, with seconds, or with a colon or the bar beside it taken for a digit.
const CLOCK_DIGITS: std::ops::RangeInclusive<usize> = 4..=6;

/// Whether a line is nothing but so many digits as a clock has, an hour and a minute among them.
pub(in crate::watermark) fn may_be_a_clock(folded: &str) -> bool {
    let line = folded.trim();
    let is_number = line.chars().all(is_digit) && CLOCK_DIGITS.contains(&line.len());
    is_number && (4..=line.len()).any(|end| is_time(&line[end - 4..end - 2], &line[end - 2..end]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watermark::stamp::fold;
    use proptest::prelude::*;

    fn told(line: &str) -> (String, bool) {
        let left = remnant(&fold(line));
        (left.day.map_or_else(String::new, |day| day.to_string()), left.has_clock)
    }

    #[test]
    fn a_clock_may_be_there_though_no_one_can_tell_it() {
        for (line, day, has_clock) in [
            ("2025/10/29 周三0916:44", "2025-10-29", true),
            ("2025-10-29 周三 1432:06", "2025-10-29", true),
            ("2025-10-29 1644", "2025-10-29", true),
            ("时间：2025-10-29 1:44", "2025-10-29", true),
            ("2025年06月09日 星期一 1828", "2025-06-09", true),
            ("2025-04-30深入17:20", "2025-04-30", true),
            ("2025-04-30 17:20 25", "2025-04-30", true),
            ("8:53", "", true),
            ("217171", "", true),
            ("2025-04-30深入开展", "2025-04-30", false),
            ("2025-04-30 1", "2025-04-30", false),
            ("2025-04-301", "", false),
            ("2025-04-0", "", false),
            ("2025-04-30 2025-04-30", "2025-04-30", false),
            ("18", "", false),
            ("2025-04-30 120", "2025-04-30", false),
            ("25:71", "", false),
            ("2025-04-30 25:10", "2025-04-30", false),
        ] {
            assert_eq!(told(line), (day.to_owned(), has_clock), "{line}");
        }
        for (line, may_bear) in [("4月30", true), ("2026-04-0", true), ("2025-10-29 1:44", false), ("4点646A", false)]
        {
            assert_eq!(remnant(line).may_bear_a_day, may_bear, "{line}");
        }
    }

    #[test]
    fn a_row_may_run_on_into_a_banner() {
        for line in ["拍摄时间：2025-04-300展道路运输安全隐患排查", "16:432026年09月25首路运输安全", "2025-04-30深入"]
        {
            assert!(begins_as_print(&fold(line)), "{line}");
        }
        for line in ["2025-04-30 17:20", "会议时间：2025-04-30", "深入开展道路运输", "2025-04-30 1", "2025年信用交通"]
        {
            assert!(!begins_as_print(&fold(line)), "{line}");
        }
    }

    #[test]
    fn a_row_is_whole_before_other_words() {
        for (line, beginning) in [
            ("拍摄时间：2025-04-3017:20展道路", Some("拍摄时间:2025-04-3017:20")),
            ("16:432026年09月25日路运", Some("16:432026年09月25日")),
            ("2025-04-30 17:20", Some("2025-04-30 17:20")),
            ("2025-04-3017:270展道路", None),
            ("2025-04-3017:2展", None),
            ("2025-04-30展道路", None),
            ("2025-04-3017:20分", None),
            ("拍摄时间：2026-06-1816:07.星期", Some("拍摄时间:2026-06-1816:07")),
            ("拍摄时间：2026-06-1816:07.", None),
            ("拍摄时间：2026-06-18 16:07.5", None),
        ] {
            assert_eq!(whole_beginning(&fold(line)), beginning, "{line}");
        }
    }

    #[test]
    fn a_number_may_be_a_clock() {
        for line in ["1828", "0000", "182805", "217171", "18128"] {
            assert!(may_be_a_clock(line), "{line}");
        }
        for line in ["2460", "1860", "182", "18:28", "18280501", "1８28", "", "+1+2"] {
            assert!(!may_be_a_clock(line), "{line}");
        }
    }

    proptest! {
        #[test]
        fn any_line_is_survived(line in "\\PC*", temporal in "[0-9:：年月日 .\\-/星期二晴°C|]{0,30}") {
            remnant(&fold(&line));
            may_be_a_clock(&fold(&temporal));
        }

        #[test]
        fn a_day_is_never_another(h in 0i16..24, mi in 0i16..60, mo in 1i8..13, d in 1i8..29, keep in 0usize..17, at in 0usize..16) {
            let line = format!("2026-{mo:02}-{d:02} {h:02}:{mi:02}");
            let mut lost = line.clone();
            lost.remove(at);
            for line in [&line[..keep], &lost] {
                let day = remnant(line).day;
                prop_assert!(day.is_none_or(|day| day == jiff::civil::date(2026, mo, d)), "{line}");
            }
        }
    }
}
