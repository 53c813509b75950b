//! Tests of the XLS reader on streams built in code.

use super::*;
use crate::doc::tests::making::compound;
use crate::workbook::Book;
use proptest::prelude::*;

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn text(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [&(units.len() as u16).to_le_bytes()[..], &[1], &words(&units)].concat()
}

/// A container with a workbook stream.
fn file(name: &str, stream: &[u8]) -> Vec<u8> {
    compound(&[(name, stream.to_vec())])
}

/// A workbook of one sheet with the given records.
fn workbook(globals: &[u8], state: u8, sheet: &[u8]) -> Vec<u8> {
    let bof = |kind: u16| record(BOF, &words(&[BIFF8, kind, 0, 0, 0, 0, 0, 0]));
    let listed = |at: u32| record(BOUND_SHEET, &[&at.to_le_bytes()[..], &[state, 0, 1, 0, b'A']].concat());
    let before = [bof(5), listed(0), globals.to_vec(), record(EOF, &[])].concat();
    let at = before.len() as u32;
    let all = [bof(5), listed(at), globals.to_vec(), record(EOF, &[]), bof(0x10), sheet.to_vec(), record(EOF, &[])];
    file("Workbook", &all.concat())
}

fn lines(book: Book) -> Vec<String> {
    book.text.finish().layout.lines.into_iter().map(|line| line.text).collect()
}

fn globals() -> Vec<u8> {
    let shared = [&2u32.to_le_bytes()[..], &2u32.to_le_bytes(), &text("会议"), &text("台账")].concat();
    [record(XF, &words(&[0, 0, 0])), record(XF, &words(&[0, 14, 0])), record(SST, &shared)].concat()
}

#[test]
fn cells_of_every_kind() {
    let chart = [record(BOF, &words(&[BIFF8, 0x20])), record(NUMBER, &[0; 14]), record(EOF, &[])].concat();
    let number = |row: u16, format: u16, value: f64| {
        record(NUMBER, &[words(&[row, 1, format]), value.to_le_bytes().to_vec()].concat())
    };
    let formula = |value: [u8; 8]| record(FORMULA, &[words(&[3, 0, 0]), value.to_vec(), vec![0; 8]].concat());
    let sheet = [
        record(COLUMN_INFO, &words(&[1, 2, 0, 0, 1, 0])),
        record(ROW, &words(&[0, 0, 2, 0, 0, 0, 0x20, 0])),
        record(LABEL_SST, &[words(&[0, 0, 0]), 1u32.to_le_bytes().to_vec()].concat()),
        record(LABEL, &[words(&[0, 1, 0]), text("直接")].concat()),
        number(1, 1, 46119.0),
        chart,
        // 1234.56 in hundredths and 3, as whole numbers.
        record(
            MULTIPLE_RK,
            &[
                words(&[2, 0, 0]),
                (123_456u32 << 2 | 3).to_le_bytes().to_vec(),
                words(&[0]),
                (3u32 << 2 | 2).to_le_bytes().to_vec(),
                words(&[1]),
            ]
            .concat(),
        ),
        formula([0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
        record(STRING, &text("算出")),
        formula([1, 0, 1, 0, 0, 0, 0xFF, 0xFF]),
        formula(2.5f64.to_le_bytes()),
        record(NOTE, &words(&[0, 0, 0, 0])),
    ];
    let book = read(&workbook(&globals(), 1, &sheet.concat())).unwrap();
    assert_eq!((book.hidden_sheets, book.hidden_rows, book.hidden_columns, book.comments), (1, 1, 2, 1));
    assert!(book.gaps.is_empty(), "{:?}", book.gaps);
    assert_eq!(lines(book), ["台账 直接", "2026-04-07", "1234.56 3", "算出 TRUE 2.5"]);
}

#[test]
fn what_cannot_be_read_has_a_reason() {
    let encrypted = workbook(&record(FILE_PASS, &[0; 6]), 0, &[]);
    assert!(matches!(read(&encrypted), Err(ReadError::Unsupported(why)) if why.contains("加密")));
    let old = file("Book", &record(BOF, &words(&[0x0500, 5])));
    assert!(matches!(read(&old), Err(ReadError::Unsupported(why)) if why.contains("95")));
    let misnamed = file("Workbook", &record(BOF, &words(&[0x0500, 5])));
    assert!(matches!(read(&misnamed), Err(ReadError::Unsupported(_))));
    assert!(matches!(read(&file("Workbook", b"")), Err(ReadError::Damaged(_))));
}

#[test]
fn a_sheet_that_is_cut_off_is_a_gap() {
    let label = record(LABEL, &[words(&[0, 0, 0]), text("还在")].concat());
    let whole = workbook(&globals(), 0, &label);
    let at = whole.windows(label.len()).position(|window| window == label).unwrap() + label.len();
    // The end of the sheet is lost: nothing but zeros follow.
    let cut = [&whole[..at], &vec![0; whole.len() - at][..]].concat();
    let book = read(&cut).unwrap();
    assert_eq!(book.gaps, ["工作表不完整"]);
    assert_eq!(lines(book), ["还在"]);
}

#[test]
fn pictures_of_the_drawing_group() {
    let art = |version: u16, kind: u16, body: &[u8]| {
        [&version.to_le_bytes()[..], &kind.to_le_bytes(), &(body.len() as u32).to_le_bytes(), body].concat()
    };
    let png = art(0x6E00, 0xF01E, &[&[0; 17][..], b"\x89PNG\r\n\x1a\n"].concat());
    let entry = art(2, 0xF007, &[&[0; 36][..], &png].concat());
    let group = art(0xF, 0xF000, &art(0xF, 0xF001, &entry));
    let (first, second) = group.split_at(40);
    let globals = [globals(), record(DRAWING_GROUP, first), record(0x3C, second)].concat();
    let book = read(&workbook(&globals, 0, &[])).unwrap();
    let seen: Vec<(&str, &[u8])> = book.pictures.iter().map(|p| (p.name.as_str(), &p.bytes[..])).collect();
    assert_eq!(seen, [("image1.png", &b"\x89PNG\r\n\x1a\n"[..])]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_records_are_survived(records in proptest::collection::vec((0usize..20, proptest::collection::vec(any::<u8>(), 0..40)), 0..20)) {
        const KINDS: [u16; 20] = [BOF, EOF, BOUND_SHEET, DATE_1904, FORMAT, XF, SST, DRAWING_GROUP, ROW, COLUMN_INFO,
            LABEL_SST, LABEL, RICH_STRING, NUMBER, RK, MULTIPLE_RK, FORMULA, STRING, BOOL_ERROR, 0x3C];
        let bytes: Vec<u8> = records.iter().flat_map(|(kind, body)| record(KINDS[*kind], body)).collect();
        let _ = read(&workbook(&bytes, 0, &bytes));
    }
}
