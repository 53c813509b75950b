//! How pictures of a PDF are stored.
//!
//! Enters: the file, and numbers of its picture objects. Leaves: the bytes of those that are JPEG files in themselves, as the
//! camera or the watermark app wrote them, and whether a picture is stored in colour at all. A photo that was stored in
//! another way is left to a human.

use crate::embedded::{Embedded, MOST};
use lopdf::{Document, LoadOptions, Object, Stream};
use std::collections::BTreeSet;

/// The photos that are JPEG files in themselves.
pub(super) fn jpegs(bytes: &[u8], photos: &BTreeSet<(u32, i32, u32, u32)>) -> Vec<Embedded> {
    if photos.is_empty() {
        return Vec::new();
    }
    let Ok(document) = Document::load_mem_with_options(bytes, LoadOptions::default()) else { return Vec::new() };
    photos.iter().take(MOST).filter_map(|(object, generation, ..)| jpeg(&document, (*object, *generation))).collect()
}

/// Whether all of these pictures are stored with three channels or more: scanned in colour, even where a page shows none.
pub(super) fn are_in_colour(bytes: &[u8], pictures: &[(u32, i32)]) -> bool {
    let Ok(document) = Document::load_mem_with_options(bytes, LoadOptions::default()) else { return false };
    !pictures.is_empty() && pictures.iter().all(|id| stream(&document, *id).is_some_and(is_in_colour))
}

fn stream(document: &Document, (object, generation): (u32, i32)) -> Option<&Stream> {
    let id = (object, u16::try_from(generation).ok()?);
    document.get_object(id).ok()?.as_stream().ok()
}

fn is_in_colour(stream: &Stream) -> bool {
    // An indexed, calibrated or named space may be anything: not known to be colour.
    let name = stream.dict.get(b"ColorSpace").and_then(Object::as_name);
    name.is_ok_and(|name| name == b"DeviceRGB" || name == b"DeviceCMYK")
}

fn jpeg(document: &Document, id: (u32, i32)) -> Option<Embedded> {
    let stream = stream(document, id)?;
    let filters = stream.filters().ok()?;
    let is_jpeg = filters.as_slice() == [b"DCTDecode".as_slice()];
    // A mask hides parts of a picture: what is seen is not what is stored.
    let masked = stream.dict.has(b"SMask") || stream.dict.has(b"Mask");
    (is_jpeg && !masked).then(|| Embedded { name: format!("image{}.jpg", id.0), bytes: stream.content.clone() })
}
