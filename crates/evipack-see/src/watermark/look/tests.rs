//! The order of looking, with a recogniser that is told what stands where.

use super::*;
use crate::TextLine;
use evipack_core::facts::Contradiction;
use std::sync::Mutex;

const VERIFIED: &str = "今日水印相机已验证 | 时间地点真实";
/// Bricks that are taken for a line.
const WALL: &str = "80008";

/// Print that is found at its full size only.
const SMALL_PRINT: &str = "2026-05-01 08:30";

/// What is found of a line whose end lies over a roof.
const CUT_AT_WEEKDAY: &str = "2026年4月7日 星期";

/// The same of a date whose clock stands elsewhere; the day that follows is not its own.
const CUT_AT_FORGED_DAY: &str = "2024.08.17星期";

/// Lines at a distance from the top of the whole picture; a picture is told by the colour of its rows.
struct Told {
    lines: Vec<(f32, &'static str)>,
    looks: Mutex<u32>,
}

impl Told {
    fn new(lines: &[(f32, &'static str)]) -> Self {
        Self { lines: lines.to_vec(), looks: Mutex::new(0) }
    }

    fn sight(&self, photo: &Pixels) -> Sight {
        look(photo, self).unwrap()
    }

    fn looks(&self) -> u32 {
        *self.looks.lock().unwrap()
    }
}

/// Rows know where they are: red and green of the first pixel are the row's number.
fn numbered(width: u32, height: u32) -> Pixels {
    let mut photo = Pixels::filled(width, height, [0, 0, 90]);
    for row in 0..height {
        for column in 0..width {
            let at = ((row * width + column) * 3) as usize;
            if column == 0 {
                photo.rgb[at..at + 2].copy_from_slice(&[(row / 256) as u8, (row % 256) as u8]);
            } else {
                // White strokes, too few to dazzle, and no yellow ones.
                photo.rgb[at..at + 3].fill(if column * 37 % 251 < 40 { 170 } else { 100 });
            }
        }
    }
    photo
}

fn first_row(picture: &Pixels) -> f32 {
    // A few rows down: a cell may begin with the last row of a gutter.
    let [high, low, _] = picture.at(0, 4);
    f32::from(high) * 256.0 + f32::from(low) - 4.0
}

impl Recognizer for Told {
    fn find(&self, picture: &Pixels, side: u32) -> Result<Vec<Spot>, RecognizerError> {
        *self.looks.lock().unwrap() += 1;
        let above = first_row(picture);
        let is_full_size = side >= picture.long_side();
        let spot = |(y, text): &(f32, &str)| {
            let (top, low) = (y - above, y - above + if *text == WALL { 300.0 } else { 30.0 });
            Spot { corners: [[20.0, top], [420.0, top], [420.0, low], [20.0, low]], confidence: 0.9 }
        };
        let end = picture.height as f32;
        let lines = self.lines.iter().filter(|line| is_full_size || line.1 != SMALL_PRINT);
        Ok(lines.map(spot).filter(|s| s.corners[2][1] > 0.0 && s.corners[0][1] < end).collect())
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let text = |spot: &Spot| {
            let near = |line: &&(f32, &str)| (line.0 - first_row(picture) - spot.corners[0][1]).abs() < 3.0;
            self.lines.iter().find(near).map_or("", |line| line.1)
        };
        let line = |spot: &Spot| {
            // The end of a spot that was shortened was the bar of a card.
            let text = if spot.width() < 399.0 { text(spot).trim_end_matches('1') } else { text(spot) };
            // A larger cut shows the sign that the first one lost.
            let text = if spot.height() > 31.0 { text.replace("0817", "08.17") } else { text.to_owned() };
            // A line that was cut behind the label of its weekday; the shortest of the longer cuts goes through the last digit.
            let text = match spot.width() {
                width if text == CUT_AT_FORGED_DAY && width > 435.0 => text.replace("星期", "星期二"),
                width if text != CUT_AT_WEEKDAY || width < 480.0 => text,
                width if width < 520.0 => text.replace("星期", "星期二 14:3"),
                _ => text.replace("星期", "星期二 14:32"),
            };
            // A 4 that the first cut shows as a 1, and a blank that it shows as a digit.
            let is_first = (spot.width() - 400.0).abs() < 1.0;
            let text = if is_first { text } else { text.replace("2021-08-17", "2024-08-17").replace("24313", "24 13") };
            TextLine { text, confidence: 0.99, region: spot.region(picture) }
        };
        Ok(spots.iter().map(line).collect())
    }
}

fn time(sight: &Sight) -> Option<&str> {
    sight.watermark.value().map(|watermark| watermark.time.as_str())
}

#[test]
fn a_whole_time_in_the_lower_strip_ends_the_search() {
    let told = Told::new(&[(40.0, "信用交通"), (640.0, "2026-04-07 14:32"), (680.0, VERIFIED)]);
    assert_eq!(time(&told.sight(&numbered(1000, 750))), Some("2026-04-07T14:32"));
    assert_eq!(told.looks(), 3, "strip, the upper edge, and what stands between them from afar");
}

#[test]
fn an_editor_s_name_above_a_whole_time_goes_to_a_human() {
    let told = Told::new(&[(40.0, "衿日水印相机"), (640.0, "2026-04-07 14:32"), (680.0, VERIFIED)]);
    let sight = told.sight(&numbered(1000, 750));
    assert_eq!((sight.watermark.is_unknown(), sight.contradictions), (true, vec![Contradiction::LookAlikeBrand]));
}

/// As [`Told`], but of a line that a cut goes through nothing is found.
struct FoundWhole(Told);

impl Recognizer for FoundWhole {
    fn find(&self, picture: &Pixels, side: u32) -> Result<Vec<Spot>, RecognizerError> {
        let mut spots = self.0.find(picture, side)?;
        spots.retain(|spot| spot.corners[0][1] >= 0.0 && spot.corners[2][1] <= picture.height as f32);
        Ok(spots)
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        self.0.read(picture, spots)
    }
}

#[test]
fn an_editor_s_name_is_seen_wherever_it_stands_above() {
    for top in (0..400u16).step_by(20) {
        let lines = [(f32::from(top), "衿日水印相机"), (640.0, "2026-04-07 14:32"), (680.0, VERIFIED)];
        let sight = look(&numbered(1000, 750), &FoundWhole(Told::new(&lines))).unwrap();
        assert_eq!(sight.contradictions, [Contradiction::LookAlikeBrand], "{top}");
    }
}

#[test]
fn a_misread_date_is_read_again_and_a_forged_one_stays() {
    let sight = |date| Told::new(&[(600.0, "17:13"), (640.0, date), (680.0, VERIFIED)]).sight(&numbered(1000, 750));
    assert_eq!(time(&sight("2021-08-17 星期六")), Some("2024-08-17T17:13"));
    let forged = sight("2023-08-17 星期六");
    assert_eq!((forged.watermark.is_unknown(), forged.contradictions), (true, vec![Contradiction::Weekday]));
}

#[test]
fn a_watermark_at_the_top_is_found_as_well() {
    let told = Told::new(&[(20.0, "2026-04-07 14:32"), (60.0, VERIFIED)]);
    assert_eq!(time(&told.sight(&numbered(1000, 750))), Some("2026-04-07T14:32"));
    assert_eq!(told.looks(), 4, "strip, its light print, the upper edge, the rest");
}

#[test]
fn a_line_on_the_cut_is_read_whole() {
    // The strip of a picture 750 high begins at 435.
    let told = Told::new(&[(420.0, "2026-04-07 14:32"), (460.0, VERIFIED)]);
    assert_eq!(time(&told.sight(&numbered(1000, 750))), Some("2026-04-07T14:32"));
}

#[test]
fn a_bar_beside_the_clock_is_cut_off() {
    let told = Told::new(&[(600.0, "19:571"), (640.0, "2026-04-07 星期二"), (680.0, VERIFIED)]);
    assert_eq!(time(&told.sight(&numbered(1000, 750))), Some("2026-04-07T19:57"));
}

#[test]
fn a_line_that_lost_a_sign_is_read_once_more() {
    let told = Told::new(&[(600.0, "17:13"), (640.0, "2024.0817星期六"), (680.0, VERIFIED)]);
    assert_eq!(time(&told.sight(&numbered(1000, 750))), Some("2024-08-17T17:13"));
}

#[test]
fn a_digit_that_no_other_cut_shows_is_none() {
    let sight = |line| Told::new(&[(640.0, line), (680.0, VERIFIED)]).sight(&numbered(1000, 750));
    assert_eq!(time(&sight("拍摄时间：2024-11-24313：25")), Some("2024-11-24T13:25"));
    assert!(sight("拍摄时间：2024-11-23313：25").watermark.is_unknown(), "all cuts show it");
}

#[test]
fn a_clock_of_lights_beside_the_block_is_not_its_time() {
    let told = Told::new(&[(600.0, "15:23"), (640.0, "拍摄时间：2026-04-07 14:32"), (680.0, VERIFIED)]);
    let mut photo = numbered(1000, 750);
    assert!(told.sight(&photo).watermark.is_unknown());
    let mut fill = |columns: std::ops::Range<usize>, rows: std::ops::Range<usize>, colour: [u8; 3]| {
        for (row, column) in rows.flat_map(|row| columns.clone().map(move |column| (row, column))) {
            photo.rgb[(row * 1000 + column) * 3..][..3].copy_from_slice(&colour);
        }
    };
    fill(1..500, 540..700, [150, 160, 170]);
    fill(10..430, 590..640, [12, 14, 12]);
    (30..410).step_by(20).for_each(|column| fill(column..column + 6, 604..626, [255, 60, 40]));
    assert_eq!(time(&told.sight(&photo)), Some("2026-04-07T14:32"));
}

#[test]
fn what_is_as_high_as_a_wall_is_no_line() {
    assert!(Told::new(&[(400.0, WALL)]).sight(&numbered(1000, 750)).watermark.is_absent());
}

#[test]
fn absent_needs_the_whole_frame_and_a_picture_that_could_show_it() {
    let told = Told::new(&[(100.0, "信用交通 你我同行")]);
    assert!(told.sight(&numbered(1000, 750)).watermark.is_absent());
    assert_eq!(told.looks(), 5, "strip, its light print, the rest, and both edges closer");
    assert!(told.sight(&numbered(400, 300)).watermark.is_unknown(), "a thumbnail");
    assert!(told.sight(&Pixels::filled(1000, 750, [80; 3])).watermark.is_unknown(), "nothing is sharp");
}

#[test]
fn one_stamp_does_not_vouch_for_the_other_photo_of_a_collage() {
    let mut photo = numbered(1000, 1000);
    // A white gutter in the middle.
    for row in 490..510 {
        let at = row * 3000;
        photo.rgb[at..at + 3000].fill(255);
    }
    let told = Told::new(&[(920.0, "2026-04-07 14:32"), (960.0, VERIFIED)]);
    let why = told.sight(&photo).watermark;
    assert!(why.why().is_some_and(|why| why.contains("拼图")), "{why:?}");
}

#[test]
fn photos_of_a_collage_may_bear_print_of_their_own_scale() {
    let mut photo = numbered(700, 1420);
    for row in 700..720 {
        let at = row * 2100;
        photo.rgb[at..at + 2100].fill(255);
    }
    let told = Told::new(&[(620.0, SMALL_PRINT), (660.0, VERIFIED), (1340.0, SMALL_PRINT), (1380.0, VERIFIED)]);
    let sight = told.sight(&photo);
    assert!(sight.watermark.value().is_some(), "{sight:?}");
}

#[test]
fn a_picture_full_of_running_text_may_be_a_paper() {
    const TEXT: &str = "成立创建工作领导小组，下设信用工作专班。";
    let lines: Vec<(f32, &str)> = (0..5).map(|line| (150.0 + 90.0 * line as f32, TEXT)).collect();
    assert!(Told::new(&lines).sight(&numbered(1000, 750)).watermark.is_unknown());
    assert!(Told::new(&lines[..4]).sight(&numbered(1000, 750)).watermark.is_absent(), "a board with a few lines");
}

#[test]
fn where_an_app_says_that_it_printed_the_time_is_looked_for_more_closely() {
    let told = Told::new(&[(660.0, SMALL_PRINT), (700.0, VERIFIED)]);
    let sight = told.sight(&numbered(1000, 750));
    assert!(sight.watermark.value().is_some(), "{sight:?}");
    let told = Told::new(&[(540.0, SMALL_PRINT), (700.0, "信用交通 你我同行")]);
    assert!(told.sight(&numbered(1000, 750)).watermark.is_absent(), "nothing says that there is more to see");
}

#[test]
fn absent_is_not_said_before_the_low_part_was_looked_at_closely() {
    for top in [600.0, 700.0] {
        let sight = Told::new(&[(top, SMALL_PRINT)]).sight(&numbered(1000, 750));
        assert!(!sight.watermark.is_absent(), "{top}: {sight:?}");
    }
}

#[test]
fn turned_lines_are_of_the_scene() {
    let spot = |rise: f32| Spot {
        corners: [[0.0, 100.0], [400.0, 100.0 + rise], [400.0, 130.0 + rise], [0.0, 130.0]],
        confidence: 0.9,
    };
    assert!(is_level(&spot(0.0)) && is_level(&spot(5.0)));
    assert!(!is_level(&spot(20.0)) && !is_level(&spot(-20.0)));
}

#[test]
fn a_line_cut_behind_the_label_of_its_weekday_is_read_on() {
    let told = Told::new(&[(900.0, CUT_AT_WEEKDAY), (940.0, "云泽市青岚县·县道X017")]);
    let sight = told.sight(&numbered(1280, 1000));
    assert_eq!(sight.watermark.value().map(|watermark| watermark.time.as_str()), Some("2026-04-07T14:32"));
}

#[test]
fn a_weekday_whose_day_was_cut_off_is_read_on_where_all_else_is_told() {
    let told = Told::new(&[(860.0, "08:29"), (900.0, CUT_AT_FORGED_DAY), (940.0, VERIFIED)]);
    let sight = told.sight(&numbered(1280, 1000));
    assert_eq!(sight.contradictions, [Contradiction::Weekday]);
    assert!(sight.watermark.is_unknown());
}

#[test]
fn a_name_above_a_whole_time_is_its_app_s() {
    let told = Told::new(&[(300.0, "今日水印"), (860.0, "拍摄时间：2026-04-07 14:32:05"), (900.0, "地点：青岚县")]);
    let sight = told.sight(&numbered(1280, 1000));
    let watermark = sight.watermark.value().unwrap();
    assert_eq!((watermark.time.as_str(), watermark.brand.as_deref()), ("2026-04-07T14:32:05", Some("今日水印")));
}

/// Reads a spot of one width as this and any other as that.
struct Wavering(&'static str, &'static str);

impl Recognizer for Wavering {
    fn find(&self, _: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        Ok(Vec::new())
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let text = |spot: &Spot| if (spot.width() - 100.0).abs() < 0.1 { self.0 } else { self.1 };
        let line = |spot: &Spot| TextLine { text: text(spot).into(), confidence: 0.95, region: spot.region(picture) };
        Ok(spots.iter().map(line).collect())
    }
}

#[test]
fn tiny_print_and_a_glued_time_are_believed_only_where_other_cuts_tell_the_same() {
    let photo = numbered(1280, 1000);
    let confidence_of = |text: &'static str, high: f32, other: &'static str| {
        let low = 900.0 + high;
        let spot = Spot { corners: [[20.0, 900.0], [120.0, 900.0], [120.0, low], [20.0, low]], confidence: 0.9 };
        let recognizer = Wavering(text, other);
        Search::new(&photo, &recognizer, SEARCH_SIDE).read_well(&[spot]).unwrap()[0].confidence
    };
    let confidence = |high, other| confidence_of("11:46 2024.06.02", high, other);
    assert!(confidence(16.0, "11:40 2024.06.02") < WELL_READ && confidence(16.0, "11:462024.06.02") > WELL_READ);
    assert!(confidence(24.0, "11:40 2024.06.02") > WELL_READ, "not tiny");
    let glued = |other| confidence_of("2025/09/2109:51", 24.0, other);
    assert!(glued("2026/09/21 09:51") < WELL_READ && glued("2025/09/21 09:51") > WELL_READ);
}

/// A card: a clock 100 pixels high, a bar, and a date that is half as high, over a weekday. Of a sign that is cut another one is made.
struct Card {
    date: &'static str,
    whole: &'static str,
}

impl Card {
    /// What a cut from one column to the other shows; `low`: whether it reaches below the date.
    fn shows(&self, from: f32, to: f32, low: bool) -> String {
        let clock = "12:24".chars().zip(0u8..).map(|(sign, at)| (sign, f32::from(at) * 38.0, 38.0));
        let date = self.date.chars().zip(0u8..).map(|(sign, at)| (sign, 240.0 + f32::from(at) * 26.0, 26.0));
        let date = date.map(|(sign, x, width)| (if low { '多' } else { sign }, x, width));
        let signs = clock.chain([('1', 205.0, 8.0)]).chain(date);
        let seen = signs.filter(|(_, x, width)| x + width * 0.8 > from && x + width * 0.2 < to);
        seen.map(|(sign, x, width)| if x < from - 1.0 || x + width > to + 1.0 { '7' } else { sign }).collect()
    }
}

impl Recognizer for Card {
    fn find(&self, _: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        Ok(Vec::new())
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let line = |spot: &Spot| {
            let ([left, top], [right, low]) = (spot.corners[0], spot.corners[2]);
            let is_whole = left <= 1.0 && right > 480.0;
            let text = if is_whole { self.whole.to_owned() } else { self.shows(left, right, low - top > 60.0) };
            TextLine { text, confidence: 0.95, region: spot.region(picture) }
        };
        Ok(spots.iter().map(line).collect())
    }
}

#[test]
fn a_clock_found_with_the_lines_beside_it_is_read_apart_from_them() {
    let read = |whole: &'static str, date: &'static str| {
        let photo = numbered(1280, 1000);
        let spot = Spot { corners: [[0.0, 800.0], [510.0, 800.0], [510.0, 900.0], [0.0, 900.0]], confidence: 0.9 };
        let lines = Search::new(&photo, &Card { date, whole }, SEARCH_SIDE).read_well(&[spot]).unwrap();
        lines.into_iter().map(|line| line.text).collect::<Vec<_>>()
    };
    let whole = "12:2412025四3云12℃";
    assert_eq!(read(whole, "2025.03.20"), ["12:24", "2025.03.20"]);
    // Another time than the line began with is one whose digit was cut; half a date is none.
    assert_eq!(read("12:2112025四3云12℃", "2025.03.20"), ["12:2112025四3云12℃"]);
    assert_eq!(read(whole, "2025.03"), [whole]);
}

#[test]
fn a_clock_that_was_not_found_stands_before_its_date() {
    let photo = numbered(1280, 1000);
    let line = |text: &str, [left, top, width, height]: [f64; 4]| TextLine {
        text: text.to_owned(),
        confidence: 0.99,
        region: [left / 1280.0, top / 1000.0, width / 1280.0, height / 1000.0],
    };
    let read = |lines: &[TextLine]| {
        let card = Card { date: "2025.03.20", whole: "" };
        let found = Search::new(&photo, &card, SEARCH_SIDE).missing_clock(lines).unwrap();
        found.map(|clock| clock.text)
    };
    let date = line("2025.03.20", [240.0, 800.0, 260.0, 46.0]);
    let place = |left: f64| line("青岚县·中心广场", [left, 910.0, 300.0, 40.0]);
    let clock = line("08:15", [900.0, 800.0, 100.0, 46.0]);
    assert_eq!(read(&[date.clone(), place(10.0)]).as_deref(), Some("12:24"));
    assert_eq!(read(&[date.clone(), place(200.0)]), None, "nothing stands before the date");
    assert_eq!(read(&[date.clone(), place(10.0), clock]), None, "there is one");
    assert_eq!(read(&[date.clone(), date, place(10.0)]), None, "of two dates nobody knows whose it is");
}

/// A card of which the finder has the rows below the time: reads the time where it stands, what of it a shorter cut shows, and nothing
/// from a cut wider than this.
struct Rows(&'static str, f32);

impl Recognizer for Rows {
    fn find(&self, _: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        Ok(Vec::new())
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let line = |spot: &Spot| {
            let is_there = (spot.corners[0][1] - 780.0).abs() < 8.0 && spot.width() <= self.1;
            // Each sign is half as wide as the row is high.
            let signs = if is_there { (2.0 * spot.width() / spot.height()).round() as usize } else { 0 };
            TextLine { text: self.0.chars().take(signs).collect(), confidence: 0.95, region: spot.region(picture) }
        };
        Ok(spots.iter().map(line).collect())
    }
}

#[test]
fn the_row_of_the_time_is_read_where_the_rows_of_a_card_leave_room_for_it() {
    let photo = numbered(1280, 1000);
    let line = |text: &str, top: f64| TextLine {
        text: text.to_owned(),
        confidence: 0.99,
        region: [0.02, top / 1000.0, 0.4, 0.04],
    };
    let read_up_to = |widest: f32, printed: &'static str, lines: &[TextLine]| {
        let found = Search::new(&photo, &Rows(printed, widest), SEARCH_SIDE).missing_row(lines).unwrap();
        found.map(|line| line.text)
    };
    let read = |printed, lines: &[TextLine]| read_up_to(f32::MAX, printed, lines);
    let time = "拍摄时间：2025年1月16日 16:09";
    let (place, weather) = (line("拍摄地点：青岚县平安街道", 840.0), line("天气：晴", 900.0));
    assert_eq!(read(time, &[place.clone(), weather.clone()]).as_deref(), Some(time));
    assert_eq!(read("拍摄时间：2025年1月16日", &[place.clone(), weather.clone()]), None, "half of it");
    let rows = [place.clone(), weather.clone()];
    assert_eq!(
        read_up_to(500.0, time, &rows),
        None,
        "of one length alone nobody knows whether it goes through a digit"
    );
    let tiny = rows.map(|row| TextLine { region: [0.02, 0.39 + row.region[1] / 2.0, 0.4, 0.018], ..row });
    assert_eq!(read(time, &tiny), None, "digits of tiny print are misread alike");
    assert_eq!(read(time, &[line("农村公路养护站", 840.0), weather]), None, "nothing says that this is a card");
    assert_eq!(read(time, &[place, line("2025.01.16", 900.0)]), None, "a date was found");
}

/// A row behind whose end a banner begins: a longer cut shows more of it, and one through a sign a 7 in its place.
struct Banner(&'static str);

impl Recognizer for Banner {
    fn find(&self, _: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        Ok(Vec::new())
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let line = |spot: &Spot| {
            // Each sign is half as wide as the row is high.
            let signs = 2.0 * spot.width() / spot.height();
            let whole = self.0.chars().take(signs as usize);
            let cut = (signs.fract() > 0.25).then_some(if signs.fract() > 0.75 { '8' } else { '7' });
            let cut = cut.filter(|_| self.0.chars().nth(signs as usize).is_some_and(|sign| sign.is_ascii_digit()));
            TextLine { text: whole.chain(cut).collect(), confidence: 0.95, region: spot.region(picture) }
        };
        Ok(spots.iter().map(line).collect())
    }
}

#[test]
fn a_row_that_runs_on_into_a_banner_is_cut_where_it_ends() {
    let photo = numbered(1280, 1000);
    let read_over = |found: &str, printed: &'static str, high: f64, below: (&str, f64)| {
        let region = [0.02, 0.8, 0.9, high];
        let row = |text: &str, region| TextLine { text: text.to_owned(), confidence: 0.97, region };
        let mut lines = [row(found, region), row(below.0, [below.1, 0.85, 0.3, high])];
        Search::new(&photo, &Banner(printed), SEARCH_SIDE).cut_overrunning(&mut lines).unwrap();
        lines[0].text.clone()
    };
    let read = |found: &str, printed, high| read_over(found, printed, high, ("地点：青岚县平安街道", 0.02));
    let (found, whole) = ("2025-04-30 17:20首路运输", "2025-04-30 17:20路运输安全");
    assert_eq!(read(found, whole, 0.04), "2025-04-30 17:20");
    assert_eq!(read(found, whole, 0.018), found, "tiny");
    assert_eq!(read("深入开展道路运输", whole, 0.04), "深入开展道路运输", "it does not begin as print");
    for below in [("地点：青岚县平安街道", 0.3), ("农村公路养护站", 0.02)] {
        assert_eq!(read_over(found, whole, 0.04, below), found, "a slide: {below:?}");
    }
    let notice = "2025-04-30 17:20召开推进会";
    assert_eq!(read(notice, notice, 0.04), notice);
    let half = "2025-04-30道路运输安全";
    assert_eq!(read(half, half, 0.04), half, "no time");
}

mod by_print;
