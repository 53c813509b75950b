//! From BER to DER (ITU-T X.690, 8 and 10), for the crates that read DER only.
//!
//! Enters: one value in BER, as services written in Java send it: indefinite lengths, lengths with leading zeros, strings in pieces.
//! Leaves: the same value with definite, shortest lengths and strings in one piece. What is DER already comes back borrowed.
//!
//! Only the form of lengths and strings is changed. The order of a SET, the padding of an INTEGER and the value of a BOOLEAN stay as
//! they are: a signature may have been computed over them. An implicitly tagged string in pieces (`[0]` constructed) stays in
//! pieces: without its schema nobody can tell it from a sequence.
//!
//! One pass reads and one writes, each in linear time. There is no recursion; depth and size have limits.

use std::borrow::Cow;
use std::ops::Range;

/// Values inside of values. A CMS message with certificates has about 15.
const MAX_DEPTH: usize = 64;
/// Largest value in bytes. The largest messages carry lists of revoked certificates, a few MiB.
const MAX_BYTES: usize = 16 << 20;
/// Bytes of a length that are believed: 4 GiB.
const MAX_LENGTH_BYTES: usize = 4;
/// Bytes of a tag. Standards of signatures use one.
const MAX_TAG_BYTES: usize = 4;

const CONSTRUCTED: u8 = 0x20;
const BIT_STRING: u8 = 0x03;
const END_OF_CONTENTS: [u8; 2] = [0, 0];

/// Tag and length of a value.
#[derive(Debug, Clone, Copy)]
struct Header {
    first: u8,
    tag_bytes: usize,
    /// Tag and length together.
    bytes: usize,
    /// Nothing: until the end-of-contents marker.
    length: Option<usize>,
    /// The length was written as DER wants it.
    is_shortest: bool,
}

impl Header {
    /// Nothing where the bytes end too soon, for the reserved tag 0, and for an indefinite length of a primitive value.
    fn read(bytes: &[u8]) -> Option<Self> {
        const LONG_TAG: u8 = 0x1f;
        const MORE: u8 = 0x80;
        let &first = bytes.first().filter(|first| **first != 0)?;
        let mut tag_bytes = 1;
        if first & LONG_TAG == LONG_TAG {
            let more = bytes.iter().skip(1).take(MAX_TAG_BYTES).position(|byte| byte & MORE == 0)?;
            tag_bytes += more + 1;
        }
        let &short = bytes.get(tag_bytes)?;
        let count = usize::from(short & !MORE);
        let (length, bytes_of_length, is_shortest) = match short {
            MORE => (None, 0, false),
            0..MORE => (Some(count), 0, true),
            _ => {
                let digits = bytes.get(tag_bytes + 1..tag_bytes + 1 + count)?;
                let zeros = digits.iter().take_while(|digit| **digit == 0).count();
                let significant = digits.get(zeros..).filter(|digits| digits.len() <= MAX_LENGTH_BYTES)?;
                let length = significant.iter().fold(0_usize, |length, digit| length << 8 | usize::from(*digit));
                (Some(length), count, zeros == 0 && length >= usize::from(MORE))
            }
        };
        if length.is_none() && first & CONSTRUCTED == 0 {
            return None;
        }
        Some(Self { first, tag_bytes, bytes: tag_bytes + 1 + bytes_of_length, length, is_shortest })
    }

    fn is_constructed(self) -> bool {
        self.first & CONSTRUCTED != 0
    }

    /// A string type of the universal class: only these may be written in pieces (X.690, 8.7.3, 8.6.4, 8.23).
    fn is_string(self) -> bool {
        matches!(self.first & !CONSTRUCTED, 0x03 | 0x04 | 0x0c | 0x12..=0x16 | 0x19..=0x1c | 0x1e)
    }
}

/// How the first value of some bytes is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    /// Tag and length.
    pub(super) header: usize,
    /// What is between header and end.
    pub(super) body: usize,
    /// Header, body and, where there is one, the end-of-contents marker.
    pub(super) whole: usize,
}

/// Where the first value ends. The end of an indefinite length is found by parsing: what stands behind the value (zeros in a PDF) may
/// look like an end, too. Nothing where the bytes end too soon.
pub(super) fn extent(bytes: &[u8]) -> Option<Extent> {
    let head = Header::read(bytes)?;
    if let Some(length) = head.length {
        let whole = head.bytes.checked_add(length).filter(|whole| *whole <= bytes.len())?;
        return Some(Extent { header: head.bytes, body: length, whole });
    }
    let (mut open, mut at) = (1_usize, head.bytes);
    loop {
        let rest = bytes.get(at..)?;
        if rest.starts_with(&END_OF_CONTENTS) {
            open -= 1;
            at += END_OF_CONTENTS.len();
            if open == 0 {
                let body = at - END_OF_CONTENTS.len() - head.bytes;
                return Some(Extent { header: head.bytes, body, whole: at });
            }
            continue;
        }
        let inner = Header::read(rest)?;
        open += usize::from(inner.length.is_none());
        at = at.checked_add(inner.bytes)?.checked_add(inner.length.unwrap_or_default())?;
        if open > MAX_DEPTH {
            return None;
        }
    }
}

/// What the second pass writes.
#[derive(Debug)]
enum Part {
    /// A tag and its length. `before`: the count of unused bits that a bit string begins with.
    Header { tag: Tag, length: usize, before: Option<u8> },
    /// Bytes of a primitive value, or of a piece of a string.
    Content(Range<usize>),
}

/// The first byte as it is written, and where the other bytes of the tag are.
#[derive(Debug, Clone)]
struct Tag {
    first: u8,
    more: Range<usize>,
}

/// A constructed value that is not closed yet.
#[derive(Debug)]
struct Open {
    /// Nothing: until the end-of-contents marker.
    end: Option<usize>,
    /// Index of the header in the parts; nothing for a string in pieces inside of another, which leaves no header.
    header: Option<usize>,
}

/// A string in pieces that is being joined.
#[derive(Debug, Clone, Copy)]
struct Joined {
    /// Its first byte without the constructed bit.
    tag: u8,
    /// Index of its header.
    header: usize,
    /// How many values are open around it.
    depth: usize,
    has_pieces: bool,
}

/// The value in DER. `bytes` must be one value and nothing else; nothing where they are not.
pub(super) fn to_der(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    if bytes.len() > MAX_BYTES {
        return None;
    }
    let mut reader = Reader { bytes, at: 0, parts: Vec::new(), open: Vec::new(), joined: None, is_der: true };
    while reader.step()? {}
    if reader.at != bytes.len() {
        return None;
    }
    if reader.is_der {
        return Some(Cow::Borrowed(bytes));
    }
    Some(Cow::Owned(written(bytes, &reader.parts)))
}

/// The first pass.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    parts: Vec<Part>,
    open: Vec<Open>,
    joined: Option<Joined>,
    is_der: bool,
}

impl Reader<'_> {
    /// Reads one header or closes one value; false where the whole value was read.
    fn step(&mut self) -> Option<bool> {
        if let Some(last) = self.open.last() {
            let rest = self.bytes.get(self.at..)?;
            let closes = match last.end {
                Some(end) if self.at > end => return None,
                Some(end) => self.at == end,
                None => rest.starts_with(&END_OF_CONTENTS),
            };
            if closes {
                self.at += if last.end.is_none() { END_OF_CONTENTS.len() } else { 0 };
                self.close()?;
                return Some(!self.open.is_empty());
            }
        }
        self.value()?;
        Some(!self.open.is_empty())
    }

    fn value(&mut self) -> Option<()> {
        let head = Header::read(self.bytes.get(self.at..)?)?;
        let (start, body) = (self.at, self.at + head.bytes);
        self.is_der &= head.is_shortest;
        let end = match head.length {
            Some(length) => Some(body.checked_add(length).filter(|end| *end <= self.bytes.len())?),
            None => None,
        };
        self.at = body;
        if let Some(joined) = self.joined {
            return self.piece(head, joined, body, end);
        }
        let joins = head.is_constructed() && head.is_string();
        let first = if joins { head.first & !CONSTRUCTED } else { head.first };
        let tag = Tag { first, more: start + 1..start + head.tag_bytes };
        let header = self.parts.len();
        if !head.is_constructed() {
            let end = end?;
            self.parts.push(Part::Header { tag, length: end - body, before: None });
            self.parts.push(Part::Content(body..end));
            self.at = end;
            self.add_to_parent(header);
            return Some(());
        }
        let before = (joins && first == BIT_STRING).then_some(0);
        self.parts.push(Part::Header { tag, length: usize::from(before.is_some()), before });
        if joins {
            self.is_der = false;
            self.joined = Some(Joined { tag: first, header, depth: self.open.len(), has_pieces: false });
        }
        self.opened(end, Some(header))
    }

    /// A piece of a string. It has the tag of the whole, and may be in pieces itself.
    fn piece(&mut self, head: Header, joined: Joined, body: usize, end: Option<usize>) -> Option<()> {
        if head.first & !CONSTRUCTED != joined.tag {
            return None;
        }
        if head.is_constructed() {
            return self.opened(end, None);
        }
        let mut content = body..end?;
        self.at = content.end;
        let Some(Part::Header { length, before, .. }) = self.parts.get_mut(joined.header) else { return None };
        if let Some(unused) = before {
            // Only the last piece of a bit string may have unused bits (X.690, 8.6.4).
            if *unused != 0 {
                return None;
            }
            *unused = *self.bytes.get(content.start..content.end)?.first()?;
            content.start += 1;
        }
        *length += content.len();
        self.parts.push(Part::Content(content));
        self.joined = Some(Joined { has_pieces: true, ..joined });
        Some(())
    }

    fn opened(&mut self, end: Option<usize>, header: Option<usize>) -> Option<()> {
        self.open.push(Open { end, header });
        (self.open.len() <= MAX_DEPTH).then_some(())
    }

    /// Nothing for a bit string without any piece: it has no count of unused bits.
    fn close(&mut self) -> Option<()> {
        let closed = self.open.pop()?;
        if let Some(joined) = self.joined.filter(|joined| joined.depth == self.open.len()) {
            if joined.tag == BIT_STRING && !joined.has_pieces {
                return None;
            }
            self.joined = None;
        }
        if let Some(header) = closed.header {
            self.add_to_parent(header);
        }
        Some(())
    }

    /// A value that is complete counts in the length of the one around it.
    fn add_to_parent(&mut self, header: usize) {
        let Some(Part::Header { tag, length, .. }) = self.parts.get(header) else { return };
        let whole = 1 + tag.more.len() + length_bytes(*length) + length;
        let parent = self.open.last().and_then(|open| open.header);
        if let Some(Part::Header { length, .. }) = parent.and_then(|parent| self.parts.get_mut(parent)) {
            *length += whole;
        }
    }
}

/// The second pass.
fn written(bytes: &[u8], parts: &[Part]) -> Vec<u8> {
    let mut der = Vec::with_capacity(bytes.len());
    for part in parts {
        match part {
            Part::Header { tag, length, before } => {
                der.push(tag.first);
                der.extend_from_slice(bytes.get(tag.more.clone()).unwrap_or_default());
                push_length(&mut der, *length);
                der.extend(before);
            }
            Part::Content(content) => der.extend_from_slice(bytes.get(content.clone()).unwrap_or_default()),
        }
    }
    der
}

/// Lengths below this have one byte.
const SHORT: usize = 0x80;

/// How many bytes a length needs.
fn length_bytes(length: usize) -> usize {
    if length < SHORT { 1 } else { 1 + significant(&length.to_be_bytes()).len() }
}

/// Writes a length in its shortest form.
pub(super) fn push_length(der: &mut Vec<u8>, length: usize) {
    if length < SHORT {
        der.push(length as u8);
        return;
    }
    let digits = length.to_be_bytes();
    let digits = significant(&digits);
    der.push(0x80 | digits.len() as u8);
    der.extend_from_slice(digits);
}

fn significant(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    digits.get(zeros..).unwrap_or_default()
}

#[cfg(any(test, fuzzing))]
pub(crate) mod promises {
    //! What must hold of any bytes.

    /// # Panics
    /// Where it does not hold.
    pub(crate) fn of(bytes: &[u8]) {
        if let Some(extent) = super::extent(bytes) {
            assert!(extent.header + extent.body <= extent.whole && extent.whole <= bytes.len());
        }
        let Some(der) = super::to_der(bytes) else { return };
        assert_eq!(super::extent(bytes).map(|extent| extent.whole), Some(bytes.len()));
        assert!(der.len() <= bytes.len(), "{} of {}", der.len(), bytes.len());
        let again = super::to_der(&der);
        assert!(matches!(again, Some(std::borrow::Cow::Borrowed(again)) if again == der.as_ref()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A value, written once in DER and once in BER.
    #[derive(Debug, Clone)]
    enum Written {
        /// A tag of a primitive value that is no string.
        Plain(Vec<u8>, Vec<u8>),
        /// A string in pieces of these sizes; no size: in one piece.
        Pieces(u8, Vec<u8>, Vec<usize>, Style),
        Constructed(Vec<u8>, Vec<Written>, Style),
    }

    /// How a length is written: zeros before it, or until the marker.
    #[derive(Debug, Clone, Copy)]
    enum Style {
        Shortest,
        Zeros(u8),
        Indefinite,
    }

    fn with_header(tag: &[u8], body: &[u8], style: Style) -> Vec<u8> {
        let mut bytes = tag.to_vec();
        match style {
            Style::Shortest => push_length(&mut bytes, body.len()),
            Style::Indefinite => bytes.push(0x80),
            Style::Zeros(zeros) => {
                let digits = body.len().to_be_bytes();
                let digits = significant(&digits);
                bytes.push(0x80 | (digits.len() as u8 + zeros));
                bytes.extend(std::iter::repeat_n(0, usize::from(zeros)));
                bytes.extend_from_slice(digits);
            }
        }
        bytes.extend_from_slice(body);
        if matches!(style, Style::Indefinite) {
            bytes.extend(END_OF_CONTENTS);
        }
        bytes
    }

    impl Written {
        fn der(&self) -> Vec<u8> {
            match self {
                Self::Plain(tag, body) => with_header(tag, body, Style::Shortest),
                Self::Pieces(tag, body, ..) => with_header(&[*tag], &string_body(*tag, body), Style::Shortest),
                Self::Constructed(tag, children, _) => {
                    let body: Vec<u8> = children.iter().flat_map(Self::der).collect();
                    with_header(tag, &body, Style::Shortest)
                }
            }
        }

        fn ber(&self) -> Vec<u8> {
            match self {
                Self::Plain(tag, body) => with_header(tag, body, Style::Zeros(1)),
                Self::Pieces(tag, body, sizes, style) if !sizes.is_empty() => {
                    let mut rest = body.as_slice();
                    let mut pieces = Vec::new();
                    for size in sizes {
                        let (piece, after) = rest.split_at((*size).min(rest.len()));
                        pieces.extend(with_header(&[*tag], &string_body(*tag, piece), Style::Zeros(1)));
                        rest = after;
                    }
                    let last = with_header(&[*tag], &string_body(*tag, rest), Style::Shortest);
                    // The last piece is in pieces itself.
                    pieces.extend(with_header(&[*tag | CONSTRUCTED], &last, *style));
                    with_header(&[*tag | CONSTRUCTED], &pieces, *style)
                }
                Self::Pieces(tag, body, _, _) => with_header(&[*tag], &string_body(*tag, body), Style::Shortest),
                Self::Constructed(tag, children, style) => {
                    let body: Vec<u8> = children.iter().flat_map(Self::ber).collect();
                    with_header(tag, &body, *style)
                }
            }
        }
    }

    /// A bit string begins with the count of its unused bits.
    fn string_body(tag: u8, body: &[u8]) -> Vec<u8> {
        if tag == BIT_STRING { [&[0], body].concat() } else { body.to_vec() }
    }

    fn style() -> impl Strategy<Value = Style> {
        prop_oneof![Just(Style::Shortest), (1_u8..4).prop_map(Style::Zeros), Just(Style::Indefinite)]
    }

    fn value() -> impl Strategy<Value = Written> {
        let bytes = || proptest::collection::vec(any::<u8>(), 0..300);
        let tag = prop_oneof![Just(vec![0x02]), Just(vec![0x06]), Just(vec![0x80]), Just(vec![0x9f, 0x81, 0x01])];
        let sizes = proptest::collection::vec(0_usize..200, 0..4);
        let string = prop_oneof![Just(0x04), Just(0x03), Just(0x0c)];
        let leaf = prop_oneof![
            (tag, bytes()).prop_map(|(tag, body)| Written::Plain(tag, body)),
            (string, bytes(), sizes, style())
                .prop_map(|(tag, body, sizes, style)| Written::Pieces(tag, body, sizes, style)),
        ];
        leaf.prop_recursive(6, 40, 5, |inner| {
            let tag = prop_oneof![Just(vec![0x30]), Just(vec![0x31]), Just(vec![0xa0]), Just(vec![0xbf, 0x21])];
            (tag, proptest::collection::vec(inner, 0..5), style())
                .prop_map(|(tag, children, style)| Written::Constructed(tag, children, style))
        })
    }

    proptest! {
        #[test]
        fn any_bytes_keep_the_promises(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            promises::of(&bytes);
        }

        #[test]
        fn bytes_that_look_like_values_keep_the_promises(
            bytes in proptest::collection::vec(prop_oneof![Just(0x30_u8), Just(0x80), Just(0x24), Just(0x04), Just(0x23), Just(0x03), Just(0), Just(1), Just(2), Just(0x81)], 0..60)
        ) {
            promises::of(&bytes);
        }

        #[test]
        fn ber_becomes_the_der_of_the_same_value(value in value(), padding in 0_usize..40) {
            let (ber, der) = (value.ber(), value.der());
            let normal = to_der(&ber);
            prop_assert_eq!(normal.as_deref(), Some(der.as_slice()));
            prop_assert!(matches!(to_der(&der), Some(Cow::Borrowed(_))));
            // The zeros of a PDF behind the value are none of it.
            let padded = [ber.as_slice(), &vec![0; padding]].concat();
            prop_assert_eq!(extent(&padded).map(|extent| extent.whole), Some(ber.len()));
            // A value that was cut is none.
            prop_assert_eq!(to_der(&ber[..ber.len() - 1]), None);
        }
    }

    #[test]
    fn a_deep_or_an_endless_value_is_refused_in_linear_time() {
        let (open, null, end) = ([0x30, 0x80], [0x05, 0x00], [0, 0]);
        let many = 1 << 20;
        let deep = [open.repeat(many), end.repeat(many)].concat();
        assert_eq!((to_der(&deep), extent(&deep)), (None, None));
        let long = [open.to_vec(), null.repeat(many), end.to_vec()].concat();
        assert_eq!(to_der(&long).map(|der| der.len()), Some(2 * many + 5));
        let endless = [open.to_vec(), null.repeat(many)].concat();
        assert_eq!((to_der(&endless), extent(&endless)), (None, None));
    }

    #[test]
    fn what_is_no_string_in_pieces_is_refused() {
        let nothing: [&[u8]; 8] = [
            &[0x23, 0x00],                            // a bit string without any piece
            &[0x23, 0x80, 0x23, 0, 0, 0],             // the same with an empty one inside
            &[0x24, 0x80, 0x0c, 1, b'a', 0, 0],       // a piece of another type
            &[0x24, 0x80, 0x30, 0, 0, 0],             // a sequence as a piece
            &[0x23, 0x06, 3, 2, 1, 0xfe, 3, 0],       // an empty last piece without its count
            &[0x23, 0x08, 3, 2, 1, 0xfe, 3, 2, 0, 1], // unused bits before the last piece
            &[0x04, 0x80, 0, 0],                      // a primitive value without a length
            &[0x30, 0x03, 0x04, 0x05, 0],             // a value that is longer than what is around it
        ];
        for bytes in nothing {
            assert_eq!(to_der(bytes), None, "{bytes:x?}");
        }
    }
}
