//! No output holds personal data: identity numbers, mobile numbers, bank cards, passports and the names beside them, planted in
//! every place and spelling from which a word can come into a report or a message. All numbers are made here, of persons that do
//! not exist; the look-alikes at the end must come out as they went in.

mod lookalikes;
mod package;
mod plants;

use crate::workspace::{Scratch, evipack, evipack_in, fixture, root};
use evipack::{Audit, Report, Table};
use package::Package;
use plants::Plant;
use std::collections::BTreeSet;
use std::path::Path;

/// Everything that a run has said.
fn said(args: &[&str]) -> String {
    let output = evipack(args);
    [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat()
}

fn no_leaks(what: &str, text: &str, plants: &[Plant]) {
    let text = plants::Folded::of(text);
    let leaks: Vec<String> = plants.iter().filter_map(|plant| plant.leak(&text)).collect();
    assert!(leaks.is_empty(), "{what}: {} leaks, such as {:#?}", leaks.len(), &leaks[..leaks.len().min(8)]);
}

#[test]
fn no_report_holds_what_is_planted_in_a_package() {
    let scratch = Scratch::new("privacy");
    let Package { root, plants, files } = package::plant(&scratch.0);
    assert!(plants.len() >= 200, "only {} plants", plants.len());
    let folder = root.to_str().unwrap();
    for format in ["json", "text"] {
        no_leaks(format, &said(&["audit", folder, "--format", format]), &plants);
        let output = scratch.0.join(format!("report.{format}"));
        let file = output.to_str().unwrap();
        no_leaks("stderr", &said(&["audit", folder, "--format", format, "--in-process", "--output", file]), &plants);
        no_leaks("--output", &std::fs::read_to_string(&output).unwrap(), &plants);
    }
    let report: Report = serde_json::from_slice(&std::fs::read(scratch.0.join("report.json")).unwrap()).unwrap();
    paths_are_apart_and_the_same_everywhere(&report, files);
    // What is read out of files did come as far as the report.
    let json = serde_json::to_value(&report).unwrap();
    for fact in ["title", "software", "camera"] {
        let is_masked = |value: &serde_json::Value| value.as_str().is_some_and(|text| text.contains("**"));
        let masked = json["files"].as_array().unwrap().iter().any(|file| is_masked(&file["facts"][fact]["value"]));
        assert!(masked, "no {fact} was masked");
    }
    let unused = report.problems.iter().filter(|problem| problem.message.contains("没有对应任何文件")).count();
    assert!(unused >= 30, "{unused} settings were named");
}

fn paths_are_apart_and_the_same_everywhere(report: &Report, files: usize) {
    let paths: BTreeSet<&str> = report.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths.len(), report.files.len(), "two files have one path");
    assert!(paths.len() >= files, "{} of {files} files", paths.len());
    assert!(report.files.is_sorted_by_key(|file| &file.path));
    assert!(report.findings.is_sorted_by_key(|finding| &finding.path));
    let folders: BTreeSet<&str> = paths
        .iter()
        .flat_map(|path| path.match_indices('/').map(|(at, _)| path[..at].trim_end_matches('!')))
        .chain([""])
        .collect();
    for finding in &report.findings {
        for path in finding.related.iter().chain([&finding.path]).map(evipack::RelPath::as_str) {
            assert!(paths.contains(path) || folders.contains(path), "{path} is no path of the report");
        }
    }
    let masked: Vec<&evipack::report::FileReport> =
        report.files.iter().filter(|file| file.path.name().contains("**")).collect();
    assert!(masked.len() >= 70, "{} masked names", masked.len());
    for file in &masked {
        let tag = file.path.name().rsplit_once('~').map(|(_, tag)| tag).unwrap_or_default();
        assert!(tag.len() == 4 && tag.chars().all(|c| c.is_ascii_hexdigit()), "{}", file.path);
    }
    // The digits are those of the content, but for the few whose place was taken.
    let findable = masked.iter().filter(|file| file.path.name().ends_with(&file.sha256[..4])).count();
    assert!(findable * 10 >= masked.len() * 9, "{findable} of {}", masked.len());
}

#[test]
fn ids_do_not_depend_on_what_is_shown() {
    let scratch = Scratch::new("privacy-ids");
    let Package { root, plants, .. } = package::plant(&scratch.0);
    let audit = Audit::new(Table::builtin("changqing-2026").unwrap());
    let ids =
        |report: &Report| -> BTreeSet<String> { report.findings.iter().map(|finding| finding.id.clone()).collect() };
    let masked = audit.run(&root).unwrap();
    let shown = Audit::new(Table::builtin("changqing-2026").unwrap()).show_paths(true).run(&root).unwrap();
    assert_eq!(ids(&masked), ids(&shown));
    // The plants are there to be found: a test that looks for nothing would find nothing.
    let text = plants::Folded::of(&serde_json::to_string(&shown).unwrap());
    let seen = plants.iter().filter(|plant| plant.leak(&text).is_some()).count();
    assert!(seen >= 100, "{seen} plants seen");
    no_leaks("library", &format!("{masked:?}"), &plants);
}

#[test]
fn no_message_holds_what_was_typed() {
    let scratch = Scratch::new("privacy-arguments");
    let plants = plants::all(7_000);
    let demo = fixture("cases/stray-file/pass-ordinary-files/package");
    let demo = if demo.exists() { demo } else { fixture("cases/unreadable-file/deduct-empty/package") };
    let demo = demo.to_str().unwrap();
    // A process for each plant and place would take minutes: each plant once, in a place that changes.
    for (index, plant) in plants.iter().enumerate() {
        let word = plant.written.as_str();
        let inside = scratch.0.join(word);
        let inside = inside.to_str().unwrap();
        let args: &[&str] = match index % 12 {
            0 => &["audit", inside],
            1 => &["audit", demo, "--table", word],
            2 => &["audit", demo, "--table", &format!("{inside}.toml")],
            3 => &["audit", demo, "--output", &format!("{inside}/r.json")],
            4 => &["audit", demo, "--as-of", word],
            5 => &["explain", word],
            6 => &["audit", demo, "--trust", inside],
            7 => &["audit", demo, &format!("--{word}")],
            8 => &["table", "show", "changqing-2026", word],
            9 => &["table", "check", inside],
            10 => &["models", "install", "--from", inside],
            _ => &["audit", demo, word],
        };
        let said = said(args);
        assert!(!said.is_empty(), "{args:?}");
        no_leaks(&format!("{args:?}"), &said, std::slice::from_ref(plant));
    }
}

#[test]
fn no_error_quotes_a_settings_file_or_a_table() {
    let scratch = Scratch::new("privacy-settings");
    std::fs::write(scratch.0.join("1.2 方案.txt"), "方案").unwrap();
    let (folder, table) = (scratch.0.to_str().unwrap(), scratch.0.join("表.toml"));
    for plant in plants::all(8_000).iter().step_by(4) {
        let word = &plant.written;
        for settings in [
            format!("[map]\n\"a\" = \"{word}\"\n"),
            format!("[map]\n\"{word}\" = \"1.2\"\n\"./{word}\" = \"1.2\"\n"),
            format!("\"{word}\" = 1\n"),
            format!("[map]\n\"{word}\" = \"1.2\"\n\"{word}\" = \"1.3\"\n"),
        ] {
            std::fs::write(scratch.0.join("evipack.toml"), settings).unwrap();
            let output = evipack(&["audit", folder]);
            assert_eq!(output.status.code(), Some(2));
            no_leaks("evipack.toml", &String::from_utf8(output.stderr).unwrap(), std::slice::from_ref(plant));
        }
        for text in [
            format!("extends = \"changqing-2026\"\nid = \"x\"\n\"{word}\" = 1\n"),
            format!("extends = \"{word}\"\nid = \"x\"\n"),
        ] {
            std::fs::write(&table, text).unwrap();
            let said = said(&["table", "check", table.to_str().unwrap()]);
            assert!(said.contains("错误"), "{said}");
            no_leaks("table", &said, std::slice::from_ref(plant));
        }
    }
}

#[test]
fn what_only_looks_like_personal_data_stays() {
    let looks = lookalikes::ALL;
    assert!(looks.len() >= 100, "only {}", looks.len());
    for text in looks {
        assert_eq!(evipack::personal::masked(text), **text);
    }
    let scratch = Scratch::new("privacy-lookalikes");
    let folder = scratch.0.join("1.2");
    std::fs::create_dir_all(&folder).unwrap();
    let names: Vec<String> =
        looks.iter().map(|text| text.replace(['/', '|', ':', '*', '\n', '?', '"'], "_") + ".txt").collect();
    for name in &names {
        std::fs::write(folder.join(name), name).unwrap();
    }
    let report = Audit::new(Table::builtin("changqing-2026").unwrap()).run(&scratch.0).unwrap();
    let paths: BTreeSet<&str> = report.files.iter().map(|file| file.path.name()).collect();
    for name in &names {
        assert!(paths.contains(name.as_str()), "{name} is not in {paths:?}");
    }
}

#[test]
fn paths_are_shown_on_a_screen_only() {
    let folder = fixture("cases/unreadable-file/deduct-empty/package");
    let folder = folder.to_str().unwrap();
    let refused = |output: std::process::Output| {
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("--show-paths") && output.stdout.is_empty(), "{stderr}");
    };
    refused(evipack(&["audit", folder, "--show-paths"]));
    refused(evipack_in(&["audit", folder, "--show-paths", "--format", "json"], &[("CI", "true")]));
    on_a_screen(folder, &refused);
}

/// `script` (util-linux) gives a program a terminal. Where there is none, the other half of the test is done by hand.
#[cfg(target_os = "linux")]
fn on_a_screen(folder: &str, refused: &dyn Fn(std::process::Output)) {
    let scratch = Scratch::new("privacy-screen");
    let plant = &plants::all(9_000)[0];
    let package = scratch.0.join("包");
    std::fs::create_dir_all(package.join("1.2")).unwrap();
    std::fs::write(package.join("1.2").join(format!("{}.txt", plant.written)), "方案").unwrap();
    let program = env!("CARGO_BIN_EXE_evipack");
    let run = |environment: &str, more: &str| {
        let command =
            format!("{environment} EVIPACK_MODELS=/nowhere {program} audit {} --show-paths {more}", package.display());
        let log = scratch.0.join("log");
        std::process::Command::new("script")
            .args(["-qec", &command])
            .arg(log)
            .current_dir(root())
            .env_remove("CI")
            .output()
    };
    let Ok(output) = run("", "--offline") else { return };
    let text = plants::Folded::of(&String::from_utf8_lossy(&output.stdout));
    assert!(plant.leak(&text).is_some(), "{}", String::from_utf8_lossy(&output.stdout));
    for (environment, more) in [("CI=1", "--offline"), ("", &*format!("--offline --output {}/r", scratch.0.display()))]
    {
        let output = run(environment, more).unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(plant.leak(&plants::Folded::of(&String::from_utf8_lossy(&output.stdout))).is_none());
    }
    let _ = (folder, refused);
}

#[cfg(not(target_os = "linux"))]
fn on_a_screen(_: &str, _: &dyn Fn(std::process::Output)) {}

/// A folder whose own name is a person's is told by the contents of the package.
#[test]
fn the_roots_name_is_masked_too() {
    let scratch = Scratch::new("privacy-root");
    for plant in plants::all(10_000).iter().step_by(9) {
        let folder = scratch.0.join(&plant.written);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("1.2 方案.txt"), "方案").unwrap();
        let said = said(&["audit", folder.to_str().unwrap()]);
        no_leaks("root", &said, std::slice::from_ref(plant));
        let report = Audit::new(Table::builtin("changqing-2026").unwrap()).run(&folder).unwrap();
        assert!(
            Path::new(&report.package.root).file_name().unwrap().to_str().unwrap().contains('~'),
            "{}",
            report.package.root
        );
    }
}
