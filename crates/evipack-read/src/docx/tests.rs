//! Tests of the DOCX reader on documents built in code: every trap that real documents set, and bytes that set worse.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::container::{self, ZipKind};

fn read(bytes: &[u8]) -> Result<FlowReading, ReadError> {
    super::read(bytes, None)
}

const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"
 xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
 xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office""#;

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const A4: &str = r#"<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:left="1587" w:right="1474"/>"#;

/// A document in the making.
#[derive(Default)]
struct Docx {
    parts: Vec<(String, Vec<u8>)>,
    relations: String,
    body: String,
    section: String,
}

impl Docx {
    fn body(body: impl Into<String>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    fn part(mut self, name: &str, kind: &str, content: impl Into<Vec<u8>>) -> Self {
        let id = self.parts.len() + 1;
        let relation = format!(r#"<Relationship Id="r{id}" Type="{RELATIONS}/{kind}" Target="{name}"/>"#);
        self.relations.push_str(&relation);
        self.parts.push((format!("word/{name}"), content.into()));
        self
    }

    fn styles(self, styles: &str) -> Self {
        self.part("styles.xml", "styles", format!("<w:styles {NAMESPACES}>{styles}</w:styles>"))
    }

    fn section(mut self, section: &str) -> Self {
        self.section = section.to_owned();
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let document = format!(
            "<w:document {NAMESPACES}><w:body>{}<w:sectPr>{}{A4}</w:sectPr></w:body></w:document>",
            self.body, self.section
        );
        let relations = format!("<Relationships>{}</Relationships>", self.relations);
        let roots = format!(
            r#"<Relationships><Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>"#
        );
        let mut parts: Vec<(&str, &[u8])> = vec![
            ("_rels/.rels", roots.as_bytes()),
            ("word/document.xml", document.as_bytes()),
            ("word/_rels/document.xml.rels", relations.as_bytes()),
        ];
        parts.extend(self.parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())));
        zipped(&parts)
    }

    fn read(&self) -> FlowReading {
        read(&self.bytes()).unwrap()
    }
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn texts(reading: &FlowReading) -> Vec<&str> {
    reading.layout.lines.iter().map(|line| line.text.as_str()).collect()
}

/// A PNG head: enough for whoever only asks the size.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes
}

fn picture(id: &str, width_mm: u32, height_mm: u32) -> String {
    let (width, height) = (width_mm * 36_000, height_mm * 36_000);
    format!(
        r#"<w:p><w:r><w:drawing><wp:inline><wp:extent cx="{width}" cy="{height}"/><a:graphic><a:graphicData uri="…/picture">
        <pic:pic><pic:blipFill><a:blip r:embed="{id}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>
        </w:drawing></w:r></w:p>"#
    )
}

fn drawn_shape(width_mm: f64, height_mm: f64, inner: &str) -> String {
    let (width, height) = (width_mm * 36_000.0, height_mm * 36_000.0);
    format!(
        r#"<w:r><w:drawing><wp:anchor><wp:extent cx="{width}" cy="{height}"/><a:graphic><a:graphicData uri="…/wordprocessingShape">
        <wps:wsp>{inner}</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"#
    )
}

#[test]
fn colour_and_size_come_through_the_style_chain() {
    let reading = Docx::body(
        r#"<w:p><w:pPr><w:pStyle w:val="Head"/></w:pPr><w:r><w:t>交通运输局文件</w:t></w:r></w:p>
        <w:p><w:pPr><w:pStyle w:val="Head"/></w:pPr><w:r><w:rPr><w:color w:val="auto"/></w:rPr><w:t>黑</w:t></w:r></w:p>
        <w:p><w:r><w:rPr><w:rStyle w:val="Ink"/></w:rPr><w:t>红</w:t></w:r><w:r><w:t>黑黑</w:t></w:r></w:p>"#,
    )
    .styles(
        r#"<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="32"/></w:rPr></w:rPrDefault></w:docDefaults>
        <w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:color w:val="FF0000"/></w:rPr></w:style>
        <w:style w:type="paragraph" w:styleId="Head"><w:basedOn w:val="Base"/><w:rPr><w:sz w:val="120"/></w:rPr></w:style>
        <w:style w:type="character" w:styleId="Ink"><w:basedOn w:val="Ink"/><w:rPr><w:color w:val="E60012"/></w:rPr></w:style>"#,
    )
    .read();
    let [head, black, mixed] = reading.layout.lines.as_slice() else { panic!("{:?}", reading.layout.lines) };
    assert!(head.red && head.centred);
    assert!((head.size_pt - 60.0).abs() < 0.01);
    assert!(!black.red && black.centred);
    assert!(!mixed.red && !mixed.centred);
    assert!((mixed.size_pt - 16.0).abs() < 0.01);
}

#[test]
fn colour_comes_through_the_theme() {
    let theme = format!(
        r#"<a:theme {NAMESPACES}><a:themeElements><a:clrScheme><a:accent2><a:srgbClr val="C00000"/></a:accent2>
        </a:clrScheme></a:themeElements></a:theme>"#
    );
    let body = r#"<w:p><w:r><w:rPr><w:color w:val="000000" w:themeColor="accent2"/></w:rPr><w:t>红头</w:t></w:r></w:p>
        <w:p><w:r><w:rPr><w:color w:val="000000"/><w14:textFill><w14:solidFill><w14:srgbClr w14:val="FF0000"/></w14:solidFill>
        </w14:textFill></w:rPr><w:t>效果</w:t></w:r></w:p>"#;
    let red = |reading: &FlowReading| reading.layout.lines.iter().map(|line| line.red).collect::<Vec<_>>();
    assert_eq!(red(&Docx::body(body).part("theme/theme1.xml", "theme", theme).read()), [true, true]);
    assert_eq!(red(&Docx::body(body).read()), [false, true]);
}

#[test]
fn a_text_box_counts_once_and_before_its_paragraph() {
    let content = r#"<w:txbxContent><w:p><w:r><w:rPr><w:color w:val="FF0000"/></w:rPr><w:t>市政府文件</w:t></w:r></w:p></w:txbxContent>"#;
    let choice = drawn_shape(100.0, 20.0, &format!("<wps:txbx>{content}</wps:txbx>"));
    let choice = choice.trim_start_matches("<w:r>").trim_end_matches("</w:r>");
    let reading = Docx::body(format!(
        r#"{}<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps">{choice}</mc:Choice>
        <mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>
        <w:p><w:r><w:pict><v:rect><v:textbox>{content}</v:textbox></v:rect></w:pict></w:r></w:p>"#,
        paragraph("前言")
    ))
    .read();
    assert_eq!(texts(&reading), ["前言", "市政府文件", "正文", "市政府文件"]);
    assert_eq!(reading.layout.lines[1].part, Part::TextBox);
    assert!(reading.layout.lines[1].red && !reading.layout.lines[2].red);
}

#[test]
fn headers_come_first_and_footers_last() {
    let header_relations = format!(
        r#"<Relationships><Relationship Id="p" Type="{RELATIONS}/image" Target="media/p.png"/></Relationships>"#
    );
    let part = |tag: &str, inner: &str| format!("<w:{tag} {NAMESPACES}>{inner}</w:{tag}>");
    let mut docx = Docx::body(paragraph("正文"))
        .part("header1.xml", "header", part("hdr", &picture("p", 150, 30)))
        .part("header2.xml", "header", part("hdr", &paragraph("首页页眉")))
        .part("footer1.xml", "footer", part("ftr", &paragraph("页脚")));
    docx.parts.push(("word/_rels/header1.xml.rels".into(), header_relations.into_bytes()));
    docx.parts.push(("word/media/p.png".into(), png(1200, 240)));
    let references = r#"<w:headerReference w:type="default" r:id="r1"/><w:headerReference w:type="first" r:id="r2"/>
        <w:footerReference w:type="default" r:id="r3"/>"#;
    let reading = docx.section(&format!("{references}<w:titlePg/>")).read();
    assert_eq!(texts(&reading), ["首页页眉", "正文", "页脚"]);
    let parts: Vec<Part> = reading.layout.lines.iter().map(|line| line.part).collect();
    assert_eq!(parts, [Part::PageHeader, Part::Body, Part::PageFooter]);
    let [shown] = reading.layout.pictures.as_slice() else { panic!("{:?}", reading.layout.pictures) };
    assert_eq!((shown.part, shown.pixels, shown.after_lines), (Part::PageHeader, Some((1200, 240)), 0));
    assert_eq!(shown.size_mm, Some((150.0, 30.0)));
    assert_eq!(reading.photo_pictures, 0, "a letterhead is no photo");
}

#[test]
fn red_rules_of_every_make() {
    let text_width = 156.1;
    let cases = [
        (
            r#"<w:p><w:r><w:pict><v:line from="0,10pt" to="442.5pt,10pt" strokecolor="red"/></w:pict></w:r></w:p>"#,
            Some(1.0),
        ),
        (
            r##"<w:p><w:r><w:pict><v:rect style="width:221.25pt;height:1.5pt" fillcolor="#f00" stroked="f"/></w:pict></w:r></w:p>"##,
            Some(0.5),
        ),
        (
            r##"<w:p><w:r><w:pict><v:shape type="#_x0000_t32" style="width:442.5pt;height:0" strokecolor="#C00000 [2404]"/></w:pict></w:r></w:p>"##,
            Some(1.0),
        ),
        (
            r#"<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="18" w:color="FF0000"/></w:pBdr></w:pPr></w:p>"#,
            Some(1.0),
        ),
        (r#"<w:p><w:pPr><w:pStyle w:val="Ruled"/><w:ind w:left="2212" w:right="2212"/></w:pPr></w:p>"#, Some(0.5)),
        (
            r#"<w:tbl><w:tblPr><w:tblW w:type="pct" w:w="5000"/><w:tblBorders><w:bottom w:val="single" w:color="FF0000"/></w:tblBorders></w:tblPr></w:tbl>"#,
            Some(1.0),
        ),
        (
            r#"<w:tbl><w:tblGrid><w:gridCol w:w="8845"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:tcBorders><w:top w:val="single" w:color="FF0000"/></w:tcBorders></w:tcPr></w:tc></w:tr></w:tbl>"#,
            Some(1.0),
        ),
    ];
    for (body, width) in cases {
        let reading = Docx::body(body)
            .styles(r#"<w:style w:type="paragraph" w:styleId="Ruled"><w:pPr><w:pBdr><w:top w:val="thick" w:color="FF0000"/></w:pBdr></w:pPr></w:style>"#)
            .read();
        let [rule] = reading.layout.red_rules.as_slice() else { panic!("{body}: {:?}", reading.layout.red_rules) };
        let near = rule.width.zip(width).is_some_and(|(seen, wanted)| (seen - wanted).abs() < 0.01);
        assert!(near, "{body}: {rule:?}");
    }
    let line = |height: f64, paint: &str| {
        let shape = format!(r#"<wps:spPr><a:prstGeom prst="line"/>{paint}</wps:spPr>"#);
        let styled = r#"<wps:style><a:lnRef idx="1"><a:srgbClr val="FF0000"/></a:lnRef></wps:style>"#;
        Docx::body(format!("<w:p>{}</w:p>", drawn_shape(text_width, height, &(shape + styled))))
            .read()
            .layout
            .red_rules
            .len()
    };
    assert_eq!(line(0.0, r#"<a:ln><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln>"#), 1);
    assert_eq!(line(0.0, r#"<a:ln w="9525"/>"#), 1, "the style reference draws it");
    assert_eq!(line(0.0, "<a:ln><a:noFill/></a:ln>"), 0);
    assert_eq!(line(0.0, r#"<a:ln><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln>"#), 0);
    assert_eq!(line(80.0, r#"<a:ln><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln>"#), 0, "a slanted line");
}

#[test]
fn borders_that_are_no_red_rule() {
    for border in [
        r#"<w:bottom w:val="nil" w:color="FF0000"/>"#,
        r#"<w:bottom w:val="single" w:color="auto"/>"#,
        r#"<w:left w:val="single" w:color="FF0000"/>"#,
        r#"<w:top w:val="single" w:color="FF0000"/><w:left w:val="single" w:color="FF0000"/><w:right w:val="single" w:color="FF0000"/>"#,
    ] {
        let reading = Docx::body(format!("<w:p><w:pPr><w:pBdr>{border}</w:pBdr></w:pPr></w:p>")).read();
        assert!(reading.layout.red_rules.is_empty(), "{border}");
    }
    for shape in [
        r#"<v:line from="0,0" to="400pt,0"/>"#,
        r#"<v:line from="0,0" to="400pt,0" strokecolor="red" stroked="f"/>"#,
        r#"<v:line from="0,0" to="0,400pt" strokecolor="red"/>"#,
        r#"<v:rect style="width:400pt;height:1pt" fillcolor="black"/>"#,
        r#"<v:oval style="width:120pt;height:120pt"/>"#,
    ] {
        let layout = Docx::body(format!("<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>")).read().layout;
        assert_eq!((layout.red_rules.len(), layout.blind_spots.len()), (0, 0), "{shape}");
    }
}

#[test]
fn only_what_is_printed_is_visible() {
    let reading = Docx::body(
        r#"<w:p><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins>
        <w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>
        <w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t xml:space="preserve">显 </w:t></w:r><w:r><w:tab/><w:t>尾</w:t><w:noBreakHyphen/>
        <w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p>
        <w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>
        <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>X</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>
        <w:r><w:t>内</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
        <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>果</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
        <w:p><w:r><w:t>一</w:t><w:br/><w:t>二</w:t></w:r><w:hyperlink><w:r><w:t>三</w:t></w:r></w:hyperlink></w:p>
        <w:sdt><w:sdtContent><w:tbl><w:tr><w:tc><w:p><w:r><w:t>格</w:t></w:r></w:p></w:tc></w:tr>
        <w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>删行</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:sdtContent></w:sdt>"#,
    )
    .read();
    assert_eq!(texts(&reading), ["增显  尾-☑", "果", "一", "二三", "格"]);
}

#[test]
fn word_art_is_text() {
    let art = |attributes: &str| {
        let body = format!(
            r##"<w:p><w:r><w:pict><v:shape type="#_x0000_t136" style="width:400pt;height:60pt" {attributes}>
            <v:textpath style="font-size:36pt" string="县人民政府文件"/></v:shape></w:pict></w:r></w:p>"##
        );
        Docx::body(body).read()
    };
    let reading = art(r#"fillcolor="red" stroked="f""#);
    let [line] = reading.layout.lines.as_slice() else { panic!("{:?}", reading.layout.lines) };
    assert_eq!((line.text.as_str(), line.red, line.part), ("县人民政府文件", true, Part::TextBox));
    assert!((line.size_pt - 60.0).abs() < 0.01);
    assert!(art(r#"fillcolor="red" strokecolor="black""#).layout.lines[0].red);
    assert!(!art(r#"fillcolor="silver""#).layout.lines[0].red);
    assert!(art(r#"filled="f" strokecolor="red""#).layout.lines[0].red);
}

#[test]
fn warped_text_is_as_large_as_its_shape() {
    let warped = |warp: &str| {
        let content = r#"<wps:txbx><w:txbxContent><w:p><w:r><w:rPr><w:color w:val="FF0000"/></w:rPr><w:t>县政府文件</w:t></w:r></w:p></w:txbxContent></wps:txbx>"#;
        let body = format!(r#"<wps:bodyPr><a:prstTxWarp prst="{warp}"/></wps:bodyPr>"#);
        Docx::body(format!("<w:p>{}</w:p>", drawn_shape(150.0, 25.4, &format!("{content}{body}")))).read().layout
    };
    assert!((warped("textPlain").lines[0].size_pt - 72.0).abs() < 0.01);
    assert!((warped("textNoShape").lines[0].size_pt - 10.0).abs() < 0.01);
    let arched = warped("textArchUp");
    assert_eq!(arched.blind_spots.first().map(|spot| spot.hides), Some(Hides::Seal));
}

#[test]
fn pictures_that_could_be_photos() {
    let reading = |pixels: (u32, u32), size: (u32, u32)| {
        let body = paragraph("前") + &picture("r1", size.0, size.1);
        Docx::body(body).part("media/image1.png", "image", png(pixels.0, pixels.1)).read()
    };
    let photo = reading((800, 600), (120, 90));
    assert_eq!((photo.photo_pictures, photo.layout.pictures[0].after_lines), (1, 1));
    assert_eq!(photo.layout.blind_spots, []);
    assert_eq!(reading((400, 400), (42, 42)).photo_pictures, 0, "a seal");
    assert_eq!(reading((800, 100), (150, 20)).photo_pictures, 0, "a banner");
    assert_eq!(reading((200, 150), (120, 90)).photo_pictures, 0, "an icon");
}

#[test]
fn grouped_pictures_know_their_printed_size() {
    let body = r#"<w:p><w:r><w:drawing><wp:inline><wp:extent cx="3600000" cy="1800000"/><a:graphic><a:graphicData uri="…/wordprocessingGroup">
        <wpg:wgp><wpg:grpSpPr><a:xfrm><a:ext cx="3600000" cy="1800000"/><a:chExt cx="1000" cy="500"/></a:xfrm></wpg:grpSpPr>
        <pic:pic><pic:blipFill><a:blip r:embed="r1"/></pic:blipFill><pic:spPr><a:xfrm><a:ext cx="420" cy="420"/></a:xfrm></pic:spPr></pic:pic>
        </wpg:wgp></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#;
    let reading = Docx::body(body).part("media/image1.png", "image", png(400, 400)).read();
    let size = reading.layout.pictures[0].size_mm.unwrap();
    assert!((size.0 - 42.0).abs() < 0.01 && (size.1 - 42.0).abs() < 0.01, "{size:?}");
}

#[test]
fn what_cannot_be_looked_into_is_said() {
    let emf = {
        let mut bytes = vec![1, 0, 0, 0];
        bytes.resize(40, 0);
        bytes.extend(b" EMF");
        bytes
    };
    let ellipse = r#"<wps:spPr><a:prstGeom prst="ellipse"/><a:ln><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln></wps:spPr>"#;
    let cases = [
        (picture("r1", 50, 50), Hides::Anything),
        (picture("missing", 50, 50), Hides::Anything),
        (picture("r2", 50, 50).replace("r:embed", "r:link"), Hides::Anything),
        (
            r#"<w:p><w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r></w:p>"#.into(),
            Hides::Anything,
        ),
        (r#"<w:altChunk r:id="r1"/>"#.into(), Hides::Anything),
        (r#"<w:p><w:subDoc r:id="r1"/></w:p>"#.into(), Hides::Anything),
        (picture("r1", 50, 50).replace("<pic:pic>", "<c:chart>").replace("</pic:pic>", "</c:chart>"), Hides::Anything),
        (format!("<w:p>{}</w:p>", drawn_shape(42.0, 42.0, ellipse)), Hides::Seal),
        (
            r#"<w:p><w:r><w:pict><v:oval style="width:120pt;height:120pt" strokecolor="red"/></w:pict></w:r></w:p>"#
                .into(),
            Hides::Seal,
        ),
        (r"<w:p><w:r><w:pict><v:shape><o:signatureline/></v:shape></w:pict></w:r></w:p>".into(), Hides::Seal),
        (r#"<w:p><w:r><w14:contentPart r:id="r1"/></w:r></w:p>"#.into(), Hides::Anything),
    ];
    for (body, hides) in cases {
        let reading = Docx::body(&body).part("media/image1.emf", "image", emf.clone()).read();
        let seen: Vec<Hides> = reading.layout.blind_spots.iter().map(|spot| spot.hides).collect();
        assert_eq!(seen, [hides], "{body}");
    }
    let small = Docx::body(format!("<w:p>{}</w:p>", drawn_shape(8.0, 8.0, ellipse))).read();
    assert_eq!(small.layout.blind_spots, [], "a badge is no seal");
}

#[test]
fn a_damaged_lesser_part_is_a_gap_not_an_end() {
    let reading = Docx::body(paragraph("正文")).part("styles.xml", "styles", "<w:styles").read();
    assert_eq!(texts(&reading), ["正文"]);
    assert_eq!((reading.gaps.len(), reading.layout.blind_spots.len()), (1, 1));
}

#[test]
fn utf16_and_lost_relationships() {
    let document = format!("<w:document {NAMESPACES}><w:body>{}</w:body></w:document>", paragraph("正文"));
    let mut wide = vec![0xFF, 0xFE];
    wide.extend(document.encode_utf16().flat_map(u16::to_le_bytes));
    let bytes = zipped(&[("word/document.xml", &wide)]);
    assert_eq!(container::kind_of_zip(&bytes), ZipKind::Docx);
    assert_eq!(texts(&read(&bytes).unwrap()), ["正文"]);
    let strict = document.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    );
    let types = r#"<Types><Override PartName="/x/main.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"/></Types>"#;
    let bytes = zipped(&[("[Content_Types].xml", types.as_bytes()), ("x/main.xml", strict.as_bytes())]);
    assert_eq!(texts(&read(&bytes).unwrap()), ["正文"]);
}

#[test]
fn properties_signatures_and_macros() {
    let mut docx = Docx::body("");
    let core = r#"<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title> 方案 </dc:title><dc:creator/><dcterms:created xmlns:dcterms="t"> 2026-04-07T02:15:00Z </dcterms:created></cp:coreProperties>"#;
    for (name, content) in [
        ("docProps/core.xml", core),
        ("docProps/app.xml", "<Properties><Pages>3</Pages><Application>WPS 文字</Application></Properties>"),
        ("_xmlsignatures/sig1.xml", "<Signature/>"),
        ("_xmlsignatures/origin.sigs", ""),
        ("_xmlsignatures/_rels/origin.sigs.rels", "<Relationships/>"),
        ("word/vbaProject.bin", ""),
    ] {
        docx.parts.push((name.into(), content.into()));
    }
    let reading = docx.read();
    assert_eq!(reading.created.as_deref(), Some("2026-04-07T02:15:00Z"));
    assert_eq!(reading.application.as_deref(), Some("WPS 文字"));
    assert_eq!((reading.layout.pages, reading.layout.signatures, reading.gaps.len()), (Some(3), 1, 1));
}

#[test]
fn deep_nesting_ends_in_an_error_not_in_a_lost_stack() {
    let nested = |open: &str, close: &str, depth: usize| {
        let body = format!("{}{}{}", open.repeat(depth), paragraph("底"), close.repeat(depth));
        read(&Docx::body(body).bytes())
    };
    assert_eq!(texts(&nested("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 120).unwrap()), ["底"]);
    assert_eq!(texts(&nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 80).unwrap()), ["底"]);
    let shape = (
        "<w:p><w:r><w:pict><v:rect><v:textbox><w:txbxContent>",
        "</w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>",
    );
    assert_eq!(texts(&nested(shape.0, shape.1, 40).unwrap()), ["底"]);
    assert!(matches!(nested("<w:sdt>", "</w:sdt>", 100_000), Err(ReadError::Damaged(_))));
}

#[test]
fn a_part_that_inflates_without_end_is_refused() {
    let bomb = zipped(&[("word/document.xml", &vec![b' '; 65 << 20])]);
    assert!(bomb.len() < 1 << 20);
    assert!(matches!(read(&bomb), Err(ReadError::Limit(_))));
}

#[test]
fn declared_sizes_are_not_believed() {
    let honest = Docx::body(paragraph("正文")).bytes();
    // Uncompressed size: 24 bytes into each central entry (APPNOTE 4.3.12).
    for lie in [0u32, 1, u32::MAX - 1] {
        let mut bytes = honest.clone();
        let entries: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect();
        assert!(!entries.is_empty());
        for at in entries {
            bytes[at + 24..at + 28].copy_from_slice(&lie.to_le_bytes());
        }
        if let Ok(reading) = read(&bytes) {
            assert_eq!(texts(&reading), ["正文"]);
        }
    }
}

#[test]
fn no_zip_and_no_document_are_damaged() {
    for bytes in [&b""[..], b"PK\x03\x04", b"hello", &zipped(&[("a.txt", b"x")])] {
        assert!(matches!(read(bytes), Err(ReadError::Damaged(_))));
    }
    assert_eq!(container::kind_of_zip(&zipped(&[("a.txt", b"x")])), ZipKind::Other);
}

#[test]
fn kinds_and_pictures_of_containers() {
    let embedding = r#"<Types><Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>
        <Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>"#;
    let slides = zipped(&[
        ("[Content_Types].xml", embedding.as_bytes()),
        ("ppt/media/image1.JPG", b""),
        ("ppt/media/image2.emf", b""),
        ("ppt/slides/slide1.xml", b""),
    ]);
    assert_eq!(container::kind_of_zip(&slides), ZipKind::Pptx);
    let text = zipped(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("Pictures/1.png", b"")]);
    assert_eq!(container::kind_of_zip(&text), ZipKind::OpenDocument);
    let ofd = zipped(&[("OFD.xml", b""), ("Doc_0/Res/image_1.png", b"")]);
    assert_eq!(container::kind_of_zip(&ofd), ZipKind::Ofd);
    assert!(!container::encrypted(&ofd));
    let locked = zipped(&[("META-INF/manifest.xml", b"<manifest:encryption-data/>")]);
    assert!(container::encrypted(&locked));
}

#[test]
fn locked_entries_are_encrypted() {
    let mut bytes = Docx::body("").bytes();
    // General purpose flag bit 0, 8 bytes into each central and 6 into each local entry.
    for at in 0..bytes.len() - 9 {
        match bytes[at..at + 4] {
            [b'P', b'K', 1, 2] => bytes[at + 8] |= 1,
            [b'P', b'K', 3, 4] => bytes[at + 6] |= 1,
            _ => {}
        }
    }
    assert!(container::encrypted(&bytes));
    assert!(matches!(read(&bytes), Err(ReadError::Encrypted)));
}

#[test]
fn a_directory_that_claims_a_billion_entries_is_refused() {
    let mut bytes = b"PK\x06\x06".to_vec();
    bytes.resize(32, 0);
    bytes.extend(1_000_000_000u64.to_le_bytes());
    bytes.resize(56, 0);
    bytes.extend(b"PK\x06\x07");
    bytes.resize(76, 0);
    bytes.extend(b"PK\x05\x06");
    bytes.resize(98, 0xFF);
    assert!(matches!(read(&bytes), Err(ReadError::Limit(_))));
}

/// A document that touches every walker, uncompressed so that a changed byte changes the XML and not only a checksum.
fn rich_parts() -> Vec<(&'static str, Vec<u8>)> {
    let shape = r#"<wps:spPr><a:prstGeom prst="ellipse"/><a:ln><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln></wps:spPr>"#;
    let body = paragraph("正文")
        + &picture("r1", 100, 80)
        + &format!("<w:p>{}</w:p>", drawn_shape(42.0, 42.0, shape))
        + r#"<w:p><w:r><w:pict><v:group style="width:10pt;height:10pt" coordsize="10,10"><v:line from="0,0" to="9,0" strokecolor="red"/>
        <v:shape fillcolor="red"><v:textpath string="文件"/></v:shape></v:group></w:pict></w:r></w:p>
        <w:tbl><w:tblPr><w:tblW w:type="dxa" w:w="8000"/></w:tblPr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"#;
    let document = format!("<w:document {NAMESPACES}><w:body>{body}<w:sectPr>{A4}</w:sectPr></w:body></w:document>");
    let relations = format!(
        r#"<Relationships><Relationship Id="r1" Type="{RELATIONS}/image" Target="media/p.png"/></Relationships>"#
    );
    vec![
        ("word/document.xml", document.into_bytes()),
        ("word/_rels/document.xml.rels", relations.into_bytes()),
        ("word/media/p.png", png(800, 600)),
    ]
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read(&bytes);
        let _ = container::kind_of_zip(&bytes);
        let _ = container::encrypted(&bytes);
    }

    #[test]
    fn a_mutated_container_never_panics(changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..20)) {
        let parts = rich_parts();
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (*name, content.as_slice())).collect();
        let mut bytes = zipped(&parts);
        for (at, value) in changes {
            let len = bytes.len();
            bytes[at % len] = value;
        }
        let _ = read(&bytes);
        let _ = container::kind_of_zip(&bytes);
    }

    #[test]
    fn mutated_markup_never_panics(changes in proptest::collection::vec((any::<usize>(), "[ -~0-9]{0,6}"), 1..6)) {
        let mut parts = rich_parts();
        for (at, text) in changes {
            let at = at % parts[0].1.len();
            let end = (at + text.len()).min(parts[0].1.len());
            parts[0].1.splice(at..end, text.into_bytes());
        }
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (*name, content.as_slice())).collect();
        let _ = read(&zipped(&parts));
    }

    #[test]
    fn mutated_values_never_panic(number in any::<i64>(), at in any::<usize>()) {
        let mut parts = rich_parts();
        let document = String::from_utf8(parts[0].1.clone()).unwrap();
        let values: Vec<usize> = document.match_indices("=\"").map(|(at, _)| at + 2).collect();
        let from = values[at % values.len()];
        let to = from + document[from..].find('"').unwrap();
        parts[0].1 = format!("{}{number}{}", &document[..from], &document[to..]).into_bytes();
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (*name, content.as_slice())).collect();
        let _ = read(&zipped(&parts));
    }
}
