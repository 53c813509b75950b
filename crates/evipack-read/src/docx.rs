//! DOCX (and DOTX, DOCM, DOTM) to a neutral layout.
//!
//! Enters: the bytes of an Office Open XML text document (ECMA-376, transitional or strict). Leaves: a [`FlowReading`]: the
//! visible lines with colour and size, pictures, red rules, and everything that could not be looked into. Only what a
//! reader of the printed document would see counts: each text once, no deleted or hidden text, no foreign file opened.
//!
//! The way: `package` opens parts, `xml` makes trees of them, `styles` and `colour` say what things look like, `body`,
//! `drawing` and `vml` walk them, `story` collects.

mod body;
mod colour;
mod drawing;
mod measure;
pub(crate) mod package;
mod story;
mod styles;
mod vml;
pub(crate) mod xml;

#[cfg(test)]
mod tests;

use self::colour::Theme;
use self::measure::word_mm;
use self::package::{Package, Relationships, Target, XmlPart};
use self::story::{Setting, Story};
use self::styles::{Styles, is_on};
use self::xml::{Id, Ns, ROOT, Tree};
use super::flow::{Flow, Writing};
use super::flow_reading::FlowReading;
use super::layout::{Hides, Part};
use super::ooxml::{Properties, is_signature, target_of, text_of};
use super::pictures_inside::{self, MAX_PICTURE};
use super::{File, ReadError, Reading};
use evipack_see::Recognizer;

/// Where the main part stands in every document whose relationships are lost.
const USUAL_MAIN_PART: &str = "word/document.xml";

/// The facts of a DOCX file.
///
/// # Errors
/// As [`read`].
pub(super) fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    Ok(read(file.bytes, file.recognizer)?.into())
}

/// Reads a DOCX; with a recogniser also the pixels of its pictures.
///
/// # Errors
/// [`ReadError::Damaged`] where the container or the main part cannot be read, [`ReadError::Encrypted`] where entries are
/// locked, [`ReadError::Limit`] where the container or the main part is too large. Damage in a lesser part is a gap and a
/// blind spot, not an error.
pub(crate) fn read(bytes: &[u8], recognizer: Option<&dyn Recognizer>) -> Result<FlowReading, ReadError> {
    let mut package = Package::open(bytes)?;
    let roots = package.relationships("");
    let (name, main) = main_part(&mut package, &roots)?;
    let relationships = package.relationships(&name);
    let mut reader = Reader { package, gaps: Vec::new(), flow: Flow::default() };

    let theme = reader.theme(&relationships);
    let styles = reader.styles(&relationships, &theme);
    let section = main.tree.all().find(|id| main.tree.is(*id, Ns::Word, "sectPr"));
    reader.flow.text_width_mm = section.and_then(|section| text_width_mm(&main.tree, section));
    let setting = Setting { styles: &styles, theme: &theme };

    reader.header_and_footer(&main.tree, section, "headerReference", &relationships, &setting);
    reader.main(&main, &relationships, &setting);
    reader.header_and_footer(&main.tree, section, "footerReference", &relationships, &setting);
    let properties = reader.properties(&roots);
    reader.signatures_and_macros();

    let Reader { mut package, mut gaps, mut flow } = reader;
    let embedded = match recognizer {
        Some(recognizer) => {
            let bytes_of = |name: &str| package.bytes(name, MAX_PICTURE);
            pictures_inside::look_at(bytes_of, &mut flow.layout, recognizer, &mut gaps)
        }
        None => Vec::new(),
    };
    let (created, application) = (properties.created, properties.application);
    Ok(FlowReading { created, application, ..FlowReading::of(flow, embedded, gaps) })
}

/// The main part: where the package relationships lead, else where documents usually keep it.
fn main_part(package: &mut Package<'_>, roots: &Relationships) -> Result<(String, XmlPart), ReadError> {
    let by_relationship = target_of(roots, "officeDocument").filter(|name| package.has(name));
    let name = by_relationship.or_else(|| main_by_content_type(package)).unwrap_or_else(|| USUAL_MAIN_PART.to_owned());
    match package.xml(&name)? {
        Some(part) if part.tree.is(ROOT, Ns::Word, "document") => Ok((name, part)),
        Some(_) => Err(ReadError::Damaged("主文档部件不是 Word 文档".into())),
        None => Err(ReadError::Damaged("缺少主文档部件".into())),
    }
}

fn main_by_content_type(package: &mut Package<'_>) -> Option<String> {
    let types = package.xml("[Content_Types].xml").ok()??.tree;
    let mut overrides = types.children(ROOT).filter_map(|id| {
        let kind = types.attr(id, "ContentType")?.to_ascii_lowercase();
        let is_main = kind.contains("word") && kind.ends_with(".main+xml");
        is_main.then(|| types.attr(id, "PartName")).flatten().map(str::to_owned)
    });
    overrides.find(|name| package.has(name))
}

/// Page width between the margins.
fn text_width_mm(tree: &Tree, section: Id) -> Option<f64> {
    let page = tree.child(section, Ns::Word, "pgSz").and_then(|id| tree.attr(id, "w")).and_then(word_mm)?;
    let margins = tree.child(section, Ns::Word, "pgMar");
    let margin = |name| margins.and_then(|id| tree.attr(id, name)).and_then(word_mm).unwrap_or(0.0);
    Some(page - margin("left") - margin("right")).filter(|mm| *mm > 0.0)
}

/// The parts of a reading while they come together.
struct Reader<'b> {
    package: Package<'b>,
    gaps: Vec<String>,
    flow: Flow,
}

impl<'b> Reader<'b> {
    /// A lesser part; where it is there and cannot be read, that is said.
    fn part(&mut self, name: &str, what: &str, hides: Option<Hides>) -> Option<XmlPart> {
        match self.package.xml(name) {
            Ok(part) => {
                if part.as_ref().is_some_and(|part| part.lossy) {
                    self.gaps.push(format!("{what}的文字编码有误"));
                }
                part
            }
            Err(error) => {
                self.gaps.push(format!("{what}无法读取：{error}"));
                if let Some(hides) = hides {
                    self.flow.blind(format!("{what}无法读取"), hides);
                }
                None
            }
        }
    }

    fn theme(&mut self, relationships: &Relationships) -> Theme {
        let name = target_of(relationships, "theme");
        // Word writes the plain value beside every theme colour: without the theme that value holds.
        let part = name.and_then(|name| self.part(&name, "主题部件", None));
        part.map(|part| Theme::read(&part.tree)).unwrap_or_default()
    }

    fn styles(&mut self, relationships: &Relationships, theme: &Theme) -> Styles {
        let name = target_of(relationships, "styles").unwrap_or_else(|| "word/styles.xml".to_owned());
        let part = self.part(&name, "样式部件", Some(Hides::Anything));
        part.map(|part| Styles::read(&part.tree, theme)).unwrap_or_default()
    }

    fn main(&mut self, main: &XmlPart, relationships: &Relationships, setting: &Setting<'_>) {
        if main.lossy {
            self.gaps.push("正文的文字编码有误".into());
            self.flow.blind("正文的文字编码有误，部分文字无法读取", Hides::Anything);
        }
        let root = ROOT;
        let mut story = self.story(&main.tree, relationships, setting, Part::Body);
        // A page background may be a picture of the whole letterhead.
        if let Some(background) = main.tree.child(root, Ns::Word, "background") {
            story.vml(background);
        }
        for body in main.tree.children(root).filter(|id| main.tree.is(*id, Ns::Word, "body")) {
            story.blocks(body);
        }
    }

    fn story<'s>(
        &'s mut self,
        tree: &'s Tree,
        relationships: &'s Relationships,
        setting: &'s Setting<'s>,
        part: Part,
    ) -> Story<'s, 'b> {
        Story {
            tree,
            setting,
            relationships,
            package: &mut self.package,
            flow: &mut self.flow,
            part,
            boxes: 0,
            table_style: None,
            fields: Vec::new(),
            writing: Writing::default(),
        }
    }

    /// Headers or footers of the first section: that of its first page where it has its own, then the usual one.
    fn header_and_footer(
        &mut self,
        tree: &Tree,
        section: Option<Id>,
        reference: &str,
        relationships: &Relationships,
        setting: &Setting<'_>,
    ) {
        let Some(section) = section else { return };
        let own_first_page = tree.child(section, Ns::Word, "titlePg").is_some_and(|id| is_on(tree, id));
        let (part, what) = match reference {
            "headerReference" => (Part::PageHeader, "页眉部件"),
            _ => (Part::PageFooter, "页脚部件"),
        };
        for kind in ["first", "default"] {
            if kind == "first" && !own_first_page {
                continue;
            }
            let referenced = tree
                .children(section)
                .find(|id| tree.is(*id, Ns::Word, reference) && tree.attr(*id, "type").unwrap_or("default") == kind);
            let id = referenced.and_then(|id| tree.attr_in(id, Ns::Relation, "id"));
            let Some(Target::Part(name)) = id.and_then(|id| relationships.get(id)).map(|found| &found.target) else {
                continue;
            };
            if let Some(read) = self.part(name, what, Some(Hides::Anything)) {
                let own = self.package.relationships(name);
                let root = ROOT;
                self.story(&read.tree, &own, setting, part).blocks(root);
            }
        }
    }

    /// Properties, and the page count that the last program to save it wrote down.
    fn properties(&mut self, roots: &Relationships) -> Properties {
        let mut properties = Properties::default();
        let core = target_of(roots, "core-properties").unwrap_or_else(|| "docProps/core.xml".to_owned());
        if let Some(part) = self.part(&core, "文档属性", None) {
            properties.created = text_of(&part.tree, "created");
        }
        let extended = target_of(roots, "extended-properties").unwrap_or_else(|| "docProps/app.xml".to_owned());
        if let Some(part) = self.part(&extended, "文档统计属性", None) {
            properties.application = text_of(&part.tree, "Application");
            let pages = text_of(&part.tree, "Pages").and_then(|pages| pages.parse().ok());
            self.flow.layout.pages = pages.filter(|pages| *pages > 0);
        }
        properties
    }

    fn signatures_and_macros(&mut self) {
        let signatures = self.package.names().filter(|name| is_signature(name)).count();
        self.flow.layout.signatures = u32::try_from(signatures).unwrap_or(u32::MAX);
        if self.package.names().any(|name| name.ends_with("vbaproject.bin")) {
            self.gaps.push("文档含有宏，宏未运行也未检查".into());
        }
    }
}
