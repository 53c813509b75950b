//! The style sheet: what a paragraph or run looks like before anything is said directly ([MS-DOC] 2.9.271).
//!
//! Enters: the style sheet. Leaves: [`Styles`], each style merged with what it is based on.

use super::look::{CharacterLook, ParagraphLook};
use crate::flow::RunLook;
use crate::little_endian::u16_at;

/// 2.9.260: numbers of styles are below 4095, which says "none".
const NO_STYLE: u16 = 0x0FFF;
/// Longest chain of styles that is followed, several times what Word's own dialog allows. Cycles end here too.
const MAX_CHAIN: usize = 32;
/// 2.9.259: the head of a style description in every version, and of a style the kind is a paragraph's.
const PARAGRAPH: u16 = 1;
const CHARACTER: u16 = 2;
const TABLE: u16 = 3;

/// One style, as its own level says.
#[derive(Debug, Clone, Copy, Default)]
struct Style<'a> {
    based_on: Option<u16>,
    paragraph: &'a [u8],
    run: &'a [u8],
    /// Its description ends early.
    lost: bool,
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles<'a> {
    own: Vec<Style<'a>>,
    merged: Vec<Merged>,
}

/// A style with everything that it is based on.
#[derive(Debug, Clone, Copy, Default)]
struct Merged {
    run: RunLook,
    paragraph: ParagraphLook,
    lost: bool,
}

impl<'a> Styles<'a> {
    pub(super) fn read(sheet: &'a [u8]) -> Self {
        let mut styles = Self::default();
        if sheet.is_empty() {
            return styles;
        }
        let head = usize::from(u16_at(sheet, 0).unwrap_or(0));
        let count = usize::from(u16_at(sheet, 2).unwrap_or(0).min(NO_STYLE));
        let base_len = usize::from(u16_at(sheet, 4).unwrap_or(0));
        let mut at = 2 + head;
        for _ in 0..count {
            let Some(len) = u16_at(sheet, at) else {
                styles.own.push(Style { lost: true, ..Style::default() });
                continue;
            };
            let end = at + 2 + usize::from(len);
            let bytes = sheet.get(at + 2..end.min(sheet.len())).unwrap_or_default();
            styles.own.push(Style { lost: end > sheet.len(), ..style(bytes, base_len) });
            at = end;
        }
        styles.merge();
        styles
    }

    /// Puts every style on top of what it is based on; each list is read once, however the styles refer to one another.
    fn merge(&mut self) {
        let mut merged: Vec<Option<Merged>> = vec![None; self.own.len()];
        for index in 0..self.own.len() {
            let mut chain = Vec::new();
            let mut next = Some(index);
            while let Some(at) = next.filter(|at| chain.len() < MAX_CHAIN && matches!(merged.get(*at), Some(None))) {
                chain.push(at);
                next = self.own.get(at).and_then(|style| style.based_on).map(usize::from);
            }
            let mut below = next.and_then(|at| merged.get(at).copied().flatten()).unwrap_or_default();
            for at in chain.into_iter().rev() {
                let Some(style) = self.own.get(at) else { continue };
                let mut run = CharacterLook { run: below.run, ..CharacterLook::default() };
                run.put(style.run, below.run, &Styles::default());
                below.run = run.run;
                below.paragraph.put(style.paragraph);
                below.lost |= style.lost;
                if let Some(place) = merged.get_mut(at) {
                    *place = Some(below);
                }
            }
        }
        self.merged = merged.into_iter().map(Option::unwrap_or_default).collect();
    }

    /// What a style says about runs.
    pub(super) fn run(&self, style: u16) -> RunLook {
        self.merged.get(usize::from(style)).map(|merged| merged.run).unwrap_or_default()
    }

    /// What a style says about paragraphs.
    pub(super) fn paragraph(&self, style: u16) -> ParagraphLook {
        self.merged.get(usize::from(style)).map(|merged| merged.paragraph).unwrap_or_default()
    }

    /// Whether what a style says is not wholly known.
    pub(super) fn is_lost(&self, style: u16) -> bool {
        self.merged.get(usize::from(style)).is_some_and(|merged| merged.lost)
    }
}

/// A style description: head, name, then the property lists (2.9.258). `base_len`: length of the head, by the sheet.
fn style(bytes: &[u8], base_len: usize) -> Style<'_> {
    let (Some(kind_and_base), Some(lists)) = (u16_at(bytes, 2), u16_at(bytes, 4)) else { return Style::default() };
    let based_on = Some(kind_and_base >> 4).filter(|style| *style != NO_STYLE);
    let mut style = Style { based_on, ..Style::default() };
    // The name is counted in characters and closed by a null.
    let name = usize::from(u16_at(bytes, base_len).unwrap_or(0));
    let mut at = base_len + 2 + 2 * name + 2;
    for index in 0..lists & 0xF {
        let Some(len) = u16_at(bytes, at) else { break };
        let list = bytes.get(at + 2..at + 2 + usize::from(len)).unwrap_or_default();
        match (kind_and_base & 0xF, index) {
            // The number of the style itself comes first.
            (PARAGRAPH, 0) | (TABLE, 1) => style.paragraph = list.get(2..).unwrap_or_default(),
            (PARAGRAPH, 1) | (CHARACTER, 0) | (TABLE, 2) => style.run = list,
            _ => {}
        }
        // Lists begin at even places.
        at += 2 + usize::from(len) + usize::from(len % 2);
    }
    style
}

/// The number of a paragraph's style, and its own property list.
pub(super) fn style_and_list(paragraph: &[u8]) -> (u16, &[u8]) {
    let style = u16_at(paragraph, 0).unwrap_or(0);
    (style, paragraph.get(2..).unwrap_or_default())
}

/// A property list kept in the data stream for want of room: its length, then the list ([MS-DOC] 2.9.209).
pub(super) fn longer_list(data: &[u8], at: u32) -> Option<&[u8]> {
    let at = at as usize;
    let len = usize::from(u16_at(data, at)?);
    data.get(at.checked_add(2)?..at.checked_add(2 + len)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_says_what_it_is_based_on_says() {
        fn described(base: u16, kind: u16, lists: &[&[u8]]) -> Vec<u8> {
            let mut std = Vec::new();
            for word in [0, kind | base << 4, lists.len() as u16, 0, 0, 0] {
                std.extend(u16::to_le_bytes(word));
            }
            // An empty name: count 0 (written above as the sixth word is its count) and its null.
            std.extend([0, 0]);
            for list in lists {
                std.extend(u16::to_le_bytes(list.len() as u16));
                std.extend(*list);
                std.resize(std.len() + list.len() % 2, 0);
            }
            [u16::to_le_bytes(std.len() as u16).to_vec(), std].concat()
        }
        let red = [0x42, 0x2A, 6];
        let large = [0x43, 0x4A, 44, 0];
        let centred = [1, 0, 0x03, 0x24, 1];
        let mut sheet = Vec::new();
        for word in [6u16, 3, 10, 0] {
            sheet.extend(word.to_le_bytes());
        }
        sheet.extend(described(NO_STYLE, PARAGRAPH, &[&[0, 0], &red]));
        sheet.extend(described(0, PARAGRAPH, &[&centred, &large]));
        sheet.extend([0, 0]);
        let styles = Styles::read(&sheet);
        let look = styles.run(1);
        assert_eq!((look.ink, look.size_pt), (Some([255, 0, 0]), Some(22.0)));
        assert_eq!(styles.paragraph(1).centred, Some(true));
        assert_eq!(styles.run(2), RunLook::default());
        assert_eq!(styles.run(4000), RunLook::default());
        assert!(!styles.is_lost(0) && !styles.is_lost(1));
        let cut = Styles::read(&sheet[..sheet.len() - 6]);
        assert!(!cut.is_lost(0) && cut.is_lost(1));
    }
}
