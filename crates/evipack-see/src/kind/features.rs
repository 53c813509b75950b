//! What tells a photo from a screenshot, a paper and a drawing: some thirty numbers of a picture.
//!
//! Enters: upright [`Pixels`]. Leaves: the features, in the order of [`NAMES`], each a share between 0 and 1 or nearly so. A
//! camera leaves grain and shading everywhere, a screen paints equal neighbours and few colours, paper is light to its
//! edges and carries thin dark strokes. `fixtures/recipe/kind_features.py` computes the same numbers for training; a test
//! holds both to each other.

mod surface;

use super::super::Pixels;

/// How many features there are.
pub(super) const COUNT: usize = 40;

/// The features by name.
pub(super) const NAMES: [&str; COUNT] = [
    "equal",
    "mode",
    "mode3",
    "white",
    "grain",
    "flat",
    "shaded",
    "edgy",
    "flat_tint",
    "shaded_tint",
    "entropy",
    "top_colour",
    "top_colours",
    "colours",
    "paper",
    "rim_paper",
    "grey",
    "vivid",
    "dark",
    "level",
    "slope",
    "rough",
    "edge",
    "upright",
    "rules_across",
    "rules_down",
    "text",
    "mid_text",
    "mid_solid",
    "even",
    "soft",
    "dark_detail",
    "darkest_zone",
    "zone_spread",
    "sheet",
    "sheet_whole",
    "sheet_text",
    "sheet_bare",
    "a4",
    "tall",
];

/// Longer side of the reduced picture, in pixels: lines of text on an A4 page are still apart.
const SIDE: u32 = 512;
/// Rows that are looked at in full resolution; grain needs no more.
const ROWS: usize = 256;
/// Cells that are looked at in full resolution: their side in pixels, and at most so many across.
const CELL: usize = 16;
const GRID: usize = 48;
/// Side of a cell in the reduced picture, in pixels.
const SMALL_CELL: usize = 8;
/// Grey levels between neighbours: more is an edge and no grain.
const CALM: u8 = 8;
/// Least brightness and largest colour difference of what may be paper.
const PAPER_LUMA: u8 = 190;
const PAPER_CHROMA: u8 = 40;
/// A4 is 210 × 297 mm (ISO 216); a scanner's border costs a few pixels.
const A4: f64 = 297.0 / 210.0;
const A4_TOLERANCE: f64 = 0.02;
/// Height by width above which only a phone's screen is so tall: phones have 19:9 and more since 2017.
const TALL: f64 = 1.9;

/// A brightness picture: bytes in rows.
struct Grey {
    width: usize,
    height: usize,
    luma: Vec<u8>,
}

impl Grey {
    /// The small cell in this row and column of cells.
    fn cell(&self, row: usize, column: usize) -> Cell {
        let pixels = (0..SMALL_CELL).flat_map(|y| {
            let start = (row * SMALL_CELL + y) * self.width + column * SMALL_CELL;
            self.luma.get(start..start + SMALL_CELL).unwrap_or_default().iter().copied()
        });
        let mean = pixels.clone().map(usize::from).sum::<usize>() / (SMALL_CELL * SMALL_CELL);
        let (low, high) = bounds(pixels);
        Cell { low, high, mean }
    }
}

/// Brightness in a small cell.
#[derive(Debug, Clone, Copy)]
struct Cell {
    low: u8,
    high: u8,
    mean: usize,
}

impl Cell {
    fn span(self) -> u8 {
        self.high.saturating_sub(self.low)
    }

    /// Whether what is dark in it is thin.
    fn is_mostly_light(self) -> bool {
        2 * self.mean >= usize::from(self.low) + usize::from(self.high)
    }
}

/// The features of a picture. All zero for a picture without pixels.
pub(super) fn of(picture: &Pixels) -> [f32; COUNT] {
    if picture.width == 0 || picture.height == 0 {
        return [0.0; COUNT];
    }
    let small = reduced(picture);
    let grey = Grey {
        width: small.width as usize,
        height: small.height as usize,
        luma: small.rgb.chunks_exact(3).map(luma).collect(),
    };
    let mut all = Vec::with_capacity(COUNT);
    all.extend(grain(picture));
    all.extend(cells(picture));
    all.extend(colours(&small, &grey));
    all.extend(gradients(&grey));
    all.extend(texture(&grey));
    all.extend(light(&grey));
    all.extend(surface::of(&grey));
    all.extend(shape(picture));
    let mut features = [0.0; COUNT];
    for (to, from) in features.iter_mut().zip(all) {
        *to = from as f32;
    }
    features
}

/// Brightness: the weights of ITU-R BT.601 in 256ths.
fn luma(rgb: &[u8]) -> u8 {
    let weighed: u32 = rgb.iter().zip([77, 150, 29]).map(|(&value, weight)| u32::from(value) * weight).sum();
    (weighed >> 8) as u8
}

/// Largest minus smallest of red, green and blue.
fn chroma(rgb: &[u8]) -> u8 {
    let (low, high) = bounds(rgb.iter().copied());
    high.saturating_sub(low)
}

fn bounds(values: impl Iterator<Item = u8>) -> (u8, u8) {
    values.fold((u8::MAX, 0), |(low, high), value| (low.min(value), high.max(value)))
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn reduced(picture: &Pixels) -> Pixels {
    let long = picture.long_side();
    if long <= SIDE {
        return picture.clone();
    }
    let scale = f64::from(SIDE) / f64::from(long);
    let smaller = |length: u32| (f64::from(length) * scale).round().max(1.0) as u32;
    picture.resized(smaller(picture.width), smaller(picture.height))
}

fn row(picture: &Pixels, y: usize) -> &[u8] {
    let stride = picture.width as usize * 3;
    picture.rgb.get(y * stride..(y + 1) * stride).unwrap_or_default()
}

/// Equal neighbours, most frequent brightness and grain, in rows of the full picture.
fn grain(picture: &Pixels) -> [f64; 5] {
    let height = picture.height as usize;
    let count = height.min(ROWS);
    let mut histogram = [0usize; 256];
    let (mut pairs, mut equal, mut calm, mut steps) = (0, 0, 0usize, 0usize);
    for index in 0..count {
        let row = row(picture, (2 * index + 1) * height / (2 * count));
        let mut before: Option<(&[u8], u8)> = None;
        for pixel in row.chunks_exact(3) {
            let bright = luma(pixel);
            histogram[usize::from(bright)] += 1;
            if let Some((neighbour, was)) = before {
                pairs += 1;
                equal += usize::from(neighbour == pixel);
                let step = bright.abs_diff(was);
                if step <= CALM {
                    calm += 1;
                    steps += usize::from(step);
                }
            }
            before = Some((pixel, bright));
        }
    }
    let all: usize = histogram.iter().sum();
    let white = histogram[254] + histogram[255];
    histogram.sort_unstable_by(|a, b| b.cmp(a));
    [
        share(equal, pairs),
        share(histogram[0], all),
        share(histogram[..3].iter().sum(), all),
        share(white, all),
        share(steps, calm) / f64::from(CALM),
    ]
}

/// How much of the full picture is quite flat, shaded, or full of edges.
fn cells(picture: &Pixels) -> [f64; 5] {
    let (width, height) = (picture.width as usize, picture.height as usize);
    if width.min(height) < CELL {
        return [0.0; 5];
    }
    let (across, down) = (GRID.min(width / CELL), GRID.min(height / CELL));
    let start = |length: usize, index: usize, count: usize| (length - CELL) * index / (count - 1).max(1);
    let (mut flat, mut shaded, mut edgy, mut flat_tint, mut shaded_tint) = (0, 0, 0, 0, 0);
    for i in 0..down {
        let top = start(height, i, down);
        for j in 0..across {
            let left = start(width, j, across);
            let cell = (top..top + CELL)
                .flat_map(|y| row(picture, y).get(left * 3..(left + CELL) * 3).unwrap_or_default().chunks_exact(3));
            let (low, high) = bounds(cell.map(luma));
            let span = high.saturating_sub(low);
            flat += usize::from(span <= 2);
            shaded += usize::from(span > 2 && span <= 40);
            edgy += usize::from(span > 90);
            flat_tint += usize::from(span <= 2 && low > 5 && high < 250);
            shaded_tint += usize::from(span > 4 && span <= 40 && high < 235);
        }
    }
    [flat, shaded, edgy, flat_tint, shaded_tint].map(|part| share(part, across * down))
}

/// How many colours there are, how much they dominate, how much looks like paper and how far to the edges it reaches.
fn colours(small: &Pixels, grey: &Grey) -> [f64; 9] {
    let count = grey.luma.len();
    let mut histogram = vec![0usize; 4096];
    let (mut paper, mut rim_paper, mut rim_count) = (0, 0, 0);
    let (mut plain, mut vivid, mut dark) = (0, 0, 0);
    let rim = ((0.06 * grey.width.min(grey.height) as f64).round() as usize).max(1);
    for (at, (pixel, &bright)) in small.rgb.chunks_exact(3).zip(&grey.luma).enumerate() {
        let bin = pixel.iter().fold(0usize, |bin, &value| bin << 4 | usize::from(value >> 4));
        histogram[bin] += 1;
        let chroma = chroma(pixel);
        let is_paper = bright >= PAPER_LUMA && chroma < PAPER_CHROMA;
        let (x, y) = (at % grey.width, at / grey.width);
        let at_rim = x < rim || y < rim || x + rim >= grey.width || y + rim >= grey.height;
        paper += usize::from(is_paper);
        rim_count += usize::from(at_rim);
        rim_paper += usize::from(at_rim && is_paper);
        plain += usize::from(chroma < 16);
        vivid += usize::from(chroma > 96);
        dark += usize::from(bright < 80);
    }
    let met = histogram.iter().filter(|&&bin| bin > 0).map(|&bin| share(bin, count));
    let entropy: f64 = met.map(|part| -part * part.log2()).sum();
    let frequent = histogram.iter().filter(|&&bin| share(bin, count) > 0.0005).count();
    histogram.sort_unstable_by(|a, b| b.cmp(a));
    [
        entropy / 12.0,
        share(histogram[0], count),
        share(histogram[..8].iter().sum(), count),
        (1.0 + frequent as f64).log2() / 12.0,
        share(paper, count),
        share(rim_paper, rim_count),
        share(plain, count),
        share(vivid, count),
        share(dark, count),
    ]
}

/// How steep the picture is, how upright its edges, and how many of them run straight on like a window's or a table's.
fn gradients(grey: &Grey) -> [f64; 7] {
    let (width, height) = (grey.width, grey.height);
    let (mut level, mut slope, mut rough, mut edge, mut upright) = (0, 0, 0, 0, 0);
    let mut along = Runs::new(height, width);
    let mut down = Runs::new(width, height);
    for y in 0..height {
        for x in 0..width {
            let here = grey.luma[y * width + x];
            let dx = if x + 1 < width { grey.luma[y * width + x + 1].abs_diff(here) } else { 0 };
            let dy = if y + 1 < height { grey.luma[(y + 1) * width + x].abs_diff(here) } else { 0 };
            let steep = dx.max(dy);
            level += usize::from(steep <= 1);
            slope += usize::from(steep > 1 && steep <= 6);
            rough += usize::from(steep > 6 && steep <= 24);
            if steep > 24 {
                edge += 1;
                upright += usize::from(u16::from(dx.min(dy)) * 5 <= u16::from(steep));
            }
            along.step(y, dy > 12);
            down.step(x, dx > 12);
        }
    }
    let count = width * height;
    [
        share(level, count),
        share(slope, count),
        share(rough, count),
        share(edge, count),
        share(upright, edge),
        along.long(),
        down.long(),
    ]
}

/// Longest straight edge in each row or column.
struct Runs {
    /// A sixth of the picture, at least eight pixels.
    wanted: usize,
    /// The run that goes on, and the longest one so far.
    lines: Vec<(usize, usize)>,
}

impl Runs {
    fn new(lines: usize, length: usize) -> Self {
        Self { wanted: (length / 6).max(8), lines: vec![(0, 0); lines] }
    }

    fn step(&mut self, line: usize, on_edge: bool) {
        let (run, longest) = &mut self.lines[line];
        *run = if on_edge { *run + 1 } else { 0 };
        *longest = (*longest).max(*run);
    }

    /// Share of lines with a long straight edge.
    fn long(&self) -> f64 {
        share(self.lines.iter().filter(|(_, longest)| *longest >= self.wanted).count(), self.lines.len())
    }
}

/// Small cells: thin dark strokes on something light, solid dark, even; in the middle and everywhere.
fn texture(grey: &Grey) -> [f64; 6] {
    let (across, down) = (grey.width / SMALL_CELL, grey.height / SMALL_CELL);
    let middle = |index: usize, count: usize| index >= count / 5 && index < count - count / 5;
    let (mut text, mut mid, mut mid_text, mut mid_solid) = (0, 0, 0, 0);
    let (mut even, mut soft, mut dark_detail) = (0, 0, 0);
    for i in 0..down {
        for j in 0..across {
            let cell @ Cell { high, mean, .. } = grey.cell(i, j);
            let span = cell.span();
            let is_text = high >= 150 && span >= 40 && cell.is_mostly_light();
            let in_middle = middle(i, down) && middle(j, across);
            text += usize::from(is_text);
            mid += usize::from(in_middle);
            mid_text += usize::from(in_middle && is_text);
            mid_solid += usize::from(in_middle && high < 150);
            even += usize::from(span <= 3);
            soft += usize::from(span > 3 && span <= 24);
            dark_detail += usize::from(span >= 40 && mean < 130);
        }
    }
    let all = across * down;
    [
        share(text, all),
        share(mid_text, mid),
        share(mid_solid, mid),
        share(even, all),
        share(soft, all),
        share(dark_detail, all),
    ]
}

/// Brightest tenth of sixteen zones: paper is lit to its corners.
fn light(grey: &Grey) -> [f64; 2] {
    let span = |length: usize, index: usize| {
        let from = length * index / 4;
        from..(length * (index + 1) / 4).max(from + 1).min(length)
    };
    let mut zones = Vec::with_capacity(16);
    for i in 0..4 {
        for j in 0..4 {
            let columns = span(grey.width, j);
            let mut zone: Vec<u8> = span(grey.height, i)
                .flat_map(|y| grey.luma[y * grey.width + columns.start..y * grey.width + columns.end].iter().copied())
                .collect();
            zone.sort_unstable();
            let at = zone.len().saturating_sub(1) * 9 / 10;
            zones.push(f64::from(zone.get(at).copied().unwrap_or_default()));
        }
    }
    let mean = zones.iter().sum::<f64>() / 16.0;
    let variance = zones.iter().map(|zone| (zone - mean).powi(2)).sum::<f64>() / 16.0;
    [zones.iter().copied().fold(255.0, f64::min) / 255.0, variance.sqrt() / 255.0]
}

/// Whether the picture has the form of an A4 page or of a phone's screen.
fn shape(picture: &Pixels) -> [f64; 2] {
    let (width, height) = (f64::from(picture.width), f64::from(picture.height));
    let ratio = width.max(height) / width.min(height);
    let is_a4 = (ratio / A4 - 1.0).abs() <= A4_TOLERANCE;
    [f64::from(u8::from(is_a4)), f64::from(u8::from(height >= TALL * width))]
}
