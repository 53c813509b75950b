//! The model files: which they are, where they lie, whether they are the pinned ones.
//!
//! Enters: a folder. Leaves: the bytes of both models, or what is wrong with them. The models are PP-OCRv6-small
//! (Apache-2.0), as the Python package `rapidocr` of [`PACKAGE_VERSION`] carries them; they are not part of this repository.

use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// The Python package that carries the models.
pub const PACKAGE: &str = "rapidocr";
/// The version whose checksums are pinned here.
pub const PACKAGE_VERSION: &str = "3.10.0";

/// One model file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelFile {
    /// Its name in a model folder.
    pub name: &'static str,
    /// Where it lies in the Python package.
    pub in_package: &'static str,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: &'static str,
    /// Bytes.
    pub size: u64,
}

/// Finds lines of text.
pub const FINDER: ModelFile = ModelFile {
    name: "PP-OCRv6_det_small.onnx",
    in_package: "rapidocr/models/PP-OCRv6_det_small.onnx",
    sha256: "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    size: 9_929_594,
};
/// Reads a line of text.
pub const READER: ModelFile = ModelFile {
    name: "PP-OCRv6_rec_small.onnx",
    in_package: "rapidocr/models/PP-OCRv6_rec_small.onnx",
    sha256: "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    size: 21_234_383,
};
/// Both.
pub const ALL: [ModelFile; 2] = [FINDER, READER];

/// Names another model folder than the user's.
pub const FOLDER_VARIABLE: &str = "EVIPACK_MODELS";

/// Why the models cannot be used, in Chinese.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// Not there.
    #[error("没有识别模型 {}", .0.display())]
    Missing(PathBuf),
    /// There, and cannot be read.
    #[error("无法读取识别模型 {}：{source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Another file, or a damaged one.
    #[error("识别模型 {} 的校验和不符，请重新安装", .0.display())]
    WrongChecksum(PathBuf),
    /// The runtime does not take it.
    #[error("识别模型无法加载：{0}")]
    Unloadable(String),
    /// The runtime failed on a picture.
    #[error("识别模型运行失败：{0}")]
    Failed(String),
}

/// The bytes of both models.
pub(crate) struct Files {
    pub(crate) finder: Vec<u8>,
    pub(crate) reader: Vec<u8>,
}

/// Where the models of this user lie: `EVIPACK_MODELS`, else the system's folder for a user's application data
/// (`%LOCALAPPDATA%`, `~/Library/Application Support`, `$XDG_DATA_HOME` or `~/.local/share`). `None` where there is none.
pub fn default_folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = variable(FOLDER_VARIABLE) {
        return Some(folder);
    }
    let data = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        variable("XDG_DATA_HOME").or_else(|| variable("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|data| data.join("evipack/models").join(format!("{PACKAGE}-{PACKAGE_VERSION}")))
}

/// Whether a folder holds both models; their checksums are not looked at.
pub fn are_in(folder: &Path) -> bool {
    ALL.iter().all(|file| folder.join(file.name).metadata().is_ok_and(|found| found.len() == file.size))
}

/// Whether bytes are the pinned ones of a model.
pub fn is_genuine(file: &ModelFile, bytes: &[u8]) -> bool {
    let hex = Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    hex == file.sha256
}

/// The bytes of both models, checksums verified.
pub(crate) fn verified(folder: &Path) -> Result<Files, ModelError> {
    Ok(Files { finder: verified_file(folder, &FINDER)?, reader: verified_file(folder, &READER)? })
}

fn verified_file(folder: &Path, file: &ModelFile) -> Result<Vec<u8>, ModelError> {
    let path = folder.join(file.name);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(ModelError::Missing(path)),
        Err(source) => return Err(ModelError::Unreadable { path, source }),
    };
    if is_genuine(file, &bytes) { Ok(bytes) } else { Err(ModelError::WrongChecksum(path)) }
}

/// Both models, out of the program itself.
#[cfg(feature = "embedded-models")]
pub(crate) fn embedded() -> Result<Files, ModelError> {
    const FINDER_BYTES: &[u8] = include_bytes!(concat!(env!("EVIPACK_MODELS"), "/PP-OCRv6_det_small.onnx"));
    const READER_BYTES: &[u8] = include_bytes!(concat!(env!("EVIPACK_MODELS"), "/PP-OCRv6_rec_small.onnx"));
    let take = |file: &ModelFile, bytes: &[u8]| {
        is_genuine(file, bytes)
            .then(|| bytes.to_vec())
            .ok_or_else(|| ModelError::WrongChecksum(PathBuf::from(file.name)))
    };
    Ok(Files { finder: take(&FINDER, FINDER_BYTES)?, reader: take(&READER, READER_BYTES)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_models_says_which_is_missing() {
        let nowhere = Path::new("no/such/folder");
        assert!(!are_in(nowhere));
        assert!(matches!(verified(nowhere), Err(ModelError::Missing(path)) if path.ends_with(FINDER.name)));
    }

    #[test]
    fn other_bytes_are_not_taken() {
        assert!(!is_genuine(&FINDER, b"onnx"));
    }
}
