//! Finding document numbers in a line.
//!
//! Enters: one line. Leaves: every number in it, in order, and everything that must not be mistaken for the absence of
//! one. A scanner with three anchors (an opening bracket, 令 or 公告, 号) rather than a pattern: the public patterns all
//! miss orders, full-width digits, wrong brackets and lost ones.

use super::{DocumentNumber, NumberFault, NumberForm};
use crate::fold::{Glyph, fold, is_ideograph, numeral};
use std::ops::Range;

/// One find in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The bytes of the line it takes.
    pub range: Range<usize>,
    /// What it is.
    pub outcome: Outcome,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A full number.
    Number(DocumentNumber),
    /// Very probably a number that lost its brackets, its code or its 号 (`浙建法2006 82 号`, `〔2026〕1号`).
    Damaged,
    /// A template whose year or serial is not filled in (`〔20 〕 号`, `〔2017〕X号`).
    Unfilled,
    /// A number without its serial (`国办函〔2021〕`).
    Truncated,
}

/// Years a number can bear: the state's own.
const YEARS: std::ops::RangeInclusive<u16> = 1949..=2099;
/// Longest agency code or order name looked for, in characters; 中华人民共和国国家发展和改革委员会令 has 18.
const MAX_CODE: usize = 30;
/// Longest plausible code of a bracketed number; a longer run of characters is a sentence without punctuation.
const MAX_BRACKETED_CODE: usize = 20;
/// Longest serial in digits.
const MAX_SERIAL: usize = 6;
/// Most characters between the brackets, blanks included.
const MAX_INSIDE: usize = 14;
/// Most blanks inside a number that are skipped in one place: a wide gap separates two things.
const MAX_BLANKS: usize = 8;

/// All numbers and near-numbers of a line, in order and without overlap. Only the first
/// [`MAX_GLYPHS`](crate::fold::MAX_GLYPHS) characters are looked at.
pub fn find(text: &str) -> Vec<Found> {
    let scan = Scan { text, glyphs: fold(text) };
    if let Some(found) = scan.bare_order() {
        return vec![found];
    }
    let mut all = Vec::new();
    let (mut at, mut from) = (0, 0);
    while let Some(glyph) = scan.glyphs.get(at) {
        let hit = match glyph.c {
            '令' | '告' => scan.order(from, at),
            '号' | '號' => scan.lost_brackets(from, at),
            _ if brackets(scan.original(at)).is_some() => scan.bracketed(from, at),
            _ => None,
        };
        if let Some((start, end, outcome)) = hit {
            all.push(scan.found(start, end, outcome));
            (at, from) = (end, end);
        } else {
            at += 1;
        }
    }
    all
}

/// First glyph, one past the last, and what it is.
type Hit = (usize, usize, Outcome);

/// The kinds of bracket a year is seen in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// 〔〕 and the characters drawn like them, which hardly occur outside numbers.
    Hexagonal,
    /// Any other: common in ordinary text, so more must speak for a number.
    Other,
}

/// Whether a character opens a bracket.
fn brackets(c: char) -> Option<Bracket> {
    match c {
        '〔' | '﹝' | '❲' => Some(Bracket::Hexagonal),
        '(' | '（' | '[' | '［' | '【' | '{' | '｛' | '<' | '〈' | '《' | '〖' | '「' | '﹙' => {
            Some(Bracket::Other)
        }
        _ => None,
    }
}

fn closes(c: char) -> bool {
    matches!(
        c,
        '〕' | '﹞' | '❳' | ')' | '）' | ']' | '］' | '】' | '}' | '｝' | '>' | '〉' | '》' | '〗' | '」' | '﹚'
    )
}

/// What stands where something is to be filled in.
fn is_placeholder(c: char) -> bool {
    matches!(c, 'X' | 'x' | '×' | '*' | '_' | '○' | '〇' | '□' | '?' | '#' | '…' | '-' | '—' | '△')
}

/// What stands for a character of an agency code that is not named.
fn is_code_placeholder(c: char) -> bool {
    matches!(c, 'X' | 'x' | '×' | '*' | '○' | '〇' | '□' | '△')
}

/// What stands between the brackets.
enum Inside {
    Year { year: u16, short: bool, word: bool },
    Blank,
}

/// The number or the gap before 号.
enum Serial {
    Digits { value: u32, padded: bool },
    Blank,
}

struct Scan<'a> {
    text: &'a str,
    glyphs: Vec<Glyph>,
}

impl Scan<'_> {
    fn c(&self, at: usize) -> Option<char> {
        self.glyphs.get(at).map(|glyph| glyph.c)
    }

    /// The character as written, before folding.
    fn original(&self, at: usize) -> char {
        self.glyphs.get(at).and_then(|g| self.text.get(g.at..g.end)?.chars().next()).unwrap_or(' ')
    }

    fn raw(&self, start: usize, end: usize) -> &str {
        let range = self.bytes(start, end);
        self.text.get(range).unwrap_or_default()
    }

    fn bytes(&self, start: usize, end: usize) -> Range<usize> {
        let first = self.glyphs.get(start).map_or(self.text.len(), |g| g.at);
        let last = end.checked_sub(1).and_then(|i| self.glyphs.get(i)).map_or(first, |g| g.end);
        first..last.max(first)
    }

    fn found(&self, start: usize, end: usize, outcome: Outcome) -> Found {
        Found { range: self.bytes(start, end), outcome }
    }

    /// The first place from `at` on that is no blank, at most [`MAX_BLANKS`] on.
    fn skip(&self, at: usize) -> usize {
        (at..at + MAX_BLANKS).find(|&i| self.c(i) != Some(' ')).unwrap_or(at + MAX_BLANKS)
    }

    /// Skips one optional character and the blanks after it; says whether it was there.
    fn accept(&self, at: usize, wanted: char) -> (usize, bool) {
        if self.c(at) == Some(wanted) { (self.skip(at + 1), true) } else { (at, false) }
    }

    /// A number around the bracket that opens at `open`.
    fn bracketed(&self, from: usize, open: usize) -> Option<Hit> {
        let kind = brackets(self.original(open))?;
        let close = (open + 1..=open + 1 + MAX_INSIDE).find(|&i| closes(self.original(i)))?;
        let inside = self.inside(open + 1, close)?;
        let (start, code_text) = match self.code(from, open, MAX_BRACKETED_CODE) {
            // In other brackets a single character before (图（2018）5号) is ordinary text.
            Code::Name { start, text } if kind == Bracket::Hexagonal || text.chars().count() > 1 => (start, text),
            Code::None if kind == Bracket::Hexagonal || open == 0 => (open, String::new()),
            Code::Endless if kind == Bracket::Hexagonal => (open, String::new()),
            _ => return None,
        };
        let after = self.skip(close + 1);
        let (after, zi) = self.accept(after, '字');
        let (after, di) = self.accept(after, '第');
        let Some((serial, after)) = self.serial(after) else {
            let cut =
                kind == Bracket::Hexagonal && !zi && !di && (!code_text.is_empty() || self.alone(start, close + 1));
            return cut.then(|| match inside {
                Inside::Year { .. } => (start, close + 1, Outcome::Truncated),
                Inside::Blank => (start, close + 1, Outcome::Unfilled),
            });
        };
        let hao = self.skip(after);
        let has_hao = matches!(self.c(hao), Some('号' | '號'));
        let end = if has_hao { hao + 1 } else { after };
        let (Inside::Year { year, short, word }, Serial::Digits { value, padded }) = (&inside, &serial) else {
            return has_hao.then_some((start, end, Outcome::Unfilled));
        };
        if kind == Bracket::Other && (*short || self.is_house(end)) && !self.alone(start, end) {
            return None;
        }
        if !has_hao || code_text.is_empty() {
            return (kind == Bracket::Hexagonal || has_hao).then_some((start, end, Outcome::Damaged));
        }
        let mut faults = bracket_fault(self.original(open), self.original(close));
        let padded = *padded && !is_enforcement(&code_text);
        let seen = [
            (*short, NumberFault::ShortYear),
            (*word, NumberFault::YearWord),
            (zi, NumberFault::ZiAfterBracket),
            (di, NumberFault::OrdinalMark),
            (padded, NumberFault::LeadingZero),
        ];
        faults.extend(seen.into_iter().filter_map(|(there, fault)| there.then_some(fault)));
        let number = self.number(NumberForm::Bracketed, code_text, Some(*year), *value, faults, (start, end));
        Some((start, end, number))
    }

    /// Whether nothing else stands in the line.
    fn alone(&self, start: usize, end: usize) -> bool {
        self.glyphs.iter().take(start).chain(self.glyphs.iter().skip(end)).all(|glyph| glyph.c == ' ')
    }

    /// Whether the 号 that ends before `end` numbers a building or a vehicle: 5号楼.
    fn is_house(&self, end: usize) -> bool {
        self.c(end).is_some_and(|c| "楼室院门车线机库井".contains(c))
    }

    /// An order or announcement whose name ends at `at`: `…令第N号`, `…公告YYYY年第N号`, also `…令（YYYY年第N号）`.
    fn order(&self, from: usize, at: usize) -> Option<Hit> {
        if self.c(at) == Some('告') && !matches!(at.checked_sub(1).and_then(|i| self.c(i)), Some('公' | '通')) {
            return None;
        }
        let Code::Name { start, text } = self.code(from, at + 1, MAX_CODE) else { return None };
        let (body, opened) = self.accept(self.skip(at + 1), '(');
        let (year, end, serial, padded, di) = self.order_body(body)?;
        let end = if opened { end + usize::from(self.c(end) == Some(')')) } else { end };
        let mut faults = Vec::new();
        if !di {
            // 令 and 公告 are also ends of ordinary words: without 第 the name before them must be long enough for a body.
            const SHORTEST_BODY: usize = 3;
            if text.chars().count() < SHORTEST_BODY {
                return None;
            }
            faults.push(NumberFault::MissingOrdinalMark);
        }
        if padded {
            faults.push(NumberFault::LeadingZero);
        }
        let number = self.number(NumberForm::Order, text, year, serial, faults, (start, end));
        Some((start, end, number))
    }

    /// A whole line that is `YYYY年第N号` or `第N号`, in round brackets or not: the number under the mark of an order.
    fn bare_order(&self) -> Option<Found> {
        let start = self.glyphs.iter().position(|g| g.c != ' ')?;
        let last = self.glyphs.iter().rposition(|g| g.c != ' ')? + 1;
        let (body, opened) = self.accept(start, '(');
        let (year, end, serial, padded, di) = self.order_body(body)?;
        let end = end + usize::from(opened && self.c(end) == Some(')'));
        if end != last || !di {
            return None;
        }
        let faults = if padded { vec![NumberFault::LeadingZero] } else { Vec::new() };
        let number = self.number(NumberForm::Order, String::new(), year, serial, faults, (start, end));
        Some(self.found(start, end, number))
    }

    /// `[YYYY年][第]N号` from `at`: year, end, serial, padded with zeros, 第 there.
    fn order_body(&self, at: usize) -> Option<(Option<u16>, usize, u32, bool, bool)> {
        let mut at = at;
        let mut year = None;
        if let Some((value, len, after)) = self.digits(at)
            && len == 4
            && self.c(self.skip(after)) == Some('年')
        {
            year = Some(u16::try_from(value).ok().filter(|year| YEARS.contains(year))?);
            at = self.skip(self.skip(after) + 1);
        }
        let (at, di) = self.accept(at, '第');
        let (value, padded, after) = match self.serial(at) {
            Some((Serial::Digits { value, padded }, after)) => (value, padded, after),
            Some((Serial::Blank, _)) | None => {
                let end = (at..at + MAX_SERIAL).find(|&i| matches!(self.c(i), Some('号' | '號')))?;
                (numeral(self.glyphs.get(at..end)?).filter(|_| di)?, false, end)
            }
        };
        let hao = self.skip(after);
        matches!(self.c(hao), Some('号' | '號')).then_some((year, hao + 1, value, padded, di))
    }

    /// A number that lost one bracket or both, ending in the 号 at `hao`: code, four digits of a year, something that is
    /// neither word nor comma, the serial. Without anything between, the first four digits must be a year.
    fn lost_brackets(&self, from: usize, hao: usize) -> Option<Hit> {
        let back = |at: usize| (from..at).rev().find(|&i| self.c(i) != Some(' ')).map_or(from, |i| i + 1);
        let run = |end: usize| (from..end).rev().take_while(|&i| self.digit(i).is_some()).count();
        let serial_end = back(hao);
        let serial = run(serial_end);
        let mut year_end = serial_end - serial;
        if serial == 0 {
            return None;
        }
        if (5..=8).contains(&serial) {
            year_end = serial_end - serial + 4;
        } else if serial > 4 {
            return None;
        } else {
            year_end = self.junk_before(from, year_end)?;
        }
        let year_start = year_end - run(year_end);
        if year_end - year_start != 4 || !self.year_at(year_start) {
            return None;
        }
        let code_end = self.junk_before(from, year_start).unwrap_or(year_start);
        let Code::Name { start, text } = self.code(from, code_end, MAX_BRACKETED_CODE) else { return None };
        let houses = ["路", "街", "道", "巷", "村", "里", "弄", "楼", "室", "区", "园", "门牌"];
        let address = houses.iter().any(|house| text.ends_with(house));
        (text.chars().count() > 1 && !address).then_some((start, hao + 1, Outcome::Damaged))
    }

    /// Steps back over one to three characters that a lost bracket can have become (and over 第); `None` if there is none.
    fn junk_before(&self, from: usize, end: usize) -> Option<usize> {
        const MOST: usize = 3;
        let stop =
            |c: char| c.is_ascii_digit() || is_ideograph(c) && c != '第' || "，。；：、,;:!?/《》“”\"".contains(c);
        let count = (from..end).rev().take(MOST).take_while(|&i| self.c(i).is_some_and(|c| !stop(c))).count();
        (count > 0).then(|| end - count)
    }

    fn digit(&self, at: usize) -> Option<u32> {
        self.c(at).and_then(|c| c.to_digit(10))
    }

    fn year_at(&self, at: usize) -> bool {
        let value = (at..at + 4).try_fold(0, |sum, i| self.digit(i).map(|d| sum * 10 + d));
        value.and_then(|v| u16::try_from(v).ok()).is_some_and(|year| YEARS.contains(&year))
    }

    /// Digits from `at`, single blanks between them allowed: value, how many, one past the last.
    fn digits(&self, at: usize) -> Option<(u32, usize, usize)> {
        let (mut value, mut len, mut end, mut i) = (0_u32, 0, at, at);
        while len < MAX_SERIAL {
            if let Some(digit) = self.digit(i) {
                value = value * 10 + digit;
                len += 1;
                i += 1;
                end = i;
            } else if len > 0 && self.c(i) == Some(' ') && self.digit(i + 1).is_some() {
                i += 1;
            } else {
                break;
            }
        }
        (len > 0 && self.digit(end).is_none()).then_some((value, len, end))
    }

    /// The serial from `at`, or the gap where it should be (only right before 号).
    fn serial(&self, at: usize) -> Option<(Serial, usize)> {
        if let Some((value, _, end)) = self.digits(at) {
            let padded = self.digit(at) == Some(0);
            let serial = if value == 0 { Serial::Blank } else { Serial::Digits { value, padded } };
            return Some((serial, end));
        }
        let gap = (at..at + MAX_INSIDE).find(|&i| !self.c(i).is_some_and(|c| is_placeholder(c) || c == ' '))?;
        matches!(self.c(gap), Some('号' | '號')).then_some((Serial::Blank, gap))
    }

    /// What stands between the brackets; `None` for anything but a year or the place for one.
    fn inside(&self, start: usize, end: usize) -> Option<Inside> {
        let all = self.glyphs.get(start..end)?;
        let chars: Vec<char> = all.iter().map(|g| g.c).filter(|&c| c != ' ').collect();
        let word = chars.last() == Some(&'年');
        let chars = if word { &chars[..chars.len() - 1] } else { &chars[..] };
        let value = chars.iter().try_fold(0_u16, |sum, c| Some(sum.checked_mul(10)? + c.to_digit(10)? as u16));
        match (value, chars.len()) {
            (Some(year), 4) => YEARS.contains(&year).then_some(Inside::Year { year, short: false, word }),
            // 〔20  〕 is a form to fill in, 〔20〕 may be a year.
            (Some(20), 2) if all.len() > 2 => Some(Inside::Blank),
            (Some(year), 2) => {
                let century = if year < 50 { 2000 } else { 1900 };
                Some(Inside::Year { year: century + year, short: true, word })
            }
            _ => {
                let blank = chars.iter().all(|&c| c.is_ascii_digit() || is_placeholder(c));
                let open = chars.len() < 4 || chars.iter().any(|&c| is_placeholder(c));
                (blank && open && chars.len() <= 6).then_some(Inside::Blank)
            }
        }
    }

    /// The agency code that ends before `end`.
    fn code(&self, from: usize, end: usize, longest: usize) -> Code {
        let is_code = |c: char| is_ideograph(c) || is_code_placeholder(c);
        let mut picked: Vec<usize> = Vec::new();
        let mut at = end;
        loop {
            let before = picked.len();
            let gap = (from..at).rev().take(MAX_BLANKS).take_while(|&i| self.c(i) == Some(' ')).count();
            at -= gap;
            while at > from && self.c(at - 1).is_some_and(is_code) && picked.len() <= MAX_CODE * 2 {
                at -= 1;
                picked.push(at);
            }
            // 济 长 交 发 is set with gaps; a run of two or more characters is the code itself and what stands before its gap
            // is something else.
            if picked.len() != before + 1 {
                break;
            }
        }
        picked.reverse();
        let text: String = picked.iter().filter_map(|&i| self.c(i)).collect();
        let cut = after_leading_words(&text);
        let text: String = text.chars().skip(cut).collect();
        match picked.get(cut) {
            None => Code::None,
            Some(_) if text.chars().count() > longest => Code::Endless,
            Some(&start) => Code::Name { start, text },
        }
    }

    fn number(
        &self,
        form: NumberForm,
        code: String,
        year: Option<u16>,
        serial: u32,
        mut faults: Vec<NumberFault>,
        (start, end): (usize, usize),
    ) -> Outcome {
        if code.chars().any(is_code_placeholder) {
            faults.push(NumberFault::PlaceholderCode);
        }
        let raw = self.raw(start, end).trim().to_owned();
        Outcome::Number(DocumentNumber { form, code, year, serial, faults, raw })
    }
}

/// What is wrong with the brackets around the year.
fn bracket_fault(open: char, close: char) -> Vec<NumberFault> {
    match (open, close) {
        ('〔', '〕') => Vec::new(),
        ('﹝' | '〔', '﹞' | '〕') => vec![NumberFault::LookAlikeBrackets],
        _ => vec![NumberFault::WrongBrackets { open, close }],
    }
}

/// The agency code before a bracket.
enum Code {
    None,
    /// First glyph and text.
    Name {
        start: usize,
        text: String,
    },
    /// A run of characters too long for a code.
    Endless,
}

/// How many leading characters of a run belong to the sentence and not to the code: 根据鲁交法〔2020〕5号.
fn after_leading_words(run: &str) -> usize {
    const WORDS: [&str; 13] =
        ["根据", "按照", "依据", "依照", "参照", "遵照", "执行", "落实", "贯彻", "文号", "字号", "印发", "转发"];
    let last = WORDS.iter().filter_map(|word| run.rfind(word).map(|at| at + word.len())).max().unwrap_or(0);
    run.get(..last).map_or(0, |head| head.chars().count())
}

/// Whether a code is one of penalty and enforcement papers, whose serials are padded by custom.
fn is_enforcement(code: &str) -> bool {
    ["罚", "责改", "催告", "强制", "执法", "立案", "听告"].iter().any(|word| code.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(text: &str) -> Vec<(String, String)> {
        find(text)
            .into_iter()
            .map(|found| {
                let what = match found.outcome {
                    Outcome::Number(number) => number.to_string(),
                    other => format!("{other:?}"),
                };
                (text[found.range].to_owned(), what)
            })
            .collect()
    }

    fn one(text: &str, raw: &str, what: &str) {
        assert_eq!(outcomes(text), [(raw.to_owned(), what.to_owned())], "{text}");
    }

    #[test]
    fn numbers_inside_sentences() {
        one("根据鲁交法〔2020〕5号要求", "鲁交法〔2020〕5号", "鲁交法〔2020〕5号");
        one("济长交发〔2026〕1号      签发人：王某某", "济长交发〔2026〕1号", "济长交发〔2026〕1号");
        one("签发人：王某 济长交发〔2026〕1号", "济长交发〔2026〕1号", "济长交发〔2026〕1号");
        one("（交通运输部令2024年第10号）", "交通运输部令2024年第10号", "交通运输部令2024年第10号");
        one(
            "《办法》（交通运输部公告（2024年第10号））",
            "交通运输部公告（2024年第10号）",
            "交通运输部公告2024年第10号",
        );
        one("中华人民共和国主席令第五十八号", "中华人民共和国主席令第五十八号", "中华人民共和国主席令第58号");
        assert_eq!(
            outcomes("《意见》（鲁交法〔2020〕5号）、《通知》（鲁交法函〔2026〕3号）").len(),
            2,
            "two numbers in one sentence"
        );
    }

    #[test]
    fn near_numbers_inside_lines() {
        one("文号：浙建法2006 82 号", "浙建法2006 82 号", "Damaged");
        one("浙建法C2006J82号", "浙建法C2006J82号", "Damaged");
        one("〔2020〕号            签发人：□□□", "〔2020〕号", "Unfilled");
        one("见国办函〔2021〕，", "见国办函〔2021〕", "Truncated");
    }

    #[test]
    fn ordinary_text_has_no_number() {
        for text in [
            "工作要点（2026）的通知",
            "共有（12）5号楼",
            "2026年4月7日印发",
            "经十路20121号",
            "第十五届全国人民代表大会",
            "口令3号",
            "电话：0531-87200000",
            "〔关于报送材料的函〕",
            "（2024）鲁0113行初12号行政判决书",
            "依据（2024）鲁0113行初12号行政判决书",
        ] {
            assert_eq!(outcomes(text), [], "{text}");
        }
    }

    #[test]
    fn a_very_long_line_is_scanned_once() {
        let text = "济长交发〔（".repeat(200_000);
        assert_eq!(find(&text), []);
    }
}
