//! Colours and safe text. Enters: text from anywhere, file names included. Leaves: text that cannot move the cursor, change
//! colours or reverse the reading order of a terminal.

/// ANSI colours, or none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    colours: bool,
}

impl Style {
    pub(crate) fn new(colours: bool) -> Self {
        Self { colours }
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.colours { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(crate) fn red(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    pub(crate) fn yellow(self, text: &str) -> String {
        self.paint("33", text)
    }

    pub(crate) fn green(self, text: &str) -> String {
        self.paint("32", text)
    }

    pub(crate) fn cyan(self, text: &str) -> String {
        self.paint("36", text)
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }
}

/// Control characters, line breaks and marks that reorder or hide text become visible escapes.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) { safe.extend(c.escape_unicode()) } else { safe.push(c) }
    }
    safe
}

/// Writes JSON in one line with the same characters as JSON's own escapes: its value stays what it was.
pub(crate) struct SafeJson;

impl serde_json::ser::Formatter for SafeJson {
    fn write_string_fragment<W: ?Sized + std::io::Write>(&mut self, out: &mut W, text: &str) -> std::io::Result<()> {
        let mut written = 0;
        for (at, c) in text.char_indices().filter(|(_, c)| is_hidden(*c)) {
            out.write_all(text.get(written..at).unwrap_or_default().as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            written = at + c.len_utf8();
        }
        out.write_all(text.get(written..).unwrap_or_default().as_bytes())
    }
}

/// Whether a character is none to be seen: a control (C0, DEL, C1), or one that turns the reading order, has no width or
/// ends a line (Unicode's Bidi_Control, Default_Ignorable and line separators, as far as names could carry them).
fn is_hidden(c: char) -> bool {
    // Nearly every character of a report is one of these, and none of them is hidden.
    if matches!(c, ' '..='~' | '\u{3000}'..='\u{d7ff}') {
        return false;
    }
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize as _;

    #[test]
    fn what_could_fool_a_terminal_becomes_visible() {
        assert_eq!(escape("a\u{1b}[31mb\nc\u{202e}d"), "a\\u{1b}[31mb\\u{a}c\\u{202e}d");
        assert_eq!(escape("一、方案（2）.pdf"), "一、方案（2）.pdf");
        assert_eq!(escape("\u{9b}31m\u{61c}\u{7f}"), "\\u{9b}31m\\u{61c}\\u{7f}");
    }

    #[test]
    fn json_says_the_same_in_visible_signs() {
        let value = serde_json::json!({ "path": "a\n\u{9b}b\u{202e}c\u{e0041}号" });
        let mut safe = Vec::new();
        value.serialize(&mut serde_json::Serializer::with_formatter(&mut safe, SafeJson)).unwrap();
        let safe = String::from_utf8(safe).unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).ok(), Some(value));
        assert!(!safe.chars().any(is_hidden), "{safe}");
    }
}
