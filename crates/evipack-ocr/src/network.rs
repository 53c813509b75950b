//! A network on rten.
//!
//! Enters: a model, and batches of one picture. Leaves: what the network answers. Each calling thread computes on one thread
//! of its own: files are read side by side, and more threads within a picture would only cost more in all.

use crate::models::ModelError;
use rten::{Model, ModelOptions, RunOptions, ThreadPool};
use rten_tensor::{NdTensor, Tensor};
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) struct Network {
    model: Model,
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
        let model = ModelOptions::with_all_ops().load(onnx).map_err(|e| ModelError::Unloadable(e.to_string()))?;
        Ok(Self { model, idle: Mutex::default() })
    }

    /// A text that the model's makers put beside the weights.
    pub(crate) fn note(&self, key: &str) -> Option<&str> {
        self.model.metadata().get(key)
    }

    /// Runs the network on one picture of `[1, 3, height, width]`.
    pub(crate) fn run(&self, height: usize, width: usize, values: Vec<f32>) -> Result<Tensor<f32>, ModelError> {
        let pool = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let pool = pool.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let input = NdTensor::<f32, 4>::from_data([1, 3, height, width], values);
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&pool)));
        let answer = self.model.run_one(input.into(), Some(options));
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        let answer = answer.map_err(|error| ModelError::Failed(error.to_string()))?;
        answer.try_into().map_err(|_| ModelError::Failed("unexpected type of answer".to_owned()))
    }
}
