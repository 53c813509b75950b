//! What a document is about: under which keys its versions find one another.
//!
//! Enters: a document's title and file name. Leaves: a [`Subject`] with [`Key`]s. Two files are versions of one document where
//! one looks up a key that the other is entered under. Titles that were read go before file names: two documents of different
//! titles are never one, whatever their files are called, but for one case: a file that is called what a notice prints, and
//! whose own title says no other thing, is what the notice prints. Equal subjects are the same, and so is one that adds no
//! more than a place or body before the other.

use crate::case::Filed;
use crate::place::numbering::{self, normalise};
use std::collections::HashMap;

/// What a document is about.
#[derive(Debug)]
pub(super) struct Subject {
    titles: Vec<String>,
    names: Vec<String>,
    /// Its title is that of a notice, and `titles` are what it prints.
    prints: bool,
    folder: String,
    nameless: bool,
}

/// Under what a document is found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    text: TextOf,
    words: String,
    /// Only in this folder, where the words are too common to tell two documents apart.
    folder: Option<String>,
    /// A place or body before the words was left out.
    shortened: bool,
}

/// Where the words of a key come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum TextOf {
    /// A title that was read.
    Title,
    /// What a notice prints.
    Printed,
    /// The name of a file whose title was read.
    NameBesideTitle,
    /// The same, where the title says nothing else than the name.
    NameLikeTitle,
    /// The name of a file without a title.
    Name,
}

/// A shorter subject (工作方案) is too common to tell two documents apart outside one folder.
const SHORTEST_SUBJECT: usize = 5;
/// Places and bodies that are left out before one subject at most: 云泽市|青岚县|交通运输局|信用交通县, and as many joint issuers.
const MOST_SHORTENED: usize = 8;

impl Subject {
    pub(super) fn of(filed: &Filed) -> Self {
        let title = filed.evidence.facts.document().and_then(|facts| facts.title.value());
        let folder = filed.evidence.path.parent().to_string();
        Self::new(title.map(|title| normalise(title)).as_deref(), &file_name(filed), folder)
    }

    fn new(title: Option<&str>, name: &str, folder: String) -> Self {
        Self {
            titles: title.map(core_titles).unwrap_or_default(),
            names: core_titles(name),
            prints: title.is_some_and(prints),
            folder,
            nameless: says_nothing(name),
        }
    }

    /// What the title is about; empty where none was read.
    pub(super) fn titles(&self) -> &[String] {
        &self.titles
    }

    /// The keys under which others find it.
    pub(super) fn entries(&self) -> Vec<Key> {
        let mut keys = self.keys(TextOf::Title, &self.titles, Ends::Both);
        if self.prints {
            keys.extend(self.keys(TextOf::Printed, &self.titles, Ends::Both));
        }
        for text in self.texts_of_names() {
            keys.extend(self.keys(text, &self.names, Ends::Both));
        }
        keys
    }

    /// The keys under which it finds its other versions.
    pub(super) fn lookups(&self) -> Vec<Key> {
        let mut keys = Vec::new();
        let mut look = |text: TextOf, words: &[String]| keys.extend(self.keys(text, words, Ends::Other));
        look(TextOf::Title, &self.titles);
        look(TextOf::Name, &self.titles);
        if self.prints {
            look(TextOf::NameLikeTitle, &self.titles);
        }
        let named = self.texts_of_names();
        if named.contains(&TextOf::NameBesideTitle) {
            look(TextOf::Name, &self.names);
        }
        if named.contains(&TextOf::NameLikeTitle) {
            look(TextOf::Printed, &self.names);
        }
        if named.contains(&TextOf::Name) {
            for text in [TextOf::Title, TextOf::NameBesideTitle, TextOf::Name] {
                look(text, &self.names);
            }
        }
        keys
    }

    /// The keys of notices that may print it: its file is called what they print, and its title says another thing.
    pub(super) fn perhaps_printed_by(&self) -> Vec<Key> {
        let named = self.texts_of_names();
        if named.contains(&TextOf::NameBesideTitle) && !named.contains(&TextOf::NameLikeTitle) {
            self.keys(TextOf::Printed, &self.names, Ends::Other)
        } else {
            Vec::new()
        }
    }

    /// As what the file's name counts.
    fn texts_of_names(&self) -> Vec<TextOf> {
        match (self.nameless, self.titles.is_empty()) {
            (true, _) => Vec::new(),
            (false, true) => vec![TextOf::Name],
            (false, false) => {
                let alike = self.titles.iter().any(|title| self.names.iter().any(|name| says_the_same(title, name)));
                if alike { vec![TextOf::NameBesideTitle, TextOf::NameLikeTitle] } else { vec![TextOf::NameBesideTitle] }
            }
        }
    }

    fn keys(&self, text: TextOf, words: &[String], ends: Ends) -> Vec<Key> {
        let mut keys = Vec::new();
        for words in words {
            let telling = words.chars().count() >= SHORTEST_SUBJECT;
            let folder = (!telling).then(|| self.folder.clone());
            keys.push(Key { text, words: words.clone(), folder: folder.clone(), shortened: false });
            if telling && ends == Ends::Other {
                // Others that say more before the same words.
                keys.push(Key { text, words: words.clone(), folder: None, shortened: true });
            }
            keys.extend(without_bodies(words).map(|rest| Key {
                text,
                words: rest.to_owned(),
                folder: None,
                shortened: ends == Ends::Both,
            }));
        }
        keys
    }
}

/// From which side a pair of subjects is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// Entered as a whole and without the bodies before it.
    Both,
    /// Looked up: a whole one finds whole and longer ones, one without its bodies finds whole ones.
    Other,
}

/// What is left of a subject without the places and bodies before it, as often as that can be done.
fn without_bodies(words: &str) -> impl Iterator<Item = &str> {
    let rests = words.char_indices().skip(1).map(|(at, _)| words.split_at(at));
    let rests = rests.filter(|(before, rest)| is_body(before) && rest.chars().nth(SHORTEST_SUBJECT - 1).is_some());
    rests.map(|(_, rest)| rest).take(MOST_SHORTENED)
}

/// How words end that only say whose a subject is: 青岚县, 青岚县交通运输局, 青岚县信用交通县, 创建工作领导小组.
const BODY_ENDINGS: [&str; 16] = [
    "省",
    "市",
    "县",
    "区",
    "旗",
    "局",
    "厅",
    "委",
    "委员会",
    "政府",
    "办公室",
    "领导小组",
    "专班",
    "指挥部",
    "大队",
    "支队",
];

/// Whether words before a subject only say whose it is.
fn is_body(before: &str) -> bool {
    let before = before.strip_suffix("关于").unwrap_or(before);
    BODY_ENDINGS.iter().any(|ending| before.ends_with(ending))
}

/// Whether a title and a name can be the same thing said longer and shorter: the longer has every character of the shorter.
/// 道路货运信用评价办法 and 道路客运信用评价办法 are near, and two things.
fn says_the_same(one: &str, other: &str) -> bool {
    let (short, long) = if one.chars().count() <= other.chars().count() { (one, other) } else { (other, one) };
    let mut left: HashMap<char, usize> = HashMap::new();
    for c in long.chars() {
        *left.entry(c).or_default() += 1;
    }
    short.chars().all(|c| {
        left.get_mut(&c).filter(|count| **count > 0).is_some_and(|count| {
            *count -= 1;
            true
        })
    })
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
/// Whether a title or name is that of a notice that prints papers.
fn prints(title: &str) -> bool {
    PRINTS.iter().any(|verb| title.contains(verb))
}

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
    let prints = prints(name);
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
        Subject::new(title, name, String::new())
    }

    fn same(one: &Subject, other: &Subject) -> bool {
        let found = one.lookups().iter().any(|key| other.entries().contains(key));
        let back = other.lookups().iter().any(|key| one.entries().contains(key));
        assert_eq!(found, back, "{one:?} {other:?}");
        found
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
    fn a_place_or_body_before_a_subject_changes_nothing_and_other_words_do() {
        let plan = subject(Some("青岚县信用交通县创建工作方案"), "方案");
        assert!(same(&plan, &subject(Some("创建工作方案"), "x")));
        assert!(same(&plan, &subject(None, "创建工作方案(盖章扫描件)")));
        let goods = subject(Some("道路货运信用评价实施方案"), "实施方案");
        for other in [
            "青岚县道路货运信用评价实施方案",
            "青岚县交通运输局道路货运信用评价实施方案",
            "青岚县交通运输局关于道路货运信用评价实施方案",
            "青岚县信用交通县创建工作领导小组道路货运信用评价实施方案",
            "青岚县交通运输局、青岚县发展和改革局道路货运信用评价实施方案",
        ] {
            assert!(same(&goods, &subject(Some(other), "x")), "{other}");
        }
        for other in [
            "信用评价实施方案",
            "机动车维修信用评价办法",
            "2026年道路货运信用评价实施方案",
            "客运站道路货运信用评价实施方案",
        ] {
            assert!(!same(&goods, &subject(Some(other), "x")), "{other}");
        }
        assert!(!same(&goods, &subject(None, "扫描0001")), "nobody can read it");
        let (ours, theirs) = (subject(Some("青岚县创建工作方案"), "a"), subject(Some("临山县创建工作方案"), "b"));
        assert!(!same(&ours, &theirs), "two places");
    }

    #[test]
    fn a_file_called_what_a_notice_prints_is_what_it_prints() {
        let notice = subject(Some("关于印发《信用交通县创建工作方案》的通知"), "通知");
        for title in ["青岚县交通运输局2026年信用交通县创建工作实施方案", "青岚县创建信用交通县工作方案", "工作方案"]
        {
            assert!(same(&notice, &subject(Some(title), "信用交通县创建工作方案(终稿)")), "{title}");
        }
        let other = subject(Some("机动车维修信用评价办法"), "信用交通县创建工作方案");
        assert!(!same(&notice, &other), "its title says another thing");
        assert!(other.perhaps_printed_by().iter().any(|key| notice.entries().contains(key)), "so somebody has to look");
        let plain = subject(Some("2025年信用交通县创建工作方案"), "信用交通县创建工作方案");
        let two = subject(Some("2026年信用交通县创建工作方案"), "信用交通县创建工作方案");
        assert!(!same(&plain, &two), "no notice prints them");
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
