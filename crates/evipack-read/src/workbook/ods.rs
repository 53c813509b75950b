//! OpenDocument spreadsheets (ODS, OTS) → a [`Book`].
//!
//! Enters: the bytes of the package. Leaves: its rows as text, notes on hidden parts, the pictures. A cell that says it is
//! repeated a million times is written once: nobody typed it more often.

use super::{Book, number};
use crate::elements::Origin;
use crate::odf::style::Styles;
use crate::odf::{self, Meta};
use crate::ooxml::Package;
use crate::pieces::{Piece, Pieces, Tag};
use crate::{ReadError, container};
use evipack_core::facts::Basis;

/// Repetitions of a hidden row or column that are counted: beyond lies the empty rest of the sheet.
const MAX_REPEATED: u32 = 1_000;

/// Reads a workbook.
///
/// # Errors
/// [`ReadError::Encrypted`], [`ReadError::Damaged`] where the container or the content cannot be read whole,
/// [`ReadError::Limit`].
pub(super) fn read(bytes: &[u8]) -> Result<Book, ReadError> {
    if container::encrypted(bytes) {
        return Err(ReadError::Encrypted);
    }
    let mut package = Package::open(bytes)?;
    let (content, lossy) = odf::content(&mut package)?;
    let mut book = Book::default();
    if lossy {
        book.gap("正文的文字编码有误");
    }
    let mut styles = Styles::default();
    styles.read(&content)?;
    rows(&content, &styles, &mut book)?;
    let mut names: Vec<String> = package.names().map(str::to_owned).collect();
    names.sort();
    book.macros = names.iter().any(|name| name.starts_with("basic/") || name.starts_with("scripts/"));
    let pictures: Vec<String> = names.into_iter().filter(|name| name.starts_with("pictures/")).collect();
    let most = crate::embedded::MOST;
    if pictures.len() > most {
        book.gap("表格里图片过多，没有全部查看");
        book.pictures_unseen = true;
    }
    book.pictures = odf::shown(&mut package, pictures.into_iter().take(most));
    book.signatures = odf::signatures(&mut package);
    let meta = Meta::read(&mut package);
    book.origin = Origin { basis: Some(Basis::Properties), software: meta.generator, created: meta.created };
    Ok(book)
}

/// A cell being read.
#[derive(Debug, Default)]
struct Cell {
    text: String,
    /// The number itself, where what is shown is not all of it.
    number: Option<String>,
}

fn rows(content: &str, styles: &Styles, book: &mut Book) -> Result<(), ReadError> {
    let mut pieces = Pieces::of(content);
    let mut open: Vec<What> = Vec::new();
    let mut cell = Cell::default();
    let mut columns = 0u32;
    while let Some(piece) = pieces.next()? {
        match piece {
            Piece::Open(tag) => match what(&tag) {
                What::Comment => {
                    book.comments = book.comments.saturating_add(1);
                    pieces.skip()?;
                }
                What::Unseen => pieces.skip()?,
                kind => {
                    match kind {
                        What::Sheet => {
                            columns = 0;
                            let style = tag.attr("style-name").unwrap_or_default();
                            book.hidden_sheets += u32::from(styles.resolve("table", &style).unseen);
                        }
                        What::Column if is_hidden(&tag) => columns = columns.saturating_add(repeated(&tag)),
                        What::Row if is_hidden(&tag) => book.hidden_rows += repeated(&tag),
                        What::Cell => {
                            let value =
                                tag.attr("value").filter(|value| value.contains(['e', 'E']) || value.len() > 15);
                            cell = Cell { number: value, ..Cell::default() };
                        }
                        What::Paragraph if !cell.text.is_empty() => cell.text.push(' '),
                        What::Blank => cell.text.push(' '),
                        _ => {}
                    }
                    open.push(kind);
                }
            },
            Piece::Text(text) => {
                if open.contains(&What::Paragraph) {
                    cell.text.push_str(&text);
                }
            }
            Piece::Close => match open.pop() {
                Some(What::Cell) => {
                    let cell = std::mem::take(&mut cell);
                    book.cell(&cell.shown());
                }
                Some(What::Row) => book.end_row(),
                Some(What::Sheet) => book.hidden_columns = book.hidden_columns.saturating_add(columns),
                _ => {}
            },
        }
        if book.is_full() {
            return Ok(());
        }
    }
    Ok(())
}

impl Cell {
    /// What the cell shows; the digits in full where it shows an exponent.
    fn shown(self) -> String {
        match self.number.and_then(|number| number.parse::<f64>().ok()) {
            Some(number) if self.text.contains(['E', 'e']) => number::text(number, false, false),
            _ => self.text,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Sheet,
    Column,
    Row,
    Cell,
    Paragraph,
    Blank,
    Comment,
    /// Under a merged cell, or what a sheet keeps beside its cells.
    Unseen,
    Other,
}

fn what(tag: &Tag<'_>) -> What {
    match tag.name().as_str() {
        "table" => What::Sheet,
        "table-column" => What::Column,
        "table-row" => What::Row,
        "table-cell" => What::Cell,
        "p" | "h" => What::Paragraph,
        "s" | "tab" | "line-break" => What::Blank,
        "annotation" => What::Comment,
        "covered-table-cell" | "tracked-changes" | "forms" | "styles" | "automatic-styles" | "scripts" => What::Unseen,
        _ => What::Other,
    }
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    tag.attr("visibility").is_some_and(|visibility| matches!(visibility.as_str(), "collapse" | "filter"))
}

fn repeated(tag: &Tag<'_>) -> u32 {
    let count = tag.attr("number-columns-repeated").or_else(|| tag.attr("number-rows-repeated"));
    count.and_then(|count| count.parse::<u32>().ok()).unwrap_or(1).min(MAX_REPEATED)
}
