//! What a video says of itself.
//!
//! Enters: what the reader found in the container. Leaves: [`VideoFacts`]. No frame is decoded: what a video shows is
//! for a human to look at.

use super::{CaptureTime, Fact, Gps, PixelSize};
use serde::{Deserialize, Serialize};

/// Facts of a video file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoFacts {
    /// When it was taken: with the offset of the phone's clock where the file says it, else in UTC.
    pub taken: Fact<CaptureTime>,
    /// How long it lasts, in whole seconds.
    pub duration_s: Fact<u64>,
    /// Where it was taken.
    pub gps: Fact<Gps>,
    /// Make and model of the device, joined by one space.
    pub camera: Fact<String>,
    /// Width and height of its picture in pixels, as stored.
    pub pixels: Fact<PixelSize>,
}

impl VideoFacts {
    /// The facts of a video of which nothing could be read, for one reason (Chinese).
    pub fn unknown(why: &str) -> Self {
        Self {
            taken: Fact::unknown(why),
            duration_s: Fact::unknown(why),
            gps: Fact::unknown(why),
            camera: Fact::unknown(why),
            pixels: Fact::unknown(why),
        }
    }
}
