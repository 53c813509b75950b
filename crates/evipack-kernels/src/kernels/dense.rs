//! Convolutions several pixels wide of every channel with every other.
//!
//! Enters: pictures of one size, whose channels are taken together. Leaves: one picture. The runtime multiplies matrices; for
//! these few channels the matrix of all patches costs it more than the multiplication. Here the rows under the kernel are laid
//! side by side once, and sums stay in registers until they are complete.

use super::Image;
use crate::graph::{Node, Weights};
use rten_simd::ops::{BitOps as _, NumOps as _};
use rten_simd::{Isa, SimdOp};
use rten_tensor::Tensor;

/// Channels that are summed up together, and vectors of each: 6 × 2 sums, 2 vectors of the picture and up to 2 weights are the
/// 16 registers of AVX2. With 4 × 3 sums the second weight has no register, and half of the time goes into waiting for the sum
/// that is kept in memory instead.
const OUT: usize = 6;
const WIDE: usize = 2;
/// The most numbers a vector has (AVX-512), times [`WIDE`]: what a row's length is rounded up to.
const STEP: usize = 16 * WIDE;

#[derive(Debug)]
pub(crate) struct Dense {
    /// For every [`OUT`] channels of the result those of each place of the kernel, in the order of [`Band`].
    weights: Vec<f32>,
    biases: Vec<f32>,
    /// How many channels it takes, how many it gives.
    channels: [usize; 2],
    kernel: [usize; 2],
    strides: [usize; 2],
    /// What is added above and at the left, below and at the right.
    pads: [usize; 4],
    /// Whether sums below zero become zero.
    positive: bool,
}

impl Dense {
    pub(super) fn of(node: &Node, weights: &Weights, biases: &[f32], positive: bool) -> Option<Self> {
        let [outputs, inputs, down, across] = weights.shape[..] else { return None };
        let known = node.these("group").unwrap_or([1]) == [1]
            && node.these("dilations").unwrap_or([1; 2]) == [1; 2]
            // One pixel wide it is a multiplication of matrices, which the runtime does well.
            && down * across > 1;
        let strides: [usize; 2] = node.these("strides")?;
        let pads = match node.text("auto_pad") {
            None | Some("NOTSET") => node.these("pads")?,
            Some("SAME_UPPER") if strides == [1; 2] => {
                let (down, across) = (down.checked_sub(1)?, across.checked_sub(1)?);
                [down / 2, across / 2, down - down / 2, across - across / 2]
            }
            Some(_) => return None,
        };
        let (kernel, channels) = ([down, across], [inputs, outputs]);
        (known && !strides.contains(&0)).then(|| {
            let mut biases = biases.to_vec();
            biases.resize(outputs.next_multiple_of(OUT), 0.0);
            Self {
                weights: arranged(&weights.values, channels, kernel),
                biases,
                channels,
                kernel,
                strides,
                pads,
                positive,
            }
        })
    }

    pub(super) fn pass(&self, images: &[Image<'_>]) -> Option<Tensor<f32>> {
        let &Image { height, width, .. } = images.first()?;
        let [inputs, outputs] = self.channels;
        let alike = images.iter().all(|image| (image.height, image.width) == (height, width));
        if !alike || images.iter().map(|image| image.channels).sum::<usize>() != inputs {
            return None;
        }
        let [top, left, bottom, right] = self.pads;
        let high = (height + top + bottom).checked_sub(self.kernel[0])? / self.strides[0] + 1;
        let wide = (width + left + right).checked_sub(self.kernel[1])? / self.strides[1] + 1;
        let mut band = Band::new(self, wide);
        let span = wide.next_multiple_of(STEP);
        let mut row = vec![0.0; self.biases.len() * span];
        let mut behind = vec![0.0; outputs * high * wide];
        for y in 0..high {
            let above = y * self.strides[0];
            (0..self.kernel[0]).for_each(|down| band.hold(above + down, images));
            Sum { dense: self, band: &band, above, wide, span, row: &mut row }.dispatch();
            for (from, to) in row.chunks(span).zip(behind.chunks_mut(high * wide)) {
                to[y * wide..][..wide].copy_from_slice(&from[..wide]);
            }
        }
        Some(Tensor::from_data(&[1, outputs, high, wide], behind))
    }
}

/// Weights in the order in which they are needed: [`OUT`] channels of the result side by side, for each row of the kernel all
/// channels of the picture, and of these each column.
fn arranged(weights: &[f32], [inputs, outputs]: [usize; 2], [down, across]: [usize; 2]) -> Vec<f32> {
    let mut arranged = Vec::with_capacity(weights.len());
    for block in (0..outputs).step_by(OUT) {
        for y in 0..down {
            for input in 0..inputs {
                for x in 0..across {
                    let at = |output: usize| ((output * inputs + input) * down + y) * across + x;
                    // Channels that do not exist are summed up as well, and left out.
                    let weight = |nth| if block + nth < outputs { weights[at(block + nth)] } else { 0.0 };
                    arranged.extend((0..OUT).map(weight));
                }
            }
        }
    }
    arranged
}

/// The rows of a picture that lie under the kernel, padded: of each row all channels side by side. A row is laid out as many
/// times as a step to the right is wide, each time the pixels of that distance: neighbours in the result are neighbours here.
struct Band {
    rows: Vec<f32>,
    /// Which row, counted from the padding on, lies at each place.
    held: Vec<Option<usize>>,
    /// Length of a row of one channel at one phase.
    pitch: usize,
    phases: usize,
    /// What is added above and at the left.
    pads: [usize; 2],
    /// Where each weight's pixels begin in a row.
    offsets: Vec<usize>,
}

impl Band {
    fn new(dense: &Dense, wide: usize) -> Self {
        let ([down, across], [inputs, _], phases) = (dense.kernel, dense.channels, dense.strides[1]);
        let pitch = wide.next_multiple_of(STEP) + (across - 1) / phases;
        let offset = |at: usize| {
            let (input, x) = (at / across, at % across);
            (input * phases + x % phases) * pitch + x / phases
        };
        Self {
            rows: vec![0.0; down * inputs * phases * pitch],
            held: vec![None; down],
            pitch,
            phases,
            pads: [dense.pads[0], dense.pads[1]],
            offsets: (0..inputs * across).map(offset).collect(),
        }
    }

    /// The row that is held at the place of this one.
    fn row(&self, row: usize) -> &[f32] {
        let length = self.rows.len() / self.held.len();
        &self.rows[row % self.held.len() * length..][..length]
    }

    /// Lays out a row, unless it is held already.
    fn hold(&mut self, row: usize, images: &[Image<'_>]) {
        let place = row % self.held.len();
        if self.held[place].replace(row) == Some(row) {
            return;
        }
        let length = self.rows.len() / self.held.len();
        let held = &mut self.rows[place * length..][..length];
        let [top, left] = self.pads;
        let Some(y) = row.checked_sub(top).filter(|y| images.iter().all(|image| *y < image.height)) else {
            held.fill(0.0);
            return;
        };
        let lines = images.iter().flat_map(|image| image.values.chunks(image.width).skip(y).step_by(image.height));
        for (line, held) in lines.zip(held.chunks_mut(self.pitch * self.phases)) {
            for (phase, held) in held.chunks_mut(self.pitch).enumerate() {
                let padding = left.saturating_sub(phase).div_ceil(self.phases);
                let first = padding * self.phases + phase - left;
                match self.phases {
                    1 => copied(&mut held[padding..], line),
                    2 => {
                        let pairs = line.get(first..).unwrap_or_default().chunks(2);
                        held[padding..].iter_mut().zip(pairs).for_each(|(to, from)| *to = from[0]);
                    }
                    _ => {
                        let pixels = line.iter().skip(first).step_by(self.phases);
                        held[padding..].iter_mut().zip(pixels).for_each(|(to, from)| *to = *from);
                    }
                }
            }
        }
    }
}

/// As much as there is room for: where the kernel never comes to the last pixels they are left out.
fn copied(to: &mut [f32], from: &[f32]) {
    let length = to.len().min(from.len());
    to[..length].copy_from_slice(&from[..length]);
}

/// One row of the result.
struct Sum<'a> {
    dense: &'a Dense,
    band: &'a Band,
    /// The first row under the kernel, counted from the padding on.
    above: usize,
    wide: usize,
    /// How far the next channel is in `row`.
    span: usize,
    row: &'a mut [f32],
}

impl SimdOp for Sum<'_> {
    type Output = ();

    #[expect(
        clippy::inline_always,
        reason = "the code of an instruction set has to be compiled for it, as rten-simd says"
    )]
    #[inline(always)]
    fn eval<I: Isa>(mut self, isa: I) {
        let lanes = isa.f32().len();
        for at in (0..self.wide).step_by(WIDE * lanes) {
            // What a row has left over is often less than all vectors.
            match (self.wide - at).div_ceil(lanes) {
                1 => self.sum::<I, 1>(isa, at),
                _ => self.sum::<I, WIDE>(isa, at),
            }
        }
    }
}

impl Sum<'_> {
    /// So many vectors of every channel, from one pixel of the row on.
    #[expect(clippy::inline_always, reason = "as `SimdOp::eval`, of which it is a part")]
    #[inline(always)]
    fn sum<I: Isa, const VECTORS: usize>(&mut self, isa: I, at: usize) {
        let ops = isa.f32();
        let lanes = ops.len();
        let offsets = &self.band.offsets;
        let blocks = self.dense.weights.chunks_exact(self.dense.kernel[0] * offsets.len() * OUT);
        let blocks = blocks.zip(self.dense.biases.as_chunks::<OUT>().0);
        let floor = ops.splat(if self.dense.positive { 0.0 } else { f32::NEG_INFINITY });
        for ((weights, biases), row) in blocks.zip(self.row.chunks_exact_mut(OUT * self.span)) {
            let mut sums = biases.map(|bias| [ops.splat(bias); VECTORS]);
            for (y, weights) in weights.chunks_exact(offsets.len() * OUT).enumerate() {
                let held = &self.band.row(self.above + y)[at..];
                for (offset, weights) in offsets.iter().zip(weights.as_chunks::<OUT>().0) {
                    let pixels: [_; VECTORS] = ops.load_many(&held[*offset..*offset + VECTORS * lanes]);
                    for (sums, weight) in sums.iter_mut().zip(weights) {
                        let weight = ops.splat(*weight);
                        for (sum, pixels) in sums.iter_mut().zip(pixels) {
                            *sum = ops.mul_add(pixels, weight, *sum);
                        }
                    }
                }
            }
            for (sums, row) in sums.into_iter().zip(row.chunks_exact_mut(self.span)) {
                for (sum, row) in sums.into_iter().zip(row[at..].chunks_exact_mut(lanes)) {
                    ops.store(ops.max(sum, floor), row);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{defined, image};
    use super::*;
    use proptest::prelude::*;
    use rten_tensor::prelude::*;

    proptest! {
        #[test]
        fn sums_are_those_of_the_definition(
            [height, width] in prop::array::uniform2(3usize..70),
            kernel in prop::array::uniform2(1usize..4),
            strides in prop::array::uniform2(1usize..4),
            pads in prop::array::uniform4(0usize..3),
            [first, second, outputs] in prop::array::uniform3(1usize..6),
            positive in prop::bool::ANY,
            seed in 0usize..1000,
        ) {
            let channels @ [inputs, _] = [first + second, outputs];
            let values = image(inputs * height * width, seed);
            let (one, two) = values.split_at(first * height * width);
            let images = [
                Image { channels: first, height, width, values: one },
                Image { channels: second, height, width, values: two },
            ];
            let weights = image(outputs * inputs * kernel[0] * kernel[1], seed + 1);
            let bare = image(outputs, seed + 2);
            let mut biases = bare.clone();
            biases.resize(outputs.next_multiple_of(OUT), 0.0);
            let dense = Dense { weights: arranged(&weights, channels, kernel), biases, channels, kernel, strides, pads, positive };
            let summed = dense.pass(&images).unwrap();
            let size = [
                (height + pads[0] + pads[2] - kernel[0]) / strides[0] + 1,
                (width + pads[1] + pads[3] - kernel[1]) / strides[1] + 1,
            ];
            prop_assert_eq!(summed.shape(), [1, outputs, size[0], size[1]]);
            let summed = summed.into_data();
            for (output, bias) in bare.iter().enumerate() {
                let length = inputs * kernel[0] * kernel[1];
                let expected = defined(
                    &images, &weights[output * length..][..length], [inputs, kernel[0], kernel[1]], strides, [pads[0], pads[1]], size,
                );
                for (expected, summed) in expected.iter().zip(&summed[output * size[0] * size[1]..]) {
                    let expected = expected + bias;
                    let expected = if positive { expected.max(0.0) } else { expected };
                    prop_assert!((expected - summed).abs() < 1e-4, "{expected} and {summed}");
                }
            }
        }
    }
}
