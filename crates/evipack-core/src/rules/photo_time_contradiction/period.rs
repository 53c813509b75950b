//! The days that a path promises for what lies there.
//!
//! Enters: a path such as `二、联动机制/1-1/2026年/第二季度/20260618调度会.jpg`. Leaves: the period of its folders (year,
//! quarter, month), and the day in the file's own name. Only whole folder names count: "2026年工作要点" is a title.

use crate::rel_path::RelPath;
use jiff::ToSpan;
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

/// Days from first to last, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period {
    /// The folders' own words.
    pub(super) words: String,
    pub(super) from: Date,
    pub(super) to: Date,
}

const YEAR: &str = r"^(20\d{2})\s*(?:年度?)?$";
const QUARTER: &str = r"^(?:(20\d{2})\s*年?\s*)?(?:第?([一二三四1-4])季度?|[Qq]([1-4]))$";
const MONTH: &str = r"^(?:(20\d{2})\s*年\s*)?(1[0-2]|0?[1-9])\s*月份?$";
/// Eight digits, or digits with points, dashes or characters between.
const DAY: &str =
    r"(20\d{2})(?:(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])|[.\-_年](1[0-2]|0?[1-9])[.\-_月](3[01]|[12]\d|0?[1-9]))";

struct Forms {
    year: Regex,
    quarter: Regex,
    month: Regex,
    day: Regex,
}

/// Fixed patterns: were one of them wrong, no path would match and the tests would fail.
static FORMS: LazyLock<Option<Forms>> = LazyLock::new(|| {
    let form = |pattern| Regex::new(pattern).ok();
    Some(Forms { year: form(YEAR)?, quarter: form(QUARTER)?, month: form(MONTH)?, day: form(DAY)? })
});

/// The period that the parts of a folder's path name. A quarter or month without a year is one of `year`.
pub(super) fn of_folders(folder: &RelPath, year: i16) -> Option<Period> {
    let forms = FORMS.as_ref()?;
    let (mut own_year, mut months, mut words) = (None, None, Vec::new());
    for part in folder.parts() {
        let part = part.trim();
        let number = |text: &str| text.parse::<i16>().ok();
        if let Some(found) = forms.year.captures(part) {
            own_year = found.get(1).and_then(|year| number(year.as_str()));
        } else if let Some(found) = forms.quarter.captures(part) {
            own_year = found.get(1).and_then(|year| number(year.as_str())).or(own_year);
            let quarter = found.get(2).or(found.get(3)).and_then(|quarter| quarter_number(quarter.as_str()))?;
            months = Some((quarter * 3 - 2, quarter * 3));
        } else if let Some(found) = forms.month.captures(part) {
            own_year = found.get(1).and_then(|year| number(year.as_str())).or(own_year);
            let month = found.get(2).and_then(|month| month.as_str().parse().ok())?;
            months = Some((month, month));
        } else {
            continue;
        }
        words.push(part.to_owned());
    }
    if words.is_empty() {
        return None;
    }
    let (first, last) = months.unwrap_or((1, 12));
    let year = own_year.unwrap_or(year);
    let from = Date::new(year, first, 1).ok()?;
    let to = Date::new(year, last, 1).ok()?.last_of_month();
    Some(Period { words: words.join("/"), from, to })
}

fn quarter_number(text: &str) -> Option<i8> {
    "一二三四"
        .chars()
        .position(|c| text.starts_with(c))
        .map_or_else(|| text.parse().ok(), |at| i8::try_from(at + 1).ok())
}

/// The day in a file's own name, where there is exactly one; digits inside a longer number are none.
pub(super) fn of_name(stem: &str) -> Option<Date> {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let alone = |found: &regex::Captures<'_>| {
        let whole = found.get(0)?;
        let (before, after) = (stem.get(..whole.start())?, stem.get(whole.end()..)?);
        (!is_digit(before.chars().next_back()) && !is_digit(after.chars().next())).then_some(())
    };
    let found = FORMS.as_ref()?.day.captures_iter(stem).filter(|found| alone(found).is_some());
    let mut days: Vec<Date> = found.filter_map(|found| day(&found)).collect();
    days.dedup();
    match days.as_slice() {
        [day] => Some(*day),
        _ => None,
    }
}

fn day(found: &regex::Captures<'_>) -> Option<Date> {
    let number = |at: usize| found.get(at)?.as_str().parse::<i8>().ok();
    let (month, day) = (number(2).or_else(|| number(4))?, number(3).or_else(|| number(5))?);
    Date::new(found.get(1)?.as_str().parse().ok()?, month, day).ok()
}

impl Period {
    /// Whether a day lies in the period or no more than so many days before or after it.
    pub(super) fn allows(&self, day: Date, before: i64, after: i64) -> bool {
        let from = self.from.checked_sub(before.days()).unwrap_or(self.from);
        let to = self.to.checked_add(after.days()).unwrap_or(self.to);
        (from..=to).contains(&day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn days(path: &str) -> Option<(Date, Date)> {
        of_folders(&RelPath::new(path).parent(), 2026).map(|period| (period.from, period.to))
    }

    #[test]
    fn folders_name_years_quarters_and_months() {
        let q2 = Some((date(2026, 4, 1), date(2026, 6, 30)));
        assert_eq!(days("二、联动/2026年/第二季度/a.jpg"), q2);
        assert_eq!(days("二、联动/2026年第2季度/a.jpg"), q2);
        assert_eq!(days("Q2/a.jpg"), q2);
        assert_eq!(days("2025/3月/a.jpg"), Some((date(2025, 3, 1), date(2025, 3, 31))));
        assert_eq!(days("2025年度/a.jpg"), Some((date(2025, 1, 1), date(2025, 12, 31))));
        for title in ["2026年工作要点/a.jpg", "4.季度研究与学习/a.jpg", "一季度总结会/a.jpg", "第二季度.jpg"]
        {
            assert_eq!(days(title), None, "{title}");
        }
    }

    #[test]
    fn a_name_holds_at_most_one_day() {
        let of = |name: &str| of_name(RelPath::new(name).stem());
        for name in ["20260618调度会.jpg", "IMG_20260618_143206.jpg", "2026.6.18 会议.jpg", "会议2026年6月18日.jpg"]
        {
            assert_eq!(of(name), Some(date(2026, 6, 18)), "{name}");
        }
        for name in ["mmexport1716130574783.jpg", "120260618.jpg", "20261318.jpg", "20260618至20260620.jpg", "会议.jpg"]
        {
            assert_eq!(of(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_path_is_survived(path: String) {
            let _ = (of_folders(&RelPath::new(&path), 2026), of_name(&path));
        }
    }
}
