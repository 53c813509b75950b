//! Names and metadata on one side, pixels on the other → one kind.
//!
//! Enters: what name, folder and EXIF say, and a [`Look`] at the pixels. Leaves: a [`PictureKind`] that is sure only where
//! nothing contradicts it. The pixels alone decide where the name says nothing, or where it is a paper's and they show one, and only
//! if they are beyond doubt. A file named a screenshot whose pixels show a scene is no sure screenshot: else a name would free any
//! photo of its watermark.

use super::Look;
use super::{PictureKind, SURE_CONFIDENCE, Told};
use crate::facts::Kind;
use std::borrow::Cow;

/// Least likelihood with which pixels confirm what a name or a camera's metadata already say.
const CONFIRMS: f32 = 0.7;

impl PictureKind {
    /// The kind, now that somebody has looked at the pixels.
    #[must_use]
    pub fn with_pixels(self, look: Look) -> Self {
        let seen = format!("画面像{}（把握{:.0}%）", chinese(look.kind), look.confidence * 100.0);
        let told = self.basis.as_ref();
        if self.sure {
            // All kinds but a photo are free of the photo rule: between them a contradiction costs nobody anything.
            let both_free = self.kind != Kind::Photo && look.kind != Kind::Photo;
            let agrees = both_free || (self.kind == look.kind && look.confidence >= CONFIRMS);
            let basis = format!("{told}；{}{seen}", if agrees { "" } else { "但" });
            let confidence = if agrees { SURE_CONFIDENCE.max(look.confidence) } else { 1.0 - look.confidence };
            return Self { sure: agrees, basis: Cow::Owned(basis), confidence, ..self };
        }
        let may_decide = match self.told {
            Told::Nothing => true,
            Told::Paper => look.kind == Kind::Scan,
            Told::Kind => false,
        };
        if may_decide || self.kind == look.kind {
            let basis = if look.certain { seen } else { format!("{seen}，没有把握；{told}") };
            let sure = look.certain && (may_decide || self.kind != Kind::Photo);
            return Self { kind: look.kind, sure, basis: Cow::Owned(basis), confidence: look.confidence, ..self };
        }
        Self { basis: Cow::Owned(format!("{told}；但{seen}")), ..self }
    }
}

fn chinese(kind: Kind) -> &'static str {
    match kind {
        Kind::Photo => "照片",
        Kind::Screenshot => "截图",
        Kind::Scan => "文件的扫描件或翻拍",
        _ => "海报、图表等设计图",
    }
}
