//! Which stretch of the stream is formatted how: the formatted disk pages ([MS-DOC] 2.9.33, 2.9.174).
//!
//! Enters: the lists of pages of 512 bytes, and the stream they stand in. Leaves: [`Runs`]: for every place in the stream
//! the property list that holds there.

use super::fib::Plc;
use crate::ReadError;
use crate::little_endian::{u8_at, u32_at};
use std::collections::HashSet;

/// 2.9.33: a page, its last byte the number of its runs.
const PAGE_LEN: usize = 512;
/// 2.9.206: the number of a page, the upper bits to be ignored.
const PAGE_NUMBER: u32 = (1 << 22) - 1;
/// 2.9.18: what a paragraph page keeps for each run before its property list.
const PARAGRAPH_PLACE: usize = 13;
/// More runs than any document has; a thousand pages have some hundred thousand.
const MAX_RUNS: usize = 2 << 20;

/// A stretch of the stream of one formatting.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) from: u32,
    pub(super) to: u32,
    /// The property list; of a paragraph with the number of its style before.
    pub(super) list: &'a [u8],
}

/// All stretches, in the order of the stream.
#[derive(Debug, Default)]
pub(super) struct Runs<'a> {
    runs: Vec<Run<'a>>,
    /// A page is missing or makes no sense.
    pub(super) lost: bool,
}

impl<'a> Runs<'a> {
    /// Reads the runs of characters.
    pub(super) fn of_characters(stream: &'a [u8], pages: &[u8]) -> Result<Self, ReadError> {
        Self::read(stream, pages, 1, |page, place| {
            let at = usize::from(*place.first()?) * 2;
            if at == 0 {
                return Some(&[]);
            }
            let len = usize::from(u8_at(page, at)?);
            page.get(at + 1..at + 1 + len)
        })
    }

    /// Reads the runs of paragraphs.
    pub(super) fn of_paragraphs(stream: &'a [u8], pages: &[u8]) -> Result<Self, ReadError> {
        Self::read(stream, pages, PARAGRAPH_PLACE, |page, place| {
            let at = usize::from(*place.first()?) * 2;
            if at == 0 {
                return Some(&[]);
            }
            // 2.9.178: the length counts words, less one byte; 0 says that the next byte counts words.
            let (start, len) = match usize::from(u8_at(page, at)?) {
                0 => (at + 2, usize::from(u8_at(page, at + 1)?) * 2),
                words => (at + 1, words * 2 - 1),
            };
            page.get(start..start + len)
        })
    }

    fn read(
        stream: &'a [u8],
        pages: &[u8],
        width: usize,
        list_of: impl Fn(&'a [u8], &'a [u8]) -> Option<&'a [u8]>,
    ) -> Result<Self, ReadError> {
        let pages = Plc::new(pages, 4);
        let (mut all, mut seen) = (Self::default(), HashSet::new());
        for index in 0..pages.len() {
            let number = pages.data(index).and_then(|data| u32_at(data, 0)).unwrap_or(PAGE_NUMBER) & PAGE_NUMBER;
            if !seen.insert(number) {
                continue;
            }
            let start = number as usize * PAGE_LEN;
            let Some(page) = stream.get(start..start + PAGE_LEN) else {
                all.lost = true;
                continue;
            };
            let count = usize::from(page[PAGE_LEN - 1]);
            for run in 0..count {
                let place = 4 * (count + 1) + width * run;
                let (Some(from), Some(to), Some(place)) =
                    (u32_at(page, 4 * run), u32_at(page, 4 * run + 4), page.get(place..place + width))
                else {
                    all.lost = true;
                    break;
                };
                let list = list_of(page, place);
                all.lost |= list.is_none();
                if from < to {
                    all.runs.push(Run { from, to, list: list.unwrap_or_default() });
                }
            }
            if all.runs.len() > MAX_RUNS {
                return Err(ReadError::Limit("格式信息过多".to_owned()));
            }
        }
        all.runs.sort_by_key(|run| (run.from, run.to));
        Ok(all)
    }

    /// The run at a place in the stream.
    pub(super) fn at(&self, fc: u32) -> Option<Run<'a>> {
        let after = self.runs.partition_point(|run| run.from <= fc);
        let run = *self.runs.get(after.checked_sub(1)?)?;
        (fc < run.to).then_some(run)
    }

    /// Where the next run after a place begins, if any does.
    pub(super) fn next_after(&self, fc: u32) -> Option<u32> {
        self.runs.get(self.runs.partition_point(|run| run.from <= fc)).map(|run| run.from)
    }
}
