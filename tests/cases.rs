//! Every folder `fixtures/cases/<rule>/<verdict>-<what>/`: `package/` is audited, `case.toml` says in the author's words
//! what must and must not be found, `expected.json` is the whole report. `EVIPACK_BLESS=1 cargo test` rewrites the latter;
//! the former is never rewritten, so that a blessed mistake is still found.

use crate::workspace::fixture;
use evipack::see::{Pixels, Recognizer, RecognizerError, Spot, TextLine};
use evipack::{Audit, Table};
use serde_json::Value;
use std::path::{Path, PathBuf};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    about: String,
    as_of: jiff::civil::Date,
    #[serde(default = "default_table")]
    table: String,
    exit: u8,
    #[serde(default)]
    expect: Vec<Expected>,
    #[serde(default)]
    forbid: Vec<String>,
    #[serde(default)]
    recognised: Vec<Recognised>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    rule: String,
    effect: String,
    /// Left out: any.
    #[serde(default)]
    indicator: Option<String>,
    /// Left out: any.
    #[serde(default)]
    path: Option<String>,
}

/// What a scripted recogniser reads on pictures of a size.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Recognised {
    width: u32,
    height: u32,
    lines: Vec<String>,
}

fn default_table() -> String {
    "changqing-2026".to_owned()
}

struct Script(Vec<Recognised>);

impl Script {
    /// The script of a picture, or of one of which this is the lower strip or the part above: a strip has the width of the
    /// whole and less than half of its height.
    fn of(&self, picture: &Pixels) -> Option<&Recognised> {
        let whole = self.0.iter().find(|r| (r.width, r.height) == (picture.width, picture.height));
        whole.or_else(|| self.0.iter().find(|r| r.width == picture.width && r.height > picture.height))
    }
}

/// The spot of a scripted line, one under the other in the lower left corner of the whole picture, as cameras print them.
fn scripted(script: &Recognised, line: usize) -> Spot {
    let (width, height) = (script.width as f32, script.height as f32);
    let top = height * (0.98 - 0.05 * (script.lines.len() - line) as f32);
    let bottom = top + 0.04 * height;
    let corners = [[0.0, top], [width / 2.0, top], [width / 2.0, bottom], [0.0, bottom]];
    Spot { corners, confidence: 0.99 }
}

impl Recognizer for Script {
    fn find(&self, picture: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        let Some(script) = self.of(picture) else { return Ok(Vec::new()) };
        let is_lower_strip = 2 * picture.height < script.height;
        let above = if is_lower_strip { (script.height - picture.height) as f32 } else { 0.0 };
        let spots = (0..script.lines.len()).map(|line| scripted(script, line).shifted(0.0, -above));
        Ok(spots.filter(|spot| is_lower_strip || spot.corners[0][1] < picture.height as f32).collect())
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let script = self.of(picture);
        let line = |spot: &Spot| {
            let middle = |spot: &Spot| spot.corners[0][1] + spot.corners[2][1];
            let same = |script: &Recognised, line: usize| (middle(&scripted(script, line)) - middle(spot)).abs() < 4.0;
            let text = script.and_then(|script| {
                (0..script.lines.len()).find(|&line| same(script, line)).map(|line| script.lines[line].clone())
            });
            TextLine { text: text.unwrap_or_default(), confidence: 0.99, region: spot.region(picture) }
        };
        Ok(spots.iter().map(line).collect())
    }
}

/// Every case folder, sorted.
pub(crate) fn all() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(fixture("cases"))
        .unwrap()
        .flat_map(|rule| std::fs::read_dir(rule.unwrap().path()).unwrap())
        .map(|case| case.unwrap().path())
        .filter(|case| case.join("case.toml").exists())
        .collect();
    found.sort();
    found
}

#[test]
fn every_case_gives_its_whole_report() {
    let cases = all();
    assert!(cases.len() >= 30, "only {} cases found", cases.len());
    let faults: Vec<String> = cases.iter().flat_map(|case| check(case)).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn check(folder: &Path) -> Vec<String> {
    let name = folder.strip_prefix(fixture("cases")).unwrap().display().to_string();
    let case: Case = match toml::from_str(&std::fs::read_to_string(folder.join("case.toml")).unwrap()) {
        Ok(case) => case,
        Err(error) => return vec![format!("{name}: case.toml: {error}")],
    };
    assert!(!case.about.is_empty());
    let recognizer = Script(case.recognised);
    let table = Table::builtin(&case.table).unwrap();
    let mut audit = Audit::new(table).as_of(case.as_of);
    if !recognizer.0.is_empty() {
        audit = audit.recognizer(&recognizer);
    }
    let report = audit.run(folder.join("package")).unwrap();
    let exit = report.conclusion().exit_code();
    let mut report = serde_json::to_value(&report).unwrap();
    report["package"]["root"] = Value::from("package");
    let mut faults = Vec::new();
    if exit != case.exit {
        faults.push(format!("{name}: exit {exit}, expected {}", case.exit));
    }
    let findings = report["findings"].as_array().unwrap();
    for expected in &case.expect {
        if !findings.iter().any(|finding| fits(finding, expected)) {
            faults.push(format!("{name}: no {} {} at {:?}", expected.rule, expected.effect, expected.path));
        }
    }
    for rule in &case.forbid {
        if let Some(finding) = findings.iter().find(|finding| finding["rule"] == rule.as_str()) {
            faults.push(format!("{name}: unwanted {rule} at {}: {}", finding["path"], finding["observed"]));
        }
    }
    faults.extend(compare(&name, &folder.join("expected.json"), &report));
    faults
}

fn fits(finding: &Value, expected: &Expected) -> bool {
    finding["rule"] == expected.rule.as_str()
        && finding["effect"] == expected.effect.as_str()
        && expected.indicator.as_deref().is_none_or(|id| finding["indicator"].as_str().unwrap_or("") == id)
        && expected.path.as_deref().is_none_or(|path| {
            finding["path"] == path || finding["related"].as_array().unwrap().iter().any(|related| related == path)
        })
}

/// Compares with the committed report, or rewrites it when asked to.
fn compare(name: &str, file: &Path, report: &Value) -> Option<String> {
    if std::env::var_os("EVIPACK_BLESS").is_some() {
        std::fs::write(file, serde_json::to_string_pretty(report).unwrap() + "\n").unwrap();
        return None;
    }
    let Ok(text) = std::fs::read_to_string(file) else {
        return Some(format!("{name}: no expected.json"));
    };
    let expected: Value = serde_json::from_str(&text).unwrap();
    (expected != *report).then(|| format!("{name}: {}", first_difference("", &expected, report)))
}

/// The first place where two reports differ.
fn first_difference(at: &str, expected: &Value, found: &Value) -> String {
    match (expected, found) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let (x, y) = (a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null));
                if x != y {
                    return first_difference(&format!("{at}.{key}"), x, y);
                }
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (x, y)) in a.iter().zip(b).enumerate() {
                if x != y {
                    return first_difference(&format!("{at}[{i}]"), x, y);
                }
            }
        }
        _ => {}
    }
    format!("{at}: expected {expected}, found {found}")
}
