//! Pages of official papers: seal, red header, number, title, date, issuer.
//!
//! Enters: the truth about a page and what the tool saw. Leaves: [`Case`]s. What the must-reach values are said of has a fact
//! of its own; pages outside that scope (grey, photographed, low resolution) are counted apart.

use crate::judge::{Sheet, exact, presence, same_words};
use crate::page_truth::{PageTruth, SealTruth};
use crate::seen::{Fact, Seen};
use crate::tally::{Case, Claim, Rigour};
use serde_json::Value;

pub(crate) const SEAL: &str = "seal (colour, ≥ 100 dpi)";
const SEAL_ELSEWHERE: &str = "seal (grey, black and white, photographed)";
const EACH_SEAL: &str = "every round full seal (colour, ≥ 100 dpi)";
const INSCRIPTION: &str = "seal inscription";
pub(crate) const HEADER: &str = "red header (colour, ≥ 100 dpi)";
const HEADER_ELSEWHERE: &str = "red header (grey, black and white, photographed)";
const HEADER_TEXT: &str = "red header's text";
pub(crate) const NUMBER: &str = "number exact (scans ≥ 150 dpi)";
const NUMBER_ELSEWHERE: &str = "number exact (other pages)";
const TITLE: &str = "title";
const DATE: &str = "date of the document";
const ISSUER: &str = "issuer";

const SEAL_DPI: u32 = 100;
const NUMBER_DPI: u32 = 150;
/// Intersection over union from which two boxes are one seal; claimed boxes may keep a rim.
const SAME_SEAL: f64 = 0.3;

/// All questions to one page.
pub(crate) fn cases(truth: &PageTruth, seen: &Seen) -> Vec<Case> {
    let mut sheet = Sheet::new(&truth.file, groups(truth));
    let is_coloured = truth.colour == "colour" && truth.dpi.is_some_and(|dpi| dpi >= SEAL_DPI);
    seals(&mut sheet, truth, seen, is_coloured);
    header(&mut sheet, truth, seen, is_coloured);
    number(&mut sheet, truth, seen);
    for (fact, name, right) in
        [(TITLE, "title", &truth.title), (DATE, "date", &truth.date), (ISSUER, "issuer", &truth.issuer)]
    {
        let claim = exact(right.as_deref(), seen.fact(name), same_words);
        sheet.put(fact, right.is_some(), claim, Rigour::Full, against(right.as_deref(), seen, name));
    }
    sheet.cases
}

fn against(right: Option<&str>, seen: &Seen, name: &str) -> String {
    format!("{} → {}", right.unwrap_or("none"), seen.told(name))
}

/// Round, and whole on the page.
fn is_counted(seal: &SealTruth) -> bool {
    seal.kind.starts_with("round") && !seal.cut
}

fn seals(sheet: &mut Sheet<'_>, truth: &PageTruth, seen: &Seen, is_coloured: bool) {
    let fact = seen.fact("seal");
    let claimed = regions(fact);
    let counted: Vec<&SealTruth> = truth.seals.iter().filter(|seal| is_counted(seal)).collect();
    let is_true = |region: &[f64; 4]| truth.seals.iter().any(|seal| overlap(seal.bbox, *region) >= SAME_SEAL);
    let claim = match presence(!truth.seals.is_empty(), fact) {
        // Something red was taken for the seal.
        Claim::Right if !claimed.iter().any(is_true) => Claim::Wrong,
        claim => claim,
    };
    // Only cut, oval or square ones: to see them is right, not to see them is no error.
    let is_beside = counted.is_empty() && !truth.seals.is_empty();
    if !is_beside || matches!(claim, Claim::Right | Claim::Wrong) {
        let fact = if is_coloured { SEAL } else { SEAL_ELSEWHERE };
        let rigour = if is_coloured { Rigour::Full } else { Rigour::UnknownAllowed };
        sheet.put(fact, !truth.seals.is_empty(), claim, rigour, format!("{} → {}", drawn(truth), seen.told("seal")));
    }
    if !is_coloured {
        return;
    }
    for seal in counted {
        let found = claimed.iter().position(|region| overlap(seal.bbox, *region) >= SAME_SEAL);
        let claim = match (found, fact) {
            (Some(_), _) => Claim::Right,
            (None, Fact::Unknown) => Claim::Unknown,
            (None, _) => Claim::Absent,
        };
        let state = if seal.faint { "faint" } else { "clear" };
        sheet.put(EACH_SEAL, true, claim, Rigour::Full, format!("{} {state} {:?}", seal.kind, seal.bbox));
        inscription(sheet, seal, fact, found);
    }
    for _ in claimed.iter().filter(|region| !is_true(region)) {
        sheet.put(EACH_SEAL, false, Claim::Wrong, Rigour::Full, seen.told("seal"));
    }
}

/// The words around the seal, where truth and report both speak of them.
fn inscription(sheet: &mut Sheet<'_>, seal: &SealTruth, fact: Fact<'_>, found: Option<usize>) {
    let (Fact::Known(value), Some(index), Some(right)) = (fact, found, seal.inscription.as_deref()) else { return };
    let told = value.get(index).and_then(|claimed| claimed.get("inscription"));
    let claimed = told.map_or(Fact::Unknown, Fact::Known);
    let note = format!("{right} → {}", claimed.text().unwrap_or("not read"));
    sheet.put(INSCRIPTION, true, exact(Some(right), claimed, same_words), Rigour::Full, note);
}

fn drawn(truth: &PageTruth) -> String {
    let kinds: Vec<String> = truth
        .seals
        .iter()
        .map(|seal| {
            let over = if seal.over_text { " over text" } else { "" };
            format!(
                "{}{}{}{over}",
                seal.kind,
                if seal.cut { " cut" } else { "" },
                if seal.faint { " faint" } else { "" }
            )
        })
        .collect();
    if kinds.is_empty() { "none".to_owned() } else { kinds.join(", ") }
}

fn header(sheet: &mut Sheet<'_>, truth: &PageTruth, seen: &Seen, is_coloured: bool) {
    let header = truth.header.as_ref().filter(|header| header.present);
    let fact = seen.fact("red_header");
    let right = header.and_then(|header| header.text.as_deref());
    let form = header.and_then(|header| header.form.as_deref()).unwrap_or("no header");
    let note = format!("[{form}] {}", against(right, seen, "red_header"));
    // Red that nobody can see in a grey copy may stay unknown.
    let (name, rigour) = if is_coloured { (HEADER, Rigour::Full) } else { (HEADER_ELSEWHERE, Rigour::UnknownAllowed) };
    sheet.put(name, header.is_some(), presence(header.is_some(), fact), rigour, note.clone());
    if let (Some(right), Fact::Known(_)) = (right, fact) {
        sheet.put(HEADER_TEXT, true, exact(Some(right), fact, same_words), Rigour::Full, note);
    }
}

fn number(sheet: &mut Sheet<'_>, truth: &PageTruth, seen: &Seen) {
    let fact = seen.fact("number");
    let is_scan = truth.how.starts_with("scan") && truth.dpi.is_some_and(|dpi| dpi >= NUMBER_DPI);
    // Minutes are counted, not numbered: `第6期` is no document number, but no lie either.
    if truth.number.is_none() && truth.number_written.is_some() && fact.text() == truth.number_written.as_deref() {
        return;
    }
    // The page of an order shows the bare `第3号`; its whole name is the issuer's.
    let same = |truth: &str, claimed: &str| claimed == truth || (truth.starts_with('第') && claimed.ends_with(truth));
    let name = if is_scan { NUMBER } else { NUMBER_ELSEWHERE };
    let right = truth.number.as_deref();
    let note = against(truth.number_written.as_deref().or(right), seen, "number");
    sheet.put(name, right.is_some(), exact(right, fact, same), Rigour::Full, note);
}

/// Claimed seals on the first page.
fn regions(fact: Fact<'_>) -> Vec<[f64; 4]> {
    let Fact::Known(Value::Array(seals)) = fact else { return Vec::new() };
    seals.iter().filter_map(|seal| serde_json::from_value(seal.get("region")?.clone()).ok()).collect()
}

/// Intersection over union of two boxes x, y, width, height.
fn overlap(a: [f64; 4], b: [f64; 4]) -> f64 {
    let along = |i: usize| ((a[i] + a[i + 2]).min(b[i] + b[i + 2]) - a[i].max(b[i])).max(0.0);
    let both = along(0) * along(1);
    let either = a[2] * a[3] + b[2] * b[3] - both;
    if either > 0.0 { both / either } else { 0.0 }
}

fn groups(truth: &PageTruth) -> Vec<(&'static str, String)> {
    let mut groups = vec![
        ("how", truth.how.clone()),
        ("dpi", truth.dpi.map_or_else(|| "no scale".to_owned(), |dpi| dpi.to_string())),
        ("colour", truth.colour.clone()),
    ];
    groups.extend(truth.layout.clone().map(|layout| ("layout", layout)));
    let counted = || truth.seals.iter().filter(|seal| is_counted(seal));
    if counted().count() > 0 {
        let clear = if counted().all(|seal| seal.faint) { "faint" } else { "clear" };
        groups.push(("seal", clear.to_owned()));
        groups.push(("seal", if counted().any(|seal| seal.over_text) { "over text" } else { "on white" }.to_owned()));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::{EACH_SEAL, NUMBER, SEAL, cases, overlap};
    use crate::page_truth::PageTruth;
    use crate::seen::seen;
    use crate::tally::Claim;
    use serde_json::{Value, json};

    fn claims(truth: &Value, facts: Value) -> Vec<(&'static str, Claim)> {
        let truth: PageTruth = serde_json::from_value(truth.clone()).unwrap();
        cases(&truth, &seen("scan", facts)).iter().map(|case| (case.fact, case.claim)).collect()
    }

    fn page(seals: &Value) -> Value {
        json!({ "file": "1.jpg", "dpi": 150, "colour": "colour", "how": "scan-jpg", "number": "第3号", "seals": seals })
    }

    #[test]
    fn a_seal_in_the_wrong_place_is_wrong() {
        let truth = page(&json!([{ "bbox": [0.6, 0.7, 0.2, 0.14], "kind": "round-star" }]));
        let known = |region: [f64; 4]| json!({ "seal": { "state": "known", "value": [{ "region": region }] } });
        let here = claims(&truth, known([0.61, 0.7, 0.2, 0.14]));
        assert!(here.contains(&(SEAL, Claim::Right)) && here.contains(&(EACH_SEAL, Claim::Right)));
        let there = claims(&truth, known([0.1, 0.1, 0.2, 0.14]));
        assert!(there.contains(&(SEAL, Claim::Wrong)) && there.contains(&(EACH_SEAL, Claim::Absent)));
        assert!(there.contains(&(EACH_SEAL, Claim::Wrong)), "the false one counts against precision");
    }

    #[test]
    fn only_a_cut_seal_is_not_asked_for() {
        let truth = page(&json!([{ "bbox": [0.9, 0.4, 0.1, 0.14], "kind": "round-star", "cut": true }]));
        let absent = claims(&truth, json!({ "seal": { "state": "absent", "looked": ["pixels"] } }));
        assert!(absent.iter().all(|(fact, _)| *fact != SEAL && *fact != EACH_SEAL));
    }

    #[test]
    fn an_orders_number_may_have_its_whole_name() {
        let whole = json!({ "number": { "state": "known", "value": "青岚县人民政府令第3号" } });
        assert!(claims(&page(&json!([])), whole).contains(&(NUMBER, Claim::Right)));
    }

    #[test]
    fn overlap_of_boxes() {
        assert!((overlap([0.0, 0.0, 2.0, 1.0], [1.0, 0.0, 2.0, 1.0]) - 1.0 / 3.0).abs() < 1e-12);
        assert!(overlap([0.0, 0.0, 1.0, 1.0], [2.0, 2.0, 1.0, 1.0]).abs() < 1e-12);
    }
}
