//! Red separator rules 红色分隔线 on a page of pixels (GB/T 9704-2012, 7.2.7: as wide as the type area; letters 10.1: double
//! rules of 170 mm).
//!
//! Enters: the redness of a page. Leaves: long, thin, nearly level red strokes. The paper may lie askew, so a rule is followed
//! from pixel to pixel instead of along a row.

use crate::ink::Redness;

/// A red rule, in fractions of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeenRule {
    /// Upper edge as a fraction of the height.
    pub top: f64,
    /// Length as a fraction of the width.
    pub width: f64,
}

/// Redness (of 255) of a rule's pixels: a rule of half a millimetre is paler than its ink when the page is made smaller.
const RED: u8 = 30;
/// Shortest stroke that is reported, as a fraction of the page's width.
const SHORTEST: f64 = 0.3;
/// Thickest stroke as a fraction of the page's width: 2 mm of 210.
const THICKEST: f64 = 0.01;
/// A rule rises at most this much a length: two degrees of a badly laid sheet.
const STEEPEST: f64 = 0.036;
/// Gaps in a stroke, as a fraction of the page's width, that are bridged: dry ink, letters printed over it (1.2 mm).
const GAP: f64 = 0.006;
/// Share of a stroke's length that must be red.
const SOLID: f64 = 0.8;

/// The rules of a page, from top to bottom.
pub(super) fn rules(red: &Redness) -> Vec<SeenRule> {
    let (width, height) = (red.width(), red.height());
    let thickest = ((width as f64 * THICKEST).ceil() as usize).max(2);
    let mut thin: Vec<bool> = vec![false; width * height];
    for x in 0..width {
        let mut start = None;
        for y in 0..=height {
            let is_red = red.row(y).get(x).is_some_and(|value| *value >= RED);
            match (is_red, start) {
                (true, None) => start = Some(y),
                (false, Some(from)) => {
                    if y - from <= thickest {
                        (from..y).for_each(|y| thin[y * width + x] = true);
                    }
                    start = None;
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    for start in 0..thin.len() {
        if thin[start] {
            found.extend(follow(&mut thin, width, height, start));
        }
    }
    found.sort_by(|a: &SeenRule, b| a.top.total_cmp(&b.top));
    found
}

/// Follows a stroke from its first pixel, wiping it out; a rule if it is long, level and solid.
fn follow(thin: &mut [bool], width: usize, height: usize, start: usize) -> Option<SeenRule> {
    let gap = ((width as f64 * GAP).round() as usize).max(1);
    let (mut left, mut right, mut top, mut bottom) = (width, 0, height, 0);
    let mut columns = std::collections::BTreeSet::new();
    let mut open = vec![start];
    thin[start] = false;
    while let Some(at) = open.pop() {
        let (x, y) = (at % width, at / width);
        (left, right, top, bottom) = (left.min(x), right.max(x), top.min(y), bottom.max(y));
        columns.insert(x);
        for y in y.saturating_sub(1)..=(y + 1).min(height - 1) {
            for x in x.saturating_sub(gap)..=(x + gap).min(width - 1) {
                let next = y * width + x;
                if thin[next] {
                    thin[next] = false;
                    open.push(next);
                }
            }
        }
    }
    let length = (right + 1).checked_sub(left)? as f64;
    let rise = (bottom - top) as f64;
    let is_rule = length >= SHORTEST * width as f64
        && rise <= STEEPEST * length + THICKEST * width as f64
        && columns.len() as f64 >= SOLID * length;
    is_rule.then(|| SeenRule { top: top as f64 / height as f64, width: length / width as f64 })
}
