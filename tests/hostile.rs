//! Files made to stop, slow or fool an audit, and names made to fool whoever reads its report.
//!
//! Nothing of it is committed: each test makes its files anew, some ten megabytes that would be terabytes unpacked. Each ends
//! in bounded time with a finding of its own or without harm, and the ordinary files beside them are judged as ever.

mod archives;
#[cfg(unix)]
mod names;
mod office;
mod packed;
mod pdfs;
mod pictures;
#[cfg(unix)]
mod roots;

use crate::contract::copy;
use crate::workspace::{Scratch, audit_json, fixture};
use serde_json::Value;
use std::time::{Duration, Instant};

/// What all of it together may take by the clock, a debug build on two busy cores included. (A worker is ended by the system
/// after 20 CPU seconds with one file.)
const PATIENCE: Duration = Duration::from_mins(3);

/// Something that nobody may find in a report: it lies beside the package, not in it.
const SECRET: &str = "不在材料里的秘密";
const SECRET_NAME: &str = "evipack-secret.txt";

/// A hostile file.
struct File {
    name: String,
    bytes: Vec<u8>,
}

impl File {
    fn new(name: &str, bytes: Vec<u8>) -> Self {
        Self { name: name.to_owned(), bytes }
    }
}

/// Where the hostile files are put: in the indicator of which the demo package has nothing, so that no rule sets them beside
/// an ordinary file.
const FOLDER: &str = "六、学习培训/4.赴先进地区交流学习";

/// What stopped a reader that stopped; the others were read to their end, or have no reader in this version.
const STOPPED: [(&str, &str); 18] = [
    ("二十亿页.pdf", "没有页面"),
    ("页树成环.pdf", "没有页面"),
    ("交叉引用成环.pdf", "没有页面"),
    ("巨大页面.pdf", "没有页面"),
    ("内容炸弹.pdf", "解压后的数据过大"),
    ("对象流炸弹.pdf", "解压后的数据过大"),
    ("指数表单.pdf", "超出读取限度"),
    ("正文炸弹.docx", "压缩数据无法解开"),
    ("深层嵌套.docx", "嵌套超过 256 层"),
    ("花括号.rtf", "嵌套层数过多"),
    ("扇区成环.doc", "文件头不是 Word 文档"),
    ("扁平炸弹.zip", "压缩炸弹"),
    ("炸弹.tar.gz", "压缩炸弹"),
    ("双层炸弹.gz", "压缩包损坏或不完整"),
    ("谎报大小.zip", "解不出来"),
    ("层层嵌套.zip", "超过 3 层"),
    ("重叠条目.zip", "互相重叠"),
    ("路径穿越.zip", "名称指向压缩包之外"),
];

#[test]
fn hostile_files_end_in_time_with_a_finding_and_cost_no_other_file_anything() {
    let scratch = Scratch::new("hostile");
    let package = scratch.0.join("材料");
    copy(&fixture("demo"), &package);
    std::fs::write(scratch.0.join(SECRET_NAME), SECRET).unwrap();
    let (before, _) = audit_json(&package, "changqing-2026");

    let files: Vec<File> = [archives::files(), office::files(&scratch.0), pdfs::files(), pictures::files()]
        .into_iter()
        .flatten()
        .collect();
    std::fs::create_dir_all(package.join(FOLDER)).unwrap();
    for file in &files {
        std::fs::write(package.join(FOLDER).join(&file.name), &file.bytes).unwrap();
    }
    let started = Instant::now();
    let (report, exit) = audit_json(&package, "changqing-2026");
    assert!(started.elapsed() < PATIENCE, "{:?}", started.elapsed());
    assert_eq!(exit, 1, "the demo package loses points as ever");
    assert!(!report.to_string().contains(SECRET), "a file outside of the package was read");
    for file in &files {
        judged(&report, &file.name);
    }
    for (list, key) in [("files", "path"), ("findings", "path"), ("problems", "path")] {
        assert_eq!(ordinary(&before, list, key), ordinary(&report, list, key), "{list}");
    }
}

/// A hostile file is in the report, and costs no points for something that nobody could see: a human is asked to look at it,
/// or its facts are unknown where a rule would ask. A spreadsheet is never an issued document: nothing is asked of it.
fn judged(report: &Value, name: &str) {
    let path = format!("{FOLDER}/{name}");
    // What stopped an archive may be said of a file in it.
    let inside = format!("{path}!/");
    let is_here = |entry: &&Value| entry["path"] == *path || entry["path"].as_str().unwrap().starts_with(&inside);
    let entries = |list: &str| report[list].as_array().unwrap().iter().filter(is_here);
    let files: Vec<&Value> = entries("files").filter(|file| file["path"] == *path).collect();
    assert_eq!(files.len(), 1, "{name} is not listed");
    let effects: Vec<&str> = entries("findings").map(|finding| finding["effect"].as_str().unwrap()).collect();
    assert!(!effects.contains(&"zero"), "{name}: {effects:?}");
    let unknown = ["number", "seal"].iter().any(|fact| files[0]["facts"][fact]["state"] == "unknown");
    let sheet = files[0]["kind"] == "spreadsheet";
    assert!(effects.contains(&"review") || unknown || sheet, "{name}: {}", files[0]["facts"]);
    if let Some((_, reason)) = STOPPED.iter().find(|(stopped, _)| *stopped == name) {
        let said: Vec<&Value> = entries("findings").filter(|finding| finding["rule"] == "unreadable-file").collect();
        assert!(said.iter().any(|finding| finding["observed"].as_str().unwrap().contains(reason)), "{name}: {said:?}");
    }
}

/// What a report says of the ordinary files.
fn ordinary(report: &Value, list: &str, key: &str) -> Vec<Value> {
    let entries = report[list].as_array().unwrap().iter();
    entries.filter(|entry| !entry[key].as_str().unwrap().starts_with(FOLDER)).cloned().collect()
}
