//! Whose seal or signature it is: a name on a seal or in a certificate against the bodies that a paper names.
//!
//! Enters: the inscription of a seal, or a name that a certificate or an electronic seal states; the signing bodies and the red
//! header. Leaves: whether it is clearly another body's. Clearly, because papers shorten names (县交通局 is 青岚县交通运输局),
//! seals leave out or add places, and what was read from pixels may be misread.
//!
//! Two ways of comparing: [`is_anothers`] for inscriptions, which are always read from pixels, and [`owner`] for names that the
//! file states as text: there one different character is another name.

use crate::facts::{Basis, DocumentFacts, Fact};
use crate::place::numbering::normalise;
use crate::seal_words::without_seal_words;

/// What may close the name on a red header.
const HEADER_ENDINGS: [&str; 6] = ["文件", "命令", "令", "公告", "通告", "函"];
/// How names of bodies end: without such an end the inscription was not read to its end.
const BODY_ENDINGS: [&str; 22] = [
    "政府", "局", "厅", "部", "委", "院", "处", "所", "办", "室", "中心", "公司", "会", "组", "队", "站", "社", "校",
    "学", "府", "党组", "专班",
];
/// How places end.
const PLACE_ENDINGS: [char; 5] = ['省', '市', '县', '区', '旗'];
/// One character in so many may be misread, and always one.
const MISREAD_ONE_IN: usize = 3;

/// Groups that are set up for one task: they have no seal of their own, and their office's bureau seals for them.
const WITHOUT_OWN_SEAL: [&str; 4] = ["领导小组", "专班", "工作组", "指挥部"];
/// Words of English legal forms: no public body bears one.
const COMPANY_WORDS: [&str; 13] =
    ["ltd", "limited", "inc", "incorporated", "corp", "corporation", "llc", "llp", "plc", "gmbh", "ag", "bv", "pty"];

/// A body that a paper names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) name: String,
    /// The name may be misread.
    from_pixels: bool,
}

impl AsRef<str> for Body {
    fn as_ref(&self) -> &str {
        &self.name
    }
}

/// The bodies that a paper names: those that sign, and those of its red header.
pub(super) fn bodies(facts: &DocumentFacts) -> Vec<Body> {
    let mut all = signing(facts);
    all.extend(heading(facts));
    all
}

/// The bodies of a paper's sign-off.
pub(super) fn signing(facts: &DocumentFacts) -> Vec<Body> {
    named(&facts.issuer, str::to_owned)
}

/// The bodies of a paper's red header.
pub(super) fn heading(facts: &DocumentFacts) -> Vec<Body> {
    named(&facts.red_header, |header| {
        let bare = HEADER_ENDINGS.iter().find_map(|ending| header.strip_suffix(ending));
        bare.unwrap_or(header).to_owned()
    })
}

fn named(fact: &Fact<String>, bare: impl Fn(&str) -> String) -> Vec<Body> {
    let Fact::Known { value, basis } = fact else { return Vec::new() };
    let from_pixels = matches!(basis, Basis::Pixels { .. });
    let names = bare(&normalise(value));
    let names = names.split('、').filter(|name| !name.is_empty());
    names.map(|name| Body { name: name.to_owned(), from_pixels }).collect()
}

/// Whose name it is that a certificate or an electronic seal states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// One of the bodies that the paper names.
    Issuer,
    /// Clearly none of them.
    Another,
    /// The names do not tell.
    Unclear,
}

/// Compares a name that stands as text in the file. 青山县交通运输局 is not 青岚县交通运输局, and 云泽市交通运输局 not
/// 云泽市青岚县交通运输局.
pub(super) fn owner(name: &str, bodies: &[Body]) -> Owner {
    let (name, _) = without_seal_words(&normalise(name));
    if bodies.is_empty() {
        return Owner::Unclear;
    }
    if name.is_ascii() {
        // An English name of the bureau cannot be compared with its Chinese one.
        return if is_company_in_english(&name) { Owner::Another } else { Owner::Unclear };
    }
    let same = |body: &Body| {
        let (a, b) = (last_place(&name), last_place(&body.name));
        let one_place = match (&a, &b) {
            (Some(a), Some(b)) if body.from_pixels => share_a_letter(a, b),
            (Some(a), Some(b)) => a.ends_with(b.as_str()) || b.ends_with(a.as_str()),
            _ => true,
        };
        let one_name = if body.from_pixels {
            !is_other(&name, &body.name)
        } else {
            shortens(&name, &body.name) || shortens(&body.name, &name)
        };
        (one_place, one_name)
    };
    let compared: Vec<(bool, bool)> = bodies.iter().map(same).collect();
    if compared.contains(&(true, true)) {
        return Owner::Issuer;
    }
    let for_a_group = |body: &Body| WITHOUT_OWN_SEAL.iter().any(|word| body.name.contains(word));
    let sealed_for_it = bodies.iter().zip(&compared).any(|(body, (one_place, _))| *one_place && for_a_group(body));
    let whole = BODY_ENDINGS.iter().any(|ending| name.ends_with(ending)) || name.ends_with(SERVICE_ENDINGS);
    if sealed_for_it || !whole { Owner::Unclear } else { Owner::Another }
}

/// What names of services end with: 云泽市电子签章平台.
const SERVICE_ENDINGS: [char; 2] = ['台', '统'];

/// Whether an English name is a firm's by its legal form. Blanks may be gone.
fn is_company_in_english(name: &str) -> bool {
    let name = name.to_lowercase();
    let name = name.trim_end_matches(|c: char| !c.is_alphanumeric());
    COMPANY_WORDS.iter().any(|word| name.ends_with(word))
}

/// The title that counties apply for ends as places do: 信用交通县创建工作领导小组.
const TITLES: [&str; 4] = ["信用交通省", "信用交通市", "信用交通县", "信用交通区"];

/// The last place in the name: 青岚县 of 云泽市青岚县交通运输局.
fn last_place(name: &str) -> Option<String> {
    let name = TITLES.iter().fold(name.to_owned(), |name, title| name.replace(title, ""));
    let (places, _) = split(&name);
    places.split_inclusive(PLACE_ENDINGS).rfind(|place| place.chars().count() > 1).map(str::to_owned)
}

fn share_a_letter(place: &str, other: &str) -> bool {
    place.chars().any(|c| !PLACE_ENDINGS.contains(&c) && other.contains(c))
}

/// Whether an inscription, which was read from pixels, is clearly none of the bodies'. Never where nothing is known to compare
/// it with.
pub(super) fn is_anothers(inscription: &str, bodies: &[impl AsRef<str>]) -> bool {
    let whole = BODY_ENDINGS.iter().any(|ending| inscription.ends_with(ending));
    whole && !bodies.is_empty() && bodies.iter().all(|body| is_other(inscription, body.as_ref()))
}

fn is_other(inscription: &str, body: &str) -> bool {
    if shortens(inscription, body) || shortens(body, inscription) {
        return false;
    }
    let ((place, name), (other_place, other_name)) = (split(inscription), split(body));
    let foreign = !place.is_empty() && !other_place.is_empty() && !share_a_letter(place, other_place);
    let same_name = shortens(name, other_name)
        || shortens(other_name, name)
        || distance(name, other_name) <= (name.chars().count().max(other_name.chars().count()) / MISREAD_ONE_IN).max(1);
    foreign || !same_name
}

/// The places at the head of a name, and the rest: 云泽市青岚县|交通运输局.
fn split(name: &str) -> (&str, &str) {
    let end = name.char_indices().rev().find(|(_, c)| PLACE_ENDINGS.contains(c)).map(|(at, c)| at + c.len_utf8());
    // 市场监督管理局 begins with no place.
    match end.filter(|end| name[..*end].chars().count() > 1 && *end < name.len()) {
        Some(end) => name.split_at(end),
        None => ("", name),
    }
}

/// Whether a name is another one with characters left out: 住建局 of 住房和城乡建设局.
fn shortens(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

/// Characters to change, add or take away to make one text of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, other) in row.iter_mut().skip(1).zip(&b) {
            let here = (diagonal + usize::from(c != *other)).min(left + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, here);
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bodies of a paper with this sign-off and this header.
    fn of(issuer: &str, header: Option<&str>, basis: &Basis) -> Vec<Body> {
        bodies(&DocumentFacts {
            issuer: Fact::known(issuer.to_owned(), basis.clone()),
            red_header: header
                .map_or(Fact::unknown("没有看"), |header| Fact::known(header.to_owned(), basis.clone())),
            ..DocumentFacts::unknown("没有看")
        })
    }

    const PIXELS: Basis = Basis::Pixels { page: Some(1) };
    const TEXT: Basis = Basis::PdfText { page: 1 };

    fn others(inscription: &str, body: &str) -> bool {
        is_anothers(inscription, &of(body, None, &PIXELS))
    }

    #[test]
    fn a_stated_name_is_compared_letter_by_letter() {
        for (name, body, expected) in [
            ("青岚县交通运输局", "青岚县交通运输局", Owner::Issuer),
            ("青岚县交通运输局电子公章", "青岚县交通运输局(盖章)", Owner::Issuer),
            ("青岚县住房和城乡建设局", "青岚县住建局", Owner::Issuer),
            ("云泽市青岚县交通运输局", "青岚县交通运输局", Owner::Issuer),
            ("青岚县交通运输局", "县交通局", Owner::Issuer),
            ("青岚县交通运输局", "甲局、青岚县交通运输局", Owner::Issuer),
            ("青山县交通运输局", "青岚县交通运输局", Owner::Another),
            ("云泽市交通运输局", "云泽市青岚县交通运输局", Owner::Another),
            ("青岚县教育局", "青岚县财政局", Owner::Another),
            ("云泽市电子签章平台", "青岚县交通运输局", Owner::Another),
            ("Yunze Signing Services Co., Ltd.", "青岚县交通运输局", Owner::Another),
            ("Qinglan County Transport Bureau", "青岚县交通运输局", Owner::Unclear),
            ("青岚县交通运输局", "青岚县信用交通县创建工作领导小组", Owner::Unclear),
            ("青岚县交通运输局", "信用交通县创建工作专班", Owner::Unclear),
            ("青山县交通运输局", "青岚县信用交通县创建工作领导小组", Owner::Another),
            ("电子公章", "青岚县交通运输局", Owner::Unclear),
        ] {
            assert_eq!(owner(name, &of(body, None, &TEXT)), expected, "{name} {body}");
        }
        assert_eq!(owner("青岚县交通运输局", &of("青岚县交通运榆局", None, &PIXELS)), Owner::Issuer, "misread");
        assert_eq!(owner("青岚县交通运输局", &[]), Owner::Unclear);
    }

    #[test]
    fn short_long_and_misread_names_are_the_same_body() {
        for (inscription, body) in [
            ("青岚县交通运输局", "青岚县交通运输局"),
            ("青岚县交通运输局", "县交通局"),
            ("云泽市青岚县交通运输局", "青岚县交通运输局"),
            ("青岚县住房和城乡建设局", "青岚县住建局"),
            ("青岚县交通运榆局", "青岚县交通运输局"),
            ("青岚县市场监督管理局", "市场监督管理局"),
            ("青岚县人民政府", "青岚县人民政府办公室"),
        ] {
            assert!(!others(inscription, body), "{inscription} {body}");
        }
    }

    #[test]
    fn another_bodys_seal_is_told() {
        for (inscription, body) in [
            ("青岚县财政局", "青岚县交通运输局"),
            ("青岚县教育局", "青岚县财政局"),
            ("云泽市交通运输局", "青岚县交通运输局"),
            ("云泽通达道路货运有限公司", "青岚县交通运输局"),
        ] {
            assert!(others(inscription, body), "{inscription} {body}");
        }
    }

    #[test]
    fn half_a_name_and_nothing_to_compare_with_tell_nothing() {
        assert!(!others("青岚县财政", "青岚县交通运输局"));
        assert!(!is_anothers("青岚县财政局", &[] as &[Body]));
        let both = of("甲局、乙局", Some("丙局文件"), &PIXELS);
        assert_eq!(both.iter().map(|body| body.name.as_str()).collect::<Vec<_>>(), ["甲局", "乙局", "丙局"]);
        assert!(!is_anothers("青岚县乙局", &both));
    }

    #[test]
    fn distances() {
        assert_eq!((distance("财政局", "教育局"), distance("", "局"), distance("交通局", "交通运输局")), (2, 1, 2));
    }
}
