//! What a group of an RTF holds, and what ends with it.
//!
//! Enters: the end of a group. Leaves: the story, shape, picture, field or object that was in it, in the flow.

use super::Reader;
use crate::flow::Borders;

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum To {
    Text,
    Nowhere,
    Fonts,
    Colours,
    Instruction,
    Picture,
    ShapeName,
    ShapeValue,
    Generator,
    ObjectClass,
}

/// What ends with a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    Nothing,
    /// The whole document: its last paragraph.
    Document,
    Story,
    Shape,
    Property,
    Picture,
    Instruction,
    Object,
}

/// The state that a group begins with and gives back at its end.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the format of its own")]
pub(super) struct Group {
    pub(super) to: To,
    pub(super) ends: Ends,
    /// Number of the colour of text.
    pub(super) ink: usize,
    pub(super) half_points: i32,
    pub(super) hidden: bool,
    pub(super) deleted: bool,
    pub(super) font: Option<i32>,
    /// Stand-ins after each `\u`.
    pub(super) stand_ins: usize,
    pub(super) paragraph: Paragraph,
    /// Inside `\upr`, of which only the version in Unicode counts: where its text goes.
    pub(super) twice: Option<To>,
    /// Inside `\info`.
    pub(super) info: bool,
    /// Inside `\creatim`.
    pub(super) creation: bool,
}

/// What a paragraph looks like.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Paragraph {
    pub(super) centred: bool,
    pub(super) borders: Borders,
    /// Left and right indent in twips.
    pub(super) indents: [i32; 2],
}

/// 12 points, where a document says nothing.
pub(super) const DEFAULT_HALF_POINTS: i32 = 24;

impl Group {
    pub(super) fn first() -> Self {
        Self {
            to: To::Text,
            ends: Ends::Document,
            ink: 0,
            half_points: DEFAULT_HALF_POINTS,
            hidden: false,
            deleted: false,
            font: None,
            stand_ins: 1,
            paragraph: Paragraph::default(),
            twice: None,
            info: false,
            creation: false,
        }
    }

    /// `\plain`: characters as if nothing had been said.
    pub(super) fn plain(&mut self) {
        (self.ink, self.half_points, self.hidden, self.deleted, self.font) =
            (0, DEFAULT_HALF_POINTS, false, false, None);
    }
}

impl Reader {
    /// Ends the innermost group.
    pub(super) fn close(&mut self) {
        let Some(group) = self.groups.last().copied() else { return };
        match group.ends {
            Ends::Nothing => {}
            Ends::Document => self.end_paragraph(),
            Ends::Story => self.end_story(),
            Ends::Shape => self.end_shape(),
            Ends::Property => {
                if let Some(shape) = self.shapes.last_mut() {
                    shape.end_property();
                }
            }
            Ends::Picture => self.end_picture(),
            Ends::Instruction => {
                if let Some(instruction) = self.instructions.pop()
                    && !group.hidden
                    && !group.deleted
                {
                    self.flow.judge_field(&instruction);
                }
            }
            Ends::Object => {
                let class = std::mem::take(&mut self.object);
                if !group.hidden && !group.deleted {
                    self.flow.embedded_object(Some(class.trim()).filter(|class| !class.is_empty()));
                }
            }
        }
        self.optional = false;
        self.groups.pop();
    }
}
