//! Where a conclusion comes from.
//!
//! Enters: what a reader or an eye looked at. Leaves: a [`Basis`], one short stable word in the report, so that a human knows
//! where to look again.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

/// Where a conclusion comes from. Serialises as a short stable word such as `exif:DateTimeOriginal` or `pdf-text:1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// An EXIF tag, by its standard name.
    Exif(Cow<'static, str>),
    /// A property of the XMP packet, by its standard name.
    Xmp(Cow<'static, str>),
    /// Content credentials (C2PA) whose signature holds.
    C2pa,
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
        C2pa = "c2pa", FileName = "file-name", Structure = "structure";
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basis_is_read_back_as_it_was() {
        for basis in [
            Basis::Exif("DateTimeOriginal".into()),
            Basis::Xmp("History".into()),
            Basis::C2pa,
            Basis::Watermark,
            Basis::PdfText { page: 3 },
            Basis::Pixels { page: Some(2) },
            Basis::Pixels { page: None },
        ] {
            assert_eq!(serde_json::from_str::<Basis>(&serde_json::to_string(&basis).unwrap()).unwrap(), basis);
        }
        for wrong in ["", "pdf-text", "pdf-text:x", "watermark:1", "guess"] {
            assert!(serde_json::from_value::<Basis>(wrong.into()).is_err(), "{wrong}");
        }
    }
}
