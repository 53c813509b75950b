//! Lines of a photo → blocks of print.
//!
//! Enters: recognised lines. Leaves: [`Item`]s, what each line is by itself, and [`Block`]s, the lines that stand together.
//! Apps print a watermark as one block of level lines at an edge of the frame; a time counts only with a date of its block.

use super::app::{self, Mark, Place};
use super::stamp::{self, Clock, Reading, Stamp};
use super::wrapped;
use crate::TextLine;
use evipack_core::facts::{Contradiction, Region};
use std::cmp::Ordering;

/// Below this a recogniser guesses single characters; a digit guessed is another time.
const MIN_CONFIDENCE: f32 = 0.8;
/// Below this the signs have nothing to do with what stands there: leaves and bricks are read as a digit or two. From four
/// digits on it may be a time all the same.
const NOISE: f32 = 0.5;
const TELLING_DIGITS: usize = 4;
/// Signs as high as this part of the picture are read well if they are signs at all: only a clock is printed so large.
const LARGE: f64 = 0.1;
/// From this many digits on, a badly read line without any other trace may have been a time.
const SUSPICIOUS_DIGITS: usize = 3;
/// Digits of a distance in kilometres, and of the limits for two sorts of cars beside one another.
const DISTANCE_DIGITS: usize = 3;
const BARE_DIGITS: usize = 4;
/// Digits of a year, a month and a day short of one another: a broken line with so many may be a whole stamp.
const DATE_DIGITS: usize = 6;
/// How far one line of a block may lie from another: heights of the taller line, and width of the picture.
const NEAR_HEIGHTS: f64 = 2.0;
const NEAR_WIDTH: f64 = 0.1;
/// The same where lines of the scene may have come in between: heights of the lower line. Apps leave less than one between their
/// lines.
const TIGHT_HEIGHTS: f64 = 1.0;
/// How far the ends of lines that are in line lie apart, in widths of the picture: what is found of a line reaches beyond its
/// letters now and then.
const IN_LINE: f64 = 0.03;
/// How much taller than its date a clock without colons must be: the apps print the clock half as high again and more.
const TALLER: f64 = 1.3;
/// How far from the edges of the frame a block of print begins at most, in width and height of the picture. The apps keep
/// 2 to 4 parts in a hundred.
pub(super) const EDGE_X: f64 = 0.1;
pub(super) const EDGE_Y: f64 = 0.14;
/// How far from the middle line a centred block may lie; the apps centre the block with all that belongs to it, of which not
/// every line is read.
const CENTRED: f64 = 0.12;
/// A title, a task and a name stand within a block; more lines that nobody can explain make it a page or a poster.
const MOST_STRANGERS: usize = 3;
/// Words of notices and slides, which have a time and a place as well.
const NOTICE_WORDS: &[&str] =
    &["会议通知", "准时参加", "请假", "议程", "召开", "特此通知", "会议时间", "会议地点", "主持:"];

/// A line, and what it is by itself.
pub(super) struct Item<'a> {
    pub(super) line: &'a TextLine,
    reading: Reading,
    pub(super) mark: Option<Mark>,
    place: Option<Place>,
    /// The text with its signs made plain.
    folded: String,
}

/// A date and a time that belong together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moment {
    date: jiff::civil::Date,
    time: Clock,
}

impl Moment {
    pub(super) fn agrees(self, other: Self) -> bool {
        self.date == other.date && self.time.agrees(other.time)
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}

/// Why a block with dates or times in it gives no moment.
pub(super) struct Flaw {
    pub(super) why: String,
    pub(super) contradiction: Option<Contradiction>,
    /// Whether what is wrong may be a date or time of the scene: one of several, or one that was not wholly read.
    pub(super) may_be_of_the_scene: bool,
}

fn flaw(why: impl Into<String>) -> Flaw {
    Flaw { why: why.into(), contradiction: None, may_be_of_the_scene: false }
}

fn several(what: &str) -> Flaw {
    Flaw { may_be_of_the_scene: true, ..flaw(format!("照片上读到几个不同的{what}，需人工确认")) }
}

impl<'a> Item<'a> {
    pub(super) fn of(line: &'a TextLine) -> Self {
        let folded = stamp::fold(&line.text);
        // A confidence that is not a number compares with nothing, and is weak.
        let is_weak = line.confidence.partial_cmp(&MIN_CONFIDENCE).is_none_or(Ordering::is_lt);
        let digits = folded.chars().filter(|&c| stamp::is_digit(c)).count();
        let is_noise = line.confidence < NOISE && digits < TELLING_DIGITS
            || is_weak && line.region[3] >= LARGE && !folded.contains(':');
        let reading = match stamp::read(&folded) {
            Reading::Stamp(_) | Reading::Broken | Reading::Mentioned if is_noise => Reading::Other,
            Reading::Stamp(_) if is_weak => Reading::Broken,
            Reading::Other if is_weak && !is_noise && digits >= SUSPICIOUS_DIGITS => Reading::Mentioned,
            other => other,
        };
        let mark = app::mark(&folded);
        // A forged mark counts however badly it was read, a genuine one only if read well.
        Self {
            mark: mark.filter(|mark| !is_weak || matches!(mark, Mark::LookAlike | Mark::FreeTier)),
            place: app::place(&folded),
            line,
            reading,
            folded,
        }
    }

    fn is_position(&self) -> bool {
        app::is_position(&self.folded)
    }

    fn is_placeholder(&self) -> bool {
        app::is_placeholder(&self.folded)
    }

    pub(super) fn is_notice(&self) -> bool {
        NOTICE_WORDS.iter().any(|word| self.folded.contains(word))
    }

    pub(super) fn contradiction(&self) -> Option<Contradiction> {
        match self.mark {
            Some(Mark::LookAlike) => Some(Contradiction::LookAlikeBrand),
            Some(Mark::FreeTier) => Some(Contradiction::FreeTier),
            _ => self.is_placeholder().then_some(Contradiction::Placeholder),
        }
    }

    /// Whether it is a line that watermark cameras print.
    pub(super) fn belongs(&self) -> bool {
        matches!(self.reading, Reading::Stamp(_) | Reading::Trimming(_))
            || self.mark.is_some()
            || self.place.is_some()
            || self.is_position()
            || self.is_placeholder()
    }

    /// Whether it bears no trace of a date, a time or a watermark camera.
    pub(super) fn is_blank(&self) -> bool {
        // A town on a banner or a road sign has no dot and no label.
        self.reading == Reading::Other
            && self.mark.is_none()
            && !self.is_place()
            && !self.is_position()
            && !app::is_mentioned(&self.folded)
            && !self.is_placeholder()
    }

    /// Whether it says nothing of itself that an app prints, nor names a place.
    pub(super) fn is_nothing_else(&self) -> bool {
        self.is_blank() && self.place.is_none()
    }

    /// Whether it is a date or time, or looks like a part of one.
    pub(super) fn is_temporal(&self) -> bool {
        matches!(self.reading, Reading::Stamp(_) | Reading::Broken)
    }

    /// Whether it may be a part of a block of print.
    fn joins(&self) -> bool {
        self.belongs() || self.reading == Reading::Broken
    }

    /// Whether it says by itself that an app printed it, or that it is a moment of capture.
    pub(super) fn is_of_an_app(&self) -> bool {
        self.mark.is_some()
            || self.is_position()
            || self.is_placeholder()
            || app::is_mentioned(&self.folded)
            || self.stamp().is_some_and(|stamp| stamp.says_capture)
    }

    /// Whether it names a place as apps do, behind a label or with their dot.
    pub(super) fn is_place(&self) -> bool {
        self.place.as_ref().is_some_and(|place| place.is_labelled || place.name.contains('·'))
    }

    /// Whether it bears date (first) or time (second), or so many digits of a broken one that it may bear both.
    pub(super) fn bears(&self) -> (bool, bool) {
        let digits = self.folded.chars().filter(|&c| stamp::is_digit(c)).count();
        match self.reading {
            Reading::Stamp(stamp) => (stamp.date.is_some(), stamp.time.is_some()),
            Reading::Broken => (digits >= DATE_DIGITS, digits >= DATE_DIGITS && self.folded.contains(':')),
            _ => (false, false),
        }
    }

    /// What is beyond doubt of a line that looks like a stamp and is none, surely read.
    pub(super) fn remnant(&self) -> Option<stamp::Remnant> {
        let is_broken = self.reading == Reading::Broken && self.line.confidence >= MIN_CONFIDENCE;
        is_broken.then(|| stamp::remnant(&self.folded))
    }

    /// The day that it bears, surely and wholly read, whatever became of a clock beside it.
    pub(super) fn day(&self) -> Option<jiff::civil::Date> {
        self.stamp().and_then(|stamp| stamp.date).or_else(|| self.remnant()?.day)
    }

    /// The day of a broken line, surely read or not.
    pub(super) fn doubtful_day(&self) -> Option<jiff::civil::Date> {
        stamp::remnant(&self.folded).day.filter(|_| self.reading == Reading::Broken)
    }

    /// Whether it is broken and may bear a day, or another one than it tells.
    pub(super) fn may_bear_a_lost_day(&self) -> bool {
        self.reading == Reading::Broken && stamp::remnant(&self.folded).may_bear_a_day
    }

    /// Whether it bears a clock, wholly read or not.
    pub(super) fn has_clock(&self) -> bool {
        self.stamp().is_some_and(|stamp| stamp.time.is_some()) || self.remnant().is_some_and(|left| left.has_clock)
    }

    /// Whether it is the clock above a date or in front of it, taller than that, of which the digits were read and its colons were not.
    pub(super) fn is_bare_clock_of(&self, date: &Self) -> bool {
        let ([x, y, width, height], [left, top, _, high]) = (self.line.region, date.line.region);
        let is_above = is_in_column(self, date) && y < top;
        let is_ahead = x + width <= left + high && (y..=y + height).contains(&(top + high / 2.0));
        self.line.confidence >= MIN_CONFIDENCE
            && stamp::may_be_a_clock(&self.folded)
            && height >= TALLER * high
            && is_near(self.line.region, date.line.region)
            && (is_above || is_ahead)
    }

    /// Whether it is a year with a month and nothing else, surely read.
    pub(super) fn is_month(&self) -> bool {
        let surely = self.line.confidence >= MIN_CONFIDENCE;
        let parts = self.folded.strip_suffix('月').and_then(|rest| rest.split_once('年'));
        surely && parts.is_some_and(|(year, month)| is_number(year, 4..=4) && is_number(month, 1..=2))
    }

    /// Whether it is a day of a month and nothing else, surely read.
    pub(super) fn is_day(&self) -> bool {
        let surely = self.line.confidence >= MIN_CONFIDENCE;
        let parts = self.folded.strip_suffix('日').and_then(|rest| rest.split_once('月'));
        surely && parts.is_some_and(|(month, day)| is_number(month, 1..=2) && is_number(day, 1..=2))
    }

    /// Whether it is a part of a date that no app prints alone: on posters and boards it stands so.
    pub(super) fn is_of_a_poster(&self) -> bool {
        self.is_month() || self.is_day()
    }

    /// Whether it is a line of a numbered list, surely read: `2. 报送台账`.
    pub(super) fn is_numbered(&self) -> bool {
        let surely = self.line.confidence >= MIN_CONFIDENCE;
        let rest = self.folded.strip_prefix(stamp::is_digit).and_then(|rest| rest.strip_prefix(['.', '、']));
        surely && rest.is_some_and(|rest| rest.trim_start().starts_with(stamp::is_han))
    }

    /// Whether it is the label of a field whose value stands below it: `工作内容：`.
    fn is_head_of_a_list(&self) -> bool {
        matches!(self.reading, Reading::Trimming(_)) && self.folded.trim_end().ends_with(':')
    }

    /// Whether it is a wall or a tree that was taken for a line: as high as no print but a clock, and its signs are guessed.
    pub(super) fn is_wall(&self) -> bool {
        self.line.confidence < NOISE && self.line.region[3] >= LARGE && self.is_nothing_else()
    }

    /// Whether it is a line of a signpost: a place, and how far it is.
    pub(super) fn is_signpost(&self) -> bool {
        let line = self.folded.trim();
        let place = ["km", "KM", "Km", "公里"].iter().find_map(|unit| line.strip_suffix(unit));
        place.is_some_and(|place| {
            let name = place.trim_end().trim_end_matches(stamp::is_digit);
            let digits = place.trim_end().len() - name.len();
            (1..=DISTANCE_DIGITS).contains(&digits) && name.trim_end().ends_with(app::AREA_ENDINGS)
        })
    }

    /// Whether it is nothing but as few digits as limits and numbers of roads have, without a sign of a date or time.
    pub(super) fn is_bare_number(&self) -> bool {
        let digits = self.folded.chars().filter(|&c| stamp::is_digit(c)).count();
        digits <= BARE_DIGITS && self.folded.chars().all(|c| stamp::is_digit(c) || c == ' ')
    }

    /// Whether it is more than what wheels and posts are read as: a sign, or circles and strokes in a row.
    fn is_worded(&self) -> bool {
        let mut signs = self.folded.chars().filter(|c| c.is_alphanumeric());
        let is_one = signs.clone().count() <= 1;
        !is_one && !signs.all(|c| "0oOQ1lI".contains(c))
    }

    fn stamp(&self) -> Option<Stamp> {
        match self.reading {
            Reading::Stamp(stamp) => Some(stamp),
            _ => None,
        }
    }
}

/// Lines that stand together.
pub(super) struct Block<'a> {
    items: Vec<&'a Item<'a>>,
}

/// The blocks of a photo: lines joined with all that are near.
pub(super) fn of<'a>(items: &'a [Item<'a>]) -> Vec<Block<'a>> {
    joined(items.iter(), is_near)
}

/// The blocks of a photo: lines joined only with those that are as near as apps print them, and with no date of a poster.
pub(super) fn tight<'a>(items: &'a [Item<'a>]) -> Vec<Block<'a>> {
    joined(items.iter().filter(|item| !item.is_of_a_poster()), |a, b| is_within(a, b, TIGHT_HEIGHTS * a[3].min(b[3])))
}

fn joined<'a>(items: impl Iterator<Item = &'a Item<'a>>, is_near: impl Fn(Region, Region) -> bool) -> Vec<Block<'a>> {
    let mut blocks: Vec<Block> = Vec::new();
    for item in items.filter(|item| item.joins()) {
        let is_beside = |block: &Block| block.items.iter().any(|own| is_near(own.line.region, item.line.region));
        let (mut near, far): (Vec<Block>, Vec<Block>) = blocks.into_iter().partition(is_beside);
        let mut joined: Vec<&Item> = near.drain(..).flat_map(|block| block.items).collect();
        joined.push(item);
        blocks = far;
        blocks.push(Block { items: joined });
    }
    blocks
}

impl Block<'_> {
    fn is_near(&self, item: &Item) -> bool {
        self.items.iter().any(|own| is_near(own.line.region, item.line.region))
    }

    pub(super) fn holds(&self, item: &Item) -> bool {
        self.items.iter().any(|own| std::ptr::eq(own.line, item.line))
    }

    pub(super) fn items(&self) -> impl Iterator<Item = &Item<'_>> {
        self.items.iter().copied()
    }

    /// The weekdays that stand in it.
    pub(super) fn weekdays(&self) -> impl Iterator<Item = jiff::civil::Weekday> {
        self.items.iter().filter_map(|item| match item.reading {
            Reading::Stamp(stamp) => stamp.weekday,
            Reading::Trimming(weekday) => weekday,
            _ => item.remnant().and_then(|left| left.weekday),
        })
    }

    /// Whether no two whole times in it differ.
    pub(super) fn is_of_one_time(&self) -> bool {
        let times = || self.stamps().filter_map(|stamp| stamp.time);
        times().next().is_none_or(|first| times().all(|other| other.agrees(first)))
    }

    fn stamps(&self) -> impl Iterator<Item = Stamp> {
        self.items.iter().filter_map(|item| item.stamp())
    }

    /// The one date and time, where there is exactly one; `None` where there is neither.
    pub(super) fn moment(&self) -> Result<Option<Moment>, Flaw> {
        let Some(date) = self.stamps().find_map(|stamp| stamp.date) else { return Ok(None) };
        if self.stamps().filter_map(|stamp| stamp.date).any(|other| other != date) {
            return Err(several("日期"));
        }
        let Some(first) = self.stamps().find_map(|stamp| stamp.time) else {
            return Err(flaw(format!("只读出日期 {date}，没有读出时间，需人工确认")));
        };
        if !self.is_of_one_time() {
            return Err(several("时间"));
        }
        if self.items.iter().any(|item| item.reading == Reading::Broken) {
            return Err(Flaw {
                may_be_of_the_scene: true, ..flaw("时间水印有的行没有读全，需人工确认")
            });
        }
        if self.is_cut_before_the_clock() {
            return Err(flaw("时间水印的日期与时间之间有字没有读出，时间可能不全，需人工确认"));
        }
        if self.weekdays().any(|weekday| weekday != date.weekday()) {
            return Err(Flaw {
                contradiction: Some(Contradiction::Weekday),
                ..flaw(format!("读到的日期 {date} 与星期不符，需人工确认"))
            });
        }
        let exact = self.stamps().filter_map(|stamp| stamp.time).find(|time| time.second.is_some());
        Ok(Some(Moment { date, time: exact.unwrap_or(first) }))
    }

    /// Whether a row was cut behind the label of its weekday and a clock is what is left: the cut may have gone through the clock,
    /// too (`星期` and `18:03` of `星期一 21:18:03`).
    fn is_cut_before_the_clock(&self) -> bool {
        let cut = self.items.iter().filter(|item| stamp::ends_in_weekday_label(&item.line.text));
        let clock_follows = |date: &Item| {
            let [left, y, _, height] = date.line.region;
            self.items.iter().any(|clock| {
                let [right, top, _, high] = clock.line.region;
                let has_clock = matches!(clock.reading, Reading::Stamp(Stamp { time: Some(_), .. }));
                has_clock && right > left && (top..=top + high).contains(&(y + height / 2.0))
            })
        };
        cut.into_iter().any(|date| clock_follows(date))
    }

    /// Whether the block itself says that a watermark camera printed it.
    pub(super) fn is_vouched(&self, all: &[Item]) -> bool {
        self.items.iter().any(|item| item.mark.is_some())
            || self.stamps().any(|stamp| stamp.says_capture)
            || self.is_positioned(all)
    }

    /// Whether it names the place as positioning does, and lies where the apps print: no notice, slide or page does both. Degrees are in
    /// none of them, even where a notice hangs beside the print.
    fn is_positioned(&self, all: &[Item]) -> bool {
        let in_degrees = self.items.iter().any(|item| item.is_position() || item.is_placeholder());
        let geographic = |item: &&Item| item.place.as_ref().is_some_and(|place| place.is_geographic);
        let notice = all.iter().any(|item| item.is_notice() && (self.holds(item) || self.is_near(item)));
        let places = in_degrees || !notice && self.items.iter().any(geographic);
        places && self.is_at_edge(all) && self.strangers(all) <= MOST_STRANGERS
    }

    /// Whether it lies at the upper or lower edge, in a corner or in the middle.
    fn is_at_edge(&self, all: &[Item]) -> bool {
        let region @ [x, _, width, _] = self.region();
        let beside = x <= EDGE_X || x + width >= 1.0 - EDGE_X || is_in_the_middle(region);
        beside && self.is_high_or_low(all)
    }

    /// Whether it lies at the upper or lower edge, where the apps print, with the tasks above and below it on the same card.
    pub(super) fn is_high_or_low(&self, all: &[Item]) -> bool {
        let [x, y, _, height] = self.region();
        let (mut top, mut low) = (y, y + height);
        let mut tasks: Vec<Region> = all.iter().filter(|item| !item.joins()).map(|item| item.line.region).collect();
        tasks.retain(|task| (task[0] - x).abs() <= IN_LINE);
        tasks.sort_by(|a, b| b[1].total_cmp(&a[1]));
        let follows = |end: f64, begin: f64, high: f64| (begin - end).abs() <= TIGHT_HEIGHTS * high;
        for [_, y, _, high] in &tasks {
            top = if follows(y + high, top, *high) { *y } else { top };
        }
        for [_, y, _, high] in tasks.iter().rev() {
            low = if follows(low, *y, *high) { y + high } else { low };
        }
        top <= EDGE_Y || low >= 1.0 - EDGE_Y
    }

    /// Whether a line begins, or ends, where the lines of the block do, on that side of the frame on which the block lies.
    pub(super) fn is_in_line_with(&self, item: &Item) -> bool {
        let ([x, _, width, _], [from, _, length, _]) = (self.region(), item.line.region);
        let lies_left = x <= 1.0 - (x + width);
        let apart = if lies_left { from - x } else { from + length - (x + width) };
        apart.abs() <= IN_LINE
    }

    /// Lines among or beside those of the block that are nothing an app prints. Wheels and windows that are read as a sign or two are
    /// no lines.
    fn strangers(&self, all: &[Item]) -> usize {
        let is_stranger = |item: &&Item| !item.joins() && item.is_worded() && !self.lists(item);
        all.iter().filter(is_stranger).filter(|item| self.is_near(item)).count()
    }

    /// Whether it is a line of a numbered list below a label of the block: what was done, one work after the other, is one field.
    fn lists(&self, item: &Item) -> bool {
        let is_above = |label: &Item| label.line.region[1] < item.line.region[1] && is_flush(label, item);
        item.is_numbered() && self.items.iter().any(|label| label.is_head_of_a_list() && is_above(label))
    }

    /// A box around all lines.
    pub(super) fn region(&self) -> Region {
        let mut box_ = [1.0f64, 1.0, 0.0, 0.0];
        for [x, y, width, height] in self.items.iter().map(|item| item.line.region) {
            box_ = [box_[0].min(x), box_[1].min(y), box_[2].max(x + width), box_[3].max(y + height)];
        }
        let [left, top, right, low] = box_.map(|edge| edge.clamp(0.0, 1.0));
        [left, top, (right - left).max(0.0), (low - top).max(0.0)]
    }

    /// The place: labelled, else with the dot of the apps, else any; of the block, else of the picture.
    pub(super) fn place(&self, all: &[Item]) -> Option<String> {
        let best = |items: &mut dyn Iterator<Item = &Item>| {
            items
                .filter_map(|item| Some((item, item.place.as_ref()?)))
                .max_by_key(|(_, place)| (place.is_labelled, place.name.contains('·'), place.is_geographic))
                .map(|(item, place)| wrapped::whole(item, &place.name, all))
        };
        best(&mut self.items.iter().copied()).or_else(|| best(&mut all.iter()))
    }
}

/// Whether a text is a number of so many digits.
fn is_number(text: &str, long: std::ops::RangeInclusive<usize>) -> bool {
    long.contains(&text.chars().count()) && text.chars().all(stamp::is_digit)
}

/// Whether two lines begin at the same place.
pub(super) fn is_flush(a: &Item, b: &Item) -> bool {
    (a.line.region[0] - b.line.region[0]).abs() <= IN_LINE
}

/// Whether two lines have the same middle.
pub(super) fn is_centred(a: &Item, b: &Item) -> bool {
    (middle(a.line.region) - middle(b.line.region)).abs() <= IN_LINE
}

/// Whether two lines stand below one another, in one of these ways.
pub(super) fn is_in_column(a: &Item, b: &Item) -> bool {
    is_flush(a, b) || is_centred(a, b)
}

/// Whether a place has its middle near that of the frame.
pub(super) fn is_in_the_middle(region: Region) -> bool {
    (middle(region) - 0.5).abs() <= CENTRED
}

fn middle([x, _, width, _]: Region) -> f64 {
    x + width / 2.0
}

/// Whether two lines belong to one block: one above the other, or side by side.
pub(super) fn is_near(a: Region, b: Region) -> bool {
    is_within(a, b, NEAR_HEIGHTS * a[3].max(b[3]))
}

fn is_within(a: Region, b: Region, below: f64) -> bool {
    let gap = |a: f64, a_len: f64, b: f64, b_len: f64| (a.max(b) - (a + a_len).min(b + b_len)).max(0.0);
    // A line without a height has no known place, and comparisons with NaN are false.
    below > 0.0 && gap(a[1], a[3], b[1], b[3]) <= below && gap(a[0], a[2], b[0], b[2]) <= NEAR_WIDTH
}
