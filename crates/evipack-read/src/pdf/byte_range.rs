//! The bytes that a signature of a PDF covers (ISO 32000-1, 12.8.1 `ByteRange`).
//!
//! Enters: the bytes, and the dictionary of a signature with the object that holds it. Leaves: [`Covered`] — the bytes before and
//! behind the hole, and the value in the hole. The hole must be exactly where this dictionary's own value is written, so that
//! nothing hides in it and no other dictionary lends its bytes.

use super::syntax::{self, Form, Written};

/// Why a signature covers nothing that can be checked, in Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotCovered {
    #[error("签名没有说明覆盖范围")]
    NoRange,
    #[error("签名的覆盖范围写法不对")]
    BadRange,
    #[error("签名覆盖的范围超出文件，文件可能不完整")]
    BeyondFile,
    #[error("签名覆盖的范围与签名值的位置不符")]
    NotTheHole,
    #[error("签名数据中有重复的项，不同软件读到的内容不同")]
    Repeated,
}

/// What a signature covers.
#[derive(Debug)]
pub(super) struct Covered<'a> {
    pub(super) before: &'a [u8],
    pub(super) after: &'a [u8],
    /// Where the covered bytes end.
    pub(super) end: usize,
    /// The signature's value.
    pub(super) value: Vec<u8>,
}

/// Reads the dictionary where it is written: as an object at `at`, or as the value of a field at `at`.
pub(super) fn covered(bytes: &[u8], at: usize, in_field: bool) -> Result<Covered<'_>, NotCovered> {
    let object = syntax::object_header(bytes, at).and_then(|(_, body)| syntax::value(bytes, body));
    let object = object.ok_or(NotCovered::NotTheHole)?;
    if object.repeats_a_key() {
        return Err(NotCovered::Repeated);
    }
    let dictionary = if in_field { object.only(b"V") } else { Some(&object) };
    let dictionary = dictionary.ok_or(NotCovered::NotTheHole)?;
    let range = dictionary.only(b"ByteRange").ok_or(NotCovered::NoRange)?;
    let [start, length, second, rest] = four_numbers(bytes, range).ok_or(NotCovered::BadRange)?;
    let end = second.checked_add(rest).ok_or(NotCovered::BadRange)?;
    if start != 0 || length > second {
        return Err(NotCovered::BadRange);
    }
    let (before, after) = bytes.get(..length).zip(bytes.get(second..end)).ok_or(NotCovered::BeyondFile)?;
    let contents = dictionary.only(b"Contents").filter(|contents| contents.form == Form::HexString);
    let contents = contents.ok_or(NotCovered::NotTheHole)?.place.clone();
    // Some programs leave the brackets outside of the hole.
    let inside = contents.start + 1 == length && contents.end == second + 1;
    if !(inside || (contents.start == length && contents.end == second)) {
        return Err(NotCovered::NotTheHole);
    }
    let value = hexadecimal(&bytes[contents.start + 1..contents.end - 1]).ok_or(NotCovered::NotTheHole)?;
    Ok(Covered { before, after, end, value })
}

/// Exactly four whole numbers, written in place.
fn four_numbers(bytes: &[u8], range: &Written) -> Option<[usize; 4]> {
    let Form::Array(words) = &range.form else { return None };
    let number = |word: &Written| {
        let (number, end) = syntax::number(bytes, word.place.start)?;
        (end == word.place.end).then_some(number)
    };
    words.iter().map(number).collect::<Option<Vec<_>>>()?.try_into().ok()
}

fn hexadecimal(digits: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).map(|digit| digit as u8);
    let digits: Option<Vec<u8>> = digits.iter().filter(|byte| !syntax::is_blank(**byte)).map(digit).collect();
    Some(digits?.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A signature dictionary with this value and range, in a file of 100 bytes.
    fn value(contents: &str, range: &str) -> Result<Vec<u8>, NotCovered> {
        let mut text = format!("1 0 obj<</Contents {contents}/ByteRange[{range}]>>endobj");
        text.extend(std::iter::repeat_n(' ', 100 - text.len()));
        covered(text.as_bytes(), 0, false).map(|covered| covered.value)
    }

    #[test]
    fn the_hole_is_the_value_and_nothing_else() {
        assert_eq!(value("<0aF0>", "0 19 25 75"), Ok(vec![0x0a, 0xf0]));
        assert_eq!(value("<0aF0>", "0 20 24 76"), Ok(vec![0x0a, 0xf0]), "brackets outside");
        assert_eq!(value("<0aF>", "0 19 24 76"), Ok(vec![0x0a, 0xf0]), "an odd digit");
        for range in ["0 18 25 75", "0 19 26 74", "0 20 25 75", "0 19 24 76"] {
            assert_eq!(value("<0aF0>", range), Err(NotCovered::NotTheHole), "{range}");
        }
        assert_eq!(value("(0aF0)", "0 19 25 75"), Err(NotCovered::NotTheHole));
        assert_eq!(value("<0a%0>", "0 19 25 75"), Err(NotCovered::NotTheHole), "a comment");
    }

    #[test]
    fn a_range_is_four_numbers_within_the_file() {
        for range in
            ["1 18 25 75", "0 19 25", "0 19 25 75 0 0", "0 19 25 -75", "0 25 19 75", "0 19 25 9 0 R", "0 19 25 75.0"]
        {
            assert_eq!(value("<0aF0>", range), Err(NotCovered::BadRange), "{range}");
        }
        assert_eq!(value("<0aF0>", "0 19 25 76"), Err(NotCovered::BeyondFile));
        assert_eq!(value("<0aF0>", "0 19 25 18446744073709551615"), Err(NotCovered::BadRange));
    }

    #[test]
    fn what_is_written_twice_is_read_in_two_ways() {
        assert_eq!(value("<0aF0>/Contents<00>", "0 19 25 75"), Err(NotCovered::Repeated));
        assert_eq!(value("<0aF0>/#42yteRange[0 1 2 3]", "0 19 25 75"), Err(NotCovered::Repeated));
    }
}
