//! The indicator table of a county and year: everything the law of one evaluation says, as data.
//!
//! Enters: a TOML file, alone or as differences from another one. Leaves: a [`Table`] in which every sum, reference,
//! date, effect and pattern has been checked, or a [`TableError`] with every fault at once, each with line and column.
//! The rest of the tool knows no county: a new one adds a file and changes no Rust.
//!
//! ```text
//! text → node (tree with places) → merge (extends) → raw (keys and types) → check (everything agrees) → Table
//! ```

mod check;
mod clauses;
mod fault;
mod item_id;
mod merge;
mod model;
mod node;
mod pattern;
mod raw;
mod section;

pub use fault::{TableError, TableFault};
pub use item_id::{ItemId, ItemIdError};
pub use model::{
    Category, Clause, ClauseOf, Deadline, Deduction, Effect, Every, EvidenceSpec, IssuedWords, Item, Level, Part, Per,
    Period, Publication, PublicationPlace, RuleEffect, Scoring, Treated,
};
pub use pattern::{Pattern, PatternError, normal_name};
pub(crate) use pattern::{any_matches, last_end_of_any};

use crate::points::Points;
use crate::rule_code::RuleCode;
use fault::{Faults, Source};
use node::Node;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The tables that come with the library, by id.
const BUILTIN: [(&str, &str); 1] = [("changqing-2026", include_str!("../tables/changqing-2026.toml"))];
const BUILTIN_IDS: [&str; BUILTIN.len()] = {
    let mut ids = [""; BUILTIN.len()];
    let mut index = 0;
    while index < ids.len() {
        ids[index] = BUILTIN[index].0;
        index += 1;
    }
    ids
};

/// Largest table file that is read. The built-in one is under 100 KiB; anything far beyond it is not a table.
pub const MAX_TABLE_BYTES: u64 = 4 << 20;
/// Longest chain of tables that extend one another.
const MAX_CHAIN: usize = 8;

/// Gives the text of table files. The face of the library reads them from a disk.
pub trait TableFiles {
    /// The text of a file; at most [`MAX_TABLE_BYTES`] of it are wanted, and more is an error.
    ///
    /// # Errors
    /// What the system says.
    fn text(&self, path: &Path) -> std::io::Result<String>;

    /// One name for one file, however it was reached.
    fn identity(&self, path: &Path) -> PathBuf;
}

/// A valid indicator table. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Table(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: String,
    title: String,
    edition: String,
    source: String,
    issuer: String,
    full: Points,
    bonus_full: Points,
    bonus_patterns: Vec<Pattern>,
    package_documents: Vec<Pattern>,
    issued: IssuedWords,
    categories: Vec<Category>,
    items: Vec<Item>,
    deductions: Vec<Deduction>,
    /// One for each code, in the order of [`RuleCode::ALL`].
    effects: Vec<(RuleCode, RuleEffect)>,
    clauses: Vec<Clause>,
}

impl Table {
    /// The table of this id that comes with the library.
    ///
    /// # Errors
    /// [`TableError::Unknown`], with the ids there are.
    pub fn builtin(id: &str) -> Result<Self, TableError> {
        Self::assemble(builtin_text(id)?, id, None)
    }

    /// The ids of the tables that come with the library.
    pub fn builtin_ids() -> &'static [&'static str] {
        &BUILTIN_IDS
    }

    /// A table from text; `origin` names it in messages. It may extend a built-in table.
    ///
    /// # Errors
    /// [`TableError::Invalid`] with every fault.
    pub fn from_toml(text: &str, origin: &str) -> Result<Self, TableError> {
        Self::assemble(text, origin, None)
    }

    /// A table from a file. It may extend a built-in table by id, or another file by its path relative to this one. The
    /// files are read by `files`: this crate opens none.
    ///
    /// # Errors
    /// [`TableError::Unreadable`] for this file or one it extends, [`TableError::Invalid`] with every fault.
    pub fn from_files(path: &Path, files: &dyn TableFiles) -> Result<Self, TableError> {
        Self::assemble(&read_text(path, files)?, &path.display().to_string(), Some((path, files)))
    }

    fn assemble(text: &str, origin: &str, path: Option<(&Path, &dyn TableFiles)>) -> Result<Self, TableError> {
        let mut chain = Chain::default();
        let tree = chain.resolve(text, origin, path)?;
        let mut faults = chain.faults;
        let raw = raw::read(&tree, &mut faults);
        let inner = check::check(raw, &mut faults);
        if faults.is_empty() { Ok(Self(Arc::new(inner))) } else { Err(faults.into_error(&chain.sources, 0)) }
    }

    /// Its short name, for example `changqing-2026`.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// Its title.
    pub fn title(&self) -> &str {
        &self.0.title
    }

    /// The year it is for.
    pub fn edition(&self) -> &str {
        &self.0.edition
    }

    /// The document it is taken from.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// Who issued that document.
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// The most that all indicators give.
    pub fn full(&self) -> Points {
        self.0.full
    }

    /// The most that all bonus items give.
    pub fn bonus_full(&self) -> Points {
        self.0.bonus_full
    }

    /// The categories of indicators, by number. The bonus items are no category; see [`Table::bonus_patterns`].
    pub fn categories(&self) -> &[Category] {
        &self.0.categories
    }

    /// What names of the folder look like that holds the bonus items.
    pub fn bonus_patterns(&self) -> &[Pattern] {
        &self.0.bonus_patterns
    }

    /// Indicators, then bonus items, in the order of [`ItemId`].
    pub fn items(&self) -> &[Item] {
        &self.0.items
    }

    /// The item of this id.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        let index = self.0.items.binary_search_by_key(id, |item| item.id).ok()?;
        self.0.items.get(index)
    }

    /// The deduction clauses, by number.
    pub fn deductions(&self) -> &[Deduction] {
        &self.0.deductions
    }

    /// What a rule does in this table.
    pub fn effect(&self, rule: RuleCode) -> &RuleEffect {
        // The check refuses a table that lacks one, and `raw` reads them in the order of the codes.
        &self.0.effects[rule as usize].1
    }

    /// Which documents count as issued by the applicant.
    pub fn issued(&self) -> &IssuedWords {
        &self.0.issued
    }

    /// What names of files at the root look like that belong to the package as a whole.
    pub fn package_documents(&self) -> &[Pattern] {
        &self.0.package_documents
    }

    /// Every condition of the source and how it is treated, in the order of the clause document.
    pub fn clauses(&self) -> &[Clause] {
        &self.0.clauses
    }

    /// The conditions that no folder can show and the applicant has to declare.
    pub fn declared(&self) -> impl Iterator<Item = &Clause> {
        self.0.clauses.iter().filter(|clause| clause.treated == Treated::Declared)
    }

    /// The clause document: every condition of the source and how it is treated, as Markdown in Chinese.
    pub fn clause_document(&self) -> String {
        clauses::document(self)
    }
}

/// The files that make up a table, the one the user named first.
#[derive(Default)]
struct Chain {
    sources: Vec<Source>,
    /// Canonical paths and built-in ids, to find a circle.
    seen: Vec<String>,
    faults: Faults,
}

impl Chain {
    /// The tree of `text` on top of all it extends.
    fn resolve(
        &mut self,
        text: &str,
        origin: &str,
        path: Option<(&Path, &dyn TableFiles)>,
    ) -> Result<Node, TableError> {
        let index = self.sources.len();
        self.seen.push(path.map_or_else(|| origin.to_owned(), |(path, files)| identity(path, files)));
        self.sources.push(Source { origin: origin.to_owned(), text: text.to_owned(), extends: None });
        let mut own = Faults::default();
        let tree = node::parse(text, index, &mut own);
        let base = merge::extends(&tree, &mut own);
        // What is no TOML cannot be merged or read: its syntax faults come alone.
        if !own.is_empty() {
            return Err(own.into_error(&self.sources, index));
        }
        let Some((at, base)) = base else { return Ok(tree) };
        self.sources[index].extends = Some(at.offset);
        let (base_text, base_origin, base_path) = match base_of(&base, path) {
            Ok(found) => found,
            Err(BaseError::Table(error)) => return Err(error),
            Err(BaseError::Fault(message)) => {
                own.add(at, message);
                return Err(own.into_error(&self.sources, index));
            }
        };
        let base_path = base_path.as_deref().zip(path.map(|(_, files)| files));
        let name = base_path.map_or_else(|| base_origin.clone(), |(path, files)| identity(path, files));
        if self.seen.contains(&name) {
            own.add(at, format!("继承成环：{} 又回到 {base_origin}", self.origins()));
            return Err(own.into_error(&self.sources, index));
        }
        if self.seen.len() >= MAX_CHAIN {
            own.add(at, format!("继承层数过多（上限 {MAX_CHAIN}）：{}", self.origins()));
            return Err(own.into_error(&self.sources, index));
        }
        let lower = self.resolve(&base_text, &base_origin, base_path)?;
        Ok(merge::merge(lower, tree, &mut self.faults))
    }

    fn origins(&self) -> String {
        self.sources.iter().map(|source| source.origin.as_str()).collect::<Vec<_>>().join(" → ")
    }
}

enum BaseError {
    Table(TableError),
    Fault(String),
}

/// Text, origin and path of the table that `extends` names.
fn base_of(base: &str, from: Option<(&Path, &dyn TableFiles)>) -> Result<(String, String, Option<PathBuf>), BaseError> {
    if let Ok(text) = builtin_text(base) {
        return Ok((text.to_owned(), base.to_owned(), None));
    }
    let looks_like_path = base.contains(['/', '\\']) || Path::new(base).extension().is_some_and(|e| e == "toml");
    match from.and_then(|(path, files)| Some((path.parent()?, files))).filter(|_| looks_like_path) {
        Some((folder, files)) => {
            let path = folder.join(base);
            let text = read_text(&path, files).map_err(BaseError::Table)?;
            Ok((text, path.display().to_string(), Some(path)))
        }
        None => Err(BaseError::Fault(format!("没有内置的指标表“{base}”，{}", fault::one_of(BUILTIN_IDS)))),
    }
}

fn identity(path: &Path, files: &dyn TableFiles) -> String {
    files.identity(path).display().to_string()
}

fn builtin_text(id: &str) -> Result<&'static str, TableError> {
    BUILTIN
        .iter()
        .find(|(builtin, _)| *builtin == id)
        .map(|(_, text)| *text)
        .ok_or_else(|| TableError::Unknown { id: id.to_owned(), known: &BUILTIN_IDS })
}

fn read_text(path: &Path, files: &dyn TableFiles) -> Result<String, TableError> {
    let text = files.text(path).map_err(|source| TableError::Unreadable { path: path.to_owned(), source })?;
    // Notepad writes a byte order mark.
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}

#[cfg(test)]
mod tests;
