//! Styles: what a paragraph, run or table looks like before anything is said directly.
//!
//! Enters: the styles part, and property elements wherever they stand. Leaves: [`RunLook`], [`ParagraphLook`] and
//! [`Borders`], merged along `basedOn` chains down to the document defaults (ECMA-376-1, 17.7.2). Conditional parts of
//! table styles (first row, banding) are not resolved.

use std::collections::HashMap;

use super::colour::Theme;
use super::measure::{type_size_pt, word_mm};
use super::xml::{Id, Ns, ROOT, Tree};
use crate::flow::{Borders, RunLook};
use crate::layout::is_red;

/// Longest `basedOn` chain that is followed, several times what Word's own dialog allows. Cycles end here too.
const MAX_CHAIN: usize = 32;

impl RunLook {
    /// Reads `w:rPr`.
    pub(super) fn read(tree: &Tree, properties: Id, theme: &Theme) -> Self {
        let mut look = Self::default();
        for id in tree.kids(properties) {
            match (tree.ns(id), tree.name(id)) {
                (Ns::Word, "color") => look.ink = look.ink.or(theme.word(tree, id, "val")),
                (Ns::Word, "sz") => look.size_pt = tree.attr(id, "val").and_then(type_size_pt),
                (Ns::Word, "vanish") => look.hidden = Some(is_on(tree, id)),
                _ => {}
            }
        }
        // The effect follows the plain colour in schema order, yet wins in any order.
        if let Some(effect) = tree.children(properties).find(|id| tree.is(*id, Ns::Word14, "textFill")) {
            look.ink = theme.paint(tree, effect).ink_or(|| None).or(look.ink);
        }
        look
    }
}

/// What a paragraph looks like; `None` where this level says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct ParagraphLook {
    pub(super) centred: Option<bool>,
    pub(super) borders: Borders,
    /// Indents from the left and right edge of the text, in millimetres.
    pub(super) indent_mm: [Option<f64>; 2],
}

impl ParagraphLook {
    /// Reads `w:pPr`.
    pub(super) fn read(tree: &Tree, properties: Id, theme: &Theme) -> Self {
        let mut look = Self::default();
        for id in tree.children(properties).filter(|id| tree.ns(*id) == Ns::Word) {
            match tree.name(id) {
                "jc" => look.centred = tree.attr(id, "val").map(|value| value == "center"),
                "pBdr" => look.borders = Borders::read(tree, id, theme),
                "ind" => {
                    let side = |names: [&str; 2]| names.iter().find_map(|name| tree.attr(id, name)).and_then(word_mm);
                    look.indent_mm = [side(["left", "start"]), side(["right", "end"])];
                }
                _ => {}
            }
        }
        look
    }

    /// This look with everything that `stronger` says.
    pub(super) fn under(self, stronger: Self) -> Self {
        Self {
            centred: stronger.centred.or(self.centred),
            borders: self.borders.under(stronger.borders),
            indent_mm: [0, 1].map(|side| stronger.indent_mm[side].or(self.indent_mm[side])),
        }
    }
}

impl Borders {
    /// Reads `w:pBdr`, `w:tblBorders` or `w:tcBorders`.
    pub(super) fn read(tree: &Tree, borders: Id, theme: &Theme) -> Self {
        let side = |names: &[&str]| {
            let id = tree.children(borders).find(|id| names.contains(&tree.name(*id)))?;
            let drawn = !matches!(tree.attr(id, "val"), None | Some("nil" | "none"));
            Some(drawn && theme.word(tree, id, "color").is_some_and(is_red))
        };
        Self {
            top: side(&["top"]),
            bottom: side(&["bottom"]),
            between: side(&["between", "insideH"]),
            left: side(&["left", "start"]),
            right: side(&["right", "end"]),
        }
    }
}

/// One style, as its own level says.
#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    run: RunLook,
    paragraph: ParagraphLook,
    table_borders: Borders,
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    run_default: RunLook,
    paragraph_default: ParagraphLook,
    default_paragraph: Option<String>,
    by_id: HashMap<String, Style>,
}

impl Styles {
    /// Reads a styles part.
    pub(super) fn read(tree: &Tree, theme: &Theme) -> Self {
        let mut styles = Self::default();
        for id in tree.children(ROOT).filter(|id| tree.ns(*id) == Ns::Word) {
            match tree.name(id) {
                "docDefaults" => {
                    let inner = |outer, name| tree.child(tree.child(id, Ns::Word, outer)?, Ns::Word, name);
                    if let Some(run) = inner("rPrDefault", "rPr") {
                        styles.run_default = RunLook::read(tree, run, theme);
                    }
                    if let Some(paragraph) = inner("pPrDefault", "pPr") {
                        styles.paragraph_default = ParagraphLook::read(tree, paragraph, theme);
                    }
                }
                "style" => styles.add(tree, id, theme),
                _ => {}
            }
        }
        styles
    }

    fn add(&mut self, tree: &Tree, id: Id, theme: &Theme) {
        let Some(name) = tree.attr(id, "styleId") else { return };
        let child = |wanted| tree.child(id, Ns::Word, wanted);
        let table_borders = child("tblPr")
            .and_then(|table| tree.child(table, Ns::Word, "tblBorders"))
            .map(|borders| Borders::read(tree, borders, theme));
        let style = Style {
            based_on: child("basedOn").and_then(|base| tree.attr(base, "val")).map(str::to_owned),
            run: child("rPr").map(|run| RunLook::read(tree, run, theme)).unwrap_or_default(),
            paragraph: child("pPr").map(|para| ParagraphLook::read(tree, para, theme)).unwrap_or_default(),
            table_borders: table_borders.unwrap_or_default(),
        };
        let is_default = matches!(tree.attr(id, "default"), Some("1" | "true" | "on"));
        if is_default && tree.attr(id, "type") == Some("paragraph") {
            self.default_paragraph = Some(name.to_owned());
        }
        self.by_id.insert(name.to_owned(), style);
    }

    /// The style and what it is based on, nearest first.
    fn chain<'a>(&'a self, id: Option<&str>) -> impl Iterator<Item = &'a Style> {
        let first = id.and_then(|id| self.by_id.get(id));
        std::iter::successors(first, |style| self.by_id.get(style.based_on.as_deref()?)).take(MAX_CHAIN)
    }

    /// The look of a run that says nothing itself: defaults, table style, paragraph style.
    pub(super) fn run(&self, table: Option<&str>, paragraph: Option<&str>) -> RunLook {
        let paragraph = self.known_paragraph(paragraph);
        self.run_default.under(self.run_of(table)).under(self.run_of(paragraph))
    }

    /// What a style alone says about runs.
    pub(super) fn run_of(&self, style: Option<&str>) -> RunLook {
        self.chain(style).fold(RunLook::default(), |stronger, base| base.run.under(stronger))
    }

    /// The look of a paragraph that says nothing itself.
    pub(super) fn paragraph(&self, table: Option<&str>, paragraph: Option<&str>) -> ParagraphLook {
        let of =
            |style| self.chain(style).fold(ParagraphLook::default(), |stronger, base| base.paragraph.under(stronger));
        self.paragraph_default.under(of(table)).under(of(self.known_paragraph(paragraph)))
    }

    /// Borders that a table style draws.
    pub(super) fn table_borders(&self, table: Option<&str>) -> Borders {
        self.chain(table).fold(Borders::default(), |stronger, base| base.table_borders.under(stronger))
    }

    /// An unknown or missing style means the default one.
    fn known_paragraph<'a>(&'a self, id: Option<&'a str>) -> Option<&'a str> {
        id.filter(|id| self.by_id.contains_key(*id)).or(self.default_paragraph.as_deref())
    }
}

/// An on/off property: present means on, unless its value says otherwise.
pub(super) fn is_on(tree: &Tree, id: Id) -> bool {
    !matches!(tree.attr(id, "val"), Some("0" | "false" | "off"))
}
