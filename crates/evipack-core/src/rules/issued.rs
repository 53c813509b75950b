//! Which documents count as issued, and which files are one and the same document.
//!
//! Enters: the files of a case. Leaves: [`Work`]s, documents that must carry the three elements (red header, number,
//! official seal; 扣分项6), each with all its versions: the Word draft, its sealed scan, and the notice that prints it
//! ("关于印发《…》的通知") are one work ([`same_paper`]), and an element seen on any of them is there; so are pages handed in as
//! pictures one by one ([`leaves`]). Minutes, ledgers, sign-in sheets, summaries and web copies are no works, and neither are
//! papers of another body ([`applicant`]).

mod applicant;
mod leaves;
mod originals;
mod pages;
#[cfg(test)]
pub(crate) mod papers;
mod same_paper;
mod standing;
mod subject;

use crate::case::{Case, Certainty, Defect, Filed, RELATED_MOST};
use crate::facts::{Fact, Facts, Kind, Legibility};
use crate::format::Format;
use crate::place::Place;
use crate::rel_path::RelPath;
use crate::rule_code::RuleCode;
use crate::table::ItemId;
use applicant::{Applicant, Whose};
use leaves::Leaf;
use originals::{Hiding, Possible};
pub(crate) use pages::Bears;
use same_paper::{Group, Paper, same_papers};
use standing::{Asked, Genre, genre_of_name, standing};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use subject::{Subject, is_uninformative};

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
    /// Files beside it that nobody can identify without looking and that may be its sealed original: the nearest few.
    pub(crate) possible_originals: Vec<&'a Filed>,
    /// How many more of these there are.
    pub(crate) more_originals: usize,
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
                format!(
                    "本文件上没有；“{}”{}可能是它的盖章原件，但看不出来",
                    other.evidence.path.name(),
                    self.and_others()
                ),
            ),
            (None, Some(at), None) if self.standing == Standing::Issued && self.item.is_some() => {
                missing(Certainty::Certain, at, self.basis.clone())
            }
            (None, Some(at), None) => missing(Certainty::Doubtful, at, format!("本文件上没有；{}", self.basis)),
            (None, None, _) => Element::Present,
        }
    }

    /// 等 N 个文件, where not all possible originals are named.
    fn and_others(&self) -> String {
        let all = self.possible_originals.len() + self.more_originals;
        if self.more_originals == 0 { String::new() } else { format!("等 {all} 个文件") }
    }

    /// The paths of the other versions and possible originals, as many as a finding names, and how many more there are.
    pub(crate) fn related(&self, at: &Filed) -> (Vec<RelPath>, usize) {
        let others = || self.versions.iter().chain(&self.possible_originals).filter(|other| !is_same(other, at));
        let named: Vec<RelPath> = others().take(RELATED_MOST).map(|other| other.evidence.path.clone()).collect();
        let more = others().count() - named.len() + self.more_originals;
        (named, more)
    }
}

const PICTURE_OF_PAPER: &str = "图片形式的文件，需要看图识别";

/// The works of a package, item by item. Five rules ask for them; they are gathered once.
pub(crate) fn works<'c, 'a>(case: &'c Case<'a>) -> &'c [Work<'a>] {
    case.works.get_or_init(|| gathered(case))
}

fn gathered<'a>(case: &Case<'a>) -> Vec<Work<'a>> {
    let mut items: BTreeMap<Option<&'a ItemId>, Vec<&'a Filed>> = BTreeMap::new();
    for filed in case.files.iter().filter(|filed| filed.is_material()) {
        match &filed.place {
            Place::Filed { item, .. } => items.entry(Some(item)).or_default().push(filed),
            Place::Ambiguous { .. } => items.entry(None).or_default().push(filed),
            _ => {}
        }
    }
    let applicant = Applicant::of(case);
    let hiding = |files: &[&'a Filed]| -> Vec<&'a Filed> {
        files.iter().copied().filter(|filed| may_hide_elements(case, filed)).collect()
    };
    // Of these files nobody knows the item; they may hold an original of any.
    let unsure: Vec<&'a Filed> = items.get(&None).map(|files| hiding(files)).unwrap_or_default();
    let works_of = |item: Option<&'a ItemId>, files: &[&'a Filed]| {
        let elsewhere = if item.is_some() { unsure.as_slice() } else { &[] };
        let hiding = Hiding::of(hiding(files).into_iter().chain(elsewhere.iter().copied()));
        works_of_item(case, item, files, &applicant, &hiding)
    };
    items.iter().flat_map(|(item, files)| works_of(*item, files)).collect()
}

/// The works of one item.
fn works_of_item<'a>(
    case: &Case<'a>,
    id: Option<&'a ItemId>,
    files: &[&'a Filed],
    applicant: &Applicant<'_>,
    hiding: &Hiding<'a>,
) -> Vec<Work<'a>> {
    let leaves = leaves::leaves(files);
    let later_pages: BTreeSet<&RelPath> =
        leaves.iter().filter(|leaf| leaf.sure).map(|leaf| &leaf.page.evidence.path).collect();
    let mut leaves_of: HashMap<&str, Vec<&Leaf<'a>>> = HashMap::new();
    for leaf in &leaves {
        leaves_of.entry(leaf.first.evidence.path.as_str()).or_default().push(leaf);
    }
    let asked = Asked { item: id.and_then(|id| case.table.item(id)), words: case.table.issued(), applicant };
    let papers: Vec<Paper<'a>> = files
        .iter()
        .copied()
        .filter(|filed| is_paper(filed) && !is_illegible(filed) && !later_pages.contains(&filed.evidence.path))
        .filter_map(|filed| {
            let verdict = standing(filed, &asked)?;
            Some(Paper { filed, subject: Subject::of(filed), verdict })
        })
        .collect();
    let groups = same_papers(&papers);
    let most_official: Vec<Option<&'a Filed>> =
        groups.iter().map(|group| versions_of(group, &papers).first().copied()).collect();
    let mut works = Vec::new();
    for group in &groups {
        let Some((standing, basis)) = standing_of(group, &papers) else { continue };
        let mut versions = versions_of(group, &papers);
        let mut unsure_pages = Vec::new();
        for leaf in group_leaves(&versions, &leaves_of) {
            if leaf.sure {
                versions.push(leaf.page);
            } else if !hiding.holds(leaf.page) {
                unsure_pages.push(leaf.page);
            }
        }
        let subjects: Vec<&Subject> =
            group.members.iter().filter_map(|index| papers.get(*index)).map(|paper| &paper.subject).collect();
        let mut possible = Possible { more: group.perhaps_more, ..Possible::default() };
        let either = group.perhaps.iter().filter_map(|other| most_official.get(*other).copied().flatten());
        either.for_each(|filed| possible.add(filed));
        let hidden = hiding.originals(&versions, &subjects);
        hidden.nearest.into_iter().chain(unsure_pages).for_each(|filed| possible.add(filed));
        works.push(Work {
            item: id,
            standing,
            basis,
            versions,
            possible_originals: possible.nearest,
            more_originals: possible.more + hidden.more,
        });
    }
    works
}

/// Whether a group counts as issued, and what says so; `None` where it is another body's paper of which nothing is asked.
fn standing_of(group: &Group, papers: &[Paper<'_>]) -> Option<(Standing, String)> {
    let verdicts = || group.members.iter().filter_map(|index| papers.get(*index)).map(|paper| &paper.verdict);
    let best = verdicts().filter_map(|verdict| verdict.standing).max();
    let says_best = verdicts().find(|verdict| verdict.standing == best)?;
    let against = verdicts().find(|verdict| verdict.whose.speaks_against());
    match (best, against) {
        (None, _) => None,
        (Some(Standing::Issued), Some(against)) => Some((Standing::Doubtful, against.basis.clone())),
        // A draft of another body's paper is that body's.
        (Some(Standing::Doubtful), Some(against))
            if against.standing.is_none() && verdicts().all(|verdict| verdict.whose != Whose::Ours) =>
        {
            None
        }
        (Some(best), _) => Some((best, says_best.basis.clone())),
    }
}

fn versions_of<'a>(group: &Group, papers: &[Paper<'a>]) -> Vec<&'a Filed> {
    let mut versions: Vec<&'a Filed> =
        group.members.iter().filter_map(|index| papers.get(*index)).map(|paper| paper.filed).collect();
    versions.sort_by_key(|version| officialness(version));
    versions
}

fn group_leaves<'l, 'a>(versions: &[&'a Filed], leaves_of: &HashMap<&str, Vec<&'l Leaf<'a>>>) -> Vec<&'l Leaf<'a>> {
    let pages = versions.iter().filter_map(|version| leaves_of.get(version.evidence.path.as_str()));
    pages.flatten().copied().collect()
}

fn is_same(a: &Filed, b: &Filed) -> bool {
    a.evidence.path == b.evidence.path
}

/// The folder in which a clerk sees a file: what lies in an archive lies where the archive does.
fn folder(filed: &Filed) -> RelPath {
    filed.evidence.path.loose_folder()
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
    case: &Case<'a>,
    words: &ElementWords,
    fact: impl Fn(&'a Filed) -> Option<&'a Fact<T>>,
    found: &mut Vec<Defect>,
) {
    for work in works(case) {
        let Element::Missing { certainty, at, why } = work.element(words.bears, &fact) else { continue };
        let certain = certainty == Certainty::Certain;
        let message = if certain { "文件没有" } else { "不能确认文件有" };
        let (related, more) = work.related(at);
        found.push(
            Defect::new(words.rule, certainty, &at.evidence.path)
                .of(work.item)
                .beside(related, more)
                .says(format!("{message}{}", words.name))
                // The same words for all three elements of a file, so that a report says them once.
                .seen(if certain { format!("应看之处全部可读，确认没有（{why}）") } else { why })
                .wanted(words.expected)
                .mend(if certain { words.mend } else { CHECK }),
        );
    }
}
