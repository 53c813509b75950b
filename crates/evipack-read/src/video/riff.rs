//! AVI (RIFF) → length and size of the picture.
//!
//! Enters: the bytes. Leaves: [`Said`], from the main header (`avih`), which stands near the beginning.

use super::{Said, array};
use evipack_core::facts::PixelSize;

/// Where the main header stands at the latest: behind `RIFF`, `LIST` and perhaps some padding.
const WITHIN: usize = 4096;

pub(super) fn read(bytes: &[u8]) -> Option<Said> {
    (bytes.get(..4)? == b"RIFF" && bytes.get(8..12)? == b"AVI ").then_some(())?;
    let beginning = bytes.get(..WITHIN.min(bytes.len()))?;
    let Some(at) = beginning.windows(4).position(|name| name == b"avih") else { return Some(Said::default()) };
    let word = |index: usize| array(bytes, at + 8 + index * 4).map(u32::from_le_bytes).filter(|&value| value > 0);
    // Microseconds a frame, number of frames; width and height.
    let seconds = word(0).zip(word(4)).map(|(frame, frames)| f64::from(frame) * f64::from(frames) / 1e6);
    let pixels = word(8).zip(word(9)).map(|(width, height)| PixelSize { width, height });
    Some(Said { seconds, pixels, ..Said::default() })
}
