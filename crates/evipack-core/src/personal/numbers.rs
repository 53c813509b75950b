//! Numbers that belong to one person.
//!
//! Enters: the glyphs of a cell. Leaves: where a number stands and which kind it is. Each kind is told by its form and, where it
//! has one, by its checksum, never by digits alone; a number inside a longer run of letters and digits is none.

mod checks;
mod labels;

use super::glyphs::{Glyph, is_check_x};
use checks::{Identity, identity_15, identity_18, is_card, is_date};
use labels::{BANK, CREDIT_CODE, IDENTITY, PERMIT, stands_before};
use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// 公民身份号码, 18 or 15 digits.
    Identity,
    Mobile,
    /// Bank card or account.
    Card,
    /// Passport, travel permit of Hong Kong, Macao, Taiwan.
    Permit,
}

/// A number, by the glyphs it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) glyphs: Range<usize>,
    pub(super) kind: Kind,
}

/// The numbers of a cell, in order, none over another.
pub(super) fn find(glyphs: &[Glyph]) -> Vec<Number> {
    let line = Line::new(glyphs);
    let mut found = Vec::new();
    let mut group = 0;
    while group < line.groups.len() {
        if let Some((number, next)) = line.number_at(group) {
            found.push(number);
            group = next;
        } else {
            group += 1;
        }
    }
    found
}

/// Most glyphs between two groups of one number: blank, dash, blank.
const WIDEST_GAP: usize = 3;
/// The longest number: a bank card.
const LONGEST: usize = 19;

/// A line, and its runs of digits.
struct Line<'g> {
    glyphs: &'g [Glyph],
    groups: Vec<Range<usize>>,
}

/// Groups that may be one number.
struct Window {
    digits: Vec<u8>,
    /// How many digits each group has.
    sizes: Vec<usize>,
    /// One past the last glyph.
    end: usize,
    /// One past the last group.
    next: usize,
}

impl<'g> Line<'g> {
    fn new(glyphs: &'g [Glyph]) -> Self {
        let mut groups: Vec<Range<usize>> = Vec::new();
        for (index, _) in glyphs.iter().enumerate().filter(|(_, glyph)| glyph.c.is_ascii_digit()) {
            match groups.last_mut() {
                Some(last) if last.end == index => last.end = index + 1,
                _ => groups.push(index..index + 1),
            }
        }
        Self { glyphs, groups }
    }

    fn char_at(&self, index: usize) -> Option<char> {
        self.glyphs.get(index).map(|glyph| glyph.c)
    }

    fn char_before(&self, index: usize) -> Option<char> {
        index.checked_sub(1).and_then(|before| self.char_at(before))
    }

    /// Whether nothing of a longer string goes on here.
    fn is_free_end(&self, end: usize) -> bool {
        !self.char_at(end).is_some_and(|c| c.is_ascii_alphanumeric())
    }

    fn is_free_start(&self, start: usize) -> bool {
        !self.char_before(start).is_some_and(|c| c.is_ascii_alphanumeric()) || labels::latin_before(self.glyphs, start)
    }

    /// Whether two places are parted by nothing but blanks, dashes, dots and low lines, and by few of them.
    fn is_gap(&self, from: usize, to: usize) -> bool {
        to > from
            && to - from <= WIDEST_GAP
            && self.glyphs[from..to].iter().all(|g| matches!(g.c, ' ' | '-' | '.' | '_'))
    }

    fn digits(&self, range: Range<usize>) -> impl Iterator<Item = u8> {
        self.glyphs[range].iter().filter_map(|glyph| glyph.c.to_digit(10)).map(|digit| digit as u8)
    }

    /// The groups from `first` on that may be read as one number: one, two, three …
    fn windows(&self, first: usize) -> Vec<Window> {
        let mut windows: Vec<Window> = Vec::new();
        let (mut digits, mut sizes) = (Vec::new(), Vec::new());
        for (index, group) in self.groups.iter().enumerate().skip(first) {
            if index > first && !self.is_gap(self.groups[index - 1].end, group.start) {
                break;
            }
            sizes.push(group.len());
            if digits.len() + group.len() > LONGEST {
                break;
            }
            digits.extend(self.digits(group.clone()));
            windows.push(Window { digits: digits.clone(), sizes: sizes.clone(), end: group.end, next: index + 1 });
        }
        windows
    }

    /// The number that begins with a group, and the group behind it.
    fn number_at(&self, first: usize) -> Option<(Number, usize)> {
        let start = self.groups[first].start;
        if let Some(found) = self.permit(first) {
            return Some(found);
        }
        if !self.is_free_start(start) {
            return None;
        }
        let windows = self.windows(first);
        let found = |kind, end, next| Some((Number { glyphs: start..end, kind }, next));
        for window in &windows {
            if let Some(end) = self.identity(start, window) {
                return found(Kind::Identity, end, window.next.max(self.group_after(end)));
            }
        }
        for window in windows.iter().rev() {
            if self.is_free_end(window.end) && self.is_bank_card(start, window) {
                return found(Kind::Card, window.end, window.next);
            }
        }
        for window in &windows {
            if let Some(skipped) = self.mobile(first, window) {
                let number = Number { glyphs: start + skipped..window.end, kind: Kind::Mobile };
                return Some((number, window.next));
            }
        }
        None
    }

    fn group_after(&self, end: usize) -> usize {
        self.groups.partition_point(|group| group.start < end)
    }

    /// One past an identity number's last glyph.
    fn identity(&self, start: usize, window: &Window) -> Option<usize> {
        let labelled = || stands_before(self.glyphs, start, &IDENTITY);
        let is_whole = window.sizes.len() == 1;
        match window.digits.len() {
            17 => {
                let end = self.check_x(window.end)?;
                let usual = matches!(window.sizes.as_slice(), [17] | [6, 8, 3]);
                let sure = match identity_18(&window.digits, 10) {
                    Identity::Valid => true,
                    Identity::WrongCheck => usual,
                    Identity::No => is_whole && labelled(),
                };
                sure.then_some(end)
            }
            18 => {
                let (last, body) = window.digits.split_last()?;
                let usual = matches!(window.sizes.as_slice(), [18] | [6, 8, 4] | [6, 4, 4, 4]);
                let is_credit_code = checks::is_credit_code(&window.digits);
                // What is called a credit code may be written wrong; only a number right as an identity and wrong as a code is
                // a person's.
                let is_called_code = stands_before(self.glyphs, start, &CREDIT_CODE);
                let sure = match identity_18(body, *last) {
                    Identity::Valid => !(is_credit_code && is_called_code),
                    Identity::WrongCheck => usual && !is_called_code && (!is_credit_code || labelled()),
                    Identity::No => is_whole && labelled(),
                };
                (sure && self.is_free_end(window.end)).then_some(window.end)
            }
            15 => {
                let usual = matches!(window.sizes.as_slice(), [15] | [6, 6, 3]);
                let sure = (usual && identity_15(&window.digits)) || (is_whole && labelled());
                (sure && self.is_free_end(window.end)).then_some(window.end)
            }
            _ => None,
        }
    }

    /// One past the check character X that follows, perhaps after a gap.
    fn check_x(&self, end: usize) -> Option<usize> {
        let at = (end..=end + WIDEST_GAP).find(|&at| self.char_at(at).is_some_and(is_check_x))?;
        ((at == end || self.is_gap(end, at)) && self.is_free_end(at + 1)).then_some(at + 1)
    }

    fn is_bank_card(&self, start: usize, window: &Window) -> bool {
        let grouped = match window.sizes.as_slice() {
            [_] | [4, 6, 5] => true,
            [6, rest] => *rest >= 7,
            [8, rest] => *rest >= 8,
            [rest @ .., last] => rest.iter().all(|&size| size == 4) && (1..=4).contains(last),
            [] => false,
        };
        if !grouped || !checks::has_card_length(&window.digits) {
            return false;
        }
        if window.sizes.len() == 1 && stands_before(self.glyphs, start, &BANK) {
            return true;
        }
        is_card(&window.digits) && !stands_before(self.glyphs, start, &CREDIT_CODE)
    }

    /// How many glyphs of a country code or trunk zero stand before a mobile number within the window.
    fn mobile(&self, first: usize, window: &Window) -> Option<usize> {
        const DIGITS: usize = 11;
        let start = self.groups[first].start;
        let (prefix, is_whole) = match (window.sizes.as_slice(), window.digits.as_slice()) {
            ([DIGITS], _) => (0, true),
            ([12], [0, ..]) => (1, true),
            ([13], [8, 6, ..]) => (2, true),
            ([14], [0, 8, 6, ..]) => (3, true),
            ([15], [0, 0, 8, 6, ..]) => (4, true),
            (sizes, digits) if digits.len() == DIGITS && is_mobile_grouping(sizes) => (0, false),
            _ => return None,
        };
        let digits = window.digits.get(prefix..)?;
        let is_mobile = matches!(digits, [1, 3..=9, ..]) && self.is_free_end(window.end);
        // A year of the last century, month and day, and some serial.
        let is_dated = window.sizes.first() == Some(&4) && digits.get(..8).is_some_and(is_date);
        let other =
            if is_whole { self.is_amount(first, window) || self.is_serial(start, window.end) } else { is_dated };
        (is_mobile && !other).then_some(prefix)
    }

    /// Whether eleven digits are an amount of money or another measure.
    fn is_amount(&self, first: usize, window: &Window) -> bool {
        let start = self.groups[first].start;
        let before = self.char_before(start);
        let is_fraction = before == Some('.')
            && first > 0
            && self.groups[first - 1].end + 1 == start
            && self.digits(self.groups[first - 1].clone()).eq([0]);
        // 13812345678.50; a file's extension is no cents, and 13812345678.1.jpg is a copy.
        let cents = self.groups.get(window.next).filter(|cents| cents.len() == 2 && cents.start == window.end + 1);
        let has_cents = cents.is_some_and(|cents| {
            self.char_at(window.end) == Some('.')
                && self.is_free_end(cents.end)
                && !matches!(self.char_at(cents.end), Some('.' | '-' | '_'))
        });
        let unit = self.char_at(window.end);
        let has_unit = matches!(unit, Some('元' | '万' | '亿' | '吨' | '米' | '个' | '份' | '次' | '%'));
        is_fraction || has_cents || has_unit || matches!(before, Some('¥' | '￥' | '$'))
    }

    /// Whether the digits are the serial of a document number: 〔2026〕13812345678号.
    fn is_serial(&self, start: usize, end: usize) -> bool {
        matches!(self.char_before(start), Some('第' | '〕' | ']' | '】')) && self.char_at(end) == Some('号')
    }

    /// A passport or travel permit whose digits are this group (and the next one, where there are four and four).
    fn permit(&self, first: usize) -> Option<(Number, usize)> {
        let group = &self.groups[first];
        let mut size = group.len();
        let (mut end, mut next) = (group.end, first + 1);
        if let Some(second) = self.groups.get(next).filter(|second| size == 4 && second.len() == 4)
            && second.start - end == 1
            && self.is_gap(end, second.start)
        {
            (size, end, next) = (8, second.end, next + 1);
        }
        let (letters, start) = self.permit_letters(group.start);
        if !self.is_free_end(end) || self.char_before(start).is_some_and(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        let glued = start + letters.len() == group.start;
        let digits: Vec<u8> = self.digits(group.start..end).collect();
        let is_form = match letters.as_slice() {
            ['E' | 'G' | 'D' | 'S' | 'P' | 'C' | 'K'] => size == 8,
            ['H' | 'M'] => size == 8 || size == 10,
            ['E' | 'C', second] => size == 7 && !matches!(second, 'I' | 'O') && glued,
            _ => false,
        };
        // S20260407 is a date, D00000012 a running number.
        let is_other = digits.get(..8).is_some_and(is_date) || digits.starts_with(&[0, 0, 0, 0]);
        let labelled = || {
            (letters.is_empty() || (glued && letters.len() <= 2))
                && (6..=10).contains(&size)
                && stands_before(self.glyphs, start, &PERMIT)
        };
        let sure = (is_form && !is_other) || labelled();
        sure.then_some((Number { glyphs: start..end, kind: Kind::Permit }, next))
    }

    /// The one or two letters before a group, in upper case, perhaps after one blank or dash; where they begin.
    fn permit_letters(&self, group: usize) -> (Vec<char>, usize) {
        let letters_to = |end: usize| {
            let count = (1..=3).take_while(|&n| n <= end && self.glyphs[end - n].c.is_ascii_alphabetic()).count();
            let letters: Vec<char> =
                self.glyphs[end - count..end].iter().map(|glyph| glyph.c.to_ascii_uppercase()).collect();
            (letters, end - count)
        };
        let (letters, start) = letters_to(group);
        if !letters.is_empty() || !matches!(self.char_before(group), Some(' ' | '-')) {
            return (letters, start);
        }
        let (letters, start) = letters_to(group - 1);
        // "E 12345678": a small letter there is the end of a word, and more letters are one.
        if letters.len() == 1 && self.glyphs[start].c.is_ascii_uppercase() {
            (letters, start)
        } else {
            (Vec::new(), group)
        }
    }
}

/// How people group the eleven digits of a mobile number. Two digits in a row would be month and day.
fn is_mobile_grouping(sizes: &[usize]) -> bool {
    matches!(
        sizes,
        [3, 4, 4] | [3, 8] | [7, 4] | [4, 3, 4] | [4, 4, 3] | [3, 3, 5] | [3, 5, 3] | [3, 4, 2, 2] | [3, 2, 2, 2, 2]
    ) || sizes.iter().all(|&size| size == 1)
}

#[cfg(test)]
mod tests;
