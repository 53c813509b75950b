//! What was read before is not read again, and nothing else about an audit changes.

use crate::workspace::{Scratch, fixture, root};
use evipack::cache::Cache;
use evipack::dossier::Record;
use evipack::see::{Pixels, Recognizer, RecognizerError, Spot, TextLine};
use evipack::{Audit, Observer, RelPath, Table};
use std::path::Path;
use std::process::{Command, Output};

/// The program with a cache folder of its own.
fn audit(folder: &Path, cache: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_evipack"));
    command.arg("audit").arg(folder).args(["--as-of", "2026-11-23", "--format", "json"]).args(more);
    command.env("EVIPACK_CACHE", cache).env(evipack_ocr::models::FOLDER_VARIABLE, "no/models/here");
    command.current_dir(root()).env_remove("CI").output().unwrap()
}

fn files(folder: &Path) -> usize {
    walkdir::WalkDir::new(folder).into_iter().filter(|entry| entry.as_ref().unwrap().file_type().is_file()).count()
}

#[test]
fn a_second_audit_says_the_same_byte_for_byte() {
    let scratch = Scratch::new("cache-same");
    let cache = scratch.0.join("records");
    let first = audit(&fixture("demo"), &cache, &[]);
    assert!(files(&cache) > 20, "the demo has more than twenty files");
    let second = audit(&fixture("demo"), &cache, &[]);
    let none = audit(&fixture("demo"), &scratch.0.join("none"), &["--no-cache"]);
    assert_eq!(first, second);
    assert_eq!(first, none);
    assert!(!scratch.0.join("none").exists());
    let said = String::from_utf8(first.stderr).unwrap();
    assert_eq!(said, "");
}

#[test]
fn two_audits_at_once_and_a_damaged_cache_change_nothing() {
    let scratch = Scratch::new("cache-damaged");
    let cache = scratch.0.join("records");
    let wanted = audit(&fixture("demo"), &cache, &["--no-cache"]);
    let both = std::thread::scope(|scope| {
        let run = || audit(&fixture("demo"), &cache, &[]);
        let [one, other] = [scope.spawn(run), scope.spawn(run)];
        [one.join().unwrap(), other.join().unwrap()]
    });
    assert_eq!(both, [wanted.clone(), wanted.clone()]);
    for entry in walkdir::WalkDir::new(&cache).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file()) {
        std::fs::write(entry.path(), "damaged").unwrap();
    }
    let damaged = audit(&fixture("demo"), &cache, &[]);
    assert_eq!(damaged.stdout, wanted.stdout);
    let said = String::from_utf8(damaged.stderr).unwrap();
    assert_eq!((said.lines().count(), said.contains("缓存中有损坏的记录")), (1, true), "{said}");
    // Where the folder cannot be made, the audit goes on without.
    std::fs::write(scratch.0.join("file"), "").unwrap();
    let nowhere = audit(&fixture("demo"), &scratch.0.join("file/records"), &[]);
    assert_eq!(nowhere.stdout, wanted.stdout);
    assert_eq!(String::from_utf8(nowhere.stderr).unwrap().lines().count(), 1);
}

#[test]
fn a_cache_in_the_package_is_not_used() {
    let scratch = Scratch::new("cache-inside");
    std::fs::write(scratch.0.join("方案.txt"), "实施方案").unwrap();
    let cache = scratch.0.join("records");
    audit(&scratch.0, &cache, &[]);
    assert_eq!(files(&cache), 0);
}

#[test]
fn the_cache_says_what_it_holds_and_can_be_cleared() {
    let scratch = Scratch::new("cache-clear");
    let cache = scratch.0.join("records");
    audit(&fixture("demo"), &cache, &[]);
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_evipack"));
        let output = command.args(args).env("EVIPACK_CACHE", &cache).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let status = run(&["cache", "status"]);
    assert!(status.contains(" 条记录") && status.contains("只有您本人的账号能读"), "{status}");
    assert!(run(&["cache", "clear"]).starts_with("已清空"));
    assert!(run(&["cache", "status"]).starts_with("0 条记录"));
}

/// Notes which files were really read: what comes out of the cache is told as well, so the cache is counted.
#[derive(Default)]
struct Told(std::sync::Mutex<Vec<String>>);

impl Observer for Told {
    fn read(&self, path: &RelPath, _: &Record) {
        self.0.lock().unwrap().push(path.to_string());
    }
}

#[test]
fn one_changed_file_is_one_new_record() {
    let scratch = Scratch::new("cache-changed");
    let package = scratch.0.join("材料");
    for number in 1..=5 {
        let folder = package.join("1.2 方案");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{number}.txt")), format!("第{number}份")).unwrap();
    }
    let cache = Cache::open(scratch.0.join("records")).unwrap();
    let told = Told::default();
    let audit = Audit::new(Table::builtin("changqing-2026").unwrap()).cache(&cache).observer(&told);
    audit.run(&package).unwrap();
    assert_eq!((cache.status().records, told.0.lock().unwrap().len()), (5, 5));
    // Another name, another folder and another time of the same content are nothing new.
    std::fs::rename(package.join("1.2 方案/1.txt"), package.join("1.2 方案/第一份.txt")).unwrap();
    audit.run(&package).unwrap();
    assert_eq!(cache.status().records, 5);
    std::fs::write(package.join("1.2 方案/2.txt"), "改过的第2份").unwrap();
    audit.run(&package).unwrap();
    assert_eq!(cache.status().records, 6);
}

/// A recogniser that sees no text, or cannot look at all.
struct Eyes {
    broken: bool,
}

impl Recognizer for Eyes {
    fn find(&self, _: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        if self.broken { Err(RecognizerError("坏了".to_owned())) } else { Ok(Vec::new()) }
    }

    fn read(&self, _: &Pixels, _: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        Ok(Vec::new())
    }

    fn identity(&self) -> Option<String> {
        Some("eyes".to_owned())
    }
}

#[test]
fn what_a_broken_recogniser_did_not_see_is_looked_at_again() {
    let scratch = Scratch::new("cache-broken-eyes");
    let package = scratch.0.join("材料");
    std::fs::create_dir(&package).unwrap();
    let photo = fixture("demo/一、制度建设/4.季度研究与学习/2026年/第二季度/推进会现场.jpg");
    std::fs::copy(photo, package.join("推进会现场.jpg")).unwrap();
    let cache = Cache::open(scratch.0.join("records")).unwrap();
    for (broken, records) in [(true, 0), (false, 1)] {
        let eyes = Eyes { broken };
        let table = Table::builtin("changqing-2026").unwrap();
        Audit::new(table).recognizer(&eyes).cache(&cache).run(&package).unwrap();
        assert_eq!(cache.status().records, records, "broken: {broken}");
    }
}
