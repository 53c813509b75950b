//! The title 标题: GB/T 9704-2012, 7.3.1 (2号 type, centred, two lines under the red rule, wrapped by sense).
//!
//! Enters: the opening lines of a document. Leaves: its title, wrapped lines joined.

use super::number_place::Place;
use super::red_header::Mark;
use super::view::View;
use crate::date::find_dates;
use crate::layout::{Line, Part, Source};
use evipack_core::facts::Fact;
use evipack_core::fold::{ideographs, squeeze};
use std::collections::BTreeMap;

/// Longest title, in characters.
const LONGEST: usize = 80;
/// Most lines a title wraps over.
const MOST_LINES: usize = 6;
/// A title's type against the text's: 2号 over 3号 is 1.38.
const LARGER: f64 = 1.1;
/// Type sizes within this part of each other are one size.
const SAME: f64 = 0.05;
/// The same where sizes are measured in pixels.
const SAME_IN_PIXELS: f64 = 0.25;
/// Characters of a last line of a title, about.
const FEW: usize = 4;

/// Finds the title.
///
/// Known: the largest or centred lines of the opening, first after the number, else in the whole opening; or a line that
/// reads like a title (关于…, …方案). They end at the main recipient (…：), at text, at a date. Unknown: none found. Never absent:
/// a paper may have a title that only its reader sees.
pub(super) fn title(view: &View, places: &[Place], mark: &Mark) -> Fact<String> {
    let number = places.iter().map(|place| place.line).find(|line| view.on_first_page(*line));
    let after = mark.lines.last().copied().max(number);
    let body_size = body_size(view);
    let usable = |index: &usize| {
        let line = view.line(*index);
        let in_body = view.layout.paged || line.part == Part::Body;
        in_body
            && !mark.lines.contains(index)
            && places.binary_search_by_key(index, |place| place.line).is_err()
            && (!furniture(&line.text) || is_last_character(line))
    };
    let lines: Vec<usize> = view.first_page.iter().copied().filter(usable).collect();
    let later: Vec<usize> = lines.iter().copied().filter(|&index| after.is_none_or(|after| index > after)).collect();
    // A red banner over a page is rarely its title: black lines first.
    let black = |lines: &[usize]| lines.iter().copied().filter(|&index| !view.line(index).red).collect::<Vec<_>>();
    let orders = [black(&later), black(&lines), later, lines];
    let found = orders.iter().find_map(|lines| title_of(view, lines, body_size));
    match found {
        Some((index, text)) => Fact::known(text, view.basis(index)),
        None => Fact::unknown(view.head_gap().unwrap_or_else(|| "没有认出标题".to_owned())),
    }
}

/// The title among some lines and where it begins.
fn title_of(view: &View, lines: &[usize], body_size: f64) -> Option<(usize, String)> {
    let opening: Vec<usize> =
        lines.iter().copied().take_while(|&index| !is_text(view.line(index), body_size)).collect();
    let large = |line: &Line| line.size_pt > 0.0 && line.size_pt >= body_size * LARGER;
    let largest = opening.iter().map(|&index| view.line(index)).filter(|line| large(line));
    let largest = largest.map(|line| line.size_pt).fold(0.0, f64::max);
    let start = if largest > 0.0 {
        opening.iter().position(|&index| view.line(index).size_pt >= largest * (1.0 - tolerance(view.line(index))))?
    } else {
        opening.iter().position(|&index| view.line(index).centred).unwrap_or(0)
    };
    let first = view.line(*opening.get(start)?);
    let mut text = String::new();
    for &index in opening.iter().skip(start).take(MOST_LINES) {
        let line = view.line(index);
        let next = squeeze(&line.text);
        let same = is_of_one_size(first, line) && line.red == first.red;
        let done = is_complete(&text) && !next.starts_with(['的', '及', '和', '与', '、', '等', '暨']);
        if !text.is_empty() && (!same || done || text.chars().count() + next.chars().count() > LONGEST) {
            break;
        }
        text.push_str(&next);
    }
    let prominent = large(first) || first.centred;
    let length = text.chars().count();
    let fits = length <= LONGEST && ideographs(&text) >= 4 && !text.ends_with(['。', '；', '，', '：', ':']);
    (fits && (prominent || is_complete(&text))).then(|| (opening[start], text))
}

/// How far type sizes of one title lie apart.
fn tolerance(line: &Line) -> f64 {
    if matches!(line.source, Source::Pixels(_)) { SAME_IN_PIXELS } else { SAME }
}

/// Whether a line goes on in the type of the title's first. The box of a line of few characters is drawn too high: it is
/// of the title where it is centred under it.
fn is_of_one_size(first: &Line, line: &Line) -> bool {
    let in_pixels = matches!(line.source, Source::Pixels(_));
    if in_pixels && first.centred && !line.centred {
        // Cells of a table, the main recipient: a title is centred line by line.
        return false;
    }
    let few = in_pixels && ideographs(&line.text) <= FEW && line.centred;
    few || (line.size_pt - first.size_pt).abs() <= first.size_pt * tolerance(line)
}

/// A title's last character, wrapped onto a line of its own, as pixels show it.
fn is_last_character(line: &Line) -> bool {
    ideographs(&line.text) == 1 && line.text.chars().count() == 1 && line.centred && line.source != Source::File
}

/// Whether a text reads like a whole title: by its last word, with every 《 closed.
fn is_complete(text: &str) -> bool {
    const KINDS: [&str; 34] = [
        "通知",
        "方案",
        "办法",
        "意见",
        "制度",
        "规定",
        "细则",
        "要点",
        "总结",
        "计划",
        "预案",
        "规划",
        "纪要",
        "报告",
        "请示",
        "批复",
        "决定",
        "决议",
        "公告",
        "通告",
        "通报",
        "议案",
        "函",
        "清单",
        "台账",
        "说明",
        "承诺书",
        "简报",
        "指南",
        "标准",
        "汇报",
        "名单",
        "规则",
        "条例",
    ];
    let bare = text.split(['（', '(']).next().unwrap_or_default();
    let closed = text.matches('《').count() == text.matches('》').count();
    closed && KINDS.iter().any(|kind| bare.ends_with(kind) || text.ends_with(kind))
}

/// Whether a line is no longer the opening: the main recipient, a sentence, a numbered heading.
fn is_text(line: &Line, body_size: f64) -> bool {
    let text = squeeze(&line.text);
    let larger = line.size_pt > 0.0 && line.size_pt >= body_size * LARGER;
    let numbered =
        ["一、", "（一）", "第一章", "第一条", "1.", "1、", "目录"].iter().any(|start| text.starts_with(start));
    let sentence = text.ends_with(['。', '；', '，']) || (text.contains(['，', '。']) && !larger);
    text.ends_with(['：', ':']) || sentence || numbered || text.chars().count() > LONGEST
}

/// What stands about the head of a paper and is no title: copy number, secrecy, urgency, signer, page number, label, date.
fn furniture(text: &str) -> bool {
    let text = squeeze(text);
    let short = text.chars().count() <= 12;
    let word = ["特急", "加急", "平急", "特提", "秘密", "机密", "绝密", "附件", "内部资料"]
        .iter()
        .any(|w| text.starts_with(w));
    let noted = text.starts_with(['（', '(']) && text.ends_with(['）', ')']);
    let dated = find_dates(&text).first().is_some_and(|found| found.range == (0..text.len()));
    let marked =
        ["文件", "令"].iter().any(|end| text.strip_suffix(end).is_some_and(super::organisation::is_organisation));
    ideographs(&text) < 2 || (word && short) || text.starts_with("签发") || noted || dated || marked
}

/// The type size that most of the text is set in, in points; zero where sizes are not known.
fn body_size(view: &View) -> f64 {
    let mut by_size: BTreeMap<i64, usize> = BTreeMap::new();
    for line in view.layout.lines.iter().filter(|line| line.size_pt > 0.0) {
        // Half points, as type is set.
        *by_size.entry((line.size_pt * 2.0).round() as i64).or_default() += ideographs(&line.text);
    }
    by_size.into_iter().max_by_key(|&(_, count)| count).map_or(0.0, |(half_points, _)| half_points as f64 / 2.0)
}
