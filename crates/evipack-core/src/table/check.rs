//! Everything in a table that has to agree with something else in it.
//!
//! Enters: [`Raw`]. Leaves: the parts of a valid table, or every disagreement at once. A table is data that decides over
//! points, so it proves itself: sums add up, references lead somewhere, every rule has an effect, and every pattern is
//! run against the names that its author promised it would match and would not.

use super::fault::{At, Faults};
use super::model::{Category, Clause, ClauseOf, Deduction, Effect, IssuedWords, Item, Per, RuleEffect, Treated};
use super::raw::{Raw, RawClause, RawDeduction, RawEffect, RawItem, RawNames};
use super::section::Placed;
use super::{Inner, ItemId, Pattern};
use crate::points::Points;
use crate::rule_code::RuleCode;
use std::collections::{BTreeMap, BTreeSet};

/// Compares everything with everything; the result is a valid table only if `faults` stayed empty.
pub(super) fn check(raw: Raw, faults: &mut Faults) -> Inner {
    check_sums(&raw, faults);
    check_ids(&raw, faults);
    check_references(&raw, faults);
    check_dates(&raw, faults);
    check_evidence(&raw, faults);
    check_deductions(&raw, faults);
    check_clauses(&raw, faults);
    check_names(&raw, faults);
    check_issued(&raw, faults);
    let effects = effects(&raw, faults);
    build(raw, effects)
}

fn check_sums(raw: &Raw, faults: &mut Faults) {
    for item in &raw.items {
        let form = item.form.as_ref().map(|form| form.value.full());
        compare(&format!("指标 {} 满分", item.id.value), &item.full, "计分方式合计", form, faults);
    }
    for category in &raw.categories {
        let number = category.number.value;
        let sum = raw.items.iter().filter(|item| item.id.value.category() == number).map(|item| item.full.value).sum();
        compare(&format!("类别 {number} 满分"), &category.full, "各指标合计", sum, faults);
    }
    let sum = raw.categories.iter().map(|category| category.full.value).sum();
    compare("总分", &raw.full, "各类别合计", sum, faults);
    let sum = raw.items.iter().filter(|item| item.id.value.is_bonus()).map(|item| item.full.value).sum();
    compare("加分总分", &raw.bonus_full, "各加分项合计", sum, faults);
}

/// Says so where a number as written is not the sum; where either is unknown there is another fault already.
fn compare(what: &str, written: &Placed<Option<Points>>, of: &str, sum: Option<Points>, faults: &mut Faults) {
    if let (Some(points), Some(sum)) = (written.value, sum)
        && points != sum
    {
        faults.add(written.at, format!("{what}写作 {points}，{of} {sum}"));
    }
}

fn check_ids(raw: &Raw, faults: &mut Faults) {
    if raw.items.is_empty() {
        faults.add(raw.at, "指标表里没有任何指标");
    }
    let numbers = raw.categories.iter().map(|c| (c.number.at, c.number.value)).filter(|(_, number)| *number > 0);
    check_contiguous(numbers.collect(), "类别", |number| number.to_string(), faults);
    let mut groups: BTreeMap<u32, Vec<(At, u32)>> = BTreeMap::new();
    for item in &raw.items {
        groups.entry(item.id.value.category()).or_default().push((item.id.at, item.id.value.ordinal()));
    }
    for (category, ordinals) in groups {
        let label = |ordinal| match category {
            0 => ItemId::bonus(ordinal).to_string(),
            _ => ItemId::indicator(category, ordinal).to_string(),
        };
        if category > 0 && !raw.categories.iter().any(|c| c.number.value == category) {
            faults.add(ordinals[0].0, format!("指标 {} 所属的类别 {category} 不存在", label(ordinals[0].1)));
        }
        check_contiguous(ordinals, "指标", label, faults);
    }
    let ordinals = raw.deductions.iter().map(|d| (d.id.at, d.ordinal)).filter(|(_, ordinal)| *ordinal > 0);
    check_contiguous(ordinals.collect(), "扣分项", |ordinal| format!("D{ordinal}"), faults);
}

/// Numbers run from 1 without a gap and none stands twice. Of a gap only the first is reported.
fn check_contiguous(mut found: Vec<(At, u32)>, what: &str, label: impl Fn(u32) -> String, faults: &mut Faults) {
    // A stable sort: of two that are the same, the later one in the file is the doubled one.
    found.sort_by_key(|(_, number)| *number);
    let mut expected = 1;
    for (at, number) in found {
        if number + 1 == expected {
            faults.add(at, format!("{what} {} 重复", label(number)));
        } else if number != expected {
            faults.add(at, format!("{what}编号不连续：应有 {}，却是 {}", label(expected), label(number)));
            return;
        } else {
            expected = number + 1;
        }
    }
}

fn check_references(raw: &Raw, faults: &mut Faults) {
    let ids: BTreeSet<ItemId> = raw.items.iter().map(|item| item.id.value).collect();
    for item in &raw.items {
        for (key, list) in [("depends_on", &item.depends_on), ("excludes", &item.excludes)] {
            for other in list {
                let (own, other, at) = (item.id.value, other.value, other.at);
                if own == other {
                    faults.add(at, format!("指标 {own} 的“{key}”指向自己"));
                } else if !ids.contains(&other) {
                    faults.add(at, format!("指标 {own} 的“{key}”指向不存在的 {other}"));
                }
            }
        }
    }
}

fn check_dates(raw: &Raw, faults: &mut Faults) {
    let Ok(year) = raw.edition.parse::<i16>() else { return };
    for item in &raw.items {
        for deadline in &item.deadline {
            if deadline.value.date.year() != year {
                let message = format!("指标 {} 的时限 {} 不在 {year} 年内", item.id.value, deadline.value.date);
                faults.add(deadline.at, message);
            }
        }
        let Some(period) = &item.period else { continue };
        let (from, to) = (period.value.from, period.value.to);
        if from > to {
            faults.add(period.at, format!("指标 {} 的时段从 {from} 到 {to}，前后颠倒", item.id.value));
        } else if from.year() != year || to.year() != year {
            faults.add(period.at, format!("指标 {} 的时段 {from} 至 {to} 不在 {year} 年内", item.id.value));
        }
    }
}

fn check_evidence(raw: &Raw, faults: &mut Faults) {
    for item in &raw.items {
        let mut seen = BTreeSet::new();
        for evidence in &item.evidence {
            if !seen.insert(evidence.value.id.as_str()) {
                let message = format!("指标 {} 的材料编号“{}”重复", item.id.value, evidence.value.id);
                faults.add(evidence.at, message);
            }
        }
    }
}

fn check_deductions(raw: &Raw, faults: &mut Faults) {
    for deduction in &raw.deductions {
        let costs = deduction.points.value > Points::ZERO;
        let id = &deduction.id.value;
        match deduction.effect {
            Some(Effect::Deduct) if !costs => {
                faults.add(deduction.id.at, format!("扣分项 {id} 没有写明扣几分（points）"));
            }
            Some(effect) if effect != Effect::Deduct && costs => {
                let message = format!("扣分项 {id} 的效果是 {}，不应有分数", effect.as_str());
                faults.add(deduction.points.at, message);
            }
            _ => {}
        }
    }
}

fn effects(raw: &Raw, faults: &mut Faults) -> Vec<(RuleCode, RuleEffect)> {
    raw.effects.iter().filter_map(|effect| Some((effect.rule, rule_effect(raw, effect, faults)?))).collect()
}

fn rule_effect(raw: &Raw, written: &RawEffect, faults: &mut Faults) -> Option<RuleEffect> {
    let (rule, effect) = (written.rule, written.effect?);
    let mut behind = Vec::new();
    for id in &written.deductions {
        match raw.deductions.iter().find(|deduction| deduction.id.value == id.value) {
            Some(deduction) => behind.push(deduction),
            None => faults.add(id.at, format!("规则 {rule} 指向不存在的扣分项 {}", id.value)),
        }
    }
    // Points and "once" stand at the deduction alone: one truth.
    let realised = behind.iter().find(|deduction| deduction.effect == Some(effect));
    let costs = matches!(effect, Effect::Disqualify | Effect::Zero | Effect::Deduct);
    if costs && realised.is_none() && !rule.judges_item_condition() {
        let message = format!("规则 {rule} 的效果是 {}，却没有效果相同的扣分项作依据", effect.as_str());
        faults.add(written.at, message);
    }
    let clause = written.clause.clone().or_else(|| {
        let clauses: Vec<&str> = behind.iter().map(|deduction| deduction.clause.as_str()).collect();
        (!clauses.is_empty()).then(|| clauses.join("、"))
    });
    let Some(clause) = clause else {
        faults.add(written.at, format!("规则 {rule} 没有写明依据（deductions 或 clause）"));
        return None;
    };
    let deducts = realised.filter(|_| effect == Effect::Deduct);
    Some(RuleEffect {
        clause,
        effect,
        points: deducts.map_or(Points::ZERO, |deduction| deduction.points.value),
        once: deducts.is_some_and(|deduction| deduction.per == Some(Per::Package)),
    })
}

fn check_clauses(raw: &Raw, faults: &mut Faults) {
    let mut covered: BTreeSet<&ClauseOf> = BTreeSet::new();
    for clause in &raw.clauses {
        if let Some(of) = &clause.of {
            covered.insert(of);
            let exists = match of {
                ClauseOf::Body | ClauseOf::Letter => true,
                ClauseOf::Item(id) => raw.items.iter().any(|item| item.id.value == *id),
                ClauseOf::Deduction(ordinal) => raw.deductions.iter().any(|d| d.ordinal == *ordinal),
            };
            if !exists {
                faults.add(clause.at, "条款所属的指标或扣分项不存在");
            }
        }
        if clause.treated == Some(Treated::Rule) && clause.rules.is_empty() {
            faults.add(clause.at, "条款写作由规则检查，却没有写明规则");
        }
        for rule in &clause.rules {
            if clause.treated == Some(Treated::Rule) && !rule.value.checked_now() {
                faults.add(rule.at, format!("规则 {} 本版本尚不检查，条款应写作 data", rule.value));
            }
        }
    }
    for item in &raw.items {
        if !covered.contains(&ClauseOf::Item(item.id.value)) {
            faults.add(item.id.at, format!("指标 {} 没有任何条款（clause）", item.id.value));
        }
    }
    for deduction in &raw.deductions {
        if !covered.contains(&ClauseOf::Deduction(deduction.ordinal)) {
            faults.add(deduction.id.at, format!("扣分项 {} 没有任何条款（clause）", deduction.id.value));
        }
    }
}

/// Who owns a set of patterns, for messages.
struct Owner<'r> {
    label: String,
    at: At,
    names: &'r RawNames,
    /// Sets of the same level, and items for everyone: a name must lead to one of them only.
    level: Level,
}

#[derive(Clone, Copy, PartialEq)]
enum Level {
    Package,
    Category,
    Item,
}

fn check_names(raw: &Raw, faults: &mut Faults) {
    let mut owners = vec![
        Owner { label: "整体材料".into(), at: raw.at, names: &raw.package_documents, level: Level::Package },
        Owner { label: "加分项".into(), at: raw.bonus_full.at, names: &raw.bonus_names, level: Level::Category },
    ];
    owners.extend(raw.categories.iter().map(|category| Owner {
        label: format!("类别 {}", category.number.value),
        at: category.number.at,
        names: &category.names,
        level: Level::Category,
    }));
    owners.extend(raw.items.iter().map(|item| Owner {
        label: format!("指标 {}", item.id.value),
        at: item.id.at,
        names: &item.names,
        level: Level::Item,
    }));
    for owner in &owners {
        check_own_names(owner, faults);
        for example in &owner.names.examples {
            check_unambiguous(owner, example, &owners, faults);
        }
    }
}

fn check_own_names(owner: &Owner<'_>, faults: &mut Faults) {
    let (label, names) = (&owner.label, owner.names);
    if !names.complete {
        return;
    }
    if names.patterns.is_empty() || names.examples.is_empty() {
        faults.add(owner.at, format!("{label} 的名称模式没有 patterns 或没有 examples"));
        return;
    }
    let matches = |name: &str| names.patterns.iter().any(|pattern| pattern.value.matches(name));
    for example in names.examples.iter().filter(|example| !matches(&example.value)) {
        faults.add(example.at, format!("{label} 的例子“{}”不符合它自己的任何模式", example.value));
    }
    for example in names.counter_examples.iter().filter(|example| matches(&example.value)) {
        faults.add(example.at, format!("{label} 的反例“{}”却符合它的模式", example.value));
    }
    for pattern in &names.patterns {
        if !names.examples.iter().any(|example| pattern.value.matches(&example.value)) {
            faults.add(pattern.at, format!("{label} 的模式“{}”没有任何例子用到", pattern.value.source()));
        }
    }
}

fn check_unambiguous(owner: &Owner<'_>, example: &Placed<String>, owners: &[Owner<'_>], faults: &mut Faults) {
    let others = owners.iter().filter(|other| {
        !std::ptr::eq(*other, owner)
            && (other.level == owner.level || other.level == Level::Item || owner.level == Level::Package)
    });
    let also: Vec<&str> = others
        .filter(|other| other.names.patterns.iter().any(|pattern| pattern.value.matches(&example.value)))
        .map(|other| other.label.as_str())
        .collect();
    if !also.is_empty() {
        let message = format!("{} 的例子“{}”也符合 {} 的模式，归属不明", owner.label, example.value, also.join("、"));
        faults.add(example.at, message);
    }
}

fn check_issued(raw: &Raw, faults: &mut Faults) {
    let words = issued_words(raw);
    for example in raw.issued.examples.iter().filter(|example| !words.names_issued(&example.value)) {
        faults.add(example.at, format!("出台文件的例子“{}”没有被认作出台文件", example.value));
    }
    for example in raw.issued.counter_examples.iter().filter(|example| words.names_issued(&example.value)) {
        faults.add(example.at, format!("出台文件的反例“{}”却被认作出台文件", example.value));
    }
}

fn issued_words(raw: &Raw) -> IssuedWords {
    IssuedWords {
        genres: plain(&raw.issued.genres),
        not_issued: plain(&raw.issued.not_issued),
        upper_issuers: plain(&raw.issued.upper_issuers),
        upper_agency_codes: plain(&raw.issued.upper_agency_codes),
        own_issuers: plain(&raw.issued.own_issuers),
        own_agency_codes: plain(&raw.issued.own_agency_codes),
    }
}

fn plain(patterns: &[Placed<Pattern>]) -> Vec<Pattern> {
    patterns.iter().map(|pattern| pattern.value.clone()).collect()
}

fn build(raw: Raw, effects: Vec<(RuleCode, RuleEffect)>) -> Inner {
    let issued = issued_words(&raw);
    let mut categories: Vec<Category> = raw
        .categories
        .iter()
        .map(|category| Category {
            number: category.number.value,
            title: category.title.clone(),
            patterns: plain(&category.names.patterns),
            full: category.full.value.unwrap_or_default(),
        })
        .collect();
    categories.sort_by_key(|category| category.number);
    let mut items: Vec<Item> = raw.items.into_iter().filter_map(build_item).collect();
    items.sort_by_key(|item| item.id);
    let deductions = build_deductions(raw.deductions, &raw.effects);
    let clauses = build_clauses(raw.clauses);
    Inner {
        id: raw.id.value,
        title: raw.title,
        edition: raw.edition,
        source: raw.source,
        issuer: raw.issuer,
        full: raw.full.value.unwrap_or_default(),
        bonus_full: raw.bonus_full.value.unwrap_or_default(),
        bonus_patterns: plain(&raw.bonus_names.patterns),
        package_documents: plain(&raw.package_documents.patterns),
        issued,
        categories,
        items,
        deductions,
        effects,
        clauses,
    }
}

fn build_deductions(raw: Vec<RawDeduction>, effects: &[RawEffect]) -> Vec<Deduction> {
    let build = |deduction: RawDeduction| {
        let names_it = |e: &&RawEffect| e.deductions.iter().any(|d| d.value == deduction.id.value);
        Some(Deduction {
            rules: effects.iter().filter(names_it).map(|effect| effect.rule).collect(),
            id: deduction.id.value.clone(),
            ordinal: deduction.ordinal,
            title: deduction.title,
            summary: deduction.summary,
            clause: deduction.clause,
            effect: deduction.effect?,
            points: deduction.points.value,
            per: deduction.per?,
            declared: deduction.declared,
        })
    };
    let mut deductions: Vec<Deduction> = raw.into_iter().filter_map(build).collect();
    deductions.sort_by_key(|deduction| deduction.ordinal);
    deductions
}

fn build_clauses(raw: Vec<RawClause>) -> Vec<Clause> {
    let build = |clause: RawClause| {
        Some(Clause {
            of: clause.of?,
            reference: clause.reference,
            says: clause.says,
            treated: clause.treated?,
            rules: clause.rules.into_iter().map(|rule| rule.value).collect(),
            note: clause.note,
        })
    };
    let mut clauses: Vec<Clause> = raw.into_iter().filter_map(build).collect();
    // Stable: within its part a clause keeps the place it has in the file.
    clauses.sort_by(|a, b| a.of.cmp(&b.of));
    clauses
}

fn build_item(raw: RawItem) -> Option<Item> {
    let id = raw.id.value;
    Some(Item {
        id,
        category: id.category(),
        ordinal: id.ordinal(),
        bonus: id.is_bonus(),
        title: raw.title,
        summary: raw.summary,
        clause: raw.clause,
        full: raw.full.value.unwrap_or_default(),
        form: raw.form?.value,
        patterns: plain(&raw.names.patterns),
        evidence: raw.evidence.into_iter().map(|evidence| evidence.value).collect(),
        period: raw.period?.value,
        deadline: raw.deadline.into_iter().map(|deadline| deadline.value).collect(),
        publication: raw.publication,
        depends_on: raw.depends_on.into_iter().map(|other| other.value).collect(),
        excludes: raw.excludes.into_iter().map(|other| other.value).collect(),
        units: raw.units,
    })
}
