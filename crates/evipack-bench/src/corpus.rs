//! Labelled real files.
//!
//! Enters: a folder with `LABELS.tsv` (path, source, licence, kind, labels). Leaves: for the rows about watermarks, seals, red
//! headers and near-duplicates the questions to each file. Real files are few and odd: they are told apart from the
//! generated ones and have no must-reach values.

use crate::judge::{Sheet, exact, presence};
use crate::seen::{Fact, Seen};
use crate::tally::{Case, Claim, Rigour};
use serde_json::Value;
use std::path::{Path, PathBuf};

const LABELS: &str = "LABELS.tsv";
const WATERMARK: &str = "real: watermark present";
const TIME: &str = "real: full date+time";
const SEAL: &str = "real: seal";
const HEADER: &str = "real: red header";
const COLUMNS: usize = 5;
/// Characters of `2026-04-07T14:32`.
const MINUTE_LENGTH: usize = 16;

/// One labelled file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Labelled {
    /// Path below the corpus.
    pub(crate) path: String,
    kind: String,
    labels: String,
}

/// The rows that this bench can ask about, of files that are there.
pub(crate) fn rows(corpus: &Path) -> Result<Vec<Labelled>, String> {
    let labels = corpus.join(LABELS);
    let text = std::fs::read_to_string(&labels).map_err(|error| format!("{}: {error}", labels.display()))?;
    let mut rows = parse(&text);
    rows.retain(|row| corpus.join(&row.path).is_file());
    Ok(rows)
}

fn parse(text: &str) -> Vec<Labelled> {
    let row = |line: &str| {
        let columns: Vec<&str> = line.splitn(COLUMNS, '\t').collect();
        let [path, _, _, kind, labels] = columns[..] else { return None };
        let folder = path.split('/').next()?;
        let is_asked = matches!(folder, "watermark" | "seals" | "redhead" | "neardup");
        is_asked.then(|| Labelled { path: path.to_owned(), kind: kind.to_owned(), labels: labels.to_owned() })
    };
    text.lines().skip(1).filter_map(row).collect()
}

impl Labelled {
    /// The value of `key=value` among the labels.
    fn label(&self, key: &str) -> Option<&str> {
        let (_, rest) = self.labels.split_once(&format!("{key}="))?;
        Some(rest.split([';', ' ', '(']).next().unwrap_or(rest).trim())
    }

    /// A name for the package: the number, and the suffix of the file.
    pub(crate) fn neutral_name(&self, index: usize) -> String {
        let suffix = Path::new(&self.path).extension().unwrap_or_default().to_string_lossy();
        format!("{index:05}.{suffix}")
    }

    pub(crate) fn source(&self, corpus: &Path) -> PathBuf {
        corpus.join(&self.path)
    }

    /// All questions to this file.
    pub(crate) fn cases(&self, seen: &Seen) -> Vec<Case> {
        let mut sheet = Sheet::new(&self.path, vec![("kind", self.kind.clone())]);
        match self.kind.as_str() {
            "photo_negative" | "neardup" if !self.path.contains("corrupt") => {
                self.watermark(&mut sheet, seen, Rigour::Full);
            }
            "photo_frame" | "photo_datestamp" | "photo_watermark_screenshot" => {
                self.watermark(&mut sheet, seen, Rigour::UnknownAllowed);
            }
            "seal_image" => self.seal(&mut sheet, seen),
            "office_template" => {
                let present = self.label("has_red_header") == Some("yes");
                let claim = presence(present, seen.fact("red_header"));
                sheet.put(HEADER, present, claim, Rigour::Full, seen.told("red_header"));
            }
            _ => {}
        }
        sheet.cases
    }

    fn watermark(&self, sheet: &mut Sheet<'_>, seen: &Seen, rigour: Rigour) {
        let fact = seen.fact("watermark");
        let present = self.label("watermark") == Some("yes");
        let time = self.label("time_iso");
        // A time in the frame around a photo is one, though no app's: to read it is no error.
        let claim = match presence(present, fact) {
            Claim::Wrong if time.is_some() => Claim::Right,
            claim => claim,
        };
        let note = format!("{} → {}", time.unwrap_or("none"), seen.told("watermark"));
        sheet.put(WATERMARK, present || time.is_some(), claim, rigour, note.clone());
        if let (Some(time), Fact::Known(value)) = (time, fact) {
            let claimed = value.get("time").map_or(Fact::Unknown, Fact::Known);
            let same = |truth: &str, claimed: &str| claimed.len() >= MINUTE_LENGTH && claimed.starts_with(truth);
            sheet.put(TIME, true, exact(Some(time), claimed, same), rigour, note);
        }
    }

    fn seal(&self, sheet: &mut Sheet<'_>, seen: &Seen) {
        let present = self.label("seals").is_some_and(|count| !count.starts_with('0'));
        // Grey copies, ovals and bare crops are beyond what is promised.
        let is_odd = ["GREY", "oval", "crop"].iter().any(|word| self.labels.contains(word));
        let rigour = if is_odd { Rigour::UnknownAllowed } else { Rigour::Full };
        let count = match seen.fact("seal") {
            Fact::Known(Value::Array(seals)) => seals.len(),
            _ => 0,
        };
        let note = format!("{} → {count} seals, {}", self.labels, seen.told("seal"));
        sheet.put(SEAL, present, presence(present, seen.fact("seal")), rigour, note);
    }
}

#[cfg(test)]
mod tests {
    use super::{TIME, WATERMARK, parse};
    use crate::seen::seen;
    use crate::tally::{Claim, Rigour};
    use serde_json::json;

    const TEXT: &str = "local_path\tsource_repo\tlicence\tkind\tlabels\n\
        watermark/a.jpg\tx/y\tMIT\tphoto_datestamp\twatermark=yes;text=\"2026-01-10 15:56\";time_iso=2026-01-10T15:56\n\
        exif/b.jpg\tx/y\tMIT\texif\t\n\
        neardup/c.jpg\tx/y\tMIT\tphoto_negative\tno watermark\n";

    #[test]
    fn asks_only_about_what_it_can() {
        let rows = parse(TEXT);
        assert_eq!(rows.iter().map(|row| row.path.as_str()).collect::<Vec<_>>(), ["watermark/a.jpg", "neardup/c.jpg"]);
        assert_eq!(rows[0].neutral_name(7), "00007.jpg");
    }

    #[test]
    fn labels_become_questions() {
        let rows = parse(TEXT);
        let known =
            seen("photo", json!({ "watermark": { "state": "known", "value": { "time": "2026-01-10T15:56" } } }));
        let answers: Vec<_> = rows[0].cases(&known).iter().map(|case| (case.fact, case.claim, case.rigour)).collect();
        let odd = Rigour::UnknownAllowed;
        assert_eq!(answers, [(WATERMARK, Claim::Right, odd), (TIME, Claim::Right, odd)]);
        assert_eq!(rows[1].cases(&known)[0].claim, Claim::Wrong);
    }
}
