//! The one list of format readers.
//!
//! Enters: a [`File`] whose format its bytes told. Leaves: what the format's reader made of it. A reader is one file of
//! `read/`; adding a format touches this list, that file and its cases. A format that has no reader is said to have none:
//! its facts are unknown, and a human looks.

use super::{
    File, ReadError, Reading, container, doc, docx, embedded, odf, ofd, pdf, picture, plain, ppt, pptx, rtf, video,
    web, workbook,
};
use crate::format::Format;
use crate::kept::{parts_of, text_of};
use crate::layout::Layout;
use evipack_core::dossier::likeness::{Likeness, Shingles};
use evipack_core::dossier::{Content, Kept, Needs, Shown, Wants};
use evipack_core::facts::{Facts, Kind};

/// What a file shows, by the reader of its format.
///
/// # Errors
/// [`ReadError`] of the reader.
pub(super) fn shown(file: &File<'_>, needs: &Needs) -> Result<Shown, ReadError> {
    match file.format {
        format if format.is_picture() => {
            let (picture, hash) = picture::read(file, needs)?;
            let likeness = hash.map(|hash| Likeness { picture: Some(hash), text: None });
            let kept = Kept { likeness, ..Kept::default() };
            Ok(Shown { kept, ..Shown::of(Content::Picture(Box::new(picture))) })
        }
        // Archives were opened by the walk; what comes here is called otherwise, or is packed in a way nobody reads.
        Format::Zip => Ok(Shown::of(Content::Zip { opens: container::open(file.bytes).is_ok() })),
        _ => {
            let Reading { kind, kind_sure: sure, facts, not_looked_at, gaps, embedded, layout } = reading(file)?;
            let inside = match file.recognizer {
                Some(recognizer) => embedded::read(&embedded, needs, recognizer),
                None => Vec::new(),
            };
            let kept = kept(file, &layout, needs.wants);
            Ok(Shown {
                content: Content::Known { kind, sure, facts },
                cut_off: None,
                recognizer_failed: false,
                not_looked_at,
                gaps,
                inside,
                kept,
            })
        }
    }
}

/// What is kept of a document beside its facts.
fn kept(file: &File<'_>, layout: &Layout, wants: Wants) -> Kept {
    let is_workbook = matches!(file.format, Format::Xlsx | Format::OleExcel | Format::OpenSpreadsheet);
    let shingles = || Shingles::of(&layout.lines.iter().map(|line| line.text.as_str()).collect::<String>());
    Kept {
        text: wants.text.then(|| text_of(layout)),
        sheets: if wants.sheets && is_workbook { workbook::cells::sheets(file.bytes) } else { Vec::new() },
        likeness: wants.likeness.then(|| Likeness { picture: None, text: Some(shingles()) }),
        parts: parts_of(layout),
    }
}

fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    match file.format {
        Format::Pdf => pdf::reading(file),
        Format::Docx => docx::reading(file),
        Format::Xlsx | Format::OleExcel | Format::OpenSpreadsheet => workbook::reading(file),
        Format::Pptx => pptx::reading(file),
        Format::OpenDocument | Format::OpenPresentation => odf::reading(file),
        Format::Ofd => ofd::reading(file),
        Format::OleEncrypted => Err(ReadError::Encrypted),
        Format::OleWord => doc::reading(file),
        Format::OlePowerPoint => ppt::reading(file),
        Format::Rtf => rtf::reading(file),
        Format::Html => web::reading(file),
        Format::Text => plain::reading(file),
        Format::OtherArchive => Ok(without_reader(Kind::Archive, "这种压缩格式里的文件")),
        Format::Video => video::reading(file),
        Format::Audio | Format::Executable | Format::Shortcut => Ok(Reading::plain(Kind::Other)),
        _ => Ok(without_reader(Kind::Other, "这种格式")),
    }
}

/// A format that this version knows and cannot read.
fn without_reader(kind: Kind, what: &str) -> Reading {
    let why = format!("本版本还不能读取{what}");
    Reading { not_looked_at: Some(why), ..Reading::of(kind, kind != Kind::Other, Facts::None {}) }
}
