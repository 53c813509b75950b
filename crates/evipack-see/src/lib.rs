//! What pixels tell.
//!
//! Enters: upright [`Pixels`], and a [`Recognizer`] handed in from outside (the core brings none). Leaves: what stands in
//! them: [`watermark`] makes a fact of the lines burned into a photo, `page` of a sheet of paper, `kind` tells the two and a
//! screenshot apart, `seal` finds official seals on the colours of `ink`.

pub mod ink;
pub mod kind;
pub mod page;
mod pixels;
pub mod seal;
pub mod watermark;

pub use pixels::Pixels;

use evipack_core::facts::Region;

/// A4, for papers of unknown scale: a picture of a paper is taken to show the whole width of it.
pub const PAPER_WIDTH_MM: f64 = 210.0;
pub const PAPER_HEIGHT_MM: f64 = 297.0;

/// Reads text in pictures. Called from several threads. Looking takes two steps, so that a caller pays only for the lines
/// that it wants read.
pub trait Recognizer: Send + Sync {
    /// Where there are lines of text in an upright picture, in any order. `side`: the length in pixels to which the
    /// picture's longer side may be reduced for this; smaller is faster and misses small type. No spots means that there is
    /// no text to be seen: a recogniser that could not look answers with an error.
    ///
    /// # Errors
    /// [`RecognizerError`] where it could not look.
    fn find(&self, picture: &Pixels, side: u32) -> Result<Vec<Spot>, RecognizerError>;

    /// The text at some spots of the same picture, read at its full size: one line for each spot, in their order, empty
    /// where nothing is legible.
    ///
    /// # Errors
    /// [`RecognizerError`] where it could not look.
    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError>;

    /// What tells this recogniser from any other that would see something else: its models and their version. What was read
    /// with it is kept under this name; without one nothing is kept.
    fn identity(&self) -> Option<String> {
        None
    }
}

/// Why a recogniser could not look, in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("文字识别失败：{0}")]
pub struct RecognizerError(pub String);

/// A place where a line of text stands: a rectangle that may be turned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Top left, top right, bottom right, bottom left as the text runs; x and y in pixels of the picture. May reach beyond
    /// the picture by a little.
    pub corners: [[f32; 2]; 4],
    /// How sure it is that text stands here, 0 to 1.
    pub confidence: f32,
}

impl Spot {
    /// An upright spot at a place, given as fractions of the picture.
    pub(crate) fn at([x, y, width, height]: Region, picture: &Pixels) -> Self {
        let (w, h) = (f64::from(picture.width), f64::from(picture.height));
        let [left, right] = [x, x + width].map(|x| (x * w) as f32);
        let [top, low] = [y, y + height].map(|y| (y * h) as f32);
        Self { corners: [[left, top], [right, top], [right, low], [left, low]], confidence: 1.0 }
    }

    /// The upright box around it, as fractions of a picture of this size.
    pub fn region(&self, picture: &Pixels) -> Region {
        let (w, h) = (f64::from(picture.width.max(1)), f64::from(picture.height.max(1)));
        let span = |axis: usize, whole: f64| {
            let all = self.corners.map(|corner| f64::from(corner[axis]) / whole);
            let from = all.iter().copied().fold(1.0, f64::min).clamp(0.0, 1.0);
            let to = all.iter().copied().fold(0.0, f64::max).clamp(0.0, 1.0);
            (from, (to - from).max(0.0))
        };
        let ((x, width), (y, height)) = (span(0, w), span(1, h));
        [x, y, width, height]
    }

    /// Height of the line in pixels, across the direction in which it runs.
    pub fn height(&self) -> f32 {
        let [[x0, y0], .., [x1, y1]] = self.corners;
        (x1 - x0).hypot(y1 - y0)
    }

    /// Length of the line in pixels.
    pub fn width(&self) -> f32 {
        let [[x0, y0], [x1, y1], ..] = self.corners;
        (x1 - x0).hypot(y1 - y0)
    }

    /// The spot with more of its line, in heights of the line: before its beginning and behind its end.
    #[must_use]
    pub(crate) fn lengthened(self, before: f32, behind: f32) -> Self {
        let share = |heights: f32| heights * self.height() / self.width().max(1.0);
        let on =
            |from: [f32; 2], to: [f32; 2], by: f32| [to[0] + (to[0] - from[0]) * by, to[1] + (to[1] - from[1]) * by];
        let [top_left, top_right, low_right, low_left] = self.corners;
        let (before, behind) = (share(before), share(behind));
        let corners = [
            on(top_right, top_left, before),
            on(top_left, top_right, behind),
            on(low_left, low_right, behind),
            on(low_right, low_left, before),
        ];
        Self { corners, ..self }
    }

    /// The same place in a picture of which this one is a part that begins at `x`, `y`.
    #[must_use]
    pub fn shifted(mut self, x: f32, y: f32) -> Self {
        for corner in &mut self.corners {
            corner[0] += x;
            corner[1] += y;
        }
        self
    }
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
