//! A walk through OpenDocument content.
//!
//! Enters: the content and its styles. Leaves: lines, pictures and rules in reading order, in a [`Flow`]. The part is gone
//! through as a stream; what is open around the present place is a stack, so depth is bounded by the stream's own limit.

use super::style::{Resolved, Styles, length_mm};
use crate::ReadError;
use crate::flow::{Flow, RunLook, Writing, could_be_seal};
use crate::layout::{Hides, Part};
use crate::ooxml::Package;
use crate::pieces::{Piece, Pieces, Tag};

/// Lines of one document: some 1,200 pages.
const MAX_LINES: usize = 30_000;
/// Blanks that one element may stand for.
const MAX_BLANKS: usize = 100;

/// A document while it is walked through.
pub(super) struct Walk<'p, 'b> {
    pub(super) flow: Flow,
    /// Slides so far.
    pub(super) pages: u32,
    package: &'p mut Package<'b>,
    slides: bool,
    open: Vec<Open>,
    /// Paragraphs around the present place: a text box stands within one.
    writing: Vec<Writing>,
}

/// An open element.
#[derive(Debug, Clone, Copy)]
struct Open {
    look: RunLook,
    part: Part,
    /// Size of the frame around, in millimetres.
    size_mm: Option<(f64, f64)>,
    /// A frame shows the first picture it can, and others in its stead.
    pictured: bool,
    paragraph: bool,
    frame: bool,
}

impl<'p, 'b> Walk<'p, 'b> {
    pub(super) fn new(package: &'p mut Package<'b>, slides: bool) -> Self {
        Self { flow: Flow::default(), pages: 0, package, slides, open: Vec::new(), writing: Vec::new() }
    }

    /// Page headers and footers, of every master page: which of them the first page takes is the content's affair.
    ///
    /// # Errors
    /// As [`Pieces::next`].
    pub(super) fn master_pages(&mut self, text: &str, styles: &Styles) -> Result<(), ReadError> {
        let mut pieces = Pieces::of(text);
        while let Some(piece) = pieces.next()? {
            let Piece::Open(tag) = piece else { continue };
            let part = match tag.name().as_str() {
                "header" | "header-first" => Part::PageHeader,
                "footer" | "footer-first" => Part::PageFooter,
                _ => continue,
            };
            self.inside(&mut pieces, part, styles)?;
        }
        Ok(())
    }

    /// The text of the document.
    ///
    /// # Errors
    /// As [`Pieces::next`].
    pub(super) fn body(&mut self, text: &str, styles: &Styles) -> Result<(), ReadError> {
        let mut pieces = Pieces::of(text);
        while let Some(piece) = pieces.next()? {
            if matches!(&piece, Piece::Open(tag) if tag.is("body")) {
                self.inside(&mut pieces, Part::Body, styles)?;
            }
        }
        Ok(())
    }

    /// Everything up to the end of the element that was just opened.
    fn inside(&mut self, pieces: &mut Pieces<'_>, part: Part, styles: &Styles) -> Result<(), ReadError> {
        let root =
            Open { look: RunLook::default(), part, size_mm: None, pictured: false, paragraph: false, frame: false };
        self.open.push(root);
        while !self.open.is_empty() {
            match pieces.next()? {
                None => break,
                Some(Piece::Text(text)) => self.text(&text),
                Some(Piece::Close) => self.close(),
                Some(Piece::Open(tag)) if self.is_unseen(&tag, styles) => pieces.skip()?,
                Some(Piece::Open(tag)) => self.open(&tag, styles),
            }
            if self.flow.layout.lines.len() >= MAX_LINES {
                self.flow.blind("文字过多，只读取了前面的部分", Hides::Anything);
                break;
            }
        }
        while !self.open.is_empty() {
            self.close();
        }
        Ok(())
    }

    /// What its reader does not see: deleted text, comments, speaker's notes, hidden slides.
    fn is_unseen(&mut self, tag: &Tag<'_>, styles: &Styles) -> bool {
        if tag.is("page") && self.slides {
            self.pages = self.pages.saturating_add(1);
            let style = tag.attr("style-name").unwrap_or_default();
            return styles.resolve("drawing-page", &style).unseen;
        }
        let name = tag.name();
        ["tracked-changes", "annotation", "notes", "forms", "sequence-decls", "hidden-text", "binary-data"]
            .contains(&name.as_str())
            || matches!(name.as_str(), "desc" | "title")
    }

    fn open(&mut self, tag: &Tag<'_>, styles: &Styles) {
        let Some(&around) = self.open.last() else { return };
        let mut open = Open { pictured: false, paragraph: false, frame: false, ..around };
        let style = || tag.attr("style-name").unwrap_or_default();
        match tag.name().as_str() {
            "p" | "h" => {
                let resolved = styles.resolve("paragraph", &style());
                open.look = resolved.run;
                open.paragraph = true;
                if resolved.red_border {
                    self.flow.push_rule(None);
                }
                self.writing.push(Writing::paragraph(resolved.centred));
            }
            "span" | "a" => open.look = around.look.under(styles.resolve("text", &style()).run),
            "s" => {
                let count = tag.attr("c").and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
                self.text(&" ".repeat(count.min(MAX_BLANKS)));
            }
            "tab" => self.text(" "),
            "line-break" => {
                if let Some(writing) = self.writing.last_mut() {
                    writing.break_line();
                }
            }
            "frame" => {
                open.size_mm = size(tag);
                open.frame = true;
            }
            "text-box" if !self.slides => open.part = text_box(around.part),
            "image" => self.picture(tag, around),
            "object" | "object-ole" | "plugin" | "applet" => {
                self.flow.blind("文档中嵌有对象（表格、图表、公式或其他文件），内容没有读取", Hides::Anything);
            }
            name @ ("line" | "connector" | "rect" | "custom-shape" | "ellipse" | "circle" | "path" | "polygon"
            | "polyline" | "regular-polygon" | "measure") => {
                self.shape(name, tag, styles.resolve("graphic", &style()));
                if !self.slides {
                    open.part = text_box(around.part);
                }
            }
            _ => {}
        }
        self.open.push(open);
    }

    fn shape(&mut self, name: &str, tag: &Tag<'_>, style: Resolved) {
        let size = size(tag);
        if !style.red_shape || self.slides {
            return;
        }
        if matches!(name, "line" | "connector") {
            let place = |x: &str| tag.attr(x).and_then(|value| length_mm(&value));
            self.flow.push_rule(place("x2").zip(place("x1")).map(|(to, from)| (to - from).abs()));
        } else if could_be_seal(size, !matches!(name, "ellipse" | "circle")) {
            self.flow.drawn_seal();
        }
    }

    fn picture(&mut self, tag: &Tag<'_>, around: Open) {
        let frame = self.open.iter_mut().rev().find(|open| open.frame);
        let pictured = frame.map(|frame| std::mem::replace(&mut frame.pictured, true));
        if pictured == Some(true) {
            return;
        }
        let Some(address) = tag.attr("href") else {
            self.flow.missing_picture(false);
            return;
        };
        let name = address.trim_start_matches("./");
        match self.package.picture(name) {
            Some(head) => {
                let own_lines = self.writing.last().map_or(0, Writing::visible_lines);
                self.flow.push_picture(head, Some(name.to_owned()), around.size_mm, around.part, own_lines);
            }
            None => self.flow.missing_picture(address.contains("://") || address.starts_with("../")),
        }
    }

    fn text(&mut self, text: &str) {
        let (Some(open), Some(writing)) = (self.open.last(), self.writing.last_mut()) else { return };
        if open.look.hidden == Some(true) {
            return;
        }
        // Line ends of the file are blanks, ISO/IEC 26300-1, 6.1.2.
        writing.push(text, &open.look);
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if open.paragraph
            && let Some(writing) = self.writing.pop()
        {
            self.flow.push_lines(writing.finish(), open.part);
        }
    }
}

/// A text box in a page header belongs to the header.
fn text_box(around: Part) -> Part {
    if around == Part::Body { Part::TextBox } else { around }
}

fn size(tag: &Tag<'_>) -> Option<(f64, f64)> {
    let side = |name: &str| tag.attr(name).and_then(|value| length_mm(&value));
    side("width").zip(side("height"))
}
