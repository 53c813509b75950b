//! The four widest convolutions of the finding network, computed here and not by the runtime.
//!
//! Enters: the values in front of the network's 7 × 7 depthwise convolutions. Leaves: the values behind them. rten 0.27
//! computes depthwise convolutions number by number: these four were a quarter of the cost of finding lines (60 ms of 230 on a
//! strip of 352 × 736, one thread, AVX2). A kernel slid over whole vectors does the same in 6 ms, equal to 7 digits. The values
//! between them are reached because nothing else of the network crosses this place.

use crate::models::ModelError;
use rten::{Model, NodeId, Value, ValueOrView};
use rten_simd::ops::{BitOps as _, NumOps as _};
use rten_simd::{Isa, SimdOp};
use rten_tensor::Tensor;
use rten_tensor::prelude::*;

/// Side of a kernel.
const SIDE: usize = 7;
/// What is added around a channel so that it keeps its size.
const PAD: usize = SIDE / 2;
/// Vectors that are computed together: enough that the processor never waits for a sum.
const TOGETHER: usize = 4;
/// The most numbers a vector has (AVX-512), times [`TOGETHER`]: what a channel's length is rounded up to.
const STEP: usize = 16 * TOGETHER;

/// Names in PP-OCRv6's finding network: the value before, the kernels, their biases, the value behind.
const NAMES: [[&str; 4]; 4] = [
    ["Add.159", "conv2d_169.w_0", "p2o.pd_op.reshape.62.0", "Add.185"],
    ["Add.179", "conv2d_168.w_0", "p2o.pd_op.reshape.65.0", "Add.193"],
    ["Add.181", "conv2d_167.w_0", "p2o.pd_op.reshape.68.0", "Add.201"],
    ["Add.183", "conv2d_166.w_0", "p2o.pd_op.reshape.71.0", "Add.209"],
];

/// The wide convolutions of a network, in no special order.
#[derive(Debug)]
pub(crate) struct WideKernels(Vec<WideKernel>);

#[derive(Debug)]
struct WideKernel {
    before: NodeId,
    behind: NodeId,
    /// A kernel for each channel, a row after the other.
    kernels: Vec<[f32; SIDE * SIDE]>,
    biases: Vec<f32>,
}

impl WideKernels {
    /// Those of a model; `None` where it is none of the networks that are known here.
    pub(crate) fn of(model: &Model) -> Option<Self> {
        NAMES.iter().map(|names| WideKernel::of(model, *names)).collect::<Option<_>>().map(Self)
    }

    /// The values that [`Self::pass`] wants.
    pub(crate) fn before(&self) -> Vec<NodeId> {
        self.0.iter().map(|kernel| kernel.before).collect()
    }

    /// The values behind the convolutions, from those before them.
    pub(crate) fn pass(&self, before: Vec<Value>) -> Result<Vec<(NodeId, ValueOrView<'static>)>, ModelError> {
        let pass = |(kernel, value): (&WideKernel, Value)| Ok((kernel.behind, kernel.pass(value)?.into()));
        self.0.iter().zip(before).map(pass).collect()
    }
}

impl WideKernel {
    fn of(model: &Model, [before, kernels, biases, behind]: [&str; 4]) -> Option<Self> {
        let kernels = constant(model, kernels)?;
        let biases = constant(model, biases)?.into_data();
        if kernels.shape() != [biases.len(), 1, SIDE, SIDE] {
            return None;
        }
        let (kernels, _) = kernels.data()?.as_chunks();
        Some(Self {
            before: model.find_node(before)?,
            behind: model.find_node(behind)?,
            kernels: kernels.to_vec(),
            biases,
        })
    }

    fn pass(&self, value: Value) -> Result<Tensor<f32>, ModelError> {
        let unexpected = || ModelError::Failed("unexpected value before a convolution".to_owned());
        let value: Tensor<f32> = value.try_into().map_err(|_| unexpected())?;
        let &[1, channels, height, width] = value.shape() else { return Err(unexpected()) };
        if channels != self.biases.len() {
            return Err(unexpected());
        }
        let mut behind = Vec::with_capacity(value.len());
        let mut frame = Frame::new(height, width);
        let size = height * width;
        for (channel, (kernel, &bias)) in value.into_data().chunks(size).zip(self.kernels.iter().zip(&self.biases)) {
            frame.slide(channel, kernel, bias, &mut behind);
        }
        Ok(Tensor::from_data(&[1, channels, height, width], behind))
    }
}

/// A weight of a model by its name.
fn constant(model: &Model, name: &str) -> Option<Tensor<f32>> {
    let node = model.find_node(name)?;
    model.run(Vec::new(), &[node], None).ok()?.pop()?.try_into().ok()
}

/// One channel with its padding, a row after the other without gaps: a step down is always as far, so that the kernel slides
/// over all rows as over one; what it tells of the padding between them is left out.
struct Frame {
    width: usize,
    padded: Vec<f32>,
    slid: Vec<f32>,
}

impl Frame {
    fn new(height: usize, width: usize) -> Self {
        let row = width + 2 * PAD;
        let length = (height * row).next_multiple_of(STEP);
        Self { width, padded: vec![0.0; length + 2 * PAD * row + 2 * PAD], slid: vec![0.0; length] }
    }

    fn slide(&mut self, channel: &[f32], kernel: &[f32; SIDE * SIDE], bias: f32, into: &mut Vec<f32>) {
        let row = self.width + 2 * PAD;
        for (from, to) in channel.chunks(self.width).zip(self.padded.chunks_mut(row).skip(PAD)) {
            to[PAD..PAD + self.width].copy_from_slice(from);
        }
        Slide { padded: &self.padded, row, kernel, bias, slid: &mut self.slid }.dispatch();
        let rows = channel.len() / self.width;
        into.extend(self.slid.chunks(row).take(rows).flat_map(|slid| &slid[..self.width]));
    }
}

struct Slide<'a> {
    padded: &'a [f32],
    /// How far a step down is in `padded`.
    row: usize,
    kernel: &'a [f32; SIDE * SIDE],
    bias: f32,
    slid: &'a mut [f32],
}

impl SimdOp for Slide<'_> {
    type Output = ();

    #[expect(
        clippy::inline_always,
        reason = "the code of an instruction set has to be compiled for it, as rten-simd says"
    )]
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let lanes = ops.len();
        for (index, slid) in self.slid.chunks_exact_mut(TOGETHER * lanes).enumerate() {
            let mut sums = [ops.splat(self.bias); TOGETHER];
            for (down, weights) in self.kernel.chunks_exact(SIDE).enumerate() {
                let at = index * TOGETHER * lanes + down * self.row;
                let row = &self.padded[at..at + TOGETHER * lanes + 2 * PAD];
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
    use super::*;
    use crate::network::Network;
    use proptest::prelude::*;

    /// Made by `fixtures/recipe/wide_kernels_onnx.py`: the place of the network, with its names, three channels wide.
    const MINIATURE: &[u8] = include_bytes!("wide_kernels/miniature.onnx");

    #[test]
    fn a_network_answers_the_same_with_and_without() {
        let network = Network::new(MINIATURE.to_vec()).unwrap();
        let picture =
            |seed: usize| (0..3 * 32 * 64).map(|i| ((i * 7919 + seed) % 255) as f32 / 127.5 - 1.0).collect::<Vec<_>>();
        for seed in 0..3 {
            let (with, without) =
                (network.run(32, 64, picture(seed)).unwrap(), network.run_whole(32, 64, picture(seed)).unwrap());
            assert!(network.is_run_in_two(), "the names are those of the model");
            assert_eq!(with.shape(), without.shape());
            assert!(with.iter().zip(without.iter()).all(|(a, b)| (a - b).abs() < 1e-5));
        }
    }

    proptest! {
        #[test]
        fn a_kernel_slides_as_the_definition_says(
            (width, channel) in (1usize..70).prop_flat_map(|width| (Just(width), prop::collection::vec(-2.0f32..2.0, width..width * 9))),
            kernel in prop::collection::vec(-1.0f32..1.0, SIDE * SIDE),
        ) {
            let height = channel.len() / width;
            let channel = &channel[..height * width];
            let kernel: [f32; SIDE * SIDE] = kernel.try_into().unwrap();
            let mut slid = Vec::new();
            let mut frame = Frame::new(height, width);
            frame.slide(&vec![9.0; channel.len()], &kernel, 0.0, &mut Vec::new());
            frame.slide(channel, &kernel, 0.5, &mut slid);
            prop_assert_eq!(slid.len(), channel.len());
            for (index, slid) in slid.iter().enumerate() {
                let (y, x) = (index / width, index % width);
                let mut sum = 0.5;
                for (at, weight) in kernel.iter().enumerate() {
                    let (row, column) = (y + at / SIDE, x + at % SIDE);
                    if (PAD..height + PAD).contains(&row) && (PAD..width + PAD).contains(&column) {
                        sum += channel[(row - PAD) * width + column - PAD] * weight;
                    }
                }
                prop_assert!((sum - slid).abs() < 1e-4, "{sum} and {slid} at {y}, {x}");
            }
        }
    }
}
