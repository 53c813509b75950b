//! What a document is about: which files are one and the same document.
//!
//! Enters: a document's title and file name. Leaves: a [`Subject`], and how alike two of them are. Titles that were read go
//! before file names: two documents of different titles are never one, whatever their files are called. Only equal
//! subjects, or one that adds no more than a place or body before the other, are the same; anything else alike is a maybe,
//! which can turn a zero into a review and never into a pass.

use crate::case::Filed;
use crate::place::numbering::{self, normalise};

/// What a document is about.
pub(super) struct Subject {
    titles: Vec<String>,
    names: Vec<String>,
    folder: String,
    nameless: bool,
}

/// How alike two subjects are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    Different,
    Maybe,
    Same,
}

/// A shorter subject (工作方案) is too common to tell two documents apart outside one folder.
const SHORTEST_SUBJECT: usize = 5;

impl Subject {
    pub(super) fn of(filed: &Filed) -> Self {
        let title = filed.evidence.facts.document().and_then(|facts| facts.title.value());
        Self {
            titles: title.map(|title| core_titles(&normalise(title))).unwrap_or_default(),
            names: core_titles(&file_name(filed)),
            folder: filed.evidence.path.parent().to_string(),
            nameless: is_uninformative(filed),
        }
    }

    pub(super) fn likeness(&self, other: &Self) -> Likeness {
        let best = |a: &[String], b: &[String]| {
            a.iter().flat_map(|a| b.iter().map(|b| self.compare(a, b, other))).max().unwrap_or(Likeness::Different)
        };
        match (self.titles.is_empty(), other.titles.is_empty()) {
            (false, false) => best(&self.titles, &other.titles),
            // What nobody could read may be anything.
            (own, _) if (if own { self } else { other }).nameless => Likeness::Maybe,
            (true, false) => best(&self.names, &other.titles).max(best(&self.names, &other.names)).max(Likeness::Maybe),
            (false, true) => best(&self.titles, &other.names).max(best(&self.names, &other.names)).max(Likeness::Maybe),
            (true, true) => best(&self.names, &other.names).max(Likeness::Maybe),
        }
    }

    fn compare(&self, a: &str, b: &str, other: &Self) -> Likeness {
        let (short, long) = if a.chars().count() <= b.chars().count() { (a, b) } else { (b, a) };
        let telling = short.chars().count() >= SHORTEST_SUBJECT;
        match long.strip_suffix(short) {
            Some("") if telling || self.folder == other.folder => Likeness::Same,
            Some(prefix) if telling && is_place(prefix) => Likeness::Same,
            Some(_) => Likeness::Maybe,
            None => Likeness::Different,
        }
    }
}

/// Whether words before a subject only say whose it is: 青岚县, 青岚县交通运输局, 青岚县信用交通县.
fn is_place(prefix: &str) -> bool {
    prefix.ends_with(['省', '市', '县', '区', '旗', '局'])
}

/// The file's name without its number and extension, normalised.
pub(super) fn file_name(filed: &Filed) -> String {
    numbering::parse(&normalise(filed.evidence.path.stem())).rest
}

/// A name that tells nothing: scanner and phone names, digits, 新建文档.
pub(super) fn is_uninformative(filed: &Filed) -> bool {
    says_nothing(&file_name(filed))
}

fn says_nothing(file_name: &str) -> bool {
    const EMPTY_WORDS: [&str; 22] = [
        "扫描件",
        "扫描",
        "新建",
        "文档",
        "文件",
        "图片",
        "微信",
        "附件",
        "原件",
        "复印件",
        "未命名",
        "副本",
        "盖章",
        "红头",
        "正文",
        "印发",
        "通知",
        "最终版",
        "签字版",
        "页面",
        "号",
        "第",
    ];
    let bare = EMPTY_WORDS.iter().fold(file_name.to_owned(), |name, word| name.replace(word, ""));
    // A document number alone names the paper, and tells nothing of its kind.
    let bare =
        bare.split(['〔', '[']).next().filter(|_| bare.contains(['〔', '['])).map_or(bare.clone(), |_| String::new());
    // Two Chinese characters are the shortest word that says something (方案, 纪要).
    bare.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count() < 2
}

/// Verbs by which one paper prints others.
const PRINTS: [&str; 5] = ["印发", "发布", "公布", "出台", "转发"];
/// Remarks that clerks put behind a name.
const REMARKS: [&str; 18] = [
    "扫描件",
    "盖章版",
    "盖章件",
    "盖章",
    "扫描",
    "红头文件",
    "红头",
    "正式版",
    "最终版",
    "终稿",
    "终版",
    "定稿",
    "电子版",
    "签字版",
    "原件",
    "副本",
    "pdf",
    "word",
];
/// Digits of a date or a page behind a name; four are a year, and a year tells two documents apart.
const DATE_DIGITS: usize = 8;

/// What a title is about, one for each document that it prints: 关于印发《A》和《B》的通知 → A, B.
fn core_titles(name: &str) -> Vec<String> {
    let prints = PRINTS.iter().any(|verb| name.contains(verb));
    let quoted: Vec<String> = name
        .split('《')
        .skip(1)
        .filter_map(|part| part.split_once('》').map(|(title, _)| without_remarks(title)))
        .filter(|title| !title.is_empty())
        .collect();
    if prints && !quoted.is_empty() { quoted } else { vec![core_title(name)] }
}

/// The title without the notice that prints it, and without a clerk's remarks: 关于印发X的通知 → X, X(盖章扫描件) → X.
pub(super) fn core_title(name: &str) -> String {
    let inner = match (PRINTS.iter().any(|verb| name.contains(verb)), name.find('《'), name.rfind('》')) {
        (true, Some(open), Some(close)) if open < close => &name[open + '《'.len_utf8()..close],
        _ => name,
    };
    let inner = inner.replace(['《', '》'], "");
    let printed = PRINTS.iter().find_map(|verb| inner.split_once(verb).map(|(_, after)| after));
    let printed = printed.filter(|after| after.ends_with("的通知")).map(|after| after.trim_end_matches("的通知"));
    without_remarks(printed.unwrap_or(&inner))
}

fn without_remarks(title: &str) -> String {
    let mut core = title.to_owned();
    loop {
        let before = core.len();
        while let Some(open) = core.rfind('(').filter(|open| *open > 0 && core.ends_with(')')) {
            core.truncate(open);
        }
        for remark in REMARKS {
            core = core.strip_suffix(remark).unwrap_or(&core).trim_end_matches(['-', '_', ' ']).to_owned();
        }
        let stem = core.trim_end_matches(|c: char| c.is_ascii_digit());
        // A lone page number, or a whole date.
        if !stem.is_empty() && matches!(core.len() - stem.len(), 1 | 2 | DATE_DIGITS) {
            core.truncate(stem.len());
        }
        if core.len() == before {
            return core;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(title: Option<&str>, name: &str) -> Subject {
        Subject {
            titles: title.map(core_titles).unwrap_or_default(),
            names: core_titles(name),
            folder: String::new(),
            nameless: says_nothing(name),
        }
    }

    #[test]
    fn the_notice_and_its_plans_are_the_subjects() {
        assert_eq!(core_title("关于印发《青岚县信用交通县创建工作方案》的通知"), "青岚县信用交通县创建工作方案");
        assert_eq!(core_title("青岚县交通运输局关于印发青岚县创建工作方案的通知"), "青岚县创建工作方案");
        assert_eq!(core_titles("关于印发《甲管理办法》和《乙管理办法》的通知"), ["甲管理办法", "乙管理办法"]);
        for name in [
            "创建工作方案(盖章扫描件)",
            "创建工作方案-盖章扫描件",
            "创建工作方案20260407",
            "创建工作方案-副本",
            "创建工作方案1",
        ] {
            assert_eq!(core_title(name), "创建工作方案", "{name}");
        }
        assert_eq!(core_title("创建工作方案2026"), "创建工作方案2026", "a year tells two plans apart");
    }

    #[test]
    fn a_place_before_a_subject_changes_nothing_and_other_words_do() {
        let like = |a: &Subject, b: &Subject| a.likeness(b);
        let plan = subject(Some("青岚县信用交通县创建工作方案"), "方案");
        assert_eq!(like(&plan, &subject(Some("创建工作方案"), "x")), Likeness::Same);
        assert_eq!(like(&plan, &subject(None, "创建工作方案(盖章扫描件)")), Likeness::Same);
        let goods = subject(Some("道路货运信用评价实施方案"), "实施方案");
        assert_eq!(like(&goods, &subject(Some("信用评价实施方案"), "实施方案")), Likeness::Maybe);
        assert_eq!(like(&goods, &subject(Some("机动车维修信用评价办法"), "实施方案")), Likeness::Different);
        assert_eq!(like(&goods, &subject(None, "扫描0001")), Likeness::Maybe, "nobody can read it");
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
            "盖章",
            "青交发〔2026〕3号",
            "印发通知",
        ] {
            assert!(says_nothing(name), "{name}");
        }
        for name in ["创建方案", "会议纪要", "签到表扫描件"] {
            assert!(!says_nothing(name), "{name}");
        }
    }
}
