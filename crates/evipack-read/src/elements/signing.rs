//! The sign-off 成文日期 and 发文机关署名: GB/T 9704-2012, 7.3.5.
//!
//! Enters: the lines of a document. Leaves: the date of the paper and the bodies that sign over it.

use super::organisation::organisations;
use super::view::View;
use crate::date::{DateForm, find_dates};
use crate::layout::Part;
use evipack_core::facts::Fact;
use evipack_core::fold::squeeze;
use jiff::civil::Date;

/// Date and signing bodies.
pub(super) struct Signing {
    pub(super) date: Fact<Date>,
    pub(super) issuer: Fact<String>,
}

/// Longest line that can be a sign-off: a name, a gap and a date.
const LONGEST_LINE: usize = 120;
/// Lines over the date in which the first name must stand; a seal's or a blank line may lie between.
const NAME_WITHIN: usize = 2;
/// Most names of a joint paper that are gathered.
const MOST_NAMES: usize = 12;
/// Attachment headings this near the beginning are the file's own label, not the end of its main text.
const LABEL_LINES: usize = 3;

/// A line that is a date, with the bodies on it or over it.
struct Candidate {
    line: usize,
    date: Date,
    names: Vec<String>,
}

/// Finds the sign-off.
///
/// The date is known where a line is only a date (a name before it allowed) and not 印发: first choice the last one in the
/// main text that has a body's name over it, then without a name if all such dates agree, or a labelled 成文日期. Absent: no
/// such line, nothing like one, and nothing that can hide one. The issuer is known with its date; it is never absent,
/// because names are recognised by their form only.
pub(super) fn signing(view: &View) -> Signing {
    let visible: Vec<usize> = (0..view.layout.lines.len())
        .filter(|&index| view.line(index).part != Part::PageFooter && !view.line(index).text.trim().is_empty())
        .collect();
    let main_end = main_text_end(view, &visible);
    let all: Vec<Candidate> = (0..visible.len()).filter_map(|position| candidate(view, &visible, position)).collect();
    let signed = |c: &&Candidate| !c.names.is_empty();
    let best = all.iter().rfind(|c| c.line < main_end && signed(c)).or_else(|| all.iter().rfind(signed));
    if let Some(best) = best {
        return Signing {
            date: Fact::known(best.date, view.basis(best.line)),
            issuer: Fact::known(best.names.join("、"), view.basis(best.line)),
        };
    }
    let issuer = Fact::unknown(view.document_gap().unwrap_or_else(|| "没有认出成文日期上方的发文机关署名".to_owned()));
    let date = if let Some((line, date)) = labelled(view, &visible) {
        Fact::known(date, view.basis(line))
    } else if let Some(last) = all.iter().rfind(|c| c.line < main_end).or(all.last()) {
        if all.iter().all(|c| c.date == last.date) {
            Fact::known(last.date, view.basis(last.line))
        } else {
            Fact::unknown("有多个单独成行的日期，无法确认哪个是成文日期")
        }
    } else {
        no_date(view, &visible)
    };
    Signing { date, issuer }
}

/// The date is not there, or only blank, or hidden.
fn no_date(view: &View, visible: &[usize]) -> Fact<Date> {
    let blank = visible.iter().map(|&index| squeeze(&view.line(index).text)).find(|text| {
        let digits = |c: char| {
            c.is_ascii_digit() || "０１２３４５６７８９〇○零一二三四五六七八九十XxＸ×_＿年月日（）()".contains(c)
        };
        text.contains('年') && text.contains('月') && text.chars().count() <= 16 && text.chars().all(digits)
    });
    if let Some(text) = blank {
        return Fact::unknown(format!("日期不完整或未填写：{text}"));
    }
    match view.document_gap() {
        Some(gap) => Fact::unknown(gap),
        None => Fact::absent(view.text_looked()),
    }
}

/// Where the main text ends: the first line that is only 附件 or 附件1 (7.4.1), after the beginning.
fn main_text_end(view: &View, visible: &[usize]) -> usize {
    let heading = |&&index: &&usize| {
        let text = squeeze(&view.line(index).text);
        let rest = text.strip_prefix("附件").map(|rest| rest.trim_end_matches([':', '：']));
        rest.is_some_and(|rest| rest.chars().count() <= 2 && rest.chars().all(char::is_numeric))
            && !text.ends_with([':', '：'])
    };
    visible.iter().skip(LABEL_LINES).find(heading).copied().unwrap_or(usize::MAX)
}

/// The line at a position among the visible ones, if it is a sign-off's date.
fn candidate(view: &View, visible: &[usize], position: usize) -> Option<Candidate> {
    let line = *visible.get(position)?;
    let text = &view.line(line).text;
    if text.chars().nth(LONGEST_LINE).is_some() {
        return None;
    }
    let found = find_dates(text).pop()?;
    let trim = |part: &str| part.trim_matches(|c: char| c.is_whitespace() || "()（）".contains(c)).to_owned();
    let (before, after) = (trim(text.get(..found.range.start)?), trim(text.get(found.range.end..)?));
    if !after.is_empty() || found.form == DateForm::Compact {
        return None;
    }
    let names = match organisations(&before) {
        Some(names) => names,
        None if before.is_empty() => names_above(view, visible, position),
        None => return None,
    };
    // 2026.4.7 alone can be anything; under a name it is a sign-off.
    (found.form == DateForm::Chinese || !names.is_empty()).then_some(Candidate { line, date: found.date, names })
}

/// The bodies named in the lines over a date, in reading order.
fn names_above(view: &View, visible: &[usize], position: usize) -> Vec<String> {
    let above = || visible.iter().take(position).rev().map(|&index| &view.line(index).text);
    let Some(start) = above().take(NAME_WITHIN).position(|text| organisations(text).is_some()) else {
        return Vec::new();
    };
    let mut lines: Vec<Vec<String>> =
        above().skip(start).take(MOST_NAMES).map_while(|text| organisations(text)).collect();
    lines.reverse();
    let mut names: Vec<String> = lines.into_iter().flatten().collect();
    // A seal over a name makes pixels show it twice.
    names.dedup();
    names
}

/// A date that a line names as the paper's own.
fn labelled(view: &View, visible: &[usize]) -> Option<(usize, Date)> {
    visible.iter().copied().find_map(|index| {
        let text = &view.line(index).text;
        let at = text.find("成文日期")?;
        let found = find_dates(text.get(at..)?).into_iter().next()?;
        Some((index, found.date))
    })
}
