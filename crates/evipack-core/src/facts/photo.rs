//! What a picture file says and shows.
//!
//! Enters: metadata that the reader found, and pixels that were looked at. Leaves: [`PhotoFacts`].

use super::figure::{shortened_region, to_millionths};
use super::{EditFacts, Fact, Region};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Facts of a picture file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhotoFacts {
    /// EXIF DateTimeOriginal, with its offset where the file gives one; the XMP packet's copy of it where EXIF has none.
    pub taken_exif: Fact<CaptureTime>,
    /// The real-time watermark 真实时间水印 burned into the picture.
    pub watermark: Fact<Watermark>,
    /// EXIF Make and Model, joined by one space.
    pub camera: Fact<String>,
    /// EXIF Software.
    pub software: Fact<String>,
    /// EXIF GPS position.
    pub gps: Fact<Gps>,
    /// Signed provenance (C2PA).
    pub provenance: Fact<String>,
    /// Width and height in pixels, as stored (EXIF orientation not applied).
    pub pixels: Fact<PixelSize>,
    /// Traces of editing in the file's own metadata.
    #[serde(flatten)]
    pub edits: EditFacts,
    /// What about the photo's time, place or app does not fit together; left out of the report where there is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contradictions: Vec<Contradiction>,
}

impl PhotoFacts {
    /// The facts of a picture of which nothing could be read, for one reason (Chinese).
    pub fn unknown(why: &str) -> Self {
        Self {
            taken_exif: Fact::unknown(why),
            watermark: Fact::unknown(why),
            camera: Fact::unknown(why),
            software: Fact::unknown(why),
            gps: Fact::unknown(why),
            provenance: Fact::unknown(why),
            pixels: Fact::unknown(why),
            edits: EditFacts::unknown(why),
            contradictions: Vec::new(),
        }
    }
}

/// Something about a photo that a genuine watermark camera would not have printed or stored. Each is for a human to look
/// at: it proves nothing alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Contradiction {
    /// The printed weekday is not that of the printed date.
    Weekday,
    /// The printed time is not the camera's own (EXIF DateTimeOriginal).
    ExifTime,
    /// The printed time is later than the moment at which, by its name, the file was saved.
    LaterThanFileName,
    /// The name of the app is that of a look-alike.
    LookAlikeBrand,
    /// An editor printed that its watermarks can be changed, or how to be rid of it.
    FreeTier,
    /// The app had no position or weather when the picture was taken.
    Placeholder,
}

/// Width and height of a picture in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PixelSize {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// EXIF DateTimeOriginal (CIPA DC-008): local clock time of the camera, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaptureTime {
    /// Local date and time of the camera's clock.
    pub local: jiff::civil::DateTime,
    /// OffsetTimeOriginal in minutes east of UTC, where given.
    pub offset_minutes: Option<i16>,
}

impl Serialize for CaptureTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CaptureTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let no_time = || serde::de::Error::custom(format!("{text} is no capture time"));
        // An offset is what follows the sign behind the time's `T`.
        let sign = text.find('T').and_then(|t| Some(t + text.get(t..)?.find(['+', '-'])?));
        let (local, offset) = text.split_at(sign.unwrap_or(text.len()));
        let offset_minutes = match offset.get(..1).zip(offset.get(1..).and_then(|rest| rest.split_once(':'))) {
            Some((sign, (hours, minutes))) => {
                let parse = |part: &str| part.parse::<u8>().map(i16::from).map_err(|_| no_time());
                let minutes = parse(hours)? * 60 + parse(minutes)?;
                Some(if sign == "-" { -minutes } else { minutes })
            }
            None if offset.is_empty() => None,
            None => return Err(no_time()),
        };
        Ok(Self { local: local.parse().map_err(|_| no_time())?, offset_minutes })
    }
}

impl std::fmt::Display for CaptureTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.local)?;
        match self.offset_minutes {
            Some(m) => write!(f, "{}{:02}:{:02}", if m < 0 { '-' } else { '+' }, m.abs() / 60, m.abs() % 60),
            None => Ok(()),
        }
    }
}

/// A position in degrees (WGS 84 as cameras write it), north and east positive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Gps {
    /// Degrees north, -90 to 90; reported to a millionth (a tenth of a metre).
    #[serde(serialize_with = "to_millionths")]
    pub latitude: f64,
    /// Degrees east, -180 to 180; reported to a millionth.
    #[serde(serialize_with = "to_millionths")]
    pub longitude: f64,
}

/// What a recogniser read of a real-time watermark 真实时间水印.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Watermark {
    /// ISO 8601 with as many parts as were legible, for example `2026-04-07T14:32` or `2026-04-07`.
    pub time: String,
    /// The place line.
    pub place: Option<String>,
    /// The camera app's name.
    pub brand: Option<String>,
    /// The app's verification code.
    pub code: Option<String>,
    /// All lines of the watermark, joined by line feeds.
    pub text: String,
    /// Where its date and time stand: a box around the block, as fractions of the upright picture.
    #[serde(serialize_with = "shortened_region")]
    pub region: Region,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capture_time_keeps_its_offset() {
        let local = jiff::civil::date(2026, 4, 7).at(14, 32, 5, 0);
        for offset_minutes in [None, Some(480), Some(-210), Some(0)] {
            let time = CaptureTime { local, offset_minutes };
            let back: CaptureTime = serde_json::from_str(&serde_json::to_string(&time).unwrap()).unwrap();
            assert_eq!(back, time);
        }
        for wrong in ["", "2026", "2026-04-07T14:32:05+", "2026-04-07T14:32:05+08", "2026-04-07T14:32:05+é:00"] {
            assert!(serde_json::from_value::<CaptureTime>(wrong.into()).is_err(), "{wrong}");
        }
    }
}
