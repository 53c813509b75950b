//! Pieces of one line → the line.
//!
//! Enters: recognised lines. Leaves: the same, where a single sign of a stretched label (`时　　间：`, found as `时` and `间：`)
//! or a label alone (`经度：`) is joined with what follows it in its row, or the sign put back where it was lost.

use crate::TextLine;

/// How far the middles of two pieces of a row may lie apart, and how far their edges, in heights.
const SAME_ROW: f64 = 0.35;
const GAP: f64 = 3.0;
/// The most signs that a label has, with its colon.
const LABEL: usize = 5;
/// The second sign of a label of two.
const SECOND_SIGNS: &[char] = &['间', '期', '点', '址', '置', '气', '注', '度', '目', '号', '拔'];

/// Labels by their second sign, where no other label of the apps ends in it.
const LABELS: &[(&str, &str)] = &[("间", "时"), ("点", "地"), ("址", "地"), ("气", "天"), ("注", "备")];

/// The lines, with labels and their first signs put back.
pub(super) fn joined(lines: &[TextLine]) -> Vec<TextLine> {
    let is_sign = |line: &TextLine| line.text.trim().chars().count() == 1;
    let mut whole = lines.to_vec();
    join(&mut whole, is_sign, |rest| rest.text.starts_with(SECOND_SIGNS));
    join(&mut whole, is_label, |rest| !is_label(rest));
    for line in &mut whole {
        let lost = LABELS.iter().find(|(second, _)| {
            line.text.strip_prefix(second).is_some_and(|rest| rest.trim_start().starts_with([':', '：']))
        });
        if let Some((_, first)) = lost {
            line.text.insert_str(0, first);
        }
    }
    whole
}

/// Whether a line is nothing but a label.
fn is_label(line: &TextLine) -> bool {
    let text = line.text.trim();
    text.ends_with([':', '：']) && (2..=LABEL).contains(&text.chars().count())
}

/// Joins lines that are a beginning with the rest that follows them.
fn join(lines: &mut Vec<TextLine>, is_first: impl Fn(&TextLine) -> bool, is_rest: impl Fn(&TextLine) -> bool) {
    let firsts: Vec<TextLine> = lines.iter().filter(|line| is_first(line) && line.region[3] > 0.0).cloned().collect();
    for first in firsts {
        let Some(at) = lines.iter().position(|line| is_rest(line) && follows(&first, line)) else { continue };
        let rest = &mut lines[at];
        // A spot that reaches back to the label shows its colon once more.
        rest.text = first.text.trim().to_owned() + rest.text.trim_start_matches([':', '：']);
        let [x, y, width, height] = rest.region;
        let left = first.region[0].min(x);
        rest.region = [left, y, x + width - left, height];
        // It is no line of its own.
        if let Some(from) = lines.iter().position(|line| *line == first) {
            lines.remove(from);
        }
    }
}

fn follows(first: &TextLine, rest: &TextLine) -> bool {
    let middle = |line: &TextLine| line.region[1] + line.region[3] / 2.0;
    let height = first.region[3].max(rest.region[3]);
    let gap = rest.region[0] - (first.region[0] + first.region[2]);
    // Gaps are parts of the width and heights of the height: a frame is at most twice as wide as high.
    (middle(first) - middle(rest)).abs() <= SAME_ROW * height && (-height..=GAP * height).contains(&gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretched_label_is_one() {
        let line = |text: &str, x: f64, width: f64, y: f64| TextLine {
            text: text.to_owned(),
            confidence: 0.99,
            region: [x, y, width, 0.04],
        };
        let lines = [
            line("间：2024-10-1312:51", 0.087, 0.203, 0.767),
            line("时", 0.035, 0.026, 0.769),
            line("地", 0.035, 0.026, 0.81),
        ];
        let whole = joined(&lines);
        assert_eq!(whole[0].text, "时间：2024-10-1312:51");
        assert!((whole[0].region[0] - 0.035).abs() < 1e-9);
        assert_eq!(whole.len(), 2);
        assert_eq!(whole[1].text, "地", "of another row");
        let coordinates = [
            line("经度：", 0.024, 0.05, 0.716),
            line("纬度：", 0.025, 0.047, 0.757),
            line("36.093929", 0.08, 0.092, 0.755),
            line("117.516324", 0.083, 0.1, 0.715),
        ];
        let whole = joined(&coordinates).into_iter().map(|line| line.text).collect::<Vec<_>>();
        assert_eq!(whole, ["纬度：36.093929", "经度：117.516324"]);
        let again = joined(&[line("时间：", 0.03, 0.043, 0.86), line(":2026-09-07 13:16", 0.08, 0.149, 0.86)]);
        assert_eq!(again[0].text, "时间：2026-09-07 13:16");
        let lost = joined(&[line("点：松阳岭区·物流园A区", 0.1, 0.3, 0.8), line("点钟", 0.1, 0.3, 0.9)]);
        assert_eq!((lost[0].text.as_str(), lost[1].text.as_str()), ("地点：松阳岭区·物流园A区", "点钟"));
    }
}
