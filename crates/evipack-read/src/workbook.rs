//! A workbook → facts: XLSX and its kin, XLS and ET, OpenDocument spreadsheets.
//!
//! Enters: the bytes of a workbook. Leaves: its text row by row, the photos in it, and notes on what its reader does not see
//! at once: hidden sheets, rows and columns, comments, macros. A workbook is no issued document, whatever its cells say
//! (`rules/issued.rs`): its text is evidence for what it lists.

mod biff;
pub(crate) mod cells;
mod number;
mod ods;
mod xlsx;

use super::elements::{Origin, document_facts};
use super::embedded::{self, Embedded};
use super::flow::RunLook;
use super::layout::{Hides, Part};
use super::picture_head;
use super::transcript::Transcript;
use super::{File, ReadError, Reading};
use crate::format::Format;
use evipack_core::facts::{Basis, Fact, Kind};

/// Cells with something in them that are read of one workbook: some 200,000 rows of a ledger.
const MAX_CELLS: usize = 2_000_000;

/// Reads a workbook.
///
/// # Errors
/// [`ReadError`] as the reader of its format says.
pub(crate) fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    let book = match file.format {
        Format::OleExcel => biff::read(file.bytes)?,
        Format::OpenSpreadsheet => ods::read(file.bytes)?,
        _ => xlsx::read(file.bytes)?,
    };
    Ok(book.reading(file.recognizer.is_some()))
}

/// What is read of a workbook while it comes in.
#[derive(Debug, Default)]
struct Book {
    text: Transcript,
    cells: usize,
    hidden_sheets: u32,
    hidden_rows: u32,
    hidden_columns: u32,
    comments: u32,
    macros: bool,
    signatures: u32,
    pictures: Vec<Embedded>,
    /// There are pictures, or may be, that could not be read.
    pictures_unseen: bool,
    origin: Origin,
    gaps: Vec<String>,
}

impl Book {
    /// Adds a cell to the row.
    fn cell(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() || self.is_full() {
            return;
        }
        self.cells += 1;
        if self.text.has_ink() {
            self.text.write(" ", RunLook::default());
        }
        self.text.write(text, RunLook::default());
    }

    fn end_row(&mut self) {
        self.text.end_line(Part::Body, false);
    }

    /// Whether nothing more is taken.
    fn is_full(&self) -> bool {
        self.text.is_full() || self.cells >= MAX_CELLS
    }

    /// Something that could not be read.
    fn gap(&mut self, why: impl Into<String>) {
        const MOST: usize = 20;
        let why = why.into();
        self.text.flow.blind(why.clone(), Hides::Anything);
        if self.gaps.len() < MOST && !self.gaps.contains(&why) {
            self.gaps.push(why);
        }
    }

    fn reading(mut self, look: bool) -> Reading {
        if self.is_full() {
            self.gap("表格内容过多，只读取了前面的部分");
        }
        if let Some(hidden) = self.hidden() {
            self.gaps.push(hidden);
        }
        if self.macros {
            self.gaps.push("表格含有宏，宏未运行也未检查".to_owned());
        }
        let counted = embedded::photos_like(&self.pictures);
        let mut flow = self.text.finish();
        for picture in &self.pictures {
            let head = picture_head::head(&picture.bytes);
            flow.push_known_picture(head, Some(picture.name.clone()), None, Part::Body, 0);
        }
        let photos = if look { embedded::photos_among(self.pictures) } else { Vec::new() };
        flow.layout.signatures = self.signatures;
        let mut facts = document_facts(&flow.layout, false, counted, self.origin);
        if !self.pictures_unseen {
            // Pictures are listed apart from the text: what of the text was not read hides none.
            facts.pictures = Fact::known(counted, Basis::Pictures);
        }
        Reading { embedded: photos, ..Reading::document(Kind::Spreadsheet, flow.layout, facts, self.gaps) }
    }

    /// What the workbook keeps out of its reader's sight. It was read; before it is made public, somebody should look.
    fn hidden(&self) -> Option<String> {
        let parts = [
            (self.hidden_sheets, "个隐藏的工作表"),
            (self.hidden_rows, "个隐藏的行"),
            (self.hidden_columns, "个隐藏的列"),
            (self.comments, "条批注"),
        ];
        let said: Vec<String> =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        (!said.is_empty()).then(|| format!("表格有 {}，打开时不易看到，提交或公开前请人工查看", said.join("、")))
    }
}

#[cfg(test)]
mod tests;
