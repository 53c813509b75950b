//! Personal data in what the tool says.
//!
//! Enters: any text that is about to leave the program, or a whole report. Leaves: the same with identity numbers 公民身份号码
//! (GB 11643), mobile numbers, bank cards, passports and travel permits hidden, and with them the names that stand in the same
//! cell. Reports lie in mail boxes and CI logs; a file name such as `张伟身份证370113199001011230.jpg` must not travel with them.
//!
//! The way of a text: `glyphs` folds the spellings, `numbers` finds by form and checksum, `names` finds the names beside
//! a number, `mask` writes the masked text. `paths` keeps masked files apart. `report` is the one place through which
//! every string of a report goes: a new field cannot be forgotten.
//!
//! What stays readable, and why:
//!
//! | what | stays | why |
//! |---|---|---|
//! | identity number | first 3, last 2 | the region group tells which list it was; the birth date and most of the serial are gone |
//! | mobile | first 3, last 4 | the usual form 138****5678, which a clerk can match with the own list |
//! | bank card | last 4 | as on receipts |
//! | passport, travel permit | letter, last 2 | the letter tells the kind |
//! | name | first character | the usual form 张* |
//!
//! Not personal data, and left alone: document numbers, dates and times, credit codes 统一社会信用代码 (GB 32100), landlines,
//! camera and messenger file names, digests, amounts. A value that the author masked has no full number in it and stays.

mod glyphs;
mod mask;
mod names;
mod numbers;
mod paths;
mod report;
mod words;

pub use report::MaskError;
pub use report::masked as masked_report;

/// The text without personal data, line by line: for messages that leave outside of a report.
///
/// ```
/// use evipack_core::personal::masked;
///
/// assert_eq!(masked("张伟 13812345678"), "张* 138****5678");
/// assert_eq!(masked("济长交发〔2026〕3号，2026年4月7日，0531-87221234"), "济长交发〔2026〕3号，2026年4月7日，0531-87221234");
/// ```
pub fn masked(text: &str) -> String {
    if !glyphs::may_hold_number(text) {
        return text.to_owned();
    }
    let line = |line: &str| mask::cell(line).unwrap_or_else(|| line.to_owned());
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}
