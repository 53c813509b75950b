//! A photo → its real-time watermark 真实时间水印.
//!
//! Enters: upright pixels and a recogniser, or lines that were recognised already. Leaves: a fact, and what contradicts
//! itself in the print. Known only where a date and an hour:minute are both whole, stand together in lines that hold nothing
//! else, and something says that a watermark camera printed them; a banner, a wall clock, a slide about the next meeting and
//! a camera's plain date stamp all show times too. With the date alone it is known where a clock stands beside it that nobody can read
//! wholly (`in_part`). Absent only where the whole frame was looked at and nothing looks like a
//! date, a time or such an app at all. Everything between is unknown, for a human to look at.
//!
//! `look` decides where to look and in what order, `collage` finds several photos in one picture, `stamp` and `app`
//! read one line, `scene` takes out what was not printed on the photo, `block` puts lines together, and this file decides.
//! `strokes` spares the search what is plain, `light_print` takes away what lies behind, `dazzle` tells where white print is not seen,
//! `again` weighs second readings.

mod again;
mod app;
mod block;
mod collage;
mod dazzle;
mod in_part;
mod led_clock;
mod light_print;
mod look;
mod rows;
mod scene;
mod stamp;
mod strokes;
mod wrapped;

use super::{Pixels, Recognizer, RecognizerError, TextLine};
use app::Mark;
use block::{Block, Item, Moment};
use evipack_core::facts::{Basis, Contradiction, Fact, Watermark};

/// What looking at a photo showed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Sight {
    /// The watermark.
    pub watermark: Fact<Watermark>,
    /// What contradicts itself in the print, sorted, each once.
    pub contradictions: Vec<Contradiction>,
}

impl Sight {
    fn new(watermark: Fact<Watermark>, mut contradictions: Vec<Contradiction>) -> Self {
        contradictions.sort();
        contradictions.dedup();
        Self { watermark, contradictions }
    }

    /// Whether something speaks against the print: more than a place that the app did not know yet.
    fn is_doubted(&self) -> bool {
        self.contradictions.iter().any(|found| *found != Contradiction::Placeholder)
    }

    /// Whether it tells a whole date and time.
    fn tells_all(&self) -> bool {
        self.watermark.value().is_some_and(|watermark| watermark.time.contains('T'))
    }
}

/// Looks for the watermark of an upright photo.
///
/// # Errors
/// [`RecognizerError`] where the recogniser could not look.
pub fn read(photo: &Pixels, recognizer: &dyn Recognizer) -> Result<Fact<Watermark>, RecognizerError> {
    Ok(sight(photo, recognizer)?.watermark)
}

/// Looks for the watermark of an upright photo, and for what contradicts itself in it.
///
/// # Errors
/// [`RecognizerError`] where the recogniser could not look.
pub fn sight(photo: &Pixels, recognizer: &dyn Recognizer) -> Result<Sight, RecognizerError> {
    look::look(photo, recognizer)
}

/// The watermark in the lines of one photo. `lines` must come from a recogniser that could look at the whole picture: no
/// lines at all mean that there is no text in it.
pub fn from_lines(lines: &[TextLine]) -> Fact<Watermark> {
    or_in_part(judge(lines), lines).watermark
}

/// What was judged, or, where that is unknown and nothing speaks against it, the watermark that is there with its day alone.
fn or_in_part(sight: Sight, lines: &[TextLine]) -> Sight {
    if !sight.watermark.is_unknown() || sight.is_doubted() {
        return sight;
    }
    let lines = rows::joined(lines);
    let items = scene::taken_out(lines.iter().map(Item::of).collect());
    let blocks = block::of(&items);
    let Some((block, day)) = in_part::of(&blocks, &items) else { return sight };
    Sight { watermark: Fact::known(watermark(block, day.to_string(), &items), Basis::Watermark), ..sight }
}

/// What the lines of one whole photo say.
fn judge(lines: &[TextLine]) -> Sight {
    let lines = rows::joined(lines);
    let items = scene::taken_out(lines.iter().map(Item::of).collect());
    let mut contradictions: Vec<Contradiction> = items.iter().filter_map(Item::contradiction).collect();
    if contradictions.iter().any(|found| matches!(found, Contradiction::LookAlikeBrand | Contradiction::FreeTier)) {
        return Sight::new(Fact::unknown("像是可改时间的仿冒水印，需人工确认"), contradictions);
    }
    let blocks = block::of(&items);
    let apart;
    let mut told = Told::of(&blocks);
    let mut one = the_one(&told.whole, &items);
    if told.may_be_of_the_scene {
        // A clock on the wall stands near enough to be taken into a block; it is not in line with it.
        apart = block::tight(&items);
        let told_apart = Told::of(&apart);
        let one_apart = the_one(&told_apart.whole, &items);
        let stands_apart = |block: &Block| {
            let others = || items.iter().filter(|item| item.is_temporal() && !block.holds(item));
            let is_vouched = block.is_vouched(&items) || others().all(Item::is_of_a_poster);
            is_vouched && others().all(|item| !block.is_in_line_with(item))
        };
        if matches!(&one_apart, Ok(Some((block, _))) if stands_apart(block)) {
            (told, one) = (told_apart, one_apart);
        }
    }
    contradictions.extend(told.contradictions);
    let fact = match one {
        Ok(Some((block, moment))) => Fact::known(watermark(block, moment.to_string(), &items), Basis::Watermark),
        Ok(None) if items.iter().all(Item::is_blank) => Fact::absent([Basis::Watermark]),
        Ok(None) => Fact::unknown(
            told.why.unwrap_or_else(|| "有疑似时间水印的文字，但没有读出完整的日期和时间，需人工确认".to_owned()),
        ),
        Err(why) => Fact::unknown(told.why.unwrap_or_else(|| why.to_owned())),
    };
    Sight::new(fact, contradictions)
}

/// What the blocks of a photo tell.
struct Told<'b, 'a> {
    /// The blocks that tell one date and time.
    whole: Vec<(&'b Block<'a>, Moment)>,
    /// Why the first of the others tells none.
    why: Option<String>,
    contradictions: Vec<Contradiction>,
    /// Whether what is wrong with a block may be a date or time of the scene.
    may_be_of_the_scene: bool,
}

impl<'b, 'a> Told<'b, 'a> {
    fn of(blocks: &'b [Block<'a>]) -> Self {
        let mut told = Self { whole: Vec::new(), why: None, contradictions: Vec::new(), may_be_of_the_scene: false };
        for block in blocks {
            match block.moment() {
                Ok(Some(moment)) => told.whole.push((block, moment)),
                Ok(None) => {}
                Err(found) => {
                    told.contradictions.extend(found.contradiction);
                    told.may_be_of_the_scene |= found.may_be_of_the_scene;
                    told.why = told.why.or(Some(found.why));
                }
            }
        }
        told
    }
}

/// The block whose moment counts; `None` where no block has one.
fn the_one<'b, 'a>(
    whole: &[(&'b Block<'a>, Moment)],
    items: &[Item],
) -> Result<Option<(&'b Block<'a>, Moment)>, &'static str> {
    let vouched: Vec<_> = whole.iter().filter(|(block, _)| block.is_vouched(items)).collect();
    let agree = |(_, first): &(&Block, Moment), (_, other): &(&Block, Moment)| first.agrees(*other);
    match (vouched.as_slice(), whole) {
        // A clock on the wall and a date on a poster do not contradict a block that vouches for itself.
        ([first, others @ ..], _) if others.iter().all(|other| agree(first, other)) => Ok(Some(**first)),
        ([_, ..], _) => Err("照片上读到几个不同的时间，需人工确认"),
        ([], []) => Ok(None),
        // A name or code elsewhere in the picture vouches only for the one and only time in it.
        ([], [first]) if has_mark(items) && first.0.is_high_or_low(items) => {
            let mut elsewhere = items.iter().filter(|item| item.is_temporal() && !first.0.holds(item));
            if elsewhere.any(|item| !item.is_of_a_poster()) {
                Err("照片上另有日期或时间，不能确定哪个属于水印，需人工确认")
            } else {
                Ok(Some(*first))
            }
        }
        ([], [_]) => Err("读到日期和时间，但没有读到水印相机的标识，需人工确认"),
        ([], _) => Err("照片上读到几个日期和时间，没有一处带水印相机的标识，需人工确认"),
    }
}

fn has_mark(items: &[Item]) -> bool {
    items.iter().any(|item| item.mark.is_some())
}

fn watermark(block: &Block, time: String, items: &[Item]) -> Watermark {
    // Names and codes stand in a corner of their own as often as not.
    let marks = || items.iter().filter_map(|item| item.mark.as_ref());
    let belonging = items.iter().filter(|item| item.belongs() || block.holds(item));
    Watermark {
        time,
        place: block.place(items),
        brand: marks().find_map(|mark| match mark {
            Mark::Brand(name) => Some((*name).to_owned()),
            _ => None,
        }),
        code: marks().find_map(|mark| match mark {
            Mark::Code(code) => Some(code.clone()),
            _ => None,
        }),
        text: belonging.map(|item| item.line.text.as_str()).collect::<Vec<_>>().join("\n"),
        region: block.region(),
    }
}

#[cfg(test)]
mod tests;
