//! Dates in Chinese papers and file names.
//!
//! Enters: a line of text or a file's name. Leaves: every date in it that can be one, as a civil date. GB/T 9704-2012,
//! 7.3.5.5 wants `2026年4月7日`; papers before 2012 write 二○一二年一月十三日, file names `2026-04-07` and `20260407`.

use evipack_core::fold::{Glyph, fold, numeral, year_digit};
use jiff::civil::Date;
use std::ops::Range;

/// A date and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundDate {
    /// The bytes of the text it takes.
    pub(crate) range: Range<usize>,
    /// The date.
    pub(crate) date: Date,
    /// How it is written.
    pub(crate) form: DateForm,
}

/// How a date is written, which says how far to trust it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateForm {
    /// `2026年4月7日`, or 二○二六年四月七日.
    Chinese,
    /// `2026-04-07`, `2026.4.7`, `2026/4/7`, `2026_04_07`.
    Separated,
    /// `20260407` with no digit beside it: usual in file names, an accident in text.
    Compact,
}

/// Years a paper of the package can bear; anything else is a page number or a misread.
const YEARS: std::ops::RangeInclusive<i16> = 1949..=2099;
/// Years of a compact date: narrower, because eight digits in a row are often something else.
const COMPACT_YEARS: std::ops::RangeInclusive<i16> = 2000..=2099;
/// Most blanks skipped in one place: 2026 年 4 月 7 日 is often spread out.
const MAX_BLANKS: usize = 4;

/// All dates of a text, in order and without overlap. Dates that no calendar has (2月30日) are left out.
pub(crate) fn find_dates(text: &str) -> Vec<FoundDate> {
    let glyphs = fold(text);
    let mut all: Vec<FoundDate> = Vec::new();
    let (mut at, mut from) = (0, 0);
    while let Some(glyph) = glyphs.get(at) {
        let hit = match glyph.c {
            '年' => chinese(&glyphs, from, at).map(|hit| (hit, DateForm::Chinese)),
            c if c.is_ascii_digit() => separated(&glyphs, at)
                .map(|hit| (hit, DateForm::Separated))
                .or_else(|| compact(&glyphs, at).map(|hit| (hit, DateForm::Compact))),
            _ => None,
        };
        if let Some(((start, end, date), form)) = hit
            && let (Some(first), Some(last)) = (glyphs.get(start), glyphs.get(end - 1))
        {
            all.push(FoundDate { range: first.at..last.end, date, form });
            (at, from) = (end, end);
        } else {
            at += 1;
        }
    }
    all
}

/// First glyph, one past the last, the date.
type Hit = (usize, usize, Date);

fn c(glyphs: &[Glyph], at: usize) -> Option<char> {
    glyphs.get(at).map(|glyph| glyph.c)
}

fn digit(glyphs: &[Glyph], at: usize) -> Option<u32> {
    c(glyphs, at).and_then(|c| c.to_digit(10))
}

fn skip(glyphs: &[Glyph], at: usize) -> usize {
    (at..at + MAX_BLANKS).find(|&i| c(glyphs, i) != Some(' ')).unwrap_or(at + MAX_BLANKS)
}

fn date(year: u32, month: u32, day: u32, years: &std::ops::RangeInclusive<i16>) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|year| years.contains(year))?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A date around the 年 at `nian`.
fn chinese(glyphs: &[Glyph], from: usize, nian: usize) -> Option<Hit> {
    let (start, year) = year_before(glyphs, from, nian)?;
    let (month, yue) = small(glyphs, skip(glyphs, nian + 1), '月')?;
    let (day, ri) = small(glyphs, skip(glyphs, yue + 1), '日')?;
    Some((start, ri + 1, date(year, month, day, &YEARS)?))
}

/// The four digits, Arabic or Chinese, before `end`, blanks between them allowed: where they begin and the year.
fn year_before(glyphs: &[Glyph], from: usize, end: usize) -> Option<(usize, u32)> {
    let mut digits: Vec<(usize, u32)> = Vec::with_capacity(4);
    let (mut at, mut blanks) = (end, 0);
    while at > from && digits.len() < 4 {
        at -= 1;
        match c(glyphs, at)? {
            ' ' if blanks < MAX_BLANKS => blanks += 1,
            found => {
                digits.push((at, found.to_digit(10).or_else(|| year_digit(found))?));
                blanks = 0;
            }
        }
    }
    let start = digits.last().filter(|_| digits.len() == 4)?.0;
    // A fifth digit beside them: no year. (A Chinese digit may end a word before: 一, 零 are left alone.)
    if start > from && digit(glyphs, start - 1).is_some() {
        return None;
    }
    Some((start, digits.iter().rev().fold(0, |sum, (_, digit)| sum * 10 + digit)))
}

/// A number of one or two Arabic digits or a small Chinese numeral before the character `unit`, and where `unit` is.
fn small(glyphs: &[Glyph], at: usize, unit: char) -> Option<(u32, usize)> {
    const WIDEST: usize = 3 + 3 * MAX_BLANKS;
    let end = (at..at + WIDEST).find(|&i| c(glyphs, i) == Some(unit))?;
    let inside: Vec<Glyph> = glyphs.get(at..end)?.iter().copied().filter(|g| g.c != ' ').collect();
    let arabic = (1..=2)
        .contains(&inside.len())
        .then(|| inside.iter().try_fold(0, |sum, g| g.c.to_digit(10).map(|d| sum * 10 + d)))
        .flatten();
    arabic.or_else(|| numeral(&inside)).map(|value| (value, end))
}

/// `2026-04-07` and its relatives: the same separator twice, no digit on either side.
fn separated(glyphs: &[Glyph], at: usize) -> Option<Hit> {
    let beside = |i: usize| c(glyphs, i).is_some_and(|c| c.is_ascii_digit());
    if at > 0 && beside(at - 1) {
        return None;
    }
    let (year, len, after) = run(glyphs, at);
    let separator = c(glyphs, after).filter(|c| matches!(c, '-' | '.' | '/' | '_'))?;
    let (month, month_len, after) = run(glyphs, after + 1);
    if len != 4 || !(1..=2).contains(&month_len) || c(glyphs, after) != Some(separator) {
        return None;
    }
    let (day, day_len, end) = run(glyphs, after + 1);
    // 1.2.3.4 is an address or a version.
    let longer = c(glyphs, end) == Some(separator) && beside(end + 1) && separator != '_' && separator != '-';
    if !(1..=2).contains(&day_len) || longer {
        return None;
    }
    Some((at, end, date(year, month, day, &YEARS)?))
}

/// `20260407` with no digit beside it.
fn compact(glyphs: &[Glyph], at: usize) -> Option<Hit> {
    if at > 0 && digit(glyphs, at - 1).is_some() {
        return None;
    }
    let (value, len, end) = run(glyphs, at);
    (len == 8).then_some(())?;
    Some((at, end, date(value / 10_000, value / 100 % 100, value % 100, &COMPACT_YEARS)?))
}

/// A run of digits: value (of at most eight), length, one past the last.
fn run(glyphs: &[Glyph], at: usize) -> (u32, usize, usize) {
    const LONGEST: usize = 9;
    let digits: Vec<u32> = (at..at + LONGEST).map_while(|i| digit(glyphs, i)).collect();
    let value = digits.iter().take(8).fold(0, |sum, digit| sum * 10 + digit);
    (value, digits.len(), at + digits.len())
}

/// A time of file metadata, `D:20260407101500+08'00'` or ISO 8601, as ISO 8601 with as many parts as it has.
pub(crate) fn metadata_time(text: &str) -> Option<String> {
    let text = text.trim();
    let Some(pdf) = text.strip_prefix("D:") else {
        // ISO 8601 already; its date must be one.
        let day: Date = text.get(..10)?.parse().ok()?;
        return Some(format!("{day}{}", &text[10..]));
    };
    let digits: String = pdf.chars().take_while(char::is_ascii_digit).take(14).collect();
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<i8>().ok());
    let day = Date::new(digits.get(..4)?.parse().ok()?, part(4, 6).unwrap_or(1), part(6, 8).unwrap_or(1)).ok()?;
    let time = match (part(8, 10), part(10, 12), part(12, 14)) {
        (Some(h @ 0..24), Some(m @ 0..60), s) => format!("T{h:02}:{m:02}:{:02}", s.unwrap_or(0)),
        _ => String::new(),
    };
    let zone: String = pdf[digits.len()..].replace('\'', "").chars().take(5).collect();
    let zone = match zone.as_bytes() {
        [b'+' | b'-', rest @ ..] if rest.len() == 4 && rest.iter().all(u8::is_ascii_digit) && !time.is_empty() => {
            format!("{}:{}", &zone[..3], &zone[3..])
        }
        [b'Z', ..] if !time.is_empty() => "Z".to_owned(),
        _ => String::new(),
    };
    Some(format!("{day}{time}{zone}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dates(text: &str) -> Vec<String> {
        find_dates(text).into_iter().map(|found| found.date.to_string()).collect()
    }

    #[test]
    fn times_of_metadata_become_iso() {
        for (text, wanted) in [
            ("D:20260407101500+08'00'", Some("2026-04-07T10:15:00+08:00")),
            ("D:20260407101500Z", Some("2026-04-07T10:15:00Z")),
            ("D:20260407", Some("2026-04-07")),
            ("2026-04-07T02:15:00Z", Some("2026-04-07T02:15:00Z")),
            ("D:20261307", None),
            ("yesterday", None),
        ] {
            assert_eq!(metadata_time(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn every_way_a_date_is_written() {
        for (text, date) in [
            ("2026年4月7日", "2026-04-07"),
            ("2026年04月07日", "2026-04-07"),
            ("２０２６年４月７日", "2026-04-07"),
            ("2026 年 4 月 7 日", "2026-04-07"),
            ("2 0 2 6 年 1 2 月 3 1 日", "2026-12-31"),
            ("二○一二年一月十三日", "2012-01-13"),
            ("二〇一二年十二月三十一日", "2012-12-31"),
            ("二零二六年十月二十日", "2026-10-20"),
            ("二Ｏ一二年一月十三日", "2012-01-13"),
            ("二O二六年元月一日", "2026-01-01"),
            ("2024年2月29日", "2024-02-29"),
            ("2026-04-07会议.jpg", "2026-04-07"),
            ("会议2026.4.7.jpg", "2026-04-07"),
            ("2026/4/7", "2026-04-07"),
            ("2026_04_07_1", "2026-04-07"),
            ("IMG_20260407_143210.jpg", "2026-04-07"),
            ("2026-04-07-1.pdf", "2026-04-07"),
            ("济长交办 2026年4月7日印发", "2026-04-07"),
        ] {
            assert_eq!(dates(text), [date], "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "2026年2月30日",
            "2026年13月1日",
            "2023年2月29日",
            "2026年4月",
            "26年4月7日",
            "12026年4月7日",
            "1026年4月7日",
            "年 月 日",
            "20XX年XX月XX日",
            "2026.4.7.1.2",
            "2026-4/7",
            "微信图片_20260319120931.jpg",
            "20261340",
            "370113202604071234",
            "2026年第3号",
        ] {
            assert_eq!(dates(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn several_dates_keep_their_order_and_place() {
        let text = "自2026年1月1日起至2026年12月31日";
        let found = find_dates(text);
        assert_eq!(
            found.iter().map(|f| &text[f.range.clone()]).collect::<Vec<_>>(),
            ["2026年1月1日", "2026年12月31日"]
        );
    }

    #[test]
    fn a_very_long_line_is_scanned_once() {
        assert_eq!(dates(&"2026年".repeat(300_000)), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn a_written_date_is_read_back(year in 1949_i16..=2099, month in 1_i8..=12, day in 1_i8..=28) {
            let date = Date::new(year, month, day).unwrap();
            for text in [
                format!("{year}年{month}月{day}日"),
                format!("{year} 年 {month} 月 {day} 日"),
                date.to_string(),
                format!("{year}.{month}.{day}"),
            ] {
                let found = find_dates(&text);
                prop_assert_eq!(found.len(), 1);
                prop_assert_eq!(found[0].date, date);
                prop_assert_eq!(found[0].range.clone(), 0..text.len());
            }
        }

        #[test]
        fn never_panics(text in "([0-9２年月日〇○一二十Ｏ./_\\- ]|\\PC){0,60}") {
            for found in find_dates(&text) {
                prop_assert!(text.get(found.range).is_some());
            }
        }
    }
}
