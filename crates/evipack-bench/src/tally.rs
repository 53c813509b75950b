//! Counting.
//!
//! Enters: [`Case`]s, one for each question put to each file: is the thing there, and what did the tool claim. Leaves: a
//! [`Tally`] for each fact, whole and by group, with the names of the files that failed.
//!
//! The definitions that all tables use:
//! - recall = known and right / all present
//! - precision = known and right / all claimed as known
//! - false zero = claimed absent although present: the worst error, it costs points
//! - unknown = neither known nor absent / all
//! - wrong = known and not right / all, illegible ones included

use crate::wilson::Share;
use std::collections::BTreeMap;

/// What the tool claimed about one thing in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Known, and it is so.
    Right,
    /// Known, and it is not so, or nothing is there.
    Wrong,
    /// Claimed not to be there.
    Absent,
    /// Not known.
    Unknown,
}

/// How strictly a case counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rigour {
    /// In every figure.
    Full,
    /// Not to know is as good as the truth: such an answer is left out, any other counts in full.
    UnknownAllowed,
    /// No human could read it for sure: only claims of knowing count, in precision and wrong.
    Illegible,
}

/// One question to one file, answered.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The fact, as the tables name it.
    pub(crate) fact: &'static str,
    pub(crate) file: String,
    pub(crate) present: bool,
    pub(crate) claim: Claim,
    pub(crate) rigour: Rigour,
    /// Dimension and value, such as `style` and `yuandao`.
    pub(crate) groups: Vec<(&'static str, String)>,
    /// What was there and what was claimed, for whoever looks at the failure.
    pub(crate) note: String,
}

/// The counts of one fact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    present: u64,
    total: u64,
    right: u64,
    known: u64,
    false_zero: u64,
    unknown: u64,
    /// Wrong and all, with the illegible ones.
    wrong: u64,
    asked: u64,
}

impl Counts {
    fn add(&mut self, case: &Case) {
        let known = matches!(case.claim, Claim::Right | Claim::Wrong);
        if case.rigour == Rigour::UnknownAllowed && case.claim == Claim::Unknown {
            return;
        }
        self.asked += 1;
        self.wrong += u64::from(case.claim == Claim::Wrong);
        if case.rigour == Rigour::Illegible {
            self.known += u64::from(case.claim == Claim::Wrong);
            return;
        }
        self.total += 1;
        self.present += u64::from(case.present);
        self.known += u64::from(known);
        self.right += u64::from(case.claim == Claim::Right);
        self.false_zero += u64::from(case.present && case.claim == Claim::Absent);
        self.unknown += u64::from(case.claim == Claim::Unknown);
    }

    pub(crate) fn recall(&self) -> Share {
        Share::new(self.right, self.present)
    }

    pub(crate) fn precision(&self) -> Share {
        Share::new(self.right, self.known)
    }

    pub(crate) fn false_zero(&self) -> Share {
        Share::new(self.false_zero, self.present)
    }

    pub(crate) fn unknown(&self) -> Share {
        Share::new(self.unknown, self.total)
    }

    pub(crate) fn wrong(&self) -> Share {
        Share::new(self.wrong, self.asked)
    }
}

/// Why a file is listed as failing, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Failure {
    FalseZero,
    Wrong,
    Unknown,
}

impl Failure {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::FalseZero => "FALSE ZERO",
            Self::Wrong => "wrong",
            Self::Unknown => "unknown",
        }
    }

    fn of(case: &Case) -> Option<Self> {
        match (case.claim, case.present, case.rigour) {
            (Claim::Wrong, ..) => Some(Self::Wrong),
            (Claim::Absent, true, Rigour::Full | Rigour::UnknownAllowed) => Some(Self::FalseZero),
            (Claim::Unknown, _, Rigour::Full) => Some(Self::Unknown),
            _ => None,
        }
    }
}

/// Counts of one fact, whole and by group, and its failures.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub(crate) all: Counts,
    pub(crate) groups: BTreeMap<(&'static str, String), Counts>,
    pub(crate) failures: Vec<(Failure, String, String)>,
}

/// The tallies of all facts, in the order in which they first came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tallies {
    order: Vec<&'static str>,
    by_fact: BTreeMap<&'static str, Tally>,
}

impl Tallies {
    pub(crate) fn of(cases: &[Case]) -> Self {
        let mut tallies = Self::default();
        for case in cases {
            tallies.add(case);
        }
        for tally in tallies.by_fact.values_mut() {
            tally.failures.sort();
        }
        tallies
    }

    fn add(&mut self, case: &Case) {
        if !self.by_fact.contains_key(case.fact) {
            self.order.push(case.fact);
        }
        let tally = self.by_fact.entry(case.fact).or_default();
        tally.all.add(case);
        for group in &case.groups {
            tally.groups.entry(group.clone()).or_default().add(case);
        }
        if let Some(failure) = Failure::of(case) {
            tally.failures.push((failure, case.file.clone(), case.note.clone()));
        }
    }

    pub(crate) fn get(&self, fact: &str) -> Option<&Tally> {
        self.by_fact.get(fact)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &Tally)> {
        self.order.iter().filter_map(|fact| Some((*fact, self.by_fact.get(fact)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Case, Claim, Failure, Rigour, Tallies};

    fn case(present: bool, claim: Claim, rigour: Rigour) -> Case {
        let groups = vec![("style", "card".to_owned())];
        Case { fact: "seal", file: "1.jpg".to_owned(), present, claim, rigour, groups, note: String::new() }
    }

    fn numbers(share: crate::wilson::Share) -> (u64, u64) {
        (share.hits, share.of)
    }

    #[test]
    fn full_cases_count_everywhere() {
        let cases = [
            case(true, Claim::Right, Rigour::Full),
            case(true, Claim::Right, Rigour::Full),
            case(true, Claim::Wrong, Rigour::Full),
            case(true, Claim::Absent, Rigour::Full),
            case(true, Claim::Unknown, Rigour::Full),
            case(false, Claim::Wrong, Rigour::Full),
            case(false, Claim::Absent, Rigour::Full),
            case(false, Claim::Unknown, Rigour::Full),
        ];
        let tallies = Tallies::of(&cases);
        let tally = tallies.get("seal").unwrap();
        assert_eq!(numbers(tally.all.recall()), (2, 5));
        assert_eq!(numbers(tally.all.precision()), (2, 4));
        assert_eq!(numbers(tally.all.false_zero()), (1, 5));
        assert_eq!(numbers(tally.all.unknown()), (2, 8));
        assert_eq!(numbers(tally.all.wrong()), (2, 8));
        assert_eq!(tally.groups[&("style", "card".to_owned())], tally.all);
        let kinds: Vec<_> = tally.failures.iter().map(|failure| failure.0).collect();
        assert_eq!(
            kinds,
            [Failure::FalseZero, Failure::Wrong, Failure::Wrong, Failure::Unknown, Failure::Unknown],
            "the worst comes first"
        );
    }

    #[test]
    fn illegible_ones_can_only_be_wrong() {
        let cases = [
            case(true, Claim::Right, Rigour::Illegible),
            case(true, Claim::Absent, Rigour::Illegible),
            case(true, Claim::Unknown, Rigour::Illegible),
            case(true, Claim::Wrong, Rigour::Illegible),
        ];
        let tallies = Tallies::of(&cases);
        let tally = tallies.get("seal").unwrap();
        assert!(!tally.all.recall().is_measured() && !tally.all.unknown().is_measured());
        assert_eq!(numbers(tally.all.wrong()), (1, 4));
        assert_eq!(numbers(tally.all.precision()), (0, 1));
        assert_eq!(tally.failures.len(), 1);
    }

    #[test]
    fn an_allowed_unknown_is_left_out() {
        let cases = [
            case(false, Claim::Unknown, Rigour::UnknownAllowed),
            case(false, Claim::Wrong, Rigour::UnknownAllowed),
            case(true, Claim::Absent, Rigour::UnknownAllowed),
        ];
        let tallies = Tallies::of(&cases);
        let tally = tallies.get("seal").unwrap();
        assert_eq!(numbers(tally.all.unknown()), (0, 2));
        assert_eq!(numbers(tally.all.false_zero()), (1, 1));
        assert_eq!(tally.failures[0].0, Failure::FalseZero);
    }
}
