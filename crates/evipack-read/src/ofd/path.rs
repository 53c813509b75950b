//! Outlines as OFD abbreviates them, to paths.
//!
//! Enters: `AbbreviatedData` (GB/T 33190-2016, 9.1): operators of one letter with numbers behind. Leaves: a path, cut off at the
//! first thing that is none.

use hayro_interpret::kurbo::{Arc, BezPath, Point, SvgArc, Vec2};

/// Elements of one path; maps and traced seals have some ten thousand.
const MAX_ELEMENTS: usize = 200_000;
/// How far an arc's Béziers may lie off it, in millimetres.
const TOLERANCE: f64 = 0.01;

/// The path, in the units of its object.
pub(super) fn parse(data: &str) -> BezPath {
    let mut words = Words { rest: data };
    let mut path = BezPath::new();
    let mut at = Point::ZERO;
    while let Some(operator) = words.operator() {
        if path.elements().len() >= MAX_ELEMENTS || step(operator, &mut words, &mut path, &mut at).is_none() {
            break;
        }
    }
    path
}

/// One operator; nothing where its numbers are missing.
fn step(operator: char, words: &mut Words<'_>, path: &mut BezPath, at: &mut Point) -> Option<()> {
    if operator == 'C' {
        if !path.elements().is_empty() {
            path.close_path();
        }
        return Some(());
    }
    if !matches!(operator, 'S' | 'M') && path.elements().is_empty() {
        path.move_to(*at);
    }
    match operator {
        'S' | 'M' => {
            *at = words.point()?;
            path.move_to(*at);
        }
        'L' => {
            *at = words.point()?;
            path.line_to(*at);
        }
        'Q' => {
            let control = words.point()?;
            *at = words.point()?;
            path.quad_to(control, *at);
        }
        'B' => {
            let (first, second) = (words.point()?, words.point()?);
            *at = words.point()?;
            path.curve_to(first, second, *at);
        }
        'A' => {
            let radii = words.point()?;
            let (angle, large, sweep) = (words.number()?, words.number()?, words.number()?);
            let to = words.point()?;
            let arc = SvgArc {
                from: *at,
                to,
                radii: Vec2::new(radii.x.abs(), radii.y.abs()),
                x_rotation: angle.to_radians(),
                large_arc: large != 0.0,
                sweep: sweep != 0.0,
            };
            match Arc::from_svg_arc(&arc) {
                Some(arc) => arc.to_cubic_beziers(TOLERANCE, |a, b, c| path.curve_to(a, b, c)),
                None => path.line_to(to),
            }
            *at = to;
        }
        _ => return None,
    }
    Some(())
}

struct Words<'a> {
    rest: &'a str,
}

impl Words<'_> {
    fn operator(&mut self) -> Option<char> {
        self.blanks();
        let operator = self.rest.chars().next().filter(char::is_ascii_uppercase)?;
        self.rest = &self.rest[1..];
        Some(operator)
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    }

    /// A finite number that a drawing in millimetres can have.
    fn number(&mut self) -> Option<f64> {
        const LARGEST: f64 = 1e7;
        self.blanks();
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e')))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        word.parse::<f64>().ok().filter(|number| number.abs() <= LARGEST)
    }

    fn point(&mut self) -> Option<Point> {
        Some(Point::new(self.number()?, self.number()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_interpret::kurbo::{PathEl, Shape as _};
    use proptest::prelude::*;

    #[test]
    fn a_circle_of_two_arcs() {
        let path = parse("M 0 21 A 21 21 0 1 1 42 21 A 21 21 0 1 1 0 21 C");
        let bounds = path.bounding_box();
        assert!((bounds.width() - 42.0).abs() < 0.1 && (bounds.height() - 42.0).abs() < 0.1, "{bounds:?}");
    }

    #[test]
    fn letters_without_blanks_and_curves() {
        assert_eq!(parse("M1 2L3 4B 1 1 2 2 3 3Q 1 1 0 0C").elements().len(), 5);
        assert_eq!(parse("M 1 2 L 3").elements().len(), 1);
        assert_eq!(parse("M 1 2 L NaN 3").elements().len(), 1);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(data in "[SMLQBAC0-9 .,eE+-]{0,200}|\\PC{0,80}") {
            prop_assert!(parse(&data).elements().iter().all(PathEl::is_finite));
        }
    }
}
