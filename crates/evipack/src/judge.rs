//! Facts to defects.
//!
//! Enters: a [`Case`]. Leaves: the [`Defect`]s that the rules found in it. What a defect costs is the table's business and is
//! decided in [`crate::score`].

use crate::case::{Case, Defect};
use crate::rules;

/// Runs every rule over a case. The order of the result is that of the paths, then of the rules.
pub(crate) fn judge(case: &Case<'_>) -> Vec<Defect> {
    let mut defects = Vec::new();
    for rule in rules::ALL {
        rule.judge(case, &mut defects);
    }
    defects.sort_by(|a, b| (&a.path, a.rule, a.page).cmp(&(&b.path, b.rule, b.page)));
    defects
}
