//! Names beside a number.
//!
//! Enters: the glyphs of a cell, and the numbers in it. Leaves: the places of names of two to four Chinese characters. A name
//! alone is no personal data here: issuers, leaders and companies have names. Beside a person's number it is.
//!
//! A name is told by its surname and by standing alone: between signs, or between words that stand beside names (姓名, 身份证,
//! 驾驶员 …). Where a run of characters goes on, only its end beside the number is taken for one, and only with a surname that
//! begins few other words. A wrong guess hides an ordinary word of a line that holds a number; that is the cheaper mistake.

use super::glyphs::{Glyph, is_ideograph};
use super::numbers::Number;
use super::words::{AFTER_NAMES, BODIES, LABELS, Lexicon, NAME_LABELS, SYLLABLES, WORDS};
use crate::surnames::{CLEAR_SURNAMES, COMMON_SURNAMES, COMPOUND_SURNAMES, SURNAMES};
use std::ops::Range;

/// A name this near to the number is taken for the number's, in glyphs: a label such as 身份证号码 and signs fit between.
const NEAR: usize = 12;
const SHORTEST: usize = 2;
const LONGEST: usize = 4;

/// The names of a cell, in order, by the glyphs they take.
pub(super) fn beside(glyphs: &[Glyph], numbers: &[Number]) -> Vec<Range<usize>> {
    let mut names = Vec::new();
    let runs = runs(glyphs);
    for run in &runs {
        names.extend(pieces(glyphs, run).iter().filter_map(|piece| name_in(glyphs, numbers, piece)));
    }
    names.extend(runs.windows(2).filter_map(|pair| spaced(glyphs, &pair[0], &pair[1])));
    names.sort_by_key(|name| name.start);
    names
}

/// Unbroken runs of Chinese characters.
fn runs(glyphs: &[Glyph]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (index, _) in glyphs.iter().enumerate().filter(|(_, glyph)| is_ideograph(glyph.c)) {
        match runs.last_mut() {
            Some(last) if last.end == index => last.end = index + 1,
            _ => runs.push(index..index + 1),
        }
    }
    runs
}

/// What is left of a run between the words that are no names.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    glyphs: Range<usize>,
    /// A word such as 姓名 stands before it.
    after_label: bool,
    /// A body's or place's last word follows: 马山|镇.
    is_body: bool,
}

fn pieces(glyphs: &[Glyph], run: &Range<usize>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut start = run.start;
    let mut after_label = label_before(glyphs, run.start);
    let mut at = run.start;
    let mut push = |start: usize, end: usize, after_label: bool, is_body: bool| {
        if end > start {
            pieces.push(Piece { glyphs: start..end, after_label, is_body });
        }
    };
    while at < run.end {
        let rest = &glyphs[at..run.end];
        let (label, name_label) = (longest(rest, &LABELS), longest(rest, &NAME_LABELS));
        if let Some(label) = label.max(name_label) {
            push(start, at, after_label, false);
            after_label = name_label == Some(label);
            at += label;
            start = at;
        } else if let Some(body) = longest(rest, &BODIES).filter(|_| at > start && run.len() > LONGEST) {
            push(start, at, after_label, true);
            after_label = false;
            at += body;
            start = at;
        } else {
            at += 1;
        }
    }
    push(start, run.end, after_label, false);
    pieces
}

/// How many characters the longest of some words has that stands here.
fn longest(rest: &[Glyph], words: &Lexicon) -> Option<usize> {
    let words = words.beginning(rest.first()?.c).iter();
    words.filter(|word| starts_with(rest, word)).map(Vec::len).max()
}

fn starts_with(glyphs: &[Glyph], word: &[char]) -> bool {
    glyphs.len() >= word.len() && glyphs.iter().zip(word).all(|(glyph, c)| glyph.c == *c)
}

/// Whether a label with a colon stands before a run: 姓名：高峰.
fn label_before(glyphs: &[Glyph], start: usize) -> bool {
    const REACH: usize = 12;
    let before = &glyphs[start.saturating_sub(REACH)..start];
    let Some(colon) = before.iter().rposition(|glyph| !matches!(glyph.c, ' ' | '"' | '“' | '[' | '【')) else {
        return false;
    };
    if before[colon].c != ':' {
        return false;
    }
    let label: String = before[..colon].iter().map(|glyph| glyph.c).collect();
    NAME_LABELS.words().any(|name_label| label.trim_end().ends_with(name_label))
}

/// The name that a piece is, or begins or ends with.
fn name_in(glyphs: &[Glyph], numbers: &[Number], piece: &Piece) -> Option<Range<usize>> {
    let range = trimmed(glyphs, &piece.glyphs);
    let is_near = distance(&range, numbers) <= NEAR;
    let text: String = glyphs[range.clone()].iter().map(|glyph| glyph.c).collect();
    let is_short = (SHORTEST..=LONGEST).contains(&range.len());
    if is_short && piece.after_label && !piece.is_body && label_before(glyphs, range.start) {
        return Some(range);
    }
    if piece.is_body || WORDS.holds(&text) {
        return None;
    }
    let surnames = if is_near { SURNAMES } else { COMMON_SURNAMES };
    let begins = |surnames: &str| text.chars().next().is_some_and(|first| surnames.contains(first));
    let is_compound = COMPOUND_SURNAMES.iter().any(|surname| text.starts_with(surname));
    let is_spelt = text.chars().all(|c| SYLLABLES.contains(c));
    let is_name = match range.len() {
        2 => begins(surnames),
        3 => begins(surnames) || is_compound || is_spelt,
        4 => is_compound || is_spelt || piece.after_label,
        _ => false,
    };
    if is_name {
        return Some(range);
    }
    (is_near && range.len() >= LONGEST).then(|| at_an_end(glyphs, &range, numbers)).flatten()
}

/// The single characters that lead to a name or follow it, taken off: 对张伟等.
fn trimmed(glyphs: &[Glyph], piece: &Range<usize>) -> Range<usize> {
    const BEFORE: &str = "对给由被请经为致因据让将把";
    const AFTER: &str = "等的之系及是在已于";
    let mut range = piece.clone();
    if range.len() > SHORTEST && glyphs.get(range.start).is_some_and(|glyph| BEFORE.contains(glyph.c)) {
        range.start += 1;
    }
    if range.len() > SHORTEST && glyphs.get(range.end - 1).is_some_and(|glyph| AFTER.contains(glyph.c)) {
        range.end -= 1;
    }
    range
}

/// Glyphs between a range and the nearest number.
fn distance(range: &Range<usize>, numbers: &[Number]) -> usize {
    // Numbers are in order: only the last before and the first behind count.
    let next = numbers.partition_point(|number| number.glyphs.start < range.end);
    let behind = numbers.get(next).map(|number| number.glyphs.start - range.end);
    let before = next.checked_sub(1).and_then(|last| numbers.get(last));
    let before = before.map(|number| range.start.saturating_sub(number.glyphs.end));
    behind.into_iter().chain(before).min().unwrap_or(usize::MAX)
}

/// A name at the end of a longer piece that leads to a number, or at the start of one that follows it.
fn at_an_end(glyphs: &[Glyph], piece: &Range<usize>, numbers: &[Number]) -> Option<Range<usize>> {
    let is_name = |range: &Range<usize>| {
        let text: String = glyphs[range.clone()].iter().map(|glyph| glyph.c).collect();
        let (first, given) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
        let is_clear = CLEAR_SURNAMES.contains(first) && !WORDS.words().any(|word| text.starts_with(word));
        is_clear && !WORDS.holds(given) && !AFTER_NAMES.contains(&given)
    };
    let leads = numbers.iter().any(|number| (piece.end..=piece.end + NEAR).contains(&number.glyphs.start));
    let tails = [3, 2].map(|size| piece.end - size..piece.end);
    let heads = [3, 2].map(|size| piece.start..piece.start + size);
    if leads && let Some(tail) = tails.into_iter().find(is_name) {
        return Some(tail);
    }
    heads.into_iter().find(is_name)
}

/// 张　伟: two characters, set apart so that short names are as wide as long ones.
fn spaced(glyphs: &[Glyph], first: &Range<usize>, second: &Range<usize>) -> Option<Range<usize>> {
    const WIDEST: usize = 3;
    let is_single = first.len() == 1 && second.len() == 1;
    let gap = glyphs.get(first.end..second.start)?;
    let is_blank = (1..=WIDEST).contains(&gap.len()) && gap.iter().all(|glyph| glyph.c == ' ');
    let is_surname = glyphs.get(first.start).is_some_and(|glyph| SURNAMES.contains(glyph.c));
    let word: String =
        [first.start, second.start].iter().filter_map(|&at| glyphs.get(at)).map(|glyph| glyph.c).collect();
    (is_single && is_blank && is_surname && !WORDS.holds(&word)).then_some(first.start..second.end)
}

#[cfg(test)]
mod tests;
