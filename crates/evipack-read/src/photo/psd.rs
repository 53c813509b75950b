//! The header and resources of a Photoshop document → size, EXIF, XMP.
//!
//! Enters: a PSD or PSB file (Adobe Photoshop File Formats Specification). Leaves: a [`Container`]. Its pixels are not
//! decoded: a board is to be handed a picture that it can open.

use super::{Block, Container, PixelSize, ReadError, array, damaged, u16_be, u32_be};
use std::borrow::Cow;

/// Where the header ends and the length of the palette stands.
const HEADER: usize = 26;
/// Image resources: EXIF data 1, XMP metadata.
const EXIF: u16 = 0x0422;
const XMP: u16 = 0x0424;
/// Resources looked at; a document has some dozens.
const MOST_RESOURCES: usize = 4096;

pub(super) fn open(bytes: &[u8]) -> Result<Container<'_>, ReadError> {
    let size = u32_be(bytes, 14).zip(u32_be(bytes, 18)).map(|(height, width)| PixelSize { width, height });
    let Some(size) = size else { return Err(damaged("PSD 文件头不完整")) };
    let unread = Block::Unreadable("PSD 文件不完整，没有读到 EXIF");
    let Some(resources) = resources(bytes) else {
        return Ok(Container { pixels: Some(size), exif: unread, xmp: None });
    };
    let of = |wanted| resources.iter().find(|(id, _)| *id == wanted).map(|(_, data)| Cow::Borrowed(*data));
    Ok(Container { pixels: Some(size), exif: of(EXIF).map_or(Block::None, Block::Found), xmp: of(XMP) })
}

/// The image resources; `None` where they are not whole.
fn resources(bytes: &[u8]) -> Option<Vec<(u16, &[u8])>> {
    let start = (u32_be(bytes, HEADER)? as usize).checked_add(HEADER + 4)?;
    let len = u32_be(bytes, start)? as usize;
    let section = bytes.get(start + 4..start.checked_add(4 + len)?)?;
    let (mut at, mut found) = (0, Vec::new());
    while at < section.len() && found.len() < MOST_RESOURCES {
        if array::<4>(section, at)? != *b"8BIM" {
            return None;
        }
        let id = u16_be(section, at + 4)?;
        // A name of a counted length, and the data, each filled up to an even number of bytes.
        let name = (usize::from(*section.get(at + 6)?) + 1).next_multiple_of(2);
        let data_len = u32_be(section, at + 6 + name)? as usize;
        let data = at + 10 + name;
        found.push((id, section.get(data..data.checked_add(data_len)?)?));
        at = data.checked_add(data_len)?.next_multiple_of(2);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::super::exif::tests::block;
    use crate::format::Format;
    use crate::photo;
    use evipack_core::facts::PixelSize;
    use proptest::prelude::*;

    fn psd(resources: &[(u16, &[u8])]) -> Vec<u8> {
        let mut section = Vec::new();
        for (id, data) in resources {
            section.extend(b"8BIM");
            section.extend(id.to_be_bytes());
            section.extend([0, 0]);
            section.extend((data.len() as u32).to_be_bytes());
            section.extend(*data);
            section.resize(section.len().next_multiple_of(2), 0);
        }
        let mut file = b"8BPS\0\x01\0\0\0\0\0\0\0\x03\0\0\x01\xE0\0\0\x02\x80\0\x08\0\x03\0\0\0\0".to_vec();
        file.extend((section.len() as u32).to_be_bytes());
        file.extend(section);
        file
    }

    #[test]
    fn size_and_metadata_of_a_photoshop_document() {
        let file = psd(&[(0x03ED, &[1, 2, 3]), (0x0422, &block("2026:04:07 14:32:05"))]);
        let facts = photo::read(&file, Format::Psd).unwrap();
        assert_eq!(facts.pixels.value(), Some(&PixelSize { width: 640, height: 480 }));
        assert_eq!(facts.taken_exif.value().unwrap().to_string(), "2026-04-07T14:32:05");
        assert!(photo::read(&psd(&[]), Format::Psd).unwrap().taken_exif.is_absent());
        assert!(photo::read(&file[..60], Format::Psd).unwrap().taken_exif.is_unknown());
    }

    proptest! {
        #[test]
        fn any_damage_is_survived(at in 0usize..200, byte: u8, cut in 0usize..400) {
            let mut file = psd(&[(0x03ED, &[1, 2, 3]), (0x0422, &block("2026:04:07 14:32:05"))]);
            let at = at.min(file.len() - 1);
            file[at] = byte;
            file.truncate(cut);
            let _ = photo::read(&file, Format::Psd);
        }
    }
}
