//! One page of paper in pixels → what stands on it.
//!
//! Enters: an upright picture of a page, its printed width where known, and a [`Recognizer`]. Leaves: a [`PageSight`]: lines of
//! text with size, colour and place, red rules, seals, and what could not be seen. Reading costs as much per line as
//! finding costs per page: lines of running text below the head are found and not read, for no element of a paper stands
//! in them.

mod head;
mod ink_of_line;
mod number_again;
mod red_rule;
mod running_text;
mod unread_ink;
mod unread_red;
mod upright;
mod whole_mark;

use super::ink::{self, Redness};
use super::seal::{self, SealSight, SeenSeal};
use super::{PAPER_WIDTH_MM, Pixels, Recognizer, RecognizerError, Spot, TextLine};
use evipack_core::facts::Region;
pub use head::Head;
use number_again::Checked;
pub use red_rule::SeenRule;
pub use running_text::RunningText;
use unread_red::MARK_RED;

/// What a page shows.
#[derive(Debug, Clone, Default)]
pub struct PageSight {
    /// How far down its head reaches.
    pub head: Head,
    /// Lines that were read, from top to bottom.
    pub lines: Vec<SeenLine>,
    pub rules: Vec<SeenRule>,
    pub text: RunningText,
    /// Surely seals.
    pub seals: Vec<SeenSeal>,
    /// What may be a seal.
    pub doubtful: Vec<SeenSeal>,
    pub unseen: Unseen,
    /// The head bears nothing but lines that were read.
    pub head_is_lines: bool,
    /// A copy without colour: what is red in the paper cannot be told.
    pub grey: bool,
    /// It may lie on its side or its head: its lines do not run across it, or most of them are not legible.
    pub is_turned: bool,
}

/// What may be on a page and was not seen.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unseen {
    /// The detector of seals could not run: nothing is known of them.
    pub seals: bool,
    /// A mark may be in the head that was not found.
    pub mark: UnreadRed,
    /// Something that was not read lies below the mark, where the number stands.
    pub number: bool,
}

/// Red ink in the head, as wide as a mark, that is no line, rule or seal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum UnreadRed {
    /// None at all.
    #[default]
    Nothing,
    /// Only such as is fainter than any mark that was met with.
    Faint,
    /// As red as a mark.
    Clear,
}

/// A line of text on a page.
#[derive(Debug, Clone)]
pub struct SeenLine {
    pub text: String,
    /// 0 to 1, as the recogniser says.
    pub confidence: f32,
    /// Place as fractions of the page.
    pub region: Region,
    /// Size of its type in points.
    pub size_pt: f64,
    /// Most of its ink is red.
    pub red: bool,
    /// It looks like a number, and another reading of it tells another one.
    pub contradicted: bool,
}

impl PageSight {
    /// Lines of the size of text: those that were read, and the wide ones that were only found.
    pub fn lines_of_text(&self) -> usize {
        let is_read = |line: &&SeenLine| line.confidence >= LEGIBLE && line.size_pt < running_text::TEXT_PT;
        let read = self.lines.iter().filter(is_read).filter(|line| !running_text::is_wide(line.region)).count();
        read + self.text.lines()
    }
}

/// Longer side, in pixels, for finding lines: 3号 type is 14 pixels high. Larger is not better: at 1280 the finder misses one
/// mark of six, whose characters are then taller than any line it was trained on, and takes four times as long.
const SEARCH_SIDE: u32 = 736;
/// Longer side, in pixels, of the head of a page for a closer look: it is wider than high.
const CLOSE_SIDE: u32 = 960;
/// Longer side, in pixels, for telling red ink from black: 3.4 pixels a millimetre of A4; the red rule of 0.5 mm (7.2.7) is two
/// pixels wide.
const COLOUR_SIDE: u32 = 1000;
/// Below this a line of the head may be the number or the mark, misread.
pub const LEGIBLE: f32 = 0.8;
/// Lines below this are no text: stains, strokes of handwriting, letters of a seal's rim.
const LEAST_CONFIDENCE: f32 = 0.5;
/// Height of a found line in ems of its type: the finder draws its boxes with a margin. Measured on drawn pages (1.18 to 1.3).
const LINE_EMS: f64 = 1.25;
const PT_PER_MM: f64 = 72.0 / 25.4;
/// Seals of a page whose inscription is read: the surest; joint papers of more bodies are rare, and each costs two lines.
const MOST_INSCRIPTIONS: usize = 4;
/// Pieces of a red line lie this close, in line heights, and differ this much in height: a spread mark is found in pieces;
/// pieces of a black one lie closer.
const PIECES_GAP: f64 = 2.0;
const PIECES_HEIGHT: f64 = 0.35;
const CUT_GAP: f64 = 0.4;

/// Looks at a page. `width_mm`: its printed width, where known; without it the paper is taken to fill the picture's width.
///
/// # Errors
/// [`RecognizerError`] where the recogniser could not look.
pub fn look(page: &Pixels, width_mm: Option<f64>, recognizer: &dyn Recognizer) -> Result<PageSight, RecognizerError> {
    let captured = page.at_most(COLOUR_SIDE);
    let small = ink::balanced(&captured);
    let red = ink::redness(&small);
    let colourless = ink::is_grey(&small);
    let px_per_pt = f64::from(page.width) / width_mm.unwrap_or(PAPER_WIDTH_MM) / PT_PER_MM;
    // Only in the head is red text looked for; below, a red seal must not hide the date under it. One copy serves both.
    let mut dark = page.clone();
    let head = Head::of(page, width_mm);
    take_red_off(&mut dark, head.end()..1.0);
    let spots = recognizer.find(&dark, SEARCH_SIDE)?;
    let found: Vec<Region> = spots.iter().map(|spot| spot.region(page)).collect();
    let grey = colourless && is_copy(&captured, &small, &found);
    take_red_off(&mut dark, 0.0..head.end());
    let (wanted, running): (Vec<Spot>, Vec<Spot>) = spots.into_iter().partition(|spot| is_wanted(spot, page, head));
    let looked_at = wanted.clone();
    let reading = Reading { page, head, dark, small: &small, red: &red, px_per_pt, recognizer };
    // Without colour there is no red seal to look for.
    let sight = if colourless { Some(SealSight::default()) } else { seals(page, width_mm, recognizer)? };
    let mut lines = joined(reading.lines(wanted)?);
    let stamped = sight.iter().flat_map(|sight| sight.seals.iter().chain(&sight.doubtful)).map(|seal| seal.region);
    let stamped: Vec<Region> = stamped.collect();
    for line in lines.iter_mut().filter(|line| looks_numbered(&line.text)) {
        line.contradicted |=
            number_again::has_odd_sign(&line.text) || ink_of_line::is_under_colour(line.region, &red, &small);
    }
    for line in lines.iter_mut().filter(|line| line.red) {
        line.red = !stamped.iter().any(|seal| lies_in(line.region, *seal));
    }
    let text = RunningText::of(&lines, running.iter().map(|spot| spot.region(page)));
    let above_text = head.end().min(text.second_line());
    let band = unread_red::band(&red, MARK_RED, above_text, &known_red(&lines, &stamped, &red));
    if let Some(band) = band {
        lines.extend(reading.mark(band)?);
        lines = joined(lines);
    }
    let is_turned = !upright::is_upright(page, recognizer, (&looked_at, &running), &lines)?;
    lines.sort_by(|a, b| a.region[1].total_cmp(&b.region[1]).then(a.region[0].total_cmp(&b.region[0])));
    let rules = if colourless { Vec::new() } else { red_rule::rules(&red) };
    let unseen = Unseen {
        seals: sight.is_none(),
        mark: unread_red::left(&red, above_text, &known_red(&lines, &stamped, &red)),
        number: unread_ink::hides_number(&small, head, &lines, &rules),
    };
    Ok(PageSight {
        head,
        head_is_lines: !unread_ink::is_in_head(&small, head, &lines),
        lines,
        rules,
        text,
        unseen,
        seals: sight.as_ref().map(|sight| sight.seals.clone()).unwrap_or_default(),
        doubtful: sight.map(|sight| sight.doubtful).unwrap_or_default(),
        grey,
        is_turned,
    })
}

/// The seals of a page, with what stands around them; `None` where the network could not run.
fn seals(
    page: &Pixels,
    width_mm: Option<f64>,
    recognizer: &dyn Recognizer,
) -> Result<Option<SealSight>, RecognizerError> {
    let mut sight = seal::seals(page, width_mm.map(|width| f64::from(page.width) / width));
    for seal in sight.iter_mut().flat_map(|sight| &mut sight.seals).take(MOST_INSCRIPTIONS) {
        if seal.is_whole_and_round() {
            seal.inscription = seal::inscription(page, seal.region, recognizer)?;
        }
    }
    Ok(sight)
}

/// Whether a page without colour may be a copy of one that had some. A picture that bears a hue was taken in colour, of a page in
/// black; that page is a copy only where a seal has left its shape on it.
fn is_copy(captured: &Pixels, balanced: &Pixels, found: &[Region]) -> bool {
    !ink::has_hue(captured) || unread_ink::may_be_a_seal(balanced, found)
}

/// Where red ink is accounted for.
fn known_red(lines: &[SeenLine], stamped: &[Region], red: &Redness) -> Vec<Region> {
    let on_red = |line: &&SeenLine| ink_of_line::is_on_red(line.region, red);
    let banners = lines.iter().filter(on_red).map(|line| across(line.region));
    let marks = lines.iter().filter(|line| line.red).map(|line| line.region);
    marks.chain(banners).chain(stamped.iter().copied()).collect()
}

/// The whole width of the page around a line: a banner reaches farther than its letters.
fn across([_, y, _, height]: Region) -> Region {
    [0.0, y - height / 2.0, 1.0, 2.0 * height]
}

/// Whether half of a line lies in a seal: its red is the seal's. A mark is much longer than a seal that touches it.
fn lies_in([x, y, width, height]: Region, [left, top, wide, high]: Region) -> bool {
    let inside = (x + width).min(left + wide) - x.max(left);
    let middle = y + height / 2.0;
    (top..=top + high).contains(&middle) && inside >= width / 2.0
}

/// A page while its lines are read.
struct Reading<'a> {
    page: &'a Pixels,
    head: Head,
    /// The page without its red ink: what a red stamp covers can be read.
    dark: Pixels,
    /// The page with white paper, smaller, and how red it is.
    small: &'a Pixels,
    red: &'a Redness,
    px_per_pt: f64,
    recognizer: &'a dyn Recognizer,
}

impl Reading<'_> {
    fn lines(&self, spots: Vec<Spot>) -> Result<Vec<SeenLine>, RecognizerError> {
        let (mut reds, blacks): (Vec<Spot>, Vec<Spot>) = spots.into_iter().partition(|spot| self.is_red(spot));
        let marks = self.recognizer.read(self.page, &reds)?;
        let marks = whole_mark::to_their_ends(self.page, self.recognizer, &mut reds, marks)?;
        let mut lines = self.seen(&reds, marks, true)?;
        lines.extend(self.seen(&blacks, self.recognizer.read(&self.dark, &blacks)?, false)?);
        // Red print tells no number: a stamp over it does not make it legible.
        if !lines.iter().any(|line| !line.red && self.head.holds(line.region[1]) && looks_numbered(&line.text)) {
            let closer = self.closer(&lines)?;
            lines.retain(|line| !closer.iter().any(|whole| is_piece(line, whole)));
            lines.extend(closer);
        }
        Ok(lines)
    }

    /// What a band of red ink says that the finder of lines passed over, where it is legible.
    fn mark(&self, band: Region) -> Result<Vec<SeenLine>, RecognizerError> {
        let spot = Spot::at(band, self.page);
        let read = self.recognizer.read(self.page, &[spot])?;
        let mut lines = self.seen(&[spot], read, true)?;
        lines.retain(|line| line.confidence >= LEGIBLE);
        Ok(lines)
    }

    /// A closer look at a head without a number: a stamp, a signature or small type may have hidden it. Print under a red stamp
    /// was found, and read as red; without the red it may be the number, and nothing else of it counts.
    fn closer(&self, known: &[SeenLine]) -> Result<Vec<SeenLine>, RecognizerError> {
        let head = self.dark.part([0.0, 0.0, 1.0, self.head.end()]);
        let covers = |spot: &Spot, line: &SeenLine| {
            let [x, y, width, height] = spot.region(self.page);
            let (x, y) = (x + width / 2.0, y + height / 2.0);
            let [left, top, width, height] = line.region;
            (left..=left + width).contains(&x) && (top..=top + height).contains(&y)
        };
        let spots = self.recognizer.find(&head, CLOSE_SIDE)?;
        let (stamped, new): (Vec<Spot>, Vec<Spot>) = spots
            .into_iter()
            .filter(|spot| !known.iter().any(|line| !line.red && covers(spot, line)))
            .partition(|spot| known.iter().any(|line| covers(spot, line)));
        let mut lines = self.seen(&new, self.recognizer.read(&self.dark, &new)?, false)?;
        let under_red = self.seen(&stamped, self.recognizer.read(&self.dark, &stamped)?, false)?;
        lines.extend(under_red.into_iter().filter(|line| looks_numbered(&line.text)));
        Ok(lines)
    }

    fn is_red(&self, spot: &Spot) -> bool {
        let region = spot.region(self.page);
        self.head.holds(region[1]) && ink_of_line::is_red(region, self.red, self.small)
    }

    /// The lines that are legible; what may be a number is read more than once.
    fn seen(&self, spots: &[Spot], lines: Vec<TextLine>, red: bool) -> Result<Vec<SeenLine>, RecognizerError> {
        let mut seen = Vec::with_capacity(lines.len());
        for (spot, line) in spots.iter().zip(lines) {
            let numbered =
                !red && self.head.holds(spot.region(self.page)[1]) && number_again::may_be_number(&line.text);
            let Checked { line, spot, contradicted } = if numbered {
                number_again::checked(&self.dark, self.recognizer, spot, line)?
            } else {
                Checked { line, spot: *spot, contradicted: false }
            };
            let region = spot.region(self.page);
            if line.text.trim().is_empty() || line.confidence < LEAST_CONFIDENCE {
                continue;
            }
            seen.push(SeenLine {
                text: line.text,
                confidence: line.confidence,
                size_pt: f64::from(spot.height()) / ems(&spot) / self.px_per_pt,
                red,
                region,
                contradicted,
            });
        }
        Ok(seen)
    }
}

/// Whether a line is the beginning of another one that was found whole: where a stamp cut it off.
fn is_piece(line: &SeenLine, whole: &SeenLine) -> bool {
    let ([x, y, _, height], [left, top, _, high]) = (line.region, whole.region);
    let begins_there = (x - left).abs() <= height && (top..=top + high).contains(&(y + height / 2.0));
    // The sign at the cut is often misread.
    let mut text = line.text.trim().chars();
    text.next_back();
    begins_there && !line.red && !text.as_str().is_empty() && whole.text.trim().starts_with(text.as_str())
}

/// Whether a text may hold a document number: digits, and 号 after them.
fn looks_numbered(text: &str) -> bool {
    text.split_once('号').is_some_and(|(before, _)| before.chars().any(|c| c.is_ascii_digit()))
}

/// Whether a line can hold an element of a paper.
fn is_wanted(spot: &Spot, page: &Pixels, head: Head) -> bool {
    let region = spot.region(page);
    head.holds(region[1] + region[3] / 2.0) || !running_text::is_wide(region)
}

/// Takes the red ink off a part of a page's height: in the red channel red ink is as white as the paper.
fn take_red_off(page: &mut Pixels, part: std::ops::Range<f64>) {
    let offset = |share: f64| (f64::from(page.height) * share) as usize * page.width as usize * 3;
    let (from, to) = (offset(part.start), offset(part.end));
    for pixel in page.rgb.get_mut(from..to).unwrap_or_default().chunks_exact_mut(3) {
        pixel.fill(pixel[0]);
    }
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
                before.contradicted |= line.contradicted;
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
