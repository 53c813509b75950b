//! Whether the pages of a PDF look as they did when it was signed.
//!
//! Enters: two revisions as bytes, the pages to look at, and the rectangles in which something new may show. Leaves: what differs. This
//! check is independent of the comparison of objects (`since_signing`): another reader (hayro) paints both revisions, so a file that
//! the two readers understand differently is found here. Nothing may differ outside of the rectangles, and inside of them nothing
//! that was there may be covered.

use super::device::{Budget, Collector};
use super::render;
use super::since_signing::{Opened, Shows};
use evipack_see::Pixels;
use hayro::RenderCache;
use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use hayro_syntax::Pdf;
use hayro_syntax::page::Page;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Pages that are painted for one step; more would cost more than reading the document.
const MAX_PAGES: usize = 5;
/// Paintings for one file: two pages of each revision of 64 signers, about seven seconds of scanned pages.
const MAX_PAINTINGS: usize = 130;
/// Longer side of a painted page in pixels: 94 dpi on A4, where a full stop of small type is a pixel wide.
const SIDE: u16 = 1100;
/// A signature field may be this part of its page: a seal of 42 mm is 3 % of A4, and a block of words around it hardly more.
const FIELD_PART: f64 = 0.15;
/// A field that was there may be more: who signed before saw it, and a block for three signers takes a third of a page.
const FIELD_IN_PLACE_PART: f64 = 0.5;
/// Two paintings of one thing are equal but for rounding.
const ROUNDING: u8 = 8;
/// A pixel of another colour, by the channel that differs most: faint print on paper differs more, the grain of a scan less.
const OTHER_COLOUR: u8 = 48;
/// Pixels that may be covered or touched without a reader losing a mark: less than a full stop.
const STRAY_PIXELS: usize = 2;
/// What stands this close to ink (pixels) is needed to read it.
const AROUND_INK: usize = 2;
/// Side of the squares (pixels, 5.4 mm on A4: a character) in which a filled value may not drown what is printed.
const SQUARE: usize = 20;
/// Part of the surroundings of ink in a square that changes where print is drowned; words on a printed line change less.
const DROWNED_PART: f64 = 0.6;

/// What differs between two revisions.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Differences {
    /// In Chinese.
    pub(super) broken: Vec<String>,
    pub(super) unknown: Vec<String>,
}

/// Paints the revisions of one file; a page of a revision is painted once.
#[derive(Default)]
pub(super) struct Painter {
    painted: BTreeMap<(usize, u32, bool), Painted>,
    counts: BTreeMap<usize, usize>,
    paintings: usize,
}

/// A painted page.
struct Painted {
    pixels: Pixels,
    /// From the page's own coordinates to pixels.
    view: Affine,
}

impl Painter {
    /// Compares the revision that ends at `before` with the one that ends at `after`. All pages are compared where they are few,
    /// otherwise those that something changed on.
    pub(super) fn compare(
        &mut self,
        bytes: &[u8],
        (before, after): (usize, usize),
        changed: &BTreeSet<u32>,
        opened: &[Opened],
    ) -> Differences {
        let unknown = |why: &str| Differences { unknown: vec![why.to_owned()], ..Differences::default() };
        if changed.len() > MAX_PAGES {
            return unknown("签名后改动涉及的页面过多，没有逐页核对");
        }
        self.painted.retain(|(end, ..), _| *end >= before);
        let filled: BTreeSet<u32> =
            opened.iter().filter(|place| place.shows == Shows::FormField).map(|place| place.page).collect();
        let wanted = |count: usize| -> BTreeSet<u32> {
            if count <= MAX_PAGES { (1..=count as u32).collect() } else { changed.clone() }
        };
        let painted = self
            .paint(bytes, before, wanted, &filled)
            .and_then(|()| self.paint(bytes, after, wanted, &BTreeSet::new()));
        if painted.is_none() {
            return unknown("签名前后的页面无法显示出来逐一核对");
        }
        if self.counts.get(&before) != self.counts.get(&after) {
            return Differences {
                broken: vec!["签名后文件又被改动（页数变了）".to_owned()], ..Differences::default()
            };
        }
        let mut differences = Differences::default();
        for number in wanted(self.counts.get(&before).copied().unwrap_or_default()) {
            let was = self.painted.get(&(before, number, false));
            let Some((was, is)) = was.zip(self.painted.get(&(after, number, false))) else {
                return unknown("签名前后的页面无法显示出来逐一核对");
            };
            let content = self.painted.get(&(before, number, true));
            let here = opened.iter().filter(|place| place.page == number);
            let places: Vec<_> = here.map(|place| (place.shows, was.place(place.rectangle))).collect();
            compare_page(number, was, is, content, &places, &mut differences);
        }
        differences
    }

    /// Paints what was not painted yet; nothing where a page cannot be painted.
    fn paint(
        &mut self,
        bytes: &[u8],
        end: usize,
        wanted: impl Fn(usize) -> BTreeSet<u32>,
        filled: &BTreeSet<u32>,
    ) -> Option<()> {
        let missing = |painter: &Self, wanted: &BTreeSet<u32>| -> Vec<(u32, bool)> {
            let all = wanted.iter().flat_map(|number| [(*number, false), (*number, true)]);
            let all = all.filter(|(number, content)| !content || filled.contains(number));
            all.filter(|(number, content)| !painter.painted.contains_key(&(end, *number, *content))).collect()
        };
        if let Some(count) = self.counts.get(&end)
            && missing(self, &wanted(*count)).is_empty()
        {
            return Some(());
        }
        let bytes = bytes.get(..end)?;
        let painted = catch_unwind(AssertUnwindSafe(|| {
            let pdf = Pdf::new(bytes.to_vec()).ok()?;
            let count = pdf.pages().len();
            let missing = missing(self, &wanted(count));
            if self.paintings + missing.len() > MAX_PAINTINGS {
                return None;
            }
            let cache = RenderCache::new();
            let interpreted = InterpreterCache::new();
            let mut collector = Collector::new(Budget::DEFAULT);
            let one = |(number, content): (u32, bool)| {
                let page = pdf.pages().get(number as usize - 1)?;
                interpret_within(page, &interpreted, &mut collector);
                Some(((end, number, content), Painted::of(page, &cache, content)?))
            };
            Some((count, missing.into_iter().map(one).collect::<Option<Vec<_>>>()?))
        }));
        let (count, painted) = painted.ok().flatten()?;
        self.paintings += painted.len();
        self.counts.insert(end, count);
        self.painted.extend(painted);
        Some(())
    }
}

/// Interprets a page within a budget, which unwinds where it is used up: the painter itself has none.
fn interpret_within<'a>(page: &Page<'a>, cache: &InterpreterCache<'a>, collector: &mut Collector) {
    let (width, height) = page.render_dimensions();
    collector.begin(f64::from(width), f64::from(height));
    let view = Affine::new(page.initial_transform(true).as_coeffs());
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(view, bounds, cache, page.xref(), InterpreterSettings::default());
    interpret_page(page, &mut context, collector);
    collector.take();
}

impl Painted {
    fn of<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>, content: bool) -> Option<Self> {
        let pixels =
            if content { render::pixels_of_content(page, cache, SIDE)? } else { render::pixels(page, cache, SIDE)? };
        let (width, height) = page.render_dimensions();
        let scale = f64::from(SIDE) / f64::from(width.max(height));
        let view = Affine::scale(scale) * Affine::new(page.initial_transform(true).as_coeffs());
        Some(Self { pixels, view })
    }

    /// A rectangle of the page in pixels, whole ones and one more around it for soft edges.
    fn place(&self, [x, y, x2, y2]: [f64; 4]) -> Place {
        let seen = self.view.transform_rect_bbox(Rect::new(x, y, x2, y2));
        let within = |at: f64, end: u32| at.clamp(0.0, f64::from(end)) as usize;
        let (width, height) = (self.pixels.width, self.pixels.height);
        Place {
            left: within(seen.x0.floor() - 1.0, width),
            top: within(seen.y0.floor() - 1.0, height),
            right: within(seen.x1.ceil() + 1.0, width),
            bottom: within(seen.y1.ceil() + 1.0, height),
            part: seen.area() / (f64::from(width) * f64::from(height)),
        }
    }

    fn at(&self, x: usize, y: usize) -> [u8; 3] {
        let start = (y * self.pixels.width as usize + x) * 3;
        self.pixels.rgb.get(start..start + 3).and_then(|pixel| pixel.try_into().ok()).unwrap_or_default()
    }
}

/// A rectangle in pixels, the last row and column not in it.
#[derive(Debug, Clone, Copy)]
struct Place {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
    /// Of the page's area.
    part: f64,
}

impl Place {
    fn holds(&self, x: usize, y: usize) -> bool {
        (self.left..self.right).contains(&x) && (self.top..self.bottom).contains(&y)
    }

    fn pixels(self) -> impl Iterator<Item = (usize, usize)> {
        (self.top..self.bottom).flat_map(move |y| (self.left..self.right).map(move |x| (x, y)))
    }
}

fn compare_page(
    number: u32,
    was: &Painted,
    is: &Painted,
    content: Option<&Painted>,
    places: &[(Shows, Place)],
    differences: &mut Differences,
) {
    let Differences { broken, unknown } = differences;
    let mut broken = |what: &str| broken.push(format!("签名后文件又被改动（第 {number} 页{what}）"));
    let size = |painted: &Painted| (painted.pixels.width, painted.pixels.height);
    if size(was) != size(is) {
        return broken("的大小变了");
    }
    let sheet =
        Place { left: 0, top: 0, right: was.pixels.width as usize, bottom: was.pixels.height as usize, part: 1.0 };
    let outside = |(x, y): &(usize, usize)| !places.iter().any(|(_, place)| place.holds(*x, *y));
    if was.pixels != is.pixels
        && sheet.pixels().any(|(x, y)| apart(was.at(x, y), is.at(x, y)) > ROUNDING && outside(&(x, y)))
    {
        broken("显示的内容与签名时不同");
    }
    for (shows, place) in places {
        let (ground, what) = match shows {
            Shows::Signature | Shows::SignatureInPlace => (was, "后来的签名"),
            Shows::FormField => (content.unwrap_or(was), "后来填写的表单域"),
        };
        let most = if *shows == Shows::SignatureInPlace { FIELD_IN_PLACE_PART } else { FIELD_PART };
        if place.part > most {
            match shows {
                Shows::Signature => broken(&format!("{what}占了页面的大片地方")),
                Shows::SignatureInPlace | Shows::FormField => {
                    let why = format!("第 {number} 页{what}占了页面的大片地方，请人工核对");
                    unknown.push(why);
                }
            }
            continue;
        }
        match covers(*shows, ground, was, is, *place) {
            Covers::Nothing => {}
            Covers::Ink => broken(&format!("{what}盖住了原有内容")),
            Covers::Perhaps => {
                let why = format!("第 {number} 页{what}与原有内容重叠，请人工核对");
                unknown.push(why);
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Covers {
    Nothing,
    /// New marks touch earlier ones.
    Perhaps,
    Ink,
}

/// Whether what is new in a place covers ink of `ground`.
fn covers(shows: Shows, ground: &Painted, was: &Painted, is: &Painted, place: Place) -> Covers {
    if place.pixels().all(|(x, y)| apart(was.at(x, y), is.at(x, y)) <= OTHER_COLOUR) {
        return Covers::Nothing;
    }
    let paper = paper(ground, place);
    let is_ink = |x: usize, y: usize| apart(ground.at(x, y), paper) > OTHER_COLOUR;
    let changed = |x: usize, y: usize| apart(was.at(x, y), is.at(x, y)) > OTHER_COLOUR;
    let near_ink = |x: usize, y: usize| {
        (y.saturating_sub(AROUND_INK)..=(y + AROUND_INK).min(place.bottom - 1))
            .any(|y| (x.saturating_sub(AROUND_INK)..=(x + AROUND_INK).min(place.right - 1)).any(|x| is_ink(x, y)))
    };
    let print = match shows {
        Shows::FormField => Print::of(place, is_ink),
        Shows::Signature | Shows::SignatureInPlace => Print::default(),
    };
    let mut gone = 0;
    let mut touched = 0;
    let mut over_print = 0;
    // Surroundings of ink in each square, and how many of them changed.
    let mut squares: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
    for (x, y) in place.pixels().filter(|(x, y)| near_ink(*x, *y)) {
        let changed = changed(x, y);
        if is_ink(x, y) {
            gone += usize::from(changed && towards(ground.at(x, y), is.at(x, y), paper));
        } else {
            let square = squares.entry((x / SQUARE, y / SQUARE)).or_default();
            *square = (square.0 + 1, square.1 + usize::from(changed));
        }
        touched += usize::from(changed);
        over_print += usize::from(changed && print.is_near(x, y));
    }
    let drowned = squares
        .values()
        .any(|(all, changed)| *changed > AROUND_INK * AROUND_INK && *changed as f64 > DROWNED_PART * *all as f64);
    let overlap = match shows {
        Shows::Signature | Shows::SignatureInPlace => touched > STRAY_PIXELS,
        Shows::FormField => drowned || over_print > STRAY_PIXELS,
    };
    match (gone > STRAY_PIXELS, overlap) {
        (true, _) => Covers::Ink,
        (false, true) => Covers::Perhaps,
        (false, false) => Covers::Nothing,
    }
}

/// What is printed in the place of a form field, without the lines that a value is written on and the box around them: strokes over
/// print may make another number of it.
#[derive(Default)]
struct Print(BTreeSet<(usize, usize)>);

impl Print {
    fn of(place: Place, is_ink: impl Fn(usize, usize) -> bool) -> Self {
        // A line to write on runs through most of the field, and the side of a box through all of it; no stroke of a character does.
        let (long, high) = ((place.right - place.left).div_ceil(2), (place.bottom - place.top) * 9 / 10);
        let ink = |(x, y): &(usize, usize)| is_ink(*x, *y);
        let mut print: BTreeSet<(usize, usize)> = place.pixels().filter(ink).collect();
        let rows = (place.top..place.bottom).map(|y| (place.left..place.right).map(|x| (x, y)).collect::<Vec<_>>());
        let columns = (place.left..place.right).map(|x| (place.top..place.bottom).map(|y| (x, y)).collect::<Vec<_>>());
        let lines = rows.map(|row| (row, long)).chain(columns.map(|column| (column, high.max(1))));
        let ruled: Vec<(usize, usize)> = lines
            .flat_map(|(line, least)| {
                let runs: Vec<Vec<_>> = line
                    .chunk_by(|one, other| print.contains(one) == print.contains(other))
                    .filter(|run| run.len() >= least && run.first().is_some_and(|first| print.contains(first)))
                    .map(<[_]>::to_vec)
                    .collect();
                runs.into_iter().flatten()
            })
            .collect();
        for pixel in ruled {
            print.remove(&pixel);
        }
        Self(print)
    }

    fn is_near(&self, x: usize, y: usize) -> bool {
        let columns = x.saturating_sub(AROUND_INK)..=x + AROUND_INK;
        columns
            .into_iter()
            .any(|x| self.0.range((x, y.saturating_sub(AROUND_INK))..=(x, y + AROUND_INK)).next().is_some())
    }
}

/// The colour that most of a place has.
fn paper(painted: &Painted, place: Place) -> [u8; 3] {
    let mut colours: BTreeMap<[u8; 3], (usize, [u8; 3])> = BTreeMap::new();
    for (x, y) in place.pixels() {
        let pixel = painted.at(x, y);
        colours.entry(pixel.map(|channel| channel >> 4)).or_insert((0, pixel)).0 += 1;
    }
    colours.into_values().max_by_key(|(count, _)| *count).map_or([u8::MAX; 3], |(_, pixel)| pixel)
}

/// How far two colours are apart in the channel that differs most.
fn apart(one: [u8; 3], other: [u8; 3]) -> u8 {
    one.iter().zip(other).map(|(one, other)| one.abs_diff(other)).max().unwrap_or(0)
}

/// Whether a pixel of ink comes near the colour of the paper.
fn towards(ink: [u8; 3], now: [u8; 3], paper: [u8; 3]) -> bool {
    apart(now, paper) < apart(ink, paper).saturating_sub(OTHER_COLOUR)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: u32 = 60;

    /// White paper with rectangles of these colours painted one over the other.
    fn sheet(painted: &[([usize; 4], [u8; 3])]) -> Painted {
        let mut rgb = vec![u8::MAX; (WIDE * WIDE * 3) as usize];
        for ([left, top, right, bottom], colour) in painted {
            for y in *top..*bottom {
                for x in *left..*right {
                    let start = (y * WIDE as usize + x) * 3;
                    rgb[start..start + 3].copy_from_slice(colour);
                }
            }
        }
        Painted { pixels: Pixels { width: WIDE, height: WIDE, rgb }, view: Affine::IDENTITY }
    }

    const BLACK: [u8; 3] = [0; 3];
    const WHITE: [u8; 3] = [255; 3];
    const RED: [u8; 3] = [220, 30, 30];
    const PLACE: Place = Place { left: 10, top: 10, right: 50, bottom: 50, part: 0.1 };
    const LINE: ([usize; 4], [u8; 3]) = ([12, 40, 48, 42], BLACK);

    fn signature(was: &[([usize; 4], [u8; 3])], is: &[([usize; 4], [u8; 3])]) -> Covers {
        covers(Shows::Signature, &sheet(was), &sheet(was), &sheet(is), PLACE)
    }

    #[test]
    fn a_signature_beside_ink_covers_nothing() {
        assert_eq!(signature(&[LINE], &[LINE, ([20, 15, 40, 30], RED)]), Covers::Nothing);
        assert_eq!(signature(&[], &[([10, 10, 50, 50], RED)]), Covers::Nothing);
    }

    #[test]
    fn ink_that_is_covered_by_white_by_black_or_by_marks_is_seen() {
        assert_eq!(signature(&[LINE], &[LINE, ([12, 38, 30, 45], WHITE)]), Covers::Ink);
        assert_eq!(signature(&[LINE], &[LINE, ([12, 30, 48, 48], BLACK)]), Covers::Perhaps);
        assert_eq!(signature(&[LINE], &[([12, 36, 20, 40], RED), LINE]), Covers::Perhaps);
        assert_eq!(
            signature(&[([20, 20, 22, 22], [255, 255, 0])], &[([20, 20, 22, 22], WHITE)]),
            Covers::Ink,
            "yellow"
        );
    }

    #[test]
    fn words_on_a_line_are_a_filled_field_and_a_black_box_is_not() {
        let field = |is: &[([usize; 4], [u8; 3])]| {
            covers(Shows::FormField, &sheet(&[LINE]), &sheet(&[LINE]), &sheet(is), PLACE)
        };
        let strokes: Vec<_> = (0..8).map(|at| ([14 + at * 4, 20, 15 + at * 4, 40], BLACK)).chain([LINE]).collect();
        assert_eq!(field(&strokes), Covers::Nothing);
        assert_eq!(field(&[LINE, ([12, 30, 48, 48], BLACK)]), Covers::Perhaps);
        let over = |ground: &[([usize; 4], [u8; 3])], value: ([usize; 4], [u8; 3])| {
            let is = sheet(&[ground, &[value]].concat());
            covers(Shows::FormField, &sheet(ground), &sheet(ground), &is, PLACE)
        };
        // A digit of rings and bars, a dash through it, and the same dash beside it.
        let digit = [
            ([20, 20, 28, 22], BLACK),
            ([20, 20, 22, 34], BLACK),
            ([26, 20, 28, 34], BLACK),
            ([20, 32, 28, 34], BLACK),
        ];
        assert_eq!(over(&digit, ([22, 26, 26, 28], BLACK)), Covers::Perhaps, "a nought becomes an eight");
        assert_eq!(over(&digit, ([34, 26, 40, 28], BLACK)), Covers::Nothing);
        let boxed = [
            ([10, 10, 50, 11], BLACK),
            ([10, 49, 50, 50], BLACK),
            ([10, 10, 11, 50], BLACK),
            ([49, 10, 50, 50], BLACK),
        ];
        assert_eq!(over(&boxed, ([12, 20, 14, 49], BLACK)), Covers::Nothing, "a value in its box");
        assert_eq!(field(&[([12, 30, 48, 48], WHITE)]), Covers::Ink);
    }

    #[test]
    fn outside_of_the_places_nothing_may_differ() {
        let compare = |is: &Painted, places: &[(Shows, Place)]| {
            let mut differences = Differences::default();
            compare_page(1, &sheet(&[LINE]), is, None, places, &mut differences);
            differences.broken.len()
        };
        let more = sheet(&[LINE, ([52, 52, 53, 53], [200; 3])]);
        assert_eq!(compare(&sheet(&[LINE]), &[]), 0);
        assert_eq!(compare(&more, &[]), 1);
        assert_eq!(compare(&more, &[(Shows::Signature, PLACE)]), 1);
        assert_eq!(compare(&sheet(&[LINE]), &[(Shows::Signature, Place { part: 0.2, ..PLACE })]), 1);
    }
}
