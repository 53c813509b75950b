//! The objects of an OFD page, as marks on paper.
//!
//! Enters: trees of pages, templates and annotations, and the document's resources. Leaves: [`Marks`]: glyphs, red shapes and
//! pictures in points from the page's top left, the very marks that a PDF page leaves, so that the same code makes lines,
//! rules and seals of them. Nothing is painted.

use super::path;
use super::resources::{Colour, Ink, OPAQUE, Painting, Resources, number};
use super::text::{self, Run};
use crate::ReadError;
use crate::docx::xml::{Id, Tree};
use crate::layout::is_red;
use crate::pdf::device::{GlyphMark, overlap};
use crate::pdf::shape::{self, Shape};
use hayro_interpret::kurbo::{Affine, BezPath, Rect, Shape as _, Vec2};

/// Points in a millimetre.
pub(super) const PT_PER_MM: f64 = 72.0 / 25.4;
/// Line width of an object that gives none, in millimetres (GB/T 33190-2016, table 28).
const USUAL_LINE: f64 = 0.353;
/// Opacity of 255 below which nothing is seen on paper or screen.
const INVISIBLE: f64 = 8.0;
/// Composite objects in composite objects; a circle of them ends here.
const MAX_NESTING: usize = 8;
/// Objects of one document, those of repeated composites included; a dense map has some hundred thousand.
const MAX_OBJECTS: u64 = 1_000_000;
/// Bytes of path data of one document, repeated ones included.
const MAX_PATH_BYTES: u64 = 96 << 20;
/// Glyphs: 500 dense pages of 4,000 characters.
const MAX_GLYPHS: u64 = 2_000_000;
/// Red shapes and pictures kept of one page.
const MAX_KEPT: usize = 20_000;
/// Type of this size in points could be a header or a title.
const CONSPICUOUS_PT: f64 = 18.0;

/// A picture where it stands.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// What is seen of it, in points.
    pub(super) seen: Rect,
    /// The unit square of the picture, in points of the page.
    pub(super) place: Affine,
    /// The part that holds it; `None` where the document names none.
    pub(super) part: Option<String>,
}

/// What one page shows.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) glyphs: Vec<GlyphMark>,
    /// Glyphs whose character nobody knows.
    pub(super) unknown: u32,
    /// Text that is hidden: the recognised text under a scan.
    pub(super) invisible: u32,
    pub(super) red: Vec<Shape>,
    /// Filled outlines of another colour that could be characters.
    pub(super) outlines: u32,
    pub(super) pictures: Vec<Shown>,
    /// Large type, or a large shape, that is filled with a pattern.
    pub(super) patterned: bool,
    /// What was not kept, or not found.
    pub(super) dropped: bool,
}

/// What a document may still cost.
#[derive(Debug)]
pub(super) struct Budget {
    objects: u64,
    path_bytes: u64,
    glyphs: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self { objects: MAX_OBJECTS, path_bytes: MAX_PATH_BYTES, glyphs: MAX_GLYPHS }
    }
}

fn spend(left: &mut u64, cost: u64, what: &str) -> Result<(), ReadError> {
    *left = left.checked_sub(cost).ok_or_else(|| ReadError::Limit(what.to_owned()))?;
    Ok(())
}

/// Draws one page.
pub(super) struct Canvas<'a> {
    pub(super) resources: &'a Resources,
    pub(super) budget: &'a mut Budget,
    pub(super) marks: Marks,
    /// The page in points.
    pub(super) page: Rect,
}

/// Where and how the objects of a group are drawn.
#[derive(Clone, Copy)]
pub(super) struct Group {
    /// From millimetres of the group to points of the page.
    pub(super) place: Affine,
    painting: Painting,
    nesting: usize,
}

impl Group {
    pub(super) fn at(place: Affine) -> Self {
        Self { place, painting: Painting::default(), nesting: 0 }
    }
}

impl Canvas<'_> {
    /// Draws the children of an element: layers, blocks, objects.
    ///
    /// # Errors
    /// [`ReadError::Limit`] where the budget is used up.
    pub(super) fn draw(&mut self, tree: &Tree, parent: Id, group: Group) -> Result<(), ReadError> {
        for id in tree.children(parent) {
            spend(&mut self.budget.objects, 1, "图形对象过多")?;
            if tree.attr(id, "Visible").is_some_and(|visible| matches!(visible, "false" | "0")) {
                self.marks.invisible += u32::from(tree.name(id) == "TextObject");
                continue;
            }
            match tree.name(id) {
                "Layer" => {
                    let painting = self.resources.draw_param(tree.attr(id, "DrawParam"));
                    self.draw(tree, id, Group { painting, ..group })?;
                }
                "PageBlock" | "Appearance" => self.draw(tree, id, group)?,
                "TextObject" => self.text(tree, id, &group)?,
                "PathObject" => self.path(tree, id, &group)?,
                "ImageObject" => self.image(tree, id, &group),
                "CompositeObject" => self.composite(tree, id, group)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// From the millimetres of an object to the points of the page.
    fn place(tree: &Tree, id: Id, group: &Group) -> Option<(Affine, [f64; 4])> {
        let [x, y, width, height] = boundary(tree, id)?;
        let own = tree.attr(id, "CTM").and_then(matrix).unwrap_or(Affine::IDENTITY);
        let place = group.place * Affine::translate((x, y)) * own;
        place.is_finite().then_some((place, [x, y, width, height]))
    }

    fn painting(&self, tree: &Tree, id: Id, group: &Group) -> Painting {
        let named = self.resources.draw_param(tree.attr(id, "DrawParam"));
        self.resources.painting(tree, id).or(named).or(group.painting)
    }

    fn text(&mut self, tree: &Tree, id: Id, group: &Group) -> Result<(), ReadError> {
        let Some((place, _)) = Self::place(tree, id, group) else {
            self.marks.dropped = true;
            return Ok(());
        };
        let painting = self.painting(tree, id, group);
        let is_on = |name, usual| tree.attr(id, name).map_or(usual, |value| matches!(value, "true" | "1"));
        // Red outlines around white letters are red type to a reader.
        let colour = if is_on("Fill", true) { painting.fill } else { painting.stroke };
        let hidden = !is_on("Fill", true) && !is_on("Stroke", false);
        let Some(run) = Run::of(tree, id, place) else { return Ok(()) };
        let (glyphs, unknown) = text::glyphs(tree, id, &run);
        spend(&mut self.budget.glyphs, glyphs.len() as u64 + u64::from(unknown), "文字数量过多")?;
        if hidden || is_invisible(tree, id, colour) {
            self.marks.invisible = self.marks.invisible.saturating_add(1);
            return Ok(());
        }
        let ink = colour.map_or(Ink::Rgb([0; 3]), |colour| colour.ink);
        let red = matches!(ink, Ink::Rgb(rgb) if is_red(rgb));
        self.marks.patterned |= ink == Ink::Pattern && run.size_pt() >= CONSPICUOUS_PT;
        self.marks.unknown = self.marks.unknown.saturating_add(unknown);
        let page = self.page;
        let on_page = |glyph: &GlyphMark| page.contains(glyph.centre());
        self.marks.glyphs.extend(glyphs.into_iter().filter(on_page).map(|glyph| GlyphMark { red, ..glyph }));
        Ok(())
    }

    fn path(&mut self, tree: &Tree, id: Id, group: &Group) -> Result<(), ReadError> {
        let Some((place, _)) = Self::place(tree, id, group) else {
            self.marks.dropped = true;
            return Ok(());
        };
        let Some(data) = tree.child_named(id, "AbbreviatedData").map(|data| tree.text(data)) else { return Ok(()) };
        spend(&mut self.budget.path_bytes, data.len() as u64, "图形数据过多")?;
        let painting = self.painting(tree, id, group);
        let is_on = |name, usual| tree.attr(id, name).map_or(usual, |value| matches!(value, "true" | "1"));
        let path = path::parse(data);
        if is_on("Fill", false) && !is_invisible(tree, id, painting.fill) {
            self.ink(&path, place, painting.fill, None);
        }
        if is_on("Stroke", true) && !is_invisible(tree, id, painting.stroke) {
            let width = painting.line_width.unwrap_or(USUAL_LINE).max(0.0);
            self.ink(&path, place, painting.stroke, Some(width * place.determinant().abs().sqrt()));
        }
        Ok(())
    }

    /// Fills a path, or draws a line of a width in points along it.
    fn ink(&mut self, path: &BezPath, place: Affine, colour: Option<Colour>, line: Option<f64>) {
        match colour.map_or(Ink::Rgb([0; 3]), |colour| colour.ink) {
            Ink::Rgb(rgb) if is_red(rgb) => {
                for part in shape::subpaths(path) {
                    let part = place * BezPath::from_vec(part.to_vec());
                    let Some(shape) = Shape::of(&part, line.is_none(), line.unwrap_or(0.0), self.page) else {
                        continue;
                    };
                    if self.marks.red.len() < MAX_KEPT {
                        self.marks.red.push(shape);
                    } else {
                        self.marks.dropped = true;
                    }
                }
            }
            Ink::Rgb(_) if line.is_none() => {
                self.marks.outlines = self.marks.outlines.saturating_add(shape::outlines(path, place));
            }
            Ink::Rgb(_) => {}
            Ink::Pattern => {
                let bounds = place.transform_rect_bbox(path.bounding_box());
                let seen = overlap(bounds, self.page);
                self.marks.patterned |= seen.is_some_and(|s| s.width().min(s.height()) >= PATTERN_MM * PT_PER_MM);
            }
        }
    }

    fn image(&mut self, tree: &Tree, id: Id, group: &Group) {
        let Some((place, [_, _, width, height])) = Self::place(tree, id, group) else {
            self.marks.dropped = true;
            return;
        };
        if is_invisible(tree, id, None) {
            return;
        }
        // The picture is a unit square; without a matrix it fills its boundary.
        let place =
            if tree.attr(id, "CTM").is_some() { place } else { place * Affine::scale_non_uniform(width, height) };
        let Some(seen) = overlap(place.transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0)), self.page) else { return };
        let part = tree.attr(id, "ResourceID").and_then(|id| self.resources.media(id)).map(str::to_owned);
        if self.marks.pictures.len() < MAX_KEPT {
            self.marks.pictures.push(Shown { seen, place, part });
        } else {
            self.marks.dropped = true;
        }
    }

    fn composite(&mut self, tree: &Tree, id: Id, group: Group) -> Result<(), ReadError> {
        let Some((place, _)) = Self::place(tree, id, &group) else {
            self.marks.dropped = true;
            return Ok(());
        };
        if is_invisible(tree, id, None) {
            return Ok(());
        }
        let unit = tree.attr(id, "ResourceID").and_then(|id| self.resources.composite(id));
        match unit {
            Some((unit, content)) if group.nesting < MAX_NESTING => {
                let painting = self.painting(tree, id, &group);
                self.draw(&unit, content, Group { place, painting, nesting: group.nesting + 1 })
            }
            _ => {
                self.marks.dropped = true;
                Ok(())
            }
        }
    }
}

/// A pattern of this size (millimetres) could hold a seal or a text.
const PATTERN_MM: f64 = 15.0;

fn is_invisible(tree: &Tree, id: Id, colour: Option<Colour>) -> bool {
    let alpha = tree.attr(id, "Alpha").and_then(number).unwrap_or(OPAQUE);
    let ink = colour.map_or(OPAQUE, |colour| colour.alpha);
    alpha * ink / OPAQUE < INVISIBLE
}

/// `Boundary`: x, y, width, height in millimetres.
pub(super) fn boundary(tree: &Tree, id: Id) -> Option<[f64; 4]> {
    tree.attr(id, "Boundary").and_then(rectangle)
}

/// Four numbers.
pub(super) fn rectangle(value: &str) -> Option<[f64; 4]> {
    let mut numbers = value.split_whitespace().map(number);
    Some([numbers.next()??, numbers.next()??, numbers.next()??, numbers.next()??])
}

/// Six numbers of a matrix.
fn matrix(value: &str) -> Option<Affine> {
    let numbers: Vec<f64> = value.split_whitespace().filter_map(number).collect();
    Some(Affine::new(numbers.try_into().ok()?))
}

/// Lengths of the sides of a picture, in points.
pub(super) fn sides(place: Affine) -> (f64, f64) {
    let [a, b, c, d, ..] = place.as_coeffs();
    (Vec2::new(a, b).hypot(), Vec2::new(c, d).hypot())
}
