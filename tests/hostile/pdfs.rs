//! PDF files that nest, loop and multiply.

use super::File;
use super::packed::{grown, zlib};

const LEVELS: usize = 500_000;
/// Forms that each draw the next one twice: 2⁴⁰ drawings.
const FORMS: usize = 40;

pub(super) fn files() -> Vec<File> {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(LEVELS), close.repeat(LEVELS)).into_bytes();
    let drawing = grown(b"", b"0 0 m 9 9 l S\n", 1024, b"");
    let twice = grown(b"", &zlib(&grown(b"", b" ", 1, b"")), 64, b"");
    vec![
        File::new("五十万层数组.pdf", one_page("/Annots 5 0 R", b"", &[deep("[", "]")])),
        File::new("五十万层字典.pdf", one_page("/Resources 5 0 R", b"", &[deep("<</A", ">>")])),
        File::new("五十万层内容.pdf", one_page("", &deep("[", "] TJ"), &[])),
        File::new("指数表单.pdf", forms()),
        File::new("内容炸弹.pdf", page_with(&stream("/Filter/FlateDecode", &zlib(&drawing)))),
        File::new("双层炸弹.pdf", page_with(&stream("/Filter[/FlateDecode/FlateDecode]", &zlib(&twice)))),
        File::new("页树成环.pdf", pdf(&[catalog(), b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>".to_vec()], "")),
        File::new(
            "二十亿页.pdf",
            pdf(&[catalog(), b"<</Type/Pages/Count 2147483647/Kids[3 0 R]>>".to_vec(), b"null".to_vec()], ""),
        ),
        File::new("深页树.pdf", deep_tree(20_000)),
        File::new("交叉引用成环.pdf", pdf(&[catalog(), b"<</Type/Pages/Count 0/Kids[]>>".to_vec()], "/Prev 9")),
        File::new("巨大页面.pdf", one_page("/MediaBox[0 0 1e30 1e30]", b"0 0 m 1e30 1e30 l S", &[])),
        File::new("对象流炸弹.pdf", object_stream()),
        File::new("引用自己.pdf", one_page("/Contents 6 0 R", b"", &[b"6 0 R".to_vec(), b"5 0 R".to_vec()])),
        File::new("字符映射炸弹.pdf", character_map()),
    ]
}

fn catalog() -> Vec<u8> {
    b"<</Type/Catalog/Pages 2 0 R>>".to_vec()
}

fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    [format!("<<{entries}/Length {}>>\nstream\n", data.len()).as_bytes(), data, b"\nendstream"].concat()
}

/// Objects 1 (catalog), 2 (pages), 3 (the page), 4 (its content), then these from 5 on.
fn one_page(page: &str, content: &[u8], more: &[Vec<u8>]) -> Vec<u8> {
    let contents = if page.contains("/Contents") { "" } else { "/Contents 4 0 R" };
    let boxed = if page.contains("/MediaBox") { "" } else { "/MediaBox[0 0 595 842]" };
    let page = format!("<</Type/Page/Parent 2 0 R{boxed}{contents}{page}>>").into_bytes();
    let mut objects = vec![catalog(), b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(), page, stream("", content)];
    objects.extend_from_slice(more);
    pdf(&objects, "")
}

fn page_with(content: &[u8]) -> Vec<u8> {
    one_page("/Contents 5 0 R", b"", &[content.to_vec()])
}

fn forms() -> Vec<u8> {
    let form = |next: usize| {
        let entries = format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F {next} 0 R>>>>");
        stream(&entries, b"/F Do /F Do")
    };
    let more: Vec<Vec<u8>> = (0..FORMS)
        .map(|level| form(6 + level))
        .chain([stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 m 9 9 l S")])
        .collect();
    one_page("/Resources<</XObject<</F 5 0 R>>>>", b"/F Do /F Do", &more)
}

fn deep_tree(levels: usize) -> Vec<u8> {
    let mut objects = vec![catalog()];
    for level in 0..levels {
        objects.push(format!("<</Type/Pages/Count 1/Kids[{} 0 R]>>", level + 3).into_bytes());
    }
    objects.push(b"<</Type/Page/MediaBox[0 0 9 9]>>".to_vec());
    pdf(&objects, "")
}

/// A stream of objects that says it holds a hundred million and grows without end.
fn object_stream() -> Vec<u8> {
    let numbers = grown(b"", b"7 0 ", 1024, b"");
    let entries = "/Type/ObjStm/N 100000000/First 900000000/Filter/FlateDecode";
    pdf(&[catalog(), b"<</Type/Pages/Count 1/Kids[7 0 R]>>".to_vec(), stream(entries, &zlib(&numbers))], "")
}

/// A font whose map to Unicode claims each of four milliard codes.
fn character_map() -> Vec<u8> {
    let map = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange \
                1 beginbfrange <00000000> <FFFFFFFF> <4E00> endbfrange endcmap";
    let font = b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>";
    one_page("/Resources<</Font<</F 5 0 R>>>>", b"BT /F 12 Tf <00010002> Tj ET", &[font.to_vec(), stream("", map)])
}

/// Numbered objects with a cross-reference table (ISO 32000-1, 7.5).
fn pdf(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        table.extend([format!("{:010} 00000 n \n", bytes.len())]);
        bytes.extend(format!("{} 0 obj\n", number + 1).as_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let at = bytes.len();
    let trailer = trailer.replace("/Prev 9", &format!("/Prev {at}"));
    bytes.extend(
        format!("{table}trailer\n<</Size {}/Root 1 0 R{trailer}>>\nstartxref\n{at}\n%%EOF\n", objects.len() + 1)
            .as_bytes(),
    );
    bytes
}
