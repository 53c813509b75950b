//! Whether a document counts as issued 出台 by the applicant.
//!
//! Enters: a document, its item and the table's words. Leaves: its [`Standing`] with the basis. What the title says goes
//! before what the file name says; where neither can be sure, the answer is doubt, and so a review.

use super::Standing;
use super::applicant::{Applicant, Whose, is_organ};
use super::subject::{core_title, file_name, is_uninformative};
use crate::case::Filed;
use crate::place::numbering::normalise;
use crate::table::{IssuedWords, Item, Pattern, any_matches, last_end_of_any, normal_name};

/// What is said of one file.
#[derive(Debug)]
pub(super) struct Verdict {
    /// Whether it counts as issued; `None`: another body's paper, of which nothing is asked.
    pub(super) standing: Option<Standing>,
    /// What says so, in Chinese.
    pub(super) basis: String,
    pub(super) whose: Whose,
}

/// Who asks: the item that a file was handed in for, the table's words, and the applicant.
pub(super) struct Asked<'a> {
    pub(super) item: Option<&'a Item>,
    pub(super) words: &'a IssuedWords,
    pub(super) applicant: &'a Applicant<'a>,
}

/// Whether a document counts as issued, and why; `None`: it does not.
pub(super) fn standing(filed: &Filed, asked: &Asked<'_>) -> Option<Verdict> {
    let whose = asked.applicant.whose(filed);
    let (standing, basis) = by_title_or_name(filed, asked, whose)?;
    Some(Verdict { standing, basis, whose })
}

fn by_title_or_name(filed: &Filed, asked: &Asked<'_>, whose: Whose) -> Option<Answer> {
    let words = asked.words;
    let title = filed.evidence.facts.document().and_then(|facts| facts.title.value()).map(|title| normalise(title));
    let name = file_name(filed);
    let genre_of_name = genre(&name, words);
    let Some(title) = title else { return by_name(filed, &name, genre_of_name, asked, whose) };
    match (genre(&title, words), genre_of_name) {
        // 创建工作方案公开截图 with the plan's own title: a print of the web page, or the plan.
        (Some(Genre::Issued), Some(Genre::NotIssued)) if is_about_paper(&name, words) => {
            doubtful("文件名与标题所说的文种不同，不能确认是否属于出台的文件")
        }
        // 政府网站公开: the same, under a name of no genre.
        (Some(Genre::Issued), None) if says_it_is_a_print(&name) => {
            doubtful("文件名像是网页、公示或报道的留存件，不能确认是否就是出台的文件")
        }
        (Some(Genre::Issued), _) => issued(filed, &title, "标题", asked, whose),
        (Some(Genre::NotIssued), _) | (None, Some(Genre::NotIssued)) => None,
        // A title of which only the first line was read does not speak against the name.
        (None, Some(Genre::Issued)) if name.contains(&core_title(&title)) => {
            issued(filed, &name, "文件名", asked, whose)
        }
        (None, Some(Genre::Issued)) => {
            let (standing, basis) = issued(filed, &name, "文件名", asked, whose)?;
            if standing == Some(Standing::Issued) {
                doubtful("文件名像是出台的文件，但从读到的标题看不出文种")
            } else {
                Some((standing, basis))
            }
        }
        (None, None) => demanded(asked.item, &title, &name)
            .and_then(|what| doubtful(&format!("可能是本指标要求的「{what}」，但看不出文种"))),
    }
}

/// A standing with its basis.
type Answer = (Option<Standing>, String);

/// Words by which a file's name says that it shows a paper, or was made from one, and is not the paper: a print of the web page
/// on which the plan was published has the plan's own title and none of its elements.
const ABOUT_PAPER: [&str; 14] =
    ["截图", "截屏", "网站", "网页", "公示", "公开", "发布", "新闻", "报道", "解读", "转载", "下载", "学习", "传达"];

/// Whether a name of no issued genre qualifies an issued paper, and does not name another one.
fn is_about_paper(name: &str, words: &IssuedWords) -> bool {
    is_draft(name) || any_matches(&words.genres, name) || says_it_is_a_print(name)
}

fn says_it_is_a_print(name: &str) -> bool {
    ABOUT_PAPER.iter().any(|word| name.contains(word))
}

/// A document whose title could not be read: a scan, a format without a reader.
fn by_name(filed: &Filed, name: &str, genre: Option<Genre>, asked: &Asked<'_>, whose: Whose) -> Option<Answer> {
    let asks_for_issued = asked.item.is_some_and(|item| item.evidence.iter().any(|spec| spec.issued));
    match genre {
        Some(Genre::Issued) => issued(filed, name, "文件名", asked, whose),
        // 创建工作方案及台账: what the scan shows may be the plan.
        Some(Genre::NotIssued) if any_matches(&asked.words.genres, name) => {
            doubtful("文件名里既有文件又有其他材料，看不出内容是哪一种")
        }
        None if asks_for_issued => doubtful("本指标要求出台文件，而这个文件的内容和文种都看不出来"),
        None if is_uninformative(filed) => doubtful("文件名和内容都看不出是什么文件"),
        Some(Genre::NotIssued) | None => None,
    }
}

/// A document of an issued genre: whose is it, and does the item ask for it?
fn issued(filed: &Filed, named: &str, seen_in: &str, asked: &Asked<'_>, whose: Whose) -> Option<Answer> {
    let (item, words) = (asked.item, asked.words);
    let name = file_name(filed);
    if is_draft(&name) {
        return doubtful("文件名说是草稿，不能确认是否为正式文件");
    }
    if signed_by_no_organ(filed) {
        return doubtful("落款不是机关单位，看来是企业或其他单位的文件，请核对");
    }
    let by_subject = item.is_some_and(|item| any_matches(&item.patterns, named) || any_matches(&item.patterns, &name));
    let copied_from_above = whose == Whose::Unsaid && names_a_body_above(named, words);
    match (demanded(item, named, &name), whose) {
        (Some(_), Whose::Upper | Whose::Anothers) => {
            doubtful("发文单位看来不是本单位，请核对是否为上级或其他单位的文件")
        }
        (_, Whose::Unclear) => doubtful("不能确认是本单位出台的：读到的发文单位、文号或印章像是其他单位的"),
        (Some(_), _) if copied_from_above => doubtful("发文单位看来不是本单位，请核对是否为上级文件"),
        (Some(what), Whose::Ours) => issued_as(format!("本指标要求的「{what}」，按{seen_in}认定")),
        (Some(what), Whose::Unsaid) if by_subject => issued_as(format!("本指标要求的「{what}」，按{seen_in}认定")),
        (None, Whose::Upper) => None,
        (None, _) if copied_from_above => None,
        (None, Whose::Anothers) => Some((None, "发文单位是其他单位，不是本单位出台的文件".to_owned())),
        (None, Whose::Ours) => issued_as(format!("{seen_in}表明是本单位出台的制度、政策、办法、方案类文件")),
        (_, Whose::Unsaid) => doubtful("像是制度、政策、办法、方案类文件，但看不出是不是本单位出台的"),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every caller returns it as its own answer")]
fn issued_as(basis: String) -> Option<Answer> {
    Some((Some(Standing::Issued), basis))
}

#[expect(clippy::unnecessary_wraps, reason = "every caller returns it as its own answer")]
fn doubtful(why: &str) -> Option<Answer> {
    Some((Some(Standing::Doubtful), why.to_owned()))
}

/// The evidence of the item that has to be issued and that a title or a name fits.
fn demanded<'i>(item: Option<&'i Item>, title: &str, name: &str) -> Option<&'i str> {
    let specs = item?.evidence.iter().filter(|spec| spec.issued);
    specs
        .into_iter()
        .find(|spec| any_matches(&spec.patterns, title) || any_matches(&spec.patterns, name))
        .map(|spec| spec.title.as_str())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Genre {
    Issued,
    NotIssued,
}

/// The genre that a file's name tells.
pub(super) fn genre_of_name(filed: &Filed, words: &IssuedWords) -> Option<Genre> {
    genre(&file_name(filed), words)
}

/// What may follow the genre word of a title: “…办法（试行）”, “关于印发…方案的通知”, “关于…的若干措施（2026年版）”.
const AFTER_GENRE: [&str; 6] = ["的通知", "通知", "试行", "修订", "正文", "全文"];

/// The genre of a title is its last genre word, and only where the title ends with it: “…方案落实台账” is a ledger, “…方案
/// 推进会” no plan.
fn genre(name: &str, words: &IssuedWords) -> Option<Genre> {
    let core = core_title(name);
    // A remark decides whatever it stands beside: “…工作方案（新闻稿）”.
    if any_matches(&words.not_issued, &name.replace(&core, "")) {
        return Some(Genre::NotIssued);
    }
    let last = |patterns: &[Pattern]| last_end_of_any(patterns, &core);
    let normal = normal_name(&core);
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

/// Whether somebody signed who is no organ: a company, a bank, an association.
fn signed_by_no_organ(filed: &Filed) -> bool {
    let issuer = filed.evidence.facts.document().and_then(|facts| facts.issuer.value());
    issuer.is_some_and(|issuer| !is_organ(&normalise(issuer)))
}

/// A copy of the text alone: “山东省…管理办法” names the body above in its first words.
fn names_a_body_above(named: &str, words: &IssuedWords) -> bool {
    let first_words: String = named.chars().take(FIRST_WORDS).collect();
    any_matches(&words.upper_issuers, &first_words)
}

fn is_draft(file_name: &str) -> bool {
    ["草稿", "初稿", "草案", "讨论稿", "征求意见", "修改稿", "送审稿", "draft"]
        .iter()
        .any(|word| file_name.contains(word))
}
