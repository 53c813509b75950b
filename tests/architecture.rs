//! The house as it was planned: what each crate may depend on, and which means of a machine it may use.

use crate::workspace::root;
use std::path::Path;

/// What the pure half may depend on. Each is pure itself: no file, thread, process, clock or picture.
const CORE: [&str; 8] = ["jiff", "regex", "rmp-serde", "serde", "sha2", "thiserror", "toml", "unicode-normalization"];

/// The crates of this repository that a crate may know, the lowest first.
const KNOWN: [(&str, &[&str]); 7] = [
    ("evipack-core", &[]),
    ("evipack-kernels", &[]),
    ("evipack-see", &["evipack-core"]),
    ("evipack-read", &["evipack-core", "evipack-see"]),
    ("evipack", &["evipack-core", "evipack-see", "evipack-read"]),
    ("evipack-ocr", &["evipack-kernels", "evipack-see"]),
    ("evipack-cli", &["evipack", "evipack-ocr"]),
];

/// Means of the machine that only the face of the library uses: the inner crates get what they need handed in.
const MEANS: [&str; 8] =
    ["std::fs", "std::env", "std::process", "std::thread", "std::net", "SystemTime", "tempfile", "walkdir"];

fn dependencies(of: &str) -> Vec<String> {
    let manifest = std::fs::read_to_string(root().join("crates").join(of).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let named = manifest["dependencies"].as_table().unwrap();
    named.keys().cloned().collect()
}

#[test]
fn the_core_depends_on_what_is_pure_and_on_nothing_else() {
    assert_eq!(dependencies("evipack-core"), CORE);
}

#[test]
fn each_crate_knows_only_those_below_it() {
    for (of, known) in KNOWN {
        let own = dependencies(of).into_iter().filter(|name| name.starts_with("evipack"));
        let unknown: Vec<String> = own.filter(|name| !known.contains(&name.as_str())).collect();
        assert!(unknown.is_empty(), "{of} must not know {unknown:?}");
    }
}

/// The sources of a crate without their tests.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = entry.file_name().unwrap().to_str().unwrap().to_owned();
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "rs")
            && !["tests.rs", "fuzz.rs", "against_corpus.rs"].contains(&name.as_str())
        {
            let text = std::fs::read_to_string(&entry).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            found.push((entry.display().to_string(), code));
        }
    }
}

#[test]
fn the_inner_crates_use_no_means_of_the_machine() {
    for crate_name in ["evipack-core", "evipack-see", "evipack-read"] {
        let mut found = Vec::new();
        sources(&root().join("crates").join(crate_name).join("src"), &mut found);
        assert!(found.len() > 10, "{crate_name}");
        for (file, code) in found.iter().filter(|(file, _)| !file.contains("/tests/")) {
            for means in MEANS {
                assert!(!code.contains(means), "{file} uses {means}");
            }
        }
    }
}

#[test]
fn the_core_knows_no_clock() {
    let mut found = Vec::new();
    sources(&root().join("crates/evipack-core/src"), &mut found);
    for (file, code) in &found {
        assert!(!code.contains("Instant") && !code.contains("Zoned::now"), "{file}");
    }
}
