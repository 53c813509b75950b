//! What an archive has given so far, written down beside its unpacked members.
//!
//! Enters: each member, as soon as it is whole. Leaves: a file in the archive's private folder, and from it the members again.
//! A worker process may die in the middle of an archive, or be stopped at its limit. What it had unpacked until then is still
//! good material: it is audited, and only the archive itself becomes a review.

use super::limits::Spent;
use super::{Entry, may_be_archive, verdict};
use crate::open_listed::Listed;
use evipack_core::format::Format;
use evipack_core::rel_path::RelPath;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::Path;

/// Its name: members are called by a number.
const NAME: &str = "members";

/// Writes the members of one archive down.
#[derive(Debug)]
pub(super) struct Journal(Option<File>);

impl Journal {
    /// A new journal in the archive's folder. Without one the archive is unpacked all the same: it only helps where a worker dies.
    pub(super) fn new(folder: &Path) -> Self {
        Self(File::create_new(folder.join(NAME)).ok())
    }

    /// A member is whole. One write for each, without a buffer: a buffer would die with the process.
    pub(super) fn note(&mut self, member: &Entry) {
        let Some(file) = &mut self.0 else { return };
        let written = rmp_serde::to_vec_named(member).is_ok_and(|bytes| file.write_all(&bytes).is_ok());
        if !written {
            // A gap in the middle could not be read over.
            self.0 = None;
        }
    }
}

/// The members that an archive gave before the process that unpacked it ended.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) members: Vec<Entry>,
    pub(super) folders: BTreeSet<RelPath>,
}

/// Reads the journal of an archive's folder up to where it ends or breaks off. `inside` is the archive as a folder, `why` the
/// reason in Chinese why nobody came to its end: it also holds for the archives inside it.
pub(super) fn kept(folder: &Path, inside: &RelPath, why: &str) -> Kept {
    let mut kept = Kept::default();
    let Ok(file) = File::open(folder.join(NAME)) else { return kept };
    let mut journal = BufReader::new(file);
    while let Ok(mut member) = rmp_serde::from_read::<_, Entry>(&mut journal) {
        if !is_of(folder, &member) {
            continue;
        }
        let mut above = member.path.parent();
        while above != *inside && above != RelPath::root() && kept.folders.insert(above.clone()) {
            above = above.parent();
        }
        if may_be_archive(&member) {
            member.contents = Some(verdict::unopened(Format::OtherArchive, why.to_owned()));
        }
        kept.members.push(member);
    }
    kept.folders.insert(inside.clone());
    kept
}

/// Whether a member's file lies in the archive's folder. Links and foreign folders have none.
fn is_of(folder: &Path, member: &Entry) -> bool {
    match member.listed {
        Listed::Unpacked => member.os_path.parent() == Some(folder),
        Listed::NotAFile => member.os_path.as_os_str().is_empty(),
        Listed::File(_) | Listed::Unseen | Listed::InMemory => false,
    }
}

impl Kept {
    /// What the archives of the package have taken, these members included.
    pub(super) fn added_to(&self, spent: &Spent) -> Spent {
        let bytes = self.members.iter().map(|member| member.size).sum();
        spent.with(bytes, u32::try_from(self.members.len()).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(folder: &Path, path: &str, file: &str) -> Entry {
        Entry { packed: true, listed: Listed::Unpacked, ..Entry::loose(RelPath::new(path), folder.join(file), 3) }
    }

    #[test]
    fn whole_members_are_found_again_and_a_torn_line_ends_the_reading() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let mut journal = Journal::new(folder);
        journal.note(&member(folder, "a.zip!/甲/b.jpg", "1"));
        journal.note(&member(folder, "a.zip!/c.zip", "2"));
        let whole = std::fs::read(folder.join(NAME)).unwrap();
        journal.note(&member(folder, "a.zip!/d.jpg", "3"));
        drop(journal);
        let all = std::fs::read(folder.join(NAME)).unwrap();
        for cut in whole.len()..all.len() {
            std::fs::write(folder.join(NAME), &all[..cut]).unwrap();
            let kept = kept(folder, &RelPath::new("a.zip!"), "停止");
            let paths: Vec<&str> = kept.members.iter().map(|member| member.path.as_str()).collect();
            assert_eq!(paths, ["a.zip!/甲/b.jpg", "a.zip!/c.zip"], "cut at {cut}");
            assert!(kept.members[1].contents.is_some(), "nobody opened the archive inside");
            assert_eq!(kept.folders.len(), 2);
        }
    }

    #[test]
    fn a_member_that_points_elsewhere_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let mut journal = Journal::new(folder);
        journal.note(&member(Path::new("/etc"), "a.zip!/b.jpg", "passwd"));
        journal.note(&member(folder, "a.zip!/c.jpg", "../c"));
        assert!(kept(folder, &RelPath::new("a.zip!"), "停止").members.is_empty());
        assert!(kept(&folder.join("nothing"), &RelPath::new("a.zip!"), "停止").members.is_empty());
    }
}
