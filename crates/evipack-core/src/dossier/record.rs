//! What a file's bytes show.
//!
//! Enters: what the readers saw. Leaves: a [`Record`]: a pure function of the bytes, of who read them (build, models) and of what
//! was asked ([`Needs`]). Neither the file's name nor its folder enters, so a record serves every copy of the file, today and in
//! the next audit. What the name adds is the work of [`super::named`].

use super::likeness::Likeness;
use super::path_signs::PathSigns;
use super::picture::Picture;
use super::text::{Part, Sheet, Text};
use crate::facts::{Facts, Kind};
use crate::format::Format;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is asked of a file's bytes. What nobody asks is not computed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Needs {
    /// Whether anybody asks what is in it. Nobody does of a system file.
    pub content: bool,
    /// What the names of all its copies say of a picture. A picture that one name calls a paper and another a photo is looked at
    /// as both; without names it is looked at as its pixels say.
    pub signs: BTreeSet<PathSigns>,
    /// What rules ask beside the facts.
    #[serde(default)]
    pub wants: Wants,
}

/// What rules ask of reading beside the facts. It is dear to compute, to keep or to hold, so nothing of it is there unless a rule
/// ([`crate::rules::Rule::wants`]) or the program asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Wants {
    /// The text of documents.
    pub text: bool,
    /// The cells of workbooks.
    pub sheets: bool,
    /// By what pictures and texts are found alike.
    pub likeness: bool,
}

impl Wants {
    /// Nothing.
    pub const NOTHING: Self = Self { text: false, sheets: false, likeness: false };

    /// What either of two asks.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self {
            text: self.text || other.text,
            sheets: self.sheets || other.sheets,
            likeness: self.likeness || other.likeness,
        }
    }
}

impl Needs {
    /// What is asked of files with these signs.
    pub fn content(signs: impl IntoIterator<Item = PathSigns>) -> Self {
        Self { content: true, signs: signs.into_iter().collect(), wants: Wants::NOTHING }
    }

    /// What is asked of a picture inside the file.
    #[must_use]
    pub fn inside(&self, name: &str) -> Self {
        Self {
            content: self.content,
            signs: self.signs.iter().map(|signs| signs.inside(name)).collect(),
            wants: self.wants,
        }
    }
}

/// What a file's bytes show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// What the bytes say it is.
    pub format: Format,
    /// How the reading ended.
    pub outcome: Outcome,
}

/// How the reading of some bytes ended. Reasons are in Chinese.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// Nobody asked what is in it.
    NotAsked,
    /// There are no bytes.
    Empty,
    /// There are too many.
    TooLarge {
        /// How many MiB are read at most.
        most_mib: u64,
    },
    /// The reader gave up.
    Failed(Failure, String),
    /// The reader was stopped: it crashed, or took too long. Such a record is never kept.
    Stopped(String),
    /// Read.
    Read(Box<Shown>),
}

/// Why a reader gave up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// A password is needed.
    Encrypted,
    /// The bytes are not what the format demands, or no reader understands them.
    Damaged,
    /// Reading on would cost more than the limits allow.
    Limit,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// What it is and shows.
    pub content: Content,
    /// Why it may be incomplete, in Chinese.
    pub cut_off: Option<String>,
    /// Why its content was not looked at, in Chinese.
    pub not_looked_at: Option<String>,
    /// What the reader could not look at, in Chinese.
    pub gaps: Vec<String>,
    /// Pictures inside it that could be photos of their own.
    pub inside: Vec<Inside>,
    /// What is kept for the rules beside the facts.
    #[serde(default, skip_serializing_if = "Kept::is_nothing")]
    pub kept: Kept,
    /// The recogniser could not look where it was asked to: another reading may see more, so the record is not kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recognizer_failed: bool,
}

/// What is kept of a content for the rules beside the facts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// The text, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    /// The sheets of a workbook, where they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<Sheet>,
    /// By what it is found to be like another content, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likeness: Option<Likeness>,
    /// The pages and pictures inside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

impl Kept {
    /// Whether there is nothing.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Shown {
    /// Something that was looked at without trouble.
    pub fn of(content: Content) -> Self {
        Self {
            content,
            cut_off: None,
            not_looked_at: None,
            gaps: Vec::new(),
            inside: Vec::new(),
            kept: Kept::default(),
            recognizer_failed: false,
        }
    }
}

/// What a file is and shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Content {
    /// A picture: what it is depends also on its name.
    Picture(Box<Picture>),
    /// A ZIP that is no document.
    Zip {
        /// Whether its list of members can be read.
        opens: bool,
    },
    /// Anything else.
    Known {
        /// What sort of thing it is.
        kind: Kind,
        /// Whether that is sure.
        sure: bool,
        /// What it shows.
        facts: Facts,
    },
}

/// A picture inside a document that could be a photo of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inside {
    /// Its name inside the document; two may have one name.
    pub name: String,
    /// What it shows; none where it could not be read.
    pub record: Option<Record>,
}
