//! The written form of PDF objects (ISO 32000-1, 7.2 and 7.3): where each value stands, byte by byte.
//!
//! Enters: bytes, and where a value begins. Leaves: a [`Written`] value with the places of its parts. lopdf gives values without
//! places and keeps one of two equal keys. A signature needs both: its value must stand exactly in the hole of its range, and a
//! dictionary that says one thing twice is read differently by different readers.

use std::ops::Range;

/// Nested arrays and dictionaries; lopdf stops at the same depth.
const MAX_DEPTH: usize = 100;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) place: Range<usize>,
    pub(super) form: Form,
}

/// What kind of value it is, as far as the callers ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// Keys with `#41` resolved, in the written order, equal ones too.
    Dictionary(Vec<(Vec<u8>, Written)>),
    Array(Vec<Written>),
    /// `<0AF0>`.
    HexString,
    /// `(text)`.
    LiteralString,
    Name,
    /// Numbers, `true`, `null`, the `R` of a reference.
    Word,
}

impl Written {
    /// The only value of a key; nothing where it is missing or written twice.
    pub(super) fn only(&self, key: &[u8]) -> Option<&Self> {
        let Form::Dictionary(entries) = &self.form else { return None };
        let mut values = entries.iter().filter(|(name, _)| name == key).map(|(_, value)| value);
        values.next().filter(|_| values.next().is_none())
    }

    /// Whether a dictionary in it has one key twice.
    pub(super) fn repeats_a_key(&self) -> bool {
        match &self.form {
            Form::Dictionary(entries) => {
                let mut keys: Vec<&[u8]> = entries.iter().map(|(key, _)| key.as_slice()).collect();
                keys.sort_unstable();
                keys.windows(2).any(|pair| pair[0] == pair[1]) || entries.iter().any(|(_, value)| value.repeats_a_key())
            }
            Form::Array(values) => values.iter().any(Self::repeats_a_key),
            _ => false,
        }
    }
}

/// The number and generation of `4 0 obj` at `at`, blanks before it skipped, and where its value begins.
pub(super) fn object_header(bytes: &[u8], at: usize) -> Option<((u32, u16), usize)> {
    let mut reader = Reader { bytes, at };
    reader.skip_blanks();
    let number = reader.number()?.try_into().ok()?;
    reader.skip_blanks();
    let generation = reader.number()?.try_into().ok()?;
    reader.skip_blanks();
    bytes.get(reader.at..)?.starts_with(b"obj").then_some(((number, generation), reader.at + 3))
}

/// The value that begins at `at`, blanks and comments before it skipped.
pub(super) fn value(bytes: &[u8], at: usize) -> Option<Written> {
    Reader { bytes, at }.value(0)
}

/// A whole number in decimal digits at `at`, blanks before it skipped, and where it ends.
pub(super) fn number(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let mut reader = Reader { bytes, at };
    reader.skip_blanks();
    Some((reader.number()?, reader.at))
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0c | 0)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn starts_with(&self, mark: &[u8]) -> bool {
        self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(mark))
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\r' && byte != b'\n') {
                    self.at += 1;
                }
            } else if is_blank(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    fn number(&mut self) -> Option<usize> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        std::str::from_utf8(&self.bytes[start..self.at]).ok()?.parse().ok()
    }

    fn value(&mut self, depth: usize) -> Option<Written> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.skip_blanks();
        let start = self.at;
        let form = match self.peek()? {
            b'<' if self.starts_with(b"<<") => self.dictionary(depth)?,
            b'<' => self.through(b'>', Form::HexString)?,
            b'(' => self.literal()?,
            b'[' => self.array(depth)?,
            b'/' => {
                self.name();
                Form::Name
            }
            byte if is_delimiter(byte) => return None,
            _ => {
                self.word();
                Form::Word
            }
        };
        Some(Written { place: start..self.at, form })
    }

    fn through(&mut self, end: u8, form: Form) -> Option<Form> {
        self.at += self.bytes.get(self.at..)?.iter().position(|byte| *byte == end)? + 1;
        Some(form)
    }

    fn word(&mut self) {
        while self.peek().is_some_and(|byte| !is_blank(byte) && !is_delimiter(byte)) {
            self.at += 1;
        }
    }

    /// A name without its slash, `#41` resolved.
    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let start = self.at;
        self.word();
        let mut rest = &self.bytes[start..self.at];
        let mut name = Vec::with_capacity(rest.len());
        let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16)).map(|digit| digit as u8);
        while let Some((first, behind)) = rest.split_first() {
            let code = (*first == b'#').then(|| digit(behind.first()).zip(digit(behind.get(1)))).flatten();
            let (byte, next) = code.map_or((*first, behind), |(high, low)| (high << 4 | low, &behind[2..]));
            name.push(byte);
            rest = next;
        }
        name
    }

    fn literal(&mut self) -> Option<Form> {
        let mut open = 0_usize;
        loop {
            match self.peek()? {
                b'\\' => self.at += 1,
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Some(Form::LiteralString);
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<Form> {
        self.at += 1;
        let mut values = Vec::new();
        loop {
            self.skip_blanks();
            if self.peek()? == b']' {
                self.at += 1;
                return Some(Form::Array(values));
            }
            values.push(self.value(depth + 1)?);
        }
    }

    fn dictionary(&mut self, depth: usize) -> Option<Form> {
        self.at += 2;
        let mut entries: Vec<(Vec<u8>, Written)> = Vec::new();
        loop {
            self.skip_blanks();
            if self.starts_with(b">>") {
                self.at += 2;
                return Some(Form::Dictionary(entries));
            }
            if self.peek()? == b'/' {
                let key = self.name();
                let value = self.value(depth + 1)?;
                entries.push((key, value));
            } else {
                // The rest of a reference: `4 0 R` is three words, and only the first follows its key.
                let value = self.value(depth + 1)?;
                let (_, last) = entries.last_mut()?;
                if value.form != Form::Word || last.form != Form::Word {
                    return None;
                }
                last.place.end = value.place.end;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<Written> {
        value(text.as_bytes(), 0)
    }

    #[test]
    fn places_are_where_values_stand() {
        let text = "<</A 1 0 R/Contents % <00>\n <0aF0> /B[(a\\)(b)) <</C/D>>]>>";
        let read = read(text).unwrap();
        let contents = read.only(b"Contents").unwrap();
        assert_eq!((&text[contents.place.clone()], &contents.form), ("<0aF0>", &Form::HexString));
        assert_eq!(&text[read.only(b"A").unwrap().place.clone()], "1 0 R");
        assert!(!read.repeats_a_key());
    }

    #[test]
    fn one_key_twice_is_seen_however_it_is_written() {
        assert!(read("<</A 1/A 2>>").unwrap().repeats_a_key());
        assert!(read("<</A 1/#41 2>>").unwrap().repeats_a_key());
        assert!(read("[<</B<</A 1/A 1>>>>]").unwrap().repeats_a_key());
        assert!(read("<</A 1/#41 2>>").unwrap().only(b"A").is_none());
        assert!(!read("<</A<</A 1>>/B<</A 1>>>>").unwrap().repeats_a_key());
    }

    #[test]
    fn what_is_no_object_is_nothing() {
        for text in ["<</A", "<<1>>", "(a", "<0a", "]", "", "<</A[>>", "<</A/B 1>>"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"[".repeat(1_000_000)), None);
    }

    #[test]
    fn headers() {
        assert_eq!(object_header(b"xx\n12 3 obj<<", 2), Some(((12, 3), 11)));
        assert_eq!(object_header(b"12 obj", 0), None);
        assert_eq!(object_header(b"99999999999999999999 0 obj", 0), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(text in "[<>()\\[\\]/#A1 %\\\\\n]{0,60}") {
            let _ = read(&text);
            let _ = object_header(text.as_bytes(), 0);
        }
    }
}
