//! Red shapes to seals, rules and doubts.
//!
//! Enters: the red shapes and the glyphs of one page. Leaves: seals that are certainly there, red horizontal rules, and
//! whether red drawing is left over that could be a seal or a red header — which nobody may then call absent.

use super::device::GlyphMark;
use super::shape::{Form, Shape};
use crate::layout::RedRule;
use evipack_core::facts::{Seal, SealKind};
use hayro_interpret::kurbo::{Point, Rect};

/// Millimetres in a point.
pub(crate) const MM_PER_PT: f64 = 25.4 / 72.0;
/// Outer diameters of seals of state organs in millimetres: 国发〔1999〕25号 names 35 to 60; special-purpose seals start
/// at 30.
const SEAL_MM: std::ops::RangeInclusive<f64> = 29.5..=60.5;
/// The inner edge of a filled ring lies within this part of the outer: rims are 1 to 2 mm of 42.
const RING_INNER: f64 = 0.8;
/// Two circles are one ring if their centres lie this close, as a part of the radius.
const CONCENTRIC: f64 = 0.05;
/// Red characters or outlines inside a ring that make it a seal even without a star.
const INSCRIPTION: usize = 4;
/// Tallest red rule in millimetres: the double line of the letter form is about 2 mm.
const RULE_MM: f64 = 3.0;
/// Narrowest red rule as a part of the page width: half a rule beside a star is 0.33.
const RULE_WIDTH: f64 = 0.30;
/// Sides in millimetres of a red drawing that could be a seal (ovals of 45 × 30, squares of 20, traced ones).
const DOUBTFUL_MM: std::ops::RangeInclusive<f64> = 12.0..=75.0;
/// A doubtful drawing is at most this much longer than high.
const DOUBTFUL_ASPECT: f64 = 2.2;
/// This many small red outlines could be one traced seal.
const MANY_SMALL: usize = 20;
/// A header drawn as outlines has at least one character of this height (points), in this upper part of the page.
const HEADER_HEIGHT: f64 = 14.0;
const HEADER_ZONE: f64 = 0.5;

/// What the red drawing of a page says.
#[derive(Debug, Default)]
pub(crate) struct RedDrawing {
    pub(crate) seals: Vec<Seal>,
    pub(crate) rules: Vec<RedRule>,
    /// Red outlines near the top: perhaps a header drawn without text.
    pub(crate) header_outlines: bool,
    /// Red shapes that could be a seal.
    pub(crate) doubtful: bool,
    /// Rings of the seals, in points, so that their inscriptions are not read as lines.
    pub(crate) rings: Vec<(Point, f64)>,
}

/// Sorts the red shapes of `page` (1-based, `width` × `height` points of `unit` real points each).
pub(crate) fn sort(
    shapes: &[Shape],
    glyphs: &[GlyphMark],
    page: u32,
    (width, height): (f64, f64),
    unit: f64,
) -> RedDrawing {
    let mm = MM_PER_PT * unit;
    let mut drawing = RedDrawing::default();
    for (centre, radius) in rings(shapes, mm) {
        let known = |&(c, r): &(Point, f64)| centre.distance(c) < r;
        if drawing.rings.iter().any(known) {
            continue;
        }
        if let Some(kind) = content(shapes, glyphs, centre, radius) {
            let region = [
                (centre.x - radius) / width,
                (centre.y - radius) / height,
                2.0 * radius / width,
                2.0 * radius / height,
            ];
            drawing.seals.push(Seal { page, region, diameter_mm: 2.0 * radius * mm, kind, inscription: None });
            drawing.rings.push((centre, radius));
        }
    }
    let mut small = 0;
    for shape in shapes {
        let bounds = shape.bounds;
        if drawing.rings.iter().any(|&(c, r)| bounds.center().distance(c) <= r) {
            continue;
        }
        if is_rule(shape, width, mm) {
            drawing.rules.push(RedRule {
                page: Some(page),
                top: Some(bounds.y0 / height),
                width: Some(bounds.width() / width),
            });
            continue;
        }
        let outlined = shape.filled && !matches!(shape.form, Form::Plain);
        if outlined && bounds.height() >= HEADER_HEIGHT && bounds.y0 < HEADER_ZONE * height {
            drawing.header_outlines = true;
        }
        small += usize::from(!matches!(shape.form, Form::Plain));
        drawing.doubtful |= is_doubtful(shape, mm);
    }
    drawing.doubtful |= small >= MANY_SMALL;
    drawing
}

/// Rings of a seal's size, largest first: a stroked circle, or a filled circle with a filled circle in it (an even-odd
/// ring arrives as two subpaths).
fn rings(shapes: &[Shape], mm: f64) -> Vec<(Point, f64)> {
    let circles: Vec<(&Shape, Point, f64)> = shapes
        .iter()
        .filter_map(|s| match s.form {
            Form::Circle { centre, radius } => Some((s, centre, radius)),
            _ => None,
        })
        .collect();
    let mut rings: Vec<(Point, f64)> = circles
        .iter()
        .filter(|(shape, centre, radius)| {
            shape.line > 0.0
                || circles.iter().any(|(_, c, r)| {
                    *r < *radius && *r >= RING_INNER * *radius && c.distance(*centre) <= CONCENTRIC * *radius
                })
        })
        .map(|(shape, centre, radius)| (*centre, *radius + shape.line / 2.0))
        .filter(|(_, radius)| SEAL_MM.contains(&(2.0 * radius * mm)))
        .collect();
    rings.sort_by(|a, b| b.1.total_cmp(&a.1));
    rings
}

/// What stands in a ring; nothing if it is no seal.
fn content(shapes: &[Shape], glyphs: &[GlyphMark], centre: Point, radius: f64) -> Option<SealKind> {
    // The star stands in the middle and the inscription between it and the rim.
    const MIDDLE: f64 = 0.35;
    let inside = |bounds: Rect| {
        bounds.center().distance(centre) < radius && bounds.width() < 1.8 * radius && bounds.height() < 1.8 * radius
    };
    let mut marks = 0;
    let mut star = false;
    for shape in shapes.iter().filter(|s| inside(s.bounds)) {
        marks += usize::from(!matches!(shape.form, Form::Plain | Form::Circle { .. }));
        star |= shape.form == Form::Star && shape.bounds.center().distance(centre) < MIDDLE * radius;
    }
    for glyph in glyphs.iter().filter(|g| g.red && g.centre().distance(centre) < radius) {
        marks += usize::from(!glyph.text.trim().is_empty());
        star |= matches!(glyph.text.as_str(), "★" | "☆" | "⭐" | "✮" | "✭")
            && glyph.centre().distance(centre) < MIDDLE * radius;
    }
    match (star, marks >= INSCRIPTION) {
        (true, _) => Some(SealKind::RoundStar),
        (false, true) => Some(SealKind::Round),
        (false, false) => None,
    }
}

fn is_rule(shape: &Shape, width: f64, mm: f64) -> bool {
    shape.bounds.height() * mm <= RULE_MM && shape.bounds.width() >= RULE_WIDTH * width
}

fn is_doubtful(shape: &Shape, mm: f64) -> bool {
    let (w, h) = (shape.bounds.width() * mm, shape.bounds.height() * mm);
    // A filled upright rectangle is a coloured field, a stroked one may be a square seal.
    !(shape.filled && shape.form == Form::Plain)
        && DOUBTFUL_MM.contains(&w)
        && DOUBTFUL_MM.contains(&h)
        && w.max(h) <= DOUBTFUL_ASPECT * w.min(h)
}
