//! The truth about generated pictures, as `accuracy_photos.py` writes it.
//!
//! Enters: lines of `truth.jsonl`. Leaves: [`PhotoTruth`]. The fields are described in fixtures/recipe/README.md.

use serde::Deserialize;

/// What a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Class {
    Photo,
    Screenshot,
    Document,
    Drawing,
    /// A photo with a watermark too small or faint for a human.
    Tiny,
}

/// A picture.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct PhotoTruth {
    pub(crate) file: String,
    pub(crate) class: Class,
    pub(crate) group: String,
    pub(crate) legible: bool,
    pub(crate) unknown_allowed: bool,
    pub(crate) watermark: WatermarkTruth,
    #[serde(default)]
    pub(crate) cells: Vec<WatermarkTruth>,
    #[serde(default)]
    pub(crate) style: Option<String>,
    #[serde(default)]
    pub(crate) chat: bool,
    #[serde(default)]
    pub(crate) orientation: Option<u8>,
    #[serde(default)]
    pub(crate) notes: Vec<String>,
    pub(crate) size: [u32; 2],
}

/// A watermark, or that there is none.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct WatermarkTruth {
    pub(crate) present: bool,
    #[serde(default)]
    pub(crate) time: Option<String>,
    #[serde(default)]
    pub(crate) place: Option<String>,
    #[serde(default)]
    pub(crate) brand: Option<String>,
    #[serde(default)]
    pub(crate) code: Option<String>,
    #[serde(default)]
    pub(crate) style: Option<String>,
    #[serde(default)]
    pub(crate) contradictions: Vec<String>,
    #[serde(default)]
    pub(crate) corner: Option<String>,
    #[serde(default)]
    pub(crate) line_at_1280: Option<f64>,
}
