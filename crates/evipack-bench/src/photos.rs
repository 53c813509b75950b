//! Photos: the watermark and what it says.
//!
//! Enters: the truth about a picture and what the tool saw. Leaves: [`Case`]s for watermark present, full date and time,
//! place, brand, code, contradictions not passed off as genuine. Only photos are asked; what kind a picture is, `kinds` asks.

use crate::judge::{Sheet, exact, presence, same_words};
use crate::photo_truth::{Class, PhotoTruth, WatermarkTruth};
use crate::seen::{Fact, Seen};
use crate::tally::{Case, Claim, Rigour};
use serde_json::Value;

pub(crate) const PRESENT: &str = "watermark present";
pub(crate) const TIME: &str = "full date+time";
const PLACE: &str = "watermark place";
const BRAND: &str = "watermark brand";
const CODE: &str = "verification code";
/// Noticed, or left to a human for another reason: only a clean "known" passes it off as genuine.
const DOUBT: &str = "contradiction goes to a human";

/// Planted contradictions that a human would have to look at; a placeholder for the place is none.
const DOUBTFUL: &[&str] = &["weekday", "brand", "free-tier"];
/// The recipe's style of a date and time with nothing else.
const PLAIN_STAMP: &str = "line";
/// Characters of `2026-04-07` and of `2026-04-07T14:32`.
const DATE_LENGTH: usize = 10;
const MINUTE_LENGTH: usize = 16;
/// Long sides that divide the pictures into sizes.
const SMALL_SIDE: u32 = 1100;
const CHAT_SIDE: u32 = 1500;
const LARGE_SIDE: u32 = 3000;
/// Heights of the time line at a long side of 1280 px.
const SMALL_LINE: f64 = 21.0;
const LARGE_LINE: f64 = 30.0;

/// All questions to one picture.
pub(crate) fn cases(truth: &PhotoTruth, seen: &Seen) -> Vec<Case> {
    if !matches!(truth.class, Class::Photo | Class::Tiny) {
        return Vec::new();
    }
    let is_doubtful = truth.watermark.contradictions.iter().any(|planted| DOUBTFUL.contains(&planted.as_str()));
    let rigour = match (truth.class, is_doubtful || truth.unknown_allowed || is_plain_stamp(truth)) {
        (Class::Tiny, _) => Rigour::Illegible,
        _ if !truth.legible => Rigour::Illegible,
        (_, true) => Rigour::UnknownAllowed,
        (_, false) => Rigour::Full,
    };
    let fact = seen.fact("watermark");
    let mut sheet = Sheet::new(&truth.file, groups(truth));
    let note = format!("{} → {}", told(truth), seen.told("watermark"));
    let present = truth.watermark.present;
    sheet.put(PRESENT, present, presence(present, fact), rigour, note.clone());
    sheet.put(TIME, present, time_claim(truth, fact), rigour, note.clone());
    if truth.cells.is_empty() && !is_doubtful {
        details(&mut sheet, truth, fact, rigour);
    }
    if is_doubtful && truth.legible {
        let claim = if seen.is_doubted || fact == Fact::Unknown { Claim::Right } else { Claim::Absent };
        sheet.put(DOUBT, true, claim, Rigour::Full, note);
    }
    sheet.cases
}

/// Whether a photo of a collage bears date and time without any word of an app: an ordinary camera prints the same, so a human
/// is to tell. The recipe says so of a photo by itself (`unknown_allowed`), and a cell of a collage is no other thing.
fn is_plain_stamp(truth: &PhotoTruth) -> bool {
    truth.cells.iter().any(|cell| cell.style.as_deref() == Some(PLAIN_STAMP))
}

/// Place, brand and code, where the watermark is known.
fn details(sheet: &mut Sheet<'_>, truth: &PhotoTruth, fact: Fact<'_>, rigour: Rigour) {
    for (name, key, right) in [
        (PLACE, "place", &truth.watermark.place),
        (BRAND, "brand", &truth.watermark.brand),
        (CODE, "code", &truth.watermark.code),
    ] {
        let claimed = match fact {
            Fact::Known(value) => match value.get(key) {
                None | Some(Value::Null) => Fact::Absent,
                Some(value) => Fact::Known(value),
            },
            other => other,
        };
        let same = |truth: &str, claimed: &str| match key {
            "brand" => claimed.starts_with(truth) || truth.starts_with(claimed),
            _ => same_words(truth, claimed),
        };
        let note = format!("{} → {}", right.as_deref().unwrap_or("none"), claimed.text().unwrap_or("none"));
        sheet.put(name, right.is_some(), exact(right.as_deref(), claimed, same), rigour, note);
    }
}

/// Right: a whole date and hour:minute, and the true ones. A wrong date alone is wrong too; a right date alone is unknown.
fn time_claim(truth: &PhotoTruth, fact: Fact<'_>) -> Claim {
    let claimed = match fact {
        Fact::Known(value) => value.get("time").and_then(Value::as_str).unwrap_or_default(),
        Fact::Absent => return Claim::Absent,
        Fact::Unknown => return Claim::Unknown,
    };
    let own = std::iter::once(&truth.watermark);
    let times: Vec<&str> = own.chain(&truth.cells).filter_map(|watermark| watermark.time.as_deref()).collect();
    if claimed.len() < DATE_LENGTH {
        return Claim::Unknown;
    }
    let agrees = |time: &&str| time.starts_with(claimed) || claimed.starts_with(*time);
    match (times.iter().any(agrees), claimed.len() >= MINUTE_LENGTH) {
        (true, true) => Claim::Right,
        (true, false) => Claim::Unknown,
        (false, _) => Claim::Wrong,
    }
}

/// What is there, for a failure's note.
fn told(truth: &PhotoTruth) -> String {
    let watermark = |w: &WatermarkTruth| w.time.clone().unwrap_or_else(|| "none".to_owned());
    let style = truth.watermark.style.as_deref().unwrap_or(&truth.group);
    let times = if truth.cells.is_empty() {
        watermark(&truth.watermark)
    } else {
        truth.cells.iter().map(watermark).collect::<Vec<_>>().join(", ")
    };
    format!("[{style}] {times} {}{}", truth.watermark.contradictions.join(" "), truth.notes.join("; "))
}

fn groups(truth: &PhotoTruth) -> Vec<(&'static str, String)> {
    let longest = truth.size[0].max(truth.size[1]);
    let size = match longest {
        0..SMALL_SIDE => "up to 1080",
        SMALL_SIDE..CHAT_SIDE => "1280–1440",
        CHAT_SIDE..LARGE_SIDE => "1600–2560",
        _ => "from 3264",
    };
    let style = truth.watermark.style.as_ref().unwrap_or(&truth.group);
    let is_marked = truth.watermark.present;
    let mut groups = vec![
        ("style", if is_marked { style.clone() } else { format!("no watermark: {}", truth.group) }),
        ("size", size.to_owned()),
        ("how", if truth.chat { "chat app" } else { "as taken" }.to_owned()),
    ];
    if let Some(tag @ 2..) = truth.orientation {
        groups.push(("how", format!("EXIF orientation {tag}")));
    }
    for light in ["dark", "bright", "highlight behind the text"] {
        if truth.notes.iter().any(|note| note == light) {
            groups.push(("light", light.to_owned()));
        }
    }
    if let (true, Some(line)) = (truth.cells.is_empty(), truth.watermark.line_at_1280) {
        let name = if line < SMALL_LINE {
            "17–20 px"
        } else if line < LARGE_LINE {
            "21–29 px"
        } else {
            "from 30 px"
        };
        groups.push(("time line at 1280", name.to_owned()));
    }
    if let Some(corner) = truth.watermark.corner.as_ref().filter(|_| is_marked) {
        groups.push(("corner", corner.clone()));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::{TIME, cases};
    use crate::photo_truth::PhotoTruth;
    use crate::seen::seen;
    use crate::tally::{Claim, Rigour};
    use serde_json::json;

    fn truth(time: &str, contradictions: &[&str]) -> PhotoTruth {
        serde_json::from_value(json!({
            "file": "1.jpg", "class": "photo", "group": "watermark", "legible": true, "unknown_allowed": false,
            "watermark": { "present": true, "time": time, "place": "青岚县·石桥镇", "contradictions": contradictions },
            "size": [1280, 960]
        }))
        .unwrap()
    }

    fn time_of(truth: &PhotoTruth, claimed: &str) -> (Claim, Rigour) {
        let known = json!({ "watermark": { "state": "known", "value": { "time": claimed, "place": null } } });
        let cases = cases(truth, &seen("photo", known));
        let case = cases.iter().find(|case| case.fact == TIME).unwrap();
        (case.claim, case.rigour)
    }

    #[test]
    fn times_agree_to_the_minute_or_second() {
        let with_seconds = truth("2026-04-07T14:32:05", &[]);
        assert_eq!(time_of(&with_seconds, "2026-04-07T14:32:05").0, Claim::Right);
        assert_eq!(time_of(&with_seconds, "2026-04-07T14:32").0, Claim::Right);
        assert_eq!(time_of(&with_seconds, "2026-04-07T14:32:06").0, Claim::Wrong);
        assert_eq!(time_of(&with_seconds, "2026-04-07").0, Claim::Unknown);
        assert_eq!(time_of(&with_seconds, "2026-04-08").0, Claim::Wrong);
        assert_eq!(time_of(&truth("2026-04-07T14:32", &[]), "2026-04-07T14:33").0, Claim::Wrong);
    }

    #[test]
    fn a_plain_stamp_in_a_collage_may_stay_unknown() {
        let mut collage = truth("2026-04-07T14:32", &[]);
        for (style, rigour) in [("today", Rigour::Full), ("line", Rigour::UnknownAllowed)] {
            collage.cells = serde_json::from_value(json!([{ "present": true, "style": style }])).unwrap();
            assert_eq!(time_of(&collage, "2026-04-07T14:32").1, rigour, "{style}");
        }
    }

    #[test]
    fn contradictions_may_stay_unknown() {
        let planted = truth("2026-04-07T14:32", &["weekday"]);
        assert_eq!(time_of(&planted, "2026-04-07T14:32"), (Claim::Right, Rigour::UnknownAllowed));
        let cases = cases(&planted, &seen("photo", json!({})));
        assert!(cases.iter().any(|case| case.fact == super::DOUBT && case.claim == Claim::Right));
    }
}
