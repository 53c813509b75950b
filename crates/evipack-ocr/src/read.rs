//! The text of a line: cut out upright, 48 pixels high, through the reading network, decoded (CTC).
//!
//! Enters: a picture and the spot of a line. Leaves: its text and how sure the network is.

use crate::models::ModelError;
use evipack_kernels::{Network, NetworkError};
use evipack_see::{Pixels, Spot, TextLine};
use rten_tensor::prelude::*;

/// Height of a line for the network.
const HEIGHT: u32 = 48;
/// Shorter lines are filled up to this. The network was trained with 320, but reads clocks and dates the same without the
/// filling, and the cost of a line grows with its width: 0.05 s of 0.09 s are saved on a clock.
const NARROWEST: u32 = 96;
/// A line of 66 full-width characters; longer ones are squeezed.
const WIDEST: u32 = 3200;
/// Widths are rounded up to this: the network halves a line three times.
const WIDTH_STEP: u32 = 8;
/// A line this much higher than wide runs downwards and is turned.
const UPRIGHT: f32 = 1.5;

#[derive(Debug)]
pub(crate) struct LineReader {
    network: Network,
    /// What each class of the network stands for; class 0 is the blank.
    characters: Vec<String>,
}

impl LineReader {
    /// A network, and its list of characters, a line each, where the network does not carry it.
    pub(crate) fn new(onnx: Vec<u8>, list: Option<&[u8]>) -> Result<Self, ModelError> {
        let network = Network::new(onnx)?;
        let list = match list {
            Some(bytes) => str::from_utf8(bytes).ok().map(|text| text.strip_suffix('\n').unwrap_or(text)),
            None => network.note("character"),
        };
        let list = list.ok_or_else(|| NetworkError::Unloadable("no list of characters".into()))?;
        let blank = String::new();
        let listed = list.split('\n').map(|c| c.trim_end_matches('\r').to_owned());
        let characters = std::iter::once(blank).chain(listed).chain([" ".to_owned()]).collect();
        Ok(Self { network, characters })
    }

    pub(crate) fn is_run_in_pieces(&self) -> bool {
        self.network.is_run_in_pieces()
    }

    pub(crate) fn read(&self, picture: &Pixels, spot: &Spot) -> Result<TextLine, ModelError> {
        let line = cut_out(picture, spot);
        let width = (f64::from(HEIGHT * line.width) / f64::from(line.height.max(1))).ceil() as u32;
        let width = width.clamp(8, WIDEST);
        let padded = width.max(NARROWEST).div_ceil(WIDTH_STEP) * WIDTH_STEP;
        let values = planes(&line.resized(width, HEIGHT), padded as usize);
        let answer = self.network.run(HEIGHT as usize, padded as usize, values)?;
        if answer.ndim() != 3 || answer.size(2) != self.characters.len() {
            return Err(NetworkError::Failed(format!("unexpected shape {:?}", answer.shape())).into());
        }
        let (text, confidence) = decode(&answer.into_data(), &self.characters);
        Ok(TextLine { text, confidence, region: spot.region(picture) })
    }
}

/// The line of a spot, upright, at its own size.
fn cut_out(picture: &Pixels, spot: &Spot) -> Pixels {
    let turned = spot.height() >= UPRIGHT * spot.width();
    // A line that runs downwards begins at its top right when it is laid on its side.
    let [top_left, top_right, bottom_right, bottom_left] = spot.corners;
    let (origin, along, down) =
        if turned { (top_right, bottom_right, top_left) } else { (top_left, top_right, bottom_left) };
    let length = |to: [f32; 2]| (to[0] - origin[0]).hypot(to[1] - origin[1]).round().max(1.0);
    let (width, height) = (length(along), length(down));
    let step = |to: [f32; 2], by: f32| [(to[0] - origin[0]) / by, (to[1] - origin[1]) / by];
    let (right, below) = (step(along, width), step(down, height));
    let mut rgb = Vec::with_capacity(width as usize * height as usize * 3);
    for y in 0..height as u32 {
        for x in 0..width as u32 {
            let (x, y) = (x as f32, y as f32);
            let at = |axis: usize| origin[axis] + x * right[axis] + y * below[axis];
            rgb.extend_from_slice(&bilinear(picture, at(0), at(1)));
        }
    }
    Pixels { width: width as u32, height: height as u32, rgb }
}

/// The colour between four pixels.
fn bilinear(picture: &Pixels, x: f32, y: f32) -> [u8; 3] {
    let x = x.clamp(0.0, picture.width.saturating_sub(1) as f32);
    let y = y.clamp(0.0, picture.height.saturating_sub(1) as f32);
    let (left, top) = (x as u32, y as u32);
    let (right, low) = (x - left as f32, y - top as f32);
    let corners = [(left, top), (left + 1, top), (left, top + 1), (left + 1, top + 1)]
        .map(|(x, y)| picture.at(x, y).map(f32::from));
    std::array::from_fn(|channel| {
        let [upper_left, upper_right, lower_left, lower_right] = corners.map(|corner| corner[channel]);
        let upper = upper_left + (upper_right - upper_left) * right;
        let lower = lower_left + (lower_right - lower_left) * right;
        (upper + (lower - upper) * low + 0.5) as u8
    })
}

/// Blue, green, red planes from -1 to 1, filled up with the middle value at the right.
fn planes(line: &Pixels, padded: usize) -> Vec<f32> {
    let (width, height) = (line.width as usize, line.height as usize);
    let mut values = vec![0.0; padded * height * 3];
    for (index, pixel) in line.rgb.chunks_exact(3).enumerate() {
        let at = index / width * padded + index % width;
        for (plane, channel) in [2, 1, 0].into_iter().enumerate() {
            values[plane * padded * height + at] = f32::from(pixel[channel]) / 127.5 - 1.0;
        }
    }
    values
}

/// The likeliest character of each step, repetitions and blanks dropped; the mean likelihood of those kept.
fn decode(steps: &[f32], characters: &[String]) -> (String, f32) {
    let (mut text, mut sum, mut count, mut last) = (String::new(), 0.0, 0u32, 0);
    for step in steps.chunks_exact(characters.len()) {
        let Some((class, likelihood)) = likeliest(step) else { continue };
        if class != 0 && class != last {
            text.push_str(&characters[class]);
            sum += likelihood;
            count += 1;
        }
        last = class;
    }
    (text, if count == 0 { 0.0 } else { sum / count as f32 })
}

/// The class with the largest likelihood, and that. Of 18,710 classes sixteen at a time are compared: asked one by one for their
/// order they cost as much as a layer of the network.
fn likeliest(step: &[f32]) -> Option<(usize, f32)> {
    let larger = |a: f32, b: f32| if b > a { b } else { a };
    let (some, rest) = step.as_chunks::<16>();
    let mut most = [f32::MIN; 16];
    for some in some {
        most.iter_mut().zip(some).for_each(|(most, value)| *most = larger(*most, *value));
    }
    let most = most.iter().chain(rest).copied().fold(f32::MIN, larger);
    Some((step.iter().rposition(|value| *value >= most)?, most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn repetitions_and_blanks_are_dropped() {
        let characters = ["", "日", "1"].map(str::to_owned);
        let steps = [[0.1, 0.9, 0.0], [0.1, 0.9, 0.0], [1.0, 0.0, 0.0], [0.2, 0.8, 0.0], [0.3, 0.0, 0.7]].concat();
        let (text, confidence) = decode(&steps, &characters);
        assert_eq!(text, "日日1");
        assert!((confidence - 0.8).abs() < 1e-6);
    }

    #[test]
    fn a_line_that_runs_downwards_is_laid_on_its_side() {
        let mut picture = Pixels::filled(10, 40, [255; 3]);
        picture.rgb[..10 * 3].fill(0);
        let spot = Spot { corners: [[0.0, 0.0], [10.0, 0.0], [10.0, 40.0], [0.0, 40.0]], confidence: 1.0 };
        let line = cut_out(&picture, &spot);
        assert_eq!((line.width, line.height), (40, 10));
        assert_eq!(line.at(0, 5), [0; 3], "the top comes first");
        assert_eq!(line.at(30, 5), [255; 3]);
    }

    proptest! {
        #[test]
        fn the_likeliest_is_the_last_of_the_largest(step in prop::collection::vec(0u8..50, 1..100)) {
            let step: Vec<f32> = step.into_iter().map(f32::from).collect();
            let expected = step.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
            prop_assert_eq!(likeliest(&step), expected);
        }

        #[test]
        fn any_spot_is_survived(corners in prop::array::uniform4(prop::array::uniform2(-50.0f32..50.0))) {
            let picture = Pixels::filled(7, 5, [3; 3]);
            let line = cut_out(&picture, &Spot { corners, confidence: 0.0 });
            prop_assert_eq!(line.rgb.len(), (line.width * line.height * 3) as usize);
        }
    }
}
