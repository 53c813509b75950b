//! Whether a line deserves a second reading, and whether a second reading may be believed.
//!
//! Enters: the texts of one line, cut out of the picture in several ways. Leaves: what they agree on. A recogniser loses signs
//! and ends with full confidence, so a second look is worth its cost; but no digit of two readings may differ, or the time is
//! doubtful and stays unknown.

use super::stamp::{Reading, Stamp, fold, is_digit, read};

/// Digits of a date: with so many, a line among whose letters it stands deserves a second reading.
const TELLING_DIGITS: usize = 6;
/// Digits of a year.
const YEAR_DIGITS: usize = 4;
/// With which years begin.
const CENTURY: &str = "20";
/// Digits of a day with the hour behind it, and of a minute with the year behind it.
const DAY_AND_HOUR: usize = 4;
const MINUTE_AND_YEAR: usize = 6;
/// Digits of an hour and a minute.
const CLOCK_DIGITS: usize = 4;

/// Whether the stroke behind a clock is no digit, and so no part of a time.
pub(super) fn ends_in_a_bar(text: &str) -> bool {
    fold(text).ends_with(['I', 'l', '|', '!', '丨', '/'])
}

/// The clock of a line that is nothing but a clock and one stroke behind it.
pub(super) fn clock_before_bar(text: &str) -> Option<String> {
    let folded = fold(text);
    let clock = folded.strip_suffix(['1', 'I', 'l', '|', '!', '丨', '/'])?.trim_end();
    is_clock(clock).then(|| clock.to_owned())
}

/// The clock at the beginning of a line that goes on with more digits: `12:2412025四3云12℃`.
pub(super) fn clock_before_more(text: &str) -> Option<String> {
    let folded = fold(text);
    let clock: String = folded.chars().take(CLOCK_DIGITS + 1).collect();
    let goes_on = folded.strip_prefix(&clock)?.chars().any(is_digit);
    (clock.len() > CLOCK_DIGITS && goes_on && is_clock(&clock)).then_some(clock)
}

/// The clock of a line that is nothing else but the bar behind it.
pub(super) fn clock(text: &str) -> Option<String> {
    if is_clock(text) { Some(fold(text)) } else { clock_before_bar(text) }
}

/// Whether a line looks like a date or time and is none that may be believed: it deserves a second reading.
pub(super) fn is_broken(text: &str) -> bool {
    let folded = fold(text);
    match read(&folded) {
        Reading::Broken => true,
        // The letters of a weekday are already too many for a mere stamp.
        Reading::Mentioned => folded.chars().filter(|&c| is_digit(c)).count() >= TELLING_DIGITS,
        _ => false,
    }
}

/// Whether a second reading of a line is whole and tells the same digits, or the same and more of a line that was cut behind its
/// date, or the same behind a year: only signs between them, the end or the year were lost the first time.
pub(super) fn mends(second: &str, first: &str) -> bool {
    let (told, before) = (digits_of(second), digits_of(first));
    let goes_on = before.len() >= TELLING_DIGITS && told.starts_with(&before);
    let begins_earlier = before.len() >= TELLING_DIGITS
        && told.strip_suffix(&before).is_some_and(|year| year.len() == YEAR_DIGITS || year == CENTURY);
    matches!(read(&fold(second)), Reading::Stamp(_)) && (told == before || goes_on || begins_earlier)
}

/// Whether a line is whole and the other one begins with it.
pub(super) fn begins(whole: &str, other: &str) -> bool {
    matches!(read(&fold(whole)), Reading::Stamp(_)) && fold(other).starts_with(&fold(whole))
}

/// Whether a line is whole and all digits of a piece of it stand in it as they do in the piece.
pub(super) fn holds(whole: &str, piece: &str) -> bool {
    matches!(read(&fold(whole)), Reading::Stamp(_)) && digits_of(whole).contains(&digits_of(piece))
}

/// Whether two readings of one line tell different dates or times: both whole, or one broken and its digits no part of the
/// other's. A reading of fewer digits than a clock has says nothing.
pub(super) fn contradict(a: &str, b: &str) -> bool {
    let (one, other) = (digits_of(a), digits_of(b));
    match (read(&fold(a)), read(&fold(b))) {
        (Reading::Stamp(a), Reading::Stamp(b)) => {
            let dates = a.date.zip(b.date).is_some_and(|(a, b)| a != b);
            dates || a.time.zip(b.time).is_some_and(|(a, b)| !a.agrees(b))
        }
        (Reading::Broken, Reading::Stamp(_)) | (Reading::Stamp(_), Reading::Broken) => {
            one.len().min(other.len()) >= CLOCK_DIGITS && !one.contains(&other) && !other.contains(&one)
        }
        _ => false,
    }
}

/// Whether a line is a date or time, or looks like a part of one.
pub(super) fn is_temporal(text: &str) -> bool {
    matches!(read(&fold(text)), Reading::Stamp(_) | Reading::Broken)
}

/// Whether no sign stands between the date and the clock of a line: where a blank was lost, a digit may be lost as well.
pub(super) fn is_glued(text: &str) -> bool {
    let folded = fold(text);
    let digits_before_a_colon =
        folded.match_indices(':').map(|(at, _)| folded[..at].chars().rev().take_while(|&c| is_digit(c)).count());
    let longest = folded.split(|c| !is_digit(c)).map(str::len).max();
    is_whole(text) && (digits_before_a_colon.max() == Some(DAY_AND_HOUR) || longest == Some(MINUTE_AND_YEAR))
}

/// The date of a line that is whole.
pub(super) fn date(text: &str) -> Option<jiff::civil::Date> {
    match read(&fold(text)) {
        Reading::Stamp(stamp) => stamp.date,
        _ => None,
    }
}

/// The weekday of a line that is whole.
pub(super) fn weekday(text: &str) -> Option<jiff::civil::Weekday> {
    match read(&fold(text)) {
        Reading::Stamp(stamp) => stamp.weekday,
        _ => None,
    }
}

/// Whether a line is a time without a date.
pub(super) fn is_clock(text: &str) -> bool {
    matches!(read(&fold(text)), Reading::Stamp(Stamp { date: None, time: Some(_), .. }))
}

/// Whether a line is whole and a broken one tells one digit more, or one less.
pub(super) fn differs_by_one(whole: &str, broken: &str) -> bool {
    let (whole_digits, digits) = (digits_of(whole), digits_of(broken));
    let (longer, shorter) =
        if whole_digits.len() > digits.len() { (&whole_digits, &digits) } else { (&digits, &whole_digits) };
    let is_shorter_without = |at: usize| longer[..at] == shorter[..at] && longer[at + 1..] == shorter[at..];
    matches!(read(&fold(whole)), Reading::Stamp(_))
        && shorter.len() >= TELLING_DIGITS
        && longer.len() == shorter.len() + 1
        && (0..longer.len()).any(is_shorter_without)
}

/// The digits of a text, in order.
pub(super) fn digits_of(text: &str) -> String {
    fold(text).chars().filter(|&c| is_digit(c)).collect()
}

/// Whether a line is a whole date with a whole time.
pub(super) fn is_whole(text: &str) -> bool {
    matches!(read(&fold(text)), Reading::Stamp(Stamp { date: Some(_), time: Some(_), .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_behind_a_clock_is_no_digit() {
        for (line, clock) in [("19:571", Some("19:57")), ("19：57|", Some("19:57")), ("19:57:081", Some("19:57:08"))] {
            assert_eq!(clock_before_bar(line).as_deref(), clock, "{line}");
        }
        for line in ["19:51", "19:57", "2026-04-071", "9:571", "1"] {
            assert_eq!(clock_before_bar(line), None, "{line}");
        }
        assert!(ends_in_a_bar("19:57l") && !ends_in_a_bar("19:571"));
    }

    #[test]
    fn a_line_may_begin_with_a_clock() {
        for line in ["12:2412025四3云12℃", "08:5712026年3月21日", "11：35|202605.16"] {
            let clock = clock_before_more(line).unwrap();
            assert!(fold(line).starts_with(&clock) && clock.len() == 5, "{line}");
        }
        for line in ["12:24", "2026.03.21 08:57", "28:5712026年3月21日", "8:5712026年", "12:24 晴"] {
            assert_eq!(clock_before_more(line), None, "{line}");
        }
        for (line, found) in [("12：24", Some("12:24")), ("12:241", Some("12:24")), ("12:2412", None), ("晴", None)] {
            assert_eq!(clock(line).as_deref(), found, "{line}");
        }
    }

    #[test]
    fn a_clock_may_be_glued_to_its_date() {
        assert!(is_glued("时间：2025/09/2109:51") && is_glued("2026.01.0311:40:37") && is_glued("11:462024.06.02"));
        assert!(
            !is_glued("2025/09/21 09:51")
                && !is_glued("20250921 09:51")
                && !is_glued("2025年9月21日09:51")
                && !is_glued("2025/09/21")
                && !is_glued("09:51")
                && !is_glued("2109:51")
        );
    }

    #[test]
    fn what_two_readings_tell_may_contradict() {
        assert!(contradict("2026-04-07 14:32", "2026-04-07 14:82") && !contradict("14:32", "诚信汽修"));
        assert!(!contradict("06:477", "06:47") && !contradict("4:3", "14:82") && contradict("86:477", "06:47"));
        assert!(contradict("2026-04-07 14:32", "2026.04.01") && contradict("14:32:05", "14:32:06"));
        assert!(!contradict("2026-04-07 14:32", "2026/04/07") && !contradict("14:32:05", "14:32"));
    }

    #[test]
    fn a_second_reading_may_add_signs_and_no_digit() {
        assert!(is_broken("2024.0817星期六") && mends("2024.08.17星期六", "2024.0817星期六"));
        assert!(!mends("2024.08.18", "2024.0817") && !mends("2024.08.17", "2024.18"));
        assert!(!mends("2024.0817", "2024.0817"), "no better than the first");
        assert!(mends("时间：2024/12/17 08：07", "时间：2024/12/17 08") && !mends("08:07:12", "08:07:1"));
        assert!(is_broken("09-07 13:16") && mends("时间：2026-09-07 13:16", "09-07 13:16"));
        assert!(is_broken("26-04-28") && mends("2026-04-28", "26-04-28") && !mends("1926-04-28", "26-04-28"));
        assert!(!mends("2026-09-07 13:16", "09-01 13:16") && !mends("12026-09-07 13:16", "09-07 13:16"));
        assert!(differs_by_one("拍摄时间：2024-11-24 13：25", "拍摄时间：2024-11-24313：25"));
        assert!(differs_by_one("2024-11-24 13:25", "2024-1-24 13:25"));
        assert!(!differs_by_one("2024-11-24 13:25", "2024-11-27313:25") && !differs_by_one("13:25", "133:25"));
        let whole = "时间:2024-09-11 06:30:54";
        assert!(holds(whole, "时间:2024-09-") && holds(whole, "-11 06:30:54") && !holds(whole, "-17 06:30"));
        assert!(begins("09:23", "09:23120362.08.") && !begins("09:23", "09:83120") && !begins("09:2", "09:23"));
    }
}
