//! Where the fixtures lie, and how a test runs an audit.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A folder below `fixtures`.
pub(crate) fn fixture(path: &str) -> PathBuf {
    root().join("fixtures").join(path)
}

/// Runs the program in the workspace root, without a terminal and without a recogniser: the same everywhere.
pub(crate) fn evipack(args: &[&str]) -> Output {
    run(args, Path::new("no/models/here"))
}

/// The same with more said by the environment.
pub(crate) fn evipack_in(args: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = command(args, Path::new("no/models/here"));
    command.envs(environment.iter().copied()).output().unwrap()
}

/// Runs the program as on a clerk's machine that has the models.
pub(crate) fn evipack_with_models(args: &[&str]) -> Output {
    run(args, crate::recogniser::folder())
}

fn run(args: &[&str], models: &Path) -> Output {
    command(args, models).output().unwrap()
}

fn command(args: &[&str], models: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_evipack"));
    command.args(args).current_dir(root()).env_remove("NO_COLOR").env_remove("CI").env("EVIPACK_CACHE", "off");
    command.env(evipack_ocr::models::FOLDER_VARIABLE, models);
    command
}

/// A report as the program prints it, parsed.
pub(crate) fn audit_json(folder: &Path, table: &str) -> (serde_json::Value, i32) {
    let folder = folder.to_str().unwrap();
    let output = evipack(&["audit", folder, "--table", table, "--as-of", "2026-11-23", "--format", "json"]);
    let report = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    (report, output.status.code().unwrap())
}

/// A private folder that goes away with the test.
pub(crate) struct Scratch(pub PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("evipack-test-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
