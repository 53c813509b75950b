//! OFD containers built here, of the fictional 青岚县.

use super::*;
use crate::elements::Origin;
use evipack_core::facts::Fact;
use proptest::prelude::*;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;

const NS: &str = r#"xmlns:ofd="http://www.ofdspec.org/2016""#;

/// A container of these parts.
pub(super) fn container(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn entrance(more: &str) -> String {
    format!(
        r#"<ofd:OFD {NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:Creator>试用版</ofd:Creator>
        <ofd:CreationDate>2026-04-07</ofd:CreationDate></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{more}
        </ofd:DocBody></ofd:OFD>"#
    )
}

fn document(common: &str) -> String {
    format!(
        r#"<ofd:Document {NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>
        <ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{common}</ofd:CommonData><ofd:Pages>
        <ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>"#
    )
}

fn page(objects: &str) -> String {
    format!("<ofd:Page {NS}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>")
}

const RESOURCES: &str = r#"<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016" BaseLoc="Res"><ofd:DrawParams>
    <ofd:DrawParam ID="7" LineWidth="0.6" Relative="8"/>
    <ofd:DrawParam ID="8"><ofd:StrokeColor Value="255 0 0"/><ofd:FillColor Value="213 43 30"/></ofd:DrawParam></ofd:DrawParams>
    <ofd:MultiMedias><ofd:MultiMedia ID="9" Type="Image"><ofd:MediaFile>photo.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>
    <ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="30" Width="9" Height="9"><ofd:Content>
    <ofd:CompositeObject ID="31" Boundary="0 0 9 9" ResourceID="30"/></ofd:Content></ofd:CompositeGraphicUnit>
    </ofd:CompositeGraphicUnits></ofd:Res>"#;

fn text(x: f64, y: f64, size: f64, more: &str, text: &str) -> String {
    let count = text.chars().count().saturating_sub(1);
    format!(
        r#"<ofd:TextObject Boundary="{x} {y} 170 20" Size="{size}" {more}><ofd:TextCode X="0" Y="{size}"
        DeltaX="g {count} {size}">{text}</ofd:TextCode></ofd:TextObject>"#
    )
}

/// A sealed-looking paper without a seal: red header by inherited colour, number, rule, title, body, sign-off.
fn paper() -> String {
    let mut objects = text(27.0, 72.0, 14.0, r#"DrawParam="7""#, "青岚县交通运输局文件");
    objects += &text(80.0, 100.0, 5.6, "", "青交发〔2026〕3号");
    objects += r#"<ofd:PathObject Boundary="27 110 156 1" DrawParam="7"><ofd:AbbreviatedData>M 0 0 L 156 0</ofd:AbbreviatedData></ofd:PathObject>"#;
    objects += &text(52.0, 120.0, 7.7, "", "关于印发信用交通县创建工作方案的通知");
    objects += &text(27.0, 140.0, 5.6, "", "各科室、局属各单位，各有关企业，各镇街交通管理站：");
    objects += &text(120.0, 220.0, 5.6, "", "青岚县交通运输局");
    objects += &text(125.0, 230.0, 5.6, "", "2026年4月7日");
    objects
}

fn ofd(objects: &str) -> Vec<u8> {
    let (entrance, document, page) = (entrance(""), document(""), page(objects));
    container(&[
        ("OFD.xml", entrance.as_bytes()),
        ("Doc_0/Document.xml", document.as_bytes()),
        ("Doc_0/PublicRes.xml", RESOURCES.as_bytes()),
        ("Doc_0/Pages/Page_0/Content.xml", page.as_bytes()),
    ])
}

fn facts(bytes: &[u8]) -> evipack_core::facts::DocumentFacts {
    let reading = read(bytes, None).unwrap();
    document_facts(&reading.layout, reading.scan, reading.photo_pictures, Origin::default())
}

#[test]
fn a_paper_shows_its_elements_and_the_seal_is_absent() {
    let bytes = ofd(&paper());
    let reading = read(&bytes, None).unwrap();
    assert_eq!(reading.properties.created.as_deref(), Some("2026-04-07"));
    assert!(reading.layout.blind_spots.is_empty(), "{:?}", reading.layout.blind_spots);
    let header = &reading.layout.lines[0];
    assert!(header.red && (header.size_pt - 39.7).abs() < 0.1, "{header:?}");
    assert!(reading.layout.red_rules.len() == 1);
    let facts = facts(&bytes);
    assert!(matches!(facts.red_header, Fact::Known { .. }), "{:?}", facts.red_header);
    assert_eq!(facts.number.value().map(ToString::to_string).as_deref(), Some("青交发〔2026〕3号"));
    assert_eq!(facts.title.value().map(String::as_str), Some("关于印发信用交通县创建工作方案的通知"));
    assert_eq!(facts.issuer.value().map(String::as_str), Some("青岚县交通运输局"));
    assert!(facts.seal.is_absent() && facts.signature.is_absent(), "{:?}", facts.seal);
}

#[test]
fn text_without_characters_hides_anything() {
    let spots = read(&ofd(&(paper() + &text(27.0, 30.0, 14.0, "", "¤¤¤¤"))), None).unwrap().layout.blind_spots;
    assert_eq!(spots[0].hides, Hides::Anything);
}

#[test]
fn hidden_text_is_not_seen() {
    for hiding in [r#"Visible="false""#, r#"Alpha="0""#, r#"Fill="false""#] {
        let objects = paper() + &text(27.0, 30.0, 14.0, hiding, "内部资料");
        let lines = read(&ofd(&objects), None).unwrap().layout.lines;
        assert!(lines.iter().all(|line| line.text != "内部资料"), "{hiding}");
    }
}

#[test]
fn missing_parts_hide_anything_and_a_missing_document_is_damage() {
    let entrance = entrance("");
    let document = document(r#"<ofd:TemplatePage ID="2" BaseLoc="nowhere.xml"/>"#);
    let templated = format!(r#"<ofd:Page {NS}><ofd:Template TemplateID="2"/></ofd:Page>"#);
    let parts: [(&str, &[u8]); 4] = [
        ("OFD.xml", entrance.as_bytes()),
        ("Doc_0/Document.xml", document.as_bytes()),
        ("Doc_0/PublicRes.xml", RESOURCES.as_bytes()),
        ("Doc_0/Pages/Page_0/Content.xml", templated.as_bytes()),
    ];
    let spots = |parts: &[(&str, &[u8])]| read(&container(parts), None).unwrap().layout.blind_spots.len();
    assert_eq!((spots(&parts), spots(&parts[..3]), spots(&parts[..2])), (1, 1, 2));
    assert!(matches!(read(&container(&parts[..1]), None), Err(ReadError::Damaged(_))));
}

#[test]
fn circles_of_composites_end_and_are_said() {
    let objects = r#"<ofd:CompositeObject ID="4" Boundary="10 10 50 50" ResourceID="30"/>"#;
    let layout = read(&ofd(objects), None).unwrap().layout;
    assert_eq!(layout.blind_spots.len(), 1);
}

#[test]
fn pages_without_sense_are_refused() {
    for size in ["0 0 -1 5", "0 0 1e9 5", "0 0 NaN 4"] {
        let content =
            format!("<ofd:Page {NS}><ofd:Area><ofd:PhysicalBox>{size}</ofd:PhysicalBox></ofd:Area></ofd:Page>");
        let (entrance, document) = (entrance(""), document(""));
        let bytes = container(&[
            ("OFD.xml", entrance.as_bytes()),
            ("Doc_0/Document.xml", document.as_bytes()),
            ("Doc_0/PublicRes.xml", RESOURCES.as_bytes()),
            ("Doc_0/Pages/Page_0/Content.xml", content.as_bytes()),
        ]);
        let read = read(&bytes, None);
        assert!(size.contains("NaN") || matches!(read, Err(ReadError::Damaged(_))), "{size}");
    }
}

#[test]
fn a_page_that_is_a_picture_is_a_scan() {
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(400, 600, image::Rgb([250, 250, 250]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let objects = r#"<ofd:ImageObject Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="9"/>"#;
    let (entrance, document, page) = (entrance(""), document(""), page(objects));
    let bytes = container(&[
        ("OFD.xml", entrance.as_bytes()),
        ("Doc_0/Document.xml", document.as_bytes()),
        ("Doc_0/PublicRes.xml", RESOURCES.as_bytes()),
        ("Doc_0/Pages/Page_0/Content.xml", page.as_bytes()),
        ("Doc_0/Res/photo.png", png.get_ref()),
    ]);
    let reading = read(&bytes, None).unwrap();
    assert!(reading.scan && reading.layout.pictures[0].pixels == Some((400, 600)));
    assert!(facts(&bytes).seal.is_unknown());
}

#[test]
fn a_text_with_entities_of_its_own_stays_small() {
    let bomb = r#"<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"#;
    let page = format!("{bomb}{}", page(&text(10.0, 10.0, 5.0, "", "一&b;二")));
    let (entrance, document) = (entrance(""), document(""));
    let bytes = container(&[
        ("OFD.xml", entrance.as_bytes()),
        ("Doc_0/Document.xml", document.as_bytes()),
        ("Doc_0/PublicRes.xml", RESOURCES.as_bytes()),
        ("Doc_0/Pages/Page_0/Content.xml", page.as_bytes()),
    ]);
    assert!(read(&bytes, None).unwrap().layout.lines[0].text.chars().count() <= 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_content_is_survived(objects in r#"(<ofd:(TextObject|PathObject|ImageObject|PageBlock) (Boundary|CTM|Size|DrawParam|Alpha)="[0-9. e-]{0,20}"/>){0,6}|\PC{0,60}"#) {
        let _ = read(&ofd(&objects), None);
    }
}
