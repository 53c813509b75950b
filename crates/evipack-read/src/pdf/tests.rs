//! PDFs written here, object by object, so that every test says what the file holds.

use super::*;

fn read(bytes: &[u8]) -> Result<PdfReading, ReadError> {
    super::read(bytes, None)
}

use evipack_core::facts::SealKind;
use proptest::prelude::*;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const A4: &str = "/MediaBox[0 0 595.28 841.89]";
/// A Béziér circle's handle length.
const KAPPA: f64 = 0.552_284_75;
const PT: f64 = 72.0 / 25.4;

/// A PDF of these object bodies, numbered from 1; object 1 is the catalog.
fn file(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut out = String::from("%PDF-1.7\n");
    let mut offsets = Vec::new();
    for (index, body) in objects.iter().enumerate() {
        offsets.push(out.len());
        write!(out, "{} 0 obj\n{body}\nendobj\n", index + 1).unwrap();
    }
    let start = out.len();
    write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for offset in offsets {
        writeln!(out, "{offset:010} 00000 n ").unwrap();
    }
    write!(out, "trailer<</Size {}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF", objects.len() + 1).unwrap();
    out.into_bytes()
}

fn stream(dictionary: &str, data: &str) -> String {
    format!("<<{dictionary}/Length {}>>\nstream\n{data}\nendstream", data.len())
}

/// One A4 page with this content; `page` goes into its dictionary, `objects` are numbered from 9.
fn one_page(content: &str, page: &str, objects: &[String]) -> Vec<u8> {
    let to_unicode = "/CIDInit /ProcSet findresource begin begincmap /CMapName /X def /CMapType 2 def \
        1 begincodespacerange <0000> <FFFF> endcodespacerange \
        1 beginbfrange <0000> <FFFE> <0000> endbfrange endcmap";
    let mut all = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R{A4}/Contents 4 0 R/Resources<</Font<</F 5 0 R/H 8 0 R/U 7 0 R>>\
             /XObject<</X 9 0 R>>>>{page}>>"
        ),
        stream("", content),
        // F: two-byte codes that are their own Unicode.
        "<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 10 0 R>>"
            .to_owned(),
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/Song/DW 1000/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)\
         /Supplement 0>>/FontDescriptor<</Type/FontDescriptor/FontName/Song/Flags 6>>>>"
            .to_owned(),
        // U: the same without Unicode.
        "<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[6 0 R]>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    all.push(objects.first().cloned().unwrap_or_else(|| "null".to_owned()));
    all.push(stream("", to_unicode));
    all.extend(objects.iter().skip(1).cloned());
    file(&all, "")
}

fn content(text: &str) -> PdfReading {
    read(&one_page(text, "", &[])).unwrap()
}

/// Shows `text` with font F.
fn show(text: &str, x: f64, y: f64, size: f64, colour: &str) -> String {
    let mut hex = String::new();
    for unit in text.encode_utf16() {
        write!(hex, "{unit:04X}").unwrap();
    }
    format!("BT {colour} rg /F {size} Tf {x} {y} Td <{hex}> Tj ET\n")
}

fn circle(x: f64, y: f64, r: f64) -> String {
    let k = KAPPA * r;
    format!(
        "{} {y} m {} {} {} {} {x} {} c {} {} {} {} {} {y} c {} {} {} {} {x} {} c {} {} {} {} {} {y} c h\n",
        x + r,
        x + r,
        y + k,
        x + k,
        y + r,
        y + r,
        x - k,
        y + r,
        x - r,
        y + k,
        x - r,
        x - r,
        y - k,
        x - k,
        y - r,
        y - r,
        x + k,
        y - r,
        x + r,
        y - k,
        x + r,
    )
}

fn star(x: f64, y: f64, r: f64) -> String {
    let mut out = String::new();
    for i in 0..10 {
        let radius = if i % 2 == 0 { r } else { r / 2.618 };
        let angle = f64::from(i) * std::f64::consts::PI / 5.0;
        let operator = if i == 0 { "m" } else { "l" };
        writeln!(out, "{} {} {operator}", x + radius * angle.sin(), y + radius * angle.cos()).unwrap();
    }
    out + "h f\n"
}

/// A ring of `mm` outer diameter with a 1 mm rim around (300, 200).
fn ring(mm: f64) -> String {
    format!("1 0 0 RG 1 0 0 rg {} w\n{}S\n", PT, circle(300.0, 200.0, (mm - 1.0) / 2.0 * PT))
}

fn hides(reading: &PdfReading) -> Vec<Hides> {
    reading.layout.blind_spots.iter().map(|b| b.hides).collect()
}

const PICTURE: &str = "/Type/XObject/Subtype/Image/Width 800/Height 1100/ColorSpace/DeviceGray/BitsPerComponent 8";

#[test]
fn a_red_header_is_a_red_line_of_its_real_size() {
    // Size through the matrix: 1 unit of type, scaled 40 times.
    let mut hex = String::new();
    for unit in "青河县交通运输局文件".encode_utf16() {
        write!(hex, "{unit:04X}").unwrap();
    }
    let header = format!("BT 1 0 0 rg /F 1 Tf 40 0 0 40 97 700 Tm <{hex}> Tj ET\n");
    let reading = content(&(header + &show("青交发〔2026〕1号", 220.0, 640.0, 16.0, "0 0 0")));
    let lines = &reading.layout.lines;
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0].text, "青河县交通运输局文件");
    assert!(lines[0].red && lines[0].centred);
    assert!((lines[0].size_pt - 40.0).abs() < 0.01);
    let place = lines[0].place.unwrap();
    assert!((place.left - 97.0 / 595.28).abs() < 1e-3 && (place.right - 497.0 / 595.28).abs() < 1e-3);
    assert!((place.top - (841.89 - 700.0 - 35.2) / 841.89).abs() < 1e-3);
    assert_eq!(lines[1].text, "青交发〔2026〕1号");
    assert!(!lines[1].red);
    assert!(hides(&reading).is_empty());
    assert!(!reading.scan);
}

#[test]
fn national_encodings_need_no_unicode_table() {
    let text = "BT /X 30 Tf 100 600 Td <CEC4BCFEA1B232303236A1B3> Tj ET";
    let font = "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/GBK-EUC-H/DescendantFonts[<</Type/Font\
        /Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>\
        /DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6>>>>]>>";
    let bytes = String::from_utf8(one_page(text, "", &[])).unwrap().replace("/F 5 0 R", &format!("/X {font}"));
    let reading = read(bytes.as_bytes()).unwrap();
    assert_eq!(reading.layout.lines[0].text, "文件〔2026〕");
    assert!(hides(&reading).is_empty());
}

#[test]
fn lines_are_read_by_place_and_gaps_are_spaces() {
    let text = show("后写", 100.0, 500.0, 16.0, "0 0 0")
        + &show("在上", 100.0, 600.0, 16.0, "0 0 0")
        + &show("签发人", 400.0, 600.0, 16.0, "0 0 0")
        + &show("外", 700.0, 600.0, 16.0, "0 0 0");
    let lines: Vec<String> = content(&text).layout.lines.into_iter().map(|l| l.text).collect();
    assert_eq!(lines, ["在上 签发人", "后写"]);
}

#[test]
fn text_drawn_twice_for_boldness_is_one_text() {
    let text = show("文件", 100.0, 600.0, 30.0, "1 0 0") + &show("文件", 100.4, 600.0, 30.0, "1 0 0");
    let lines = content(&text).layout.lines;
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].text, "文件");
}

#[test]
fn rules_are_strokes_or_thin_rectangles_in_red() {
    let strokes = "1 0 0 RG 2 w 76 600 m 519 600 l S\n1 0 0 rg 76 590 443 1 re f\n";
    let others = "0 0 0 RG 76 500 m 519 500 l S\n1 0 0 RG 76 400 m 200 400 l S\n1 0 0 rg 76 300 443 60 re f\n";
    let reading = content(&format!("{strokes}{others}"));
    let rules = &reading.layout.red_rules;
    assert_eq!(rules.len(), 2);
    assert!((rules[0].width.unwrap() - 443.0 / 595.28).abs() < 0.01);
    assert!((rules[0].top.unwrap() - (841.89 - 601.0) / 841.89).abs() < 0.002);
    assert!(hides(&reading).is_empty());
}

#[test]
fn a_ring_with_a_star_is_a_seal_of_its_diameter() {
    let reading = content(&(ring(42.0) + &star(300.0, 200.0, 20.0)));
    let seals = &reading.layout.seals;
    assert_eq!(seals.len(), 1);
    assert!((seals[0].0.diameter_mm - 42.0).abs() < 1.0, "{}", seals[0].0.diameter_mm);
    assert_eq!(seals[0].0.kind, SealKind::RoundStar);
    assert!((seals[0].0.region[0] + seals[0].0.region[2] / 2.0 - 300.0 / 595.28).abs() < 0.005);
    assert!((seals[0].0.region[1] + seals[0].0.region[3] / 2.0 - 641.89 / 841.89).abs() < 0.005);
    assert!(hides(&reading).is_empty());
}

#[test]
fn a_ring_with_red_text_is_a_seal_and_its_text_no_line() {
    let inscription =
        show("财务专用章", 270.0, 200.0, 10.0, "1 0 0") + &show("2026年4月7日", 260.0, 180.0, 12.0, "0 0 0");
    let reading = content(&(ring(38.0) + &inscription));
    assert_eq!(reading.layout.seals[0].0.kind, SealKind::Round);
    let lines: Vec<&str> = reading.layout.lines.iter().map(|l| l.text.as_str()).collect();
    assert_eq!(lines, ["2026年4月7日"]);
}

#[test]
fn a_filled_ring_in_a_form_with_a_transparency_group_is_a_seal() {
    let r = 21.0 * PT;
    let drawing = format!(
        "1 0 0 rg\n{}{}f*\n{}",
        circle(300.0, 200.0, r),
        circle(300.0, 200.0, r - 1.2 * PT),
        star(300.0, 200.0, 20.0)
    );
    let form = stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency>>", &drawing);
    let reading = read(&one_page("q 200 100 250 250 re W n /X Do Q", "", &[form])).unwrap();
    assert_eq!(reading.layout.seals.len(), 1);
    assert!((reading.layout.seals[0].0.diameter_mm - 42.0).abs() < 1.0);
}

#[test]
fn what_could_be_a_seal_is_neither_a_seal_nor_absent() {
    let oval = format!("1 0 0 RG 2 w q 1 0 0 0.66 0 0 cm {}S Q\n", circle(300.0, 200.0, 60.0));
    let square = "1 0 0 RG 2 w 300 200 60 60 re S\n".to_owned();
    for drawing in [ring(42.0), oval, square] {
        let reading = content(&drawing);
        assert!(reading.layout.seals.is_empty(), "{drawing}");
        assert_eq!(hides(&reading), [Hides::Seal], "{drawing}");
    }
    // A blue ring is no official seal, and a red dot is none either.
    let blue = ring(42.0).replace("1 0 0", "0 0 1") + "1 0 0 rg " + &circle(300.0, 200.0, 4.0) + "f";
    assert!(hides(&content(&blue)).is_empty());
}

#[test]
fn a_header_drawn_as_red_outlines_is_a_blind_spot() {
    let stroke_of_a_character = "0.6 0 0 0.6 0 300 cm 1 0 0 rg 100 700 m 110 720 130 725 140 730 c 150 735 l 140 700 l 120 690 l 110 680 105 690 100 695 c h f\n";
    assert_eq!(hides(&content(stroke_of_a_character)), [Hides::Anything]);
    let black = stroke_of_a_character.replace("1 0 0 rg", "0 0 0 rg").replace(" f\n", " f ");
    assert!(hides(&content(&black)).is_empty());
    assert_eq!(hides(&content(&black.replace("0.6 0 0 0.6 0 300 cm", "").repeat(100))), [Hides::Anything]);
}

#[test]
fn invisible_text_is_no_line_and_alone_a_blind_spot() {
    let text = format!("3 Tr {}", show("看不见的文字", 100.0, 600.0, 16.0, "0 0 0"));
    let reading = content(&text);
    assert!(reading.layout.lines.is_empty());
    assert_eq!(hides(&reading), [Hides::Anything]);
}

#[test]
fn an_unfilled_unicode_table_is_a_blind_spot() {
    let text = show("文件", 100.0, 600.0, 30.0, "1 0 0").replace("/F ", "/U ");
    assert_eq!(hides(&content(&text)), [Hides::Anything]);
    // One code that draws nothing is a space.
    let text = show("文", 100.0, 600.0, 16.0, "0 0 0").replace("/F ", "/U ");
    assert!(hides(&content(&text)).is_empty());
}

#[test]
fn a_page_of_one_picture_is_a_scan_with_or_without_recognised_text() {
    let picture = stream(PICTURE, "0");
    let layer = format!("q 595 0 0 842 0 0 cm /X Do Q 3 Tr {}", show("识别的文字", 100.0, 600.0, 16.0, "0 0 0"));
    for page in ["q 595 0 0 842 0 0 cm /X Do Q", &layer] {
        let reading = read(&one_page(page, "", std::slice::from_ref(&picture))).unwrap();
        assert!(reading.scan);
        assert_eq!(reading.photo_pictures, 0);
        assert_eq!(reading.layout.pictures[0].pixels, Some((800, 1100)));
        assert!(hides(&reading).is_empty());
    }
}

#[test]
fn photos_are_counted_once_and_seals_are_none() {
    let picture = [stream(PICTURE, "0")];
    let photo = "q 200 0 0 275 100 300 cm /X Do Q\n";
    let reading = read(&one_page(&photo.repeat(2), "", &picture)).unwrap();
    assert_eq!((reading.photo_pictures, reading.layout.pictures.len(), reading.scan), (1, 2, false));
    let size = reading.layout.pictures[0].size_mm.unwrap();
    assert!((size.0 - 200.0 / PT).abs() < 0.1 && (size.1 - 275.0 / PT).abs() < 0.1);
    let seal = "q 150 0 0 150 100 300 cm /X Do Q";
    assert_eq!(read(&one_page(seal, "", &picture)).unwrap().photo_pictures, 0);
}

#[test]
fn pictures_know_the_lines_above_them() {
    let text = show("上", 100.0, 700.0, 16.0, "0 0 0") + "q 200 0 0 200 100 300 cm /X Do Q\n";
    let text = text + &show("下", 100.0, 200.0, 16.0, "0 0 0");
    let reading = read(&one_page(&text, "", &[stream(PICTURE, "0")])).unwrap();
    assert_eq!(reading.layout.pictures[0].after_lines, 1);
}

#[test]
fn a_stamp_annotation_is_drawn_and_one_without_appearance_is_a_blind_spot() {
    let drawing = format!("1 0 0 1 -200 -100 cm {}{}", ring(42.0), star(300.0, 200.0, 20.0));
    let appearance = stream("/Type/XObject/Subtype/Form/BBox[0 0 200 200]", &drawing);
    let annotation = "/Annots[<</Type/Annot/Subtype/Stamp/Rect[300 100 500 300]/AP<</N 9 0 R>>>>]";
    let reading = read(&one_page("", annotation, &[appearance])).unwrap();
    assert_eq!(reading.layout.seals.len(), 1);
    let bare = annotation.replace("/AP<</N 9 0 R>>", "");
    assert_eq!(hides(&read(&one_page("", &bare, &[])).unwrap()), [Hides::Seal]);
}

#[test]
fn signatures_count_whatever_their_format_and_empty_fields_do_not() {
    let field = "/Annots[<</Type/Annot/Subtype/Widget/FT/Sig/T(S)/Rect[0 0 0 0]/V 9 0 R>>]";
    let signed = "<</Type/Sig/Filter/Vendor/SubFilter/Unheard.Of/ByteRange[0 1 2 3]/Contents<0102>>>".to_owned();
    let untyped = signed.replace("/Type/Sig", "");
    let placeholder = signed.replace("<0102>", "<0000>").replace("/ByteRange[0 1 2 3]", "");
    let count = |objects: &[String]| {
        let layout = read(&one_page("", field, objects)).unwrap().layout;
        layout.signatures as usize + layout.checked.len()
    };
    assert_eq!(count(&[signed]), 1);
    assert_eq!(count(&[untyped]), 1);
    assert_eq!(count(&[placeholder]), 0);
    assert_eq!(count(&[]), 0);
}

#[test]
fn metadata_is_read() {
    let objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"].map(str::to_owned);
    let mut objects = objects.to_vec();
    objects.push(format!("<</Type/Page/Parent 2 0 R{A4}>>"));
    objects.push("<</Producer(WPS)/Author<FEFF674E56DB>/CreationDate(D:20260407)>>".to_owned());
    let reading = read(&file(&objects, "/Info 4 0 R")).unwrap();
    assert_eq!(reading.metadata.producer.as_deref(), Some("WPS"));
    assert_eq!(reading.metadata.created.as_deref(), Some("D:20260407"));
    assert_eq!(reading.layout.pages, Some(1));
}

#[test]
fn a_file_with_a_password_is_encrypted() {
    let (o, u) = ("11".repeat(32), "22".repeat(32));
    let trailer = format!("/ID[<00><00>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<{o}>/U<{u}>>>");
    let objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"].map(str::to_owned);
    let mut objects = objects.to_vec();
    objects.push(format!("<</Type/Page/Parent 2 0 R{A4}>>"));
    assert!(matches!(read(&file(&objects, &trailer)), Err(ReadError::Encrypted)));
}

#[test]
fn exponential_forms_end_in_a_limit_soon() {
    const LEVELS: usize = 40;
    let mut objects: Vec<String> =
        ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"].map(str::to_owned).to_vec();
    objects.push(format!("<</Type/Page/Parent 2 0 R{A4}/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"));
    objects.push(stream("", "/F Do"));
    for level in 0..LEVELS {
        let next = level + 6;
        let form = format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F {next} 0 R>>>>");
        objects.push(stream(&form, "/F Do /F Do"));
    }
    let bytes = file(&objects, "");
    let start = Instant::now();
    let calls = Budget { calls: 20_000, ..Budget::DEFAULT };
    assert!(matches!(read_within(&bytes, calls, None), Err(ReadError::Limit(_))));
    let time = Budget { time: Duration::from_millis(50), ..Budget::DEFAULT };
    assert!(matches!(read_within(&bytes, time, None), Err(ReadError::Limit(_))));
    assert!(start.elapsed() < Budget::DEFAULT.time);
}

#[test]
fn glyphs_have_a_budget_and_pages_a_size() {
    let text = one_page(&show("一二三四五", 100.0, 600.0, 16.0, "0 0 0"), "", &[]);
    let few = Budget { glyphs: 4, ..Budget::DEFAULT };
    assert!(matches!(read_within(&text, few, None), Err(ReadError::Limit(_))));
    assert!(read_within(&text, Budget { glyphs: 5, ..Budget::DEFAULT }, None).is_ok());
    let huge = one_page("", "/MediaBox[0 0 9000000 100]/CropBox[0 0 9000000 100]", &[]);
    let huge = String::from_utf8(huge).unwrap().replace(A4, "");
    assert!(matches!(read(huge.as_bytes()), Err(ReadError::Damaged(_))));
}

#[test]
fn a_file_without_its_end_may_lack_pages() {
    let whole = one_page(&show("文件", 100.0, 600.0, 30.0, "1 0 0"), "", &[stream(PICTURE, &"0".repeat(5000))]);
    let end = whole.windows(4).rposition(|w| w == b"xref").unwrap() - 5;
    let cut = read(&whole[..end]).unwrap();
    assert_eq!(cut.layout.lines.len(), 1);
    assert!(cut.layout.blind_spots.iter().any(|b| b.page.is_none() && b.hides == Hides::Anything));
}

#[test]
fn rubbish_is_damaged() {
    for bytes in [b"".as_slice(), b"%PDF-1.7", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>"] {
        assert!(matches!(read(bytes), Err(ReadError::Damaged(_))));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damage_never_escapes(cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40)) {
        let drawing = ring(42.0) + &star(300.0, 200.0, 20.0) + &show("文件", 100.0, 600.0, 30.0, "1 0 0");
        let mut bytes = one_page(&drawing, "", &[stream(PICTURE, "0")]);
        for (index, value) in cuts {
            let at = index.index(bytes.len());
            bytes[at] = value;
        }
        let _ = read(&bytes);
    }
}
