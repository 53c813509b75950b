//! A name inside an archive, as bytes, to one that a report can show.
//!
//! Enters: the bytes of a member's name. Leaves: a [`Name`], its parts from the top down, and what is wrong with it. Windows
//! tools of twenty years wrote names in GBK without saying so, so bytes that are no UTF-8 are read as GB18030. A name never
//! decides where bytes go on disk: one that points outside is only shown without its way out, and said to be dangerous.

use encoding_rs::GB18030;
use std::fmt::Write as _;

/// Longest part of a name that is shown whole: what file systems allow (255 bytes, or 255 UTF-16 units).
const LONGEST_PART: usize = 255;
/// Most folders above a member that are kept: as many as the walk itself goes down.
const DEEPEST: usize = 64;

/// A member's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// Folders and file, never empty, never `.` or `..`.
    pub(super) parts: Vec<String>,
    /// Why the archive may not unpack elsewhere as it does here, in Chinese.
    pub(super) fault: Option<&'static str>,
}

const POINTS_OUTSIDE: &str = "名称指向压缩包之外，解压时可能覆盖别处的文件";
const CONTROL: &str = "名称里有不可见的控制字符";
const DEVICE: &str = "名称是 Windows 的保留名，在 Windows 上解不开";
const TOO_LONG: &str = "名称过长，解压时可能失败";
const NAMELESS: &str = "没有名称";

impl Name {
    /// From the bytes that an archive stores; `unicode` where the archive says that they are UTF-8.
    pub(super) fn from_bytes(raw: &[u8], unicode: bool) -> Self {
        Self::from_text(&decode(raw, unicode))
    }

    /// From text with `/` or `\` between its parts.
    pub(super) fn from_text(text: &str) -> Self {
        let mut fault = None;
        let mut note = |found: bool, why| fault = fault.or(found.then_some(why));
        note(text.starts_with(['/', '\\']), POINTS_OUTSIDE);
        note(text.chars().any(char::is_control), CONTROL);
        let mut parts = Vec::new();
        for part in text.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".") {
            let drive = parts.is_empty() && part.len() == 2 && part.ends_with(':');
            note(part == ".." || drive, POINTS_OUTSIDE);
            note(is_device(part), DEVICE);
            note(part.len() > LONGEST_PART && part.encode_utf16().count() > LONGEST_PART, TOO_LONG);
            if part != ".." && !drive {
                parts.push(part.chars().take(LONGEST_PART).collect());
            }
        }
        note(parts.len() > DEEPEST, TOO_LONG);
        if parts.len() > DEEPEST {
            parts.drain(..parts.len() - DEEPEST);
        }
        if parts.is_empty() {
            note(true, NAMELESS);
            parts.push("（无名）".to_owned());
        }
        Self { parts, fault }
    }

    /// Whether there was no name at all.
    pub(super) fn is_nameless(&self) -> bool {
        self.fault == Some(NAMELESS)
    }
}

/// The text of a name: UTF-8 where it is that, else GB18030; bytes that are neither are written `%XX`.
fn decode(raw: &[u8], unicode: bool) -> String {
    match std::str::from_utf8(raw) {
        Ok(text) if unicode || !is_rather_chinese(raw) => return text.to_owned(),
        _ => {}
    }
    if let Some(text) = GB18030.decode_without_bom_handling_and_without_replacement(raw) {
        return text.into_owned();
    }
    let mut text = String::new();
    for chunk in raw.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// Whether bytes that happen to be UTF-8 are Chinese in GBK all the same: every character beyond ASCII is a pair of the
/// first level of GB 2312, the 3,755 common characters (rows 16 to 55), which UTF-8 would make letters of scripts that no
/// Chinese office names files in.
fn is_rather_chinese(raw: &[u8]) -> bool {
    let mut rest = raw.iter();
    let mut any = false;
    while let Some(&first) = rest.next() {
        if first < 0x80 {
            continue;
        }
        let pair = (0xB0..=0xD7).contains(&first) && rest.next().is_some_and(|second| (0xA1..=0xFE).contains(second));
        if !pair {
            return false;
        }
        any = true;
    }
    any
}

/// CON, NUL, COM1 …, with any extension: Win32 naming rules.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_uppercase();
    let numbered = |port: &str| {
        stem.strip_prefix(port).is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| ('1'..='9').contains(&c)))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn gbk(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn names_of_windows_tools_and_of_others_are_read() {
        assert_eq!(decode(&gbk("一、制度建设/方案（盖章）.pdf"), false), "一、制度建设/方案（盖章）.pdf");
        assert_eq!(decode("会议照片.jpg".as_bytes(), false), "会议照片.jpg");
        assert_eq!(decode(b"photo.jpg", false), "photo.jpg");
        // These GBK bytes are valid UTF-8 as well.
        assert_eq!(decode(b"\xD0\xBD\xD0\xBD.txt", false), "薪薪.txt");
        assert_eq!(decode(b"\xD0\xBD\xD0\xBD.txt", true), "нн.txt");
        // Cyrillic stays Cyrillic.
        assert_eq!(decode("Привет.txt".as_bytes(), false), "Привет.txt");
        assert_eq!(decode(b"a\xFFb.jpg", false), "a%FFb.jpg");
    }

    #[test]
    fn a_backslash_inside_a_gbk_character_is_no_separator() {
        let raw = gbk("誠\\信.pdf");
        assert_eq!(raw.get(1..3), Some(&b"\\\\"[..]), "誠 ends with 0x5C in GBK");
        assert_eq!(Name::from_bytes(&raw, false).parts, ["誠", "信.pdf"]);
    }

    #[test]
    fn a_name_never_points_outside() {
        for (name, parts) in [
            ("../../etc/passwd", &["etc", "passwd"][..]),
            ("/etc/passwd", &["etc", "passwd"]),
            ("C:\\Windows\\a.exe", &["Windows", "a.exe"]),
            ("\\\\server\\a.txt", &["server", "a.txt"]),
            ("..", &["（无名）"]),
        ] {
            let name = Name::from_text(name);
            assert_eq!(name.parts, parts);
            assert_eq!(name.fault, Some(POINTS_OUTSIDE));
        }
        assert_eq!(Name::from_text("./a//b.jpg"), Name { parts: vec!["a".into(), "b.jpg".into()], fault: None });
    }

    #[test]
    fn names_that_windows_cannot_unpack_are_told() {
        assert_eq!(Name::from_text("a/nul.txt").fault, Some(DEVICE));
        assert_eq!(Name::from_text("COM1").fault, Some(DEVICE));
        assert_eq!(Name::from_text("COM10.txt").fault, None);
        assert_eq!(Name::from_text("连接.txt").fault, None);
        assert_eq!(Name::from_text("a\u{1b}[31m.txt").fault, Some(CONTROL));
        assert_eq!(Name::from_text("").fault, Some(NAMELESS));
        assert_eq!(Name::from_text(&"长".repeat(100)).fault, None, "300 bytes, 100 units");
        assert_eq!(Name::from_text(&"长".repeat(300)).fault, Some(TOO_LONG));
        let deep = Name::from_text(&"a/".repeat(5000));
        assert_eq!((deep.parts.len(), deep.fault), (DEEPEST, Some(TOO_LONG)));
    }

    proptest! {
        #[test]
        fn any_bytes_give_harmless_parts(raw: Vec<u8>, unicode: bool) {
            let name = Name::from_bytes(&raw, unicode);
            prop_assert!(!name.parts.is_empty() && name.parts.len() <= DEEPEST);
            for part in &name.parts {
                prop_assert!(!part.is_empty() && part != "." && part != ".." && !part.contains(['/', '\\']));
                prop_assert!(part.chars().count() <= LONGEST_PART);
            }
        }

        #[test]
        fn every_common_chinese_name_survives_both_encodings(
            name in "[a-z0-9]{0,3}[\u{4E00}-\u{9FA5}（）、《》]{3,30}\\.(jpg|docx)",
        ) {
            prop_assert_eq!(decode(name.as_bytes(), false), name.clone());
            let raw = gbk(&name);
            // Seven characters in GBK that are UTF-8 by chance would be a rare find, and are read as UTF-8.
            if std::str::from_utf8(&raw).is_err() {
                prop_assert_eq!(decode(&raw, false), name);
            }
        }
    }
}
