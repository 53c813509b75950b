//! X.509 certificates (RFC 5280): whose key signed, and how long it was meant to.
//!
//! Enters: DER. Leaves: a [`Certificate`]: name, key, validity, and who issued it. Whom to trust is not said here.

use super::der::{self, SEQUENCE, Value, context};
use super::holder::Holder;
use super::key::{PublicKey, Verdict};

/// A certificate, as far as it is read.
#[derive(Debug, Clone)]
pub(super) struct Certificate<'a> {
    pub(super) raw: &'a [u8],
    pub(super) serial: &'a [u8],
    pub(super) issuer: &'a [u8],
    subject: &'a [u8],
    /// Whether it may issue others (basic constraints).
    pub(super) may_issue: bool,
    /// What its issuer signed, how, and the signature.
    signed: &'a [u8],
    algorithm: Option<(String, Option<Value<'a>>)>,
    value: &'a [u8],
    pub(super) key: Option<PublicKey>,
    /// Subject key identifier, where it has one.
    pub(super) key_id: Option<&'a [u8]>,
    pub(super) from: Option<jiff::civil::DateTime>,
    pub(super) to: Option<jiff::civil::DateTime>,
    names: Vec<(String, String)>,
    issuer_names: Vec<(String, String)>,
}

const SUBJECT_KEY_ID: &str = "2.5.29.14";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const BOOLEAN: u8 = 0x01;

impl<'a> Certificate<'a> {
    /// Nothing for what is no certificate.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let whole = der::only(bytes, SEQUENCE)?;
        let parts = whole.children()?;
        let mut fields = parts.first()?.children()?;
        if fields.first()?.is(context(0)) {
            fields.remove(0);
        }
        let [serial, _, issuer, validity, subject, key, ..] = fields.as_slice() else { return None };
        let validity = validity.children()?;
        let extensions = fields.iter().find(|field| field.is(context(3)));
        let constraints = extensions.and_then(|list| extension(list, BASIC_CONSTRAINTS));
        let constraints = constraints.and_then(|body| der::only(body, SEQUENCE)?.children()).unwrap_or_default();
        Some(Self {
            raw: whole.raw,
            serial: serial.body,
            issuer: issuer.raw,
            subject: subject.raw,
            may_issue: constraints.first().is_some_and(|authority| authority.is(BOOLEAN) && authority.body != [0]),
            signed: parts.first()?.raw,
            algorithm: parts.get(1).and_then(Value::algorithm),
            value: parts.get(2).and_then(Value::bits).unwrap_or_default(),
            key: PublicKey::read(key),
            key_id: extensions
                .and_then(|list| extension(list, SUBJECT_KEY_ID))
                .and_then(|body| der::only(body, der::OCTET_STRING))
                .map(|id| id.body),
            from: validity.first().and_then(Value::time),
            to: validity.get(1).and_then(Value::time),
            names: names(subject).unwrap_or_default(),
            issuer_names: names(issuer).unwrap_or_default(),
        })
    }

    /// Who holds it, as it says itself; nothing where it names nobody.
    pub(super) fn signer(&self) -> Option<Holder> {
        (!self.names.is_empty()).then(|| Holder::of(&self.names, &self.issuer_names))
    }

    /// Whether another certificate's key signed this one under that one's name.
    pub(super) fn is_issued_by(&self, issuer: &Certificate<'_>) -> bool {
        let Some((algorithm, parameters)) = &self.algorithm else { return false };
        let holds =
            |key: &PublicKey| key.check(algorithm, *parameters, None, self.signed, self.value) == Verdict::Holds;
        self.issuer == issuer.subject && issuer.key.as_ref().is_some_and(holds)
    }

    /// Whether the certificate was meant to be used at a time.
    pub(super) fn holds_at(&self, time: jiff::civil::DateTime) -> bool {
        self.from.is_none_or(|from| from <= time) && self.to.is_none_or(|to| time <= to)
    }
}

fn names(subject: &Value<'_>) -> Option<Vec<(String, String)>> {
    let mut names = Vec::new();
    for set in subject.children()? {
        for pair in set.children()? {
            let pair = pair.children()?;
            names.push((pair.first()?.oid()?, pair.get(1)?.text()));
        }
    }
    Some(names)
}

/// The value of an extension.
fn extension<'a>(extensions: &Value<'a>, kind: &str) -> Option<&'a [u8]> {
    let list = extensions.children()?.first()?.children()?;
    let found = list.into_iter().find_map(|extension| {
        let parts = extension.children()?;
        (parts.first()?.oid()? == kind).then(|| parts.last().copied()).flatten()
    })?;
    found.is(der::OCTET_STRING).then_some(found.body)
}
