//! A presentation (PPTX and its kin, WPS's DPS in the same container) → facts.
//!
//! Enters: the bytes of an Office Open XML presentation (ECMA-376). Leaves: the text of its slides in their order, and the
//! photos on them. What stands on masters and layouts is the template and not counted. Slides are no issued document
//! (`rules/issued.rs`).

use super::docx::xml::{Id, Ns, ROOT, Tree};
use super::elements::{Origin, document_facts};
use super::embedded;
use super::flow::{Flow, Rgb, RunLook, Writing};
use super::layout::{Hides, Part};
use super::odf::shown;
use super::ooxml::{self, Package, Relationships, Target};
use super::{File, ReadError, Reading};
use evipack_core::facts::{Basis, Kind};

/// Where the presentation stands where its relationships are lost.
const USUAL_PRESENTATION: &str = "ppt/presentation.xml";
/// Slides of one presentation that are read.
const MAX_SLIDES: usize = 1_000;
/// Lines of one presentation.
const MAX_LINES: usize = 30_000;
/// Groups within groups.
const MAX_DEPTH: usize = 64;
/// Type of text that says nothing of its size, ECMA-376-1, 21.1.2.3.9 (sz: 1800 hundredths).
const DEFAULT_PT: f64 = 18.0;
/// Title of a slide that says nothing of its size: that of the usual masters.
const TITLE_PT: f64 = 44.0;

/// Reads a presentation.
///
/// # Errors
/// [`ReadError::Damaged`] where the container or the list of slides cannot be read, [`ReadError::Encrypted`],
/// [`ReadError::Limit`]. Damage in one slide is a gap.
pub(crate) fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    let mut package = Package::open(file.bytes)?;
    let roots = package.relationships("");
    let main = ooxml::target_of(&roots, "officeDocument").filter(|name| package.has(name));
    let main = main.unwrap_or_else(|| USUAL_PRESENTATION.to_owned());
    let list = package.xml(&main)?.ok_or_else(|| ReadError::Damaged("缺少演示文稿部件".into()))?.tree;
    if list.name(ROOT) != "presentation" {
        return Err(ReadError::Damaged("演示文稿部件不是演示文稿".into()));
    }
    let relationships = package.relationships(&main);
    let slides = list.all().filter(|id| list.name(*id) == "sldId");
    let slides: Vec<&str> = slides.filter_map(|id| list.attr_in(id, Ns::Relation, "id")).take(MAX_SLIDES + 1).collect();
    let mut deck = Deck { package, flow: Flow::default(), hidden: 0, notes: 0, gaps: Vec::new() };
    if slides.len() > MAX_SLIDES {
        deck.gap("幻灯片过多，没有全部读取");
    }
    for id in slides.iter().take(MAX_SLIDES) {
        match relationships.get(*id).map(|relationship| &relationship.target) {
            Some(Target::Part(name)) => deck.slide(name),
            _ => deck.gap("有幻灯片丢失"),
        }
    }
    deck.notices();
    let Deck { mut package, mut flow, gaps, .. } = deck;
    flow.layout.pages = u32::try_from(slides.len()).ok().filter(|slides| *slides > 0);
    let names = flow.layout.pictures.iter().filter_map(|picture| picture.name.clone()).collect::<Vec<_>>();
    let pictures = shown(&mut package, names.into_iter());
    let counted = embedded::photos_like(&pictures);
    let photos = if file.recognizer.is_some() { embedded::photos_among(pictures) } else { Vec::new() };
    let said = ooxml::properties(&mut package, &roots);
    let origin = Origin { basis: Some(Basis::Properties), software: said.application, created: said.created };
    let facts = document_facts(&flow.layout, false, counted, origin);
    Ok(Reading { embedded: photos, ..Reading::document(Kind::Document, flow.layout, facts, gaps) })
}

/// A presentation while it is read.
struct Deck<'b> {
    package: Package<'b>,
    flow: Flow,
    hidden: u32,
    notes: u32,
    gaps: Vec<String>,
}

impl Deck<'_> {
    fn gap(&mut self, why: impl Into<String>) {
        const MOST: usize = 20;
        let why = why.into();
        self.flow.blind(why.clone(), Hides::Anything);
        if self.gaps.len() < MOST && !self.gaps.contains(&why) {
            self.gaps.push(why);
        }
    }

    fn slide(&mut self, name: &str) {
        if self.flow.layout.lines.len() >= MAX_LINES {
            self.gap("文字过多，只读取了前面的部分");
            return;
        }
        let tree = match self.package.xml(name) {
            Ok(Some(part)) => {
                if part.lossy {
                    self.gap("幻灯片的文字编码有误");
                }
                part.tree
            }
            Ok(None) => return self.gap("有幻灯片丢失"),
            Err(error) => return self.gap(format!("有幻灯片无法读取：{error}")),
        };
        self.hidden += u32::from(tree.attr(ROOT, "show").is_some_and(|show| matches!(show, "0" | "false")));
        let relationships = self.package.relationships(name);
        self.notes += u32::from(relationships.values().any(|relationship| relationship.kind == "notesSlide"));
        let root = tree.all().find(|id| tree.name(*id) == "spTree");
        if let Some(root) = root {
            self.shapes(&tree, root, &relationships, 0);
        }
    }

    /// The shapes of a slide or group, in their order.
    fn shapes(&mut self, tree: &Tree, parent: Id, relationships: &Relationships, depth: usize) {
        if depth > MAX_DEPTH {
            return self.gap("幻灯片中的组合嵌套过深");
        }
        for id in tree.kids(parent) {
            match tree.name(id) {
                "sp" | "cxnSp" => {
                    self.picture(tree, id, relationships);
                    if let Some(body) = tree.child_named(id, "txBody")
                        && placeholder(tree, id) != Some("sldNum")
                    {
                        self.text(tree, body, placeholder(tree, id));
                    }
                }
                "grpSp" => self.shapes(tree, id, relationships, depth + 1),
                "pic" => self.picture(tree, id, relationships),
                "graphicFrame" => self.frame(tree, id),
                "contentPart" => self.gap("幻灯片中有墨迹，内容没有读取"),
                _ => {}
            }
        }
    }

    /// The picture that a shape shows or is filled with.
    fn picture(&mut self, tree: &Tree, shape: Id, relationships: &Relationships) {
        let fills = tree.kids(shape).into_iter().filter(|id| matches!(tree.name(*id), "blipFill" | "spPr"));
        let blip = fills.flat_map(|fill| descend(tree, fill)).find(|id| tree.is(*id, Ns::Drawing, "blip"));
        let moving = descend(tree, shape).into_iter().any(|id| matches!(tree.name(id), "videoFile" | "audioFile"));
        if moving {
            self.gap("演示文稿里有视频或声音，没有查看");
        }
        let Some(blip) = blip else { return };
        let embedded = tree.attr_in(blip, Ns::Relation, "embed").and_then(|id| relationships.get(id));
        let Some(Target::Part(name)) = embedded.map(|relationship| &relationship.target) else {
            return self.flow.missing_picture(true);
        };
        match self.package.picture(name) {
            Some(head) => self.flow.push_picture(head, Some(name.clone()), None, Part::Body, 0),
            None => self.flow.missing_picture(false),
        }
    }

    /// A table; charts, diagrams and objects are there and not read.
    fn frame(&mut self, tree: &Tree, frame: Id) {
        let inside = descend(tree, frame);
        if !inside.iter().any(|id| tree.is(*id, Ns::Drawing, "tbl")) {
            self.gap("幻灯片中有图表、图示或嵌入的对象，内容没有读取");
        }
        for cell in inside.into_iter().filter(|id| tree.is(*id, Ns::Drawing, "txBody")) {
            self.text(tree, cell, None);
        }
    }

    fn text(&mut self, tree: &Tree, body: Id, placeholder: Option<&str>) {
        let is_title = placeholder.is_some_and(|kind| matches!(kind, "title" | "ctrTitle"));
        let usual = if is_title { TITLE_PT } else { DEFAULT_PT };
        for paragraph in tree.children(body).filter(|id| tree.is(*id, Ns::Drawing, "p")) {
            let align = tree.child(paragraph, Ns::Drawing, "pPr").and_then(|id| tree.attr(id, "algn"));
            let mut writing = Writing::paragraph(is_title || align == Some("ctr"));
            for run in tree.kids(paragraph) {
                match tree.name(run) {
                    "r" | "fld" => {
                        let look = look(tree, run, usual);
                        let text = tree.child(run, Ns::Drawing, "t").map(|id| tree.text(id)).unwrap_or_default();
                        writing.push(text, &look);
                    }
                    "br" => writing.break_line(),
                    "m" | "oMath" => self.flow.blind("幻灯片中有公式，内容没有读取", Hides::Text),
                    _ => {}
                }
            }
            self.flow.push_lines(writing.finish(), Part::Body);
        }
    }

    /// What its reader does not see at once.
    fn notices(&mut self) {
        let parts = [(self.hidden, "张隐藏的幻灯片"), (self.notes, "页备注")];
        let said: Vec<String> =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        if !said.is_empty() {
            self.gaps.push(format!("演示文稿有 {}，放映时看不到，提交或公开前请人工查看", said.join("、")));
        }
        if self.package.names().any(|name| name.ends_with("vbaproject.bin")) {
            self.gaps.push("演示文稿含有宏，宏未运行也未检查".to_owned());
        }
        let signatures = self.package.names().filter(|name| ooxml::is_signature(name)).count();
        self.flow.layout.signatures = u32::try_from(signatures).unwrap_or(u32::MAX);
    }
}

/// The kind of placeholder that a shape fills.
fn placeholder(tree: &Tree, shape: Id) -> Option<&str> {
    let properties = tree.child_named(shape, "nvSpPr").and_then(|id| tree.child_named(id, "nvPr"))?;
    tree.child_named(properties, "ph").map(|id| tree.attr(id, "type").unwrap_or("obj"))
}

/// The look of a run by its own words; colours of the theme are none of the reds that matter here.
fn look(tree: &Tree, run: Id, usual: f64) -> RunLook {
    let properties = tree.child(run, Ns::Drawing, "rPr");
    let hundredths = properties.and_then(|id| tree.attr(id, "sz")).and_then(|size| size.parse::<f64>().ok());
    let fill = properties.and_then(|id| tree.child(id, Ns::Drawing, "solidFill"));
    let colour = fill.and_then(|id| tree.child(id, Ns::Drawing, "srgbClr")).and_then(|id| tree.attr(id, "val"));
    let size_pt = Some(hundredths.map_or(usual, |size| size / 100.0));
    RunLook { ink: colour.and_then(rgb), size_pt, hidden: None }
}

fn rgb(hex: &str) -> Option<Rgb> {
    let [_, r, g, b] = u32::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 6)?.to_be_bytes();
    Some([r, g, b])
}

/// Everything inside an element, as its reader sees it, in document order.
fn descend(tree: &Tree, id: Id) -> Vec<Id> {
    let mut found = Vec::new();
    let mut waiting = tree.kids(id);
    waiting.reverse();
    while let Some(next) = waiting.pop() {
        found.push(next);
        let from = waiting.len();
        waiting.extend(tree.kids(next));
        waiting[from..].reverse();
    }
    found
}

#[cfg(test)]
mod tests;
