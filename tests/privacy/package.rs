//! A package in which every place that a report quotes holds a plant.

use super::plants::{self, Plant};
use std::io::Write as _;
use std::path::{Path, PathBuf};

pub(super) struct Package {
    pub(super) root: PathBuf,
    pub(super) plants: Vec<Plant>,
    /// How many files the report must list at least.
    pub(super) files: usize,
}

/// Writes the package below a folder.
pub(super) fn plant(below: &Path) -> Package {
    const EXTENSIONS: [&str; 5] = ["jpg", "txt", "pdf", "docx", "png"];
    let mut all = Vec::new();
    let mut files = 0;
    let root_plant = plants::all(1).swap_remove(1);
    let root = below.join(&root_plant.written);
    all.push(root_plant);
    let item = root.join("一、制度建设").join("2.创建工作方案");
    std::fs::create_dir_all(&item).unwrap();
    let mut write = |path: PathBuf, bytes: &[u8]| {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        files += 1;
    };
    for (index, plant) in plants::all(2).into_iter().enumerate() {
        let name = format!("{}.{}", plant.written, EXTENSIONS[index % EXTENSIONS.len()]);
        write(item.join(name), format!("方案{index}").as_bytes());
        all.push(plant);
    }
    for (index, plant) in plants::all(3).into_iter().enumerate() {
        write(root.join("杂项").join(&plant.written).join(format!("{index}.txt")), format!("记录{index}").as_bytes());
        all.push(plant);
    }
    let packed = plants::all(4);
    let half = packed.len() / 2;
    let members: Vec<String> =
        packed[..half]
            .iter()
            .enumerate()
            .map(|(index, plant)| {
                if index % 2 == 0 { format!("{}/照片.txt", plant.written) } else { format!("{}.txt", plant.written) }
            })
            .collect();
    write(root.join("3.1").join("信息.zip"), &zip(members.iter().map(|name| (name.as_str(), name.as_bytes()))));
    for plant in &packed[half..] {
        let archive = zip([("说明.txt", plant.written.as_bytes())].into_iter());
        write(root.join("3.2").join(format!("{}.zip", plant.written)), &archive);
    }
    all.extend(packed);
    for (index, plant) in plants::all(5).into_iter().enumerate() {
        let title = &plant.written;
        let (name, bytes) = match index % 5 {
            0 => ("docx", docx(&format!("关于{title}的方案"))),
            1 => ("html", html(title)),
            2 => ("pdf", pdf(title)),
            3 => ("jpg", jpeg(title)),
            _ => ("ofd", ofd(title)),
        };
        write(root.join("1.2").join(format!("公开{index}.{name}")), &bytes);
        all.push(plant);
    }
    let mut settings = "[map]\n".to_owned();
    for plant in plants::all(6) {
        settings += &format!("\"没有/{}\" = \"1.4\"\n", plant.written);
        all.push(plant);
    }
    std::fs::write(root.join("evipack.toml"), settings).unwrap();
    Package { root, plants: all, files }
}

fn zip<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx(title: &str) -> Vec<u8> {
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" \
                 ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
                     Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
                     Target=\"word/document.xml\"/></Relationships>";
    let line = |size: u32, centred: bool, text: &str| {
        let place = if centred { "<w:pPr><w:jc w:val=\"center\"/></w:pPr>" } else { "" };
        format!(
            "<w:p>{place}<w:r><w:rPr><w:sz w:val=\"{size}\"/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"
        )
    };
    let document = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{}{}{}{}</w:body></w:document>",
        line(44, true, title),
        line(32, false, "各科室：请认真贯彻执行。"),
        line(32, false, title),
        line(32, false, "2026年4月7日"),
    );
    zip([
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", relations.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ]
    .into_iter())
}

fn html(title: &str) -> Vec<u8> {
    format!(
        "<!DOCTYPE html><!-- saved from url=(0030)http://example.gov.cn/{title} --><html><head><meta charset=\"utf-8\"><title>{title}\
         </title><meta name=\"ArticleTitle\" content=\"{title}\"><meta name=\"generator\" content=\"{title}\"></head><body><h1>{title}</h1>\
         <p>发布单位：{title}</p></body></html>"
    )
    .into_bytes()
}

/// One empty page, and the document's information.
fn pdf(title: &str) -> Vec<u8> {
    let text: String = std::iter::once(0xfeff).chain(title.encode_utf16()).map(|unit| format!("{unit:04X}")).collect();
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>".to_owned(),
        format!("<</Title<{text}>/Author<{text}>/Producer<{text}>/Creator<{text}>/CreationDate<{text}>>>"),
    ];
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let at = file.len();
    file += &format!("xref\n0 5\n{table}trailer\n<</Size 5/Root 1 0 R/Info 4 0 R>>\nstartxref\n{at}\n%%EOF\n");
    file.into_bytes()
}

/// A photo whose camera fields hold the text.
fn jpeg(text: &str) -> Vec<u8> {
    /// ImageDescription, Make, Model, Software, Artist, Copyright.
    const TAGS: [u16; 6] = [0x010e, 0x010f, 0x0110, 0x0131, 0x013b, 0x8298];
    const ASCII: u16 = 2;
    let value = [text.as_bytes(), b"\0"].concat();
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend((TAGS.len() as u16).to_le_bytes());
    let values = 8 + 2 + TAGS.len() * 12 + 4;
    for (index, tag) in TAGS.iter().enumerate() {
        tiff.extend([tag.to_le_bytes(), ASCII.to_le_bytes()].concat());
        tiff.extend((value.len() as u32).to_le_bytes());
        tiff.extend(((values + index * value.len()) as u32).to_le_bytes());
    }
    tiff.extend([0; 4]);
    tiff.extend(value.repeat(TAGS.len()));
    let photo = std::fs::read(crate::workspace::fixture("demo/新建文件夹/IMG_20260609_101522.jpg")).unwrap();
    let length = u16::try_from(2 + 6 + tiff.len()).unwrap();
    [&photo[..2], b"\xff\xe1", &length.to_be_bytes(), b"Exif\0\0", &tiff, &photo[2..]].concat()
}

fn ofd(title: &str) -> Vec<u8> {
    let name = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";
    let root = format!(
        "<ofd:OFD {name} Version=\"1.0\" DocType=\"OFD\"><ofd:DocBody><ofd:DocInfo><ofd:Title>{title}</ofd:Title><ofd:Author>{title}\
         </ofd:Author><ofd:Creator>{title}</ofd:Creator></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    );
    let document = format!(
        "<ofd:Document {name}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>\
         </ofd:CommonData><ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"Page.xml\"/></ofd:Pages></ofd:Document>"
    );
    let page = format!(
        "<ofd:Page {name}><ofd:Content><ofd:Layer ID=\"2\"><ofd:TextObject ID=\"3\" Boundary=\"30 80 150 10\" Font=\"4\" Size=\"7.7\">\
         <ofd:TextCode X=\"0\" Y=\"8\">关于{title}的方案</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"
    );
    zip([
        ("OFD.xml", root.as_bytes()),
        ("Doc_0/Document.xml", document.as_bytes()),
        ("Doc_0/Page.xml", page.as_bytes()),
    ]
    .into_iter())
}
