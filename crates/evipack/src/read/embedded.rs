//! Photos inside documents.
//!
//! Enters: what a format reader took out of a document. Leaves: evidence of its own for each photo, filed where the document
//! is, under a path like `总结.docx!/image3.jpg`: a photo pasted into a summary falls under the photo rule as any other.

use super::decode::decode;
use super::flow::could_be_photo;
use super::{File, Reading, picture, picture_head};
use crate::digest::sha256_hex;
use crate::facts::{Evidence, Fact, Facts, Kind, Legibility};
use crate::format;
use crate::rel_path::RelPath;
use crate::see::{Recognizer, kind};
use crate::unique_paths::UniquePaths;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Photos of one document that are judged; a human looks at those beyond.
pub(crate) const MOST: usize = 60;

/// A picture as it is stored in a document.
#[derive(Debug)]
pub(crate) struct Embedded {
    /// Its name inside the document.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// How many pictures of a file could be photos: each that is stored counts once, however often it is shown.
pub(crate) fn photos_like(pictures: &[Embedded]) -> u32 {
    let count = pictures.iter().filter(|picture| is_photo_like(picture)).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The photos among pictures of a file whose place on paper nobody knows. The others stay what they are: papers pasted into a
/// workbook, a web page or slides are not the issued paper.
pub(crate) fn photos_among(pictures: Vec<Embedded>) -> Vec<Embedded> {
    let is_photo = |picture: &Embedded| {
        let head = &picture.bytes[..picture.bytes.len().min(format::HEAD_LEN)];
        let format = format::sniff(head, picture.bytes.len() as u64);
        is_photo_like(picture)
            && decode(&picture.bytes, format).is_ok_and(|pixels| kind::look(&pixels).kind == Kind::Photo)
    };
    pictures.into_iter().take(MOST).filter(is_photo).collect()
}

fn is_photo_like(picture: &Embedded) -> bool {
    could_be_photo(picture_head::head(&picture.bytes), None)
}

/// The evidence of a document's photos. The document's own count of pictures that nobody judged is made smaller by them.
pub(crate) fn evidence(document: &RelPath, reading: &mut Reading, recognizer: &dyn Recognizer) -> Vec<Evidence> {
    let photos = std::mem::take(&mut reading.embedded);
    // As in the file itself, a panic on bytes nobody foresaw costs the picture: it stays among those nobody judged.
    let judged = |(photo, path)| catch_unwind(AssertUnwindSafe(|| judge(path, photo, recognizer))).ok().flatten();
    let mut paths = UniquePaths::default();
    // A document may be made to hold two pictures of one name.
    let path = |photo: &Embedded| paths.take(&RelPath::new(&format!("{document}!/{}", photo.name)));
    let paths: Vec<RelPath> = photos.iter().map(path).collect();
    let judged: Vec<Evidence> = photos.iter().zip(paths).filter_map(judged).collect();
    if let Facts::Document(facts) = &mut reading.facts
        && let Fact::Known { value, .. } = &mut facts.pictures
    {
        *value = value.saturating_sub(u32::try_from(judged.len()).unwrap_or(u32::MAX));
    }
    judged
}

fn judge(path: RelPath, photo: &Embedded, recognizer: &dyn Recognizer) -> Option<Evidence> {
    let size = photo.bytes.len() as u64;
    let format = format::sniff(&photo.bytes[..photo.bytes.len().min(format::HEAD_LEN)], size);
    let file = File { path: &path, format, bytes: &photo.bytes, recognizer: Some(recognizer), anchors: None };
    let reading = picture::reading(&file).ok()?;
    Some(Evidence {
        path,
        size,
        sha256: sha256_hex(&photo.bytes),
        format,
        legibility: Legibility::Legible,
        kind: reading.kind,
        kind_sure: reading.kind_sure,
        facts: reading.facts,
    })
}
