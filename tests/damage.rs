//! Damaged and odd files: the audit ends, every file is in the report, nothing damaged is called absent.

use crate::workspace::{audit_json, fixture};
use evipack::see::{Pixels, Recognizer, RecognizerError, Spot, TextLine};
use evipack::{Audit, Table};

/// What no file may cost: far above the slowest damaged file seen, far below a clerk's patience.
const PATIENCE: std::time::Duration = std::time::Duration::from_mins(1);

#[test]
fn damaged_files_end_in_a_reason_and_never_in_a_crash() {
    let started = std::time::Instant::now();
    let (report, exit) = audit_json(&fixture("damage"), "changqing-2026");
    assert!(started.elapsed() < PATIENCE, "{:?}", started.elapsed());
    assert_eq!(exit, 1, "the empty file alone costs the deduction");
    let listed = report["files"].as_array().unwrap().len();
    assert_eq!(listed, count(&fixture("damage")));
    for finding in report["findings"].as_array().unwrap() {
        assert_ne!(finding["effect"], "zero", "a damaged file was called absent: {finding}");
    }
}

fn count(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { count(&path) } else { 1 })
        .sum()
}

/// A recogniser that sees no writing anywhere.
struct Blank;

impl Recognizer for Blank {
    fn find(&self, _: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        Ok(Vec::new())
    }

    fn read(&self, _: &Pixels, _: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        Ok(Vec::new())
    }
}

/// What somebody who looks at the pixels says of each picture: nothing found (""), or a reason in these words.
const LOOKED_AT: [(&str, &str); 32] = [
    ("印刷色CMYK.jpg", ""),
    ("灰度渐进.jpg", ""),
    ("算术编码.jpg", "算术编码"),
    ("尺寸谎报.jpg", "太大"),
    ("截断的照片.jpg", "截断"),
    ("十六位.png", ""),
    ("动图.png", "第一帧"),
    ("动图.gif", "第一帧"),
    ("动图.webp", "第一帧"),
    ("单帧.gif", ""),
    ("截断.gif", "无法解码"),
    ("尺寸谎报.gif", "太大"),
    ("位图.bmp", ""),
    ("截断.bmp", "无法解码"),
    ("尺寸谎报.bmp", "太大"),
    ("印刷色CMYK.tif", ""),
    ("调色板.tif", ""),
    ("截断.tif", "损坏"),
    ("JPEG压缩.tif", ""),
    ("三类传真.tif", ""),
    ("十六位灰度.tif", ""),
    ("归档扫描.jp2", ""),
    ("截断的扫描.jp2", "无法解码"),
    ("单张.avif", "AVIF"),
    ("新格式.jxl", "JPEG XL"),
    ("设计稿.psd", "Photoshop 源文件"),
    ("一个像素.png", ""),
    ("三万像素宽.png", ""),
    ("内容是PNG.jpg", ""),
    ("巨大尺寸.png", "太大"),
    ("截断的截图.png", "截断"),
    ("截断的照片.heic", "HEI"),
];

#[test]
fn every_picture_is_looked_at_or_named_why_not() {
    let started = std::time::Instant::now();
    let table = Table::builtin("changqing-2026").unwrap();
    let report = Audit::new(table).recognizer(&Blank).run(fixture("damage")).unwrap();
    assert!(started.elapsed() < PATIENCE, "{:?}", started.elapsed());
    let report = serde_json::to_value(&report).unwrap();
    let files = report["files"].as_array().unwrap();
    for (name, reason) in LOOKED_AT {
        let file = files.iter().find(|file| file["path"].as_str().unwrap().ends_with(&format!("/{name}")));
        let watermark = &file.unwrap_or_else(|| panic!("{name} is not listed"))["facts"]["watermark"];
        let why = watermark["why"].as_str().unwrap_or_default();
        if reason.is_empty() {
            // Decoded and looked at; most are too small for a watermark that anybody could read, a dithered half looks like
            // a collage, and a fax is taken for a paper.
            let looked = ["图片太小", "拼图"].iter().any(|word| why.contains(word)) || watermark.is_null();
            assert!(watermark["state"] == "absent" || looked, "{name}: {watermark}");
            continue;
        }
        // A tiny first frame is unknown for its size; that there are more frames is then a problem of the file.
        let named = |entry: &serde_json::Value| {
            let message = entry["message"].as_str().unwrap_or_default();
            entry["path"].as_str().is_some_and(|path| path.ends_with(&format!("/{name}"))) && message.contains(reason)
        };
        let said = why.contains(reason) || report["problems"].as_array().unwrap().iter().any(named);
        assert!(said, "{name}: {watermark}");
    }
    // A fax of two pages is one paper, whichever way it is taken.
    let fax = files.iter().find(|file| file["path"].as_str().unwrap().ends_with("/两页传真.tif")).unwrap();
    assert!(fax["facts"]["pages"]["value"] == 2 || fax["facts"]["watermark"]["why"].as_str().is_some(), "{fax}");
    for finding in report["findings"].as_array().unwrap() {
        assert_ne!(finding["effect"], "zero", "a damaged or drawn file was called a photo: {finding}");
    }
}
