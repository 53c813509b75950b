//! What pixels tell.
//!
//! Enters: upright [`Pixels`], and a [`Recognizer`] handed in from outside (the core brings none). Leaves: the text lines that
//! it sees in them; [`watermark`] makes a fact of those. Official seals are found without one, by `seal` on the colours of `ink`.

#[allow(dead_code, reason = "the readers of pages that ask for it are being written")]
pub(crate) mod ink;
#[allow(dead_code, reason = "the readers of pages that ask for it are being written")]
pub(crate) mod seal;
pub mod watermark;

use crate::facts::Region;

/// Reads text in pictures. Called from several threads.
pub trait Recognizer: Send + Sync {
    /// The lines of text in an upright picture, in any order. No lines means that there is no text to be seen: a
    /// recogniser that could not look answers with an error.
    ///
    /// # Errors
    /// [`RecognizerError`] where it could not look.
    fn read(&self, picture: &Pixels) -> Result<Vec<TextLine>, RecognizerError>;
}

/// Why a recogniser could not look, in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("文字识别失败：{0}")]
pub struct RecognizerError(pub String);

/// An upright picture: 8-bit RGB, rows from the top, no padding; `rgb` holds `width * height * 3` bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Red, green, blue of each pixel.
    pub rgb: Vec<u8>,
}

/// A line of text that a recogniser saw.
#[derive(Debug, Clone, PartialEq)]
pub struct TextLine {
    /// The text as seen; blanks are often lost.
    pub text: String,
    /// 0 to 1. High confidence does not exclude that a line was cut.
    pub confidence: f32,
    /// Where, as fractions of the picture from its top left.
    pub region: Region,
}
