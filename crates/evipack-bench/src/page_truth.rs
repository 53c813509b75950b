//! The truth about generated pages, as `accuracy_pages.py` writes it.
//!
//! Enters: lines of `truth.jsonl`. Leaves: [`PageTruth`]. The fields are described in fixtures/recipe/README.md.

use serde::Deserialize;

/// A page of an official paper.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PageTruth {
    pub(crate) file: String,
    /// `None`: photographed, no scale.
    pub(crate) dpi: Option<u32>,
    pub(crate) colour: String,
    pub(crate) how: String,
    pub(crate) layout: Option<String>,
    pub(crate) header: Option<HeaderTruth>,
    pub(crate) number: Option<String>,
    pub(crate) number_written: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) seals: Vec<SealTruth>,
}

/// The red header.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct HeaderTruth {
    pub(crate) present: bool,
    pub(crate) text: Option<String>,
    pub(crate) form: Option<String>,
}

/// A seal on the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SealTruth {
    /// x, y, width, height in fractions.
    pub(crate) bbox: [f64; 4],
    pub(crate) kind: String,
    pub(crate) cut: bool,
    pub(crate) faint: bool,
    pub(crate) over_text: bool,
    pub(crate) inscription: Option<String>,
}
