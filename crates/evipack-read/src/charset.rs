//! Bytes of a text, a table of commas or a web page → characters.
//!
//! Enters: bytes, and the encoding that the file states, if it states one. Leaves: [`Decoded`] text, or `None` where no
//! encoding of Chinese offices fits. A mark at the beginning decides; then what the bytes themselves prove (UTF-8 is never
//! valid by accident, zero halves give UTF-16 away); then what the file states; GB18030, in which nearly any bytes are
//! something, comes last. Statements are wrong as often as not: a page saved again keeps its old one.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Characters that had to be replaced, of a thousand: a byte lost in transmission damages two or three characters of a page,
/// a wrong encoding every second one.
const REPLACED_OF_THOUSAND: usize = 10;
/// Of a short text one damaged character is forgiven.
const REPLACED_AT_LEAST: usize = 1;
/// A sample long enough to tell UTF-16 by its zero halves.
const WIDE_SAMPLE: usize = 4096;

/// A text and how well it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// Some characters could not be read and were replaced.
    pub(crate) lossy: bool,
}

/// Decodes a text; `stated` is the encoding's name as the file gives it.
pub(crate) fn decode(bytes: &[u8], stated: Option<&str>) -> Option<Decoded> {
    if let Some((marked, mark_len)) = Encoding::for_bom(bytes) {
        return with(marked, bytes.get(mark_len..).unwrap_or_default());
    }
    if let Some(wide) = wide_without_mark(bytes) {
        return with(wide, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(Decoded { text: text.to_owned(), lossy: false });
    }
    let stated = stated.and_then(|name| Encoding::for_label(name.trim().as_bytes())).map(whole_gb);
    let tried = [stated, Some(UTF_8), Some(GB18030)];
    tried.into_iter().flatten().find_map(|encoding| with(encoding, bytes))
}

/// GB 2312 and GBK are parts of GB18030, and files that state them hold the rest of it too.
fn whole_gb(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == encoding_rs::GBK { GB18030 } else { encoding }
}

/// The text in one encoding, unless too much of it is not in that encoding.
fn with(encoding: &'static Encoding, bytes: &[u8]) -> Option<Decoded> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if !had_errors {
        return Some(Decoded { text: text.into_owned(), lossy: false });
    }
    let (mut all, mut replaced) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        replaced += usize::from(c == char::REPLACEMENT_CHARACTER);
    }
    let allowed = (all * REPLACED_OF_THOUSAND / 1000).max(REPLACED_AT_LEAST);
    (replaced <= allowed && replaced < all).then(|| Decoded { text: text.into_owned(), lossy: true })
}

/// UTF-16 whose byte order mark was lost. Line ends, blanks and digits of every text have a zero half; read in the wrong
/// order they, and most Chinese characters, become signs of other scripts.
pub(crate) fn wide_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(WIDE_SAMPLE))?;
    if !bytes.len().is_multiple_of(2) || sample.len() < 4 || !sample.contains(&0) {
        return None;
    }
    let odd = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(sample);
        text.chars().filter(|&c| !is_usual(c)).count()
    };
    let (little, big) = (odd(UTF_16LE), odd(UTF_16BE));
    let (least, encoding) = if little < big { (little, UTF_16LE) } else { (big, UTF_16BE) };
    (little != big && least * 1000 <= sample.len() / 2 * REPLACED_OF_THOUSAND).then_some(encoding)
}

/// Characters of Chinese texts; binary data holds controls and signs of every script.
fn is_usual(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{A0}'..='\u{FF}' | '\u{2000}'..='\u{26FF}' | '\u{3000}'..='\u{9FFF}'
        | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{2FA1F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "青岚县交通运输局\r\n关于2026年信用交通县创建工作的通知\r\n一、总体要求";

    fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn encodings_of_chinese_offices() {
        let gb = GB18030.encode(TEXT).0.into_owned();
        let marked = [&b"\xFF\xFE"[..], &wide(TEXT, u16::to_le_bytes)].concat();
        let utf8_marked = [&b"\xEF\xBB\xBF"[..], TEXT.as_bytes()].concat();
        let all = [TEXT.into(), utf8_marked, gb, marked, wide(TEXT, u16::to_le_bytes), wide(TEXT, u16::to_be_bytes)];
        for bytes in all {
            assert_eq!(decode(&bytes, None), Some(Decoded { text: TEXT.to_owned(), lossy: false }), "{bytes:x?}");
        }
    }

    #[test]
    fn what_the_bytes_prove_goes_before_what_is_stated() {
        assert_eq!(decode(TEXT.as_bytes(), Some("gb2312")).unwrap().text, TEXT);
        let gb = GB18030.encode(TEXT).0.into_owned();
        assert_eq!(decode(&gb, Some("utf-8")).unwrap().text, TEXT);
        // 㐂 and 镕 are not in GB 2312: pages that state it hold them all the same.
        let rare = GB18030.encode("朱镕㐂𠀀").0.into_owned();
        assert_eq!(decode(&rare, Some("gb2312")).unwrap().text, "朱镕㐂𠀀");
        let big5 = encoding_rs::BIG5.encode("交通運輸局關於創建工作的通知").0.into_owned();
        assert_eq!(decode(&big5, Some("big5")).unwrap().text, "交通運輸局關於創建工作的通知");
    }

    #[test]
    fn a_damaged_character_is_forgiven_and_noise_is_not() {
        let mut utf8 = TEXT.repeat(10).into_bytes();
        utf8.truncate(utf8.len() - 1);
        let read = decode(&utf8, None).unwrap();
        assert!(read.lossy && read.text.starts_with("青岚县"), "{}", read.text);
        let noise: Vec<u8> = (0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8 | 0x80).collect();
        assert_eq!(decode(&noise, None), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, stated in "[a-z0-9-]{0,8}") {
            if let Some(read) = decode(&bytes, Some(&stated)) {
                prop_assert!(read.text.len() <= bytes.len() * 3);
            }
        }

        #[test]
        fn every_text_comes_back(text in "[ -~\u{4E00}-\u{9FA5}\n]{2,60}") {
            // Of a text without letters or with letters only, GB18030 and UTF-16 may be one another.
            prop_assume!(text.contains('\n') && text.chars().any(|c| c > '\u{4E00}'));
            prop_assert_eq!(&decode(text.as_bytes(), None).unwrap().text, &text);
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            prop_assert_eq!(&decode(&wide, None).unwrap().text, &text);
        }
    }
}
