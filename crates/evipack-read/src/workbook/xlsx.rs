//! XLSX, XLSM, XLTX and WPS's ET in the same container → a [`Book`].
//!
//! Enters: the bytes of an Office Open XML workbook (ECMA-376, transitional or strict). Leaves: its rows as text. Sheets are
//! read as a stream: a sheet of a hundred thousand rows costs its own length and no tree of it. What sheets say of their
//! size is not believed, and not asked.

use super::{Book, number};
use crate::ReadError;
use crate::elements::Origin;
use crate::embedded::Embedded;
use crate::ooxml::{self, Package, Relationships, Target};
use crate::pieces::{Piece, Pieces};
use evipack_core::facts::Basis;

/// Where the workbook stands where its relationships are lost.
const USUAL_WORKBOOK: &str = "xl/workbook.xml";
/// Sheets of one workbook that are read; Excel's own menus end long before.
const MAX_SHEETS: usize = 1_000;
/// Texts that cells share; they are as many as cells at most.
const MAX_SHARED: usize = super::MAX_CELLS;
/// Largest stored picture.
const MAX_PICTURE: u64 = 32 << 20;
/// Rows and columns that Excel has: a `max` beyond counts nothing.
const MAX_COLUMNS: u32 = 16_384;

/// Reads a workbook.
///
/// # Errors
/// [`ReadError::Damaged`] where the container or the list of sheets cannot be read, [`ReadError::Encrypted`],
/// [`ReadError::Limit`]. Damage in one sheet is a gap.
pub(super) fn read(bytes: &[u8]) -> Result<Book, ReadError> {
    let mut package = Package::open(bytes)?;
    let roots = package.relationships("");
    let main = ooxml::target_of(&roots, "officeDocument").filter(|name| package.has(name));
    let main = main.unwrap_or_else(|| USUAL_WORKBOOK.to_owned());
    if main.strip_suffix(".bin").is_some() {
        return Err(ReadError::Limit("二进制工作簿（.xlsb）不能读取，请另存为 .xlsx".to_owned()));
    }
    let list = package.text(&main)?.ok_or_else(|| ReadError::Damaged("缺少工作簿部件".into()))?;
    let list = SheetList::read(&list.0)?;
    let relationships = package.relationships(&main);
    let mut book = Book::default();
    let shared = part(&mut package, &mut book, &relationships, "sharedStrings", "共享文字").map(|text| shared(&text));
    let shared = settle(&mut book, shared.unwrap_or(Ok(Vec::new())), "共享文字");
    let dates = part(&mut package, &mut book, &relationships, "styles", "单元格格式").map(|text| date_styles(&text));
    let dates = settle(&mut book, dates.unwrap_or(Ok(Vec::new())), "单元格格式");
    let setting = Setting { shared, dates, from_1904: list.from_1904 };
    if list.sheets.len() > MAX_SHEETS {
        book.gap("工作表过多，没有全部读取");
    }
    for sheet in list.sheets.iter().take(MAX_SHEETS) {
        book.hidden_sheets += u32::from(sheet.hidden);
        let Some(Target::Part(name)) = relationships.get(&sheet.relation).map(|found| &found.target) else {
            book.gap("有工作表丢失");
            continue;
        };
        one_sheet(&mut package, &mut book, name, &setting);
    }
    rest(&mut package, &mut book, &roots);
    Ok(book)
}

/// What all sheets share.
struct Setting {
    shared: Vec<String>,
    /// Whether the cell format of that index shows a date.
    dates: Vec<bool>,
    from_1904: bool,
}

#[derive(Debug, Default)]
struct SheetList {
    sheets: Vec<ListedSheet>,
    from_1904: bool,
}

#[derive(Debug)]
struct ListedSheet {
    relation: String,
    hidden: bool,
}

impl SheetList {
    fn read(text: &str) -> Result<Self, ReadError> {
        let mut pieces = Pieces::of(text);
        let mut list = Self::default();
        let mut is_workbook = false;
        while let Some(piece) = pieces.next()? {
            let Piece::Open(tag) = piece else { continue };
            if tag.is("workbook") {
                is_workbook = true;
            } else if tag.is("workbookPr") {
                list.from_1904 = tag.is_on("date1904");
            } else if tag.is("sheet") && list.sheets.len() <= MAX_SHEETS {
                let hidden = tag.attr("state").is_some_and(|state| state != "visible");
                list.sheets.push(ListedSheet { relation: tag.attr("id").unwrap_or_default(), hidden });
            }
        }
        if is_workbook { Ok(list) } else { Err(ReadError::Damaged("工作簿部件不是工作簿".into())) }
    }
}

/// The text of a part that the workbook may have.
fn part(package: &mut Package<'_>, book: &mut Book, from: &Relationships, kind: &str, what: &str) -> Option<String> {
    let name = ooxml::target_of(from, kind)?;
    named_part(package, book, &name, what)
}

fn named_part(package: &mut Package<'_>, book: &mut Book, name: &str, what: &str) -> Option<String> {
    match package.text(name) {
        Ok(Some((text, lossy))) => {
            if lossy {
                book.gap(format!("{what}的文字编码有误"));
            }
            Some(text)
        }
        Ok(None) => {
            book.gap(format!("{what}丢失"));
            None
        }
        Err(error) => {
            book.gap(format!("{what}无法读取：{error}"));
            None
        }
    }
}

fn settle<T: Default>(book: &mut Book, read: Result<T, ReadError>, what: &str) -> T {
    read.unwrap_or_else(|error| {
        book.gap(format!("{what}无法读取：{error}"));
        T::default()
    })
}

/// The texts that cells share, without the readings of Japanese characters.
fn shared(text: &str) -> Result<Vec<String>, ReadError> {
    let mut pieces = Pieces::of(text);
    let mut all = Vec::new();
    let mut in_text = false;
    let mut current = String::new();
    let mut depth = 0usize;
    while let Some(piece) = pieces.next()? {
        match piece {
            Piece::Open(tag) if tag.is("rPh") => pieces.skip()?,
            Piece::Open(tag) => {
                depth += 1;
                in_text = tag.is("t");
            }
            Piece::Text(text) if in_text => current.push_str(&text),
            Piece::Text(_) => {}
            Piece::Close => {
                in_text = false;
                depth = depth.saturating_sub(1);
                // An entry of the list ends.
                if depth == 1 {
                    all.push(std::mem::take(&mut current));
                    if all.len() >= MAX_SHARED {
                        break;
                    }
                }
            }
        }
    }
    Ok(all)
}

/// For each cell format, whether it shows a date.
fn date_styles(text: &str) -> Result<Vec<bool>, ReadError> {
    let mut pieces = Pieces::of(text);
    let mut codes: Vec<(u32, bool)> = Vec::new();
    let mut formats = Vec::new();
    let mut in_formats = false;
    let id = |value: Option<String>| value.and_then(|value| value.parse::<u32>().ok());
    while let Some(piece) = pieces.next()? {
        match piece {
            Piece::Open(tag) if tag.is("numFmt") => {
                if let (Some(id), Some(code)) = (id(tag.attr("numFmtId")), tag.attr("formatCode")) {
                    codes.push((id, number::is_date_code(&code)));
                }
            }
            Piece::Open(tag) if tag.is("cellXfs") => in_formats = true,
            Piece::Open(tag) if tag.is("cellStyles") || tag.is("dxfs") => in_formats = false,
            Piece::Open(tag) if in_formats && tag.is("xf") => {
                let id = id(tag.attr("numFmtId")).unwrap_or(0);
                let own = codes.iter().find(|(other, _)| *other == id).map(|(_, date)| *date);
                formats.push(own.unwrap_or_else(|| number::is_built_in_date(id)));
            }
            _ => {}
        }
    }
    Ok(formats)
}

fn one_sheet(package: &mut Package<'_>, book: &mut Book, name: &str, setting: &Setting) {
    if book.is_full() {
        return;
    }
    if let Some(text) = named_part(package, book, name, "工作表")
        && let Err(error) = rows(&text, book, setting)
    {
        book.gap(format!("工作表不完整：{error}"));
    }
    let beside = package.relationships(name);
    for relationship in beside.values() {
        let Target::Part(part) = &relationship.target else { continue };
        if matches!(relationship.kind.as_str(), "comments" | "threadedComment")
            && let Ok(Some((text, _))) = package.text(part)
        {
            book.comments = book.comments.saturating_add(count(&text, &["comment", "threadedComment"]));
        }
    }
}

/// How many elements of some names a part has.
fn count(text: &str, names: &[&str]) -> u32 {
    let mut pieces = Pieces::of(text);
    let mut count = 0u32;
    while let Ok(Some(piece)) = pieces.next() {
        if let Piece::Open(tag) = piece {
            count += u32::from(names.iter().any(|name| tag.is(name)));
        }
    }
    count
}

/// What a cell's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    Shared,
    Text,
    Bool,
    Number { date: bool },
}

/// The rows of a sheet, cell after cell as they are written.
fn rows(text: &str, book: &mut Book, setting: &Setting) -> Result<(), ReadError> {
    let mut pieces = Pieces::of(text);
    let mut value = Value::Text;
    let (mut wanted, mut content) = (false, String::new());
    let mut in_cell = false;
    while let Some(piece) = pieces.next()? {
        match piece {
            Piece::Text(text) if wanted => content.push_str(&text),
            // A value ends, or a run of it: what stands around it is no value.
            Piece::Close if wanted => wanted = false,
            Piece::Close if !content.is_empty() => cell(book, &mut content, value, setting),
            Piece::Open(tag) if in_cell && (tag.is("v") || tag.is("t")) => wanted = true,
            Piece::Open(tag) if tag.is("f") || tag.is("rPh") => pieces.skip()?,
            Piece::Open(tag) if tag.is("c") => {
                in_cell = true;
                value = value_of(&tag, setting);
            }
            Piece::Open(tag) if tag.is("row") => {
                book.end_row();
                book.hidden_rows += u32::from(tag.is_on("hidden"));
                if book.is_full() {
                    return Ok(());
                }
            }
            Piece::Open(tag) if tag.is("col") && tag.is_on("hidden") => {
                let at = |name: &str| tag.attr(name).and_then(|value| value.parse::<u32>().ok()).unwrap_or(0);
                let (first, last) = (at("min").clamp(1, MAX_COLUMNS), at("max").min(MAX_COLUMNS));
                book.hidden_columns = book.hidden_columns.saturating_add((last + 1).saturating_sub(first));
            }
            Piece::Open(tag) if tag.is("headerFooter") || tag.is("conditionalFormatting") => pieces.skip()?,
            Piece::Text(_) | Piece::Close | Piece::Open(_) => {}
        }
    }
    book.end_row();
    Ok(())
}

fn value_of(tag: &crate::pieces::Tag<'_>, setting: &Setting) -> Value {
    match tag.attr("t").as_deref() {
        Some("s") => Value::Shared,
        Some("inlineStr" | "str" | "d" | "e") => Value::Text,
        Some("b") => Value::Bool,
        _ => {
            let style = tag.attr("s").and_then(|style| style.parse::<usize>().ok()).unwrap_or(0);
            Value::Number { date: setting.dates.get(style).copied().unwrap_or(false) }
        }
    }
}

fn cell(book: &mut Book, content: &mut String, value: Value, setting: &Setting) {
    let written = std::mem::take(content);
    match value {
        Value::Text => book.cell(&written),
        Value::Bool => book.cell(if written.trim() == "1" { "TRUE" } else { "FALSE" }),
        Value::Shared => {
            let index = written.trim().parse::<usize>().ok();
            match index.and_then(|index| setting.shared.get(index)) {
                Some(text) => book.cell(text),
                None => book.gap("有单元格的文字丢失"),
            }
        }
        Value::Number { date } => match written.trim().parse::<f64>() {
            Ok(number) if date || written.contains(['e', 'E']) => {
                book.cell(&number::text(number, date, setting.from_1904));
            }
            _ => book.cell(&written),
        },
    }
}

/// Pictures, macros, signatures and what else lies beside the sheets.
fn rest(package: &mut Package<'_>, book: &mut Book, roots: &Relationships) {
    let mut names: Vec<String> = package.names().map(str::to_owned).collect();
    names.sort();
    for name in &names {
        if name.ends_with("vbaproject.bin") || name.starts_with("xl/macrosheets/") {
            book.macros = true;
        } else if name.starts_with("xl/embeddings/") {
            book.gap("表格里嵌有其他文件，没有查看");
            book.pictures_unseen = true;
        } else if ooxml::is_signature(name) {
            book.signatures += 1;
        } else if name.starts_with("xl/media/") {
            if book.pictures.len() >= crate::embedded::MOST {
                book.gap("表格里图片过多，没有全部查看");
                book.pictures_unseen = true;
                continue;
            }
            if let Some(bytes) = package.bytes(name, MAX_PICTURE) {
                let name = name.rsplit('/').next().unwrap_or(name).to_owned();
                book.pictures.push(Embedded { name, bytes });
            } else {
                book.gap("表格里有图片无法读取");
                book.pictures_unseen = true;
            }
        }
    }
    let said = ooxml::properties(package, roots);
    book.origin = Origin { basis: Some(Basis::Properties), software: said.application, created: said.created };
}
