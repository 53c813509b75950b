//! Resources that pages refer to by number: palettes, drawing parameters, media, composite graphics.
//!
//! Enters: the `Res` parts of a document (GB/T 33190-2016, 7.9). Leaves: look-ups by id. What a resource refers to in its turn
//! (a drawing parameter's `Relative`) is followed a bounded number of steps, so that a circle ends.

use super::package::{Package, resolve};
use crate::docx::xml::{Id, ROOT, Tree};
use std::collections::HashMap;
use std::rc::Rc;

/// Resource parts of one document.
const MAX_PARTS: usize = 64;
/// Steps along `Relative`; programs nest two or three.
const MAX_RELATIVES: usize = 16;

/// Ink, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Rgb([u8; 3]),
    /// A gradient or a pattern.
    Pattern,
}

/// How a drawing parameter or an object says that it is painted; `None` where it says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Painting {
    pub(super) fill: Option<Colour>,
    pub(super) stroke: Option<Colour>,
    pub(super) line_width: Option<f64>,
}

/// A colour with its opacity, 0 to 255.
#[derive(Debug, Clone, Copy)]
pub(super) struct Colour {
    pub(super) ink: Ink,
    pub(super) alpha: f64,
}

#[derive(Clone)]
struct DrawParam {
    own: Painting,
    relative: Option<String>,
}

/// A composite graphic: the tree it stands in, and its `Content`.
pub(super) type Composite = (Rc<Tree>, Id);

/// The resources of a document.
#[derive(Clone, Default)]
pub(super) struct Resources {
    /// The palettes of colour spaces.
    palettes: HashMap<String, Vec<String>>,
    draw_params: HashMap<String, DrawParam>,
    /// Location of each picture.
    media: HashMap<String, String>,
    composites: HashMap<String, Composite>,
    default_space: Option<String>,
    parts: usize,
}

impl Resources {
    /// The colour space of colours that name none.
    pub(super) fn default_space(&mut self, id: Option<&str>) {
        self.default_space = id.map(str::to_owned);
    }

    /// Reads a resource part. Whether it could be read.
    pub(super) fn add(&mut self, package: &mut Package<'_>, location: &str) -> bool {
        self.parts += 1;
        if self.parts > MAX_PARTS {
            return false;
        }
        let Ok(Some(tree)) = package.xml(location) else { return false };
        let tree = Rc::new(tree);
        let folder =
            tree.attr(ROOT, "BaseLoc").map_or_else(|| location.to_owned(), |base| resolve(location, base) + "/");
        let named = |name: &str| tree.all().filter(|id| tree.name(*id) == name).collect::<Vec<Id>>();
        for id in named("ColorSpace") {
            self.palette(&tree, id);
        }
        for id in named("DrawParam") {
            let Some(number) = tree.attr(id, "ID") else { continue };
            let own = self.painting(&tree, id);
            let relative = tree.attr(id, "Relative").map(str::to_owned);
            self.draw_params.insert(number.to_owned(), DrawParam { own, relative });
        }
        for id in named("MultiMedia") {
            let file = tree.child_named(id, "MediaFile").map(|file| tree.text(file).trim());
            let (Some(number), Some(file)) = (tree.attr(id, "ID"), file) else { continue };
            self.media.insert(number.to_owned(), resolve(&folder, file));
        }
        for id in named("CompositeGraphicUnit") {
            let content = tree.child_named(id, "Content");
            let (Some(number), Some(content)) = (tree.attr(id, "ID"), content) else { continue };
            self.composites.insert(number.to_owned(), (Rc::clone(&tree), content));
        }
        true
    }

    fn palette(&mut self, tree: &Tree, id: Id) {
        let (Some(number), Some(palette)) = (tree.attr(id, "ID"), tree.child_named(id, "Palette")) else { return };
        let entries = tree.children(palette).map(|entry| tree.text(entry).to_owned()).collect();
        self.palettes.insert(number.to_owned(), entries);
    }

    pub(super) fn media(&self, id: &str) -> Option<&str> {
        self.media.get(id).map(String::as_str)
    }

    pub(super) fn composite(&self, id: &str) -> Option<Composite> {
        self.composites.get(id).cloned()
    }

    /// What an object or drawing parameter says itself.
    pub(super) fn painting(&self, tree: &Tree, id: Id) -> Painting {
        let colour = |name| tree.child_named(id, name).map(|colour| self.colour(tree, colour));
        Painting {
            fill: colour("FillColor"),
            stroke: colour("StrokeColor"),
            line_width: tree.attr(id, "LineWidth").and_then(number),
        }
    }

    /// A drawing parameter with what it inherits.
    pub(super) fn draw_param(&self, id: Option<&str>) -> Painting {
        let mut painting = Painting::default();
        let mut next = id;
        for _ in 0..MAX_RELATIVES {
            let Some(param) = next.and_then(|id| self.draw_params.get(id)) else { break };
            painting = painting.or(param.own);
            next = param.relative.as_deref();
        }
        painting
    }

    fn colour(&self, tree: &Tree, id: Id) -> Colour {
        let alpha = tree.attr(id, "Alpha").and_then(number).unwrap_or(OPAQUE);
        let space = tree.attr(id, "ColorSpace").or(self.default_space.as_deref());
        let palette = space.and_then(|space| self.palettes.get(space));
        let entry = tree.attr(id, "Index").and_then(|index| palette?.get(index.trim().parse::<usize>().ok()?));
        let ink = match tree.attr(id, "Value").or(entry.map(String::as_str)) {
            Some(value) => Ink::Rgb(rgb(value)),
            None if tree.children(id).next().is_some() => Ink::Pattern,
            None => Ink::Rgb([0; 3]),
        };
        Colour { ink, alpha }
    }
}

impl Painting {
    /// What is said here, else there.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            fill: self.fill.or(other.fill),
            stroke: self.stroke.or(other.stroke),
            line_width: self.line_width.or(other.line_width),
        }
    }
}

pub(super) const OPAQUE: f64 = 255.0;

/// A finite number.
pub(super) fn number(value: &str) -> Option<f64> {
    value.trim().parse::<f64>().ok().filter(|number| number.is_finite())
}

/// A colour value: channels of 0 to 255, or `#` and hexadecimal. Their number tells the space (grey, RGB, CMYK), because some
/// writers give three channels to a space of one.
fn rgb(value: &str) -> [u8; 3] {
    let channel = |word: &str| match word.strip_prefix('#') {
        Some(hex) => u8::from_str_radix(hex, 16).unwrap_or(0),
        None => number(word).unwrap_or(0.0).round().clamp(0.0, OPAQUE) as u8,
    };
    let channels: Vec<u8> = value.split_whitespace().take(4).map(channel).collect();
    match channels.as_slice() {
        [c, m, y, k] => [*c, *m, *y].map(|ink| (u32::from(255 - ink) * u32::from(255 - k) / 255) as u8),
        [r, g, b] => [*r, *g, *b],
        [grey, ..] => [*grey; 3],
        [] => [0; 3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_in_all_their_spellings() {
        assert_eq!(rgb("#ee #20 #25"), [0xee, 0x20, 0x25]);
        assert_eq!(rgb("255 0 0"), [255, 0, 0]);
        assert_eq!(rgb("128"), [128; 3]);
        assert_eq!(rgb("0 255 255 0"), [255, 0, 0]);
        assert_eq!(rgb(""), [0; 3]);
    }

    #[test]
    fn drawing_parameters_inherit_and_circles_end() {
        let mut resources = Resources::default();
        let red = Colour { ink: Ink::Rgb([255, 0, 0]), alpha: OPAQUE };
        let own = Painting { fill: Some(red), ..Painting::default() };
        resources.draw_params.insert("1".into(), DrawParam { own: Painting::default(), relative: Some("2".into()) });
        resources.draw_params.insert("2".into(), DrawParam { own, relative: Some("1".into()) });
        assert!(resources.draw_param(Some("1")).fill.is_some());
        assert!(resources.draw_param(Some("1")).stroke.is_none());
    }
}
