//! A comparison with exiftool's values over a folder of real pictures, run by hand.
//!
//! `EVIPACK_CORPUS=folder cargo test -p evipack-read --lib against_corpus -- --ignored --nocapture`; the folder holds
//! `EXIF_EXPECTED.tsv` (exiftool -n, one row a file). Not part of the ordinary run: the pictures are not ours to copy.

use super::*;
use crate::format;
use std::collections::HashMap;

#[derive(Default)]
struct Tally {
    agree: usize,
    unknown: usize,
    /// Absent here, given by exiftool, which also reads PNG text, IPTC and maker notes.
    missed: usize,
    wrong: usize,
}

#[test]
#[ignore = "needs a folder of pictures in EVIPACK_CORPUS"]
fn values_agree_with_exiftool() {
    let folder = std::path::PathBuf::from(std::env::var_os("EVIPACK_CORPUS").expect("EVIPACK_CORPUS names the folder"));
    let table = std::fs::read_to_string(folder.join("EXIF_EXPECTED.tsv")).unwrap();
    let mut rows = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = rows.next().unwrap();
    let mut tallies: HashMap<&str, Tally> = HashMap::new();
    for row in rows {
        let column =
            |name: &str| header.iter().position(|h| *h == name).and_then(|at| row.get(at)).map_or("", |v| v.trim());
        let name = column("SourceFile");
        let Ok(bytes) = std::fs::read(folder.join(name)) else { continue };
        let format = format::sniff(&bytes[..bytes.len().min(format::HEAD_LEN)], bytes.len() as u64);
        if !matches!(format, Format::Jpeg | Format::Png | Format::WebP | Format::Tiff | Format::Heif) {
            println!("not a picture here: {name} is {format:?}, exiftool says {}", column("FileType"));
            continue;
        }
        let facts = match read(&bytes, format) {
            Ok(facts) => facts,
            Err(error) => {
                println!("unreadable: {name}: {error}; exiftool: {}", column("Error"));
                continue;
            }
        };
        // A warning of this kind is how exiftool says that it gave up; its columns are then empty.
        if column("Warning").contains("format error") {
            println!("exiftool gave up: {name}; here: {:?}", facts.taken_exif);
            continue;
        }
        if looks_truncated(&bytes, format) {
            println!("truncated: {name}");
        }
        let camera = format!("{} {}", column("Make"), column("Model"));
        let size = format!("{}x{}", column("ImageWidth"), column("ImageHeight"));
        let taken = |time: &evipack_core::facts::CaptureTime| time.local.strftime("%Y:%m:%d %H:%M:%S").to_string();
        let mut check = |what, expected: &str, fact: Fact<String>| {
            let tally: &mut Tally = tallies.entry(what).or_default();
            match &fact {
                Fact::Known { value, .. } if value == expected => tally.agree += 1,
                Fact::Absent { .. } if expected.is_empty() || expected.starts_with("0000") => tally.agree += 1,
                Fact::Unknown { why } => {
                    tally.unknown += 1;
                    println!("unknown {what}: {name}: {why}; exiftool: {expected:?}");
                }
                Fact::Absent { .. } => {
                    tally.missed += 1;
                    println!("missed {what}: {name}; exiftool: {expected:?}");
                }
                other @ Fact::Known { .. } => {
                    tally.wrong += 1;
                    println!("WRONG {what}: {name}: {other:?}; exiftool: {expected:?}");
                }
            }
        };
        check("time", column("DateTimeOriginal"), text(&facts.taken_exif, taken));
        check("offset", column("OffsetTimeOriginal"), offset(&facts.taken_exif));
        check("camera", camera.trim(), facts.camera);
        check("software", column("Software"), facts.software);
        check("size", &size, text(&facts.pixels, |size| format!("{}x{}", size.width, size.height)));
        check(
            "gps",
            &position(column("GPSLatitude"), column("GPSLongitude")),
            text(&facts.gps, |gps| format!("{:.6} {:.6}", gps.latitude, gps.longitude)),
        );
    }
    for (what, Tally { agree, unknown, missed, wrong }) in &tallies {
        println!("{what}: {agree} agree, {unknown} unknown, {missed} missed, {wrong} wrong");
    }
    assert!(tallies.values().all(|tally| tally.wrong == 0));
    assert_eq!(tallies.get("time").map(|tally| tally.missed), Some(0));
}

fn text<T>(fact: &Fact<T>, show: impl Fn(&T) -> String) -> Fact<String> {
    match fact {
        Fact::Known { value, basis } => Fact::known(show(value), basis.clone()),
        Fact::Absent { looked } => Fact::absent(looked.clone()),
        Fact::Unknown { why } => Fact::unknown(why.clone()),
    }
}

fn offset(fact: &Fact<evipack_core::facts::CaptureTime>) -> Fact<String> {
    match fact.value() {
        Some(time) => match time.to_string().get(19..) {
            Some(offset) if !offset.is_empty() => {
                Fact::known(offset.to_owned(), Basis::Exif("OffsetTimeOriginal".into()))
            }
            _ => Fact::absent([]),
        },
        None => text(fact, ToString::to_string),
    }
}

fn position(latitude: &str, longitude: &str) -> String {
    match (latitude.parse::<f64>(), longitude.parse::<f64>()) {
        (Ok(latitude), Ok(longitude)) => format!("{latitude:.6} {longitude:.6}"),
        _ => String::new(),
    }
}
