//! The values that must be reached.
//!
//! Enters: tallies and costs. Leaves: one line for each bound, with what was measured and whether it holds. A point estimate
//! decides; the interval stands beside it. What was not measured neither holds nor fails.

use crate::tally::{Counts, Tallies};
use crate::wilson::Share;
use crate::{kinds, pages, photos};

/// Shares that must be reached.
const MIB: f64 = 1_048_576.0;
const WATERMARK_RECALL: f64 = 0.99;
const WATERMARK_PRECISION: f64 = 0.995;
const TIME_EXACT: f64 = 0.97;
const TIME_WRONG: f64 = 0.003;
const SEEN_RECALL: f64 = 0.98;
const SEEN_PRECISION: f64 = 0.99;
const NUMBER_RECALL: f64 = 0.97;
const NUMBER_PRECISION: f64 = 0.995;
const KIND: f64 = 0.97;
const UNKNOWN: f64 = 0.05;
/// CPU seconds a file and bytes resident.
const PHOTO_SECONDS: f64 = 0.45;
const PAGE_SECONDS: f64 = 2.5;
const MEMORY_MIB: f64 = 450.0;

/// What an audit costs; `None` where nothing was measured.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Costs {
    /// CPU seconds a photo, recognition included.
    pub(crate) photo_seconds: Option<f64>,
    /// CPU seconds a page.
    pub(crate) page_seconds: Option<f64>,
    /// CPU seconds a screenshot, page picture or drawing among the pictures.
    pub(crate) other_seconds: Option<f64>,
    /// CPU seconds to load the models, once.
    pub(crate) load_seconds: Option<f64>,
    /// The largest of all audits.
    pub(crate) peak_bytes: Option<u64>,
}

/// What was measured for a bound.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Measured {
    Share(Share),
    Number(Option<f64>, &'static str),
}

/// A must-reach value.
#[derive(Debug, Clone)]
pub(crate) struct Bound {
    pub(crate) name: String,
    pub(crate) measured: Measured,
    pub(crate) limit: f64,
    /// The value must not lie below the limit; else not above it.
    pub(crate) is_floor: bool,
}

impl Bound {
    /// Whether it holds; `None` where nothing was measured.
    pub(crate) fn holds(&self) -> Option<bool> {
        let value = match self.measured {
            Measured::Share(share) => share.is_measured().then_some(share.value)?,
            Measured::Number(value, _) => value?,
        };
        Some(if self.is_floor { value >= self.limit } else { value <= self.limit })
    }
}

/// Which figure of a fact is bound.
type Figure = fn(&Counts) -> Share;

/// (fact, figure's name, figure, limit, whether it is a floor).
const SHARES: &[(&str, &str, Figure, f64, bool)] = &[
    (photos::PRESENT, "recall", Counts::recall, WATERMARK_RECALL, true),
    (photos::PRESENT, "precision", Counts::precision, WATERMARK_PRECISION, true),
    (photos::PRESENT, "unknown", Counts::unknown, UNKNOWN, false),
    (photos::TIME, "exact", Counts::recall, TIME_EXACT, true),
    (photos::TIME, "wrong", Counts::wrong, TIME_WRONG, false),
    (pages::SEAL, "recall", Counts::recall, SEEN_RECALL, true),
    (pages::SEAL, "precision", Counts::precision, SEEN_PRECISION, true),
    (pages::SEAL, "unknown", Counts::unknown, UNKNOWN, false),
    (pages::HEADER, "recall", Counts::recall, SEEN_RECALL, true),
    (pages::HEADER, "precision", Counts::precision, SEEN_PRECISION, true),
    (pages::HEADER, "unknown", Counts::unknown, UNKNOWN, false),
    (pages::NUMBER, "recall", Counts::recall, NUMBER_RECALL, true),
    (pages::NUMBER, "precision", Counts::precision, NUMBER_PRECISION, true),
    (kinds::PHOTO, "recall", Counts::recall, KIND, true),
    (kinds::PHOTO, "precision", Counts::precision, KIND, true),
    (kinds::SCREENSHOT, "recall", Counts::recall, KIND, true),
    (kinds::SCREENSHOT, "precision", Counts::precision, KIND, true),
    (kinds::DOCUMENT, "recall", Counts::recall, KIND, true),
    (kinds::DOCUMENT, "precision", Counts::precision, KIND, true),
];

/// All bounds with what was measured.
pub(crate) fn all(tallies: &Tallies, costs: &Costs) -> Vec<Bound> {
    let share = |(fact, name, figure, limit, is_floor): &(&str, &str, Figure, f64, bool)| {
        let measured = tallies.get(fact).map_or(Share::new(0, 0), |tally| figure(&tally.all));
        let name = format!("{fact}: {name}");
        Bound { name, measured: Measured::Share(measured), limit: *limit, is_floor: *is_floor }
    };
    let cost = |(name, value, unit, limit): (&str, Option<f64>, &'static str, f64)| Bound {
        name: name.to_owned(),
        measured: Measured::Number(value, unit),
        limit,
        is_floor: false,
    };
    let costs = [
        ("cost of a photo", costs.photo_seconds, "CPU s", PHOTO_SECONDS),
        ("cost of a page", costs.page_seconds, "CPU s", PAGE_SECONDS),
        ("peak memory", costs.peak_bytes.map(|bytes| bytes as f64 / MIB), "MiB", MEMORY_MIB),
    ];
    SHARES.iter().map(share).chain(costs.into_iter().map(cost)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Bound, Costs, all};
    use crate::photos::PRESENT;
    use crate::tally::{Case, Claim, Rigour, Tallies};

    fn seen(times: usize, claim: Claim) -> Vec<Case> {
        let case = Case {
            fact: PRESENT,
            file: String::new(),
            present: true,
            claim,
            rigour: Rigour::Full,
            groups: Vec::new(),
            note: String::new(),
        };
        vec![case; times]
    }

    #[test]
    fn a_bound_holds_at_its_limit_and_fails_below() {
        let mut cases = seen(99, Claim::Right);
        cases.extend(seen(1, Claim::Unknown));
        let verdict = |cases: &[Case]| all(&Tallies::of(cases), &Costs::default())[0].holds();
        assert_eq!(verdict(&cases), Some(true));
        cases.extend(seen(1, Claim::Absent));
        assert_eq!(verdict(&cases), Some(false));
    }

    #[test]
    fn what_was_not_measured_neither_holds_nor_fails() {
        let costs = Costs { photo_seconds: Some(0.46), ..Costs::default() };
        let bounds = all(&Tallies::default(), &costs);
        let verdicts: Vec<_> = bounds.iter().filter_map(Bound::holds).collect();
        assert_eq!(verdicts, [false], "only the photo's cost was measured, and it is too much");
    }
}
