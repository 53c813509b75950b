//! One document of an OFD container: its pages, templates, annotations and resources, by location.
//!
//! Enters: `Document.xml`. Leaves: a [`Document`] that pages can be drawn from. Lesser parts that are missing or damaged are
//! said, because they may hold what is then not seen.

use super::package::{Package, resolve};
use super::page::rectangle;
use super::resources::Resources;
use crate::ReadError;
use crate::docx::xml::{Id, ROOT, Tree};
use std::collections::HashMap;

/// Annotation parts of one document.
const MAX_ANNOTATION_PARTS: usize = 2_000;

/// A document's parts.
pub(super) struct Document {
    pub(super) pages: Vec<PageRef>,
    /// Locations of template pages by id.
    pub(super) templates: HashMap<String, String>,
    /// Locations of annotations by the id of their page.
    pub(super) annotations: HashMap<String, Vec<String>>,
    pub(super) resources: Resources,
    /// The usual page in millimetres: x, y, width, height.
    pub(super) page_box: Option<[f64; 4]>,
    /// What could not be read, in Chinese; it may hold anything.
    pub(super) gaps: Vec<String>,
    pub(super) attachments: bool,
}

/// A page of a document.
#[derive(Debug, Clone)]
pub(super) struct PageRef {
    pub(super) id: String,
    pub(super) location: String,
}

impl Document {
    /// # Errors
    /// [`ReadError::Damaged`] where the document's main part is missing or no XML; limits and locks as they are.
    pub(super) fn open(package: &mut Package<'_>, location: &str) -> Result<Self, ReadError> {
        let tree = package.xml(location)?.ok_or_else(|| ReadError::Damaged("缺少文档部件".to_owned()))?;
        let common = tree.child_named(ROOT, "CommonData").unwrap_or(ROOT);
        let mut document = Self {
            pages: Vec::new(),
            templates: HashMap::new(),
            annotations: HashMap::new(),
            resources: Resources::default(),
            page_box: page_box(&tree, common, "PageArea"),
            gaps: Vec::new(),
            attachments: tree.child_named(ROOT, "Attachments").is_some(),
        };
        document.resources.default_space(tree.child_named(common, "DefaultCS").map(|id| tree.text(id).trim()));
        for id in tree.children(common) {
            match tree.name(id) {
                "PublicRes" | "DocumentRes" => {
                    let part = resolve(location, tree.text(id));
                    if !document.resources.add(package, &part) {
                        document.gaps.push("文档资源缺失或损坏".to_owned());
                    }
                }
                "TemplatePage" => {
                    if let (Some(number), Some(base)) = (tree.attr(id, "ID"), tree.attr(id, "BaseLoc")) {
                        document.templates.insert(number.to_owned(), resolve(location, base));
                    }
                }
                _ => {}
            }
        }
        if let Some(pages) = tree.child_named(ROOT, "Pages") {
            let page = |id: Id| {
                let base = tree.attr(id, "BaseLoc")?;
                Some(PageRef { id: tree.attr(id, "ID")?.to_owned(), location: resolve(location, base) })
            };
            document.pages = tree.children(pages).filter(|id| tree.name(*id) == "Page").filter_map(page).collect();
        }
        if let Some(list) = tree.child_named(ROOT, "Annotations").map(|id| resolve(location, tree.text(id))) {
            document.annotations(package, &list);
        }
        Ok(document)
    }

    fn annotations(&mut self, package: &mut Package<'_>, list: &str) {
        let Ok(Some(tree)) = package.xml(list) else {
            self.gaps.push("批注部件缺失或损坏".to_owned());
            return;
        };
        for page in tree.children(ROOT).filter(|id| tree.name(*id) == "Page").take(MAX_ANNOTATION_PARTS) {
            let Some(id) = tree.attr(page, "PageID") else { continue };
            let files = tree.children(page).filter(|file| tree.name(*file) == "FileLoc");
            let files = files.map(|file| resolve(list, tree.text(file)));
            self.annotations.entry(id.to_owned()).or_default().extend(files);
        }
    }
}

/// The physical box of a page area.
pub(super) fn page_box(tree: &Tree, parent: Id, name: &str) -> Option<[f64; 4]> {
    let area = tree.child_named(parent, name)?;
    tree.child_named(area, "PhysicalBox").and_then(|id| rectangle(tree.text(id)))
}
