//! Whose paper it is: the applicant's own, or another body's.
//!
//! Enters: the papers of a case with the sign-off, red header, agency code and seal inscriptions that were read on them, and
//! the table's words for its applicant. Leaves: [`Whose`] for each paper. Clause 6 asks the three elements of papers that the
//! applicant issues; a neighbour bureau's, a superior's or a company's paper is evidence of something else and costs nothing.
//!
//! The table names the applicant's field and not its place, because one table serves many counties. The place is learnt from
//! the package: it is the one that the papers name which an item demands from the applicant.

use crate::case::{Case, Filed};
use crate::number::{DocumentNumber, NumberForm};
use crate::place::Place;
use crate::place::numbering::normalise;
use crate::rules::seal_owner::{self, is_anothers};
use crate::table::{IssuedWords, any_matches};
use std::collections::BTreeMap;

/// Whose a paper is, by what was read on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// The applicant's.
    Ours,
    /// A body's above it.
    Upper,
    /// Another body's: a neighbour bureau's, another county's, a company's.
    Anothers,
    /// What was read speaks for another body, or two readings disagree; a human has to look.
    Unclear,
    /// Nothing was read that names a body.
    Unsaid,
}

impl Whose {
    /// Whether a reading speaks against the applicant.
    pub(super) fn speaks_against(self) -> bool {
        matches!(self, Self::Upper | Self::Anothers | Self::Unclear)
    }
}

/// Who applies, as far as the table and the package tell.
pub(super) struct Applicant<'t> {
    words: &'t IssuedWords,
    county: County,
    /// Names under which it signs, the most frequent first.
    names: Vec<String>,
}

/// Names of the applicant that a misread one is compared with: bureau, leading group and office in two spellings each.
const NAMES_KEPT: usize = 6;
/// Characters of a county's short name at most: 长清区, 达拉特旗. Autonomous counties have longer ones and say so.
const LONGEST_COUNTY: usize = 4;
const AUTONOMOUS: &str = "自治";

/// The applicant's place.
#[derive(Debug, Clone, PartialEq, Eq)]
enum County {
    /// No paper names one.
    Unnamed,
    /// Papers name several, none of them in most cases.
    Split,
    /// Most papers name this one.
    Mostly(String),
    /// All papers name this one.
    Only(String),
}

/// How places end that may apply. A city or province that a paper names beside them is above the applicant.
const COUNTY_ENDINGS: [char; 3] = ['县', '区', '旗'];
const UPPER_ENDINGS: [char; 2] = ['省', '市'];
/// How names of bodies end that are no organs.
const COMPANY_ENDINGS: [&str; 9] = ["公司", "银行", "协会", "集团", "厂", "商会", "学会", "学校", "社"];
/// What closes the name of a body in the number of its orders: 青岚县交通运输局令第3号.
const ORDER_ENDINGS: [&str; 3] = ["令", "公告", "通告"];

impl<'t> Applicant<'t> {
    /// The applicant of a case.
    pub(super) fn of(case: &Case<'t>) -> Self {
        let words = case.table.issued();
        let mut demanded: BTreeMap<String, usize> = BTreeMap::new();
        let mut all = BTreeMap::new();
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for filed in case.files.iter().filter(|filed| filed.is_material()) {
            let is_demanded = match &filed.place {
                Place::Filed { item, .. } => {
                    case.table.item(item).is_some_and(|item| item.evidence.iter().any(|spec| spec.issued))
                }
                _ => false,
            };
            for name in signed_by(filed).into_iter().filter(|name| is_own(name, words)) {
                let county = county(&name);
                *names.entry(name).or_default() += 1;
                let Some(county) = county else { continue };
                if is_demanded {
                    *demanded.entry(county.clone()).or_default() += 1;
                }
                *all.entry(county).or_default() += 1;
            }
        }
        let mut names: Vec<(String, usize)> = names.into_iter().collect();
        names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let names = names.into_iter().take(NAMES_KEPT).map(|(name, _)| name).collect();
        Self { words, county: most_named(if demanded.is_empty() { all } else { demanded }), names }
    }

    /// Whose a paper is.
    pub(super) fn whose(&self, filed: &Filed) -> Whose {
        let Some(facts) = filed.evidence.facts.document() else { return Whose::Unsaid };
        let joint = |names: Vec<String>| {
            let told: Vec<Whose> = names.iter().filter_map(|name| self.of_body(name)).collect();
            // Of a paper that several bodies sign the applicant has issued its part.
            let ours = told.iter().find(|whose| **whose == Whose::Ours);
            ours.or(told.iter().find(|whose| **whose == Whose::Unclear)).or(told.first()).copied()
        };
        let seals = facts.seal.value().map_or(&[][..], Vec::as_slice);
        let inscriptions = seals.iter().filter_map(|seal| seal.inscription.as_deref()).map(normalise).collect();
        let named =
            [joint(names(seal_owner::signing(facts))), joint(names(seal_owner::heading(facts))), joint(inscriptions)];
        let named: Vec<Whose> = named.into_iter().flatten().collect();
        let says = |whose: Whose| named.contains(&whose);
        match (says(Whose::Ours), says(Whose::Upper) || says(Whose::Anothers) || says(Whose::Unclear)) {
            (true, false) => Whose::Ours,
            (true, true) => Whose::Unclear,
            (false, true) if says(Whose::Unclear) => Whose::Unclear,
            (false, true) if says(Whose::Upper) => Whose::Upper,
            (false, true) => Whose::Anothers,
            (false, false) => facts.number.value().map_or(Whose::Unsaid, |number| self.of_number(number)),
        }
    }

    fn of_number(&self, number: &DocumentNumber) -> Whose {
        if any_matches(&self.words.upper_agency_codes, &number.to_string()) {
            return Whose::Upper;
        }
        let code = number.code();
        if number.form() == NumberForm::Order {
            let name = ORDER_ENDINGS.iter().find_map(|ending| code.strip_suffix(ending)).unwrap_or(code);
            return self.of_body(name).unwrap_or(Whose::Ours);
        }
        let own = &self.words.own_agency_codes;
        // A code is two or three characters and many bodies choose theirs freely: it alone proves no other body.
        if own.is_empty() || any_matches(own, code) { Whose::Ours } else { Whose::Unclear }
    }

    /// Whose a body of this name is; `None` where the name was not read to its end.
    fn of_body(&self, name: &str) -> Option<Whose> {
        let name = bare(name);
        if any_matches(&self.words.upper_issuers, name) {
            return Some(Whose::Upper);
        }
        if is_own(name, self.words) {
            return Some(self.of_place(name));
        }
        let whole = is_organ(name) || is_company(name);
        // 文通运输局 may be the applicant, misread.
        let misread = whole && self.is_like_own(name);
        whole.then_some(if misread { Whose::Unclear } else { Whose::Anothers })
    }

    /// The applicant's by its field; and by its place?
    fn of_place(&self, name: &str) -> Whose {
        match (county(name), &self.county) {
            (None, _) | (Some(_), County::Unnamed) => Whose::Ours,
            (Some(named), County::Only(own) | County::Mostly(own)) if named == *own => Whose::Ours,
            (Some(named), County::Only(own)) if !shares_a_character(&named, own) => Whose::Anothers,
            (Some(_), County::Only(_) | County::Mostly(_) | County::Split) => Whose::Unclear,
        }
    }

    /// Whether a name is near enough to one of the applicant's to be a misreading of it.
    fn is_like_own(&self, name: &str) -> bool {
        !self.names.is_empty() && !is_anothers(name, &self.names)
    }
}

fn names(bodies: Vec<seal_owner::Body>) -> Vec<String> {
    bodies.into_iter().map(|body| body.name).collect()
}

/// The bodies that sign a paper or stand in its red header.
pub(super) fn signed_by(filed: &Filed) -> Vec<String> {
    filed
        .evidence
        .facts
        .document()
        .map(seal_owner::bodies)
        .unwrap_or_default()
        .iter()
        .map(|body| bare(&body.name).to_owned())
        .collect()
}

/// A name without what a stamp or a clerk puts behind it: …局(盖章), …局文件.
fn bare(name: &str) -> &str {
    name.split('(').next().unwrap_or_default().trim_end_matches("文件")
}

fn is_own(name: &str, words: &IssuedWords) -> bool {
    is_organ(name)
        && !is_company(name)
        && !any_matches(&words.upper_issuers, name)
        && (words.own_issuers.is_empty() || any_matches(&words.own_issuers, name))
}

/// The county that a body's name begins with: 云泽市青岚县交通运输局 → 青岚县; a city's where it names none below.
fn county(name: &str) -> Option<String> {
    let mut found: Option<String> = None;
    let mut unit = String::new();
    for c in name.chars() {
        unit.push(c);
        if !COUNTY_ENDINGS.contains(&c) && !UPPER_ENDINGS.contains(&c) {
            continue;
        }
        match unit.chars().count() {
            // 市 in 市场 and 区 in 城区 follow no place.
            0..=2 => {}
            length if length <= LONGEST_COUNTY || unit.contains(AUTONOMOUS) => found = Some(unit.clone()),
            // 区 in 交通运输综合服务区.
            _ => break,
        }
        unit.clear();
    }
    found
}

/// The county that most papers name.
fn most_named(mut votes: BTreeMap<String, usize>) -> County {
    if votes.keys().any(|place| place.ends_with(COUNTY_ENDINGS)) {
        votes.retain(|place, _| place.ends_with(COUNTY_ENDINGS));
    }
    let all: usize = votes.values().sum();
    let single = votes.len() == 1;
    match votes.into_iter().max_by_key(|(_, count)| *count) {
        None => County::Unnamed,
        Some((place, _)) if single => County::Only(place),
        Some((place, count)) if count * 2 > all => County::Mostly(place),
        Some(_) => County::Split,
    }
}

fn shares_a_character(one: &str, other: &str) -> bool {
    let ending = |c: &char| COUNTY_ENDINGS.contains(c) || UPPER_ENDINGS.contains(c);
    one.chars().filter(|c| !ending(c)).any(|c| other.contains(c))
}

/// How organs of the administration are called: their papers, unlike a company's, are issued in the sense of the clause.
const ORGANS: [&str; 17] = [
    "局",
    "委",
    "委员会",
    "府",
    "办公室",
    "办",
    "队",
    "中心",
    "小组",
    "专班",
    "站",
    "处",
    "所",
    "指挥部",
    "厅",
    "部",
    "院",
];

/// Whether a name is that of an organ; “…局(盖章)” and “…局文件” are.
pub(super) fn is_organ(name: &str) -> bool {
    let bare = bare(name);
    ORGANS.iter().any(|organ| bare.ends_with(organ))
}

fn is_company(name: &str) -> bool {
    COMPANY_ENDINGS.iter().any(|ending| name.ends_with(ending))
}
