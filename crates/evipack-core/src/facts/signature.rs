//! What the check of an electronic signature or seal gave.
//!
//! Enters: what the readers of OFD and PDF verified. Leaves: [`Signature`], one each, its [`SignatureState`], and the [`Signer`]s.

use super::Region;
use super::figure::{shortened_region, to_hundredths};
use serde::{Deserialize, Serialize};

/// One electronic signature or seal of a document, and what its check gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    /// Whether it holds. Valid means integrity: the content is what was signed; nothing is said of trust in the signer.
    pub state: SignatureState,
    /// Why it is not valid, in Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The name of the electronic seal, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
    /// First day of the seal's validity, as the seal says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<jiff::civil::Date>,
    /// Last day of the seal's validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<jiff::civil::Date>,
    /// Whose certificate signed, as the certificate says: named, not trusted. Persons are masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    /// When it was signed, as the signature says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<jiff::civil::DateTime>,
    /// The seal is a person's, not a body's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
    /// Seal or certificate were not valid yet, or no more, at the time that the signature names.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub out_of_validity: bool,
    /// Whether its certificates lead to one that the user vouches for; left out where the user vouches for nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trusted: Option<bool>,
    /// Where it is shown; none for an invisible signature.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stamps: Vec<Stamp>,
}

/// Where a signature shows a picture or a text on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stamp {
    /// 1-based page.
    pub page: u32,
    /// Place as fractions of the page: x, y, width, height, from the top left.
    #[serde(serialize_with = "shortened_region")]
    pub region: Region,
    /// Width in millimetres, to a hundredth.
    #[serde(serialize_with = "to_hundredths")]
    pub width_mm: f64,
    /// Height in millimetres, to a hundredth.
    #[serde(serialize_with = "to_hundredths")]
    pub height_mm: f64,
    /// A whole picture is shown there, neither words only nor a part of a seal, as paging seals 骑缝章 show.
    pub pictured: bool,
}

/// What is known of a document's electronic signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignatureState {
    /// Integrity and signer were checked and hold.
    Valid,
    /// Checked, and they do not hold.
    Invalid,
    /// There is a signature, and this version cannot check it.
    Unverifiable,
}

/// Who signed, as the certificate of one signature says: read, not vouched for. See [`Signature::trusted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// The certificate's subject: bodies by their whole name, persons and what may be one masked (`张**`). Nothing where the
    /// certificate names nobody, or there is none.
    pub subject: Option<String>,
    /// What sort of holder the subject is.
    pub kind: HolderKind,
    /// The body that the subject is or belongs to, by its whole name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The authority (CA) that issued the certificate.
    pub issuer: Option<String>,
    /// Subject and issuer are the same: no authority stands behind the name.
    pub self_made: bool,
    /// Whether the signature holds.
    pub state: SignatureState,
    /// Which of the document's signatures it is, counted from 0.
    pub signature: u32,
}

/// What sort of holder a certificate names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum HolderKind {
    /// A public body, a firm, a service: surely no person.
    Body,
    /// Surely a person.
    Person,
    /// The names do not tell.
    #[default]
    Unknown,
}
