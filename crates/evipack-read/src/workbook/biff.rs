//! XLS and the old ET → a [`Book`].
//!
//! Enters: a compound file with a BIFF8 workbook stream ([MS-XLS]). Leaves: its rows as text, notes on hidden parts, the
//! pictures. The stream is a row of records; none of them is believed about how much there is. Excel 5 and 95 (BIFF5) and
//! encrypted workbooks end in a reason.

mod records;

use self::records::{Record, Records};
use super::{Book, number};
use crate::elements::Origin;
use crate::embedded::{Embedded, MOST};
use crate::format::compound::Compound;
use crate::office_art::{self, BlipKind};
use crate::{ReadError, compound_properties};
use evipack_core::facts::Basis;

/// Sheets of one workbook that are read.
const MAX_SHEETS: usize = 1_000;
/// Texts that cells share.
const MAX_SHARED: usize = super::MAX_CELLS;
/// Bytes of all shared texts.
const MAX_SHARED_TEXT: usize = 64 << 20;
/// Cell formats; Excel has 4,050.
const MAX_FORMATS: usize = 65_536;

// Record types, [MS-XLS] 2.3.2.
const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
const BOUND_SHEET: u16 = 0x0085;
const DATE_1904: u16 = 0x0022;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const SST: u16 = 0x00FC;
const DRAWING_GROUP: u16 = 0x00EB;
const OBJECT_PROJECT: u16 = 0x00D3;
const ROW: u16 = 0x0208;
const COLUMN_INFO: u16 = 0x007D;
const LABEL_SST: u16 = 0x00FD;
const LABEL: u16 = 0x0204;
const RICH_STRING: u16 = 0x00D6;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const MULTIPLE_RK: u16 = 0x00BD;
const FORMULA: u16 = 0x0006;
const STRING: u16 = 0x0207;
const BOOL_ERROR: u16 = 0x0205;
const NOTE: u16 = 0x001C;
/// BIFF8 by its number in `BOF`.
const BIFF8: u16 = 0x0600;

/// Reads a workbook.
///
/// # Errors
/// [`ReadError::Damaged`] where the container or the stream cannot be read, [`ReadError::Unsupported`] for Excel 5 and 95 and
/// for encrypted workbooks.
pub(super) fn read(bytes: &[u8]) -> Result<Book, ReadError> {
    let file = Compound::open(bytes).ok_or_else(|| ReadError::Damaged("文件的目录无法读取".to_owned()))?;
    let Some(stream) = file.root_stream("Workbook") else {
        return Err(match file.entry("Book") {
            Some(_) => old_excel(),
            None => ReadError::Damaged("缺少工作簿内容".to_owned()),
        });
    };
    let said = file.root_stream(compound_properties::STREAM);
    let said = said.map(|stream| compound_properties::read(&stream.bytes)).unwrap_or_default();
    let origin = Origin { basis: Some(Basis::Properties), software: said.application, created: said.created };
    let mut book = Book { macros: file.entry("_VBA_PROJECT_CUR").is_some(), origin, ..Book::default() };
    if !stream.whole {
        book.gap("工作簿内容不完整");
    }
    let stream = stream.bytes;
    let globals = Globals::read(&stream, &mut book)?;
    if globals.sheets.len() >= MAX_SHEETS {
        book.gap("工作表过多，没有全部读取");
    }
    for sheet in &globals.sheets {
        book.hidden_sheets += u32::from(sheet.hidden);
        match stream.get(sheet.at..) {
            // Charts hold no text of their own that matters; what they show stands in cells.
            _ if sheet.kind == Kind::Chart => {}
            Some(records) => rows(Records::of(records), &globals, &mut book),
            None => book.gap("有工作表丢失"),
        }
        book.macros |= sheet.kind == Kind::Macro;
    }
    Ok(book)
}

/// The raster pictures of a drawing group ([MS-ODRAW] 2.2.12), under the numbers of their order.
fn pictures(group: &[u8], book: &mut Book) {
    let store = office_art::record(group, 0).filter(|record| record.kind == office_art::STORE);
    let blips = store.map(|store| office_art::stored_pictures(store.content, &[])).unwrap_or_default();
    for (number, blip) in blips.into_iter().enumerate() {
        // An entry without a picture is left where one was deleted.
        let Some(blip) = blip else { continue };
        if blip.kind == BlipKind::Metafile {
            book.gap("表格里有矢量图片，内容无法读取");
        } else if book.pictures.len() >= MOST {
            book.gap("表格里图片过多，没有全部查看");
            book.pictures_unseen = true;
        } else if let Some(bytes) = blip.file() {
            let name = format!("image{}.{}", number + 1, blip.kind.extension());
            book.pictures.push(Embedded { name, bytes: bytes.into_owned() });
        }
    }
}

fn old_excel() -> ReadError {
    ReadError::Unsupported("Excel 5.0/95 格式的旧表格，请用 Excel 或 WPS 另存为 .xlsx".to_owned())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sheet,
    Macro,
    Chart,
}

#[derive(Debug)]
struct ListedSheet {
    at: usize,
    hidden: bool,
    kind: Kind,
}

/// What stands before the sheets.
#[derive(Debug, Default)]
struct Globals {
    sheets: Vec<ListedSheet>,
    shared: Vec<String>,
    /// Number formats that show dates, and those that do not, by id.
    codes: Vec<(u16, bool)>,
    /// The number format of each cell format.
    formats: Vec<u16>,
    from_1904: bool,
}

impl Globals {
    fn read(stream: &[u8], book: &mut Book) -> Result<Self, ReadError> {
        let mut globals = Self::default();
        let mut records = Records::of(stream);
        let first = records.next().filter(|record| record.kind == BOF);
        let first = first.ok_or_else(|| ReadError::Damaged("工作簿内容的开头有误".to_owned()))?;
        if first.u16_at(0) != Some(BIFF8) {
            return Err(old_excel());
        }
        for record in records {
            match record.kind {
                EOF => break,
                // Excel encrypts protected workbooks, too, with a password that everybody's Excel knows: whether the file
                // asks for one when it is opened is not known here.
                FILE_PASS => {
                    return Err(ReadError::Unsupported("表格已加密或设有保护密码，请另存为不加密的 .xlsx".to_owned()));
                }
                BOUND_SHEET if globals.sheets.len() < MAX_SHEETS => globals.sheets.extend(listed(&record)),
                DATE_1904 => globals.from_1904 = record.u16_at(0) == Some(1),
                FORMAT if globals.codes.len() < MAX_FORMATS => {
                    if let (Some(id), Some(code)) = (record.u16_at(0), record.text_at(2)) {
                        globals.codes.push((id, number::is_date_code(&code)));
                    }
                }
                XF if globals.formats.len() < MAX_FORMATS => globals.formats.push(record.u16_at(2).unwrap_or(0)),
                SST => {
                    let (texts, whole) = record.shared_texts(MAX_SHARED, MAX_SHARED_TEXT);
                    globals.shared = texts;
                    if !whole {
                        book.gap("共享文字不完整");
                    }
                }
                OBJECT_PROJECT => book.macros = true,
                DRAWING_GROUP => pictures(&record.joined(), book),
                _ => {}
            }
        }
        Ok(globals)
    }

    /// Whether a cell of a format shows a date.
    fn is_date(&self, format: u16) -> bool {
        let id = self.formats.get(usize::from(format)).copied().unwrap_or(0);
        let own = self.codes.iter().find(|(other, _)| *other == id).map(|(_, date)| *date);
        own.unwrap_or_else(|| number::is_built_in_date(u32::from(id)))
    }

    fn number(&self, number: f64, format: u16) -> String {
        number::text(number, self.is_date(format), self.from_1904)
    }
}

/// `BoundSheet8`: place in the stream, state, kind.
fn listed(record: &Record<'_>) -> Option<ListedSheet> {
    let kind = match record.u8_at(5)? {
        0 => Kind::Sheet,
        // A module of Visual Basic is no sheet to anybody's eyes.
        1 | 6 => Kind::Macro,
        _ => Kind::Chart,
    };
    let hidden = record.u8_at(4)? & 3 != 0 && kind != Kind::Macro;
    Some(ListedSheet { at: usize::try_from(record.u32_at(0)?).ok()?, hidden, kind })
}

/// The rows of a sheet, cell after cell as they are stored.
fn rows(records: Records<'_>, globals: &Globals, book: &mut Book) {
    let mut row = None;
    let (mut depth, mut ended) = (0usize, false);
    for record in records {
        match record.kind {
            BOF => depth += 1,
            EOF => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    ended = true;
                    break;
                }
            }
            // Charts within the sheet.
            _ if depth != 1 => {}
            ROW => {
                // fDyZero: the row has no height.
                const HIDDEN: u16 = 0x20;
                book.hidden_rows += u32::from(record.u16_at(12).unwrap_or(0) & HIDDEN != 0);
            }
            COLUMN_INFO if record.u16_at(8).unwrap_or(0) & 1 != 0 => {
                /// Columns of BIFF8.
                const COLUMNS: u16 = 255;
                let (first, last) = (record.u16_at(0).unwrap_or(0), record.u16_at(2).unwrap_or(0).min(COLUMNS));
                book.hidden_columns += u32::from((last + 1).saturating_sub(first));
            }
            NOTE => book.comments += 1,
            LABEL_SST | LABEL | RICH_STRING | NUMBER | RK | MULTIPLE_RK | FORMULA | BOOL_ERROR => {
                if record.u16_at(0) != row {
                    book.end_row();
                    row = record.u16_at(0);
                }
                cell(&record, globals, book);
            }
            STRING => book.cell(&record.text_at(0).unwrap_or_default()),
            _ => {}
        }
        if book.is_full() {
            return;
        }
    }
    book.end_row();
    if !ended {
        book.gap("工作表不完整");
    }
}

fn cell(record: &Record<'_>, globals: &Globals, book: &mut Book) {
    let format = record.u16_at(4).unwrap_or(0);
    match record.kind {
        LABEL_SST => {
            let text = record.u32_at(6).and_then(|index| globals.shared.get(usize::try_from(index).ok()?));
            match text {
                Some(text) => book.cell(text),
                None => book.gap("有单元格的文字丢失"),
            }
        }
        LABEL | RICH_STRING => book.cell(&record.text_at(6).unwrap_or_default()),
        NUMBER => {
            if let Some(number) = record.f64_at(6) {
                book.cell(&globals.number(number, format));
            }
        }
        RK => {
            if let Some(number) = record.u32_at(6).map(rk) {
                book.cell(&globals.number(number, format));
            }
        }
        MULTIPLE_RK => {
            // Cells of six bytes after row and first column; the last column ends the record.
            for at in (4..).step_by(6) {
                let (Some(format), Some(number), Some(_)) =
                    (record.u16_at(at), record.u32_at(at + 2), record.u16_at(at + 6))
                else {
                    break;
                };
                book.cell(&globals.number(rk(number), format));
            }
        }
        // A result that is no number has all ones in its last half; a text follows in its own record.
        FORMULA => match (record.u16_at(12), record.u8_at(6), record.f64_at(6)) {
            (Some(0xFFFF), Some(1), _) => book.cell(truth(record.u8_at(8))),
            (Some(0xFFFF), ..) => {}
            (_, _, Some(number)) => book.cell(&globals.number(number, format)),
            _ => {}
        },
        BOOL_ERROR if record.u8_at(7) == Some(0) => book.cell(truth(record.u8_at(6))),
        _ => {}
    }
}

fn truth(value: Option<u8>) -> &'static str {
    if value == Some(1) { "TRUE" } else { "FALSE" }
}

/// A number in 30 bits, [MS-XLS] 2.5.217: whole or the upper part of a double, perhaps in hundredths.
fn rk(packed: u32) -> f64 {
    let number = if packed & 2 != 0 {
        f64::from(packed.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(packed & !3) << 32)
    };
    if packed & 1 != 0 { number / 100.0 } else { number }
}

#[cfg(test)]
mod tests;
