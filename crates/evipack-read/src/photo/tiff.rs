//! The directories of a TIFF or BigTIFF file → size, and whether there is anything for the EXIF reader.
//!
//! Enters: the bytes. Leaves: a [`Container`]. A TIFF file is its own EXIF block, and kamadak-exif wants a copy of it: a
//! scan of 30 MB is therefore handed over only if its first directory names a tag that is wanted.

use super::{Block, Container, PixelSize, ReadError, array, damaged};
use std::borrow::Cow;

/// Entries looked at in the first directory; TIFF/EP cameras write under a hundred.
const MAX_ENTRIES: u64 = 4096;
/// Directories gone through for content credentials: pages of a scan, and one behind them. A loop ends here, too.
const MAX_DIRECTORIES: usize = 1024;
/// Largest file copied for its tags: half the largest file that is read at all.
const MAX_COPY: usize = 128 * 1024 * 1024;

/// Tags, TIFF 6.0 and CIPA DC-008.
mod tag {
    pub(super) const NEW_SUBFILE_TYPE: u16 = 254;
    pub(super) const IMAGE_WIDTH: u16 = 256;
    pub(super) const IMAGE_LENGTH: u16 = 257;
    pub(super) const XMP: u16 = 700;
    /// C2PA 2.1, A.3.
    pub(super) const CREDENTIALS: u16 = 52545;
    /// Make, Model, Software, the EXIF and GPS directories, and DateTimeOriginal where TIFF/EP puts it.
    pub(super) const WANTED: [u16; 6] = [271, 272, 305, 34665, 34853, 36867];
}

/// Byte order and offset width.
#[derive(Clone, Copy)]
struct Layout {
    little: bool,
    big: bool,
}

impl Layout {
    fn of(bytes: &[u8]) -> Option<Self> {
        Some(match array(bytes, 0)? {
            [b'I', b'I', 42, 0] => Self { little: true, big: false },
            [b'M', b'M', 0, 42] => Self { little: false, big: false },
            [b'I', b'I', 43, 0] => Self { little: true, big: true },
            [b'M', b'M', 0, 43] => Self { little: false, big: true },
            _ => return None,
        })
    }

    /// Where the place of the first directory stands.
    fn first(self) -> usize {
        if self.big { 8 } else { 4 }
    }

    fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        array(bytes, at).map(if self.little { u16::from_le_bytes } else { u16::from_be_bytes })
    }

    fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        array(bytes, at).map(if self.little { u32::from_le_bytes } else { u32::from_be_bytes })
    }

    fn u64(self, bytes: &[u8], at: usize) -> Option<u64> {
        array(bytes, at).map(if self.little { u64::from_le_bytes } else { u64::from_be_bytes })
    }

    /// An offset or count, four bytes or eight.
    fn word(self, bytes: &[u8], at: usize) -> Option<u64> {
        if self.big { self.u64(bytes, at) } else { self.u32(bytes, at).map(u64::from) }
    }
}

/// What the first directory holds of what is wanted.
#[derive(Default)]
struct Directory<'a> {
    width: Option<u32>,
    height: Option<u32>,
    reduced: bool,
    wanted: bool,
    xmp: Option<&'a [u8]>,
    credentials: bool,
}

pub(super) fn open(bytes: &[u8]) -> Result<Container<'_>, ReadError> {
    let (layout, directory) = Layout::of(bytes)
        .and_then(|layout| Some((layout, first_directory(bytes, layout)?)))
        .ok_or_else(|| damaged("TIFF 目录无法读取"))?;
    let pixels = match (directory.width, directory.height) {
        // The first picture of a camera's raw file is a small preview, not the photo.
        (Some(width), Some(height)) if !directory.reduced => Some(PixelSize { width, height }),
        _ => None,
    };
    let exif = if !directory.wanted {
        Block::None
    } else if layout.big {
        Block::Unreadable("BigTIFF 的 EXIF 本版本不能读取")
    } else if bytes.len() > MAX_COPY {
        Block::Unreadable("TIFF 文件太大，没有读取 EXIF")
    } else {
        Block::Found(Cow::Borrowed(bytes))
    };
    Ok(Container { pixels, exif, xmp: directory.xmp.map(Cow::Borrowed) })
}

/// Whether a directory names content credentials: some writers give them one of their own behind the pictures'.
pub(super) fn has_credentials(bytes: &[u8]) -> bool {
    let Some(layout) = Layout::of(bytes) else { return false };
    let mut next = layout.word(bytes, layout.first()).filter(|start| *start != 0);
    let directories = std::iter::from_fn(|| {
        let (directory, after) = directory(bytes, layout, next?)?;
        next = after;
        Some(directory)
    });
    directories.take(MAX_DIRECTORIES).any(|directory| directory.credentials)
}

fn first_directory(bytes: &[u8], layout: Layout) -> Option<Directory<'_>> {
    directory(bytes, layout, layout.word(bytes, layout.first())?).map(|(directory, _)| directory)
}

/// The directory at a place, and where the next one begins.
fn directory(bytes: &[u8], layout: Layout, start: u64) -> Option<(Directory<'_>, Option<u64>)> {
    let start = usize::try_from(start).ok()?;
    let (count, count_len) =
        if layout.big { (layout.u64(bytes, start)?, 8) } else { (layout.u16(bytes, start)?.into(), 2) };
    let (entry_len, word_len) = if layout.big { (20, 8) } else { (12, 4) };
    let mut directory = Directory::default();
    let mut at = start.checked_add(count_len)?;
    for _ in 0..count.min(MAX_ENTRIES) {
        let entry = bytes.get(at..at.checked_add(entry_len)?)?;
        at += entry_len;
        let (id, kind, items) = (layout.u16(entry, 0)?, layout.u16(entry, 2)?, layout.word(entry, 4)?);
        let value = 4 + word_len;
        match id {
            tag::IMAGE_WIDTH => directory.width = integer(layout, entry, kind, value),
            tag::IMAGE_LENGTH => directory.height = integer(layout, entry, kind, value),
            tag::NEW_SUBFILE_TYPE => {
                directory.reduced = integer(layout, entry, kind, value).is_some_and(|v| v & 1 == 1);
            }
            tag::CREDENTIALS => directory.credentials = true,
            tag::XMP => directory.xmp = block(bytes, layout.word(entry, value)?, items),
            _ => directory.wanted |= tag::WANTED.contains(&id),
        }
    }
    let next = layout.word(bytes, at).filter(|next| count <= MAX_ENTRIES && *next != 0);
    Some((directory, next))
}

/// A single SHORT, LONG or LONG8 value.
fn integer(layout: Layout, entry: &[u8], kind: u16, at: usize) -> Option<u32> {
    match kind {
        3 => layout.u16(entry, at).map(u32::from),
        4 => layout.u32(entry, at),
        16 => layout.u64(entry, at).and_then(|value| u32::try_from(value).ok()),
        _ => None,
    }
}

fn block(bytes: &[u8], offset: u64, len: u64) -> Option<&[u8]> {
    let start = usize::try_from(offset).ok()?;
    bytes.get(start..start.checked_add(usize::try_from(len).ok()?)?)
}

#[cfg(test)]
mod tests {
    use super::super::exif::tests::block as exif_block;
    use super::*;
    use crate::{Format, photo};

    #[test]
    fn credentials_are_found_behind_the_pictures_and_a_loop_ends() {
        // Two directories of one entry; the second may point back at the first.
        let file = |tag: u16, after: u32| {
            let entry = |id: u16| [&id.to_le_bytes()[..], &[4, 0, 1, 0, 0, 0, 8, 0, 0, 0]].concat();
            let first = [&[1, 0][..], &entry(tag::IMAGE_WIDTH), &26u32.to_le_bytes()].concat();
            let second = [&[1, 0][..], &entry(tag), &after.to_le_bytes()].concat();
            [&b"II\x2A\0\x08\0\0\0"[..], &first, &second].concat()
        };
        assert!(has_credentials(&file(tag::CREDENTIALS, 0)));
        assert!(!has_credentials(&file(tag::IMAGE_LENGTH, 0)) && !has_credentials(&file(tag::IMAGE_LENGTH, 8)));
    }

    #[test]
    fn a_tiff_file_is_its_own_exif_block() {
        let facts = photo::read(&exif_block("2026:04:07 14:32:05"), Format::Tiff).unwrap();
        assert_eq!(facts.taken_exif.value().unwrap().to_string(), "2026-04-07T14:32:05");
        assert!(facts.pixels.is_unknown());
    }

    #[test]
    fn a_bare_scan_in_either_byte_order_and_width() {
        let classic =
            b"MM\0*\0\0\0\x08\0\x02\x01\0\0\x03\0\0\0\x01\x06\xA4\0\0\x01\x01\0\x04\0\0\0\x01\0\0\x08\x98\0\0\0\0";
        let mut wide = b"II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0".to_vec();
        for (id, kind, value) in [(256u16, 3u16, 1700u64), (257, 16, 2200)] {
            wide.extend(id.to_le_bytes());
            wide.extend(kind.to_le_bytes());
            wide.extend(1u64.to_le_bytes());
            wide.extend(value.to_le_bytes());
        }
        for file in [&classic[..], &wide] {
            let facts = photo::read(file, Format::Tiff).unwrap();
            assert_eq!(facts.pixels.value(), Some(&PixelSize { width: 1700, height: 2200 }));
            assert!(facts.taken_exif.is_absent() && facts.software.is_absent());
        }
    }
}
