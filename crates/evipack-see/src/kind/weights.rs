//! The weights of the kinds of pictures. Written by `fixtures/recipe/train_kind.py`; not to be edited.
//!
//! Enters: nothing. Leaves: one row for each feature, trained on 1286 generated pictures and relatives of them.
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

pub(super) const BIAS: [f32; 4] = [3.5140, 0.5914, -0.3714, -3.7341];

#[rustfmt::skip]
pub(super) const ROWS: [Row; COUNT] = [
    Row { name: "equal", mean: 0.4986, deviation: 0.2922, plain: [-0.2241, 0.1425, -0.3983, 0.4799], square: [-0.4595, 0.0305, -0.1626, 0.5916] },
    Row { name: "mode", mean: 0.1829, deviation: 0.2486, plain: [-0.3190, 1.0258, -0.8269, 0.1201], square: [-0.6241, -0.2329, 0.3329, 0.5241] },
    Row { name: "mode3", mean: 0.2844, deviation: 0.2959, plain: [0.0886, 1.2533, -1.0943, -0.2475], square: [-0.5142, 1.2448, 0.1097, -0.8403] },
    Row { name: "white", mean: 0.1321, deviation: 0.2503, plain: [0.2670, 0.3348, -0.9123, 0.3106], square: [0.0846, 0.4667, 0.2385, -0.7898] },
    Row { name: "grain", mean: 0.1375, deviation: 0.1087, plain: [0.0203, 0.2094, 0.3712, -0.6009], square: [-0.1719, -0.3578, 0.1579, 0.3718] },
    Row { name: "flat", mean: 0.2389, deviation: 0.2913, plain: [-0.5831, 0.5291, -0.2576, 0.3116], square: [0.0719, -0.3913, 0.0758, 0.2436] },
    Row { name: "shaded", mean: 0.4979, deviation: 0.2987, plain: [0.7370, -0.3596, 0.4977, -0.8751], square: [-0.0918, -1.0281, -0.3292, 1.4491] },
    Row { name: "edgy", mean: 0.1624, deviation: 0.1203, plain: [-0.0416, 0.6632, -0.8672, 0.2456], square: [0.0252, -0.1929, 0.0215, 0.1463] },
    Row { name: "flat_tint", mean: 0.1473, deviation: 0.2265, plain: [-0.8552, 0.9532, -0.7687, 0.6707], square: [0.3190, 0.2083, 0.1680, -0.6954] },
    Row { name: "shaded_tint", mean: 0.3811, deviation: 0.3201, plain: [0.0376, -0.0153, 0.2983, -0.3206], square: [-0.0184, 0.2405, -0.5387, 0.3165] },
    Row { name: "entropy", mean: 0.3322, deviation: 0.1382, plain: [-0.0683, -0.2319, -0.0497, 0.3500], square: [0.3810, -0.8339, -0.3401, 0.7931] },
    Row { name: "top_colour", mean: 0.3283, deviation: 0.2533, plain: [0.2662, 0.4946, 0.0589, -0.8198], square: [-0.1764, -0.5492, 0.3007, 0.4249] },
    Row { name: "top_colours", mean: 0.7038, deviation: 0.2101, plain: [0.1620, -0.0300, -0.0556, -0.0764], square: [0.7320, -0.0788, -0.2109, -0.4422] },
    Row { name: "colours", mean: 0.4931, deviation: 0.0852, plain: [0.8930, 0.0151, -0.3970, -0.5111], square: [-0.1015, 0.0267, 0.4024, -0.3277] },
    Row { name: "paper", mean: 0.3405, deviation: 0.3511, plain: [-0.6481, 0.2096, 0.5472, -0.1087], square: [-0.0561, 0.6240, -0.0734, -0.4945] },
    Row { name: "rim_paper", mean: 0.3061, deviation: 0.3732, plain: [0.3044, 0.4494, -1.2367, 0.4828], square: [-0.0582, -0.1570, -0.0605, 0.2756] },
    Row { name: "grey", mean: 0.5049, deviation: 0.3664, plain: [-0.0263, 0.6677, 0.0321, -0.6736], square: [-0.4202, 0.5262, 0.6476, -0.7536] },
    Row { name: "vivid", mean: 0.0586, deviation: 0.1019, plain: [0.1250, 0.1880, -0.6431, 0.3302], square: [-0.1883, 0.0576, -0.0494, 0.1801] },
    Row { name: "dark", mean: 0.1996, deviation: 0.2442, plain: [-0.8916, -0.4788, 0.4138, 0.9566], square: [0.3946, 0.4071, -0.3872, -0.4144] },
    Row { name: "level", mean: 0.5435, deviation: 0.2637, plain: [-0.5356, -0.4231, 0.5043, 0.4544], square: [0.3032, -0.7431, -0.0190, 0.4588] },
    Row { name: "slope", mean: 0.2890, deviation: 0.2200, plain: [0.4316, 0.1448, -0.1447, -0.4316], square: [-0.1006, -0.1821, -0.0482, 0.3309] },
    Row { name: "rough", mean: 0.0989, deviation: 0.0950, plain: [1.0162, 0.3602, -1.0007, -0.3757], square: [0.3306, -0.5556, 0.5819, -0.3570] },
    Row { name: "edge", mean: 0.0685, deviation: 0.0450, plain: [-1.3015, 0.9714, -0.0476, 0.3777], square: [0.1413, -0.1185, -0.1899, 0.1670] },
    Row { name: "upright", mean: 0.6049, deviation: 0.1436, plain: [-0.4574, -0.4838, 0.3052, 0.6360], square: [0.6088, -1.0099, 0.4207, -0.0196] },
    Row { name: "rules_across", mean: 0.0180, deviation: 0.0257, plain: [0.0685, 0.4335, -0.0491, -0.4530], square: [0.2307, -0.3337, 0.1512, -0.0483] },
    Row { name: "rules_down", mean: 0.0119, deviation: 0.0153, plain: [0.3875, -1.4793, 0.2313, 0.8605], square: [0.1556, -0.9725, 0.4949, 0.3221] },
    Row { name: "text", mean: 0.1448, deviation: 0.1099, plain: [0.0006, 0.5121, 0.1741, -0.6869], square: [-0.2610, 0.2522, -0.1217, 0.1305] },
    Row { name: "mid_text", mean: 0.2193, deviation: 0.1756, plain: [-0.0936, -0.3948, 0.7640, -0.2756], square: [0.3767, -0.6989, 0.7302, -0.4081] },
    Row { name: "mid_solid", mean: 0.3421, deviation: 0.3469, plain: [-0.2181, -0.4053, 0.2045, 0.4189], square: [-0.0180, -0.0020, 0.4900, -0.4700] },
    Row { name: "even", mean: 0.2893, deviation: 0.2931, plain: [-0.0917, 0.0003, 0.0552, 0.0362], square: [0.3957, -0.4024, 0.2536, -0.2468] },
    Row { name: "soft", mean: 0.3915, deviation: 0.2798, plain: [0.2819, 0.3242, 0.0290, -0.6351], square: [0.1335, -0.9979, 0.1304, 0.7341] },
    Row { name: "dark_detail", mean: 0.1063, deviation: 0.1225, plain: [0.2492, 0.5766, -0.5249, -0.3009], square: [0.0574, 0.1510, 0.6700, -0.8785] },
    Row { name: "darkest_zone", mean: 0.5903, deviation: 0.2746, plain: [-0.4944, -0.2439, 0.2977, 0.4406], square: [0.0387, 0.0398, -0.9141, 0.8356] },
    Row { name: "zone_spread", mean: 0.0831, deviation: 0.0765, plain: [0.3731, 0.6899, -1.1429, 0.0799], square: [-0.2309, 0.0702, -0.0433, 0.2040] },
    Row { name: "sheet", mean: 0.6504, deviation: 0.2683, plain: [-0.0770, -1.0705, 1.4379, -0.2904], square: [0.2052, -1.2308, -0.0315, 1.0571] },
    Row { name: "sheet_whole", mean: 0.8081, deviation: 0.1879, plain: [-1.1055, 0.2053, 1.4408, -0.5405], square: [-0.2737, -0.2573, 0.8369, -0.3059] },
    Row { name: "sheet_text", mean: 0.1900, deviation: 0.1479, plain: [-0.4781, 0.3112, 1.2526, -1.0857], square: [0.4157, -0.1818, -0.9507, 0.7168] },
    Row { name: "sheet_bare", mean: 0.6276, deviation: 0.2583, plain: [0.6505, -0.0470, 0.3522, -0.9557], square: [0.1062, 0.7069, -0.1534, -0.6596] },
    Row { name: "a4", mean: 0.0954, deviation: 0.2938, plain: [-0.1082, -0.0979, 0.1152, 0.0909], square: [-0.3288, -0.1689, 0.4145, 0.0832] },
    Row { name: "tall", mean: 0.0339, deviation: 0.1812, plain: [-0.0200, 0.1322, -0.0735, -0.0387], square: [-0.0791, 0.4256, -0.1453, -0.2012] },
];
