//! The network, run on one page.
//!
//! Enters: a balanced page at two pixels a millimetre. Leaves: [`Cells`], the network's numbers for each cell of 8 pixels.
//! Why a thread and a pool of its own: the runtime would spread over all cores by itself, while the program already reads one
//! file per core.

use crate::Pixels;
use crate::ink::CHANNELS;
use rten::{Model, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};
use std::cell::OnceCell;
use std::sync::{Arc, OnceLock};

/// Made by `fixtures/recipe/train_seal.py`.
static WEIGHTS: &[u8] = include_bytes!("seal.onnx");
/// The network halves the picture four times; sides are filled up with black to a multiple of this, as in training.
const SIDES_OF: usize = 16;
const WHITE: f32 = 255.0;

/// The answer: for each channel, `rows` × `columns` raw numbers.
#[derive(Debug)]
pub(super) struct Cells {
    pub(super) rows: usize,
    pub(super) columns: usize,
    values: Vec<f32>,
}

impl Cells {
    /// A number of one cell; very low where there is no such cell.
    pub(super) fn at(&self, channel: usize, row: usize, column: usize) -> f32 {
        let is_inside = row < self.rows && column < self.columns;
        let index = (channel * self.rows + row) * self.columns + column;
        self.values.get(index).copied().filter(|_| is_inside).unwrap_or(f32::MIN)
    }

    #[cfg(test)]
    pub(super) fn new(rows: usize, columns: usize, values: Vec<f32>) -> Self {
        Self { rows, columns, values }
    }
}

/// What the network says of a page; `None` where it could not run.
pub(super) fn look(picture: &Pixels) -> Option<Cells> {
    static MODEL: OnceLock<Option<Model>> = OnceLock::new();
    thread_local! {
        static POOL: OnceCell<Arc<ThreadPool>> = const { OnceCell::new() };
    }
    let model = MODEL.get_or_init(|| Model::load_static_slice(WEIGHTS).ok()).as_ref()?;
    let pool = POOL.with(|pool| Arc::clone(pool.get_or_init(|| Arc::new(ThreadPool::with_num_threads(1)))));
    let input = planes(picture);
    // Nobody may call this from a pool of rayon: its thread would take up the next file while it waits for this pool. The face of the
    // library reads in plain threads.
    let options = RunOptions::default().with_thread_pool(Some(pool));
    let answer = model.run_one(input.into(), Some(options)).ok()?;
    let answer: NdTensor<f32, 4> = answer.try_into().ok()?;
    let [_, _, rows, columns] = answer.shape();
    Some(Cells { rows, columns, values: answer.to_vec() })
}

/// Red, green and blue one after the other, 0 to 1, the sides filled up.
fn planes(picture: &Pixels) -> Tensor<f32> {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let (wide, high) = (width.next_multiple_of(SIDES_OF), height.next_multiple_of(SIDES_OF));
    let mut values = vec![0f32; CHANNELS * wide * high];
    for (y, row) in picture.rgb.chunks_exact((width * CHANNELS).max(1)).take(height).enumerate() {
        for (x, pixel) in row.chunks_exact(CHANNELS).enumerate() {
            for (channel, value) in pixel.iter().enumerate() {
                values[(channel * high + y) * wide + x] = f32::from(*value) / WHITE;
            }
        }
    }
    Tensor::from_data(&[1, CHANNELS, high, wide], values)
}
