//! Signed messages: CMS (RFC 5652, PKCS #7) and its sister of GM/T 0010-2012, which differ in object identifiers only.
//!
//! Enters: a `ContentInfo` in DER or BER, and the bytes that were signed beside it. Leaves: a [`Checked`] for all its signers together:
//! a message holds only where each of them does.
//!
//! The crate `cms` reads a signer, `x509-cert` a certificate. The frame around them is walked here, for three reasons: GM/T 0010 names
//! other object identifiers; the crate refuses a whole message for one odd certificate or revocation list that no signer needs; and it
//! gives no bytes back, while signatures are computed over bytes. Each signer and certificate is put into DER first (`ber`).
//!
//! Which bytes of the signed attributes are hashed: RFC 5652, 5.4 says their DER, whatever is written in the message. Real signers differ
//! in one point: some hash the attributes in the order that they wrote, some in the order of DER, where only the latter is right. Some
//! may have hashed BER as they wrote it. All these spellings carry the same attributes, so a value that fits one of them proves as much.

use super::ber;
use super::certificate::Certificate;
use super::der::{self, OCTET_STRING, SEQUENCE, SET, Value, context};
use super::digest::Digest;
use super::key::Verdict;
use super::{CHANGED, Checked, FORGED, NOT_BOUND, UNKNOWN_FORM, UNKNOWN_METHOD};
use cms::signed_data::{SignerIdentifier, SignerInfo};
use std::borrow::Cow;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::der::asn1::{ObjectIdentifier, OctetStringRef};
use x509_cert::der::{Any, Decode as _, Encode as _};

const SIGNED_DATA: [&str; 2] = ["1.2.840.113549.1.7.2", "1.2.156.10197.6.1.4.2.2"];
/// Plain content, as CMS and as GM/T 0010 name it. Signers mix the two.
const DATA: [&str; 2] = ["1.2.840.113549.1.7.1", "1.2.156.10197.6.1.4.2.1"];
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");
/// RFC 6211.
const ALGORITHM_PROTECTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.52");
/// Signers of one message.
const MAX_SIGNERS: usize = 16;
/// Where the signed attributes stand in a `SignerInfo`, at the earliest: behind version, identifier and digest.
const BEFORE_ATTRIBUTES: usize = 3;

/// What stands inside of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// The content itself, its digest, or nothing.
    Content,
    /// The SHA-1 of the content.
    Sha1,
}

struct Message<'a> {
    content_type: String,
    inside: Option<Cow<'a, [u8]>>,
    certificates: Vec<Certificate<'a>>,
    signers: Vec<Value<'a>>,
}

/// Checks every signer of a message over `pieces`.
pub(super) fn check(bytes: &[u8], pieces: &[&[u8]], inside: Inside) -> Checked {
    let Some(message) = read(bytes) else { return Checked::unknown(UNKNOWN_FORM) };
    let mut checked = Checked::default();
    checked.chain.carries(message.certificates.iter());
    if message.signers.len() > MAX_SIGNERS {
        return Checked::unknown(UNKNOWN_FORM);
    }
    if message.signers.is_empty() {
        // A message that only carries certificates is well-formed, and nobody signed anything.
        checked.broken.push("签名数据里没有签名者".to_owned());
        return named(checked, &message);
    }
    let digest_inside = (inside == Inside::Sha1).then(|| Digest::Sha1.of(pieces));
    let own: Vec<&[u8]> = match (&digest_inside, message.inside.as_deref()) {
        (Some(digest), Some(inside)) if digest == inside => vec![inside],
        (Some(_), _) => {
            checked.broken.push(CHANGED.to_owned());
            return named(checked, &message);
        }
        (None, Some(inside)) if !inside.is_empty() && !is_content(inside, pieces) => {
            checked.broken.push(CHANGED.to_owned());
            return named(checked, &message);
        }
        // What is inside is the content or its digest; the signers signed what is inside.
        (None, Some(inside)) if !inside.is_empty() => vec![inside],
        (None, _) => pieces.to_vec(),
    };
    for signer in &message.signers {
        if check_signer(signer, &message, &own, &mut checked).is_none() {
            checked.unknown.push(UNKNOWN_FORM.to_owned());
        }
    }
    checked
}

/// Whether `inside` is the content or one of its digests.
fn is_content(inside: &[u8], pieces: &[&[u8]]) -> bool {
    let length: usize = pieces.iter().map(|piece| piece.len()).sum();
    (inside.len() == length && pieces.concat() == inside)
        || super::digest::ALL.iter().any(|digest| digest.of(pieces) == inside)
}

/// A broken message still names its signer.
fn named(mut checked: Checked, message: &Message<'_>) -> Checked {
    if let [certificate] = message.certificates.as_slice() {
        checked.signer = certificate.signer();
    }
    checked
}

fn read(bytes: &[u8]) -> Option<Message<'_>> {
    let info = der::only(bytes, SEQUENCE)?.children()?;
    if !SIGNED_DATA.contains(&info.first()?.oid()?.as_str()) {
        return None;
    }
    let data = der::only(info.get(1)?.body, SEQUENCE)?.children()?;
    let content = data.iter().skip(2).find(|part| part.is(SEQUENCE))?.children()?;
    let inside = content.get(1).filter(|inside| inside.is(context(0)));
    let inside = inside.and_then(|inside| der::first(inside.body)).and_then(|(inside, _)| octets(&inside));
    let certificates = data.iter().find(|part| part.is(context(0)));
    let certificates = certificates.and_then(Value::children).unwrap_or_default();
    Some(Message {
        content_type: content.first()?.oid()?,
        inside,
        certificates: certificates.iter().filter_map(|certificate| Certificate::read(certificate.raw)).collect(),
        signers: data.iter().skip(2).rfind(|part| part.is(SET))?.children()?,
    })
}

/// The octets of the content: what is signed is the value of the octet string (RFC 5652, 5.4), which may be written in pieces. PKCS #7
/// allows other types; of these the octets as they are written.
fn octets<'a>(value: &Value<'a>) -> Option<Cow<'a, [u8]>> {
    const IN_PIECES: u8 = OCTET_STRING | 0x20;
    if !value.is(IN_PIECES) {
        return Some(Cow::Borrowed(value.body));
    }
    let whole = ber::to_der(value.raw)?;
    Some(Cow::Owned(der::only(&whole, OCTET_STRING)?.body.to_vec()))
}

/// Nothing where a signer's data are not what they should be.
fn check_signer(signer: &Value<'_>, message: &Message<'_>, content: &[&[u8]], checked: &mut Checked) -> Option<()> {
    let info = SignerInfo::from_der(&ber::to_der(signer.raw)?).ok()?;
    let digest = Digest::named(&info.digest_alg.oid.to_string());
    let spellings = if let Some(attributes) = &info.signed_attrs {
        check_attributes(attributes, &info, message, content, checked);
        let written = signer.children()?.into_iter().skip(BEFORE_ATTRIBUTES).find(|part| part.is(context(0)))?;
        spellings(&written, attributes)?
    } else {
        let content = content.concat();
        if !DATA.contains(&message.content_type.as_str()) || is_attributes(&content) {
            // RFC 5652, 5.3: content of other types has attributes. Without them the signature of one message's attributes would be
            // one of a content with the same bytes.
            checked.broken.push(NOT_BOUND.to_owned());
        }
        vec![content]
    };
    let Some(certificate) = message.certificates.iter().find(|certificate| is_of(certificate, &info.sid)) else {
        checked.unknown.push("签名里没有签名者的证书".to_owned());
        return Some(());
    };
    checked.signed_by(certificate);
    let algorithm = info.signature_algorithm.oid.to_string();
    let parameters = info.signature_algorithm.parameters.as_ref().and_then(|parameters| parameters.to_der().ok());
    let verdict_of = |under: &Vec<u8>| {
        let key = certificate.key.as_ref();
        key.map_or(Verdict::Unknown, |key| {
            key.check(&algorithm, parameters.as_deref(), digest, under, info.signature.as_bytes())
        })
    };
    // The first verdict stands unless another spelling holds.
    let mut verdicts = spellings.iter().map(verdict_of);
    let first = verdicts.next()?;
    let verdict =
        if first == Verdict::Broken && verdicts.any(|other| other == Verdict::Holds) { Verdict::Holds } else { first };
    // Without attributes the value is over the content itself: it then says that the content is another.
    checked.verdict(verdict, if info.signed_attrs.is_some() { FORGED } else { CHANGED });
    Some(())
}

/// What the signed attributes say of the content (RFC 5652, 11). They must bind it: one type of content, the message's own; one digest,
/// the content's.
fn check_attributes(
    attributes: &Attributes,
    info: &SignerInfo,
    message: &Message<'_>,
    content: &[&[u8]],
    checked: &mut Checked,
) {
    if let Ok(Some(time)) = single(attributes, SIGNING_TIME) {
        let time = time.to_der().unwrap_or_default();
        checked.signed_at = der::first(&time).and_then(|(time, _)| time.time()).or(checked.signed_at);
    }
    let content_type = single(attributes, CONTENT_TYPE).map(|found| found.map(Any::decode_as::<ObjectIdentifier>));
    match content_type {
        Ok(Some(Ok(said))) if is_same_type(&said.to_string(), &message.content_type) => {}
        // An old signer may have left it out; the digest still binds the content.
        Ok(None) => checked.unknown.push("签名属性缺少内容类型，无法确认签的是什么".to_owned()),
        _ => checked.broken.push(NOT_BOUND.to_owned()),
    }
    let said = single(attributes, MESSAGE_DIGEST).ok().flatten();
    let said = said.and_then(|said| said.decode_as::<&OctetStringRef>().ok()).map(OctetStringRef::as_bytes);
    match (said, Digest::named(&info.digest_alg.oid.to_string())) {
        (None, _) => checked.broken.push(NOT_BOUND.to_owned()),
        (Some(said), Some(digest)) if digest.of(content) == said => {}
        (Some(_), Some(_)) => checked.broken.push(CHANGED.to_owned()),
        (Some(_), None) => checked.unknown.push(UNKNOWN_METHOD.to_owned()),
    }
    let protected = single(attributes, ALGORITHM_PROTECTION).map(|found| found.map(|found| is_protected(found, info)));
    if !matches!(protected, Ok(None | Some(true))) {
        checked.broken.push("签名所用的算法与签名时声明的不一致".to_owned());
    }
}

/// An attribute that may stand only once with one value (RFC 5652, 11.1 to 11.3).
fn single(attributes: &Attributes, kind: ObjectIdentifier) -> Result<Option<&Any>, Twice> {
    let mut found = attributes.iter().filter(|attribute| attribute.oid == kind);
    let Some(attribute) = found.next() else { return Ok(None) };
    match (found.next(), attribute.values.as_slice()) {
        (None, [value]) => Ok(Some(value)),
        _ => Err(Twice),
    }
}

/// An attribute stands twice, or has no or several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Twice;

fn is_same_type(said: &str, of_message: &str) -> bool {
    said == of_message || DATA.contains(&said) && DATA.contains(&of_message)
}

/// Whether digest and signature method are those that the signer named among what he signed (RFC 6211): digest, and as `[1]` signature.
fn is_protected(said: &Any, info: &SignerInfo) -> bool {
    let Ok(said) = said.to_der() else { return false };
    let parts = der::only(&said, SEQUENCE).and_then(|parts| parts.children()).unwrap_or_default();
    let digest = parts.first().and_then(Value::algorithm).map(|(oid, _)| oid);
    let signature = parts.iter().find(|part| part.is(context(1))).and_then(Value::algorithm).map(|(oid, _)| oid);
    digest == Some(info.digest_alg.oid.to_string()) && signature == Some(info.signature_algorithm.oid.to_string())
}

/// Whether some bytes are attributes of a signer.
fn is_attributes(content: &[u8]) -> bool {
    let Some(set) = der::only(content, SET) else { return false };
    let first = der::first(set.body).and_then(|(first, _)| ber::to_der(first.raw));
    first.is_some_and(|first| Attribute::from_der(&first).is_ok())
}

/// The signed attributes as a set, in the spellings that may have been hashed: DER with the order of DER, DER with the order that was
/// written, and as written.
fn spellings(written: &Value<'_>, attributes: &Attributes) -> Option<Vec<Vec<u8>>> {
    let normal = ber::to_der(written.raw)?;
    let ordered_as_written = der::wrapped(SET, der::first(&normal)?.0.body);
    let mut spellings = vec![ordered_as_written];
    for other in [attributes.to_der().ok()?, der::wrapped(SET, written.body)] {
        if !spellings.contains(&other) {
            spellings.push(other);
        }
    }
    Some(spellings)
}

/// Whether a signer's identifier means this certificate.
fn is_of(certificate: &Certificate<'_>, id: &SignerIdentifier) -> bool {
    match id {
        SignerIdentifier::IssuerAndSerialNumber(id) => certificate.is_numbered(&id.issuer, id.serial_number.as_bytes()),
        SignerIdentifier::SubjectKeyIdentifier(id) => certificate.has_key_id(id.0.as_bytes()),
    }
}

#[cfg(test)]
mod tests;
