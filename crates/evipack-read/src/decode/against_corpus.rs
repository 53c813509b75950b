//! Decodes every picture of a folder of real files, run by hand.
//!
//! `EVIPACK_CORPUS=folder cargo test -p evipack-read --lib decode::against_corpus -- --ignored --nocapture` prints what could not
//! be decoded and why, and how long the slowest took. Not part of the ordinary run: the pictures are not ours to copy.

use super::*;
use crate::format;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What no picture may cost in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
#[ignore = "needs a folder of pictures in EVIPACK_CORPUS"]
fn every_picture_is_decoded_or_refused_with_a_reason() {
    let folder = PathBuf::from(std::env::var_os("EVIPACK_CORPUS").expect("EVIPACK_CORPUS names the folder"));
    let (mut all, mut tally, mut slowest) = (Vec::new(), BTreeMap::new(), (Duration::ZERO, PathBuf::new()));
    files(&folder, &mut all);
    for path in all {
        let bytes = std::fs::read(&path).unwrap();
        let format = format::sniff(&bytes[..bytes.len().min(format::HEAD_LEN)], bytes.len() as u64);
        if !format.is_picture() {
            continue;
        }
        let started = Instant::now();
        let result = (0..pages(&bytes, format)).map(|index| page(&bytes, format, index)).collect::<Result<Vec<_>, _>>();
        let took = started.elapsed();
        let (decoded, refused): &mut (u32, u32) = tally.entry(format.chinese()).or_default();
        match result {
            Ok(_) => *decoded += 1,
            Err(error) => {
                *refused += 1;
                println!("{}: {error}", path.display());
            }
        }
        slowest = slowest.max((took, path));
    }
    for (format, (decoded, refused)) in &tally {
        println!("{format}: {decoded} decoded, {refused} refused");
    }
    println!("slowest: {slowest:?}");
    assert!(!tally.is_empty() && slowest.0 < PATIENCE);
}

/// Prints what the pixels of all pictures below a folder look like: `EVIPACK_PICTURES=… cargo test … -- --ignored`.
#[test]
#[ignore = "for measuring: needs a folder of pictures"]
fn looks_at_a_folder_of_pictures() {
    let Ok(root) = std::env::var("EVIPACK_PICTURES") else { return };
    for entry in walkdir::WalkDir::new(root).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let Ok(bytes) = std::fs::read(entry.path()) else { continue };
        let format = crate::format::sniff(&bytes[..bytes.len().min(crate::format::HEAD_LEN)], bytes.len() as u64);
        let Ok(pixels) = super::decode(&bytes, format) else { continue };
        let started = std::time::Instant::now();
        let look = evipack_see::kind::look(&pixels);
        let took = started.elapsed().as_secs_f64() * 1e3;
        println!("{}\t{look:?}\t{pixels:?}\t{took:.1} ms", entry.path().display());
    }
}
