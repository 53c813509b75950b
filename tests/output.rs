//! Where a report goes when the place fights back: a reader that leaves, a full device, a file of the package.

use crate::workspace::{Scratch, evipack, root};
use std::io::Read as _;
use std::process::{Command, Stdio};

/// What a shell shows of a program that SIGPIPE ended.
#[cfg(unix)]
const READER_GONE: i32 = 141;

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_evipack"));
    command.args(args).current_dir(root()).env_remove("CI").env("EVIPACK_CACHE", "off");
    command.env(evipack_ocr::models::FOLDER_VARIABLE, "no/models/here");
    command
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_is_neither_success_nor_noise() {
    for args in [&["audit", "fixtures/demo", "--format", "json"][..], &["table", "clauses"], &["explain"]] {
        let mut running = command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(running.stdout.take());
        let output = running.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(READER_GONE), "{args:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_said_and_no_success() {
    let full = || Stdio::from(std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    let output = command(&["table", "list"]).stdout(full()).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("无法输出"));
    // Where the complaint cannot be written either, the exit code still says it.
    let mut silent = command(&["audit", "no/such/folder"]).stdout(Stdio::piped()).stderr(full()).spawn().unwrap();
    let mut said = String::new();
    silent.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((silent.wait().unwrap().code(), said.as_str()), (Some(2), ""));
}

#[test]
fn a_report_never_replaces_what_is_no_report_of_the_users() {
    let scratch = Scratch::new("report-place");
    let package = scratch.0.join("材料");
    std::fs::create_dir_all(package.join("1.4")).unwrap();
    std::fs::write(package.join("1.4/纪要.txt"), "纪要").unwrap();
    let audit = |file: &std::path::Path| {
        let output = evipack(&["audit", package.to_str().unwrap(), "--output", file.to_str().unwrap()]);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let mut places = vec![package.join("报告.txt"), package.join("1.4/../报告.txt"), scratch.0.clone()];
    #[cfg(unix)]
    {
        std::fs::hard_link(package.join("1.4/纪要.txt"), scratch.0.join("硬.txt")).unwrap();
        std::os::unix::fs::symlink(package.join("1.4/纪要.txt"), scratch.0.join("软.txt")).unwrap();
        std::os::unix::fs::symlink(&package, scratch.0.join("门")).unwrap();
        places.extend(["硬.txt", "软.txt", "门/报告.txt"].map(|name| scratch.0.join(name)));
        places.push("/dev/null".into());
    }
    for place in places {
        let (code, said) = audit(&place);
        assert_eq!(code, Some(2), "{}: {said}", place.display());
        assert!(!said.is_empty());
    }
    assert_eq!(std::fs::read_to_string(package.join("1.4/纪要.txt")).unwrap(), "纪要");
    let good = scratch.0.join("报告.txt");
    std::fs::write(&good, "旧").unwrap();
    audit(&good);
    assert!(std::fs::read_to_string(&good).unwrap().starts_with("结论"));
}
