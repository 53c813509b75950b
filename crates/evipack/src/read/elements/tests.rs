use super::*;
use crate::read::layout::{BlindSpot, Place, RedRule};

/// A paper in the form of GB/T 9704-2012, to be spoilt by each test.
fn paper() -> Layout {
    let line = |text: &str, top: f64, size_pt: f64| Line {
        text: text.to_owned(),
        page: Some(1),
        place: Some(Place { top, left: 0.15, right: 0.85 }),
        size_pt,
        red: false,
        part: Part::Body,
        centred: size_pt > 20.0,
    };
    Layout {
        pages: Some(1),
        paged: true,
        lines: vec![
            Line { red: true, ..line("青岚县交通运输局文件", 0.24, 40.0) },
            line("青交发〔2026〕3号", 0.33, 16.0),
            line("关于印发《青岚县“信用交通县”创建工作方案》", 0.42, 22.0),
            line("的通知", 0.45, 22.0),
            line("局属各单位：", 0.5, 16.0),
            line("根据《关于推进信用体系建设的意见》（云交法〔2025〕9号）要求，现将方案印发给你们。", 0.55, 16.0),
            line("青岚县交通运输局", 0.8, 16.0),
            line("2026年4月7日", 0.83, 16.0),
            line("青岚县交通运输局办公室 2026年4月8日印发", 0.92, 14.0),
        ],
        red_rules: vec![RedRule { page: Some(1), top: Some(0.36), width: Some(0.74) }],
        ..Layout::default()
    }
}

fn facts(layout: &Layout) -> DocumentFacts {
    document_facts(layout, false, 0, Origin::default())
}

fn picture(top: f64) -> Picture {
    Picture {
        page: Some(1),
        region: Some([0.6, top, 0.2, 0.14]),
        pixels: Some((500, 500)),
        size_mm: Some((42.0, 42.0)),
        part: Part::Body,
        after_lines: 0,
    }
}

#[test]
fn a_complete_paper_has_its_elements() {
    let facts = facts(&paper());
    assert_eq!(facts.red_header.value().map(String::as_str), Some("青岚县交通运输局文件"));
    assert_eq!(facts.number.value().map(ToString::to_string).as_deref(), Some("青交发〔2026〕3号"));
    assert_eq!(facts.title.value().map(String::as_str), Some("关于印发《青岚县“信用交通县”创建工作方案》的通知"));
    assert_eq!(facts.date.value(), Some(&jiff::civil::date(2026, 4, 7)));
    assert_eq!(facts.issuer.value().map(String::as_str), Some("青岚县交通运输局"));
    assert!(facts.seal.is_absent(), "no picture, no drawing, no signature: there can be no seal");
}

#[test]
fn a_header_in_black_is_none_and_beside_a_picture_perhaps_a_copy() {
    let mut layout = paper();
    layout.lines[0].red = false;
    layout.red_rules.clear();
    assert!(facts(&layout).red_header.is_absent());
    layout.pictures.push(picture(0.78));
    assert!(facts(&layout).red_header.is_unknown());
}

#[test]
fn a_picture_in_the_head_hides_header_and_number() {
    let mut layout = paper();
    layout.lines.drain(..2);
    layout.red_rules.clear();
    assert!(facts(&layout).red_header.is_absent() && facts(&layout).number.is_absent());
    layout.pictures.push(picture(0.2));
    assert!(facts(&layout).red_header.is_unknown() && facts(&layout).number.is_unknown());
}

#[test]
fn a_picture_at_the_end_hides_only_the_seal() {
    let mut layout = paper();
    layout.lines.drain(..2);
    layout.red_rules.clear();
    layout.pictures.push(picture(0.75));
    assert!(facts(&layout).number.is_absent());
    assert!(facts(&layout).seal.is_unknown());
}

#[test]
fn a_blind_spot_makes_nothing_absent() {
    let mut layout = paper();
    layout.lines.drain(..2);
    layout.red_rules.clear();
    layout
        .blind_spots
        .push(BlindSpot { page: None, why: "文字编码无法识别".to_owned(), hides: Hides::Anything });
    let facts = facts(&layout);
    assert!(facts.red_header.is_unknown() && facts.number.is_unknown() && facts.seal.is_unknown());
}

#[test]
fn a_spot_that_hides_only_a_seal_leaves_the_head_absent() {
    let mut layout = paper();
    layout.lines.drain(..2);
    layout.red_rules.clear();
    layout.blind_spots.push(BlindSpot { page: Some(1), why: "红色图形".to_owned(), hides: Hides::Seal });
    assert!(facts(&layout).number.is_absent() && facts(&layout).seal.is_unknown());
}

#[test]
fn a_red_slogan_is_no_header_for_sure() {
    let mut layout = paper();
    layout.lines[0].text = "诚信兴商宣传月活动火热开展".to_owned();
    layout.lines.remove(1);
    layout.red_rules.clear();
    assert!(facts(&layout).red_header.is_unknown());
}

#[test]
fn the_letter_form_needs_no_file_word() {
    let mut layout = paper();
    layout.lines[0].text = "青岚县交通运输局".to_owned();
    assert!(facts(&layout).red_header.value().is_some());
}

#[test]
fn a_cited_number_is_not_the_papers_own() {
    let mut layout = paper();
    layout.lines.remove(1);
    layout.lines.swap(2, 4);
    assert!(facts(&layout).number.is_absent());
}

#[test]
fn lost_brackets_and_blanks_are_unknown() {
    for text in ["青交发2026 5号", "青交发〔2026〕 号", "青交发〔20 〕 号"] {
        let mut layout = paper();
        layout.lines[1].text = text.to_owned();
        assert!(facts(&layout).number.is_unknown(), "{text}");
    }
}

#[test]
fn a_signature_or_a_scan_makes_the_seal_unknown() {
    let mut layout = paper();
    layout.signatures = 1;
    assert!(facts(&layout).seal.is_unknown());
    assert_eq!(facts(&layout).signature.value(), Some(&SignatureState::Unverifiable));
    let scanned = document_facts(&paper(), true, 0, Origin::default());
    assert!(scanned.seal.is_unknown() && scanned.title.is_unknown());
}

#[test]
fn a_page_without_text_shows_nothing_for_sure() {
    let empty = Layout { paged: true, pages: Some(1), ..Layout::default() };
    let facts = facts(&empty);
    assert!(facts.red_header.is_unknown() && facts.number.is_unknown() && facts.seal.is_unknown());
}
