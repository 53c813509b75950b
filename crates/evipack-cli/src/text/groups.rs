//! Findings that say the same, said once. Enters: findings. Leaves: [`Group`]s: the remarks on one file joined, then the
//! files with the same remarks joined, in the order of the first finding.

use evipack::report::Finding;

/// Files about which the same is to be said.
pub(crate) struct Group<'r> {
    pub(crate) messages: Vec<&'r str>,
    pub(crate) observed: &'r str,
    pub(crate) expected: Vec<&'r str>,
    pub(crate) hints: Vec<&'r str>,
    pub(crate) paths: Vec<&'r str>,
    /// Other files concerned.
    pub(crate) related: Vec<&'r str>,
}

pub(crate) fn group<'r>(findings: &[&'r Finding]) -> Vec<Group<'r>> {
    let mut by_file: Vec<Group<'r>> = Vec::new();
    for finding in findings {
        let path = finding.path.as_str();
        match by_file.iter_mut().find(|group| group.paths == [path] && group.observed == finding.observed) {
            Some(group) => {
                add(&mut group.messages, &finding.message);
                add(&mut group.expected, &finding.expected);
                add(&mut group.hints, &finding.hint);
            }
            None => by_file.push(Group {
                messages: vec![&finding.message],
                observed: &finding.observed,
                expected: vec![&finding.expected],
                hints: vec![&finding.hint],
                paths: vec![path],
                related: finding.related.iter().map(evipack::RelPath::as_str).collect(),
            }),
        }
    }
    let mut groups: Vec<Group<'r>> = Vec::new();
    for one in by_file {
        let same = |group: &&mut Group<'r>| {
            group.messages == one.messages
                && group.observed == one.observed
                && group.hints == one.hints
                && group.related == one.related
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.paths.extend(one.paths),
            None => groups.push(one),
        }
    }
    groups
}

fn add<'r>(list: &mut Vec<&'r str>, text: &'r str) {
    if !list.contains(&text) {
        list.push(text);
    }
}
