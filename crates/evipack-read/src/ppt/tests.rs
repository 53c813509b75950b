//! Tests of the PPT reader on presentations built in code, and on bytes that set worse.

use super::*;
use crate::doc::tests::making::{compound, record, shape};
use evipack_core::facts::{DocumentFacts, Fact};
use proptest::prelude::*;

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    record(0, 0, WIDE_TEXT, &units)
}

/// A shape with a text of its own, or one of the outline.
fn with_text(text: &[u8]) -> Vec<u8> {
    let head = record(2, 202, 0xF00A, &[0; 8]);
    record(15, 0, 0xF004, &[head, record(15, 0, office_art::CLIENT_TEXT, text)].concat())
}

fn presentation(slides: &[Vec<Vec<u8>>], outline: &[&str]) -> Vec<(&'static str, Vec<u8>)> {
    let (mut stream, mut places) = (vec![0u8; 16], Vec::new());
    let mut list = Vec::new();
    for (index, shapes) in slides.iter().enumerate() {
        places.push(stream.len() as u32);
        let drawing = record(15, 0, office_art::DRAWING, &shapes.concat());
        stream.extend(record(15, 0, SLIDE, &record(15, 0, DRAWING, &drawing)));
        list.extend(record(0, 0, SLIDE_PLACE, &[(index as u32 + 1).to_le_bytes().to_vec(), vec![0; 16]].concat()));
        for text in outline {
            list.extend(record(0, 0, TEXT_HEAD, &[0; 4]));
            list.extend(wide(text));
        }
    }
    let entry = record(2, 6, 0xF007, &[0; 36]);
    let store = record(15, 0, office_art::STORE, &record(15, 1, 0xF001, &entry));
    let group = record(15, 0, DRAWING_GROUP, &store);
    places.push(stream.len() as u32);
    stream.extend(record(15, 0, DOCUMENT, &[group, record(15, 0, SLIDE_LIST, &list)].concat()));
    let directory = stream.len() as u32;
    let count = places.len() as u32;
    let listed: Vec<u8> = [1 | count << 20].iter().chain(&places).flat_map(|word| word.to_le_bytes()).collect();
    stream.extend(record(0, 0, PLACES, &listed));
    let edit = stream.len() as u32;
    let words = [0u32, 0, 0, directory, count, count, 0];
    stream.extend(record(0, 0, EDIT, &words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>()));
    let mut user = vec![0u8; 20];
    user[16..20].copy_from_slice(&edit.to_le_bytes());
    let jpeg =
        record(0, 0x46A, 0xF01D, &[vec![0; 17], b"\xff\xd8\xff\xc0\0\x11\x08\x03\x84\x04\xb0\x03".to_vec()].concat());
    vec![("Pictures", jpeg), ("Current User", user), ("PowerPoint Document", stream)]
}

fn facts(streams: &[(&str, Vec<u8>)]) -> DocumentFacts {
    let reading = read(&compound(streams), None).unwrap();
    reading.facts.document().unwrap().clone()
}

#[test]
fn slides_show_their_texts_and_pictures_in_order() {
    let reference = record(0, 0, TEXT_REFERENCE, &[0; 4]);
    let first =
        vec![with_text(&reference), with_text(&wide("各科室要按照方案推进创建工作，每月报送进展。\r第二段也要读到。"))];
    let second = vec![with_text(&record(0, 0, NARROW_TEXT, b"2026")), shape(75, 5, 0xA00, &[(0x4104, 1)])];
    let facts = facts(&presentation(&[first, second], &["青岚县信用交通县创建工作汇报"]));
    assert!(
        matches!(&facts.title, Fact::Known { value, .. } if value == "青岚县信用交通县创建工作汇报"),
        "{:?}",
        facts.title
    );
    assert!(matches!(facts.pages, Fact::Known { value: 2, .. }));
    assert!(matches!(facts.pictures, Fact::Known { value: 1, .. }));
    assert!(facts.red_header.is_unknown(), "colours are not read");
}

#[test]
fn an_encrypted_and_an_empty_presentation() {
    let mut streams = presentation(&[], &[]);
    assert!(facts(&streams).number.is_unknown());
    streams[1].1[12..16].copy_from_slice(&ENCRYPTED.to_le_bytes());
    assert!(matches!(read(&compound(&streams), None), Err(ReadError::Encrypted)));
    streams.remove(2);
    assert!(matches!(read(&compound(&streams), None), Err(ReadError::Damaged(_) | ReadError::Encrypted)));
}

/// `EVIPACK_CORPUS=folder cargo test -p evipack-read --lib ppt::tests::every -- --ignored --nocapture`: as that of the DOC reader.
#[test]
#[ignore = "needs a folder of presentations in EVIPACK_CORPUS"]
fn every_file_of_a_corpus_opens_or_says_why() {
    let folder = std::env::var_os("EVIPACK_CORPUS").expect("EVIPACK_CORPUS names the folder");
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten() {
        if entry.path().extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ppt")) {
            let bytes = std::fs::read(entry.path()).unwrap();
            match read(&bytes, None) {
                Err(error) => println!("## {}: {error}", entry.path().display()),
                Ok(read) => println!("## {}: {:?} {:?}", entry.path().display(), read.facts, read.gaps),
            }
        }
    }
}

proptest! {
    #[test]
    fn any_damage_is_survived(damage in prop::collection::vec((0usize..20_000, any::<u8>()), 1..12)) {
        let slide = vec![with_text(&wide("字")), shape(75, 5, 0xA00, &[(0x4104, 1)])];
        let mut bytes = compound(&presentation(&[slide.clone(), slide], &["题"]));
        for (at, byte) in damage {
            let len = bytes.len();
            bytes[at % len] = byte;
        }
        let _ = read(&bytes, None);
    }
}
