//! The chain of cross-reference sections (ISO 32000-1, 7.5.4 to 7.5.8), read strictly.
//!
//! Enters: bytes that end with a revision. Leaves: where its newest section stands, if every section of the chain can be read in
//! one way only. Readers mend a broken chain, each in its own way: then one shows what another hides. Such a file may be harmless,
//! but nobody can tell from a signature what its signer saw.

use super::syntax::{self, Form, Written};
use std::collections::BTreeSet;

/// Sections of one chain; hayro stops at the same number.
const MAX_SECTIONS: usize = 256;
/// How far before `%%EOF` the word `startxref` can stand: the word, ten digits and line ends.
const START_WITHIN: usize = 64;
/// An entry of a table takes at least this many bytes; more entries than the file can hold are nonsense.
const ENTRY_BYTES: usize = 18;

/// Blanks between the place that `startxref` or `Prev` names and the section: one line end. Some signers count it wrongly, and every
/// reader passes over it.
const BLANKS_BEFORE: usize = 2;

/// Where the newest section stands: the bytes end with `startxref`, `%%EOF` and blanks at most, and that section and all before it are
/// sound.
pub(super) fn newest_section(bytes: &[u8]) -> Option<usize> {
    const MARK: &[u8] = b"startxref";
    let end = bytes.iter().rposition(|byte| !syntax::is_blank(*byte))? + 1;
    let body = bytes.get(..end)?.strip_suffix(b"%%EOF")?;
    let tail = body.len().saturating_sub(START_WITHIN);
    let word = tail + body[tail..].windows(MARK.len()).rposition(|window| window == MARK)?;
    let (start, behind) = syntax::number(body, word + MARK.len())?;
    let only_blanks = body[behind..].iter().all(|byte| syntax::is_blank(*byte));
    let start = without_line_end(bytes, start);
    (only_blanks && is_sound(bytes, start)).then_some(start)
}

/// The place behind one line end at most.
fn without_line_end(bytes: &[u8], at: usize) -> usize {
    let blanks = bytes.get(at..).unwrap_or_default().iter().take_while(|byte| syntax::is_blank(**byte)).count();
    if blanks <= BLANKS_BEFORE { at + blanks } else { at }
}

/// Follows the chain from `start`.
fn is_sound(bytes: &[u8], start: usize) -> bool {
    let mut open = vec![start];
    let mut seen = BTreeSet::new();
    while let Some(at) = open.pop() {
        if !seen.insert(at) || seen.len() > MAX_SECTIONS {
            return false;
        }
        let Some((ranges, trailer)) = section(bytes, at) else { return false };
        if overlap(ranges) || trailer.repeats_a_key() {
            return false;
        }
        for key in [b"Prev".as_slice(), b"XRefStm"] {
            let offset = trailer.only(key).and_then(|value| syntax::number(bytes, value.place.start));
            open.extend(offset.map(|(offset, _)| without_line_end(bytes, offset)));
        }
    }
    true
}

/// The object numbers that a section lists, as starts and counts, and its trailer.
fn section(bytes: &[u8], at: usize) -> Option<(Vec<(usize, usize)>, Written)> {
    if bytes.get(at..)?.starts_with(b"xref") { table(bytes, at + 4) } else { stream(bytes, at) }
}

fn table(bytes: &[u8], mut at: usize) -> Option<(Vec<(usize, usize)>, Written)> {
    let mut ranges = Vec::new();
    loop {
        at += bytes.get(at..)?.iter().position(|byte| !syntax::is_blank(*byte))?;
        if bytes[at..].starts_with(b"trailer") {
            return Some((ranges, syntax::value(bytes, at + 7)?));
        }
        let (first, behind) = syntax::number(bytes, at)?;
        let (count, behind) = syntax::number(bytes, behind)?;
        if count > bytes.len() / ENTRY_BYTES {
            return None;
        }
        at = behind;
        for _ in 0..count {
            let (_, behind) = syntax::number(bytes, at)?;
            let (_, behind) = syntax::number(bytes, behind)?;
            let letter = behind + bytes.get(behind..)?.iter().position(|byte| !syntax::is_blank(*byte))?;
            matches!(bytes[letter], b'n' | b'f').then_some(())?;
            at = letter + 1;
        }
        ranges.push((first, count));
    }
}

fn stream(bytes: &[u8], at: usize) -> Option<(Vec<(usize, usize)>, Written)> {
    let (_, body) = syntax::object_header(bytes, at)?;
    let dictionary = syntax::value(bytes, body)?;
    let numbers = |value: &Written| match &value.form {
        Form::Array(words) => {
            words.iter().map(|word| Some(syntax::number(bytes, word.place.start)?.0)).collect::<Option<Vec<_>>>()
        }
        _ => None,
    };
    let kind = dictionary.only(b"Type")?;
    (&bytes[kind.place.clone()] == b"/XRef").then_some(())?;
    let ranges = match dictionary.only(b"Index") {
        Some(index) => numbers(index)?.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect(),
        None => Vec::new(),
    };
    Some((ranges, dictionary))
}

/// Whether an object is listed twice in one section: the first counts for some readers, the last for others.
fn overlap(mut ranges: Vec<(usize, usize)>) -> bool {
    ranges.retain(|(_, count)| *count > 0);
    ranges.sort_unstable();
    ranges.windows(2).any(|pair| pair[0].0.saturating_add(pair[0].1) > pair[1].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "xref\n0 1\n0000000000 65535 f \n4 1\n0000000009 00000 n \ntrailer\n<</Size 5/Root 4 0 R>>\n";

    fn file(table: &str, behind: &str) -> Option<usize> {
        newest_section(format!("%PDF-1.7\n{table}startxref\n9\n%%EOF{behind}").as_bytes())
    }

    #[test]
    fn a_revision_ends_with_its_mark() {
        assert_eq!(file(TABLE, ""), Some(9));
        assert_eq!(file(TABLE, "\r\n"), Some(9));
        assert_eq!(file(TABLE, "\n5 0 obj null endobj"), None);
        assert_eq!(newest_section(format!("%PDF-1.7\n{TABLE}startxref\n9\n").as_bytes()), None);
        assert_eq!(newest_section(format!("%PDF-1.7\n{TABLE}startxref\n10\n%%EOF").as_bytes()), None);
        assert_eq!(newest_section(format!("%PDF-1.7\n{TABLE}startxref\n9\n4 0 obj\n%%EOF").as_bytes()), None);
    }

    #[test]
    fn a_line_end_before_the_table_is_passed_over_and_more_is_not() {
        let shifted = |blanks: &str| file(&format!("{blanks}{TABLE}"), "");
        assert_eq!((shifted("\n"), shifted("\r\n"), shifted("\r\n\n")), (Some(10), Some(11), None));
        assert_eq!(shifted("x"), None);
    }

    #[test]
    fn what_readers_understand_differently_is_not_sound() {
        let change = |from: &str, to: &str| file(&TABLE.replace(from, to), "");
        assert_eq!(change("4 1\n", "0 1\n"), None, "an object listed twice");
        assert_eq!(change("/Size 5", "/Size 5/Root 3 0 R"), None, "a key twice");
        assert_eq!(change("/Size 5", "/Size 5/Prev 9"), None, "a chain that bites its tail");
        assert_eq!(change("/Size 5", "/Size 5/Prev 3"), None, "a chain into nothing");
        assert_eq!(change("0000000009 00000 n", "0000000009 00000 x"), None, "an entry of no kind");
        assert_eq!(change("4 1\n", "4 99999999999\n"), None, "more entries than bytes");
    }
}
