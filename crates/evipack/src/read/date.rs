//! Dates of documents.
//!
//! Enters: a line of text. Leaves: the civil dates in it: `2026年4月7日` (GB/T 9704-2012 7.3.5.4) with blanks and full-width
//! digits tolerated, and 二○一二年一月十三日 as papers before 2012 have it. Impossible dates are none.

use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;

static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"([0-9]{4}|[〇零○OＯ一二三四五六七八九]{4})年([0-9]{1,2}|[一二三四五六七八九十]{1,3})月([0-9]{1,2}|[一二三四五六七八九十]{1,3})日").ok()
});

/// The dates in a line, in order.
pub(crate) fn find_dates(line: &str) -> Vec<Date> {
    let text: String = line.nfkc().filter(|c| !c.is_whitespace()).collect();
    let Some(regex) = DATE.as_ref() else { return Vec::new() };
    regex
        .captures_iter(&text)
        .filter_map(|found| {
            let year = i16::try_from(year(&found[1])?).ok()?;
            let (month, day) = (small(&found[2])?, small(&found[3])?);
            Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
        })
        .collect()
}

/// The date that is a whole line, blanks and a closing bracket of an attachment's date aside.
pub(crate) fn whole_line(line: &str) -> Option<Date> {
    let text: String = line.nfkc().filter(|c| !c.is_whitespace() && !"()".contains(*c)).collect();
    let regex = DATE.as_ref()?;
    let found = regex.find(&text)?;
    (found.start() == 0 && found.end() == text.len()).then(|| find_dates(&text).first().copied())?
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

/// A year in digits of either script, digit by digit.
fn year(text: &str) -> Option<u32> {
    text.chars().try_fold(0, |year, c| {
        let digit = match c {
            '〇' | '零' | '○' | 'O' | 'Ｏ' => 0,
            c => c.to_digit(10).or_else(|| chinese_digit(c))?,
        };
        Some(year * 10 + digit)
    })
}

/// A month or day: 7, 07, 七, 十, 十三, 二十, 三十一.
fn small(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let chars: Vec<char> = text.chars().collect();
    match *chars.as_slice() {
        ['十'] => Some(10),
        [a] => chinese_digit(a),
        ['十', b] => Some(10 + chinese_digit(b)?),
        [a, '十'] => Some(10 * chinese_digit(a)?),
        [a, '十', b] => Some(10 * chinese_digit(a)? + chinese_digit(b)?),
        _ => None,
    }
}

fn chinese_digit(c: char) -> Option<u32> {
    "一二三四五六七八九".chars().position(|digit| digit == c).map(|at| at as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_of_papers_are_read() {
        for (text, wanted) in [
            ("2026年4月7日", date(2026, 4, 7)),
            ("2026 年 4 月 7 日", date(2026, 4, 7)),
            ("２０２６年４月７日", date(2026, 4, 7)),
            ("二○一二年一月十三日", date(2012, 1, 13)),
            ("二〇一一年十二月三十一日", date(2011, 12, 31)),
            ("二OO九年十月二十日", date(2009, 10, 20)),
        ] {
            assert_eq!(find_dates(text), [wanted], "{text}");
            assert_eq!(whole_line(text), Some(wanted), "{text}");
        }
        assert_eq!(whole_line("青岚县交通运输局办公室 2026年4月8日印发"), None);
        assert_eq!(find_dates("2026年2月30日"), []);
        assert_eq!(find_dates("2026年13月1日"), []);
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

    proptest::proptest! {
        #[test]
        fn nothing_panics(text in ".{0,60}") {
            let _ = (find_dates(&text), whole_line(&text), metadata_time(&text), metadata_time(&format!("D:{text}")));
        }

        #[test]
        fn every_date_comes_back(days in 0i64..40_000) {
            let day = date(1960, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let text = format!("{}年{}月{}日", day.year(), day.month(), day.day());
            proptest::prop_assert_eq!(whole_line(&text), Some(day));
        }
    }
}
