//! Where the running text of a page lies.
//!
//! Enters: lines that were read, and places of those that were only found. Leaves: [`RunningText`]: its lines from top to bottom. Why:
//! a mark and a number stand above all text, a seal stands below it (GB/T 9704-2012, 7.2 and 7.3.5); red ink among its lines is
//! a note, a stamp or a picture, and nothing can be hidden by it that stands elsewhere.

use super::{LEGIBLE, SeenLine};
use evipack_core::facts::Region;

/// A line this wide, as a fraction of the page, is running text: the type area is 0.74 of the page (156 of 210 mm, 5.2.1),
/// a sign-off is shorter than that.
const WIDE: f64 = 0.64;
/// Type is smaller than this: text is set in 16 points (3号), the smallest of titles in 22 (2号). Half way.
pub(super) const TEXT_PT: f64 = 19.0;

/// From here down, as a fraction of the page's height, the imprint 版记 may stand: copies to 抄送 may be as wide as text. It stands
/// at the end of the type area (7.4, 5.2.1), at 262 of 297 mm, and is up to four lines high.
const IMPRINT: f64 = 0.75;

/// The lines of a page that are as wide as its text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunningText {
    /// From top to bottom.
    lines: Vec<Region>,
}

impl RunningText {
    /// Of lines that were read, and of places below the head that were found and not read.
    pub fn of(read: &[SeenLine], found: impl IntoIterator<Item = Region>) -> Self {
        let is_text = |line: &&SeenLine| !line.red && line.confidence >= LEGIBLE && line.size_pt < TEXT_PT;
        let mut lines: Vec<Region> = read.iter().filter(is_text).map(|line| line.region).chain(found).collect();
        lines.retain(|region| is_wide(*region));
        lines.sort_by(|a, b| a[1].total_cmp(&b[1]));
        Self { lines }
    }

    /// Where its second line begins, as a fraction of the page's height: what begins lower stands among the text. The first one may
    /// be a telephone's or a browser's line above a paper.
    pub fn second_line(&self) -> f64 {
        self.lines.get(1).map_or(f64::INFINITY, |line| line[1])
    }

    /// How many lines it has.
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// How many of its lines begin below a height; not those at the foot of the page.
    pub fn lines_below(&self, height: f64) -> usize {
        self.lines.iter().filter(|line| (height..IMPRINT).contains(&line[1])).count()
    }
}

/// Whether a place is as wide as the text of a paper.
pub(super) fn is_wide([_, _, width, _]: Region) -> bool {
    width >= WIDE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(top: f64, width: f64, size_pt: f64) -> SeenLine {
        SeenLine {
            text: "为进一步做好信用交通建设工作，现将有关事项通知如下。".to_owned(),
            confidence: 0.97,
            region: [0.13, top, width, 0.02],
            size_pt,
            red: false,
            contradicted: false,
        }
    }

    #[test]
    fn text_is_wide_legible_black_and_small() {
        let lines = [
            line(0.1, 0.72, 26.0),
            line(0.15, 0.4, 16.0),
            SeenLine { red: true, ..line(0.2, 0.7, 16.0) },
            SeenLine { confidence: 0.6, ..line(0.22, 0.7, 16.0) },
            line(0.25, 0.7, 16.0),
            line(0.28, 0.72, 16.0),
        ];
        let text = RunningText::of(&lines, [[0.13, 0.5, 0.7, 0.02], [0.5, 0.6, 0.3, 0.02], [0.13, 0.8, 0.7, 0.02]]);
        assert_eq!((text.second_line(), text.lines_below(0.26), text.lines_below(0.5)), (0.28, 2, 1));
        assert!(RunningText::of(&lines[..5], []).second_line() > 1.0, "one line is no text");
    }
}
