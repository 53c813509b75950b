//! Official seals 公章 on a page of pixels.
//!
//! Enters: [`Pixels`] of a page and its scale, where known. Leaves: [`SealSight`]: the seals that are surely there, and what
//! looks like one and may not be. A small network trained on drawn pages (`fixtures/recipe/train_seal.py`) looks for them on
//! one thread; `seal/README.md` has its figures beside those of a hand-made circle finder.
//!
//! A page without colour cannot show a red seal: ask [`super::ink::is_grey`] before calling one absent.

mod cells;
mod inscription;
mod network;
mod rim;

use super::ink::{Redness, balanced, redness, shrunk};
use super::{PAPER_HEIGHT_MM, PAPER_WIDTH_MM, Pixels};
use cells::Find;
use evipack_core::facts::{Region, SealKind};
pub(crate) use inscription::inscription;

/// What a page shows of seals.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SealSight {
    /// Surely seals, the surest first.
    pub(crate) seals: Vec<SeenSeal>,
    /// Looks like a seal and may be something else: a human has to look.
    pub(crate) doubtful: Vec<SeenSeal>,
}

/// One seal, or what looks like one.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenSeal {
    /// Place as fractions of the page: x, y, width, height, from the top left; cut at the page's edge.
    pub region: Region,
    /// Outer diameter in millimetres (the longer axis); without a scale, as if the paper filled the picture's width.
    pub diameter_mm: f64,
    /// Its form.
    pub kind: SealKind,
    /// Only a part of it is on the page (骑缝章, or a seal over the edge of the picture).
    pub cut: bool,
    /// Its ink is faint.
    pub faint: bool,
    /// 0 to 1, as the network says.
    pub confidence: f32,
    /// The name around it, where it was read.
    pub inscription: Option<String>,
}

impl SeenSeal {
    /// A round seal that is wholly on the page. Ovals are seals of firms, rectangles are stamps and names, a part at the edge
    /// is a paging seal 骑缝章: none of them is the seal over the sign-off.
    pub fn is_whole_and_round(&self) -> bool {
        !self.cut && !matches!(self.kind, SealKind::Oval | SealKind::Rectangular)
    }
}

/// A picture of nothing but a seal, as it is pasted into documents: how wide, of what shape, and not larger than this.
const SEAL_ALONE_MM: f64 = 46.0;
const SQUARE: std::ops::RangeInclusive<f64> = 0.8..=1.25;
const SEAL_PICTURE_PX: u32 = 700;
/// How far the form of a page may be off: a scanner cuts a few pixels off.
const PAGE_FORM: f64 = 0.02;
/// Two finds whose boxes share more than this of the smaller one are one seal.
const SAME_PLACE: f64 = 0.5;
/// The scale that the network was trained on.
const PX_PER_MM: f64 = 2.0;
/// Larger pages (posters, plans) are looked at in a smaller scale: beyond this the time would run away.
const MOST_PIXELS: f64 = 2_000_000.0;
/// From here a find is surely a seal, and from here it may be one. Chosen on 120 drawn pages with seeds from 900,000 on.
const SURE: f32 = 0.5;
const DOUBTFUL: f32 = 0.25;
/// From here in a picture that is no page from edge to edge: in a photo of a paper, askew and in poor light, a faint seal is half
/// as clear. Chosen on pages with seeds from 5,000,000 on, which are used up by it.
const DOUBTFUL_ASKEW: f32 = 0.12;
/// Diameters of seals in use: 财务专用章 from 30, the State Council's 60 (国发〔1999〕25号), with a margin for skewed edges.
const DIAMETERS_MM: std::ops::RangeInclusive<f64> = 26.0..=64.0;
/// Without a scale the paper may fill half of the picture's width, or the picture may show half of the paper.
const LOOSE_DIAMETERS_MM: std::ops::RangeInclusive<f64> = 13.0..=130.0;
/// Square seals with a name are smaller.
const SQUARES_MM: std::ops::RangeInclusive<f64> = 8.0..=130.0;
/// Redness (of 255) that ink has at least, and the share of a seal's box that it covers at least: a thin rim and a star.
const LEAST_RED: u8 = 14;
const LEAST_RED_SHARE: f64 = 0.02;

/// The seals on a page. Without a scale (a photo of a paper), the page is taken to fill the picture's width.
/// `None` where the network could not run; a test makes sure that the weights of this build do.
pub fn seals(page: &Pixels, px_per_mm: Option<f64>) -> Option<SealSight> {
    let mut sight = SealSight::default();
    if page.width == 0 || page.height == 0 {
        return Some(sight);
    }
    let scale = px_per_mm.filter(|scale| scale.is_finite() && *scale > 0.0);
    let doubtful = if scale.is_some() || is_whole_page(page) { DOUBTFUL } else { DOUBTFUL_ASKEW };
    let mut all = Vec::new();
    for px_per_mm in scale.map_or_else(|| likely_scales(page), |scale| vec![scale]) {
        let view = View::of(page, px_per_mm);
        let red = redness(&view.picture);
        let finds = cells::finds(&network::look(&view.picture)?, doubtful);
        let finds = finds.iter().filter(|find| is_inked(&red, find) && !is_perhaps_a_stamp(find));
        for find in finds {
            let is_bare = !find.cut && rim::is_bare(&red, find);
            // A human looks at a bare ring that the network is sure of; one that it doubts is none.
            if !is_bare || find.confidence >= SURE {
                let seen = view.seen(find);
                let confidence = if is_bare { DOUBTFUL } else { seen.confidence };
                all.push(SeenSeal { confidence, ..seen });
            }
        }
    }
    all.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let mut places: Vec<Region> = Vec::new();
    for seen in all {
        if places.iter().any(|place| overlap(place, &seen.region) > SAME_PLACE) {
            continue;
        }
        places.push(seen.region);
        if seen.confidence >= SURE && has_usual_size(&seen, scale.is_some()) {
            sight.seals.push(seen);
        } else {
            sight.doubtful.push(seen);
        }
    }
    Some(sight)
}

/// Whether a picture has the form of a page of paper, so that it is one from edge to edge.
fn is_whole_page(page: &Pixels) -> bool {
    let form = f64::from(page.height.max(page.width)) / f64::from(page.height.min(page.width).max(1));
    (form / (PAPER_HEIGHT_MM / PAPER_WIDTH_MM) - 1.0).abs() <= PAGE_FORM
}

/// Pixels per millimetre that a picture without a scale may have: the paper fills its width; in a picture lying on its side
/// an upright paper fills the height; a small square one is the picture of a seal alone.
fn likely_scales(page: &Pixels) -> Vec<f64> {
    let (width, height) = (f64::from(page.width), f64::from(page.height));
    let mut scales = vec![width / PAPER_WIDTH_MM];
    if width > height {
        scales.push(height / PAPER_HEIGHT_MM);
    }
    if SQUARE.contains(&(width / height)) && page.width <= SEAL_PICTURE_PX {
        scales.push(width / SEAL_ALONE_MM);
    }
    scales
}

/// The page as the network is shown it.
struct View {
    picture: Pixels,
    /// Its real scale: less than [`PX_PER_MM`] for large pages.
    px_per_mm: f64,
}

impl View {
    fn of(page: &Pixels, px_per_mm: f64) -> Self {
        let (width, height) = (f64::from(page.width), f64::from(page.height));
        let wanted = PX_PER_MM / px_per_mm;
        let factor = wanted.min((MOST_PIXELS / (width * height)).sqrt());
        let side = |length: f64| (length * factor).round().clamp(1.0, MOST_PIXELS) as u32;
        let picture = balanced(&shrunk(page, side(width), side(height)));
        Self { picture, px_per_mm: px_per_mm * factor }
    }

    fn seen(&self, find: &Find) -> SeenSeal {
        let (width, height) = (f64::from(self.picture.width), f64::from(self.picture.height));
        let x = find.left.clamp(0.0, width) / width;
        let y = find.top.clamp(0.0, height) / height;
        let right = find.right.clamp(0.0, width) / width;
        let bottom = find.bottom.clamp(0.0, height) / height;
        SeenSeal {
            region: [x, y, right - x, bottom - y],
            diameter_mm: find.diameter / self.px_per_mm,
            kind: find.kind,
            cut: find.cut,
            faint: find.faint,
            confidence: find.confidence,
            inscription: None,
        }
    }
}

/// Whether there is red ink in the box at all: the network judges shapes and may be led by grey ones.
fn is_inked(red: &Redness, find: &Find) -> bool {
    let [x, y, right, bottom] = [find.left, find.top, find.right, find.bottom].map(|side| side.max(0.0) as usize);
    red.share_over(LEAST_RED, (x, y, right.saturating_sub(x) + 1, bottom.saturating_sub(y) + 1)) >= LEAST_RED_SHARE
}

/// Whether a find, were it one at all, would be a rectangle: stamps and names are no official seals, so it raises no doubt.
fn is_perhaps_a_stamp(find: &Find) -> bool {
    find.kind == SealKind::Rectangular && find.confidence < SURE
}

/// Common area as a share of the smaller region.
fn overlap(a: &Region, b: &Region) -> f64 {
    let shared =
        |start: usize, length: usize| (a[start] + a[length]).min(b[start] + b[length]) - a[start].max(b[start]);
    let smaller = (a[2] * a[3]).min(b[2] * b[3]).max(f64::MIN_POSITIVE);
    shared(0, 2).max(0.0) * shared(1, 3).max(0.0) / smaller
}

fn has_usual_size(seen: &SeenSeal, scale_is_known: bool) -> bool {
    let usual = match (seen.kind, scale_is_known) {
        (SealKind::Rectangular, _) => SQUARES_MM,
        (_, true) => DIAMETERS_MM,
        (_, false) => LOOSE_DIAMETERS_MM,
    };
    usual.contains(&seen.diameter_mm)
}

#[cfg(test)]
mod tests;
