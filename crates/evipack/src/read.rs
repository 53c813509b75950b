//! Bytes to facts (frame; the lead fills it in).

pub(crate) mod layout;
pub mod number;

use crate::facts::{Facts, Kind};

/// What a file is by its leading bytes, never by its extension alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Nothing: zero bytes.
    Empty,
    /// JPEG.
    Jpeg,
    /// TIFF.
    Tiff,
    /// PNG.
    Png,
    /// HEIF or HEIC (ISO BMFF with a picture brand), AVIF included.
    Heif,
    /// WebP.
    WebP,
    /// GIF.
    Gif,
    /// BMP.
    Bmp,
    /// PDF.
    Pdf,
    /// Office Open XML text document.
    Docx,
    /// Office Open XML workbook.
    Xlsx,
    /// Office Open XML presentation.
    Pptx,
    /// OpenDocument of any kind.
    OpenDocument,
    /// OFD (GB/T 33190).
    Ofd,
    /// Compound file with a Word document (.doc, .wps).
    OleWord,
    /// Compound file with a workbook (.xls, .et).
    OleExcel,
    /// Compound file with a presentation (.ppt, .dps).
    OlePowerPoint,
    /// Compound file that holds an encrypted Office document.
    OleEncrypted,
    /// Compound file of another kind.
    Ole,
    /// Rich text.
    Rtf,
    /// HTML or MHT.
    Html,
    /// Plain text, CSV included.
    Text,
    /// MP4, MOV and other moving pictures.
    Video,
    /// Sound.
    Audio,
    /// ZIP that is none of the above.
    Zip,
    /// 7z, RAR, tar, gzip, …
    OtherArchive,
    /// A program or script.
    Executable,
    /// A Windows shortcut.
    Shortcut,
    /// None of these.
    Unknown,
}

/// What a format reader made of a file's bytes.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) kind: Kind,
    pub(crate) facts: Facts,
    /// What the reader could not look at, in Chinese; each becomes a problem of stage `read`.
    pub(crate) gaps: Vec<String>,
}

/// Why a format reader gave up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// A password is needed to open it.
    #[error("文件有打开密码")]
    Encrypted,
    /// The bytes are not what the format demands.
    #[error("文件损坏或不完整：{0}")]
    Damaged(String),
    /// Reading it would cost more than the limits allow.
    #[error("超出读取限度：{0}")]
    Limit(String),
}
