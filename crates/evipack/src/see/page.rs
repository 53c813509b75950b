//! One page of paper in pixels → what stands on it.
//!
//! Enters: an upright picture of a page, its printed width where known, and a [`Recognizer`]. Leaves: a [`PageSight`]: lines of
//! text with size, colour and place, red rules, seals, and what could not be seen. Reading costs as much per line as
//! finding costs per page: lines of running text below the head are found and not read, for no element of a paper stands
//! in them.

mod ink_of_line;
mod red_rule;

use super::ink::{self, Redness};
use super::seal::{self, SeenSeal};
use super::{Pixels, Recognizer, RecognizerError, Spot, TextLine};
use crate::facts::Region;
pub(crate) use red_rule::SeenRule;

/// What a page shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct PageSight {
    /// Lines that were read, from top to bottom.
    pub(crate) lines: Vec<SeenLine>,
    pub(crate) rules: Vec<SeenRule>,
    /// Surely seals.
    pub(crate) seals: Vec<SeenSeal>,
    /// What may be a seal.
    pub(crate) doubtful: Vec<SeenSeal>,
    /// The detector of seals could not run: nothing is known of them.
    pub(crate) seals_unseen: bool,
    /// A copy without colour: what is red in the paper cannot be told.
    pub(crate) grey: bool,
}

/// A line of text on a page.
#[derive(Debug, Clone)]
pub(crate) struct SeenLine {
    pub(crate) text: String,
    /// 0 to 1, as the recogniser says.
    pub(crate) confidence: f32,
    /// Place as fractions of the page.
    pub(crate) region: Region,
    /// Size of its type in points.
    pub(crate) size_pt: f64,
    /// Most of its ink is red.
    pub(crate) red: bool,
}

/// Longer side, in pixels, for finding lines: 3号 type is 14 pixels high. Larger is not better: at 1280 the finder misses one
/// mark of six, whose characters are then taller than any line it was trained on, and takes four times as long.
const SEARCH_SIDE: u32 = 736;
/// Longer side, in pixels, for telling red ink from black: 3.4 pixels a millimetre of A4; the red rule of 0.5 mm (7.2.7) is two
/// pixels wide.
const COLOUR_SIDE: u32 = 1000;
/// The head of a page as a fraction of its height; every line of it is read.
const HEAD: f64 = 0.45;
/// A line this wide, as a fraction of the page, is running text: the type area is 0.74 of the page (156 of 210 mm, 5.2.1),
/// a sign-off is shorter than that.
const RUNNING_TEXT: f64 = 0.64;
/// Lines below this are no text: stains, strokes of handwriting, letters of a seal's rim.
const LEAST_CONFIDENCE: f32 = 0.5;
/// Height of a found line in ems of its type: the finder draws its boxes with a margin. Measured on drawn pages (1.18 to 1.3).
const LINE_EMS: f64 = 1.25;
/// A4.
const PAPER_WIDTH_MM: f64 = 210.0;
const PT_PER_MM: f64 = 72.0 / 25.4;
/// Pieces of a red line lie this close, in line heights, and differ this much in height: a spread mark is found in pieces;
/// pieces of a black one lie closer.
const PIECES_GAP: f64 = 2.0;
const PIECES_HEIGHT: f64 = 0.35;
const CUT_GAP: f64 = 0.4;

/// Looks at a page. `width_mm`: its printed width, where known; without it the paper is taken to fill the picture's width.
///
/// # Errors
/// [`RecognizerError`] where the recogniser could not look.
pub(crate) fn look(
    page: &Pixels,
    width_mm: Option<f64>,
    recognizer: &dyn Recognizer,
) -> Result<PageSight, RecognizerError> {
    let small = ink::balanced(&page.clone().fitted(COLOUR_SIDE));
    let grey = ink::is_grey(&small);
    let red = ink::redness(&small);
    let dark = if grey { None } else { Some(without_red(page)) };
    let text_page = dark.as_ref().unwrap_or(page);
    let spots = recognizer.find(text_page, SEARCH_SIDE)?;
    let wanted: Vec<Spot> = spots.iter().copied().filter(|spot| is_wanted(spot, page)).collect();
    let px_per_pt = f64::from(page.width) / width_mm.unwrap_or(PAPER_WIDTH_MM) / PT_PER_MM;
    let read = recognizer.read(text_page, &wanted)?;
    let lines = wanted.iter().zip(read).filter_map(|(spot, line)| seen_line(spot, line, &red, &small, px_per_pt));
    let mut lines = joined(lines.collect());
    lines.sort_by(|a, b| a.region[1].total_cmp(&b.region[1]).then(a.region[0].total_cmp(&b.region[0])));
    let sight = if grey { None } else { seal::seals(page, width_mm.map(|width| f64::from(page.width) / width)) };
    Ok(PageSight {
        lines,
        rules: if grey { Vec::new() } else { red_rule::rules(&red) },
        seals_unseen: !grey && sight.is_none(),
        seals: sight.as_ref().map(|sight| sight.seals.clone()).unwrap_or_default(),
        doubtful: sight.map(|sight| sight.doubtful).unwrap_or_default(),
        grey,
    })
}

/// Whether a line can hold an element of a paper.
fn is_wanted(spot: &Spot, page: &Pixels) -> bool {
    let [_, y, width, height] = spot.region(page);
    y + height / 2.0 <= HEAD || width < RUNNING_TEXT
}

/// The page with its red ink taken off below the head: in the red channel a red seal is as white as the paper, and the date
/// that it covers can be read. In the head red text is what is looked for.
fn without_red(page: &Pixels) -> Pixels {
    let mut rgb = page.rgb.clone();
    let head = (f64::from(page.height) * HEAD) as usize * page.width as usize * 3;
    for pixel in rgb.get_mut(head..).unwrap_or_default().chunks_exact_mut(3) {
        pixel.fill(pixel[0]);
    }
    Pixels { width: page.width, height: page.height, rgb }
}

fn seen_line(spot: &Spot, line: TextLine, red: &Redness, small: &Pixels, px_per_pt: f64) -> Option<SeenLine> {
    // Also without a number for a confidence.
    if line.text.trim().is_empty() || !(line.confidence >= LEAST_CONFIDENCE) {
        return None;
    }
    Some(SeenLine {
        text: line.text,
        confidence: line.confidence,
        size_pt: f64::from(spot.height()) / ems(spot) / px_per_pt,
        red: line.region[1] <= HEAD && ink_of_line::is_red(line.region, red, small),
        region: line.region,
    })
}

/// Height of a found line in ems: lines of few characters are boxed too high.
fn ems(spot: &Spot) -> f64 {
    match spot.width() / spot.height().max(1.0) {
        form if form < 3.2 => LINE_EMS * 1.2,
        form if form < 5.0 => LINE_EMS * 1.1,
        _ => LINE_EMS,
    }
}

/// Pieces of one line put together again.
fn joined(mut lines: Vec<SeenLine>) -> Vec<SeenLine> {
    lines.sort_by(|a, b| a.region[0].total_cmp(&b.region[0]));
    let mut whole: Vec<SeenLine> = Vec::with_capacity(lines.len());
    for line in lines {
        match whole.iter_mut().find(|before| line.red == before.red && continues(before, &line)) {
            Some(before) => {
                before.text.push_str(&line.text);
                before.confidence = before.confidence.min(line.confidence);
                before.size_pt = before.size_pt.max(line.size_pt);
                before.region = around(before.region, line.region);
            }
            None => whole.push(line),
        }
    }
    whole
}

/// Whether a piece stands right of another, on the same line, in type of the same size.
fn continues(before: &SeenLine, next: &SeenLine) -> bool {
    let [x, y, width, height] = before.region;
    let [next_x, next_y, _, next_height] = next.region;
    let gap = next_x - (x + width);
    let overlap = (y + height).min(next_y + next_height) - y.max(next_y);
    let similar = (before.size_pt / next.size_pt - 1.0).abs() <= PIECES_HEIGHT;
    // Only a mark is spread; other lines were cut where something lay over them.
    let most = if next.red { PIECES_GAP } else { CUT_GAP };
    similar && overlap >= height.min(next_height) / 2.0 && gap <= most * height && gap >= -height
}

fn around([x, y, w, h]: Region, [x2, y2, w2, h2]: Region) -> Region {
    let (left, top) = (x.min(x2), y.min(y2));
    [left, top, (x + w).max(x2 + w2) - left, (y + h).max(y2 + h2) - top]
}

#[cfg(test)]
mod tests;
