//! The demo package with the recogniser: what only pixels show is found with its effect, and nothing clean is zeroed.
//! Without: the same is a review, never a zero, and the report says how to get a recogniser.

use crate::demo::{Planted, concerns, truth};
use crate::recogniser::ocr;
use crate::workspace::{Scratch, evipack, fixture};
use evipack::{Audit, Table};
use serde_json::Value;
use std::sync::LazyLock;

/// What the hint of a report without a recogniser names.
const WAY_OUT: &str = "evipack models install";

/// One audit for all tests: a debug build reads each picture for a second or two.
static SEEN: LazyLock<Value> = LazyLock::new(|| {
    let audit = Audit::new(Table::builtin("changqing-2026").unwrap()).as_of(jiff::civil::date(2026, 11, 23));
    serde_json::to_value(audit.recognizer(ocr()).run(fixture("demo")).unwrap()).unwrap()
});

fn findings(report: &Value) -> &[Value] {
    report["findings"].as_array().unwrap()
}

fn is_named(report: &Value, planted: &Planted, effect: &str) -> bool {
    findings(report).iter().any(|finding| {
        finding["rule"] == planted.rule.as_str()
            && finding["effect"] == effect
            && (planted.indicator.is_empty() || finding["indicator"] == planted.indicator.as_str())
            && concerns(finding, planted)
    })
}

#[test]
fn what_only_pixels_show_is_found() {
    let truth = truth();
    let hidden: Vec<&Planted> = truth.planted.iter().filter(|planted| planted.needs_pixels).collect();
    assert!(hidden.len() >= 5);
    let mut faults = Vec::new();
    for planted in hidden {
        if !is_named(&SEEN, planted, &planted.effect) {
            let Planted { rule, effect, path, what, .. } = planted;
            faults.push(format!("not found: {rule} {effect} {path} ({what})"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_needs_no_pixels_is_still_found() {
    // A review is there to be settled by looking: the sealed scan beside a draft has its seal.
    let sure = |planted: &&Planted| !planted.needs_pixels && planted.effect != "review";
    for planted in truth().planted.iter().filter(sure) {
        assert!(is_named(&SEEN, planted, &planted.effect), "not found: {} {}", planted.rule, planted.path);
    }
}

#[test]
fn seeing_zeroes_nothing_clean() {
    let truth = truth();
    let mut faults = Vec::new();
    for finding in findings(&SEEN) {
        let loss = ["zero", "deduct", "disqualify"].contains(&finding["effect"].as_str().unwrap());
        let planted = truth.planted.iter().any(|planted| {
            finding["rule"] == planted.rule.as_str()
                && finding["effect"] == planted.effect.as_str()
                && concerns(finding, planted)
        });
        if loss && !planted {
            faults.push(format!("false loss: {} at {}: {}", finding["rule"], finding["path"], finding["observed"]));
        }
    }
    for clean in &truth.clean.indicators {
        let verdict = SEEN["indicators"].as_array().unwrap().iter().find(|v| v["id"] == clean.as_str()).unwrap();
        if !["kept", "needs_review"].contains(&verdict["outcome"].as_str().unwrap()) {
            faults.push(format!("clean {clean} came out as {}", verdict["outcome"]));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn seeing_leaves_fewer_reviews() {
    let reviews = |report: &Value| findings(report).iter().filter(|f| f["effect"] == "review").count();
    let (blind, _) = crate::workspace::audit_json(&fixture("demo"), "changqing-2026");
    assert!(reviews(&SEEN) < reviews(&blind), "{} and {}", reviews(&SEEN), reviews(&blind));
}

/// That what needs pixels is a review without them is checked in `demo`.
#[test]
fn a_report_without_a_recogniser_names_the_way_out() {
    let output = evipack(&["audit", "fixtures/demo", "--as-of", "2026-11-23"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let hints = text.lines().filter(|line| line.contains(WAY_OUT)).count();
    assert_eq!(hints, 1, "{text}");
    let first_section = text.lines().position(|line| line.starts_with("一、")).unwrap();
    assert!(text.lines().take(first_section).any(|line| line.contains(WAY_OUT)), "the hint stands near the top");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The first page of a scan, as a picture that says how it has to be turned (EXIF Orientation 1, 3, 6, 8).
fn turned(scan: &[u8], orientation: u8) -> Vec<u8> {
    const START: &[u8] = &[0xFF, 0xD8];
    let start = scan.windows(3).position(|bytes| bytes == [0xFF, 0xD8, 0xFF]).unwrap();
    let length = scan[start..].windows(9).position(|bytes| bytes == b"endstream").unwrap();
    // TIFF, little-endian: one entry, tag 0x0112, one SHORT.
    let entry = [0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0];
    let exif = [b"Exif\0\0II\x2A\0\x08\0\0\0\x01\0".as_slice(), &entry, &[0; 4]].concat();
    let size = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [START, &[0xFF, 0xE1], &size, &exif, &scan[start + START.len()..start + length]].concat()
}

#[test]
fn no_header_is_called_absent_on_a_page_that_lies_on_its_side_or_head() {
    let scan = "demo/一、制度建设/2.创建工作方案/青岚县“信用交通县”创建工作方案（盖章扫描件）.pdf";
    let scan = std::fs::read(fixture(scan)).unwrap();
    let folder = Scratch::new("turned");
    for orientation in [1, 3, 6, 8] {
        std::fs::write(folder.0.join(format!("扫描件{orientation}.jpg")), turned(&scan, orientation)).unwrap();
    }
    let audit = Audit::new(Table::builtin("changqing-2026").unwrap()).as_of(jiff::civil::date(2026, 11, 23));
    let report = serde_json::to_value(audit.recognizer(ocr()).run(&folder.0).unwrap()).unwrap();
    let states = |fact: &str| {
        let files = report["files"].as_array().unwrap().iter();
        files.map(|file| file["facts"][fact]["state"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    for fact in ["red_header", "number"] {
        let states = states(fact);
        assert_eq!((states.len(), states[0].as_str()), (4, "known"), "{fact}: {states:?}");
        assert!(states.iter().all(|state| ["known", "unknown"].contains(&state.as_str())), "{fact}: {states:?}");
    }
}
