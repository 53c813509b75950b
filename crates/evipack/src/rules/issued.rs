//! Which documents count as issued, and which files are one and the same document.
//!
//! Enters: the files of a case. Leaves: [`Work`]s, documents that must carry the three elements (red header, number,
//! official seal; 扣分项6), each with all its versions: the Word draft, its sealed scan, and the notice that prints it
//! ("关于印发《…》的通知") are one work, and an element seen on any of them is there; so are pages handed in as pictures one by
//! one ([`leaves`]). Minutes, ledgers, sign-in sheets, summaries
//! and web copies are no works.

mod leaves;
mod pages;
#[cfg(test)]
pub(crate) mod papers;
mod standing;
mod subject;

use crate::case::{Case, Certainty, Defect, Filed};
use crate::facts::{Fact, Facts, Kind, Legibility};
use crate::format::Format;
use crate::place::Place;
use crate::rel_path::RelPath;
use crate::rule_code::RuleCode;
use crate::table::ItemId;
pub(crate) use pages::Bears;
use standing::{Genre, genre_of_name, standing};
use std::collections::BTreeMap;
use subject::{Likeness, Subject, is_uninformative};

/// A document that counts as issued, or may.
#[derive(Debug)]
pub(crate) struct Work<'a> {
    /// The item it was handed in for; `None` where that is not sure.
    pub(crate) item: Option<&'a ItemId>,
    /// Whether it surely counts as issued.
    pub(crate) standing: Standing,
    /// What says so, in Chinese.
    pub(crate) basis: String,
    /// Its files, the most official first.
    pub(crate) versions: Vec<&'a Filed>,
    /// Files beside it that nobody can identify without looking and that may be its sealed original.
    pub(crate) possible_originals: Vec<&'a Filed>,
}

/// Whether a document counts as issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Perhaps.
    Doubtful,
    /// Surely.
    Issued,
}

/// What became of one of the three elements over all versions of a work.
pub(crate) enum Element<'a> {
    /// Seen on a version, or the document need not have it.
    Present,
    /// On no version, for sure or not.
    Missing { certainty: Certainty, at: &'a Filed, why: String },
}

impl<'a> Work<'a> {
    /// The state of one element that stands where `bears` says: `fact` takes it out of a version's facts.
    pub(crate) fn element<T>(&self, bears: Bears, fact: impl Fn(&'a Filed) -> Option<&'a Fact<T>>) -> Element<'a>
    where
        T: 'a,
    {
        let mut unknown = None;
        for version in &self.versions {
            match fact(version) {
                Some(Fact::Known { .. }) => return Element::Present,
                Some(Fact::Absent { .. }) => {
                    let elsewhere = pages::elsewhere(version, bears);
                    unknown = unknown.or_else(|| elsewhere.map(|why| (*version, why.to_owned())));
                }
                Some(Fact::Unknown { why }) => unknown = unknown.or(Some((*version, why.clone()))),
                None => unknown = unknown.or(Some((*version, PICTURE_OF_PAPER.to_owned()))),
            }
        }
        let missing = |certainty, at, why| Element::Missing { certainty, at, why };
        match (unknown, self.versions.first(), self.possible_originals.first()) {
            (Some((at, why)), ..) => missing(Certainty::Doubtful, at, why),
            (None, Some(at), Some(other)) => missing(
                Certainty::Doubtful,
                at,
                format!("本文件上没有；“{}”可能是它的盖章原件，但看不出来", other.evidence.path.name()),
            ),
            (None, Some(at), None) if self.standing == Standing::Issued && self.item.is_some() => {
                missing(Certainty::Certain, at, self.basis.clone())
            }
            (None, Some(at), None) => missing(Certainty::Doubtful, at, format!("本文件上没有；{}", self.basis)),
            (None, None, _) => Element::Present,
        }
    }

    /// The paths of the other versions.
    pub(crate) fn related(&self, at: &Filed) -> Vec<RelPath> {
        self.versions
            .iter()
            .chain(&self.possible_originals)
            .map(|version| version.evidence.path.clone())
            .filter(|path| *path != at.evidence.path)
            .collect()
    }
}

const PICTURE_OF_PAPER: &str = "图片形式的文件，需要看图识别";

/// Gathers the works of a package, item by item.
pub(crate) fn works<'a>(case: &'a Case<'_>) -> Vec<Work<'a>> {
    let mut items: BTreeMap<Option<&ItemId>, Vec<&'a Filed>> = BTreeMap::new();
    for filed in case.files.iter().filter(|filed| filed.is_material()) {
        match &filed.place {
            Place::Filed { item, .. } => items.entry(Some(item)).or_default().push(filed),
            Place::Ambiguous { .. } => items.entry(None).or_default().push(filed),
            _ => {}
        }
    }
    let unsure: Vec<&'a Filed> = items.get(&None).cloned().unwrap_or_default();
    items.iter().flat_map(|(item, files)| works_of_item(case, *item, files, &unsure)).collect()
}

/// The works of one item. `unsure`: files of which nobody knows the item; they may hold an original all the same.
fn works_of_item<'a>(
    case: &'a Case<'_>,
    id: Option<&'a ItemId>,
    files: &[&'a Filed],
    unsure: &[&'a Filed],
) -> Vec<Work<'a>> {
    let item = id.and_then(|id| case.table.item(id));
    let mut works: Vec<(Vec<Subject>, Work<'a>)> = Vec::new();
    let leaves = leaves::leaves(files);
    let is_later_page = |filed: &Filed| leaves.iter().any(|leaf| leaf.sure && is_same(leaf.page, filed));
    for filed in files.iter().copied().filter(|filed| is_paper(filed) && !is_illegible(filed)) {
        if is_later_page(filed) {
            continue;
        }
        let Some((standing, basis)) = standing(filed, item, case.table.issued()) else { continue };
        let subject = Subject::of(filed);
        let same = works.iter_mut().find(|(others, _)| others.iter().any(|o| o.likeness(&subject) == Likeness::Same));
        if let Some((subjects, work)) = same {
            subjects.push(subject);
            if standing > work.standing {
                (work.standing, work.basis) = (standing, basis);
            }
            work.versions.push(filed);
        } else {
            let work = Work { item: id, standing, basis, versions: vec![filed], possible_originals: Vec::new() };
            works.push((vec![subject], work));
        }
    }
    let others: Vec<(&'a Filed, Subject)> = files
        .iter()
        .chain(if id.is_some() { unsure } else { &[] })
        .filter(|filed| may_hide_elements(case, filed))
        .map(|filed| (*filed, Subject::of(filed)))
        .collect();
    for (subjects, work) in &mut works {
        work.versions.sort_by_key(|version| officialness(version));
        work.possible_originals = possible_originals(work, subjects, &others);
        for leaf in &leaves {
            let belongs = work.versions.iter().any(|version| is_same(version, leaf.first));
            let known = work.versions.iter().chain(&work.possible_originals).any(|other| is_same(other, leaf.page));
            match leaf.sure {
                _ if !belongs => {}
                true => {
                    work.versions.push(leaf.page);
                    work.possible_originals.retain(|other| !is_same(other, leaf.page));
                }
                false if !known => work.possible_originals.push(leaf.page),
                false => {}
            }
        }
    }
    works.into_iter().map(|(_, work)| work).collect()
}

fn is_same(a: &Filed, b: &Filed) -> bool {
    a.evidence.path == b.evidence.path
}

/// The folder in which a clerk sees a file: what lies in an archive lies where the archive does.
fn folder(filed: &Filed) -> RelPath {
    filed.evidence.path.loose_folder()
}

/// Files that may be the sealed original of a work: whatever shows elements that could not be read, unless its own title
/// says that it is another document.
fn possible_originals<'a>(work: &Work<'a>, subjects: &[Subject], others: &[(&'a Filed, Subject)]) -> Vec<&'a Filed> {
    others
        .iter()
        .filter(|(other, _)| !work.versions.iter().any(|version| version.evidence.path == other.evidence.path))
        .filter(|(other, subject)| {
            let beside = work.versions.iter().any(|v| folder(v) == folder(other));
            let picture = matches!(other.evidence.facts, Facts::Photo(_));
            (beside || !picture) && subjects.iter().any(|own| own.likeness(subject) != Likeness::Different)
        })
        .map(|(other, _)| *other)
        .collect()
}

/// Whether a file could carry a red header, number or seal that nobody has read: a scan, a document that could not
/// be read, an archive not all of which was unpacked, a picture whose name does not say that it is something else.
fn may_hide_elements(case: &Case<'_>, filed: &Filed) -> bool {
    let evidence = &filed.evidence;
    let genre = genre_of_name(filed, case.table.issued());
    match &evidence.facts {
        Facts::Document(facts) => {
            let unread = facts.red_header.is_unknown() || facts.number.is_unknown() || facts.seal.is_unknown();
            unread && evidence.kind != Kind::Spreadsheet && genre != Some(Genre::NotIssued)
        }
        Facts::Photo(_) => {
            evidence.kind != Kind::Screenshot && (genre == Some(Genre::Issued) || is_uninformative(filed))
        }
        Facts::Video(_) => false,
        Facts::None {} => evidence.kind == Kind::Archive && evidence.legibility != Legibility::Legible,
    }
}

/// What nobody can open is reported as such; there is nothing to ask of it.
fn is_illegible(filed: &Filed) -> bool {
    matches!(filed.evidence.legibility, Legibility::Illegible(_))
}

/// Paper that could be an issued document: text documents and scans, not workbooks, slides or saved web pages.
fn is_paper(filed: &Filed) -> bool {
    let evidence = &filed.evidence;
    match evidence.kind {
        Kind::Document => {
            !matches!(evidence.format, Format::Html | Format::Pptx | Format::OlePowerPoint | Format::OpenPresentation)
        }
        Kind::Scan => true,
        _ => false,
    }
}

/// PDF and OFD before Word files: what was sent out before what it was made from.
fn officialness(filed: &Filed) -> u8 {
    match filed.evidence.format {
        Format::Pdf | Format::Ofd => 0,
        Format::Docx | Format::OleWord | Format::Rtf | Format::OpenDocument => 2,
        _ => 1,
    }
}

/// What the three element rules say in their own words.
pub(crate) struct ElementWords {
    pub(crate) rule: RuleCode,
    /// 红头, 发文字号, 公章.
    pub(crate) name: &'static str,
    /// The page on which it stands.
    pub(crate) bears: Bears,
    pub(crate) expected: &'static str,
    pub(crate) mend: &'static str,
}

/// What a human does where an element is not sure: the same for all three, so that a report says it once.
const CHECK: &str = "打开文件逐项核对：首页上部的红头、红头下方的发文字号、落款处的公章。";

/// One of the three elements over all works: a defect for each work that does not surely have it.
pub(crate) fn judge_element<'a, T: 'a>(
    case: &'a Case<'_>,
    words: &ElementWords,
    fact: impl Fn(&'a Filed) -> Option<&'a Fact<T>>,
    found: &mut Vec<Defect>,
) {
    for work in works(case) {
        let Element::Missing { certainty, at, why } = work.element(words.bears, &fact) else { continue };
        let certain = certainty == Certainty::Certain;
        found.push(Defect {
            rule: words.rule,
            certainty,
            item: work.item.copied(),
            path: at.evidence.path.clone(),
            related: work.related(at),
            page: None,
            region: None,
            message: if certain {
                format!("文件没有{}", words.name)
            } else {
                format!("不能确认文件有{}", words.name)
            },
            // The same words for all three elements of a file, so that a report says them once.
            observed: if certain { format!("应看之处全部可读，确认没有（{why}）") } else { why },
            expected: words.expected.to_owned(),
            hint: if certain { words.mend } else { CHECK }.to_owned(),
        });
    }
}
