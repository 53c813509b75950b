//! RTF in its smallest pieces (Rich Text Format Specification 1.9.1).
//!
//! Enters: bytes. Leaves: [`Token`]s one after another; every byte sequence is some sequence of tokens.

/// Longest control word that any version has, with room to spare.
const MAX_WORD: usize = 32;

/// The smallest piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    /// `\word`, with its number where it has one.
    Word(&'a [u8], Option<i32>),
    /// `\*`: whoever does not know the next word skips the group.
    Optional,
    /// `\~`, `\-`, `\_` and other single marks.
    Mark(u8),
    /// `\'d6`: a byte of text in the encoding of the font.
    Byte(u8),
    /// Bytes of text as they stand.
    Text(&'a [u8]),
    /// The bytes after `\bin`.
    Binary(&'a [u8]),
}

/// Takes tokens off the front of some bytes.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn take(&mut self, len: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(len.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let first = *self.rest.get(1)?;
        if !first.is_ascii_alphabetic() {
            let byte = |at| self.rest.get(at).and_then(|digit| char::from(*digit).to_digit(16));
            let token = match first {
                b'*' => Token::Optional,
                b'\'' => match (byte(2), byte(3)) {
                    (Some(high), Some(low)) => {
                        self.take(4);
                        return Some(Token::Byte((high * 16 + low) as u8));
                    }
                    _ => Token::Mark(first),
                },
                // A backslash before a line end is a paragraph end.
                b'\r' | b'\n' => Token::Word(b"par", None),
                other => Token::Mark(other),
            };
            self.take(2);
            return Some(token);
        }
        let after = self.rest.get(1..).unwrap_or_default();
        let len = after.iter().take(MAX_WORD).take_while(|byte| byte.is_ascii_alphabetic()).count();
        self.take(1);
        let word = self.take(len);
        let minus = usize::from(self.rest.first() == Some(&b'-'));
        let digits = self.rest.iter().skip(minus).take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let number = if digits > 0 {
            let text = std::str::from_utf8(self.take(minus + digits)).unwrap_or("0");
            let wide = text.parse::<i64>().unwrap_or(0);
            Some(wide.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
        } else {
            None
        };
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        if word == b"bin" {
            let len = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            return Some(Token::Binary(self.take(len)));
        }
        Some(Token::Word(word, number))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            match self.rest.first()? {
                b'{' => {
                    self.take(1);
                    return Some(Token::Open);
                }
                b'}' => {
                    self.take(1);
                    return Some(Token::Close);
                }
                b'\r' | b'\n' | 0 => {
                    self.take(1);
                }
                b'\\' => match self.control() {
                    Some(token) => return Some(token),
                    None => {
                        self.take(1);
                    }
                },
                _ => {
                    let is_text = |byte: &&u8| !matches!(**byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
                    let len = self.rest.iter().take_while(is_text).count();
                    return Some(Token::Text(self.take(len)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_kind_of_token() {
        let read: Vec<_> = Tokens::new(b"{\\rtf1\\u-123?\\'d6\\*\\~\\bin3 {}\\x\r\nab\\\n}\\").collect();
        assert_eq!(
            read,
            [
                Token::Open,
                Token::Word(b"rtf", Some(1)),
                Token::Word(b"u", Some(-123)),
                Token::Text(b"?"),
                Token::Byte(0xD6),
                Token::Optional,
                Token::Mark(b'~'),
                Token::Binary(b"{}\\"),
                Token::Text(b"x"),
                Token::Text(b"ab"),
                Token::Word(b"par", None),
                Token::Close,
            ]
        );
    }

    proptest! {
        #[test]
        fn any_bytes_end(bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'\\'), Just(b'{'), Just(b'0')], 0..300)) {
            assert!(Tokens::new(&bytes).count() <= bytes.len());
        }
    }
}
