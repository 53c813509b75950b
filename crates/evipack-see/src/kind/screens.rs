//! The weights of screens against drawings. Written by `fixtures/recipe/train_kind.py`; not to be edited.
//!
//! Enters: nothing. Leaves: one row for each feature, trained on 1338 generated pictures and relatives of them.

use super::features::COUNT;

/// What a feature says for a screen.
pub(super) struct Row {
    #[cfg_attr(not(test), expect(dead_code, reason = "a test holds the table to the features by it"))]
    pub(super) name: &'static str,
    /// Weight of the feature, standardised as in the first model.
    pub(super) plain: f32,
    /// Weight of its square.
    pub(super) square: f32,
}

pub(super) const BIAS: f32 = 6.0986;

#[rustfmt::skip]
pub(super) const ROWS: [Row; COUNT] = [
    Row { name: "equal", plain: -0.5636, square: -0.5168 },
    Row { name: "mode", plain: 1.2564, square: -0.1931 },
    Row { name: "mode3", plain: 1.7107, square: 1.9147 },
    Row { name: "white", plain: 0.2234, square: 0.4022 },
    Row { name: "grain", plain: 0.9964, square: -0.8324 },
    Row { name: "flat", plain: 0.0063, square: -0.2991 },
    Row { name: "shaded", plain: 0.6592, square: -1.6651 },
    Row { name: "edgy", plain: 0.0108, square: -0.0688 },
    Row { name: "flat_tint", plain: -0.2543, square: 0.4402 },
    Row { name: "shaded_tint", plain: 0.2695, square: -0.3652 },
    Row { name: "entropy", plain: -0.2513, square: -1.3646 },
    Row { name: "top_colour", plain: 0.8237, square: -0.8352 },
    Row { name: "top_colours", plain: 0.0756, square: 0.2132 },
    Row { name: "colours", plain: 0.2351, square: -0.0216 },
    Row { name: "paper", plain: 0.1286, square: 0.9699 },
    Row { name: "rim_paper", plain: 0.4917, square: -0.1964 },
    Row { name: "grey", plain: 1.5746, square: 1.3677 },
    Row { name: "vivid", plain: -0.1483, square: -0.2204 },
    Row { name: "dark", plain: -1.1143, square: 0.7795 },
    Row { name: "level", plain: -0.7986, square: -1.0046 },
    Row { name: "slope", plain: 0.4784, square: -0.5882 },
    Row { name: "rough", plain: 0.5488, square: 0.2171 },
    Row { name: "edge", plain: 0.9119, square: -0.6383 },
    Row { name: "upright", plain: -1.1922, square: -1.7721 },
    Row { name: "rules_across", plain: 0.5811, square: -0.1225 },
    Row { name: "rules_down", plain: -2.3214, square: -0.0136 },
    Row { name: "text", plain: 0.9319, square: 0.4544 },
    Row { name: "mid_text", plain: 0.0283, square: -0.5945 },
    Row { name: "mid_solid", plain: -0.3867, square: -0.1165 },
    Row { name: "even", plain: -0.1162, square: -0.8998 },
    Row { name: "soft", plain: 0.8772, square: -1.6920 },
    Row { name: "dark_detail", plain: 0.5433, square: 0.4012 },
    Row { name: "darkest_zone", plain: -0.8871, square: -0.4500 },
    Row { name: "zone_spread", plain: 0.9708, square: -0.1845 },
    Row { name: "sheet", plain: -0.8835, square: -1.9207 },
    Row { name: "sheet_whole", plain: 0.0762, square: 0.0442 },
    Row { name: "sheet_text", plain: 1.1706, square: -0.5167 },
    Row { name: "sheet_bare", plain: 1.3555, square: -0.1346 },
    Row { name: "a4", plain: -0.0260, square: -0.0661 },
    Row { name: "tall", plain: 0.1780, square: 0.5029 },
];
