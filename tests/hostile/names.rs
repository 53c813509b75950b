//! Names made to fool whoever reads a report: on a terminal none of it moves the cursor or turns the reading order.

use crate::workspace::{Scratch, audit_json, evipack};
use std::os::unix::ffi::OsStrExt as _;

/// A name, and what stands for it in a report's text.
const NAMES: [(&[u8], &str); 9] = [
    (b"a\nb.pdf", "a\\u{a}b.pdf"),
    (b"\x1b[31mred.pdf", "\\u{1b}[31mred.pdf"),
    (b"\xc2\x9b31mc1.pdf", "\\u{9b}31mc1.pdf"),
    ("右\u{202e}fdp.exe".as_bytes(), "右\\u{202e}fdp.exe"),
    ("双\u{2066}向\u{61c}.pdf".as_bytes(), "双\\u{2066}向\\u{61c}.pdf"),
    (b"\xb7\xbd\xb0\xb8.pdf", "%B7%BD%B0%B8.pdf"),
    (b"quote\"'.pdf", "quote\"'.pdf"),
    (b"CON", "CON"),
    (b"NUL.pdf", "NUL.pdf"),
];

/// What no report may print: controls (a line break between its own lines apart), and marks that turn the reading order.
fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn hostile_names_cannot_speak_to_the_terminal() {
    let scratch = Scratch::new("names");
    let long = "长".repeat(80) + ".pdf";
    for name in NAMES.iter().map(|(name, _)| *name).chain([long.as_bytes()]) {
        std::fs::write(scratch.0.join(std::ffi::OsStr::from_bytes(name)), b"%PDF-1.4\n").unwrap();
    }
    let folder = scratch.0.to_str().unwrap();
    let text = String::from_utf8(evipack(&["audit", folder]).stdout).unwrap();
    assert!(!text.contains(is_harmful), "{text:?}");
    assert!(NAMES.iter().all(|(_, shown)| text.contains(shown)), "{text}");
    let json = String::from_utf8(evipack(&["audit", folder, "--format", "json"]).stdout).unwrap();
    assert!(!json.contains(is_harmful), "{json:?}");
    // The value is the name itself.
    let (report, _) = audit_json(&scratch.0, "changqing-2026");
    let paths: Vec<&str> =
        report["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
    for (name, _) in NAMES {
        let name = std::str::from_utf8(name).unwrap_or("%B7%BD%B0%B8.pdf");
        assert!(paths.contains(&name), "{name:?} is not in {paths:?}");
    }
    // An error message is printed, too.
    let missing = evipack(&["audit", "没有\u{1b}[31m\u{202e}这里"]);
    assert!(!String::from_utf8(missing.stderr).unwrap().contains(is_harmful));
}

#[test]
fn links_pipes_and_loops_are_passed_over() {
    let scratch = Scratch::new("links");
    std::fs::write(scratch.0.join("1.2 方案.txt"), "方案").unwrap();
    std::os::unix::fs::symlink("/etc", scratch.0.join("外")).unwrap();
    std::os::unix::fs::symlink("..", scratch.0.join("环")).unwrap();
    std::os::unix::fs::symlink("自己", scratch.0.join("自己")).unwrap();
    std::os::unix::fs::symlink("1.2 方案.txt", scratch.0.join("1.2 方案副本.txt")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(scratch.0.join("1.2 管道.pdf")).status();
    assert!(made.is_ok_and(|status| status.success()));
    let (report, _) = audit_json(&scratch.0, "changqing-2026");
    let paths: Vec<&str> =
        report["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert!(paths.contains(&"1.2 方案副本.txt"), "a link inside the package is a file of it: {paths:?}");
    assert!(!paths.iter().any(|path| path.starts_with("外/") || path.starts_with("环/")), "{paths:?}");
    assert_eq!(report["problems"].as_array().unwrap().iter().filter(|p| p["stage"] == "walk").count(), 4);
}
