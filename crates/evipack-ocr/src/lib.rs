//! Text recognition for evipack: PaddleOCR's mobile networks on rten, in pure Rust.
//!
//! Enters: a set of model files of [`models`], and pictures. Leaves: lines of text, through the core's
//! [`Recognizer`] trait. Nothing is ever fetched here: who installs the models is the program's affair.
//!
//! ```no_run
//! use evipack::{Audit, Table};
//! use evipack_ocr::{Ocr, models};
//!
//! let folder = models::default_folder().ok_or("no data folder")?;
//! let ocr = Ocr::load(&folder)?;
//! let report = Audit::new(Table::builtin("changqing-2026")?).recognizer(&ocr).run("材料包")?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod find;
mod lazy;
pub mod models;
mod read;

use evipack_see::{Pixels, Recognizer, RecognizerError, Spot, TextLine};
use find::Finder;
pub use lazy::LazyOcr;
use models::ModelError;
use read::LineReader;
use std::path::Path;

/// The recogniser: a network that finds lines and one that reads them. About 200 MB of memory; one is enough for all threads.
#[derive(Debug)]
pub struct Ocr {
    finder: Finder,
    reader: LineReader,
    identity: String,
}

impl Ocr {
    /// Loads the models of a folder, checksums verified.
    ///
    /// # Errors
    /// [`ModelError`] where a file is missing, is not the pinned one, or cannot be loaded.
    pub fn load(folder: &Path) -> Result<Self, ModelError> {
        Self::from_files(models::verified(folder)?)
    }

    /// The models that were built into the program (feature `embedded-models`).
    ///
    /// # Errors
    /// [`ModelError`] where they cannot be loaded.
    #[cfg(feature = "embedded-models")]
    pub fn embedded() -> Result<Self, ModelError> {
        Self::from_files(models::embedded()?)
    }

    /// Whether both networks are run in the faster of the two ways, which gives the same answers in two thirds of the time. The other
    /// one is taken, in silence, where the runtime does not let these models be cut.
    pub fn is_run_in_pieces(&self) -> bool {
        self.finder.is_run_in_pieces() && self.reader.is_run_in_pieces()
    }

    fn from_files(files: models::Files) -> Result<Self, ModelError> {
        Ok(Self {
            finder: Finder::new(files.finder)?,
            reader: LineReader::new(files.reader, files.characters.as_deref())?,
            identity: files.identity,
        })
    }
}

impl Recognizer for Ocr {
    fn find(&self, picture: &Pixels, side: u32) -> Result<Vec<Spot>, RecognizerError> {
        self.finder.find(picture, side).map_err(|error| RecognizerError(error.to_string()))
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let read = |spot| self.reader.read(picture, spot).map_err(|error| RecognizerError(error.to_string()));
        spots.iter().map(read).collect()
    }

    fn identity(&self) -> Option<String> {
        Some(self.identity.clone())
    }
}
