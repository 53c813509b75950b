//! Forms and checksums.
//!
//! Enters: digits. Leaves: whether they make an identity number (GB 11643), a credit code (GB 32100) or a bank card
//! (ISO/IEC 7812). No clock is read: a birth date is any real date.

use jiff::civil::Date;

/// Whether 18 characters are an identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    /// Region, birth date and check character are right.
    Valid,
    /// All but the check character: a slip of the pen still exposes a person.
    WrongCheck,
    No,
}

/// Births of people who sign, drive and work. A region and a date of these last years is rather the start of an archive number
/// such as 370113202604070001.
const GROWN_UP: std::ops::RangeInclusive<i16> = 1920..=2012;

/// Seventeen digits and the value of the check character (X is 10).
pub(super) fn identity_18(body: &[u8], check: u8) -> Identity {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [u8; 11] = [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2];
    let Some(birth) = body.get(6..14).and_then(date).filter(|birth| birth.year() >= 1900) else { return Identity::No };
    // Foreigners with permanent residence have a 9 before the two digits of the province (since 2023).
    let is_foreign = body[0] == 9 && is_province(&body[1..]);
    if !is_province(body) && !is_foreign {
        return Identity::No;
    }
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    if CHECKS.get(sum as usize % CHECKS.len()) == Some(&check) {
        Identity::Valid
    } else if !is_foreign && GROWN_UP.contains(&birth.year()) {
        Identity::WrongCheck
    } else {
        Identity::No
    }
}

/// The old form: region, birth date with a year of two digits, serial. It has no check character.
pub(super) fn identity_15(digits: &[u8]) -> bool {
    let century = |digits: &[u8]| [&[1, 9], digits].concat();
    is_province(digits)
        && digits.get(6..12).is_some_and(|birth| date(&century(birth)).is_some())
        && digits.get(12..) != Some(&[0, 0, 0])
}

/// The provinces of GB/T 2260, and the three regions whose residents have numbers of their own.
fn is_province(digits: &[u8]) -> bool {
    /// The second digits that go with the first one.
    const SECOND: [std::ops::RangeInclusive<u8>; 8] = [1..=5, 1..=3, 1..=7, 1..=6, 0..=4, 1..=5, 1..=1, 1..=3];
    let [first @ 1..=8, second, ..] = digits else { return false };
    SECOND.get(usize::from(*first) - 1).is_some_and(|allowed| allowed.contains(second))
}

fn date(digits: &[u8]) -> Option<Date> {
    let number = |range: std::ops::Range<usize>| {
        digits.get(range)?.iter().try_fold(0_i16, |n, d| n.checked_mul(10)?.checked_add(i16::from(*d)))
    };
    let (month, day) = (i8::try_from(number(4..6)?).ok()?, i8::try_from(number(6..8)?).ok()?);
    Date::new(number(0..4)?, month, day).ok()
}

/// Whether eight digits are a date that papers and photos carry.
pub(super) fn is_date(digits: &[u8]) -> bool {
    date(digits).is_some_and(|date| (1900..2100).contains(&date.year()))
}

/// A credit code 统一社会信用代码 of digits alone (GB 32100, modulo 31).
pub(super) fn is_credit_code(digits: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let Some((check, body)) = digits.split_last().filter(|(_, body)| body.len() == WEIGHTS.len()) else { return false };
    // The registering department and the kind of body.
    let is_body = matches!(body, [1 | 5, 1..=3 | 9, ..] | [9, 1..=3, ..]);
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    is_body && (31 - sum % 31) % 31 == u32::from(*check)
}

pub(super) fn has_card_length(digits: &[u8]) -> bool {
    (13..=19).contains(&digits.len())
}

/// A bank card: the number range of an issuer, and the Luhn checksum.
pub(super) fn is_card(digits: &[u8]) -> bool {
    is_issuer(digits) && is_luhn(digits) && !is_archive_number(digits)
}

/// The ranges of ISO/IEC 7812 from which cards in China are issued, with the lengths they have. 69 with 13 digits is a bar code
/// of goods.
fn is_issuer(digits: &[u8]) -> bool {
    let lengths = match digits {
        [2, 2..=7, ..] => 16..=16,
        [3, 4 | 7, ..] => 15..=15,
        [3, 0 | 6 | 8 | 9, ..] => 14..=19,
        [3, 5, ..] | [5 | 9, ..] => 16..=19,
        [6, 9, ..] => 15..=19,
        [4 | 6, ..] => 13..=19,
        _ => return false,
    };
    lengths.contains(&digits.len())
}

fn is_luhn(digits: &[u8]) -> bool {
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| if index % 2 == 1 { doubled(u32::from(*digit)) } else { u32::from(*digit) })
        .sum();
    sum.is_multiple_of(10)
}

/// Region, date of these years, serial: how archives and offices number.
fn is_archive_number(digits: &[u8]) -> bool {
    is_province(digits) && digits.get(6..14).and_then(date).is_some_and(|date| (1990..2100).contains(&date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Vec<u8> {
        text.bytes().map(|byte| byte - b'0').collect()
    }

    #[test]
    fn the_standards_examples() {
        assert_eq!(identity_18(&digits("11010519491231002"), 10), Identity::Valid);
        assert_eq!(identity_18(&digits("44052418800101001"), 4), Identity::No, "born in 1880");
        assert_eq!(identity_18(&digits("11010120231101217"), 6), Identity::Valid);
        assert_eq!(identity_18(&digits("11010120231101217"), 1), Identity::No);
        assert_eq!(identity_18(&digits("37011319900101123"), 4), Identity::WrongCheck);
        assert!(is_card(&digits("6228480402564890018")));
        assert!(is_card(&digits("4111111111111111")));
        assert!(!is_card(&digits("6222026006705354217")));
        assert!(identity_15(&digits("370113900101123")));
        assert!(!identity_15(&digits("370113901301123")));
    }
}
