//! Signed messages: CMS (RFC 5652, PKCS #7) and its sister of GM/T 0010-2012, which differ in object identifiers only.
//!
//! Enters: a `ContentInfo` and the bytes that were signed beside it. Leaves: a [`Checked`] for all its signers together. Attributes
//! are hashed as they were written: a second encoding could differ and would tell nothing of the first.

use super::certificate::Certificate;
use super::der::{self, OCTET_STRING, SEQUENCE, SET, Value, context};
use super::digest::Digest;
use super::key::Verdict;
use super::{CHANGED, Checked, FORGED, UNKNOWN_FORM, UNKNOWN_METHOD};

const SIGNED_DATA: [&str; 2] = ["1.2.840.113549.1.7.2", "1.2.156.10197.6.1.4.2.2"];
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
/// Signers of one message.
const MAX_SIGNERS: usize = 16;

/// What stands inside of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// The content itself, its digest, or nothing.
    Content,
    /// The SHA-1 of the content.
    Sha1,
}

struct Message<'a> {
    inside: Option<&'a [u8]>,
    certificates: Vec<Certificate<'a>>,
    signers: Vec<Value<'a>>,
}

/// Checks every signer of a message over `pieces`.
pub(super) fn check(bytes: &[u8], pieces: &[&[u8]], inside: Inside) -> Checked {
    let Some(message) = read(bytes) else { return Checked::unknown(UNKNOWN_FORM) };
    let mut checked = Checked::default();
    checked.chain.carries(message.certificates.iter());
    if message.signers.is_empty() || message.signers.len() > MAX_SIGNERS {
        return Checked::unknown(UNKNOWN_FORM);
    }
    let digest_inside = (inside == Inside::Sha1).then(|| Digest::Sha1.of(pieces));
    let own: Vec<&[u8]> = match (&digest_inside, message.inside) {
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
    let inside = inside.and_then(|inside| der::first(inside.body)).map(|(inside, _)| inside.body);
    let certificates = data.iter().find(|part| part.is(context(0)));
    let certificates = certificates.and_then(Value::children).unwrap_or_default();
    Some(Message {
        inside,
        certificates: certificates.iter().filter_map(|certificate| Certificate::read(certificate.raw)).collect(),
        signers: data.iter().skip(2).rfind(|part| part.is(SET))?.children()?,
    })
}

/// Nothing where a signer's data are not what they should be.
fn check_signer(signer: &Value<'_>, message: &Message<'_>, content: &[&[u8]], checked: &mut Checked) -> Option<()> {
    let mut fields = signer.children()?.into_iter();
    let (_version, id, digest) = (fields.next()?, fields.next()?, fields.next()?);
    let mut next = fields.next()?;
    let attributes = next.is(context(0)).then_some(next);
    if attributes.is_some() {
        next = fields.next()?;
    }
    let (algorithm, parameters) = next.algorithm()?;
    let signature = fields.next().filter(|value| value.is(OCTET_STRING))?.body;
    let digest = Digest::named(&digest.algorithm()?.0);
    let under = match attributes {
        Some(attributes) => {
            let list = attributes.children()?;
            checked.signed_at = attribute(&list, SIGNING_TIME).and_then(|time| time.time()).or(checked.signed_at);
            let said = attribute(&list, MESSAGE_DIGEST).filter(|value| value.is(OCTET_STRING))?.body;
            match digest {
                Some(digest) if digest.of(content) == said => {}
                Some(_) => checked.broken.push(CHANGED.to_owned()),
                None => checked.unknown.push(UNKNOWN_METHOD.to_owned()),
            }
            der::wrapped(SET, attributes.body)
        }
        None => content.concat(),
    };
    let Some(certificate) = message.certificates.iter().find(|certificate| is_of(certificate, &id)) else {
        checked.unknown.push("签名里没有签名者的证书".to_owned());
        return Some(());
    };
    checked.signed_by(certificate);
    let verdict = certificate
        .key
        .as_ref()
        .map_or(Verdict::Unknown, |key| key.check(&algorithm, parameters, digest, &under, signature));
    // Without attributes the value is over the content itself: it then says that the content is another.
    checked.verdict(verdict, if attributes.is_some() { FORGED } else { CHANGED });
    Some(())
}

fn attribute<'a>(list: &[Value<'a>], kind: &str) -> Option<Value<'a>> {
    list.iter().find_map(|attribute| {
        let parts = attribute.children()?;
        let is_it = parts.first()?.oid()? == kind;
        is_it.then(|| der::first(parts.get(1)?.body).map(|(value, _)| value)).flatten()
    })
}

/// Whether a signer's identifier (issuer and serial number, or key identifier) means this certificate.
fn is_of(certificate: &Certificate<'_>, id: &Value<'_>) -> bool {
    if id.tag & !0x20 == context(0) & !0x20 {
        return certificate.key_id.is_some_and(|key| key == id.body);
    }
    let parts = id.children().unwrap_or_default();
    matches!(parts.as_slice(), [issuer, serial] if issuer.raw == certificate.issuer && serial.body == certificate.serial)
}
