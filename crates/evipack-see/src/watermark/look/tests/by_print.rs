//! What the prints of a photo tell, with recognisers that know which of them they are shown.

use super::*;

/// How far from the top of a photo, from where to where, what stands there, how well it is read.
type Line = (f32, [f32; 2], &'static str, f32);

/// Whether a picture is print alone.
fn is_grey(picture: &Pixels) -> bool {
    picture.rgb.chunks_exact(3).all(|rgb| rgb[0] == rgb[1] && rgb[1] == rgb[2])
}

/// A recogniser that sees a line in light print only, of pictures up to a height.
struct OnlyLight(&'static str, u32);

impl Recognizer for OnlyLight {
    fn find(&self, picture: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        let is_grey = picture.rgb.chunks_exact(3).all(|rgb| rgb[0] == rgb[1] && rgb[1] == rgb[2]);
        let (top, low) = (picture.height as f32 - 60.0, picture.height as f32 - 30.0);
        let corners = [[20.0, top], [420.0, top], [420.0, low], [20.0, low]];
        let is_seen = is_grey && picture.height <= self.1;
        Ok(is_seen.then_some(Spot { corners, confidence: 0.9 }).into_iter().collect())
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let line = |spot: &Spot| TextLine { text: self.0.to_owned(), confidence: 0.99, region: spot.region(picture) };
        Ok(spots.iter().map(line).collect())
    }
}

#[test]
fn print_that_only_its_light_shows_is_found_and_half_of_it_is_not_absent() {
    let sight = |text| look(&numbered(1000, 750), &OnlyLight(text, u32::MAX)).unwrap();
    let whole = sight("拍摄时间：2026-04-07 14:32");
    assert_eq!(time(&whole), Some("2026-04-07T14:32"));
    let region = whole.watermark.value().unwrap().region;
    assert!(region[1] > 0.8 && region[1] + region[3] < 1.0, "{region:?}");
    assert!(sight("拍摄时间：2026-04-0").watermark.is_unknown());
    assert!(sight("信用交通 你我同行").watermark.is_absent());
    // The lowest part is 165 pixels high, the strip 315: what only the smaller one shows is there.
    let seen_once = look(&numbered(1000, 750), &OnlyLight("拍摄时间：2026-04-0", 200)).unwrap();
    assert!(seen_once.watermark.is_unknown());
}

/// Lines as they are found in a photo from afar, in its light print, and only from near.
#[derive(Default)]
struct Shown {
    from_afar: Vec<Line>,
    in_light: Vec<Line>,
    from_near: Vec<Line>,
}

impl Shown {
    /// The lines of a picture, and its first row. Light print is of the lower edge of a photo 750 pixels high.
    fn lines(&self, picture: &Pixels) -> (Vec<&Line>, f32) {
        if is_grey(picture) {
            return (self.in_light.iter().collect(), 750.0 - picture.height as f32);
        }
        (self.from_afar.iter().chain(&self.from_near).collect(), first_row(picture))
    }
}

impl Recognizer for Shown {
    fn find(&self, picture: &Pixels, side: u32) -> Result<Vec<Spot>, RecognizerError> {
        let (lines, above) = self.lines(picture);
        let is_near = side >= picture.long_side();
        let seen = |line: &&&Line| {
            let only_near = self.from_near.iter().any(|near| near == **line);
            (is_near || !only_near) && (above..above + picture.height as f32).contains(&line.0)
        };
        let spot = |(y, [x, end], ..): &Line| {
            let (top, low) = (y - above, y - above + 30.0);
            Spot { corners: [[*x, top], [*end, top], [*end, low], [*x, low]], confidence: 0.9 }
        };
        Ok(lines.iter().filter(seen).map(|line| spot(line)).collect())
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let (lines, above) = self.lines(picture);
        let line = |spot: &Spot| {
            let [x, y] = spot.corners[0];
            let near = lines.iter().find(|line| (line.0 - above - y).abs() < 8.0 && (line.1[0] - x).abs() < 8.0);
            let (text, confidence) = near.map_or(("", 0.0), |line| (line.2, line.3));
            TextLine { text: text.to_owned(), confidence, region: spot.region(picture) }
        };
        Ok(spots.iter().map(line).collect())
    }
}

#[test]
fn a_clock_and_a_date_found_as_one_are_what_the_light_print_shows_as_two() {
    let (clock, date) = ((640.0, [20.0, 220.0], "15:42", 0.99), (640.0, [230.0, 430.0], "2024年11月01日", 0.99));
    let sight = |confidence| {
        let afar = vec![(640.0, [20.0, 430.0], "15:4212年11月日", confidence), (680.0, [20.0, 420.0], VERIFIED, 0.99)];
        look(&numbered(1000, 750), &Shown { from_afar: afar, in_light: vec![clock, date], ..Shown::default() }).unwrap()
    };
    assert_eq!(time(&sight(0.85)), Some("2024-11-01T15:42"));
    assert!(sight(0.995).watermark.is_unknown(), "read better than the two");
}

#[test]
fn where_the_light_print_shows_a_date_is_looked_for_its_clock() {
    let date = (640.0, [230.0, 430.0], "2024年11月01日", 0.99);
    let shown = Shown {
        from_afar: vec![(700.0, [20.0, 420.0], VERIFIED, 0.99)],
        in_light: vec![date],
        from_near: vec![(640.0, [20.0, 220.0], "15:42", 0.99), date],
    };
    assert_eq!(time(&look(&numbered(1000, 750), &shown).unwrap()), Some("2024-11-01T15:42"));
}

#[test]
fn what_contradicts_itself_in_the_light_print_is_told() {
    let forged = (640.0, [20.0, 420.0], "2023-08-17 17:13 星期六", 0.99);
    let shown =
        Shown { from_afar: vec![(700.0, [20.0, 420.0], VERIFIED, 0.99)], in_light: vec![forged], ..Shown::default() };
    let sight = look(&numbered(1000, 750), &shown).unwrap();
    assert_eq!((sight.watermark.is_unknown(), sight.contradictions), (true, vec![Contradiction::Weekday]));
}

/// Print of which the light print shows nothing, for its ground has as bright strokes; the yellow print shows it, and where it stands
/// the photo itself is read so.
struct AmongStraw(&'static str);

impl Recognizer for AmongStraw {
    fn find(&self, picture: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        let row = |top, width| Spot::at([0.02, top, width, 0.1], picture);
        // What the light print shows of the white strokes.
        let is_white = |value: &u8| (1..u8::MAX).contains(value);
        let is_yellow_alone = is_grey(picture) && !picture.rgb.iter().any(is_white);
        Ok(if is_yellow_alone { vec![row(0.2, 0.2), row(0.4, 0.6)] } else { Vec::new() })
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let line = |spot: &Spot| {
            let text = match is_grey(picture) {
                true if spot.width() > 200.0 => VERIFIED,
                true => "2026-04-07 14:32",
                false => self.0,
            };
            TextLine { text: text.to_owned(), confidence: 0.99, region: spot.region(picture) }
        };
        Ok(spots.iter().map(line).collect())
    }
}

#[test]
fn yellow_print_among_bright_strokes_is_there_and_its_digits_are_the_photo_s() {
    let mut photo = numbered(1000, 750);
    let sight = |photo: &Pixels, read| look(photo, &AmongStraw(read)).unwrap();
    assert!(sight(&photo, "").watermark.is_absent());
    for (y, x) in (640..680).flat_map(|y| (20..420).map(move |x| (y, x))).filter(|(_, x)| x % 8 < 3) {
        photo.rgb[(y * 1000 + x) * 3..][..3].copy_from_slice(&[250, 210, 20]);
    }
    assert_eq!(time(&sight(&photo, "2026-04-0714:32")), Some("2026-04-07T14:32"));
    for other in ["2026-04-01 14:32", ""] {
        assert!(sight(&photo, other).watermark.is_unknown(), "{other}");
    }
}

#[test]
fn print_that_is_brighter_than_the_strokes_of_its_ground_is_found() {
    let mut photo = numbered(1000, 750);
    for (y, x) in (400..750).flat_map(|y| (1..1000).map(move |x| (y, x))) {
        let is_print = (640..680).contains(&y) && (20..420).contains(&x) && x % 8 > 4;
        let light = if is_print { 250 } else { 100 + 50 * u8::from(x % 8 < 2) };
        photo.rgb[(y * 1000 + x) * 3..][..3].fill(light);
    }
    assert_eq!(time(&look(&photo, &AmongStraw("")).unwrap()), Some("2026-04-07T14:32"));
}

/// A card of which the light print shows all but the clock, whose strokes are too wide for it; the photo is read where it stands.
struct LargeClock(&'static str);

impl Recognizer for LargeClock {
    fn find(&self, picture: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        let rows = [[0.25, 0.3, 0.2, 0.15], [0.02, 0.55, 0.3, 0.15], [0.02, 0.75, 0.4, 0.15]];
        Ok(if is_grey(picture) { rows.map(|row| Spot::at(row, picture)).to_vec() } else { Vec::new() })
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let line = |spot: &Spot| {
            let region = spot.region(picture);
            let text = match region {
                _ if !is_grey(picture) => self.0,
                [_, y, ..] if y > 0.7 => VERIFIED,
                [_, y, ..] if y > 0.5 => "青岚县·中心广场",
                [x, ..] if x > 0.2 => "2025.03.20",
                _ => "",
            };
            TextLine { text: text.to_owned(), confidence: 0.99, region }
        };
        Ok(spots.iter().map(line).collect())
    }
}

#[test]
fn a_clock_too_large_for_the_light_print_is_read_in_the_photo() {
    let sight = |clock| look(&numbered(1000, 750), &LargeClock(clock)).unwrap();
    assert_eq!(time(&sight("12:24")), Some("2025-03-20T12:24"));
    assert!(sight("").watermark.is_unknown());
}

/// A line at the top, and a time there that only the light print of the upper part shows: it is looked at after that of the
/// lowest part.
struct LitAbove(&'static str, Mutex<u32>);

impl Recognizer for LitAbove {
    fn find(&self, picture: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        let is_grey = is_grey(picture);
        let mut looks = self.1.lock().unwrap();
        *looks += u32::from(is_grey);
        let (top, is_there) = if is_grey { (80.0, *looks == 2) } else { (30.0, first_row(picture) < 1.0) };
        let corners = [[20.0, top], [420.0, top], [420.0, top + 30.0], [20.0, top + 30.0]];
        Ok(is_there.then_some(Spot { corners, confidence: 0.9 }).into_iter().collect())
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let line = |spot: &Spot| {
            let text = if spot.corners[0][1] > 75.0 { "拍摄时间：2026-04-07 14:32" } else { self.0 };
            TextLine { text: text.to_owned(), confidence: 0.99, region: spot.region(picture) }
        };
        Ok(spots.iter().map(line).collect())
    }
}

#[test]
fn where_a_row_of_a_card_stands_above_its_light_print_is_looked_at() {
    let sight = |text| look(&numbered(1000, 750), &LitAbove(text, Mutex::default())).unwrap();
    assert_eq!(time(&sight("拍摄地点：青岚县平安街道")), Some("2026-04-07T14:32"));
    assert!(sight("信用交通 你我同行").watermark.is_absent(), "nothing that an app prints");
}

#[test]
fn a_day_beside_a_broken_clock_stands_but_where_the_light_print_speaks_against_it() {
    let part = (640.0, [20.0, 420.0], "2023-08-17 1713:20", 0.99);
    let sight = |lit: &'static str| {
        let afar = vec![part, (700.0, [20.0, 420.0], VERIFIED, 0.99)];
        let lit = vec![(740.0, [20.0, 420.0], lit, 0.99)];
        look(&numbered(1000, 780), &Shown { from_afar: afar, in_light: lit, ..Shown::default() }).unwrap()
    };
    assert_eq!(time(&sight("晴 20°C")), Some("2023-08-17"));
    assert_eq!(time(&sight("未知地点")), Some("2023-08-17"), "an app that knows no place yet is an app");
    assert!(sight("衿日水印").watermark.is_unknown());
}
