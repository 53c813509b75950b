//! What a report says about each file.
//!
//! Enters: a serialised report, schema 1. Leaves: [`Seen`] by path. Only what the report contract promises is used: a fact
//! that is not there at all is unknown.

use serde_json::Value;
use std::collections::BTreeMap;

/// Rules that tell a human to look at a photo's time.
const DOUBT_RULES: &[&str] = &["photo-time-contradiction", "photo-edited"];

/// One file as the tool saw it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub(crate) kind: String,
    facts: Value,
    /// Whether a finding doubts the photo.
    pub(crate) is_doubted: bool,
}

/// A fact as reported.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fact<'a> {
    Known(&'a Value),
    Absent,
    Unknown,
}

impl<'a> Fact<'a> {
    /// The value as text; `None` where it is not known.
    pub(crate) fn text(self) -> Option<&'a str> {
        match self {
            Self::Known(value) => value.as_str(),
            _ => None,
        }
    }
}

impl Seen {
    pub(crate) fn fact(&self, name: &str) -> Fact<'_> {
        let Some(fact) = self.facts.get(name) else { return Fact::Unknown };
        match (fact.get("state").and_then(Value::as_str), fact.get("value")) {
            (Some("known"), Some(value)) => Fact::Known(value),
            (Some("absent"), _) => Fact::Absent,
            _ => Fact::Unknown,
        }
    }

    /// A fact for a failure's note.
    pub(crate) fn told(&self, name: &str) -> String {
        match self.fact(name) {
            Fact::Known(value) => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
            Fact::Absent => "absent".to_owned(),
            Fact::Unknown => {
                let why = self.facts.get(name).and_then(|fact| fact.get("why")).and_then(Value::as_str);
                format!("unknown ({})", why.unwrap_or("not among the facts"))
            }
        }
    }
}

/// Every file of a report by its path.
pub(crate) fn files(report: &Value) -> BTreeMap<String, Seen> {
    let list = |name| report.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let text = |value: &Value, name| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut files: BTreeMap<String, Seen> = list("files")
        .iter()
        .map(|file| {
            let facts = file.get("facts").cloned().unwrap_or_default();
            (text(file, "path"), Seen { kind: text(file, "kind"), facts, is_doubted: false })
        })
        .collect();
    for finding in list("findings") {
        if DOUBT_RULES.contains(&text(finding, "rule").as_str())
            && let Some(file) = files.get_mut(&text(finding, "path"))
        {
            file.is_doubted = true;
        }
    }
    files
}

#[cfg(test)]
pub(crate) fn seen(kind: &str, facts: Value) -> Seen {
    Seen { kind: kind.to_owned(), facts, is_doubted: false }
}

#[cfg(test)]
mod tests {
    use super::{Fact, files};
    use serde_json::json;

    #[test]
    fn states_of_facts() {
        let report = json!({
            "files": [{ "path": "1.jpg", "kind": "photo", "facts": {
                "watermark": { "state": "known", "value": { "time": "2026-04-07T14:32" }, "basis": "watermark" },
                "gps": { "state": "absent", "looked": ["exif"] },
                "camera": { "state": "unknown", "why": "无法读取" } } }],
            "findings": [{ "rule": "photo-edited", "path": "1.jpg" }, { "rule": "stray-file", "path": "2.jpg" }]
        });
        let files = files(&report);
        let file = &files["1.jpg"];
        assert!(file.is_doubted && file.kind == "photo");
        assert!(matches!(file.fact("watermark"), Fact::Known(_)));
        assert_eq!(file.fact("gps"), Fact::Absent);
        assert_eq!(file.fact("camera"), Fact::Unknown);
        assert_eq!(file.fact("seal"), Fact::Unknown);
        assert_eq!(file.told("camera"), "unknown (无法读取)");
    }
}
