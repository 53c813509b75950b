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
use super::holder::Holder;
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
    issuer_names: Vec<(String, String)>,
}

impl<'a> Certificate<'a> {
    /// Nothing for what is no certificate. What stands behind it is padding.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let whole = der::only(bytes, SEQUENCE)?;
        let signed = der::first(whole.body)?.0.raw;
        let fields = CertificateInner::from_der(&ber::to_der(whole.raw)?).ok()?;
        let certificate = fields.tbs_certificate();
        let key = PublicKey::read(certificate.subject_public_key_info());
        let (subject, issuer) = (names(certificate.subject()), names(certificate.issuer()));
        Some(Self { raw: whole.raw, signed, key, names: subject, issuer_names: issuer, fields })
    }

    /// Who holds it, as it says itself; nothing where it names nobody.
    pub(super) fn signer(&self) -> Option<Holder> {
        (!self.names.is_empty()).then(|| Holder::of(&self.names, &self.issuer_names))
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

/// The attributes of a name: type and value.
fn names(name: &Name) -> Vec<(String, String)> {
    let text = |value: &Any| {
        let bytes = value.to_der().unwrap_or_default();
        der::first(&bytes).map(|(value, _)| value.text()).unwrap_or_default()
    };
    name.iter().map(|pair| (pair.oid.to_string(), text(&pair.value))).collect()
}
