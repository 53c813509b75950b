//! A network on rten.
//!
//! Enters: a model, and batches of one picture. Leaves: what the network answers. Each calling thread computes on one thread
//! of its own: files are read side by side, and more threads within a picture would only cost more in all.

use crate::pieces::{Pieces, Plan};
use rten::{Dimension, Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};
use std::sync::{Arc, Mutex, PoisonError};

/// Side, where any will do, of the picture that tells whether a network answers the same as a whole and in pieces.
const TRIAL_SIDE: usize = 64;
/// How far the two answers may lie apart: sums in another order differ in the seventh digit.
const TRIAL_TOLERANCE: f32 = 1e-4;

/// Why a network does not answer, in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NetworkError {
    /// The runtime does not take the model.
    #[error("识别模型无法加载：{0}")]
    Unloadable(String),
    /// The runtime failed on a picture.
    #[error("识别模型运行失败：{0}")]
    Failed(String),
}

/// A network, loaded.
pub struct Network {
    model: Model,
    /// Where some of its operators are computed here, between runs of its pieces.
    pieces: Option<Pieces>,
    /// Pools of one thread that nobody uses at the moment.
    idle: Mutex<Vec<Arc<ThreadPool>>>,
}

impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Network").finish_non_exhaustive()
    }
}

impl Network {
    /// Loads a network from its ONNX file.
    ///
    /// # Errors
    /// [`NetworkError::Unloadable`].
    pub fn new(onnx: Vec<u8>) -> Result<Self, NetworkError> {
        let plan = Plan::of(&onnx);
        let mut options = ModelOptions::with_all_ops();
        // The reading network's last layer, 18,710 classes of 120 numbers, is packed once and not for every line.
        let model = options.prepack_weights(true).load(onnx).map_err(|e| NetworkError::Unloadable(e.to_string()))?;
        let pieces = plan.and_then(|plan| plan.bind(&model));
        let mut network = Self { model, pieces, idle: Mutex::default() };
        if !network.answers_alike() {
            network.pieces = None;
        }
        Ok(network)
    }

    /// A text that the model's makers put beside the weights.
    pub fn note(&self, key: &str) -> Option<&str> {
        self.model.metadata().get(key)
    }

    /// Runs the network on one picture of `[1, 3, height, width]`.
    ///
    /// # Errors
    /// [`NetworkError::Failed`].
    pub fn run(&self, height: usize, width: usize, values: Vec<f32>) -> Result<Tensor<f32>, NetworkError> {
        let Some(pieces) = &self.pieces else { return self.run_whole(height, width, values) };
        let picture = NdTensor::<f32, 4>::from_data([1, 3, height, width], values).into();
        answer(self.on_a_thread(|pool| pieces.run(picture, |from, to| self.go(from, to, pool)))?)
    }

    /// As [`Self::run`], all of it by the runtime.
    ///
    /// # Errors
    /// [`NetworkError::Failed`].
    pub fn run_whole(&self, height: usize, width: usize, values: Vec<f32>) -> Result<Tensor<f32>, NetworkError> {
        let missing = || NetworkError::Failed("no input or no answer".to_owned());
        let input = *self.model.input_ids().first().ok_or_else(missing)?;
        let output = *self.model.output_ids().first().ok_or_else(missing)?;
        let picture = NdTensor::<f32, 4>::from_data([1, 3, height, width], values).into();
        let answers = self.on_a_thread(|pool| self.go(vec![(input, picture)], &[output], pool));
        answer(answers?.pop().ok_or_else(missing)?)
    }

    /// Whether some operators are computed here.
    pub fn is_run_in_pieces(&self) -> bool {
        self.pieces.is_some()
    }

    /// Whether both ways of running give one answer: another release of the runtime may name or join its nodes otherwise.
    fn answers_alike(&self) -> bool {
        if self.pieces.is_none() {
            return true;
        }
        let [height, width] = self.trial_size();
        let stripes = || (0..3 * height * width).map(|at| if at / 5 % 3 == 0 { -1.0 } else { 1.0 }).collect();
        let answers = (self.run(height, width, stripes()), self.run_whole(height, width, stripes()));
        let (Ok(pieces), Ok(whole)) = answers else { return false };
        pieces.shape() == whole.shape()
            && pieces.iter().zip(whole.iter()).all(|(a, b)| (a - b).abs() <= TRIAL_TOLERANCE)
    }

    /// Some networks take only one height or width.
    fn trial_size(&self) -> [usize; 2] {
        let shape = self.model.input_ids().first().and_then(|input| self.model.node_info(*input)?.shape());
        [2, 3].map(|axis| match shape.as_ref().and_then(|shape| shape.get(axis)) {
            Some(Dimension::Fixed(side)) => *side,
            _ => TRIAL_SIDE,
        })
    }

    /// The whole work on a picture: from one piece to the next nothing is handed from thread to thread.
    fn on_a_thread<T: Send>(&self, work: impl FnOnce(&Arc<ThreadPool>) -> T + Send) -> T {
        let pool = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let pool = pool.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let done = pool.run(|| work(&pool));
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        done
    }

    fn go(
        &self,
        from: Vec<(NodeId, ValueOrView<'_>)>,
        to: &[NodeId],
        pool: &Arc<ThreadPool>,
    ) -> Result<Vec<Value>, NetworkError> {
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(pool)));
        self.model.run(from, to, Some(options)).map_err(|error| NetworkError::Failed(error.to_string()))
    }
}

fn answer(value: Value) -> Result<Tensor<f32>, NetworkError> {
    value.try_into().map_err(|_| NetworkError::Failed("unexpected type of answer".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by `fixtures/recipe/pieces_onnx.py`: every operator that is computed here, three channels wide.
    const MINIATURE: &[u8] = include_bytes!("network/miniature.onnx");

    #[test]
    fn a_network_answers_the_same_as_a_whole_and_in_pieces() {
        let network = Network::new(MINIATURE.to_vec()).unwrap();
        assert!(network.is_run_in_pieces());
        let picture =
            |seed: usize| (0..3 * 32 * 64).map(|i| ((i * 7919 + seed) % 255) as f32 / 127.5 - 1.0).collect::<Vec<_>>();
        for seed in 0..3 {
            let (pieces, whole) =
                (network.run(32, 64, picture(seed)).unwrap(), network.run_whole(32, 64, picture(seed)).unwrap());
            assert_eq!(pieces.shape(), whole.shape());
            assert!(pieces.iter().zip(whole.iter()).all(|(a, b)| (a - b).abs() < 1e-5));
        }
    }
}
