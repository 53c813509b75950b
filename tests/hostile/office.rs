//! Office documents and OFD whose parts grow, nest, refer to each other or reach for files outside.

use super::packed::{Zip, grown};
use super::{File, SECRET_NAME};
use std::path::Path;

const LEVELS: usize = 500_000;
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
const W: &str = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
const W_END: &str = "</w:body></w:document>";

pub(super) fn files(outside: &Path) -> Vec<File> {
    let laughs = laughs();
    let entity = entity(outside);
    let mut files = Vec::new();
    for (name, head, body) in [
        ("十亿大笑", laughs.as_str(), "&z9;"),
        ("外部实体", entity.as_str(), "&outside;"),
        ("深层嵌套", "", &*nested("w:r")),
    ] {
        let text = format!("{head}{W}<w:p><w:r><w:t>{body}</w:t></w:r></w:p>{W_END}");
        files.push(File::new(&format!("{name}.docx"), docx(&text)));
        let sheet = format!(
            "{head}<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{body}</t></is></c></row></sheetData></worksheet>"
        );
        files.push(File::new(&format!("{name}.xlsx"), xlsx(&sheet)));
        let page = format!(
            "{head}<ofd:Page xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:Content><ofd:Layer ID=\"9\">{body}</ofd:Layer></ofd:Content></ofd:Page>"
        );
        files.push(File::new(&format!("{name}.ofd"), ofd(&page, "Pages/Page_0.xml")));
    }
    let piece = "<w:p><w:r><w:t>长</w:t></w:r></w:p>".as_bytes();
    let body = grown(W.as_bytes(), piece, 1024, W_END.as_bytes());
    files.push(File::new(
        "正文炸弹.docx",
        around(WORD, "word/document.xml").raw("word/document.xml", &body, 1000).finish(),
    ));
    let cells = grown(b"<worksheet><sheetData>", b"<row><c><v>1</v></c></row>", 1024, b"</sheetData></worksheet>");
    let workbook = around(EXCEL, "xl/workbook.xml").plain("xl/workbook.xml", WORKBOOK.as_bytes());
    let workbook = workbook.plain("xl/_rels/workbook.xml.rels", WORKBOOK_PARTS.as_bytes());
    files.push(File::new("表格炸弹.xlsx", workbook.raw("xl/worksheets/sheet1.xml", &cells, 1000).finish()));
    let corners = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
                   <row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row></sheetData></worksheet>";
    files.push(File::new("两个角.xlsx", xlsx(corners)));
    files.push(File::new("循环引用.ofd", ofd(CYCLE, "../OFD.xml")));
    files.push(File::new(
        "花括号.rtf",
        ["{\\rtf1 ".to_owned(), "{".repeat(LEVELS), "}".repeat(LEVELS + 1)].concat().into_bytes(),
    ));
    files.push(File::new(
        "嵌套网页.html",
        ["<!DOCTYPE html><html><body>", &"<div>".repeat(LEVELS)].concat().into_bytes(),
    ));
    files.push(File::new("扇区成环.doc", looping_sectors()));
    files
}

/// Entities of entities: 10⁹ words.
fn laughs() -> String {
    let mut declared = "<!DOCTYPE z [<!ENTITY z0 \"哈哈哈哈哈哈哈哈哈哈\">".to_owned();
    for level in 1..10 {
        let below = format!("&z{};", level - 1).repeat(10);
        declared += &["<!ENTITY z", &level.to_string(), " \"", &below, "\">"].concat();
    }
    declared + "]>"
}

/// An entity that is a file outside of the package.
fn entity(outside: &Path) -> String {
    format!("<!DOCTYPE z [<!ENTITY outside SYSTEM \"file://{}\">]>", outside.join(SECRET_NAME).display())
}

fn nested(element: &str) -> String {
    [format!("<{element}>").repeat(LEVELS), format!("</{element}>").repeat(LEVELS)].concat()
}

fn around(content_type: &str, main: &str) -> Zip {
    let types = format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/><Override PartName=\"/{main}\" ContentType=\"{content_type}\"/></Types>"
    );
    let parts = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"{main}\"/></Relationships>"
    );
    Zip::default().plain("[Content_Types].xml", types.as_bytes()).plain("_rels/.rels", parts.as_bytes())
}

fn docx(document: &str) -> Vec<u8> {
    around(WORD, "word/document.xml").plain("word/document.xml", document.as_bytes()).finish()
}

const WORKBOOK: &str = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"一\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
const WORKBOOK_PARTS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";

fn xlsx(sheet: &str) -> Vec<u8> {
    let workbook = around(EXCEL, "xl/workbook.xml").plain("xl/workbook.xml", WORKBOOK.as_bytes());
    let workbook = workbook.plain("xl/_rels/workbook.xml.rels", WORKBOOK_PARTS.as_bytes());
    workbook.plain("xl/worksheets/sheet1.xml", sheet.as_bytes()).finish()
}

/// A page that is its own template, and names the document as its resource.
const CYCLE: &str = "<ofd:Page xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:Template TemplateID=\"1\"/><ofd:PageRes>../Document.xml</ofd:PageRes>\
    <ofd:Content><ofd:Layer ID=\"9\"><ofd:CompositeObject ID=\"10\" ResourceID=\"10\" Boundary=\"0 0 10 10\"/></ofd:Layer></ofd:Content></ofd:Page>";

fn ofd(page: &str, template: &str) -> Vec<u8> {
    let root = "<ofd:OFD xmlns:ofd=\"http://www.ofdspec.org/2016\" Version=\"1.0\" DocType=\"OFD\"><ofd:DocBody>\
                <ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
    let document = format!(
        "<ofd:Document xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:CommonData><ofd:MaxUnitID>1</ofd:MaxUnitID><ofd:PageArea>\
         <ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:TemplatePage ID=\"1\" BaseLoc=\"{template}\"/></ofd:CommonData>\
         <ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"Pages/Page_0.xml\"/><ofd:Page ID=\"2\" BaseLoc=\"Document.xml\"/></ofd:Pages></ofd:Document>"
    );
    let zip = Zip::default().plain("OFD.xml", root.as_bytes()).plain("Doc_0/Document.xml", document.as_bytes());
    zip.plain("Doc_0/Pages/Page_0.xml", page.as_bytes()).finish()
}

/// [MS-CFB]: a compound file whose sector chains all lead back to themselves.
fn looping_sectors() -> Vec<u8> {
    const SECTOR: usize = 512;
    let mut header = vec![0; SECTOR];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    for (at, value) in [(24, 0x003E_u16), (26, 3), (28, 0xFFFE), (30, 9), (32, 6)] {
        header[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    for (at, value) in [(44, 1_u32), (48, 1), (56, 4096), (60, 1), (64, 1), (68, 0), (72, 1), (76, 0)] {
        header[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    header[80..].fill(0xFF);
    // The table of sectors: each is followed by itself; the directory (1) by itself, too.
    let table: Vec<u8> = (0..128_u32).flat_map(u32::to_le_bytes).collect();
    let mut directory = vec![0; SECTOR];
    for (at, name) in [(0, "Root Entry"), (128, "WordDocument")] {
        for (unit, byte) in name.encode_utf16().zip((at..).step_by(2)) {
            directory[byte..byte + 2].copy_from_slice(&unit.to_le_bytes());
        }
        directory[at + 64..at + 66].copy_from_slice(&((name.len() as u16 + 1) * 2).to_le_bytes());
        directory[at + 66] = if at == 0 { 5 } else { 2 };
        directory[at + 68..at + 80].fill(0xFF);
        directory[at + 116..at + 120].copy_from_slice(&2_u32.to_le_bytes());
        directory[at + 120..at + 124].copy_from_slice(&0x7FFF_FFFF_u32.to_le_bytes());
    }
    directory[76..80].copy_from_slice(&1_u32.to_le_bytes());
    [header, table, directory, vec![0; SECTOR]].concat()
}
