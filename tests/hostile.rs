//! Files made to stop, slow or fool an audit, and names made to fool whoever reads its report.
//!
//! Nothing of it is committed: each test makes its files anew, some ten megabytes that would be terabytes unpacked. Each ends
//! in bounded time with a finding of its own or without harm, and the ordinary files beside them are judged as ever.

mod archives;
#[cfg(unix)]
mod names;
mod office;
mod packed;
mod pdfs;
mod pictures;

use crate::contract::copy;
use crate::workspace::{Scratch, audit_json, fixture};
use serde_json::Value;
use std::time::{Duration, Instant};

/// What all of it together may take by the clock, a debug build on two busy cores included. (A worker is ended by the system
/// after 20 CPU seconds with one file.)
const PATIENCE: Duration = Duration::from_mins(3);

/// Something that nobody may find in a report: it lies beside the package, not in it.
const SECRET: &str = "不在材料里的秘密";
const SECRET_NAME: &str = "evipack-secret.txt";

/// A hostile file.
struct File {
    name: String,
    bytes: Vec<u8>,
}

impl File {
    fn new(name: &str, bytes: Vec<u8>) -> Self {
        Self { name: name.to_owned(), bytes }
    }
}

/// Where the hostile files are put: a folder of no indicator, so that no rule sets them beside an ordinary file.
const FOLDER: &str = "杂项";

#[test]
fn hostile_files_end_in_time_with_a_finding_and_cost_no_other_file_anything() {
    let scratch = Scratch::new("hostile");
    let package = scratch.0.join("材料");
    copy(&fixture("demo"), &package);
    std::fs::write(scratch.0.join(SECRET_NAME), SECRET).unwrap();
    std::fs::create_dir(package.join(FOLDER)).unwrap();
    std::fs::write(package.join(FOLDER).join("普通.txt"), "普通文件").unwrap();
    let (before, _) = audit_json(&package, "changqing-2026");

    let files: Vec<File> = [archives::files(), office::files(&scratch.0), pdfs::files(), pictures::files()]
        .into_iter()
        .flatten()
        .collect();
    for file in &files {
        std::fs::write(package.join(FOLDER).join(&file.name), &file.bytes).unwrap();
    }
    let started = Instant::now();
    let (report, exit) = audit_json(&package, "changqing-2026");
    assert!(started.elapsed() < PATIENCE, "{:?}", started.elapsed());
    assert_eq!(exit, 1, "the demo package loses points as ever");
    assert!(!report.to_string().contains(SECRET), "a file outside of the package was read");
    for file in &files {
        judged(&report, &file.name);
    }
    for (list, key) in [("files", "path"), ("findings", "path"), ("problems", "path")] {
        assert_eq!(ordinary(&before, list, key), ordinary(&report, list, key), "{list}");
    }
}

/// A hostile file is in the report, with a finding of its own, and costs nothing: nobody has seen that something is missing.
fn judged(report: &Value, name: &str) {
    let path = format!("{FOLDER}/{name}");
    let file = report["files"].as_array().unwrap().iter().find(|file| file["path"] == *path);
    assert!(file.is_some(), "{name} is not listed");
    let findings = report["findings"].as_array().unwrap().iter().filter(|finding| finding["path"] == *path);
    for finding in findings {
        assert_ne!(finding["effect"], "zero", "{finding}");
    }
}

/// What a report says of the ordinary files. The one deduction for all unfiled material lists the hostile files, too.
fn ordinary(report: &Value, list: &str, key: &str) -> Vec<Value> {
    let entries = report[list].as_array().unwrap().iter();
    let ordinary = entries.filter(|entry| !entry[key].as_str().unwrap().starts_with(FOLDER));
    ordinary.filter(|entry| entry["rule"] != "unfiled-material").cloned().collect()
}
