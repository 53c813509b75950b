//! Electronic signatures and seals of an OFD document (GB/T 33190-2016, 18).
//!
//! Enters: the list of signatures and the container. Leaves: each with its state and its stamps. Three things are checked: the
//! digest of every part that the signature lists, the digest of that list in the signed value, and the value itself. One more
//! is asked: whether the list names every part that the pages were read from; what it leaves out may have been put in later.

use super::package::{Package, key, resolve};
use super::page::rectangle;
use crate::facts::{Region, SignatureState, Stamp};
use crate::read::docx::xml::{Id, ROOT, Tree};
use crate::read::signature::{self, Answered, Checked, Digest};
use base64ct::{Base64, Encoding as _};
use std::collections::{BTreeSet, HashMap};

/// Signatures of one document; a hundred offices rarely countersign.
const MAX_SIGNATURES: usize = 64;
/// Parts listed by one signature.
const MAX_REFERENCES: usize = 20_000;
/// Digest where none is named (GB/T 33190-2016, table 64): not checked here, for nobody should trust it.
const USUAL_DIGEST: &str = "MD5";

/// Where the pages of a document are, by their id.
pub(super) type Places = HashMap<String, (u32, (f64, f64))>;

/// The signatures of a document.
pub(super) struct Signatures<'a, 'b> {
    pub(super) package: &'a mut Package<'b>,
    /// Location of the list.
    pub(super) list: &'a str,
    /// Number and size in millimetres of each page.
    pub(super) places: &'a Places,
    /// Keys of the parts that the pages were read from.
    pub(super) used: &'a BTreeSet<String>,
    pub(super) digests: HashMap<(String, Digest), Vec<u8>>,
}

/// One signature while they are read.
struct Found {
    checked: Checked,
    /// Keys of the parts that it names.
    covered: BTreeSet<String>,
    stamps: Vec<Stamp>,
}

impl Found {
    fn unknown(why: &str) -> Self {
        Self { checked: Checked::unknown(why), covered: BTreeSet::new(), stamps: Vec::new() }
    }
}

impl Signatures<'_, '_> {
    /// All signatures that the list names.
    pub(super) fn read(mut self) -> Vec<Answered> {
        let Ok(Some(tree)) = self.package.xml(self.list) else {
            // The document says that there are signatures, and nobody can read them.
            return vec![Answered::of(&Checked::unknown("签名列表缺失或损坏"), Vec::new())];
        };
        let locations: Vec<Option<String>> = tree
            .children(ROOT)
            .filter(|id| tree.name(*id) == "Signature")
            .take(MAX_SIGNATURES)
            .map(|id| tree.attr(id, "BaseLoc").map(|base| resolve(self.list, base)))
            .collect();
        let many = locations.len() > 1;
        let found: Vec<Found> = locations.iter().map(|location| self.one(location.as_deref(), many)).collect();
        // A later signature covers what came between: a part must be named by one of those that hold.
        let holds = |found: &&Found| found.checked.state() == SignatureState::Valid;
        let covered: BTreeSet<&String> = found.iter().filter(holds).flat_map(|found| &found.covered).collect();
        let all_covered = self.used.iter().all(|part| covered.contains(part));
        let finished = |found: &Found| {
            let mut checked = found.checked.clone();
            if !all_covered && !self.used.is_subset(&found.covered) {
                checked.unknown.push("有内容不在签名范围内，可能是签名后加入的".to_owned());
            }
            Answered::of(&checked, found.stamps.clone())
        };
        found.iter().map(finished).collect()
    }

    fn one(&mut self, location: Option<&str>, many: bool) -> Found {
        let part = location.and_then(|location| Some((location, self.package.bytes(location).ok()??)));
        let Some((location, bytes)) = part else {
            return Found::unknown("签名部件缺失或损坏");
        };
        let Ok(tree) = Tree::read(&crate::read::container::part_text(&bytes).0) else {
            return Found::unknown("签名部件缺失或损坏");
        };
        let info = tree.child_named(ROOT, "SignedInfo").unwrap_or(ROOT);
        let value = tree.child_named(ROOT, "SignedValue").map(|id| resolve(location, tree.text(id)));
        let value = value.and_then(|value| self.package.bytes(&value).ok().flatten());
        let mut checked = match value {
            Some(value) => signature::check(&value, &[&bytes]),
            None => Checked::unknown("签名值缺失或损坏"),
        };
        let covered = self.references(&tree, info, location, many, &mut checked);
        let stamps = tree.children(info).filter(|id| tree.name(*id) == "StampAnnot");
        let stamps = stamps.filter_map(|id| self.stamp(&tree, id)).collect();
        let said = tree.child_named(info, "SignatureDateTime").map(|id| tree.text(id));
        checked.signed_at = checked.signed_at.or_else(|| said.and_then(time_in_words));
        Found { checked, covered, stamps }
    }

    /// The parts that a signature lists, each with its digest.
    fn references(
        &mut self,
        tree: &Tree,
        info: Id,
        location: &str,
        many: bool,
        checked: &mut Checked,
    ) -> BTreeSet<String> {
        let mut covered = BTreeSet::new();
        for list in tree.children(info).filter(|id| tree.name(*id) == "References") {
            let method = tree.attr(list, "CheckMethod").filter(|method| !method.trim().is_empty());
            let digest = Digest::named(method.unwrap_or(USUAL_DIGEST));
            for reference in tree.children(list).filter(|id| tree.name(*id) == "Reference").take(MAX_REFERENCES) {
                let part = key(&resolve(location, tree.attr(reference, "FileRef").unwrap_or_default()));
                let said = tree.child_named(reference, "CheckValue").map(|id| tree.text(id).trim());
                let said = said.and_then(|said| Base64::decode_vec(said).ok());
                // Signing once more adds a line to the list of signatures: earlier digests of it are stale, and nothing is wrong.
                let is_list = part == key(self.list) && many;
                match digest.map(|digest| self.digest(&part, digest)) {
                    Some(Ok(Some(found))) if Some(&found) == said.as_ref() || is_list => {}
                    Some(Ok(Some(_))) => checked.broken.push("签名后内容被改动".to_owned()),
                    Some(Ok(None)) => checked.broken.push("签名范围内的部件缺失".to_owned()),
                    Some(Err(())) => checked.unknown.push("签名范围内的部件无法读取".to_owned()),
                    None if covered.is_empty() => checked.unknown.push("摘要算法不支持，无法验证".to_owned()),
                    None => {}
                }
                covered.insert(part);
            }
        }
        if covered.is_empty() {
            checked.unknown.push("签名没有列出签了哪些内容".to_owned());
        }
        covered
    }

    fn digest(&mut self, part: &str, digest: Digest) -> Result<Option<Vec<u8>>, ()> {
        let at = (part.to_owned(), digest);
        if let Some(known) = self.digests.get(&at) {
            return Ok(Some(known.clone()));
        }
        let Some(bytes) = self.package.bytes(part).map_err(|_| ())? else { return Ok(None) };
        let found = digest.of(&[&bytes]);
        self.digests.insert(at, found.clone());
        Ok(Some(found))
    }

    /// Where a seal is shown.
    fn stamp(&self, tree: &Tree, id: Id) -> Option<Stamp> {
        let &(page, (width, height)) = self.places.get(tree.attr(id, "PageRef")?)?;
        let [x, y, wide, high] = tree.attr(id, "Boundary").and_then(rectangle)?;
        let region: Region = [x / width, y / height, wide / width, high / height];
        let clip = tree.attr(id, "Clip").and_then(rectangle);
        // A paging seal 骑缝章 shows each page a part of the picture.
        let pictured = clip.is_none_or(|[_, _, w, h]| w >= wide * WHOLE && h >= high * WHOLE);
        Some(Stamp { page, region, width_mm: wide, height_mm: high, pictured })
    }
}

/// So much of a side is the whole of it: writers round.
const WHOLE: f64 = 0.95;

/// A time as signers write it: `2020-07-16 16:04:27`, `20201004072855.302Z`.
fn time_in_words(text: &str) -> Option<jiff::civil::DateTime> {
    let digits: Vec<i16> =
        text.chars().filter(char::is_ascii_digit).filter_map(|digit| digit.to_digit(10)?.try_into().ok()).collect();
    let number = |from: usize, to: usize| {
        digits.get(from..to).map(|part| part.iter().fold(0_i16, |number, digit| number * 10 + digit))
    };
    let part = |from: usize| number(from, from + 2).and_then(|part| i8::try_from(part).ok());
    let (hour, minute, second) = (part(8).unwrap_or(0), part(10).unwrap_or(0), part(12).unwrap_or(0));
    jiff::civil::DateTime::new(number(0, 4)?, part(4)?, part(6)?, hour, minute, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_signers_write_them() {
        let time = |text| time_in_words(text).map(|time| time.to_string());
        assert_eq!(time("2020-07-16 16:04:27").as_deref(), Some("2020-07-16T16:04:27"));
        assert_eq!(time("20201004072855.302Z").as_deref(), Some("2020-10-04T07:28:55"));
        assert_eq!(time("2026-04-07").as_deref(), Some("2026-04-07T00:00:00"));
        assert_eq!(time("9999999999999"), None);
        assert_eq!(time(""), None);
    }
}
