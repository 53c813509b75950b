//! Pixels → what sort of picture it is: photo, screenshot, picture of a paper, or something drawn.
//!
//! Enters: upright [`Pixels`]. Leaves: a [`Look`]: the likeliest sort, how likely it is, and whether that is beyond doubt.
//! Some thirty features ([`features`]) are weighed by a multinomial logistic model ([`weights`]), and what is neither photo nor
//! paper by a second one ([`screens`]), both trained by `fixtures/recipe/train_kind.py`. A model knows only what it was trained
//! on; so "certain" asks, beside a high score, for what the sort cannot be without: a camera leaves grain, a screen does not,
//! paper is light to its corners. The photo rule zeroes an indicator and a screenshot is freed of it: what is not certain goes
//! to a human.

mod features;
mod screens;
mod weights;

#[cfg(test)]
mod tests;

use super::Pixels;
pub use evipack_core::dossier::picture_kind::Look;
use evipack_core::facts::Kind;
use weights::{BIAS, ROWS};

/// The sorts, in the order of the weights.
const SORTS: [Kind; 4] = [Kind::Photo, Kind::Screenshot, Kind::Scan, Kind::Other];

/// Least score of a certain photo: a photo without a watermark costs an indicator.
const CERTAIN_PHOTO: f32 = 0.97;
/// Least score of another certain sort, which also must hardly be a photo. Screenshots, papers and drawings may be taken for
/// each other: that costs nobody anything.
const CERTAIN_OTHER: f32 = 0.9;
const HARDLY: f32 = 0.01;
/// Least part of the rim (6 % of the shorter side) that shows paper where paper lies all around whatever is on the picture: a speck of
/// dust or a punched hole is less. What a scene shows runs out of the picture on one side at least.
const ALL_AROUND: f32 = 0.99;
/// Shortest side, in pixels, of a picture of which anything certain can be said: below are icons and thumbnails.
const LEAST_SIDE: u32 = 240;

/// Looks at a picture.
pub fn look(picture: &Pixels) -> Look {
    let features = features::of(picture);
    let scores = scores(&features);
    let (kind, confidence) =
        SORTS.into_iter().zip(scores).fold((Kind::Other, 0.0), |best, next| if next.1 > best.1 { next } else { best });
    let clear = match kind {
        Kind::Photo => confidence >= CERTAIN_PHOTO,
        _ => confidence >= CERTAIN_OTHER && scores[0] <= HARDLY,
    };
    let possible = picture.width.min(picture.height) >= LEAST_SIDE && is_possible(kind, &features);
    let framed = kind == Kind::Scan && value(&features, "rim_paper") >= ALL_AROUND;
    let no_photo = possible && kind != Kind::Photo && scores[0] <= HARDLY;
    Look { kind, confidence, certain: possible && clear, no_photo, framed }
}

/// The likelihood of each sort. How much is neither photo nor paper stays as the first model says: what it takes to tell a page
/// with photos in it from a poster must not move the border of a photo, which costs an indicator.
fn scores(features: &[f32; features::COUNT]) -> [f32; 4] {
    let [photo, screenshot, paper, drawing] = broad_scores(features);
    let (drawn, screen) = (screenshot + drawing, screen_share(features));
    [photo, drawn * screen, paper, drawn * (1.0 - screen)]
}

/// The likelihood of each sort by the first model: softmax over weighed, standardised features and their squares.
fn broad_scores(features: &[f32; features::COUNT]) -> [f32; 4] {
    let mut sums = BIAS;
    for (row, &value) in ROWS.iter().zip(features) {
        let standard = row.standardised(value);
        for (sum, (plain, square)) in sums.iter_mut().zip(row.plain.into_iter().zip(row.square)) {
            *sum += plain * standard + square * standard * standard;
        }
    }
    let highest = sums.iter().copied().fold(f32::MIN, f32::max);
    let powers = sums.map(|sum| (sum - highest).exp());
    let whole: f32 = powers.iter().sum();
    powers.map(|power| power / whole)
}

/// How likely a screenshot or drawing is a screenshot: the logistic function of features weighed in the same way.
fn screen_share(features: &[f32; features::COUNT]) -> f32 {
    let weighed = screens::ROWS.iter().zip(&ROWS).zip(features).map(|((row, usual), &value)| {
        let standard = usual.standardised(value);
        row.plain * standard + row.square * standard * standard
    });
    1.0 / (1.0 + (-screens::BIAS - weighed.sum::<f32>()).exp())
}

impl weights::Row {
    /// A feature in standard deviations from what was usual in training.
    fn standardised(&self, value: f32) -> f32 {
        // What lies far outside of everything met in training says no more than its border does.
        ((value - self.mean) / self.deviation).clamp(-LIMIT, LIMIT)
    }
}

/// Standard deviations beyond which a feature is cut.
const LIMIT: f32 = 3.0;

/// A feature by its name.
fn value(features: &[f32; features::COUNT], name: &str) -> f32 {
    features::NAMES.iter().position(|known| *known == name).map_or(0.0, |at| features[at])
}

/// Whether a picture has what its sort cannot be without. The limits are the outermost percents of what was met in training
/// and in real camera photos, so they cost few sure verdicts and stop what the model has never seen.
fn is_possible(kind: Kind, features: &[f32; features::COUNT]) -> bool {
    let value = |name| value(features, name);
    match kind {
        // Light and lens shade all there is: few quite flat cells, not mostly white, not covered with writing.
        Kind::Photo => {
            value("flat") <= 0.4 && value("equal") <= 0.7 && value("paper") <= 0.5 && value("mid_text") <= 0.6
        }
        // A screen paints plain surfaces; no sensor gives the same colour to half of all neighbours.
        Kind::Screenshot | Kind::Other => value("flat") >= 0.25 && value("equal") >= 0.5,
        // Paper fills the picture to its edges, and no solid dark thing lies in its middle.
        _ => value("rim_paper") >= 0.5 && value("mid_solid") <= 0.05,
    }
}
