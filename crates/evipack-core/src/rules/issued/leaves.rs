//! Pages of one paper that were handed in one by one: 方案_1.jpg, 方案_2.jpg; scan0001.jpg, scan0002.jpg.
//!
//! Enters: the files of an item. Leaves: for each page without a title that follows a first page by its name, to which first
//! page it belongs and whether that is sure. Sure only where nothing speaks against it: one folder, one name, numbers
//! without a gap or a double, every page between read as a scan, and a paper that was not yet signed, so that it has to go on.
//! What is not sure may hide an element and never takes one away: it ends in a review.

use crate::case::Filed;
use crate::facts::Kind;
use crate::place::numbering::normalise;
use std::collections::BTreeMap;

/// A page and the paper that it continues.
#[derive(Debug)]
pub(super) struct Leaf<'a> {
    /// The page that begins the paper.
    pub(super) first: &'a Filed,
    pub(super) page: &'a Filed,
    pub(super) sure: bool,
}

/// A file and the number in its name.
type Numbered<'a> = (Option<u32>, &'a Filed);

/// Digits of a page's number at most: scan0001, IMG_12345. More are a time or a date.
const MOST_DIGITS: usize = 5;

/// The pages that continue papers.
pub(super) fn leaves<'a>(files: &[&'a Filed]) -> Vec<Leaf<'a>> {
    let mut series: BTreeMap<(String, String), Vec<Numbered<'a>>> = BTreeMap::new();
    for filed in files.iter().copied().filter(|filed| is_picture(filed)) {
        let (name, number) = name_and_number(filed.evidence.path.stem());
        series.entry((filed.evidence.path.parent().to_string(), name)).or_default().push((number, filed));
    }
    series.into_values().filter(|files| files.len() > 1).flat_map(in_order).collect()
}

/// What may be a page by itself: a picture, or a scan of one page.
fn is_picture(filed: &Filed) -> bool {
    filed.evidence.facts.photo().is_some() || is_single_page(filed)
}

fn is_single_page(filed: &Filed) -> bool {
    let pages = filed.evidence.facts.document().and_then(|facts| facts.pages.value().copied());
    filed.evidence.kind == Kind::Scan && pages == Some(1)
}

/// The pages of files of one name, in the order of their numbers. One without a number comes first: chat programs call the
/// pictures of one message 微信图片_20260319120931, …_1, …_2.
fn in_order<'a>(mut files: Vec<Numbered<'a>>) -> Vec<Leaf<'a>> {
    files.sort_by_key(|(number, filed)| (*number, filed.evidence.path.clone()));
    let mut times: BTreeMap<Option<u32>, usize> = BTreeMap::new();
    for (number, _) in &files {
        *times.entry(*number).or_default() += 1;
    }
    let is_doubled = |number| times.get(&number).is_some_and(|times| *times > 1);
    let mut leaves = Vec::new();
    let mut open: Option<Paper<'a>> = None;
    for (number, filed) in files {
        if is_single_page(filed) && begins(filed) {
            open = Some(Paper { first: filed, last: number, sure: filed.evidence.kind_sure, signed: is_signed(filed) });
            continue;
        }
        let Some(paper) = &mut open else { continue };
        paper.sure &= follows(paper.last, number) && !is_doubled(number);
        paper.sure &= !paper.signed && filed.evidence.kind_sure && is_single_page(filed);
        paper.last = number;
        if is_single_page(filed) {
            leaves.push(Leaf { first: paper.first, page: filed, sure: paper.sure });
            paper.signed |= is_signed(filed);
        }
    }
    leaves
}

/// A paper while its pages are gathered.
struct Paper<'a> {
    first: &'a Filed,
    last: Option<u32>,
    sure: bool,
    signed: bool,
}

/// Whether a page has something that only first pages have.
fn begins(filed: &Filed) -> bool {
    filed.evidence.facts.document().is_some_and(|facts| {
        facts.title.value().is_some() || facts.red_header.value().is_some() || facts.number.value().is_some()
    })
}

/// Whether a page has the sign-off, with which the main text ends.
fn is_signed(filed: &Filed) -> bool {
    filed.evidence.facts.document().is_some_and(|facts| facts.date.value().is_some() && facts.issuer.value().is_some())
}

fn follows(last: Option<u32>, next: Option<u32>) -> bool {
    match (last, next) {
        (Some(last), Some(next)) => last.checked_add(1) == Some(next),
        // After the one without a number.
        (None, Some(next)) => next <= 2,
        _ => false,
    }
}

/// A name without the number of its page, and the number: 方案(第2页), 方案_2, 方案2, scan0002.
fn name_and_number(stem: &str) -> (String, Option<u32>) {
    let name = normalise(stem).to_lowercase();
    let bare = name.trim_end_matches([')', ']']).trim_end_matches('页');
    let rest = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = bare.get(rest.len()..).unwrap_or_default();
    match digits.parse() {
        Ok(number) if digits.len() <= MOST_DIGITS => {
            let rest = rest.trim_end_matches(['第', '(', '[', '_', '-', '.']);
            (rest.strip_suffix("页面").unwrap_or(rest).trim_end_matches(['_', '-']).to_owned(), Some(number))
        }
        _ => (name, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Certainty;
    use crate::facts::{DocumentFacts, Fact};
    use crate::number::DocumentNumber;
    use crate::rules::issued::papers::{PIXELS, file, first, judged, page, sealed, signed};

    #[test]
    fn names_and_their_numbers() {
        for (stem, name, number) in [
            ("方案_1", "方案", Some(1)),
            ("方案 (2)", "方案", Some(2)),
            ("方案（第3页）", "方案", Some(3)),
            ("scan0012", "scan", Some(12)),
            ("扫描件_页面_04", "扫描件", Some(4)),
            ("微信图片_20260319120931", "微信图片_20260319120931", None),
            ("微信图片_20260319120931_2", "微信图片_20260319120931", Some(2)),
            ("方案", "方案", None),
        ] {
            assert_eq!(name_and_number(stem), (name.to_owned(), number), "{stem}");
        }
    }

    #[test]
    fn the_seal_on_the_last_picture_is_the_papers() {
        for names in [
            ["方案_1.jpg", "方案_2.jpg", "方案_3.jpg"],
            ["scan0001.jpg", "scan0002.jpg", "scan0003.jpg"],
            ["微信图片_20260319120931.jpg", "微信图片_20260319120931_1.jpg", "微信图片_20260319120931_2.jpg"],
        ] {
            let [one, two, three] = names;
            let found = judged(&[file(one, first()), file(two, page()), file(three, sealed())]);
            assert!(found.is_empty(), "{names:?}: {found:?}");
        }
    }

    #[test]
    fn what_does_not_surely_belong_is_a_review_and_never_a_zero() {
        let cases: [(&str, Vec<Filed>); 5] = [
            ("a gap", vec![file("scan0001.jpg", first()), file("scan0004.jpg", sealed())]),
            ("another name", vec![file("scan0001.jpg", first()), file("IMG_0002.jpg", sealed())]),
            ("no seal on any page", vec![file("scan0001.jpg", first()), file("scan0002.jpg", signed(page()))]),
            (
                "two second pages",
                vec![file("scan0001.jpg", first()), file("scan0002.jpg", sealed()), file("scan002.jpg", page())],
            ),
            ("a first page alone", vec![file("方案_1.jpg", first())]),
        ];
        for (what, files) in cases {
            let found = judged(&files);
            let seal = found.iter().filter(|defect| defect.rule.to_string() == "document-without-seal");
            let certainties: Vec<Certainty> = seal.map(|defect| defect.certainty).collect();
            assert!(!certainties.is_empty(), "{what}");
            assert!(certainties.iter().all(|certainty| *certainty == Certainty::Doubtful), "{what}: {found:?}");
        }
    }

    #[test]
    fn a_signed_paper_needs_no_further_page() {
        let found = judged(&[file("scan0001.jpg", signed(first())), file("scan0002.jpg", sealed())]);
        let seal = found.iter().find(|defect| defect.rule.to_string() == "document-without-seal");
        assert_eq!(seal.map(|defect| defect.certainty), Some(Certainty::Doubtful), "{found:?}");
    }

    #[test]
    fn two_papers_in_one_row_keep_their_pages_apart() {
        let other = DocumentFacts {
            number: Fact::known(DocumentNumber::parse("青交发〔2026〕9号").unwrap(), PIXELS),
            title: Fact::known("青岚县机动车维修信用管理办法".into(), PIXELS),
            ..first()
        };
        let files = [
            file("scan0001.jpg", first()),
            file("scan0002.jpg", sealed()),
            file("scan0003.jpg", other),
            file("scan0004.jpg", signed(page())),
        ];
        let all: Vec<&Filed> = files.iter().collect();
        let pairs: Vec<(&str, &str, bool)> = leaves(&all)
            .iter()
            .map(|leaf| (leaf.first.evidence.path.name(), leaf.page.evidence.path.name(), leaf.sure))
            .collect();
        assert_eq!(pairs, [("scan0001.jpg", "scan0002.jpg", true), ("scan0003.jpg", "scan0004.jpg", true)]);
    }
}
