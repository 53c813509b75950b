//! Ink that nobody read, where a number or a mark may stand.
//!
//! Enters: a page, and the lines and rules that were seen on it. Leaves: whether something lies below the mark, anywhere in the
//! head, or on the page, that is none of them. Why: a logo, a pasted picture or a stain hides what lies under it from the recogniser, and what
//! may be there must not be called absent; where the paper is blank, nothing is.

use super::{Head, SeenLine, SeenRule};
use crate::{PAPER_WIDTH_MM, Pixels};
use evipack_core::facts::Region;

/// How far below the mark the number may stand: two empty lines of 10 mm, itself, and as much again (GB/T 9704-2012, 7.2.5).
const REACH_MM: f64 = 25.0;
/// What is left out above the rule: it may lie askew, and its edge is blurred.
const ABOVE_RULE_MM: f64 = 1.5;
/// Type of this size is a mark's: the number is of 16 points (3号), marks are made to be seen from 22 (二号) on.
const MARK_PT: f64 = 22.0;
/// The darkest channel of ink (of 255; paper is near 255 on a balanced page), and its share of a cell with a character in it.
const INK: u8 = 150;
const INKED: f64 = 0.12;
/// Side of a cell: less than a character of the number (5.6 mm); with fewer of them inked it is a speck or a stroke.
const CELL_MM: f64 = 4.0;
const CELLS: usize = 3;
/// A seal in a grey copy is lighter than print; and it covers more cells than this. Of 50 grey copies of sealed pages (seeds 9, 11 and
/// 12 million) none had fewer than 23, of pages of nothing but text none more than 2.
const PALE_INK: u8 = 215;
const SEAL_CELLS: usize = 8;
/// The box of a line is not higher, as a fraction of the page (15 mm): around something higher lies more than a line.
const HIGHEST_LINE: f64 = 0.05;

/// Whether the place of the number, below the lowest mark of the head, bears ink outside of `lines`. Below a mark the paper is blank
/// but for the number and its signer, down to the rule.
pub(super) fn hides_number(balanced: &Pixels, head: Head, lines: &[SeenLine], rules: &[SeenRule]) -> bool {
    let px_per_mm = f64::from(balanced.width) / PAPER_WIDTH_MM;
    let place = place(head, lines, rules, f64::from(balanced.height) / px_per_mm);
    place.is_some_and(|place| has_unread(balanced, place, lines))
}

/// Whether the head bears ink outside of `lines`.
pub(super) fn is_in_head(balanced: &Pixels, head: Head, lines: &[SeenLine]) -> bool {
    has_unread(balanced, [0.0, 0.0, 1.0, head.end()], lines)
}

/// Whether a page bears enough ink outside of the places where lines were found that a seal may be among it. Over the lines of a
/// sign-off a seal has its rim and its name, and both reach beyond them.
pub(super) fn may_be_a_seal(balanced: &Pixels, found: &[Region]) -> bool {
    let lines: Vec<Region> = found.iter().copied().filter(|region| region[3] <= HIGHEST_LINE).collect();
    inked_cells(balanced, [0.0, 0.0, 1.0, 1.0], &lines, PALE_INK) >= SEAL_CELLS
}

/// Whether a place bears ink outside of `lines`.
fn has_unread(balanced: &Pixels, place: Region, lines: &[SeenLine]) -> bool {
    let lines: Vec<Region> = lines.iter().map(|line| line.region).collect();
    inked_cells(balanced, place, &lines, INK) >= CELLS
}

/// How many cells of a place bear ink at least as dark as `ink`, outside of `lines`.
fn inked_cells(balanced: &Pixels, [x, y, width, height]: Region, lines: &[Region], ink: u8) -> usize {
    let px_per_mm = f64::from(balanced.width) / PAPER_WIDTH_MM;
    let (x_of, y_of) =
        (|x: f64| (x * f64::from(balanced.width)) as u32, |y: f64| (y * f64::from(balanced.height)) as u32);
    let side = ((CELL_MM * px_per_mm) as u32).max(1);
    let known: Vec<[u32; 4]> =
        lines.iter().map(|[x, y, w, h]| [x_of(*x), y_of(*y), x_of(x + w), y_of(y + h)]).collect();
    let is_ink = |x: u32, y: u32| {
        balanced.at(x, y).into_iter().min() <= Some(ink)
            && !known
                .iter()
                .any(|[from, above, to, below]| (*from..=*to).contains(&x) && (*above..=*below).contains(&y))
    };
    let is_inked = |(x, y): (u32, u32)| {
        let inked =
            (y..y + side).flat_map(|y| (x..x + side).map(move |x| (x, y))).filter(|&(x, y)| is_ink(x, y)).count();
        inked as f64 >= INKED * f64::from(side * side)
    };
    let whole = |from: u32, to: u32| (from..to.saturating_sub(side)).step_by(side as usize);
    let cells = whole(y_of(y), y_of(y + height)).flat_map(|y| whole(x_of(x), x_of(x + width)).map(move |x| (x, y)));
    cells.filter(|&cell| is_inked(cell)).count()
}

/// Where a number stands: as wide as the mark, from below it down to the rule.
fn place(head: Head, lines: &[SeenLine], rules: &[SeenRule], height_mm: f64) -> Option<Region> {
    let is_mark = |line: &&SeenLine| line.red && line.size_pt >= MARK_PT && head.holds(line.region[1]);
    let below = |region: Region| region[1] + region[3];
    let mark = lines.iter().filter(is_mark).map(|line| line.region).max_by(|a, b| below(*a).total_cmp(&below(*b)))?;
    let top = below(mark);
    let end = rules.iter().map(|rule| rule.top - ABOVE_RULE_MM / height_mm).filter(|rule| *rule > top);
    let low = end.fold(top + REACH_MM / height_mm, f64::min).min(1.0);
    Some([mark[0], top, mark[2], low - top])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, region: Region, size_pt: f64, red: bool) -> SeenLine {
        SeenLine { text: text.to_owned(), confidence: 0.99, region, size_pt, red, contradicted: false }
    }

    /// A4 at 4 pixels a millimetre.
    fn paper() -> Pixels {
        Pixels::filled(840, 1188, [250; 3])
    }

    fn blotted(
        mut page: Pixels,
        (left, top): (usize, usize),
        (width, height): (usize, usize),
        colour: [u8; 3],
    ) -> Pixels {
        for y in top..top + height {
            for x in left..left + width {
                page.rgb[(y * 840 + x) * 3..][..3].copy_from_slice(&colour);
            }
        }
        page
    }

    #[test]
    fn only_what_nobody_read_below_the_mark_hides_a_number() {
        let mark = line("青岚县交通运输局文件", [0.15, 0.2, 0.7, 0.05], 50.0, true);
        let rule = SeenRule { top: 0.33, width: 0.7 };
        let hidden = |page: &Pixels, lines: &[SeenLine]| hides_number(page, Head::default(), lines, &[rule]);
        let blank = paper();
        assert!(!hidden(&blank, std::slice::from_ref(&mark)));
        let logo = blotted(paper(), (380, 320), (80, 60), [200, 20, 20]);
        assert!(hidden(&logo, std::slice::from_ref(&mark)));
        let read = line("青交发〔2026〕3号", [0.43, 0.26, 0.15, 0.07], 16.0, false);
        assert!(!hidden(&logo, &[mark.clone(), read]), "it was read");
        assert!(!hidden(&logo, &[]), "without a mark there is no place for a number");
        let below = blotted(paper(), (380, 400), (80, 60), [200, 20, 20]);
        assert!(!hidden(&below, std::slice::from_ref(&mark)), "below the rule");
        assert!(
            hides_number(&below, Head::default(), &[line("命令", [0.15, 0.25, 0.7, 0.05], 50.0, true)], &[]),
            "there is no rule"
        );
        let specks = blotted(paper(), (380, 320), (6, 6), [20, 20, 20]);
        assert!(!hidden(&specks, std::slice::from_ref(&mark)));
        let ruled = blotted(paper(), (126, 390), (588, 4), [200, 20, 20]);
        assert!(!hidden(&ruled, std::slice::from_ref(&mark)));
    }

    #[test]
    fn a_blank_head_hides_nothing() {
        let read = line("为规范信用评价结果应用，提高监管效能，依据", [0.2, 0.1, 0.6, 0.03], 16.0, false);
        let written = blotted(paper(), (168, 122), (400, 20), [20, 20, 20]);
        assert!(
            !is_in_head(&written, Head::default(), std::slice::from_ref(&read))
                && is_in_head(&written, Head::default(), &[])
        );
        let below = blotted(written, (300, 600), (80, 60), [200, 20, 20]);
        assert!(!is_in_head(&below, Head::default(), &[read]));
    }
}
