//! A whole report masked.
//!
//! Enters: the report as the rules wrote it. Leaves: the same without personal data. It goes as a stream of MessagePack from
//! its serde description and back: every string in it passes here, whatever field it stands in, so that nobody has to
//! remember a new one. Only ids and digests are left as they are: other fields and the next run refer to them, and
//! neither can be read back. What does not change is not read back.

use super::glyphs::{is_ideograph, may_hold_number};
use super::mask::{self, Hidden};
use super::paths::Paths;
use crate::digest::Sha256Stream;
use crate::report::{FileReport, Finding, Report};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

/// A report could not be masked, and so is not given at all.
#[derive(Debug, thiserror::Error)]
#[error("报告中的个人信息没有遮盖成功，因此不给出报告：{0}")]
pub struct MaskError(String);

/// A report without personal data. `show_paths`: paths inside the package and names of its files stay as they are.
///
/// # Errors
/// [`MaskError`] where the report cannot be rewritten; it is then not to be shown.
pub fn masked(mut report: Report, show_paths: bool) -> Result<Report, MaskError> {
    let contents = contents(&report);
    let root = mask::cell(&report.package.root);
    let mut paths = if show_paths { Paths::unmasked(&contents) } else { Paths::new(&contents) };
    if let Some(masked) = root {
        let shown = if show_paths { report.package.root.clone() } else { root_shown(&report, &masked) };
        paths.add(&report.package.root, shown);
    }
    let references = references(&report, &contents);
    let mut mask = Masking { paths: &paths, references: &references, names: HashMap::new(), found: RefCell::default() };
    let (findings, files, problems) =
        (std::mem::take(&mut report.findings), std::mem::take(&mut report.files), std::mem::take(&mut report.problems));
    // Files first: their names are hidden in what is found about them.
    let (mut files, files_changed) = mask.files(files)?;
    let (mut findings, findings_changed) = mask.all(findings)?;
    let (mut problems, problems_changed) = mask.all(problems)?;
    let (rest, _) = mask.one(report)?;
    // They are told by path: by the one that is shown.
    if findings_changed {
        findings.sort_by(|a: &Finding, b: &Finding| (&a.path, a.rule, a.page).cmp(&(&b.path, b.rule, b.page)));
    }
    if files_changed {
        files.sort_by(|a: &FileReport, b: &FileReport| a.path.cmp(&b.path));
    }
    if problems_changed {
        problems.sort();
    }
    Ok(Report { findings, files, problems, ..rest })
}

/// Every path of a report, with the digest of its content where it has one.
fn contents(report: &Report) -> BTreeMap<&str, &str> {
    let related = report.findings.iter().flat_map(|finding| finding.related.iter().chain([&finding.path]));
    let others = related.chain(report.problems.iter().map(|problem| &problem.path));
    let mut contents: BTreeMap<&str, &str> = others.map(|path| (path.as_str(), "")).collect();
    contents.extend(report.files.iter().map(|file| (file.path.as_str(), file.sha256.as_str())));
    contents
}

/// Ids, digests and paths: what other fields refer to. A path that holds personal data is masked before it comes to these.
fn references(report: &Report, contents: &BTreeMap<&str, &str>) -> HashSet<String> {
    let findings = report.findings.iter().map(|finding| finding.id.clone());
    let digests = report.files.iter().map(|file| file.sha256.clone());
    findings.chain(digests).chain(contents.keys().map(|path| (*path).to_owned())).collect()
}

fn packed(value: &impl Serialize) -> Result<Vec<u8>, MaskError> {
    rmp_serde::to_vec_named(value).map_err(|error| MaskError(error.to_string()))
}

/// The root with its masked parts marked by the content of the whole package.
fn root_shown(report: &Report, masked: &str) -> String {
    const DIGITS: usize = 4;
    let mut content = Sha256Stream::default();
    report.files.iter().for_each(|file| content.update(file.sha256.as_bytes()));
    let tag: String = content.finish().chars().take(DIGITS).collect();
    let parts = report.package.root.split('/').zip(masked.split('/'));
    let parts = parts.map(|(real, shown)| if real == shown { shown.to_owned() } else { format!("{shown}~{tag}") });
    parts.collect::<Vec<_>>().join("/")
}

struct Masking<'a> {
    paths: &'a Paths,
    references: &'a HashSet<String>,
    /// The names that stand beside a number in what was read of a file, by its path.
    names: HashMap<String, BTreeSet<String>>,
    /// What was found in a text: paths and remarks come many times.
    found: RefCell<HashMap<String, Rc<[Hidden]>>>,
}

impl Masking<'_> {
    /// Masks files, and keeps the names that stand in them.
    fn files(&mut self, files: Vec<FileReport>) -> Result<(Vec<FileReport>, bool), MaskError> {
        let mut changed = false;
        let mut masked = Vec::with_capacity(files.len());
        for file in files {
            let packed = packed(&file)?;
            let strings = strings(&packed)?;
            let names = self.names_in(&strings);
            let path = (!names.is_empty()).then(|| file.path.as_str().to_owned());
            let (file, is_changed) = self.changed(file, &packed, &strings, &names)?;
            changed |= is_changed;
            masked.push(file);
            self.names.extend(path.map(|path| (path, names)));
        }
        Ok((masked, changed))
    }

    fn names_in(&self, strings: &[Packed<'_>]) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for string in
            strings.iter().filter(|string| !self.references.contains(string.text) || self.is_path(string.text))
        {
            let found = self.find(string.text);
            let found = found.iter().filter(|piece| piece.is_name);
            let found = found.filter_map(|piece| string.text.get(piece.start..piece.end));
            names.extend(found.map(|name| name.chars().filter(|c| is_ideograph(*c)).collect::<String>()));
        }
        names
    }

    fn is_path(&self, text: &str) -> bool {
        self.paths.path(text).is_some()
    }

    /// What of a text must not be shown.
    fn find(&self, text: &str) -> Rc<[Hidden]> {
        if !may_hold_number(text) {
            return Rc::default();
        }
        if let Some(found) = self.found.borrow().get(text) {
            return Rc::clone(found);
        }
        let found: Rc<[Hidden]> = mask::find(text).into();
        self.found.borrow_mut().insert(text.to_owned(), Rc::clone(&found));
        found
    }

    fn all<T: Serialize + DeserializeOwned>(&self, values: Vec<T>) -> Result<(Vec<T>, bool), MaskError> {
        let mut changed = false;
        let mut masked = Vec::with_capacity(values.len());
        for value in values {
            let (value, is_changed) = self.one(value)?;
            changed |= is_changed;
            masked.push(value);
        }
        Ok((masked, changed))
    }

    /// A value without personal data, and whether there was any in it.
    fn one<T: Serialize + DeserializeOwned>(&self, value: T) -> Result<(T, bool), MaskError> {
        let packed = packed(&value)?;
        let strings = strings(&packed)?;
        let mut names = self.names_in(&strings);
        names.extend(strings.iter().filter_map(|string| self.names.get(string.text)).flatten().cloned());
        self.changed(value, &packed, &strings, &names)
    }

    /// The value with each of its strings as it is shown, and whether any had to change. `names`: those known of its files.
    fn changed<T: DeserializeOwned>(
        &self,
        value: T,
        packed: &[u8],
        strings: &[Packed<'_>],
        names: &BTreeSet<String>,
    ) -> Result<(T, bool), MaskError> {
        let about: Vec<&str> = strings.iter().map(|string| string.text).filter(|text| self.is_path(text)).collect();
        let mut masked: Vec<u8> = Vec::new();
        let mut at = 0;
        for string in strings {
            let Some(shown) = self.text(string.text, &about, names) else { continue };
            masked.extend(packed.get(at..string.start).unwrap_or_default());
            push_string(&mut masked, &shown)?;
            at = string.end;
        }
        if at == 0 {
            return Ok((value, false));
        }
        masked.extend(packed.get(at..).unwrap_or_default());
        // The error of a reader may quote what it could not read.
        let value = rmp_serde::from_slice(&masked).map_err(|error| MaskError(super::masked(&error.to_string())))?;
        Ok((value, true))
    }

    /// What is shown for a text; `None` where it holds no personal data. `about`: the paths that stand beside
    /// it. `names`: the names known from these files.
    fn text(&self, text: &str, about: &[&str], names: &BTreeSet<String>) -> Option<String> {
        if let Some(path) = self.paths.path(text) {
            return Some(path.to_owned());
        }
        if (names.is_empty() && !may_hold_number(text)) || self.references.contains(text) {
            return None;
        }
        let sentence = self.with_quoted_paths(text, about);
        let mut hidden = self.find(&sentence.text).to_vec();
        hidden.extend(mask::known_names(&sentence.text, names));
        hidden.sort();
        hidden.retain(|piece| {
            !sentence.quoted.iter().any(|quoted| quoted.start <= piece.start && piece.end <= quoted.end)
        });
        if hidden.is_empty() && sentence.quoted.is_empty() {
            return None;
        }
        Some(mask::apply(&sentence.text, 0..sentence.text.len(), &hidden))
    }

    /// A sentence in which each quoted path and name of the package is what is shown for it.
    fn with_quoted_paths(&self, text: &str, about: &[&str]) -> Sentence {
        const OPEN: char = '“';
        const CLOSE: char = '”';
        let mut sentence = Sentence { text: String::with_capacity(text.len()), quoted: Vec::new() };
        let mut rest = text;
        while let Some((before, quoted, after)) = rest
            .split_once(OPEN)
            .and_then(|(before, rest)| rest.split_once(CLOSE).map(|(quoted, after)| (before, quoted, after)))
        {
            sentence.text.push_str(before);
            sentence.text.push(OPEN);
            let start = sentence.text.len();
            let shown = self.paths.quoted(quoted, about);
            sentence.text.push_str(shown.unwrap_or(quoted));
            if shown.is_some() {
                sentence.quoted.push(start..sentence.text.len());
            }
            sentence.text.push(CLOSE);
            rest = after;
        }
        sentence.text.push_str(rest);
        sentence
    }
}

/// A text, and where in it a path stands as it is shown.
struct Sentence {
    text: String,
    quoted: Vec<Range<usize>>,
}

/// A string in a MessagePack stream: its header and bytes from `start` to `end`.
struct Packed<'p> {
    start: usize,
    end: usize,
    text: &'p str,
}

/// Every string of a MessagePack stream. Lists and maps are only headers before their items, so one pass sees them all.
fn strings(packed: &[u8]) -> Result<Vec<Packed<'_>>, MaskError> {
    let broken = || MaskError("MessagePack".to_owned());
    let mut strings = Vec::new();
    let mut at = 0;
    while let Some(&mark) = packed.get(at) {
        let length = |bytes: usize| {
            let length = packed.get(at + 1..at + 1 + bytes).ok_or_else(broken)?;
            Ok(length.iter().fold(0_usize, |length, byte| length << 8 | usize::from(*byte)))
        };
        // The header's bytes, the content's, and whether it is text.
        let (header, content, is_text) = match mark {
            0xa0..=0xbf => (1, usize::from(mark & 0x1f), true),
            0xd9 => (2, length(1)?, true),
            0xda => (3, length(2)?, true),
            0xdb => (5, length(4)?, true),
            0xc4 => (2, length(1)?, false),
            0xc5 => (3, length(2)?, false),
            0xc6 => (5, length(4)?, false),
            0xc7 => (3, length(1)?, false),
            0xc8 => (4, length(2)?, false),
            0xc9 => (6, length(4)?, false),
            0xcc | 0xd0 => (1, 1, false),
            0xcd | 0xd1 | 0xdc | 0xde => (1, 2, false),
            0xca | 0xce | 0xd2 | 0xdd | 0xdf => (1, 4, false),
            0xcb | 0xcf | 0xd3 => (1, 8, false),
            0xd4..=0xd8 => (2, 1 << (mark - 0xd4), false),
            _ => (1, 0, false),
        };
        let end = at + header + content;
        if is_text {
            let text =
                packed.get(at + header..end).and_then(|text| std::str::from_utf8(text).ok()).ok_or_else(broken)?;
            strings.push(Packed { start: at, end, text });
        }
        at = end;
    }
    Ok(strings)
}

/// Appends a string in MessagePack.
fn push_string(packed: &mut Vec<u8>, text: &str) -> Result<(), MaskError> {
    let text = rmp_serde::to_vec(text).map_err(|error| MaskError(error.to_string()))?;
    packed.extend(text);
    Ok(())
}

#[cfg(test)]
mod tests;
