//! The text recogniser that the audits use.
//!
//! Enters: nothing. Leaves: a [`Recognizer`], or why there is none. The one place to connect another engine.

use evipack::see::Recognizer;
use evipack_ocr::{Ocr, models};

/// The recogniser of the installed models.
///
/// # Errors
/// Why there is none: the audits then run without, and everything that only pixels show stays unknown.
pub(crate) fn recogniser() -> Result<Box<dyn Recognizer>, String> {
    let folder = models::default_folder().ok_or("no folder for models")?;
    Ok(Box::new(Ocr::load(&folder).map_err(|error| error.to_string())?))
}
