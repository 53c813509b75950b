//! X.509 certificates (RFC 5280): whose key signed, and how long it was meant to.
//!
//! Enters: a certificate in DER, or in the BER that some services write. Leaves: a [`Certificate`]: name, key, validity, and who issued
//! it. Whom to trust is not said here.
//!
//! The crate `x509-cert` reads the fields. It gives no bytes back, and what an issuer signed is the `tbsCertificate` exactly as it is
//! written: the DER of a BER one could be other bytes than were signed. Those bytes, and the whole certificate (seals compare it byte
//! by byte), are therefore taken from the input.

use super::ber;
use super::der::{self, SEQUENCE};
use super::key::{PublicKey, Verdict};
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::{Any, Decode as _, Encode as _};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, SubjectKeyIdentifier};
use x509_cert::name::Name;
use x509_cert::time::Time;

/// A certificate, as far as it is read.
#[derive(Debug, Clone)]
pub(super) struct Certificate<'a> {
    /// As it was written.
    pub(super) raw: &'a [u8],
    /// What its issuer signed, as it was written.
    signed: &'a [u8],
    /// The profile `Raw` takes serial numbers of any length and leaves times as they are: old authorities are sloppy with both.
    fields: CertificateInner<Raw>,
    pub(super) key: Option<PublicKey>,
    names: Vec<(String, String)>,
}

const COMMON_NAME: &str = "2.5.4.3";
const ORGANISATION: &str = "2.5.4.10";
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
    /// Nothing for what is no certificate. What stands behind it is padding.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let whole = der::only(bytes, SEQUENCE)?;
        let signed = der::first(whole.body)?.0.raw;
        let fields = CertificateInner::from_der(&ber::to_der(whole.raw)?).ok()?;
        let certificate = fields.tbs_certificate();
        let key = PublicKey::read(certificate.subject_public_key_info());
        let names = names(certificate.subject());
        Some(Self { raw: whole.raw, signed, key, names, fields })
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

    /// Whether a signer's identifier by issuer and serial number means this certificate.
    pub(super) fn is_numbered(&self, issuer: &Name, serial: &[u8]) -> bool {
        let own = self.fields.tbs_certificate();
        own.issuer() == issuer && own.serial_number().as_bytes() == serial
    }

    /// Whether a key identifier means this certificate.
    pub(super) fn has_key_id(&self, id: &[u8]) -> bool {
        let own = self.fields.tbs_certificate().get_extension::<SubjectKeyIdentifier>();
        own.is_ok_and(|own| own.is_some_and(|(_, own)| own.0.as_bytes() == id))
    }

    /// Whether it may issue others: an authority (RFC 5280, 4.2.1.9) whose key, where its uses are named, may sign certificates
    /// (4.2.1.3).
    pub(super) fn may_issue(&self) -> bool {
        let own = self.fields.tbs_certificate();
        let is_authority =
            own.get_extension::<BasicConstraints>().is_ok_and(|found| found.is_some_and(|(_, found)| found.ca));
        let uses = own.get_extension::<KeyUsage>();
        is_authority && uses.is_ok_and(|uses| uses.is_none_or(|(_, uses)| uses.key_cert_sign()))
    }

    /// Whether another certificate's key signed this one under that one's name.
    pub(super) fn is_issued_by(&self, issuer: &Certificate<'_>) -> bool {
        let own = self.fields.tbs_certificate();
        let algorithm = self.fields.signature_algorithm();
        // RFC 5280, 4.1.1.2: the algorithm beside the signature is the one that was signed.
        if own.issuer() != issuer.fields.tbs_certificate().subject() || algorithm != own.signature() {
            return false;
        }
        let parameters = algorithm.parameters.as_ref().and_then(|parameters| parameters.to_der().ok());
        let holds = |key: &PublicKey| {
            let value = self.fields.signature().as_bytes().unwrap_or_default();
            key.check(&algorithm.oid.to_string(), parameters.as_deref(), None, self.signed, value) == Verdict::Holds
        };
        issuer.key.as_ref().is_some_and(holds)
    }

    /// Whether the certificate was meant to be used at a time.
    pub(super) fn holds_at(&self, time: jiff::civil::DateTime) -> bool {
        let validity = self.fields.tbs_certificate().validity();
        let (from, to) = (civil(&validity.not_before), civil(&validity.not_after));
        from.is_none_or(|from| from <= time) && to.is_none_or(|to| time <= to)
    }
}

/// A time of a certificate, in UTC.
fn civil(time: &Time) -> Option<jiff::civil::DateTime> {
    let time = time.to_date_time();
    let small = |part: u8| i8::try_from(part).ok();
    let (month, day) = (small(time.month())?, small(time.day())?);
    let (hour, minute, second) = (small(time.hour())?, small(time.minutes())?, small(time.seconds())?);
    jiff::civil::DateTime::new(i16::try_from(time.year()).ok()?, month, day, hour, minute, second, 0).ok()
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

/// The attributes of a name: type and value.
fn names(name: &Name) -> Vec<(String, String)> {
    let text = |value: &Any| {
        let bytes = value.to_der().unwrap_or_default();
        der::first(&bytes).map(|(value, _)| value.text()).unwrap_or_default()
    };
    name.iter().map(|pair| (pair.oid.to_string(), text(&pair.value))).collect()
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
