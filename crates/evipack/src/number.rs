//! The document number 发文字号 (GB/T 9704-2012 7.2.5).
//!
//! Enters: a line of text. Leaves: the numbers in it (`find`), told apart from what only looks like one: court numbers,
//! standards, unfilled templates, and numbers that lost their brackets in conversion and are only probable. A number in a
//! form that the standard does not allow is a number all the same; its [`NumberFault`]s are kept for a note.

use regex::Regex;
use serde::{Serialize, Serializer};
use std::fmt;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;

/// A document number: agency code, year and serial (`济长交发〔2026〕1号`), or the number of an order or announcement
/// (`省政府令第256号`, `2026年第3号`).
///
/// ```
/// use evipack::number::DocumentNumber;
///
/// let number = DocumentNumber::parse("青交发[2026]第03号")?;
/// assert_eq!(number.to_string(), "青交发〔2026〕3号");
/// assert_eq!(number.faults().len(), 3);
/// # Ok::<(), evipack::number::NumberError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentNumber {
    raw: String,
    form: Form,
    faults: Vec<NumberFault>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Ordinary {
        code: String,
        year: u16,
        serial: u32,
    },
    /// An order (令) or announcement (公告): the whole text, without blanks.
    Order(String),
}

/// A fault of form. None of them makes a number absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NumberFault {
    /// The year stands in other brackets than the six-cornered 〔〕 (U+3014, U+3015).
    Brackets,
    /// The year has two digits.
    ShortYear,
    /// 字 stands after the bracket.
    ZiAfterBracket,
    /// 第 stands before the serial.
    Di,
    /// The serial begins with a zero.
    LeadingZero,
}

impl fmt::Display for NumberFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Brackets => "年份应使用六角括号〔〕",
            Self::ShortYear => "年份应写全四位",
            Self::ZiAfterBracket => "括号后不应有“字”",
            Self::Di => "序号前不应有“第”",
            Self::LeadingZero => "序号不应编虚位（前面不加 0）",
        })
    }
}

/// A text that is not one whole document number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是发文字号")]
pub struct NumberError(String);

impl DocumentNumber {
    /// Reads a text that is a document number and nothing else.
    ///
    /// # Errors
    /// [`NumberError`] where it is none, or not surely one.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        match find(text).as_slice() {
            [Found { kind: FoundKind::Number(number), whole: true }] => Ok(number.clone()),
            _ => Err(NumberError(text.to_owned())),
        }
    }

    /// As it was written.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// What the standard does not allow in it, in reading order.
    pub fn faults(&self) -> &[NumberFault] {
        &self.faults
    }

    /// The agency code 机关代字, for example `济长交发`; `None` for orders and announcements.
    pub fn code(&self) -> Option<&str> {
        match &self.form {
            Form::Ordinary { code, .. } => Some(code),
            Form::Order(_) => None,
        }
    }

    /// The year in the brackets; `None` for orders and announcements.
    pub fn year(&self) -> Option<u16> {
        match self.form {
            Form::Ordinary { year, .. } => Some(year),
            Form::Order(_) => None,
        }
    }
}

/// The standard form, whatever was written.
impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.form {
            Form::Ordinary { code, year, serial } => write!(f, "{code}〔{year}〕{serial}号"),
            Form::Order(text) => f.write_str(text),
        }
    }
}

impl Serialize for DocumentNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Something in a line that is or may be a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) kind: FoundKind,
    /// Whether the line is nothing else, blanks and 签发人 aside.
    pub(crate) whole: bool,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FoundKind {
    /// A number.
    Number(DocumentNumber),
    /// Perhaps a number: its brackets were lost (`浙建法2006 82 号`) or its end is missing.
    Probable(String),
    /// A template nobody filled in (`〔20 〕 号`, `〔2017〕X号`).
    Unfilled(String),
}

const OPEN: &str = r"[〔\[(【﹝❲〘{]";
const CLOSE: &str = r"[〕\])】﹞❳〙}]";
/// Letters of an agency code. A longer run is a sentence that ends in a number.
const CODE: &str = r"[\p{Han}A-Za-z]{1,16}";

/// Letters of the longest body that issues orders (中华人民共和国国家发展和改革委员会 has 18).
const LONGEST_BODY: usize = 24;

/// Only constants are compiled here, and a test compiles each of them.
fn compile(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

static ORDINARY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile(&format!(
        r"(?P<code>{CODE}) ?(?P<open>{OPEN}) ?(?P<year>(?:[12]\d)?\d\d) ?(?P<close>{CLOSE}) ?(?P<zi>字)? ?(?P<di>第)? ?(?P<serial>\d(?: ?\d){{0,4}}) ?号"
    ))
});
/// Orders and announcements: 令第N号, 令YYYY年第N号, 公告YYYY年第N号, bare YYYY年第N号.
static ORDER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile(&format!(
        r"(?:[\p{{Han}}]{{1,{LONGEST_BODY}}}(?:令|公告|通告)(?:[12]\d{{3}}年)?|[12]\d{{3}}年)第\d{{1,4}}号"
    ))
});
static UNFILLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile(&format!(r"(?:{CODE})? ?{OPEN} ?(?:(?:20)?[ _Xx×*XＸ]*|[12]\d{{3}}) ?{CLOSE} ?第? ?(?:[ _Xx×*]*) ?号"))
});
/// Brackets lost, or the end missing.
static PROBABLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile(&format!(
        r"^{CODE}(?:字|发|函|办|法|规|政|党)? ?[12]\d{{3}} ?\d{{1,4}} ?号$|^{CODE} ?{OPEN} ?[12]\d{{3}} ?{CLOSE}(?: ?\d{{1,4}})?$"
    ))
});

/// The numbers in a line.
pub(crate) fn find(line: &str) -> Vec<Found> {
    // NFKC makes digits and round brackets half-width; the small brackets ﹝﹞ become 〔〕, which they are meant to be.
    let text: String = line.nfkc().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let text = collapse(&text);
    let mut found = Vec::new();
    let mut rest = text.clone();
    if let Some(regex) = ORDINARY.as_ref() {
        for captures in regex.captures_iter(&text) {
            if let Some(number) = ordinary(&captures) {
                rest = rest.replacen(&captures[0], "", 1);
                found.push(FoundKind::Number(number));
            }
        }
    }
    let tight: String = text.chars().filter(|c| *c != ' ').collect();
    if let (true, Some(regex)) = (found.is_empty(), ORDER.as_ref())
        && let Some(order) = regex.find(&tight)
    {
        rest = tight.replacen(order.as_str(), "", 1);
        let form = Form::Order(order.as_str().to_owned());
        found.push(FoundKind::Number(DocumentNumber { raw: line.trim().to_owned(), form, faults: Vec::new() }));
    }
    if found.is_empty() {
        for (regex, kind) in [
            (&UNFILLED, FoundKind::Unfilled as fn(String) -> FoundKind),
            (&PROBABLE, FoundKind::Probable as fn(String) -> FoundKind),
        ] {
            if let Some(hit) = regex.as_ref().and_then(|regex| regex.find(&text)) {
                rest = text.replacen(hit.as_str(), "", 1);
                found.push(kind(line.trim().to_owned()));
                break;
            }
        }
    }
    let whole = found.len() == 1 && is_nothing_else(&rest);
    found.into_iter().map(|kind| Found { kind, whole }).collect()
}

fn ordinary(captures: &regex::Captures<'_>) -> Option<DocumentNumber> {
    let code = captures["code"].to_owned();
    let mut faults = Vec::new();
    if &captures["open"] != "〔" || &captures["close"] != "〕" {
        faults.push(NumberFault::Brackets);
    }
    let year: u16 = captures["year"].parse().ok()?;
    let year = if year < 100 {
        faults.push(NumberFault::ShortYear);
        2000 + year
    } else {
        year
    };
    if captures.name("zi").is_some() {
        faults.push(NumberFault::ZiAfterBracket);
    }
    if captures.name("di").is_some() {
        faults.push(NumberFault::Di);
    }
    let serial: String = captures["serial"].chars().filter(char::is_ascii_digit).collect();
    // Penalty papers number with leading zeros by habit; the rule is for policy papers.
    if serial.starts_with('0') && !code.contains('罚') {
        faults.push(NumberFault::LeadingZero);
    }
    let form = Form::Ordinary { code, year, serial: serial.parse().ok()? };
    Some(DocumentNumber { raw: captures[0].trim().to_owned(), form, faults })
}

/// Runs of blanks become one.
fn collapse(text: &str) -> String {
    text.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether what is left of a head line beside its number is nothing: 签发人 and a name of an upward document, marks.
fn is_nothing_else(rest: &str) -> bool {
    /// Letters of a name and a mark or two.
    const REMNANT: usize = 4;
    let rest = rest.split("签发人").next().unwrap_or_default();
    rest.chars().filter(|c| c.is_alphanumeric()).count() <= REMNANT && !rest.contains(['《', '》', '。', '，'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert!(ORDINARY.is_some() && ORDER.is_some() && UNFILLED.is_some() && PROBABLE.is_some());
    }

    fn parse(text: &str) -> DocumentNumber {
        DocumentNumber::parse(text).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn good_numbers_have_no_fault() {
        for text in [
            "济长交发〔2026〕1号",
            "鲁交法〔2020〕5号",
            "鲁交法函〔2026〕3号",
            "鲁交法〔2023〕5号",
            "源交政字〔2023〕14号",
            "淄交法〔2021〕21号",
            "皖交发〔2021〕63号",
            "鲁政办字〔2013〕54号",
            "鲁政字〔2012〕11号",
            "国发〔1999〕25号",
            "国发〔1979〕234号",
            "国办发〔2020〕49号",
            "中办发〔2012〕14号",
            "渝府办发〔2026〕24号",
        ] {
            assert_eq!(parse(text).to_string(), text);
            assert!(parse(text).faults().is_empty(), "{text}");
        }
    }

    #[test]
    fn blanks_full_width_digits_and_small_brackets_are_tolerated() {
        for text in
            ["济长交发 〔2026〕 1 号", "济长交发〔２０２６〕１号", "济长交发﹝2026﹞1号", "济长交发〔2026〕1 7号"]
        {
            assert!(parse(text).faults().is_empty(), "{text}");
            assert_eq!(parse(text).code(), Some("济长交发"));
            assert_eq!(parse(text).year(), Some(2026));
        }
    }

    #[test]
    fn faults_are_named() {
        use NumberFault::{Brackets, Di, LeadingZero, ShortYear, ZiAfterBracket};
        for (text, normal, faults) in [
            ("国发[1993]21号", "国发〔1993〕21号", vec![Brackets]),
            ("河教语【2018】5号", "河教语〔2018〕5号", vec![Brackets]),
            ("河教语（2018）5号", "河教语〔2018〕5号", vec![Brackets]),
            ("河教语［2018］5号", "河教语〔2018〕5号", vec![Brackets]),
            ("河教语❲2018❳5号", "河教语〔2018〕5号", vec![Brackets]),
            ("济长交发〔2026〕第1号", "济长交发〔2026〕1号", vec![Di]),
            ("济长交发〔2026〕01号", "济长交发〔2026〕1号", vec![LeadingZero]),
            ("济长交发〔26〕1号", "济长交发〔2026〕1号", vec![ShortYear]),
            ("青市财发〔1992〕字第36号", "青市财发〔1992〕36号", vec![ZiAfterBracket, Di]),
            ("青交罚〔2026〕0012号", "青交罚〔2026〕12号", vec![]),
        ] {
            assert_eq!(parse(text).to_string(), normal);
            assert_eq!(parse(text).faults(), faults, "{text}");
        }
    }

    #[test]
    fn orders_and_announcements_have_their_own_form() {
        for text in [
            "国务院令第666号",
            "国家税务总局令第20号",
            "省政府令第256号",
            "中华人民共和国国家发展和改革委员会令第58号",
            "交通运输部令2024年第10号",
            "交通运输部公告2026年第3号",
            "2026年第3号",
        ] {
            assert_eq!(parse(text).to_string(), text);
        }
    }

    #[test]
    fn lost_brackets_and_templates_are_no_numbers() {
        let kind = |text: &str| find(text).into_iter().map(|found| found.kind).next();
        for text in ["浙建法2006 82 号", "青交发2026 5号", "国办函〔2021〕"] {
            assert!(matches!(kind(text), Some(FoundKind::Probable(_))), "{text}: {:?}", kind(text));
        }
        for text in ["吉动院字〔2017〕X号", "青交发〔20 〕 号", "青交发〔2026〕 号", "〔20 〕 号"]
        {
            assert!(matches!(kind(text), Some(FoundKind::Unfilled(_))), "{text}: {:?}", kind(text));
        }
        for text in
            ["（2024）鲁0113行初12号", "GB/T 9704—2012", "SDPR-2024-0160001", "共3号楼", "第3号", "2026年4月7日"]
        {
            assert_eq!(kind(text), None, "{text}");
        }
    }

    #[test]
    fn a_cited_number_is_not_the_whole_line() {
        let found = find("根据《关于推进全省信用体系建设的指导意见》（鲁交法〔2020〕5号）要求");
        assert_eq!(found.len(), 1);
        assert!(!found[0].whole);
        assert!(find("青交发〔2026〕3号    签发人：王某某")[0].whole);
        assert!(find("　青交发〔2026〕3号")[0].whole);
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(text in ".{0,80}") {
            let _ = find(&text);
        }

        #[test]
        fn the_standard_form_comes_back(code in "[\u{4e00}-\u{9fa5}]{1,8}", year in 1949u16..2100, serial in 1u32..9999) {
            let text = format!("{code}〔{year}〕{serial}号");
            proptest::prop_assert_eq!(parse(&text).to_string(), text);
        }
    }
}
