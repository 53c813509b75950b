//! Tests of the RTF reader: what Word, WPS and LibreOffice write, and bytes that nobody should.

use super::*;
use crate::layout::Layout;
use proptest::prelude::*;

const FONTS: &str = r"{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\froman\fcharset0 Times;}{\f2\fcharset2 Wingdings;}}";
const COLOURS: &str = r"{\colortbl;\red228\green28\blue28;\red0\green0\blue0;}";

fn rtf(body: &str) -> Vec<u8> {
    format!("{{\\rtf1\\ansi\\ansicpg936\\deff0\\uc1{FONTS}{COLOURS}\n{body}}}").into_bytes()
}

fn layout(body: &str) -> Layout {
    read(&rtf(body), None).unwrap().layout
}

fn texts(layout: &Layout) -> Vec<&str> {
    layout.lines.iter().map(|line| line.text.as_str()).collect()
}

fn spots(layout: &Layout) -> Vec<(&str, Hides)> {
    layout.blind_spots.iter().map(|spot| (spot.why.as_str(), spot.hides)).collect()
}

#[test]
fn a_header_in_gbk_and_in_unicode_is_red_large_and_centred() {
    // 青岚县
    for written in [
        r"\'c7\'e0\'e1\'b0\'cf\'d8",
        r"\u-26798?\u23706?\u21439?",
        r"{\uc2\u-26798\'c7\'e0\u23706\'e1\'b0\u21439\'cf\'d8}",
    ] {
        let read = layout(&format!(r"\pard\plain\qc{{\f0\fs80\cf1 {written}}}\par\pard\plain\fs32 text\par"));
        assert_eq!(texts(&read), ["青岚县", "text"], "{written}");
        let [header, text] = read.lines.as_slice() else { panic!() };
        assert_eq!((header.red, header.size_pt, header.centred), (true, 40.0, true));
        assert_eq!((text.red, text.size_pt, text.centred), (false, 16.0, false));
        assert_eq!(spots(&read), []);
    }
}

#[test]
fn text_without_a_font_is_read_in_the_code_page_of_the_document() {
    assert_eq!(texts(&layout(r"\f1 \'c7\'e0 A\par")), ["青 A"]);
    let western = |body: &str| read(format!(r"{{\rtf1\ansi {body}\par}}").as_bytes(), None).unwrap().layout;
    assert_eq!(texts(&western(r"caf\'e9")), ["café"]);
    // Chinese that says it is Western.
    assert_eq!(texts(&western(r"\'c7\'e0\'e1\'b0\'cf\'d8")), ["青岚县"]);
}

#[test]
fn raw_bytes_and_characters_cut_by_lines() {
    let mut bytes = b"{\\rtf1\\ansi\\ansicpg936 ".to_vec();
    bytes.extend([0xC7, b'\r', b'\n', 0xE0, 0xE1, 0xB0]);
    bytes.extend(b"\\par}");
    assert_eq!(texts(&read(&bytes, None).unwrap().layout), ["青岚"]);
}

#[test]
fn hidden_deleted_and_skipped_text_is_not_there() {
    let read = layout(
        r"a{\v hidden}{\deleted gone}b{\*\unknown dark}{\field{\*\fldinst HYPERLINK x}{\fldrslt c}}{\stylesheet{\s0 Normal;}}{\upr{ansi}{\*\ud{uni}}}{\info{\title t}}\par",
    );
    assert_eq!(texts(&read), ["abcuni"]);
    assert_eq!(spots(&read), []);
}

#[test]
fn objects_fields_and_old_drawings_are_blind_spots() {
    let object = layout(r"{\object\objemb{\*\objclass Excel.Sheet.8}{\*\objdata 00}{\result shown}}\par");
    assert_eq!(spots(&object), [("文档中有嵌入对象（Excel.Sheet.8），内容无法读取", Hides::Anything)]);
    assert_eq!(texts(&object), ["shown"]);
    assert_eq!(spots(&layout(r"{\field{\*\fldinst EQ \\o(a,b)}{\fldrslt }}\par"))[0].1, Hides::Anything);
    assert_eq!(spots(&layout(r"{\*\do\dpline}\par")).len(), 2);
}

#[test]
fn a_red_line_below_a_paragraph_or_a_row_is_a_rule() {
    let width = |read: &Layout| {
        read.red_rules.iter().map(|rule| rule.width.map(|width| (width * 100.0).round())).collect::<Vec<_>>()
    };
    assert_eq!(width(&layout(r"\pard\brdrb\brdrs\brdrw45\brdrcf1 x\par")), [Some(100.0)]);
    assert_eq!(width(&layout(r"\pard\brdrb\brdrs\brdrcf2 x\par\pard\brdrb\brdrnone\brdrcf1 x\par")), []);
    assert_eq!(width(&layout(r"\pard\box\brdrs\brdrcf1 framed\par")), []);
    let row = r"\trowd\trbrdrb\brdrs\brdrcf1\trbrdrv\brdrs\brdrcf2\cellx4320\intbl x\cell\row";
    assert_eq!(width(&layout(row)), [Some(50.0)]);
    let cell = r"\trowd\clbrdrt\brdrs\brdrcf1\cellx8640\intbl x\cell\row";
    assert_eq!(width(&layout(cell)), [Some(100.0)]);
}

#[test]
fn headers_come_of_the_first_section_only() {
    let read = layout(
        r"\titlepg{\headerf\pard first\par}{\header\pard usual\par}{\headerl even\par}{\footer foot\par}body{\footnote note\par}\sect{\header later\par}second\par",
    );
    assert_eq!(texts(&read), ["first", "usual", "foot", "note", "body", "second"]);
    assert_eq!(read.lines[0].part, Part::PageHeader);
    assert_eq!(read.lines[2].part, Part::PageFooter);
    assert_eq!(read.lines[4].part, Part::Body);
    assert_eq!(texts(&layout(r"{\headerf no\par}body\par")), ["body"]);
}

fn shape(properties: &[(&str, &str)], text: &str) -> String {
    let list: Vec<String> =
        properties.iter().map(|(name, value)| format!(r"{{\sp{{\sn {name}}}{{\sv {value}}}}}")).collect();
    let list = list.concat();
    format!(r"{{\shp{{\*\shpinst\shpleft0\shptop0\shpright6000\shpbottom30 {list}{text}}}{{\shprslt{{\*\do old}}}}}}")
}

#[test]
fn shapes_show_boxes_rules_and_seals() {
    let boxed = layout(&format!(
        r"{}body\par",
        shape(&[("shapeType", "202"), ("fLine", "0")], r"{\shptxt\pard\qc{\fs72\cf1 \'c7\'e0\'e1\'b0}\par}")
    ));
    assert_eq!(texts(&boxed), ["青岚", "body"]);
    assert_eq!((boxed.lines[0].part, boxed.lines[0].red, boxed.lines[0].centred), (Part::TextBox, true, true));
    assert_eq!(spots(&boxed), []);
    let line = layout(&shape(&[("shapeType", "20"), ("lineColor", "255")], ""));
    assert_eq!(line.red_rules.len(), 1);
    let black = layout(&shape(&[("shapeType", "20"), ("lineColor", "0")], ""));
    assert_eq!(black.red_rules.len(), 0);
    let ring = shape(&[("shapeType", "3"), ("lineColor", "255")], "").replace("shpbottom30", "shpbottom6000");
    assert_eq!(spots(&layout(&ring))[0].1, Hides::Seal);
    let art = layout(&shape(&[("shapeType", "136"), ("gtextUNICODE", r"\u23706?"), ("fillColor", "255")], ""));
    assert_eq!((texts(&art), art.lines[0].red), (vec!["岚"], true));
    let hidden = shape(&[("fHidden", "1")], r"{\shptxt no\par}");
    assert_eq!(texts(&layout(&hidden)), Vec::<&str>::new());
}

#[test]
fn pictures_are_taken_once() {
    let png = "89504e470d0a1a0a0000000d49484452000004b00000038408020000";
    let picture = format!(r"{{\pict\picwgoal5670\pichgoal4252\pngblip {png}}}");
    let read = read(&rtf(&format!(r"{{\*\shppict{picture}}}{{\nonshppict{picture}}}\par")), None).unwrap();
    let [found] = read.layout.pictures.as_slice() else { panic!() };
    assert_eq!((found.pixels, found.name.as_deref()), (Some((1200, 900)), Some("image1.png")));
    assert!(found.size_mm.is_some_and(|(width, _)| (width - 100.0).abs() < 0.1));
    assert_eq!(read.photo_pictures, 1);
    assert_eq!(spots(&read.layout), []);
    let drawing = layout(r"{\pict\wmetafile8 0100}\par");
    assert_eq!(spots(&drawing)[0].1, Hides::Anything);
    let framed = layout(&shape(&[("shapeType", "75"), ("pib", &picture)], "")).pictures;
    assert_eq!(framed.len(), 1);
}

#[test]
fn the_file_says_where_it_comes_from() {
    let read = read(
        &rtf(r"{\*\generator WPS Office;}{\info{\author nobody}{\creatim\yr2026\mo4\dy7\hr10\min15}{\nofpages3}}x\par"),
        None,
    );
    let read = read.unwrap();
    assert_eq!(read.created.as_deref(), Some("2026-04-07T10:15:00"));
    assert_eq!(read.application.as_deref(), Some("WPS Office"));
    assert_eq!(read.layout.pages, Some(3));
    assert_eq!(texts(&read.layout), ["x"]);
}

#[test]
fn a_file_that_ends_early_or_nests_without_end() {
    let whole = rtf(r"\pard text\par");
    let cut = read(&whole[..whole.len() - 1], None).unwrap().layout;
    assert_eq!(spots(&cut)[0].1, Hides::Anything);
    assert_eq!(texts(&cut), ["text"]);
    let deep = [b"{\\rtf1".to_vec(), vec![b'{'; 100_000]].concat();
    assert!(matches!(read(&deep, None), Err(ReadError::Limit(_))));
    assert!(matches!(read(b"no", None), Err(ReadError::Damaged(_))));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read(&bytes, None);
        let _ = read(&[b"{\\rtf1", bytes.as_slice()].concat(), None);
    }

    #[test]
    fn any_order_of_words_is_survived(words in prop::collection::vec(prop::sample::select(WORDS.as_slice()), 0..200)) {
        let _ = read(&rtf(&words.concat()), None);
    }
}

const WORDS: [&str; 44] = [
    "{",
    "}",
    "{",
    "}",
    "{\\shp",
    "{\\*\\shpinst",
    "{\\sp",
    "{\\sn fillColor}",
    "{\\sv 255}",
    "{\\shptxt",
    "{\\pict",
    "\\pngblip ",
    "89504e47",
    "\\bin3 ",
    "\\'c7",
    "\\'e0",
    "\\u-10179?",
    "\\u-8704?",
    "\\uc3 ",
    "\\par ",
    "\\row ",
    "\\cell ",
    "\\trowd ",
    "\\cellx99 ",
    "\\brdrb",
    "\\brdrcf1 ",
    "{\\field",
    "{\\*\\fldinst EMBED ",
    "{\\object",
    "{\\*\\objclass X}",
    "{\\header ",
    "{\\footnote ",
    "{\\upr",
    "{\\*\\ud",
    "{\\info",
    "{\\creatim",
    "\\yr-5 ",
    "\\f2 ",
    "\\fs-4 ",
    "\\fs99999 ",
    "\\v ",
    "{\\shpgrp",
    "\\sect ",
    "text",
];
