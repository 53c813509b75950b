//! Reading speed: files of each format in a CPU second.
//!
//! Enters: a number of files to generate, or a folder of files. Leaves: a table, and whether every goal was reached. Each
//! format is one audit in a process of its own, with one thread and no recogniser; beside it runs what a user would pick for
//! the text of such files, on the same files, counted by the same clock. A tool that is not installed is said to be missing.

use crate::args::Speed;
use crate::scratch::{Scratch, build_package};
use crate::{cost, worker};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Folders below one another that are looked into.
const DEPTH: usize = 12;

/// A format, its goal, and the tool to compare with.
struct Contest {
    extension: &'static str,
    /// Files in a CPU second.
    goal: f64,
    peer: Option<Peer>,
}

/// What a user would pick.
enum Peer {
    /// A Python package and a program that takes the text out of the files it is given.
    Python { package: &'static str, program: &'static str },
    /// A command, started once for each file.
    Command { name: &'static str, last: &'static str },
}

const DOCX: &str = "import sys, docx
for path in sys.argv[1:]:
    paper = docx.Document(path)
    ' '.join(p.text for p in paper.paragraphs) + ' '.join(c.text for t in paper.tables for r in t.rows for c in r.cells)";
const XLSX: &str = "import sys, openpyxl
for path in sys.argv[1:]:
    book = openpyxl.load_workbook(path, data_only=True)
    [[cell for row in sheet.iter_rows(values_only=True) for cell in row] for sheet in book.worksheets]";

const CONTESTS: [Contest; 4] = [
    Contest { extension: "docx", goal: 1_000.0, peer: Some(Peer::Python { package: "docx", program: DOCX }) },
    Contest { extension: "xlsx", goal: 300.0, peer: Some(Peer::Python { package: "openpyxl", program: XLSX }) },
    // No tool that is in wide use reads the text of OFD.
    Contest { extension: "ofd", goal: 300.0, peer: None },
    Contest { extension: "pdf", goal: 300.0, peer: Some(Peer::Command { name: "pdftotext", last: "-" }) },
];

/// Measures every format.
pub(crate) fn run(asked: &Speed) -> Result<bool, String> {
    let scratch = Scratch::new(asked.keep.as_deref()).map_err(|error| error.to_string())?;
    let source = match &asked.from {
        Some(folder) => folder.clone(),
        None => generate(asked, &scratch.path)?,
    };
    let mut all = Vec::new();
    list(&source, DEPTH, &mut all).map_err(|error| format!("{}: {error}", source.display()))?;
    println!("format  files  evipack/CPU s  goal  other tool                files/CPU s  times");
    let (mut reached, mut measured) = (true, false);
    for contest in &CONTESTS {
        let has_extension = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == contest.extension);
        let files: Vec<PathBuf> = all.iter().filter(has_extension).cloned().collect();
        if files.is_empty() {
            println!("{:6}  {:>5}  no such files", contest.extension, 0);
            continue;
        }
        let own = own_speed(&scratch.path, contest.extension, &files)?;
        let other = contest.peer.as_ref().map(|peer| (peer.name(), peer.speed(&asked.making.python, &files)));
        print_line(contest, files.len(), own, other);
        reached &= own >= contest.goal;
        measured = true;
    }
    if measured { Ok(reached || asked.no_fail) } else { Err("there is nothing to measure".to_owned()) }
}

fn print_line(contest: &Contest, files: usize, own: f64, other: Option<(&str, Result<f64, String>)>) {
    let (name, speed, times) = match other {
        None => ("none in wide use", "–".to_owned(), String::new()),
        Some((name, Ok(speed))) => (name, format!("{speed:.1}"), format!("{:.0}", own / speed)),
        Some((name, Err(why))) => (name, format!("skipped: {why}"), String::new()),
    };
    let mark = if own >= contest.goal { "" } else { "  MISSED" };
    println!(
        "{:6}  {files:>5}  {own:>13.0}  {:>4.0}  {name:24}  {speed:>11}  {times:>5}{mark}",
        contest.extension, contest.goal
    );
}

fn generate(asked: &Speed, scratch: &Path) -> Result<PathBuf, String> {
    let folder = scratch.join("made");
    let script = asked.making.recipes.join("speed_files.py");
    let status = Command::new(&asked.making.python)
        .arg(&script)
        .arg(&folder)
        .args(["--count", &asked.files.to_string()])
        .status()
        .map_err(|error| format!("{} cannot be started ({error})", asked.making.python))?;
    if status.success() { Ok(folder) } else { Err(format!("{} ended with {status}", script.display())) }
}

/// All files under a folder, in the order of their paths.
fn list(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        let kind = entry.file_type()?;
        if kind.is_dir() && depth > 0 {
            list(&entry.path(), depth - 1, found)?;
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
    Ok(())
}

fn own_speed(scratch: &Path, extension: &str, files: &[PathBuf]) -> Result<f64, String> {
    let package = scratch.join(format!("package-{extension}"));
    let named: Vec<(String, PathBuf)> =
        files.iter().enumerate().map(|(number, path)| (format!("{number:05}.{extension}"), path.clone())).collect();
    build_package(&package, &named).map_err(|error| format!("{}: {error}", package.display()))?;
    let run = worker::spawn_plain(&package)?;
    Ok(files.len() as f64 / run.cpu_seconds)
}

impl Peer {
    fn name(&self) -> &'static str {
        match self {
            Self::Python { package: "docx", .. } => "python-docx",
            Self::Python { package, .. } => package,
            Self::Command { name, .. } => name,
        }
    }

    /// Files in a CPU second, or why it was not measured.
    fn speed(&self, python: &str, files: &[PathBuf]) -> Result<f64, String> {
        let before = cost::cpu_seconds();
        match self {
            Self::Python { package, program } => {
                let mut check = Command::new(python);
                check.args(["-c", &format!("import {package}")]).stderr(Stdio::null());
                finish(&mut check).map_err(|_| "not installed".to_owned())?;
                finish(Command::new(python).args(["-c", program]).args(files).stdout(Stdio::null()))?;
            }
            Self::Command { name, last } => {
                for file in files {
                    finish(Command::new(name).arg(file).arg(last).stdout(Stdio::null()).stderr(Stdio::null()))?;
                }
            }
        }
        Ok(files.len() as f64 / (cost::cpu_seconds() - before))
    }
}

fn finish(command: &mut Command) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("ended with {status}")),
        Err(_) => Err("not installed".to_owned()),
    }
}
