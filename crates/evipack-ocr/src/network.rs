//! A network on rten.
//!
//! Enters: a model, and batches of one picture. Leaves: what the network answers. Each calling thread computes on one thread
//! of its own: files are read side by side, and more threads within a picture would only cost more in all.

use crate::models::ModelError;
use crate::wide_kernels::WideKernels;
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};
use std::sync::{Arc, Mutex, PoisonError};

/// Side of the picture that tells whether a network answers the same in one run and in two.
const TRIAL_SIDE: usize = 64;
/// How far the two answers may lie apart: sums in another order differ in the seventh digit.
const TRIAL_TOLERANCE: f32 = 1e-4;

pub(crate) struct Network {
    model: Model,
    /// Where its widest convolutions are computed here, between two runs.
    wide: Option<WideKernels>,
    /// Pools of one thread that nobody uses at the moment.
    idle: Mutex<Vec<Arc<ThreadPool>>>,
}

impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Network").finish_non_exhaustive()
    }
}

impl Network {
    pub(crate) fn new(onnx: Vec<u8>) -> Result<Self, ModelError> {
        let mut options = ModelOptions::with_all_ops();
        // The reading network's last layer, 18,710 classes of 120 numbers, is packed once and not for every line.
        let model = options.prepack_weights(true).load(onnx).map_err(|e| ModelError::Unloadable(e.to_string()))?;
        let wide = WideKernels::of(&model);
        let mut network = Self { model, wide, idle: Mutex::default() };
        if !network.answers_alike() {
            network.wide = None;
        }
        Ok(network)
    }

    /// A text that the model's makers put beside the weights.
    pub(crate) fn note(&self, key: &str) -> Option<&str> {
        self.model.metadata().get(key)
    }

    /// Runs the network on one picture of `[1, 3, height, width]`.
    pub(crate) fn run(&self, height: usize, width: usize, values: Vec<f32>) -> Result<Tensor<f32>, ModelError> {
        let Some(wide) = &self.wide else { return self.run_whole(height, width, values) };
        let before = self.go(vec![self.picture(height, width, values)?], &wide.before())?;
        self.answer(wide.pass(before)?)
    }

    /// As [`Self::run`], all of it by the runtime.
    pub(crate) fn run_whole(&self, height: usize, width: usize, values: Vec<f32>) -> Result<Tensor<f32>, ModelError> {
        self.answer(vec![self.picture(height, width, values)?])
    }

    /// Whether the widest convolutions are computed here.
    #[cfg(test)]
    pub(crate) fn is_run_in_two(&self) -> bool {
        self.wide.is_some()
    }

    /// Whether both ways of running give one answer: another release of the runtime may name or join its nodes otherwise.
    fn answers_alike(&self) -> bool {
        if self.wide.is_none() {
            return true;
        }
        let stripes = || (0..3 * TRIAL_SIDE * TRIAL_SIDE).map(|at| if at / 5 % 3 == 0 { -1.0 } else { 1.0 }).collect();
        let answers = (self.run(TRIAL_SIDE, TRIAL_SIDE, stripes()), self.run_whole(TRIAL_SIDE, TRIAL_SIDE, stripes()));
        let (Ok(two), Ok(one)) = answers else { return false };
        two.shape() == one.shape() && two.iter().zip(one.iter()).all(|(a, b)| (a - b).abs() <= TRIAL_TOLERANCE)
    }

    fn picture(
        &self,
        height: usize,
        width: usize,
        values: Vec<f32>,
    ) -> Result<(NodeId, ValueOrView<'static>), ModelError> {
        let input = self.model.input_ids().first().ok_or_else(|| ModelError::Failed("no input".to_owned()))?;
        Ok((*input, NdTensor::<f32, 4>::from_data([1, 3, height, width], values).into()))
    }

    /// From some values to what the network answers at its end.
    fn answer(&self, from: Vec<(NodeId, ValueOrView<'_>)>) -> Result<Tensor<f32>, ModelError> {
        let missing = || ModelError::Failed("no answer".to_owned());
        let output = self.model.output_ids().first().ok_or_else(missing)?;
        let answer = self.go(from, &[*output])?.pop().ok_or_else(missing)?;
        answer.try_into().map_err(|_| ModelError::Failed("unexpected type of answer".to_owned()))
    }

    fn go(&self, from: Vec<(NodeId, ValueOrView<'_>)>, to: &[NodeId]) -> Result<Vec<Value>, ModelError> {
        let pool = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let pool = pool.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&pool)));
        let answer = self.model.run(from, to, Some(options));
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        answer.map_err(|error| ModelError::Failed(error.to_string()))
    }
}
