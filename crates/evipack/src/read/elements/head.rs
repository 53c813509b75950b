//! The head of a paper: red header and document number (GB/T 9704-2012 7.2.4, 7.2.5).

use super::Text;
use crate::facts::Fact;
use crate::number::{DocumentNumber, FoundKind, find};
use crate::read::layout::Line;

/// Smallest type of a mark, in points. The standard's 小标宋 marks run from 26 to 60; joint issuers are set smaller, and
/// a title is 22 (2号): red type of title size and more is a mark, not an emphasised word of the text (16, 3号).
const MARK_PT: f64 = 20.0;
/// Shortest name of a body (某某县局).
const SHORTEST_MARK: usize = 4;
/// Words that a mark ends in beside the issuer's name.
const MARK_ENDINGS: [&str; 7] = ["文件", "令", "公告", "通告", "纪要", "函", "决定"];
/// How names of bodies end.
pub(super) const BODY_ENDINGS: [&str; 21] = [
    "局",
    "厅",
    "委",
    "委员会",
    "府",
    "办公室",
    "办",
    "部",
    "院",
    "会",
    "组",
    "小组",
    "专班",
    "中心",
    "站",
    "处",
    "队",
    "司",
    "行",
    "公司",
    "指挥部",
];

/// The red header 红头.
///
/// Known: a red line of large type near the head that names a body or ends in 文件 and the like, with a red rule, such an
/// ending or a number to support it. Unknown: red large type without support, or a head that was not all read. Absent: the
/// whole head was read and nothing in it is red and large.
pub(super) fn red_header(text: &Text<'_>) -> Fact<String> {
    let red: Vec<&Line> = text.head().filter(|line| line.red && chinese(&line.text) > 0).collect();
    let large: Vec<&Line> = red.iter().copied().filter(|line| line.size_pt >= MARK_PT).collect();
    let mark: String = large.iter().map(|line| squeezed(&line.text)).collect::<Vec<_>>().join(" ");
    if let Some(first) = large.first().filter(|_| chinese(&mark) >= SHORTEST_MARK) {
        let named = large.iter().any(|line| names_body(&line.text));
        let ends = large.iter().any(|line| ends_in(&line.text, &MARK_ENDINGS));
        let supported = ends || has_red_rule(text) || text.head().any(|line| number_alone(line).is_some());
        return if (named || ends) && supported {
            Fact::known(mark, Text::basis(first))
        } else {
            Fact::unknown("首页有红色大字，但不能确认是发文机关标志")
        };
    }
    if !red.is_empty() && (has_red_rule(text) || red.iter().any(|line| names_body(&line.text))) {
        return Fact::unknown("首页有红色文字，但字号偏小，不能确认是发文机关标志");
    }
    if let Some(why) = text.head_unseen() {
        return Fact::unknown(why);
    }
    // A mark in black beside a picture: perhaps a copy in black and white, whose seal is the picture.
    let black_mark = text.head().any(|line| line.size_pt >= MARK_PT && ends_in(&line.text, &["文件"]));
    if black_mark && !text.layout.pictures.is_empty() {
        return Fact::unknown("版头文字不是红色，可能是黑白件");
    }
    Fact::absent(text.looked())
}

/// The document number 发文字号.
///
/// Known: a line on the first page that is nothing but a number. Unknown: a number that lost its brackets, an unfilled
/// one, one in a line with other words that is no citation, or a head that was not all read. Absent: the whole head was
/// read and has no number; numbers cited in sentences are another document's.
pub(super) fn number(text: &Text<'_>) -> Fact<DocumentNumber> {
    if let Some((line, number)) = text.first_page().find_map(|line| Some((line, number_alone(line)?))) {
        return Fact::known(number, Text::basis(line));
    }
    for line in text.head() {
        for found in find(&line.text) {
            match found.kind {
                FoundKind::Probable(raw) if found.whole => {
                    return Fact::unknown(format!("像是发文字号，但括号丢失或不完整：{raw}"));
                }
                FoundKind::Unfilled(raw) if found.whole => {
                    return Fact::unknown(format!("发文字号没有填写完整：{raw}"));
                }
                FoundKind::Number(number) if !cites(&line.text) => {
                    return Fact::unknown(format!("有文号“{number}”，但不能确认是本文件的发文字号"));
                }
                _ => {}
            }
        }
    }
    match text.head_unseen() {
        Some(why) => Fact::unknown(why),
        None => Fact::absent(text.looked()),
    }
}

/// The number of a line that is nothing else.
pub(super) fn number_alone(line: &Line) -> Option<DocumentNumber> {
    find(&line.text).into_iter().find(|found| found.whole).and_then(|found| match found.kind {
        FoundKind::Number(number) => Some(number),
        _ => None,
    })
}

/// Whether a sentence speaks of another document by its number.
fn cites(line: &str) -> bool {
    const WORDS: [&str; 11] = ["《", "》", "根据", "按照", "依据", "贯彻", "落实", "要求", "精神", "附件", "。"];
    // A line that wrapped inside a citation has no such word, but the bracket before the number: …意见（鲁交法〔2020〕5号）.
    WORDS.iter().any(|word| line.contains(word)) || line.contains(['（', '(', '）', ')', '，', '、', '；'])
}

fn has_red_rule(text: &Text<'_>) -> bool {
    text.layout.red_rules.iter().any(|rule| rule.page.is_none_or(|page| page == 1))
}

pub(super) fn names_body(line: &str) -> bool {
    ends_in(line, &BODY_ENDINGS) || ends_in(line, &["文件"])
}

/// Whether a line ends in one of some words, blanks between its letters and marks after them aside.
fn ends_in(line: &str, words: &[&str]) -> bool {
    let line = squeezed(line);
    let line = line.trim_end_matches(|c: char| !c.is_alphanumeric());
    words.iter().any(|word| line.ends_with(word))
}

/// Without blanks: marks are set with wide gaps.
pub(super) fn squeezed(line: &str) -> String {
    line.chars().filter(|c| !c.is_whitespace()).collect()
}

pub(super) fn chinese(line: &str) -> usize {
    line.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count()
}
