//! Another county's table: other points, other effects, no Rust changed.

use crate::workspace::{audit_json, fixture, root};
use std::path::PathBuf;

/// The fictional county's table.
pub(crate) fn table() -> PathBuf {
    root().join("tests/tables/qinglan-2027.toml")
}

#[test]
fn the_same_package_is_judged_by_another_countys_table() {
    let table = table();
    let (ours, _) = audit_json(&fixture("demo"), "changqing-2026");
    let (theirs, _) = audit_json(&fixture("demo"), table.to_str().unwrap());
    assert_eq!(theirs["table"]["id"], "qinglan-2027");
    assert_ne!(ours["summary"], theirs["summary"]);
    assert_ne!(ours["indicators"].as_array().unwrap().len(), theirs["indicators"].as_array().unwrap().len());
    // Where that table only asks for a review of a missing seal, nothing is zeroed for it.
    let seal = |report: &serde_json::Value, effect: &str| {
        report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|f| f["rule"] == "document-without-seal" && f["effect"] == effect)
    };
    assert!(seal(&ours, "zero"));
    assert!(!seal(&theirs, "zero"));
}
