//! Paths masked, and kept apart.
//!
//! Enters: every path of a report with the digest of its content. Leaves: [`Paths`], which gives for each path what is shown. A
//! part that holds personal data is masked and ends in `~` and four hexadecimal digits: of the file's content, so that whoever
//! has the material finds it; of a folder, of the contents of all files below it. They are never made from the name: sixteen
//! bits of a name would give away the digits that the mask hides. Two paths never become one: where the digits are
//! taken, others are made from the same content. An archive's mark stays last, `a.zip~1a2b!/b.jpg`, so that what stands before
//! `!/` is the archive's own path.
//!
//! A folder is masked in one way in all paths, also where only the name of a file in it says that the folder is a person's.

use super::mask::{self, Hidden};
use crate::digest::{Sha256Stream, sha256_hex};
use crate::surnames::COMMON_SURNAMES;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What is shown for each path that holds personal data.
#[derive(Debug, Default)]
pub(super) struct Paths {
    /// Whole paths.
    shown: HashMap<String, String>,
    /// Single names; `None` where several files of one name are shown differently.
    names: HashMap<String, Option<String>>,
}

/// A part of a path that holds personal data.
struct Part {
    hidden: Vec<Hidden>,
    content: Sha256Stream,
    /// The content of the file itself, where it is one.
    file: Option<String>,
}

impl Paths {
    /// `contents`: each path with the digest of its content; empty for folders and what was not opened. Sorted by path.
    pub(super) fn new(contents: &BTreeMap<&str, &str>) -> Self {
        let mut parts = sensitive_parts(contents);
        if parts.is_empty() {
            return Self::default();
        }
        for (path, content) in contents.iter().filter(|(_, content)| !content.is_empty()) {
            for end in ends(path) {
                let Some(part) = parts.get_mut(without_mark(&path[..end], contents)) else { continue };
                part.content.update(content.as_bytes());
                if end == path.len() {
                    part.file = Some((*content).to_owned());
                }
            }
        }
        Self::with(contents, &shown_parts(contents, parts))
    }

    fn with(contents: &BTreeMap<&str, &str>, parts: &HashMap<String, String>) -> Self {
        let mut paths = Self::default();
        for path in contents.keys() {
            let mut shown = String::with_capacity(path.len());
            let mut start = 0;
            for end in ends(path) {
                let whole = &path[..end];
                let bare = without_mark(whole, contents);
                match parts.get(bare) {
                    Some(part) => {
                        shown.push_str(part);
                        shown.push_str(&whole[bare.len()..]);
                        paths.add_name(&whole[start..bare.len()], part);
                    }
                    None => shown.push_str(&whole[start..]),
                }
                if end < path.len() {
                    shown.push('/');
                }
                start = end + 1;
            }
            if shown != **path {
                paths.shown.insert((*path).to_owned(), shown);
            }
        }
        paths
    }

    fn add_name(&mut self, name: &str, shown: &str) {
        let known = self.names.entry(name.to_owned()).or_insert_with(|| Some(shown.to_owned()));
        if known.as_deref() != Some(shown) {
            *known = None;
        }
    }

    /// The same paths, shown as they are.
    pub(super) fn unmasked(contents: &BTreeMap<&str, &str>) -> Self {
        let mut paths = Self::new(contents);
        for (path, shown) in &mut paths.shown {
            shown.clone_from(path);
        }
        for (name, shown) in &mut paths.names {
            *shown = Some(name.clone());
        }
        paths
    }

    /// A path that is none of a file in the package is shown like this as well.
    pub(super) fn add(&mut self, path: &str, shown: String) {
        self.shown.insert(path.to_owned(), shown);
    }

    /// What is shown for a path that holds personal data.
    pub(super) fn path(&self, path: &str) -> Option<&str> {
        self.shown.get(path).map(String::as_str)
    }

    /// What is shown for a path or name that a sentence quotes; of several files of one name, for the one that the sentence is
    /// about.
    pub(super) fn quoted(&self, quoted: &str, about: &[&str]) -> Option<&str> {
        self.path(quoted).or_else(|| {
            let name = self.names.get(quoted)?.as_deref();
            name.or_else(|| {
                let own = about.iter().find(|path| path.rsplit('/').next() == Some(quoted))?;
                self.path(own)?.rsplit('/').next()
            })
        })
    }
}

/// Where the parts of a path end.
fn ends(path: &str) -> impl Iterator<Item = usize> {
    path.match_indices('/').map(|(at, _)| at).chain(std::iter::once(path.len()))
}

/// The path of the archive that a folder `a.zip!` is made of; any other path is itself.
fn without_mark<'p>(path: &'p str, contents: &BTreeMap<&str, &str>) -> &'p str {
    path.strip_suffix('!').filter(|file| contents.contains_key(file)).unwrap_or(path)
}

/// Every part that holds personal data, by its path from the root.
fn sensitive_parts(contents: &BTreeMap<&str, &str>) -> BTreeMap<String, Part> {
    let mut parts: BTreeMap<String, Part> = BTreeMap::new();
    for path in contents.keys() {
        let hidden = mask::find(path);
        let mut start = 0;
        for end in if hidden.is_empty() { Vec::new() } else { ends(path).collect() } {
            let inside = |piece: &&Hidden| piece.start >= start && piece.end <= end;
            let own: Vec<&Hidden> = hidden.iter().filter(inside).collect();
            let has_number = own.iter().any(|piece| !piece.is_name);
            let part = &path[start..end];
            let own = own.into_iter().filter(|piece| has_number || is_all_of(part, &path[piece.start..piece.end]));
            let own: Vec<Hidden> = own
                .map(|piece| Hidden { start: piece.start - start, end: piece.end - start, ..piece.clone() })
                .collect();
            if !own.is_empty() {
                let bare = without_mark(&path[..end], contents).to_owned();
                let part = parts.entry(bare).or_insert_with(|| Part {
                    hidden: Vec::new(),
                    content: Sha256Stream::default(),
                    file: None,
                });
                part.hidden.extend(own.into_iter().filter(|piece| !part.hidden.contains(piece)).collect::<Vec<_>>());
                part.hidden.sort();
            }
            start = end + 1;
        }
    }
    parts
}

/// Whether a folder's name is a person's and nothing else, apart from its number: `3.张伟`. The number stands elsewhere in the
/// path; `3.方案` must not suffer for it.
fn is_all_of(part: &str, name: &str) -> bool {
    let letters = part.chars().filter(|c| c.is_alphabetic()).count();
    letters == name.chars().filter(|c| c.is_alphabetic()).count()
        && name.chars().next().is_some_and(|first| COMMON_SURNAMES.contains(first))
}

/// What is shown for each part, by its path from the root.
fn shown_parts(contents: &BTreeMap<&str, &str>, parts: BTreeMap<String, Part>) -> HashMap<String, String> {
    let mut taken: HashSet<String> = HashSet::new();
    let real: BTreeSet<&str> =
        contents.keys().flat_map(|path| ends(path).map(|end| &path[..end])).filter(|path| path.contains('~')).collect();
    let mut shown = HashMap::new();
    for (path, part) in parts {
        let at = path.rfind('/').map_or(0, |slash| slash + 1);
        let (folder, name) = path.split_at(at);
        let masked = mask::apply(name, 0..name.len(), &part.hidden);
        let content = part.file.unwrap_or_else(|| part.content.finish());
        let is_free = |candidate: &String| {
            let whole = format!("{folder}{candidate}");
            !real.contains(whole.as_str()) && !taken.contains(&whole)
        };
        let Some(unique) = tags(&content).map(|tag| format!("{masked}~{tag}")).find(is_free) else { continue };
        taken.insert(format!("{folder}{unique}"));
        shown.insert(path, unique);
    }
    shown
}

/// Four digits of a content, and more where they are taken: first the beginning of its digest, then of the digests made from it.
fn tags(content: &str) -> impl Iterator<Item = String> {
    const DIGITS: usize = 4;
    /// Four digits are tried this often; then 65,536 names for equal contents are nearly used up, and sixteen are taken.
    const SHORT: u32 = 64;
    const MORE: usize = 16;
    let first: String = content.chars().take(DIGITS).collect();
    let others = (1_u32..).map(move |count| {
        let digits = if count < SHORT { DIGITS } else { MORE };
        sha256_hex(format!("{content}\n{count}").as_bytes()).chars().take(digits).collect()
    });
    std::iter::once(first).chain(others)
}

#[cfg(test)]
mod tests;
