//! Truth against claim.
//!
//! Enters: what is there, what the tool says. Leaves: a [`Claim`]. Shared by photos, pages and labelled files.

use crate::seen::Fact;
use crate::tally::{Case, Claim, Rigour};

/// Whether a thing is there at all.
pub(crate) fn presence(is_present: bool, fact: Fact<'_>) -> Claim {
    match fact {
        Fact::Known(_) if is_present => Claim::Right,
        Fact::Known(_) => Claim::Wrong,
        Fact::Absent => Claim::Absent,
        Fact::Unknown => Claim::Unknown,
    }
}

/// Whether a text is the true one, by a comparison of (true, claimed).
pub(crate) fn exact(truth: Option<&str>, fact: Fact<'_>, is_same: impl Fn(&str, &str) -> bool) -> Claim {
    match (fact, truth) {
        (Fact::Known(value), Some(truth)) if value.as_str().is_some_and(|claimed| is_same(truth, claimed)) => {
            Claim::Right
        }
        (Fact::Known(_), _) => Claim::Wrong,
        (Fact::Absent, _) => Claim::Absent,
        (Fact::Unknown, _) => Claim::Unknown,
    }
}

/// The questions to one file, as they are answered.
#[derive(Debug)]
pub(crate) struct Sheet<'a> {
    pub(crate) file: &'a str,
    pub(crate) groups: Vec<(&'static str, String)>,
    pub(crate) cases: Vec<Case>,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(file: &'a str, groups: Vec<(&'static str, String)>) -> Self {
        Self { file, groups, cases: Vec::new() }
    }

    pub(crate) fn put(&mut self, fact: &'static str, present: bool, claim: Claim, rigour: Rigour, note: String) {
        let (file, groups) = (self.file.to_owned(), self.groups.clone());
        self.cases.push(Case { fact, file, present, claim, rigour, groups, note });
    }
}

/// The same words, whatever blanks and punctuation separate them.
pub(crate) fn same_words(truth: &str, claimed: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    bare(truth) == bare(claimed)
}

#[cfg(test)]
mod tests {
    use super::{exact, presence, same_words};
    use crate::seen::Fact;
    use crate::tally::Claim;
    use serde_json::json;

    #[test]
    fn presence_knows_four_answers() {
        let value = json!([]);
        assert_eq!(presence(true, Fact::Known(&value)), Claim::Right);
        assert_eq!(presence(false, Fact::Known(&value)), Claim::Wrong);
        assert_eq!(presence(true, Fact::Absent), Claim::Absent);
        assert_eq!(presence(false, Fact::Unknown), Claim::Unknown);
    }

    #[test]
    fn exact_wants_the_true_words() {
        let value = json!("青交发〔2026〕1号");
        let same = |a: &str, b: &str| a == b;
        assert_eq!(exact(Some("青交发〔2026〕1号"), Fact::Known(&value), same), Claim::Right);
        assert_eq!(exact(Some("青交发〔2026〕11号"), Fact::Known(&value), same), Claim::Wrong);
        assert_eq!(exact(None, Fact::Known(&value), same), Claim::Wrong);
        assert_eq!(exact(None, Fact::Absent, same), Claim::Absent);
    }

    #[test]
    fn words_without_their_punctuation() {
        assert!(same_words("云泽市·青岚县", "云泽市 青岚县"));
        assert!(!same_words("青岚县", "青岚市"));
    }
}
