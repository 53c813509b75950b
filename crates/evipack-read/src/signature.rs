//! Electronic signatures and seals: whether they hold.
//!
//! Enters: the bytes that a signature covers, and its value, as the PDF and OFD readers find them. Leaves: a [`Checked`]: holds,
//! broken, or not to be verified here, and what the signature says of its seal, signer and time. "Holds" means integrity: the
//! content is what was signed with the key of the named certificate. Whether that certificate is to be trusted is said only where
//! the user vouches for somebody (`chain`).
//!
//! Three states, on purpose: a method that is not known here must not make a good signature look forged, nor a document look
//! unsigned.

mod ber;
mod certificate;
mod chain;
mod cms;
mod der;
mod digest;
mod holder;
mod key;
mod ses;

pub(crate) use digest::Digest;
pub(crate) use holder::Holder;

use super::layout::{Layout, Source};
use crate::trust::TrustAnchors;
use certificate::Certificate;
pub(crate) use chain::Chain;
use evipack_core::facts::{Seal, SealKind, Signature, SignatureState, Signer, Stamp};
use jiff::civil::DateTime;

/// What the check of one signature gave.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Checked {
    /// Why it does not hold, in Chinese.
    pub(crate) broken: Vec<String>,
    /// What could not be verified, in Chinese.
    pub(crate) unknown: Vec<String>,
    /// Whose certificate signed; the last one where a message has several signers.
    pub(crate) signer: Option<Holder>,
    /// The other signers of the same message.
    pub(crate) cosigners: Vec<Holder>,
    /// As the signature itself says.
    pub(crate) signed_at: Option<DateTime>,
    /// Certificate or seal were not meant to be used at that time.
    pub(crate) out_of_validity: bool,
    pub(crate) seal: Option<SealSaid>,
    /// Where an electronic seal says that it was put: the name of a part, or what the sealing program writes.
    pub(crate) place: Option<String>,
    /// Who answers for it.
    pub(crate) chain: Chain,
}

/// What an electronic seal says of itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SealSaid {
    pub(crate) name: String,
    pub(crate) from: Option<DateTime>,
    pub(crate) to: Option<DateTime>,
    /// Printed size in millimetres.
    pub(crate) size_mm: (f64, f64),
    /// A person's seal, not a body's.
    pub(crate) personal: bool,
}

impl Checked {
    pub(crate) fn unknown(why: &str) -> Self {
        Self { unknown: vec![why.to_owned()], ..Self::default() }
    }

    pub(crate) fn state(&self) -> SignatureState {
        match (self.broken.is_empty(), self.unknown.is_empty()) {
            (false, _) => SignatureState::Invalid,
            (true, false) => SignatureState::Unverifiable,
            (true, true) => SignatureState::Valid,
        }
    }

    /// Why it is not valid.
    pub(crate) fn why(&self) -> Option<String> {
        let mut why: Vec<&str> = Vec::new();
        for reason in self.broken.iter().chain(&self.unknown) {
            if !why.contains(&reason.as_str()) {
                why.push(reason);
            }
        }
        (!why.is_empty()).then(|| why.join("；"))
    }

    fn verdict(&mut self, verdict: key::Verdict, broken: &str) {
        match verdict {
            key::Verdict::Holds => {}
            key::Verdict::Broken => self.broken.push(broken.to_owned()),
            key::Verdict::Unknown => self.unknown.push(UNKNOWN_METHOD.to_owned()),
            key::Verdict::Weak => self.unknown.push(WEAK_METHOD.to_owned()),
        }
    }

    fn signed_by(&mut self, certificate: &Certificate<'_>) {
        let before = std::mem::replace(&mut self.signer, certificate.signer());
        self.cosigners.extend(before);
        self.chain.answers(certificate);
        self.out_of_validity |= self.signed_at.is_some_and(|time| !certificate.holds_at(time));
    }
}

const UNKNOWN_METHOD: &str = "签名算法不支持，无法验证";
const WEAK_METHOD: &str = "签名的密钥或摘要算法强度不足（如 MD5、短于 1024 位的 RSA），不能证明内容未被改动";
const UNKNOWN_FORM: &str = "签名数据的格式无法识别，无法验证";
const CHANGED: &str = "签名后内容被改动";
const NOT_BOUND: &str = "签名没有确定签的是哪些内容";
const FORGED: &str = "签名值与证书不符";

/// Checks the value of a signature over `pieces` that stand one behind the other: an electronic seal, or a message in CMS.
pub(crate) fn check(value: &[u8], pieces: &[&[u8]]) -> Checked {
    if let Some(signature) = ses::Signature::read(value) {
        return signature.check(pieces);
    }
    cms::check(value, pieces, cms::Inside::Content)
}

/// Checks a signature whose message is the SHA-1 of what is signed (`adbe.pkcs7.sha1`).
pub(crate) fn check_of_sha1(value: &[u8], pieces: &[&[u8]]) -> Checked {
    cms::check(value, pieces, cms::Inside::Sha1)
}

/// Checks a plain RSA signature with the certificate beside it (`adbe.x509.rsa_sha1`).
pub(crate) fn check_plain(value: &[u8], certificate: &[u8], pieces: &[&[u8]]) -> Checked {
    let Some(certificate) = Certificate::read(certificate) else {
        return Checked::unknown("签名里没有签名者的证书");
    };
    let mut checked = Checked::default();
    checked.signed_by(&certificate);
    let Some(signature) = der::only(value, der::OCTET_STRING) else { return Checked::unknown(UNKNOWN_FORM) };
    let Some(key) = &certificate.key else { return Checked { unknown: vec![UNKNOWN_METHOD.to_owned()], ..checked } };
    // The name says SHA-1, and programs write others under it.
    let verdicts = digest::ALL.map(|digest| key.check_digest(digest, &digest.of(pieces), signature.body));
    if !verdicts.contains(&key::Verdict::Holds) {
        checked.verdict(verdicts[0], CHANGED);
    }
    checked
}

/// A checked signature, as a report tells it, and who answers for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answered {
    pub(crate) signature: Signature,
    /// Those who signed, in the order of the message; nobody where no certificate could be read.
    holders: Vec<Holder>,
    chain: Chain,
}

impl Answered {
    /// What a check gave, with the places where the signature is shown.
    pub(crate) fn of(checked: &Checked, stamps: Vec<Stamp>) -> Self {
        let holders = checked.cosigners.iter().chain(&checked.signer).cloned().collect();
        Self { signature: signature_of(checked, stamps), holders, chain: checked.chain.clone() }
    }

    /// Who signed, one entry for each, at least one: a signature without a readable certificate has an unknown signer.
    /// `position`: of the signature among those of its document.
    pub(crate) fn signers(&self, position: u32) -> Vec<Signer> {
        let unknown = [Holder::default()];
        let holders = if self.holders.is_empty() { &unknown[..] } else { &self.holders };
        let signer = |holder: &Holder| Signer {
            subject: holder.name.clone(),
            kind: holder.kind,
            body: holder.body.clone(),
            issuer: holder.issuer.clone(),
            self_made: holder.self_made,
            state: self.signature.state,
            signature: position,
        };
        holders.iter().map(signer).collect()
    }
}

/// What a report says of a check, with the places where the signature is shown.
fn signature_of(checked: &Checked, stamps: Vec<Stamp>) -> Signature {
    let seal = checked.seal.as_ref();
    Signature {
        state: checked.state(),
        why: checked.why(),
        seal: seal.map(|seal| seal.name.clone()).filter(|name| !name.is_empty()),
        valid_from: seal.and_then(|seal| seal.from).map(DateTime::date),
        valid_to: seal.and_then(|seal| seal.to).map(DateTime::date),
        signer: checked.signer.as_ref().and_then(|holder| holder.name.clone()),
        signed_at: checked.signed_at,
        personal: seal.is_some_and(|seal| seal.personal),
        out_of_validity: checked.out_of_validity,
        trusted: None,
        stamps,
    }
}

/// The official seals that a signature shows: whole, of the form and size of one, and the signature holds and is trusted, where
/// anybody is.
pub(crate) fn seals_of(signature: &Signature) -> impl Iterator<Item = Seal> + '_ {
    let holds = signature.state == SignatureState::Valid
        && !signature.out_of_validity
        && !signature.personal
        && signature.trusted != Some(false);
    signature.stamps.iter().filter(move |stamp| holds && stamp.pictured && is_round(stamp)).map(|stamp| Seal {
        page: stamp.page,
        region: stamp.region,
        diameter_mm: stamp.width_mm.max(stamp.height_mm),
        kind: SealKind::Round,
        inscription: None,
    })
}

/// Asks of each signature whether it leads to an anchor, and takes the seals away of those that do not. Without anchors nothing is
/// asked.
pub(crate) fn weigh_trust(layout: &mut Layout, anchors: Option<&TrustAnchors>) {
    let Some(anchors) = anchors.filter(|anchors| !anchors.is_empty()) else { return };
    for Answered { signature, chain, .. } in &mut layout.checked {
        signature.trusted = Some(chain.leads_to(anchors, signature.signed_at));
    }
    let trusted: Vec<Seal> = layout.checked().flat_map(seals_of).collect();
    layout.seals.retain(|(seal, source)| *source != Source::Signature || trusted.contains(seal));
}

/// Whether some bytes are one certificate and nothing else.
pub(crate) fn is_certificate(bytes: &[u8]) -> bool {
    Certificate::read(bytes).is_some_and(|certificate| certificate.raw.len() == bytes.len())
}

/// What the way from BER to DER promises, of any bytes.
#[cfg(any(test, fuzzing))]
pub(crate) fn ber_promises(bytes: &[u8]) {
    ber::promises::of(bytes);
}

/// A certificate that signs itself.
#[cfg(test)]
pub(crate) fn made_certificate() -> Vec<u8> {
    chain::tests::self_signed()
}

/// Outer diameters of seals of organs in millimetres (国发〔1999〕25号), and how much the sides of their picture may differ.
const SEAL_MM: std::ops::RangeInclusive<f64> = 29.5..=60.5;
const SQUARE: f64 = 1.15;

fn is_round(stamp: &Stamp) -> bool {
    let (long, short) = (stamp.width_mm.max(stamp.height_mm), stamp.width_mm.min(stamp.height_mm));
    SEAL_MM.contains(&long) && long <= SQUARE * short
}

#[cfg(test)]
mod tests;
