//! Findings that say the same, said once. Enters: findings. Leaves: [`Group`]s: the remarks on one file joined, then the
//! files with the same remarks joined, in the order of the first finding.

use evipack::report::Finding;
use std::collections::HashMap;

/// Files about which the same is to be said.
pub(crate) struct Group<'r> {
    pub(crate) messages: Vec<&'r str>,
    pub(crate) observed: &'r str,
    pub(crate) expected: Vec<&'r str>,
    pub(crate) hints: Vec<&'r str>,
    pub(crate) paths: Vec<&'r str>,
    /// Other files concerned.
    pub(crate) related: Vec<&'r str>,
    /// How many more other files are concerned.
    pub(crate) related_more: usize,
}

/// What makes two groups one: everything but the paths and what was wanted.
type Said<'r> = (Vec<&'r str>, &'r str, Vec<&'r str>, Vec<&'r str>, usize);

pub(crate) fn group<'r>(findings: &[&'r Finding]) -> Vec<Group<'r>> {
    let mut by_file: Vec<Group<'r>> = Vec::new();
    let mut of_file: HashMap<(&str, &str), usize> = HashMap::new();
    for finding in findings {
        let path = finding.path.as_str();
        let known = of_file.get(&(path, finding.observed.as_str())).and_then(|at| by_file.get_mut(*at));
        if let Some(group) = known {
            add(&mut group.messages, &finding.message);
            add(&mut group.expected, &finding.expected);
            add(&mut group.hints, &finding.hint);
            continue;
        }
        of_file.insert((path, &finding.observed), by_file.len());
        by_file.push(Group {
            messages: vec![&finding.message],
            observed: &finding.observed,
            expected: vec![&finding.expected],
            hints: vec![&finding.hint],
            paths: vec![path],
            related: finding.related.iter().map(evipack::RelPath::as_str).collect(),
            related_more: finding.related_more,
        });
    }
    let mut groups: Vec<Group<'r>> = Vec::new();
    let mut same: HashMap<Said<'r>, usize> = HashMap::new();
    for one in by_file {
        let said = (one.messages.clone(), one.observed, one.hints.clone(), one.related.clone(), one.related_more);
        if let Some(group) = same.get(&said).and_then(|at| groups.get_mut(*at)) {
            group.paths.extend(one.paths);
        } else {
            same.insert(said, groups.len());
            groups.push(one);
        }
    }
    groups
}

fn add<'r>(list: &mut Vec<&'r str>, text: &'r str) {
    if !list.contains(&text) {
        list.push(text);
    }
}
