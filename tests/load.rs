//! A folder of drafts and pictures without telling names: each draft may belong to each picture, and the report must not hold the
//! square of them. No clock: the size of what is said is measured, and that it grows with the files.

use crate::workspace::{Scratch, fixture};
use evipack::report::Report;
use evipack::{Audit, Table};
use std::path::Path;

/// Where the files lie: an item that asks for issued papers.
const FOLDER: &str = "四、信用应用/3.分级分类监管";
/// A page as a scanner's picture.
const PICTURE: &str =
    "cases/document-without-red-header/review-scan-named-as-plan/package/一、制度建设/2.创建工作方案/创建工作方案.jpg";
/// The bound of issue 21 for 8,000 files, for each file.
const JSON_BYTES_A_FILE: usize = (25 << 20) / 8000;
/// Files that one finding names at most.
const NAMED: usize = 5;

/// Enough of a text that nobody expects more on the page.
const TEXT: &str = "第一条 为加强信用监管，规范经营行为，根据有关规定，结合本县实际，制定本办法。";

/// Half drafts with titles of their own, half pictures.
fn folder(root: &Path, files: usize) {
    let folder = root.join(FOLDER);
    std::fs::create_dir_all(&folder).unwrap();
    let picture = std::fs::read(fixture(PICTURE)).unwrap();
    for serial in 0..files / 2 {
        let title = format!("青岚县第{serial}批道路货运企业信用分级分类监管办法");
        std::fs::write(folder.join(format!("办法{serial:04}.rtf")), rtf(&title)).unwrap();
        std::fs::write(folder.join(format!("IMG_{serial:04}.jpg")), &picture).unwrap();
    }
}

/// A Word draft of a title and a line of text.
fn rtf(title: &str) -> String {
    let escaped =
        |text: &str| text.chars().map(|c| format!("\\u{}?", (c as u32 as u16).cast_signed())).collect::<String>();
    let (title, text) = (escaped(title), format!("{}\\par", escaped(TEXT)).repeat(4));
    format!("{{\\rtf1\\ansi{{\\fonttbl{{\\f0 SimSun;}}}}\\pard\\qc\\f0\\fs44 {title}\\par\\pard\\ql\\fs32 {text}}}")
}

fn audited(files: usize) -> Report {
    let scratch = Scratch::new(&format!("load-{files}"));
    folder(&scratch.0, files);
    let table = Table::builtin("changqing-2026").unwrap();
    Audit::new(table).as_of(jiff::civil::date(2026, 11, 23)).run(&scratch.0).unwrap()
}

fn json_bytes(report: &Report) -> usize {
    serde_json::to_string(report).unwrap().len()
}

#[test]
fn twice_the_files_say_twice_as_much() {
    let (small, large) = (audited(100), audited(200));
    for (report, files) in [(&small, 100), (&large, 200)] {
        let bytes = json_bytes(report);
        assert!(bytes < files * JSON_BYTES_A_FILE, "{files} files: {bytes} bytes");
        let asked = report.findings.iter().filter(|finding| finding.related_more > 0).count();
        assert!(asked >= files / 2, "every draft may be a picture's: {asked}");
    }
    // Numbers get longer with the files, by a digit or two.
    assert!(json_bytes(&large) < json_bytes(&small) * 21 / 10, "{} {}", json_bytes(&small), json_bytes(&large));
}

#[test]
fn a_finding_names_the_nearest_few_and_counts_the_rest() {
    let files = 60;
    let report = audited(files);
    let papers = report.findings.iter().filter(|finding| finding.rule.as_str().starts_with("document-without"));
    let drafts: Vec<_> = papers.filter(|finding| finding.path.extension() == "rtf").collect();
    assert!(drafts.len() >= files / 2, "{}", drafts.len());
    for finding in drafts {
        assert_eq!(finding.related.len(), NAMED, "{}", finding.path);
        assert_eq!(finding.related.len() + finding.related_more, files / 2, "{}: every picture", finding.path);
        assert!(finding.observed.contains(&format!("等 {} 个文件", files / 2)), "{}", finding.observed);
    }
}
