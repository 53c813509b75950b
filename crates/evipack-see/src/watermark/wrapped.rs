//! A place that is printed in two or three lines.
//!
//! Enters: the line that names the place, and all lines of the photo. Leaves: the whole name. Why: apps break a long address at the
//! edge of their card, in the middle of a word (`…松阳岭区·杨` and `柳铺镇`), and half of it is another place.

use super::block::Item;
use super::stamp;
use evipack_core::facts::Region;

/// Lines that an address is broken into beyond the first.
const MOST: usize = 2;
/// How far the lines of one address lie apart, and how much their heights differ, in heights of the line.
const GAP: f64 = 0.9;
const HEIGHTS: f64 = 0.3;
/// How far left of the first line the others begin at most, in heights.
const ASIDE: f64 = 0.8;
/// Longest rest of an address, in characters.
const LONGEST: usize = 16;
/// How the names of places end: what follows a place and does not end so is a task or a person.
const ENDINGS: &str = "省市区县旗镇乡村街道路站口室楼厅园场桥院校厂库号段里庄湾岭店寨堡局处所心组头学";
/// How those of bodies end: behind a name that is whole they are the body's that took the photo.
const BODIES: &str = "局处所心组院";

/// Letters in front of the number of a road (GB/T 917: national, provincial, county, town and village roads), and digits
/// of those numbers: fewer are a part of one.
const ROADS: &str = "GSXYC";
const ROAD_DIGITS: std::ops::RangeInclusive<usize> = 3..=4;

/// The name of a place, with the lines on which it goes on.
pub(super) fn whole(first: &Item, name: &str, all: &[Item]) -> String {
    let mut name = name.to_owned();
    let mut last = first;
    for _ in 0..MOST {
        let goes_on = |item: &&Item| {
            let text = item.line.text.trim();
            let is_rest = is_rest(text) && item.is_nothing_else()
                || ends_a_road(&name, text) && !item.is_temporal() && !item.is_of_an_app();
            is_rest && is_below(last.line.region, first.line.region, item.line.region)
        };
        let Some(next) = all.iter().find(goes_on) else { break };
        let rest = next.line.text.trim();
        if ends_in(&name, ENDINGS) && ends_in(rest, BODIES) {
            break;
        }
        name.push_str(rest);
        last = next;
    }
    name
}

fn ends_in(text: &str, endings: &str) -> bool {
    text.chars().next_back().is_some_and(|last| endings.contains(last))
}

/// Whether a text may be the rest of a name.
fn is_rest(text: &str) -> bool {
    text.chars().count() <= LONGEST && ends_in(text, ENDINGS) && !text.contains([':', '：', ' '])
}

/// Whether a text ends the number of a road that a name does not have, or has a part of: `…县道X0` and `17`, `…县` and `道X017`.
fn ends_a_road(name: &str, text: &str) -> bool {
    let digits = |text: &str| {
        let before = text.trim_end_matches(stamp::is_digit);
        ends_in(before, ROADS).then(|| text.len() - before.len())
    };
    let is_whole = |text: &str| digits(text).is_some_and(|digits| ROAD_DIGITS.contains(&digits));
    text.chars().count() <= LONGEST && !is_whole(name) && is_whole(&format!("{name}{text}"))
}

/// Whether the second place follows the place of the line before it, where the first line's is given, too.
fn is_below([_, top, _, height]: Region, first: Region, [x, y, width, high]: Region) -> bool {
    let is_next = y > top + height / 2.0 && y <= top + height + GAP * height;
    // Below the name, or below its label, and shorter: the line before it was full.
    let begins_there = x >= first[0] - ASIDE * height && x + width < first[0] + first[2] - height;
    height > 0.0 && is_next && begins_there && (high - height).abs() <= HEIGHTS * height
}

#[cfg(test)]
mod tests {
    use crate::TextLine;
    use crate::watermark::from_lines;

    fn place(lines: &[(&str, [f64; 4])]) -> String {
        let line = |(text, region): &(&str, [f64; 4])| TextLine {
            text: (*text).to_owned(),
            confidence: 0.98,
            region: *region,
        };
        let mut all: Vec<TextLine> = lines.iter().map(line).collect();
        all.push(line(&("2026-04-07 14:32", [0.04, 0.8, 0.25, 0.03])));
        from_lines(&all).value().and_then(|watermark| watermark.place.clone()).unwrap_or_default()
    }

    #[test]
    fn a_broken_address_is_put_together() {
        let first = ("东澜省云泽市·松阳岭区·杨", [0.04, 0.84, 0.3, 0.03]);
        assert_eq!(place(&[first, ("柳铺镇", [0.04, 0.875, 0.08, 0.03])]), "东澜省云泽市·松阳岭区·杨柳铺镇");
        let labelled = ("地点：松阳岭区平安街道环城东路", [0.04, 0.84, 0.3, 0.03]);
        let rest = ("与学府路交叉口", [0.1, 0.875, 0.14, 0.03]);
        assert_eq!(place(&[labelled, rest]), "松阳岭区平安街道环城东路与学府路交叉口");
        for (first, rest) in [("县道X0", "17"), ("县", "道X017"), ("", "县道X017"), ("国道G22", "0")] {
            let first = &format!("云泽市松阳岭区松涛镇·{first}");
            let lines = [(first.as_str(), [0.04, 0.84, 0.3, 0.03]), (rest, [0.04, 0.875, 0.05, 0.03])];
            assert_eq!(place(&lines), format!("{first}{rest}"));
        }
    }

    #[test]
    fn what_is_no_address_is_not_put_to_it() {
        let first = ("东澜省云泽市·松阳岭区", [0.04, 0.84, 0.3, 0.03]);
        for other in [
            ("隐患排查", [0.04, 0.875, 0.08, 0.03]),
            ("方达通望溪区公路事业发展中心", [0.04, 0.875, 0.25, 0.03]),
            ("闻若川 青岚县石桥镇", [0.04, 0.875, 0.25, 0.03]),
            ("今日水印相机", [0.04, 0.875, 0.12, 0.03]),
            ("17", [0.04, 0.875, 0.04, 0.03]),
            ("惠民路", [0.3, 0.875, 0.08, 0.03]),
            ("惠民路", [0.04, 0.93, 0.08, 0.03]),
            ("惠民路", [0.04, 0.875, 0.12, 0.06]),
        ] {
            assert_eq!(place(&[first, other]), "东澜省云泽市·松阳岭区", "{other:?}");
        }
    }
}
