//! Every date that a file has, whatever told it.
//!
//! Enters: the [`Evidence`] of a file. Leaves: [`Dated`], one type for all of them, so that rules compare dates and not their sources.

use crate::facts::{Evidence, Facts};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A date, as exactly as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// The first day it can mean.
    pub from: Date,
    /// The last day it can mean.
    pub to: Date,
    /// What told it.
    pub basis: DateBasis,
}

/// What told a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DateBasis {
    /// The watermark that is printed on a photo.
    Watermark,
    /// EXIF DateTimeOriginal.
    Exif,
    /// The date of the document 成文日期.
    Document,
    /// An electronic signature.
    Signed,
    /// What a web page says of its publication.
    Published,
    /// When a web page was saved.
    Saved,
    /// When the file was made, by its own properties.
    Created,
}

/// How exactly a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the quarter.
    Quarter,
    /// To the year.
    Year,
}

impl Dated {
    /// A day.
    pub fn day(day: Date, basis: DateBasis) -> Self {
        Self { from: day, to: day, basis }
    }

    /// A month, or none where there is no such month.
    pub fn month(year: i16, month: i8, basis: DateBasis) -> Option<Self> {
        let from = Date::new(year, month, 1).ok()?;
        Some(Self { from, to: from.last_of_month(), basis })
    }

    /// A quarter 1 to 4, or none where there is no such quarter.
    pub fn quarter(year: i16, quarter: i8, basis: DateBasis) -> Option<Self> {
        let first = quarter.checked_sub(1)?.checked_mul(3)?.checked_add(1)?;
        let to = Date::new(year, first.checked_add(2)?, 1).ok()?.last_of_month();
        Some(Self { from: Date::new(year, first, 1).ok()?, to, basis })
    }

    /// A year.
    pub fn year(year: i16, basis: DateBasis) -> Option<Self> {
        Some(Self { from: Date::new(year, 1, 1).ok()?, to: Date::new(year, 12, 31).ok()?, basis })
    }

    /// A date of ISO 8601 with as many parts as it has: a year, a month, a day, a time.
    pub fn from_iso(text: &str, basis: DateBasis) -> Option<Self> {
        let date = text.split(['T', ' ']).next()?;
        let mut parts = date.split('-').map(str::parse::<i16>);
        let (year, month, day) = (parts.next()?.ok()?, parts.next(), parts.next());
        match (month, day) {
            (None, _) => Self::year(year, basis),
            (Some(month), None) => Self::month(year, i8::try_from(month.ok()?).ok()?, basis),
            (Some(month), Some(day)) => {
                let (month, day) = (i8::try_from(month.ok()?).ok()?, i8::try_from(day.ok()?).ok()?);
                Date::new(year, month, day).ok().map(|day| Self::day(day, basis))
            }
        }
    }

    /// How exactly it is known.
    pub fn precision(&self) -> Precision {
        if self.from == self.to {
            Precision::Day
        } else if self.from.first_of_month() == self.to.first_of_month() {
            Precision::Month
        } else if self.from.month() == 1 && self.to.month() == 12 {
            Precision::Year
        } else {
            Precision::Quarter
        }
    }

    /// Whether two dates can mean the same day.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

/// All dates of a file.
pub fn dates_of(evidence: &Evidence) -> Vec<Dated> {
    let mut dates = Vec::new();
    match &evidence.facts {
        Facts::Photo(facts) => {
            let printed = facts.watermark.value().and_then(|mark| Dated::from_iso(&mark.time, DateBasis::Watermark));
            let taken = facts.taken_exif.value().map(|taken| Dated::day(taken.local.date(), DateBasis::Exif));
            dates.extend(printed.into_iter().chain(taken));
        }
        Facts::Document(facts) => {
            dates.extend(facts.date.value().map(|day| Dated::day(*day, DateBasis::Document)));
            let signed = facts.signatures.iter().filter_map(|signature| signature.signed_at);
            dates.extend(signed.map(|moment| Dated::day(moment.date(), DateBasis::Signed)));
            if let Some(web) = &facts.web {
                let published = web.published.value().and_then(|text| Dated::from_iso(text, DateBasis::Published));
                let saved = web.saved.value().and_then(|text| Dated::from_iso(text, DateBasis::Saved));
                dates.extend(published.into_iter().chain(saved));
            }
            dates.extend(facts.created.value().and_then(|text| Dated::from_iso(text, DateBasis::Created)));
        }
        Facts::Video(_) | Facts::None {} => {}
    }
    dates
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const BASIS: DateBasis = DateBasis::Document;

    #[test]
    fn a_date_is_known_as_exactly_as_it_is_written() {
        for (text, from, to, precision) in [
            ("2026", date(2026, 1, 1), date(2026, 12, 31), Precision::Year),
            ("2026-02", date(2026, 2, 1), date(2026, 2, 28), Precision::Month),
            ("2026-04-07", date(2026, 4, 7), date(2026, 4, 7), Precision::Day),
            ("2026-04-07T14:32", date(2026, 4, 7), date(2026, 4, 7), Precision::Day),
        ] {
            let dated = Dated::from_iso(text, BASIS).unwrap();
            assert_eq!((dated.from, dated.to, dated.precision()), (from, to, precision), "{text}");
        }
        for wrong in ["", "四月", "2026-13", "2026-02-30", "2026-400", "-"] {
            assert_eq!(Dated::from_iso(wrong, BASIS), None, "{wrong}");
        }
    }

    #[test]
    fn a_quarter_agrees_with_the_days_in_it() {
        let quarter = Dated::quarter(2026, 2, BASIS).unwrap();
        assert_eq!(
            (quarter.from, quarter.to, quarter.precision()),
            (date(2026, 4, 1), date(2026, 6, 30), Precision::Quarter)
        );
        assert!(quarter.agrees_with(&Dated::day(date(2026, 6, 30), BASIS)));
        assert!(!quarter.agrees_with(&Dated::day(date(2026, 7, 1), BASIS)));
        assert_eq!((Dated::quarter(2026, 0, BASIS), Dated::quarter(2026, 5, BASIS)), (None, None));
        assert_eq!((Dated::quarter(2026, i8::MAX, BASIS), Dated::quarter(2026, i8::MIN, BASIS)), (None, None));
    }

    proptest! {
        #[test]
        fn any_text_is_survived_and_no_date_ends_before_it_begins(text: String, numbers in "[0-9-]{0,12}") {
            for text in [text, numbers] {
                if let Some(dated) = Dated::from_iso(&text, BASIS) {
                    prop_assert!(dated.from <= dated.to);
                }
            }
        }
    }
}
