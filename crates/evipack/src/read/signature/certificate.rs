//! X.509 certificates (RFC 5280): whose key signed, and how long it was meant to.
//!
//! Enters: DER. Leaves: a [`Certificate`]: name, key, validity, and who issued it. Whom to trust is not said here.

use super::der::{self, SEQUENCE, Value, context};
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
}

const COMMON_NAME: &str = "2.5.4.3";
const ORGANISATION: &str = "2.5.4.10";
const SUBJECT_KEY_ID: &str = "2.5.29.14";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const BOOLEAN: u8 = 0x01;
/// Parts of the names of bodies, firms and offices; a common name without any may be a person's.
const BODY_WORDS: [&str; 40] = [
    "局",
    "政府",
    "委",
    "厅",
    "院",
    "所",
    "站",
    "中心",
    "公司",
    "集团",
    "学校",
    "大学",
    "中学",
    "小学",
    "协会",
    "学会",
    "商会",
    "合作社",
    "办公室",
    "办事处",
    "支队",
    "大队",
    "中队",
    "总队",
    "银行",
    "厂",
    "店",
    "社",
    "部",
    "处",
    "科",
    "室",
    "CA",
    "Ltd",
    "Inc",
    "GmbH",
    "Test",
    "印章",
    "电子章",
    "公章",
];

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
        })
    }

    /// The signer as a report may show it: the organisation; a common name only where it is one's, else masked: a person's name is
    /// personal data.
    pub(super) fn signer(&self) -> Option<String> {
        let name = |kind: &str| {
            self.names
                .iter()
                .rev()
                .find(|(oid, value)| oid == kind && !value.is_empty())
                .map(|(_, value)| value.as_str())
        };
        let common = name(COMMON_NAME);
        if let Some(body) = common.filter(|common| is_body(common)) {
            return Some(without_digits(body));
        }
        let masked = common.and_then(masked);
        match (name(ORGANISATION), masked) {
            (Some(body), Some(person)) => Some(format!("{}（{person}）", without_digits(body))),
            (Some(body), None) => Some(without_digits(body)),
            (None, person) => person,
        }
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

fn is_body(name: &str) -> bool {
    BODY_WORDS.iter().any(|word| name.contains(word))
}

fn masked(name: &str) -> Option<String> {
    name.chars().next().map(|first| format!("{first}**"))
}

/// Names often carry an identity or credit number behind.
fn without_digits(name: &str) -> String {
    const MANY: usize = 6;
    let mut shown = String::new();
    let mut run = String::new();
    for character in name.chars().chain(std::iter::once('\0')) {
        if character.is_ascii_digit() {
            run.push(character);
            continue;
        }
        shown.push_str(if run.len() >= MANY { "***" } else { &run });
        run.clear();
        if character != '\0' {
            shown.push(character);
        }
    }
    shown
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_masked_and_numbers_left_out() {
        assert!(is_body("青岚县交通运输局") && !is_body("张青岚"));
        assert_eq!(masked("张青岚").as_deref(), Some("张**"));
        assert_eq!(without_digits("青岚县交通运输局@91370100000000000X"), "青岚县交通运输局@***X");
    }
}
