//! The weights of the kinds of pictures. Written by `fixtures/recipe/train_kind.py`; not to be edited.
//!
//! Enters: nothing. Leaves: one row for each feature, trained on 1066 generated pictures and relatives of them.
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

pub(super) const BIAS: [f32; 4] = [5.5862, -0.5541, 1.1027, -6.1349];

#[rustfmt::skip]
pub(super) const ROWS: [Row; COUNT] = [
    Row { name: "equal", mean: 0.4399, deviation: 0.2738, plain: [-0.1959, 0.1939, -0.3795, 0.3815], square: [-0.4045, 0.1240, 0.0271, 0.2534] },
    Row { name: "mode", mean: 0.1187, deviation: 0.1956, plain: [0.2128, 0.4752, -0.6829, -0.0051], square: [-0.6982, 0.1111, 0.5593, 0.0278] },
    Row { name: "mode3", mean: 0.2064, deviation: 0.2342, plain: [0.4188, 0.5660, -1.0091, 0.0243], square: [-0.3233, 0.7514, -0.1419, -0.2862] },
    Row { name: "white", mean: 0.0794, deviation: 0.2032, plain: [0.3581, 0.3063, -0.7097, 0.0453], square: [-0.1668, 0.3742, -0.0579, -0.1495] },
    Row { name: "grain", mean: 0.1548, deviation: 0.1081, plain: [0.0383, -0.0371, 0.3086, -0.3098], square: [-0.1818, -0.0690, 0.1280, 0.1228] },
    Row { name: "flat", mean: 0.1717, deviation: 0.2547, plain: [-0.3306, 0.3058, -0.1608, 0.1857], square: [0.1855, -0.0318, -0.0499, -0.1038] },
    Row { name: "shaded", mean: 0.5643, deviation: 0.2719, plain: [0.3877, -0.1620, 0.2488, -0.4745], square: [-0.1843, -0.5694, -0.3981, 1.1518] },
    Row { name: "edgy", mean: 0.1522, deviation: 0.1159, plain: [0.0810, 0.2019, -0.6997, 0.4168], square: [-0.0048, -0.1130, -0.0016, 0.1194] },
    Row { name: "flat_tint", mean: 0.1202, deviation: 0.2098, plain: [-0.7125, 0.5264, -0.3928, 0.5789], square: [0.0805, 0.1432, 0.0882, -0.3119] },
    Row { name: "shaded_tint", mean: 0.4405, deviation: 0.3102, plain: [0.0106, -0.2328, 0.3235, -0.1013], square: [0.0493, 0.2498, -0.4868, 0.1877] },
    Row { name: "entropy", mean: 0.3556, deviation: 0.1308, plain: [0.0298, -0.0763, -0.0318, 0.0783], square: [0.4816, -0.6147, 0.0315, 0.1017] },
    Row { name: "top_colour", mean: 0.2790, deviation: 0.2279, plain: [0.3506, 0.1629, -0.1825, -0.3310], square: [-0.0347, -0.5072, 0.4433, 0.0986] },
    Row { name: "top_colours", mean: 0.6731, deviation: 0.2089, plain: [-0.0038, 0.0932, 0.1317, -0.2211], square: [0.5935, -0.1715, -0.2416, -0.1804] },
    Row { name: "colours", mean: 0.5019, deviation: 0.0832, plain: [0.8518, -0.1110, -0.2948, -0.4460], square: [-0.0270, -0.0546, 0.4204, -0.3387] },
    Row { name: "paper", mean: 0.2827, deviation: 0.3282, plain: [-0.4891, 0.0710, 0.5633, -0.1451], square: [-0.2196, 0.5108, -0.0365, -0.2548] },
    Row { name: "rim_paper", mean: 0.2346, deviation: 0.3325, plain: [0.4874, 0.0991, -0.7067, 0.1203], square: [0.0724, -0.4446, -0.1540, 0.5262] },
    Row { name: "grey", mean: 0.4563, deviation: 0.3621, plain: [0.0670, 0.5816, -0.0873, -0.5614], square: [-0.5085, 0.4563, 0.5932, -0.5411] },
    Row { name: "vivid", mean: 0.0555, deviation: 0.1016, plain: [0.2842, 0.0364, -0.5894, 0.2688], square: [-0.3423, 0.1398, -0.0597, 0.2622] },
    Row { name: "dark", mean: 0.2021, deviation: 0.2436, plain: [-0.7862, -0.0524, 0.3773, 0.4613], square: [0.4659, 0.1108, -0.3295, -0.2471] },
    Row { name: "level", mean: 0.5024, deviation: 0.2614, plain: [-0.5848, -0.1727, 0.3771, 0.3804], square: [0.2083, -0.5199, -0.0361, 0.3478] },
    Row { name: "slope", mean: 0.3270, deviation: 0.2162, plain: [0.4328, -0.1221, -0.1547, -0.1561], square: [-0.1112, -0.0140, -0.1064, 0.2317] },
    Row { name: "rough", mean: 0.1062, deviation: 0.1001, plain: [1.0059, 0.4044, -0.6896, -0.7207], square: [0.1097, -0.3681, 0.3072, -0.0488] },
    Row { name: "edge", mean: 0.0645, deviation: 0.0438, plain: [-1.0632, 0.6744, 0.1289, 0.2600], square: [-0.0562, -0.1073, -0.3310, 0.4944] },
    Row { name: "upright", mean: 0.6068, deviation: 0.1477, plain: [-0.4282, -0.6819, 0.2743, 0.8358], square: [0.5675, -1.0119, 0.3896, 0.0548] },
    Row { name: "rules_across", mean: 0.0178, deviation: 0.0271, plain: [-0.1230, 0.4378, 0.1258, -0.4407], square: [0.0885, 0.0176, -0.0593, -0.0467] },
    Row { name: "rules_down", mean: 0.0124, deviation: 0.0158, plain: [0.2710, -1.0136, 0.2336, 0.5090], square: [0.0800, -0.9157, 0.3590, 0.4767] },
    Row { name: "text", mean: 0.1387, deviation: 0.1094, plain: [-0.1359, 0.4695, -0.0028, -0.3308], square: [-0.1196, 0.2327, 0.0581, -0.1712] },
    Row { name: "mid_text", mean: 0.2118, deviation: 0.1768, plain: [-0.2629, -0.1095, 0.4937, -0.1213], square: [0.5013, -0.8443, 0.6424, -0.2994] },
    Row { name: "mid_solid", mean: 0.3671, deviation: 0.3534, plain: [-0.2909, 0.0038, -0.0087, 0.2958], square: [-0.2433, 0.3243, 0.3566, -0.4376] },
    Row { name: "even", mean: 0.2361, deviation: 0.2782, plain: [-0.1219, -0.0239, 0.0912, 0.0546], square: [0.4185, -0.6495, 0.3859, -0.1549] },
    Row { name: "soft", mean: 0.4400, deviation: 0.2734, plain: [0.1901, 0.0686, -0.0004, -0.2583], square: [-0.0273, -0.4537, -0.0092, 0.4901] },
    Row { name: "dark_detail", mean: 0.1132, deviation: 0.1285, plain: [0.1922, 0.1143, -0.3273, 0.0208], square: [-0.1286, 0.1515, 0.4211, -0.4440] },
    Row { name: "darkest_zone", mean: 0.5537, deviation: 0.2517, plain: [-0.3733, -0.0268, 0.5315, -0.1314], square: [-0.1467, -0.1905, -0.6533, 0.9905] },
    Row { name: "zone_spread", mean: 0.0875, deviation: 0.0729, plain: [0.5150, 0.3732, -1.0231, 0.1349], square: [-0.3261, 0.2725, -0.0069, 0.0605] },
    Row { name: "sheet", mean: 0.6429, deviation: 0.2813, plain: [-0.2715, -0.4252, 1.1071, -0.4103], square: [0.1428, -0.7328, 0.2402, 0.3498] },
    Row { name: "sheet_whole", mean: 0.8099, deviation: 0.1936, plain: [-0.9707, 0.4130, 1.3800, -0.8224], square: [-0.2649, -0.2672, 0.7434, -0.2113] },
    Row { name: "sheet_text", mean: 0.1878, deviation: 0.1486, plain: [-0.7870, 0.3713, 0.9328, -0.5171], square: [0.2750, 0.2237, -0.7611, 0.2624] },
    Row { name: "sheet_bare", mean: 0.6102, deviation: 0.2665, plain: [-0.0583, 0.1968, -0.1285, -0.0100], square: [0.3160, -0.1442, -0.4063, 0.2345] },
    Row { name: "a4", mean: 0.1037, deviation: 0.3050, plain: [-0.0965, -0.1134, 0.0943, 0.1156], square: [-0.3535, -0.2728, 0.4261, 0.2002] },
    Row { name: "tall", mean: 0.0120, deviation: 0.1088, plain: [0.0140, 0.1217, -0.1347, -0.0010], square: [0.0067, 0.3588, -0.3295, -0.0360] },
];
