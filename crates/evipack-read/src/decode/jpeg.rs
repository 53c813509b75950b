//! A JPEG's bytes to upright pixels.
//!
//! Enters: a whole JPEG. Leaves: [`Pixels`], or a reason that names the encoding no decoder here knows: arithmetic coding,
//! lossless, hierarchical and 12-bit JPEGs are valid files, so the material is not to be blamed for them.

use super::{ReadError, with_image};
use evipack_see::Pixels;
use image::ImageFormat;

/// The pixels of a JPEG, upright.
///
/// # Errors
/// [`ReadError::Limit`] for encodings without a decoder and for pictures above the size limit; [`ReadError::Damaged`] where
/// the data cannot be decoded.
pub(super) fn decode(bytes: &[u8]) -> Result<Pixels, ReadError> {
    if let Some(why) = frame(bytes).and_then(Frame::without_decoder) {
        return Err(ReadError::Limit(format!("没有{why} JPEG 的解码器，请另存为普通 JPG 再提交")));
    }
    with_image(bytes, ImageFormat::Jpeg)
}

/// What the frame header says (ITU-T T.81, B.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Frame {
    /// Second byte of the SOF marker: the process.
    marker: u8,
    /// Bits of a sample.
    precision: u8,
}

impl Frame {
    /// Why it cannot be decoded here, as an adjective in Chinese.
    fn without_decoder(self) -> Option<&'static str> {
        match self {
            // T.81, table B.1: bit 3 of a SOF marker says arithmetic coding.
            Self { marker: 0xC9..=0xCF, .. } => Some("算术编码的"),
            Self { marker: 0xC3, .. } => Some("无损编码的"),
            Self { marker: 0xC5..=0xC7, .. } => Some("分层编码的"),
            Self { precision, .. } if precision != 8 => Some("高位深（非 8 位）的"),
            _ => None,
        }
    }
}

/// The first frame header of a JPEG, where the segments before it are sound.
fn frame(bytes: &[u8]) -> Option<Frame> {
    let mut at = 2;
    loop {
        let &[0xFF, marker] = bytes.get(at..at + 2)? else { return None };
        match marker {
            // A fill byte before a marker.
            0xFF => at += 1,
            // DHT, JPG and DAC lie among the SOF codes and are none.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                return Some(Frame { marker, precision: *bytes.get(at + 4)? });
            }
            // Markers without a segment.
            0x01 | 0xD0..=0xD8 => at += 2,
            0xD9 | 0xDA => return None,
            _ => {
                let len: [u8; 2] = bytes.get(at + 2..at + 4)?.try_into().ok()?;
                at += 2 + usize::from(u16::from_be_bytes(len)).max(2);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn with_frame(marker: u8, precision: u8) -> Vec<u8> {
        let head = b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xFF";
        [&head[..], &[marker, 0, 11, precision, 0, 8, 0, 8, 1, 1, 0x11, 0]].concat()
    }

    #[test]
    fn encodings_without_a_decoder_are_named() {
        for (marker, precision, word) in
            [(0xC9, 8, "算术"), (0xCA, 8, "算术"), (0xC3, 8, "无损"), (0xC5, 8, "分层"), (0xC1, 12, "位深")]
        {
            match decode(&with_frame(marker, precision)) {
                Err(ReadError::Limit(why)) => assert!(why.contains(word), "{why}"),
                other => panic!("{other:?}"),
            }
        }
        for marker in [0xC0, 0xC1, 0xC2] {
            assert_eq!(frame(&with_frame(marker, 8)).and_then(Frame::without_decoder), None);
        }
    }

    proptest! {
        #[test]
        fn any_segments_are_survived(rest: Vec<u8>) {
            let _ = frame(&[b"\xFF\xD8\xFF", &rest[..]].concat());
        }
    }
}
