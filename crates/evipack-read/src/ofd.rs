//! OFD (GB/T 33190-2016) to layout.
//!
//! Enters: the bytes of an OFD. Leaves: [`OfdReading`] — the neutral layout (lines with colour, size and place, pictures, red
//! rules, vector seals, signatures with their stamps, blind spots). The container is a ZIP of XML parts with all measures in
//! millimetres, so nothing is painted to know them; pages are painted (`look`) only for a recogniser, and only their pictures.
//!
//! What cannot be read is a [`BlindSpot`], never an absence: text codes without Unicode, outlined text, missing parts, pictures
//! in encodings without a decoder.

mod document;
mod look;
mod package;
mod page;
mod path;
mod resources;
mod signed;
#[cfg(test)]
mod tests;
mod text;

use self::document::{Document, PageRef, page_box};
use self::look::Paper;
use self::package::{Package, resolve};
use self::page::{Budget, Canvas, Group, Marks, PT_PER_MM, Shown, boundary, sides};
use self::signed::{Found, Places, Signatures, finished};
use super::docx::xml::{Id, ROOT, Tree};
use super::elements::{Origin, document_facts};
use super::embedded::{self, Embedded};
use super::layout::{BlindSpot, Hides, Layout, Part, Picture, Source};
use super::pdf::device::GlyphMark;
use super::pdf::look::{Sheet, look_at};
use super::pdf::{lines, vector_seal};
use super::{File, ReadError, Reading, page_picture};
use evipack_core::facts::{Basis, Kind};
use evipack_see::Recognizer;
use hayro_interpret::kurbo::{Affine, Rect};
use image::ImageReader;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::io::Cursor;

/// Documents in one container; nearly all hold one.
const MAX_DOCUMENTS: usize = 16;
/// Lists of signatures of one document; the standard knows one.
const MAX_LISTS: usize = 4;
/// Pages that are read; evidence of more pages is looked through by a human.
const MAX_PAGES: usize = 500;
/// Templates under one page.
const MAX_TEMPLATES: usize = 16;
/// Longest side of a page in millimetres: the longest printed banners are 50 m.
const MAX_SIDE_MM: f64 = 50_000.0;
/// A4, where a document says nothing.
const USUAL_PAGE: [f64; 4] = [0.0, 0.0, 210.0, 297.0];
/// Filled outlines that could be a text without glyphs, as in a PDF.
const OUTLINES_ALONE: u32 = 30;
const OUTLINES_BESIDE_TEXT: u32 = 200;
/// Bytes of a picture that tell its size.
const PICTURE_HEAD: usize = 2 << 20;

/// What was read of an OFD.
#[derive(Debug)]
pub(crate) struct OfdReading {
    pub(crate) layout: Layout,
    /// Its pages are pictures of (nearly) the whole page without visible text.
    pub(crate) scan: bool,
    pub(crate) properties: Properties,
    /// Different embedded pictures that could be photos.
    pub(crate) photo_pictures: u32,
    /// The photos among them, where there was a recogniser to look at them.
    pub(crate) embedded: Vec<Embedded>,
    /// What was not looked at, in Chinese.
    pub(crate) gaps: Vec<String>,
}

/// What `DocInfo` says of the file's making. The author's name is personal data: not kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Properties {
    pub(crate) creator: Option<String>,
    pub(crate) created: Option<String>,
}

/// Reads an OFD: what its pages, its properties and its pixels show of the elements of a paper.
///
/// # Errors
/// As [`read`].
pub(super) fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    let mut ofd = read(file.bytes, file.recognizer)?;
    super::signature::weigh_trust(&mut ofd.layout, file.anchors);
    let origin =
        Origin { basis: Some(Basis::Properties), software: ofd.properties.creator, created: ofd.properties.created };
    let facts = document_facts(&ofd.layout, ofd.scan, ofd.photo_pictures, origin);
    let kind = if ofd.scan { Kind::Scan } else { Kind::Document };
    Ok(Reading { embedded: ofd.embedded, ..Reading::document(kind, ofd.layout, facts, ofd.gaps) })
}

/// Reads an OFD; with a recogniser also the pixels of its pictures.
///
/// # Errors
/// [`ReadError::Damaged`] where the container, its entrance or its document cannot be read, [`ReadError::Encrypted`] where
/// parts are locked, [`ReadError::Limit`] where a limit is used up. Damage in a lesser part is a blind spot.
pub(crate) fn read(bytes: &[u8], recognizer: Option<&dyn Recognizer>) -> Result<OfdReading, ReadError> {
    let mut package = Package::open(bytes)?;
    if package.names().any(|name| name == "encryptions.xml") {
        // GM/T 0099-2020: the parts are locked, this one says how.
        return Err(ReadError::Encrypted);
    }
    let root = package.xml("OFD.xml")?.ok_or_else(|| ReadError::Damaged("缺少主入口部件".to_owned()))?;
    let bodies: Vec<Id> = root.children(ROOT).filter(|id| root.name(*id) == "DocBody").collect();
    let mut reader = Reader::new(package);
    // What was read so far is the entrance, which shows nothing of the pages.
    reader.package.take_read();
    let mut documents = Vec::new();
    for body in bodies.iter().take(MAX_DOCUMENTS) {
        documents.push((*body, reader.body(&root, *body)?));
    }
    if bodies.len() > MAX_DOCUMENTS {
        reader.blind(None, Hides::Anything, format!("只读取了前 {MAX_DOCUMENTS} 个文档"));
    }
    reader.signatures(&root, &documents);
    reader.finish(recognizer)
}

/// Gathers the layout page by page.
struct Reader<'b> {
    package: Package<'b>,
    budget: Budget,
    layout: Layout,
    /// Pages of all documents, read or not.
    pages: usize,
    papers: Vec<Paper>,
    sheets: Vec<Sheet>,
    scanned: Scanned,
    /// Parts that could be photos.
    photos: BTreeSet<String>,
    properties: Properties,
    gaps: Vec<String>,
}

/// How many pages are pictures and how many show something else; blank pages count as neither.
#[derive(Default)]
struct Scanned {
    pictures: u32,
    others: u32,
}

impl<'b> Reader<'b> {
    fn new(package: Package<'b>) -> Self {
        let mut reader = Self {
            package,
            budget: Budget::default(),
            layout: Layout { paged: true, ..Layout::default() },
            pages: 0,
            papers: Vec::new(),
            sheets: Vec::new(),
            scanned: Scanned::default(),
            photos: BTreeSet::new(),
            properties: Properties::default(),
            gaps: Vec::new(),
        };
        if reader.package.ambiguous {
            reader.blind(None, Hides::Anything, "文件内有重名的部件，不同软件打开的内容可能不同".to_owned());
        }
        reader
    }

    /// A blind spot, which the pictures of the page do not clear up.
    fn blind(&mut self, page: Option<u32>, hides: Hides, why: String) {
        let spot = BlindSpot { page, why, hides, pixels_tell: false };
        if !self.layout.blind_spots.contains(&spot) {
            self.layout.blind_spots.push(spot);
        }
    }

    fn blind_page(&mut self, page: u32, hides: Hides, what: &str) {
        self.blind(Some(page), hides, format!("第 {page} 页{what}"));
    }

    /// One document. Where its pages are, by their id.
    fn body(&mut self, root: &Tree, body: Id) -> Result<Places, ReadError> {
        let text = |parent: Id, name: &str| {
            let text = root.child_named(parent, name).map(|id| root.text(id).trim())?;
            (!text.is_empty()).then(|| text.to_owned())
        };
        if let Some(info) = root.child_named(body, "DocInfo").filter(|_| self.properties == Properties::default()) {
            self.properties = Properties { creator: text(info, "Creator"), created: text(info, "CreationDate") };
        }
        let Some(location) = text(body, "DocRoot").map(|location| resolve("OFD.xml", &location)) else {
            return Err(ReadError::Damaged("没有指明文档部件".to_owned()));
        };
        let document = Document::open(&mut self.package, &location)?;
        for gap in &document.gaps {
            self.blind(None, Hides::Anything, gap.clone());
        }
        if document.attachments {
            self.gaps.push("内嵌的附件没有读取".to_owned());
        }
        let mut places = Places::new();
        for page in &document.pages {
            self.pages += 1;
            if self.pages <= MAX_PAGES
                && let Some(size_mm) = self.page(&document, page, self.pages as u32)?
            {
                places.insert(page.id.clone(), (self.pages as u32, size_mm));
            }
        }
        Ok(places)
    }

    /// The signatures of all documents: a container is shown as a whole, so a document that nobody signed stands beside a signed one
    /// as if it belonged to it.
    fn signatures(&mut self, root: &Tree, documents: &[(Id, Places)]) {
        let used = self.package.take_read();
        let mut found: Vec<Found> = Vec::new();
        for (body, places) in documents {
            let lists = root.children(*body).filter(|id| root.name(*id) == "Signatures");
            let lists = lists.map(|id| root.text(id).trim()).filter(|list| !list.is_empty());
            for list in lists.take(MAX_LISTS).map(|list| resolve("OFD.xml", list)) {
                let package = &mut self.package;
                found.extend(Signatures { package, list: &list, places, digests: HashMap::new() }.read());
            }
        }
        let answered = finished(&found, &mut self.package, &used);
        let seals = answered.iter().flat_map(|answered| crate::signature::seals_of(&answered.signature));
        self.layout.seals.extend(seals.map(|seal| (seal, Source::Signature)));
        self.layout.checked.extend(answered);
        if self.package.declares_entities {
            self.blind(None, Hides::Anything, "部件中声明了自定义实体，不同软件打开的内容可能不同".to_owned());
        }
    }

    /// One page; its size in millimetres, where it could be read.
    fn page(&mut self, document: &Document, page: &PageRef, number: u32) -> Result<Option<(f64, f64)>, ReadError> {
        let tree = match self.package.xml(&page.location) {
            Ok(Some(tree)) => tree,
            Err(error @ (ReadError::Limit(_) | ReadError::Encrypted)) => return Err(error),
            Ok(None) | Err(_) => {
                self.blind_page(number, Hides::Anything, "的内容缺失或损坏");
                return Ok(None);
            }
        };
        let [x, y, width, height] = page_box(&tree, ROOT, "Area").or(document.page_box).unwrap_or(USUAL_PAGE);
        if !(width > 0.0 && height > 0.0 && width.max(height) <= MAX_SIDE_MM) {
            return Err(ReadError::Damaged(format!("第 {number} 页的页面尺寸不合理")));
        }
        let size = Rect::new(0.0, 0.0, width * PT_PER_MM, height * PT_PER_MM);
        let place = Affine::scale(PT_PER_MM) * Affine::translate((-x, -y));
        let marks = self.marks(document, page, &tree, (number, size, place))?;
        self.add(marks, number, size);
        Ok(Some((width, height)))
    }

    /// Everything that is drawn on a page: its templates, its own content, its annotations.
    fn marks(
        &mut self,
        document: &Document,
        page: &PageRef,
        tree: &Tree,
        (number, size, place): (u32, Rect, Affine),
    ) -> Result<Marks, ReadError> {
        let mut missing = false;
        let mut own = None;
        for id in tree.children(ROOT).filter(|id| tree.name(*id) == "PageRes") {
            // Resources of the page stand beside those of the document.
            let resources = own.get_or_insert_with(|| document.resources.clone());
            missing |= !resources.add(&mut self.package, &resolve(&page.location, tree.text(id)));
        }
        let resources = own.as_ref().unwrap_or(&document.resources);
        let mut canvas = Canvas { resources, budget: &mut self.budget, marks: Marks::default(), page: size };
        for id in tree.children(ROOT).filter(|id| tree.name(*id) == "Template").take(MAX_TEMPLATES) {
            let location = tree.attr(id, "TemplateID").and_then(|id| document.templates.get(id));
            match location.map(|location| self.package.xml(location)) {
                Some(Ok(Some(template))) => content(&mut canvas, &template, place)?,
                Some(Err(error @ ReadError::Limit(_))) => return Err(error),
                _ => missing = true,
            }
        }
        content(&mut canvas, tree, place)?;
        for location in document.annotations.get(&page.id).into_iter().flatten() {
            match self.package.xml(location) {
                Ok(Some(annotations)) => annotate(&mut canvas, &annotations, place)?,
                Err(error @ ReadError::Limit(_)) => return Err(error),
                _ => missing = true,
            }
        }
        let marks = canvas.marks;
        if missing {
            self.blind_page(number, Hides::Anything, "有缺失或损坏的部件");
        }
        Ok(marks)
    }

    /// Turns the marks of a page into layout.
    fn add(&mut self, mut marks: Marks, number: u32, size: Rect) {
        let (width, height) = (size.width(), size.height());
        let drawing = vector_seal::sort(&marks.red, &marks.glyphs, number, (width, height), 1.0);
        let visible = marks.glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty()).count();
        let scan = page_picture::is_scan(marks.pictures.iter().map(|picture| picture.seen), visible, (width, height));
        let blank = visible == 0 && marks.pictures.is_empty() && marks.red.is_empty() && marks.outlines == 0;
        self.scanned.pictures += u32::from(scan);
        self.scanned.others += u32::from(!scan && !blank);
        self.doubts(&marks, &drawing, number, visible);
        let in_ring =
            |glyph: &GlyphMark| drawing.rings.iter().any(|(centre, r)| glyph.centre().distance(*centre) <= *r);
        marks.glyphs.retain(|glyph| !(glyph.red && in_ring(glyph)));
        let before = self.layout.lines.len();
        let lines = lines::assemble(&marks.glyphs, number, width, height, 1.0);
        for picture in &marks.pictures {
            let top = picture.seen.y0 / height;
            let above = lines.iter().filter(|line| line.place.is_some_and(|place| place.top < top)).count();
            self.picture(picture, number, (width, height), before + above);
        }
        self.layout.lines.extend(lines);
        self.layout.red_rules.extend(drawing.rules);
        self.layout.seals.extend(drawing.seals.into_iter().map(|seal| (seal, Source::File)));
        let paper = Paper { number, size, pictures: marks.pictures };
        self.sheets.push(Sheet { number, width_mm: paper.width_mm(), scan, slow_pixels: 0 });
        self.papers.push(paper);
    }

    /// Blind spots that the page's own marks tell.
    fn doubts(&mut self, marks: &Marks, drawing: &vector_seal::RedDrawing, number: u32, visible: usize) {
        if marks.unknown > 0 {
            self.blind_page(number, Hides::Anything, "文字编码无法识别");
        }
        let outlines = if visible == 0 { OUTLINES_ALONE } else { OUTLINES_BESIDE_TEXT };
        if drawing.header_outlines {
            self.blind_page(number, Hides::Anything, "上部有红色图形，可能是转为曲线的红头");
        } else if marks.outlines >= outlines {
            self.blind_page(number, Hides::Anything, "有大量图形，可能是转为曲线的文字");
        }
        if drawing.doubtful {
            self.blind_page(number, Hides::Seal, "有红色图形，可能是印章");
        }
        if marks.patterned {
            self.blind_page(number, Hides::Anything, "有图案填充，内容未能读取");
        }
        if marks.dropped {
            self.blind_page(number, Hides::Anything, "有没能读取的图形");
        }
        if visible == 0 && marks.invisible > 0 && marks.pictures.is_empty() {
            self.blind_page(number, Hides::Anything, "只有不可见的文字");
        }
    }

    fn picture(&mut self, shown: &Shown, number: u32, page: (f64, f64), after_lines: usize) {
        let (width, height) = sides(shown.place);
        let size_mm = (width / PT_PER_MM, height / PT_PER_MM);
        let pixels = shown.part.as_ref().and_then(|part| self.pixels_of(part));
        if let (Some(part), Some(pixels)) = (&shown.part, pixels)
            && page_picture::could_be_photo(shown.seen, page, size_mm, pixels)
        {
            self.photos.insert(part.clone());
        }
        let seen = shown.seen;
        self.layout.pictures.push(Picture {
            page: Some(number),
            region: Some([seen.x0 / page.0, seen.y0 / page.1, seen.width() / page.0, seen.height() / page.1]),
            pixels,
            size_mm: Some(size_mm),
            part: Part::Body,
            after_lines,
            object: None,
            name: shown.part.clone(),
            looked_at: false,
        });
    }

    /// Stored size of a picture; a logo that stands on every page is opened once.
    fn pixels_of(&mut self, part: &str) -> Option<(u32, u32)> {
        if let Some(known) = self.layout.pictures.iter().rev().find(|picture| picture.name.as_deref() == Some(part)) {
            return known.pixels;
        }
        let bytes = self.package.head(part, PICTURE_HEAD as u64)?;
        let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
        reader.into_dimensions().ok()
    }

    fn finish(mut self, recognizer: Option<&dyn Recognizer>) -> Result<OfdReading, ReadError> {
        if self.pages == 0 {
            return Err(ReadError::Damaged("没有页面".to_owned()));
        }
        if self.pages > MAX_PAGES {
            let why = format!("只读取了前 {MAX_PAGES} 页");
            self.gaps.push(why.clone());
            self.blind(None, Hides::Anything, why);
        }
        self.layout.pages = u32::try_from(self.pages).ok();
        let Self { package, mut layout, papers, sheets, scanned, photos, properties, mut gaps, .. } = self;
        let package = RefCell::new(package);
        let mut embedded = Vec::new();
        if let Some(recognizer) = recognizer {
            let painted = |sheet: &Sheet, side| {
                let paper = papers.iter().find(|paper| paper.number == sheet.number)?;
                paper.painted(&mut package.borrow_mut(), side)
            };
            gaps.extend(look_at(&sheets, &mut layout, recognizer, painted));
            embedded = taken_out(&mut package.borrow_mut(), &photos);
        }
        Ok(OfdReading {
            layout,
            scan: scanned.pictures > 0 && scanned.others == 0,
            properties,
            // A picture that fills a page beside pages of text may be a scan or a photo: a human tells.
            photo_pictures: photos.len() as u32 + if scanned.others > 0 { scanned.pictures } else { 0 },
            embedded,
            gaps,
        })
    }
}

/// Draws the content of a page or template.
fn content(canvas: &mut Canvas<'_>, tree: &Tree, place: Affine) -> Result<(), ReadError> {
    for id in tree.children(ROOT).filter(|id| tree.name(*id) == "Content") {
        canvas.draw(tree, id, Group::at(place))?;
    }
    Ok(())
}

/// Draws the annotations of a page; each appearance has a place of its own.
fn annotate(canvas: &mut Canvas<'_>, tree: &Tree, place: Affine) -> Result<(), ReadError> {
    let is_off = |id: Id| tree.attr(id, "Visible").is_some_and(|visible| matches!(visible, "false" | "0"));
    for annotation in tree.children(ROOT).filter(|id| tree.name(*id) == "Annot" && !is_off(*id)) {
        for appearance in tree.children(annotation).filter(|id| tree.name(*id) == "Appearance") {
            let [x, y, ..] = boundary(tree, appearance).unwrap_or_default();
            canvas.draw(tree, appearance, Group::at(place * Affine::translate((x, y))))?;
        }
    }
    Ok(())
}

/// The pictures that could be photos, under their own names; where two have the same, under their full ones.
fn taken_out(package: &mut Package<'_>, photos: &BTreeSet<String>) -> Vec<Embedded> {
    let mut taken: Vec<Embedded> = Vec::new();
    for part in photos.iter().take(embedded::MOST) {
        let Ok(Some(bytes)) = package.bytes(part) else { continue };
        let short = part.rsplit('/').next().unwrap_or(part);
        let known = taken.iter().any(|other| other.name == short);
        taken.push(Embedded { name: if known { part.clone() } else { short.to_owned() }, bytes });
    }
    taken
}
