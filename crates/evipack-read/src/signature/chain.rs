//! From a signer's certificate up to one that the user vouches for.
//!
//! Enters: the certificates that a signature carries, and [`TrustAnchors`]. Leaves: whether each of those who answer for it (the
//! signer; of a seal its maker, too) is an anchor or was issued by one, perhaps through authorities in between (RFC 5280, 6.1, as
//! far as names, signatures, validity and the right to issue go). Revocation is not asked: that needs a network.

use super::certificate::Certificate;
use crate::trust::TrustAnchors;
use jiff::civil::DateTime;

/// Longest way from a signer to an anchor; those in use have one or two steps.
const MAX_STEPS: usize = 6;
/// Certificates beside the signer's that are looked at.
const MAX_BESIDE: usize = 32;

/// The certificates of a signature, in DER.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Chain {
    /// Of those who answer for it.
    answerable: Vec<Vec<u8>>,
    /// What else it carries: authorities in between.
    beside: Vec<Vec<u8>>,
}

impl Chain {
    pub(super) fn answers(&mut self, certificate: &Certificate<'_>) {
        self.answerable.push(certificate.raw.to_vec());
    }

    pub(super) fn carries<'a>(&mut self, certificates: impl Iterator<Item = &'a Certificate<'a>>) {
        self.beside.extend(certificates.take(MAX_BESIDE).map(|certificate| certificate.raw.to_vec()));
    }

    /// Those who answer for it, in DER: the signer first, of a seal then its maker.
    #[cfg(test)]
    pub(crate) fn answerable(&self) -> &[Vec<u8>] {
        &self.answerable
    }

    /// Whether all who answer for the signature lead to an anchor. `at`: when it was signed, where that is known.
    pub(crate) fn leads_to(&self, anchors: &TrustAnchors, at: Option<DateTime>) -> bool {
        let anchors: Vec<Certificate<'_>> = anchors.certificates().filter_map(Certificate::read).collect();
        let beside: Vec<Certificate<'_>> = self.beside.iter().filter_map(|bytes| Certificate::read(bytes)).collect();
        let leads = |bytes: &Vec<u8>| {
            Certificate::read(bytes).is_some_and(|certificate| climbs(&certificate, &anchors, &beside, at))
        };
        !self.answerable.is_empty() && self.answerable.iter().all(leads)
    }
}

/// Whether a certificate is an anchor, or was issued by one that leads to it. Step by step, all issuers of the last step at once, and
/// none twice: certificates that issue each other cost no more than others.
fn climbs(
    certificate: &Certificate<'_>,
    anchors: &[Certificate<'_>],
    beside: &[Certificate<'_>],
    at: Option<DateTime>,
) -> bool {
    let held = |issuer: &Certificate<'_>| at.is_none_or(|at| issuer.holds_at(at));
    let is_vouched_for = |certificate: &&Certificate<'_>| {
        anchors.iter().any(|anchor| anchor.raw == certificate.raw)
            || anchors.iter().any(|anchor| held(anchor) && certificate.is_issued_by(anchor))
    };
    let mut unseen: Vec<&Certificate<'_>> =
        beside.iter().filter(|issuer| issuer.raw != certificate.raw && issuer.may_issue() && held(issuer)).collect();
    let mut step = vec![certificate];
    for _ in 0..=MAX_STEPS {
        if step.iter().any(is_vouched_for) {
            return true;
        }
        let (next, rest) =
            unseen.into_iter().partition(|issuer| step.iter().any(|certificate| certificate.is_issued_by(issuer)));
        (step, unseen) = (next, rest);
    }
    false
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::signature::der::{BIT_STRING, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, UTC_TIME, context, wrapped};
    use p256::ecdsa::SigningKey;
    use p256::ecdsa::signature::hazmat::PrehashSigner as _;

    /// ecdsa-with-SHA256, id-ecPublicKey, prime256v1, commonName, basicConstraints.
    const ECDSA_SHA256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2];
    const EC: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1];
    const P256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7];
    const COMMON_NAME: &[u8] = &[0x55, 4, 3];
    const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1D, 0x13];
    const UTF8: u8 = 0x0C;

    /// Somebody with a key of the same number.
    pub(in crate::signature) struct Party(pub(in crate::signature) &'static str, pub(in crate::signature) u8);

    impl Party {
        pub(in crate::signature) fn key(&self) -> SigningKey {
            SigningKey::from_slice(&[self.1; 32]).unwrap()
        }

        pub(in crate::signature) fn name(&self) -> Vec<u8> {
            let pair = [wrapped(OID, COMMON_NAME), wrapped(UTF8, self.0.as_bytes())].concat();
            wrapped(SEQUENCE, &wrapped(SET, &wrapped(SEQUENCE, &pair)))
        }

        /// The certificate of another, valid in 2026.
        pub(in crate::signature) fn issues(&self, other: &Self, authority: bool) -> Vec<u8> {
            let algorithm = wrapped(SEQUENCE, &wrapped(OID, ECDSA_SHA256));
            let days = [wrapped(UTC_TIME, b"260101000000Z"), wrapped(UTC_TIME, b"261231235959Z")].concat();
            let point = other.key().verifying_key().to_sec1_point(false);
            let key = wrapped(BIT_STRING, &[&[0], point.as_bytes()].concat());
            let kind = wrapped(SEQUENCE, &[wrapped(OID, EC), wrapped(OID, P256)].concat());
            let constraint = wrapped(SEQUENCE, if authority { &[1, 1, 0xFF] } else { &[] });
            let extension = [wrapped(OID, BASIC_CONSTRAINTS), wrapped(OCTET_STRING, &constraint)].concat();
            let signed = [
                wrapped(context(0), &wrapped(INTEGER, &[2])),
                wrapped(INTEGER, &[other.1]),
                algorithm.clone(),
                self.name(),
                wrapped(SEQUENCE, &days),
                other.name(),
                wrapped(SEQUENCE, &[kind, key].concat()),
                wrapped(context(3), &wrapped(SEQUENCE, &wrapped(SEQUENCE, &extension))),
            ];
            let signed = wrapped(SEQUENCE, &signed.concat());
            let hash = crate::signature::Digest::Sha256.of(&[&signed]);
            let signature: p256::ecdsa::Signature = self.key().sign_prehash(&hash).unwrap();
            let value = wrapped(BIT_STRING, &[&[0], &signature.to_bytes()[..]].concat());
            wrapped(SEQUENCE, &[signed, algorithm, value].concat())
        }
    }

    pub(in crate::signature) const ROOT: Party = Party("测试根 CA", 1);
    const MIDDLE: Party = Party("测试中间 CA", 2);
    pub(in crate::signature) const BUREAU: Party = Party("青岚县交通运输局", 3);
    const STRANGER: Party = Party("测试根 CA", 4);

    /// A certificate that signs itself, for the tests of whoever reads some.
    pub(in crate::signature) fn self_signed() -> Vec<u8> {
        ROOT.issues(&ROOT, true)
    }

    fn leads(answerable: Vec<u8>, beside: &[Vec<u8>], anchor: &[u8], month: i8) -> bool {
        let chain = Chain { answerable: vec![answerable], beside: beside.to_vec() };
        let mut anchors = TrustAnchors::default();
        anchors.add(anchor).unwrap();
        chain.leads_to(&anchors, Some(jiff::civil::date(2026, month, 7).at(9, 0, 0, 0)))
    }

    #[test]
    fn a_signer_leads_to_an_anchor_through_authorities() {
        let (root, middle) = (self_signed(), ROOT.issues(&MIDDLE, true));
        let bureau = MIDDLE.issues(&BUREAU, false);
        let beside = [middle.clone(), root.clone()];
        assert!(leads(bureau.clone(), &beside, &root, 4));
        assert!(leads(bureau.clone(), &[], &middle, 4), "an authority in between may be vouched for");
        assert!(leads(bureau.clone(), &[], &bureau, 4), "and the signer itself");
        assert!(!leads(bureau, &[], &root, 4), "a step is missing");
    }

    #[test]
    fn names_alone_signers_as_authorities_and_loops_lead_nowhere() {
        let root = self_signed();
        assert!(!leads(STRANGER.issues(&BUREAU, false), &[], &root, 4), "the same name with another key");
        let signer = ROOT.issues(&BUREAU, false);
        let forged = BUREAU.issues(&MIDDLE, false);
        assert!(!leads(forged, &[signer], &root, 4), "a signer is no authority");
        let (one, other) = (MIDDLE.issues(&STRANGER, true), STRANGER.issues(&MIDDLE, true));
        assert!(!leads(MIDDLE.issues(&BUREAU, false), &[one, other], &root, 4));
        assert!(!Chain::default().leads_to(&TrustAnchors::default(), None));
    }

    #[test]
    fn an_authority_counts_while_it_is_valid() {
        let chain = Chain { answerable: vec![ROOT.issues(&BUREAU, false)], beside: Vec::new() };
        let mut anchors = TrustAnchors::default();
        anchors.add(&self_signed()).unwrap();
        let at = |year| Some(jiff::civil::date(year, 6, 1).at(9, 0, 0, 0));
        assert!(chain.leads_to(&anchors, at(2026)) && !chain.leads_to(&anchors, at(2027)));
    }

    #[test]
    fn authorities_that_issue_each_other_cost_no_more_than_others() {
        // Each of these may have issued each other: without memory the ways among them are 32^6.
        let twins: Vec<Vec<u8>> = (0..MAX_BESIDE).map(|_| MIDDLE.issues(&MIDDLE, true)).collect();
        let numbered = |at: u8| MIDDLE.issues(&Party("测试中间 CA", 100 + at), true);
        let others: Vec<Vec<u8>> = (0..MAX_BESIDE as u8).map(numbered).collect();
        for beside in [twins, others] {
            assert!(!leads(MIDDLE.issues(&BUREAU, false), &beside, &self_signed(), 4));
        }
    }
}
