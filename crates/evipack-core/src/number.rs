//! The document number 发文字号 of GB/T 9704-2012, 7.2.5: agency code, year in hexagonal brackets, serial, 号.
//!
//! Enters: a line of text, from a file or from a recogniser. Leaves: a [`DocumentNumber`] in its standard form with the
//! faults it was written with, or one of the three things that are no number and must not be taken for "no number
//! there": a number whose brackets were lost, an unfilled template, a number cut off.

mod scan;

pub use scan::{Found, Outcome, find};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A document number 发文字号.
///
/// Displays and serialises in the standard form whatever form it was written in; what was wrong is in
/// [`faults`](Self::faults), what was written in [`raw`](Self::raw). Formats that are not for people to read carry all of it.
///
/// ```
/// use evipack_core::number::{DocumentNumber, NumberFault};
///
/// let number = DocumentNumber::parse("济长交发[2026]01号")?;
/// assert_eq!(number.to_string(), "济长交发〔2026〕1号");
/// assert_eq!((number.code(), number.year(), number.serial()), ("济长交发", Some(2026), 1));
/// assert_eq!(number.faults(), [NumberFault::WrongBrackets { open: '[', close: ']' }, NumberFault::LeadingZero]);
/// # Ok::<(), evipack_core::number::NumberError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct DocumentNumber {
    form: NumberForm,
    code: String,
    year: Option<u16>,
    serial: u32,
    faults: Vec<NumberFault>,
    raw: String,
}

/// Which of the two standard forms a number has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NumberForm {
    /// Code, year in 〔〕, serial: `济长交发〔2026〕1号` (GB/T 9704-2012, 7.2.5).
    Bracketed,
    /// Orders and announcements: `国务院令第666号`, `交通运输部公告2026年第3号`, bare `2026年第3号` under a mark (10.2).
    Order,
}

/// Something about a number that GB/T 9704-2012, 7.2.5 does not allow. Displays as a Chinese sentence.
///
/// Blanks and full-width digits come from extraction and printing, and are no fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NumberFault {
    /// The year stands in brackets that are not 〔〕.
    WrongBrackets {
        /// The opening bracket as written.
        open: char,
        /// The closing bracket as written.
        close: char,
    },
    /// The year stands in ﹝﹞ (U+FE5D, U+FE5E), which look the same in print: only a note, see [`Self::is_tolerated`].
    LookAlikeBrackets,
    /// The year has two digits; the number shows them filled up to four (00–49: 20xx, 50–99: 19xx).
    ShortYear,
    /// 年 stands inside the brackets.
    YearWord,
    /// The serial is padded with zeros. No fault in the numbers of penalty and enforcement papers.
    LeadingZero,
    /// 第 stands before the serial of a bracketed number.
    OrdinalMark,
    /// 字 stands after the bracket. (Before the bracket it is part of many agency codes and right.)
    ZiAfterBracket,
    /// 第 is missing in the number of an order or announcement.
    MissingOrdinalMark,
    /// The agency code still holds a placeholder such as X or ×.
    PlaceholderCode,
}

impl NumberFault {
    /// Whether nobody who reads the printed paper could see it.
    pub fn is_tolerated(self) -> bool {
        self == Self::LookAlikeBrackets
    }
}

impl fmt::Display for NumberFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongBrackets { open, close } => write!(f, "年份应使用六角括号〔〕，实为{open}{close}"),
            Self::LookAlikeBrackets => f.write_str("年份括号﹝﹞与六角括号〔〕形似，但不是同一字符"),
            Self::ShortYear => f.write_str("年份应标全称（四位数字）"),
            Self::YearWord => f.write_str("括号内年份后不加“年”字"),
            Self::LeadingZero => f.write_str("序号不编虚位（1不编为01）"),
            Self::OrdinalMark => f.write_str("序号前不加“第”字"),
            Self::ZiAfterBracket => f.write_str("括号后不加“字”字"),
            Self::MissingOrdinalMark => f.write_str("令、公告的编号前应有“第”字"),
            Self::PlaceholderCode => f.write_str("机关代字中有未替换的占位符"),
        }
    }
}

/// Why a text is not a document number. Displays in Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NumberError {
    /// It has no number in it, or more than a number.
    #[error("不是发文字号")]
    NotANumber,
    /// Very probably a number that lost its brackets, its code or its 号 on the way, such as `浙建法2006 82 号`.
    #[error("疑似发文字号，但括号、代字或“号”字缺失")]
    Damaged,
    /// A template whose year or serial was not filled in, such as `济长交发〔20 〕 号`.
    #[error("发文字号未填写完整")]
    Unfilled,
    /// The serial is missing altogether, such as `国办函〔2021〕`.
    #[error("发文字号缺少序号")]
    Truncated,
}

impl DocumentNumber {
    /// Reads a text that is a document number and nothing else (blanks around it are allowed).
    ///
    /// # Errors
    ///
    /// [`NumberError`] says whether the text is no number at all or a number that is damaged, unfilled or cut off.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let text = text.trim();
        let mut found = find(text);
        match found.pop() {
            Some(Found { range, outcome }) if found.is_empty() && range == (0..text.len()) => match outcome {
                Outcome::Number(number) => Ok(number),
                Outcome::Damaged => Err(NumberError::Damaged),
                Outcome::Unfilled => Err(NumberError::Unfilled),
                Outcome::Truncated => Err(NumberError::Truncated),
            },
            _ => Err(NumberError::NotANumber),
        }
    }

    /// Which standard form it has.
    pub fn form(&self) -> NumberForm {
        self.form
    }

    /// The agency code 机关代字, such as `济长交发`; of an order its name, such as `国务院令`; empty for a bare `第3号`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The year, 1949–2099; `None` only for orders, which may have none.
    pub fn year(&self) -> Option<u16> {
        self.year
    }

    /// The serial, 1–999999.
    pub fn serial(&self) -> u32 {
        self.serial
    }

    /// What is wrong with the way it was written, in the order it is met; empty for a number in good form.
    pub fn faults(&self) -> &[NumberFault] {
        &self.faults
    }

    /// The number as it stood in the text.
    pub fn raw(&self) -> &str {
        &self.raw
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)?;
        match (self.form, self.year) {
            (NumberForm::Bracketed, Some(year)) => write!(f, "〔{year}〕{}号", self.serial),
            (NumberForm::Order, Some(year)) => write!(f, "{year}年第{}号", self.serial),
            (_, None) => write!(f, "第{}号", self.serial),
        }
    }
}

impl Serialize for DocumentNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { Self::serialize(self, serializer) }
    }
}

impl<'de> Deserialize<'de> for DocumentNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Not asked of the deserialiser: inside an untagged enum serde says "readable" of every format.
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            #[serde(with = "DocumentNumber")]
            Whole(DocumentNumber),
        }
        match Written::deserialize(deserializer)? {
            Written::Text(text) => Self::parse(&text).map_err(serde::de::Error::custom),
            Written::Whole(number) => Ok(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::NumberFault::*;
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> DocumentNumber {
        DocumentNumber::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn numbers_in_good_form_have_no_fault() {
        for text in [
            "济长交发〔2026〕1号",
            "鲁交法〔2020〕5号",
            "鲁交法函〔2026〕3号",
            "鲁交法〔2023〕5号",
            "源交政字〔2023〕14号",
            "淄交法〔2021〕21号",
            "淄交法〔2022〕9号",
            "皖交发〔2021〕63号",
            "鲁政办字〔2013〕54号",
            "鲁政字〔2012〕11号",
            "国发〔1999〕25号",
            "国发〔1979〕234号",
            "国办发〔2020〕49号",
            "中办发〔2012〕14号",
            "渝府办发〔2026〕24号",
            "法〔2020〕1号",
            "国务院令第666号",
            "国家税务总局令第20号",
            "省政府令第256号",
            "中华人民共和国国家发展和改革委员会令第58号",
            "交通运输部令2024年第10号",
            "交通运输部公告2026年第3号",
            "2026年第3号",
            "第58号",
        ] {
            let number = parsed(text);
            assert_eq!(number.to_string(), text);
            assert_eq!(number.faults(), [], "{text}");
            assert_eq!(number.raw(), text);
        }
    }

    #[test]
    fn blanks_and_full_width_digits_are_no_fault() {
        for text in [
            "济长交发 〔2026〕 1 号",
            "济长交发〔２０２６〕１号",
            " 济长交发〔2026〕1号　",
            "济 长 交 发〔 2026 〕1号",
            "济长交\u{a0}发〔2026〕1號",
            "济长交发〔2 0 2 6〕1号",
        ] {
            let number = parsed(text);
            assert_eq!((number.to_string().as_str(), number.faults()), ("济长交发〔2026〕1号", &[][..]), "{text}");
        }
    }

    #[test]
    fn faults_are_named_and_the_number_is_still_read() {
        let wrong = |open, close| vec![WrongBrackets { open, close }];
        for (text, normal, faults) in [
            ("国发[1993]21号", "国发〔1993〕21号", wrong('[', ']')),
            ("河教语[2018]5号", "河教语〔2018〕5号", wrong('[', ']')),
            ("河教语【2018】5号", "河教语〔2018〕5号", wrong('【', '】')),
            ("河教语（2018）5号", "河教语〔2018〕5号", wrong('（', '）')),
            ("河教语(2018)5号", "河教语〔2018〕5号", wrong('(', ')')),
            ("河教语［2018］5号", "河教语〔2018〕5号", wrong('［', '］')),
            ("河教语❲2018❳5号", "河教语〔2018〕5号", wrong('❲', '❳')),
            ("河教语〔2018]5号", "河教语〔2018〕5号", wrong('〔', ']')),
            ("河教语﹝2018﹞5号", "河教语〔2018〕5号", vec![LookAlikeBrackets]),
            ("济长交发〔2026〕第1号", "济长交发〔2026〕1号", vec![OrdinalMark]),
            ("济长交发〔2026〕01号", "济长交发〔2026〕1号", vec![LeadingZero]),
            ("济长交发〔26〕1号", "济长交发〔2026〕1号", vec![ShortYear]),
            ("国发〔98〕7号", "国发〔1998〕7号", vec![ShortYear]),
            ("济长交发〔2026年〕1号", "济长交发〔2026〕1号", vec![YearWord]),
            ("X市财发〔1992〕字第36号", "X市财发〔1992〕36号", vec![ZiAfterBracket, OrdinalMark, PlaceholderCode]),
            ("国务院令666号", "国务院令第666号", vec![MissingOrdinalMark]),
            ("国务院令第066号", "国务院令第66号", vec![LeadingZero]),
        ] {
            let number = parsed(text);
            assert_eq!(number.to_string(), normal, "{text}");
            assert_eq!(number.faults(), faults, "{text}");
        }
        assert!(LookAlikeBrackets.is_tolerated() && !LeadingZero.is_tolerated());
    }

    #[test]
    fn zi_before_the_bracket_and_zeros_of_penalty_papers_are_right() {
        for text in ["济长交罚〔2026〕0012号", "鲁济交罚决字〔2026〕0012号", "济长交责改〔2026〕0003号"]
        {
            assert_eq!(parsed(text).faults(), [], "{text}");
        }
        assert_eq!(parsed("源交政字〔2023〕014号").faults(), [LeadingZero]);
    }

    #[test]
    fn what_is_no_number_says_which_kind() {
        use NumberError::*;
        for (text, error) in [
            ("浙建法2006 82 号", Damaged),
            ("浙建法200682号", Damaged),
            ("浙建法〔2006 82号", Damaged),
            ("浙建法 2006〕82号", Damaged),
            ("济长交发〔2026〕1", Damaged),
            ("〔2026〕1号", Damaged),
            ("吉动院字〔2017〕X号", Unfilled),
            ("济长交发〔20 〕 号", Unfilled),
            ("〔20 〕 号", Unfilled),
            ("XX发〔20XX〕XX号", Unfilled),
            ("〔20XX〕第XX号", Unfilled),
            ("济长交发〔〕号", Unfilled),
            ("济长交发〔2026〕   号", Unfilled),
            ("济长交发〔2026〕0号", Unfilled),
            ("国办函〔2021〕", Truncated),
            ("〔2020〕", Truncated),
            ("（2024）鲁0113行初12号", NotANumber),
            ("〔2024〕鲁0113行初12号", NotANumber),
            ("（2015）长民初字第123号", NotANumber),
            ("GB/T 9704—2012", NotANumber),
            ("SDPR-2024-0160001", NotANumber),
            ("JNCR-2024-0010001", NotANumber),
            ("工作总结（2021）", NotANumber),
            ("〔关于信用交通县的材料〕", NotANumber),
            ("海棠路20125号", NotANumber),
            ("2026年4月7日", NotANumber),
            ("", NotANumber),
            ("根据鲁交法〔2020〕5号", NotANumber),
            ("济长交发〔2026〕1号、2号", NotANumber),
            ("济长交发〔1234〕1号", NotANumber),
        ] {
            assert_eq!(DocumentNumber::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn serialises_in_standard_form() {
        let json = serde_json::to_string(&parsed("济长交发[2026]1号")).unwrap();
        assert_eq!(json, "\"济长交发〔2026〕1号\"");
    }

    proptest! {
        #[test]
        fn a_standard_number_round_trips(
            code in "[济南鲁交法办字函政规发罚]{2,9}", year in 1949_u16..=2099, serial in 1_u32..=999_999,
        ) {
            let text = format!("{code}〔{year}〕{serial}号");
            let number = DocumentNumber::parse(&text).unwrap();
            prop_assert_eq!(number.to_string(), text);
            prop_assert_eq!((number.code(), number.year(), number.serial()), (code.as_str(), Some(year), serial));
            prop_assert!(number.faults().is_empty());
        }

        #[test]
        fn the_standard_form_of_anything_read_is_read_again_without_fault(
            text in "[济长交发令公告]{1,5}[〔\\[（【﹝ ]?(20[0-9]{2}|2[0-9])?年?[〕\\]）】﹞ ]?(字|第|字第)?[0-9０-９]{1,4} ?号?",
        ) {
            if let Ok(number) = DocumentNumber::parse(&text) {
                let again = DocumentNumber::parse(&number.to_string()).unwrap();
                prop_assert_eq!(again.to_string(), number.to_string());
                prop_assert!(again.faults().is_empty());
            }
        }

        #[test]
        fn never_panics_and_finds_in_order(text in "([〔〕（）\\[\\]第号令年字告公X×0-9２ 济长交发，\u{200b}]|\\PC){0,60}") {
            let mut end = 0;
            for found in find(&text) {
                prop_assert!(found.range.start >= end && found.range.end > found.range.start);
                prop_assert!(text.get(found.range.clone()).is_some());
                end = found.range.end;
            }
        }
    }
}
