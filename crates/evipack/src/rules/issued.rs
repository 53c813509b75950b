//! Which documents count as issued, and which files are one and the same document.
//!
//! Enters: the files of a case. Leaves: [`Work`]s, documents that must carry the three elements (red header, number,
//! official seal; 扣分项6), each with all its versions: the Word draft, its sealed scan, and the notice that prints it
//! ("关于印发《…》的通知") are one work, and an element seen on any of them is there. Minutes, ledgers, sign-in sheets, summaries
//! and web copies are no works.

use crate::case::{Case, Certainty, Defect, Filed};
use crate::facts::{Fact, Kind};
use crate::format::Format;
use crate::place::Place;
use crate::place::numbering::{self, normalise};
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
    let doubtful = |why: &str| Some((Standing::Doubtful, why.to_owned()));
    let title = filed.evidence.facts.document().and_then(|facts| facts.title.value()).map(|title| normalise(title));
    let file_name = numbering::parse(&normalise(filed.evidence.path.stem())).rest;
    let genre_of_title = title.as_deref().and_then(|title| genre(title, words));
    let genre_of_name = genre(&file_name, words);
    let (genre, seen_in) = match (genre_of_title, genre_of_name) {
        (Some(a), Some(b)) if a != b => {
            return doubtful("文件名与标题所说的文种不同，不能确认是否属于出台的文件");
        }
        (Some(genre), _) => (Some(genre), "标题"),
        (None, genre) => (genre, "文件名"),
    };
    let named = title.as_deref().unwrap_or(&file_name);
    let demanded = item.and_then(|item| {
        item.evidence.iter().find(|spec| spec.issued && (any(&spec.patterns, named) || any(&spec.patterns, &file_name)))
    });
    match (genre, demanded) {
        (Some(Genre::Issued), _) if is_draft(&file_name) => doubtful("文件名说是草稿，不能确认是否为正式文件"),
        (Some(Genre::Issued), Some(_)) if is_local(filed, words) == Some(false) => {
            doubtful("发文单位看来不是本单位，请核对是否为上级文件")
        }
        (Some(Genre::Issued), Some(spec)) => {
            Some((Standing::Issued, format!("本指标要求的“{}”，按{seen_in}认定", spec.title)))
        }
        (Some(Genre::Issued), None) => match is_local(filed, words) {
            Some(true) => Some((Standing::Issued, format!("{seen_in}表明是本单位出台的制度、政策、办法、方案类文件"))),
            Some(false) => None,
            None => doubtful("像是制度、政策、办法、方案类文件，但看不出发文单位"),
        },
        (None, Some(spec)) => doubtful(&format!("可能是本指标要求的“{}”，但看不出文种", spec.title)),
        (None, None) if title.is_none() && is_uninformative(&file_name) => doubtful("文件名和内容都看不出是什么文件"),
        (Some(Genre::NotIssued), _) | (None, None) => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Genre {
    Issued,
    NotIssued,
}

/// What may follow the genre word of a title: “…办法（试行）”, “关于印发…方案的通知”, “关于…的若干措施（2026年版）”.
const AFTER_GENRE: [&str; 6] = ["的通知", "通知", "试行", "修订", "正文", "全文"];

/// The genre of a title is its last genre word, and only where the title ends with it: “…方案落实台账” is a ledger, “…方案
/// 推进会” no plan.
fn genre(name: &str, words: &IssuedWords) -> Option<Genre> {
    let core = core_title(name);
    // A remark decides whatever it stands beside: “…工作方案（新闻稿）”.
    if any(&words.not_issued, &name.replace(&core, "")) {
        return Some(Genre::NotIssued);
    }
    let last = |patterns: &[Pattern]| patterns.iter().filter_map(|pattern| pattern.last_end(&core)).max();
    let normal = crate::table::normal_name(&core);
    let ends = |at: usize| {
        let rest = normal.get(at..).unwrap_or_default();
        let rest = AFTER_GENRE.iter().fold(rest.to_owned(), |rest, word| rest.replace(word, ""));
        !rest.chars().any(char::is_alphabetic)
    };
    match (last(&words.genres), last(&words.not_issued)) {
        (issued, Some(not)) if issued.is_none_or(|issued| not >= issued) => Some(Genre::NotIssued),
        (Some(issued), _) if ends(issued) => Some(Genre::Issued),
        _ => None,
    }
}

/// Characters that the name of a body above takes at the head of a title (山东省交通运输厅).
const FIRST_WORDS: usize = 8;

/// Whether the applicant itself issued it, by its signature, its red header or its number's agency code. Not whether a
/// name equals the applicant's: bureaus sign in many forms; only bodies above it are told apart.
fn is_local(filed: &Filed, words: &IssuedWords) -> Option<bool> {
    let facts = filed.evidence.facts.document()?;
    match facts.issuer.value().or(facts.red_header.value()) {
        Some(issuer) => Some(!any(&words.upper_issuers, &normalise(issuer))),
        None => match facts.number.value() {
            Some(number) => Some(!any(&words.upper_agency_codes, &number.to_string())),
            // A copy of the text alone: “山东省…管理办法” names the body above in its first words.
            None => facts.title.value().and_then(|title| {
                let first_words: String = normalise(title).chars().take(FIRST_WORDS).collect();
                any(&words.upper_issuers, &first_words).then_some(false)
            }),
        },
    }
}

fn any(patterns: &[Pattern], name: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches(name))
}

fn is_draft(file_name: &str) -> bool {
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
        let Element::Missing { certainty, at, why } = work.element(&fact) else { continue };
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
