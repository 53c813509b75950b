//! What was learnt about a file, and how sure it is.
//!
//! Enters: what the readers in [`crate::read`] saw. Leaves: [`Evidence`], the only thing the rules ever look at.
//! One type carries the whole promise of the tool: [`Fact`]. Only [`Fact::Absent`] may cost points; [`Fact::Unknown`] ends
//! in a review by a human, never in a pass and never in a zero.

use crate::rel_path::RelPath;
use serde::{Serialize, Serializer};

/// A fact in one of its three states.
///
/// Serialises as the report contract says: `{"state":"known","value":…,"basis":…}`, `{"state":"absent","looked":[…]}` or
/// `{"state":"unknown","why":…}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
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

/// Where a conclusion comes from. Serialises as a short stable word such as `exif:DateTimeOriginal` or `pdf-text:1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// An EXIF tag, by its standard name.
    Exif(&'static str),
    /// The time watermark burned into a photo, as a recogniser read it.
    Watermark,
    /// Text of a PDF page (1-based).
    PdfText {
        /// 1-based page.
        page: u32,
    },
    /// Vector drawing on a PDF page (1-based).
    PdfDrawing {
        /// 1-based page.
        page: u32,
    },
    /// The PDF's document information or XMP.
    PdfMetadata,
    /// Pictures embedded in the file.
    Pictures,
    /// Body text of an office document.
    DocumentText,
    /// Page headers of an office document.
    PageHeader,
    /// Text boxes and shapes of an office document.
    TextBox,
    /// Core properties of an office document.
    Properties,
    /// An electronic signature field or structure.
    Signature,
    /// Pixels, on a page (1-based) where the file has pages.
    Pixels {
        /// 1-based page, where there are pages.
        page: Option<u32>,
    },
    /// The file's own name.
    FileName,
    /// The structure of the file itself, for example a picture's header or a container's directory.
    Structure,
}

impl std::fmt::Display for Basis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exif(tag) => write!(f, "exif:{tag}"),
            Self::Watermark => f.write_str("watermark"),
            Self::PdfText { page } => write!(f, "pdf-text:{page}"),
            Self::PdfDrawing { page } => write!(f, "pdf-drawing:{page}"),
            Self::PdfMetadata => f.write_str("pdf-metadata"),
            Self::Pictures => f.write_str("pictures"),
            Self::DocumentText => f.write_str("document-text"),
            Self::PageHeader => f.write_str("page-header"),
            Self::TextBox => f.write_str("text-box"),
            Self::Properties => f.write_str("properties"),
            Self::Signature => f.write_str("signature"),
            Self::Pixels { page: Some(page) } => write!(f, "pixels:{page}"),
            Self::Pixels { page: None } => f.write_str("pixels"),
            Self::FileName => f.write_str("file-name"),
            Self::Structure => f.write_str("structure"),
        }
    }
}

impl Serialize for Basis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What sort of thing a file is, as the report's `files[].kind` says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
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
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
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
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Facts {
    /// Facts of a picture.
    Photo(Box<PhotoFacts>),
    /// Facts of a document, a spreadsheet or a presentation.
    Document(Box<DocumentFacts>),
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

/// Facts of a picture file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PhotoFacts {
    /// EXIF DateTimeOriginal, with its offset where the file gives one.
    pub taken_exif: Fact<CaptureTime>,
    /// The real-time watermark 真实时间水印 burned into the picture.
    pub watermark: Fact<Watermark>,
    /// EXIF Make and Model, joined by one space.
    pub camera: Fact<String>,
    /// EXIF Software.
    pub software: Fact<String>,
    /// EXIF GPS position.
    pub gps: Fact<Gps>,
    /// Signed provenance (C2PA).
    pub provenance: Fact<String>,
    /// Width and height in pixels, as stored (EXIF orientation not applied).
    pub pixels: Fact<PixelSize>,
    /// What about the photo's time, place or app does not fit together; left out of the report where there is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contradictions: Vec<Contradiction>,
}

impl PhotoFacts {
    /// The facts of a picture of which nothing could be read, for one reason (Chinese).
    pub fn unknown(why: &str) -> Self {
        Self {
            taken_exif: Fact::unknown(why),
            watermark: Fact::unknown(why),
            camera: Fact::unknown(why),
            software: Fact::unknown(why),
            gps: Fact::unknown(why),
            provenance: Fact::unknown(why),
            pixels: Fact::unknown(why),
            contradictions: Vec::new(),
        }
    }
}

/// Something about a photo that a genuine watermark camera would not have printed or stored. Each is for a human to look
/// at: it proves nothing alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Contradiction {
    /// The printed weekday is not that of the printed date.
    Weekday,
    /// The printed time is not the camera's own (EXIF DateTimeOriginal).
    ExifTime,
    /// The printed time is later than the moment at which, by its name, the file was saved.
    LaterThanFileName,
    /// The name of the app is that of a look-alike.
    LookAlikeBrand,
    /// An editor printed that its watermarks can be changed, or how to be rid of it.
    FreeTier,
    /// The app had no position or weather when the picture was taken.
    Placeholder,
}

/// Width and height of a picture in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PixelSize {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// EXIF DateTimeOriginal (CIPA DC-008): local clock time of the camera, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaptureTime {
    /// Local date and time of the camera's clock.
    pub local: jiff::civil::DateTime,
    /// OffsetTimeOriginal in minutes east of UTC, where given.
    pub offset_minutes: Option<i16>,
}

impl Serialize for CaptureTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl std::fmt::Display for CaptureTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.local)?;
        match self.offset_minutes {
            Some(m) => write!(f, "{}{:02}:{:02}", if m < 0 { '-' } else { '+' }, m.abs() / 60, m.abs() % 60),
            None => Ok(()),
        }
    }
}

/// A position in degrees (WGS 84 as cameras write it), north and east positive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Gps {
    /// Degrees north, -90 to 90; reported to a millionth (a tenth of a metre).
    #[serde(serialize_with = "to_millionths")]
    pub latitude: f64,
    /// Degrees east, -180 to 180; reported to a millionth.
    #[serde(serialize_with = "to_millionths")]
    pub longitude: f64,
}

/// What a recogniser read of a real-time watermark 真实时间水印.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct Watermark {
    /// ISO 8601 with as many parts as were legible, for example `2026-04-07T14:32` or `2026-04-07`.
    pub time: String,
    /// The place line.
    pub place: Option<String>,
    /// The camera app's name.
    pub brand: Option<String>,
    /// The app's verification code.
    pub code: Option<String>,
    /// All lines of the watermark, joined by line feeds.
    pub text: String,
    /// Where its date and time stand: a box around the block, as fractions of the upright picture.
    #[serde(serialize_with = "shortened_region")]
    pub region: Region,
}

/// Facts of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DocumentFacts {
    /// The red header 红头: the issuing body's mark in red large type. The value is its text.
    pub red_header: Fact<String>,
    /// The document number 发文字号.
    pub number: Fact<crate::number::DocumentNumber>,
    /// The official seals 公章 that were seen.
    pub seal: Fact<Vec<Seal>>,
    /// The state of electronic signatures.
    pub signature: Fact<SignatureState>,
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
}

impl DocumentFacts {
    /// The facts of a document of which nothing could be read, for one reason (Chinese).
    pub fn unknown(why: &str) -> Self {
        Self {
            red_header: Fact::unknown(why),
            number: Fact::unknown(why),
            seal: Fact::unknown(why),
            signature: Fact::unknown(why),
            date: Fact::unknown(why),
            title: Fact::unknown(why),
            issuer: Fact::unknown(why),
            pages: Fact::unknown(why),
            pictures: Fact::unknown(why),
            software: Fact::unknown(why),
            created: Fact::unknown(why),
        }
    }
}

/// An official seal 公章 on a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
}

/// x, y, width, height as fractions of the page or picture, from the top left.
pub type Region = [f64; 4];

/// Places in a report, to a ten-thousandth of the page: no machine's last bit decides whether two reports are the same.
fn shortened_region<S: Serializer>(region: &Region, serializer: S) -> Result<S::Ok, S::Error> {
    region.map(|part| (part * 1e4).round() / 1e4).serialize(serializer)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn to_hundredths<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((number * 1e2).round() / 1e2)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn to_millionths<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((number * 1e6).round() / 1e6)
}

/// The form of a seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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

/// What is known of a document's electronic signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SignatureState {
    /// Integrity and signer were checked and hold.
    Valid,
    /// Checked, and they do not hold.
    Invalid,
    /// There is a signature, and this version cannot check it.
    Unverifiable,
}

/// Something the tool could not look at: not a defect of the material.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The file or folder concerned.
    pub path: RelPath,
    /// Which stage could not look.
    pub stage: Stage,
    /// What happened, in Chinese.
    pub message: String,
}

/// The stage that met a [`Problem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
