//! Which documents count as issued, and which files are one and the same document.
//!
//! Enters: the files of a case. Leaves: [`Work`]s, documents that must carry the three elements (red header, number,
//! official seal; 扣分项6), each with all its versions: the Word draft, its sealed scan, and the notice that prints it
//! ("关于印发《…》的通知") are one work, and an element seen on any of them is there. Minutes, ledgers, sign-in sheets, summaries
//! and web copies are no works.

use super::{Case, Certainty, Defect, Filed};
use crate::facts::{Fact, Kind};
use crate::place::Place;
use crate::place::numbering::{self, normalise};
use crate::read::Format;
use crate::rel_path::RelPath;
use crate::rule_code::RuleCode;
use crate::table::{IssuedWords, Item, ItemId, Pattern};

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
    /// The state of one element: `fact` takes it out of a version's facts.
    pub(crate) fn element<T>(&self, fact: impl Fn(&'a Filed) -> Option<&'a Fact<T>>) -> Element<'a>
    where
        T: 'a,
    {
        let mut unknown = None;
        for version in &self.versions {
            match fact(version) {
                Some(Fact::Known { .. }) => return Element::Present,
                Some(Fact::Absent { .. }) => {}
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
                format!("本文件上没有；旁边的“{}”看不出内容，可能是它的盖章原件", other.evidence.path.name()),
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

/// Gathers the works of a package.
pub(crate) fn works<'a>(case: &'a Case<'_>) -> Vec<Work<'a>> {
    let mut works: Vec<(Subject, Work<'a>)> = Vec::new();
    for filed in case.files.iter().filter(|filed| filed.is_material() && is_paper(filed)) {
        let item = match &filed.place {
            Place::Filed { item, .. } => Some(item),
            Place::Ambiguous { .. } => None,
            _ => continue,
        };
        let Some((standing, basis)) = standing(filed, item.and_then(|id| case.table.item(id)), case.table.issued())
        else {
            continue;
        };
        let subject = Subject::of(filed);
        let same = works.iter_mut().find(|(other, work)| work.item == item && other.same_as(&subject));
        match same {
            Some((other, work)) => {
                other.widen(subject);
                work.standing = work.standing.max(standing);
                work.versions.push(filed);
            }
            None => works
                .push((subject, Work { item, standing, basis, versions: vec![filed], possible_originals: Vec::new() })),
        }
    }
    let mut works: Vec<Work<'a>> = works.into_iter().map(|(_, work)| work).collect();
    for work in &mut works {
        work.versions.sort_by_key(|version| officialness(version));
        work.possible_originals = possible_originals(case, work);
    }
    works
}

/// Paper that could be an issued document: text documents and scans, not workbooks, slides or saved web pages.
fn is_paper(filed: &Filed) -> bool {
    let evidence = &filed.evidence;
    match evidence.kind {
        Kind::Document => !matches!(evidence.format, Format::Html | Format::Pptx | Format::OlePowerPoint),
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

/// Whether a document counts as issued, and why; `None`: it does not.
fn standing(filed: &Filed, item: Option<&Item>, words: &IssuedWords) -> Option<(Standing, String)> {
    let facts = filed.evidence.facts.document();
    let title = facts.and_then(|facts| facts.title.value()).map(|title| normalise(title));
    let file_name = numbering::parse(&normalise(filed.evidence.path.stem())).rest;
    let genre_of_title = title.as_deref().and_then(|title| genre(title, words));
    let genre_of_name = genre(&file_name, words);
    let (genre, seen_in) = match (&title, genre_of_title, genre_of_name) {
        (Some(_), Some(a), Some(b)) if a != b => {
            return Some((Standing::Doubtful, "文件名与标题所说的文种不同，不能确认是否属于出台的文件".to_owned()));
        }
        (Some(_), Some(genre), _) => (Some(genre), "标题"),
        (_, None, genre) => (genre, "文件名"),
        (None, Some(_), _) => (None, "文件名"),
    };
    let named = title.as_deref().unwrap_or(&file_name);
    let demanded = item.and_then(|item| {
        item.evidence.iter().find(|spec| spec.issued && (any(&spec.patterns, named) || any(&spec.patterns, &file_name)))
    });
    if genre == Some(Genre::NotIssued) {
        return None;
    }
    if any_draft(&file_name) {
        return (genre.is_some() || demanded.is_some())
            .then(|| (Standing::Doubtful, "文件名说是草稿，不能确认是否为正式文件".to_owned()));
    }
    let local = is_local(filed, words);
    match (demanded, genre, local) {
        (Some(_), _, Some(false)) => {
            Some((Standing::Doubtful, "发文单位看来不是本单位，请核对是否为上级文件".to_owned()))
        }
        (Some(spec), ..) => Some((Standing::Issued, format!("本指标要求的“{}”，按{seen_in}认定", spec.title))),
        (None, Some(Genre::Issued), Some(true)) => {
            Some((Standing::Issued, format!("{seen_in}表明是本单位出台的制度、政策、办法、方案类文件")))
        }
        (None, Some(Genre::Issued), Some(false)) => None,
        (None, Some(Genre::Issued), None) => {
            Some((Standing::Doubtful, format!("{seen_in}像是制度、政策、办法、方案类文件，但看不出发文单位")))
        }
        (None, None, _) if title.is_none() && is_uninformative(&file_name) => {
            Some((Standing::Doubtful, "文件名和内容都看不出是什么文件".to_owned()))
        }
        _ => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Genre {
    Issued,
    NotIssued,
}

/// The genre of a title is its last genre word: “…方案落实台账” is a ledger, “…方案解读” an explanation.
fn genre(name: &str, words: &IssuedWords) -> Option<Genre> {
    let last = |patterns: &[Pattern]| patterns.iter().filter_map(|pattern| pattern.last_end(name)).max();
    match (last(&words.genres), last(&words.not_issued)) {
        (None, None) => None,
        (Some(issued), Some(not)) if not >= issued => Some(Genre::NotIssued),
        (Some(_), _) => Some(Genre::Issued),
        (None, Some(_)) => Some(Genre::NotIssued),
    }
}

/// Whether the applicant itself issued it, by its signature, its number's agency code or its red header.
fn is_local(filed: &Filed, words: &IssuedWords) -> Option<bool> {
    let facts = filed.evidence.facts.document()?;
    let issuer = facts.issuer.value().or(facts.red_header.value()).map(|issuer| normalise(issuer));
    match issuer {
        Some(issuer) => Some(any(&words.local_issuers, &issuer)),
        None => facts.number.value().map(|number| any(&words.local_agency_codes, &number.to_string())),
    }
}

fn any(patterns: &[Pattern], name: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches(name))
}

fn any_draft(file_name: &str) -> bool {
    ["草稿", "初稿", "草案", "讨论稿", "征求意见", "修改稿", "送审稿", "draft"]
        .iter()
        .any(|word| file_name.contains(word))
}

/// A name that tells nothing: scanner and phone names, digits, 新建文档.
pub(crate) fn is_uninformative(file_name: &str) -> bool {
    const EMPTY_WORDS: [&str; 12] =
        ["扫描件", "扫描", "新建", "文档", "文件", "图片", "微信", "附件", "原件", "复印件", "未命名", "副本"];
    let bare = EMPTY_WORDS.iter().fold(file_name.to_owned(), |name, word| name.replace(word, ""));
    // Two Chinese characters are the shortest word that says something (方案, 纪要).
    bare.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count() < 2
}

/// What a document is about, for finding its other versions.
struct Subject {
    keys: Vec<String>,
}

/// A shorter subject is too common to tell two documents apart (工作方案).
const SHORTEST_SUBJECT: usize = 5;

impl Subject {
    fn of(filed: &Filed) -> Self {
        let title = filed.evidence.facts.document().and_then(|facts| facts.title.value());
        let name = numbering::parse(&normalise(filed.evidence.path.stem())).rest;
        let mut keys: Vec<String> =
            title.map(|title| normalise(title)).into_iter().chain([name]).map(|name| core_title(&name)).collect();
        keys.dedup();
        Self { keys }
    }

    /// Equal subjects, or one that only adds a prefix (the county's name) to the other.
    fn same_as(&self, other: &Self) -> bool {
        self.keys.iter().any(|a| {
            other.keys.iter().any(|b| {
                let short = a.chars().count().min(b.chars().count());
                a == b && short > 1 || short >= SHORTEST_SUBJECT && (a.ends_with(b.as_str()) || b.ends_with(a.as_str()))
            })
        })
    }

    fn widen(&mut self, other: Self) {
        self.keys.extend(other.keys);
    }
}

/// The title without the notice that prints it, and without a clerk's remarks: 关于印发《X》的通知 → X, X(盖章扫描件) → X.
fn core_title(name: &str) -> String {
    let inner = match (name.contains("印发"), name.find('《'), name.rfind('》')) {
        (true, Some(open), Some(close)) if open < close => &name[open + '《'.len_utf8()..close],
        _ => name,
    };
    let mut core = inner.replace(['《', '》'], "");
    if let Some(after) = core.strip_prefix("关于印发") {
        core = after.trim_end_matches("的通知").to_owned();
    }
    while let Some(open) = core.rfind('(').filter(|_| core.ends_with(')')) {
        core.truncate(open);
    }
    for remark in [
        "扫描件",
        "盖章版",
        "盖章",
        "扫描",
        "红头文件",
        "红头",
        "正式版",
        "最终版",
        "终稿",
        "定稿",
        "电子版",
        "原件",
        "pdf",
        "word",
    ] {
        core = core.strip_suffix(remark).unwrap_or(&core).trim_end_matches(['-', '_', ' ']).to_owned();
    }
    core
}

/// Scans of the same item, and nameless pictures in the same folder, that may be the sealed original of a work.
fn possible_originals<'a>(case: &'a Case<'_>, work: &Work<'a>) -> Vec<&'a Filed> {
    let folders: Vec<RelPath> = work.versions.iter().map(|version| version.evidence.path.parent()).collect();
    case.files
        .iter()
        .filter(|filed| filed.is_material() && filed.place.item() == work.item)
        .filter(|filed| !work.versions.iter().any(|version| version.evidence.path == filed.evidence.path))
        .filter(|filed| {
            let evidence = &filed.evidence;
            let nameless = is_uninformative(&numbering::parse(&normalise(evidence.path.stem())).rest);
            let titled = evidence.facts.document().is_some_and(|facts| facts.title.value().is_some());
            let picture = evidence.facts.photo().is_some() && evidence.kind != Kind::Screenshot;
            let beside = folders.contains(&evidence.path.parent());
            nameless && !titled && (is_paper(filed) || picture && beside)
        })
        .collect()
}

/// What the three element rules say in their own words.
pub(crate) struct ElementWords {
    pub(crate) rule: RuleCode,
    /// 红头, 发文字号, 公章.
    pub(crate) name: &'static str,
    pub(crate) expected: &'static str,
    pub(crate) mend: &'static str,
    pub(crate) check: &'static str,
}

/// One of the three elements over all works: a defect for each work that does not surely have it.
pub(crate) fn judge_element<'a, T: 'a>(
    case: &'a Case<'_>,
    words: &ElementWords,
    fact: impl Fn(&'a Filed) -> Option<&'a Fact<T>>,
    found: &mut Vec<Defect>,
) {
    for work in works(case) {
        let Element::Missing { certainty, at, why } = work.element(&fact) else { continue };
        let certain = certainty == Certainty::Certain;
        found.push(Defect {
            rule: words.rule,
            certainty,
            item: work.item.cloned(),
            path: at.evidence.path.clone(),
            related: work.related(at),
            page: None,
            region: None,
            message: if certain {
                format!("文件没有{}", words.name)
            } else {
                format!("不能确认文件有{}", words.name)
            },
            observed: if certain { format!("全文已读，没有{}（{why}）", words.name) } else { why },
            expected: words.expected.to_owned(),
            hint: if certain { words.mend } else { words.check }.to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notice_and_its_plan_are_one_subject() {
        assert_eq!(core_title("关于印发《青岚县信用交通县创建工作方案》的通知"), "青岚县信用交通县创建工作方案");
        assert_eq!(core_title("创建工作方案(盖章扫描件)"), "创建工作方案");
        assert_eq!(core_title("创建工作方案-盖章扫描件"), "创建工作方案");
        let subject = |keys: &[&str]| Subject { keys: keys.iter().map(|key| (*key).to_owned()).collect() };
        assert!(subject(&["青岚县信用交通县创建工作方案"]).same_as(&subject(&["创建工作方案"])));
        assert!(!subject(&["信易行工作方案"]).same_as(&subject(&["信易贷工作方案"])));
        assert!(!subject(&["某某工作方案"]).same_as(&subject(&["方案"])), "too short to be the same for sure");
    }

    #[test]
    fn scanner_and_phone_names_tell_nothing() {
        for name in [
            "扫描0001",
            "IMG_2034",
            "mmexport1716130574783",
            "微信图片_20260319120931",
            "新建文档",
            "20260407",
            "附件1",
        ] {
            assert!(is_uninformative(name), "{name}");
        }
        for name in ["创建方案", "会议纪要", "签到表扫描件"] {
            assert!(!is_uninformative(name), "{name}");
        }
    }
}
