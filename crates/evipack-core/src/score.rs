//! Defects to verdicts.
//!
//! Enters: the defects of a case and the table. Leaves: [`Finding`]s with what each costs, one [`Verdict`] for each item,
//! and the totals. What a defect costs is the table's business: the same rule may zero in one county and be a note in the
//! next. Best: every review turns out fine; worst: none does. All in hundredths of a point.

use crate::case::{Case, Certainty, Defect, RELATED_MOST};
use crate::facts::Legibility;
use crate::place::Place;
use crate::points::Points;
use crate::report::{AtStake, Finding, Outcome, Summary, Verdict};
use crate::rule_code::RuleCode;
use crate::table::{Effect, Item, ItemId};
use std::collections::{BTreeMap, BTreeSet};

/// The scored package.
#[derive(Debug)]
pub struct Score {
    /// The totals.
    pub summary: Summary,
    /// What became of each item, in table order.
    pub verdicts: Vec<Verdict>,
    /// The defects with their prices, by path.
    pub findings: Vec<Finding>,
}

/// Scores a case.
pub fn score(case: &Case<'_>, defects: Vec<Defect>) -> Score {
    let mut ids = Ids::new(case);
    let findings: Vec<Finding> = defects.into_iter().map(|defect| finding(case, defect, &mut ids)).collect();
    let verdicts: Vec<Verdict> = case.table.items().iter().map(|item| verdict(case, item, &findings)).collect();
    let summary = summarise(case, &verdicts, &findings);
    Score { summary, verdicts, findings }
}

/// Puts the table's price on a defect.
fn finding(case: &Case<'_>, defect: Defect, ids: &mut Ids<'_>) -> Finding {
    let price = case.table.effect(defect.rule);
    // What a doubt puts at stake is the price of the rule whose demand is in doubt.
    let stake_of = |rule: RuleCode| {
        let price = case.table.effect(rule);
        let costs = !matches!(price.effect, Effect::Note | Effect::Review);
        costs.then_some(AtStake { effect: price.effect, points: price.points })
    };
    let (effect, at_stake) = match defect.certainty {
        Certainty::Certain => (price.effect, None),
        Certainty::Doubtful => (Effect::Review, stake_of(defect.rule)),
        Certainty::DoubtfulFor(rule) => (Effect::Review, stake_of(rule)),
        Certainty::Unchecked => (Effect::Review, None),
        Certainty::Remark => (Effect::Note, None),
    };
    let clause = match defect.certainty {
        Certainty::DoubtfulFor(rule) if at_stake.is_some() => {
            both_clauses(&price.clause, &case.table.effect(rule).clause)
        }
        _ => price.clause.clone(),
    };
    Finding {
        id: ids.next(&defect),
        rule: defect.rule,
        clause,
        effect,
        points: if effect == Effect::Deduct { price.points } else { Points::ZERO },
        at_stake,
        indicator: defect.item,
        path: defect.path,
        related_more: defect.related_more + defect.related.len().saturating_sub(RELATED_MOST),
        related: {
            let mut related = defect.related;
            related.truncate(RELATED_MOST);
            related
        },
        page: defect.page,
        // To a ten-thousandth, as in the facts: no machine's last bit decides whether two reports are the same.
        region: defect.region.map(|region| region.map(|part| (part * 1e4).round() / 1e4)),
        message: defect.message,
        observed: defect.observed,
        expected: defect.expected,
        hint: defect.hint,
        confidence: match defect.certainty {
            Certainty::Certain | Certainty::Remark => 1.0,
            // Nothing was measured: the honest middle between there and not there.
            Certainty::Doubtful | Certainty::DoubtfulFor(_) | Certainty::Unchecked => 0.5,
        },
        waived: None,
    }
}

/// The clause of a rule, and that of the rule whose effect is at stake, each once.
fn both_clauses(own: &str, at_stake: &str) -> String {
    if own.split('、').any(|clause| clause == at_stake) { own.to_owned() } else { format!("{own}、{at_stake}") }
}

/// Stable identifiers: the rule and the content of the file (the path, where there is no content), so that the same defect
/// on the same content has the same id in the next run, even after a rename.
struct Ids<'a> {
    content: BTreeMap<&'a str, &'a str>,
    /// Contents that the package holds more than once.
    copied: BTreeSet<&'a str>,
    given: BTreeMap<String, u32>,
}

impl<'a> Ids<'a> {
    fn new(case: &Case<'a>) -> Self {
        let content = case
            .files
            .iter()
            .filter(|filed| filed.evidence.size > 0 && !filed.evidence.sha256.is_empty())
            .map(|filed| (filed.evidence.path.as_str(), filed.evidence.sha256.as_str()))
            .collect();
        let content: BTreeMap<&'a str, &'a str> = content;
        let mut seen = BTreeSet::new();
        let copied = content.values().copied().filter(|content| !seen.insert(*content)).collect();
        Self { content, copied, given: BTreeMap::new() }
    }

    fn next(&mut self, defect: &Defect) -> String {
        /// Hexadecimal digits of an id: 64 bits, no collision to be expected among millions of findings.
        const DIGITS: usize = 16;
        let content = self.content.get(defect.path.as_str()).copied();
        // Copies of one content are told apart by where they lie, so that removing one leaves the others' ids alone.
        let subject = match content {
            Some(content) if !self.copied.contains(content) => content.to_owned(),
            _ => format!("{}\n{}", content.unwrap_or_default(), defect.path),
        };
        let page = defect.page.unwrap_or(0);
        let mut id = crate::digest::sha256_hex(format!("{}\n{subject}\n{page}", defect.rule.as_str()).as_bytes());
        id.truncate(DIGITS);
        // Two defects of one rule on one file or folder: told apart by their order.
        let count = self.given.entry(id.clone()).and_modify(|count| *count += 1).or_insert(1);
        if *count > 1 { format!("{id}-{count}") } else { id }
    }
}

/// What the findings leave of one item.
fn verdict(case: &Case<'_>, item: &Item, findings: &[Finding]) -> Verdict {
    let own: Vec<&Finding> = findings.iter().filter(|finding| finding.indicator.as_ref() == Some(&item.id)).collect();
    let with_effect = |effect: Effect| -> Vec<String> {
        own.iter().filter(|finding| finding.effect == effect).map(|finding| finding.id.clone()).collect()
    };
    // What the table takes once from the whole package is no loss of this item.
    let of_item = |finding: &&&Finding| !case.table.effect(finding.rule).once;
    let lost: Points = own.iter().filter(of_item).filter(|f| f.effect == Effect::Deduct).map(|f| f.points).sum();
    let at_stake: Points = own
        .iter()
        .filter(of_item)
        .filter_map(|f| f.at_stake)
        .filter(|s| s.effect == Effect::Deduct)
        .map(|s| s.points)
        .sum();
    let zero_at_stake = own.iter().any(|f| f.at_stake.is_some_and(|stake| stake.effect != Effect::Deduct));
    let strayed = doubtful_zeros(case, &item.id, findings);
    let best = item.full.minus(lost);
    let (zeroed, reviews) = (with_effect(Effect::Zero), with_effect(Effect::Review));
    let (outcome, best, worst, because) = if zeroed.is_empty() {
        match evidence_for(case, &item.id) {
            Evidence::None => (Outcome::NoEvidence, Points::ZERO, Points::ZERO, illegible_in(case, &item.id, findings)),
            Evidence::Perhaps => (Outcome::NeedsReview, best, Points::ZERO, doubtful_places(case, &item.id, findings)),
            // What may cost a zero lies in a file that may belong here.
            Evidence::Some if !strayed.is_empty() => {
                (Outcome::NeedsReview, best, Points::ZERO, [reviews, strayed].concat())
            }
            Evidence::Some if !reviews.is_empty() => {
                let worst = if zero_at_stake { Points::ZERO } else { best.minus(at_stake) };
                (Outcome::NeedsReview, best, worst, reviews)
            }
            Evidence::Some if lost > Points::ZERO => (Outcome::Reduced, best, best, with_effect(Effect::Deduct)),
            Evidence::Some => (Outcome::Kept, best, best, Vec::new()),
        }
    } else {
        (Outcome::Zeroed, Points::ZERO, Points::ZERO, zeroed)
    };
    Verdict {
        id: item.id,
        title: item.title.clone(),
        bonus: item.bonus,
        full: item.full,
        best,
        worst,
        outcome,
        because,
    }
}

/// Whether there is material for an item at all.
enum Evidence {
    None,
    /// Only files of which nobody knows whether they are meant for this item.
    Perhaps,
    Some,
}

fn evidence_for(case: &Case<'_>, item: &ItemId) -> Evidence {
    let mut perhaps = false;
    for filed in case.files.iter().filter(|filed| filed.is_material()) {
        if matches!(filed.evidence.legibility, Legibility::Illegible(_)) {
            continue;
        }
        match &filed.place {
            Place::Filed { item: own, .. } if own == item => return Evidence::Some,
            Place::Ambiguous { candidates, .. } if candidates.contains(item) => perhaps = true,
            _ => {}
        }
    }
    if perhaps { Evidence::Perhaps } else { Evidence::None }
}

/// Why an item has no evidence although files lie there: none of them can be opened.
fn illegible_in(case: &Case<'_>, item: &ItemId, findings: &[Finding]) -> Vec<String> {
    ids_of_files(case, findings, |place| place.item() == Some(item))
}

/// The reviews on files that may be meant for an item.
fn doubtful_places(case: &Case<'_>, item: &ItemId, findings: &[Finding]) -> Vec<String> {
    ids_of_files(
        case,
        findings,
        |place| matches!(place, Place::Ambiguous { candidates, .. } if candidates.contains(item)),
    )
}

/// The reviews with a zero at stake on files that may be meant for an item.
fn doubtful_zeros(case: &Case<'_>, item: &ItemId, findings: &[Finding]) -> Vec<String> {
    let doubtful: BTreeSet<String> = doubtful_places(case, item, findings).into_iter().collect();
    findings
        .iter()
        .filter(|finding| finding.at_stake.is_some_and(|stake| stake.effect == Effect::Zero))
        .filter(|finding| doubtful.contains(&finding.id))
        .map(|finding| finding.id.clone())
        .collect()
}

fn ids_of_files(case: &Case<'_>, findings: &[Finding], wanted: impl Fn(&Place) -> bool) -> Vec<String> {
    let paths: BTreeSet<&str> = case
        .files
        .iter()
        .filter(|filed| filed.is_material() && wanted(&filed.place))
        .map(|filed| filed.evidence.path.as_str())
        .collect();
    findings
        .iter()
        .filter(|finding| finding.effect != Effect::Note && paths.contains(finding.path.as_str()))
        .map(|finding| finding.id.clone())
        .collect()
}

/// The totals. Bonus points are summed apart: `best` and `worst` are out of `full`.
fn summarise(case: &Case<'_>, verdicts: &[Verdict], findings: &[Finding]) -> Summary {
    let sum = |bonus: bool, points: fn(&Verdict) -> Points| -> Points {
        verdicts.iter().filter(|verdict| verdict.bonus == bonus).map(points).sum()
    };
    let ids = |outcome: Outcome| -> Vec<ItemId> {
        verdicts.iter().filter(|v| !v.bonus && v.outcome == outcome).map(|v| v.id).collect()
    };
    let bonus_ids = |outcome: Outcome| -> Vec<ItemId> {
        verdicts.iter().filter(|v| v.bonus && v.outcome == outcome).map(|v| v.id).collect()
    };
    let (deducted, at_stake) = package_deductions(case, findings);
    let disqualified = findings.iter().any(|f| f.effect == Effect::Disqualify);
    let perhaps_disqualified =
        disqualified || findings.iter().any(|f| f.at_stake.is_some_and(|s| s.effect == Effect::Disqualify));
    let unless = |lost: bool, points: Points| if lost { Points::ZERO } else { points };
    let with_bonus = |outcome: Outcome| [ids(outcome), bonus_ids(outcome)].concat();
    Summary {
        full: case.table.full(),
        bonus_full: case.table.bonus_full(),
        best: unless(disqualified, sum(false, |v| v.best).minus(deducted)),
        worst: unless(perhaps_disqualified, sum(false, |v| v.worst).minus(deducted + at_stake)),
        bonus_best: unless(disqualified, sum(true, |v| v.best)),
        bonus_worst: unless(perhaps_disqualified, sum(true, |v| v.worst)),
        deducted,
        disqualified,
        zeroed: with_bonus(Outcome::Zeroed),
        reduced: with_bonus(Outcome::Reduced),
        needs_review: with_bonus(Outcome::NeedsReview),
        // Nobody has to claim a bonus item: one without material is no gap.
        no_evidence: ids(Outcome::NoEvidence),
    }
}

/// Deductions from the package as a whole: what is lost, and what more is at stake. A clause that the table takes once
/// costs once however many rules and files call on it.
fn package_deductions(case: &Case<'_>, findings: &[Finding]) -> (Points, Points) {
    let mut lost = Points::ZERO;
    let mut at_stake = Points::ZERO;
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    let once = |finding: &Finding| case.table.effect(finding.rule).once;
    let package_wide = || findings.iter().filter(|finding| finding.indicator.is_none() || once(finding));
    for finding in package_wide().filter(|finding| finding.effect == Effect::Deduct) {
        if !once(finding) || taken.insert(&finding.clause) {
            lost = lost + finding.points;
        }
    }
    for finding in package_wide() {
        let Some(stake) = finding.at_stake.filter(|stake| stake.effect == Effect::Deduct) else { continue };
        if !once(finding) || taken.insert(&finding.clause) {
            at_stake = at_stake + stake.points;
        }
    }
    (lost, at_stake)
}
