//! The records of a BIFF8 stream.
//!
//! Enters: bytes. Leaves: [`Record`]s with what continues them ([MS-XLS] 2.1.4), and the fields, texts and shared texts in
//! them. A record that claims more than is there ends where the bytes end.

/// The record that carries on the one before it.
const CONTINUE: u16 = 0x003C;

/// A record and its continuations.
#[derive(Debug)]
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    /// Its bytes, then those of each `Continue` after it.
    pieces: Vec<&'a [u8]>,
}

/// The records of a stream, in order.
#[derive(Debug, Clone)]
pub(super) struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    pub(super) fn of(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let (kind, len) = peek(self.rest)?;
        let body = self.rest.get(4..)?;
        let (body, rest) = body.split_at(len.min(body.len()));
        self.rest = rest;
        Some((kind, body))
    }
}

fn peek(bytes: &[u8]) -> Option<(u16, usize)> {
    let &[a, b, c, d, ..] = bytes else { return None };
    Some((u16::from_le_bytes([a, b]), usize::from(u16::from_le_bytes([c, d]))))
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, body) = self.one()?;
        let mut pieces = vec![body];
        while peek(self.rest).is_some_and(|(kind, _)| kind == CONTINUE) {
            pieces.extend(self.one().map(|(_, body)| body));
        }
        Some(Record { kind, pieces })
    }
}

impl<'a> Record<'a> {
    fn body(&self) -> &'a [u8] {
        self.pieces.first().copied().unwrap_or_default()
    }

    fn bytes_at<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.body().get(at..at.checked_add(N)?)?.try_into().ok()
    }

    pub(super) fn u8_at(&self, at: usize) -> Option<u8> {
        self.body().get(at).copied()
    }

    pub(super) fn u16_at(&self, at: usize) -> Option<u16> {
        self.bytes_at(at).map(u16::from_le_bytes)
    }

    pub(super) fn u32_at(&self, at: usize) -> Option<u32> {
        self.bytes_at(at).map(u32::from_le_bytes)
    }

    pub(super) fn f64_at(&self, at: usize) -> Option<f64> {
        self.bytes_at(at).map(f64::from_le_bytes).filter(|number| number.is_finite())
    }

    /// A text (`XLUnicodeString`) that begins at a place of the record.
    pub(super) fn text_at(&self, at: usize) -> Option<String> {
        let mut reader = Reader { pieces: &self.pieces, piece: 0, at };
        reader.text()
    }

    /// The shared texts of an `SST` record, at most so many and so long; the flag says whether all that it promises came.
    pub(super) fn shared_texts(&self, most: usize, longest: usize) -> (Vec<String>, bool) {
        let promised = self.u32_at(4).and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
        let mut reader = Reader { pieces: &self.pieces, piece: 0, at: 8 };
        let (mut texts, mut len) = (Vec::new(), 0usize);
        while texts.len() < promised.min(most) && len <= longest {
            let Some(text) = reader.text() else { break };
            len += text.len();
            texts.push(text);
        }
        let whole = texts.len() == promised;
        (texts, whole)
    }

    /// The bytes of the record and all that continues it.
    pub(super) fn joined(&self) -> Vec<u8> {
        self.pieces.concat()
    }
}

/// Reads on from piece to piece.
struct Reader<'r, 'a> {
    pieces: &'r [&'a [u8]],
    piece: usize,
    at: usize,
}

impl<'a> Reader<'_, 'a> {
    /// What is left of the present piece; the next one where nothing is.
    fn left(&mut self) -> Option<&'a [u8]> {
        loop {
            let left = self.pieces.get(self.piece)?.get(self.at..).unwrap_or_default();
            if !left.is_empty() {
                return Some(left);
            }
            self.piece += 1;
            self.at = 0;
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.left()?.first()?;
        self.at += 1;
        Some(byte)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut len: usize) -> Option<()> {
        while len > 0 {
            let step = self.left()?.len().min(len);
            self.at += step;
            len -= step;
        }
        Some(())
    }

    /// `XLUnicodeRichExtendedString`, [MS-XLS] 2.5.293. Where its characters go on in the next piece, that piece begins with
    /// a byte which says anew whether they are wide.
    fn text(&mut self) -> Option<String> {
        const WIDE: u8 = 1;
        const PHONETIC: u8 = 4;
        const RICH: u8 = 8;
        let mut left = usize::from(self.u16()?);
        let mut flags = self.byte()?;
        let runs = if flags & RICH != 0 { usize::from(self.u16()?) } else { 0 };
        let extra = if flags & PHONETIC != 0 {
            let (low, high) = (self.u16()?, self.u16()?);
            usize::try_from(u32::from(high) << 16 | u32::from(low)).ok()?
        } else {
            0
        };
        let mut units: Vec<u16> = Vec::with_capacity(left.min(1 << 10));
        let start = self.piece;
        let mut present = start;
        while left > 0 {
            let piece = self.left()?;
            if self.piece != present {
                flags = self.byte()?;
                present = self.piece;
                continue;
            }
            let width = if flags & WIDE != 0 { 2 } else { 1 };
            let count = (piece.len() / width).min(left);
            if count == 0 {
                // Half a character at the end of a piece.
                self.at += piece.len();
                continue;
            }
            let characters = piece.get(..count * width)?;
            if width == 2 {
                units.extend(characters.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
            } else {
                units.extend(characters.iter().map(|&byte| u16::from(byte)));
            }
            self.at += count * width;
            left -= count;
        }
        self.skip(runs.saturating_mul(4).saturating_add(extra));
        Some(String::from_utf16_lossy(&units))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat()
    }

    #[test]
    fn a_text_goes_on_in_the_next_record() {
        // Two texts: one of plain characters that goes on wide, one wide with runs.
        let head = [2u32.to_le_bytes(), 2u32.to_le_bytes()].concat();
        let first = [&head[..], &[5, 0, 0], b"abc"].concat();
        let second = [&[1][..], &[0x2D, 0x4E, 0x87, 0x65], &[1, 0, 9, 1, 0], &[0xDD, 0x4E], &[0; 4]].concat();
        let stream = [record(0xFC, &first), record(CONTINUE, &second), record(10, &[])].concat();
        let all: Vec<Record<'_>> = Records::of(&stream).collect();
        assert_eq!(all.len(), 2);
        let (texts, whole) = all[0].shared_texts(10, 1000);
        assert_eq!(texts, ["abc中文", "仝"].map(str::to_owned));
        assert!(whole);
    }

    #[test]
    fn a_count_that_lies_takes_no_memory() {
        let body = [u32::MAX.to_le_bytes(), u32::MAX.to_le_bytes()].concat();
        let stream = record(0xFC, &[&body[..], &[0xFF, 0xFF, 1]].concat());
        let (texts, whole) = Records::of(&stream).next().unwrap().shared_texts(1000, 1000);
        assert!(texts.is_empty() && !whole);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, at in 0usize..20) {
            let stream = [record(0xFC, &bytes), record(CONTINUE, &bytes), bytes.clone()].concat();
            for record in Records::of(&stream) {
                record.text_at(at);
                record.shared_texts(100, 1000);
                record.f64_at(at);
            }
        }
    }
}
