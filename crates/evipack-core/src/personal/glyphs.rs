//! Spellings folded.
//!
//! Enters: a text. Leaves: its [`Glyph`]s: every digit as an ASCII digit, every blank as one blank, every dash as one dash.
//! Characters without width are left out, so that they cannot split a number. Unlike [`crate::fold`] the whole text is folded,
//! however long it is: what is beyond a limit would leave unmasked.

pub(super) use crate::fold::is_ideograph;
use unicode_normalization::UnicodeNormalization as _;

/// A folded character and the bytes that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph {
    pub at: usize,
    pub end: usize,
    pub c: char,
}

/// The fewest digits of any number that is looked for: a passport of two letters and seven digits, or a permit of six after a
/// label.
const FEWEST: usize = 6;

/// Whether there are digits enough for any number. Most texts have not, and nothing more is done with them.
pub(super) fn may_hold_number(text: &str) -> bool {
    text.chars()
        .filter(|&c| c.is_ascii_digit() || (!c.is_ascii() && fold(c).is_ascii_digit()))
        .nth(FEWEST - 1)
        .is_some()
}

pub(super) fn glyphs(text: &str) -> Vec<Glyph> {
    let mut glyphs = Vec::with_capacity(text.len());
    let mut rest = text.char_indices();
    while let Some((at, c)) = rest.next() {
        let mut glyph = Glyph { at, end: at + c.len_utf8(), c };
        if let Some((decoded, length)) = text.get(at..).filter(|_| c == '%').and_then(percent) {
            // One byte of the sign is taken already.
            rest.by_ref().take(length - 1).for_each(drop);
            glyph = Glyph { at, end: at + length, c: decoded };
        }
        if !has_no_width(glyph.c) {
            glyphs.push(Glyph { c: fold(glyph.c), ..glyph });
        }
    }
    glyphs
}

/// The character that a web address writes as `%E5%BC%A0`, and the length of that; `%` for a byte that is no text, as in a
/// name that is not UTF-8. Without this the `9F` of `%9F13812345678` would look like the start of a longer string.
fn percent(text: &str) -> Option<(char, usize)> {
    const ONE: usize = 3;
    const LONGEST: usize = 4;
    let byte = |index: usize| {
        let digits = text.as_bytes().get(index * ONE..(index + 1) * ONE)?;
        let digits = digits.strip_prefix(b"%").and_then(|digits| std::str::from_utf8(digits).ok())?;
        digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16).ok()).flatten()
    };
    let bytes: Vec<u8> = (0..LONGEST).map_while(byte).collect();
    let first = *bytes.first()?;
    if first.is_ascii() {
        let c = char::from(first);
        return (c == ' ' || c.is_ascii_punctuation() || c.is_ascii_digit()).then_some((c, ONE));
    }
    let text = (2..=bytes.len()).find_map(|length| std::str::from_utf8(&bytes[..length]).ok());
    Some(text.and_then(|text| text.chars().next()).map_or(('%', ONE), |c| (c, c.len_utf8() * ONE)))
}

/// Controls of reading order and marks without width (Unicode Default_Ignorable, as far as names carry them).
fn has_no_width(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

fn fold(c: char) -> char {
    const FULL_WIDTH_TO_ASCII: u32 = 0xFEE0;
    match c {
        // A line or a table cell ends here.
        '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => '\n',
        '\u{ff01}'..='\u{ff5e}' => {
            let ascii = char::from_u32(u32::from(c) - FULL_WIDTH_TO_ASCII).unwrap_or(c);
            if ascii.is_ascii() { ascii } else { c }
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{fe58}' => '-',
        '\u{b7}' | '\u{2022}' | '\u{30fb}' => '.',
        // Styled digits and letters, superscripts and subscripts.
        '\u{1d400}'..='\u{1d7ff}'
        | '\u{2070}'..='\u{2089}'
        | '\u{b2}'
        | '\u{b3}'
        | '\u{b9}'
        | '\u{1fbf0}'..='\u{1fbf9}' => std::iter::once(c).nfkc().next().unwrap_or(c),
        _ if c.is_whitespace() => ' ',
        _ => c,
    }
}

/// Whether a character is written for the check character X: the letter in any case and script, the multiplication sign.
pub(super) fn is_check_x(c: char) -> bool {
    matches!(c, 'X' | 'x' | '×' | '✕' | '✖' | '╳' | 'Х' | 'х' | 'Χ' | 'χ' | 'Ⅹ' | 'ⅹ' | '⨯')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_digit_are_one() {
        let folded: String = glyphs("１2𝟑⁴\u{200b}5　—\t").iter().map(|glyph| glyph.c).collect();
        assert_eq!(folded, "12345 -\n");
        assert!(may_hold_number("１2𝟑⁴\u{200b}56"));
        assert!(!may_hold_number("12345 一二三"));
    }
}
