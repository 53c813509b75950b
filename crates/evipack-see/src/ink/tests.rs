//! White, red and grey on small pictures.

use super::*;

fn plain(width: u32, height: u32, ink: [u8; 3]) -> Pixels {
    Pixels { width, height, rgb: ink.repeat((width * height) as usize) }
}

fn spotted(paper: [u8; 3], ink: [u8; 3]) -> Pixels {
    let mut page = plain(160, 200, paper);
    for y in 80..100 {
        for x in 70..90 {
            page.rgb[(y * 160 + x) * 3..][..3].copy_from_slice(&ink);
        }
    }
    page
}

#[test]
fn shrinking_averages_areas() {
    let page = Pixels { width: 4, height: 2, rgb: [[0u8; 3], [100; 3], [200; 3], [0; 3]].concat().repeat(2) };
    assert_eq!(shrunk(&page, 2, 1).rgb, [50, 50, 50, 100, 100, 100]);
    assert_eq!(shrunk(&page, 1, 1).rgb, [75, 75, 75]);
    assert_eq!(shrunk(&plain(7, 5, [9, 8, 7]), 3, 2), plain(3, 2, [9, 8, 7]));
    assert_eq!(shrunk(&plain(2, 2, [9, 8, 7]), 5, 3), plain(5, 3, [9, 8, 7]));
}

#[test]
fn yellow_dark_paper_becomes_white() {
    let page = balanced(&spotted([200, 190, 150], [60, 57, 45]));
    assert!(page.rgb[..3].iter().all(|value| *value >= 253), "{:?}", &page.rgb[..3]);
    let letter = &page.rgb[(90 * 160 + 80) * 3..][..3];
    assert!(letter.iter().all(|value| (70..85).contains(value)), "{letter:?}");
}

#[test]
fn red_ink_stays_red_on_any_paper() {
    for paper in [[255, 255, 255], [225, 215, 180], [150, 140, 120]] {
        let ink = paper.map(|value: u16| value as u8);
        let red = [ink[0], ink[1] / 4, ink[2] / 4];
        let map = redness(&balanced(&spotted(ink, red)));
        assert!(map.row(90)[80] > 120, "{paper:?}: {}", map.row(90)[80]);
        assert!(map.row(10)[10] < 6);
        assert!((map.share_over(60, (70, 80, 20, 20)) - 1.0).abs() < 1e-9);
        assert!(map.share_over(60, (0, 0, 60, 60)) < 1e-9);
        assert_eq!((map.width(), map.height()), (160, 200));
    }
}

#[test]
fn gold_blue_and_black_are_not_red() {
    for ink in [[238, 196, 60], [40, 60, 160], [30, 30, 30], [40, 150, 80]] {
        assert!(redness(&balanced(&spotted([255; 3], ink))).row(90)[80] < 15, "{ink:?}");
    }
}

#[test]
fn a_copy_without_colour_is_grey() {
    assert!(is_grey(&spotted([230; 3], [20; 3])));
    assert!(is_grey(&plain(0, 0, [0; 3])));
    assert!(!is_grey(&spotted([230; 3], [200, 40, 40])));
    assert!(!is_grey(&plain(20, 20, [230, 225, 200])));
}

#[test]
fn tinted_paper_was_taken_in_colour() {
    assert!(has_hue(&plain(20, 20, [230, 225, 220])) && has_hue(&spotted([235, 229, 216], [20; 3])));
    assert!(!has_hue(&plain(20, 20, [230, 229, 228])), "what JPEG makes of grey");
    assert!(!has_hue(&spotted([230; 3], [200, 40, 40])) && !has_hue(&plain(0, 0, [0; 3])));
}

#[test]
fn nothing_and_too_few_bytes_survive() {
    let empty = plain(0, 0, [0; 3]);
    assert_eq!(balanced(&empty), empty);
    assert_eq!(shrunk(&empty, 2, 1).rgb.len(), 6);
    let torn = Pixels { width: 30, height: 30, rgb: vec![1; 5] };
    assert_eq!(balanced(&torn), torn);
    assert_eq!(redness(&torn).row(29).len(), 30);
    assert!(redness(&torn).row(30).is_empty());
    assert!((redness(&torn).share_over(0, (90, 90, 5, 5))).abs() < 1e-9);
}
