//! What a document says, kept for the rules that read it.
//!
//! Enters: the lines that a reader went through. Leaves: [`Text`] and [`Sheet`]. It is private: it stays in the dossier, and nothing of
//! it reaches a report but what a rule quotes of it, masked.

use crate::facts::Region;
use serde::{Deserialize, Serialize};

/// The text of a document, in reading order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// A line of a page, or a paragraph of a document without pages.
    pub blocks: Vec<Block>,
    /// Places whose text nobody read.
    pub unread: Vec<Unread>,
    /// Blocks that were left out because there are too many.
    pub more: usize,
}

/// A piece of text that stands together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// The text.
    pub text: String,
    /// 1-based page; none where the format knows no pages.
    pub page: Option<u32>,
    /// Top, left and right edge as fractions of the page, where known.
    pub place: Option<[f64; 3]>,
    /// The part of the document it stands in.
    pub layer: Layer,
    /// Whether it was read from pixels, and how sure the recogniser is, 0 to 1; none where the file itself says it.
    pub read: Option<f32>,
}

/// The part of a document that a text stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// The running text.
    Body,
    /// The head of every page.
    PageHeader,
    /// The foot of every page.
    PageFooter,
    /// A box beside the text.
    TextBox,
}

/// A place whose text nobody read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// 1-based page; none: the whole document.
    pub page: Option<u32>,
    /// Why, in Chinese.
    pub why: String,
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether a reader of the workbook does not see it.
    pub hidden: bool,
    /// 1-based row and column of its first cell.
    pub first: [u32; 2],
    /// Its rows from there on, each with the text of its cells; empty cells are empty texts.
    pub rows: Vec<Vec<String>>,
    /// Rows that were left out because there are too many.
    pub more: usize,
}

/// Something inside a document that has a place and a kind of its own: a page that is a picture, or a picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// 1-based page; none where the format knows no pages.
    pub page: Option<u32>,
    /// Its place as fractions of the page, where known.
    pub region: Option<Region>,
    /// Whether its pixels were looked at. What was not looked at may show anything.
    pub looked_at: bool,
}

/// What a part of a document is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartKind {
    /// A page with text that the file itself holds.
    TextPage,
    /// A page that is a picture: a scan.
    PicturePage,
    /// A page with text and with a picture nearly as large as itself.
    MixedPage,
    /// A page without anything.
    BlankPage,
    /// A picture that is stored in the document.
    Picture {
        /// Its name inside the document, where it has one.
        name: Option<String>,
        /// Its stored width and height in pixels, where known.
        pixels: Option<(u32, u32)>,
    },
}
