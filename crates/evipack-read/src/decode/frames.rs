//! Whether a picture file holds more than the one picture that is looked at.
//!
//! Enters: the bytes of a picture file. Leaves: a sentence in Chinese where it has more frames (animation) or pages (TIFF).
//! Only the structure is walked, nothing is decoded. Why: a clerk is told what was not looked at, and nothing may be called
//! absent that could stand on page two.

use crate::format::Format;

/// What is not looked at: frames and pages after the first, in Chinese.
pub(crate) fn unseen(bytes: &[u8], format: Format) -> Option<String> {
    let moving = match format {
        Format::Gif => gif_moves(bytes),
        Format::Png => png_moves(bytes),
        Format::WebP => webp_moves(bytes),
        Format::Tiff => {
            let pages = super::tiff::pages(bytes);
            return (pages > 1).then(|| format!("TIFF 有 {pages} 页，只看了第一页"));
        }
        _ => false,
    };
    moving.then(|| "是动图，只看了第一帧".to_owned())
}

/// More than one image block (GIF89a, 20: 0x2C begins one, 0x21 an extension, 0x3B ends the file).
fn gif_moves(bytes: &[u8]) -> bool {
    gif_second(bytes).is_some()
}

fn gif_second(bytes: &[u8]) -> Option<()> {
    /// A packed field's bit 7: a colour table of 2^(low three bits + 1) colours follows.
    fn table_len(packed: u8) -> usize {
        if packed & 0x80 == 0 { 0 } else { 3 << ((packed & 7) + 1) }
    }
    let mut at = 13 + table_len(*bytes.get(10)?);
    let mut frames = 0;
    loop {
        match *bytes.get(at)? {
            0x2C => {
                frames += 1;
                if frames > 1 {
                    return Some(());
                }
                at += 11 + table_len(*bytes.get(at + 9)?);
            }
            0x21 => at += 2,
            _ => return None,
        }
        loop {
            let len = usize::from(*bytes.get(at)?);
            at += 1 + len;
            if len == 0 {
                break;
            }
        }
    }
}

/// An `acTL` chunk with more than one frame before the first `IDAT` (PNG 3rd edition, 11.3.6.1).
fn png_moves(bytes: &[u8]) -> bool {
    let mut at = 8;
    while let (Some(len), Some(name)) = (u32_at(bytes, at, true), bytes.get(at + 4..at + 8)) {
        match name {
            b"acTL" => return u32_at(bytes, at + 8, true).is_some_and(|frames| frames > 1),
            b"IDAT" => return false,
            _ => at = at.saturating_add(12).saturating_add(len as usize),
        }
    }
    false
}

/// The animation bit of the `VP8X` chunk (RFC 9649, 2.7.1).
fn webp_moves(bytes: &[u8]) -> bool {
    const ANIMATION: u8 = 0x02;
    bytes.get(12..16) == Some(b"VP8X") && bytes.get(20).is_some_and(|flags| flags & ANIMATION != 0)
}

fn u32_at(bytes: &[u8], at: usize, big_endian: bool) -> Option<u32> {
    let raw: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    Some(if big_endian { u32::from_be_bytes(raw) } else { u32::from_le_bytes(raw) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn frames_and_pages_after_the_first_are_named() {
        let frame = b"\x2C\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
        let gif = |frames: &[&[u8]]| [b"GIF89a\x01\0\x01\0\0\0\0", &frames.concat()[..], b";"].concat();
        assert_eq!(unseen(&gif(&[frame]), Format::Gif), None);
        assert!(unseen(&gif(&[b"\x21\xF9\x04\0\0\0\0\0", frame, frame]), Format::Gif).is_some());
        let tiff = |next: u8| [b"II*\0\x08\0\0\0\0\0", &[next, 0, 0, 0][..], b"\0\0\0\0\0\0"].concat();
        assert_eq!(unseen(&tiff(0), Format::Tiff), None);
        assert_eq!(unseen(&tiff(14), Format::Tiff).as_deref(), Some("TIFF 有 2 页，只看了第一页"));
        // A directory that follows itself is one page.
        assert_eq!(unseen(&tiff(8), Format::Tiff), None);
        let png = |frames: u8| [b"\x89PNG\r\n\x1A\n\0\0\0\x08acTL\0\0\0", &[frames][..], &[0; 8]].concat();
        assert_eq!((unseen(&png(1), Format::Png), unseen(&png(2), Format::Png).is_some()), (None, true));
        assert!(unseen(b"RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\x02\0\0\0", Format::WebP).is_some());
        assert_eq!(unseen(b"RIFF\0\0\0\0WEBPVP8 \x0A\0\0\0\x02\0\0\0", Format::WebP), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(rest: Vec<u8>, big: bool) {
            for (head, format) in [
                (&b"GIF89a"[..], Format::Gif),
                (if big { b"MM\0*" } else { b"II*\0" }, Format::Tiff),
                (b"\x89PNG\r\n\x1A\n", Format::Png),
                (b"RIFF\0\0\0\0WEBPVP8X", Format::WebP),
            ] {
                let _ = unseen(&[head, &rest].concat(), format);
            }
        }
    }
}
