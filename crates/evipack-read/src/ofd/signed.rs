//! Electronic signatures and seals of an OFD document (GB/T 33190-2016, 18).
//!
//! Enters: the list of signatures and the container. Leaves: each with its state and its stamps. Three things are checked: the
//! digest of every part that the signature lists, the digest of that list in the signed value, and the value itself.
//!
//! More is asked of the container as a whole, because a reader shows a container and not a list of digests. The signatures that hold
//! must together name every part that the pages of all documents were read from: what they leave out may have been put in later. No
//! part may have a twin under another spelling of its name: another reader may show that one. No signature that is named may be
//! missing, and none may lie about without being named.

use super::package::{Package, key, resolve};
use super::page::rectangle;
use crate::docx::xml::{Id, ROOT, Tree};
use crate::signature::{self, Answered, Checked, Digest};
use base64ct::{Base64, Encoding as _};
use evipack_core::facts::{Region, SignatureState, Stamp};
use std::collections::{BTreeSet, HashMap};

/// Signatures of one document; a hundred offices rarely countersign.
const MAX_SIGNATURES: usize = 64;
/// Parts listed by one signature.
const MAX_REFERENCES: usize = 20_000;
/// Digest where none is named (GB/T 33190-2016, table 64): not checked here, for nobody should trust it.
const USUAL_DIGEST: &str = "MD5";

/// Where the pages of a document are, by their id.
pub(super) type Places = HashMap<String, (u32, (f64, f64))>;

/// The signatures of one document while they are read.
pub(super) struct Signatures<'a, 'b> {
    pub(super) package: &'a mut Package<'b>,
    /// Location of the list.
    pub(super) list: &'a str,
    /// Number and size in millimetres of each page.
    pub(super) places: &'a Places,
    pub(super) digests: HashMap<(String, Digest), Vec<u8>>,
}

/// A signature as it was read, before the container as a whole is asked.
pub(super) struct Found {
    checked: Checked,
    /// Keys of the parts that it names.
    covered: BTreeSet<String>,
    stamps: Vec<Stamp>,
    /// Key of its own part.
    part: Option<String>,
    /// Its part or its value is not there.
    missing: bool,
    /// The digest that it has of the list of signatures is that of another list.
    stale_list: bool,
}

impl Found {
    fn missing(why: &str, part: Option<String>) -> Self {
        let checked = Checked::unknown(why);
        Self { checked, covered: BTreeSet::new(), stamps: Vec::new(), part, missing: true, stale_list: false }
    }
}

/// What all signatures of a container come to. `used`: keys of the parts that the pages were read from.
pub(super) fn finished(found: &[Found], package: &mut Package<'_>, used: &BTreeSet<String>) -> Vec<Answered> {
    if found.is_empty() {
        return Vec::new();
    }
    // A later signature covers what came between: a part must be named by one of those that hold.
    let holds = |found: &&Found| found.checked.state() == SignatureState::Valid;
    let covered: BTreeSet<&String> = found.iter().filter(holds).flat_map(|found| &found.covered).collect();
    let all_covered = used.iter().all(|part| covered.contains(part));
    let mut doubts: Vec<&str> = Vec::new();
    if found.iter().any(|found| found.missing) {
        doubts.push("签名列表中有签名缺失，无法确认文件是否完整");
    }
    if has_unlisted(found, package) {
        doubts.push("有签名没有列入签名列表，可能被移除过");
    }
    if package.declares_entities {
        doubts.push("部件中声明了自定义实体，不同软件打开的内容可能不同");
    }
    let broken = package.ambiguous.then_some("文件内有重名的部件，不同软件打开的内容可能不同");
    if broken.is_none() && !package.is_consistent() {
        doubts.push("压缩目录与各部件不一致，不同软件打开的内容可能不同");
    }
    let finished = |found: &Found| {
        let mut checked = found.checked.clone();
        checked.broken.extend(broken.map(str::to_owned));
        checked.unknown.extend(doubts.iter().map(|doubt| (*doubt).to_owned()));
        if !all_covered && !used.is_subset(&found.covered) {
            checked.unknown.push("有内容不在签名范围内，可能是签名后加入的".to_owned());
        }
        Answered::of(&checked, found.stamps.clone())
    };
    found.iter().map(finished).collect()
}

/// Whether the container holds the part of a signature that no list names.
fn has_unlisted(found: &[Found], package: &Package<'_>) -> bool {
    let listed: BTreeSet<&str> = found.iter().filter_map(|found| found.part.as_deref()).collect();
    package.names().any(|name| name.ends_with("/signature.xml") && !listed.contains(name))
}

impl Signatures<'_, '_> {
    /// All signatures that the list names.
    pub(super) fn read(mut self) -> Vec<Found> {
        let Ok(Some(tree)) = self.package.xml(self.list) else {
            // The document says that there are signatures, and nobody can read them.
            return vec![Found::missing("签名列表缺失或损坏", None)];
        };
        let locations: Vec<Option<String>> = tree
            .children(ROOT)
            .filter(|id| tree.name(*id) == "Signature")
            .take(MAX_SIGNATURES)
            .map(|id| tree.attr(id, "BaseLoc").map(|base| resolve(self.list, base)))
            .collect();
        let mut found: Vec<Found> = locations.iter().map(|location| self.one(location.as_deref())).collect();
        Self::check_list(&mut found);
        found
    }

    /// Signing once more adds a line to the list of signatures: earlier digests of it are stale, and nothing is wrong. The last
    /// signature saw the list as it is, unless the list was changed after it.
    fn check_list(found: &mut [Found]) {
        let is_only = found.len() == 1;
        let Some(last) = found.last_mut().filter(|last| last.stale_list) else { return };
        if is_only {
            last.checked.broken.push("签名后内容被改动".to_owned());
        } else {
            last.checked.unknown.push("签名列表在最后一次签名后被改动".to_owned());
        }
    }

    fn one(&mut self, location: Option<&str>) -> Found {
        let own = location.map(key);
        let part = location.and_then(|location| Some((location, self.package.bytes(location).ok()??)));
        let Some((location, bytes)) = part else {
            return Found::missing("签名部件缺失或损坏", own);
        };
        let text = crate::container::part_text(&bytes).0;
        let Ok(tree) = Tree::read(&text) else {
            return Found::missing("签名部件缺失或损坏", own);
        };
        self.package.declares_entities |= text.contains("<!DOCTYPE");
        let info = tree.child_named(ROOT, "SignedInfo").unwrap_or(ROOT);
        let value = tree.child_named(ROOT, "SignedValue").map(|id| resolve(location, tree.text(id)));
        let value = value.and_then(|value| self.package.bytes(&value).ok().flatten());
        let missing = value.is_none();
        let checked = match value {
            Some(value) => signature::check(&value, &[&bytes]),
            None => Checked::unknown("签名值缺失或损坏"),
        };
        let checked = at_its_place(checked, location);
        let mut found =
            Found { checked, covered: BTreeSet::new(), stamps: Vec::new(), part: own, missing, stale_list: false };
        self.references(&tree, info, location, &mut found);
        for id in tree.children(info).filter(|id| tree.name(*id) == "StampAnnot") {
            match self.stamp(&tree, id) {
                Some(stamp) => found.stamps.push(stamp),
                None => found.checked.unknown.push("签章所在的页或位置不存在".to_owned()),
            }
        }
        let said = tree.child_named(info, "SignatureDateTime").map(|id| tree.text(id));
        found.checked.signed_at = found.checked.signed_at.or_else(|| said.and_then(time_in_words));
        found
    }

    /// The parts that a signature lists, each with its digest.
    fn references(&mut self, tree: &Tree, info: Id, location: &str, found: &mut Found) {
        let Found { checked, covered, stale_list, .. } = found;
        for list in tree.children(info).filter(|id| tree.name(*id) == "References") {
            let method = tree.attr(list, "CheckMethod").filter(|method| !method.trim().is_empty());
            let digest = Digest::named(method.unwrap_or(USUAL_DIGEST));
            for reference in tree.children(list).filter(|id| tree.name(*id) == "Reference").take(MAX_REFERENCES) {
                let part = key(&resolve(location, tree.attr(reference, "FileRef").unwrap_or_default()));
                let said = tree.child_named(reference, "CheckValue").map(|id| tree.text(id).trim());
                let said = said.and_then(|said| Base64::decode_vec(said).ok());
                match digest.map(|digest| self.digest(&part, digest)) {
                    Some(Ok(Some(found))) if Some(&found) == said.as_ref() => {}
                    Some(Ok(Some(_))) if part == key(self.list) => *stale_list = true,
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

/// A seal says where it was put (GB/T 38540-2020, 7.1, propertyInfo): in an OFD the part of the signature. What another signature sealed
/// is not moved here.
fn at_its_place(mut checked: Checked, location: &str) -> Checked {
    let elsewhere = |place: &String| place.to_ascii_lowercase().ends_with(".xml") && key(place) != key(location);
    if checked.place.as_ref().is_some_and(elsewhere) {
        checked.unknown.push("印章数据写明的是另一处签名".to_owned());
    }
    checked
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
mod tests;
