//! The frozen contract: rule codes, exit codes, the report's fields, and that no rule goes without its cases.

use crate::cases;
use crate::workspace::{Scratch, audit_json, evipack, fixture};
use evipack::{RuleCode, rules};
use std::collections::BTreeSet;

/// The codes of the contract, in its order. A renamed or removed code breaks other counties' tools.
const CODES: [&str; 21] = [
    "document-without-red-header",
    "document-without-number",
    "document-without-seal",
    "document-number-malformed",
    "photo-without-time-watermark",
    "photo-time-contradiction",
    "photo-edited",
    "duplicate-material",
    "personal-data-exposed",
    "unfiled-material",
    "category-out-of-order",
    "unreadable-file",
    "stray-file",
    "publication-proof-missing",
    "evidence-missing",
    "period-shortfall",
    "evidence-late",
    "commitment-incomplete",
    "cross-item-conflict",
    "signature-not-intact",
    "signer-mismatch",
];

#[test]
fn the_rule_codes_are_those_of_the_contract() {
    let codes: Vec<&str> = RuleCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes, CODES);
}

#[test]
fn every_rule_has_a_pass_a_fail_and_a_review_case() {
    let names: Vec<(String, String)> = cases::all()
        .iter()
        .map(|case| {
            let name = |path: &std::path::Path| path.file_name().unwrap().to_str().unwrap().to_owned();
            (name(case.parent().unwrap()), name(case))
        })
        .collect();
    for rule in rules::ALL {
        let code = rule.code().as_str();
        let verdicts: BTreeSet<&str> =
            names.iter().filter(|(rule, _)| rule == code).filter_map(|(_, name)| name.split('-').next()).collect();
        assert!(verdicts.contains("pass"), "{code} has no pass case");
        let fails = ["zero", "deduct", "note"].iter().any(|verdict| verdicts.contains(verdict));
        // Traces and contradictions prove nothing: those rules never do more than ask for a review.
        let only_asks = ["photo-time-contradiction", "photo-edited", "signature-not-intact"].contains(&code);
        assert!(fails != only_asks, "{code} has no fail case, or one that it cannot have");
        // A stray file is told by its name and its leading bytes: nothing about it can stay unknown.
        assert!(verdicts.contains("review") || code == "stray-file", "{code} has no review case");
    }
}

#[test]
fn every_rule_explains_itself() {
    for code in CODES {
        let output = evipack(&["explain", code]);
        assert_eq!(output.status.code(), Some(0), "{code}");
        assert!(String::from_utf8_lossy(&output.stdout).contains(code));
    }
    assert_eq!(evipack(&["explain", "no-such-rule"]).status.code(), Some(2));
}

#[test]
fn no_audit_is_exit_code_2_and_says_why_in_chinese() {
    let empty = Scratch::new("empty");
    let missing = empty.0.join("没有");
    let file = fixture("demo.truth.toml");
    let table = empty.0.join("bad.toml");
    std::fs::create_dir_all(empty.0.join("一")).unwrap();
    let demo = fixture("demo");
    std::fs::write(&table, "extends = \"changqing-2026\"\nid = \"x\"\nno_such_key = 1\n").unwrap();
    for (args, said) in [
        (vec!["audit", missing.to_str().unwrap()], "找不到"),
        (vec!["audit", file.to_str().unwrap()], "是文件"),
        (vec!["audit", empty.0.join("一").to_str().unwrap()], "没有任何材料"),
        (vec!["audit", demo.to_str().unwrap(), "--table", "no-such-table"], "changqing-2026"),
        (vec!["audit", demo.to_str().unwrap(), "--table", table.to_str().unwrap()], "第 3 行"),
        (vec!["audit", demo.to_str().unwrap(), "--output", demo.join("r.txt").to_str().unwrap()], "不能写进材料"),
        (vec!["audit", demo.to_str().unwrap(), "--as-of", "yesterday"], "2026-11-23"),
    ] {
        let output = evipack(&args);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {stderr}");
        assert!(stderr.contains(said), "{args:?}: {stderr}");
        assert!(output.stdout.is_empty(), "{args:?} printed a report");
    }
}

#[test]
fn the_json_report_has_every_field_of_the_contract_and_nothing_else_is_printed() {
    let (report, _) = audit_json(&fixture("demo"), "changqing-2026");
    let has = |value: &serde_json::Value, keys: &[&str]| {
        for key in keys {
            assert!(value.get(key).is_some(), "no field {key} in {value}");
        }
    };
    has(
        &report,
        &["schema", "tool", "table", "package", "as_of", "summary", "indicators", "findings", "files", "problems"],
    );
    has(&report["tool"], &["name", "version"]);
    has(&report["table"], &["id", "title", "edition", "source"]);
    has(&report["package"], &["root", "files", "bytes"]);
    has(
        &report["summary"],
        &["full", "bonus_full", "best", "worst", "disqualified", "zeroed", "reduced", "needs_review", "no_evidence"],
    );
    has(&report["indicators"][0], &["id", "title", "full", "best", "worst", "outcome", "because"]);
    has(
        &report["findings"][0],
        &[
            "id",
            "rule",
            "clause",
            "effect",
            "points",
            "indicator",
            "path",
            "related",
            "page",
            "region",
            "message",
            "observed",
            "expected",
            "hint",
            "confidence",
            "waived",
        ],
    );
    has(&report["files"][0], &["path", "size", "sha256", "indicator", "kind", "facts"]);
    has(&report["problems"][0], &["path", "stage", "message"]);
    assert_eq!(report["schema"], 1);
    assert_eq!(report["summary"]["full"], 100.0);
    assert_eq!(report["summary"]["bonus_full"], 16.0);
}

#[test]
fn findings_keep_their_ids_when_the_package_moves() {
    let scratch = Scratch::new("ids");
    let case = fixture("cases/document-without-seal");
    let case = std::fs::read_dir(case)
        .unwrap()
        .map(|case| case.unwrap().path())
        .find(|case| case.file_name().unwrap().to_str().unwrap().starts_with("zero-"))
        .unwrap();
    copy(&case.join("package"), &scratch.0);
    let ids = |folder: &std::path::Path| -> Vec<String> {
        let (report, _) = audit_json(folder, "changqing-2026");
        report["findings"].as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap().to_owned()).collect()
    };
    let first = ids(&case.join("package"));
    assert!(!first.is_empty());
    assert_eq!(first, ids(&scratch.0));
}

/// Copies a tree.
pub(crate) fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
