//! Signatures of a PDF (ISO 32000-1, 12.8): what each covers, whether it holds, and where it is shown.
//!
//! Enters: the bytes, their objects as lopdf reads them, and the dictionaries of signatures. Leaves: each with its state. The
//! bytes themselves are hashed, never objects; the hole in the covered range must be exactly the signature's own value; what was
//! appended after it must be no more than further signatures and what helps to verify them (`appended`).

use super::appended;
use crate::facts::{Region, Stamp};
use crate::read::signature::{self, Answered, Checked};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::BTreeMap;

/// Signatures that are checked; a hundred offices rarely countersign.
const MAX_SIGNATURES: usize = 64;
/// Steps from a page or field to its parents.
const MAX_PARENTS: usize = 32;
const MM_PER_PT: f64 = 25.4 / 72.0;

/// Checks the signatures. Time stamps of an authority are no signatures of anybody: they only count where they stand alone.
pub(super) fn check(document: &Document, found: &[(Option<ObjectId>, &Dictionary)], bytes: &[u8]) -> Vec<Answered> {
    let is_stamp = |dictionary: &Dictionary| name(dictionary, b"SubFilter").is_some_and(|name| name == b"ETSI.RFC3161");
    let signed: Vec<_> = found.iter().filter(|(_, dictionary)| !is_stamp(dictionary)).collect();
    if signed.is_empty() {
        let unknown = |_| Answered::of(&Checked::unknown("只有时间戳，没有签名人"), Vec::new());
        return found.iter().take(1).map(unknown).collect();
    }
    let places = places(document);
    let one = |(id, dictionary): &&(Option<ObjectId>, &Dictionary)| {
        let stamps = id.and_then(|id| places.get(&id)).cloned().unwrap_or_default();
        Answered::of(&one(document, dictionary, bytes), stamps)
    };
    signed.iter().take(MAX_SIGNATURES).map(one).collect()
}

fn one(document: &Document, dictionary: &Dictionary, bytes: &[u8]) -> Checked {
    let Some(range) = byte_range(document, dictionary) else {
        return Checked::unknown("签名没有说明覆盖范围");
    };
    let covered = covered(bytes, range);
    let Some(covered) = covered else { return broken("签名覆盖的范围超出文件，文件可能不完整") };
    let Some(value) = covered.value() else { return broken("签名覆盖的范围与签名值的位置不符") };
    if value.iter().all(|byte| *byte == 0) {
        return Checked::unknown("签名域是空的，还没有签名");
    }
    let pieces = [covered.before, covered.after];
    let mut checked = match name(dictionary, b"SubFilter") {
        Some(b"adbe.pkcs7.sha1") => signature::check_of_sha1(&value, &pieces),
        Some(b"adbe.x509.rsa_sha1") => match certificate(document, dictionary) {
            Some(certificate) => signature::check_plain(&value, certificate, &pieces),
            None => Checked::unknown("签名里没有签名者的证书"),
        },
        _ => signature::check(&value, &pieces),
    };
    match appended::since(bytes, covered.end) {
        appended::Appended::Nothing | appended::Appended::Signatures => {}
        appended::Appended::Content => checked.broken.push("签名后文件又被改动（追加了内容）".to_owned()),
        appended::Appended::Unreadable => checked.unknown.push("签名后文件有追加的内容，无法核对改了什么".to_owned()),
    }
    checked.signed_at = checked.signed_at.or_else(|| said_time(dictionary));
    checked
}

fn broken(why: &str) -> Checked {
    Checked { broken: vec![why.to_owned()], ..Checked::default() }
}

/// What a signature covers.
struct Covered<'a> {
    before: &'a [u8],
    hole: &'a [u8],
    after: &'a [u8],
    end: usize,
}

impl Covered<'_> {
    /// The signature's value: the hole is `<`, hexadecimal digits, `>`, and nothing else, so that nothing can hide in it. Some
    /// programs leave the brackets outside of the hole.
    fn value(&self) -> Option<Vec<u8>> {
        let inside = self.before.ends_with(b"<") && self.after.starts_with(b">");
        let digits = if inside { self.hole } else { self.hole.strip_prefix(b"<")?.strip_suffix(b">")? };
        let digit = |byte: &u8| char::from(*byte).to_digit(16).map(|digit| digit as u8);
        let digits: Option<Vec<u8>> = digits.iter().filter(|byte| !byte.is_ascii_whitespace()).map(digit).collect();
        Some(digits?.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect())
    }
}

/// Four whole numbers.
fn byte_range(document: &Document, dictionary: &Dictionary) -> Option<[usize; 4]> {
    let range = document.dereference(dictionary.get(b"ByteRange").ok()?).ok()?.1.as_array().ok()?;
    let number = |object: &Object| object.as_i64().ok().and_then(|number| usize::try_from(number).ok());
    let numbers: Option<Vec<usize>> = range.iter().take(5).map(number).collect();
    numbers?.try_into().ok()
}

/// Nothing where the range does not begin with the file or leaves it.
fn covered(bytes: &[u8], [start, length, second, rest]: [usize; 4]) -> Option<Covered<'_>> {
    let end = second.checked_add(rest)?;
    let hole = bytes.get(length..second).filter(|_| start == 0)?;
    Some(Covered { before: bytes.get(..length)?, hole, after: bytes.get(second..end)?, end })
}

fn name<'a>(dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
    dictionary.get(key).and_then(Object::as_name).ok()
}

/// The first certificate of `Cert`: a string, or an array of them.
fn certificate<'a>(document: &'a Document, dictionary: &'a Dictionary) -> Option<&'a [u8]> {
    let object = document.dereference(dictionary.get(b"Cert").ok()?).ok()?.1;
    match object {
        Object::Array(list) => list.first()?.as_str().ok(),
        other => other.as_str().ok(),
    }
}

/// `M`, the time that the signing program wrote: `D:20260407090000Z`.
fn said_time(dictionary: &Dictionary) -> Option<jiff::civil::DateTime> {
    let text = dictionary.get(b"M").and_then(Object::as_str).ok()?;
    let text = std::str::from_utf8(text).ok()?.strip_prefix("D:")?;
    let part = |from: usize| text.get(from..from + 2).and_then(|part| part.parse::<i8>().ok());
    let year = text.get(..4)?.parse().ok()?;
    let (hour, minute, second) = (part(8).unwrap_or(0), part(10).unwrap_or(0), part(12).unwrap_or(0));
    jiff::civil::DateTime::new(year, part(4)?, part(6)?, hour, minute, second, 0).ok()
}

/// Where signatures are shown: by the object of the signature, the rectangles of its fields.
fn places(document: &Document) -> BTreeMap<ObjectId, Vec<Stamp>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hole_is_the_value_and_nothing_else() {
        let bytes = b"%PDF <0aF0>tail";
        let of = |range| covered(bytes, range).map(|covered| covered.value());
        assert_eq!(of([0, 5, 11, 4]), Some(Some(vec![0x0a, 0xf0])));
        assert_eq!(of([0, 4, 11, 4]), Some(None), "a blank more");
        assert_eq!(of([0, 5, 12, 3]), Some(None), "a letter of the tail");
        for range in [[1, 4, 11, 4], [0, 5, 11, 5], [0, 12, 11, 4], [0, 5, usize::MAX, 2]] {
            assert_eq!(of(range), None, "{range:?}");
        }
    }
}
