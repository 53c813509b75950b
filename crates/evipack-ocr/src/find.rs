//! Where lines of text stand in a picture: the network of differentiable binarisation (DB) and what follows it.
//!
//! Enters: a picture. Leaves: turned rectangles. The network answers with a map of how likely each pixel is in the shrunken
//! core of a line; cores are outlined, boxed and grown back to the line's size.

use crate::models::ModelError;
use evipack_kernels::{Network, NetworkError};
use evipack_see::{Pixels, Spot};
use rten_imageproc::{Point, PointF, RetrievalMode, RotatedRect, Vec2, find_contours, min_area_rect};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

/// The network halves its input five times.
const STRIDE: u32 = 32;
/// From this likelihood on a pixel is in a core (the published configuration of PP-OCRv6).
const CORE: f32 = 0.3;
/// Mean likelihood below which a box is dropped (the published configuration says 0.6; watermarks are fainter than print).
const SURE: f32 = 0.5;
/// How much of its area over its circumference a core was shrunk by.
const UNCLIP: f32 = 1.6;
/// Cores thinner than this in map pixels are noise.
const THINNEST: f32 = 3.0;

#[derive(Debug)]
pub(crate) struct Finder(Network);

impl Finder {
    pub(crate) fn new(onnx: Vec<u8>) -> Result<Self, ModelError> {
        Ok(Self(Network::new(onnx)?))
    }

    pub(crate) fn is_run_in_pieces(&self) -> bool {
        self.0.is_run_in_pieces()
    }

    pub(crate) fn find(&self, picture: &Pixels, side: u32) -> Result<Vec<Spot>, ModelError> {
        if picture.width == 0 || picture.height == 0 {
            return Ok(Vec::new());
        }
        let scale = (f64::from(side) / f64::from(picture.long_side())).min(1.0);
        let map_side = |length: u32| ((f64::from(length) * scale / f64::from(STRIDE)).round() as u32).max(1) * STRIDE;
        let (width, height) = (map_side(picture.width), map_side(picture.height));
        let small = picture.resized(width, height);
        let (width, height) = (width as usize, height as usize);
        let answer = self.0.run(height, width, planes(&small))?;
        if answer.shape() != [1, 1, height, width] {
            return Err(NetworkError::Failed(format!("unexpected shape {:?}", answer.shape())).into());
        }
        let stretch = [picture.width as f32 / width as f32, picture.height as f32 / height as f32];
        Ok(spots(&answer.into_data(), width, height, stretch))
    }
}

/// Blue, green, red planes, from -1 to 1.
fn planes(picture: &Pixels) -> Vec<f32> {
    let value = |byte: u8| f32::from(byte) / 127.5 - 1.0;
    let plane = |channel: usize| picture.rgb.chunks_exact(3).map(move |pixel| value(pixel[channel]));
    plane(2).chain(plane(1)).chain(plane(0)).collect()
}

/// Boxes around the cores of a map, in pixels of the picture (`stretch` map pixels each).
fn spots(map: &[f32], width: usize, height: usize, stretch: [f32; 2]) -> Vec<Spot> {
    let mask = NdTensor::from_fn([height, width], |[y, x]| {
        // A dilation of 2 × 2, as the published post-processing does it: thin cores stay in one piece.
        let core = |x: usize, y: usize| map[y * width + x] > CORE;
        let (left, up) = (x.saturating_sub(1), y.saturating_sub(1));
        core(x, y) || core(left, y) || core(x, up) || core(left, up)
    });
    let outlines = find_contours(mask.view(), RetrievalMode::External);
    outlines.iter().filter_map(|outline| spot(outline, map, width, height, stretch)).collect()
}

fn spot(outline: &[Point], map: &[f32], width: usize, height: usize, stretch: [f32; 2]) -> Option<Spot> {
    let points: Vec<PointF> = outline.iter().map(|point| point.to_f32()).collect();
    let core = min_area_rect(&points)?.orient_towards(Vec2::from_yx(-1.0, 0.0));
    if core.width().min(core.height()) < THINNEST {
        return None;
    }
    let confidence = mean_inside(&core, map, width, height);
    if confidence < SURE {
        return None;
    }
    let grown = 2.0 * core.area() * UNCLIP / (2.0 * (core.width() + core.height()));
    let line = core.expanded(grown, grown);
    Some(Spot {
        corners: upright(line.corners()).map(|point| [point.x * stretch[0], point.y * stretch[1]]),
        confidence,
    })
}

/// Mean likelihood inside a turned box.
fn mean_inside(core: &RotatedRect, map: &[f32], width: usize, height: usize) -> f32 {
    let corners = core.corners();
    let span = |of: fn(&PointF) -> f32, most: usize| {
        let from = corners.iter().map(of).fold(f32::MAX, f32::min).max(0.0) as usize;
        let to = corners.iter().map(of).fold(0.0, f32::max).ceil() as usize;
        from..=to.min(most - 1)
    };
    let (mut sum, mut count) = (0.0, 0u32);
    for y in span(|point| point.y, height) {
        for x in span(|point| point.x, width) {
            if core.contains(PointF::from_yx(y as f32, x as f32)) {
                sum += map[y * width + x];
                count += 1;
            }
        }
    }
    if count == 0 { 0.0 } else { sum / count as f32 }
}

/// The corners from the top left on, clockwise.
fn upright(mut corners: [PointF; 4]) -> [PointF; 4] {
    corners.sort_by(|a, b| a.x.total_cmp(&b.x));
    let [a, b, c, d] = corners;
    let (top_left, bottom_left) = if a.y <= b.y { (a, b) } else { (b, a) };
    let (top_right, bottom_right) = if c.y <= d.y { (c, d) } else { (d, c) };
    [top_left, top_right, bottom_right, bottom_left]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_core_grows_back_to_its_line() {
        let (width, height) = (64, 32);
        let mut map = vec![0.0; width * height];
        for y in 12..20 {
            map[y * width + 8..y * width + 56].fill(0.9);
        }
        let found = spots(&map, width, height, [2.0, 2.0]);
        assert_eq!(found.len(), 1);
        let [[left, top], [right, _], [_, bottom], _] = found[0].corners;
        assert!(left < 10.0 && right > 116.0 && top < 18.0 && bottom > 44.0, "{:?}", found[0]);
        assert!(found[0].confidence > 0.7);
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        assert!(spots(&[0.0; 32 * 32], 32, 32, [1.0, 1.0]).is_empty());
    }
}
