//! Roots made to stop an audit, to make it read or write elsewhere, or to make a report on nothing look clean.

use crate::workspace::{Scratch, fixture, root};
use evipack::worker::Workers;
use evipack::{Audit, Table};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What waits for a pipe waits for ever; a busy machine needs some seconds.
const PATIENCE: Duration = Duration::from_mins(2);

const SETTINGS: &str = "evipack.toml";
const SECRET: &str = "不在材料里的秘密";
const ITEM: &str = "一、制度建设/2.创建工作方案";
/// Files are read in workers, and without.
const BOTH: [&[&str]; 2] = [&[], &["--in-process"]];

/// A package of one plain file, and a folder for temporary files beside it.
struct Machine {
    scratch: Scratch,
    package: PathBuf,
    temporary: PathBuf,
}

/// What an audit said.
struct Said {
    exit: Option<i32>,
    text: String,
    errors: String,
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.errors))
    }
}

impl Machine {
    fn new(name: &str) -> Self {
        let scratch = Scratch::new(name);
        let [package, temporary] = ["材料", "临时"].map(|folder| scratch.0.join(folder));
        fs::create_dir_all(package.join(ITEM)).unwrap();
        fs::write(package.join(ITEM).join("记录.txt"), "记录").unwrap();
        fs::create_dir(&temporary).unwrap();
        Self { scratch, package, temporary }
    }

    fn settings(&self) -> PathBuf {
        self.package.join(SETTINGS)
    }

    /// An audit. One that has not ended when the patience has is killed, and fails its test.
    fn audit(&self, temporary: &Path, more: &[&str]) -> Said {
        let [text, errors] = ["text", "errors"].map(|name| self.scratch.0.join(name));
        let mut command = Command::new(env!("CARGO_BIN_EXE_evipack"));
        command.arg("audit").arg(&self.package).args(["--as-of", "2026-11-23"]).args(more).current_dir(root());
        command.env(evipack_ocr::models::FOLDER_VARIABLE, "no/models/here").env("TMPDIR", temporary);
        command.env("EVIPACK_CACHE", "off");
        command.stdin(Stdio::null()).stdout(File::create(&text).unwrap()).stderr(File::create(&errors).unwrap());
        let mut child = command.spawn().unwrap();
        let until = Instant::now() + PATIENCE;
        let exit = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status.code();
            }
            if Instant::now() >= until {
                child.kill().unwrap();
                child.wait().unwrap();
                panic!("the audit does not end");
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        let [text, errors] = [text, errors].map(|file| fs::read_to_string(file).unwrap());
        Said { exit, text, errors }
    }
}

fn pipe(at: &Path) {
    assert!(Command::new("mkfifo").arg(at).status().unwrap().success());
}

#[test]
fn only_a_bounded_regular_file_is_a_settings_file() {
    let machine = Machine::new("settings-file");
    let settings = machine.settings();
    let beside = machine.scratch.0.join("别处.toml");
    fs::write(&beside, format!("[map]\n\"{SECRET}\" = \"ignore\"\n")).unwrap();
    let lines: String = (0..10_001).map(|number| format!("\"{number}\" = \"ignore\"\n")).collect();
    // A name, how it is laid, and a word of the sentence that refuses it.
    let laid: [(&str, &dyn Fn(), &str); 9] = [
        ("pipe", &|| pipe(&settings), "不是普通文件"),
        ("folder", &|| fs::create_dir(&settings).unwrap(), "不是普通文件"),
        ("link", &|| symlink(&beside, &settings).unwrap(), "不是普通文件"),
        ("link inside", &|| symlink(Path::new(ITEM).join("记录.txt"), &settings).unwrap(), "不是普通文件"),
        ("link to nothing", &|| symlink("没有", &settings).unwrap(), "不是普通文件"),
        ("device", &|| symlink("/dev/zero", &settings).unwrap(), "不是普通文件"),
        ("large", &|| File::create(&settings).unwrap().set_len(40 << 30).unwrap(), "大于 1 MiB"),
        ("no text", &|| fs::write(&settings, b"[map]\n\"\xb7\xbd\" = \"ignore\"\n").unwrap(), "UTF-8"),
        ("many lines", &|| fs::write(&settings, format!("[map]\n{lines}")).unwrap(), "最多 10000 行"),
    ];
    for (name, lay, word) in laid {
        lay();
        for way in BOTH {
            let said = machine.audit(&machine.temporary, way);
            assert_eq!(said.exit, Some(2), "{name}: {}", said.text);
            assert!(said.errors.contains(word) && !said.errors.contains(SECRET), "{name}: {}", said.errors);
        }
        fs::remove_dir(&settings).or_else(|_| fs::remove_file(&settings)).unwrap();
    }
}

#[test]
fn a_package_that_leaves_out_everything_is_no_clean_one() {
    let machine = Machine::new("left-out");
    let first = |said: &Said| said.text.lines().next().unwrap_or_default().to_owned();
    let ignore = |path: &str| fs::write(machine.settings(), format!("[map]\n\"{path}\" = \"ignore\"\n")).unwrap();
    let judge = |wanted: i32, everything: bool| {
        for way in BOTH {
            let said = machine.audit(&machine.temporary, way);
            assert_eq!(said.exit, Some(wanted), "{}", said.text);
            assert_eq!(first(&said).contains("没有审查任何指标材料"), everything, "{}", said.text);
            let report = machine.audit(&machine.temporary, &[way, &["--format", "json"]].concat()).json();
            let says_so = |finding: &Value| finding["path"] == SETTINGS && finding["effect"] == "review";
            assert_eq!(report["findings"].as_array().unwrap().iter().any(says_so), everything);
        }
    };
    ignore("一、制度建设");
    judge(3, true);
    // Neither a stray file nor a catalogue is judged for an indicator.
    fs::write(machine.package.join("Thumbs.db"), "x").unwrap();
    fs::write(machine.package.join("目录.txt"), "目录").unwrap();
    judge(3, true);
    // An archive is a folder: it is what lies in it that is left out.
    fs::copy(fixture("cases/unfiled-material/pass-zip-mapped/package/杂项.zip"), machine.package.join("杂项.zip"))
        .unwrap();
    fs::write(machine.settings(), "[map]\n\"一、制度建设\" = \"ignore\"\n\"杂项.zip\" = \"ignore\"\n").unwrap();
    judge(3, true);
    fs::remove_file(machine.package.join("杂项.zip")).unwrap();
    // One file is left: it was judged, and the second line tells how many were not.
    fs::write(machine.package.join(ITEM).join("会议记录.txt"), "记录").unwrap();
    ignore(&format!("{ITEM}/记录.txt"));
    let said = machine.audit(&machine.temporary, &[]);
    assert!(!first(&said).contains("没有审查任何指标材料"), "{}", said.text);
    assert!(said.text.contains("（其中 1 个按 evipack.toml 不审查）"), "{}", said.text);
}

/// The worker exchanges the file before its first job: the audit has listed the package by then and has read nothing.
#[test]
fn a_file_exchanged_between_listing_and_reading_is_left_to_a_human() {
    for exchange in
        ["mkfifo \"$0\"", "ln -s \"$1\" \"$0\"", "mkdir \"$0\"", "cp \"$1\" \"$0\"", "ln -s /dev/zero \"$0\""]
    {
        let machine = Machine::new("exchanged");
        let file = machine.package.join(ITEM).join("记录.txt");
        let secret = machine.scratch.0.join("秘密.txt");
        fs::write(&secret, SECRET).unwrap();
        // Only the first worker finds the file in its place.
        let script = format!("[ -e \"$0.旧\" ] || {{ mv \"$0\" \"$0.旧\" && {exchange}; }}; exec \"$2\" read-files");
        let workers = ["-c", &script].into_iter().fold(Workers::of("/bin/sh"), Workers::argument);
        let workers = workers.argument(&file).argument(&secret).argument(env!("CARGO_BIN_EXE_evipack"));
        let started = Instant::now();
        let report =
            Audit::new(Table::builtin("changqing-2026").unwrap()).workers(workers).run(&machine.package).unwrap();
        assert!(started.elapsed() < PATIENCE, "{exchange}");
        let report = serde_json::to_value(&report).unwrap();
        assert_eq!(report["files"][0]["sha256"], "", "{exchange}: {report}");
        let review = |finding: &Value| finding["rule"] == "unreadable-file" && finding["effect"] == "review";
        let found = report["findings"].as_array().unwrap();
        assert!(
            found.iter().any(|finding| review(finding) && finding["observed"].as_str().unwrap().contains("列出之后"))
        );
        assert!(!report.to_string().contains(SECRET), "{exchange}");
    }
}

#[test]
fn no_two_files_have_one_path() {
    let machine = Machine::new("twins");
    let write = |name: &[u8]| {
        let path = machine.package.join(std::ffi::OsStr::from_bytes(name));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "记录").unwrap();
    };
    let names: [&[u8]; 10] = [
        b"\xb7\xbd.txt",
        b"%B7%BD.txt",
        "e\u{301}.txt".as_bytes(),
        "\u{e9}.txt".as_bytes(),
        "\u{e9} (2).txt".as_bytes(),
        "e\u{301}/a.txt".as_bytes(),
        "\u{e9}/a.txt".as_bytes(),
        "杂项.zip!/会/照片.txt".as_bytes(),
        "杂项.zip%21/会/照片.txt".as_bytes(),
        b"a\\b.txt",
    ];
    for name in names {
        write(name);
    }
    fs::copy(fixture("cases/unfiled-material/pass-zip-mapped/package/杂项.zip"), machine.package.join("杂项.zip"))
        .unwrap();
    for way in BOTH {
        let report = machine.audit(&machine.temporary, &[way, &["--format", "json"]].concat()).json();
        let files = report["files"].as_array().unwrap();
        let paths: BTreeSet<&str> = files.iter().map(|file| file["path"].as_str().unwrap()).collect();
        assert_eq!(paths.len(), files.len(), "{paths:?}");
        for own in ["%B7%BD.txt", "%B7%BD (2).txt", "é.txt", "é (2).txt", "é (3).txt", "é/a.txt", "é (2)/a.txt"] {
            assert!(paths.contains(own), "{own} is not in {paths:?}");
        }
        assert!(
            paths.contains("杂项.zip%21/会/照片.txt") && paths.contains("杂项.zip%21 (2)/会/照片.txt"),
            "{paths:?}"
        );
        // Only what is packed stands behind the mark.
        assert!(files.iter().all(|file| !file["path"].as_str().unwrap().ends_with("!/会/照片.txt")), "{paths:?}");
    }
}

#[test]
fn what_a_killed_audit_left_goes_with_the_next_one_and_nothing_is_unpacked_into_the_package() {
    let machine = Machine::new("left");
    let left = |folder: &Path| {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with("evipack-")).count()
    };
    // An audit that is killed once it has made its folder.
    let zip = fixture("cases/unfiled-material/pass-zip-mapped/package/杂项.zip");
    let other = machine.scratch.0.join("另一份");
    fs::create_dir(&other).unwrap();
    fs::copy(&zip, other.join("杂项.zip")).unwrap();
    let mut killed = Command::new(env!("CARGO_BIN_EXE_evipack"));
    killed.arg("audit").arg(&other).env("TMPDIR", &machine.temporary).env("EVIPACK_CACHE", "off");
    killed.env(evipack_ocr::models::FOLDER_VARIABLE, "no/models/here").current_dir(root());
    killed.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // It may be too quick to be killed in time: then once more.
    for _ in 0..200 {
        let mut child = killed.spawn().unwrap();
        while left(&machine.temporary) == 0 && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if left(&machine.temporary) > 0 {
            break;
        }
    }
    assert_eq!(left(&machine.temporary), 1, "no audit could be killed in time");
    for way in BOTH {
        // The package of this audit holds no archive.
        machine.audit(&machine.temporary, way);
        assert_eq!(left(&machine.temporary), 0);
    }
    // The folder for temporary files lies in the package, also by way of a link.
    fs::copy(&zip, machine.package.join("杂项.zip")).unwrap();
    let inside = machine.package.join("临时");
    fs::create_dir(&inside).unwrap();
    let linked = machine.scratch.0.join("链接");
    symlink(&inside, &linked).unwrap();
    for temporary in [&inside, &linked, &machine.package] {
        let before = fs::metadata(temporary).unwrap().modified().unwrap();
        let report = machine.audit(temporary, &["--format", "json"]).json();
        assert_eq!(fs::metadata(temporary).unwrap().modified().unwrap(), before, "something was written there");
        let packed = |file: &Value| file["path"].as_str().unwrap().starts_with("杂项.zip!/");
        assert!(report["files"].as_array().unwrap().iter().any(packed), "it is unpacked elsewhere");
    }
}
