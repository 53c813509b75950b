//! What kind a picture is.
//!
//! Enters: the true kind and the reported one. Leaves: for each of photo, screenshot and document one [`Case`], one against
//! the rest: precision counts every picture that is called so. `other` is the tool's word for "nobody can say": unknown for
//! what is a photo, a screenshot or a document, right for a drawing.

use crate::judge::Sheet;
use crate::photo_truth::{Class, PhotoTruth};
use crate::tally::{Case, Claim, Rigour};

pub(crate) const PHOTO: &str = "kind photo";
pub(crate) const SCREENSHOT: &str = "kind screenshot";
pub(crate) const DOCUMENT: &str = "kind document";

/// Files that are no pictures name their kind themselves.
const PICTURES: &[&str] = &["jpg", "png"];

/// The kinds that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum True {
    Photo,
    Screenshot,
    Document,
    Drawing,
}

/// The kind of a generated picture.
pub(crate) fn of_photo(truth: &PhotoTruth) -> True {
    match truth.class {
        Class::Photo | Class::Tiny => True::Photo,
        Class::Screenshot => True::Screenshot,
        Class::Document => True::Document,
        Class::Drawing => True::Drawing,
    }
}

/// The three questions to one picture; none to a file that is no picture.
pub(crate) fn cases(file: &str, truth: True, style: &str, reported: &str) -> Vec<Case> {
    if !PICTURES.iter().any(|suffix| file.rsplit('.').next() == Some(*suffix)) {
        return Vec::new();
    }
    let claimed = match reported {
        "photo" => Some(True::Photo),
        "screenshot" => Some(True::Screenshot),
        "scan" | "document" => Some(True::Document),
        _ => None,
    };
    let mut sheet = Sheet::new(file, vec![("style", style.to_owned())]);
    for (fact, kind) in [(PHOTO, True::Photo), (SCREENSHOT, True::Screenshot), (DOCUMENT, True::Document)] {
        let claim = match (claimed, truth == kind) {
            (Some(claimed), is_it) if claimed == kind => {
                if is_it {
                    Claim::Right
                } else {
                    Claim::Wrong
                }
            }
            (None, true) => Claim::Unknown,
            _ => Claim::Absent,
        };
        sheet.put(fact, truth == kind, claim, Rigour::Full, format!("{truth:?} ({style}) → {reported}"));
    }
    sheet.cases
}

#[cfg(test)]
mod tests {
    use super::{True, cases};
    use crate::tally::Claim;

    fn claims(truth: True, reported: &str) -> Vec<Claim> {
        cases("1.jpg", truth, "", reported).iter().map(|case| case.claim).collect()
    }

    #[test]
    fn one_against_the_rest() {
        assert_eq!(claims(True::Photo, "photo"), [Claim::Right, Claim::Absent, Claim::Absent]);
        assert_eq!(claims(True::Document, "scan"), [Claim::Absent, Claim::Absent, Claim::Right]);
        assert_eq!(claims(True::Drawing, "photo"), [Claim::Wrong, Claim::Absent, Claim::Absent]);
        assert_eq!(claims(True::Screenshot, "other"), [Claim::Absent, Claim::Unknown, Claim::Absent]);
        assert_eq!(claims(True::Drawing, "other"), [Claim::Absent; 3]);
        assert!(cases("1.pdf", True::Document, "", "scan").is_empty());
    }
}
