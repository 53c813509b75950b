//! A video file → what it says of itself, without looking at a frame.
//!
//! Enters: the bytes of a video, or of a large one all but its frames. Leaves: a [`Reading`] of [`Kind::Video`] with its
//! [`VideoFacts`]. MP4, MOV and 3GP tell when, where, how long and with what; AVI, WMV and Matroska how long and little more,
//! of the others only that they are videos. A file without its index cannot be played: it is damaged.

mod asf;
mod matroska;
mod movie;
mod outline;
mod riff;

pub use outline::outline;

use super::{File, ReadError, Reading};
use evipack_core::facts::{Basis, CaptureTime, Fact, Facts, Gps, Kind, PixelSize, VideoFacts};
use jiff::civil::DateTime;

/// What a container holds; `None` where it does not say.
#[derive(Debug, Default, PartialEq)]
struct Said {
    taken: Option<CaptureTime>,
    seconds: Option<f64>,
    gps: Option<Gps>,
    camera: Option<String>,
    pixels: Option<PixelSize>,
}

/// Longest video that is believed: a day of a monitoring camera.
const LONGEST_SECONDS: f64 = 86_400.0 * 31.0;

/// Reads a video.
///
/// # Errors
/// [`ReadError::Damaged`] where the index of a file that must have one is missing.
pub(crate) fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    let bytes = file.bytes;
    let facts = if movie::is_one(bytes) {
        facts(movie::read(bytes)?, true)
    } else if let Some(said) = riff::read(bytes).or_else(|| asf::read(bytes)).or_else(|| matroska::read(bytes)) {
        facts(said, false)
    } else {
        VideoFacts::unknown("本版本不读取这种格式视频的时间、时长和位置")
    };
    Ok(Reading::of(Kind::Video, true, Facts::Video(Box::new(facts))))
}

/// Whether a video ends before its container does.
pub(crate) fn is_cut_off(bytes: &[u8]) -> bool {
    movie::is_one(bytes) && movie::is_cut_off(bytes)
}

/// `tells`: the format keeps all these facts in one place, which was read; what is not there is not in the file.
fn facts(said: Said, tells: bool) -> VideoFacts {
    fn of<T>(value: Option<T>, tells: bool, what: &str) -> Fact<T> {
        match value {
            Some(value) => Fact::known(value, Basis::Structure),
            None if tells => Fact::absent([Basis::Structure]),
            None => Fact::unknown(format!("这种格式的视频里没有读到{what}")),
        }
    }
    let seconds = said.seconds.filter(|seconds| (0.0..=LONGEST_SECONDS).contains(seconds));
    VideoFacts {
        taken: of(said.taken, tells, "拍摄时间"),
        // A recording in pieces does not say how long it is.
        duration_s: of(seconds.map(|seconds| seconds.round() as u64), false, "时长"),
        gps: of(said.gps, tells, "位置"),
        camera: of(said.camera, tells, "设备型号"),
        pixels: of(said.pixels, false, "画面尺寸"),
    }
}

/// A moment in seconds of Unix time, as UTC; `None` outside the years of digital video, which an unset clock gives.
fn utc(seconds: i64) -> Option<CaptureTime> {
    const YEARS: std::ops::RangeInclusive<i16> = 1995..=2100;
    let moment = jiff::Timestamp::from_second(seconds).ok()?;
    let local: DateTime = jiff::tz::Offset::UTC.to_datetime(moment);
    YEARS.contains(&local.year()).then_some(CaptureTime { local, offset_minutes: Some(0) })
}

/// The `N` bytes at `at`, where they are there.
fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

#[cfg(test)]
mod tests;
