//! Characters that a reader takes for the same: full-width digits, every kind of blank, Chinese ideographs.
//!
//! Enters: a line as a format reader or a recogniser saw it. Leaves: [`Glyph`]s, each a folded character with its place in
//! the line. `number` and `date` scan glyphs, so that `〔２０２６〕１号` and `〔2026〕 1 号` are one thing to
//! them and the place of a find still points into the original text.

/// A folded character and the bytes of the line it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// First byte in the line.
    pub at: usize,
    /// One past the last byte.
    pub end: usize,
    /// The folded character.
    pub c: char,
}

/// Characters of one line that are looked at: far beyond any real line, and it bounds the memory a glyph list takes.
pub(crate) const MAX_GLYPHS: usize = 65_536;

/// The folded characters of a line, at most [`MAX_GLYPHS`].
pub fn fold(text: &str) -> Vec<Glyph> {
    text.char_indices().take(MAX_GLYPHS).map(|(at, c)| Glyph { at, end: at + c.len_utf8(), c: fold_char(c) }).collect()
}

/// Full-width forms become ASCII, blanks of every kind (zero-width ones too) one plain blank.
fn fold_char(c: char) -> char {
    const FULL_WIDTH_TO_ASCII: u32 = 0xFEE0;
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - FULL_WIDTH_TO_ASCII).unwrap_or(c),
        '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' => ' ',
        _ if c.is_whitespace() => ' ',
        _ => c,
    }
}

/// Whether a character is a Chinese ideograph (〇 is not: it is a digit in dates and a blank to fill in templates).
pub fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}')
}

/// How many Chinese ideographs a text has.
pub fn ideographs(text: &str) -> usize {
    text.chars().filter(|&c| is_ideograph(c)).count()
}

/// The text without any blank: Chinese is set without them, and a letter-spaced 济 南 市 is the same name.
pub fn squeeze(text: &str) -> String {
    text.chars().filter(|&c| fold_char(c) != ' ').collect()
}

/// A Chinese digit of a year, 〇○零 and the letters people type for them included.
pub fn year_digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '○' | '零' | '◯' | 'O' | 'o' | '0' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// The value of a small Chinese numeral such as 元, 七, 十二, 三十一 or 一百零八; `None` for anything else.
pub fn numeral(glyphs: &[Glyph]) -> Option<u32> {
    const LONGEST: usize = 7;
    if glyphs.is_empty() || glyphs.len() > LONGEST {
        return None;
    }
    if glyphs.len() == 1 && matches!(glyphs[0].c, '元' | '正') {
        return Some(1);
    }
    let (mut total, mut digit) = (0_u32, None);
    for (index, glyph) in glyphs.iter().enumerate() {
        let unit = match glyph.c {
            '十' => 10,
            '百' => 100,
            c => {
                let value = year_digit(c).filter(|_| !matches!(c, '0' | 'O' | 'o'))?;
                // Two digits in a row (二六) are a year's way of writing, not a numeral's; 零 only fills a gap.
                if digit.is_some_and(|d| d != 0) {
                    return None;
                }
                digit = Some(value);
                continue;
            }
        };
        let many = digit.take().or((unit == 10 && index == 0).then_some(1)).filter(|&d| d != 0)?;
        total += many * unit;
    }
    match digit {
        Some(0) => None,
        Some(d) => Some(total + d),
        None => Some(total),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read_as_a_clerk_writes_them() {
        for (text, value) in [
            ("元", Some(1)),
            ("七", Some(7)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("二十", Some(20)),
            ("三十一", Some(31)),
            ("一百零八", Some(108)),
            ("五十八", Some(58)),
            ("二六", None),
            ("〇", None),
            ("", None),
            ("百", None),
            ("交", None),
        ] {
            assert_eq!(numeral(&fold(text)), value, "{text}");
        }
    }

    #[test]
    fn a_folded_glyph_points_at_its_original() {
        let text = "〔２０";
        let glyphs = fold(text);
        assert_eq!(glyphs[1].c, '2');
        assert_eq!(&text[glyphs[1].at..glyphs[1].end], "２");
    }
}
