//! The frozen, numbered report.
//!
//! Enters: the score and what was read. Leaves: one serde-serialisable [`Report`], schema 1: fields may be added; none is
//! renamed, removed or changes meaning without a new schema number. Paths are '/'-separated and relative to the root.

use crate::facts::{Evidence, Facts, Kind, Problem, Region};
use crate::place::{Place, PlaceBasis};
use crate::points::Points;
use crate::rel_path::RelPath;
use crate::rule_code::RuleCode;
use crate::table::{Effect, ItemId, Table};
use serde::{Deserialize, Serialize};

/// The number of the report's shape.
pub const SCHEMA: u32 = 1;

/// What an audit says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Report {
    /// Always [`SCHEMA`].
    pub schema: u32,
    /// Who made it.
    pub tool: Tool,
    /// What it was judged against.
    pub table: TableIdentity,
    /// What was judged.
    pub package: Package,
    /// The day that deadlines and quarters are judged against.
    pub as_of: jiff::civil::Date,
    /// The totals.
    pub summary: Summary,
    /// One verdict for each indicator, then for each bonus item, in table order.
    pub indicators: Vec<Verdict>,
    /// What was found, by path.
    pub findings: Vec<Finding>,
    /// Every file, by path.
    pub files: Vec<FileReport>,
    /// Where the tool could not look.
    pub problems: Vec<Problem>,
    /// The audit was ended before all files were read; left out where it was not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
}

/// Name and version of the tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tool {
    /// `evipack`.
    pub name: String,
    /// Semantic version.
    pub version: String,
}

/// Which table was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TableIdentity {
    /// Its identifier.
    pub id: String,
    /// Its title, in Chinese.
    pub title: String,
    /// Its edition (a year).
    pub edition: String,
    /// The document it comes from.
    pub source: String,
}

impl TableIdentity {
    /// What identifies a table.
    pub fn of(table: &Table) -> Self {
        Self {
            id: table.id().to_owned(),
            title: table.title().to_owned(),
            edition: table.edition().to_owned(),
            source: table.source().to_owned(),
        }
    }
}

/// The audited package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Package {
    /// The root as the caller named it, with '/' between its parts.
    pub root: String,
    /// Number of files.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// How many of them the package's `evipack.toml` leaves out. Left out of the JSON where it is 0.
    #[serde(default, skip_serializing_if = "is_none")]
    pub ignored: u64,
}

/// Whether a count is not worth telling.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// The totals, in points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Summary {
    /// Full score without bonus.
    pub full: Points,
    /// Most bonus points.
    pub bonus_full: Points,
    /// Score, without bonus, if every review turns out fine.
    pub best: Points,
    /// Score, without bonus, if none does.
    pub worst: Points,
    /// Bonus points if every review turns out fine.
    pub bonus_best: Points,
    /// Bonus points if none does.
    pub bonus_worst: Points,
    /// What is taken from the package as a whole, already subtracted from `best` and `worst`.
    pub deducted: Points,
    /// Whether the whole package would be zeroed (deduction 1).
    pub disqualified: bool,
    /// Items that would be zeroed.
    pub zeroed: Vec<ItemId>,
    /// Items that would lose points.
    pub reduced: Vec<ItemId>,
    /// Items that a human must look at.
    pub needs_review: Vec<ItemId>,
    /// Indicators without any material.
    pub no_evidence: Vec<ItemId>,
}

/// What became of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Verdict {
    /// The item.
    pub id: ItemId,
    /// Its short title.
    pub title: String,
    /// Whether it is a bonus item.
    pub bonus: bool,
    /// Most points.
    pub full: Points,
    /// Points if every review turns out fine.
    pub best: Points,
    /// Points if none does.
    pub worst: Points,
    /// In one word.
    pub outcome: Outcome,
    /// The findings that say so, by id.
    pub because: Vec<String>,
}

/// What became of an item, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// Nothing speaks against it.
    Kept,
    /// Loses points.
    Reduced,
    /// Loses all.
    Zeroed,
    /// A human must look.
    NeedsReview,
    /// There is no material for it.
    NoEvidence,
}

/// A defect with its price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// Stable: the same defect on the same content has the same id in the next run.
    pub id: String,
    /// The rule.
    pub rule: RuleCode,
    /// The clause of the table's source.
    pub clause: String,
    /// What it does.
    pub effect: Effect,
    /// What a deduction costs, else 0.
    pub points: Points,
    /// For a review: what it would do if it turns out bad; `null` where nothing is at stake.
    pub at_stake: Option<AtStake>,
    /// The item concerned; `null` where it is the whole package.
    pub indicator: Option<ItemId>,
    /// The file or folder.
    pub path: RelPath,
    /// The other files concerned.
    pub related: Vec<RelPath>,
    /// How many other files are concerned beside those of `related`, which names the nearest few; left out where it names
    /// all.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub related_more: usize,
    /// 1-based page.
    pub page: Option<u32>,
    /// x, y, width, height as fractions of the page or picture.
    pub region: Option<Region>,
    /// What is wrong, in Chinese.
    pub message: String,
    /// What was seen, in Chinese.
    pub observed: String,
    /// What was wanted, in Chinese.
    pub expected: String,
    /// What to do, in Chinese.
    pub hint: String,
    /// 0 to 1: how sure the defect itself is.
    pub confidence: f64,
    /// The waiver that covers it.
    pub waived: Option<Waiver>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// What a review would do if it turns out bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AtStake {
    /// The effect.
    pub effect: Effect,
    /// What it would cost where it is a deduction.
    pub points: Points,
}

/// A finding that a named person answers for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Waiver {
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// Until when.
    pub until: jiff::civil::Date,
}

/// A file of the package.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FileReport {
    /// Its path.
    pub path: RelPath,
    /// What it belongs to; none in a report of an older version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 in lower-case hexadecimal; empty where it was not opened.
    pub sha256: String,
    /// The item; `null`: unfiled, or not sure.
    pub indicator: Option<ItemId>,
    /// What placed it; `null` where nothing did.
    pub placed_by: Option<PlaceBasis>,
    /// The possible items where it is not sure.
    pub candidates: Vec<ItemId>,
    /// What sort of thing it is.
    pub kind: Kind,
    /// What was seen.
    pub facts: Facts,
}

/// What a file of the package belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Scope {
    /// To one item.
    Item,
    /// To one of several items.
    Ambiguous,
    /// To the package as a whole (catalogue, self-assessment).
    Package,
    /// To nothing: the settings leave it out.
    Ignored,
    /// To nothing that its path names.
    Unfiled,
}

impl FileReport {
    /// A file with its place.
    pub fn of(evidence: Evidence, place: Place) -> Self {
        let scope = match place {
            Place::Filed { .. } => Scope::Item,
            Place::Ambiguous { .. } => Scope::Ambiguous,
            Place::Package => Scope::Package,
            Place::Ignored => Scope::Ignored,
            Place::Unfiled => Scope::Unfiled,
        };
        let (indicator, placed_by, candidates) = match place {
            Place::Filed { item, basis } => (Some(item), Some(basis), Vec::new()),
            Place::Ambiguous { candidates, .. } => (None, None, candidates),
            Place::Package | Place::Ignored | Place::Unfiled => (None, None, Vec::new()),
        };
        Self {
            path: evidence.path,
            scope: Some(scope),
            size: evidence.size,
            sha256: evidence.sha256,
            indicator,
            placed_by,
            candidates,
            kind: evidence.kind,
            facts: evidence.facts,
        }
    }
}

/// What a report means for a caller that only wants one number, as process exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// Nothing is lost: 0.
    Clean,
    /// Something would be zeroed, deducted or disqualified: 1.
    Loss,
    /// Only reviews are left: 3.
    Review,
    /// The audit was ended before all files were read: 130.
    Partial,
}

impl Conclusion {
    /// The exit code of the contract. (2 is no conclusion: no audit took place.)
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Loss => 1,
            Self::Review => 3,
            Self::Partial => 130,
        }
    }
}

/// What a report is made of, beside the score.
#[derive(Debug)]
pub struct Audited<'a> {
    /// The table it was judged against.
    pub table: &'a Table,
    /// The day it was judged on.
    pub as_of: jiff::civil::Date,
    /// The root as the caller named it, with '/' between its parts.
    pub root: String,
    /// Number of files.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// How many of them the package's settings leave out.
    pub ignored: u64,
    /// Whether not all of them were read.
    pub partial: bool,
}

impl Report {
    /// Puts a report together. The problems are sorted, and each is said once.
    pub fn of(
        audited: Audited<'_>,
        score: crate::score::Score,
        files: Vec<FileReport>,
        mut problems: Vec<Problem>,
    ) -> Self {
        let Audited { table, as_of, root, files: count, bytes, ignored, partial } = audited;
        problems.sort();
        problems.dedup();
        Self {
            schema: SCHEMA,
            tool: Tool { name: "evipack".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            table: TableIdentity::of(table),
            package: Package { root, files: count, bytes, ignored },
            as_of,
            summary: score.summary,
            indicators: score.verdicts,
            findings: score.findings,
            files,
            problems,
            partial,
        }
    }

    /// Whether nothing was judged because `evipack.toml` leaves out all material. A finding of `unfiled-material` at that file
    /// says so: the file itself is no material, so nothing else is ever found there.
    pub fn leaves_out_everything(&self) -> bool {
        let says_so = |f: &Finding| {
            f.rule == RuleCode::UnfiledMaterial && f.path.as_str() == crate::place::settings::SETTINGS_FILE
        };
        self.findings.iter().any(says_so)
    }

    /// The conclusion. Waived findings and notes do not count; an indicator without any material is not a loss in this
    /// sense: it is listed in the summary, and a package grows over a year.
    pub fn conclusion(&self) -> Conclusion {
        let open = || self.findings.iter().filter(|finding| finding.waived.is_none());
        if self.partial {
            Conclusion::Partial
        } else if open().any(|f| matches!(f.effect, Effect::Disqualify | Effect::Zero | Effect::Deduct)) {
            Conclusion::Loss
        } else if open().any(|f| f.effect == Effect::Review) {
            Conclusion::Review
        } else {
            Conclusion::Clean
        }
    }
}
