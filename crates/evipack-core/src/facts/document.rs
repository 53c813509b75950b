//! What a document says and shows.
//!
//! Enters: text, drawing and pages that the reader went through. Leaves: [`DocumentFacts`]: the elements of an official paper
//! (GB/T 9704-2012), its seals and signatures, and what the file tells of itself.

use super::figure::{shortened_region, to_hundredths};
use super::{Fact, Region, Signature, SignatureState, Signer};
use serde::{Deserialize, Serialize};

/// Facts of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentFacts {
    /// The red header 红头: the issuing body's mark in red large type. The value is its text.
    pub red_header: Fact<String>,
    /// The document number 发文字号.
    pub number: Fact<crate::number::DocumentNumber>,
    /// The official seals 公章 that were seen.
    pub seal: Fact<Vec<Seal>>,
    /// The state of electronic signatures.
    pub signature: Fact<SignatureState>,
    /// The signatures that were looked into, one by one; left out of the report where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Signature>,
    /// Who signed, for each signature one or more; left out of the report where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signers: Vec<Signer>,
    /// The date of the document 成文日期.
    pub date: Fact<jiff::civil::Date>,
    /// The title 标题.
    pub title: Fact<String>,
    /// The signing body 发文机关署名.
    pub issuer: Fact<String>,
    /// Number of pages.
    pub pages: Fact<u32>,
    /// Pictures embedded in the document that could be photos (not page scans, not seals' size).
    pub pictures: Fact<u32>,
    /// The program that wrote the file (PDF Producer, else Creator; DOCX Application).
    pub software: Fact<String>,
    /// When the file was made, by its own metadata: ISO 8601, with as many parts as it has. The author's name is personal
    /// data and is not kept.
    pub created: Fact<String>,
    /// What a saved web page says of its publication; left out of the report for everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web: Option<Box<WebPage>>,
}

/// Where and when a saved web page was published, as far as the page says it. Anybody can write it: it tells where to look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WebPage {
    /// Its address.
    pub address: Fact<String>,
    /// When it was published: ISO 8601, with as many parts as the page shows.
    pub published: Fact<String>,
    /// When it was saved, ISO 8601.
    pub saved: Fact<String>,
}

impl DocumentFacts {
    /// The facts of a document of which nothing could be read, for one reason (Chinese).
    pub fn unknown(why: &str) -> Self {
        Self {
            red_header: Fact::unknown(why),
            number: Fact::unknown(why),
            seal: Fact::unknown(why),
            signature: Fact::unknown(why),
            signatures: Vec::new(),
            signers: Vec::new(),
            date: Fact::unknown(why),
            title: Fact::unknown(why),
            issuer: Fact::unknown(why),
            pages: Fact::unknown(why),
            pictures: Fact::unknown(why),
            software: Fact::unknown(why),
            created: Fact::unknown(why),
            web: None,
        }
    }
}

/// An official seal 公章 on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seal {
    /// 1-based page.
    pub page: u32,
    /// Place as fractions of the page: x, y, width, height, from the top left.
    #[serde(serialize_with = "shortened_region")]
    pub region: Region,
    /// Outer diameter in millimetres (the longer axis of an oval), reported to a hundredth.
    #[serde(serialize_with = "to_hundredths")]
    pub diameter_mm: f64,
    /// Its form.
    pub kind: SealKind,
    /// The name around it 印文, where it was legible; left out of the report where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inscription: Option<String>,
}

/// The form of a seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SealKind {
    /// Round, with a five-pointed star.
    RoundStar,
    /// Round, with an emblem (state, party, house sign) in the middle.
    RoundEmblem,
    /// Round, with an empty middle or words across it.
    RoundEmpty,
    /// Round; what is in the middle is not clear.
    Round,
    /// Oval.
    Oval,
    /// Square or rectangular.
    Rectangular,
}
