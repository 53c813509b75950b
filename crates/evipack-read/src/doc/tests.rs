//! Tests of the DOC reader on documents built in code, and on bytes that set worse.

pub(crate) mod making;

use super::*;
use crate::layout::BlindSpot;
use crate::layout::Layout;
use making::{CENTRED, Doc, Paragraph, RED_BELOW, paragraph, plain, record, red, shape, size, special};
use proptest::prelude::*;

fn layout(doc: Doc<'_>) -> Layout {
    read(&doc.build(), None).unwrap().layout
}

fn texts(layout: &Layout) -> Vec<&str> {
    layout.lines.iter().map(|line| line.text.as_str()).collect()
}

fn spots(layout: &Layout) -> Vec<(&str, Hides)> {
    layout.blind_spots.iter().map(|BlindSpot { why, hides, .. }| (why.as_str(), *hides)).collect()
}

fn both(a: Vec<u8>, b: Vec<u8>) -> Vec<u8> {
    [a, b].concat()
}

fn paper<'t>() -> Vec<Paragraph<'t>> {
    vec![
        paragraph("青岚县交通运输局文件", both(size(40), red()), CENTRED.to_vec()),
        paragraph("青交发〔2026〕3号", size(16), [CENTRED.as_slice(), &RED_BELOW].concat()),
        paragraph("关于印发工作方案的通知", size(22), CENTRED.to_vec()),
        plain("各科室："),
        plain("现将工作方案印发给你们，请遵照执行。"),
        plain("2026年4月7日"),
    ]
}

#[test]
fn a_paper_shows_its_red_header_number_and_rule() {
    let read = layout(Doc::of(paper()));
    let first = &read.lines[0];
    assert_eq!(
        (first.text.as_str(), first.red, first.size_pt, first.centred),
        ("青岚县交通运输局文件", true, 40.0, true)
    );
    assert_eq!((read.lines[1].red, read.lines[1].size_pt), (false, 16.0));
    assert_eq!(read.lines.len(), 6);
    // 8.5 inches less two margins of 1.25, all of it.
    assert_eq!(read.red_rules.len(), 1);
    assert!(read.red_rules[0].width.is_some_and(|width| (width - 1.0).abs() < 1e-6));
    assert_eq!(spots(&read), []);
}

#[test]
fn a_fast_saved_document_reads_as_any_other() {
    let scrambled = Doc { scrambled: true, ..Doc::of(paper()) };
    assert_eq!(layout(scrambled), layout(Doc::of(paper())));
}

#[test]
fn deleted_and_hidden_text_and_instructions_are_not_there() {
    let runs = vec![
        ("起", vec![]),
        ("删", vec![0x00, 0x08, 1]),
        ("藏", vec![0x3C, 0x08, 1]),
        ("\u{13}", special()),
        (" HYPERLINK \"http://example\" ", vec![]),
        ("\u{14}", special()),
        ("链接", vec![]),
        ("\u{15}", special()),
        ("止\u{1E}\t\u{1F}完", vec![]),
    ];
    let read = layout(Doc::of(vec![Paragraph { runs, list: vec![], style: 0, end: "\r" }, plain("第二\u{B}第三")]));
    assert_eq!(texts(&read), ["起链接止- 完", "第二", "第三"]);
    assert_eq!(spots(&read), []);
}

#[test]
fn a_field_without_end_and_an_object_are_blind_spots() {
    let field = |text| Paragraph {
        runs: vec![("\u{13}", special()), (text, vec![]), ("\u{14}", special()), ("图", vec![]), ("\u{15}", special())],
        list: vec![],
        style: 0,
        end: "\r",
    };
    let object = layout(Doc::of(vec![field(" EMBED Excel.Sheet.8 ")]));
    assert_eq!(spots(&object), [("文档中有嵌入对象（Excel.Sheet.8），内容无法读取", Hides::Anything)]);
    let open = Paragraph { runs: vec![("\u{13}", special()), ("后面", vec![])], list: vec![], style: 0, end: "\r" };
    assert_eq!(spots(&layout(Doc::of(vec![plain("前"), open])))[0].1, Hides::Anything);
}

#[test]
fn a_style_gives_ink_and_size() {
    // One style, "Normal", of red 30-point letters, centred.
    let run = both(size(30), red());
    let mut style: Vec<u8> = [0u16, 0xFFF1, 2, 0, 0, 0, 0].iter().flat_map(|word| word.to_le_bytes()).collect();
    style.extend([5, 0, 0, 0]);
    style.extend(CENTRED);
    style.push(0);
    style.extend((run.len() as u16).to_le_bytes());
    style.extend(&run);
    let mut sheet: Vec<u8> = [4u16, 1, 10, style.len() as u16].iter().flat_map(|word| word.to_le_bytes()).collect();
    sheet.extend(style);
    let doc = Doc { styles: sheet, ..Doc::of(vec![paragraph("红字", vec![], vec![]), plain("小字")]) };
    let read = layout(doc);
    assert_eq!((read.lines[0].red, read.lines[0].size_pt, read.lines[0].centred), (true, 30.0, true));
    assert_eq!((read.lines[1].red, read.lines[1].size_pt), (true, 16.0));
}

/// Drawings of the text: the store, then one canvas with these shapes.
fn drawings(store: &[u8], shapes: &[Vec<u8>]) -> Vec<u8> {
    let canvas = shape(0, 1024, 5, &[]);
    let group = record(15, 0, 0xF003, &[canvas, shapes.concat()].concat());
    [record(15, 0, 0xF000, store), vec![0], record(15, 0, 0xF002, &group)].concat()
}

/// Anchors of shapes: position in the text, shape, size in twips.
fn anchors(list: &[(u32, u32, [u32; 2])]) -> Vec<u8> {
    let positions = list.iter().map(|(at, ..)| *at).chain([100_000]).flat_map(u32::to_le_bytes);
    let places = list.iter().flat_map(|(_, id, [width, height])| {
        let mut place: Vec<u8> = [*id, 0, 0, *width, *height].iter().flat_map(|word| word.to_le_bytes()).collect();
        place.resize(26, 0);
        place
    });
    positions.chain(places).collect()
}

#[test]
fn text_in_a_box_stands_before_its_paragraph_and_red_shapes_tell() {
    let anchored = Paragraph { runs: vec![("\u{8}\u{8}\u{8}正文", special())], list: vec![], style: 0, end: "\r" };
    let boxed = vec![paragraph("青岚县人民政府文件", both(size(36), red()), CENTRED.to_vec()), plain("")];
    let length = Doc::length(&boxed[..1]);
    let texts_of_boxes = {
        let mut list: Vec<u8> = [0, length, length + 1].iter().flat_map(|cp: &u32| cp.to_le_bytes()).collect();
        for id in [2001u32, 0] {
            let mut entry = vec![0u8; 22];
            entry[14..18].copy_from_slice(&id.to_le_bytes());
            list.extend(entry);
        }
        list
    };
    let red_line = (0x01C0, 0x00FF);
    let shapes =
        [shape(202, 2001, 0xA00, &[]), shape(20, 2002, 0xA00, &[red_line]), shape(3, 2003, 0xA00, &[red_line])];
    let mut doc = Doc::of(vec![anchored]);
    doc.stories[5] = boxed;
    doc.places = vec![
        (40, anchors(&[(0, 2001, [6000, 900]), (1, 2002, [8000, 10]), (2, 2003, [2300, 2300])])),
        (50, drawings(&[], &shapes)),
        (56, texts_of_boxes),
    ];
    let read = layout(doc);
    assert_eq!(texts(&read), ["青岚县人民政府文件", "正文"]);
    assert_eq!((read.lines[0].part, read.lines[0].red, read.lines[0].size_pt), (Part::TextBox, true, 36.0));
    assert_eq!(read.red_rules.len(), 1);
    assert_eq!(spots(&read), [("文档中有红色圆形或自由图形，可能是绘制的印章", Hides::Seal)]);
}

#[test]
fn a_shape_in_the_line_is_shown_and_its_copy_is_not() {
    let place = [vec![0x03, 0x6A, 9, 9, 0, 0], special()].concat();
    let runs = vec![
        ("\u{13}", special()),
        (" SHAPE  \\* MERGEFORMAT ", vec![]),
        ("\u{8}", special()),
        ("\u{14}", special()),
        ("\u{1}", place),
        ("\u{15}", special()),
    ];
    let mut doc = Doc::of(vec![Paragraph { runs, list: vec![], style: 0, end: "\r" }]);
    doc.places = vec![
        (40, anchors(&[(24, 2001, [8000, 10])])),
        (50, drawings(&[], &[shape(20, 2001, 0xA00, &[(0x01C0, 0x00FF)])])),
    ];
    let read = layout(doc);
    assert_eq!((read.red_rules.len(), spots(&read).len()), (1, 0));
}

#[test]
fn a_box_that_no_shape_leads_to_and_a_shape_that_is_missing_are_blind_spots() {
    let mut doc =
        Doc::of(vec![Paragraph { runs: vec![("\u{8}正文", special())], list: vec![], style: 0, end: "\r" }]);
    doc.stories[5] = vec![plain("丢失的文本框"), plain("")];
    let mut boxes: Vec<u8> = [0u32, 7, 8].iter().flat_map(|cp| cp.to_le_bytes()).collect();
    boxes.extend([0; 44]);
    boxes[12 + 14] = 9;
    doc.places = vec![(40, anchors(&[(0, 2001, [6000, 900])])), (56, boxes)];
    let read = layout(doc);
    let whys: Vec<&str> = spots(&read).into_iter().map(|(why, _)| why).collect();
    assert_eq!(whys, ["文档中有图形无法读取", "文档中有文本框不知显示在何处"]);
}

#[test]
fn the_first_page_has_a_header_of_its_own_where_the_section_says_so() {
    let stories = |own: bool| {
        let mut doc = Doc::of(vec![plain("正文")]);
        doc.stories[2] = vec![plain("常规页眉"), plain("页脚"), plain("首页页眉"), plain("")];
        // Six separators, then even and odd header, even and odd footer, first header and first footer.
        let cps = [0u32, 0, 0, 0, 0, 0, 0, 0, 5, 5, 8, 13, 13, 14];
        doc.places = vec![(11, cps.iter().flat_map(|cp| cp.to_le_bytes()).collect())];
        doc.section = vec![0x0A, 0x30, u8::from(own)];
        doc
    };
    let own = layout(stories(true));
    assert_eq!(texts(&own), ["首页页眉", "常规页眉", "正文", "页脚"]);
    assert_eq!(
        own.lines.iter().map(|line| line.part).collect::<Vec<_>>(),
        [Part::PageHeader, Part::PageHeader, Part::Body, Part::PageFooter]
    );
    assert_eq!(texts(&layout(stories(false))), ["常规页眉", "正文", "页脚"]);
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend(width.to_be_bytes());
    png.extend(height.to_be_bytes());
    png.extend([8, 2, 0, 0, 0]);
    png
}

#[test]
fn pictures_in_the_text_and_floating_ones() {
    // In the data stream: a head of 68 bytes with the size, a frame, the picture.
    let blip = record(0, 0x6E0, 0xF01E, &[vec![0; 17], png(1200, 900)].concat());
    let mut picture = vec![0u8; 68];
    picture[4] = 68;
    picture[6] = 0x64;
    for (at, word) in [(28, 5670u16), (30, 4252), (32, 1000), (34, 1000)] {
        picture[at..at + 2].copy_from_slice(&word.to_le_bytes());
    }
    picture.extend(shape(75, 1, 0xA00, &[(0x4104, 1)]));
    picture.extend(&blip);
    let len = picture.len() as u32;
    picture[..4].copy_from_slice(&len.to_le_bytes());
    // Floating, its bytes where the store says.
    let entry = {
        let mut entry = vec![0u8; 36];
        entry[28..32].copy_from_slice(b"\xAB\xCD\xEF\x01");
        record(2, 6, 0xF007, &entry)
    };
    let store = record(15, 1, 0xF001, &entry);
    let place = [vec![0x03, 0x6A, 0, 0, 0, 0], special()].concat();
    let runs = vec![("\u{1}", place), ("\u{8}", special()), ("图", vec![])];
    let mut doc = Doc::of(vec![plain("前"), Paragraph { runs, list: vec![], style: 0, end: "\r" }]);
    doc.data = picture;
    doc.delayed = record(0, 0x6E0, 0xF01E, &[vec![0; 17], png(300, 300)].concat());
    doc.places = vec![
        (40, anchors(&[(3, 2001, [2268, 2268])])),
        (50, drawings(&store, &[shape(75, 2001, 0xA00, &[(0x4104, 1)])])),
    ];
    let read = read(&doc.build(), None).unwrap();
    assert_eq!(spots(&read.layout), []);
    let [inline, floating] = read.layout.pictures.as_slice() else { panic!("{:?}", read.layout.pictures) };
    assert_eq!((inline.pixels, inline.name.as_deref(), inline.after_lines), (Some((1200, 900)), Some("image1.png"), 1));
    assert!(inline.size_mm.is_some_and(|(width, height)| (width - 100.0).abs() < 0.1 && (height - 75.0).abs() < 0.1));
    assert_eq!((floating.pixels, floating.name.as_deref()), (Some((300, 300)), Some("image2.png")));
    // The second is square, of the size of a seal.
    assert_eq!(read.photo_pictures, 1);
}

#[test]
fn a_picture_that_is_not_there_is_a_blind_spot() {
    let place = [vec![0x03, 0x6A, 9, 9, 0, 0], special()].concat();
    let doc = Doc::of(vec![Paragraph { runs: vec![("\u{1}", place)], list: vec![], style: 0, end: "\r" }]);
    assert_eq!(spots(&layout(doc)), [("文档中的图片丢失或损坏", Hides::Anything)]);
}

#[test]
fn a_red_line_of_a_table_row_is_a_rule() {
    let row = |red: u8| {
        // The row's end, its definition with one cell 100 mm wide, its lines: a red one below.
        let mut list = vec![0x17, 0x24, 1, 0x08, 0xD6, 6, 0, 1, 0, 0, 0x26, 0x16];
        list.extend([0x05, 0xD6, 24]);
        list.extend([[8, 1, 1, 0], [8, 1, 1, 0], [8, 1, red, 0], [8, 1, 1, 0], [0; 4], [0; 4]].concat());
        vec![
            Paragraph { runs: vec![("格", vec![])], list: vec![], style: 0, end: "\u{7}" },
            Paragraph { runs: vec![], list, style: 0, end: "\u{7}" },
        ]
    };
    assert_eq!(layout(Doc::of(row(6))).red_rules.len(), 1);
    assert_eq!(layout(Doc::of(row(1))).red_rules.len(), 0);
}

#[test]
fn passwords_and_word_95_are_named() {
    let locked = Doc { flags: 0x0100, ..Doc::of(paper()) };
    assert!(matches!(read(&locked.build(), None), Err(ReadError::Encrypted)));
    let mut main = vec![0u8; 600];
    main[..4].copy_from_slice(&[0xDC, 0xA5, 0x68, 0]);
    assert!(matches!(read(&making::compound(&[("WordDocument", main)]), None), Err(ReadError::Unsupported(_))));
    let empty = making::compound(&[("Other", vec![])]);
    assert!(matches!(read(&empty, None), Err(ReadError::Damaged(_))));
}

#[test]
fn macros_and_signatures_are_said() {
    let mut doc = Doc::of(paper());
    doc.streams = vec![("Macros", vec![1]), ("_signatures", vec![1])];
    let read = read(&doc.build(), None).unwrap();
    assert_eq!(read.gaps, ["文档含有宏，宏未运行也未检查"]);
    assert_eq!(read.layout.signatures, 1);
}

#[test]
fn a_cut_off_file_is_never_read_as_whole() {
    let whole = Doc::of(paper()).build();
    for cut in (512..whole.len()).step_by(64) {
        if let Ok(read) = read(&whole[..cut], None) {
            assert!(!read.layout.blind_spots.is_empty() || read.layout == layout(Doc::of(paper())), "cut at {cut}");
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read(&bytes, None);
    }

    #[test]
    fn any_damage_is_survived(damage in prop::collection::vec((0usize..12_000, any::<u8>()), 1..12), seed in 0usize..3) {
        let mut bytes = seeds()[seed].clone();
        for (at, byte) in damage {
            let len = bytes.len();
            bytes[at % len] = byte;
        }
        let _ = read(&bytes, None);
    }

    #[test]
    fn any_damage_of_the_head_and_the_tables_is_survived(damage in prop::collection::vec((0usize..900, any::<u8>()), 1..4)) {
        let bytes = seeds()[0].clone();
        // The main stream begins behind the header, the FAT and the directory.
        let start = bytes.windows(2).position(|two| two == [0xEC, 0xA5]).unwrap();
        let mut bytes = bytes;
        for (at, byte) in damage {
            bytes[start + at] = byte;
        }
        let _ = read(&bytes, None);
    }
}

fn seeds() -> &'static [Vec<u8>; 3] {
    static SEEDS: std::sync::OnceLock<[Vec<u8>; 3]> = std::sync::OnceLock::new();
    SEEDS.get_or_init(|| {
        let mut boxed =
            Doc::of(vec![Paragraph { runs: vec![("\u{8}正文", special())], list: vec![], style: 0, end: "\r" }]);
        boxed.stories[5] = vec![plain("框"), plain("")];
        let store = record(15, 1, 0xF001, &record(2, 6, 0xF007, &[0; 36]));
        boxed.places = vec![
            (40, anchors(&[(0, 2001, [6000, 900])])),
            (50, drawings(&store, &[shape(75, 2001, 0xA00, &[(0x4104, 1)])])),
        ];
        [Doc::of(paper()).build(), Doc { scrambled: true, ..Doc::of(paper()) }.build(), boxed.build()]
    })
}

/// `EVIPACK_CORPUS=folder cargo test -p evipack-read --lib doc::tests::every -- --ignored --nocapture`: every DOC and WPS below the
/// folder opens or says why not. Not part of the ordinary run: the files are not ours to copy.
#[test]
#[ignore = "needs a folder of documents in EVIPACK_CORPUS"]
fn every_file_of_a_corpus_opens_or_says_why() {
    let folder = std::env::var_os("EVIPACK_CORPUS").expect("EVIPACK_CORPUS names the folder");
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten() {
        let is_word = entry
            .path()
            .extension()
            .is_some_and(|extension| ["doc", "wps", "dot"].iter().any(|word| extension.eq_ignore_ascii_case(word)));
        if !is_word || !entry.file_type().is_file() {
            continue;
        }
        let bytes = std::fs::read(entry.path()).unwrap();
        let start = std::time::Instant::now();
        println!("\n## {} ({:?})", entry.path().display(), start.elapsed());
        match read(&bytes, None) {
            Err(error) => println!("{error}"),
            Ok(doc) => {
                println!("{:?} {:?} {:?} photos {}", doc.created, doc.gaps, spots(&doc.layout), doc.photo_pictures);
                println!("rules {:?}", doc.layout.red_rules);
                for picture in &doc.layout.pictures {
                    println!(
                        "picture {:?} {:?} {:?} {:?}",
                        picture.name, picture.pixels, picture.size_mm, picture.part
                    );
                }
                for line in &doc.layout.lines {
                    let marks =
                        [(line.red, " red"), (line.centred, " centred")].map(|(is, mark)| if is { mark } else { "" });
                    println!("{:?} {}{} | {}", line.part, line.size_pt, marks.concat(), line.text);
                }
            }
        }
    }
}
