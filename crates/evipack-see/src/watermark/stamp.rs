//! One line → date and time, where it holds nothing else.
//!
//! Enters: a folded line. Leaves: a [`Reading`]. Recognisers lose blanks (`2026-10-1306:14`), so numbers are read by fixed
//! widths; and they lose first and last characters with full confidence, so every number must have its full width and
//! nothing may be left over: `4:32`, `2026-04-0` and `19:571` are broken, never times.

mod remnant;
mod words;

use regex::Regex;
pub(super) use remnant::{Remnant, begins_as_print, may_be_a_clock, remnant, whole_beginning};
use std::sync::LazyLock;
use words::{CAPTURE_LABELS, FIELD_LABELS, TAGS, TIME_LABELS, WEATHER, WEEKDAY_LABELS};

/// A date, a time or both, of a line that holds nothing else.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Stamp {
    pub(super) date: Option<jiff::civil::Date>,
    pub(super) time: Option<Clock>,
    pub(super) weekday: Option<jiff::civil::Weekday>,
    /// The line itself says that its time is the moment of capture: by the label 拍摄时间, or by the label 时间 with a time
    /// to the second, as no notice of a meeting gives it.
    pub(super) says_capture: bool,
}

/// Hour and minute, and the second where it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    hour: i16,
    minute: i16,
    pub(super) second: Option<i16>,
}

impl Clock {
    /// Whether two clocks may be the same moment, one of them without seconds.
    pub(super) fn agrees(self, other: Self) -> bool {
        (self.hour, self.minute) == (other.hour, other.minute)
            && self.second.zip(other.second).is_none_or(|(a, b)| a == b)
    }

    fn is_in_range(self) -> bool {
        (0..24).contains(&self.hour)
            && (0..60).contains(&self.minute)
            && self.second.is_none_or(|second| (0..60).contains(&second))
    }
}

impl std::fmt::Display for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)?;
        self.second.map_or(Ok(()), |second| write!(f, ":{second:02}"))
    }
}

/// What a line is to the reader of times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Reading {
    /// Date, time or both, whole, and nothing else.
    Stamp(Stamp),
    /// Weekday, weather or another field of a watermark: it belongs to a stamp but tells no time.
    Trimming(Option<jiff::civil::Weekday>),
    /// Looks like a stamp and is cut, out of range, or followed by something that should not be there.
    Broken,
    /// A date or time among other words, or a number that might be a part of one.
    Mentioned,
    /// Nothing of that sort.
    Other,
}

/// Signs between the parts. The bar of a card is often read as a stroke, the edge of a tag as a bracket; where it is read as a
/// digit the line is broken.
const SEPARATORS: &[char] = &['|', '丨', ',', ';', '·', '、', '[', ']', '【', '】'];
/// A cut stamp has at most this many letters that no rule explains; more make it a sentence.
const MAX_STRAY_LETTERS: usize = 2;
/// Signs of a misread word of weather.
const LONGEST_TAIL: usize = 4;
/// From this many digits on, a line with hardly any letters may be a time that lost its signs (`432`, `1432`).
const SUSPICIOUS_DIGITS: usize = 3;

/// A line with full-width signs, digits and blanks made plain.
pub(super) fn fold(text: &str) -> String {
    let plain: Vec<char> = text.trim().chars().map(plain).collect();
    // Apps stretch labels of two signs with blanks (`时　　间`); no number stands between two such signs.
    let is_gap = |at: usize| {
        let before = plain[..at].iter().rev().find(|c| **c != ' ');
        let after = plain[at..].iter().find(|c| **c != ' ');
        before.zip(after).is_some_and(|(a, b)| is_han(*a) && is_han(*b))
    };
    (0..plain.len()).filter(|&at| plain[at] != ' ' || !is_gap(at)).map(|at| plain[at]).collect()
}

fn plain(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' | '\t' => ' ',
        '∶' | '︰' => ':',
        '–' | '—' | '‐' | '−' => '-',
        '•' | '・' | '‧' => '·',
        // The rule of the verification line is read as a Roman one as well.
        'Ⅰ' => 'I',
        _ => c,
    }
}

/// The signs of Chinese writing (Unicode block CJK Unified Ideographs).
pub(super) fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Whether a line ends in the label of a weekday, its day lost.
pub(super) fn ends_in_weekday_label(text: &str) -> bool {
    WEEKDAY_LABELS.iter().any(|label| text.trim_end().ends_with(label))
}

/// What a folded line is.
pub(super) fn read(folded: &str) -> Reading {
    if FIELD_LABELS
        .iter()
        .any(|label| folded.strip_prefix(label).is_some_and(|rest| rest.trim_start().starts_with(':')))
    {
        return Reading::Trimming(None);
    }
    let mut parser = Parser::new(folded);
    if parser.run() || parser.ends_in_words() {
        let stamp = parser.stamp;
        return if stamp.date.is_some() || stamp.time.is_some() {
            Reading::Stamp(stamp)
        } else if parser.trimming || stamp.weekday.is_some() {
            Reading::Trimming(stamp.weekday)
        } else {
            Reading::Other
        };
    }
    if is_road_or_plate(folded) || is_title(folded) {
        return Reading::Other;
    }
    let stray = folded.chars().filter(|c| c.is_alphabetic() && !"年月日时分秒".contains(*c)).count();
    let digits = folded.chars().filter(|&c| is_digit(c)).count();
    match (looks_temporal(folded), stray <= MAX_STRAY_LETTERS) {
        (true, true) => Reading::Broken,
        (true, false) => Reading::Mentioned,
        (false, true) if digits >= SUSPICIOUS_DIGITS => Reading::Mentioned,
        (false, _) => Reading::Other,
    }
}

/// Whether a line is the title of a banner: a year, then at least four signs of Chinese, no other digit, and neither a month
/// nor a day right behind the year. No date of a watermark is left as that, however it was cut.
fn is_title(folded: &str) -> bool {
    const TITLE: &str = r"^\D{0,12}20\d{2}年?度?[^\d:月日星周]\D{3,}$";
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(TITLE).ok());
    let signs = folded.chars().filter(|&c| is_han(c) && c != '年').count();
    signs >= 4 && FORM.as_ref().is_some_and(|form| form.is_match(folded.trim()))
}

/// Whether a line is the number of a road (`S105`) or of a car (`鲁A12345`), whose first sign may be lost where the dot is read:
/// letters stand where no time has any.
fn is_road_or_plate(folded: &str) -> bool {
    const NUMBERS: &str = r"^[GSXYC]\d{2,4}$|^\p{Han}[A-Z]\s?·?\s?[A-Z0-9]{5,6}$|^[A-Z]\s?·\s?[A-Z0-9]{5,6}$";
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(NUMBERS).ok());
    FORM.as_ref().is_some_and(|form| form.is_match(folded.trim()))
}

/// Whether a line bears anything like a part of a date or time: a clock, a year, a month or day, a weekday.
fn looks_temporal(folded: &str) -> bool {
    const TEMPORAL: &str = r"(?x)
        (?:^|\D) \d{0,2} \s* [:;] \s* \d{1,3} (?:\D|$)
      | (?:^|\D) \d{1,2} \s* [:;] (?:\D|$)
      | (?:^|\D) (?:19|20) \d{2} (?:\D|$)
      | (?:^|\D) (?:\d{2,4} | \d) [-./] \d{1,2} (?:\D|$)
      | \d \s* [年月日时分点]
      | 星期 | 礼拜 | 周[一二三四五六日天]";
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(TEMPORAL).ok());
    FORM.as_ref().is_none_or(|form| form.is_match(folded))
}

struct Parser<'a> {
    rest: &'a str,
    stamp: Stamp,
    /// A label 时间 stood in front.
    labelled: bool,
    trimming: bool,
    /// The part read last was a word, not a number.
    in_words: bool,
}

impl<'a> Parser<'a> {
    fn new(folded: &'a str) -> Self {
        let text = folded.trim();
        // The colon of a label that was found as a piece of its own.
        let unlabelled = text.strip_prefix(':').map(str::trim_start).filter(|rest| begins_date(rest));
        let rest = unlabelled.unwrap_or(text);
        Self { rest, stamp: Stamp::default(), labelled: false, trimming: false, in_words: false }
    }

    /// Reads part after part; whether it came to the end of the line.
    fn run(&mut self) -> bool {
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c == ' ' || SEPARATORS.contains(&c));
            if self.rest.is_empty() {
                self.finish();
                return true;
            }
            if self.date() || self.time() {
                self.in_words = false;
            } else if self.weekday() || self.weather() || self.label() {
                self.in_words = true;
            } else {
                return false;
            }
        }
    }

    fn finish(&mut self) {
        let to_the_second = self.stamp.time.is_some_and(|time| time.second.is_some());
        self.stamp.says_capture |= self.labelled && to_the_second;
        self.stamp.says_capture &= self.stamp.time.is_some();
    }

    /// Whether all that is left is a misread word behind a whole weekday or weather (`星期二睛`): without any digit or sign
    /// of a number, it cannot have been a part of date or time.
    fn ends_in_words(&mut self) -> bool {
        let ends = self.in_words
            && self.stamp.weekday.is_some()
            && self.rest.chars().count() <= LONGEST_TAIL
            && !self.rest.contains(|c: char| is_digit(c) || ":-./年月日时分秒".contains(c));
        if ends {
            self.finish();
        }
        ends
    }

    fn eat(&mut self, words: &[&str]) -> bool {
        let rest = words.iter().find_map(|word| self.rest.strip_prefix(word));
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// A label, with its colon where one is printed.
    fn label(&mut self) -> bool {
        let capture = self.eat(CAPTURE_LABELS);
        let time = !capture && self.eat(TIME_LABELS);
        let before = self.rest;
        let tag = !capture && !time && self.eat(TAGS);
        if tag && TIME_LABELS.iter().any(|label| self.rest.starts_with(label)) {
            // `会议时间` is the time of a meeting to come.
            self.rest = before;
            return false;
        }
        let read = capture || time || tag;
        if read {
            self.stamp.says_capture |= capture;
            self.labelled |= time;
            self.trimming = true;
            let rest = self.rest.trim_start();
            self.rest = rest.strip_prefix(':').unwrap_or(rest);
        }
        read
    }

    /// A date; a second one in the same line is no stamp.
    fn date(&mut self) -> bool {
        let found = numeric_date(self.rest).or_else(|| written_date(self.rest)).or_else(|| checked_date(self.rest));
        let found = found.filter(|_| self.stamp.date.is_none());
        let Some((date, rest)) = found else { return false };
        (self.stamp.date, self.rest) = (Some(date), rest);
        true
    }

    /// A time; a second one in the same line is no stamp.
    fn time(&mut self) -> bool {
        let found = clock(self.rest, self.labelled || self.stamp.says_capture).filter(|_| self.stamp.time.is_none());
        let Some((time, rest)) = found else { return false };
        (self.stamp.time, self.rest) = (Some(time), rest);
        true
    }

    fn weekday(&mut self) -> bool {
        let before = self.rest;
        if self.stamp.weekday.is_none() && self.eat(WEEKDAY_LABELS) {
            let mut chars = self.rest.chars();
            if let Some(day) = chars.next().and_then(weekday) {
                (self.stamp.weekday, self.rest) = (Some(day), chars.as_str());
                return true;
            }
            // Cut off behind its label: the number in front of the label is whole all the same.
            if self.rest.is_empty() {
                return true;
            }
        }
        self.rest = before;
        false
    }

    /// A word of weather, a temperature, wind or height: `晴`, `25°C`, `-3℃`, `东风2级`, `海拔120米`.
    fn weather(&mut self) -> bool {
        const WORDS: &str =
            r"^(?:[东南西北]{1,2}风|微风|阵风)\s?(?:\d{1,2}(?:-\d{1,2})?级)?|^海拔\s?:?\s?-?\d{1,4}(?:\.\d)?(?:米|m)";
        static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(WORDS).ok());
        let words = FORM.as_ref().and_then(|form| form.find(self.rest)).map(|found| found.end());
        self.rest = &self.rest[words.unwrap_or(0)..];
        let read = words.is_some() || self.eat(WEATHER) || self.temperature();
        self.trimming |= read;
        read
    }

    fn temperature(&mut self) -> bool {
        let number = self.rest.strip_prefix('-').unwrap_or(self.rest);
        let unit = number.trim_start_matches(is_digit);
        let rest = ["°℃", "°C", "℃", "°c", "'C", "oC", "°", "C"].iter().find_map(|sign| unit.strip_prefix(sign));
        let Some(rest) = rest.filter(|_| (1..=2).contains(&(number.len() - unit.len()))) else { return false };
        self.rest = rest;
        true
    }
}

fn weekday(name: char) -> Option<jiff::civil::Weekday> {
    use jiff::civil::Weekday as W;
    Some(match name {
        // A single level stroke is read as a dash.
        '一' | '-' | 'ー' => W::Monday,
        '二' => W::Tuesday,
        '三' => W::Wednesday,
        '四' => W::Thursday,
        '五' => W::Friday,
        '六' => W::Saturday,
        '日' | '天' => W::Sunday,
        _ => return None,
    })
}

/// The first `count` characters as a number, if they are all digits.
fn digits(text: &str, count: usize) -> Option<(i16, &str)> {
    let (head, rest) = text.split_at_checked(count)?;
    head.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
    Some((head.parse().ok()?, rest))
}

/// `2026-04-07` with dashes, points or slashes, both alike and every number of its full width.
fn numeric_date(text: &str) -> Option<(jiff::civil::Date, &str)> {
    let (year, rest) = digits(text, 4)?;
    let mark = rest.chars().next().filter(|c| matches!(c, '-' | '.' | '/'))?;
    let (month, rest) = digits(rest.strip_prefix(mark)?, 2)?;
    let (day, rest) = digits(rest.strip_prefix(mark)?, 2)?;
    let rest = before_clock(rest).unwrap_or(rest);
    // What is glued on must be a whole clock; a single digit more, and the day was misread.
    let ends = !rest.starts_with(['-', '.', '/']) && (!rest.starts_with(is_digit) || clock(rest, true).is_some());
    ends.then_some((date(year, month, day)?, rest))
}

/// `2025.06:17 星期二`: one of the marks was misread, and the weekday behind it is that of the day.
fn checked_date(text: &str) -> Option<(jiff::civil::Date, &str)> {
    const MARKS: [char; 4] = ['-', '.', '/', ':'];
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix(MARKS)?, 2)?;
    let (day, rest) = digits(rest.strip_prefix(MARKS)?, 2)?;
    let date = date(year, month, day)?;
    let label = WEEKDAY_LABELS.iter().find_map(|label| rest.trim_start().strip_prefix(label));
    let fits = label?.chars().next().and_then(weekday) == Some(date.weekday());
    fits.then_some((date, rest))
}

/// What follows a date, without the point or dash that a busy ground makes of the blank before a whole clock.
fn before_clock(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix(['.', '-'])?;
    clock(rest, false).map(|_| rest)
}

/// `2026年4月7日`: the signs behind month and day show that neither was cut, so one digit will do. Where the 日 at the line's end was
/// not read, a day of two digits is whole all the same.
fn written_date(text: &str) -> Option<(jiff::civil::Date, &str)> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = number_before(rest.trim_start().strip_prefix('年')?, '月')?;
    let without_sign = || digits(rest.trim(), 2).filter(|(_, rest)| rest.is_empty());
    let (day, rest) = number_before(rest, '日').or_else(without_sign)?;
    Some((date(year, month, day)?, rest))
}

/// One or two digits in front of a sign, and what follows the sign.
fn number_before(text: &str, sign: char) -> Option<(i16, &str)> {
    let text = text.trim_start();
    [2, 1].into_iter().find_map(|count| {
        let (number, rest) = digits(text, count)?;
        Some((number, rest.trim_start().strip_prefix(sign)?))
    })
}

/// Watermark cameras are of this century; any other year is a misreading.
fn date(year: i16, month: i16, day: i16) -> Option<jiff::civil::Date> {
    (2000..2100).contains(&year).then_some(())?;
    jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `14:32` or `14:32:05`; with `seconds_apart` also `14:32 05`, seconds behind a blank at the end of the line. What follows
/// may be a date glued on, but no other digit and no further sign of a number.
fn clock(text: &str, seconds_apart: bool) -> Option<(Clock, &str)> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(more) => digits(more, 2).map(|(second, rest)| (Some(second), rest))?,
        None => apart(rest).filter(|_| seconds_apart).map_or((None, rest), |(second, rest)| (Some(second), rest)),
    };
    let clock = Clock { hour, minute, second };
    let ends = !rest.starts_with([':', '.', '-']) && (!rest.starts_with(is_digit) || begins_date(rest));
    (ends && clock.is_in_range()).then_some((clock, rest))
}

/// Seconds without a sign in front of them, at the end of the line; the blank is often lost.
fn apart(rest: &str) -> Option<(i16, &str)> {
    digits(rest.trim_start(), 2).filter(|(_, after)| after.trim().is_empty())
}

/// Whether a date begins here; it is read in full afterwards.
fn begins_date(text: &str) -> bool {
    digits(text, 4).is_some_and(|(_, rest)| rest.starts_with(['-', '.', '/', '年']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn show(line: &str) -> String {
        match read(&fold(line)) {
            Reading::Stamp(Stamp { date, time, .. }) => {
                let date = date.map_or("-".to_owned(), |date| date.to_string());
                let time = time.map_or("-".to_owned(), |time| time.to_string());
                format!("{date} {time}")
            }
            Reading::Trimming(_) => "Trimming".to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_literals_of_the_apps() {
        for (line, expected) in [
            ("2026-10-1306:14", "2026-10-13 06:14"),
            ("14:322026.04.07", "2026-04-07 14:32"),
            ("2026年4月7日 星期二", "2026-04-07 -"),
            ("2026年04月07日星期二20:29", "2026-04-07 20:29"),
            ("2026年04月07", "2026-04-07 -"),
            ("2026/04/07", "2026-04-07 -"),
            ("2026/04/07 周二", "2026-04-07 -"),
            ("拍摄时间：2025-08-02 18：12 57", "2025-08-02 18:12:57"),
            ("时间: 2026-04-07 14:32:05", "2026-04-07 14:32:05"),
            ("打卡 14:32", "- 14:32"),
            ("14:32 | 2026.04.07 星期二 晴 25°C", "2026-04-07 14:32"),
            ("拍摄时间: 2025.12.07 21:02", "2025-12-07 21:02"),
            ("拍摄时间：2024/06/2716：4932", "2024-06-27 16:49:32"),
            ("2025/04/14周—20:48:50", "2025-04-14 20:48:50"),
            ("[08:50", "- 08:50"),
            ("时间：2025-11-09.06:48:45", "2025-11-09 06:48:45"),
            ("：2024.12.08 16:00", "2024-12-08 16:00"),
            ("2025.06:17 星期二", "2025-06-17 -"),
        ] {
            assert_eq!(show(line), expected, "{line}");
        }
        assert_eq!(show("星期二 晴 20°C"), "Trimming");
        assert_eq!(show("天气：雾31°℃西南风1级"), "Trimming");
        assert_eq!(show("经度: 116.751234"), "Trimming");
    }

    #[test]
    fn cut_and_misread_lines_are_broken() {
        for line in [
            "2025-11-09.6:48",
            "2025-11-09.06",
            "4:32",
            "14:3",
            ":32",
            "14:32:0",
            "14:32:",
            "25:10",
            "14:60",
            "19:571",
            "2026-04-0",
            "2026-4-7",
            "026-04-07",
            "2026-04-071",
            "2026-13-07",
            "2026-02-30",
            "2026.04-07",
            "2026年4月7",
            "1926-04-07",
            "14:32 25",
            "2026-04-07 1",
            "2026-04-07 14:32 2026-04-08",
            "O4:32",
            "14：3O",
        ] {
            assert_eq!(show(line), "Broken", "{line}");
        }
        for line in ["1432", "20260407", "14:3212026.04.07"] {
            assert!(matches!(show(line).as_str(), "Broken" | "Mentioned"), "{line}");
        }
    }

    #[test]
    fn sentences_mention_and_other_lines_say_nothing() {
        assert_eq!(show("2026年信用交通宣传月活动"), "Other");
        assert_eq!(show("2026年4月信用交通宣传月活动"), "Mentioned");
        assert_eq!(show("会议时间：2026年4月7日14:30"), "Mentioned");
        assert_eq!(show("2025.06:17 星期三"), "Mentioned", "the weekday of another day");
        assert_eq!(show("信用交通 你我同行"), "Other");
        for line in ["联系电话0531-87654321", "S105", "鲁A12345", "岚B·JA9G2", "A·74E69"] {
            assert_eq!(show(line), "Other", "{line}");
        }
    }

    proptest! {
        #[test]
        fn any_line_is_survived(line in "\\PC*", temporal in "[0-9:：年月日 .\\-/星期二晴°C|]{0,30}") {
            read(&fold(&line));
            read(&fold(&temporal));
        }

        #[test]
        fn a_stamp_cut_at_its_end_never_tells_another_time(
            h in 0i16..24, mi in 0i16..60, s in 0i16..60, mo in 1i8..13, d in 1i8..29, keep in 0usize..19,
        ) {
            let line = format!("2026-{mo:02}-{d:02} {h:02}:{mi:02}:{s:02}");
            if let Reading::Stamp(stamp) = read(&line[..keep]) {
                prop_assert_eq!(stamp.date, Some(jiff::civil::date(2026, mo, d)));
                let right = Clock { hour: h, minute: mi, second: None };
                prop_assert!(stamp.time.is_none_or(|time| time == right));
            }
        }

        #[test]
        fn a_stamp_that_lost_its_first_character_is_none(h in 0i16..24, mi in 0i16..60, mo in 1i8..13, d in 1i8..29) {
            let clock = format!("{h:02}:{mi:02}");
            let date = format!("2026-{mo:02}-{d:02}");
            prop_assert!(!matches!(read(&clock[1..]), Reading::Stamp(_)));
            prop_assert!(!matches!(read(&date[1..]), Reading::Stamp(_)));
        }
    }
}
