//! The models of the text recognition, for real: installed once by the program itself, as on a clerk's machine. A test that
//! needs them and does not get them fails with the program's reason.

use crate::workspace::root;
use evipack_ocr::{Ocr, models};
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

static INSTALLED: LazyLock<PathBuf> = LazyLock::new(|| {
    let output = Command::new(env!("CARGO_BIN_EXE_evipack")).args(["models", "install"]).output().unwrap();
    let reason = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "these tests need the models of the text recognition: {reason}");
    // Relative to the folder of this test otherwise.
    root().join(models::default_folder().unwrap())
});

static OCR: LazyLock<Ocr> = LazyLock::new(|| Ocr::load(folder()).unwrap());

/// Where the models lie.
pub(crate) fn folder() -> &'static PathBuf {
    &INSTALLED
}

/// The recogniser, loaded once.
pub(crate) fn ocr() -> &'static Ocr {
    &OCR
}

/// Both ways of running them answer alike, so nothing but the clock would tell that the slower one is taken.
#[test]
fn the_installed_models_run_in_pieces() {
    assert!(ocr().is_run_in_pieces());
}
