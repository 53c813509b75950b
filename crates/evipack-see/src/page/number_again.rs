//! A document number, read more than once.
//!
//! Enters: a page, a line of its head that may be a number, as it was read first, and a [`Recognizer`]. Leaves: the reading that
//! counts, and whether the readings contradict each other. Why: a recogniser is as sure of a 3 that it took for an 8 under a
//! stamp as of any other; only another picture of the same line shows that it guessed. A wrong number is worse than none.

use super::looks_numbered;
use crate::{Pixels, Recognizer, RecognizerError, Spot, TextLine};
pub(super) use evipack_core::number::{self, Outcome};

/// Longest line that is a number with its signer beside it.
const LONGEST: usize = 40;
/// More readings than this that tell the same outweigh half as many that tell another.
const ENOUGH: usize = 2;
/// Characters of the sign of an issuer 机关代字: place, body and kind of paper take two to six. Of a shorter one the beginning was
/// lost, a longer one was read with words beside it.
const USUAL_SIGN: std::ops::RangeInclusive<usize> = 2..=8;
/// How the sign of an issuer 机关代字 ends as a rule: with the kind of the paper.
const USUAL_ENDS: [char; 6] = ['发', '字', '函', '办', '规', '通'];
/// What the recogniser takes 函 for, now and then in every reading; hardly any sign ends so.
const MISREAD_END: char = '医';
/// How much higher and wider, in heights of the line, the spot of another reading is: characters come to stand elsewhere in the
/// network's grid.
const LOOSER: f32 = 0.10;
/// Brightness (of 255) in the red channel from which a pixel is paper in a picture of strong contrast, and up to which it is
/// ink: the remains of a dark red stamp lie above, thin strokes of print below.
const PAPER: f32 = 165.0;
const INK: f32 = 60.0;
/// What the bracket before a year may be read as, and the digits of a year.
const OPENING: [char; 8] = ['〔', '﹝', '[', '［', '(', '（', '【', '〖'];
const YEAR: usize = 4;
/// How much further, in heights of the line, a piece of a number is read to its beginning and its end: the sign of the issuer
/// has up to five characters, the number behind the year three digits and 号.
const BEGINNING: f32 = 5.5;
const END: f32 = 3.5;
/// Margin, in heights of the line, of the piece of the page that is taken out for another reading.
const MARGIN: f32 = 0.6;

/// A line that was read several times.
pub(super) struct Checked {
    pub(super) line: TextLine,
    /// Where it was read: more than where it was found, if that was a piece.
    pub(super) spot: Spot,
    /// The readings tell different numbers.
    pub(super) contradicted: bool,
}

/// Whether a line is worth another reading.
pub(super) fn may_be_number(text: &str) -> bool {
    text.chars().count() <= LONGEST && (looks_numbered(text) || number_in(text).is_some() || is_piece(text))
}

/// Reads a line again, in a picture of strong contrast and with a looser spot; and with thicker strokes where that contradicts.
pub(super) fn checked(
    dark: &Pixels,
    recognizer: &dyn Recognizer,
    spot: &Spot,
    first: TextLine,
) -> Result<Checked, RecognizerError> {
    if is_piece(&first.text)
        && let Some(whole) = whole_of(dark, recognizer, spot, &first)?
    {
        return Ok(Checked { line: whole, spot: spot.lengthened(BEGINNING, END), contradicted: false });
    }
    let (piece, spot) = (Piece::of(dark, spot), *spot);
    let region = first.region;
    let mut readings = vec![first];
    let strong = piece.contrasted();
    let others = [(&strong, piece.spot), (&piece.picture, looser(piece.spot)), (&strong, looser(piece.spot))];
    for (picture, cut) in others {
        let read = recognizer.read(picture, &[cut])?.into_iter().next();
        readings.extend(read.map(|line| TextLine { region, ..line }));
        if readings.len() > ENOUGH && !decided(readings.clone()).1 {
            break;
        }
    }
    if decided(readings.clone()).1 {
        // Strong contrast takes thin strokes away, of a 4 as of a 7.
        let thick = thickened(&piece.picture);
        let again = recognizer.read(&thick, &[piece.spot, looser(piece.spot)])?;
        readings.extend(again.into_iter().map(|line| TextLine { region, ..line }));
    }
    let (line, contradicted) = decided(readings);
    Ok(Checked { line, spot, contradicted })
}

/// Whether a number's sign is shorter or longer than any body's.
pub(super) fn has_odd_sign(text: &str) -> bool {
    let number = number_in(text);
    let sign = number.as_deref().and_then(|number| number.split_once('〔')).map(|(sign, _)| sign.chars().count());
    sign.is_some_and(|length| !USUAL_SIGN.contains(&length))
}

/// Whether a text is no number and bears a year in brackets: the finder parts a number where a stamp lies over it.
fn is_piece(text: &str) -> bool {
    let is_year =
        |rest: &str| rest.starts_with("20") && rest.chars().take(YEAR).filter(char::is_ascii_digit).count() == YEAR;
    number_in(text).is_none() && text.split(OPENING).skip(1).any(is_year)
}

/// The whole of a piece of a number, where two readings of more to both sides tell the same number with all digits of the piece.
fn whole_of(
    dark: &Pixels,
    recognizer: &dyn Recognizer,
    spot: &Spot,
    first: &TextLine,
) -> Result<Option<TextLine>, RecognizerError> {
    let piece = Piece::of(dark, &spot.lengthened(BEGINNING, END));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let mut readings = recognizer.read(&piece.picture, &[piece.spot])?;
    readings.extend(recognizer.read(&piece.contrasted(), &[piece.spot])?);
    let numbers: Vec<Option<String>> = readings.iter().map(|line| number_in(&line.text)).collect();
    let agreed = match numbers.as_slice() {
        [Some(one), Some(other)] if one == other && digits(one).contains(&digits(&first.text)) => one,
        _ => return Ok(None),
    };
    let surest = readings.iter().map(|line| line.confidence).fold(0.0, f32::max);
    Ok(Some(TextLine { text: agreed.clone(), confidence: surest, region: first.region }))
}

/// The reading on which most agree: all that tell a number, or three of four, four of six. A reading that is no number says
/// nothing against one that is. The surest of those that agree is taken. Beside it whether the readings contradict each other.
fn decided(readings: Vec<TextLine>) -> (TextLine, bool) {
    let numbers: Vec<Option<String>> = readings.iter().map(|line| number_in(&line.text)).collect();
    let told: Vec<&String> = numbers.iter().flatten().collect();
    let votes = |number: &String| told.iter().filter(|other| **other == number).count();
    let most = told.iter().copied().max_by_key(|number| votes(number));
    let agreed = most
        .filter(|most| votes(most) == told.len() || votes(most) > ENOUGH && votes(most) * 3 >= told.len() * 2)
        .or_else(|| usual_of(&told));
    let is_misread = |number: &String| parts(number).is_some_and(|(_, end, _)| end == MISREAD_END);
    let contradicted = agreed.map_or(!told.is_empty(), is_misread);
    let wanted = agreed.or(most).cloned();
    let agreeing = readings.into_iter().zip(&numbers).filter(|(_, number)| wanted.is_none() || **number == wanted);
    let line = match wanted {
        // Of lines without a number the first reading counts, as of any other line.
        None => agreeing.map(|(line, _)| line).next(),
        Some(_) => agreeing.map(|(line, _)| line).max_by(|a, b| a.confidence.total_cmp(&b.confidence)),
    };
    let nothing = TextLine { text: String::new(), confidence: 0.0, region: [0.0; 4] };
    (line.unwrap_or(nothing), contradicted)
}

/// Of two numbers that differ in nothing but the last character before the year, the one of a usual kind of paper: 便医 is 便函.
fn usual_of<'a>(told: &[&'a String]) -> Option<&'a String> {
    let (first_sign, _, first_rest) = parts(told.first()?)?;
    let alike =
        |number: &&String| parts(number).is_some_and(|(sign, _, rest)| (sign, rest) == (first_sign, first_rest));
    let is_usual = |number: &&&String| parts(number).is_some_and(|(_, end, _)| USUAL_ENDS.contains(&end));
    let usual = *told.iter().find(is_usual)?;
    let is_only = told.iter().filter(is_usual).all(|other| *other == usual);
    (is_only && told.iter().all(alike)).then_some(usual)
}

/// The sign of the issuer without its last character, that character, and what follows the bracket of the year.
fn parts(number: &str) -> Option<(&str, char, &str)> {
    let (sign, rest) = number.split_once('〔')?;
    let end = sign.chars().next_back()?;
    Some((sign.strip_suffix(end)?, end, rest))
}

/// The one number of a text, in its standard form.
fn number_in(text: &str) -> Option<String> {
    match number::find(text).as_slice() {
        [found] => match &found.outcome {
            Outcome::Number(number) => Some(number.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// A spot with some paper around it.
struct Piece {
    picture: Pixels,
    spot: Spot,
}

impl Piece {
    fn of(page: &Pixels, spot: &Spot) -> Self {
        let margin = spot.height() * MARGIN;
        let span = |axis: usize, whole: u32| {
            let all = spot.corners.map(|corner| corner[axis]);
            let from = (all.iter().copied().fold(f32::MAX, f32::min) - margin).floor().clamp(0.0, whole as f32);
            let to = (all.iter().copied().fold(0.0, f32::max) + margin).ceil().clamp(from, whole as f32);
            (from, to - from)
        };
        let ((x, wide), (y, high)) = (span(0, page.width), span(1, page.height));
        let part = |at: f32, whole: u32| f64::from(at) / f64::from(whole.max(1));
        let region = [part(x, page.width), part(y, page.height), part(wide, page.width), part(high, page.height)];
        Self { picture: page.part(region), spot: spot.shifted(-x, -y) }
    }

    /// The piece with its greys spread: what is paler than print becomes paper.
    fn contrasted(&self) -> Pixels {
        let spread = |value: u8| ((f32::from(value) - INK) * 255.0 / (PAPER - INK)) as u8;
        let rgb = self.picture.rgb.iter().map(|value| spread(*value)).collect();
        Pixels { rgb, ..self.picture.clone() }
    }
}

/// A picture with its strokes one pixel thicker: the thin level strokes of print (of a 4, a 7) are what gets lost.
fn thickened(picture: &Pixels) -> Pixels {
    let mut thick = picture.clone();
    for (y, x) in (0..picture.height).flat_map(|y| (0..picture.width).map(move |x| (y, x))) {
        let (right, below) = ((x + 1).min(picture.width - 1), (y + 1).min(picture.height - 1));
        let around = [picture.at(x, y), picture.at(right, y), picture.at(x, below), picture.at(right, below)];
        let darkest = around.into_iter().reduce(|a, b| std::array::from_fn(|i| a[i].min(b[i])));
        let at = ((y * picture.width + x) * 3) as usize;
        if let (Some(pixel), Some(darkest)) = (thick.rgb.get_mut(at..at + 3), darkest) {
            pixel.copy_from_slice(&darkest);
        }
    }
    thick
}

/// A spot that is larger on every side.
fn looser(spot: Spot) -> Spot {
    let by = spot.height() * LOOSER;
    let [top_left, top_right, _, bottom_left] = spot.corners;
    let unit = |to: [f32; 2]| {
        let (x, y) = (to[0] - top_left[0], to[1] - top_left[1]);
        let length = x.hypot(y).max(1.0);
        [x / length * by, y / length * by]
    };
    let (along, down) = (unit(top_right), unit(bottom_left));
    let signs = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
    let mut corners = spot.corners;
    for (corner, (right, below)) in corners.iter_mut().zip(signs) {
        for axis in 0..2 {
            corner[axis] += along[axis] * right + down[axis] * below;
        }
    }
    Spot { corners, ..spot }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(texts: &[&str]) -> (String, bool) {
        let line = |text: &&str| TextLine { text: (*text).to_owned(), confidence: 0.9, region: [0.0; 4] };
        let (line, contradicted) = decided(texts.iter().map(line).collect());
        (line.text, contradicted)
    }

    #[test]
    fn readings_that_agree_count_and_others_contradict() {
        let (one, other) = ("青交发〔2026〕3号", "青交发〔2026〕8号");
        assert_eq!(decide(&[one, one, one]), (one.to_owned(), false));
        assert_eq!(decide(&[one, "青交发[2026]3号", one]), (one.to_owned(), false), "brackets are read in many ways");
        assert_eq!(decide(&[one, other, one]), (one.to_owned(), true));
        assert_eq!(decide(&[one, other, one, one]), (one.to_owned(), false), "three of four");
        assert!(decide(&[one, other, one, other]).1);
        assert_eq!(decide(&[one, other, one, other, one, one]), (one.to_owned(), false), "four of six");
        assert!(decide(&[one, other, one, other, one, other]).1 && decide(&[one, other, one, other, one]).1);
        let (letter, none) = ("青便函〔2026〕3号", "青便医〔2026〕3号");
        assert_eq!(decide(&[letter, none, letter, none]), (letter.to_owned(), false), "no paper is a 便医");
        assert!(decide(&[none, none, none]).1, "and may be a 便函 misread each time");
        assert!(decide(&[letter, none, letter, "青便医〔2026〕8号"]).1, "the digits differ too");
        assert!(decide(&[letter, "青便发〔2026〕3号", letter, "青便发〔2026〕3号"]).1, "both are usual");
        assert_eq!(decide(&["青交发202613号", one, one]), (one.to_owned(), false), "no number says nothing");
        assert_eq!(decide(&["青交发", "", "号"]), ("青交发".to_owned(), false));
        assert_eq!(decide(&[]), (String::new(), false));
    }

    #[test]
    fn a_sign_without_its_beginning_or_with_words_beside_it_is_odd() {
        assert!(has_odd_sign("征特见承评诺见复信云交函〔2024〕189号") && !has_odd_sign("青信用交通办发〔2024〕189号"));
        assert!(has_odd_sign("运〔2026〕251号") && !has_odd_sign("青运〔2026〕251号"));
        assert!(!has_odd_sign("第12号") && !has_odd_sign("青岚县交通运输局关于印发工作方案的通知"));
    }

    #[test]
    fn a_number_that_was_parted_is_a_piece() {
        assert!(is_piece("青住建发〔2026〕") && is_piece("云住建函[2026]140") && is_piece("〔2026〕23号"));
        assert!(!is_piece("青交发〔2026〕3号") && !is_piece("青岚县交通运输局") && !is_piece("（试行）"));
    }

    /// Reads what lies under a spot of a known width: a number in two pieces, whole only where both ends are inside.
    struct Parted(&'static str);

    impl Recognizer for Parted {
        fn find(&self, _: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
            Ok(Vec::new())
        }

        fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
            let is_long = |spot: &Spot| spot.width() > 200.0;
            let text = |spot: &Spot| if is_long(spot) { self.0 } else { "青住建发〔2026〕" };
            let line =
                |spot: &Spot| TextLine { text: text(spot).to_owned(), confidence: 0.9, region: spot.region(picture) };
            Ok(spots.iter().map(line).collect())
        }
    }

    #[test]
    fn the_whole_of_a_piece_tells_all_its_digits() {
        let page = Pixels::filled(600, 100, [250; 3]);
        let spot = Spot { corners: [[250.0, 40.0], [350.0, 40.0], [350.0, 60.0], [250.0, 60.0]], confidence: 1.0 };
        let read = |whole: &'static str| {
            let first = Parted(whole).read(&page, &[spot]).unwrap().remove(0);
            checked(&page, &Parted(whole), &spot, first).unwrap()
        };
        let whole = read("青住建发〔2026〕173号");
        assert_eq!(whole.line.text, "青住建发〔2026〕173号");
        assert!(whole.spot.width() > 200.0, "its other pieces lie within it, and are no lines beside it");
        assert_eq!(read("青住建发〔2025〕173号").line.text, "青住建发〔2026〕", "another year");
        assert_eq!(read("通知如下").line.text, "青住建发〔2026〕");
    }

    #[test]
    fn a_looser_spot_is_larger_on_every_side() {
        let spot = Spot { corners: [[10.0, 10.0], [110.0, 10.0], [110.0, 30.0], [10.0, 30.0]], confidence: 1.0 };
        assert_eq!(looser(spot).corners, [[8.0, 8.0], [112.0, 8.0], [112.0, 32.0], [8.0, 32.0]]);
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "whole pixels")]
    fn a_piece_holds_its_spot_and_strong_contrast_keeps_print() {
        let mut page = Pixels::filled(200, 100, [200; 3]);
        for x in 60..140 {
            page.rgb[(50 * 200 + x) * 3..][..3].fill(40);
        }
        let spot = Spot { corners: [[50.0, 40.0], [150.0, 40.0], [150.0, 60.0], [50.0, 60.0]], confidence: 1.0 };
        let piece = Piece::of(&page, &spot);
        assert_eq!((piece.picture.width, piece.picture.height), (124, 44));
        assert_eq!(piece.spot.corners[0], [12.0, 12.0]);
        let strong = piece.contrasted();
        assert_eq!((strong.at(0, 0), strong.at(62, 22)), ([255; 3], [0; 3]));
    }

    #[test]
    fn a_thin_stroke_becomes_thicker() {
        let mut picture = Pixels::filled(4, 3, [200; 3]);
        picture.rgb[(4 + 2) * 3..][..3].fill(40);
        let thick = thickened(&picture);
        let dark: Vec<(u32, u32)> =
            (0..3).flat_map(|y| (0..4).map(move |x| (x, y))).filter(|&(x, y)| thick.at(x, y) == [40; 3]).collect();
        assert_eq!(dark, [(1, 0), (2, 0), (1, 1), (2, 1)]);
        assert_eq!(thickened(&Pixels::filled(0, 0, [0; 3])).rgb, [0u8; 0]);
    }
}
