//! Where to look in a photo, and in what order.
//!
//! Enters: upright pixels and a recogniser. Leaves: what the lines say, once enough of the frame was looked at. Finding costs
//! by the pixel and reading by the line, so the lower strip comes first, where nearly all apps print; a whole time in it,
//! vouched for, ends the search but for an editor's notice, which is looked for from afar. Everything else looks at the whole
//! frame: absent is said of nothing less, nor of a picture in which a watermark could not have been seen.

use super::block::Item;
use super::{Sight, again, collage, dazzle, judge, led_clock, or_in_part, stamp, strokes};
use crate::{Pixels, Recognizer, RecognizerError, Spot, TextLine};
use evipack_core::facts::{Fact, Region};

/// The longer side of the frame, in pixels, at which lines are looked for. A line 17 pixels high in a picture of 1280 is
/// then 10 pixels high, which the network still finds: of 116 generated watermarks 112 were read with 832 and with 736,
/// 111 with 640.
const SEARCH_SIDE: u32 = 736;
/// The same for an editor's notice away from the time: a long line, of which it is enough to find where it stands.
const NOTICE_SIDE: u32 = 480;
/// The editors' names have four signs and more; a line of print is no higher than this part of the picture.
const NOTICE_LENGTH: f32 = 2.5;
const NOTICE_HEIGHT: f64 = 0.06;
/// The part of the height at the upper edge in which it is looked for as closely as for print: nearly all stand there, in letters as small.
const NOTICE_EDGE: f64 = 0.1;
/// Lines that are read in search of a notice at most.
const MOST_NOTICES: usize = 6;
/// The strip that is looked at first, as a part of the height.
const STRIP: f64 = 0.42;
/// The part of the height in which a block of print has at least its last lines.
const LOWEST: f64 = 0.22;
/// Before absent is said, the edges are looked at once more, closer: a line of 9 pixels in 1280 is too small for the first look, and
/// on bright straw or leaves larger print is; a human reads both. Below, where nearly all apps print, so much of the frame as a block
/// has its last lines in: with less, the first lines of tall blocks were cut, and two watermarks of 448 were called absent. Above, the outermost line.
const CLOSER_SIDE: u32 = 1280;
const WHOLE: Region = [0.0, 0.0, 1.0, 1.0];
const EDGES: [Region; 2] = [[0.0, 1.0 - LOWEST, 1.0, LOWEST], [0.0, 0.0, 1.0, 0.08]];
/// A line that ends this near to a cut may be cut itself, in pixels of the search.
const CUT_MARGIN: f64 = 3.0;
/// Lines that are read of one picture at most: a page full of text is no photo, and none of its lines is a watermark.
const MOST_LINES: usize = 60;
/// So many lines of running text are a paper's or a notice's, which needs no watermark: what a photographed sheet that was taken
/// for a photo bears at least. A line of it has more characters than those of signs, banners and lists.
const PAPER_LINES: usize = 5;
const RUNNING_CHARS: usize = 12;
/// A line turned by more than this (tangent; 1.7 degrees) was not printed on the frame but stands in the scene. Short lines
/// are too short to tell.
const LEVEL: f32 = 0.03;
const LONG_ENOUGH: f32 = 4.0;
/// Lines higher than this part of the picture's shorter side are not print: the largest clock of an app is an eighth of it,
/// its spot a sixth. The network takes whole walls and trees for lines now and then.
const HIGHEST: f32 = 0.22;
/// How far around dates and times, and at last an app's words, is looked more closely where they alone tell nothing, in heights of
/// their lines, and in widths of the picture.
const AROUND: (f64, f64) = (5.0, 0.12);
/// Only lines in this part of the height at either edge are looked at so: those in the middle are of the scene.
const NEAR_EDGE: f64 = 0.3;
/// A line that was read worse than this may hide another that only a closer look finds.
const WELL_READ: f32 = 0.8;
/// A place is another's where it is covered by it so far.
const MOSTLY: f64 = 0.6;
/// Longer side up to which a picture is searched whole: its letters are so small that their strokes run together, and there is
/// little to spare.
const SMALL: u32 = 640;
/// Shorter side below which a watermark need not be legible: a line is a fortieth of it, and a Chinese character needs 8
/// pixels.
const SMALLEST: u32 = 320;
/// Steps between neighbouring pixels (0 to 255) below which a picture is too blurred for print to be seen.
const SHARPEST_STEP: u8 = 14;

/// Looks at a photo, or at each photo of a collage.
pub(super) fn look(photo: &Pixels, recognizer: &dyn Recognizer) -> Result<Sight, RecognizerError> {
    let cells = collage::cells(photo);
    if cells.len() < 2 {
        return Search::new(photo, recognizer, SEARCH_SIDE).run();
    }
    let mut sights = Vec::new();
    for cell in cells {
        sights.push((cell, look_at_cell(&photo.part(cell), photo.long_side(), recognizer)?));
    }
    Ok(together(sights))
}

/// Looks at one photo of a collage: first at the scale of the whole, which is enough where the print was made for the whole;
/// photos that bore their print before they were put together need the scale of their own.
fn look_at_cell(cell: &Pixels, whole_side: u32, recognizer: &dyn Recognizer) -> Result<Sight, RecognizerError> {
    let side = f64::from(SEARCH_SIDE) * f64::from(cell.long_side()) / f64::from(whole_side.max(1));
    let from_afar = Search::new(cell, recognizer, side.ceil() as u32).run()?;
    if from_afar.tells_all() || !from_afar.contradictions.is_empty() {
        return Ok(from_afar);
    }
    let near = Search::new(cell, recognizer, SEARCH_SIDE).run()?;
    // What was seen from afar is there, though it was not found again, or told no more.
    let tells_less = near.contradictions.is_empty() && near.watermark.value().is_none();
    let is_known = from_afar.watermark.value().is_some();
    Ok(if near.watermark.is_absent() || tells_less && is_known { from_afar } else { near })
}

/// The watermark of a collage: known where every cell has its own.
fn together(sights: Vec<(Region, Sight)>) -> Sight {
    let contradictions = sights.iter().flat_map(|(_, sight)| sight.contradictions.clone()).collect();
    let count = sights.len();
    let known = sights.iter().filter(|(_, sight)| sight.watermark.value().is_some()).count();
    let absent = sights.iter().filter(|(_, sight)| sight.watermark.is_absent()).count();
    let first = sights.into_iter().next().map(|(cell, sight)| (cell, sight.watermark));
    let fact = match first {
        Some((_, fact)) if absent == count => fact,
        Some((cell, Fact::Known { mut value, basis })) if known == count => {
            let [x, y, width, height] = value.region;
            value.region = [cell[0] + x * cell[2], cell[1] + y * cell[3], width * cell[2], height * cell[3]];
            Fact::Known { value, basis }
        }
        _ => Fact::unknown(format!("拼图：{count} 张照片中只在 {known} 张上读到完整的时间水印，需人工逐张确认")),
    };
    Sight::new(fact, contradictions)
}

struct Search<'a> {
    photo: &'a Pixels,
    recognizer: &'a dyn Recognizer,
    side: u32,
    /// Height of a line, in pixels, above which it is no print.
    highest: f32,
    /// Least jump of brightness that may be a stroke.
    jump: i16,
}

impl<'a> Search<'a> {
    fn new(photo: &'a Pixels, recognizer: &'a dyn Recognizer, side: u32) -> Self {
        Self { photo, recognizer, side, highest: HIGHEST * photo.width.min(photo.height) as f32, jump: strokes::JUMP }
    }

    fn run(&self) -> Result<Sight, RecognizerError> {
        let mut lines = Vec::new();
        let sight = self.search(&mut lines)?;
        self.by_other_print(&lines, sight)
    }

    /// What the frame tells, and its lines as far as they were needed.
    fn search(&self, lines: &mut Vec<TextLine>) -> Result<Sight, RecognizerError> {
        let low = self.find([0.0, 1.0 - STRIP, 1.0, STRIP])?;
        let cut = (1.0 - STRIP) * f64::from(self.photo.height);
        let margin = CUT_MARGIN * f64::from(self.photo.long_side()) / f64::from(self.side.max(1));
        let (at_cut, low): (Vec<Spot>, Vec<Spot>) = low.into_iter().partition(|spot| top(spot) < cut + margin);
        let (level, turned): (Vec<Spot>, Vec<Spot>) = low.into_iter().partition(is_level);
        *lines = self.read_well(&level)?;
        let mut sight = judge(lines);
        let looked_around = sight.watermark.is_unknown() && at_cut.is_empty();
        if looked_around {
            self.add_around(lines)?;
            sight = judge(lines);
        }
        let mut lit = None;
        if at_cut.is_empty() {
            if sight.watermark.value().is_some() {
                return self.unless_noticed(lines, sight);
            }
            let (seen, seen_lines) = self.by_light_print(lines, sight)?;
            if seen.watermark.value().is_some() {
                return self.unless_noticed(lines, seen);
            }
            lit = Some((seen, seen_lines));
        }
        // Lines that were cut are found again, whole.
        let end = at_cut.iter().map(bottom).fold(cut, f64::max) + margin;
        let high = self.find([0.0, 0.0, 1.0, (end / f64::from(self.photo.height.max(1))).min(1.0)])?;
        let is_new = |spot: &Spot| top(spot) < cut + margin;
        let (level, more_turned): (Vec<Spot>, Vec<Spot>) = high.into_iter().filter(is_new).partition(is_level);
        lines.extend(self.read_well(&level)?);
        let turned = [turned, more_turned].concat();
        let askew = self.read(&turned)?;
        let running = lines.iter().chain(&askew).filter(|line| is_running_text(line)).count();
        lines.extend(askew.into_iter().filter(|line| is_stamp_of_an_app(line) || is_of_a_notice(line)));
        if judge(lines).watermark.is_unknown() && !looked_around {
            self.add_around(lines)?;
        }
        let sight = self.without_lights(lines);
        if sight.watermark.value().is_some() {
            return Ok(sight);
        }
        // Of a block that goes on above the strip its print tells no more than half.
        let (lit, lit_lines) = lit.map_or_else(|| self.by_light_print(lines, sight.clone()), Ok)?;
        if sight.watermark.is_unknown() {
            let closely = self.looked_at_closely(lines, &lit_lines, sight)?;
            // What speaks against the print is told, wherever it was seen, unless a closer look told the whole time.
            let says_nothing = closely.watermark.is_unknown() && closely.contradictions.is_empty();
            let tells_less = !closely.tells_all() && !closely.is_doubted() && lit.is_doubted();
            let is_outdone = tells_less || says_nothing && !lit.contradictions.is_empty();
            return Ok(if is_outdone { lit } else { closely });
        }
        lines.extend(led_clock::taken_out(self.photo, &self.closer(lines)?));
        let sight = judge(lines);
        if sight.watermark.is_unknown() {
            return self.looked_at_closely(lines, &lit_lines, sight);
        }
        if !sight.watermark.is_absent() {
            return Ok(sight);
        }
        let read = level.len() + turned.len();
        Ok(match self.blindness(read, running) {
            None if !lit.watermark.is_absent() => lit,
            Some(why) => Sight::new(Fact::unknown(why), sight.contradictions),
            None => sight,
        })
    }

    /// What the lines tell, without a clock of lights where one hides a time.
    fn without_lights(&self, lines: &mut Vec<TextLine>) -> Sight {
        let sight = judge(lines);
        if !sight.watermark.is_unknown() {
            return sight;
        }
        let unlit = led_clock::taken_out(self.photo, lines);
        let dark = judge(&unlit);
        if dark.watermark.is_unknown() {
            return sight;
        }
        *lines = unlit;
        dark
    }

    /// What the strip told, with an app's name and code that stand above it, unless an editor's name or notice does.
    fn unless_noticed(&self, lines: &mut Vec<TextLine>, sight: Sight) -> Result<Sight, RecognizerError> {
        let mut spots = self.find_at([0.0, 0.0, 1.0, NOTICE_EDGE], self.side)?;
        // From so far up that a line on the edge's end is whole in one of the two.
        let begin = NOTICE_EDGE - NOTICE_HEIGHT;
        let rest = self.find_at([0.0, begin, 1.0, 1.0 - STRIP - begin], NOTICE_SIDE * self.side / SEARCH_SIDE)?;
        let end = NOTICE_EDGE * f64::from(self.photo.height);
        spots.extend(rest.into_iter().filter(|spot| bottom(spot) > end));
        spots.retain(|spot| {
            let height = f64::from(spot.height()) / f64::from(self.photo.height.max(1));
            is_level(spot) && spot.width() >= NOTICE_LENGTH * spot.height() && height <= NOTICE_HEIGHT
        });
        spots.truncate(MOST_NOTICES);
        lines.extend(self.read(&spots)?.into_iter().filter(|line| Item::of(line).mark.is_some()));
        let noticed = judge(lines);
        let time = |sight: &Sight| sight.watermark.value().map(|watermark| watermark.time.clone());
        let says_more = !noticed.contradictions.is_empty() || time(&noticed) == time(&sight);
        Ok(if says_more { noticed } else { sight })
    }

    /// The longer side of the frame at which a closer look is taken.
    fn closer_side(&self) -> u32 {
        let side = u64::from(CLOSER_SIDE) * u64::from(self.side) / u64::from(SEARCH_SIDE);
        u32::try_from(side).unwrap_or(CLOSER_SIDE)
    }

    /// What is still unknown after the whole frame was looked at, by a closer look around all that an app may have printed, and
    /// around dates and times that only the light print showed.
    fn looked_at_closely(
        &self,
        lines: &mut Vec<TextLine>,
        lit: &[TextLine],
        sight: Sight,
    ) -> Result<Sight, RecognizerError> {
        let telling = lines.iter().filter(|line| !Item::of(line).is_blank());
        let telling = telling.chain(lit.iter().filter(|line| again::is_temporal(&line.text)));
        let telling: Vec<Region> = telling.map(|line| line.region).collect();
        if let Some(part) = around(&telling) {
            // In one piece: print whose strokes do not stand out from what lies behind it is what is missing here.
            let spots = self.find_within(part, &[WHOLE], self.closer_side())?;
            let found = self.read_unknown(spots, lines)?;
            take_in(lines, found);
            self.cut_overrunning(lines)?;
            lines.extend(self.missing_clock(lines)?);
            lines.extend(self.missing_row(lines)?);
            let closer = judge(lines);
            if closer.watermark.value().is_some() || !closer.contradictions.is_empty() {
                return Ok(or_in_part(closer, lines));
            }
        }
        Ok(or_in_part(self.by_light_print_above(lines, sight)?, lines))
    }

    /// Adds what only a closer look finds around dates and times: the place or name that vouches for them, and whole lines of
    /// which there were pieces.
    fn add_around(&self, lines: &mut Vec<TextLine>) -> Result<(), RecognizerError> {
        let temporal: Vec<Region> =
            lines.iter().filter(|line| again::is_temporal(&line.text)).map(|line| line.region).collect();
        if let Some(part) = around(&temporal) {
            let found = self.read_unknown(self.find_at(part, self.closer_side())?, lines)?;
            take_in(lines, found);
        }
        Ok(())
    }

    /// Lines at the lower and upper edges that only a closer look finds.
    fn closer(&self, known: &[TextLine]) -> Result<Vec<TextLine>, RecognizerError> {
        let mut lines = Vec::new();
        for part in EDGES {
            lines.extend(self.read_unknown(self.find_at(part, self.closer_side())?, known)?);
        }
        Ok(lines)
    }

    /// Reads what stands where no line was read well.
    fn read_unknown(&self, mut spots: Vec<Spot>, known: &[TextLine]) -> Result<Vec<TextLine>, RecognizerError> {
        spots.retain(|spot| {
            let is_same = |line: &TextLine| overlap(spot.region(self.photo), line.region) >= MOSTLY;
            is_level(spot) && !known.iter().filter(|line| line.confidence >= WELL_READ).any(is_same)
        });
        self.read_well(&spots)
    }

    fn find(&self, part: Region) -> Result<Vec<Spot>, RecognizerError> {
        self.find_at(part, self.side)
    }

    /// Spots in a part of the frame, as places of the whole.
    fn find_at(&self, part: Region, side: u32) -> Result<Vec<Spot>, RecognizerError> {
        if self.photo.long_side() <= SMALL {
            return self.find_within(part, &[WHOLE], side);
        }
        let scale = f64::from(side) / f64::from(self.photo.long_side().max(1));
        let picture = self.photo.part(part);
        let reduced = |length: u32| (f64::from(length) * scale.min(1.0)).round() as u32;
        let reduced = picture.resized(reduced(picture.width), reduced(picture.height));
        self.find_within(part, &strokes::regions(&reduced, self.jump), side)
    }

    /// Spots in some regions of a part of the frame, as places of the whole.
    fn find_within(&self, part: Region, regions: &[Region], side: u32) -> Result<Vec<Spot>, RecognizerError> {
        let scale = f64::from(side) / f64::from(self.photo.long_side().max(1));
        let mut found = Vec::new();
        for &[x, y, width, height] in regions {
            let (x, y) = (part[0] + x * part[2], part[1] + y * part[3]);
            let picture = self.photo.part([x, y, width * part[2], height * part[3]]);
            let spots = self.recognizer.find(&picture, (f64::from(picture.long_side()) * scale).ceil() as u32)?;
            let from = |part: f64, whole: u32| (part * f64::from(whole)).round() as f32;
            let (left, top) = (from(x, self.photo.width), from(y, self.photo.height));
            let lines = spots.into_iter().filter(|spot| spot.height().min(spot.width()) <= self.highest);
            found.extend(lines.map(|spot| spot.shifted(left, top)));
        }
        Ok(found)
    }

    fn read(&self, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        self.recognizer.read(self.photo, &spots[..spots.len().min(MOST_LINES)])
    }

    /// Why a watermark, had there been one, need not have been seen, or need not be there.
    fn blindness(&self, lines: usize, running: usize) -> Option<&'static str> {
        if self.photo.width.min(self.photo.height) < SMALLEST {
            Some("图片太小，看不出有没有时间水印，需人工确认")
        } else if lines > MOST_LINES {
            Some("画面上文字太多，没有逐行识别，需人工确认")
        } else if running >= PAPER_LINES {
            Some("画面上大段文字，可能是翻拍的文件，看不出是不是现场照片，需人工确认")
        } else if !is_sharp(self.photo) {
            Some("图片模糊，看不出有没有时间水印，需人工确认")
        } else if dazzle::is_dazzling(self.photo, LOWEST) {
            Some("画面下部过亮而杂乱，看不出有没有白色的时间水印，需人工确认")
        } else {
            None
        }
    }
}

/// Adds lines, and leaves out those of which they are the whole.
fn take_in(lines: &mut Vec<TextLine>, found: Vec<TextLine>) {
    let is_piece = |line: &TextLine| {
        let is_whole =
            |whole: &TextLine| overlap(line.region, whole.region) >= MOSTLY && again::holds(&whole.text, &line.text);
        again::is_broken(&line.text) && found.iter().any(is_whole)
    };
    lines.retain(|line| !is_piece(line));
    lines.extend(found);
}

/// The part of the frame around all lines that stand near an edge.
fn around(lines: &[Region]) -> Option<Region> {
    let mut around: Option<[f64; 4]> = None;
    let is_near_edge = |[_, y, _, height]: &&Region| y + height >= 1.0 - NEAR_EDGE || *y <= NEAR_EDGE;
    for [x, y, width, height] in lines.iter().filter(is_near_edge) {
        let (up, aside) = (AROUND.0 * height, AROUND.1);
        let [left, top, right, low] = around.unwrap_or([1.0, 1.0, 0.0, 0.0]);
        around = Some([
            left.min(x - aside).max(0.0),
            top.min(y - up).max(0.0),
            right.max(x + width + aside).min(1.0),
            low.max(y + height + up).min(1.0),
        ]);
    }
    around.map(|[x, y, right, low]| [x, y, right - x, low - y])
}

fn top(spot: &Spot) -> f64 {
    spot.corners.iter().map(|corner| f64::from(corner[1])).fold(f64::MAX, f64::min)
}

fn bottom(spot: &Spot) -> f64 {
    spot.corners.iter().map(|corner| f64::from(corner[1])).fold(0.0, f64::max)
}

/// Whether a line runs along the frame, as print does, and not along something in the scene.
fn is_level(spot: &Spot) -> bool {
    let [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = spot.corners;
    let (across, down) = ((x1 - x0) + (x2 - x3), (y1 - y0) + (y2 - y3));
    spot.width() < LONG_ENOUGH * spot.height() || down.abs() <= LEVEL * across.abs()
}

/// A turned line counts only where it could be a photo of a photo: both a whole date and a whole time, or an app's name.
fn is_stamp_of_an_app(line: &TextLine) -> bool {
    again::is_whole(&line.text) || super::app::mark(&stamp::fold(&line.text)).is_some()
}

/// Of a board that hangs askew, its lines that say what it is: short ones, like its date, may be level.
fn is_of_a_notice(line: &TextLine) -> bool {
    let item = Item::of(line);
    item.is_notice() || item.is_numbered()
}

/// Whether a line is well read and as long as those of a paper's text.
fn is_running_text(line: &TextLine) -> bool {
    let ideographs = line.text.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)).count();
    line.confidence >= WELL_READ && ideographs >= RUNNING_CHARS
}

/// The part of the first place that the other one covers. Lines below one another touch: their spots reach beyond the letters.
fn overlap(a: Region, b: Region) -> f64 {
    let shared = |axis: usize| ((a[axis] + a[axis + 2]).min(b[axis] + b[axis + 2]) - a[axis].max(b[axis])).max(0.0);
    shared(0) * shared(1) / (a[2] * a[3]).max(f64::MIN_POSITIVE)
}

/// Whether neighbouring pixels differ anywhere as much as print does from what lies behind it, at the scale of the search.
fn is_sharp(photo: &Pixels) -> bool {
    let scale = (f64::from(SEARCH_SIDE) / f64::from(photo.long_side().max(1))).min(1.0);
    let smaller = |length: u32| (f64::from(length) * scale).round() as u32;
    let photo = photo.resized(smaller(photo.width), smaller(photo.height));
    let row = photo.width.max(1) as usize;
    photo.rgb.chunks_exact(row * 3).any(|row| {
        let green = || row.iter().skip(1).step_by(3);
        green().zip(green().skip(1)).any(|(a, b)| a.abs_diff(*b) > SHARPEST_STEP)
    })
}

mod by_print;
mod missing;
mod overrun;
mod parted;
mod second;
#[cfg(test)]
mod tests;
