//! Doors to the project's own parsers, for the fuzzer and for the bytes that it once broke something with.
//!
//! Enters: any bytes. Leaves: nothing; a parser that panics, or that does not hold to what it promises, is the finding. Built
//! only for tests and for `cargo fuzz` (which sets `cfg(fuzzing)`): the library has no such door. Each door is a target of
//! `fuzz/` of the same name, and `fuzz/regressions/<name>/` keeps what was found, which the test below runs every time.

use crate::date;
use evipack_core::format::Format;
use evipack_core::number::{DocumentNumber, find};
use evipack_core::table::Table;
use std::borrow::Cow;
use std::io::{Cursor, Write as _};

/// A door and its name.
pub type Door = (&'static str, fn(&[u8]));

/// All doors.
pub const DOORS: &[Door] = &[
    ("number", number),
    ("date", date),
    ("table", table),
    ("docx", docx),
    ("doc", doc),
    ("rtf", rtf),
    ("ppt", ppt),
    ("pdf", pdf),
    ("ofd", ofd),
    ("workbook", workbook),
    ("web", web),
    ("text", text),
    ("video", video),
    ("signature", signature),
    ("ber", ber),
    ("picture", picture),
];

/// Document numbers in running text. A number that was read is the same when its standard form is read again.
pub fn number(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for found in find(&text) {
        assert!(text.is_char_boundary(found.range.start) && text.is_char_boundary(found.range.end));
    }
    if let Ok(number) = DocumentNumber::parse(&text) {
        let again = DocumentNumber::parse(&number.to_string()).map(|again| again.to_string());
        assert_eq!(again, Ok(number.to_string()));
    }
}

/// Dates in running text, and times of metadata.
pub fn date(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for found in date::find_dates(&text) {
        assert!(text.is_char_boundary(found.range.start) && text.is_char_boundary(found.range.end));
    }
    date::metadata_time(&text);
}

/// An indicator table: every fault is told, and none ends the reading.
pub fn table(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Err(error) = Table::from_toml(&text, "fuzz.toml") {
        assert!(!error.to_string().is_empty());
    }
}

/// A Word document: a ZIP, or else its parts, so that the fuzzer need not guess checksums.
pub fn docx(bytes: &[u8]) {
    const PARTS: &[&str] = &[
        "word/document.xml",
        "word/styles.xml",
        "word/_rels/document.xml.rels",
        "word/header1.xml",
        "word/theme/theme1.xml",
        "docProps/app.xml",
    ];
    crate::any(Format::Docx, &zipped(bytes, PARTS));
}

/// A Word document of the old format, or of WPS.
pub fn doc(bytes: &[u8]) {
    crate::any(Format::OleWord, bytes);
}

/// A rich text file.
pub fn rtf(bytes: &[u8]) {
    crate::any(Format::Rtf, bytes);
}

/// A presentation of the old format.
pub fn ppt(bytes: &[u8]) {
    crate::any(Format::OlePowerPoint, bytes);
}

/// A PDF.
pub fn pdf(bytes: &[u8]) {
    crate::any(Format::Pdf, bytes);
}

/// An OFD: a ZIP, or else its parts.
pub fn ofd(bytes: &[u8]) {
    const PARTS: &[&str] = &[
        "OFD.xml",
        "Doc_0/Document.xml",
        "Doc_0/Pages/Page_0/Content.xml",
        "Doc_0/PublicRes.xml",
        "Doc_0/Signs/Signatures.xml",
        "Doc_0/Signs/Sign_0/Signature.xml",
        "Doc_0/Annots/Annotations.xml",
    ];
    crate::any(Format::Ofd, &zipped(bytes, PARTS));
}

/// A workbook of the old format.
pub fn workbook(bytes: &[u8]) {
    crate::any(Format::OleExcel, bytes);
}

/// A saved web page, MHT or HTML.
pub fn web(bytes: &[u8]) {
    crate::any(Format::Html, bytes);
}

/// Plain text of any charset.
pub fn text(bytes: &[u8]) {
    crate::any(Format::Text, bytes);
}

/// The metadata of a video.
pub fn video(bytes: &[u8]) {
    crate::any(Format::Video, bytes);
}

/// The value of an electronic signature or seal (DER): none that was made up holds.
pub fn signature(bytes: &[u8]) {
    use evipack_core::facts::SignatureState;
    assert_ne!(crate::signature::check(bytes, &[b"content"]).state(), SignatureState::Valid);
}

/// The way from BER to DER: never longer, the same the second time, DER left as it is.
pub fn ber(bytes: &[u8]) {
    crate::signature::ber_promises(bytes);
}

/// The metadata of a picture of any format.
pub fn picture(bytes: &[u8]) {
    const FORMATS: [Format; 7] =
        [Format::Jpeg, Format::Tiff, Format::Png, Format::Heif, Format::WebP, Format::Gif, Format::Bmp];
    let Some((which, bytes)) = bytes.split_first() else { return };
    crate::any(FORMATS[usize::from(*which) % FORMATS.len()], bytes);
}

/// A ZIP of these parts in their order, their bytes parted by 0xFF, which no UTF-8 holds. What is a ZIP already stays it.
fn zipped<'b>(bytes: &'b [u8], names: &[&str]) -> Cow<'b, [u8]> {
    if bytes.starts_with(b"PK") {
        return Cow::Borrowed(bytes);
    }
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, part) in names.iter().zip(bytes.split(|byte| *byte == 0xFF)) {
        zip.start_file(*name, stored).unwrap();
        zip.write_all(part).unwrap();
    }
    Cow::Owned(zip.finish().unwrap().into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn what_was_once_found_stays_mended() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/regressions");
        for (name, door) in DOORS {
            let Ok(cases) = std::fs::read_dir(folder.join(name)) else { continue };
            for case in cases {
                door(&std::fs::read(case.unwrap().path()).unwrap());
            }
        }
    }

    #[test]
    fn every_door_is_a_target() {
        let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/fuzz_targets");
        for (name, _) in DOORS {
            let target = std::fs::read_to_string(targets.join(format!("{name}.rs"))).unwrap();
            assert!(target.contains(&format!("fuzz::{name}(")), "{name}");
        }
    }
}
