//! A picture made smaller by area average.
//!
//! Enters: [`Pixels`] and the wanted size. Leaves: [`Pixels`] of that size, each the mean of the area it covers, edges weighted
//! by what they share. Why: thin red lines must become paler, not vanish between samples, and the network was trained on
//! exactly this average (`fixtures/recipe/seal_input.py`).

use super::CHANNELS;
use crate::Pixels;

/// The area average at `width` × `height`, at least 1 × 1. Made larger, pixels are repeated.
pub(crate) fn shrunk(page: &Pixels, width: u32, height: u32) -> Pixels {
    let (from_w, from_h) = (page.width as usize, page.height as usize);
    let (width, height) = (width.max(1), height.max(1));
    if from_w == 0 || from_h == 0 || page.rgb.len() < from_w * from_h * CHANNELS {
        return Pixels { width, height, rgb: vec![u8::MAX; width as usize * height as usize * CHANNELS] };
    }
    let (to_w, to_h) = (width as usize, height as usize);
    let columns = spans(from_w, to_w);
    let mut rgb = Vec::with_capacity(to_w * to_h * CHANNELS);
    // Rows are averaged first: that pass runs along memory.
    let mut mean_row = vec![0f32; from_w * CHANNELS];
    for rows in spans(from_h, to_h) {
        mean_row.fill(0.0);
        for (k, weight) in rows.weights.iter().enumerate() {
            let start = (rows.first + k) * from_w * CHANNELS;
            for (sum, value) in mean_row.iter_mut().zip(&page.rgb[start..start + from_w * CHANNELS]) {
                *sum += weight * f32::from(*value);
            }
        }
        for span in &columns {
            let mut sum = [0f32; CHANNELS];
            let pixels = mean_row[span.first * CHANNELS..].chunks_exact(CHANNELS);
            for (weight, pixel) in span.weights.iter().zip(pixels) {
                for (sum, value) in sum.iter_mut().zip(pixel) {
                    *sum += weight * value;
                }
            }
            rgb.extend(sum.map(|mean| (mean + 0.5) as u8));
        }
    }
    Pixels { width, height, rgb }
}

/// The source pixels that one target pixel covers, with weights that add up to one.
struct Span {
    first: usize,
    weights: Vec<f32>,
}

fn spans(from: usize, to: usize) -> Vec<Span> {
    let step = from as f64 / to as f64;
    (0..to)
        .map(|k| {
            if step <= 1.0 {
                let first = (((k as f64 + 0.5) * step) as usize).min(from - 1);
                return Span { first, weights: vec![1.0] };
            }
            let (start, end) = (k as f64 * step, ((k + 1) as f64 * step).min(from as f64));
            let first = (start as usize).min(from - 1);
            let last = ((end.ceil() as usize).max(first + 1)).min(from);
            let shares = (first..last).map(|i| (end.min((i + 1) as f64) - start.max(i as f64)).max(0.0) as f32);
            let mut weights: Vec<f32> = shares.collect();
            let total: f32 = weights.iter().sum();
            for weight in &mut weights {
                *weight /= total.max(f32::MIN_POSITIVE);
            }
            Span { first, weights }
        })
        .collect()
}
