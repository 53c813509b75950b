//! The title 标题 (GB/T 9704-2012 7.3.1): centred, of larger type than the text, under the red rule; over several lines
//! where it is long.

use super::Text;
use super::head::{chinese, number_alone, squeezed};
use crate::facts::{Basis, Fact};
use crate::read::date::whole_line;
use crate::read::layout::Line;

/// Longest title in characters: three lines of 2号 type.
const LONGEST: usize = 90;
/// Lines that a title runs over.
const MOST_LINES: usize = 4;
/// Types that differ by less, in points, are one size.
const SAME_SIZE_PT: f64 = 1.0;
/// Lines looked at for a title where nothing marks the head's end.
const SEARCH_LINES: usize = 12;

/// Known: the first black line under the number or the header (without either: near the top) that is centred or larger
/// than the text, joined with the lines it runs over. Unknown: a scan. Absent: no line of that kind.
pub(super) fn title(text: &Text<'_>) -> Fact<String> {
    if let Some(why) = text.unseen_as_a_whole() {
        return Fact::unknown(why);
    }
    let lines: Vec<&Line> = text.first_page().collect();
    let head_end = lines.iter().rposition(|line| line.red && line.size_pt > 18.0 || number_alone(line).is_some());
    let start = head_end.map_or(0, |at| at + 1);
    let text_size = usual_size(&lines);
    let stands_out = |line: &Line| line.centred || line.size_pt > text_size + SAME_SIZE_PT;
    let candidates = lines.iter().enumerate().skip(start).take(SEARCH_LINES);
    let Some((at, first)) = candidates.clone().find(|(_, line)| could_be(line) && stands_out(line)) else {
        return match candidates.clone().find(|(_, line)| could_be(line)) {
            // Plain text without any layout: its first line, where that reads like a title.
            Some((_, line)) if chinese(&line.text) <= 40 => Fact::known(squeezed(&line.text), Text::basis(line)),
            _ => Fact::absent([Basis::DocumentText]),
        };
    };
    let mut title = squeezed(&first.text);
    for line in lines.iter().skip(at + 1).take(MOST_LINES - 1) {
        let goes_on = stands_out(line)
            && could_be(line)
            && (line.size_pt - first.size_pt).abs() < SAME_SIZE_PT
            && title.chars().count() < LONGEST;
        if !goes_on || is_recipient(&line.text) {
            break;
        }
        title.push_str(&squeezed(&line.text));
    }
    Fact::known(title, Text::basis(first))
}

fn could_be(line: &Line) -> bool {
    let text = squeezed(&line.text);
    chinese(&text) >= 2
        && text.chars().count() <= LONGEST
        && !line.red
        && !text.ends_with(['。', '；', '，'])
        && !is_recipient(&text)
        && whole_line(&text).is_none()
        && number_alone(line).is_none()
        && !["附件", "签发人", "抄送", "（此件", "(此件"].iter().any(|word| text.starts_with(word))
}

/// 主送机关: ends in a colon.
fn is_recipient(text: &str) -> bool {
    squeezed(text).ends_with(['：', ':'])
}

/// The size that most characters have.
fn usual_size(lines: &[&Line]) -> f64 {
    let mut sizes: std::collections::BTreeMap<i64, usize> = std::collections::BTreeMap::new();
    for line in lines {
        *sizes.entry((line.size_pt * 2.0).round() as i64).or_default() += line.text.chars().count();
    }
    sizes.into_iter().max_by_key(|(_, count)| *count).map_or(0.0, |(size, _)| size as f64 / 2.0)
}
