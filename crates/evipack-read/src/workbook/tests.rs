//! Tests of the workbook readers on workbooks built in code.

use super::*;
use evipack_core::facts::DocumentFacts;
use proptest::prelude::*;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A container of parts.
pub(super) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn reading_of(format: Format, bytes: &[u8]) -> Result<Reading, ReadError> {
    reading(&File { format, bytes, recognizer: None, anchors: None })
}

fn facts(reading: &Reading) -> &DocumentFacts {
    reading.facts.document().unwrap()
}

fn lines(book: Book) -> Vec<String> {
    book.text.finish().layout.lines.into_iter().map(|line| line.text).collect()
}

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// An XLSX of one sheet, in which some parts may be replaced or added.
fn xlsx(sheet: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!(r#"<Relationship Id="{id}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#)
    };
    let roots = format!("<Relationships>{}</Relationships>", relation("r1", "officeDocument", "xl/workbook.xml"));
    let own = [
        relation("s1", "worksheet", "worksheets/sheet1.xml"),
        relation("x", "sharedStrings", "sharedStrings.xml"),
        relation("y", "styles", "styles.xml"),
    ];
    let own = format!("<Relationships>{}</Relationships>", own.concat());
    let workbook = format!(
        r#"<workbook xmlns:r="{RELATIONS}"><sheets><sheet name="台账" sheetId="1" r:id="s1" state="hidden"/></sheets></workbook>"#
    );
    let shared = "<sst><si><t>序号</t></si><si><r><t>会</t></r><r><t>议</t></r><rPh><t>カイ</t></rPh></si></sst>";
    let styles = r#"<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>"#;
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", roots.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", own.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", shared.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
    ];
    parts.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    parts.extend(more);
    zipped(&parts)
}

#[test]
fn cells_of_every_kind() {
    let sheet = r#"<worksheet><dimension ref="A1:XFD1048576"/><cols><col min="2" max="3" hidden="1"/></cols><sheetData>
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>
        <row r="2" hidden="1"><c r="A2"><v>1</v></c><c r="B2" s="1"><v>46119</v></c><c r="C2" s="2"><v>46119</v></c></row>
        <row r="3"><c r="A3"><f>SUM(A1)</f><v>3.701130000000001E+17</v></c><c r="B3" t="str"><f>X</f><v>合计</v></c>
        <c r="C3" t="inlineStr"><is><t>直接</t></is></c><c r="D3" t="b"><v>1</v></c><c r="E3"/></row>
        <row r="4"/></sheetData></worksheet>"#;
    let book = xlsx::read(&xlsx(sheet, &[])).unwrap();
    assert_eq!((book.hidden_sheets, book.hidden_rows, book.hidden_columns), (1, 1, 2));
    assert_eq!(lines(book), ["序号 会议", "1 2026-04-07 2026-04-07", "370113000000000100 合计 直接 TRUE"]);
}

#[test]
fn a_workbook_notes_what_is_out_of_sight() {
    let sheet = "<worksheet><sheetData/></worksheet>";
    let comments = format!(
        r#"<Relationships><Relationship Id="c" Type="{RELATIONS}/comments" Target="../comments1.xml"/></Relationships>"#
    );
    let book = xlsx(
        sheet,
        &[
            ("xl/vbaProject.bin", b"x"),
            ("xl/worksheets/_rels/sheet1.xml.rels", comments.as_bytes()),
            ("xl/comments1.xml", b"<comments><comment/><comment/></comments>"),
        ],
    );
    let reading = reading_of(Format::Xlsx, &book).unwrap();
    assert_eq!(reading.kind, Kind::Spreadsheet);
    let said = reading.gaps.join("\n");
    assert!(said.contains("1 个隐藏的工作表") && said.contains("2 条批注") && said.contains("宏"), "{said}");
}

#[test]
fn pictures_are_counted_and_a_broken_sheet_is_a_gap() {
    // A JPEG's frame header of 1200 × 900.
    let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\x03\x84\x04\xb0\x03";
    let icon = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\x00\x20\x00\x20\x03";
    let book = xlsx(
        "<worksheet><sheetData><row><c t='inlineStr'><is><t>还在</t></is></c></row><row>",
        &[("xl/media/image1.jpeg", jpeg), ("xl/media/image2.jpeg", icon)],
    );
    let reading = reading_of(Format::Xlsx, &book).unwrap();
    assert_eq!(facts(&reading).pictures.value(), Some(&1));
    assert!(reading.gaps.iter().any(|gap| gap.contains("工作表不完整")), "{:?}", reading.gaps);
    assert!(facts(&reading).red_header.is_unknown(), "what was cut off may hold anything");
}

#[test]
fn what_is_no_workbook_has_a_reason() {
    assert!(matches!(reading_of(Format::Xlsx, b"PK"), Err(ReadError::Damaged(_))));
    let other = xlsx("<worksheet/>", &[("xl/workbook.xml", b"<document/>")]);
    assert!(matches!(reading_of(Format::Xlsx, &other), Err(ReadError::Damaged(_))));
    assert!(matches!(reading_of(Format::OleExcel, b"\xD0\xCF\x11\xE0"), Err(ReadError::Damaged(_))));
}

#[test]
fn entities_are_not_expanded_and_rows_are_bounded() {
    let laughs = r#"<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;x</v></c></row></sheetData></worksheet>"#;
    assert_eq!(lines(xlsx::read(&xlsx(laughs, &[])).unwrap()), ["x"]);
    let many = format!("<worksheet><sheetData>{}</sheetData></worksheet>", "<row><c><v>1</v></c></row>".repeat(40_000));
    let reading = reading_of(Format::Xlsx, &xlsx(&many, &[])).unwrap();
    assert!(reading.gaps.iter().any(|gap| gap.contains("过多")), "{:?}", reading.gaps);
}

fn ods(content: &str) -> Vec<u8> {
    zipped(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

#[test]
fn cells_of_an_open_document() {
    let content = r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s">
        <office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>
        <office:body><office:spreadsheet><table:table table:name="台账" table:style-name="ta2">
        <table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>
        <table:table-row><table:table-cell><text:p>会议<text:s/>台账</text:p><office:annotation><text:p>批注</text:p></office:annotation></table:table-cell>
        <table:covered-table-cell><text:p>盖住</text:p></table:covered-table-cell></table:table-row>
        <table:table-row table:visibility="filter"><table:table-cell office:value-type="float" office:value="370113000000000060"><text:p>3.7E+17</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>重复</text:p></table:table-cell></table:table-row>
        </table:table></office:spreadsheet></office:body></office:document-content>"#;
    let book = ods::read(&ods(content)).unwrap();
    assert_eq!((book.hidden_sheets, book.hidden_rows, book.hidden_columns, book.comments), (1, 1, 2, 1));
    assert_eq!(lines(book), ["会议 台账", "370113000000000060", "重复"]);
}

#[test]
fn a_locked_open_document_is_encrypted() {
    let manifest = b"<m:manifest xmlns:m='x'><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>";
    let book = zipped(&[("content.xml", b"noise"), ("META-INF/manifest.xml", manifest)]);
    assert!(matches!(reading_of(Format::OpenSpreadsheet, &book), Err(ReadError::Encrypted)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_sheet_is_survived(sheet in "(<(/?)(worksheet|row|c|v|is|t|f|col)( (r|t|s|min|max|hidden)='[0-9a-z]{0,6}'){0,2}/?>|[0-9.eE-]{1,8}|\\PC){0,60}") {
        let _ = reading_of(Format::Xlsx, &xlsx(&sheet, &[]));
        let _ = reading_of(Format::OpenSpreadsheet, &ods(&sheet));
    }
}
