//! A case: everything that the rules may look at, and what they say of it.
//!
//! Enters: the files, placed and read, the numbered folders, the table and the day. Leaves: plain data for [`crate::rules`]
//! and `crate::score`. Nothing here opens a file or reads a clock.

use crate::facts::{Evidence, Problem, Region};
use crate::place::{Place, Shelf};
use crate::rel_path::RelPath;
use crate::rule_code::RuleCode;
use crate::rules::Work;
use crate::stray::Stray;
use crate::table::{ItemId, Table};
use std::cell::OnceCell;

/// Everything that the rules may look at.
#[derive(Debug)]
pub struct Case<'a> {
    /// The county's table.
    pub table: &'a Table,
    /// The day that deadlines and quarters are judged against.
    pub as_of: jiff::civil::Date,
    /// Every file of the package.
    pub files: &'a [Filed],
    /// The folders that stand for categories and items.
    pub shelves: &'a [Shelf],
    /// What could not be listed: folders without permission, folder links, pipes.
    pub unlisted: &'a [Problem],
    /// The issued papers, gathered once by the first rule that asks for them ([`crate::rules`]).
    pub(crate) works: OnceCell<Vec<Work<'a>>>,
}

impl<'a> Case<'a> {
    /// A case of which nothing has been derived yet.
    pub fn new(
        table: &'a Table,
        as_of: jiff::civil::Date,
        files: &'a [Filed],
        shelves: &'a [Shelf],
        unlisted: &'a [Problem],
    ) -> Self {
        Self { table, as_of, files, shelves, unlisted, works: OnceCell::new() }
    }
}

/// A file, placed and read.
#[derive(Debug, Clone, PartialEq)]
pub struct Filed {
    /// What it is and shows.
    pub evidence: Evidence,
    /// Where it belongs.
    pub place: Place,
    /// Why it does not belong in a package at all.
    pub stray: Option<Stray>,
}

impl Filed {
    /// Whether it is material that a board would look at: no stray, and not set aside by the user.
    pub fn is_material(&self) -> bool {
        self.stray.is_none() && self.place != Place::Ignored
    }
}

/// The most other files that one finding names. A folder of drafts beside scans without names has as many possible
/// pairs as the square of its files; a reader opens the nearest few, and the count tells how far that reaches.
pub const RELATED_MOST: usize = 5;

/// Something that is wrong with the material, or may be.
///
/// A rule begins with how sure it is ([`Defect::doubtful`] and the like) and adds what it knows. What it leaves out stays
/// empty.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a defect counts only where it is added to those found"]
pub struct Defect {
    /// The rule that found it.
    pub rule: RuleCode,
    /// How sure it is.
    pub certainty: Certainty,
    /// The item concerned; `None` where it is the whole package, or where the item itself is not sure.
    pub item: Option<ItemId>,
    /// The file or folder concerned.
    pub path: RelPath,
    /// Other files concerned.
    pub related: Vec<RelPath>,
    /// How many more there are than `related` names: at most [`RELATED_MOST`] are named.
    pub related_more: usize,
    /// 1-based page.
    pub page: Option<u32>,
    /// Place on the page or picture.
    pub region: Option<Region>,
    /// What is wrong, in Chinese.
    pub message: String,
    /// What was seen, in Chinese.
    pub observed: String,
    /// What was wanted, in Chinese.
    pub expected: String,
    /// What to do, in Chinese.
    pub hint: String,
}

impl Defect {
    /// Whether all is said that a reader of the finding needs.
    pub(crate) fn is_whole(&self) -> bool {
        [&self.message, &self.observed, &self.expected, &self.hint].iter().all(|text| !text.is_empty())
    }

    /// A defect as sure as `certainty` says, of which nothing more is known yet.
    pub fn new(rule: RuleCode, certainty: Certainty, path: &RelPath) -> Self {
        Self {
            rule,
            certainty,
            item: None,
            path: path.clone(),
            related: Vec::new(),
            related_more: 0,
            page: None,
            region: None,
            message: String::new(),
            observed: String::new(),
            expected: String::new(),
            hint: String::new(),
        }
    }

    /// [`Certainty::Certain`].
    pub fn certain(rule: RuleCode, path: &RelPath) -> Self {
        Self::new(rule, Certainty::Certain, path)
    }

    /// [`Certainty::Doubtful`].
    pub fn doubtful(rule: RuleCode, path: &RelPath) -> Self {
        Self::new(rule, Certainty::Doubtful, path)
    }

    /// [`Certainty::Unchecked`].
    pub fn unchecked(rule: RuleCode, path: &RelPath) -> Self {
        Self::new(rule, Certainty::Unchecked, path)
    }

    /// [`Certainty::Remark`].
    pub fn remark(rule: RuleCode, path: &RelPath) -> Self {
        Self::new(rule, Certainty::Remark, path)
    }

    /// The item concerned, where it is known.
    pub fn of(self, item: Option<&ItemId>) -> Self {
        Self { item: item.copied(), ..self }
    }

    /// The page and the place on it, where they are known.
    pub fn at(self, page: Option<u32>, region: Option<Region>) -> Self {
        Self { page, region, ..self }
    }

    /// Other files concerned, and how many more there are.
    pub fn beside(self, related: Vec<RelPath>, more: usize) -> Self {
        Self { related, related_more: more, ..self }
    }

    /// What is wrong: the message.
    pub fn says(self, message: impl Into<String>) -> Self {
        Self { message: message.into(), ..self }
    }

    /// What was seen: `observed`.
    pub fn seen(self, observed: impl Into<String>) -> Self {
        Self { observed: observed.into(), ..self }
    }

    /// What was wanted: `expected`.
    pub fn wanted(self, expected: impl Into<String>) -> Self {
        Self { expected: expected.into(), ..self }
    }

    /// What to do: the hint.
    pub fn mend(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

/// How sure a defect is, and so what it may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// Seen for sure: costs what the table says.
    Certain,
    /// Could not be seen for sure: a review, with the table's effect at stake.
    Doubtful,
    /// The same, and what is in doubt is what another rule asks for: that rule's effect is at stake.
    DoubtfulFor(RuleCode),
    /// The tool has no means to look, and nothing speaks against the file: a review with nothing at stake.
    Unchecked,
    /// Nothing is wrong as far as was seen, and the reader should know how far that is: a note, whatever the rule costs.
    Remark,
}
