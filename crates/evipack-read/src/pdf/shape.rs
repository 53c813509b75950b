//! One red subpath, reduced to what the layout needs to know of it.
//!
//! Enters: a path in points. Leaves: a [`Shape`]: its box and whether it is a rectangle, a circle, a five-pointed star or
//! something else. Red rules, seals and outlined headers are all told from these four.

use super::device::overlap;
use hayro_interpret::kurbo::{Affine, BezPath, ParamCurve, PathEl, PathSeg, Point, Rect, Shape as _};

/// A circle's samples may leave its mean radius by this part: four Béziers stay within 0.03 %, a 24-sided polygon within
/// 0.9 %, an oval of 10:11 does not.
const ROUNDNESS: f64 = 0.03;
/// Samples on a curve, and the widest gap between two of them as seen from the centre (radians) in a whole circle.
const SAMPLES: usize = 4;
const MAX_GAP: f64 = 0.7;
/// Paths of more segments are never a circle or a star that a program drew.
const MAX_SEGMENTS: usize = 720;
/// A five-pointed star's tips lie 2.618 times as far out as its notches; drawn stars vary.
const STAR_RATIO: std::ops::RangeInclusive<f64> = 1.6..=4.0;

/// Height in points of a filled outline that could be a character (5 pt footnote to 100 pt banner).
const OUTLINE_HEIGHT: std::ops::RangeInclusive<f64> = 4.0..=100.0;
/// Fewer path elements than this cannot draw a character that a rectangle does not draw as well.
pub(super) const OUTLINE_ELEMENTS: usize = 7;

/// The form of a subpath.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Form {
    /// An upright rectangle or a straight line.
    Plain,
    Circle {
        centre: Point,
        radius: f64,
    },
    Star,
    Other,
}

/// One red subpath on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Shape {
    /// Its box in points, line width included, cut to what is seen.
    pub(crate) bounds: Rect,
    pub(crate) form: Form,
    pub(crate) filled: bool,
    /// Width of the line in points, 0 where there is none.
    pub(crate) line: f64,
}

impl Shape {
    /// A subpath in points; nothing if it is not seen.
    pub(crate) fn of(path: &BezPath, filled: bool, line: f64, clip: Rect) -> Option<Self> {
        // A hairline still shows: one device pixel of a 300 dpi printer.
        const HAIRLINE: f64 = 0.24;
        let half = line.max(if filled { 0.0 } else { HAIRLINE }) / 2.0;
        let bounds = overlap(path.bounding_box().inflate(half.max(0.01), half.max(0.01)), clip)?;
        Some(Self { bounds, form: form(path, filled), filled, line })
    }
}

/// The subpaths of a path, each beginning with its `MoveTo`.
pub(crate) fn subpaths(path: &BezPath) -> impl Iterator<Item = &[PathEl]> {
    path.elements()
        .chunk_by(|_, next| !matches!(next, PathEl::MoveTo(_)))
        .filter(|part| part.len() > 1 && matches!(part[0], PathEl::MoveTo(_)))
}

/// How many subpaths of a path could be characters drawn as outlines.
pub(crate) fn outlines(path: &BezPath, transform: Affine) -> u32 {
    let could_be_character = |part: &&[PathEl]| {
        let bounds = transform.transform_rect_bbox(BezPath::from_vec(part.to_vec()).control_box());
        OUTLINE_HEIGHT.contains(&bounds.height()) && bounds.width() <= *OUTLINE_HEIGHT.end()
    };
    let parts = subpaths(path).filter(|part| part.len() >= OUTLINE_ELEMENTS).filter(could_be_character);
    u32::try_from(parts.count()).unwrap_or(u32::MAX)
}

fn form(path: &BezPath, filled: bool) -> Form {
    if path.elements().len() > MAX_SEGMENTS {
        return Form::Other;
    }
    let segments: Vec<PathSeg> = path.segments().filter(|s| s.start() != s.end()).collect();
    if is_plain(&segments) {
        Form::Plain
    } else if let Some((centre, radius)) = circle(&segments) {
        Form::Circle { centre, radius }
    } else if filled && is_star(&segments) {
        Form::Star
    } else {
        Form::Other
    }
}

/// Straight edges, all upright, at most four: a line, an open or a closed rectangle.
fn is_plain(segments: &[PathSeg]) -> bool {
    // Writers round coordinates to hundredths.
    const UPRIGHT: f64 = 0.05;
    segments.len() <= 1 && segments.iter().all(|s| matches!(s, PathSeg::Line(_)))
        || segments.len() <= 4
            && segments.iter().all(|s| match s {
                PathSeg::Line(l) => (l.p0.x - l.p1.x).abs() < UPRIGHT || (l.p0.y - l.p1.y).abs() < UPRIGHT,
                _ => false,
            })
}

fn circle(segments: &[PathSeg]) -> Option<(Point, f64)> {
    if segments.len() < 2 {
        return None;
    }
    let samples: Vec<Point> =
        segments.iter().flat_map(|s| (0..SAMPLES).map(move |i| s.eval(i as f64 / SAMPLES as f64))).collect();
    let bounds = samples.iter().skip(1).fold(Rect::from_points(samples[0], samples[0]), |r, p| r.union_pt(*p));
    let centre = bounds.center();
    let distances: Vec<f64> = samples.iter().map(|p| p.distance(centre)).collect();
    let radius = distances.iter().sum::<f64>() / distances.len() as f64;
    if !(radius.is_finite() && radius > 0.0) || distances.iter().any(|d| (d - radius).abs() > ROUNDNESS * radius) {
        return None;
    }
    let mut angles: Vec<f64> = samples.iter().map(|p| (p.y - centre.y).atan2(p.x - centre.x)).collect();
    angles.sort_by(f64::total_cmp);
    let wrap = angles[0] + std::f64::consts::TAU - angles[angles.len() - 1];
    let widest = angles.windows(2).map(|w| w[1] - w[0]).fold(wrap, f64::max);
    (widest <= MAX_GAP).then_some((centre, radius))
}

/// Ten straight edges between tips and notches, or five that cross.
fn is_star(segments: &[PathSeg]) -> bool {
    let mut corners: Vec<Point> = Vec::with_capacity(segments.len());
    for segment in segments {
        let PathSeg::Line(line) = segment else { return false };
        corners.push(line.p0);
    }
    let n = corners.len() as f64;
    let centre = corners.iter().fold(Point::ZERO, |c, p| Point::new(c.x + p.x / n, c.y + p.y / n));
    let radii: Vec<f64> = corners.iter().map(|p| p.distance(centre)).collect();
    let mean = |offset: usize, step: usize| {
        let part: Vec<f64> = radii.iter().skip(offset).step_by(step).copied().collect();
        part.iter().sum::<f64>() / part.len().max(1) as f64
    };
    match corners.len() {
        10 | 11 => {
            let (a, b) = (mean(0, 2), mean(1, 2));
            b > 0.0 && a > 0.0 && STAR_RATIO.contains(&(a / b).max(b / a))
        }
        4..=6 => {
            // Each edge of a pentagram spans two fifths of the circle: 1.9 radii long.
            let r = mean(0, 1);
            corners.len() >= 5 && segments.iter().take(4).all(|s| s.start().distance(s.end()) > 1.7 * r)
        }
        _ => false,
    }
}
