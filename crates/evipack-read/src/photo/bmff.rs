//! HEIF boxes (ISO/IEC 14496-12 and 23008-12; AVIF likewise) → size of the primary picture, EXIF, XMP.
//!
//! Enters: the bytes. Leaves: a [`Container`]. kamadak-exif's own walk wants certain brands and offset widths; this one
//! follows the item tables as the standard writes them, and gives up with a reason instead of guessing.

use super::{Block, Container, PixelSize, ReadError, array, damaged, u16_be, u32_be};
use crate::boxes::{boxes, find};
use std::borrow::Cow;

/// Metadata items above this are not EXIF as any camera writes it (a JPEG segment holds 64 KiB).
const MAX_ITEM: usize = 4 * 1024 * 1024;
/// Items looked at: a 200-megapixel grid has some hundred tiles.
const MAX_ITEMS: usize = 65_536;
/// Reads numbers one after the other; every read past the end is `None`.
struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(head)
    }

    /// A big-endian number of 0 to 8 bytes; of no bytes, 0.
    fn number(&mut self, len: usize) -> Option<u64> {
        (len <= 8).then_some(())?;
        Some(self.take(len)?.iter().fold(0, |n, &b| n << 8 | u64::from(b)))
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2).and_then(|b| u16_be(b, 0))
    }

    /// An item number or count: two bytes, or four in the wider version of a box.
    fn id(&mut self, wide: bool) -> Option<u32> {
        if wide { self.take(4).and_then(|b| u32_be(b, 0)) } else { self.u16().map(u32::from) }
    }

    /// Version of a full box; its three bytes of flags follow in the second value.
    fn version(&mut self) -> Option<(u8, u32)> {
        let word = self.id(true)?;
        Some(((word >> 24) as u8, word & 0x00FF_FFFF))
    }
}

pub(super) fn open(bytes: &[u8]) -> Result<Container<'_>, ReadError> {
    let meta = find(bytes, *b"meta").and_then(|meta| meta.get(4..));
    let Some(meta) = meta else {
        // A picture sequence may do without items, but not without its movie box.
        return match find(bytes, *b"moov") {
            Some(_) => Ok(Container {
                pixels: None,
                exif: Block::Unreadable("HEIF 图像序列的 EXIF 本版本不能读取"),
                xmp: None,
            }),
            None => Err(damaged("HEIF 文件里没有图像目录")),
        };
    };
    let primary = find(meta, *b"pitm").and_then(primary_item);
    let Some(items) = find(meta, *b"iinf").and_then(items) else {
        return Err(damaged("HEIF 图像目录无法读取"));
    };
    let pixels = primary.and_then(|id| item_size(find(meta, *b"iprp")?, id));
    let exif = match exif_item(meta, &items, primary) {
        Ok(None) => Block::None,
        Ok(Some(id)) => match item_data(bytes, meta, id) {
            Some(data) => exif_payload(data),
            None => Block::Unreadable("HEIF 里的 EXIF 数据不完整或存放方式特殊"),
        },
        Err(why) => Block::Unreadable(why),
    };
    let xmp = items.iter().find(|item| item.is_xmp).and_then(|item| item_data(bytes, meta, item.id));
    Ok(Container { pixels, exif, xmp })
}

fn primary_item(body: &[u8]) -> Option<u32> {
    let mut cursor = Cursor { rest: body };
    let (version, _) = cursor.version()?;
    cursor.id(version > 0)
}

struct Item {
    id: u32,
    kind: [u8; 4],
    is_xmp: bool,
}

/// The item list, 14496-12 8.11.6. `None` where it is not whole: an item that is not seen must not count as not there.
fn items(body: &[u8]) -> Option<Vec<Item>> {
    let mut cursor = Cursor { rest: body };
    let (version, _) = cursor.version()?;
    let count = cursor.id(version > 0)? as usize;
    let items: Vec<Item> = boxes(cursor.rest)
        .filter(|(kind, _)| kind == b"infe")
        .take(MAX_ITEMS)
        .map_while(|(_, body)| item(body))
        .collect();
    (items.len() == count).then_some(items)
}

fn item(body: &[u8]) -> Option<Item> {
    let mut cursor = Cursor { rest: body };
    let (version, _) = cursor.version()?;
    // Versions 0 and 1 know no item types; HEIF demands 2 or more.
    (version >= 2).then_some(())?;
    let id = cursor.id(version > 2)?;
    cursor.u16()?;
    let kind = array(cursor.take(4)?, 0)?;
    let content_type = cursor.rest.split(|&b| b == 0).nth(1).unwrap_or_default();
    Some(Item { id, kind, is_xmp: &kind == b"mime" && content_type == b"application/rdf+xml" })
}

/// The EXIF item of the primary picture: the only one, or of several the one that a `cdsc` reference ties to it.
fn exif_item(meta: &[u8], items: &[Item], primary: Option<u32>) -> Result<Option<u32>, &'static str> {
    let mut all = items.iter().filter(|item| &item.kind == b"Exif").map(|item| item.id);
    let (Some(first), second) = (all.next(), all.next()) else { return Ok(None) };
    if second.is_none() {
        return Ok(Some(first));
    }
    let tied = find(meta, *b"iref").zip(primary).map(|(iref, primary)| describers(iref, primary)).unwrap_or_default();
    let mut tied = items.iter().filter(|item| &item.kind == b"Exif" && tied.contains(&item.id)).map(|item| item.id);
    match (tied.next(), tied.next()) {
        (Some(id), None) => Ok(Some(id)),
        _ => Err("HEIF 里有多份 EXIF，无法确定哪一份属于主图"),
    }
}

/// Items that describe `target`, 14496-12 8.11.12.
fn describers(body: &[u8], target: u32) -> Vec<u32> {
    let mut cursor = Cursor { rest: body };
    let Some((version, _)) = cursor.version() else { return Vec::new() };
    let wide = version > 0;
    let describes = |body: &[u8]| {
        let mut cursor = Cursor { rest: body };
        let from = cursor.id(wide)?;
        let count = cursor.u16()?;
        (0..count).map_while(|_| cursor.id(wide)).any(|to| to == target).then_some(from)
    };
    boxes(cursor.rest).filter(|(kind, _)| kind == b"cdsc").filter_map(|(_, body)| describes(body)).collect()
}

/// The bytes of an item by the location table, 14496-12 8.11.3.
fn item_data<'a>(bytes: &'a [u8], meta: &'a [u8], wanted: u32) -> Option<Cow<'a, [u8]>> {
    let mut cursor = Cursor { rest: find(meta, *b"iloc")? };
    let (version, _) = cursor.version()?;
    (version <= 2).then_some(())?;
    let sizes = usize::from(cursor.u16()?);
    let (offset_len, length_len, base_len) = (sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15);
    let index_len = if version > 0 { sizes & 15 } else { 0 };
    let count = cursor.id(version == 2)? as usize;
    for _ in 0..count.min(MAX_ITEMS) {
        let id = cursor.id(version == 2)?;
        let method = if version > 0 { cursor.u16()? & 15 } else { 0 };
        let elsewhere = cursor.u16()? != 0;
        let base = cursor.number(base_len)?;
        let extents = usize::from(cursor.u16()?);
        let table = cursor.take(extents.checked_mul(index_len + offset_len + length_len)?)?;
        if id == wanted {
            let source = match method {
                0 if !elsewhere => bytes,
                1 => find(meta, *b"idat")?,
                _ => return None,
            };
            return gather(source, base, table, extents, [index_len, offset_len, length_len]);
        }
    }
    None
}

fn gather<'a>(source: &'a [u8], base: u64, table: &[u8], extents: usize, lens: [usize; 3]) -> Option<Cow<'a, [u8]>> {
    let mut cursor = Cursor { rest: table };
    let mut data: Cow<'a, [u8]> = Cow::Borrowed(&[]);
    for _ in 0..extents {
        cursor.number(lens[0])?;
        let start = usize::try_from(base.checked_add(cursor.number(lens[1])?)?).ok()?;
        let len = usize::try_from(cursor.number(lens[2])?).ok()?;
        // A length of 0 means "to the end"; with several extents that would be no sane file.
        let part =
            if len == 0 && extents == 1 { source.get(start..)? } else { source.get(start..start.checked_add(len)?)? };
        if data.len() + part.len() > MAX_ITEM {
            return None;
        }
        if data.is_empty() {
            data = Cow::Borrowed(part);
        } else {
            data.to_mut().extend_from_slice(part);
        }
    }
    Some(data)
}

/// An EXIF item opens with the distance to its TIFF header, 23008-12 A.2.1.
fn exif_payload(data: Cow<'_, [u8]>) -> Block<'_> {
    let start = u32_be(&data, 0).and_then(|skip| (skip as usize).checked_add(4)).filter(|&start| start <= data.len());
    match (start, data) {
        (None, _) => Block::Unreadable("HEIF 里的 EXIF 数据头不正确"),
        (Some(start), Cow::Borrowed(data)) => Block::Found(Cow::Borrowed(&data[start..])),
        (Some(start), Cow::Owned(data)) => Block::Found(Cow::Owned(data[start..].to_vec())),
    }
}

/// The `ispe` property tied to an item, 23008-12 6.5.3: the size before any rotation.
fn item_size(iprp: &[u8], wanted: u32) -> Option<PixelSize> {
    let properties: Vec<([u8; 4], &[u8])> = boxes(find(iprp, *b"ipco")?).collect();
    for (_, body) in boxes(iprp).filter(|(kind, _)| kind == b"ipma") {
        let mut cursor = Cursor { rest: body };
        let (version, flags) = cursor.version()?;
        let count = cursor.id(true)? as usize;
        for _ in 0..count.min(MAX_ITEMS) {
            let id = cursor.id(version > 0)?;
            for _ in 0..cursor.number(1)? {
                let index = if flags & 1 == 1 { cursor.number(2)? & 0x7FFF } else { cursor.number(1)? & 0x7F };
                let property = usize::try_from(index).ok()?.checked_sub(1).and_then(|at| properties.get(at));
                if let Some((_, body)) = property.filter(|(kind, _)| id == wanted && kind == b"ispe") {
                    return Some(PixelSize { width: u32_be(body, 4)?, height: u32_be(body, 8)? });
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::exif::tests::block;
    use super::*;
    use crate::{Format, photo};
    use proptest::prelude::*;

    fn bx(kind: &str, body: &[u8]) -> Vec<u8> {
        [&(body.len() as u32 + 8).to_be_bytes(), kind.as_bytes(), body].concat()
    }

    /// Primary item 1 of 640×480, EXIF items 2 (tied to item 1 where `tie`) and, where `two`, 3, all in `idat`.
    fn heif(two: bool, tie: bool, skip: u32) -> Vec<u8> {
        let exif = [&skip.to_be_bytes()[..], &vec![0; skip as usize], &block("2026:04:07 14:32:05")].concat();
        let entry =
            |id: u16, kind: &[u8; 4]| bx("infe", &[&[2, 0, 0, 0][..], &id.to_be_bytes(), &[0, 0], kind, &[0]].concat());
        let mut list = [entry(1, b"hvc1"), entry(2, b"Exif")].concat();
        let mut count = 2u16;
        if two {
            list.extend(entry(3, b"Exif"));
            count = 3;
        }
        let mut meta = vec![0; 4];
        meta.extend(bx("pitm", &[0, 0, 0, 0, 0, 1]));
        meta.extend(bx("iinf", &[&[0; 4][..], &count.to_be_bytes(), &list].concat()));
        // Version 1, offsets and lengths of four bytes, one item by method 1 (idat).
        let location =
            [&[1, 0, 0, 0, 0x44, 0, 0, 1, 0, 2, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0][..], &(exif.len() as u32).to_be_bytes()];
        meta.extend(bx("iloc", &location.concat()));
        if tie {
            let tie = bx("cdsc", &[0, 2, 0, 1, 0, 1]);
            meta.extend(bx("iref", &[&[0; 4][..], &tie].concat()));
        }
        let ispe = bx("ispe", &[0, 0, 0, 0, 0, 0, 2, 0x80, 0, 0, 1, 0xE0]);
        let ties = bx("ipma", &[0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 0x81]);
        meta.extend(bx("iprp", &[bx("ipco", &ispe), ties].concat()));
        meta.extend(bx("idat", &exif));
        [bx("ftyp", b"heic\0\0\0\0mif1"), bx("meta", &meta)].concat()
    }

    #[test]
    fn size_and_exif_of_the_primary_item() {
        for skip in [0, 6] {
            let facts = photo::read(&heif(false, false, skip), Format::Heif).unwrap();
            assert_eq!(facts.pixels.value(), Some(&PixelSize { width: 640, height: 480 }));
            assert_eq!(facts.taken_exif.value().unwrap().to_string(), "2026-04-07T14:32:05");
        }
    }

    #[test]
    fn of_two_exif_items_only_the_tied_one_counts() {
        assert!(photo::read(&heif(true, true, 0), Format::Heif).unwrap().taken_exif.value().is_some());
        assert!(photo::read(&heif(true, false, 0), Format::Heif).unwrap().taken_exif.is_unknown());
    }

    proptest! {
        #[test]
        fn any_damage_is_survived(at in 0usize..300, byte: u8, cut in 0usize..600) {
            let mut file = heif(true, true, 0);
            file[at] = byte;
            file.truncate(cut);
            let _ = photo::read(&file, Format::Heif);
        }
    }
}
