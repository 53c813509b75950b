//! Files that may be the sealed original of a paper, although nobody can tell.
//!
//! Enters: the files of an item that may carry elements which nobody has read. Leaves: for a paper the nearest few that may be
//! its original, and how many more there are. A file may be it unless its own title says that it is another document.
//!
//! In a folder of drafts and nameless scans every draft has every scan for a possible original. So nothing is compared pair by
//! pair: files without a title are counted by folder, those with one lie sorted by their title from its end.

use super::subject::Subject;
use super::{Filed, folder};
use crate::case::RELATED_MOST;
use crate::facts::Facts;
use crate::rel_path::RelPath;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Possible originals of one paper.
#[derive(Debug, Default)]
pub(super) struct Possible<'a> {
    /// The nearest: those of its own folder before the others.
    pub(super) nearest: Vec<&'a Filed>,
    pub(super) more: usize,
}

impl<'a> Possible<'a> {
    /// One more, named or counted.
    pub(super) fn add(&mut self, filed: &'a Filed) {
        if self.nearest.len() < RELATED_MOST {
            self.nearest.push(filed);
        } else {
            self.more += 1;
        }
    }
}

/// The files of an item that may hide elements.
pub(super) struct Hiding<'a> {
    files: Vec<&'a Filed>,
    places: HashMap<&'a str, Place>,
    /// Files without a title that are no pictures, and the same by their folder. They may belong to any paper of the item.
    untitled: Vec<usize>,
    untitled_in: BTreeMap<RelPath, Vec<usize>>,
    /// Pictures by their folder. They may belong to a paper of the same folder.
    pictures_in: BTreeMap<RelPath, Vec<usize>>,
    titled: Vec<usize>,
    /// Each title written backwards with its file, sorted: titles that end alike lie side by side.
    by_end: Vec<(String, usize)>,
}

/// Where a file stands in [`Hiding`].
enum Place {
    Untitled,
    Picture(RelPath),
    Titled(Vec<String>),
}

/// Characters at the end of a title that are compared. Longer titles are told apart by these.
const COMPARED: usize = 120;
/// Titles up to which a count is exact.
const COUNTED_EXACTLY: usize = 64;

impl<'a> Hiding<'a> {
    pub(super) fn of(files: impl Iterator<Item = &'a Filed>) -> Self {
        let mut hiding = Self {
            files: files.collect(),
            places: HashMap::new(),
            untitled: Vec::new(),
            untitled_in: BTreeMap::new(),
            pictures_in: BTreeMap::new(),
            titled: Vec::new(),
            by_end: Vec::new(),
        };
        for (index, filed) in hiding.files.iter().enumerate() {
            let subject = Subject::of(filed);
            let place = if matches!(filed.evidence.facts, Facts::Photo(_)) {
                let folder = folder(filed);
                hiding.pictures_in.entry(folder.clone()).or_default().push(index);
                Place::Picture(folder)
            } else if subject.titles().is_empty() {
                hiding.untitled.push(index);
                hiding.untitled_in.entry(folder(filed)).or_default().push(index);
                Place::Untitled
            } else {
                let titles: Vec<String> = subject.titles().iter().map(|title| backwards(title)).collect();
                hiding.titled.push(index);
                hiding.by_end.extend(titles.iter().map(|title| (title.clone(), index)));
                Place::Titled(titles)
            };
            hiding.places.insert(filed.evidence.path.as_str(), place);
        }
        hiding.by_end.sort();
        hiding
    }

    pub(super) fn holds(&self, filed: &Filed) -> bool {
        self.places.contains_key(filed.evidence.path.as_str())
    }

    /// What may be the original of a paper with these versions, of these subjects.
    pub(super) fn originals(&self, versions: &[&'a Filed], subjects: &[&Subject]) -> Possible<'a> {
        let own: HashSet<&str> = versions.iter().map(|version| version.evidence.path.as_str()).collect();
        let folders: BTreeSet<RelPath> = versions.iter().map(|version| folder(version)).collect();
        // A version whose title nobody read may be any of the titled papers.
        let any_title = subjects.iter().any(|subject| subject.titles().is_empty());
        let alike = if any_title { Vec::new() } else { self.alike(subjects) };
        let pictures = folders.iter().filter_map(|folder| self.pictures_in.get(folder));
        let all = self.untitled.len()
            + pictures.map(Vec::len).sum::<usize>()
            + if any_title { self.titled.len() } else { self.count_alike(&alike, &own) };
        let is_counted = |place: &&Place| match place {
            Place::Untitled => true,
            Place::Picture(folder) => folders.contains(folder),
            Place::Titled(_) => any_title,
        };
        let count = all.saturating_sub(own.iter().filter_map(|path| self.places.get(path)).filter(is_counted).count());
        let in_folders = |by_folder: &'_ BTreeMap<RelPath, Vec<usize>>| -> Vec<usize> {
            // So many that the paper's own versions do not use them up.
            let most = RELATED_MOST + own.len();
            folders.iter().filter_map(|folder| by_folder.get(folder)).flatten().copied().take(most).collect()
        };
        let titled: Box<dyn Iterator<Item = usize>> = if any_title {
            Box::new(self.titled.iter().copied())
        } else {
            Box::new(
                alike.iter().filter_map(|(from, to)| self.by_end.get(*from..*to)).flatten().map(|(_, index)| *index),
            )
        };
        let mut nearest: Vec<&'a Filed> = Vec::new();
        let beside = in_folders(&self.untitled_in).into_iter().chain(in_folders(&self.pictures_in));
        for index in beside.chain(titled).chain(self.untitled.iter().copied()) {
            if nearest.len() >= RELATED_MOST.min(count) {
                break;
            }
            let Some(filed) = self.files.get(index) else { continue };
            let path = filed.evidence.path.as_str();
            if !own.contains(path) && nearest.iter().all(|other| other.evidence.path.as_str() != path) {
                nearest.push(filed);
            }
        }
        let more = count - nearest.len();
        Possible { nearest, more }
    }

    /// The ranges of `by_end` whose titles end with one of these subjects' titles, or are the end of one.
    fn alike(&self, subjects: &[&Subject]) -> Vec<(usize, usize)> {
        let titles: BTreeSet<String> =
            subjects.iter().flat_map(|subject| subject.titles()).map(|title| backwards(title)).collect();
        let mut ranges = Vec::new();
        for title in &titles {
            let from = self.by_end.partition_point(|(other, _)| other < title);
            let to = from
                + self.by_end.get(from..).unwrap_or_default().partition_point(|(other, _)| other.starts_with(title));
            ranges.push((from, to));
            for (end, _) in title.char_indices() {
                let shorter = title.get(..end).unwrap_or_default();
                let from = self.by_end.partition_point(|(other, _)| other.as_str() < shorter);
                let length = self.by_end.get(from..).unwrap_or_default().partition_point(|(other, _)| other == shorter);
                ranges.push((from, from + length));
            }
        }
        ranges.retain(|(from, to)| from < to);
        ranges.sort_unstable();
        let mut merged: Vec<(usize, usize)> = Vec::new();
        for (from, to) in ranges {
            match merged.last_mut() {
                Some((_, end)) if from <= *end => *end = to.max(*end),
                _ => merged.push((from, to)),
            }
        }
        merged
    }

    /// How many titled files other than the paper's own lie in these ranges. A file that prints several papers lies in several
    /// places: it is counted once where the ranges are short, and may be counted again in long ones.
    fn count_alike(&self, alike: &[(usize, usize)], own: &HashSet<&str>) -> usize {
        let entries = || alike.iter().filter_map(|(from, to)| self.by_end.get(*from..*to)).flatten();
        if alike.iter().map(|(from, to)| to - from).sum::<usize>() <= COUNTED_EXACTLY {
            let files: HashSet<usize> = entries().map(|(_, index)| *index).collect();
            let path = |index: usize| self.files.get(index).map(|filed| filed.evidence.path.as_str());
            return files.into_iter().filter_map(path).filter(|path| !own.contains(path)).count();
        }
        let all: usize = alike.iter().map(|(from, to)| to - from).sum();
        let is_in = |title: &String| {
            let at = self.by_end.partition_point(|(other, _)| other < title);
            let after = alike.partition_point(|(from, _)| *from <= at);
            after.checked_sub(1).and_then(|index| alike.get(index)).is_some_and(|(_, to)| at < *to)
        };
        let places = own.iter().filter_map(|path| self.places.get(path));
        let titles = places.filter_map(|place| if let Place::Titled(titles) = place { Some(titles) } else { None });
        all.saturating_sub(titles.flatten().filter(|title| is_in(title)).count())
    }
}

fn backwards(title: &str) -> String {
    title.chars().rev().take(COMPARED).collect()
}
