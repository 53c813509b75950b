//! The shapes of a document, and the text boxes in them: which stands where ([MS-DOC] 2.8.37, 2.8.32, 2.9.172).
//!
//! Enters: the lists of anchors and boxes, and the drawings. Leaves: two [`Layer`]s: shapes of the text, and shapes of the
//! headers and footers.

use super::MM_PER_TWIP;
use super::fib::Plc;
use crate::little_endian::{i32_at, u8_at, u16_at, u32_at};
use crate::office_art::{self, Shape};
use std::collections::{BTreeMap, HashMap};

/// 2.9.253, Spa: an anchor; 2.9.100, FTXBXS: a text box.
const ANCHOR_LEN: usize = 26;
const BOX_LEN: usize = 22;

/// A shape at a place in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchor {
    pub(super) shape: u32,
    pub(super) size_mm: Option<(f64, f64)>,
}

/// Shapes of the text, or of the headers and footers.
#[derive(Debug, Default)]
pub(super) struct Layer<'a> {
    /// By the character that carries them.
    anchors: BTreeMap<u32, Vec<Anchor>>,
    /// First and last character of the text in a shape.
    boxes: BTreeMap<u32, Vec<(u32, u32)>>,
    shapes: HashMap<u32, Shape<'a>>,
    pub(super) background: Option<Shape<'a>>,
}

impl<'a> Layer<'a> {
    /// `story` and `texts_from`: where the story and the texts of its boxes begin in the whole text.
    pub(super) fn read(story: u32, anchors: &[u8], texts_from: u32, boxes: &[u8]) -> Self {
        let mut layer = Self::default();
        let anchors = Plc::new(anchors, ANCHOR_LEN);
        for index in 0..anchors.len() {
            let (Some(at), Some(data)) = (anchors.position(index), anchors.data(index)) else { break };
            let side = |at| i32_at(data, at).map(f64::from);
            let size_mm = side(12).zip(side(4)).zip(side(16).zip(side(8))).map(|((right, left), (bottom, top))| {
                ((right - left).abs() * MM_PER_TWIP, (bottom - top).abs() * MM_PER_TWIP)
            });
            let anchor = Anchor { shape: u32_at(data, 0).unwrap_or(0), size_mm };
            layer.anchors.entry(story.saturating_add(at)).or_default().push(anchor);
        }
        let boxes = Plc::new(boxes, BOX_LEN);
        for index in 0..boxes.len() {
            let (Some(from), Some(to), Some(data)) =
                (boxes.position(index), boxes.position(index + 1), boxes.data(index))
            else {
                break;
            };
            let spare = u16_at(data, 8) == Some(1);
            if !spare && let Some(shape) = u32_at(data, 14) {
                let range = (texts_from.saturating_add(from), texts_from.saturating_add(to));
                layer.boxes.entry(shape).or_default().push(range);
            }
        }
        layer
    }

    pub(super) fn anchors(&self, cp: u32) -> &[Anchor] {
        self.anchors.get(&cp).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn shape(&self, id: u32) -> Option<&Shape<'a>> {
        self.shapes.get(&id)
    }

    pub(super) fn texts(&self, shape: u32) -> &[(u32, u32)] {
        self.boxes.get(&shape).map(Vec::as_slice).unwrap_or_default()
    }

    /// All text boxes with their shapes.
    pub(super) fn boxes(&self) -> impl Iterator<Item = (u32, &[(u32, u32)])> {
        self.boxes.iter().map(|(shape, texts)| (*shape, texts.as_slice()))
    }
}

/// Reads the drawings behind the shared store and puts their shapes where they belong; says whether some could not be read.
pub(super) fn put_shapes<'a>(drawings: &'a [u8], layers: &mut [Layer<'a>; 2]) -> bool {
    let Some(store) = office_art::record(drawings, 0) else { return !drawings.is_empty() };
    let mut at = store.at + store.content.len();
    let mut lost = false;
    while let Some(which) = u8_at(drawings, at) {
        let Some(drawing) = office_art::record(drawings, at + 1).filter(|record| record.kind == office_art::DRAWING)
        else {
            return true;
        };
        at = drawing.at + drawing.content.len();
        let (shapes, some_lost) = office_art::shapes(drawing.content);
        lost |= some_lost;
        let Some(layer) = layers.get_mut(usize::from(which)) else { continue };
        for shape in shapes {
            if shape.is_background() {
                layer.background = Some(shape);
            } else if shape.is_canvas() {
                layer.shapes.extend(shape.parts.into_iter().map(|part| (part.id, part)));
            } else {
                layer.shapes.insert(shape.id, shape);
            }
        }
    }
    lost
}
