//! The bytes of photos inside a PDF.
//!
//! Enters: the file, and the objects that could be photos. Leaves: those that are stored as JPEG, byte by byte as the camera or
//! the watermark app wrote them. A photo that was stored in another way is left to a human.

use crate::read::embedded::{Embedded, MOST};
use lopdf::{Document, LoadOptions, Object};
use std::collections::BTreeSet;

/// Where a picture is stored: object and generation number, width and height in pixels.
type Stored = (u32, i32, u32, u32);

/// The photos that are JPEG files in themselves.
pub(super) fn jpegs(bytes: &[u8], photos: &BTreeSet<Stored>) -> Vec<Embedded> {
    if photos.is_empty() {
        return Vec::new();
    }
    let Ok(document) = Document::load_mem_with_options(bytes, LoadOptions::default()) else { return Vec::new() };
    photos.iter().take(MOST).filter_map(|photo| jpeg(&document, *photo)).collect()
}

fn jpeg(document: &Document, (object, generation, ..): Stored) -> Option<Embedded> {
    let id = (object, u16::try_from(generation).ok()?);
    let Ok(Object::Stream(stream)) = document.get_object(id) else { return None };
    let filters = stream.filters().ok()?;
    let is_jpeg = filters.as_slice() == [b"DCTDecode".as_slice()];
    // A mask hides parts of a picture: what is seen is not what is stored.
    let masked = stream.dict.has(b"SMask") || stream.dict.has(b"Mask");
    let bytes = stream.content.clone();
    (is_jpeg && !masked).then(|| Embedded { name: format!("image{object}.jpg"), bytes })
}
