//! The network's numbers → finds in pixels.
//!
//! Enters: [`Cells`]. Leaves: [`Find`]s. Why: a cell only says how sure it is and how far from it the edges
//! lie; its neighbours say the same of the same seal, only less surely.

use super::network::Cells;
use evipack_core::facts::SealKind;

/// Pixels a cell.
const STRIDE: f64 = 8.0;
/// Sizes are told as logarithms relative to a county bureau's seal, in pixels of the network's scale.
const USUAL_DIAMETER: f64 = 42.0 * super::PX_PER_MM;
/// Channels of the answer, as `fixtures/recipe/train_seal.py` lists them.
const HEATS: [Heat; 3] = [Heat::Round, Heat::Oval, Heat::Rectangular];
const MIDDLES: [(usize, SealKind); 3] =
    [(3, SealKind::RoundStar), (4, SealKind::RoundEmblem), (5, SealKind::RoundEmpty)];
const OFFSET_X: usize = 6;
const OFFSET_Y: usize = 7;
const WIDTH: usize = 8;
const HEIGHT: usize = 9;
const DIAMETER: usize = 10;
const CUT: usize = 11;
const FAINT: usize = 12;
/// Share of the three middles' weight from which one of them is told; below, the seal is only called round.
const CLEAR_MIDDLE: f32 = 0.6;
/// An exponent beyond this is no size but a broken weight.
const LARGEST_LOG: f64 = 3.0;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Heat {
    Round,
    Oval,
    Rectangular,
}

/// A find in pixels of the picture that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Find {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
    pub(super) diameter: f64,
    pub(super) kind: SealKind,
    pub(super) cut: bool,
    pub(super) faint: bool,
    pub(super) confidence: f32,
}

/// What is found with at least this confidence.
pub(super) fn finds(cells: &Cells, least: f32) -> Vec<Find> {
    let mut all = Vec::new();
    for (channel, heat) in HEATS.into_iter().enumerate() {
        for row in 0..cells.rows {
            for column in 0..cells.columns {
                let confidence = sigmoid(cells.at(channel, row, column));
                if confidence >= least && is_peak(cells, channel, row, column) {
                    all.push(find(cells, heat, row, column, confidence));
                }
            }
        }
    }
    all
}

fn is_peak(cells: &Cells, channel: usize, row: usize, column: usize) -> bool {
    let here = cells.at(channel, row, column);
    let rows = row.saturating_sub(1)..=row + 1;
    rows.flat_map(|y| (column.saturating_sub(1)..=column + 1).map(move |x| (y, x)))
        .all(|(y, x)| cells.at(channel, y, x) <= here)
}

fn find(cells: &Cells, heat: Heat, row: usize, column: usize, confidence: f32) -> Find {
    let number = |channel| cells.at(channel, row, column);
    let place = |cell: usize, channel| (cell as f64 + f64::from(number(channel)).clamp(-1.0, 2.0)) * STRIDE;
    let size = |channel| f64::from(number(channel)).clamp(-LARGEST_LOG, LARGEST_LOG).exp() * USUAL_DIAMETER;
    let (x, y) = (place(column, OFFSET_X), place(row, OFFSET_Y));
    let (width, height) = (size(WIDTH), size(HEIGHT));
    Find {
        left: x - width / 2.0,
        top: y - height / 2.0,
        right: x + width / 2.0,
        bottom: y + height / 2.0,
        diameter: size(DIAMETER),
        kind: match heat {
            Heat::Round => middle(number),
            Heat::Oval => SealKind::Oval,
            Heat::Rectangular => SealKind::Rectangular,
        },
        cut: number(CUT) > 0.0,
        faint: number(FAINT) > 0.0,
        confidence,
    }
}

fn middle(number: impl Fn(usize) -> f32) -> SealKind {
    let weights = MIDDLES.map(|(channel, kind)| (number(channel).clamp(-30.0, 30.0).exp(), kind));
    let total: f32 = weights.iter().map(|(weight, _)| weight).sum();
    let clearest = weights.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
    clearest.filter(|(weight, _)| weight / total >= CLEAR_MIDDLE).map_or(SealKind::Round, |(_, kind)| kind)
}

fn sigmoid(value: f32) -> f32 {
    1.0 / (1.0 + (-value).exp())
}
