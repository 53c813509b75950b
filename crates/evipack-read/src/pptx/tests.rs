//! Tests of the PPTX reader on presentations built in code.

use super::*;
use crate::format::Format;
use evipack_core::facts::DocumentFacts;
use proptest::prelude::*;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const NAMESPACES: &str = r#"xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
    xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

fn relation(id: &str, kind: &str, target: &str) -> String {
    format!(r#"<Relationship Id="{id}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#)
}

/// A presentation of the given shape trees.
fn deck(slides: &[&str], more: &[(&str, &[u8])]) -> Vec<u8> {
    let ids: Vec<String> = (0..slides.len()).map(|at| format!(r#"<p:sldId r:id="s{at}"/>"#)).collect();
    let main = format!("<p:presentation {NAMESPACES}><p:sldIdLst>{}</p:sldIdLst></p:presentation>", ids.concat());
    let roots = format!("<Relationships>{}</Relationships>", relation("r", "officeDocument", "ppt/presentation.xml"));
    let links: String =
        (0..slides.len()).map(|at| relation(&format!("s{at}"), "slide", &format!("slides/s{at}.xml"))).collect();
    let links = format!("<Relationships>{links}</Relationships>");
    let own = format!(
        "<Relationships>{}{}</Relationships>",
        relation("img", "image", "../media/image1.jpeg"),
        relation("n", "notesSlide", "../notesSlides/n1.xml")
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, bytes: &[u8]| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    };
    add("_rels/.rels", roots.as_bytes());
    add("ppt/presentation.xml", main.as_bytes());
    add("ppt/_rels/presentation.xml.rels", links.as_bytes());
    for (at, shapes) in slides.iter().enumerate() {
        let slide = format!("<p:sld {NAMESPACES}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>");
        add(&format!("ppt/slides/s{at}.xml"), slide.as_bytes());
        add(&format!("ppt/slides/_rels/s{at}.xml.rels"), own.as_bytes());
    }
    for (name, bytes) in more {
        add(name, bytes);
    }
    zip.finish().unwrap().into_inner()
}

fn read(bytes: &[u8]) -> Result<Reading, ReadError> {
    reading(&File { format: Format::Pptx, bytes, recognizer: None, anchors: None })
}

fn facts(reading: &Reading) -> &DocumentFacts {
    reading.facts.document().unwrap()
}

fn shape(kind: &str, text: &str) -> String {
    format!(
        r#"<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"#
    )
}

/// A JPEG's frame header of 1200 × 900.
const PHOTO: &[u8] = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\x03\x84\x04\xb0\x03";
const PICTURE: &str = r#"<p:pic><p:blipFill><a:blip r:embed="img"/></p:blipFill></p:pic>"#;

#[test]
fn slides_in_their_order() {
    let first = format!(
        "<p:grpSp>{}</p:grpSp>{}<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>格子</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>{PICTURE}",
        shape("title", "信用交通县创建工作汇报材料"),
        shape("sldNum", "1")
    );
    let second = format!("{}{PICTURE}", shape("body", "二、工作成效"));
    let reading = read(&deck(&[&first, &second], &[("ppt/media/image1.jpeg", PHOTO)])).unwrap();
    let facts = facts(&reading);
    assert_eq!(facts.pages.value(), Some(&2));
    assert_eq!(facts.title.value().map(String::as_str), Some("信用交通县创建工作汇报材料"));
    assert_eq!(facts.pictures.value(), Some(&1), "shown twice, stored once");
    assert!(reading.gaps.join("").contains("2 页备注"), "{:?}", reading.gaps);
}

#[test]
fn what_is_not_read_is_said() {
    let chart = "<p:graphicFrame><a:graphic/></p:graphicFrame>";
    let reading = read(&deck(&[chart, PICTURE], &[("ppt/vbaProject.bin", b"x")])).unwrap();
    let said = reading.gaps.join("");
    assert!(said.contains("图表") && said.contains("宏"), "{said}");
    assert!(facts(&reading).pictures.is_unknown(), "a picture is lost");
    assert!(matches!(read(b"PK\x03\x04"), Err(ReadError::Damaged(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_slide_is_survived(shapes in "(</?(p:sp|p:grpSp|p:pic|p:txBody|a:p|a:r|a:t|a:blip|p:graphicFrame)( (r:embed|type|sz)='[0-9a-z]{0,5}')?/?>|\\PC){0,60}") {
        let _ = read(&deck(&[&shapes], &[]));
    }
}
