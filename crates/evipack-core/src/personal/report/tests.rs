//! Whatever field a text stands in, it is masked; what is no personal data stays to the last bit.

use super::*;
use crate::facts::{Basis, Fact, Facts, Kind, PhotoFacts, Problem, Stage, Watermark};
use crate::points::Points;
use crate::rel_path::RelPath;
use crate::report::{Package, SCHEMA, Summary, TableIdentity, Tool};
use crate::rule_code::RuleCode;
use crate::table::Effect;

const PLANT: &str = "张伟 13812345678";
const DIGEST: &str = "ab12c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn finding(id: &str, path: &str, message: &str) -> Finding {
    Finding {
        id: id.to_owned(),
        rule: RuleCode::PhotoEdited,
        clause: PLANT.to_owned(),
        effect: Effect::Review,
        points: Points::ZERO,
        at_stake: None,
        indicator: None,
        path: RelPath::new(path),
        related: vec![RelPath::new(&format!("一/{PLANT}.jpg"))],
        related_more: 0,
        page: Some(3),
        region: Some([1.0 / 3.0, 0.1, 0.7, 2.0 / 7.0]),
        message: message.to_owned(),
        observed: PLANT.to_owned(),
        expected: PLANT.to_owned(),
        hint: PLANT.to_owned(),
        confidence: 1.0 / 3.0,
        waived: None,
    }
}

fn report(watermark: Watermark) -> Report {
    let facts = PhotoFacts {
        watermark: Fact::known(watermark, Basis::Watermark),
        camera: Fact::known(PLANT.to_owned(), Basis::Exif("Make".into())),
        ..PhotoFacts::unknown(PLANT)
    };
    let file = FileReport {
        scope: None,
        path: RelPath::new(&format!("一/{PLANT}.jpg")),
        size: 7,
        sha256: DIGEST.to_owned(),
        indicator: None,
        placed_by: None,
        candidates: Vec::new(),
        kind: Kind::Photo,
        facts: Facts::Photo(Box::new(facts)),
    };
    Report {
        schema: SCHEMA,
        tool: Tool { name: "evipack".to_owned(), version: "0".to_owned() },
        table: TableIdentity {
            id: "x".to_owned(),
            title: PLANT.to_owned(),
            edition: "2026".to_owned(),
            source: PLANT.to_owned(),
        },
        package: Package { root: format!("/家/{PLANT}/包"), files: 1, bytes: 7, ignored: 0 },
        as_of: jiff::civil::date(2026, 11, 23),
        summary: Summary {
            full: Points::ZERO,
            bonus_full: Points::ZERO,
            best: Points::ZERO,
            worst: Points::ZERO,
            bonus_best: Points::ZERO,
            bonus_worst: Points::ZERO,
            deducted: Points::ZERO,
            disqualified: false,
            zeroed: Vec::new(),
            reduced: Vec::new(),
            needs_review: Vec::new(),
            no_evidence: Vec::new(),
        },
        indicators: Vec::new(),
        findings: vec![finding("4111111111111111", &format!("一/{PLANT}.jpg"), &format!("见“{PLANT}.jpg”，{PLANT}"))],
        files: vec![file],
        problems: vec![Problem {
            path: RelPath::new(&format!("二/{PLANT}")),
            stage: Stage::Walk,
            message: PLANT.to_owned(),
        }],
        partial: false,
    }
}

fn planted() -> Report {
    report(Watermark {
        time: "2026-04-07T14:32".to_owned(),
        place: Some(PLANT.to_owned()),
        code: Some("KDRDCUU93S4441".to_owned()),
        text: "巡检人：张伟\n手机号：13812345678\n2026-04-07 14:32".to_owned(),
        ..Watermark::default()
    })
}

#[test]
fn every_field_is_masked_and_no_reference_is() {
    let masked = masked(planted(), false).unwrap();
    let said = format!("{masked:?}");
    assert!(!said.contains("张伟") && !said.contains("13812345678"), "{said}");
    let path = "一/张* 138****5678.jpg~ab12";
    assert_eq!(masked.files[0].path.as_str(), path);
    assert_eq!((masked.findings[0].path.as_str(), masked.findings[0].related[0].as_str()), (path, path));
    assert_eq!(masked.findings[0].message, "见“张* 138****5678.jpg~ab12”，张* 138****5678");
    assert_eq!(masked.findings[0].id, "4111111111111111");
    assert_eq!(masked.files[0].sha256, DIGEST);
    // Numbers keep every bit, and the code of a watermark is no person's.
    assert_eq!(masked.findings[0].region, planted().findings[0].region);
    assert!(said.contains("KDRDCUU93S4441") && said.contains("2026-04-07T14:32"));
    assert!(masked.package.root.starts_with("/家/张* 138****5678~") && masked.package.root.ends_with("/包"));
}

#[test]
fn shown_paths_are_whole_and_all_else_is_masked() {
    let shown = masked(planted(), true).unwrap();
    let path = format!("一/{PLANT}.jpg");
    assert_eq!((shown.files[0].path.as_str(), shown.findings[0].path.as_str()), (path.as_str(), path.as_str()));
    assert_eq!(shown.findings[0].message, format!("见“{PLANT}.jpg”，张* 138****5678"));
    assert_eq!(shown.package.root, format!("/家/{PLANT}/包"));
    assert_eq!(shown.findings[0].hint, "张* 138****5678");
}

#[test]
fn masking_a_masked_report_changes_nothing() {
    let once = masked(planted(), false).unwrap();
    assert_eq!(masked(once.clone(), false).unwrap(), once);
}

#[test]
fn all_marks_of_the_stream_are_known() {
    let long = PLANT.repeat(5_000);
    let value = (
        (vec![1_u64; 20], vec![u64::MAX, 300, 70_000], -1_i64, i64::MIN, 1.5_f64, 1.5_f32, None::<u8>, true),
        ("a".repeat(40), "b".repeat(300), long, vec!["c"; 70_000]),
    );
    let packed = rmp_serde::to_vec_named(&value).unwrap();
    let found = strings(&packed).unwrap();
    assert_eq!(found.len(), 3 + 70_000);
    assert_eq!(found[2].text.len(), PLANT.len() * 5_000);
}

/// The names that stand beside a number in one fact of a file are hidden in the others, where the number was cut off.
#[test]
fn a_name_known_from_a_file_is_masked_in_all_that_is_said_of_it() {
    let mut planted = planted();
    planted.findings[0].observed = "落款是“张伟”".to_owned();
    planted.findings.push(Finding {
        clause: String::new(),
        related: Vec::new(),
        observed: String::new(),
        expected: String::new(),
        hint: String::new(),
        ..finding("f", "一/方案.docx", "落款是“张伟”")
    });
    let masked = masked(planted, false).unwrap();
    let said = |id: &str| masked.findings.iter().find(|finding| finding.id == id).unwrap();
    assert_eq!(said("4111111111111111").observed, "落款是“张*”");
    assert_eq!(said("f").message, "落款是“张伟”", "another file's");
}

/// What masking costs: `cargo test --release -p evipack-core --lib personal::report -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn cost_of_a_report_of_8000_files() {
    const FILES: usize = 8_000;
    for (what, plant) in [("no personal data", ""), ("personal data in every file", PLANT)] {
        let mut report = planted();
        let (file, finding) = (report.files[0].clone(), report.findings[0].clone());
        let mut file = serde_json::to_string(&file).unwrap();
        let mut finding = serde_json::to_string(&finding).unwrap();
        for text in [PLANT, "张伟", "13812345678"] {
            (file, finding) = (file.replace(text, plant), finding.replace(text, plant));
        }
        report.files =
            (0..FILES).map(|n| serde_json::from_str(&file.replace("一/", &format!("一/{n}/"))).unwrap()).collect();
        report.findings = (0..2 * FILES)
            .map(|n| serde_json::from_str(&finding.replace("一/", &format!("一/{}/", n / 2))).unwrap())
            .collect();
        let bytes = serde_json::to_string(&report).unwrap().len();
        let start = std::time::Instant::now();
        let masked = masked(report, false).unwrap();
        println!(
            "{what}: {:.3} s for {} files, {:.1} MB of JSON",
            start.elapsed().as_secs_f64(),
            masked.files.len(),
            bytes as f64 / 1e6
        );
    }
}
