//! Words that say what the number behind them is.
//!
//! Enters: glyphs and a place. Leaves: whether one of some words stands right before it. A label settles what the digits leave
//! open: eight digits after 台胞证 are a permit, eight others a date.

use super::Glyph;

pub(super) const IDENTITY: [&str; 15] = [
    "身份证",
    "身份证件",
    "证件号",
    "公民身份",
    "身份",
    "驾驶证",
    "从业资格证",
    "资格证",
    "复印件",
    "正面",
    "反面",
    "居住证",
    "ID",
    "SFZ",
    "IDCARD",
];
pub(super) const BANK: [&str; 9] = ["银行卡", "卡号", "银行账", "账号", "帐号", "账户", "帐户", "储蓄卡", "工资卡"];
pub(super) const PERMIT: [&str; 6] = ["台胞证", "通行证", "回乡证", "护照", "往来证", "PASSPORT"];
pub(super) const CREDIT_CODE: [&str; 7] = ["信用代码", "税号", "识别号", "机构代码", "注册号", "许可证", "社会信用"];

/// Latin labels that are written without a blank before the number: tel13812345678.
const LATIN: [&str; 12] = ["TEL", "PHONE", "MOBILE", "MOB", "ID", "IDCARD", "SFZ", "NO", "SJ", "SJH", "DH", "CARD"];

/// How far back a label is looked for, in glyphs.
const REACH: usize = 16;

/// Whether one of the words stands right before a place, apart from signs and from words such as 号码.
pub(super) fn stands_before(glyphs: &[Glyph], place: usize, labels: &[&str]) -> bool {
    let before = &glyphs[place.saturating_sub(REACH)..place];
    let before: String = before.iter().map(|glyph| glyph.c.to_ascii_uppercase()).collect();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let is_sign = |c: char| c == ' ' || c.is_ascii_punctuation() || "“”‘’【】《》〔〕、。为是".contains(c);
    let words = line.trim_end_matches(is_sign);
    let bare = words.trim_end_matches(['号', '码']);
    labels.iter().any(|label| words.ends_with(label) || bare.ends_with(label))
}

/// Whether the letters glued before a place are a label and not the start of a longer string.
pub(super) fn latin_before(glyphs: &[Glyph], place: usize) -> bool {
    let before = &glyphs[place.saturating_sub(REACH)..place];
    let letters = before.iter().rev().take_while(|glyph| glyph.c.is_ascii_alphanumeric());
    let word: Vec<char> = letters.map(|glyph| glyph.c.to_ascii_uppercase()).collect();
    let word: String = word.into_iter().rev().collect();
    LATIN.contains(&word.as_str())
}
