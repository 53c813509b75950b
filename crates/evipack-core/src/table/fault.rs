//! What is wrong with a table.
//!
//! Enters: faults as parser, reader and check meet them, each at an [`At`]. Leaves: [`TableError::Invalid`] with all of
//! them at once, each with line and column of the file the user wrote; a fault that stands in the table it extends is
//! reported at its `extends`.

use crate::personal::masked;
use std::fmt;
use std::path::PathBuf;

/// Why there is no table.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file could not be read.
    #[error("无法读取指标表 {}：{source}", masked(&path.to_string_lossy()))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// No table of this id is built in.
    #[error("没有内置的指标表“{}”，应为其中之一：{}", masked(id), known.join("、"))]
    Unknown {
        /// The id that was asked for.
        id: String,
        /// The ids there are.
        known: &'static [&'static str],
    },
    /// The table is there and not right.
    #[error("指标表 {} 有 {} 处错误{}", masked(origin), faults.len(), masked(&list(faults)))]
    Invalid {
        /// The file or other place that the lines refer to.
        origin: String,
        /// Everything that is wrong, by line and column.
        faults: Vec<TableFault>,
    },
}

/// One thing that is wrong with a table, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableFault {
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
    /// What is wrong, in Chinese.
    pub message: String,
}

impl fmt::Display for TableFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第 {} 行第 {} 列：{}", self.line, self.column, self.message)
    }
}

fn list(faults: &[TableFault]) -> String {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    format!("\n  {}", lines.join("\n  "))
}

/// A place in one of the files that make up a table: 0 is the file the user named, 1 the one it extends, and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct At {
    pub(super) source: usize,
    /// Byte offset in that file.
    pub(super) offset: usize,
}

/// One of the files that make up a table.
#[derive(Debug)]
pub(super) struct Source {
    /// Its path or built-in id, for messages.
    pub(super) origin: String,
    pub(super) text: String,
    /// Where its `extends` stands.
    pub(super) extends: Option<usize>,
}

/// Everything wrong so far.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<(At, String)>);

impl Faults {
    pub(super) fn add(&mut self, at: At, message: impl Into<String>) {
        self.0.push((at, message.into()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The error that lists them all, as seen from `sources[seen_from]`.
    pub(super) fn into_error(self, sources: &[Source], seen_from: usize) -> TableError {
        let mut faults: Vec<_> =
            self.0.into_iter().map(|(at, message)| place(at, message, sources, seen_from)).collect();
        faults.sort();
        faults.dedup();
        TableError::Invalid { origin: sources.get(seen_from).map_or_else(String::new, |s| s.origin.clone()), faults }
    }
}

fn place(at: At, message: String, sources: &[Source], seen_from: usize) -> TableFault {
    let Some(seen) = sources.get(seen_from) else { return TableFault { line: 1, column: 1, message } };
    if at.source == seen_from {
        let (line, column) = line_column(&seen.text, at.offset);
        return TableFault { line, column, message };
    }
    let (line, column) = line_column(&seen.text, seen.extends.unwrap_or(0));
    let Some(base) = sources.get(at.source) else { return TableFault { line, column, message } };
    let (base_line, _) = line_column(&base.text, at.offset);
    TableFault { line, column, message: format!("{message}（见所继承的 {} 第 {base_line} 行）", base.origin) }
}

fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The end of a message about a word that is not in a list.
pub(super) fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    format!("应为其中之一：{}", words.into_iter().collect::<Vec<_>>().join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_column("一二\n三四x", 0), (1, 1));
        assert_eq!(line_column("一二\n三四x", "一二\n三四".len()), (2, 3));
        assert_eq!(line_column("一", 99), (1, 2));
    }
}
