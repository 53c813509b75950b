//! Messages built here, by a signer whose key belongs to nobody: what holds, and what must not.

use super::*;
use crate::signature::chain::tests::{BUREAU, Party, ROOT};
use crate::signature::der::{INTEGER, OID, UTC_TIME, wrapped};
use evipack_core::facts::SignatureState;
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use proptest::prelude::*;

const CONTENT: &[u8] = b"what the bureau signed";
const OID_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1];
const OID_SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2];
/// id-ct-TSTInfo: the content of a time stamp.
const OID_TIME_STAMP: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 16, 1, 4];
const OID_CONTENT_TYPE: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 3];
const OID_DIGEST: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 4];
const OID_TIME: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 5];
const OID_PROTECTION: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 52];
const OID_SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
const OID_SHA512: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
const OID_ECDSA_SHA256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2];

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    wrapped(SEQUENCE, &parts.concat())
}

fn oid(body: &[u8]) -> Vec<u8> {
    wrapped(OID, body)
}

fn attribute(kind: &[u8], values: &[&[u8]]) -> Vec<u8> {
    sequence(&[&oid(kind), &wrapped(SET, &values.concat())])
}

fn digest_attribute(content: &[u8]) -> Vec<u8> {
    attribute(OID_DIGEST, &[&wrapped(OCTET_STRING, &Digest::Sha256.of(&[content]))])
}

/// The usual attributes in the order of DER.
fn usual() -> Vec<Vec<u8>> {
    vec![
        attribute(OID_CONTENT_TYPE, &[&oid(OID_DATA)]),
        attribute(OID_TIME, &[&wrapped(UTC_TIME, b"260407093000Z")]),
        digest_attribute(CONTENT),
    ]
}

/// A message while it is made: what is signed and what is sent may differ.
struct Made {
    content_type: &'static [u8],
    inside: Option<Vec<u8>>,
    /// Sent between the digest and the method; nothing without attributes.
    attributes: Option<Vec<u8>>,
    /// What the value is over.
    signed: Vec<u8>,
    digest: &'static [u8],
    signer: Party,
}

impl Made {
    fn with(attributes: &[Vec<u8>]) -> Self {
        Self {
            content_type: OID_DATA,
            inside: None,
            attributes: Some(attributes.concat()),
            signed: wrapped(SET, &attributes.concat()),
            digest: OID_SHA256,
            signer: BUREAU,
        }
    }

    fn value(&self) -> Vec<u8> {
        let signature: p256::ecdsa::Signature =
            self.signer.key().sign_prehash(&Digest::Sha256.of(&[&self.signed])).unwrap();
        signature.to_bytes().to_vec()
    }

    fn signer_info(&self, value: &[u8]) -> Vec<u8> {
        let who = sequence(&[&ROOT.name(), &wrapped(INTEGER, &[self.signer.1])]);
        let attributes = self.attributes.as_ref().map(|list| wrapped(context(0), list)).unwrap_or_default();
        let method = sequence(&[&oid(OID_ECDSA_SHA256)]);
        let digest = sequence(&[&oid(self.digest)]);
        sequence(&[&wrapped(INTEGER, &[1]), &who, &digest, &attributes, &method, &wrapped(OCTET_STRING, value)])
    }

    fn message_of(&self, signers: &[&[u8]]) -> Vec<u8> {
        let inside = self.inside.as_ref().map(|inside| wrapped(context(0), inside)).unwrap_or_default();
        let data = sequence(&[
            &wrapped(INTEGER, &[1]),
            &wrapped(SET, &sequence(&[&oid(self.digest)])),
            &sequence(&[&oid(self.content_type), &inside]),
            &wrapped(context(0), &ROOT.issues(&self.signer, false)),
            &wrapped(SET, &signers.concat()),
        ]);
        sequence(&[&oid(OID_SIGNED_DATA), &wrapped(context(0), &data)])
    }

    fn message(&self) -> Vec<u8> {
        self.message_of(&[&self.signer_info(&self.value())])
    }

    fn state(&self) -> SignatureState {
        state(&self.message())
    }
}

fn state(message: &[u8]) -> SignatureState {
    check(message, &[&CONTENT[..7], &CONTENT[7..]], Inside::Content).state()
}

#[test]
fn a_usual_message_holds_and_tells_its_time() {
    let checked = check(&Made::with(&usual()).message(), &[CONTENT], Inside::Content);
    assert_eq!((checked.state(), checked.why()), (SignatureState::Valid, None));
    assert_eq!(checked.signed_at.map(|time| time.to_string()).as_deref(), Some("2026-04-07T09:30:00"));
    let bare = Made { attributes: None, signed: CONTENT.to_vec(), ..Made::with(&[]) };
    assert_eq!(bare.state(), SignatureState::Valid);
}

#[test]
fn attributes_may_have_been_hashed_in_the_order_of_der_or_as_written() {
    let mut turned = usual();
    turned.reverse();
    let as_written = Made::with(&turned);
    assert_eq!(as_written.state(), SignatureState::Valid, "hashed as written");
    let hashed_in_order = Made { signed: wrapped(SET, &usual().concat()), ..Made::with(&turned) };
    assert_eq!(hashed_in_order.state(), SignatureState::Valid, "hashed in the order of DER");
    // The length of a set until its marker: the signer hashed DER, as he must, or what he wrote.
    let digest = [vec![SEQUENCE, 0x80], digest_attribute(CONTENT)[2..].to_vec(), vec![0, 0]].concat();
    let in_ber = [usual()[0].clone(), usual()[1].clone(), digest];
    let hashed_as_der = Made { signed: wrapped(SET, &usual().concat()), ..Made::with(&in_ber) };
    assert_eq!((hashed_as_der.state(), Made::with(&in_ber).state()), (SignatureState::Valid, SignatureState::Valid));
    let other = Made { signed: wrapped(SET, &usual()[..2].concat()), ..Made::with(&in_ber) };
    assert_eq!(other.state(), SignatureState::Invalid);
}

/// The frame until its markers, the value in pieces, zeros behind: as BouncyCastle and PDFBox write, and a PDF keeps it.
fn in_ber(made: &Made) -> Vec<u8> {
    fn endless(tag: u8, body: &[u8]) -> Vec<u8> {
        [&[tag, 0x80], body, &[0, 0]].concat()
    }
    fn value<'a>(bytes: &'a [u8], tag: u8, path: &[usize]) -> Value<'a> {
        let whole = der::only(bytes, tag).unwrap();
        path.iter().fold(whole, |value, at| value.children().unwrap()[*at])
    }
    let message = made.message();
    let data = value(&message, SEQUENCE, &[1, 0]).children().unwrap();
    let signer = data[4].children().unwrap()[0].children().unwrap();
    let signature = signer[5].body;
    let pieces = [wrapped(OCTET_STRING, &signature[..9]), wrapped(OCTET_STRING, &signature[9..])].concat();
    let mut signer_info: Vec<u8> = signer[..5].iter().flat_map(|part| part.raw.to_vec()).collect();
    signer_info.extend(endless(OCTET_STRING | 0x20, &pieces));
    let inside = made.inside.as_ref().map(|inside| {
        let content = der::first(inside).unwrap().0.body;
        let pieces = content.chunks(5).flat_map(|piece| wrapped(OCTET_STRING, piece)).collect::<Vec<u8>>();
        endless(context(0), &endless(OCTET_STRING | 0x20, &pieces))
    });
    let parts = [
        data[0].raw.to_vec(),
        data[1].raw.to_vec(),
        endless(SEQUENCE, &[oid(OID_DATA), inside.unwrap_or_default()].concat()),
        endless(context(0), data[3].body),
        endless(SET, &endless(SEQUENCE, &signer_info)),
    ];
    let whole =
        endless(SEQUENCE, &[oid(OID_SIGNED_DATA), endless(context(0), &endless(SEQUENCE, &parts.concat()))].concat());
    [whole, vec![0; 40]].concat()
}

#[test]
fn a_message_in_ber_holds_and_its_changes_do_not() {
    let detached = Made::with(&usual());
    let inside = Made { inside: Some(wrapped(OCTET_STRING, CONTENT)), ..Made::with(&usual()) };
    let empty = Made { inside: Some(wrapped(OCTET_STRING, b"")), ..Made::with(&usual()) };
    for made in [detached, inside, empty] {
        let bytes = in_ber(&made);
        assert_eq!(state(&bytes), SignatureState::Valid);
        assert_eq!(check(&bytes, &[b"another"], Inside::Content).state(), SignatureState::Invalid);
        // Cut before the last marker it is no message.
        let end = bytes.len() - 41;
        assert_eq!(state(&bytes[..end]), SignatureState::Unverifiable);
    }
}

#[test]
fn messages_that_bind_nothing_do_not_hold() {
    let but = |list: &[Vec<u8>]| Made::with(list).state();
    let (kind, time, digest) = (&usual()[0], &usual()[1], &usual()[2]);
    let other_digest = digest_attribute(b"another");
    let clone = |list: &[&Vec<u8>]| -> Vec<Vec<u8>> { list.iter().map(|part| (*part).clone()).collect() };
    assert_eq!(but(&clone(&[kind, time])), SignatureState::Invalid, "no digest");
    assert_eq!(but(&clone(&[kind, &other_digest])), SignatureState::Invalid, "another content's");
    assert_eq!(but(&clone(&[kind, digest, &other_digest])), SignatureState::Invalid, "two digests");
    assert_eq!(but(&clone(&[kind, &other_digest, digest])), SignatureState::Invalid, "two digests, turned");
    let octets = |content: &[u8]| wrapped(OCTET_STRING, &Digest::Sha256.of(&[content]));
    let two_values = attribute(OID_DIGEST, &[&octets(CONTENT), &octets(b"another")]);
    assert_eq!(but(&clone(&[kind, &two_values])), SignatureState::Invalid, "one digest with two values");
    let short = attribute(OID_DIGEST, &[&wrapped(OCTET_STRING, &Digest::Sha256.of(&[CONTENT])[..1])]);
    assert_eq!(but(&clone(&[kind, &short])), SignatureState::Invalid, "its first byte");
    assert_eq!(but(&clone(&[digest])), SignatureState::Unverifiable, "no type of content");
    let stamp = attribute(OID_CONTENT_TYPE, &[&oid(OID_TIME_STAMP)]);
    assert_eq!(but(&clone(&[&stamp, digest])), SignatureState::Invalid, "another type of content");
    assert_eq!(but(&[]), SignatureState::Invalid, "an empty set");
    let other_method = Made { digest: OID_SHA512, ..Made::with(&usual()) };
    assert_eq!(other_method.state(), SignatureState::Invalid, "the digest of another method");
}

#[test]
fn all_signers_must_hold_and_there_must_be_one() {
    let made = Made::with(&usual());
    let good = made.signer_info(&made.value());
    let mut forged = made.value();
    forged[5] ^= 1;
    let forged = made.signer_info(&forged);
    assert_eq!(state(&made.message_of(&[])), SignatureState::Invalid);
    for signers in [[good.as_slice(), &forged], [&forged, &good]] {
        assert_eq!(state(&made.message_of(&signers)), SignatureState::Invalid);
    }
    let nobody = Made { signer: Party("无名", 9), ..Made::with(&usual()) };
    let nobody = nobody.signer_info(&nobody.value());
    assert_eq!(state(&made.message_of(&[&good, &nobody])), SignatureState::Unverifiable, "no certificate for one");
    assert_eq!(state(&made.message_of(&[&good, &[0x30, 0]])), SignatureState::Unverifiable, "one is no signer");
    let many: Vec<&[u8]> = vec![&good; MAX_SIGNERS + 1];
    assert_eq!(state(&made.message_of(&many)), SignatureState::Unverifiable);
}

#[test]
fn attributes_are_no_content() {
    // What somebody signed as attributes is given out as a content without attributes (RFC 5652, 5.3).
    let attributes = wrapped(SET, &usual().concat());
    let swapped = Made { attributes: None, signed: attributes.clone(), ..Made::with(&[]) };
    let checked = check(&swapped.message(), &[&attributes], Inside::Content);
    assert_eq!(checked.state(), SignatureState::Invalid);
    // Content that is no plain data has attributes.
    let stamp = Made { content_type: OID_TIME_STAMP, attributes: None, signed: CONTENT.to_vec(), ..Made::with(&[]) };
    assert_eq!(stamp.state(), SignatureState::Invalid);
}

#[test]
fn methods_that_the_signer_protected_cannot_be_exchanged() {
    let protection = |digest: &[u8]| {
        let (digest, method) = (sequence(&[&oid(digest)]), wrapped(context(1), &oid(OID_ECDSA_SHA256)));
        attribute(OID_PROTECTION, &[&sequence(&[&digest, &method])])
    };
    let with = |digest| Made::with(&[usual(), vec![protection(digest)]].concat()).state();
    assert_eq!(with(OID_SHA256), SignatureState::Valid);
    assert_eq!(with(OID_SHA512), SignatureState::Invalid);
    let nonsense = attribute(OID_PROTECTION, &[&wrapped(INTEGER, &[1])]);
    assert_eq!(Made::with(&[usual(), vec![nonsense]].concat()).state(), SignatureState::Invalid);
}

#[test]
fn numbers_outside_the_group_are_no_signature() {
    // The order of P-256 (SEC 2, 2.4.2).
    let order = hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let (zero, one) = (vec![0; 32], [vec![0; 31], vec![1]].concat());
    let made = Made::with(&usual());
    for (r, s) in [(&zero, &one), (&one, &zero), (&zero, &zero), (&order, &one), (&one, &order), (&order, &order)] {
        let message = made.message_of(&[&made.signer_info(&[r.as_slice(), s].concat())]);
        assert_eq!(state(&message), SignatureState::Invalid, "{r:x?} {s:x?}");
    }
}

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len() / 2).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap()).collect()
}

proptest! {
    #[test]
    fn one_changed_byte_of_what_is_signed_never_holds(at in 0..CONTENT.len(), bit in 0_u8..8) {
        let mut content = CONTENT.to_vec();
        content[at] ^= 1 << bit;
        for message in [Made::with(&usual()).message(), in_ber(&Made::with(&usual()))] {
            prop_assert_eq!(check(&message, &[&content], Inside::Content).state(), SignatureState::Invalid);
        }
    }

    #[test]
    fn one_changed_byte_of_a_message_is_survived(at in 0.0..1.0_f64, bit in 0_u8..8) {
        let mut message = in_ber(&Made::with(&usual()));
        let at = (at * message.len() as f64) as usize;
        message[at] ^= 1 << bit;
        let _ = state(&message);
        prop_assert_ne!(check(&message, &[b"another"], Inside::Content).state(), SignatureState::Valid);
    }
}
