//! One audit in a process of its own.
//!
//! Enters: a folder. Leaves: the report and its cost, as JSON in a file. Why a process: peak memory is a property of a
//! process, and the bench's own memory must not count.

use crate::{cost, recogniser};
use evipack::{Audit, Table};
use serde::{Deserialize, Serialize};
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::Command;

/// The table and day of all bench audits; facts depend on neither.
const TABLE: &str = "changqing-2026";
const AS_OF: jiff::civil::Date = jiff::civil::date(2026, 11, 23);

/// A report and what it cost.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Run {
    /// Exactly what the library serialises.
    pub(crate) report: serde_json::Value,
    /// CPU seconds of the audit itself.
    pub(crate) cpu_seconds: f64,
    /// CPU seconds to load the recogniser.
    pub(crate) load_seconds: f64,
    pub(crate) peak_bytes: Option<u64>,
    /// Why there was no recogniser.
    pub(crate) no_recogniser: Option<String>,
}

/// Audits `folder` here with so many reading threads and writes a [`Run`] to `output`; `plain`: without recogniser.
pub(crate) fn run(folder: &Path, output: &Path, threads: NonZeroUsize, plain: bool) -> Result<(), String> {
    let begin = cost::cpu_seconds();
    let recogniser = if plain { Err("not asked for".to_owned()) } else { recogniser::recogniser() };
    let loaded = cost::cpu_seconds();
    let table = Table::builtin(TABLE).map_err(|error| error.to_string())?;
    let mut audit = Audit::new(table).as_of(AS_OF).threads(threads);
    if let Ok(recogniser) = &recogniser {
        audit = audit.recognizer(recogniser.as_ref());
    }
    let report = audit.run(folder).map_err(|error| error.to_string())?;
    let run = Run {
        cpu_seconds: cost::cpu_seconds() - loaded,
        load_seconds: loaded - begin,
        peak_bytes: cost::peak_bytes(),
        report: serde_json::to_value(&report).map_err(|error| error.to_string())?,
        no_recogniser: recogniser.err(),
    };
    let text = serde_json::to_string(&run).map_err(|error| error.to_string())?;
    std::fs::write(output, text).map_err(|error| format!("{}: {error}", output.display()))
}

/// Audits `folder` in a child process with so many reading threads.
pub(crate) fn spawn(folder: &Path, threads: NonZeroUsize) -> Result<Run, String> {
    child(folder, threads, &[])
}

/// Audits `folder` in a child process with one thread and without recogniser.
pub(crate) fn spawn_plain(folder: &Path) -> Result<Run, String> {
    child(folder, NonZeroUsize::MIN, &["--plain"])
}

fn child(folder: &Path, threads: NonZeroUsize, flags: &[&str]) -> Result<Run, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = folder.with_extension("run.json");
    let status = Command::new(program)
        .arg("worker")
        .arg(folder)
        .arg("--output")
        .arg(&output)
        .arg("--threads")
        .arg(threads.to_string())
        .args(flags)
        .status()
        .map_err(|error| error.to_string())?;
    if !status.success() {
        return Err(format!("the audit of {} ended with {status}", folder.display()));
    }
    let text = std::fs::read_to_string(&output).map_err(|error| format!("{}: {error}", output.display()))?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}
