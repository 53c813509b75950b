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

    proptest::proptest! {
        #[test]
        fn nothing_panics(text in ".{0,60}") {
            let _ = (find_dates(&text), whole_line(&text));
        }

        #[test]
        fn every_date_comes_back(days in 0i64..40_000) {
            let day = date(1960, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let text = format!("{}年{}月{}日", day.year(), day.month(), day.day());
            proptest::prop_assert_eq!(whole_line(&text), Some(day));
        }
    }
}
