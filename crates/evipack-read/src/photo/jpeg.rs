//! JPEG segments (ITU-T T.81, annex B) → size, EXIF, XMP, and whether the file was cut off.
//!
//! Enters: the bytes. Leaves: a [`Container`]. Only the segments before the first scan are walked: EXIF stands in front of
//! it (CIPA DC-008, 4.5.4), so a file of any size costs a few kilobytes of reading.

use super::{Block, Container, PixelSize, ReadError, damaged, u16_be};
use std::borrow::Cow;

const EXIF_MARK: &[u8] = b"Exif\0\0";
const XMP_MARK: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// The type of a manifest store in a JUMBF box (C2PA 2.1, 11.1.4.2), inside the segments of ISO/IEC 19566-5.
const JUMBF_MARK: &[u8] = b"JP";
const MANIFESTS: &[u8] = b"jumdc2pa\0\x11\0\x10\x80\0\0\xAA\0\x38\x9B\x71";
/// End of image, preceded by 0xFF.
const EOI: u8 = 0xD9;
/// Where the end-of-image mark is first looked for, before the whole scan is searched.
const TAIL: usize = 64 * 1024;

/// The segments in front of the first scan.
#[derive(Default)]
struct Head<'a> {
    pixels: Option<PixelSize>,
    exif: Option<&'a [u8]>,
    xmp: Option<&'a [u8]>,
    /// A store of C2PA manifests.
    credentials: bool,
    /// Where the data of the first scan begins; `None` where the file ends before it.
    scan: Option<usize>,
}

pub(super) fn open(bytes: &[u8]) -> Result<Container<'_>, ReadError> {
    let head = head(bytes);
    // A file cut behind its EXIF segment still tells its time; that it has no picture, `is_truncated` says.
    if head.pixels.is_none() && head.exif.is_none() {
        return Err(damaged("JPEG 文件里没有图像"));
    }
    let exif = match head.exif {
        Some(block) => Block::Found(Cow::Borrowed(block)),
        None if head.scan.is_none() => Block::Unreadable("JPEG 文件在图像数据之前就断了"),
        None => Block::None,
    };
    // A height of 0 is given later, in a DNL segment; the size is then unknown.
    Ok(Container { pixels: head.pixels, exif, xmp: head.xmp.map(Cow::Borrowed) })
}

/// Whether content credentials are among the segments.
pub(super) fn has_credentials(bytes: &[u8]) -> bool {
    head(bytes).credentials
}

/// Whether a segment begins with the description of a manifest store, behind its own counters and the outer box's head.
fn is_manifest_store(segment: &[u8]) -> bool {
    const WITHIN: usize = 64;
    let beginning = segment.get(..WITHIN.min(segment.len())).unwrap_or_default();
    beginning.windows(MANIFESTS.len()).any(|window| window == MANIFESTS)
}

pub(super) fn is_truncated(bytes: &[u8]) -> bool {
    let Some(scan) = head(bytes).scan.and_then(|scan| bytes.get(scan..)) else { return true };
    let tail = &scan[scan.len().saturating_sub(TAIL)..];
    // Inside a scan 0xFF is stuffed with 0x00, so 0xFF 0xD9 there is the end. Behind a long trailer (motion photo) it
    // lies further up.
    !has_end(tail) && !has_end(scan)
}

fn has_end(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair == [0xFF, EOI])
}

fn head(bytes: &[u8]) -> Head<'_> {
    let mut head = Head::default();
    let mut at = 2;
    loop {
        // Some writers leave stray bytes between segments; the next mark is where the next 0xFF is.
        let Some(skip) = bytes.get(at..).and_then(|rest| rest.iter().position(|&b| b == 0xFF)) else { return head };
        at += skip + 1;
        let Some(&code) = bytes.get(at) else { return head };
        match code {
            // Fill bytes, stuffing, and marks without a segment.
            0xFF => continue,
            0x00 | 0x01 | 0xD0..=0xD8 => {
                at += 1;
                continue;
            }
            EOI => return head,
            _ => at += 1,
        }
        let Some(len) = u16_be(bytes, at).map(usize::from).filter(|&len| len >= 2) else { return head };
        let Some(segment) = bytes.get(at + 2..at + len) else { return head };
        at += len;
        match code {
            // Start of frame, but not DHT (C4), JPG (C8) and DAC (CC).
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => head.pixels = head.pixels.or(frame_size(segment)),
            0xE1 if segment.starts_with(EXIF_MARK) => head.exif = head.exif.or(Some(segment)),
            0xE1 if segment.starts_with(XMP_MARK) => head.xmp = head.xmp.or(segment.get(XMP_MARK.len()..)),
            0xEB if segment.starts_with(JUMBF_MARK) => head.credentials |= is_manifest_store(segment),
            0xDA => {
                head.scan = Some(at);
                return head;
            }
            _ => {}
        }
    }
}

fn frame_size(frame: &[u8]) -> Option<PixelSize> {
    Some(PixelSize { height: u16_be(frame, 1)?.into(), width: u16_be(frame, 3)?.into() })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{Format, photo};

    /// A JPEG skeleton with these segments in front of frame and scan.
    pub(in crate::photo) fn jpeg(segments: &[(u8, &[u8])]) -> Vec<u8> {
        let mut file = b"\xFF\xD8".to_vec();
        let frame: &[u8] = &[8, 0x01, 0xE0, 0x02, 0x80, 1, 1, 0x11, 0];
        for (code, data) in segments.iter().copied().chain([(0xC0, frame), (0xDA, &[1, 1, 0, 0, 63, 0][..])]) {
            file.extend([0xFF, code]);
            file.extend((data.len() as u16 + 2).to_be_bytes());
            file.extend(data);
        }
        file.extend(b"\x12\x34\xFF\x00\x56\xFF\xD9");
        file
    }

    #[test]
    fn the_size_is_the_frames_not_a_thumbnails() {
        let thumbnail = jpeg(&[]);
        let file = jpeg(&[(0xE2, &thumbnail)]);
        let facts = photo::read(&file, Format::Jpeg).unwrap();
        assert_eq!(facts.pixels.value(), Some(&PixelSize { width: 640, height: 480 }));
        assert!(facts.taken_exif.is_absent());
    }

    #[test]
    fn a_file_cut_in_the_scan_is_truncated_and_a_trailer_is_not_damage() {
        let file = jpeg(&[]);
        assert!(!is_truncated(&file));
        assert!(is_truncated(&file[..file.len() - 1]));
        assert!(is_truncated(&file[..10]));
        assert!(!is_truncated(&[&file[..], &vec![0; 100_000]].concat()), "zero padding");
        assert!(!is_truncated(&[&file[..], &vec![0x55; 100_000]].concat()), "motion photo");
        let cut = &file[..file.len() - 2];
        assert!(is_truncated(&[cut, &vec![0; 100_000]].concat()), "download filled up with zeros");
        let thumbnail = jpeg(&[(0xE1, b"x\xFF\xD9")]);
        assert!(is_truncated(&thumbnail[..thumbnail.len() - 2]), "a thumbnail's end is not the picture's");
    }

    #[test]
    fn a_file_without_a_picture_still_tells_its_time() {
        let exif = [b"Exif\0\0", &super::super::exif::tests::block("2026:04:07 14:32:05")[..]].concat();
        let file = jpeg(&[(0xE1, &exif)]);
        let cut = &file[..exif.len() + 10];
        let facts = photo::read(cut, Format::Jpeg).unwrap();
        assert!(facts.taken_exif.value().is_some() && facts.pixels.is_unknown() && is_truncated(cut));
    }

    #[test]
    fn a_file_cut_before_the_scan_may_have_lost_its_exif() {
        let file = jpeg(&[]);
        let before_scan = &file[..file.len() - 10];
        assert!(photo::read(before_scan, Format::Jpeg).unwrap().taken_exif.is_unknown());
    }
}
