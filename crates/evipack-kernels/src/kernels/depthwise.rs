//! Convolutions of each channel with a kernel of its own.
//!
//! Enters: a picture. Leaves: one of as many channels. A kernel slides over whole vectors of a channel at once: ten times as
//! fast as number by number, equal to seven digits.

use super::Image;
use crate::graph::{Node, Weights};
use rten_simd::ops::{BitOps as _, NumOps as _};
use rten_simd::{Isa, SimdOp};
use rten_tensor::Tensor;

/// Vectors that are computed together: enough that the processor never waits for a sum.
const TOGETHER: usize = 4;
/// The most numbers a vector has (AVX-512), times [`TOGETHER`]: what a channel's length is rounded up to.
const STEP: usize = 16 * TOGETHER;

/// A convolution with square kernels that keeps the size of a picture, or of its result takes every other pixel.
#[derive(Debug)]
pub(crate) struct Depthwise {
    side: usize,
    strides: [usize; 2],
    /// A kernel for each channel, a row after the other.
    kernels: Vec<f32>,
    biases: Vec<f32>,
}

impl Depthwise {
    pub(super) fn of(node: &Node, weights: &Weights, biases: &[f32]) -> Option<Self> {
        let [channels, 1, side, across] = weights.shape[..] else { return None };
        let known = node.these("group") == Some([channels])
            && side == across
            && matches!(side, 3 | 7)
            && node.these("pads") == Some([side / 2; 4])
            && node.these("dilations").unwrap_or([1; 2]) == [1; 2];
        let strides: [usize; 2] = node.these("strides")?;
        (known && !strides.contains(&0)).then(|| Self {
            side,
            strides,
            kernels: weights.values.clone(),
            biases: biases.to_vec(),
        })
    }

    pub(super) fn pass(&self, image: Image<'_>) -> Option<Tensor<f32>> {
        match self.side {
            3 => self.slide::<3>(image),
            7 => self.slide::<7>(image),
            _ => None,
        }
    }

    fn slide<const SIDE: usize>(&self, image: Image<'_>) -> Option<Tensor<f32>> {
        if image.channels != self.biases.len() {
            return None;
        }
        let [down, right] = self.strides;
        let (height, width) = (image.height.div_ceil(down), image.width.div_ceil(right));
        let mut behind = Vec::with_capacity(image.channels * height * width);
        let mut frame = Frame::<SIDE>::new(image.height, image.width);
        let channels = image.values.chunks(image.height * image.width);
        for (channel, (kernel, bias)) in channels.zip(self.kernels.chunks(SIDE * SIDE).zip(&self.biases)) {
            frame.slide(channel, kernel, *bias);
            for row in frame.rows().step_by(down) {
                if right == 1 {
                    behind.extend_from_slice(row);
                } else {
                    behind.extend(row.iter().step_by(right));
                }
            }
        }
        Some(Tensor::from_data(&[1, image.channels, height, width], behind))
    }
}

/// One channel with its padding, a row after the other without gaps: a step down is always as far, so that the kernel slides
/// over all rows as over one; what it tells of the padding between them is left out.
struct Frame<const SIDE: usize> {
    height: usize,
    width: usize,
    padded: Vec<f32>,
    slid: Vec<f32>,
}

impl<const SIDE: usize> Frame<SIDE> {
    /// What is added around a channel so that it keeps its size.
    const PAD: usize = SIDE / 2;

    fn new(height: usize, width: usize) -> Self {
        let row = width + 2 * Self::PAD;
        let length = (height * row).next_multiple_of(STEP);
        let padded = vec![0.0; length + 2 * Self::PAD * row + 2 * Self::PAD];
        Self { height, width, padded, slid: vec![0.0; length] }
    }

    fn slide(&mut self, channel: &[f32], kernel: &[f32], bias: f32) {
        let row = self.width + 2 * Self::PAD;
        for (from, to) in channel.chunks(self.width).zip(self.padded.chunks_mut(row).skip(Self::PAD)) {
            to[Self::PAD..Self::PAD + self.width].copy_from_slice(from);
        }
        Slide::<SIDE> { padded: &self.padded, row, kernel, bias, slid: &mut self.slid }.dispatch();
    }

    fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.slid.chunks(self.width + 2 * Self::PAD).take(self.height).map(|row| &row[..self.width])
    }
}

struct Slide<'a, const SIDE: usize> {
    padded: &'a [f32],
    /// How far a step down is in `padded`.
    row: usize,
    kernel: &'a [f32],
    bias: f32,
    slid: &'a mut [f32],
}

impl<const SIDE: usize> SimdOp for Slide<'_, SIDE> {
    type Output = ();

    #[expect(
        clippy::inline_always,
        reason = "the code of an instruction set has to be compiled for it, as rten-simd says"
    )]
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let lanes = ops.len();
        let (kernel, _) = self.kernel.as_chunks::<SIDE>();
        for (index, slid) in self.slid.chunks_exact_mut(TOGETHER * lanes).enumerate() {
            let mut sums = [ops.splat(self.bias); TOGETHER];
            for (down, weights) in kernel.iter().enumerate() {
                let at = index * TOGETHER * lanes + down * self.row;
                let row = &self.padded[at..at + TOGETHER * lanes + SIDE - 1];
                for (right, weight) in weights.iter().enumerate() {
                    let weight = ops.splat(*weight);
                    for (nth, sum) in sums.iter_mut().enumerate() {
                        *sum = ops.mul_add(ops.load(&row[nth * lanes + right..]), weight, *sum);
                    }
                }
            }
            for (sum, slid) in sums.into_iter().zip(slid.chunks_exact_mut(lanes)) {
                ops.store(sum, slid);
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
        fn a_kernel_slides_as_the_definition_says(
            side in prop::sample::select(vec![3usize, 7]),
            [height, width] in prop::array::uniform2(1usize..40),
            strides in prop::array::uniform2(1usize..3),
            seed in 0usize..1000,
        ) {
            let values = image(2 * height * width, seed);
            let kernels = image(2 * side * side, seed + 1);
            let biases = vec![0.5, -0.25];
            let size = [height.div_ceil(strides[0]), width.div_ceil(strides[1])];
            let depthwise = Depthwise { side, strides, kernels: kernels.clone(), biases: biases.clone() };
            let slid = depthwise.pass(Image { channels: 2, height, width, values: &values }).unwrap();
            prop_assert_eq!(slid.shape(), [1, 2, size[0], size[1]]);
            let slid = slid.into_data();
            for (channel, bias) in biases.iter().enumerate() {
                let values = &values[channel * height * width..][..height * width];
                let alone = Image { channels: 1, height, width, values };
                let kernel = &kernels[channel * side * side..][..side * side];
                let expected = defined(&[alone], kernel, [1, side, side], strides, [side / 2; 2], size);
                for (expected, slid) in expected.iter().zip(&slid[channel * size[0] * size[1]..]) {
                    prop_assert!((expected + bias - slid).abs() < 1e-4);
                }
            }
        }
    }
}
