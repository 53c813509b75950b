//! Attacks on signatures and sound signed files: no attack is ever called valid, and hardly a sound file anything else.
//!
//! Enters: `fixtures/signatures`, each folder with its `truth.toml`, and `open.toml`: the files that are known to be judged wrongly
//! today. Leaves: a table of class × verdict (`-- --nocapture`). The aim is an empty `open.toml`. A file that is judged wrongly and
//! does not stand there fails the test, and so does one that stands there and is judged rightly: it must be taken out.

use crate::workspace::{Scratch, audit_json, fixture};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Where the work plan lies in a package: a paper that must be sealed, so a signature counts there.
const PLAN_FOLDER: &str = "一、制度建设/2.创建工作方案";
/// What the audit may say of a file whose signature is not intact.
const SIGNATURE_RULES: [&str; 4] =
    ["signature-not-intact", "signer-mismatch", "document-without-seal", "unreadable-file"];

/// One file of `truth.toml`.
#[derive(serde::Deserialize)]
struct Entry {
    /// Below the folder of the truth.
    file: String,
    class: String,
    done: String,
    expected: String,
}

#[derive(serde::Deserialize)]
struct Truth {
    file: Vec<Entry>,
}

/// `open.toml`: files below the folder of their part.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    /// Attacks that are called valid.
    fooled: BTreeSet<String>,
    /// Attacks of which no finding speaks.
    silent: BTreeSet<String>,
    /// Sound files that are not called valid.
    lost: BTreeSet<String>,
}

fn open() -> Open {
    toml::from_str(&std::fs::read_to_string(fixture("signatures/open.toml")).unwrap()).unwrap()
}

/// Fails unless exactly the files that are known to be judged wrongly are.
fn assert_only_open<'a>(what: &str, wrong: impl Iterator<Item = &'a Judged> + Clone, open: &BTreeSet<String>) {
    let names: BTreeSet<String> = wrong.clone().map(|one| one.entry.file.clone()).collect();
    let new = listed(wrong.filter(|one| !open.contains(&one.entry.file)));
    let mended: Vec<&String> = open.difference(&names).collect();
    println!("{what}: {} files, all of them open", names.len());
    assert!(new.is_empty(), "{} {what} that are not in open.toml:\n{}", new.len(), new.join("\n"));
    assert!(mended.is_empty(), "take these out of open.toml, they are no longer {what}: {mended:#?}");
}

/// What the audit said of one file.
struct Judged {
    entry: Entry,
    /// `valid`, `invalid`, `unverifiable`; `none` where the file is said to bear no signature, or nothing could be said.
    state: String,
    /// Rules whose findings name the file.
    rules: BTreeSet<String>,
}

/// Audits all files of one part as work plans. The PDFs stand in one package. Each OFD has a package of its own: they are spellings
/// of one paper, and of several spellings the audit judges the best one.
fn judged(part: &str) -> Vec<Judged> {
    let folder = fixture("signatures").join(part);
    let truth: Truth = toml::from_str(&std::fs::read_to_string(folder.join("truth.toml")).unwrap()).unwrap();
    let (apart, together): (Vec<_>, Vec<_>) = truth
        .file
        .into_iter()
        .partition(|entry| std::path::Path::new(&entry.file).extension().is_some_and(|extension| extension == "ofd"));
    let mut all = judged_in_one_package(&folder, part, together);
    for entry in apart {
        all.extend(judged_in_one_package(&folder, part, vec![entry]));
    }
    all
}

fn judged_in_one_package(folder: &Path, part: &str, entries: Vec<Entry>) -> Vec<Judged> {
    let package = Scratch::new(&format!("signatures-{part}"));
    let plans = package.0.join(PLAN_FOLDER);
    std::fs::create_dir_all(&plans).unwrap();
    let name_of = |number: usize, entry: &Entry| {
        let suffix = Path::new(&entry.file).extension().unwrap().to_str().unwrap();
        format!("创建工作方案{number:03}.{suffix}")
    };
    for (number, entry) in entries.iter().enumerate() {
        std::fs::copy(folder.join(&entry.file), plans.join(name_of(number, entry))).unwrap();
    }
    let (report, _) = audit_json(&package.0, "changqing-2026");
    let files = report["files"].as_array().unwrap();
    let findings = report["findings"].as_array().unwrap();
    let judge = |(number, entry): (usize, Entry)| {
        let path = format!("{PLAN_FOLDER}/{}", name_of(number, &entry));
        let file = files.iter().find(|file| file["path"] == path.as_str()).unwrap_or_else(|| panic!("{path}"));
        let state = file["facts"]["signature"]["value"].as_str().unwrap_or("none").to_owned();
        let named = findings.iter().filter(|finding| finding["path"] == path.as_str());
        let rules = named.filter_map(|finding| finding["rule"].as_str()).map(str::to_owned).collect();
        Judged { entry, state, rules }
    };
    entries.into_iter().enumerate().map(judge).collect()
}

fn print_table(part: &str, all: &[Judged]) {
    const STATES: [&str; 4] = ["valid", "invalid", "unverifiable", "none"];
    let mut classes: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for one in all {
        let column = STATES.iter().position(|state| *state == one.state).unwrap();
        classes.entry(&one.entry.class).or_default()[column] += 1;
    }
    println!("\n{part:34} {:>7} {:>9} {:>14} {:>6}", STATES[0], STATES[1], STATES[2], STATES[3]);
    for (class, [valid, invalid, unverifiable, none]) in classes {
        println!("{class:34} {valid:>7} {invalid:>9} {unverifiable:>14} {none:>6}");
    }
}

/// Each wrong file with what is wrong with it, one a line.
fn listed<'a>(wrong: impl Iterator<Item = &'a Judged>) -> Vec<String> {
    wrong.map(|one| format!("{} ({}): {} {:?}", one.entry.file, one.entry.done, one.state, one.rules)).collect()
}

#[test]
fn no_attack_on_a_signature_is_valid_or_silent() {
    let all = judged("attacks");
    print_table("attacks", &all);
    let (limits, all): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.entry.expected == "known limit");
    println!("known limits:\n{}", listed(limits.iter()).join("\n"));
    assert!(limits.len() <= 1 && all.iter().all(|one| one.entry.expected == "never valid"));
    let classes: BTreeSet<&str> = all.iter().map(|one| one.entry.class.as_str()).collect();
    assert!(classes.len() >= 30, "{} classes", classes.len());
    let open = open();
    assert_only_open("attacks called valid", all.iter().filter(|one| one.state == "valid"), &open.fooled);
    let is_silent = |one: &&Judged| !SIGNATURE_RULES.iter().any(|rule| one.rules.contains(*rule));
    assert_only_open("silent attacks", all.iter().filter(is_silent), &open.silent);
}

#[test]
fn sound_signatures_are_valid() {
    let all = judged("sound");
    print_table("sound", &all);
    assert!(all.iter().all(|one| one.entry.expected == "valid"));
    let kinds: BTreeSet<&str> = all.iter().map(|one| one.entry.class.as_str()).collect();
    assert!(all.len() >= 60 && kinds.len() >= 12, "{} files of {} kinds", all.len(), kinds.len());
    assert_only_open("sound files not valid", all.iter().filter(|one| one.state != "valid"), &open().lost);
}
