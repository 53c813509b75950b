//! Which files are versions of one paper.
//!
//! Enters: the papers of an item, each with its subject, number and bodies. Leaves: [`Group`]s. Equal subjects alone are not
//! enough: last year's plan has the title of this year's, and the county's that of the city's. So papers are gathered in three
//! steps, the surest first: those with a document number by subject and number; those that name their body by subject, unless
//! the bodies are clearly two; then drafts, which have neither. A paper that would fit two groups joins none of them: it
//! may be either, so its missing elements and theirs are for a human.
//!
//! Every step looks up hashed keys and looks at a few entries under each: the cost grows with the files and not with their
//! pairs.

use super::standing::Verdict;
use super::subject::{Key, Subject};
use crate::case::Filed;
use crate::facts::{Basis, Fact};
use crate::number::DocumentNumber;
use crate::place::numbering::normalise;
use crate::rules::seal_owner::{self, is_anothers};
use std::collections::HashMap;

/// A paper of the item.
pub(super) struct Paper<'a> {
    pub(super) filed: &'a Filed,
    pub(super) subject: Subject,
    pub(super) verdict: Verdict,
}

/// Versions of one paper.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// Their places in the list of papers.
    pub(super) members: Vec<usize>,
    /// Other groups that may be the same paper, the first few.
    pub(super) perhaps: Vec<usize>,
    /// How many more there are, as far as they were counted.
    pub(super) perhaps_more: usize,
    bodies: Vec<String>,
    number: Option<Number>,
}

/// A document number as far as it tells two papers apart.
#[derive(Debug, Clone)]
struct Number {
    written: String,
    /// A machine read it from pixels, and may have misread a digit.
    from_pixels: bool,
}

/// Groups that are kept under one key. Two make a file uncertain; the rest is only counted.
const KEPT: usize = 6;

/// The groups of one key.
#[derive(Debug, Default, Clone)]
struct Few {
    groups: Vec<usize>,
    more: usize,
}

impl Few {
    fn add(&mut self, group: usize) {
        if self.groups.contains(&group) {
        } else if self.groups.len() < KEPT {
            self.groups.push(group);
        } else {
            self.more += 1;
        }
    }

    fn extend(&mut self, other: &Self) {
        other.groups.iter().for_each(|group| self.add(*group));
        self.more = self.more.max(other.more);
    }
}

/// Keys with the groups that are entered under them; with a number, only those that bear it.
#[derive(Default)]
struct Index(HashMap<(Key, Option<String>), Few>);

impl Index {
    fn enter(&mut self, subject: &Subject, number: Option<&str>, group: usize) {
        for key in subject.entries() {
            self.0.entry((key, number.map(str::to_owned))).or_default().add(group);
        }
    }

    fn find(&self, keys: Vec<Key>, number: Option<&str>) -> Few {
        let mut found = Few::default();
        for key in keys {
            if let Some(few) = self.0.get(&(key, number.map(str::to_owned))) {
                found.extend(few);
            }
        }
        found
    }
}

/// Gathers the papers of an item, in the order of their first files.
pub(super) fn same_papers(papers: &[Paper<'_>]) -> Vec<Group> {
    let mut gathered = Gathered::default();
    let identities: Vec<(Option<Number>, Vec<String>)> =
        papers.iter().map(|paper| (number(paper.filed), named_bodies(paper.filed))).collect();
    let drafts = |index: &usize| matches!(identities.get(*index), Some((None, bodies)) if bodies.is_empty());
    for (index, (paper, (number, bodies))) in papers.iter().zip(&identities).enumerate() {
        if let Some(number) = number {
            gathered.numbered(index, &paper.subject, number, bodies);
        }
    }
    for (index, (paper, (number, bodies))) in papers.iter().zip(&identities).enumerate() {
        if number.is_none() && !bodies.is_empty() {
            gathered.signed(index, &paper.subject, bodies);
        }
    }
    let drafts: Vec<usize> = (0..papers.len()).filter(drafts).collect();
    for draft in versions_of_drafts(papers, &drafts) {
        gathered.draft(papers, draft);
    }
    gathered.finish(papers)
}

#[derive(Default)]
struct Gathered {
    groups: Vec<Group>,
    index: Index,
    /// Groups that may be any of several, under the keys of those.
    uncertain: HashMap<Key, Few>,
}

impl Gathered {
    fn new_group(&mut self, group: Group) -> usize {
        self.groups.push(group);
        self.groups.len() - 1
    }

    fn join(&mut self, at: usize, index: usize, subject: &Subject, bodies: &[String]) {
        let number = self.groups.get_mut(at).and_then(|group| {
            group.members.push(index);
            for body in bodies {
                if group.bodies.len() < KEPT && !group.bodies.contains(body) {
                    group.bodies.push(body.clone());
                }
            }
            group.number.as_ref().map(|number| number.written.clone())
        });
        self.index.enter(subject, None, at);
        if let Some(number) = number {
            self.index.enter(subject, Some(&number), at);
        }
    }

    /// A paper with a number belongs to those of its subject with the same one.
    fn numbered(&mut self, index: usize, subject: &Subject, number: &Number, bodies: &[String]) {
        let same = self.index.find(subject.lookups(), Some(&number.written));
        let same = same.groups.into_iter().find(|group| !self.is_another(*group, bodies));
        if let Some(group) = same {
            return self.join(group, index, subject, bodies);
        }
        let near: Vec<usize> = self.index.find(subject.lookups(), None).groups;
        let near = near.into_iter().filter(|group| self.may_be_misread(*group, number)).collect::<Vec<_>>();
        let group = self.new_group(Group { number: Some(number.clone()), perhaps: near.clone(), ..Group::default() });
        for other in near {
            self.perhaps(other, group);
        }
        self.join(group, index, subject, bodies);
    }

    /// A paper without a number that names its body belongs to the one group of its subject that is no other body's.
    fn signed(&mut self, index: usize, subject: &Subject, bodies: &[String]) {
        let found = self.index.find(subject.lookups(), None);
        let fitting: Vec<usize> = found.groups.into_iter().filter(|group| !self.is_another(*group, bodies)).collect();
        let among_several = fitting.iter().copied().find(|group| {
            self.groups.get(*group).is_some_and(|group| group.number.is_none() && !group.perhaps.is_empty())
        });
        match (among_several, fitting.as_slice(), found.more) {
            (Some(group), ..) => self.join(group, index, subject, bodies),
            (None, [group], 0) => self.join(*group, index, subject, bodies),
            (None, several, more) => {
                let group = self.new_group(Group::default());
                if !several.is_empty() || more > 0 {
                    self.either(group, several, more, subject);
                }
                self.join(group, index, subject, bodies);
            }
        }
    }

    /// Drafts belong to the one group of their subject.
    fn draft(&mut self, papers: &[Paper<'_>], members: Vec<usize>) {
        let subjects = || members.iter().filter_map(|index| papers.get(*index)).map(|paper| &paper.subject);
        let mut found = Few::default();
        for subject in subjects() {
            found.extend(&self.index.find(subject.lookups(), None));
        }
        if let ([group], 0) = (found.groups.as_slice(), found.more) {
            if let Some(group) = self.groups.get_mut(*group) {
                group.members.extend(members);
            }
            return;
        }
        let group = self.new_group(Group::default());
        if !found.groups.is_empty() {
            for subject in subjects() {
                self.either(group, &found.groups, found.more, subject);
            }
        }
        if let Some(group) = self.groups.get_mut(group) {
            group.members = members;
        }
    }

    /// A group may be any of several others.
    fn either(&mut self, group: usize, others: &[usize], more: usize, subject: &Subject) {
        if let Some(group) = self.groups.get_mut(group) {
            group.perhaps = others.to_vec();
            group.perhaps_more = more;
        }
        for key in subject.lookups() {
            self.uncertain.entry(key).or_default().add(group);
        }
    }

    fn perhaps(&mut self, group: usize, other: usize) {
        if let Some(group) = self.groups.get_mut(group)
            && !group.perhaps.contains(&other)
        {
            if group.perhaps.len() < KEPT {
                group.perhaps.push(other);
            } else {
                group.perhaps_more += 1;
            }
        }
    }

    /// Whether a group is clearly of other bodies.
    fn is_another(&self, group: usize, bodies: &[String]) -> bool {
        self.groups.get(group).is_some_and(|group| are_others(&group.bodies, bodies))
    }

    fn may_be_misread(&self, group: usize, number: &Number) -> bool {
        let other = self.groups.get(group).and_then(|group| group.number.as_ref());
        other.is_some_and(|other| {
            (other.from_pixels || number.from_pixels) && differ_in_one(&other.written, &number.written)
        })
    }

    /// What may be any of several groups may be each of them; and so may the notice be that of a paper of its name.
    fn finish(mut self, papers: &[Paper<'_>]) -> Vec<Group> {
        for (at, group) in self.groups.iter().enumerate() {
            if group.number.is_none() && group.bodies.is_empty() {
                let members = group.members.iter().filter_map(|index| papers.get(*index));
                members.for_each(|paper| self.index.enter(&paper.subject, None, at));
            }
        }
        for at in 0..self.groups.len() {
            let members = self.groups.get(at).map(|group| group.members.clone()).unwrap_or_default();
            let mut others = Few::default();
            for paper in members.iter().filter_map(|index| papers.get(*index)) {
                for few in paper.subject.entries().iter().filter_map(|key| self.uncertain.get(key)) {
                    others.extend(few);
                }
                others.extend(&self.index.find(paper.subject.perhaps_printed_by(), None));
            }
            for other in others.groups.iter().copied().filter(|other| *other != at) {
                let bodies = self.groups.get(other).map(|group| group.bodies.clone()).unwrap_or_default();
                if !self.is_another(at, &bodies) {
                    self.perhaps(at, other);
                }
            }
        }
        let mut groups: Vec<(usize, Group)> = self.groups.into_iter().enumerate().collect();
        for (_, group) in &mut groups {
            group.members.sort_unstable();
        }
        // In the order of the files; the places in `perhaps` move with them.
        groups.sort_by_key(|(_, group)| group.members.first().copied());
        let moved: HashMap<usize, usize> = groups.iter().enumerate().map(|(to, (from, _))| (*from, to)).collect();
        for (_, group) in &mut groups {
            group.perhaps = group.perhaps.iter().filter_map(|other| moved.get(other).copied()).collect();
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }
}

/// Drafts that are versions of one another.
fn versions_of_drafts(papers: &[Paper<'_>], drafts: &[usize]) -> Vec<Vec<usize>> {
    let mut index = Index::default();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for draft in drafts {
        let Some(paper) = papers.get(*draft) else { continue };
        let same = index.find(paper.subject.lookups(), None).groups.into_iter().min();
        let at = same.unwrap_or_else(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(at) {
            group.push(*draft);
        }
        index.enter(&paper.subject, None, at);
    }
    groups
}

/// The document number of a paper. One without an agency code (第3号) does not tell whose it is, and with it two papers apart.
fn number(filed: &Filed) -> Option<Number> {
    match &filed.evidence.facts.document()?.number {
        Fact::Known { value, basis } if !DocumentNumber::code(value).is_empty() => {
            Some(Number { written: value.to_string(), from_pixels: matches!(basis, Basis::Pixels { .. }) })
        }
        _ => None,
    }
}

/// The bodies that a paper names: by its sign-off and red header, else by its seals.
fn named_bodies(filed: &Filed) -> Vec<String> {
    let Some(facts) = filed.evidence.facts.document() else { return Vec::new() };
    let named = seal_owner::bodies(facts);
    if !named.is_empty() {
        return named.into_iter().map(|body| body.name).collect();
    }
    let seals = facts.seal.value().map_or(&[][..], Vec::as_slice);
    seals.iter().filter_map(|seal| seal.inscription.as_deref()).map(normalise).collect()
}

/// Bodies by which a bureau works and which sign its papers: never clearly another body.
const WORKING_BODIES: [&str; 3] = ["领导小组", "专班", "指挥部"];

/// Whether two lists of bodies are clearly two issuers'. Where one of them is not known they may be one.
fn are_others(one: &[String], other: &[String]) -> bool {
    let working = |name: &String| WORKING_BODIES.iter().any(|body| name.contains(body));
    !one.is_empty()
        && !other.is_empty()
        && !one.iter().chain(other).any(working)
        && one.iter().all(|name| is_anothers(name, other))
        && other.iter().all(|name| is_anothers(name, one))
}

/// Whether one character was changed, added or left out.
fn differ_in_one(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let head = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let (one, other) = (one.get(head..).unwrap_or_default(), other.get(head..).unwrap_or_default());
    let tail = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    one.len() - tail <= 1 && other.len() - tail <= 1
}
