//! Signatures of a PDF (ISO 32000-1, 12.8): what each covers, whether it holds, and what came after it.
//!
//! Enters: the bytes, their objects as lopdf reads them, and the dictionaries of signatures. Leaves: each with its state. A
//! signature is valid where its value fits the covered bytes (`byte_range`), the covered bytes are a whole revision of the file
//! (`revision`), and all that was appended provably changes nothing (`since_signing`, `painted_alike`).
//!
//! The ends of the signed revisions cut the file into steps. Each step is compared once, and a signature answers for all steps
//! after it: the cost grows with the number of signatures, not with their pairs.

use super::byte_range::{self, NotCovered};
use super::painted_alike::Painter;
use super::permissions::Permissions;
use super::revision::{NoRevision, Revision, was_rebuilt};
use super::signature_places::places;
use super::since_signing::{self, Later, Signatures, Step};
use super::{syntax, xref_chain};
use crate::signature::{self, Answered, Checked};
use evipack_core::facts::SignatureState;
use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::BTreeSet;

/// Signatures that are checked; a hundred offices rarely countersign.
const MAX_SIGNATURES: usize = 64;
/// Bytes of revisions that are loaded for one file: eight signatures on a scanned plan of 64 MiB.
const MAX_LOADED: usize = 512 << 20;
const MENDED: &str = "文件结构需要修复才能读取，无法核对签名覆盖的内容";

/// A dictionary of a signature.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'a> {
    /// The object that is the signature, or the field that holds it.
    pub(super) holder: ObjectId,
    /// It stands in a field directly, not by reference.
    pub(super) in_field: bool,
    pub(super) dictionary: &'a Dictionary,
}

/// A signature by itself, without what came after it.
struct Alone<'a> {
    found: Found<'a>,
    checked: Checked,
    /// Where its revision and its hole end; nothing where it covers nothing.
    covered: Option<(usize, usize)>,
    /// Where its dictionary is written.
    offset: Option<usize>,
    time_stamp: bool,
}

/// Checks the signatures of `bytes`; `readable` is the same without the lock of its attachments (`attachment_lock`). Time stamps of
/// an authority are no signatures of anybody: they only count where they stand alone.
pub(super) fn check(document: &Document, found: &[Found<'_>], bytes: &[u8], readable: &[u8]) -> Vec<Answered> {
    if found.len() > MAX_SIGNATURES {
        let why = format!("签名超过 {MAX_SIGNATURES} 个，没有逐一验证");
        return vec![Answered::of(&Checked::unknown(&why), Vec::new())];
    }
    let mut alone: Vec<Alone<'_>> = found.iter().map(|found| Alone::check(document, *found, bytes)).collect();
    if !alone.is_empty() && alone.iter().all(|one| one.time_stamp) {
        return vec![Answered::of(&Checked::unknown("只有时间戳，没有签名人"), Vec::new())];
    }
    if is_mended(document, bytes) {
        for one in &mut alone {
            one.checked.unknown.push(MENDED.to_owned());
        }
    } else {
        add_what_followed(document, &mut alone, readable);
    }
    let places = places(document);
    let signed = alone.into_iter().filter(|one| !one.time_stamp);
    signed
        .map(|one| {
            let shown = Some(one.found.holder).filter(|_| !one.found.in_field).and_then(|id| places.get(&id));
            Answered::of(&one.checked, shown.cloned().unwrap_or_default())
        })
        .collect()
}

/// Whether a reader has to guess where objects are: the table is wrong, or something stands before the header.
fn is_mended(document: &Document, bytes: &[u8]) -> bool {
    let is_sound = || document.xref_recovery.is_none() || xref_chain::newest_section(bytes).is_some();
    !bytes.starts_with(b"%PDF-") || was_rebuilt(document) || !is_sound()
}

impl<'a> Alone<'a> {
    fn check(document: &Document, found: Found<'a>, bytes: &[u8]) -> Self {
        let dictionary = found.dictionary;
        let time_stamp = name(dictionary, b"SubFilter").is_some_and(|name| name == b"ETSI.RFC3161");
        let offset = offset(document, found.holder);
        let covered = offset.ok_or(NotCovered::NotTheHole);
        let covered = covered.and_then(|offset| byte_range::covered(bytes, offset, found.in_field));
        let (mut checked, covered) = match covered {
            Ok(covered) => {
                let checked = if time_stamp { Checked::default() } else { value(document, dictionary, &covered) };
                (checked, Some((covered.end, covered.before.len())))
            }
            // Where the table had to be mended, a wrong place is no proof that anything was changed.
            Err(_) if is_mended(document, bytes) => (Checked::default(), None),
            Err(why @ NotCovered::NoRange) => (Checked::unknown(&why.to_string()), None),
            Err(why) => (Checked { broken: vec![why.to_string()], ..Checked::default() }, None),
        };
        checked.signed_at = checked.signed_at.or_else(|| said_time(dictionary));
        Self { found, checked, covered, offset, time_stamp }
    }

    fn later(&self) -> Later {
        match self.checked.state() {
            _ if self.time_stamp => Later::TimeStamp,
            SignatureState::Valid => Later::Holds,
            SignatureState::Invalid => Later::Broken,
            SignatureState::Unverifiable => Later::Unknown,
        }
    }
}

/// Whether the value fits the covered bytes.
fn value(document: &Document, dictionary: &Dictionary, covered: &byte_range::Covered<'_>) -> Checked {
    if covered.value.iter().all(|byte| *byte == 0) {
        return Checked::unknown("签名域是空的，还没有签名");
    }
    let pieces = [covered.before, covered.after];
    match name(dictionary, b"SubFilter") {
        Some(b"adbe.pkcs7.sha1") => signature::check_of_sha1(&covered.value, &pieces),
        Some(b"adbe.x509.rsa_sha1") => match certificate(document, dictionary) {
            Some(certificate) => signature::check_plain(&covered.value, certificate, &pieces),
            None => Checked::unknown("签名里没有签名者的证书"),
        },
        _ => signature::check(&covered.value, &pieces),
    }
}

/// Adds to each signature what came after it.
fn add_what_followed(document: &Document, alone: &mut [Alone<'_>], bytes: &[u8]) {
    let signed = alone.iter().filter(|one| !one.time_stamp);
    let mut ends: BTreeSet<usize> = signed.filter_map(|one| one.covered).map(|(end, _)| end).collect();
    let is_blank = |end: usize| bytes[end..].iter().all(|byte| syntax::is_blank(*byte));
    if ends.last().is_some_and(|end| !is_blank(*end)) {
        ends.insert(bytes.len());
    }
    let signatures: Signatures =
        alone.iter().filter_map(|one| Some((one.found.holder, (one.later(), one.covered?.1)))).collect();
    let ends: Vec<usize> = ends.into_iter().collect();
    let (mut steps, mut loaded, mut painter) = (Vec::new(), 0_usize, Painter::default());
    let mut last: Option<(usize, Result<Revision, NoRevision>)> = None;
    for end in &ends {
        loaded = loaded.saturating_add(*end);
        let revision = if loaded > MAX_LOADED { Err(NoRevision::TooLarge) } else { Revision::read(&bytes[..*end]) };
        for one in alone.iter_mut().filter(|one| one.covered.is_some_and(|(own, _)| own == *end)) {
            match &revision {
                Ok(revision) if revision.offset(one.found.holder) == one.offset => {}
                Ok(_) => one.checked.broken.push("签名不在它所覆盖的那一版文件里".to_owned()),
                Err(why) => one.checked.unknown.push(why.to_string()),
            }
        }
        if let Some((before, Ok(earlier))) = &last {
            let step = match &revision {
                Ok(later) => step(earlier, later, &signatures, &mut painter, bytes),
                Err(NoRevision::TooLarge) => unknown(NoRevision::TooLarge.to_string()),
                Err(NoRevision::Unsound) => unknown("签名后文件有追加的内容，无法核对改了什么".to_owned()),
            };
            steps.push((*before, step));
        }
        last = Some((*end, revision));
    }
    for one in alone {
        let Some((end, _)) = one.covered else { continue };
        let permissions = Permissions::of(document, one.found.dictionary);
        for (_, step) in steps.iter().filter(|(before, _)| *before >= end) {
            let (broken, unknown) = permissions.forbid(step);
            one.checked.broken.extend(step.broken.iter().cloned().chain(broken));
            one.checked.unknown.extend(step.unknown.iter().cloned().chain(unknown));
        }
    }
}

fn unknown(why: String) -> Step {
    Step { unknown: vec![why], ..Step::default() }
}

/// The difference of two revisions, by their objects and by their looks.
fn step(before: &Revision, after: &Revision, signatures: &Signatures, painter: &mut Painter, bytes: &[u8]) -> Step {
    let mut step = since_signing::compare(before, after, signatures);
    // What was appended ends with a mark that leads back to the signed table: readers that search for one see the update.
    if after.document.xref_start < before.end {
        step.broken.push("签名后追加的内容指回旧的交叉引用表，不同软件打开可能看到不同内容".to_owned());
    }
    if !step.broken.is_empty() {
        return step;
    }
    if after.is_ambiguous(&bytes[..after.end], before.end) {
        step.unknown.push("签名后追加的内容有重复的项，不同软件打开可能看到不同内容".to_owned());
    }
    let differences = painter.compare(bytes, (before.end, after.end), &step.pages, &step.opened);
    step.broken.extend(differences.broken);
    step.unknown.extend(differences.unknown);
    step
}

/// Where an object is written, unless it is in an object stream: a hole cannot be there.
fn offset(document: &Document, id: ObjectId) -> Option<usize> {
    match document.reference_table.get(id.0)? {
        XrefEntry::Normal { offset, generation } if *generation == id.1 => Some(*offset as usize),
        _ => None,
    }
}

fn name<'a>(dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
    dictionary.get(key).and_then(Object::as_name).ok()
}

/// The first certificate of `Cert`: a string, or an array of them.
fn certificate<'a>(document: &'a Document, dictionary: &'a Dictionary) -> Option<&'a [u8]> {
    let object = document.dereference(dictionary.get(b"Cert").ok()?).ok()?.1;
    match object {
        Object::Array(list) => list.first()?.as_str().ok(),
        other => other.as_str().ok(),
    }
}

/// `M`, the time that the signing program wrote: `D:20260407090000Z`.
fn said_time(dictionary: &Dictionary) -> Option<jiff::civil::DateTime> {
    let text = dictionary.get(b"M").and_then(Object::as_str).ok()?;
    let text = std::str::from_utf8(text).ok()?.strip_prefix("D:")?;
    let part = |from: usize| text.get(from..from + 2).and_then(|part| part.parse::<i8>().ok());
    let year = text.get(..4)?.parse().ok()?;
    let (hour, minute, second) = (part(8).unwrap_or(0), part(10).unwrap_or(0), part(12).unwrap_or(0));
    jiff::civil::DateTime::new(year, part(4)?, part(6)?, hour, minute, second, 0).ok()
}
