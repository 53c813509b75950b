//! Whose seal it is: the name around a seal against the bodies that a paper names.
//!
//! Enters: an inscription, the signing bodies and the red header. Leaves: whether the seal is clearly another body's. Clearly,
//! because both were read by a machine, seals leave out or add places, and papers shorten names: 县交通局 is 青岚县交通运输局.

use crate::place::numbering::normalise;

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

/// The bodies that a paper names: those that sign, and the one of its red header.
pub(in crate::rules) fn bodies(issuer: Option<&String>, header: Option<&String>) -> Vec<String> {
    let signed = issuer.map(|issuer| issuer.split('、').map(normalise).collect()).unwrap_or_default();
    let over_it = header.map(|header| {
        let header = normalise(header);
        let bare = HEADER_ENDINGS.iter().find_map(|ending| header.strip_suffix(ending));
        bare.unwrap_or(&header).split('、').map(str::to_owned).collect::<Vec<_>>()
    });
    let mut all: Vec<String> = signed;
    all.extend(over_it.unwrap_or_default());
    all.retain(|name| !name.is_empty());
    all
}

/// Whether an inscription is clearly none of the bodies'. Never where nothing is known to compare it with.
pub(in crate::rules) fn is_anothers(inscription: &str, bodies: &[String]) -> bool {
    let whole = BODY_ENDINGS.iter().any(|ending| inscription.ends_with(ending));
    whole && !bodies.is_empty() && bodies.iter().all(|body| is_other(inscription, body))
}

fn is_other(inscription: &str, body: &str) -> bool {
    if shortens(inscription, body) || shortens(body, inscription) {
        return false;
    }
    let ((place, name), (other_place, other_name)) = (split(inscription), split(body));
    let foreign = !place.is_empty()
        && !other_place.is_empty()
        && !place.chars().any(|c| !PLACE_ENDINGS.contains(&c) && other_place.contains(c));
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

    fn others(inscription: &str, body: &str) -> bool {
        is_anothers(inscription, &[body.to_owned()])
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
        assert!(!is_anothers("青岚县财政局", &[]));
        let both = bodies(Some(&"甲局、乙局".to_owned()), Some(&"丙局文件".to_owned()));
        assert_eq!(both, ["甲局", "乙局", "丙局"]);
        assert!(!is_anothers("青岚县乙局", &both));
    }

    #[test]
    fn distances() {
        assert_eq!((distance("财政局", "教育局"), distance("", "局"), distance("交通局", "交通运输局")), (2, 1, 2));
    }
}
