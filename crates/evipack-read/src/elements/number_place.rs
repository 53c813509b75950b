//! The place of the document number 发文字号: GB/T 9704-2012, 7.2.5 (under the mark; upward papers left, beside 签发人; letters
//! right, 10.1; orders 10.2).
//!
//! Enters: the lines of a document. Leaves: the lines that are a number and nothing else, and the document's own number.
//! A number in a sentence belongs to another paper and is not taken for this one's.

use super::red_header::Mark;
use super::view::View;
use crate::layout::Source;
use evipack_core::facts::Fact;
use evipack_core::fold::{ideographs, is_ideograph, squeeze};
use evipack_core::number::{DocumentNumber, Found, NumberFault, NumberForm, Outcome, find};
use evipack_see::page::LEGIBLE;

/// A line that is a number, a damaged one or the blank for one, and (nearly) nothing else.
pub(super) struct Place {
    pub(super) line: usize,
    outcome: Outcome,
    /// The number as written.
    raw: String,
    /// Stands in round brackets: a number under a title, or the end of a citation.
    bracketed: bool,
}

/// Longest line looked at: a number's line with labels around it; longer ones are prose.
const LONGEST_LINE: usize = 120;
/// First lines of a document in which a number alone on its line is its own even where others follow.
const OPENING: usize = 6;
/// Lines after the mark in which the number stands.
const AFTER_MARK: usize = 4;

/// Every line of the document that is the place of a number.
pub(super) fn places(view: &View) -> Vec<Place> {
    let lines = view.layout.lines.iter().enumerate();
    lines.filter_map(|(index, line)| place(index, &line.text)).collect()
}

fn place(line: usize, text: &str) -> Option<Place> {
    if text.chars().nth(LONGEST_LINE).is_some() {
        return None;
    }
    let mut found = find(text);
    let Found { range, outcome } = found.pop().filter(|_| found.is_empty())?;
    let (before, after) = (text.get(..range.start)?.trim(), text.get(range.end..)?.trim());
    let (opened, closed) = (before.ends_with(['（', '(']), after.starts_with(['）', ')']));
    if opened != closed {
        // The other bracket is on the next line: a citation that was wrapped.
        return None;
    }
    let bracketed = opened;
    let ornament = |c: char| c.is_whitespace() || "★*☆()（）【】[]〔〕:：|".contains(c);
    let rest = |part: &str| part.trim_matches(ornament).to_owned();
    let signer = |part: &str| part.starts_with("签发") && ideographs(part) <= 24;
    let label = rest(before);
    let labelled = ["发文字号", "发文文号", "文号"].iter().any(|word| label.ends_with(word)) && !label.contains('来');
    let free = |part: &str| rest(part).is_empty() || signer(&rest(part));
    let own = if labelled { !after.starts_with(['，', '。', '；', '、']) } else { free(before) && free(after) };
    own.then(|| Place { line, raw: text[range].trim().to_owned(), outcome, bracketed })
}

/// The document's own number.
///
/// Known: the first line of the first page that is a number and nothing else, provided it stands right at the beginning or
/// under the mark, or no other such line competes with it. Unknown: brackets lost, a blank not filled in, cut off, several
/// numbers without order, a number on another page or glued to other text, or anything that can hide one. Absent: none of
/// these, on the same strict conditions as the red header.
pub(super) fn number(view: &View, places: &[Place], mark: &Mark) -> Fact<DocumentNumber> {
    let here: Vec<&Place> = places.iter().filter(|place| view.on_first_page(place.line)).collect();
    let full: Vec<(&Place, &DocumentNumber)> = here.iter().filter_map(|place| own_number(view, place)).collect();
    if let Some(&(place, number)) = full.first() {
        let rivals = full.iter().any(|(_, other)| other.to_string() != number.to_string());
        if rivals && !opens(view, place, mark) {
            return Fact::unknown("首页有多个单独成行的文号，无法确认哪个是本文的发文字号");
        }
        if place.bracketed && view.layout.paged && !view.line(place.line).centred {
            return Fact::unknown(format!("“{}”写在括号里，可能是引用的文号", place.raw));
        }
        if number.faults().contains(&NumberFault::PlaceholderCode) {
            return Fact::unknown(format!("发文字号未填写完整：{}", place.raw));
        }
        if matches!(view.line(place.line).source, Source::Pixels(sure) if sure < LEGIBLE) {
            return Fact::unknown(format!("发文字号“{}”看不清，不能确认读得对", place.raw));
        }
        return Fact::known(number.clone(), view.basis(place.line));
    }
    // Where colour does not tell the mark, nobody knows which lines are its own and which are a stamp over the number.
    let uncoloured = || mark.fact.why().filter(|_| view.colour_gap().is_some()).map(str::to_owned);
    let gap = || view.head_gap().or_else(|| view.number_gap(&mark.lines)).or_else(uncoloured);
    match doubt(view, &here, places).or_else(gap) {
        Some(why) => Fact::unknown(why),
        None => Fact::absent(view.head_looked()),
    }
}

/// The number of a place, if it can be the document's own as it stands: `第N号` alone needs an order's name over it.
fn own_number<'a>(view: &View, place: &'a Place) -> Option<(&'a Place, &'a DocumentNumber)> {
    let Outcome::Number(number) = &place.outcome else { return None };
    let bare = number.form() == NumberForm::Order && number.code().is_empty();
    let under_order = || {
        let end = view.first_page.partition_point(|&index| index < place.line);
        let above = view.first_page.iter().take(end).rev().copied().take(AFTER_MARK);
        above
            .map(|index| squeeze(&view.line(index).text))
            .any(|text| ["令", "公告", "通告"].iter().any(|ending| text.ends_with(ending)))
    };
    (!bare || under_order()).then_some((place, number))
}

/// Whether a place stands where a paper's own number does: in its first lines or right under the mark.
fn opens(view: &View, place: &Place, mark: &Mark) -> bool {
    let under_mark = mark.lines.last().is_some_and(|&last| place.line > last && place.line - last <= AFTER_MARK);
    under_mark || view.first_page.iter().take(OPENING).any(|&index| index == place.line)
}

/// Why a number that was not recognised may be there all the same.
fn doubt(view: &View, here: &[&Place], places: &[Place]) -> Option<String> {
    if let Some(place) = here.first() {
        let raw = &place.raw;
        return match place.outcome {
            Outcome::Damaged => Some(format!("疑似发文字号“{raw}”，括号、代字或“号”字缺失，需人工核对")),
            Outcome::Unfilled => Some(format!("发文字号未填写完整：{raw}")),
            Outcome::Truncated => Some(format!("发文字号缺少序号：{raw}")),
            Outcome::Number(_) => Some(format!("“{raw}”可能是文号，但上方没有令或公告的名称")),
        };
    }
    if let Some(place) = places.first() {
        let page = view.line(place.line).page.map_or_else(|| "文中".to_owned(), |page| format!("第{page}页"));
        return Some(format!("{page}有单独成行的文号“{}”，不在首页", place.raw));
    }
    let glued = view.head.iter().find_map(|&index| uncited(&view.line(index).text));
    if let Some(raw) = glued {
        return Some(format!("首页有文号“{raw}”，但没有单独成行，需人工核对"));
    }
    let odd = view.head.iter().map(|&index| squeeze(&view.line(index).text)).find(|text| resembles_a_number(text));
    odd.map(|raw| format!("“{raw}”像发文字号，但写法认不出来，需人工核对"))
}

/// A short line of an agency code, a year of four digits in either script and a serial, in whatever signs: 青交发<2026>3号,
/// 青交发〔二〇二六〕三号, 青交发〔2026〕3-1号. Not a date, and not a sentence.
fn resembles_a_number(squeezed: &str) -> bool {
    /// Longest line that is only a number, in characters.
    const LONGEST: usize = 24;
    /// A number cut off after its year ends in one of these.
    const CLOSING: &str = "〕)）]］】﹞❳>》";
    const DIGITS: &str = "0123456789０１２３４５６７８９〇零○一二三四五六七八九十";
    const WORDS: [&str; 9] = ["根据", "按照", "依据", "贯彻", "落实", "文件", "月", "电话", "编号"];
    let chars: Vec<char> = squeezed.chars().collect();
    let code = chars.iter().take_while(|c| is_ideograph(**c) && !DIGITS.contains(**c)).count();
    let year = chars.windows(4).any(|four| four.iter().all(|c| DIGITS.contains(*c)));
    let serial = squeezed.contains('号') || chars.last().is_some_and(|c| DIGITS.contains(*c) || CLOSING.contains(*c));
    // 2026年3号文 has no code.
    let named = code >= 2 || squeezed.contains('年') && squeezed.contains('号');
    chars.len() <= LONGEST && named && year && serial && !WORDS.iter().any(|word| squeezed.contains(word))
}

/// A number in a line that does not read like a citation: a mark and its number run together by the reader.
fn uncited(text: &str) -> Option<String> {
    if text.chars().nth(LONGEST_LINE).is_some() {
        return None;
    }
    let found = find(text).into_iter().find(|found| !matches!(found.outcome, Outcome::Truncated))?;
    let (before, after) = (text.get(..found.range.start)?, text.get(found.range.end..)?);
    let words =
        ["根据", "按照", "依据", "依照", "参照", "转发", "贯彻", "落实", "执行", "《", "关于", "印发", "附件", "来文"];
    let cited = words.iter().any(|word| before.contains(word))
        || before.trim_end().ends_with(['（', '('])
        || after.trim_start().starts_with(['）', ')', '，', '。', '；', '、', '》'])
        || after.contains(['，', '。']);
    (!cited).then(|| text.get(found.range).unwrap_or_default().trim().to_owned())
}
