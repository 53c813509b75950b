//! Which code reads files: the cache keeps nothing that another build has read.
//!
//! Enters: the sources of the crates that make a record out of bytes, as far as they lie beside this one. Leaves:
//! `EVIPACK_BUILD`, one number for all of them. In a published crate there are none beside it: then the version tells.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

const CRATES: [&str; 5] = ["evipack-core", "evipack-see", "evipack-read", "evipack-kernels", "evipack-ocr"];

fn main() {
    let mut hash = DefaultHasher::new();
    for folder in CRATES.map(|name| Path::new("..").join(name).join("src")) {
        if folder.is_dir() {
            println!("cargo:rerun-if-changed={}", folder.display());
            take(&folder, &mut hash);
        }
    }
    let locked = Path::new("../../Cargo.lock");
    if locked.is_file() {
        println!("cargo:rerun-if-changed={}", locked.display());
        std::fs::read(locked).unwrap_or_default().hash(&mut hash);
    }
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-env=EVIPACK_BUILD={:016x}", hash.finish());
}

/// Takes the files of a folder, sorted.
fn take(folder: &Path, hash: &mut DefaultHasher) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            take(&path, hash);
        } else {
            path.hash(hash);
            std::fs::read(&path).unwrap_or_default().hash(hash);
        }
    }
}
