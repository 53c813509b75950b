//! The cells of a workbook, as they stand in its rows and columns.
//!
//! Enters: the bytes of a workbook: XLSX and its kin, XLSB, XLS, ODS. Leaves: [`Sheet`]s. The text reader beside this one sees what
//! a workbook hides; here its tables are kept for rules that count and compare.

use super::MAX_CELLS;
use calamine::{Data, Reader as _, SheetVisible, Sheets, open_workbook_auto_from_rs};
use evipack_core::dossier::text::Sheet;
use std::io::Cursor;

/// Rows of one sheet that are kept: a ledger of a county has some thousand.
const MOST_ROWS: usize = 20_000;
/// Columns of one sheet that are kept; further ones of a ledger are empty.
const MOST_COLUMNS: usize = 256;

/// The sheets of a workbook; none where they cannot be read.
pub(crate) fn sheets(bytes: &[u8]) -> Vec<Sheet> {
    let Ok(mut book) = open_workbook_auto_from_rs(Cursor::new(bytes)) else { return Vec::new() };
    let names: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    let mut left = MAX_CELLS;
    names.into_iter().filter_map(|(name, hidden)| sheet(&mut book, name, hidden, &mut left)).collect()
}

fn sheet(book: &mut Sheets<Cursor<&[u8]>>, name: String, hidden: bool, left: &mut usize) -> Option<Sheet> {
    let range = book.worksheet_range(&name).ok()?;
    let (row, column) = range.start()?;
    let mut rows = Vec::new();
    for cells in range.rows().take(MOST_ROWS) {
        let Some(rest) = left.checked_sub(cells.len()) else { break };
        *left = rest;
        rows.push(cells.iter().take(MOST_COLUMNS).map(text).collect());
    }
    let more = range.height() - rows.len();
    Some(Sheet { name, hidden, first: [row + 1, column + 1], rows, more })
}

/// A cell as its reader sees it, a date as ISO 8601.
fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date}T{hour:02}:{minute:02}:{second:02}") }
        }
        cell => cell.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_is_read_row_by_row_and_what_is_no_workbook_is_none() {
        let ledger = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../fixtures/demo/一、制度建设/2.创建工作方案/创建工作方案落实台账.xlsx"
        );
        let sheets = sheets(&std::fs::read(ledger).unwrap());
        let sheet = sheets.first().unwrap();
        assert_eq!((sheet.first, sheet.hidden, sheet.more), ([1, 1], false, 0));
        assert!(sheet.rows.len() > 1 && sheet.rows.iter().all(|row| row.len() == sheet.rows[0].len()));
        assert!(sheet.rows.iter().flatten().any(|cell| cell.contains("台账")));
        assert!(super::sheets(b"PK\x03\x04 no workbook").is_empty());
    }
}
