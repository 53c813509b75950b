//! Whether a document counts as issued 出台 by the applicant.
//!
//! Enters: a document, its item and the table's words. Leaves: its [`Standing`] with the basis. What the title says goes
//! before what the file name says; where neither can be sure, the answer is doubt, and so a review.

use super::Standing;
use super::subject::{core_title, file_name, is_uninformative};
use crate::case::Filed;
use crate::place::numbering::normalise;
use crate::table::{IssuedWords, Item, Pattern, normal_name};

/// Whether a document counts as issued, and why; `None`: it does not.
pub(super) fn standing(filed: &Filed, item: Option<&Item>, words: &IssuedWords) -> Option<(Standing, String)> {
    let title = filed.evidence.facts.document().and_then(|facts| facts.title.value()).map(|title| normalise(title));
    let name = file_name(filed);
    let genre_of_name = genre(&name, words);
    match title {
        None => by_name(filed, &name, genre_of_name, item, words),
        Some(title) => match (genre(&title, words), genre_of_name) {
            (Some(a), Some(b)) if a != b => doubtful("文件名与标题所说的文种不同，不能确认是否属于出台的文件"),
            (Some(Genre::Issued), _) => issued(filed, &title, "标题", item, words),
            (None, Some(Genre::Issued)) => issued(filed, &name, "文件名", item, words),
            (None, None) => demanded(item, &title, &name)
                .and_then(|what| doubtful(&format!("可能是本指标要求的「{what}」，但看不出文种"))),
            _ => None,
        },
    }
}

/// A document whose title could not be read: a scan, a format without a reader.
fn by_name(
    filed: &Filed,
    name: &str,
    genre: Option<Genre>,
    item: Option<&Item>,
    words: &IssuedWords,
) -> Option<(Standing, String)> {
    let asks_for_issued = item.is_some_and(|item| item.evidence.iter().any(|spec| spec.issued));
    match genre {
        Some(Genre::Issued) => issued(filed, name, "文件名", item, words),
        // 创建工作方案及台账: what the scan shows may be the plan.
        Some(Genre::NotIssued) if any(&words.genres, name) => {
            doubtful("文件名里既有文件又有其他材料，看不出内容是哪一种")
        }
        None if asks_for_issued => doubtful("本指标要求出台文件，而这个文件的内容和文种都看不出来"),
        None if is_uninformative(filed) => doubtful("文件名和内容都看不出是什么文件"),
        Some(Genre::NotIssued) | None => None,
    }
}

/// A document of an issued genre: whose is it, and does the item ask for it?
fn issued(
    filed: &Filed,
    named: &str,
    seen_in: &str,
    item: Option<&Item>,
    words: &IssuedWords,
) -> Option<(Standing, String)> {
    let name = file_name(filed);
    if is_draft(&name) {
        return doubtful("文件名说是草稿，不能确认是否为正式文件");
    }
    let by_subject = item.is_some_and(|item| any(&item.patterns, named) || any(&item.patterns, &name));
    if signed_by_no_organ(filed) {
        return doubtful("落款不是机关单位，看来是企业或其他单位的文件，请核对");
    }
    match (demanded(item, named, &name), is_local(filed, named, words)) {
        (Some(_), Some(false)) => doubtful("发文单位看来不是本单位，请核对是否为上级文件"),
        (Some(what), local) if local == Some(true) || by_subject => {
            Some((Standing::Issued, format!("本指标要求的「{what}」，按{seen_in}认定")))
        }
        (None, Some(false)) => None,
        (None, Some(true)) => {
            Some((Standing::Issued, format!("{seen_in}表明是本单位出台的制度、政策、办法、方案类文件")))
        }
        (_, None) | (Some(_), Some(true)) => doubtful("像是制度、政策、办法、方案类文件，但看不出是不是本单位出台的"),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every caller returns it as its own answer")]
fn doubtful(why: &str) -> Option<(Standing, String)> {
    Some((Standing::Doubtful, why.to_owned()))
}

/// The evidence of the item that has to be issued and that a title or a name fits.
fn demanded<'i>(item: Option<&'i Item>, title: &str, name: &str) -> Option<&'i str> {
    let specs = item?.evidence.iter().filter(|spec| spec.issued);
    specs
        .into_iter()
        .find(|spec| any(&spec.patterns, title) || any(&spec.patterns, name))
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
    if any(&words.not_issued, &name.replace(&core, "")) {
        return Some(Genre::NotIssued);
    }
    let last = |patterns: &[Pattern]| patterns.iter().filter_map(|pattern| pattern.last_end(&core)).max();
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

/// How organs of the administration are called: their papers, unlike a company's, are issued in the sense of the clause.
const ORGANS: [&str; 17] = [
    "局",
    "委",
    "委员会",
    "府",
    "办公室",
    "办",
    "队",
    "中心",
    "小组",
    "专班",
    "站",
    "处",
    "所",
    "指挥部",
    "厅",
    "部",
    "院",
];
/// Characters that the name of a body above takes at the head of a title (山东省交通运输厅).
const FIRST_WORDS: usize = 8;

/// Whether somebody signed who is no organ: a company, a bank, an association.
fn signed_by_no_organ(filed: &Filed) -> bool {
    let issuer = filed.evidence.facts.document().and_then(|facts| facts.issuer.value());
    issuer.is_some_and(|issuer| !is_organ(&normalise(issuer)))
}

/// Whether a name is that of an organ; “…局(盖章)” and “…局文件” are.
fn is_organ(name: &str) -> bool {
    let bare = name.split('(').next().unwrap_or_default().trim_end_matches("文件");
    ORGANS.iter().any(|organ| bare.ends_with(organ))
}

/// Whether the applicant itself issued it, by its signature, its red header or its number's agency code. Not whether a
/// name equals the applicant's: bureaus sign in many forms. Bodies above it are told apart by the table, companies and
/// associations by not being organs.
fn is_local(filed: &Filed, named: &str, words: &IssuedWords) -> Option<bool> {
    let facts = filed.evidence.facts.document()?;
    if let Some(issuer) = facts.issuer.value().or(facts.red_header.value()).map(|issuer| normalise(issuer)) {
        if any(&words.upper_issuers, &issuer) {
            return Some(false);
        }
        return is_organ(&issuer).then_some(true);
    }
    if let Some(number) = facts.number.value() {
        return Some(!any(&words.upper_agency_codes, &number.to_string()));
    }
    // A copy of the text alone: “山东省…管理办法” names the body above in its first words.
    let first_words: String = named.chars().take(FIRST_WORDS).collect();
    any(&words.upper_issuers, &first_words).then_some(false)
}

fn any(patterns: &[Pattern], name: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches(name))
}

fn is_draft(file_name: &str) -> bool {
    ["草稿", "初稿", "草案", "讨论稿", "征求意见", "修改稿", "送审稿", "draft"]
        .iter()
        .any(|word| file_name.contains(word))
}
