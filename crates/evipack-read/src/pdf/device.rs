//! A hayro device that writes down what a page shows instead of painting it.
//!
//! Enters: the drawing calls of one page, in points from the page's top left, y down. Leaves: [`PageMarks`] — glyphs,
//! pictures, red shapes and counts of what cannot be read as text. Nothing is rendered and no picture is decoded, which
//! is why a page costs microseconds. Annotations arrive here too: hayro draws their appearance streams.
//!
//! hayro offers no way to stop an interpretation, and a page of nested forms can ask for 2^30 drawing calls. The device
//! therefore counts every call and, when a budget is used up, leaves by unwinding ([`Exceeded`]), which
//! `super::guarded` catches.

use super::shape::{self, OUTLINE_ELEMENTS, Shape};
use crate::layout::is_red;
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::Filter;
use hayro_interpret::hayro_syntax::object::Stream;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Vec2};
use hayro_interpret::pattern::Pattern;
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use unicode_normalization::UnicodeNormalization;

/// What a document may cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    /// Drawing calls: a dense map has some hundred thousand a page.
    pub(super) calls: u64,
    /// Glyphs: 500 dense pages of 4,000 characters.
    pub(super) glyphs: u64,
    /// The last resort against content that costs much and draws little; 500 pages of text take about two seconds.
    pub(super) time: Duration,
}

impl Budget {
    pub(super) const DEFAULT: Self = Self { calls: 1_500_000, glyphs: 2_000_000, time: Duration::from_secs(10) };
}

/// How many calls pass between two looks at the clock.
const CALLS_PER_CLOCK: u64 = 256;
/// Different codes of blank glyphs that are remembered.
const MAX_BLANK_CODES: usize = 16;
/// Red shapes and pictures kept of one page; what is beyond is counted only.
const MAX_KEPT: usize = 20_000;
/// Type of this size in points could be a header or a title.
const CONSPICUOUS_SIZE: f64 = 18.0;
/// Opacity below which nothing is seen on paper or screen.
const INVISIBLE_OPACITY: f32 = 0.03;
/// A clip or page edge may cut this much (points) of a glyph's middle without hiding it.
const EDGE_SLACK: f64 = 1.0;
/// Top of an ideograph above its baseline, as a part of the em.
const ASCENT: f64 = 0.88;
/// Units in which hayro gives glyph outlines and advances.
const UNITS_PER_EM: f64 = 1000.0;
/// The unwinding payload: which budget was used up, in Chinese.
#[derive(Debug)]
pub(super) struct Exceeded(pub(super) &'static str);

/// One visible or invisible character.
#[derive(Debug, Clone)]
pub(crate) struct GlyphMark {
    pub(crate) text: String,
    /// Origin on the baseline.
    pub(crate) origin: Point,
    /// Unit vector of the writing direction.
    pub(crate) direction: Vec2,
    /// Advance as drawn, and as it would be without horizontal scaling (the larger counts when looking for gaps).
    pub(crate) advance: f64,
    pub(crate) reach: f64,
    /// Em height in points.
    pub(crate) size: f64,
    pub(crate) red: bool,
    pub(crate) vertical: bool,
}

impl GlyphMark {
    /// Near the middle of the glyph's body.
    pub(crate) fn centre(&self) -> Point {
        // A third of the em lies above the middle of a capital or an ideograph.
        const MIDDLE: f64 = 0.35;
        if self.vertical {
            return self.origin + self.direction * (self.size / 2.0);
        }
        let up = Vec2::new(self.direction.y, -self.direction.x);
        self.origin + self.direction * (self.advance / 2.0) + up * (self.size * MIDDLE)
    }
}

/// One picture as it is shown.
#[derive(Debug, Clone)]
pub(super) struct PictureMark {
    /// What is seen of it, in points.
    pub(super) seen: Rect,
    /// Width and height of the whole picture in points.
    pub(super) size: (f64, f64),
    pub(super) pixels: (u32, u32),
    /// Object number of the stream, to know the same picture again.
    pub(super) object: (u32, i32),
    /// Pixels to decode whenever the page is painted, where the coding is a slow one; else 0.
    pub(super) slow_pixels: u64,
}

/// Pixels of a picture in a slow coding: of JBIG2 and JPEG 2000 a pixel costs ten times as much as of JPEG. A picture may declare
/// fewer pixels than its data hold, so the data count too.
fn slow_pixels(stream: &Stream<'_>, pixels: (u32, u32)) -> u64 {
    // A good scan takes two bits for a pixel; its cost follows its bytes where it takes more.
    const PIXELS_A_BYTE: u64 = 4;
    let is_slow = stream.filters().iter().any(|filter| matches!(filter, Filter::Jbig2Decode | Filter::JpxDecode));
    let declared = u64::from(pixels.0) * u64::from(pixels.1);
    if is_slow { declared.max((stream.raw_data().len() as u64).saturating_mul(PIXELS_A_BYTE)) } else { 0 }
}

/// What one page shows.
#[derive(Debug, Default)]
pub(super) struct PageMarks {
    /// Visible glyphs that are text.
    pub(super) glyphs: Vec<GlyphMark>,
    /// Glyphs in render mode 3 (OCR layers) or without opacity.
    pub(super) invisible: u32,
    /// Visible glyphs whose character nobody knows.
    pub(super) unknown: u32,
    /// Codes of glyphs without Unicode that draw nothing, small and black or large or red. A space has one code; many
    /// codes are a text in a font that is not embedded.
    pub(super) blank: BTreeSet<u32>,
    pub(super) blank_large: BTreeSet<u32>,
    /// Glyphs of private use (bullets of symbol fonts mostly).
    pub(super) private_use: u32,
    pub(super) pictures: Vec<PictureMark>,
    pub(super) red: Vec<Shape>,
    /// Filled outlines of another colour that could be characters.
    pub(super) outlines: u32,
    /// Shorter side in points of the largest shape that is filled with a pattern, and how many large glyphs are.
    pub(super) pattern: f64,
    pub(super) pattern_glyphs: u32,
    /// Pictures or shapes that were not kept.
    pub(super) dropped: u32,
}

/// The device. One lives for a whole document; [`Collector::take`] ends a page.
pub(super) struct Collector {
    marks: PageMarks,
    page: Rect,
    clips: Vec<Rect>,
    opacity: Vec<f32>,
    calls: u64,
    glyphs: u64,
    budget: Budget,
    until: Instant,
}

impl Collector {
    pub(super) fn new(budget: Budget) -> Self {
        Self {
            marks: PageMarks::default(),
            page: Rect::ZERO,
            clips: Vec::new(),
            opacity: Vec::new(),
            calls: 0,
            glyphs: 0,
            budget,
            until: Instant::now() + budget.time,
        }
    }

    /// Begins a page of this size in points.
    pub(super) fn begin(&mut self, width: f64, height: f64) {
        self.marks = PageMarks::default();
        self.page = Rect::new(0.0, 0.0, width, height);
        self.clips.clear();
        self.opacity.clear();
        self.check_clock();
    }

    /// Ends the page.
    pub(super) fn take(&mut self) -> PageMarks {
        std::mem::take(&mut self.marks)
    }

    fn count_call(&mut self) {
        self.calls += 1;
        if self.calls > self.budget.calls {
            exceed("绘图指令过多");
        }
        if self.calls.is_multiple_of(CALLS_PER_CLOCK) {
            self.check_clock();
        }
    }

    fn check_clock(&self) {
        if Instant::now() > self.until {
            exceed("解析时间过长");
        }
    }

    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or(self.page)
    }

    fn hidden(&self, alpha: f32) -> bool {
        alpha * self.opacity.last().copied().unwrap_or(1.0) < INVISIBLE_OPACITY
    }

    fn push_clip_box(&mut self, rect: Rect) {
        let inner = overlap(self.clip(), rect).unwrap_or(Rect::ZERO);
        self.clips.push(inner);
    }

    fn keep_shape(&mut self, shape: Shape) {
        if self.marks.red.len() < MAX_KEPT {
            self.marks.red.push(shape);
        } else {
            self.marks.dropped += 1;
        }
    }

    fn glyph(&mut self, glyph: &Glyph<'_>, transform: Affine, ink: &Ink, invisible: bool, vertical: bool) {
        self.glyphs += 1;
        if self.glyphs > self.budget.glyphs {
            exceed("文字数量过多");
        }
        let Some(mut mark) = place(glyph, transform, vertical) else { return };
        let clip = self.clip().inflate(EDGE_SLACK, EDGE_SLACK);
        if !clip.contains(mark.centre()) {
            return;
        }
        if invisible {
            self.marks.invisible = self.marks.invisible.saturating_add(1);
            return;
        }
        mark.red = matches!(ink, Ink::Colour(rgb) if is_red(*rgb));
        let conspicuous = mark.red || mark.size >= CONSPICUOUS_SIZE;
        if matches!(ink, Ink::Pattern(_)) {
            self.marks.pattern_glyphs += u32::from(mark.size >= CONSPICUOUS_SIZE);
        }
        match character(glyph) {
            Character::Text(text) => {
                mark.text = text;
                self.marks.glyphs.push(mark);
            }
            Character::PrivateUse if !conspicuous => self.marks.private_use += 1,
            Character::PrivateUse | Character::Unknown => {
                self.marks.unknown += 1;
            }
            Character::Blank => {
                let codes = if conspicuous { &mut self.marks.blank_large } else { &mut self.marks.blank };
                if codes.len() < MAX_BLANK_CODES {
                    codes.insert(glyph.char_code());
                }
            }
        }
    }
}

/// Leaves the interpreter; see the head of the file. `resume_unwind` does not print.
fn exceed(what: &'static str) -> ! {
    std::panic::resume_unwind(Box::new(Exceeded(what)))
}

/// What something is painted with.
enum Ink {
    Colour([u8; 3]),
    /// Whether it is a tiling pattern: it can hold anything, a gradient cannot.
    Pattern(bool),
    None,
}

impl Ink {
    fn of(paint: &Paint<'_>, device: &Collector) -> Self {
        match paint {
            Paint::Color(colour) => {
                let [r, g, b, a] = colour.to_rgba().to_rgba8();
                if device.hidden(f32::from(a) / 255.0) { Self::None } else { Self::Colour([r, g, b]) }
            }
            Paint::Pattern(_) if device.hidden(1.0) => Self::None,
            Paint::Pattern(pattern) => Self::Pattern(matches!(**pattern, Pattern::Tiling(_))),
        }
    }
}

/// What a glyph says.
enum Character {
    Text(String),
    Blank,
    PrivateUse,
    Unknown,
}

fn character(glyph: &Glyph<'_>) -> Character {
    let text: String = match glyph.as_unicode() {
        Some(BfString::Char(c)) => fold(&c.to_string()),
        Some(BfString::String(s)) => fold(&s),
        None => String::new(),
    };
    if text.chars().any(|c| matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')) {
        return Character::PrivateUse;
    }
    if !text.is_empty() && !text.contains('\u{FFFD}') {
        return Character::Text(text);
    }
    // Many writers leave the space out of their Unicode table: a glyph that draws nothing hides nothing.
    match glyph {
        Glyph::Outline(outline) if outline.outline().is_empty() => Character::Blank,
        _ => Character::Unknown,
    }
}

/// Controls go, every blank becomes a space, and radicals and compatibility forms (⽂件, as browsers write them) become
/// the ideographs that they look like. Full-width digits and brackets stay: the number reader judges them.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' => out.extend(std::iter::once(c).nfkc()),
            '\u{200B}'..='\u{200F}' | '\u{FEFF}' => {}
            c if c.is_whitespace() => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Where a glyph stands; nothing for a degenerate transformation.
fn place(glyph: &Glyph<'_>, transform: Affine, vertical: bool) -> Option<GlyphMark> {
    let at = transform.translation().to_point();
    let matrix = transform.as_coeffs();
    let (along, up) = (Vec2::new(matrix[0], matrix[1]), Vec2::new(matrix[2], matrix[3]));
    let size = up.hypot() * UNITS_PER_EM;
    let length = along.hypot();
    if !(size.is_finite() && size > 0.0 && length > 0.0 && at.is_finite()) {
        return None;
    }
    let units = match glyph {
        Glyph::Outline(g) => g.advance_width(),
        Glyph::Type3(g) => g.advance_width(),
    };
    let units = f64::from(units.unwrap_or(0.0)).clamp(0.0, 4.0 * UNITS_PER_EM);
    let (direction, advance, reach) = if vertical {
        (-up / up.hypot(), size, size)
    } else {
        (along / length, units * length, units * length.max(up.hypot()))
    };
    let origin = if vertical { at + up * (UNITS_PER_EM * ASCENT) } else { at };
    Some(GlyphMark { text: String::new(), origin, direction, advance, reach, size, red: false, vertical })
}

/// The common part of two boxes; nothing if there is none.
pub(crate) fn overlap(a: Rect, b: Rect) -> Option<Rect> {
    let both = Rect::new(a.x0.max(b.x0), a.y0.max(b.y0), a.x1.min(b.x1), a.y1.min(b.y1));
    (both.x0 < both.x1 && both.y0 < both.y1).then_some(both)
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.count_call();
        let line = match mode {
            DrawMode::Invisible => return,
            DrawMode::Fill(_) => None,
            DrawMode::Stroke(s) | DrawMode::FillAndStroke(_, s) => {
                Some(f64::from(s.line_width) * props.transform.determinant().abs().sqrt())
            }
        };
        let rough = props.transform.transform_rect_bbox(path.control_box());
        let grown = rough.inflate(line.unwrap_or(0.0) / 2.0 + 0.1, line.unwrap_or(0.0) / 2.0 + 0.1);
        let Some(seen) = overlap(grown, self.clip()) else { return };
        match Ink::of(&props.paint, self) {
            Ink::Colour(rgb) if is_red(rgb) => {
                let filled = !matches!(mode, DrawMode::Stroke(_));
                for part in shape::subpaths(path) {
                    let part = props.transform * BezPath::from_vec(part.to_vec());
                    if let Some(shape) = Shape::of(&part, filled, line.unwrap_or(0.0), self.clip()) {
                        self.keep_shape(shape);
                    }
                }
            }
            Ink::Colour(_) if line.is_none() => {
                let outlines = shape::outlines(path, props.transform);
                self.marks.outlines = self.marks.outlines.saturating_add(outlines);
            }
            Ink::Pattern(tiling) if tiling || path.elements().len() >= OUTLINE_ELEMENTS => {
                self.marks.pattern = self.marks.pattern.max((seen.width().min(seen.height())).max(0.0));
            }
            _ => {}
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        self.count_call();
        self.push_clip_box(clip_path.path.control_box());
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.count_call();
        self.push_clip_box(*rect);
    }

    fn push_transparency_group(&mut self, opacity: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.count_call();
        let outer = self.opacity.last().copied().unwrap_or(1.0);
        self.opacity.push(outer * opacity);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.count_call();
        let ink = Ink::of(&props.paint, self);
        let invisible = matches!(mode, DrawMode::Invisible) || matches!(ink, Ink::None);
        let vertical = run.writing_mode() == WritingMode::Vertical;
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform * glyph.transform(), &ink, invisible, vertical);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.count_call();
        if self.hidden(1.0) {
            return;
        }
        let (width, height) = (image.width(), image.height());
        let whole = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let Some(seen) = overlap(props.transform.transform_rect_bbox(whole), self.clip()) else { return };
        let (object, slow_pixels) = match &image {
            Image::Stencil(i) => (i.stream().obj_id(), slow_pixels(i.stream(), (width, height))),
            Image::Raster(i) => (i.stream().obj_id(), slow_pixels(i.stream(), (width, height))),
        };
        let [a, b, c, d, ..] = props.transform.as_coeffs();
        let size = (Vec2::new(a, b).hypot() * whole.width(), Vec2::new(c, d).hypot() * whole.height());
        if self.marks.pictures.len() < MAX_KEPT {
            let object = (object.obj_number, object.gen_number);
            self.marks.pictures.push(PictureMark { seen, size, pixels: (width, height), object, slow_pixels });
        } else {
            self.marks.dropped += 1;
        }
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {
        self.opacity.pop();
    }
}
