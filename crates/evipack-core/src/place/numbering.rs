//! The number that a clerk wrote before a name.
//!
//! Enters: a folder or file name, normalised ([`normalise`]). Leaves: what its leading number says: a category, an
//! item, or both, and the rest of the name. `一、`, `（二）`, `2.`, `1-2`, `１．２`, `指标3.1`, `一、2`, `加分项3` and `B3` are
//! numbers; `2026年`, `一季度`, `3月` and `一把手` are not.

use unicode_normalization::UnicodeNormalization as _;

/// What a leading number says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbering {
    /// One number: of a category at the top, of an item inside a category.
    Single(u32),
    /// Category and item: `1.2`, `1-2`, `一、2`.
    Full(u32, u32),
    /// A bonus item, or the folder of all of them.
    Bonus(Option<u32>),
    /// The folder of explanations of the deductions.
    Deductions,
}

/// A name taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Numbered {
    pub(crate) numbering: Option<Numbering>,
    /// What follows the number.
    pub(crate) rest: String,
}

/// Full-width to half-width (NFKC), blanks and quotation marks gone: the form that table patterns are matched against.
pub(crate) fn normalise(name: &str) -> String {
    name.nfkc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '「' | '」'))
        .collect()
}

/// Words that make a number right before them a period or a count, not a numbering: `3个部门`, `2次会议`. 分 is none of
/// them: `3分级分类监管` is a heading.
const UNITS: &str = "年月日号时季届次个份张人名家期批周天条页楼元万千百度册卷盒轮组版集阶";

/// Words that make a pair of numbers a date: `1.2月台账` is item 1, about February; `4.3日会议` a day.
const CALENDAR: &str = "年月日号季";

/// Words that may stand before the number.
const PREFIXES: [&str; 9] = ["评估指标", "考核指标", "建设指标", "证明材料", "指标", "佐证", "材料", "序号", "第"];

/// Words that may close a number that began with 第.
const CLOSERS: [&str; 6] = ["部分", "大类", "大项", "类", "章", "项"];

/// Takes a normalised name apart.
pub(crate) fn parse(name: &str) -> Numbered {
    if let Some(special) = bonus_or_deductions(name) {
        return special;
    }
    let (prefixed, start) = match PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)) {
        Some(rest) => (true, rest),
        None => (false, name),
    };
    let none = || Numbered { numbering: None, rest: name.to_owned() };
    let Some((first, after)) = number(start) else { return none() };
    let after = CLOSERS.iter().find_map(|word| after.strip_prefix(word).filter(|_| prefixed)).unwrap_or(after);
    let Some((separated, tail)) = separator(after, first.bracketed) else {
        // No separator: `1制度建设` is a number, `一季度`, `三重一大` and `2026年` are not.
        let counted = after.chars().next().is_some_and(|c| UNITS.contains(c) || c.is_ascii_alphanumeric());
        return if (first.arabic || prefixed) && !counted {
            Numbered { numbering: Some(Numbering::Single(first.value)), rest: after.to_owned() }
        } else {
            none()
        };
    };
    match second(tail) {
        Some((value, rest)) if separated || first.bracketed => {
            Numbered { numbering: Some(Numbering::Full(first.value, value)), rest: rest.to_owned() }
        }
        _ => Numbered { numbering: Some(Numbering::Single(first.value)), rest: tail.to_owned() },
    }
}

/// At most a number and its separator may stand before 加分项: 某某加分项说明 is a sentence, 八、加分项 a heading.
const LONGEST_LEAD: usize = 4;

/// `加分项`, `加分项3`, `八、加分项`, `B3`, `扣分项`.
fn bonus_or_deductions(name: &str) -> Option<Numbered> {
    let found = |numbering, rest: &str| Some(Numbered { numbering: Some(numbering), rest: rest.to_owned() });
    if let Some(after) = name.strip_prefix(['B', 'b']) {
        let (first, rest) = number(after).filter(|(first, _)| first.arabic && !first.bracketed)?;
        if rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return None;
        }
        let rest = separator(rest, false).map_or(rest, |(_, rest)| rest);
        return found(Numbering::Bonus(Some(first.value)), rest);
    }
    let lead = |word: &str| name.find(word).filter(|at| name[..*at].chars().count() <= LONGEST_LEAD);
    if lead("扣分项").is_some() {
        return found(Numbering::Deductions, "");
    }
    let at = lead("加分")?;
    let after = name[at..].trim_start_matches("加分").trim_start_matches(['项', '指', '标', '材', '料']);
    let after = separator(after, false).map_or(after, |(_, rest)| rest);
    match number(after) {
        Some((first, rest)) if rest.chars().next().is_none_or(|c| !UNITS.contains(c)) => {
            let rest = separator(rest, false).map_or(rest, |(_, rest)| rest);
            found(Numbering::Bonus(Some(first.value)), rest)
        }
        _ => found(Numbering::Bonus(None), after),
    }
}

struct Leading {
    value: u32,
    arabic: bool,
    bracketed: bool,
}

/// A number of one or two digits, or a Chinese numeral up to 九十九, perhaps in brackets, and what follows.
fn number(text: &str) -> Option<(Leading, &str)> {
    let bracketed = text.starts_with(['(', '[', '【']);
    let body = if bracketed { text.trim_start_matches(['(', '[', '【']) } else { text };
    let digits = body.len() - body.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (value, arabic, rest) = match digits {
        // Three digits and more are years, dates and serials.
        1 | 2 => (body[..digits].parse().ok()?, true, &body[digits..]),
        0 => {
            let length: usize = body.chars().take_while(|c| CHINESE.contains(*c)).map(char::len_utf8).sum();
            (chinese_numeral(&body[..length])?, false, &body[length..])
        }
        _ => return None,
    };
    let rest = if bracketed { rest.strip_prefix([')', ']', '】'])? } else { rest };
    Some((Leading { value, arabic, bracketed }, rest))
}

const CHINESE: &str = "一二三四五六七八九十";

/// 一 … 九十九.
fn chinese_numeral(text: &str) -> Option<u32> {
    let digit = |c: char| "一二三四五六七八九".chars().position(|d| d == c).map(|i| i as u32 + 1);
    let chars: Vec<char> = text.chars().collect();
    match *chars.as_slice() {
        ['十'] => Some(10),
        [a] => digit(a),
        ['十', b] => Some(10 + digit(b)?),
        [a, '十'] => Some(10 * digit(a)?),
        [a, '十', b] => Some(10 * digit(a)? + digit(b)?),
        _ => None,
    }
}

/// What separates a number from what follows: `(true, rest)` for a sign, `(false, rest)` for nothing where the number's
/// own bracket, or the end of the name, separates enough.
fn separator(text: &str, bracketed: bool) -> Option<(bool, &str)> {
    const SIGNS: [char; 10] = ['.', '、', '-', '_', '—', '–', '·', ':', '，', ','];
    let rest = text.trim_start_matches(SIGNS);
    if rest.len() < text.len() {
        return Some((true, rest));
    }
    (bracketed || text.is_empty()).then_some((false, text))
}

/// The item number after a category number, with a third level (`1.2.3`) passed over; not where it is a date or a count.
fn second(text: &str) -> Option<(u32, &str)> {
    let (item, after) = number(text)?;
    if !item.arabic && !item.bracketed {
        return None;
    }
    let third = after.strip_prefix(['.', '-', '_']).and_then(number).filter(|(third, _)| third.arabic);
    let (rest, sub) = match third {
        Some((_, rest)) => (rest, true),
        None => (after, false),
    };
    if rest.chars().next().is_some_and(|c| CALENDAR.contains(c) || c.is_ascii_digit()) && !sub {
        return None;
    }
    let rest = separator(rest, item.bracketed).map_or(rest, |(_, rest)| rest);
    Some((item.value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Option<Numbering> {
        parse(&normalise(name)).numbering
    }

    #[test]
    fn clerks_numbers_are_read() {
        use Numbering::{Bonus, Deductions, Full, Single};
        for (name, wanted) in [
            ("一、制度建设", Single(1)),
            ("（二）联动机制", Single(2)),
            ("2.创建工作方案", Single(2)),
            ("2、创建工作方案", Single(2)),
            ("02-创建工作方案", Single(2)),
            ("1制度建设", Single(1)),
            ("第三部分 信息管理", Single(3)),
            ("㈣信用应用", Single(4)),
            ("1-2", Full(1, 2)),
            ("1.2", Full(1, 2)),
            ("１．２创建工作方案", Full(1, 2)),
            ("1—2 创建工作方案", Full(1, 2)),
            ("指标3.1", Full(3, 1)),
            ("指标3.1信息报送", Full(3, 1)),
            ("一、2 创建工作方案", Full(1, 2)),
            ("（一）2创建工作方案", Full(1, 2)),
            ("1.2.3 台账", Full(1, 2)),
            ("1_2方案", Full(1, 2)),
            ("加分项", Bonus(None)),
            ("八、加分项", Bonus(None)),
            ("加分项3.培训", Bonus(Some(3))),
            ("B3 培训", Bonus(Some(3))),
            ("扣分项说明", Deductions),
            ("1.2026年创建方案", Single(1)),
            ("1.2月台账", Single(1)),
            ("4-3分级分类监管", Full(4, 3)),
            ("3分级分类监管", Single(3)),
            ("1.1人员名单", Full(1, 1)),
            ("3.2个人信用数据", Full(3, 2)),
        ] {
            assert_eq!(of(name), Some(wanted), "{name}");
        }
    }

    #[test]
    fn dates_periods_and_idioms_are_no_numbers() {
        for name in [
            "2026年",
            "一季度",
            "第一季度",
            "3月",
            "一把手谈信用",
            "20260407会议",
            "2026.4.7",
            "五年规划",
            "IMG_0001",
            "微信图片",
        ] {
            assert_eq!(of(name), None, "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_name_panics(name in ".{0,40}") {
            let _ = parse(&normalise(&name));
        }

        #[test]
        fn every_pair_of_numbers_is_read_in_every_style(c in 1u32..=9, i in 1u32..=20) {
            for sign in [".", "-", "．", "－", "—", "_"] {
                let name = format!("{c}{sign}{i} 材料");
                proptest::prop_assert_eq!(of(&name), Some(Numbering::Full(c, i)));
            }
        }
    }
}
