//! Values of ASN.1 as they were written (ITU-T X.690, BER and DER), as far as seals and the frame of messages need it.
//!
//! Enters: bytes. Leaves: [`Value`]s that borrow them. The crates that read certificates and signers give back what they understood,
//! not the bytes; a signature is computed over the bytes. So this walk keeps the raw bytes of each value, also where they are BER.
//! No recursion, no allocation but the list of the children of one value.

use super::ber;

/// Children of one value; lists of revoked certificates are longer, and not read.
const MAX_CHILDREN: usize = 4_096;

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const BMP_STRING: u8 = 0x1e;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// Tag of a constructed value of the context, `[n]`.
pub(super) const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// One value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value<'a> {
    pub(super) tag: u8,
    pub(super) body: &'a [u8],
    /// Tag, length and body.
    pub(super) raw: &'a [u8],
}

/// The first value of some bytes, and what comes behind it. Definite and indefinite lengths are read (`ber`); the body of an
/// indefinite one ends before its marker. Nothing for long tags, and where the bytes end too soon.
pub(super) fn first(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    const LONG_TAG: u8 = 0x1f;
    let &tag = bytes.first().filter(|tag| **tag & LONG_TAG != LONG_TAG)?;
    let extent = ber::extent(bytes)?;
    let (raw, after) = bytes.split_at_checked(extent.whole)?;
    let body = raw.get(extent.header..extent.header + extent.body)?;
    Some((Value { tag, body, raw }, after))
}

/// A single value; what stands behind it is padding.
pub(super) fn only(bytes: &[u8], tag: u8) -> Option<Value<'_>> {
    first(bytes).map(|(value, _)| value).filter(|value| value.tag == tag)
}

impl<'a> Value<'a> {
    /// The values inside; nothing where the body is not a row of whole values.
    pub(super) fn children(&self) -> Option<Vec<Self>> {
        let mut children = Vec::new();
        let mut rest = self.body;
        while !rest.is_empty() {
            let (child, after) = first(rest)?;
            if children.len() >= MAX_CHILDREN {
                return None;
            }
            children.push(child);
            rest = after;
        }
        Some(children)
    }

    pub(super) fn is(&self, tag: u8) -> bool {
        self.tag == tag
    }

    /// The bytes of a bit string without unused bits.
    pub(super) fn bits(&self) -> Option<&'a [u8]> {
        let (&unused, bits) = self.body.split_first().filter(|_| self.is(BIT_STRING))?;
        (unused == 0).then_some(bits)
    }

    /// A small number that is not negative.
    pub(super) fn number(&self) -> Option<u32> {
        if !self.is(INTEGER) || self.body.len() > 5 || self.body.first().is_none_or(|first| *first >= 0x80) {
            return None;
        }
        u32::try_from(self.body.iter().fold(0_u64, |number, digit| number << 8 | u64::from(*digit))).ok()
    }

    /// An object identifier in dots.
    pub(super) fn oid(&self) -> Option<String> {
        if !self.is(OID) || self.body.is_empty() {
            return None;
        }
        let (mut arcs, mut arc) = (Vec::new(), 0_u64);
        for byte in self.body {
            arc = arc.checked_mul(128)? | u64::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                if arcs.is_empty() {
                    let top = (arc / 40).min(2);
                    arcs.extend([top, arc - top * 40]);
                } else {
                    arcs.push(arc);
                }
                arc = 0;
            }
        }
        let words: Vec<String> = arcs.iter().map(u64::to_string).collect();
        Some(words.join("."))
    }

    /// The algorithm of an `AlgorithmIdentifier`, or of the bare identifier that seals carry, and its parameters.
    pub(super) fn algorithm(&self) -> Option<(String, Option<Self>)> {
        if self.is(OID) {
            return Some((self.oid()?, None));
        }
        let children = self.children()?;
        Some((children.first()?.oid()?, children.get(1).copied()))
    }

    /// The text of any string type.
    pub(super) fn text(&self) -> String {
        let text = if self.is(BMP_STRING) {
            let units = self.body.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        } else {
            String::from_utf8_lossy(self.body).into_owned()
        };
        text.chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect::<String>().trim().to_owned()
    }

    /// A point in time as digits, `20260407093015`: both time types, and GeneralizedTime inside other wraps. In UTC where it ends
    /// with Z, as all but some seals' do.
    pub(super) fn time(&self) -> Option<jiff::civil::DateTime> {
        let text = std::str::from_utf8(self.body).ok()?;
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        let digits = match self.tag {
            UTC_TIME => {
                // RFC 5280, 4.1.2.5.1: years from 50 on are of the last century.
                let year: u8 = digits.get(..2)?.parse().ok()?;
                format!("{}{digits}", if year >= 50 { "19" } else { "20" })
            }
            GENERALIZED_TIME => digits,
            _ => return None,
        };
        let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<i8>().ok());
        let year = digits.get(..4)?.parse::<i16>().ok()?;
        let (hour, minute, second) = (part(8, 10)?, part(10, 12).unwrap_or(0), part(12, 14).unwrap_or(0));
        jiff::civil::DateTime::new(year, part(4, 6)?, part(6, 8)?, hour, minute, second, 0).ok()
    }
}

/// Longest name that a report shows.
const MAX_TEXT: usize = 200;

/// A value around a body.
pub(super) fn wrapped(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    ber::push_length(&mut bytes, body.len());
    bytes.extend_from_slice(body);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn identifiers_numbers_and_times() {
        let oid = [0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x75];
        assert_eq!(only(&oid, OID).unwrap().oid().as_deref(), Some("1.2.156.10197.1.501"));
        assert_eq!(only(&[0x02, 0x02, 0x01, 0x00], INTEGER).unwrap().number(), Some(256));
        assert_eq!(only(&[0x02, 0x01, 0xff], INTEGER).unwrap().number(), None);
        let time =
            |tag, text: &str| only(&wrapped(tag, text.as_bytes()), tag).unwrap().time().map(|time| time.to_string());
        assert_eq!(time(UTC_TIME, "260407093015Z").as_deref(), Some("2026-04-07T09:30:15"));
        assert_eq!(time(GENERALIZED_TIME, "20260407093015Z").as_deref(), Some("2026-04-07T09:30:15"));
        assert_eq!(time(GENERALIZED_TIME, "20269907093015Z"), None);
    }

    #[test]
    fn broken_lengths_are_nothing() {
        for bytes in [
            &[0x30, 0x80, 0][..],
            &[0x04, 0x80, 0, 0],
            &[0x30, 0x85, 1, 1, 1, 1, 1],
            &[0x30, 5, 0],
            &[0x1f, 1, 0],
            &[0x30],
        ] {
            assert_eq!(first(bytes), None, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some((value, rest)) = first(&bytes) {
                prop_assert_eq!(value.raw.len() + rest.len(), bytes.len());
                let _ = (value.children(), value.bits(), value.number(), value.oid(), value.algorithm(), value.text(), value.time());
            }
        }

        #[test]
        fn what_is_wrapped_is_found_again(body in proptest::collection::vec(any::<u8>(), 0..70_000)) {
            let bytes = wrapped(OCTET_STRING, &body);
            let (value, rest) = first(&bytes).unwrap();
            prop_assert!(value.body == body && rest.is_empty() && value.raw == bytes);
        }
    }
}
