//! The demo package against its truth file: every planted defect that needs no pixels is named, what needs pixels is a
//! review, and nothing clean is zeroed.

use crate::workspace::{audit_json, fixture};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Truth {
    pub(crate) planted: Vec<Planted>,
    pub(crate) clean: Clean,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Planted {
    pub(crate) path: String,
    pub(crate) rule: String,
    pub(crate) effect: String,
    pub(crate) indicator: String,
    pub(crate) needs_pixels: bool,
    pub(crate) what: String,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Clean {
    pub(crate) indicators: Vec<String>,
}

/// What the recipe of the demo package planted.
pub(crate) fn truth() -> Truth {
    toml::from_str(&std::fs::read_to_string(fixture("demo.truth.toml")).unwrap()).unwrap()
}

/// Whether a finding names the planted file or folder, itself or among the related ones.
pub(crate) fn concerns(finding: &serde_json::Value, planted: &Planted) -> bool {
    finding["path"] == planted.path.as_str()
        || finding["related"].as_array().unwrap().iter().any(|path| *path == planted.path.as_str())
}

#[test]
fn every_planted_defect_is_named_and_nothing_clean_is_zeroed() {
    let truth = truth();
    assert!(truth.planted.len() >= 12);
    let (report, exit) = audit_json(&fixture("demo"), "changqing-2026");
    assert_eq!(exit, 1);
    let findings = report["findings"].as_array().unwrap();
    let mut faults = Vec::new();
    for planted in &truth.planted {
        let effect = if planted.needs_pixels { "review" } else { planted.effect.as_str() };
        let named = findings.iter().any(|finding| {
            finding["rule"] == planted.rule.as_str()
                && finding["effect"] == effect
                && (planted.indicator.is_empty() || finding["indicator"] == planted.indicator.as_str())
                && concerns(finding, planted)
        });
        if !named {
            faults.push(format!("not found: {} {effect} {} ({})", planted.rule, planted.path, planted.what));
        }
    }
    // Every loss in the report was planted.
    for finding in findings {
        let loss = ["zero", "deduct", "disqualify"].contains(&finding["effect"].as_str().unwrap());
        let planted = truth.planted.iter().any(|planted| {
            finding["rule"] == planted.rule.as_str() && !planted.needs_pixels && concerns(finding, planted)
        });
        if loss && !planted {
            faults.push(format!("false loss: {} at {}: {}", finding["rule"], finding["path"], finding["observed"]));
        }
    }
    for clean in &truth.clean.indicators {
        let verdict = report["indicators"].as_array().unwrap().iter().find(|v| v["id"] == clean.as_str()).unwrap();
        if !["kept", "needs_review"].contains(&verdict["outcome"].as_str().unwrap()) {
            faults.push(format!("clean {clean} came out as {}", verdict["outcome"]));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_same_package_gives_the_same_bytes() {
    let (first, _) = audit_json(&fixture("demo"), "changqing-2026");
    let (second, _) = audit_json(&fixture("demo"), "changqing-2026");
    assert_eq!(first, second);
}
