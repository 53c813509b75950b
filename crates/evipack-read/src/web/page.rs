//! The text of a web page as its reader sees it.
//!
//! Enters: HTML. Leaves: [`Seen`]: visible lines with size and colour, the pictures shown, and what the page says of itself.
//! Tag soup is read as browsers read it; nothing is run, nothing is fetched. Elements nest to a bounded depth: what lies
//! deeper looks like what is around it.

use super::stated::Stated;
use super::style::{self, Look};
use crate::layout::{Hides, Part};
use crate::picture_head::{PictureHead, PictureKind};
use crate::transcript::Transcript;
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

/// Open elements whose look is kept: three times what the deepest pages of site builders nest. Every tag looks through them.
const MAX_OPEN: usize = 128;
/// Tags and texts of one page; a page of a thousand rows of table has some thirty thousand.
const MAX_TOKENS: usize = 2_000_000;
/// Pictures of one page that are listed.
const MAX_PICTURES: usize = 2_000;
/// Characters of a `<title>`.
const MAX_TITLE: usize = 500;

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) text: Transcript,
    pub(super) stated: Stated,
    /// Where the pictures shown are said to be (`src`), each once.
    pub(super) pictures: Vec<String>,
}

/// Elements that begin and end a line.
const BLOCKS: [&str; 42] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
    "summary",
];
/// Elements that have no content and no end.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements whose content nobody sees as text.
const UNSEEN: [&str; 9] =
    ["script", "style", "template", "noscript", "select", "datalist", "textarea", "noframes", "iframe"];
/// Elements that show what is not in the page's text.
const OPAQUE: [&str; 8] = ["iframe", "frame", "object", "embed", "applet", "canvas", "svg", "video"];
/// Elements whose look or place is taken back by a new one of the same kind, up to the table or list around it.
const SIBLINGS: [&str; 8] = ["li", "dd", "dt", "tr", "td", "th", "option", "p"];
const FENCES: [&str; 6] = ["table", "ul", "ol", "dl", "body", "select"];

/// Reads a page.
pub(super) fn read(html: &str) -> Seen {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut walk = Walk::default();
    for (number, token) in Tokenizer::new_with_emitter(html, emitter).enumerate() {
        if number >= MAX_TOKENS {
            walk.seen.text.flow.blind("网页过大，只读取了前面的部分", Hides::Anything);
            break;
        }
        match token {
            Ok(Token::StartTag(tag)) => walk.open(&tag),
            Ok(Token::EndTag(tag)) => walk.close(&text(&tag.name)),
            Ok(Token::String(string)) => walk.text(&text(&string.value)),
            Ok(Token::Comment(comment)) => walk.seen.stated.comment(&text(&comment.value)),
            Ok(Token::Doctype(_) | Token::Error(_)) => {}
            Err(never) => match never {},
        }
        if walk.seen.text.is_full() {
            break;
        }
    }
    let look = walk.look();
    walk.seen.text.end_line(Part::Body, look.centred);
    walk.seen
}

/// The tokenizer was given a string and cuts it at characters only.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[derive(Debug)]
struct Open {
    name: String,
    look: Look,
    unseen: bool,
    preformatted: bool,
}

#[derive(Debug, Default)]
struct Walk {
    seen: Seen,
    open: Vec<Open>,
    /// The text before was a blank: one is shown of many.
    blank: bool,
}

impl Walk {
    fn look(&self) -> Look {
        self.open.last().map_or_else(Look::default, |open| open.look)
    }

    fn open(&mut self, tag: &StartTag<()>) {
        let name = text(&tag.name);
        let get = |wanted: &str| tag.attributes.get(wanted.as_bytes()).and_then(|v| std::str::from_utf8(&v.value).ok());
        self.close_siblings(&name);
        let around = self.look();
        let (look, drawn) = style::look(&name, around, get);
        if BLOCKS.contains(&name.as_str()) {
            self.end_line();
        }
        if look.hidden {
            self.push(name, look, tag.self_closing);
            return;
        }
        if drawn.red_rule {
            self.seen.text.flow.push_rule(None);
        }
        if drawn.background {
            self.seen.text.flow.blind("网页有背景图片，内容没有查看", Hides::Anything);
        }
        if OPAQUE.contains(&name.as_str()) {
            self.seen.text.flow.blind("网页里有框架、插件、视频或矢量图，内容没有读取", Hides::Anything);
        }
        match name.as_str() {
            "img" => self.picture(get("src"), drawn.width_mm.zip(drawn.height_mm)),
            "input" if get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("image")) => {
                self.picture(get("src"), None);
            }
            "style" => self.style_sheet(),
            "link" if get("rel").is_some_and(|rel| rel.to_ascii_lowercase().contains("stylesheet")) => {
                self.style_sheet();
            }
            _ => {}
        }
        self.seen.stated.element(&name, get);
        self.push(name, look, tag.self_closing);
    }

    fn style_sheet(&mut self) {
        self.seen.text.flow.blind("网页用样式表规定颜色，没有逐一核对", Hides::Colour);
    }

    /// Keeps the element for its look, where it can have content.
    fn push(&mut self, name: String, look: Look, self_closing: bool) {
        let foreign = self_closing && !BLOCKS.contains(&name.as_str()) && name.contains(':');
        if VOID.contains(&name.as_str()) || foreign || self.open.len() >= MAX_OPEN {
            return;
        }
        let unseen = UNSEEN.contains(&name.as_str()) || self.open.last().is_some_and(|open| open.unseen);
        let preformatted = name == "pre" || self.open.last().is_some_and(|open| open.preformatted);
        self.open.push(Open { name, look, unseen, preformatted });
    }

    /// A new paragraph, cell or list entry ends the one before it, though nobody wrote its end.
    fn close_siblings(&mut self, name: &str) {
        let ends_paragraph = BLOCKS.contains(&name) && !matches!(name, "br" | "option");
        let ends = |open: &Open| match name {
            "td" | "th" => matches!(open.name.as_str(), "td" | "th"),
            "dd" | "dt" => matches!(open.name.as_str(), "dd" | "dt"),
            _ if SIBLINGS.contains(&name) => open.name == name,
            _ => false,
        } || ends_paragraph && open.name == "p";
        let fence = self.open.iter().rposition(|open| FENCES.contains(&open.name.as_str())).map_or(0, |at| at + 1);
        let inside = self.open.get(fence..).unwrap_or_default();
        if let Some(at) = inside.iter().rposition(ends) {
            self.end_line();
            self.open.truncate(fence + at);
        }
    }

    fn close(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            self.end_line();
        }
        // An end of what was never opened ends nothing.
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            self.open.truncate(at);
        }
    }

    fn text(&mut self, text: &str) {
        let Some(open) = self.open.last() else { return self.write(text, Look::default(), false) };
        match open.name.as_str() {
            "title" => {
                let room = MAX_TITLE.saturating_sub(self.seen.stated.title.chars().count());
                self.seen.stated.title.extend(text.chars().take(room));
            }
            _ if open.unseen || open.look.hidden || open.name == "head" || open.name == "html" && is_blank(text) => {}
            _ => {
                let (look, preformatted) = (open.look, open.preformatted);
                self.write(text, look, preformatted);
            }
        }
    }

    fn write(&mut self, text: &str, look: Look, preformatted: bool) {
        if preformatted {
            for (number, line) in text.split('\n').enumerate() {
                if number > 0 {
                    self.end_line();
                }
                self.seen.text.write(line, look.run());
            }
            return;
        }
        for word in text.split_inclusive(is_space) {
            let bare = word.trim_end_matches(is_space);
            if !bare.is_empty() {
                if self.blank && self.seen.text.has_ink() {
                    self.seen.text.write(" ", look.run());
                }
                self.seen.text.write(bare, look.run());
                self.blank = false;
            }
            self.blank |= bare.len() < word.len();
        }
    }

    fn end_line(&mut self) {
        let centred = self.look().centred;
        self.seen.text.end_line(Part::Body, centred);
        self.blank = false;
    }

    fn picture(&mut self, source: Option<&str>, size_mm: Option<(f64, f64)>) {
        let Some(source) = source.map(str::trim).filter(|source| !source.is_empty()) else { return };
        let known = self.seen.pictures.iter().any(|other| other == source);
        if known || self.seen.pictures.len() >= MAX_PICTURES {
            return;
        }
        self.seen.pictures.push(source.to_owned());
        // What the picture holds is told by its bytes, where they are in the file; here it only stands in its place.
        let head = PictureHead { kind: PictureKind::Raster, pixels: None };
        let own_line = usize::from(self.seen.text.has_ink());
        self.seen.text.flow.push_known_picture(head, None, size_mm, Part::Body, own_line);
    }
}

/// Blanks that a page folds into one; hard blanks are kept.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Layout;
    use proptest::prelude::*;

    fn layout(html: &str) -> Layout {
        read(html).text.finish().layout
    }

    fn lines(html: &str) -> Vec<String> {
        layout(html).lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn only_what_a_reader_sees_is_text() {
        let page = "<html><head><title>标题</title><style>p{color:red}</style><script>var a='<p>假</p>'</script></head>
            <body><p>一段  文字<span style='display:none'>藏起来</span>
            接着<br>第二行<p>没有结尾<div>块&nbsp;&amp;</div><table><tr><td>甲<td>乙</table><noscript>无</noscript>";
        assert_eq!(lines(page), ["一段 文字 接着", "第二行", "没有结尾", "块 &", "甲", "乙"]);
        assert_eq!(read(page).stated.title, "标题");
    }

    #[test]
    fn colour_and_size_hold_until_their_element_ends() {
        let page =
            "<div align=center><font color=red size=7>青岚县交通运输局文件</font></div><p>正文<hr color='#FF0000'>";
        let layout = layout(page);
        assert!(layout.lines[0].red && layout.lines[0].centred && layout.lines[0].size_pt >= 36.0);
        assert!(!layout.lines[1].red && !layout.lines[1].centred);
        assert_eq!(layout.red_rules.len(), 1);
    }

    #[test]
    fn what_is_not_in_the_text_is_a_blind_spot() {
        let why = |html: &str| layout(html).blind_spots.first().map(|spot| spot.hides);
        assert_eq!(why("<p>一<iframe src=a.html></iframe>"), Some(Hides::Anything));
        assert_eq!(why("<link rel=stylesheet href=a.css><p>一"), Some(Hides::Colour));
        assert_eq!(why("<p>一"), None);
    }

    #[test]
    fn deep_nesting_is_bounded() {
        let deep = format!("{}字{}", "<div><b>".repeat(200_000), "</b></div>".repeat(200_000));
        assert_eq!(lines(&deep), ["字"]);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(html in "([<>/=\"'a-z &;!-]|<(p|td|table|title|div|/p|/div|br|li|ul|img src=a)>|\\PC){0,120}") {
            read(&html);
        }
    }
}
