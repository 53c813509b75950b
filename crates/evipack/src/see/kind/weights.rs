//! The weights of the kinds of pictures. Written by `fixtures/recipe/train_kind.py`; not to be edited.
//!
//! Enters: nothing. Leaves: one row for each feature, trained on 2086 generated pictures and relatives of them.
//! Columns: photo, screenshot, paper, drawing.

use super::features::COUNT;

/// What a feature was like in training, and what it says for each sort.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) mean: f32,
    pub(super) deviation: f32,
    /// Weights of the standardised feature.
    pub(super) plain: [f32; 4],
    /// Weights of its square.
    pub(super) square: [f32; 4],
}

pub(super) const BIAS: [f32; 4] = [1.3725, 4.5833, -3.3787, -2.5771];

#[rustfmt::skip]
pub(super) const ROWS: [Row; COUNT] = [
    Row { name: "equal", mean: 0.5942, deviation: 0.2916, plain: [-0.4457, 0.3276, -0.3966, 0.5146], square: [-0.2444, 0.2243, -0.3429, 0.3630] },
    Row { name: "mode", mean: 0.3469, deviation: 0.2980, plain: [-0.5089, 1.2556, -0.4536, -0.2931], square: [-0.2115, -0.4272, 0.3382, 0.3005] },
    Row { name: "mode3", mean: 0.4830, deviation: 0.3350, plain: [-0.4495, 1.5680, -0.4116, -0.7070], square: [-0.3263, 0.6326, 0.4165, -0.7228] },
    Row { name: "white", mean: 0.2751, deviation: 0.3199, plain: [-0.1896, 1.0655, -1.1054, 0.2295], square: [-0.5978, 0.1056, 1.0588, -0.5665] },
    Row { name: "grain", mean: 0.1058, deviation: 0.0981, plain: [0.0471, 0.4566, 0.3013, -0.8051], square: [-0.1664, -0.1457, -0.0250, 0.3371] },
    Row { name: "flat", mean: 0.3441, deviation: 0.3202, plain: [-0.4770, 0.5111, -0.5837, 0.5496], square: [0.1165, -0.0619, -0.1080, 0.0534] },
    Row { name: "shaded", mean: 0.3868, deviation: 0.3183, plain: [0.6048, -0.0256, 0.7947, -1.3739], square: [-0.4407, -0.6463, 0.2401, 0.8470] },
    Row { name: "edgy", mean: 0.2003, deviation: 0.1251, plain: [-0.3675, 0.4410, -0.4170, 0.3435], square: [-0.0575, 0.0509, -0.3293, 0.3359] },
    Row { name: "flat_tint", mean: 0.1594, deviation: 0.2412, plain: [-0.4207, 0.3708, -0.3895, 0.4394], square: [0.0241, 0.2344, 0.1397, -0.3982] },
    Row { name: "shaded_tint", mean: 0.2302, deviation: 0.3000, plain: [0.2525, 0.2647, -0.0492, -0.4680], square: [-0.2739, 0.0876, 0.2359, -0.0496] },
    Row { name: "entropy", mean: 0.2639, deviation: 0.1569, plain: [0.3290, -0.2641, -0.2292, 0.1643], square: [0.0612, -0.9863, -0.1454, 1.0705] },
    Row { name: "top_colour", mean: 0.4884, deviation: 0.3053, plain: [0.0073, 0.0950, 0.2225, -0.3249], square: [0.0482, -1.2936, 0.3596, 0.8858] },
    Row { name: "top_colours", mean: 0.7763, deviation: 0.2134, plain: [0.0257, 0.3592, -0.3256, -0.0593], square: [0.0377, -0.0228, 0.2632, -0.2780] },
    Row { name: "colours", mean: 0.4648, deviation: 0.0978, plain: [0.4984, -0.1080, -0.3701, -0.0203], square: [0.4100, 0.1575, 0.2361, -0.8037] },
    Row { name: "paper", mean: 0.5399, deviation: 0.3721, plain: [-0.3955, -0.0061, 0.2890, 0.1126], square: [0.3028, 0.2944, -0.3041, -0.2931] },
    Row { name: "rim_paper", mean: 0.5516, deviation: 0.4178, plain: [-0.2933, 0.5399, -0.5337, 0.2871], square: [-0.2685, -0.5599, 1.0075, -0.1791] },
    Row { name: "grey", mean: 0.6448, deviation: 0.3498, plain: [-0.0702, 1.2845, -0.0033, -1.2111], square: [-0.4390, 0.0121, 0.6906, -0.2638] },
    Row { name: "vivid", mean: 0.0780, deviation: 0.1249, plain: [0.0670, -0.2520, -0.2180, 0.4030], square: [-0.3395, 0.2590, -0.2004, 0.2809] },
    Row { name: "dark", mean: 0.1711, deviation: 0.2276, plain: [-0.5448, -0.0115, -0.4599, 1.0161], square: [0.2378, -0.0284, 0.2421, -0.4515] },
    Row { name: "level", mean: 0.6096, deviation: 0.2479, plain: [-0.1734, -0.5444, 0.1342, 0.5836], square: [0.0720, -0.5607, 0.0902, 0.3985] },
    Row { name: "slope", mean: 0.2253, deviation: 0.2101, plain: [-0.0306, 0.3788, 0.1970, -0.5451], square: [0.0203, -0.0384, -0.1864, 0.2045] },
    Row { name: "rough", mean: 0.0818, deviation: 0.0826, plain: [0.5692, 0.3071, -0.6684, -0.2079], square: [0.5215, 0.1293, 0.0140, -0.6648] },
    Row { name: "edge", mean: 0.0833, deviation: 0.0452, plain: [-0.5879, 0.5852, 0.0566, -0.0539], square: [0.3303, -0.3470, -0.1967, 0.2134] },
    Row { name: "upright", mean: 0.5951, deviation: 0.1342, plain: [0.1495, -0.1223, -0.7758, 0.7487], square: [0.8265, -1.2359, 0.0987, 0.3107] },
    Row { name: "rules_across", mean: 0.0212, deviation: 0.0323, plain: [0.0017, -0.1811, 0.1641, 0.0153], square: [-0.0785, 0.0919, 0.2464, -0.2598] },
    Row { name: "rules_down", mean: 0.0117, deviation: 0.0164, plain: [-0.1820, -1.2234, 0.0079, 1.3975], square: [0.2771, -0.5220, 0.3981, -0.1532] },
    Row { name: "text", mean: 0.1745, deviation: 0.1127, plain: [-0.3987, 0.4644, 0.5818, -0.6474], square: [0.2434, -0.2041, -0.4063, 0.3671] },
    Row { name: "mid_text", mean: 0.2646, deviation: 0.1824, plain: [-0.4537, -0.5110, 1.5887, -0.6240], square: [-0.1978, -0.1177, 0.0591, 0.2563] },
    Row { name: "mid_solid", mean: 0.2575, deviation: 0.3052, plain: [0.4311, 0.3523, -1.0790, 0.2956], square: [-0.3763, 0.0043, 0.5620, -0.1899] },
    Row { name: "even", mean: 0.3761, deviation: 0.3047, plain: [-0.0031, -0.0488, 0.0106, 0.0414], square: [0.5289, -0.8864, 0.2672, 0.0903] },
    Row { name: "soft", mean: 0.3038, deviation: 0.2768, plain: [0.2394, 0.5460, 0.2030, -0.9885], square: [0.4594, -0.7152, -0.3332, 0.5889] },
    Row { name: "dark_detail", mean: 0.0864, deviation: 0.1129, plain: [0.1455, 0.4587, -0.6586, 0.0545], square: [-0.0137, -0.1701, 0.3457, -0.1619] },
    Row { name: "darkest_zone", mean: 0.7034, deviation: 0.3125, plain: [-0.4984, -0.3637, 0.2408, 0.6213], square: [-0.2807, 0.3576, -0.5875, 0.5106] },
    Row { name: "zone_spread", mean: 0.0744, deviation: 0.0889, plain: [0.6455, 0.7677, -0.8832, -0.5299], square: [-0.0869, 0.0215, -0.3931, 0.4586] },
    Row { name: "a4", mean: 0.2148, deviation: 0.4108, plain: [-0.3752, -0.0618, 0.6834, -0.2464], square: [-0.4140, -0.1993, 0.7900, -0.1767] },
    Row { name: "tall", mean: 0.0781, deviation: 0.2685, plain: [-0.1019, 0.2180, -0.0093, -0.1068], square: [-0.1825, 0.4914, -0.1640, -0.1449] },
];
