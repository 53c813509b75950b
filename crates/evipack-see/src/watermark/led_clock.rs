//! A clock of lights in the scene: 14:54 on the wall of a station.
//!
//! Enters: a photo and its lines. Leaves: the lines without the time, and the date beside it, on a clock whose digits glow in a
//! colour on a black panel. Why: a time alone near an edge may be what is left of a watermark, and goes to a human. An app prints
//! over the scene or on a translucent card, in the light of the scene; a panel is black and stops where the wall begins.

use crate::{Pixels, TextLine};
use evipack_core::facts::Region;

/// Brightness (of 255) up to which a pixel belongs to the panel, and the share of the line's box that does.
const BLACK: u8 = 60;
const LEAST_BLACK: f64 = 0.45;
/// How much brighter than half of the panel a digit is: at night it has a brightness of 70 to 100.
const LIT: u8 = 45;
/// Difference between the strongest and the weakest channel of a glowing digit, as a part of the strongest; print is white, or yellow
/// on a card that is not black, and a wall at night is bluish, a fifth. The share of the box that glows, and of what is bright in it:
/// the rest is wall, where the box reaches beyond the panel.
const GLOWING: f64 = 0.45;
const LEAST_LIT: f64 = 0.03;
const LEAST_GLOWING: f64 = 0.25;
/// The wall around the panel, in heights of the line: from beyond the panel's own edge on, or nearer, where the panel ends with its
/// digits; far off, a panel near the frame's edge has none. Half of it is brighter than half of what is black of the panel by so much,
/// on so many sides.
const WALLS: [std::ops::RangeInclusive<f64>; 2] = [1.1..=1.8, 0.5..=0.9];
const BRIGHTER: u8 = 30;
const SIDES: usize = 3;

/// The most signs of a clock that are read as something else: its digits are made of strokes.
const MISREAD: usize = 1;
/// Digits of a date that something may hide the beginning of.
const LEAST_OF_A_DATE: usize = 4;

/// The lines that no clock of the scene shows.
pub(super) fn taken_out(photo: &Pixels, lines: &[TextLine]) -> Vec<TextLine> {
    let clocks: Vec<&TextLine> = lines.iter().filter(|line| is_led_clock(photo, line)).collect();
    let is_clock = |line: &TextLine| clocks.iter().any(|clock| std::ptr::eq(*clock, line));
    // A date alone is left to others: cameras print it in such colours.
    let is_of_a_clock = |line: &TextLine| {
        let is_beside = |clock: &&TextLine| is_stacked(clock.region, line.region);
        is_date(&line.text) && clocks.iter().any(is_beside) && is_panel(photo, line.region)
    };
    lines.iter().filter(|line| !is_clock(line) && !is_of_a_clock(line)).cloned().collect()
}

/// Whether a line is the time on a clock of lights.
fn is_led_clock(photo: &Pixels, line: &TextLine) -> bool {
    is_time(&line.text) && is_panel(photo, line.region)
}

/// Whether a text is digits and what stands between hours, minutes and seconds, and nothing else.
fn is_time(text: &str) -> bool {
    const LONGEST: usize = "12:46:09".len();
    let text = text.trim();
    let is_of_a_time = |c: &char| c.is_ascii_digit() || matches!(c, ':' | '：' | '.' | ' ');
    let others = text.chars().filter(|c| !is_of_a_time(c)).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.chars().count() <= LONGEST && digits > 0 && (others == 0 || others <= MISREAD && text.contains([':', '：']))
}

/// Whether a text is digits and what stands between year, month and day, and nothing else.
fn is_date(text: &str) -> bool {
    let text = text.trim();
    let is_of_a_date = |c: char| c.is_ascii_digit() || "-./年月日".contains(c);
    text.chars().all(is_of_a_date) && text.chars().filter(char::is_ascii_digit).count() >= LEAST_OF_A_DATE
}

/// Whether one line stands below the other, no farther from it than it is high.
fn is_stacked(a: Region, b: Region) -> bool {
    let gap = |axis: usize| a[axis].max(b[axis]) - (a[axis] + a[axis + 2]).min(b[axis] + b[axis + 2]);
    gap(0) < 0.0 && gap(1) <= a[3].min(b[3])
}

fn is_panel(photo: &Pixels, region: Region) -> bool {
    let inside = pixels(photo, region);
    let all = inside.len().max(1) as f64;
    let black: Vec<u8> = inside.iter().map(|pixel| brightness(*pixel)).filter(|value| *value <= BLACK).collect();
    let black_share = black.len() as f64 / all;
    let Some(panel) = median(black) else { return false };
    let lit = inside.iter().filter(|pixel| brightness(**pixel) >= panel.saturating_add(LIT));
    let (lit, glowing) = lit.fold((0.0, 0.0), |(lit, glowing), pixel| {
        let glows = f64::from(hue(*pixel)) >= GLOWING * f64::from(brightness(*pixel));
        (lit + 1.0, if glows { glowing + 1.0 } else { glowing })
    });
    black_share >= LEAST_BLACK
        && glowing >= LEAST_LIT * all
        && glowing >= LEAST_GLOWING * lit
        && walls(photo, region, panel) >= SIDES
}

/// On how many sides something brighter than a panel lies beyond it.
fn walls(photo: &Pixels, region: Region, panel: u8) -> usize {
    let is_wall = |side: Region| {
        let wall = median(pixels(photo, side).into_iter().map(brightness).collect());
        wall.is_some_and(|wall| wall >= panel.saturating_add(BRIGHTER))
    };
    let [far, near] = WALLS.map(|wall| sides(photo, region, &wall).map(is_wall));
    far.into_iter().zip(near).filter(|(far, near)| *far || *near).count()
}

/// What lies above, below, left and right of a line, so far from it in its heights.
fn sides(photo: &Pixels, [x, y, width, height]: Region, far: &std::ops::RangeInclusive<f64>) -> [Region; 4] {
    let form = f64::from(photo.height) / f64::from(photo.width.max(1));
    let (near, deep) = (far.start() * height, (far.end() - far.start()) * height);
    [
        [x, y - near - deep, width, deep],
        [x, y + height + near, width, deep],
        [x - (near + deep) * form, y, deep * form, height],
        [x + width + near * form, y, deep * form, height],
    ]
}

fn median(mut values: Vec<u8>) -> Option<u8> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

/// The pixels of a place, as far as it lies in the picture: beyond its edge there are none, where [`Pixels::part`] gives the nearest.
fn pixels(photo: &Pixels, [x, y, width, height]: Region) -> Vec<[u8; 3]> {
    let span = |from: f64, length: f64, whole: u32| {
        let at = |part: f64| (part * f64::from(whole)).round().clamp(0.0, f64::from(whole)) as u32;
        at(from)..at(from + length)
    };
    let (columns, rows) = (span(x, width, photo.width), span(y, height, photo.height));
    rows.flat_map(|y| columns.clone().map(move |x| (x, y))).map(|(x, y)| photo.at(x, y)).collect()
}

fn brightness(pixel: [u8; 3]) -> u8 {
    pixel.into_iter().max().unwrap_or_default()
}

fn hue(pixel: [u8; 3]) -> u8 {
    brightness(pixel) - pixel.into_iter().min().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: Region = [0.4, 0.2, 0.2, 0.08];

    /// A picture 500 pixels wide and high, with a panel around [`LINE`] and strokes of a colour on it.
    fn photo(wall: [u8; 3], panel: [u8; 3], digits: [u8; 3]) -> Pixels {
        let mut photo = Pixels::filled(500, 500, wall);
        let mut fill = |(left, top, right, low): (usize, usize, usize, usize), colour: [u8; 3]| {
            for y in top..low {
                for x in left..right {
                    photo.rgb[(y * 500 + x) * 3..][..3].copy_from_slice(&colour);
                }
            }
        };
        fill((180, 85, 320, 155), panel);
        for stroke in 0..5 {
            fill((210 + 20 * stroke, 105, 216 + 20 * stroke, 135), digits);
        }
        photo
    }

    fn is_clock(photo: &Pixels, text: &str) -> bool {
        is_led_clock(photo, &TextLine { text: text.to_owned(), confidence: 0.98, region: LINE })
    }

    #[test]
    fn a_clock_glows_on_a_black_panel() {
        for digits in [[255, 60, 40], [60, 230, 110], [250, 170, 40]] {
            assert!(is_clock(&photo([150, 160, 170], [12, 14, 12], digits), "14:54"), "{digits:?}");
        }
        for digits in [[90, 55, 12], [80, 22, 20], [20, 90, 45]] {
            assert!(is_clock(&photo([62, 62, 70], [8, 9, 8], digits), "14:54"), "{digits:?} at night");
        }
        let clock = photo([150, 160, 170], [12, 14, 12], [255, 60, 40]);
        assert!(is_clock(&clock, "14:54:09") && is_clock(&clock, "1454"));
        for text in ["2026-10-14", "2026-10-14 20:10", "08:30 打卡", "", " : "] {
            assert!(!is_clock(&clock, text), "{text}");
        }
    }

    #[test]
    fn a_date_is_of_a_clock_only_beside_its_time() {
        let clock = photo([150, 160, 170], [12, 14, 12], [255, 60, 40]);
        let left = |texts: [&str; 2]| -> Vec<String> {
            let [x, y, width, height] = LINE;
            let half = |row: f64| [x, y + row * height / 2.0, width, height / 2.0];
            let line = |text: &str, row| TextLine { text: text.to_owned(), confidence: 0.98, region: half(row) };
            taken_out(&clock, &[line(texts[0], 0.0), line(texts[1], 1.0)]).into_iter().map(|line| line.text).collect()
        };
        assert!(left(["14:54", "2024-10-31"]).is_empty());
        assert!(left(["1旧:54", "4-10-31"]).is_empty(), "a digit misread, and a beginning hidden");
        assert_eq!(left(["今日水印", "2024-10-31"]), ["今日水印", "2024-10-31"]);
        assert_eq!(left(["14:54", "青岚县双泉镇"]), ["青岚县双泉镇"]);
        assert!(!is_stacked(LINE, [0.7, 0.28, 0.2, 0.08]) && !is_stacked(LINE, [0.4, 0.4, 0.2, 0.08]));
    }

    #[test]
    fn a_panel_in_a_corner_has_walls_beside_it() {
        // In the upper right corner: of the panel's own edge a little is inside of the frame, and nothing far beyond it.
        let whole = photo([150, 160, 170], [12, 14, 12], [255, 60, 40]);
        let (wide, high) = (340, 500 - 65);
        let photo = whole.part([0.0, 65.0 / 500.0, f64::from(wide) / 500.0, f64::from(high) / 500.0]);
        let region = [200.0 / f64::from(wide), 35.0 / f64::from(high), 100.0 / f64::from(wide), 40.0 / f64::from(high)];
        assert!(is_led_clock(&photo, &TextLine { text: "14:54".to_owned(), confidence: 0.98, region }));
    }

    #[test]
    fn print_is_no_clock() {
        let [wall, panel, red] = [[150, 160, 170], [12, 14, 12], [255, 60, 40]];
        assert!(!is_clock(&photo(wall, panel, [250; 3]), "14:54"), "white print on a card");
        assert!(!is_clock(&photo(wall, [90, 95, 100], red), "14:54"), "a translucent card");
        assert!(!is_clock(&photo([62, 62, 70], [8, 9, 8], [95, 95, 100]), "14:54"), "white print on a card at night");
        assert!(!is_clock(&photo([30; 3], panel, red), "14:54"), "at night nobody sees where the panel ends");
        assert!(!is_clock(&photo(wall, wall, red), "14:54"), "no panel at all");
    }

    #[test]
    fn places_beyond_the_picture_survive() {
        let photo = photo([150; 3], [12; 3], [255, 60, 40]);
        for region in [[-1.0, -1.0, 0.5, 0.5], [0.9, 0.9, 5.0, 5.0], [0.5, 0.5, 0.0, 0.0], [f64::NAN; 4]] {
            assert!(!is_panel(&photo, region), "{region:?}");
        }
    }
}
