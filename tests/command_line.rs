//! What a clerk sees: the text report, where it goes, and when it has colours.

use crate::workspace::{Scratch, evipack};

#[test]
fn the_first_line_is_the_verdict() {
    let output = evipack(&["audit", "fixtures/demo", "--as-of", "2026-11-23"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let first = text.lines().next().unwrap();
    assert!(first.starts_with("结论：现在报送会丢分"), "{first}");
    assert!(first.contains("会归零") && first.contains("预计得分"), "{first}");
    let at = |word: &str| text.find(word).unwrap_or_else(|| panic!("no {word} in\n{text}"));
    assert!(at("会归零的指标") < at("要人工核对的（"), "zeroed before reviews");
    assert!(at("要人工核对的（") < at("会扣分的（"), "reviews before reductions");
    assert!(!text.contains('\u{1b}'), "colours without a terminal");
}

#[test]
fn the_report_can_go_to_a_file() {
    let scratch = Scratch::new("output");
    let file = scratch.0.join("报告.json");
    let output = evipack(&["audit", "fixtures/demo", "--format", "json", "--output", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(report["schema"], 1);
}

#[test]
fn tables_can_be_listed_shown_and_checked() {
    let text = |args: &[&str]| {
        let output = evipack(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(text(&["table", "list"]).contains("changqing-2026"));
    assert!(text(&["table", "show", "changqing-2026"]).contains("7.3"));
    assert!(text(&["table", "show", "changqing-2026", "1.2"]).contains("1.2"));
    let own = crate::other_county::table();
    assert!(text(&["table", "check", own.to_str().unwrap()]).contains("没有问题"));
    assert_eq!(evipack(&["table", "show", "changqing-2026", "9.9"]).status.code(), Some(2));
}

#[test]
fn a_settings_file_maps_odd_folders_and_its_faults_have_a_line() {
    let scratch = Scratch::new("settings");
    std::fs::create_dir_all(scratch.0.join("杂项")).unwrap();
    std::fs::write(scratch.0.join("杂项/x.txt"), "记录").unwrap();
    let root = scratch.0.to_str().unwrap();
    let report = |root: &str| -> serde_json::Value {
        serde_json::from_slice(&evipack(&["audit", root, "--format", "json"]).stdout).unwrap()
    };
    assert_eq!(report(root)["files"][0]["indicator"], serde_json::Value::Null);
    std::fs::write(scratch.0.join("evipack.toml"), "[map]\n\"杂项\" = \"1.4\"\n\"没有\" = \"ignore\"\n").unwrap();
    let mapped = report(root);
    assert_eq!(mapped["files"][0]["indicator"], "1.4");
    assert_eq!(mapped["files"][0]["placed_by"], "settings");
    assert!(mapped["problems"].as_array().unwrap().iter().any(|p| p["message"].as_str().unwrap().contains("没有")));
    std::fs::write(scratch.0.join("evipack.toml"), "[map]\n\"杂项\" = \"1.99\"\n").unwrap();
    let output = evipack(&["audit", root]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("第 2 行"));
}

#[test]
fn a_seal_whose_signer_the_user_does_not_vouch_for_is_left_to_a_human() {
    let package = "fixtures/cases/document-without-seal/pass-electronic-seal/package";
    let report = |extra: &[&str]| -> serde_json::Value {
        let output = evipack(&[&["audit", package, "--format", "json"], extra].concat());
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let seal = |report: &serde_json::Value| {
        let files = report["files"].as_array().unwrap().iter();
        files.map(|file| file["facts"]["seal"]["state"].clone()).find(|state| !state.is_null()).unwrap()
    };
    assert_eq!(seal(&report(&[])), "known", "nobody was asked for");
    let said = |report: &serde_json::Value| -> Vec<(String, String, String)> {
        let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        let findings = report["findings"].as_array().unwrap().iter();
        findings.map(|finding| (text(finding, "rule"), text(finding, "effect"), text(finding, "clause"))).collect()
    };
    let one = |effect: &str| vec![("signer-mismatch".to_owned(), effect.to_owned(), "扣分项6".to_owned())];
    assert_eq!(said(&report(&[])), one("note"), "the signer is named by the certificate alone");
    for in_process in [&["--trust", "tests/trust.pem"][..], &["--trust", "tests/trust.pem", "--in-process"]] {
        let report = report(in_process);
        assert_eq!(seal(&report), "unknown", "{in_process:?}");
        assert_eq!(said(&report), one("review"), "{in_process:?}: said once, not by the seal's rule as well");
        assert_eq!(report["findings"][0]["at_stake"]["effect"], "zero", "the seal is in doubt");
    }
    let text = evipack(&["audit", package]);
    assert_eq!(text.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&text.stdout).contains("完整，签章人未经核实"));
    let output = evipack(&["audit", package, "--trust", "README.md"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("README.md"));
}
