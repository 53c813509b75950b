//! Text of a story: paragraphs, runs, fields, tables.
//!
//! Enters: a tree and a place in it. Leaves: lines in reading order into the flow; drawings are handed to
//! `drawing` and `vml`. Deleted and hidden text is not there; of a field its result is, its instruction is not.

use super::measure::word_mm;
use super::story::Story;
use super::styles::{ParagraphLook, is_on};
use super::xml::{Id, Ns};
use crate::flow::{self, Borders, RunLook, Writing};
use crate::layout::Hides;

/// Properties and deleted or moved-away content: nothing in them is shown.
const NOT_SHOWN: [&str; 14] = [
    "pPr",
    "rPr",
    "sdtPr",
    "sdtEndPr",
    "sectPr",
    "tblPr",
    "tblGrid",
    "tcPr",
    "trPr",
    "del",
    "moveFrom",
    "instrText",
    "delText",
    "delInstrText",
];

/// More nested fields than any document has; deeper begins are ignored.
const MAX_FIELDS: usize = 64;

impl Story<'_, '_> {
    /// Walks block-level content: a body, a cell, a text box, a header.
    pub(super) fn blocks(&mut self, parent: Id) {
        for id in self.tree.kids(parent) {
            match (self.tree.ns(id), self.tree.name(id)) {
                (Ns::Word, "p") => self.paragraph(id),
                (Ns::Word, "tbl") => self.table(id),
                (Ns::Word, "altChunk") => self.flow.blind("文档嵌入了外部格式的片段（altChunk）", Hides::Anything),
                (Ns::Word, name) if NOT_SHOWN.contains(&name) => {}
                (Ns::Word, _) => self.blocks(id),
                _ => {}
            }
        }
    }

    /// Walks the content of a text box: its lines come before those of the paragraph that anchors it.
    pub(super) fn text_box(&mut self, content: Id) {
        let writing = std::mem::take(&mut self.writing);
        let fields = std::mem::take(&mut self.fields);
        let table_style = self.table_style.take();
        self.boxes += 1;
        self.blocks(content);
        self.boxes -= 1;
        self.table_style = table_style;
        self.fields = fields;
        self.writing = writing;
    }

    fn paragraph(&mut self, id: Id) {
        let properties = self.tree.child(id, Ns::Word, "pPr");
        let style = properties
            .and_then(|properties| self.tree.child(properties, Ns::Word, "pStyle"))
            .and_then(|style| self.tree.attr(style, "val"));
        let setting = self.setting;
        let table_style = self.table_style.as_deref();
        let base = setting.styles.run(table_style, style);
        let mut look = setting.styles.paragraph(table_style, style);
        if let Some(properties) = properties {
            look = look.under(ParagraphLook::read(self.tree, properties, setting.theme));
        }
        self.writing = Writing::paragraph(look.centred == Some(true));
        self.inline(id, base);
        let lines = std::mem::take(&mut self.writing).finish();
        self.push_lines(lines);
        if look.borders.has_red_rule() {
            let [left, right] = look.indent_mm.map(|side| side.unwrap_or(0.0));
            let text = self.flow.text_width_mm;
            self.flow.push_rule(text.map(|text| text - left - right));
        }
    }

    /// Walks what stands in a paragraph or in a wrapper around runs.
    fn inline(&mut self, parent: Id, base: RunLook) {
        for id in self.tree.kids(parent) {
            match (self.tree.ns(id), self.tree.name(id)) {
                (Ns::Word | Ns::Math, "r") => self.run(id, base),
                (Ns::Word, "subDoc") => self.flow.blind("文档引用了子文档，内容不在文件内", Hides::Anything),
                (Ns::Word, name) if NOT_SHOWN.contains(&name) => {}
                (Ns::Word | Ns::Math, _) => self.inline(id, base),
                (Ns::Word14, "contentPart") => self.ink(),
                _ => {}
            }
        }
    }

    pub(super) fn ink(&mut self) {
        self.flow.blind("文档中有手写墨迹", Hides::Anything);
    }

    fn run(&mut self, id: Id, base: RunLook) {
        let setting = self.setting;
        let mut look = base;
        // A run of a formula carries its own properties in `m:rPr` and those of the text in `w:rPr`.
        if let Some(properties) = self.tree.child(id, Ns::Word, "rPr") {
            let style = self.tree.child(properties, Ns::Word, "rStyle").and_then(|style| self.tree.attr(style, "val"));
            look = look.under(setting.styles.run_of(style));
            look = look.under(RunLook::read(self.tree, properties, setting.theme));
        }
        self.run_content(id, &look);
    }

    fn run_content(&mut self, parent: Id, look: &RunLook) {
        let tree = self.tree;
        let hidden = look.hidden == Some(true);
        for id in tree.kids(parent) {
            if tree.is(id, Ns::Word, "fldChar") {
                self.field(tree.attr(id, "fldCharType"));
                continue;
            }
            if hidden || self.in_nested_instruction() {
                continue;
            }
            match (tree.ns(id), tree.name(id)) {
                (Ns::Word | Ns::Math, "t") => self.writing.push(tree.text(id), look),
                (Ns::Word, "tab" | "ptab") => self.writing.push(" ", look),
                (Ns::Word, "br" | "cr") => self.writing.break_line(),
                (Ns::Word, "noBreakHyphen") => self.writing.push("-", look),
                (Ns::Word, "sym") => self.symbol(id, look),
                (Ns::Word, "drawing") => self.drawing(id),
                (Ns::Word, "pict") => self.vml(id),
                (Ns::Word, "object") => self.object(id),
                (Ns::Word, "ruby") => {
                    // The text that is explained; the small explanation above it is not read.
                    if let Some(text) = tree.child(id, Ns::Word, "rubyBase") {
                        self.inline(text, *look);
                    }
                }
                (Ns::Word14, "contentPart") => self.ink(),
                _ => {}
            }
        }
    }

    /// A character by its code in a symbol font; the usual marks of Wingdings get their Unicode, others a replacement.
    fn symbol(&mut self, id: Id, look: &RunLook) {
        let Some(code) = self.tree.attr(id, "char").and_then(|code| u32::from_str_radix(code, 16).ok()) else { return };
        self.writing.push(flow::symbol(code).encode_utf8(&mut [0; 4]), look);
    }

    fn field(&mut self, kind: Option<&str>) {
        match kind {
            Some("begin") if self.fields.len() < MAX_FIELDS => self.fields.push(true),
            Some("separate") => {
                if let Some(in_instruction) = self.fields.last_mut() {
                    *in_instruction = false;
                }
            }
            Some("end") => {
                self.fields.pop();
            }
            _ => {}
        }
    }

    /// Results of a field that stands inside another's instruction are not shown. Plain text after a `begin` that never
    /// separates is left visible: losing real text would be worse.
    fn in_nested_instruction(&self) -> bool {
        self.fields.split_last().is_some_and(|(_, around)| around.contains(&true))
    }

    fn table(&mut self, id: Id) {
        let tree = self.tree;
        let properties = tree.child(id, Ns::Word, "tblPr");
        let property = |name| properties.and_then(|properties| tree.child(properties, Ns::Word, name));
        let style = property("tblStyle").and_then(|style| tree.attr(style, "val")).map(str::to_owned);
        let theme = self.setting.theme;
        let own = property("tblBorders").map(|borders| Borders::read(tree, borders, theme)).unwrap_or_default();
        let borders = self.setting.styles.table_borders(style.as_deref()).under(own);
        let width_mm = self.table_width_mm(id, property("tblW"));
        if borders.has_red_rule() {
            self.flow.push_rule(width_mm);
        }
        let outer = std::mem::replace(&mut self.table_style, style);
        self.rows(id, width_mm);
        self.table_style = outer;
    }

    /// Rows may stand in content controls or revision marks.
    fn rows(&mut self, parent: Id, width_mm: Option<f64>) {
        let tree = self.tree;
        for id in tree.kids(parent) {
            match (tree.ns(id), tree.name(id)) {
                (Ns::Word, "tr") => {
                    let properties = tree.child(id, Ns::Word, "trPr");
                    let has = |name| properties.and_then(|properties| tree.child(properties, Ns::Word, name));
                    let shown = has("del").is_none() && !has("hidden").is_some_and(|hidden| is_on(tree, hidden));
                    if shown && self.cells(id) {
                        self.flow.push_rule(width_mm);
                    }
                }
                (Ns::Word, name) if NOT_SHOWN.contains(&name) => {}
                (Ns::Word, _) => self.rows(id, width_mm),
                _ => {}
            }
        }
    }

    /// Walks the cells of a row; says whether one of them draws a red line of its own above or below.
    fn cells(&mut self, parent: Id) -> bool {
        let tree = self.tree;
        let mut ruled = false;
        for id in tree.kids(parent) {
            match (tree.ns(id), tree.name(id)) {
                (Ns::Word, "tc") => {
                    let borders = tree
                        .child(id, Ns::Word, "tcPr")
                        .and_then(|properties| tree.child(properties, Ns::Word, "tcBorders"));
                    let theme = self.setting.theme;
                    ruled |= borders.is_some_and(|borders| Borders::read(tree, borders, theme).has_red_rule());
                    self.blocks(id);
                }
                (Ns::Word, name) if NOT_SHOWN.contains(&name) => {}
                (Ns::Word, _) => ruled |= self.cells(id),
                _ => {}
            }
        }
        ruled
    }

    fn table_width_mm(&self, table: Id, width: Option<Id>) -> Option<f64> {
        let tree = self.tree;
        let stated = width.and_then(|width| {
            let value = tree.attr(width, "w")?;
            match (tree.attr(width, "type"), value.strip_suffix('%')) {
                // Fiftieths of a percent (transitional), or a percentage (strict).
                (_, Some(percent)) => Some(percent.parse::<f64>().ok()? / 100.0 * self.flow.text_width_mm?),
                (Some("pct"), None) => Some(value.parse::<f64>().ok()? / 5000.0 * self.flow.text_width_mm?),
                (Some("dxa"), None) => word_mm(value),
                _ => None,
            }
        });
        stated.filter(|mm| mm.is_finite() && *mm > 0.0).or_else(|| {
            let grid = tree.child(table, Ns::Word, "tblGrid")?;
            let columns = tree.children(grid).filter_map(|column| tree.attr(column, "w").and_then(word_mm));
            Some(columns.sum::<f64>()).filter(|mm| *mm > 0.0)
        })
    }
}
