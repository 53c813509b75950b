//! What a walk through the stories of a document finds, and what every walker needs.
//!
//! Enters: lines, pictures, rules and blind spots one at a time, from `body`, `drawing` and `vml`. Leaves: the parts of a
//! `Layout` in reading order. A story is the main text or a page header or footer.

use super::colour::{Rgb, Theme};
use super::package::{Package, Relationships, Target};
use super::picture::{PictureHead, PictureKind};
use super::styles::{RunLook, Styles};
use super::xml::Tree;
use crate::read::layout::{BlindSpot, Hides, Layout, Line, Part, Picture, RedRule, Source, is_red};

/// Type size where a document says nothing (ECMA-376-1, 17.3.2.38).
const DEFAULT_SIZE_PT: f64 = 10.0;

/// Smaller pictures are marks and icons; photos set in rows of a table go down to about 30 mm.
const PHOTO_MIN_MM: f64 = 25.0;
/// A photo's pixels along its long and short side at the very least.
const PHOTO_MIN_PIXELS: (u32, u32) = (300, 200);
/// The largest official seals measure 50 mm across (国发〔1999〕25号: 42–50 mm), with some margin around.
const SEAL_MAX_MM: f64 = 60.0;
/// Sides of a picture of a seal differ by no more than this share.
const SEAL_MAX_SKEW: f64 = 0.15;
/// More different reasons help nobody, and an attacker could name objects without end.
const MAX_BLIND_SPOTS: usize = 64;
/// A shorter line is a stroke or a dash, no rule across a header.
const RULE_MIN_MM: f64 = 10.0;

/// What all stories of a document have in common.
#[derive(Debug)]
pub(super) struct Setting<'a> {
    pub(super) styles: &'a Styles,
    pub(super) theme: &'a Theme,
    /// Width between the page margins of the first section, in millimetres.
    pub(super) text_width_mm: Option<f64>,
}

/// A walk through one story.
pub(super) struct Story<'a, 'b> {
    pub(super) tree: &'a Tree,
    pub(super) setting: &'a Setting<'a>,
    pub(super) relationships: &'a Relationships,
    pub(super) package: &'a mut Package<'b>,
    pub(super) found: &'a mut Found,
    /// Where lines go that stand in no text box.
    pub(super) part: Part,
    /// Depth of text boxes around the present place.
    pub(super) boxes: usize,
    /// Style of the innermost table.
    pub(super) table_style: Option<String>,
    /// Complex fields around the present place; `true` while in the instruction.
    pub(super) fields: Vec<bool>,
    /// Finished lines of the present paragraph and the one being written.
    pub(super) writing: Writing,
}

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) layout: Layout,
    /// Visible lines of the main text so far.
    pub(super) body_lines: usize,
    pub(super) photo_pictures: u32,
}

impl Found {
    /// Notes a blind spot once: a document full of formula objects has one reason, not a thousand.
    pub(super) fn blind(&mut self, why: impl Into<String>, hides: Hides) {
        let spot = BlindSpot { page: None, why: why.into(), hides, pixels_tell: false };
        let spots = &self.layout.blind_spots;
        if spots.len() < MAX_BLIND_SPOTS && !spots.contains(&spot) {
            self.layout.blind_spots.push(spot);
        }
    }
}

/// How a shown picture is stored.
#[derive(Debug, Clone, Copy)]
pub(super) struct PictureLink<'a> {
    /// Relationship id of a picture in the package.
    pub(super) embedded: Option<&'a str>,
    /// It names a file outside.
    pub(super) linked: bool,
    /// It is the drawn frame of a signature line: its content is known.
    pub(super) signature_line: bool,
}

impl Story<'_, '_> {
    pub(super) fn part(&self) -> Part {
        // A text box in a page header belongs to the header: page numbers of the footer stand in boxes too.
        if self.boxes > 0 && self.part == Part::Body { Part::TextBox } else { self.part }
    }

    /// Writes finished lines.
    pub(super) fn push_lines(&mut self, lines: Vec<Line>) {
        let part = self.part();
        for mut line in lines {
            line.part = part;
            if part == Part::Body {
                self.found.body_lines += 1;
            }
            self.found.layout.lines.push(line);
        }
    }

    /// Notes a red rule of a width in millimetres, where known.
    pub(super) fn push_rule(&mut self, width_mm: Option<f64>) {
        if width_mm.is_some_and(|mm| mm < RULE_MIN_MM) {
            return;
        }
        let width = width_mm.zip(self.setting.text_width_mm).map(|(mm, text)| mm / text);
        self.found.layout.red_rules.push(RedRule { page: None, top: None, width });
    }

    /// Notes a picture that is shown, and what cannot be known of it.
    pub(super) fn push_picture(&mut self, link: PictureLink<'_>, size_mm: Option<(f64, f64)>) {
        let part_name =
            link.embedded.and_then(|id| self.relationships.get(id)).map(|relationship| &relationship.target);
        let head = match part_name {
            Some(Target::Part(name)) => self.package.picture(name),
            Some(Target::External) | None => None,
        };
        let outside = matches!(part_name, Some(Target::External)) || link.embedded.is_none() && link.linked;
        let Some(head) = head else {
            let why = if outside {
                "文档引用了外部图片，图片不在文件内"
            } else {
                "文档中的图片丢失或损坏"
            };
            self.found.blind(why, Hides::Anything);
            return;
        };
        match head.kind {
            PictureKind::Raster => {}
            PictureKind::Metafile if link.signature_line => {}
            PictureKind::Metafile => {
                self.found.blind("文档中有矢量图片（EMF、WMF 或 SVG），内容无法读取", Hides::Anything);
            }
            PictureKind::Unknown => self.found.blind("文档中有无法识别格式的图片", Hides::Anything),
        }
        let size_mm = size_mm.filter(|(width, height)| *width > 0.0 && *height > 0.0);
        let part = self.part();
        let own_lines = if part == Part::Body { self.writing.visible_lines() } else { 0 };
        if matches!(part, Part::Body | Part::TextBox) && could_be_photo(head, size_mm) {
            self.found.photo_pictures = self.found.photo_pictures.saturating_add(1);
        }
        self.found.layout.pictures.push(Picture {
            page: None,
            region: None,
            pixels: head.pixels,
            size_mm,
            part,
            after_lines: self.found.body_lines + own_lines,
            object: None,
            name: match part_name {
                Some(Target::Part(name)) => Some(name.clone()),
                _ => None,
            },
            looked_at: false,
        });
    }
}

/// Whether a picture is counted among those that could be photos.
pub(super) fn could_be_photo(head: PictureHead, size_mm: Option<(f64, f64)>) -> bool {
    let large_print = size_mm.is_none_or(|(width, height)| width >= PHOTO_MIN_MM && height >= PHOTO_MIN_MM);
    let seal_like = size_mm.is_some_and(|(width, height)| {
        width.max(height) <= SEAL_MAX_MM && (width - height).abs() <= SEAL_MAX_SKEW * width.max(height)
    });
    let enough_pixels = head.pixels.is_none_or(|(width, height)| {
        width.max(height) >= PHOTO_MIN_PIXELS.0 && width.min(height) >= PHOTO_MIN_PIXELS.1
    });
    head.kind == PictureKind::Raster && large_print && !seal_like && enough_pixels
}

/// A line while its runs come in.
#[derive(Debug, Default)]
pub(super) struct Writing {
    done: Vec<Line>,
    text: String,
    red: usize,
    inked: usize,
    size_pt: f64,
    centred: bool,
}

impl Writing {
    /// A paragraph about to be written.
    pub(super) fn paragraph(centred: bool) -> Self {
        Self { centred, ..Self::default() }
    }

    /// Adds text of one look.
    pub(super) fn push(&mut self, text: &str, look: &RunLook) {
        let glyphs = text.chars().filter(|character| is_glyph(*character)).count();
        if glyphs > 0 {
            self.inked += glyphs;
            if look.ink.is_some_and(is_red) {
                self.red += glyphs;
            }
            self.size_pt = self.size_pt.max(look.size_pt.unwrap_or(DEFAULT_SIZE_PT));
        }
        self.text.extend(text.chars().map(|character| if character.is_whitespace() { ' ' } else { character }));
    }

    /// Ends the line; one without ink leaves nothing.
    pub(super) fn break_line(&mut self) {
        let text = std::mem::take(&mut self.text);
        if self.inked > 0 {
            self.done.push(Line {
                source: Source::File,
                text: text.trim().to_owned(),
                page: None,
                place: None,
                size_pt: self.size_pt,
                red: self.red * 2 > self.inked,
                part: Part::Body,
                centred: self.centred,
            });
        }
        (self.red, self.inked, self.size_pt) = (0, 0, 0.0);
    }

    /// Lines with ink so far, the unfinished one included.
    fn visible_lines(&self) -> usize {
        self.done.len() + usize::from(self.inked > 0)
    }

    /// Ends the paragraph.
    pub(super) fn finish(mut self) -> Vec<Line> {
        self.break_line();
        self.done
    }
}

/// Whether a character lays ink.
fn is_glyph(character: char) -> bool {
    !character.is_whitespace() && !character.is_control() && !matches!(character, '\u{200B}'..='\u{200F}' | '\u{FEFF}')
}

/// A line of art text whose size and colour come from its shape.
pub(super) fn art_line(text: &str, ink: Option<Rgb>, size_pt: f64) -> Vec<Line> {
    let mut writing = Writing::paragraph(true);
    for line in text.lines() {
        writing.push(line, &RunLook { ink, size_pt: Some(size_pt), hidden: None });
        writing.break_line();
    }
    writing.finish()
}
