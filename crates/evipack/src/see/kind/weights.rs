//! The weights of the kinds of pictures. Written by `fixtures/recipe/train_kind.py`; not to be edited.
//!
//! Enters: nothing. Leaves: one row for each feature, trained on 1350 generated pictures and relatives of them.
//! Columns: photo, screenshot, paper, drawing.

use super::features::COUNT;

/// What a feature was like in training, and what it says for each sort.
pub(super) struct Row {
    #[cfg_attr(not(test), expect(dead_code, reason = "a test holds the table to the features by it"))]
    pub(super) name: &'static str,
    pub(super) mean: f32,
    pub(super) deviation: f32,
    /// Weights of the standardised feature.
    pub(super) plain: [f32; 4],
    /// Weights of its square.
    pub(super) square: [f32; 4],
}

pub(super) const BIAS: [f32; 4] = [4.3329, 3.3105, -3.1148, -4.5287];

#[rustfmt::skip]
pub(super) const ROWS: [Row; COUNT] = [
    Row { name: "equal", mean: 0.5161, deviation: 0.2945, plain: [-0.5570, 0.5059, -0.3447, 0.3958], square: [-0.0353, 0.4388, -0.9544, 0.5509] },
    Row { name: "mode", mean: 0.2675, deviation: 0.2931, plain: [-0.4127, 1.5152, -0.8753, -0.2271], square: [-0.4186, -0.0262, -0.0266, 0.4714] },
    Row { name: "mode3", mean: 0.3826, deviation: 0.3332, plain: [-0.2146, 1.6180, -1.0879, -0.3154], square: [-1.5139, 1.2312, 1.2821, -0.9994] },
    Row { name: "white", mean: 0.2117, deviation: 0.3048, plain: [0.1599, 1.3378, -1.7594, 0.2616], square: [-0.8740, -0.1365, 1.4360, -0.4255] },
    Row { name: "grain", mean: 0.1290, deviation: 0.1025, plain: [-0.0555, 0.7645, 0.1513, -0.8604], square: [-0.3098, -0.6034, 0.1959, 0.7173] },
    Row { name: "flat", mean: 0.2609, deviation: 0.3099, plain: [-0.4544, 0.5585, -0.4265, 0.3224], square: [0.1216, 0.1192, -0.3671, 0.1263] },
    Row { name: "shaded", mean: 0.4640, deviation: 0.3162, plain: [0.6262, 0.0732, 0.6845, -1.3839], square: [-0.1677, -1.0117, 0.0867, 1.0927] },
    Row { name: "edgy", mean: 0.1844, deviation: 0.1235, plain: [-0.4829, 0.5769, -0.8308, 0.7368], square: [-0.0716, -0.0520, -0.1613, 0.2849] },
    Row { name: "flat_tint", mean: 0.1198, deviation: 0.2166, plain: [-0.7424, 0.6731, -0.9982, 1.0676], square: [-0.0331, 0.0340, 0.5303, -0.5312] },
    Row { name: "shaded_tint", mean: 0.3167, deviation: 0.3226, plain: [0.5628, 0.0557, -0.2226, -0.3959], square: [-0.2829, 0.3193, -0.1481, 0.1118] },
    Row { name: "entropy", mean: 0.3009, deviation: 0.1604, plain: [0.4381, -0.3030, -0.2392, 0.1041], square: [-0.1229, -0.9026, -0.8097, 1.8352] },
    Row { name: "top_colour", mean: 0.4135, deviation: 0.3052, plain: [0.4320, 0.1163, 0.4151, -0.9633], square: [-0.6030, -1.5431, 1.0916, 1.0545] },
    Row { name: "top_colours", mean: 0.7278, deviation: 0.2254, plain: [-0.2279, 0.5896, -0.5403, 0.1786], square: [0.3753, 0.1884, -0.3817, -0.1819] },
    Row { name: "colours", mean: 0.4808, deviation: 0.0981, plain: [0.5448, 0.0533, -0.4882, -0.1099], square: [0.5275, 0.1037, 0.0512, -0.6824] },
    Row { name: "paper", mean: 0.4530, deviation: 0.3794, plain: [-0.7517, 0.2086, 0.3438, 0.1992], square: [-0.8382, 0.5028, 0.9715, -0.6361] },
    Row { name: "rim_paper", mean: 0.4531, deviation: 0.4208, plain: [0.1754, 0.6438, -1.2652, 0.4459], square: [0.0565, -1.0244, 1.1296, -0.1618] },
    Row { name: "grey", mean: 0.5856, deviation: 0.3607, plain: [-0.2920, 1.3825, 0.2015, -1.2921], square: [-0.3121, 0.0357, 0.6878, -0.4114] },
    Row { name: "vivid", mean: 0.0742, deviation: 0.1203, plain: [0.5483, 0.0520, -0.9440, 0.3438], square: [-0.6532, 0.2817, 0.1165, 0.2550] },
    Row { name: "dark", mean: 0.1852, deviation: 0.2419, plain: [-1.1732, -0.0298, 0.0027, 1.2004], square: [0.6815, 0.0545, -0.2012, -0.5347] },
    Row { name: "level", mean: 0.5467, deviation: 0.2601, plain: [-0.1380, -0.6343, 0.2300, 0.5423], square: [0.6640, -0.7945, -0.4257, 0.5562] },
    Row { name: "slope", mean: 0.2802, deviation: 0.2201, plain: [0.0892, 0.3505, -0.0392, -0.4004], square: [-0.3135, -0.1557, 0.3098, 0.1593] },
    Row { name: "rough", mean: 0.0966, deviation: 0.0947, plain: [0.5714, 0.3880, -0.5072, -0.4523], square: [0.3322, 0.3471, 0.0319, -0.7112] },
    Row { name: "edge", mean: 0.0765, deviation: 0.0458, plain: [-0.9435, 0.9220, 0.0535, -0.0320], square: [-0.1941, -0.0517, -0.1528, 0.3986] },
    Row { name: "upright", mean: 0.5989, deviation: 0.1432, plain: [-0.7963, 0.0046, -0.2193, 1.0110], square: [0.9054, -1.3457, 0.6990, -0.2586] },
    Row { name: "rules_across", mean: 0.0206, deviation: 0.0317, plain: [-0.0889, -0.2365, 0.2184, 0.1070], square: [0.0495, 0.1609, 0.1404, -0.3508] },
    Row { name: "rules_down", mean: 0.0120, deviation: 0.0162, plain: [-0.6126, -1.2922, 0.4128, 1.4921], square: [0.5725, -0.4311, 0.0750, -0.2164] },
    Row { name: "text", mean: 0.1628, deviation: 0.1133, plain: [0.2793, 0.3494, 0.4629, -1.0916], square: [0.2111, -0.3857, -0.1445, 0.3191] },
    Row { name: "mid_text", mean: 0.2438, deviation: 0.1821, plain: [-0.2637, -1.0438, 1.6053, -0.2978], square: [0.3258, -0.0215, -0.0393, -0.2650] },
    Row { name: "mid_solid", mean: 0.3016, deviation: 0.3236, plain: [0.4985, 0.2745, -1.0442, 0.2713], square: [-0.6877, 0.1901, 1.0007, -0.5032] },
    Row { name: "even", mean: 0.3017, deviation: 0.3044, plain: [0.0660, 0.2063, -0.0961, -0.1762], square: [0.7483, -0.6234, 0.0118, -0.1367] },
    Row { name: "soft", mean: 0.3675, deviation: 0.2878, plain: [0.5408, 0.7002, -0.2516, -0.9893], square: [0.5178, -1.2173, 0.0734, 0.6261] },
    Row { name: "dark_detail", mean: 0.0996, deviation: 0.1227, plain: [0.2138, 0.2354, -0.1916, -0.2576], square: [0.3540, -0.2569, 0.0643, -0.1614] },
    Row { name: "darkest_zone", mean: 0.6473, deviation: 0.3023, plain: [0.0470, -0.2632, -0.6131, 0.8293], square: [0.1620, 0.1741, -0.8455, 0.5094] },
    Row { name: "zone_spread", mean: 0.0809, deviation: 0.0827, plain: [0.9114, 1.0009, -2.3137, 0.4014], square: [0.2280, 0.1946, -0.9438, 0.5212] },
    Row { name: "a4", mean: 0.1787, deviation: 0.3832, plain: [-0.2749, -0.0436, 0.3490, -0.0305], square: [-0.5042, 0.1104, 0.6178, -0.2240] },
    Row { name: "tall", mean: 0.0515, deviation: 0.2212, plain: [-0.0534, 0.1305, -0.0606, -0.0165], square: [-0.1780, 0.4895, -0.1451, -0.1664] },
];
