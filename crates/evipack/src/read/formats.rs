//! The one list of format readers.
//!
//! Enters: a [`File`] whose format its bytes told. Leaves: the [`Reading`] of the format's reader. A reader is one file of
//! `read/`; adding a format touches this list, that file and its cases. A format that has no reader is said to have none:
//! its facts are unknown, and a human looks.

use super::{
    File, ReadError, Reading, container, doc, docx, odf, ofd, pdf, picture, plain, ppt, pptx, rtf, video, web, workbook,
};
use crate::facts::{Facts, Kind};
use crate::format::{self, Format};
use crate::rel_path::RelPath;

/// Reads a file with the reader of its format.
///
/// # Errors
/// [`ReadError`] of the reader.
pub(super) fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    match file.format {
        format if format.is_picture() => picture::reading(file),
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
        Format::Zip if promises_office(file.path) && container::open(file.bytes).is_err() => {
            Err(ReadError::Damaged("打不开，可能没有传完".to_owned()))
        }
        // Archives were opened by the walk; what comes here has no archive's name, or is packed in a way nobody reads.
        Format::Zip => Ok(without_reader(Kind::Archive, "扩展名不像压缩包的压缩文件")),
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

/// Whether the name promises a document in a ZIP container.
fn promises_office(path: &RelPath) -> bool {
    const OFFICE: [Format; 7] = [
        Format::Docx,
        Format::Xlsx,
        Format::Pptx,
        Format::OpenDocument,
        Format::OpenSpreadsheet,
        Format::OpenPresentation,
        Format::Ofd,
    ];
    format::promised(&path.extension()).is_some_and(|formats| formats.iter().any(|format| OFFICE.contains(format)))
        && path.extension() != "zip"
}
