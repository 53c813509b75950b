//! Bytes to facts.
//!
//! Enters: the bytes of a file, and what is asked of them. Leaves: a [`Record`]. The leading bytes decide what a file is: its name
//! does not enter; one list (`formats`) says which reader a format has. A format without a reader, damage, encryption and
//! limits end in a record that says so, never in a crash.

pub(crate) mod boxes;
pub(crate) mod charset;
pub(crate) mod compound_properties;
pub mod container;
pub(crate) mod date;
mod decode;
pub(crate) mod doc;
pub(crate) mod docx;
pub(crate) mod drawn;
pub(crate) mod elements;
pub(crate) mod embedded;
pub(crate) mod flow;
mod flow_reading;
pub mod format;
mod formats;
#[cfg(any(fuzzing, test))]
#[doc(hidden)]
#[allow(
    missing_docs,
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "a door for the fuzzer: a panic is a finding"
)]
pub mod fuzz;
mod kept;
pub(crate) mod layout;
mod likeness;
mod little_endian;
mod odf;
pub(crate) mod ofd;
pub(crate) mod office_art;
pub(crate) mod ooxml;
pub(crate) mod page_choice;
pub(crate) mod page_picture;
pub(crate) mod paper_picture;
pub(crate) mod pdf;
pub(crate) mod photo;
pub(crate) mod picture;
pub(crate) mod picture_head;
pub(crate) mod pictures_inside;
pub(crate) mod pieces;
mod plain;
pub(crate) mod ppt;
mod pptx;
pub(crate) mod rtf;
pub(crate) mod sight;
pub(crate) mod signature;
pub(crate) mod transcript;
mod trust;
pub(crate) mod video;
mod watched;
mod web;
mod workbook;

use embedded::Embedded;
pub use trust::{TrustAnchors, TrustError};
pub use video::outline as movie_outline;

use crate::format::Format;
use crate::layout::Layout;
use evipack_core::dossier::{Failure, Needs, Outcome, Record, Shown};
use evipack_core::facts::{DocumentFacts, Facts, Kind};
use evipack_see::Recognizer;
use watched::Watched;

/// The optional readers that were built in: what was read without one may read otherwise with it.
pub const FEATURES: &[(&str, bool)] = &[("heic", cfg!(feature = "heic")), ("c2pa", cfg!(feature = "c2pa"))];

/// Largest file that is read into memory; larger ones are hashed as a stream and not looked into.
pub const MAX_FILE: u64 = 256 << 20;

/// Why a format reader gave up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// A password is needed to open it.
    #[error("文件有打开密码")]
    Encrypted,
    /// The bytes are not what the format demands.
    #[error("文件损坏或不完整：{0}")]
    Damaged(String),
    /// The bytes may be sound, but no reader here understands them.
    #[error("无法读取：{0}")]
    Unsupported(String),
    /// Reading it would cost more than the limits allow.
    #[error("超出读取限度：{0}")]
    Limit(String),
}

/// What a format reader made of a file's bytes.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) kind: Kind,
    pub(crate) kind_sure: bool,
    pub(crate) facts: Facts,
    /// Whether the content was looked at; a Chinese reason where it was not.
    pub(crate) not_looked_at: Option<String>,
    /// What the reader could not look at, in Chinese; each becomes a problem.
    pub(crate) gaps: Vec<String>,
    /// Photos inside a document.
    pub(crate) embedded: Vec<Embedded>,
    /// What the reader of a document saw, in full.
    pub(crate) layout: Layout,
}

impl Reading {
    /// A file that was looked at without trouble.
    pub(crate) fn of(kind: Kind, kind_sure: bool, facts: Facts) -> Self {
        Self {
            kind,
            kind_sure,
            facts,
            not_looked_at: None,
            gaps: Vec::new(),
            embedded: Vec::new(),
            layout: Layout::default(),
        }
    }

    /// A document that was looked into, with what could not be seen of it.
    pub(crate) fn document(kind: Kind, layout: Layout, facts: DocumentFacts, gaps: Vec<String>) -> Self {
        Self { gaps, layout, ..Self::of(kind, true, Facts::Document(Box::new(facts))) }
    }

    /// A format in which no rule looks for anything.
    pub(crate) fn plain(kind: Kind) -> Self {
        Self::of(kind, true, Facts::None {})
    }
}

/// A file as its format reader gets it.
#[derive(Clone, Copy)]
pub(crate) struct File<'a> {
    /// What its bytes say it is.
    pub(crate) format: Format,
    pub(crate) bytes: &'a [u8],
    /// Looks at pixels, where there is one.
    pub(crate) recognizer: Option<&'a dyn Recognizer>,
    /// Whose signatures count, where the user says so.
    pub(crate) anchors: Option<&'a TrustAnchors>,
}

/// The bytes of a file.
#[derive(Debug)]
pub struct Bytes<'a> {
    /// Its bytes; `None` where it is larger than [`MAX_FILE`]. Of a large movie all but its frames ([`movie_outline`]).
    pub bytes: Option<&'a [u8]>,
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 of all its bytes.
    pub sha256: String,
}

/// Reads files; shared by all reading threads.
pub struct Reader<'a> {
    recognizer: Option<&'a dyn Recognizer>,
    anchors: Option<&'a TrustAnchors>,
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("recognizer", &self.recognizer.is_some())
            .field("anchors", &self.anchors)
            .finish()
    }
}

impl<'a> Reader<'a> {
    /// A reader. `recognizer` looks at pixels, where there is one; `anchors` say whose signatures count.
    pub fn new(recognizer: Option<&'a dyn Recognizer>, anchors: Option<&'a TrustAnchors>) -> Self {
        Self { recognizer, anchors }
    }

    /// What some bytes show, as far as it is asked.
    pub fn read(&self, content: Bytes<'_>, needs: &Needs) -> Record {
        let Bytes { bytes, size, sha256 } = content;
        let format = format_of(bytes, size);
        let outcome = match bytes {
            _ if !needs.content => Outcome::NotAsked,
            _ if size == 0 => Outcome::Empty,
            None => Outcome::TooLarge { most_mib: MAX_FILE >> 20 },
            Some(bytes) => self.outcome(bytes, format, needs),
        };
        Record { size, sha256, format, outcome }
    }

    fn outcome(&self, bytes: &[u8], format: Format, needs: &Needs) -> Outcome {
        let watched = self.recognizer.map(Watched::new);
        let recognizer = watched.as_ref().map(|watched| watched as &dyn Recognizer);
        let file = File { format, bytes, recognizer, anchors: self.anchors };
        // A parser of a third party may panic on bytes nobody foresaw: that costs this file its facts, not the audit.
        let attempt = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| formats::shown(&file, needs)));
        match attempt.unwrap_or_else(|_| Err(ReadError::Damaged("解析时出错".to_owned()))) {
            Ok(shown) => Outcome::Read(Box::new(Shown {
                recognizer_failed: watched.as_ref().is_some_and(Watched::failed),
                cut_off: cut_off(bytes, format).map(str::to_owned),
                ..shown
            })),
            Err(error) => {
                let why = error.to_string();
                match error {
                    ReadError::Encrypted => Outcome::Failed(Failure::Encrypted, why),
                    ReadError::Damaged(_) | ReadError::Unsupported(_) => Outcome::Failed(Failure::Damaged, why),
                    ReadError::Limit(_) => Outcome::Failed(Failure::Limit, why),
                }
            }
        }
    }
}

/// Reads bytes as a file of this format, for the fuzzer: whatever comes of it, it comes without a panic.
#[cfg(any(fuzzing, test))]
pub(crate) fn any(format: Format, bytes: &[u8]) {
    let file = File { format, bytes, recognizer: None, anchors: None };
    let _ = formats::shown(&file, &Needs::content([]));
}

/// Why some bytes may not be all of their file.
fn cut_off(bytes: &[u8], format: Format) -> Option<&'static str> {
    if photo::looks_truncated(bytes, format) {
        Some("图片数据不完整（文件被截断）")
    } else if format == Format::Video && video::is_cut_off(bytes) {
        Some("视频不完整（文件被截断），可能没有传完")
    } else if format == Format::Pdf && pdf::is_cut_off(bytes) {
        Some("PDF 不完整（没有结尾），可能缺页")
    } else {
        None
    }
}

fn format_of(bytes: Option<&[u8]>, size: u64) -> Format {
    let Some(bytes) = bytes else { return Format::Unknown };
    match format::sniff(&bytes[..bytes.len().min(format::HEAD_LEN)], size) {
        Format::Zip => match container::kind_of_zip(bytes) {
            container::ZipKind::Docx => Format::Docx,
            container::ZipKind::Xlsx => Format::Xlsx,
            container::ZipKind::Pptx => Format::Pptx,
            container::ZipKind::OpenDocument => Format::OpenDocument,
            container::ZipKind::OpenSpreadsheet => Format::OpenSpreadsheet,
            container::ZipKind::OpenPresentation => Format::OpenPresentation,
            container::ZipKind::Ofd => Format::Ofd,
            container::ZipKind::Other => Format::Zip,
        },
        Format::Ole => format::sniff_ole(bytes),
        other => other,
    }
}
