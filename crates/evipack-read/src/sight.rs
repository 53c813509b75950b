//! What pixels of a page show, put into the page's layout.
//!
//! Enters: a [`Layout`] as the format reader made it, and the [`PageSight`] of one of its pages. Leaves: the same layout with
//! lines, rules and seals from pixels, without the blind spots that they clear up, and with those that remain.

use super::layout::{BlindSpot, Hides, Layout, Line, Part, Place, RedRule, Source};
use evipack_core::facts::{Region, Seal, SealKind};
use evipack_see::PAPER_WIDTH_MM;
use evipack_see::page::{LEGIBLE, PageSight, SeenLine, UnreadRed};
use evipack_see::seal::SeenSeal;

/// Which text of a page comes from its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text {
    /// All of it: the file holds none, or none that can be read.
    OfPage,
    /// What stands in the page's pictures; the file tells the rest.
    OfPictures,
}

/// How sure a line is at most whose readings contradict each other: one of them is wrong.
const CONTRADICTED: f32 = 0.5;
/// Margins that differ by less than this part of the page are equal: the line is centred.
const CENTRED: f64 = 0.05;
/// Narrower lines may be specks.
const WORD: f64 = 0.04;
/// Fewer characters are no number and no mark.
const WORD_CHARS: usize = 4;

/// Adds what was seen on a page (1-based).
pub(crate) fn add(layout: &mut Layout, page: u32, sight: &PageSight, text: Text) {
    let pictures: Vec<Region> = layout
        .pictures
        .iter()
        .filter(|picture| picture.page == Some(page))
        .filter_map(|picture| picture.region)
        .collect();
    layout.blind_spots.retain(|spot| spot.page != Some(page) || !spot.pixels_tell);
    for picture in layout.pictures.iter_mut().filter(|picture| picture.page == Some(page)) {
        picture.looked_at = true;
    }
    if text == Text::OfPage {
        layout.lines.retain(|line| line.page != Some(page));
    }
    let in_picture = |line: &&SeenLine| pictures.iter().any(|region| holds(*region, line.region));
    for line in sight.lines.iter().filter(|line| text == Text::OfPage || in_picture(line)) {
        insert(layout, page, line);
    }
    let known: Vec<f64> = layout.red_rules.iter().filter(|r| r.page == Some(page)).filter_map(|r| r.top).collect();
    let new = |top: f64| known.iter().all(|other| (other - top).abs() > SAME_RULE);
    let rules = sight.rules.iter().filter(|rule| new(rule.top));
    let rules = rules.map(|rule| RedRule { page: Some(page), top: Some(rule.top), width: Some(rule.width) });
    layout.red_rules.extend(rules);
    add_seals(layout, page, sight);
    for (why, hides) in doubts(&format!("第 {page} 页"), sight).into_iter().chain(unread(page, sight, text)) {
        layout.blind_spots.push(BlindSpot { page: Some(page), why, hides, pixels_tell: false });
    }
    if page == 1 {
        layout.head = sight.head;
        layout.text_from = Some(sight.text.second_line());
        layout.head_is_read = is_head_read(sight);
        // The mark of a page on its side stands in no band across it, and that of one on its head not in the upper part.
        layout.red_is_read = !sight.grey && !sight.is_turned && sight.unseen.mark == UnreadRed::Nothing;
    }
    layout.looked.push(page);
}

/// Adds what was seen in one picture (by its index) of a document without pages. Its lines come where the picture stands.
pub(crate) fn add_piece(layout: &mut Layout, picture: usize, sight: &PageSight) {
    let Some(place) = layout.pictures.get_mut(picture) else { return };
    place.looked_at = true;
    let (part, after_lines) = (place.part, place.after_lines);
    let printed = place.size_mm.map_or(1.0, |(width, _)| (width / PAPER_WIDTH_MM).min(1.0));
    let mut body = 0;
    let before = |line: &Line| {
        body += usize::from(line.part == Part::Body);
        line.part == Part::Body && body > after_lines
    };
    // A letterhead in a page header or a text box stands before all text.
    let at = if part == Part::Body { layout.lines.iter().position(before).unwrap_or(layout.lines.len()) } else { 0 };
    let lines = sight.lines.iter().map(|line| Line { part, page: None, place: None, ..line_of(1, line) });
    layout.lines.splice(at..at, lines.collect::<Vec<_>>());
    let rules = sight.rules.iter().map(|rule| RedRule { page: None, top: None, width: Some(rule.width * printed) });
    layout.red_rules.extend(rules);
    // Nobody knows the page of a flowing document: the place is that in the picture.
    add_seals(layout, 1, sight);
    let doubts = doubts("文档图片里", sight).into_iter();
    layout.blind_spots.extend(doubts.map(|(why, hides)| BlindSpot { page: None, why, hides, pixels_tell: false }));
}

/// Rules nearer than this part of the page are one, seen in two ways.
const SAME_RULE: f64 = 0.01;

/// Whether the middle of a line lies in a picture.
fn holds([x, y, width, height]: Region, [line_x, line_y, line_width, line_height]: Region) -> bool {
    let (middle_x, middle_y) = (line_x + line_width / 2.0, line_y + line_height / 2.0);
    (x..=x + width).contains(&middle_x) && (y..=y + height).contains(&middle_y)
}

/// Puts a line where it stands in the order of reading.
fn insert(layout: &mut Layout, page: u32, line: &SeenLine) {
    let top = line.region[1];
    let after = |other: &Line| match (other.page, other.place) {
        (Some(number), _) if number != page => number > page,
        (Some(_), Some(other)) => other.top > top,
        _ => false,
    };
    let at = layout.lines.iter().position(after).unwrap_or(layout.lines.len());
    layout.lines.insert(at, line_of(page, line));
}

fn line_of(page: u32, line: &SeenLine) -> Line {
    let [left, top, width, _] = line.region;
    Line {
        source: Source::Pixels(if line.contradicted { line.confidence.min(CONTRADICTED) } else { line.confidence }),
        text: if line.red { without_signs(&line.text) } else { line.text.trim() }.to_owned(),
        page: Some(page),
        place: Some(Place { top, left, right: left + width }),
        size_pt: line.size_pt,
        red: line.red,
        part: Part::Body,
        centred: is_centred(line.region),
    }
}

/// A red line without numbers in circles and odd signs at its ends: whoever went through the paper put them beside the mark.
fn without_signs(text: &str) -> &str {
    const BRACKETS: &str = "（）()〔〕［］[]《》“”";
    // Enclosed Alphanumerics, and their white-on-black sisters of the Dingbats.
    let enclosed = |c: char| matches!(c, '\u{2460}'..='\u{24FF}' | '\u{2776}'..='\u{2793}');
    text.trim_matches(|c: char| enclosed(c) || !c.is_alphanumeric() && !BRACKETS.contains(c))
}

/// Seals of a body, whole, of one of the usual forms and where seals are, that the file did not draw itself.
fn add_seals(layout: &mut Layout, page: u32, sight: &PageSight) {
    for seen in sight.seals.iter().filter(|seal| seal.is_whole_and_round() && !is_above_text(seal.region, sight)) {
        let drawn = layout.seals.iter().any(|(other, _)| other.page == page && overlaps(other.region, seen.region));
        if !drawn {
            let inscription = seen.inscription.clone();
            let seal = Seal { page, region: seen.region, diameter_mm: seen.diameter_mm, kind: seen.kind, inscription };
            layout.seals.push((seal, Source::Pixels(seen.confidence)));
        }
    }
}

fn overlaps([x, y, w, h]: Region, [x2, y2, w2, h2]: Region) -> bool {
    x < x2 + w2 && x2 < x + w && y < y2 + h2 && y2 < y + h
}

/// What was not seen for sure.
fn doubts(place: &str, sight: &PageSight) -> Vec<(String, Hides)> {
    let mut doubts = Vec::new();
    if sight.grey {
        doubts.push((format!("{place}是没有颜色的复印件或扫描件，看不出红头和印章的红色"), Hides::Colour));
    }
    if sight.unseen.mark == UnreadRed::Clear {
        doubts.push((format!("{place}上部有红色图文没有读出，可能是红头"), Hides::Header));
    }
    if sight.unseen.number {
        doubts.push((format!("{place}的发文机关标志下方有未能识别的图文，可能盖住了发文字号"), Hides::Number));
    }
    if sight.unseen.seals {
        doubts.push((format!("{place}的印章没有检查"), Hides::Seal));
    }
    if sight.seals.iter().any(|seal| seal.cut) {
        doubts.push((format!("{place}只有边缘处不完整的印章（可能是骑缝章）"), Hides::Seal));
    }
    let elsewhere = |seal: &SeenSeal| is_no_place_of_a_seal(seal.region, sight);
    if sight.seals.iter().any(|seal| !seal.cut && seal.kind == SealKind::Oval && !elsewhere(seal)) {
        doubts.push((format!("{place}有椭圆形印章，不能确认是不是公章"), Hides::Seal));
    }
    let may_cover_a_number = |seal: &SeenSeal| {
        let [_, top, _, height] = seal.region;
        top + height / 2.0 <= sight.head.on_picture(NUMBER_REACH) && top < sight.text.second_line()
    };
    if sight.seals.iter().chain(&sight.doubtful).any(may_cover_a_number) {
        doubts.push((format!("{place}上部盖有印章或红色图形，可能盖住了发文字号"), Hides::Number));
    }
    if sight.seals.iter().any(|seal| seal.is_whole_and_round() && is_above_text(seal.region, sight)) {
        doubts.push((format!("{place}正文上方或中间有像印章的红色图形，不在落款处，不能确认是公章"), Hides::Seal));
    }
    // A round one may be faint and of a body: red print below it says nothing against it, and of a turned page nobody knows what is
    // above its text.
    let is_nothing = |seal: &SeenSeal| !sight.is_turned && is_above_text(seal.region, sight);
    if !sight.doubtful.iter().all(is_nothing) {
        doubts.push((format!("{place}有疑似印章的红色图形，不能确认"), Hides::Seal));
    }
    doubts
}

/// How far down the number may stand, as a part of a whole page's height: the mark begins at most 72 mm from the top (GB/T 9704-2012,
/// 7.2.4), is some 20 mm high, and the number follows two lines below. A seal whose middle is lower lies over a sign-off.
const NUMBER_REACH: f64 = 0.34;
/// Whether every line of the head was read well, one at least, and nothing else is there.
fn is_head_read(sight: &PageSight) -> bool {
    let mut head = sight.lines.iter().filter(|line| sight.head.holds(line.region[1])).peekable();
    !sight.grey
        && sight.head_is_lines
        && head.peek().is_some()
        && head.all(|line| line.confidence >= LEGIBLE && !line.contradicted)
}

/// Lines of running text that a sign-off has not below it: copies to 抄送 and printed by 印发 follow it at the foot of the page.
const TEXT_BELOW: usize = 3;
/// Narrowest red separator rule of a head, as a fraction of the page's width: 156 mm of 210, less what is not seen of it.
const RULE_WIDTH: f64 = 0.6;
/// Type of a title: 22 points (2号), a tenth less in pages scaled to fit.
const TITLE_PT: f64 = 20.0;

/// Whether something has the title or running text below its middle: a printed emblem, a logo. The seal of a paper lies over the
/// sign-off, below its text (GB/T 9704-2012, 7.3.5).
fn is_above_text([_, top, _, height]: Region, sight: &PageSight) -> bool {
    let middle = top + height / 2.0;
    let is_title = |line: &&SeenLine| {
        sight.head.holds(line.region[1])
            && line.size_pt >= TITLE_PT
            && is_centred(line.region)
            && line.confidence >= LEGIBLE
    };
    let mut titles = sight.lines.iter().filter(is_title).filter(|line| !line.red);
    sight.text.lines_below(middle) >= TEXT_BELOW || titles.any(|line| line.region[1] + line.region[3] >= middle)
}

/// Whether something stands there, or above the mark or its rule: a tax office's oval on an invoice form (发票监制章), a ring around
/// a word. Red print may be a stamp as well, so that this says nothing against what is surely a seal.
fn is_no_place_of_a_seal(region: Region, sight: &PageSight) -> bool {
    let [_, top, _, height] = region;
    let middle = top + height / 2.0;
    let mut marks = sight.lines.iter().filter(|line| line.red && sight.head.holds(line.region[1]));
    is_above_text(region, sight)
        || marks.any(|line| line.region[1] + line.region[3] >= middle)
        || sight.rules.iter().any(|rule| rule.width >= RULE_WIDTH && (middle..=sight.head.end()).contains(&rule.top))
}

fn is_centred([left, _, width, _]: Region) -> bool {
    (left - (1.0 - left - width)).abs() <= CENTRED
}

/// What of a page's text was not read for sure.
fn unread(page: u32, sight: &PageSight, text: Text) -> Vec<(String, Hides)> {
    let mut doubts = Vec::new();
    let blurred = |line: &&SeenLine| {
        sight.head.holds(line.region[1])
            && line.region[1] < sight.text.second_line()
            && line.region[2] >= WORD
            && line.confidence < LEGIBLE
            // It is a number, and unknown.
            && !line.contradicted
            && line.text.trim().chars().count() >= WORD_CHARS
    };
    let worst = sight.lines.iter().filter(blurred).max_by_key(|line| line.red);
    if let Some(line) = worst.filter(|_| page == 1 && text == Text::OfPage) {
        let why = format!("首页上部有看不清的文字（像是“{}”）", line.text.trim());
        // A mark is red, and a seal is seen without being read.
        let hidden: &[Hides] = match (sight.grey, line.red) {
            (true, _) => &[Hides::Anything],
            (false, true) => &[Hides::Header, Hides::Number],
            (false, false) => &[Hides::Number],
        };
        doubts.extend(hidden.iter().map(|hides| (why.clone(), *hides)));
    }
    let hides = if page == 1 { Hides::Anything } else { Hides::Text };
    if text == Text::OfPage && sight.lines.is_empty() {
        doubts.push((format!("第 {page} 页没有识别出文字"), hides));
    } else if text == Text::OfPage && sight.is_turned {
        doubts.push((format!("第 {page} 页可能横放、倒放，或大部分文字看不清"), hides));
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Picture;
    use evipack_see::page::{RunningText, SeenRule, Unseen};

    fn line(text: &str, top: f64) -> SeenLine {
        let region = [0.2, top, 0.6, 0.03];
        SeenLine { text: text.to_owned(), confidence: 0.99, region, size_pt: 16.0, red: false, contradicted: false }
    }

    fn seal(cut: bool, kind: SealKind) -> SeenSeal {
        SeenSeal {
            region: [0.6, 0.7, 0.2, 0.14],
            diameter_mm: 42.0,
            kind,
            cut,
            faint: false,
            confidence: 0.9,
            inscription: None,
        }
    }

    fn scan() -> Layout {
        Layout { pages: Some(1), paged: true, pictures: vec![Picture::of_page(1)], ..Layout::default() }
    }

    #[test]
    fn a_scanned_page_gets_its_lines_in_order_and_its_seal() {
        let mut layout = scan();
        let lines = vec![line("青交发[2026]3号", 0.3), line("青岚县交通运输局文件", 0.2)];
        let sight = PageSight { lines, seals: vec![seal(false, SealKind::RoundStar)], ..PageSight::default() };
        add(&mut layout, 1, &sight, Text::OfPage);
        let texts: Vec<&str> = layout.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["青岚县交通运输局文件", "青交发[2026]3号"]);
        assert!(layout.seals.len() == 1 && layout.was_looked_at(1) && layout.blind_spots.is_empty());
        assert!(layout.pictures[0].looked_at && layout.lines[0].centred);
    }

    #[test]
    fn a_mark_is_read_without_the_numbers_that_were_drawn_beside_it() {
        let mut layout = scan();
        let mark = SeenLine { red: true, ..line("③ 云泽市人民政府令①", 0.2) };
        let number = SeenLine { red: true, ..line("云政发〔2026〕3号", 0.3) };
        add(&mut layout, 1, &PageSight { lines: vec![mark, number], ..PageSight::default() }, Text::OfPage);
        let texts: Vec<&str> = layout.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["云泽市人民政府令", "云政发〔2026〕3号"]);
    }

    #[test]
    fn parts_of_seals_and_ovals_are_doubts() {
        for odd in [seal(true, SealKind::RoundStar), seal(false, SealKind::Oval)] {
            let mut layout = scan();
            let sight = PageSight { lines: vec![line("一", 0.3)], seals: vec![odd], ..PageSight::default() };
            add(&mut layout, 1, &sight, Text::OfPage);
            assert!(layout.seals.is_empty());
            assert_eq!(layout.blind_spots[0].hides, Hides::Seal);
        }
    }

    #[test]
    fn an_oval_above_the_mark_or_the_text_is_no_doubt() {
        let oval = |top| SeenSeal { region: [0.4, top, 0.2, 0.1], ..seal(false, SealKind::Oval) };
        let doubts = |oval: SeenSeal, lines: Vec<SeenLine>| {
            let text = RunningText::of(&lines, []);
            let sight = PageSight { lines, text, seals: vec![oval], ..PageSight::default() };
            doubts("第 1 页", &sight).into_iter().map(|(_, hides)| hides).collect::<Vec<_>>()
        };
        let mark = || vec![SeenLine { red: true, ..line("青岚县交通运输局文件", 0.2) }];
        let running =
            |at: usize| SeenLine { region: [0.15, 0.24 + 0.03 * at as f64, 0.7, 0.03], ..line("正文", 0.0) };
        let text = |lines: usize| (0..lines).map(running).collect();
        assert_eq!((doubts(oval(0.1), mark()), doubts(oval(0.7), mark())), (vec![Hides::Number], vec![Hides::Seal]));
        assert_eq!(doubts(oval(0.1), text(3)), [Hides::Number], "whatever lies in the head may cover the number");
        assert_eq!(doubts(oval(0.1), text(2)), [Hides::Seal, Hides::Number]);
        assert_eq!(doubts(oval(0.3), text(3)), [Hides::Seal], "the text above it, too");
    }

    #[test]
    fn what_may_be_a_seal_above_a_red_rule_is_a_doubt() {
        let rules = vec![SeenRule { top: 0.3, width: 0.74 }];
        let faint = SeenSeal { region: [0.4, 0.1, 0.2, 0.14], confidence: 0.3, ..seal(false, SealKind::Round) };
        let sight = PageSight { rules, doubtful: vec![faint], ..PageSight::default() };
        let hidden: Vec<Hides> = doubts("第 1 页", &sight).into_iter().map(|(_, hides)| hides).collect();
        assert_eq!(hidden, [Hides::Number, Hides::Seal], "a short last page above a stamp, with a faint seal");
    }

    #[test]
    fn what_may_be_a_seal_above_the_text_is_a_doubt_only_on_a_turned_page() {
        let hides_a_seal = |is_turned| {
            let faint = SeenSeal { region: [0.4, 0.1, 0.2, 0.14], confidence: 0.3, ..seal(false, SealKind::Round) };
            let (lines, text) = (running(0.3, 4), RunningText::of(&running(0.3, 4), []));
            let sight = PageSight { lines, text, doubtful: vec![faint], is_turned, ..PageSight::default() };
            doubts("第 2 页", &sight).iter().any(|(_, hides)| *hides == Hides::Seal)
        };
        assert!(hides_a_seal(true) && !hides_a_seal(false));
    }

    #[test]
    fn few_words_hide_no_header_where_all_red_was_read_and_the_page_stands_upright() {
        let red_is_read = |sight: PageSight| {
            let mut layout = scan();
            add(&mut layout, 1, &sight, Text::OfPictures);
            layout.red_is_read
        };
        let mark = |mark| PageSight { unseen: Unseen { mark, ..Unseen::default() }, ..PageSight::default() };
        assert!(red_is_read(mark(UnreadRed::Nothing)));
        assert!(!red_is_read(mark(UnreadRed::Faint)) && !red_is_read(mark(UnreadRed::Clear)));
        assert!(!red_is_read(PageSight { is_turned: true, ..PageSight::default() }));
        assert!(!red_is_read(PageSight { grey: true, ..PageSight::default() }));
    }

    #[test]
    fn a_page_on_its_side_or_head_hides_what_nobody_looked_for_there() {
        let hidden = |page, text| {
            let mut layout = Layout { pages: Some(2), ..scan() };
            let sight = PageSight { lines: vec![line("日期", 0.3)], is_turned: true, ..PageSight::default() };
            add(&mut layout, page, &sight, text);
            layout.blind_spots.into_iter().map(|spot| spot.hides).collect::<Vec<_>>()
        };
        assert_eq!(hidden(1, Text::OfPage), [Hides::Anything]);
        assert_eq!(hidden(2, Text::OfPage), [Hides::Text], "a seal is round");
        assert_eq!(hidden(1, Text::OfPictures), [], "the file's own text tells how it stands");
    }

    #[test]
    fn text_beside_pictures_is_left_to_the_file() {
        let mut layout = scan();
        layout.pictures[0].region = Some([0.1, 0.1, 0.8, 0.15]);
        layout.lines.push(Line {
            text: "正文".into(),
            page: Some(1),
            place: Some(Place { top: 0.5, left: 0.1, right: 0.9 }),
            ..Line::default()
        });
        let sight = PageSight {
            lines: vec![line("青岚县交通运输局文件", 0.2), line("正文", 0.5)],
            ..PageSight::default()
        };
        add(&mut layout, 1, &sight, Text::OfPictures);
        let texts: Vec<&str> = layout.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["青岚县交通运输局文件", "正文"]);
    }

    /// Lines of running text, the first at `top`.
    fn running(top: f64, lines: usize) -> Vec<SeenLine> {
        let line = |at: usize| SeenLine { region: [0.15, top + 0.03 * at as f64, 0.7, 0.02], ..line("正文", 0.0) };
        (0..lines).map(line).collect()
    }

    fn seen_in(seal: SeenSeal, lines: Vec<SeenLine>) -> Layout {
        let mut layout = scan();
        let text = RunningText::of(&lines, []);
        add(&mut layout, 1, &PageSight { lines, text, seals: vec![seal], ..PageSight::default() }, Text::OfPage);
        layout
    }

    #[test]
    fn a_seal_above_the_title_or_the_text_is_a_doubt() {
        let round = |top: f64| SeenSeal { region: [0.4, top, 0.2, 0.14], ..seal(false, SealKind::RoundStar) };
        let title =
            || SeenLine { region: [0.2, 0.2, 0.6, 0.03], size_pt: 22.0, ..line("关于开展检查的通知", 0.2) };
        for (seal, lines) in [(round(0.3), running(0.25, 8)), (round(0.1), vec![title()])] {
            let layout = seen_in(seal, lines);
            assert!(layout.seals.is_empty() && layout.blind_spots.iter().any(|spot| spot.hides == Hides::Seal));
        }
        let stamp = || SeenLine { red: true, ..line("与原件一致", 0.4) };
        for (seal, lines) in
            [(round(0.45), running(0.25, 8)), (round(0.5), running(0.8, 3)), (round(0.25), vec![stamp()])]
        {
            assert_eq!(seen_in(seal, lines).seals.len(), 1, "below the text, above the imprint, above a stamp");
        }
    }

    #[test]
    fn red_among_the_text_hides_no_header_and_no_number() {
        let blurred = |top| SeenLine { confidence: 0.6, red: true, ..line("育交友局文", top) };
        let hidden = |lines: Vec<SeenLine>| {
            let layout = seen_in(SeenSeal { region: [0.6, 0.3, 0.1, 0.05], ..seal(true, SealKind::Round) }, lines);
            let spots = layout.blind_spots.into_iter().map(|spot| spot.hides);
            spots.filter(|hides| *hides != Hides::Seal).collect::<Vec<_>>()
        };
        assert_eq!(hidden([running(0.15, 4), vec![blurred(0.28)]].concat()), []);
        assert_eq!(hidden([vec![blurred(0.1)], running(0.15, 4)].concat()), [Hides::Header, Hides::Number]);
        assert_eq!(
            hidden([running(0.15, 1), vec![blurred(0.28)]].concat()),
            [Hides::Number, Hides::Header, Hides::Number]
        );
    }

    #[test]
    fn a_blank_head_around_its_lines_was_read() {
        let is_read = |sure: f32, ink: bool| {
            let mut layout = scan();
            let lines = vec![SeenLine { confidence: sure, ..line("为规范信用评价结果应用", 0.1) }];
            let sight = PageSight { lines, head_is_lines: !ink, ..PageSight::default() };
            add(&mut layout, 1, &sight, Text::OfPage);
            layout.head_is_read
        };
        assert!(is_read(0.99, false) && !is_read(0.99, true) && !is_read(0.6, false));
    }

    #[test]
    fn a_blurred_line_of_the_head_hides_a_number_and_a_red_one_the_mark_too() {
        let mut layout = scan();
        let mut blurred = line("育交友202634", 0.3);
        blurred.confidence = 0.6;
        add(&mut layout, 1, &PageSight { lines: vec![blurred], ..PageSight::default() }, Text::OfPage);
        assert_eq!(layout.blind_spots[0].hides, Hides::Number);
        let mut layout = scan();
        let mut mark = line("育交友局文", 0.2);
        (mark.confidence, mark.red) = (0.6, true);
        add(&mut layout, 1, &PageSight { lines: vec![mark], ..PageSight::default() }, Text::OfPage);
        assert_eq!(layout.blind_spots[0].hides, Hides::Header);
        assert_eq!(layout.blind_spots[1].hides, Hides::Number);
    }
}
