//! Photos inside documents.
//!
//! Enters: what a format reader took out of a document. Leaves: a record of its own for each photo: a photo pasted into a summary
//! falls under the photo rule as any other.

use super::decode::decode;
use super::flow::could_be_photo;
use super::{File, picture, picture_head};
use crate::format;
use evipack_core::digest::sha256_hex;
use evipack_core::dossier::likeness::Likeness;
use evipack_core::dossier::{Content, Inside, Kept, Needs, Outcome, Record, Shown};
use evipack_core::facts::Kind;
use evipack_see::{Recognizer, kind};
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

/// What the photos of a document show.
pub(crate) fn read(photos: &[Embedded], needs: &Needs, recognizer: &dyn Recognizer) -> Vec<Inside> {
    // As in the file itself, a panic on bytes nobody foresaw costs the picture: it stays among those nobody judged.
    let read = |photo: &Embedded| {
        let record = catch_unwind(AssertUnwindSafe(|| record(photo, needs, recognizer))).ok().flatten();
        Inside { name: photo.name.clone(), record }
    };
    photos.iter().map(read).collect()
}

fn record(photo: &Embedded, needs: &Needs, recognizer: &dyn Recognizer) -> Option<Record> {
    let size = photo.bytes.len() as u64;
    let format = format::sniff(&photo.bytes[..photo.bytes.len().min(format::HEAD_LEN)], size);
    let file = File { format, bytes: &photo.bytes, recognizer: Some(recognizer), anchors: None };
    let (picture, hash) = picture::read(&file, &needs.inside(&photo.name)).ok()?;
    let likeness = hash.map(|hash| Likeness { picture: Some(hash), text: None });
    let kept = Kept { likeness, ..Kept::default() };
    let outcome = Outcome::Read(Box::new(Shown { kept, ..Shown::of(Content::Picture(Box::new(picture))) }));
    Some(Record { size, sha256: sha256_hex(&photo.bytes), format, outcome })
}
