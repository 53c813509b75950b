//! Facts to defects.
//!
//! Enters: a [`Case`]. Leaves: the [`Defect`]s that the rules found in it. What a defect costs is the table's business and is
//! decided in [`crate::score`].

use crate::case::{Case, Certainty, Defect};
use crate::rel_path::RelPath;
use crate::rule_code::RuleCode;
use crate::rules;
use std::collections::BTreeMap;

/// Runs every rule over a case. The order of the result is that of the paths, then of the rules.
pub fn judge(case: &Case<'_>) -> Vec<Defect> {
    let mut defects = Vec::new();
    for rule in rules::ALL {
        rule.judge(case, &mut defects);
    }
    debug_assert!(defects.iter().all(Defect::is_whole), "a finding says what is wrong, seen, wanted and to do");
    let mut defects = said_once(defects);
    defects.sort_by(|a, b| (&a.path, a.rule, a.page).cmp(&(&b.path, b.rule, b.page)));
    defects
}

/// A doubt that another rule explains is said by that rule alone, and what it would cost stays at stake: that a seal is broken
/// says more than that a seal is not sure.
fn said_once(defects: Vec<Defect>) -> Vec<Defect> {
    let explained = |defect: &Defect| -> &'static [RuleCode] {
        let asks = matches!(defect.certainty, Certainty::Doubtful | Certainty::DoubtfulFor(_));
        rules::by_code(defect.rule).filter(|_| asks).map(rules::Rule::explains).unwrap_or_default()
    };
    // What became of each doubt that is explained: filled with the doubt itself, if there is one.
    let mut doubts: BTreeMap<(RelPath, RuleCode), Option<Defect>> = defects
        .iter()
        .flat_map(|defect| explained(defect).iter().map(|rule| ((defect.path.clone(), *rule), None)))
        .collect();
    if doubts.is_empty() {
        return defects;
    }
    let mut left = Vec::with_capacity(defects.len());
    for defect in defects {
        match doubts.get_mut(&(defect.path.clone(), defect.rule)) {
            Some(doubt) if defect.certainty == Certainty::Doubtful => *doubt = Some(defect),
            _ => left.push(defect),
        }
    }
    for defect in &mut left {
        for rule in explained(defect) {
            let Some(Some(doubt)) = doubts.get(&(defect.path.clone(), *rule)) else { continue };
            defect.certainty = Certainty::DoubtfulFor(*rule);
            defect.item = defect.item.or(doubt.item);
            if defect.related.is_empty() {
                defect.related.clone_from(&doubt.related);
            }
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defect(rule: RuleCode, certainty: Certainty, path: &str) -> Defect {
        let item = "1.2".parse().unwrap();
        let item = (rule == RuleCode::DocumentWithoutSeal).then_some(&item);
        Defect::new(rule, certainty, &RelPath::new(path)).of(item)
    }

    #[test]
    fn a_doubt_that_is_explained_is_said_once_and_stays_at_stake() {
        let (seal, broken) = (RuleCode::DocumentWithoutSeal, RuleCode::SignatureNotIntact);
        let left = said_once(vec![
            defect(seal, Certainty::Doubtful, "a"),
            defect(seal, Certainty::Doubtful, "b"),
            defect(seal, Certainty::Certain, "c"),
            defect(broken, Certainty::Doubtful, "a"),
            defect(broken, Certainty::Doubtful, "c"),
            defect(RuleCode::SignerMismatch, Certainty::Remark, "b"),
        ]);
        let said: Vec<_> = left.iter().map(|defect| (defect.path.as_str(), defect.rule, defect.certainty)).collect();
        assert_eq!(
            said,
            [
                ("b", seal, Certainty::Doubtful),
                ("c", seal, Certainty::Certain),
                ("a", broken, Certainty::DoubtfulFor(seal)),
                ("c", broken, Certainty::Doubtful),
                ("b", RuleCode::SignerMismatch, Certainty::Remark),
            ]
        );
        assert_eq!(left[2].item, Some("1.2".parse().unwrap()));
    }
}
