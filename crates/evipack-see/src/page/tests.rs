use super::*;
use proptest::prelude::*;

/// Reads nothing.
struct Blind;

impl Recognizer for Blind {
    fn find(&self, _: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        Ok(Vec::new())
    }

    fn read(&self, _: &Pixels, _: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        Ok(Vec::new())
    }
}

fn paper(width: u32, height: u32) -> Pixels {
    Pixels::filled(width, height, [250, 249, 244])
}

fn paint(page: &mut Pixels, (x0, y0, x1, y1): (u32, u32, u32, u32), slope: f64, colour: [u8; 3]) {
    for x in x0..x1 {
        let shift = (f64::from(x - x0) * slope).round() as u32;
        for y in y0 + shift..y1 + shift {
            let at = ((y * page.width + x) * 3) as usize;
            page.rgb[at..at + 3].copy_from_slice(&colour);
        }
    }
}

fn rules_of(page: &Pixels) -> Vec<SeenRule> {
    look(page, Some(210.0), &Blind).unwrap().rules
}

#[test]
fn a_red_rule_is_seen_straight_and_askew() {
    for slope in [0.0, 0.02] {
        let mut page = paper(1000, 1414);
        paint(&mut page, (130, 300, 870, 303), slope, [205, 35, 30]);
        let rules = rules_of(&page);
        assert_eq!(rules.len(), 1, "{slope}");
        assert!((rules[0].width - 0.74).abs() < 0.01 && (rules[0].top - 0.212).abs() < 0.01, "{rules:?}");
    }
}

#[test]
fn black_rules_thick_bars_and_short_strokes_are_no_red_rules() {
    let mut page = paper(1000, 1414);
    paint(&mut page, (130, 300, 870, 303), 0.0, [20, 20, 20]);
    paint(&mut page, (130, 400, 870, 440), 0.0, [205, 35, 30]);
    paint(&mut page, (130, 500, 300, 503), 0.0, [205, 35, 30]);
    assert!(rules_of(&page).is_empty());
}

#[test]
fn red_type_that_nobody_read_is_said() {
    let mut page = paper(1000, 1414);
    for column in 0..30 {
        paint(&mut page, (200 + column * 20, 250, 206 + column * 20, 300), 0.0, [200, 30, 30]);
    }
    assert_eq!(look(&page, Some(210.0), &Blind).unwrap().unseen.mark, UnreadRed::Clear);
    let mut ruled = paper(1000, 1414);
    paint(&mut ruled, (130, 300, 870, 305), 0.0, [200, 30, 30]);
    assert_eq!(look(&ruled, Some(210.0), &Blind).unwrap().unseen.mark, UnreadRed::Nothing);
}

/// Finds lines in some places and reads the same everywhere.
struct Reads(Vec<Region>, &'static str, f32);

impl Recognizer for Reads {
    fn find(&self, page: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        Ok(self.0.iter().map(|region| Spot::at(*region, page)).collect())
    }

    fn read(&self, page: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let text = |spot: &Spot| TextLine { text: self.1.to_owned(), confidence: self.2, region: spot.region(page) };
        Ok(spots.iter().map(text).collect())
    }
}

#[test]
fn a_mark_that_the_finder_passed_over_is_read_where_its_red_is() {
    let mut page = paper(1000, 1414);
    for column in 0..30 {
        paint(&mut page, (200 + column * 20, 250, 206 + column * 20, 300), 0.0, [200, 30, 30]);
    }
    let seen = |sure| look(&page, Some(210.0), &Reads(Vec::new(), "青岚县应急管理局文件", sure)).unwrap();
    let sight = seen(0.97);
    let [mark] = &sight.lines[..] else { panic!("{:?}", sight.lines) };
    assert!(mark.red && mark.size_pt > 20.0 && sight.unseen.mark == UnreadRed::Nothing, "{mark:?}");
    assert!((mark.region[1] - 250.0 / 1414.0).abs() < 0.01 && (mark.region[0] - 0.2).abs() < 0.02, "{mark:?}");
    let blurred = seen(0.6);
    assert!(blurred.lines.is_empty() && blurred.unseen.mark == UnreadRed::Clear);
}

/// A false zero: the mark of a photographed upper part of a page, lower than that of any whole page, was misread and called absent.
#[test]
fn the_mark_of_a_photographed_upper_part_is_looked_for_where_it_is() {
    let mut page = paper(1000, 780);
    for column in 0..30 {
        paint(&mut page, (200 + column * 20, 400, 206 + column * 20, 470), 0.0, [200, 30, 30]);
    }
    let seen = |page: &Pixels, sure| look(page, None, &Reads(Vec::new(), "云泽市财政局文件", sure)).unwrap();
    assert_eq!(seen(&page, 0.6).unseen.mark, UnreadRed::Clear);
    let sight = seen(&page, 0.97);
    assert!(matches!(&sight.lines[..], [mark] if mark.red && sight.head.holds(mark.region[1])), "{:?}", sight.lines);
    let found =
        |page: &Pixels| look(page, None, &Reads(vec![[0.2, 0.5, 0.6, 0.11]], "云泽市财政局文件", 0.97)).unwrap();
    assert!(found(&page).lines.iter().any(|line| line.red), "a line that was found there may be red");
    // At the same height of a whole page it is none.
    let mut whole = paper(1000, 1414);
    for column in 0..30 {
        paint(&mut whole, (200 + column * 20, 725, 206 + column * 20, 795), 0.0, [200, 30, 30]);
    }
    assert_eq!(seen(&whole, 0.6).unseen.mark, UnreadRed::Nothing);
}

#[test]
fn black_print_on_tinted_paper_is_no_copy_unless_a_seal_left_its_shape() {
    let mut page = Pixels::filled(840, 1188, [240, 232, 214]);
    let line = [0.15, 0.2, 0.5, 0.02];
    paint(&mut page, (126, 240, 540, 258), 0.0, [60, 58, 54]);
    let is_grey = |page: &Pixels| look(page, None, &Reads(vec![line], "工作总结", 0.97)).unwrap().grey;
    assert!(!is_grey(&page));
    let mut white = Pixels::filled(840, 1188, [240; 3]);
    paint(&mut white, (126, 240, 540, 258), 0.0, [60; 3]);
    assert!(is_grey(&white), "nobody knows how it was taken");
    // A light grey ring of 42 mm.
    for y in 800..970 {
        for x in 500..670 {
            let far = (f64::from(x) - 585.0).hypot(f64::from(y) - 885.0);
            if (76.0..84.0).contains(&far) {
                paint(&mut page, (x, y, x + 1, y + 1), 0.0, [180, 174, 160]);
            }
        }
    }
    assert!(is_grey(&page));
}

#[test]
fn white_letters_on_a_red_ground_are_no_red_line() {
    let letters = |page: &mut Pixels, ink| {
        for column in 0..10 {
            paint(page, (300 + column * 40, 260, 320 + column * 40, 290), 0.0, ink);
        }
    };
    let line = [0.28, 250.0 / 1414.0, 0.42, 50.0 / 1414.0];
    let mut banner = paper(1000, 1414);
    paint(&mut banner, (100, 230, 900, 320), 0.0, [210, 40, 30]);
    letters(&mut banner, [255; 3]);
    let mut mark = paper(1000, 1414);
    letters(&mut mark, [210, 40, 30]);
    for (page, on_red) in [(banner, true), (mark, false)] {
        let red = ink::redness(&page);
        assert_eq!(ink_of_line::is_on_red(line, &red), on_red);
        assert_eq!(ink_of_line::is_red(line, &red, &page), !on_red);
    }
}

#[test]
fn a_grey_copy_says_so() {
    let mut page = Pixels::filled(600, 848, [240; 3]);
    paint(&mut page, (80, 100, 500, 130), 0.0, [60; 3]);
    let sight = look(&page, None, &Blind).unwrap();
    assert!(sight.grey && sight.rules.is_empty() && sight.seals.is_empty());
}

#[test]
fn pieces_of_a_spread_mark_are_put_together() {
    let piece = |text: &str, x: f64, red: bool| SeenLine {
        text: text.to_owned(),
        confidence: 0.99,
        region: [x, 0.2, 0.2, 0.05],
        size_pt: 40.0,
        red,
        contradicted: false,
    };
    let lines = joined(vec![piece("交通运输局", 0.33, true), piece("青岚县", 0.1, true), piece("文件", 0.56, true)]);
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].text, "青岚县交通运输局文件");
    assert_eq!(joined(vec![piece("一", 0.1, false), piece("二", 0.33, false)]).len(), 2);
    assert_eq!(
        joined(vec![piece("青交发〔2026〕", 0.1, false), piece("3号", 0.31, false)])[0].text,
        "青交发〔2026〕3号"
    );
}

proptest! {
    // Each looks for seals with the network.
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_small_page_is_survived(width in 0u32..40, height in 0u32..40, seed: u8) {
        let rgb = (0..width * height * 3).map(|i| (i as u8).wrapping_mul(seed)).collect();
        let sight = look(&Pixels { width, height, rgb }, None, &Blind);
        prop_assert!(sight.is_ok());
    }
}

#[test]
fn a_beginning_gives_way_to_its_whole_line() {
    let line = |text: &str, x: f64| SeenLine {
        text: text.to_owned(),
        confidence: 0.97,
        region: [x, 0.3, 0.2, 0.03],
        size_pt: 16.0,
        red: false,
        contradicted: false,
    };
    let whole = SeenLine { region: [0.36, 0.295, 0.44, 0.04], ..line("青住建发〔2026〕39号", 0.0) };
    assert!(is_piece(&line("青住建发〔2026】", 0.36), &whole), "the sign at the cut may be misread");
    assert!(!is_piece(&line("青住建函〔2026〕", 0.36), &whole));
    assert!(!is_piece(&line("青住建发〔2026】", 0.6), &whole), "elsewhere on the line");
    assert!(!is_piece(&line("青", 0.36), &whole), "too little to tell");
}
