//! What was learnt about a file, and how sure it is.
//!
//! Enters: what the readers saw. Leaves: [`Evidence`], the only thing the rules ever look at.
//! One type carries the whole promise of the tool: [`Fact`]. Only [`Fact::Absent`] may cost points; [`Fact::Unknown`] ends
//! in a review by a human, never in a pass and never in a zero.

mod basis;
mod document;
mod edits;
mod figure;
mod photo;
mod signature;
mod video;

pub use basis::Basis;
pub use document::{DocumentFacts, Seal, SealKind, WebPage};
pub use edits::{EditFacts, EditStep};
pub use figure::Region;
pub use photo::{CaptureTime, Contradiction, Gps, PhotoFacts, PixelSize, Watermark};
pub use signature::{HolderKind, Signature, SignatureState, Signer, Stamp};
pub use video::VideoFacts;

use crate::rel_path::RelPath;
use serde::{Deserialize, Serialize};

/// A fact in one of its three states.
///
/// Serialises as the report contract says: `{"state":"known","value":…,"basis":…}`, `{"state":"absent","looked":[…]}` or
/// `{"state":"unknown","why":…}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Fact<T> {
    /// Seen, and where.
    Known {
        /// What was seen.
        value: T,
        /// Where it was seen.
        basis: Basis,
    },
    /// Looked for at every place where it could be, and not there.
    Absent {
        /// The places that were looked at.
        looked: Vec<Basis>,
    },
    /// Could not be seen: no recogniser, damage, encryption, no reader.
    Unknown {
        /// The reason, in Chinese, for the clerk.
        why: String,
    },
}

impl<T> Fact<T> {
    /// A fact that was seen at `basis`.
    pub fn known(value: T, basis: Basis) -> Self {
        Self::Known { value, basis }
    }

    /// A fact that was looked for at every one of `looked` and is not there.
    pub fn absent(looked: impl Into<Vec<Basis>>) -> Self {
        Self::Absent { looked: looked.into() }
    }

    /// A fact that could not be seen, with the reason in Chinese.
    pub fn unknown(why: impl Into<String>) -> Self {
        Self::Unknown { why: why.into() }
    }

    /// The value, where it is known.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Known { value, .. } => Some(value),
            _ => None,
        }
    }

    /// Whether the thing was looked for everywhere and is not there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent { .. })
    }

    /// Whether the thing could not be seen.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown { .. })
    }

    /// The reason, where the fact is unknown.
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Unknown { why } => Some(why),
            _ => None,
        }
    }
}

/// What sort of thing a file is, as the report's `files[].kind` says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// A camera picture of a scene (meeting, work, activity): the photo rule applies.
    Photo,
    /// A picture of a screen.
    Screenshot,
    /// A picture, or a PDF made of pictures, of a paper document.
    Scan,
    /// A text document.
    Document,
    /// A table workbook.
    Spreadsheet,
    /// Moving pictures.
    Video,
    /// A container of other files.
    Archive,
    /// Anything else, and pictures of which nobody can say what they are without looking.
    Other,
}

/// One file of the package, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Where it lies in the package.
    pub path: RelPath,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the bytes, lower-case hexadecimal; empty where the file could not be read at all.
    pub sha256: String,
    /// What its leading bytes say it is.
    pub format: crate::format::Format,
    /// Whether it can be opened by a reader of the board.
    pub legibility: Legibility,
    /// What sort of thing it is.
    pub kind: Kind,
    /// Whether that is sure; a doubtful kind costs nothing and ends in a review.
    pub kind_sure: bool,
    /// What it shows.
    pub facts: Facts,
}

/// Whether the board could open and read a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Legibility {
    /// Opened and read.
    Legible,
    /// Certainly not: empty, password-protected, or bytes of no format under a name that promises one. Chinese reason.
    Illegible(String),
    /// Perhaps not: our reader failed or the content is of another format than the name says. Chinese reason.
    Doubtful(String),
    /// This version has no reader for the format, or a limit stopped it; nothing speaks against the file. Chinese reason.
    NotLookedAt(String),
}

/// The facts of a file, by what it is. Serialises as the flat object of `files[].facts`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
#[non_exhaustive]
pub enum Facts {
    /// Facts of a picture.
    Photo(Box<PhotoFacts>),
    /// Facts of a document, a spreadsheet or a presentation.
    Document(Box<DocumentFacts>),
    /// Facts of a video.
    Video(Box<VideoFacts>),
    /// Nothing is known of it; the object is empty.
    None {},
}

impl Facts {
    /// The facts of a document, where it is one.
    pub fn document(&self) -> Option<&DocumentFacts> {
        match self {
            Self::Document(facts) => Some(facts),
            _ => None,
        }
    }

    /// The facts of a picture, where it is one.
    pub fn photo(&self) -> Option<&PhotoFacts> {
        match self {
            Self::Photo(facts) => Some(facts),
            _ => None,
        }
    }
}

/// Something the tool could not look at: not a defect of the material.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// The file or folder concerned.
    pub path: RelPath,
    /// Which stage could not look.
    pub stage: Stage,
    /// What happened, in Chinese.
    pub message: String,
}

/// The stage that met a [`Problem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Stage {
    /// Listing the folder.
    Walk,
    /// Reading a file.
    Read,
    /// A part of the tool itself (recogniser, missing reader).
    Engine,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back<T: Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
        serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
    }

    #[test]
    fn facts_of_each_sort_are_told_apart_and_no_other_object_passes_for_none() {
        let photo = Facts::Photo(Box::new(PhotoFacts::unknown("没看")));
        let document = Facts::Document(Box::new(DocumentFacts::unknown("没看")));
        // What the report leaves out of a photo's facts comes back as what it was: absent.
        let mut plain = PhotoFacts::unknown("没看");
        plain.edits = EditFacts::default();
        let video = Facts::Video(Box::new(VideoFacts::unknown("没看")));
        for facts in [photo, Facts::Photo(Box::new(plain)), document, video, Facts::None {}] {
            assert_eq!(back(&facts), facts);
        }
        assert!(serde_json::from_str::<Facts>(r#"{"red_header":1}"#).is_err());
    }
}
