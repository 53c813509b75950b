//! A table as written: every key known and of the right sort, nothing compared with anything else yet.
//!
//! Enters: the merged tree. Leaves: [`Raw`], in which everything that [`super::check`] will compare knows its place. The
//! lists of keys and words at the head of each function are the format of a table.

use super::fault::{At, Faults};
use super::model::{
    ClauseOf, Deadline, Effect, Every, EvidenceSpec, Level, Part, Per, Period, Publication, PublicationPlace, Scoring,
    Treated,
};
use super::node::{Node, Value};
use super::section::{Placed, Section};
use super::{ItemId, Pattern};
use crate::points::Points;
use crate::rule_code::RuleCode;
use jiff::civil::Date;

const TOP_KEYS: [&str; 15] = [
    "id",
    "title",
    "edition",
    "source",
    "issuer",
    "full",
    "bonus",
    "issued",
    "package_documents",
    "category",
    "item",
    "deduction",
    "effect",
    "clause",
    "extends",
];

/// Years an edition may bear: wide enough for any table of this kind, narrow enough to catch a slip.
const YEARS: std::ops::RangeInclusive<i16> = 2015..=2099;
/// Days of a month.
const DAYS: std::ops::RangeInclusive<u32> = 1..=31;
/// Most of anything a table counts (people, categories, deductions).
const SMALL: std::ops::RangeInclusive<u32> = 1..=99;

#[derive(Debug)]
pub(super) struct Raw {
    pub(super) at: At,
    pub(super) id: Placed<String>,
    pub(super) title: String,
    pub(super) edition: String,
    pub(super) source: String,
    pub(super) issuer: String,
    pub(super) full: Placed<Option<Points>>,
    pub(super) bonus_full: Placed<Option<Points>>,
    pub(super) bonus_names: RawNames,
    pub(super) issued: RawIssued,
    pub(super) package_documents: RawNames,
    pub(super) categories: Vec<RawCategory>,
    pub(super) items: Vec<RawItem>,
    pub(super) deductions: Vec<RawDeduction>,
    pub(super) effects: Vec<RawEffect>,
    pub(super) clauses: Vec<RawClause>,
}

/// Patterns with names that they have to match and names that they must not.
#[derive(Debug)]
pub(super) struct RawNames {
    pub(super) patterns: Vec<Placed<Pattern>>,
    pub(super) examples: Vec<Placed<String>>,
    pub(super) counter_examples: Vec<Placed<String>>,
    /// Whether every pattern that was written could be used; if not, the examples prove nothing.
    pub(super) complete: bool,
}

#[derive(Debug)]
pub(super) struct RawIssued {
    pub(super) genres: Vec<Placed<Pattern>>,
    pub(super) not_issued: Vec<Placed<Pattern>>,
    pub(super) upper_issuers: Vec<Placed<Pattern>>,
    pub(super) upper_agency_codes: Vec<Placed<Pattern>>,
    pub(super) own_issuers: Vec<Placed<Pattern>>,
    pub(super) own_agency_codes: Vec<Placed<Pattern>>,
    pub(super) examples: Vec<Placed<String>>,
    pub(super) counter_examples: Vec<Placed<String>>,
}

#[derive(Debug)]
pub(super) struct RawCategory {
    pub(super) number: Placed<u32>,
    pub(super) title: String,
    pub(super) full: Placed<Option<Points>>,
    pub(super) names: RawNames,
}

#[derive(Debug)]
pub(super) struct RawItem {
    pub(super) id: Placed<ItemId>,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) clause: String,
    pub(super) full: Placed<Option<Points>>,
    pub(super) form: Option<Placed<Scoring>>,
    pub(super) names: RawNames,
    pub(super) evidence: Vec<Placed<EvidenceSpec>>,
    pub(super) period: Option<Placed<Period>>,
    pub(super) deadline: Vec<Placed<Deadline>>,
    pub(super) publication: Vec<Publication>,
    pub(super) depends_on: Vec<Placed<ItemId>>,
    pub(super) excludes: Vec<Placed<ItemId>>,
    pub(super) units: Vec<String>,
}

#[derive(Debug)]
pub(super) struct RawDeduction {
    pub(super) id: Placed<String>,
    pub(super) ordinal: u32,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) clause: String,
    pub(super) effect: Option<Effect>,
    pub(super) points: Placed<Points>,
    pub(super) per: Option<Per>,
    pub(super) declared: bool,
}

#[derive(Debug)]
pub(super) struct RawEffect {
    pub(super) at: At,
    pub(super) rule: RuleCode,
    pub(super) effect: Option<Effect>,
    /// The deductions behind it, the principal one first.
    pub(super) deductions: Vec<Placed<String>>,
    /// Where no deduction stands behind it.
    pub(super) clause: Option<String>,
}

#[derive(Debug)]
pub(super) struct RawClause {
    pub(super) at: At,
    pub(super) of: Option<ClauseOf>,
    pub(super) reference: String,
    pub(super) says: String,
    pub(super) treated: Option<Treated>,
    pub(super) rules: Vec<Placed<RuleCode>>,
    pub(super) note: Option<String>,
}

/// Reads the merged tree; what is wrong goes to `faults`.
pub(super) fn read(tree: &Node, faults: &mut Faults) -> Raw {
    let top = Section::open(tree, "指标表", &TOP_KEYS, faults);
    let edition = top.text("edition", faults);
    let year = edition.parse().ok().filter(|year| YEARS.contains(year));
    if year.is_none() && !edition.is_empty() {
        faults.add(top.at_key("edition"), "“edition”应为四位年份，如 \"2026\"");
    }
    // A wrong year must not make every date of the table wrong as well.
    let year = year.unwrap_or(*YEARS.start());
    let bonus = sub_section(&top, "bonus", "加分项", &["full", "names"], faults);
    Raw {
        at: top.at(),
        id: Placed { at: top.at_key("id"), value: top.text("id", faults) },
        title: top.text("title", faults),
        source: top.text("source", faults),
        issuer: top.text("issuer", faults),
        full: Placed { at: top.at_key("full"), value: top.points("full", faults) },
        bonus_full: bonus.as_ref().map_or(Placed { at: top.at(), value: None }, |bonus| Placed {
            at: bonus.at_key("full"),
            value: bonus.points("full", faults),
        }),
        bonus_names: bonus.as_ref().map_or_else(RawNames::none, |bonus| names(bonus, "names", faults)),
        issued: issued(&top, faults),
        package_documents: names(&top, "package_documents", faults),
        categories: top.list("category", faults).iter().map(|node| category(node, faults)).collect(),
        items: top.list("item", faults).iter().filter_map(|node| item(node, year, faults)).collect(),
        deductions: top.list("deduction", faults).iter().map(|node| deduction(node, faults)).collect(),
        effects: effects(&top, faults),
        clauses: top.list("clause", faults).iter().map(|node| clause(node, faults)).collect(),
        edition,
    }
}

impl RawNames {
    fn none() -> Self {
        Self { patterns: Vec::new(), examples: Vec::new(), counter_examples: Vec::new(), complete: false }
    }
}

fn sub_section<'n>(
    parent: &Section<'n>,
    key: &str,
    name: &str,
    keys: &[&str],
    faults: &mut Faults,
) -> Option<Section<'n>> {
    let Some(node) = parent.get(key) else {
        faults.add(parent.at(), format!("缺少“{key}”（{name}）"));
        return None;
    };
    Some(Section::open(node, name, keys, faults))
}

fn names(parent: &Section<'_>, key: &str, faults: &mut Faults) -> RawNames {
    let keys = ["patterns", "examples", "counter_examples"];
    let Some(section) = sub_section(parent, key, "名称模式", &keys, faults) else { return RawNames::none() };
    let patterns = section.patterns("patterns", faults);
    RawNames {
        complete: patterns.len() == section.get("patterns").map_or(0, |node| node.elements().len()),
        patterns,
        examples: section.texts("examples", faults),
        counter_examples: section.texts("counter_examples", faults),
    }
}

fn issued(top: &Section<'_>, faults: &mut Faults) -> RawIssued {
    let keys = [
        "genres",
        "not_issued",
        "upper_issuers",
        "upper_agency_codes",
        "own_issuers",
        "own_agency_codes",
        "examples",
        "counter_examples",
    ];
    let section = sub_section(top, "issued", "出台文件的用词", &keys, faults);
    let patterns = |key: &str, faults: &mut Faults| match &section {
        Some(section) => {
            let patterns = section.patterns(key, faults);
            if section.get(key).is_none_or(|node| node.elements().is_empty()) {
                faults.add(section.at(), format!("出台文件的用词缺少“{key}”"));
            }
            patterns
        }
        None => Vec::new(),
    };
    RawIssued {
        genres: patterns("genres", faults),
        not_issued: patterns("not_issued", faults),
        upper_issuers: patterns("upper_issuers", faults),
        upper_agency_codes: patterns("upper_agency_codes", faults),
        own_issuers: section.as_ref().map_or_else(Vec::new, |s| s.patterns("own_issuers", faults)),
        own_agency_codes: section.as_ref().map_or_else(Vec::new, |s| s.patterns("own_agency_codes", faults)),
        examples: section.as_ref().map_or_else(Vec::new, |s| s.texts("examples", faults)),
        counter_examples: section.as_ref().map_or_else(Vec::new, |s| s.texts("counter_examples", faults)),
    }
}

fn category(node: &Node, faults: &mut Faults) -> RawCategory {
    let section = Section::open(node, "类别", &["number", "title", "full", "names"], faults);
    RawCategory {
        number: Placed { at: section.at_key("number"), value: section.number("number", SMALL, faults) },
        title: section.text("title", faults),
        full: Placed { at: section.at_key("full"), value: section.points("full", faults) },
        names: names(&section, "names", faults),
    }
}

fn item(node: &Node, year: i16, faults: &mut Faults) -> Option<RawItem> {
    let keys = [
        "id",
        "title",
        "summary",
        "clause",
        "full",
        "form",
        "names",
        "evidence",
        "period",
        "deadline",
        "publication",
        "depends_on",
        "excludes",
        "units",
    ];
    let label = node.get("id").and_then(Node::as_text).map_or_else(|| "指标".to_owned(), |id| format!("指标 {id} "));
    let section = Section::open(node, label, &keys, faults);
    let text = section.text("id", faults);
    let id = match text.parse() {
        Ok(value) => Some(Placed { at: section.at_key("id"), value }),
        Err(error) if !text.is_empty() => {
            faults.add(section.at_key("id"), format!("{error}"));
            None
        }
        Err(_) => None,
    };
    let form = section.get("form").and_then(|node| scoring(node, faults).map(|value| Placed { at: node.at, value }));
    if section.get("form").is_none() {
        faults.add(section.at(), format!("指标 {text} 缺少必填项“form”"));
    }
    let period = section.get("period");
    Some(RawItem {
        title: section.text("title", faults),
        summary: section.text("summary", faults),
        clause: section.text("clause", faults),
        full: Placed { at: section.at_key("full"), value: section.points("full", faults) },
        form,
        names: names(&section, "names", faults),
        evidence: section.list("evidence", faults).iter().map(|node| evidence(node, faults)).collect(),
        period: self::period(period, section.at(), year, faults),
        deadline: section.list("deadline", faults).iter().filter_map(|node| deadline(node, year, faults)).collect(),
        publication: section.list("publication", faults).iter().filter_map(|node| publication(node, faults)).collect(),
        depends_on: section.item_ids("depends_on", faults),
        excludes: section.item_ids("excludes", faults),
        units: section.texts("units", faults).into_iter().map(|text| text.value).collect(),
        id: id?,
    })
}

fn scoring(node: &Node, faults: &mut Faults) -> Option<Scoring> {
    let kinds = [
        ("fixed", &["kind", "points"][..]),
        ("per-missing", &["kind", "points", "each", "minimum", "of"]),
        ("per-event", &["kind", "points", "every", "most_each", "most"]),
        ("per-kind", &["kind", "points", "of", "most"]),
        ("levels", &["kind", "levels"]),
        ("parts", &["kind", "parts"]),
    ];
    let every_key = ["kind", "points", "each", "minimum", "of", "every", "most_each", "most", "levels", "parts"];
    let kind = Section::open(node, "计分方式", &every_key, &mut Faults::default()).word(
        "kind",
        &kinds.map(|(word, keys)| (word, (word, keys))),
        faults,
    );
    let (kind, keys) = kind?;
    let section = Section::open(node, format!("计分方式 {kind} "), keys, faults);
    Some(match kind {
        "fixed" => Scoring::Fixed { points: section.points("points", faults)? },
        "per-missing" => Scoring::PerMissing {
            points: section.points("points", faults)?,
            each: section.points("each", faults)?,
            minimum: section.number("minimum", SMALL, faults),
            of: section.text("of", faults),
        },
        "per-event" => Scoring::PerEvent {
            points: section.points("points", faults)?,
            every: section.word("every", &EVERY, faults)?,
            most_each: section.optional_points("most_each", faults),
            most: section.points("most", faults)?,
        },
        "per-kind" => Scoring::PerKind {
            points: section.points("points", faults)?,
            of: section.text("of", faults),
            most: section.points("most", faults)?,
        },
        "levels" => Scoring::Levels(
            named_forms(&section, "levels", "when", faults)
                .into_iter()
                .map(|(when, form)| Level { when, form })
                .collect(),
        ),
        _ => Scoring::Parts(
            named_forms(&section, "parts", "title", faults)
                .into_iter()
                .map(|(title, form)| Part { title, form })
                .collect(),
        ),
    })
}

fn named_forms(section: &Section<'_>, key: &str, name_key: &str, faults: &mut Faults) -> Vec<(String, Scoring)> {
    let list = section.list(key, faults);
    if list.is_empty() {
        faults.add(section.at(), format!("计分方式缺少“{key}”"));
    }
    let mut forms = Vec::new();
    for node in list {
        let part = Section::open(node, "计分的一部分", &[name_key, "form"], faults);
        let name = part.text(name_key, faults);
        match part.get("form") {
            Some(form) => forms.extend(scoring(form, faults).map(|form| (name, form))),
            None => faults.add(part.at(), "计分的一部分缺少“form”"),
        }
    }
    forms
}

const EVERY: [(&str, Every); 4] =
    [("year", Every::Year), ("half", Every::Half), ("quarter", Every::Quarter), ("month", Every::Month)];

fn evidence(node: &Node, faults: &mut Faults) -> Placed<EvidenceSpec> {
    let section = Section::open(node, "材料", &["id", "title", "patterns", "issued", "required", "photo"], faults);
    let value = EvidenceSpec {
        id: section.text("id", faults),
        title: section.text("title", faults),
        patterns: section.patterns("patterns", faults).into_iter().map(|pattern| pattern.value).collect(),
        issued: section.flag("issued", false, faults),
        required: section.flag("required", true, faults),
        photo: section.flag("photo", false, faults),
    };
    Placed { at: section.at_key("id"), value }
}

/// The whole edition year, where an item says nothing of its period.
fn period(node: Option<&Node>, item_at: At, year: i16, faults: &mut Faults) -> Option<Placed<Period>> {
    let (first, last) = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
    let Some(node) = node else {
        let value = Period { from: first, to: last, every: Every::Year, day: None, late_filing: true };
        return Some(Placed { at: item_at, value });
    };
    let section = Section::open(node, "时段", &["from", "to", "every", "day", "late_filing"], faults);
    let mut day_or = |key: &str, default: Date| match section.get(key) {
        Some(node) => date(node, key, year, faults).unwrap_or(default),
        None => default,
    };
    let (from, to) = (day_or("from", first), day_or("to", last));
    let value = Period {
        from,
        to,
        every: section.optional_word("every", &EVERY, faults).unwrap_or(Every::Year),
        day: section.get("day").map(|_| section.number("day", DAYS, faults) as u8),
        late_filing: section.flag("late_filing", true, faults),
    };
    Some(Placed { at: node.at, value })
}

/// `"04-30"` (in the edition's year), `2026-04-30`, or `{ date = …, what = "…" }`.
fn deadline(node: &Node, year: i16, faults: &mut Faults) -> Option<Placed<Deadline>> {
    if !matches!(node.value, Value::Table(_)) {
        let date = date(node, "deadline", year, faults)?;
        return Some(Placed { at: node.at, value: Deadline { date, what: None } });
    }
    let section = Section::open(node, "时限", &["date", "what"], faults);
    let what = section.optional_text("what", faults);
    let Some(date_node) = section.get("date") else {
        faults.add(node.at, "时限缺少“date”");
        return None;
    };
    Some(Placed { at: date_node.at, value: Deadline { date: date(date_node, "date", year, faults)?, what } })
}

fn date(node: &Node, key: &str, year: i16, faults: &mut Faults) -> Option<Date> {
    let date = match &node.value {
        Value::Date(date) => *date,
        Value::Text(text) => text.split_once('-').and_then(|(month, day)| {
            let two_digits = |part: &str| (part.len() == 2).then(|| part.parse::<i8>().ok()).flatten();
            Date::new(year, two_digits(month)?, two_digits(day)?).ok()
        }),
        _ => None,
    };
    if date.is_none() {
        faults.add(node.at, format!("“{key}”应为存在的日期，写作 \"04-30\"（当年）或 2026-04-30"));
    }
    date
}

fn publication(node: &Node, faults: &mut Faults) -> Option<Publication> {
    let section = Section::open(node, "公开要求", &["place", "what", "else_nothing"], faults);
    let places = [
        ("government-site", PublicationPlace::GovernmentSite),
        ("credit-transport-site", PublicationPlace::CreditTransportSite),
        ("city-column", PublicationPlace::CityColumn),
    ];
    let what = section.text("what", faults);
    let else_nothing = section.flag("else_nothing", true, faults);
    Some(Publication { place: section.word("place", &places, faults)?, what, else_nothing })
}

const EFFECTS: [(&str, Effect); 5] = [
    ("disqualify", Effect::Disqualify),
    ("zero", Effect::Zero),
    ("deduct", Effect::Deduct),
    ("review", Effect::Review),
    ("note", Effect::Note),
];

fn deduction(node: &Node, faults: &mut Faults) -> RawDeduction {
    let keys = ["id", "title", "summary", "clause", "effect", "points", "per", "declared"];
    let section = Section::open(node, "扣分项", &keys, faults);
    let id = section.text("id", faults);
    let ordinal = id.strip_prefix('D').and_then(super::item_id::small_number);
    if ordinal.is_none() && !id.is_empty() {
        faults.add(section.at_key("id"), format!("“{id}”不是扣分项编号，应写作 D5"));
    }
    let pers = [("package", Per::Package), ("indicator", Per::Indicator), ("event", Per::Event), ("field", Per::Field)];
    RawDeduction {
        id: Placed { at: section.at_key("id"), value: id },
        ordinal: ordinal.unwrap_or(0),
        title: section.text("title", faults),
        summary: section.text("summary", faults),
        clause: section.text("clause", faults),
        effect: section.word("effect", &EFFECTS, faults),
        points: Placed {
            at: section.at_key("points"),
            value: section.optional_points("points", faults).unwrap_or_default(),
        },
        per: section.word("per", &pers, faults),
        declared: section.flag("declared", false, faults),
    }
}

fn effects(top: &Section<'_>, faults: &mut Faults) -> Vec<RawEffect> {
    let codes: Vec<&str> = RuleCode::ALL.iter().map(|code| code.as_str()).collect();
    let Some(section) = sub_section(top, "effect", "规则效果", &codes, faults) else { return Vec::new() };
    let mut effects = Vec::new();
    for rule in RuleCode::ALL {
        let Some(node) = section.get(rule.as_str()) else {
            faults.add(section.at(), format!("规则 {rule}（{}）没有写明效果", rule.meaning()));
            continue;
        };
        let effect = Section::open(node, format!("规则 {rule} "), &["effect", "deductions", "clause"], faults);
        effects.push(RawEffect {
            at: effect.at(),
            rule: *rule,
            effect: effect.word("effect", &EFFECTS, faults),
            deductions: effect.texts("deductions", faults),
            clause: effect.optional_text("clause", faults),
        });
    }
    effects
}

fn clause(node: &Node, faults: &mut Faults) -> RawClause {
    let section = Section::open(node, "条款", &["of", "ref", "says", "treated", "rules", "note"], faults);
    let treated = [("rule", Treated::Rule), ("data", Treated::Data), ("declared", Treated::Declared)];
    let of = section.text("of", faults);
    let parsed = match of.as_str() {
        "body" => Some(ClauseOf::Body),
        "letter" => Some(ClauseOf::Letter),
        id => match id.strip_prefix('D').and_then(super::item_id::small_number) {
            Some(ordinal) => Some(ClauseOf::Deduction(ordinal)),
            None => id.parse().ok().map(ClauseOf::Item),
        },
    };
    if parsed.is_none() && !of.is_empty() {
        faults.add(section.at_key("of"), format!("“of”不能是“{of}”，应为指标编号、扣分项编号、body 或 letter"));
    }
    RawClause {
        at: section.at_key("of"),
        of: parsed,
        reference: section.text("ref", faults),
        says: section.text("says", faults),
        treated: section.word("treated", &treated, faults),
        rules: section.parsed("rules", faults),
        note: section.optional_text("note", faults),
    }
}
