//! What a picture's own metadata says of its making and changing.
//!
//! Enters: what the reader found in the XMP packet and in content credentials. Leaves: [`EditFacts`]. Such notes are
//! traces, not proofs: editors write them, messengers strip them, and anyone can type them. What is not there stays out of
//! the report: nearly every photo has none, and that says nothing.

use super::{Basis, Fact};
use serde::{Deserialize, Serialize};

/// Traces of editing and generating, from the XMP packet and from content credentials.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EditFacts {
    /// The program that made the picture's file (`xmp:CreatorTool`).
    #[serde(skip_serializing_if = "Fact::is_absent")]
    pub creator_tool: Fact<String>,
    /// When the file was last changed (`xmp:ModifyDate`), as it is written there.
    #[serde(skip_serializing_if = "Fact::is_absent")]
    pub modified: Fact<String>,
    /// The steps that editors noted (`xmpMM:History`), and whether there is a log in prose (`photoshop:History`); else
    /// the signed actions of content credentials that are edits.
    #[serde(skip_serializing_if = "Fact::is_absent")]
    pub history: Fact<Vec<EditStep>>,
    /// The mark of a picture that a model made or changed: the IPTC digital source type, or `AIGC` (GB 45438-2025).
    #[serde(skip_serializing_if = "Fact::is_absent")]
    pub generated: Fact<String>,
}

impl EditFacts {
    /// Nothing could be read, for one reason (Chinese).
    pub fn unknown(why: &str) -> Self {
        Self {
            creator_tool: Fact::unknown(why),
            modified: Fact::unknown(why),
            history: Fact::unknown(why),
            generated: Fact::unknown(why),
        }
    }
}

/// Looked for, and not there: what a report leaves out.
impl Default for EditFacts {
    fn default() -> Self {
        Self {
            creator_tool: Fact::absent([Basis::Xmp("CreatorTool".into())]),
            modified: Fact::absent([Basis::Xmp("ModifyDate".into())]),
            history: Fact::absent([Basis::Xmp("History".into())]),
            generated: Fact::absent([Basis::Xmp("DigitalSourceType".into()), Basis::Xmp("AIGC".into())]),
        }
    }
}

/// One step of an edit history, as the editor wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditStep {
    /// What was done: `saved`, `converted`, `cropped` …
    pub action: String,
    /// The program that did it.
    pub software: Option<String>,
    /// When, as it is written.
    pub when: Option<String>,
}
