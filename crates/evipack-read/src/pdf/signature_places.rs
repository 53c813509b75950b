//! Where the signatures of a PDF are shown.
//!
//! Enters: the objects of a PDF. Leaves: by the object of a signature, the rectangles of its fields as [`Stamp`]s.

use evipack_core::facts::{Region, Stamp};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::BTreeMap;

/// Steps from a page or field to its parents.
const MAX_PARENTS: usize = 32;
const MM_PER_PT: f64 = 25.4 / 72.0;

/// Where signatures are shown: by the object of the signature, the rectangles of its fields.
pub(super) fn places(document: &Document) -> BTreeMap<ObjectId, Vec<Stamp>> {
    let mut places: BTreeMap<ObjectId, Vec<Stamp>> = BTreeMap::new();
    for (number, id) in document.get_pages() {
        let Some((page, annotations)) = document.get_dictionary(id).ok().and_then(|page| {
            let list = document.dereference(page.get(b"Annots").ok()?).ok()?.1.as_array().ok()?;
            Some((page, list))
        }) else {
            continue;
        };
        for annotation in annotations {
            let Some(widget) = document.dereference(annotation).ok().and_then(|(_, object)| object.as_dict().ok())
            else {
                continue;
            };
            let signature = inherited(document, widget, b"V").and_then(|value| value.as_reference().ok());
            if let Some(signature) = signature
                && let Some(stamp) = stamp(document, page, widget, number)
            {
                places.entry(signature).or_default().push(stamp);
            }
        }
    }
    places
}

/// The rectangle of a field as a stamp; nothing for an invisible one, and on turned pages, which forms hardly ever are.
fn stamp(document: &Document, page: &Dictionary, widget: &Dictionary, number: u32) -> Option<Stamp> {
    let rectangle = |object: &Object| {
        let list = document.dereference(object).ok()?.1.as_array().ok()?;
        let numbers: Vec<f64> = list.iter().filter_map(|number| number.as_float().ok()).map(f64::from).collect();
        let [x, y, x2, y2]: [f64; 4] = numbers.try_into().ok()?;
        Some([x.min(x2), y.min(y2), x.max(x2), y.max(y2)])
    };
    let turned = inherited(document, page, b"Rotate").and_then(|turned| turned.as_i64().ok()).unwrap_or(0);
    let area = inherited(document, page, b"CropBox").or_else(|| inherited(document, page, b"MediaBox"));
    let [left, bottom, right, top] = rectangle(area?)?;
    let [x, y, x2, y2] = rectangle(widget.get(b"Rect").ok()?)?;
    let (width, height) = (right - left, top - bottom);
    if turned != 0 || !(width > 0.0 && height > 0.0 && x2 > x && y2 > y) {
        return None;
    }
    let region: Region = [(x - left) / width, (top - y2) / height, (x2 - x) / width, (y2 - y) / height];
    let unit = page.get(b"UserUnit").and_then(Object::as_float).map_or(1.0, f64::from);
    let (width_mm, height_mm) = ((x2 - x) * unit * MM_PER_PT, (y2 - y) * unit * MM_PER_PT);
    Some(Stamp { page: number, region, width_mm, height_mm, pictured: false })
}

/// An entry of a dictionary or of its parents.
fn inherited<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let mut at = dictionary;
    for _ in 0..MAX_PARENTS {
        if let Ok(value) = at.get(key) {
            return Some(value);
        }
        at = document.dereference(at.get(b"Parent").ok()?).ok()?.1.as_dict().ok()?;
    }
    None
}
