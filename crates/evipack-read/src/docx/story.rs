//! What a walk through the stories of a DOCX needs. A story is the main text or a page header or footer.
//!
//! Enters: a tree and what its relationships lead to. Leaves: what `body`, `drawing` and `vml` meet, in a [`Flow`].

use super::colour::Theme;
use super::package::{Package, Relationships, Target};
use super::styles::Styles;
use super::xml::Tree;
use crate::flow::{Flow, Writing};
use crate::layout::{Line, Part};
use crate::picture_head::PictureKind;

/// What all stories of a document have in common.
#[derive(Debug)]
pub(super) struct Setting<'a> {
    pub(super) styles: &'a Styles,
    pub(super) theme: &'a Theme,
}

/// A walk through one story.
pub(super) struct Story<'a, 'b> {
    pub(super) tree: &'a Tree,
    pub(super) setting: &'a Setting<'a>,
    pub(super) relationships: &'a Relationships,
    pub(super) package: &'a mut Package<'b>,
    pub(super) flow: &'a mut Flow,
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
        self.flow.push_lines(lines, part);
    }

    /// Notes a picture that is shown, and what cannot be known of it.
    pub(super) fn push_picture(&mut self, link: PictureLink<'_>, size_mm: Option<(f64, f64)>) {
        let target = link.embedded.and_then(|id| self.relationships.get(id)).map(|relationship| &relationship.target);
        let head = match target {
            Some(Target::Part(name)) => self.package.picture(name).map(|head| (head, name.clone())),
            Some(Target::External) | None => None,
        };
        let outside = matches!(target, Some(Target::External)) || link.embedded.is_none() && link.linked;
        let Some((head, name)) = head else { return self.flow.missing_picture(outside) };
        let (part, own_lines) = (self.part(), self.writing.visible_lines());
        if link.signature_line && head.kind == PictureKind::Metafile {
            self.flow.push_known_picture(head, Some(name), size_mm, part, own_lines);
        } else {
            self.flow.push_picture(head, Some(name), size_mm, part, own_lines);
        }
    }
}
