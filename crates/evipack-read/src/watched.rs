//! A recogniser, and whether it failed.
//!
//! Enters: the caller's [`Recognizer`]. Leaves: the same, which remembers that a look failed. What was read with failed looks would
//! read otherwise once the machine or the models are mended, so such a record says so and is not kept.

use evipack_see::{Pixels, Recognizer, RecognizerError, Spot, TextLine};
use std::sync::atomic::{AtomicBool, Ordering};

pub(crate) struct Watched<'a> {
    inner: &'a dyn Recognizer,
    failed: AtomicBool,
}

impl<'a> Watched<'a> {
    pub(crate) fn new(inner: &'a dyn Recognizer) -> Self {
        Self { inner, failed: AtomicBool::new(false) }
    }

    pub(crate) fn failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    fn note<T>(&self, looked: Result<T, RecognizerError>) -> Result<T, RecognizerError> {
        looked.inspect_err(|_| self.failed.store(true, Ordering::Relaxed))
    }
}

impl Recognizer for Watched<'_> {
    fn find(&self, picture: &Pixels, side: u32) -> Result<Vec<Spot>, RecognizerError> {
        self.note(self.inner.find(picture, side))
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        self.note(self.inner.read(picture, spots))
    }

    fn identity(&self) -> Option<String> {
        self.inner.identity()
    }
}
