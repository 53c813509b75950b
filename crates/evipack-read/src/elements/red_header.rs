//! The red header 红头: the issuing body's mark 发文机关标志 of GB/T 9704-2012, 7.2.4 (letters 10.1, orders 10.2, minutes
//! 10.3).
//!
//! Enters: the head of a document. Leaves: a [`Mark`], the fact and the lines it was read from.

use super::number_place::Place;
use super::organisation::{is_organisation, mentions_organisation, placeholders};
use super::view::{SCAN, View};
use crate::layout::{Line, Source};
use evipack_core::facts::Fact;
use evipack_core::fold::{ideographs, squeeze};

/// Smallest type of a mark in points. The standard gives no size, only that it be eye-catching; it is never below the
/// title's 2号 (22 pt), less a tenth for pages scaled to fit.
const LARGE_PT: f64 = 20.0;
/// Smallest type of a line beside a large one: joint marks stack the names smaller, to leave room for title and text
/// (7.2.4), but not below the text's own 3号 (16 pt).
const STACKED_PT: f64 = 15.5;
/// Shortest mark in characters: 县政府令.
const SHORTEST: usize = 4;
/// Narrowest red rule that supports a mark, as a fraction of the page: the standard's are 0.74 (156 mm) and 0.81 (170 mm);
/// underlines of words and ornaments are shorter than half.
const RULE_WIDTH: f64 = 0.45;
/// Farthest red rule below the last line of its mark, as a fraction of the page height: two empty lines, the number, 4 mm
/// (7.2.5, 7.2.7) are 0.1, a joint upward paper has a line of signers for each body.
const RULE_WITHIN: f64 = 0.25;
/// Lines between the mark and the number that may stand there (urgency, signer, a text box's order).
const NUMBER_WITHIN: usize = 4;
/// Steps from one line of a mark to the next: a star, or the number and its signer set beside stacked names.
const BETWEEN: usize = 3;
/// Parts of a group that are tried as marks by themselves: a joint mark has some six lines.
const MOST_PARTS: usize = 40;
/// Least confidence of a line whose punctuation was surely read.
const SURE: f32 = 0.9;
/// Characters of doubtful text that a reason quotes.
const QUOTED: usize = 30;

/// A red header and where it stands.
pub(super) struct Mark {
    pub(super) fact: Fact<String>,
    /// Indices of its lines; empty unless known.
    pub(super) lines: Vec<usize>,
}

/// Finds the red header.
///
/// Known: red type of at least 20 pt near the head that names a body or ends as marks end (文件, 令, 公告, 通告, 纪要, 函), and
/// something beside it that only official papers have: the other of the two, a red rule, or the place of a number. A form
/// filled with XXXX is a red header still. Unknown: red large text without that support (a news page's banner; whatever it reads, for
/// a recogniser is sure of 縣 for 县), the same wording in smaller type, or in black where the file may be a black-and-white copy, a
/// mark on another page, or anything that can hide one. Absent: none of these; red print among the running text is none.
pub(super) fn red_header(view: &View, places: &[Place]) -> Mark {
    let groups = red_groups(view);
    for group in &groups {
        let wording = Wording::of(&group.text);
        if group.size >= LARGE_PT && wording.is_mark(view, group, places) {
            let first = group.lines.first().copied().unwrap_or(0);
            return Mark { fact: Fact::known(group.text.clone(), view.basis(first)), lines: group.lines.clone() };
        }
    }
    let why = doubt(view, &groups, places).or_else(|| view.header_gap());
    Mark { fact: why.map_or_else(|| Fact::absent(view.head_looked()), Fact::unknown), lines: Vec::new() }
}

/// Whether the file may be a copy in black and white, its seal a grey picture: it shows pictures and no red ink. Text whose
/// colours are all there, with nothing pasted in, is black because it was written black.
fn may_be_a_copy(view: &View) -> bool {
    let layout = view.layout;
    let red = !layout.red_rules.is_empty() || !layout.seals.is_empty() || layout.lines.iter().any(|line| line.red);
    !layout.pictures.is_empty() && !red
}

/// Why a header that was not recognised may be there all the same.
fn doubt(view: &View, groups: &[Group], places: &[Place]) -> Option<String> {
    if view.scan {
        return Some(SCAN.to_owned());
    }
    let may_be_a_mark = |group: &Group| {
        let words: String = group
            .lines
            .iter()
            .map(|&index| view.line(index))
            .filter(|line| !is_sentence(line))
            .map(|line| line.text.as_str())
            .collect();
        ideographs(&words) + placeholders(&words) >= SHORTEST
    };
    if let Some(group) = groups.iter().find(|group| group.size >= LARGE_PT && may_be_a_mark(group)) {
        return Some(format!("有红色大字“{}”，但无法确认是发文机关标志", quote(&group.text)));
    }
    if let Some(group) = groups.iter().find(|group| Wording::of(&group.text).is_mark(view, group, places)) {
        return Some(format!("红色文字“{}”像发文机关标志，但字号偏小或不明", quote(&group.text)));
    }
    let black = view.head.iter().copied().find(|&index| may_be_a_copy(view) && is_black_mark(view, index, places));
    if let Some(index) = black {
        let text = quote(&view.line(index).text);
        return Some(format!("版头文字“{text}”不是红色，可能是黑白件"));
    }
    let elsewhere = view.layout.lines.iter().find(|line| {
        let text = squeeze(&line.text);
        let wording = Wording::of(&text);
        line.red && line.size_pt >= LARGE_PT && !wording.prose && (wording.ending || wording.body)
    });
    elsewhere.map(|line| {
        let page = line.page.map_or_else(|| "文中".to_owned(), |page| format!("第{page}页"));
        format!("{page}有版头样式的红色大字“{}”，不在首页版头位置", quote(&line.text))
    })
}

/// Whether a line is legible and bears the signs of a sentence, which no mark does: text under a red picture looks red.
fn is_sentence(line: &Line) -> bool {
    let legible = match line.source {
        Source::Pixels(confidence) => confidence >= SURE,
        Source::File | Source::Signature => true,
    };
    let mut parts = line.text.split(['，', ',', '。', '：', ':', '；', ';']);
    // The comma of a list of bodies may be a misread one of their mark.
    legible && parts.clone().count() > 1 && !parts.any(is_organisation)
}

/// Whether a line that is not red reads like a mark: a body with an ending, or a body in large type right over a number.
fn is_black_mark(view: &View, index: usize, places: &[Place]) -> bool {
    let line = view.line(index);
    let text = squeeze(&line.text);
    let wording = Wording::of(&text);
    let long_enough = ideographs(&text) + placeholders(&text) >= SHORTEST;
    !line.red
        && !wording.prose
        && ((long_enough && wording.ending && wording.body)
            || (text == "文件" && line.size_pt >= LARGE_PT)
            || (long_enough && wording.body && line.size_pt >= LARGE_PT && number_follows(index, places)))
}

/// Neighbouring red lines of the head: one mark, or one banner.
#[derive(Clone)]
struct Group {
    lines: Vec<usize>,
    /// Joined, without blanks: names separated by 、, 文件 at the end wherever it was set.
    text: String,
    /// Largest type in points.
    size: f64,
    /// Tops of the first and the last line, where known.
    tops: Option<(f64, f64)>,
}

impl Group {
    fn of(view: &View, lines: Vec<usize>) -> Self {
        let top = |index: Option<&usize>| index.and_then(|&index| view.line(index).place).map(|place| place.top);
        let tops = top(lines.first()).zip(top(lines.last()));
        let size = lines.iter().map(|&index| view.line(index).size_pt).fold(0.0, f64::max);
        Self { text: joined(view, &lines), size, tops, lines }
    }
}

fn red_groups(view: &View) -> Vec<Group> {
    let last_of_head = view.head.last().copied().unwrap_or(0);
    let red = |index: &usize| {
        let line = view.line(*index);
        line.red && ideographs(&line.text) > 1 && view.above_text(*index)
    };
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for index in view.first_page.iter().copied().filter(red) {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| index - last <= BETWEEN) => run.push(index),
            // A tall joint mark may end below the head; it begins in it.
            _ if index <= last_of_head => runs.push(vec![index]),
            _ => break,
        }
    }
    let size = |run: &[usize]| run.iter().map(|&index| view.line(index).size_pt).fold(0.0, f64::max);
    runs.into_iter()
        .map(|mut run| {
            if size(&run) >= LARGE_PT {
                run.retain(|&index| view.line(index).size_pt >= STACKED_PT);
            }
            Group::of(view, run)
        })
        .flat_map(|group| [parts(view, &group), vec![group]].concat())
        .collect()
}

/// What of a group seen in pixels can be a mark by itself: the red of a seal, a stamp or a picture over the head colours
/// black lines beside the mark, and they are taken for one with it. Lines from the first on, the fewest first.
fn parts(view: &View, group: &Group) -> Vec<Group> {
    let from_pixels = group.lines.iter().any(|&index| matches!(view.line(index).source, Source::Pixels(_)));
    if !from_pixels {
        return Vec::new();
    }
    let large = |index: usize| view.line(index).size_pt >= LARGE_PT;
    let starts = (0..group.lines.len()).filter(|&start| large(group.lines[start]));
    let spans = starts.flat_map(|start| (start + 1..=group.lines.len()).map(move |end| (start, end)));
    spans.take(MOST_PARTS).map(|(start, end)| Group::of(view, group.lines[start..end].to_vec())).collect()
}

/// The text of a mark set in several lines: 文件 stands at the right of stacked names, in any order of reading.
fn joined(view: &View, run: &[usize]) -> String {
    let (mut text, mut file) = (String::new(), false);
    let mut whole = false;
    for &index in run {
        let line = squeeze(&view.line(index).text);
        if line == "文件" {
            file = true;
            continue;
        }
        if whole && is_organisation(&line) {
            text.push('、');
        }
        whole = is_organisation(&line);
        text.push_str(&line);
    }
    if file { text + "文件" } else { text }
}

/// What the words of a line say, whatever its colour.
struct Wording {
    /// Names a body, with or without an ending after it.
    body: bool,
    /// Ends as marks end.
    ending: bool,
    /// Reads like a title or a sentence: no mark does.
    prose: bool,
}

impl Wording {
    fn of(text: &str) -> Self {
        const ENDINGS: [&str; 7] = ["文件", "命令", "令", "公告", "通告", "纪要", "函"];
        let stem = ENDINGS.iter().find_map(|ending| text.strip_suffix(ending));
        let body = match stem {
            // Minutes are named after a meeting: 青岚县交通运输局局长办公会议纪要.
            Some(stem) if text.ends_with("纪要") => mentions_organisation(stem),
            Some(stem) => is_organisation(stem.trim_end_matches('、')),
            None => is_organisation(text),
        };
        let prose = ["关于", "的", "《", "》", "！", "!", "，", ",", "。", "：", ":", "？", "热烈", "欢迎", "祝贺"]
            .iter()
            .any(|word| text.contains(word));
        Self { body, ending: stem.is_some(), prose }
    }

    fn is_mark(&self, view: &View, group: &Group, places: &[Place]) -> bool {
        let long_enough = ideographs(&group.text) + placeholders(&group.text) >= SHORTEST;
        let supported = || has_rule(view, group) || group.lines.iter().any(|&line| number_follows(line, places));
        long_enough && !self.prose && ((self.body && self.ending) || ((self.body || self.ending) && supported()))
    }
}

/// Whether a red rule lies under the group, in the head.
fn has_rule(view: &View, group: &Group) -> bool {
    view.layout.red_rules.iter().any(|rule| {
        let wide = rule.width.is_none_or(|width| width >= RULE_WIDTH);
        let first = !view.layout.paged || rule.page.is_none_or(|page| page <= 1);
        let under =
            rule.top.zip(group.tops).is_none_or(|(top, (first, last))| top >= first && top <= last + RULE_WITHIN);
        wide && first && under
    })
}

/// Whether the place of a number, filled in or not, comes right after a line.
fn number_follows(index: usize, places: &[Place]) -> bool {
    let next = places.partition_point(|place| place.line <= index);
    places.get(next).is_some_and(|place| place.line - index <= NUMBER_WITHIN)
}

fn quote(text: &str) -> String {
    let text = squeeze(text);
    if text.chars().count() <= QUOTED { text } else { text.chars().take(QUOTED).chain(['…']).collect() }
}
