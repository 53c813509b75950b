//! A recogniser that loads its models when it is first asked to look.
//!
//! Enters: a folder with models. Leaves: a [`Recognizer`]; where the models cannot be loaded, the reason instead of every
//! look. Many packages hold no picture that needs a look, and a worker process should not spend 200 MB on the chance.

use crate::Ocr;
use crate::models::{self, ModelError};
use evipack_see::{Pixels, Recognizer, RecognizerError, Spot, TextLine};
use std::path::PathBuf;
use std::sync::OnceLock;

/// [`Ocr`], loaded on first use.
#[derive(Debug)]
pub struct LazyOcr {
    /// Where the models lie; `None`: in the program.
    folder: Option<PathBuf>,
    loaded: OnceLock<Result<Ocr, RecognizerError>>,
}

impl LazyOcr {
    /// Will load the models of a folder, checksums verified.
    pub fn of(folder: PathBuf) -> Self {
        Self { folder: Some(folder), loaded: OnceLock::new() }
    }

    /// Will load the models that were built into the program (feature `embedded-models`).
    #[cfg(feature = "embedded-models")]
    pub fn embedded() -> Self {
        Self { folder: None, loaded: OnceLock::new() }
    }

    /// Where its models lie; `None` where they were built into the program.
    pub fn folder(&self) -> Option<&std::path::Path> {
        self.folder.as_deref()
    }

    fn ocr(&self) -> Result<&Ocr, RecognizerError> {
        let load = || self.load().map_err(|error| RecognizerError(error.to_string()));
        self.loaded.get_or_init(load).as_ref().map_err(Clone::clone)
    }

    fn load(&self) -> Result<Ocr, ModelError> {
        match &self.folder {
            Some(folder) => Ocr::load(folder),
            #[cfg(feature = "embedded-models")]
            None => Ocr::embedded(),
            #[cfg(not(feature = "embedded-models"))]
            None => Err(ModelError::Missing(PathBuf::new())),
        }
    }
}

impl Recognizer for LazyOcr {
    fn find(&self, picture: &Pixels, side: u32) -> Result<Vec<Spot>, RecognizerError> {
        self.ocr()?.find(picture, side)
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        self.ocr()?.read(picture, spots)
    }

    /// That of the set that lies there: whether it is whole is seen when it is loaded, and then nothing is read with another one.
    fn identity(&self) -> Option<String> {
        match &self.folder {
            Some(folder) => models::set_in(folder).map(models::ModelSet::identity),
            None => models::SETS.first().map(models::ModelSet::identity),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_models_each_look_says_why() {
        let ocr = LazyOcr::of("no/such/folder".into());
        let picture = Pixels::filled(8, 8, [255; 3]);
        for _ in 0..2 {
            assert!(ocr.find(&picture, 8).unwrap_err().0.contains("没有识别模型"));
        }
    }
}
