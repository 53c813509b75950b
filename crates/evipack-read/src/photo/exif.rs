//! An EXIF block (CIPA DC-008) → time, camera, software, position.
//!
//! Enters: the block a container holds. Leaves: four facts. What is written clearly is known; what a clean, complete block
//! does not hold is absent; everything between (broken directories, impossible values) is unknown with its reason. A
//! wrong value is worse than none: every value is checked for range, and twins that disagree are refused.

use super::Block;
use super::xmp::{self, Xmp};
use ::exif::{Context, Exif, In, Reader, Tag, Value};
use evipack_core::facts::{Basis, CaptureTime, EditFacts, Fact, Gps};
use std::borrow::Cow;

/// Minutes that a time zone may be away from UTC: -12:00 to +14:00 are in use.
const OFFSET_RANGE: std::ops::RangeInclusive<i16> = -12 * 60..=14 * 60;
/// Bytes of the JPEG mark that some containers keep in front of the TIFF header.
const JPEG_MARK: &[u8] = b"Exif\0\0";

/// Why a broken packet leaves open what may still be in it.
const BROKEN_XMP: &str = "XMP 数据损坏，未能全部读取";

/// The facts that EXIF and XMP carry.
pub(super) struct ExifFacts {
    pub(super) taken: Fact<CaptureTime>,
    pub(super) camera: Fact<String>,
    pub(super) software: Fact<String>,
    pub(super) gps: Fact<Gps>,
    pub(super) edits: EditFacts,
}

/// A value as the block gives it: there, not there, or nobody can say.
enum Found<T> {
    Is(T),
    Nothing,
    Doubt(&'static str),
}

pub(super) fn read(block: Block<'_>, xmp: Option<&[u8]>) -> ExifFacts {
    let (taken, camera, software, gps) = match block {
        Block::None => (Found::Nothing, Found::Nothing, Found::Nothing, Found::Nothing),
        Block::Unreadable(why) => (Found::Doubt(why), Found::Doubt(why), Found::Doubt(why), Found::Doubt(why)),
        Block::Found(data) => match Tags::parse(data) {
            Ok(tags) => (tags.taken(), tags.camera(), tags.software(), tags.gps()),
            Err(why) => (Found::Doubt(why), Found::Doubt(why), Found::Doubt(why), Found::Doubt(why)),
        },
    };
    let xmp = xmp.map(xmp::read);
    ExifFacts {
        taken: with_xmp(fact(taken, &["DateTimeOriginal"]), xmp.as_ref()),
        camera: fact(camera, &["Make", "Model"]),
        software: fact(software, &["Software"]),
        gps: fact(gps, &["GPSLatitude", "GPSLongitude"]),
        edits: xmp.map_or_else(EditFacts::default, edits),
    }
}

/// The capture time, where EXIF has none, of the packet that repeats EXIF: editors move it there. When the content was
/// created ([`Xmp::created`]) is written by hand as often as not, and is no more than a reason to look.
fn with_xmp(taken: Fact<CaptureTime>, xmp: Option<&Xmp>) -> Fact<CaptureTime> {
    let (Fact::Absent { looked }, Some(xmp)) = (&taken, xmp) else { return taken };
    let said = xmp.taken.as_ref().or(xmp.created.as_ref()).filter(|time| !is_blank_time(time));
    match (xmp.taken.as_deref().and_then(parse_time), said) {
        (Some((local, offset_minutes)), _) => {
            Fact::known(CaptureTime { local, offset_minutes }, Basis::Xmp("DateTimeOriginal".into()))
        }
        (None, Some(time)) => Fact::unknown(format!("EXIF 没有拍摄时间，XMP 里写着 {time}，需人工确认")),
        (None, None) if xmp.broken => Fact::unknown(BROKEN_XMP),
        (None, None) => Fact::absent([looked.as_slice(), &[Basis::Xmp("DateTimeOriginal".into())]].concat()),
    }
}

/// What the packet says of the making of the file.
fn edits(xmp: Xmp) -> EditFacts {
    fn of<T>(value: Option<T>, broken: bool, name: &'static str, absent: Fact<T>) -> Fact<T> {
        match value {
            Some(value) => Fact::known(value, Basis::Xmp(name.into())),
            None if broken => Fact::unknown(BROKEN_XMP),
            None => absent,
        }
    }
    let (broken, absent) = (xmp.broken, EditFacts::default());
    let label = if xmp.generated.as_deref() == Some("AIGC") { "AIGC" } else { "DigitalSourceType" };
    EditFacts {
        creator_tool: of(xmp.creator_tool, broken, "CreatorTool", absent.creator_tool),
        modified: of(xmp.modified, broken, "ModifyDate", absent.modified),
        history: of(Some(xmp.history).filter(|steps| !steps.is_empty()), broken, "History", absent.history),
        generated: of(xmp.generated, broken, label, absent.generated),
    }
}

fn fact<T>(found: Found<T>, tags: &[&'static str]) -> Fact<T> {
    match found {
        Found::Is(value) => Fact::known(value, Basis::Exif(tags[0].into())),
        Found::Nothing => Fact::absent(tags.iter().map(|tag| Basis::Exif((*tag).into())).collect::<Vec<_>>()),
        Found::Doubt(why) => Fact::unknown(why),
    }
}

/// A parsed block, and whether all of it could be parsed.
struct Tags {
    exif: Exif,
    whole: bool,
}

impl Tags {
    fn parse(data: Cow<'_, [u8]>) -> Result<Self, &'static str> {
        let data = if data.starts_with(JPEG_MARK) { data[JPEG_MARK.len()..].to_vec() } else { data.into_owned() };
        let mut whole = true;
        Reader::new()
            .continue_on_error(true)
            .read_raw(data)
            .or_else(|error| error.distill_partial_result(|_| whole = false))
            .map(|exif| Self { exif, whole })
            .map_err(|_| "EXIF 数据损坏，无法读取")
    }

    /// What a tag that is not there means.
    fn missing<T>(&self) -> Found<T> {
        if self.whole { Found::Nothing } else { Found::Doubt("EXIF 数据有损坏，未能全部读取") }
    }

    /// The value of a tag of the main picture. Where a broken writer put two different ones, neither is believed.
    fn value(&self, tag: Tag) -> Result<Option<&Value>, &'static str> {
        let mut all = self.exif.fields().filter(|field| field.tag == tag && field.ifd_num == In::PRIMARY);
        let Some(first) = all.next() else { return Ok(None) };
        if all.all(|other| format!("{:?}", other.value) == format!("{:?}", first.value)) {
            Ok(Some(&first.value))
        } else {
            Err("EXIF 同一项写了两个不同的值")
        }
    }

    /// A text, trimmed; a blank one is nothing.
    fn text(&self, tag: Tag) -> Found<&str> {
        let bytes = match self.value(tag) {
            Err(why) => return Found::Doubt(why),
            Ok(None) => return self.missing(),
            Ok(Some(Value::Ascii(lines))) => lines.iter().map(Vec::as_slice).find(|line| !line.trim_ascii().is_empty()),
            Ok(Some(Value::Byte(bytes) | Value::Undefined(bytes, _))) => bytes.split(|&b| b == 0).next(),
            Ok(Some(_)) => return Found::Doubt("EXIF 文字项的类型不对"),
        };
        match std::str::from_utf8(bytes.unwrap_or_default()).map(str::trim) {
            Ok("") => Found::Nothing,
            Ok(text) if text.chars().any(char::is_control) => Found::Doubt("EXIF 文字项含有控制字符"),
            Ok(text) => Found::Is(text),
            Err(_) => Found::Doubt("EXIF 文字项的编码无法识别"),
        }
    }

    fn taken(&self) -> Found<CaptureTime> {
        // TIFF/EP keeps the tag in the first directory, EXIF in its own.
        let own = self.text(Tag::DateTimeOriginal);
        let text = match own {
            Found::Nothing => self.text(Tag(Context::Tiff, Tag::DateTimeOriginal.number())),
            own => own,
        };
        let text = match text {
            Found::Is(text) => text,
            Found::Nothing => return Found::Nothing,
            Found::Doubt(why) => return Found::Doubt(why),
        };
        if is_blank_time(text) {
            return Found::Nothing;
        }
        let Some((local, own_offset)) = parse_time(text) else {
            return Found::Doubt("EXIF 拍摄时间的写法不是有效的日期时间");
        };
        Found::Is(CaptureTime { local, offset_minutes: own_offset.or_else(|| self.offset(text)) })
    }

    /// The offset of the capture time. OffsetTime belongs to DateTime, the time of the last change, so it speaks for the
    /// capture only in a file that was never changed since.
    fn offset(&self, taken: &str) -> Option<i16> {
        let offset = |tag| match self.text(tag) {
            Found::Is(text) => parse_offset(text),
            _ => None,
        };
        let unchanged = || matches!(self.text(Tag::DateTime), Found::Is(changed) if changed == taken);
        offset(Tag::OffsetTimeOriginal).or_else(|| if unchanged() { offset(Tag::OffsetTime) } else { None })
    }

    fn camera(&self) -> Found<String> {
        match (self.text(Tag::Make), self.text(Tag::Model)) {
            (Found::Is(make), Found::Is(model)) => Found::Is(format!("{make} {model}")),
            (Found::Is(one), Found::Nothing) | (Found::Nothing, Found::Is(one)) => Found::Is(one.to_owned()),
            (Found::Nothing, Found::Nothing) => Found::Nothing,
            (Found::Doubt(why), _) | (_, Found::Doubt(why)) => Found::Doubt(why),
        }
    }

    fn software(&self) -> Found<String> {
        match self.text(Tag::Software) {
            Found::Is(text) => Found::Is(text.to_owned()),
            Found::Nothing => Found::Nothing,
            Found::Doubt(why) => Found::Doubt(why),
        }
    }

    fn gps(&self) -> Found<Gps> {
        let (latitude, longitude) = (self.value(Tag::GPSLatitude), self.value(Tag::GPSLongitude));
        if let (Ok(None), Ok(None)) = (&latitude, &longitude) {
            return self.missing();
        }
        let side = |value: Result<Option<&Value>, _>, reference, [positive, negative]: [&str; 2], most: f64| {
            let sign = match self.text(reference) {
                Found::Is(text) if text.eq_ignore_ascii_case(positive) => 1.0,
                Found::Is(text) if text.eq_ignore_ascii_case(negative) => -1.0,
                _ => return None,
            };
            degrees(value.ok()??).filter(|degrees| *degrees <= most).map(|degrees| sign * degrees)
        };
        let latitude = side(latitude, Tag::GPSLatitudeRef, ["N", "S"], 90.0);
        let longitude = side(longitude, Tag::GPSLongitudeRef, ["E", "W"], 180.0);
        match (latitude, longitude) {
            // What a receiver without a fix writes; no one takes pictures there.
            (Some(0.0), Some(0.0)) => Found::Doubt("EXIF 位置为 0,0，相机没有定位"),
            (Some(latitude), Some(longitude)) => Found::Is(Gps { latitude, longitude }),
            _ => Found::Doubt("EXIF 位置的写法不是有效的经纬度"),
        }
    }
}

/// Degrees, minutes and seconds as one number.
fn degrees(value: &Value) -> Option<f64> {
    let number = |num: f64, denom: f64| Some(num / denom).filter(|part| part.is_finite() && *part >= 0.0);
    let parts: Option<Vec<f64>> = match value {
        Value::Rational(parts) => parts.iter().map(|part| number(part.num.into(), part.denom.into())).collect(),
        // The standard wants them unsigned; vivo phones write them signed.
        Value::SRational(parts) => parts.iter().map(|part| number(part.num.into(), part.denom.into())).collect(),
        _ => None,
    };
    let &[degrees, minutes, seconds] = parts?.as_slice() else { return None };
    (minutes < 60.0 && seconds < 60.0).then_some(degrees + minutes / 60.0 + seconds / 3600.0)
}

/// What cameras with an unset clock write: zeros or blanks in the form of a time.
fn is_blank_time(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '0' | ' ' | ':' | '-' | '/' | 'T'))
}

/// `YYYY:MM:DD HH:MM:SS`. Dashes, slashes or points in the date and a `T` between, as some programs write them, are
/// understood; a fraction is dropped; an offset behind the time is returned in minutes.
fn parse_time(text: &str) -> Option<(jiff::civil::DateTime, Option<i16>)> {
    let bytes = text.as_bytes();
    let (head, tail) = (bytes.get(..19)?, text.get(19..)?);
    let number = |range: std::ops::Range<usize>| {
        head[range].iter().try_fold(0i16, |n, b| b.is_ascii_digit().then(|| n * 10 + i16::from(b - b'0')))
    };
    let marks = matches!(head[4], b':' | b'-' | b'/' | b'.')
        && head[7] == head[4]
        && matches!(head[10], b' ' | b'T')
        && head[13] == b':'
        && head[16] == b':';
    if !marks {
        return None;
    }
    let small = |range| number(range).and_then(|n| i8::try_from(n).ok());
    let date = jiff::civil::Date::new(number(0..4)?, small(5..7)?, small(8..10)?).ok()?;
    let time = jiff::civil::Time::new(small(11..13)?, small(14..16)?, small(17..19)?, 0).ok()?;
    let tail = match tail.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => tail,
    };
    let offset = match tail.trim() {
        "" => None,
        "Z" => Some(0),
        offset => Some(parse_offset(offset)?),
    };
    Some((date.to_datetime(time), offset))
}

/// `+08:00`.
fn parse_offset(text: &str) -> Option<i16> {
    let (sign, rest) = match text.as_bytes() {
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let &[h1, h2, b':', m1, m2] = rest else { return None };
    let two = |a: u8, b: u8| {
        (a.is_ascii_digit() && b.is_ascii_digit()).then(|| i16::from(a - b'0') * 10 + i16::from(b - b'0'))
    };
    let minutes = two(m1, m2).filter(|&minutes| minutes < 60)?;
    Some(sign * (two(h1, h2)? * 60 + minutes)).filter(|offset| OFFSET_RANGE.contains(offset))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::xmp::tests::packet;
    use super::*;
    use ::exif::experimental::Writer;
    use ::exif::{Field, Rational};
    use proptest::prelude::*;

    fn written(fields: &[Field]) -> Vec<u8> {
        let mut writer = Writer::new();
        for field in fields {
            writer.push_field(field);
        }
        let mut block = std::io::Cursor::new(Vec::new());
        writer.write(&mut block, false).unwrap();
        block.into_inner()
    }

    fn ascii(tag: Tag, text: &str) -> Field {
        Field { tag, ifd_num: In::PRIMARY, value: Value::Ascii(vec![text.as_bytes().to_vec()]) }
    }

    /// An EXIF block with this DateTimeOriginal.
    pub(in crate::photo) fn block(time: &str) -> Vec<u8> {
        written(&[ascii(Tag::DateTimeOriginal, time)])
    }

    fn of(fields: &[Field]) -> ExifFacts {
        read(Block::Found(Cow::Owned(written(fields))), None)
    }

    fn taken(time: &str) -> Fact<CaptureTime> {
        of(&[ascii(Tag::DateTimeOriginal, time)]).taken
    }

    #[test]
    fn a_time_is_known_blank_or_doubtful() {
        assert_eq!(taken("2026:04:07 14:32:05").value().unwrap().to_string(), "2026-04-07T14:32:05");
        assert_eq!(taken("2026-04-07T14:32:05.250+08:00").value().unwrap().to_string(), "2026-04-07T14:32:05+08:00");
        assert!(taken("0000:00:00 00:00:00").is_absent());
        assert!(taken("    :  :     :  :  ").is_absent());
        for wrong in [
            "2026:13:07 14:32:05",
            "2026:02:30 14:32:05",
            "2026:04:07 24:00:00",
            "2026:04:07",
            "2026:04:07 14:32:05 pm",
            "2026:04-07 14:32:05",
        ] {
            assert!(taken(wrong).is_unknown(), "{wrong}");
        }
    }

    #[test]
    fn the_offset_of_a_later_change_is_not_taken_for_the_captures() {
        let time = ascii(Tag::DateTimeOriginal, "2026:04:07 14:32:05");
        let zone = ascii(Tag::OffsetTime, "-07:00");
        let offset = |fields: &[Field]| of(fields).taken.value().unwrap().offset_minutes;
        let changed = [time.clone(), zone.clone(), ascii(Tag::DateTime, "2026:05:01 10:00:00")];
        assert_eq!(offset(&changed), None);
        let unchanged = [time.clone(), zone.clone(), ascii(Tag::DateTime, "2026:04:07 14:32:05")];
        assert_eq!(offset(&unchanged), Some(-420));
        assert_eq!(offset(&[time.clone(), zone, ascii(Tag::OffsetTimeOriginal, "+08:00")]), Some(480));
        assert_eq!(offset(&[time, ascii(Tag::OffsetTimeOriginal, "+99:00")]), None);
    }

    #[test]
    fn camera_and_software() {
        let facts = of(&[ascii(Tag::Make, "HUAWEI "), ascii(Tag::Model, "P60"), ascii(Tag::Software, "美图秀秀")]);
        assert_eq!(facts.camera.value().unwrap(), "HUAWEI P60");
        assert_eq!(facts.software.value().unwrap(), "美图秀秀");
        assert!(facts.taken.is_absent() && facts.gps.is_absent());
        assert!(of(&[ascii(Tag::Make, " "), ascii(Tag::Software, "x")]).camera.is_absent());
    }

    fn position(latitude: [(u32, u32); 3], reference: &str) -> Fact<Gps> {
        let rational =
            |parts: [(u32, u32); 3]| Value::Rational(parts.map(|(num, denom)| Rational { num, denom }).to_vec());
        let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
        of(&[
            field(Tag::GPSLatitude, rational(latitude)),
            ascii(Tag::GPSLatitudeRef, reference),
            field(Tag::GPSLongitude, rational([(116, 1), (45, 1), (36, 1)])),
            ascii(Tag::GPSLongitudeRef, "E"),
        ])
        .gps
    }

    #[test]
    fn positions_are_checked() {
        let known = position([(36, 1), (33, 1), (0, 1)], "S");
        assert_eq!(known.value(), Some(&Gps { latitude: -36.55, longitude: 116.76 }));
        assert!(position([(0, 0), (0, 0), (0, 0)], "N").is_unknown());
        assert!(position([(91, 1), (0, 1), (0, 1)], "N").is_unknown());
        assert!(position([(36, 1), (60, 1), (0, 1)], "N").is_unknown());
        assert!(position([(36, 1), (33, 1), (0, 1)], "?").is_unknown());
    }

    #[test]
    fn a_time_only_in_xmp_is_taken_from_there_if_it_is_the_camera_s() {
        let taken = |attributes| read(Block::None, Some(packet(attributes, "").as_bytes())).taken;
        let known = taken("exif:DateTimeOriginal='2026-04-07T14:32:05+08:00'");
        assert_eq!(known.value().unwrap().to_string(), "2026-04-07T14:32:05+08:00");
        assert!(matches!(&known, Fact::Known { basis, .. } if basis.to_string() == "xmp:DateTimeOriginal"));
        assert!(taken("exif:DateTimeOriginal='2026-04-07'").why().unwrap().contains("2026-04-07"));
        assert!(taken("photoshop:DateCreated='2026-04-07T14:32:05'").why().unwrap().contains("2026-04-07"));
        assert!(taken("exif:DateTimeOriginal='0000-00-00'").is_absent() && taken("").is_absent());
        // EXIF's own goes first.
        let both = read(
            Block::Found(Cow::Owned(block("2026:04:08 08:00:00"))),
            Some(packet("exif:DateTimeOriginal='2026-04-07T14:32:05'", "").as_bytes()),
        );
        assert_eq!(both.taken.value().unwrap().to_string(), "2026-04-08T08:00:00");
    }

    #[test]
    fn a_broken_packet_calls_nothing_absent() {
        let facts = read(Block::None, Some(b"<x exif:DateTimeOriginal='2026-04-07"));
        assert!(facts.taken.is_unknown() && facts.edits.history.is_unknown() && facts.camera.is_absent());
        assert!(read(Block::None, None).edits.history.is_absent());
    }

    #[test]
    fn a_cut_block_hides_nothing() {
        let whole = written(&[ascii(Tag::Make, "HUAWEI"), ascii(Tag::DateTimeOriginal, "2026:04:07 14:32:05")]);
        for cut in 0..whole.len() {
            let facts = read(Block::Found(Cow::Borrowed(&whole[..cut])), None);
            assert!(!facts.taken.is_absent(), "cut at {cut}");
        }
    }

    proptest! {
        #[test]
        fn any_block_is_survived(bytes: Vec<u8>, little: bool) {
            let start: &[u8] = if little { b"II*\0\x08\0\0\0" } else { b"MM\0*\0\0\0\x08" };
            read(Block::Found(Cow::Owned([start, &bytes].concat())), None);
        }

        #[test]
        fn every_time_comes_back(y in 1990i16..2100, mo in 1i8..13, d in 1i8..29, h in 0i8..24, mi in 0i8..60, s in 0i8..60) {
            let time = taken(&format!("{y}:{mo:02}:{d:02} {h:02}:{mi:02}:{s:02}"));
            let expected = jiff::civil::date(y, mo, d).at(h, mi, s, 0);
            prop_assert_eq!(time.value().map(|t| t.local), Some(expected));
        }
    }
}
