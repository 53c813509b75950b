//! Tests of the OpenDocument reader on packages built in code.

use super::*;
use crate::layout::Part;
use evipack_core::facts::DocumentFacts;
use proptest::prelude::*;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const NAMESPACES: &str = r#"xmlns:office="o" xmlns:text="t" xmlns:style="s" xmlns:fo="f" xmlns:draw="d" xmlns:table="b"
    xmlns:svg="v" xmlns:xlink="x" xmlns:presentation="p""#;

fn package(styles: &str, automatic: &str, text: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let content = format!(
        "<office:document-content {NAMESPACES}><office:automatic-styles>{automatic}</office:automatic-styles>\
         <office:body><office:text>{text}</office:text></office:body></office:document-content>"
    );
    let styles = format!("<office:document-styles {NAMESPACES}>{styles}</office:document-styles>");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let own: [(&str, &[u8]); 2] = [("content.xml", content.as_bytes()), ("styles.xml", styles.as_bytes())];
    for (name, bytes) in own.iter().chain(more) {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read_as(format: Format, bytes: &[u8]) -> Result<Reading, ReadError> {
    reading(&File { format, bytes, recognizer: None, anchors: None })
}

fn facts(bytes: &[u8]) -> DocumentFacts {
    read_as(Format::OpenDocument, bytes).unwrap().facts.document().unwrap().clone()
}

fn walked(styles: &str, automatic: &str, text: &str) -> crate::layout::Layout {
    let bytes = package(styles, automatic, text, &[]);
    let mut package = Package::open(&bytes).unwrap();
    let (content, _) = content(&mut package).unwrap();
    let (styles_text, _) = package.text("styles.xml").unwrap().unwrap();
    let mut styles = Styles::default();
    styles.read(&styles_text).unwrap();
    styles.read(&content).unwrap();
    let mut walk = Walk::new(&mut package, false);
    walk.master_pages(&styles_text, &styles).unwrap();
    walk.body(&content, &styles).unwrap();
    walk.flow.layout
}

const STYLES: &str = r##"<office:styles><style:default-style style:family="paragraph"><style:text-properties fo:font-size="16pt"/></style:default-style>
    <style:style style:name="Mark" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>
    <style:text-properties fo:color="#ff0000" style:font-size-asian="26pt" fo:font-size="12pt"/></style:style></office:styles>"##;
const AUTOMATIC: &str = r##"<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Mark"/>
    <style:style style:name="P2" style:family="paragraph"><style:paragraph-properties fo:border-bottom="0.74pt solid #ff0000"/></style:style>
    <style:style style:name="T1" style:family="text"><style:text-properties fo:font-size="200%" text:display="none"/></style:style>
    <style:style style:name="gr1" style:family="graphic"><style:graphic-properties svg:stroke-color="#ff0000"/></style:style>"##;
const PAPER: &str = r#"<text:tracked-changes><text:p>删去</text:p></text:tracked-changes>
    <text:p text:style-name="P1">青岚县交通运输局文件</text:p><text:p text:style-name="P2">青交发〔2026〕3号</text:p>
    <text:h>信用交通县创建工作方案</text:h><text:p>一段<text:s text:c="2"/>文字<text:span text:style-name="T1">藏</text:span><text:line-break/>第二行</text:p>"#;

#[test]
fn a_red_header_in_styles() {
    let layout = walked(STYLES, AUTOMATIC, PAPER);
    let lines: Vec<(&str, bool, bool)> = layout.lines.iter().map(|l| (l.text.as_str(), l.red, l.centred)).collect();
    let wanted = [
        ("青岚县交通运输局文件", true, true),
        ("青交发〔2026〕3号", false, false),
        ("信用交通县创建工作方案", false, false),
        ("一段  文字", false, false),
        ("第二行", false, false),
    ];
    assert_eq!(lines, wanted);
    assert!((layout.lines[0].size_pt - 26.0).abs() < 0.1 && (layout.lines[1].size_pt - 16.0).abs() < 0.1);
    assert_eq!(layout.red_rules.len(), 1);
    let facts = facts(&package(STYLES, AUTOMATIC, PAPER, &[]));
    assert_eq!(facts.red_header.value().map(String::as_str), Some("青岚县交通运输局文件"));
    assert_eq!(facts.number.value().map(ToString::to_string).as_deref(), Some("青交发〔2026〕3号"));
    assert!(facts.seal.is_absent(), "{:?}", facts.seal);
}

#[test]
fn headers_boxes_and_drawn_seals() {
    let master = r"<office:master-styles><style:master-page><style:header><text:p>页眉</text:p></style:header></style:master-page></office:master-styles>";
    let text = r#"<text:p>正文<draw:frame><draw:text-box><text:p>框里</text:p></draw:text-box></draw:frame></text:p>
        <text:p><draw:circle draw:style-name="gr1" svg:width="4.2cm" svg:height="4.2cm"/></text:p>
        <text:p><draw:line draw:style-name="gr1" svg:x1="1cm" svg:x2="16cm"/></text:p>"#;
    let layout = walked(master, AUTOMATIC, text);
    let parts: Vec<(&str, Part)> = layout.lines.iter().map(|line| (line.text.as_str(), line.part)).collect();
    assert_eq!(parts, [("页眉", Part::PageHeader), ("框里", Part::TextBox), ("正文", Part::Body)]);
    assert_eq!(layout.blind_spots[0].hides, Hides::Seal);
    assert_eq!(layout.red_rules.len(), 1);
}

#[test]
fn pictures_in_frames_count_once() {
    let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\x03\x84\x04\xb0\x03";
    let text = r#"<text:p>正文<draw:frame svg:width="12cm" svg:height="9cm"><draw:image xlink:href="Pictures/a.jpg"/>
        <draw:image xlink:href="Pictures/b.jpg"/></draw:frame><draw:frame><draw:image xlink:href="Pictures/lost.jpg"/></draw:frame></text:p>"#;
    let facts =
        facts(&package("", "", text, &[("Pictures/a.jpg", jpeg), ("Pictures/b.jpg", jpeg), ("Basic/m.xml", b"")]));
    assert_eq!(facts.pictures.value(), Some(&1));
    assert!(facts.red_header.is_unknown() && facts.seal.is_unknown());
}

#[test]
fn slides_count_as_pages_and_notes_are_not_read() {
    let text = r"<draw:page><draw:frame><draw:text-box><text:p>第一页</text:p></draw:text-box></draw:frame>
        <presentation:notes><text:p>备注</text:p></presentation:notes></draw:page><draw:page><text:p>第二页</text:p></draw:page>";
    let bytes = package("", "", text, &[]);
    let reading = read_as(Format::OpenPresentation, &bytes).unwrap();
    assert_eq!(reading.facts.document().unwrap().pages.value(), Some(&2));
    let lines: Vec<String> = walked("", "", text).lines.into_iter().map(|line| line.text).collect();
    assert_eq!(lines, ["第一页", "第二页"]);
}

#[test]
fn what_cannot_be_read_has_a_reason() {
    let locked = package("", "", "", &[("META-INF/manifest.xml", b"<m:encryption-data xmlns:m='x'/>")]);
    assert!(matches!(read_as(Format::OpenDocument, &locked), Err(ReadError::Encrypted)));
    assert!(matches!(read_as(Format::OpenDocument, b"PK\x03\x04"), Err(ReadError::Damaged(_))));
    let deep = format!("{}{}", "<text:span>".repeat(1000), "</text:span>".repeat(1000));
    let deep = package("", "", &format!("<text:p>{deep}</text:p>"), &[]);
    assert!(matches!(read_as(Format::OpenDocument, &deep), Err(ReadError::Damaged(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_content_is_survived(text in "(</?(text:p|text:span|draw:frame|draw:image|text:s|draw:page|table:table)( (text:c|svg:width|xlink:href|text:style-name)='[0-9a-zP]{0,5}')?/?>|\\PC){0,60}") {
        let bytes = package(&text, &text, &text, &[]);
        let _ = read_as(Format::OpenDocument, &bytes);
        let _ = read_as(Format::OpenPresentation, &bytes);
    }
}
