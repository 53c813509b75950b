//! What was learnt about a file, and how sure it is.
//!
//! Enters: what the readers in [`crate::read`] saw. Leaves: [`Evidence`], the only thing the rules ever look at.
//! One type carries the whole promise of the tool: [`Fact`]. Only [`Fact::Absent`] may cost points; [`Fact::Unknown`] ends
//! in a review by a human, never in a pass and never in a zero.

mod edits;
mod video;

pub use edits::{EditFacts, EditStep};
pub use video::VideoFacts;

use crate::rel_path::RelPath;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

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

/// Where a conclusion comes from. Serialises as a short stable word such as `exif:DateTimeOriginal` or `pdf-text:1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// An EXIF tag, by its standard name.
    Exif(Cow<'static, str>),
    /// A property of the XMP packet, by its standard name.
    Xmp(Cow<'static, str>),
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

/// The words of every [`Basis`], said once: what is written is what is read back.
macro_rules! basis_words {
    (plain: $($plain:ident = $word:literal),+; page: $($page:ident = $page_word:literal),+;) => {
        impl std::fmt::Display for Basis {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$plain => f.write_str($word),)+
                    $(Self::$page { page } => write!(f, "{}:{page}", $page_word),)+
                    Self::Exif(tag) => write!(f, "exif:{tag}"),
                    Self::Xmp(name) => write!(f, "xmp:{name}"),
                    Self::Pixels { page: Some(page) } => write!(f, "pixels:{page}"),
                    Self::Pixels { page: None } => f.write_str("pixels"),
                }
            }
        }

        impl Basis {
            fn from_words(text: &str) -> Option<Self> {
                let (word, rest) = match text.split_once(':') {
                    Some((word, rest)) => (word, Some(rest)),
                    None => (text, None),
                };
                match (word, rest) {
                    $(($word, None) => Some(Self::$plain),)+
                    $(($page_word, Some(page)) => Some(Self::$page { page: page.parse().ok()? }),)+
                    ("exif", Some(tag)) => Some(Self::Exif(tag.to_owned().into())),
                    ("xmp", Some(name)) => Some(Self::Xmp(name.to_owned().into())),
                    ("pixels", Some(page)) => Some(Self::Pixels { page: Some(page.parse().ok()?) }),
                    ("pixels", None) => Some(Self::Pixels { page: None }),
                    _ => None,
                }
            }
        }
    };
}

basis_words! {
    plain: Watermark = "watermark", PdfMetadata = "pdf-metadata", Pictures = "pictures", DocumentText = "document-text",
        PageHeader = "page-header", TextBox = "text-box", Properties = "properties", Signature = "signature",
        FileName = "file-name", Structure = "structure";
    page: PdfText = "pdf-text", PdfDrawing = "pdf-drawing";
}

impl Serialize for Basis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Basis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_words(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("{text} is no basis that is known here")))
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// Facts of a picture file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PhotoFacts {
    /// EXIF DateTimeOriginal, with its offset where the file gives one; the XMP packet's copy of it where EXIF has none.
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
    /// Traces of editing in the file's own metadata.
    #[serde(flatten)]
    pub edits: EditFacts,
    /// What about the photo's time, place or app does not fit together; left out of the report where there is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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
            edits: EditFacts::unknown(why),
            contradictions: Vec::new(),
        }
    }
}

/// Something about a photo that a genuine watermark camera would not have printed or stored. Each is for a human to look
/// at: it proves nothing alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

impl<'de> Deserialize<'de> for CaptureTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let no_time = || serde::de::Error::custom(format!("{text} is no capture time"));
        // An offset is what follows the sign behind the time's `T`.
        let sign = text.find('T').and_then(|t| Some(t + text.get(t..)?.find(['+', '-'])?));
        let (local, offset) = text.split_at(sign.unwrap_or(text.len()));
        let offset_minutes = match offset.get(..1).zip(offset.get(1..).and_then(|rest| rest.split_once(':'))) {
            Some((sign, (hours, minutes))) => {
                let parse = |part: &str| part.parse::<u8>().map(i16::from).map_err(|_| no_time());
                let minutes = parse(hours)? * 60 + parse(minutes)?;
                Some(if sign == "-" { -minutes } else { minutes })
            }
            None if offset.is_empty() => None,
            None => return Err(no_time()),
        };
        Ok(Self { local: local.parse().map_err(|_| no_time())?, offset_minutes })
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
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Gps {
    /// Degrees north, -90 to 90; reported to a millionth (a tenth of a metre).
    #[serde(serialize_with = "to_millionths")]
    pub latitude: f64,
    /// Degrees east, -180 to 180; reported to a millionth.
    #[serde(serialize_with = "to_millionths")]
    pub longitude: f64,
}

/// What a recogniser read of a real-time watermark 真实时间水印.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// The signatures that were looked into, one by one; left out of the report where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Signature>,
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
    /// What a saved web page says of its publication; left out of the report for everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web: Option<Box<WebPage>>,
}

/// Where and when a saved web page was published, as far as the page says it. Anybody can write it: it tells where to look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WebPage {
    /// Its address.
    pub address: Fact<String>,
    /// When it was published: ISO 8601, with as many parts as the page shows.
    pub published: Fact<String>,
    /// When it was saved, ISO 8601.
    pub saved: Fact<String>,
}

impl DocumentFacts {
    /// The facts of a document of which nothing could be read, for one reason (Chinese).
    pub fn unknown(why: &str) -> Self {
        Self {
            red_header: Fact::unknown(why),
            number: Fact::unknown(why),
            seal: Fact::unknown(why),
            signature: Fact::unknown(why),
            signatures: Vec::new(),
            date: Fact::unknown(why),
            title: Fact::unknown(why),
            issuer: Fact::unknown(why),
            pages: Fact::unknown(why),
            pictures: Fact::unknown(why),
            software: Fact::unknown(why),
            created: Fact::unknown(why),
            web: None,
        }
    }
}

/// An official seal 公章 on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// The name around it 印文, where it was legible; left out of the report where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inscription: Option<String>,
}

/// x, y, width, height as fractions of the page or picture, from the top left.
pub type Region = [f64; 4];

/// Places in a report, to a ten-thousandth of the page: no machine's last bit decides whether two reports are the same.
fn shortened_region<S: Serializer>(region: &Region, serializer: S) -> Result<S::Ok, S::Error> {
    region.map(|part| rounded(part, 1e4, &serializer)).serialize(serializer)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn to_hundredths<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    let number = rounded(*number, 1e2, &serializer);
    serializer.serialize_f64(number)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn to_millionths<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    let number = rounded(*number, 1e6, &serializer);
    serializer.serialize_f64(number)
}

/// A number as a report shows it. What goes from a worker process to the audit (a format that nobody reads) keeps every
/// bit, so that the rules see the same however the file was read.
fn rounded<S: Serializer>(number: f64, parts: f64, serializer: &S) -> f64 {
    if serializer.is_human_readable() { (number * parts).round() / parts } else { number }
}

/// The form of a seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// One electronic signature or seal of a document, and what its check gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Signature {
    /// Whether it holds. Valid means integrity: the content is what was signed; nothing is said of trust in the signer.
    pub state: SignatureState,
    /// Why it is not valid, in Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The name of the electronic seal, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
    /// First day of the seal's validity, as the seal says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<jiff::civil::Date>,
    /// Last day of the seal's validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<jiff::civil::Date>,
    /// Whose certificate signed, as the certificate says: named, not trusted. Persons are masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    /// When it was signed, as the signature says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<jiff::civil::DateTime>,
    /// The seal is a person's, not a body's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
    /// Seal or certificate were not valid yet, or no more, at the time that the signature names.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub out_of_validity: bool,
    /// Where it is shown; none for an invisible signature.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stamps: Vec<Stamp>,
}

/// Where a signature shows a picture or a text on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Stamp {
    /// 1-based page.
    pub page: u32,
    /// Place as fractions of the page: x, y, width, height, from the top left.
    #[serde(serialize_with = "shortened_region")]
    pub region: Region,
    /// Width in millimetres, to a hundredth.
    #[serde(serialize_with = "to_hundredths")]
    pub width_mm: f64,
    /// Height in millimetres, to a hundredth.
    #[serde(serialize_with = "to_hundredths")]
    pub height_mm: f64,
    /// A whole picture is shown there, neither words only nor a part of a seal, as paging seals 骑缝章 show.
    pub pictured: bool,
}

/// What is known of a document's electronic signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
    fn a_basis_is_read_back_as_it_was() {
        for basis in [
            Basis::Exif("DateTimeOriginal".into()),
            Basis::Xmp("History".into()),
            Basis::Watermark,
            Basis::PdfText { page: 3 },
            Basis::Pixels { page: Some(2) },
            Basis::Pixels { page: None },
        ] {
            assert_eq!(back(&basis), basis);
        }
        for wrong in ["", "pdf-text", "pdf-text:x", "watermark:1", "guess"] {
            assert!(serde_json::from_value::<Basis>(wrong.into()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_capture_time_keeps_its_offset() {
        let local = jiff::civil::date(2026, 4, 7).at(14, 32, 5, 0);
        for offset_minutes in [None, Some(480), Some(-210), Some(0)] {
            let time = CaptureTime { local, offset_minutes };
            assert_eq!(back(&time), time);
        }
        for wrong in ["", "2026", "2026-04-07T14:32:05+", "2026-04-07T14:32:05+08", "2026-04-07T14:32:05+é:00"] {
            assert!(serde_json::from_value::<CaptureTime>(wrong.into()).is_err(), "{wrong}");
        }
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
