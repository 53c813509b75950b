//! PDF to layout.
//!
//! Enters: the bytes of a PDF. Leaves: [`PdfReading`] — the neutral layout (lines with colour, size and place, pictures,
//! red rules, vector seals, signatures, blind spots) and what tells a scan from a text document. hayro interprets the
//! pages without painting them; lopdf reads what stands outside the pages. Pages are painted (`render`) only for a
//! recogniser, and only those that keep something from the text reader (`look`).
//!
//! What cannot be read is a [`BlindSpot`], never an absence: glyphs without Unicode, outlined text, drawings that could
//! be a seal, pages that could not be decoded.

mod attachment_lock;
mod byte_range;
pub(crate) mod device;
mod form_changes;
pub(crate) mod lines;
pub(crate) mod look;
mod painted_alike;
mod permissions;
mod render;
mod revision;
pub(crate) mod shape;
mod signature_places;
mod signed;
mod since_signing;
mod stored;
mod structure;
mod syntax;
#[cfg(test)]
mod tests;
pub(crate) mod vector_seal;
mod what_changed;
mod xref_chain;

use self::device::{Budget, Collector, Exceeded, PageMarks, PictureMark};
use self::vector_seal::{MM_PER_PT, RedDrawing};
use super::elements::{Origin, document_facts};
use super::embedded::Embedded;
use super::layout::{BlindSpot, Hides, Layout, Part, Picture, Source};
use super::{File, ReadError, Reading, page_picture};
use evipack_core::facts::{Basis, Kind, Region};
use evipack_see::Recognizer;
use hayro::RenderCache;
use hayro_interpret::hayro_syntax::object::dict::keys::{ANNOTS, AP, CONTENTS, F, FT, SUBTYPE, V};
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, Point, Rect};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, InterpreterWarning, interpret_page};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Pages that are read; evidence of more pages is looked through by a human.
const MAX_PAGES: usize = 500;
/// Longest side of a page in points: hayro computes with 32-bit floats, and a real sheet has less than 15,000.
const MAX_SIDE_PT: f64 = 5_000_000.0;
/// Filled outlines that could be a text without glyphs: a header, a number and a title; beside text a drawing has more.
const OUTLINES_ALONE: u32 = 30;
const OUTLINES_BESIDE_TEXT: u32 = 200;
/// Private-use characters are bullets unless they are this part of the page.
const PRIVATE_USE_PART: f64 = 0.03;
/// Codes without Unicode and without a drawing that can be spaces (one a font); more are a text without its font.
const BLANK_CODES: usize = 3;
const BLANK_CODES_LARGE: usize = 1;
/// A pattern of this size (millimetres) could hold a seal or a text.
const PATTERN_MM: f64 = 15.0;
const NO_ENCODING: &str = "文字编码无法识别";

/// What was read of a PDF.
#[derive(Debug)]
pub(crate) struct PdfReading {
    pub(crate) layout: Layout,
    /// Its pages are pictures of (nearly) the whole page without visible text, an invisible recognised text aside.
    pub(crate) scan: bool,
    pub(crate) metadata: Metadata,
    /// Different embedded pictures that could be photos.
    pub(crate) photo_pictures: u32,
    /// The photos among them, where there was a recogniser to look at them.
    pub(crate) embedded: Vec<Embedded>,
    /// What was not looked at, in Chinese.
    pub(crate) gaps: Vec<String>,
}

/// What the document information dictionary says of the file's making. The author's name is personal data: not kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Metadata {
    pub(crate) producer: Option<String>,
    pub(crate) creator: Option<String>,
    /// `CreationDate` as written, for example `D:20260407101500+08'00'`.
    pub(crate) created: Option<String>,
}

/// The facts of a PDF file.
///
/// # Errors
/// As [`read`].
pub(super) fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    let mut pdf = read(file.bytes, file.recognizer)?;
    super::signature::weigh_trust(&mut pdf.layout, file.anchors);
    let origin = Origin {
        basis: Some(Basis::PdfMetadata),
        software: pdf.metadata.producer.or(pdf.metadata.creator),
        created: pdf.metadata.created,
    };
    let facts = document_facts(&pdf.layout, pdf.scan, pdf.photo_pictures, origin);
    let kind = if pdf.scan { Kind::Scan } else { Kind::Document };
    Ok(Reading { embedded: pdf.embedded, ..Reading::document(kind, pdf.layout, facts, pdf.gaps) })
}

/// Reads a PDF; with a recogniser also the pixels of pages whose text, header or seal the file itself does not tell.
///
/// # Errors
/// [`ReadError::Encrypted`] where a password is needed (or a certificate), [`ReadError::Damaged`] where no page can be
/// found or the parser fails, [`ReadError::Limit`] where a budget is used up.
pub(crate) fn read(bytes: &[u8], recognizer: Option<&dyn Recognizer>) -> Result<PdfReading, ReadError> {
    read_within(bytes, Budget::DEFAULT, recognizer)
}

fn read_within(bytes: &[u8], budget: Budget, recognizer: Option<&dyn Recognizer>) -> Result<PdfReading, ReadError> {
    guarded(|| read_unguarded(bytes, budget, recognizer))
}

/// Runs `work` so that neither a panic of the PDF crates nor a used-up budget goes further. Unwinding is the only way
/// out of hayro's interpreter; everything that it leaves half-done is dropped with it, so nothing unwind-unsafe is seen
/// again. (Needs `panic = "unwind"`, the default.)
fn guarded(work: impl FnOnce() -> Result<PdfReading, ReadError>) -> Result<PdfReading, ReadError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        Err(match payload.downcast::<Exceeded>() {
            Ok(exceeded) => ReadError::Limit(exceeded.0.to_owned()),
            Err(_) => ReadError::Damaged("PDF 解析失败".to_owned()),
        })
    })
}

fn read_unguarded(bytes: &[u8], budget: Budget, recognizer: Option<&dyn Recognizer>) -> Result<PdfReading, ReadError> {
    let (structure, pdf, readable) = open(bytes)?;
    let mut reader = Reader { collector: Collector::new(budget), layout: Layout::default(), photos: BTreeSet::new() };
    let mut scanned = Scanned::default();
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(ReadError::Damaged("没有页面".to_owned()));
    }
    let cache = InterpreterCache::new();
    let mut sheets = Vec::new();
    for (index, page) in pages.iter().enumerate().take(MAX_PAGES) {
        sheets.push(reader.page(page, index as u32 + 1, &cache, &mut scanned)?);
    }
    let Reader { mut layout, photos, .. } = reader;
    layout.paged = true;
    layout.pages = u32::try_from(pages.len()).ok();
    layout.signatures = structure.signatures;
    layout.checked = structure.checked;
    show_seals(&mut layout);
    let mut gaps = structure.gaps;
    if let Some(recognizer) = recognizer {
        let render_cache = RenderCache::new();
        let rendered = |sheet: &look::Sheet, side| {
            let page = pages.get(sheet.number as usize - 1)?;
            // A page that the renderer fails on costs this page, not the document.
            catch_unwind(AssertUnwindSafe(|| render::pixels(page, &render_cache, side))).ok().flatten()
        };
        gaps.extend(look::look_at(&sheets, &mut layout, recognizer, rendered));
        look::settle_colour(&mut layout, |pictures| stored::are_in_colour(&readable, pictures));
    }
    if pages.len() > MAX_PAGES {
        let why = format!("只读取了前 {MAX_PAGES} 页");
        gaps.push(why.clone());
        layout.blind_spots.push(BlindSpot { page: None, why, hides: Hides::Anything, pixels_tell: false });
    }
    if structure.xfa {
        let why = "含动态表单（XFA），内容未能读取".to_owned();
        layout.blind_spots.push(BlindSpot { page: None, why, hides: Hides::Anything, pixels_tell: false });
    }
    if is_cut_off(bytes) {
        let why = "文件结尾缺失，可能没有传完".to_owned();
        gaps.push(why.clone());
        layout.blind_spots.push(BlindSpot { page: None, why, hides: Hides::Anything, pixels_tell: false });
    }
    Ok(PdfReading {
        layout,
        scan: scanned.pictures > 0 && scanned.others == 0,
        metadata: structure.metadata,
        // A picture that fills a page beside pages of text may be a scan or a photo: a human tells.
        photo_pictures: photos.len() as u32 + if scanned.others > 0 { scanned.pictures } else { 0 },
        embedded: if recognizer.is_some() { stored::jpegs(&readable, &photos) } else { Vec::new() },
        gaps,
    })
}

/// Opens a PDF; a lock that is for its attachments only is taken away in the bytes that are read.
///
/// The structure comes first: it refuses what inflates beyond limits that hayro does not have.
fn open(bytes: &[u8]) -> Result<(structure::Structure, Pdf, Cow<'_, [u8]>), ReadError> {
    let structure = structure::look(bytes, bytes)?;
    match Pdf::new(bytes.to_vec()) {
        Ok(pdf) => Ok((structure, pdf, Cow::Borrowed(bytes))),
        Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => {
            let readable = attachment_lock::removed(bytes).ok_or(ReadError::Encrypted)?;
            let structure = structure::look(bytes, &readable)?;
            let pdf = Pdf::new(readable.clone()).map_err(refusal)?;
            Ok((structure, pdf, Cow::Owned(readable)))
        }
        Err(error) => Err(refusal(error)),
    }
}

/// The seals that signatures show: the picture or drawing inside of their fields. Words alone are no seal.
fn show_seals(layout: &mut Layout) {
    let Layout { checked, pictures, seals, .. } = layout;
    for stamp in checked.iter_mut().flat_map(|answered| &mut answered.signature.stamps) {
        let picture = pictures.iter().find(|picture| {
            picture.page == Some(stamp.page) && picture.region.is_some_and(|region| lies_in(region, stamp.region))
        });
        let drawn = seals.iter().find(|(seal, _)| seal.page == stamp.page && lies_in(seal.region, stamp.region));
        if let Some((region, size)) = picture.and_then(|picture| picture.region.zip(picture.size_mm)) {
            (stamp.region, (stamp.width_mm, stamp.height_mm), stamp.pictured) = (region, size, true);
        } else if let Some((seal, _)) = drawn {
            stamp.region = seal.region;
            (stamp.width_mm, stamp.height_mm, stamp.pictured) = (seal.diameter_mm, seal.diameter_mm, true);
        }
    }
    let shown = checked.iter().flat_map(|answered| crate::signature::seals_of(&answered.signature));
    let shown: Vec<_> = shown.map(|seal| (seal, Source::Signature)).collect();
    seals.retain(|(seal, _)| {
        shown.iter().all(|(other, _)| other.page != seal.page || !lies_in(seal.region, other.region))
    });
    seals.splice(0..0, shown);
}

/// Whether the middle of one place lies in another.
fn lies_in([x, y, width, height]: Region, [left, top, wide, high]: Region) -> bool {
    let (x, y) = (x + width / 2.0, y + height / 2.0);
    (left..=left + wide).contains(&x) && (top..=top + high).contains(&y)
}

/// Whether the end of the file is missing: hayro rebuilds the object table and then shows fewer pages in silence.
pub(crate) fn is_cut_off(bytes: &[u8]) -> bool {
    // Readers look for the mark in the last 1,024 bytes (ISO 32000-1, annex H.3); mail gateways append more.
    const TAIL: usize = 4096;
    const MARK: &[u8] = b"startxref";
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    !tail.windows(MARK.len()).any(|window| window == MARK)
}

fn refusal(error: LoadPdfError) -> ReadError {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ReadError::Encrypted,
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            ReadError::Unsupported("加密方式（可能是证书加密）不支持，不能确认要不要密码".to_owned())
        }
        LoadPdfError::Decryption(_) => ReadError::Damaged("加密信息有误".to_owned()),
        LoadPdfError::Invalid => ReadError::Damaged("PDF 结构无法识别".to_owned()),
    }
}

/// How many pages are pictures and how many show something else; blank pages count as neither.
#[derive(Default)]
struct Scanned {
    pictures: u32,
    others: u32,
}

/// Gathers the layout page by page.
struct Reader {
    collector: Collector,
    layout: Layout,
    photos: BTreeSet<(u32, i32, u32, u32)>,
}

/// What hayro warned of while it interpreted a page.
#[derive(Default)]
struct Warnings {
    font: AtomicBool,
    appearance: AtomicBool,
}

/// Size of a page.
#[derive(Clone, Copy)]
struct Sheet {
    number: u32,
    /// In units of its coordinates.
    width: f64,
    height: f64,
    /// Points a unit (`UserUnit`).
    unit: f64,
}

impl Reader {
    fn page<'a>(
        &mut self,
        page: &Page<'a>,
        number: u32,
        cache: &InterpreterCache<'a>,
        scanned: &mut Scanned,
    ) -> Result<look::Sheet, ReadError> {
        let (width, height) = page.render_dimensions();
        let unit = page.raw().get::<f64>(b"UserUnit").filter(|u| u.is_finite() && *u > 0.0).unwrap_or(1.0);
        let sheet = Sheet { number, width: f64::from(width), height: f64::from(height), unit };
        if !(sheet.width * unit <= MAX_SIDE_PT && sheet.height * unit <= MAX_SIDE_PT) {
            return Err(ReadError::Damaged(format!("第 {number} 页的页面尺寸不合理")));
        }
        let warnings = Arc::new(Warnings::default());
        let heard = Arc::clone(&warnings);
        let settings = InterpreterSettings {
            warning_sink: Arc::new(move |warning| match warning {
                InterpreterWarning::UnsupportedFont => heard.font.store(true, Ordering::Relaxed),
                InterpreterWarning::UnresolvedAnnotationAppearance => {
                    heard.appearance.store(true, Ordering::Relaxed);
                }
                _ => {}
            }),
            ..InterpreterSettings::default()
        };
        self.collector.begin(sheet.width, sheet.height);
        let view = Affine::new(page.initial_transform(true).as_coeffs());
        let bounds = Rect::new(0.0, 0.0, sheet.width, sheet.height);
        let mut context = Context::new(view, bounds, cache, page.xref(), settings);
        interpret_page(page, &mut context, &mut self.collector);
        let marks = self.collector.take();
        let slow_pixels = marks.pictures.iter().map(|picture| picture.slow_pixels).fold(0, u64::saturating_add);
        self.warn(page, sheet, &warnings);
        let scan = self.add(marks, sheet, scanned);
        Ok(look::Sheet { number, width_mm: sheet.width * unit * MM_PER_PT, scan, slow_pixels })
    }

    /// A blind spot of a page, which the page as it is printed does not show either.
    fn blind(&mut self, sheet: Sheet, hides: Hides, why: &str) {
        self.blind_spot(sheet, hides, why, false);
    }

    /// A blind spot of a page that its pixels clear up.
    fn blind_to_text(&mut self, sheet: Sheet, hides: Hides, why: &str) {
        self.blind_spot(sheet, hides, why, true);
    }

    fn blind_spot(&mut self, sheet: Sheet, hides: Hides, why: &str, pixels_tell: bool) {
        let why = format!("第 {} 页{why}", sheet.number);
        self.layout.blind_spots.push(BlindSpot { page: Some(sheet.number), why, hides, pixels_tell });
    }

    /// Blind spots that hayro's warnings and the page's own objects tell.
    fn warn(&mut self, page: &Page<'_>, sheet: Sheet, warnings: &Warnings) {
        if warnings.font.load(Ordering::Relaxed) {
            self.blind(sheet, Hides::Anything, "有无法读取的字体");
        }
        if warnings.appearance.load(Ordering::Relaxed) {
            self.blind(sheet, Hides::Seal, "有无法显示的批注或签章");
        }
        let missing = page.page_stream().is_none() && page.raw().contains_key(CONTENTS);
        if missing {
            self.blind(sheet, Hides::Anything, "内容无法解码");
        }
        let annotations = page.raw().get::<Array<'_>>(ANNOTS);
        let without_appearance = annotations.iter().flat_map(Array::iter::<Dict<'_>>).take(MAX_ANNOTATIONS);
        let mut hidden: Option<Hides> = None;
        for annotation in without_appearance.filter(|a| !a.contains_key(AP)) {
            if let Some(hides) = drawn_by_the_viewer(&annotation)
                && hidden != Some(Hides::Anything)
            {
                hidden = Some(hides);
            }
        }
        if let Some(hides) = hidden {
            self.blind(sheet, hides, "有没有外观数据的批注或表单");
        }
    }

    /// Turns the marks of a page into layout. Whether it is a scan.
    fn add(&mut self, mut marks: PageMarks, sheet: Sheet, scanned: &mut Scanned) -> bool {
        let size = (sheet.width, sheet.height);
        let drawing = vector_seal::sort(&marks.red, &marks.glyphs, sheet.number, size, sheet.unit);
        let visible = marks.glyphs.iter().filter(|g| !g.text.trim().is_empty()).count();
        let is_scan = page_picture::is_scan(marks.pictures.iter().map(|picture| picture.seen), visible, size);
        let blank = visible == 0 && marks.pictures.is_empty() && marks.red.is_empty() && marks.outlines == 0;
        scanned.pictures += u32::from(is_scan);
        scanned.others += u32::from(!is_scan && !blank);
        self.doubts(&marks, &drawing, sheet, visible, is_scan);
        let inscription = |centre: Point| drawing.rings.iter().any(|(c, r)| centre.distance(*c) <= *r);
        marks.glyphs.retain(|g| !(g.red && inscription(g.centre())));
        let before = self.layout.lines.len();
        let lines = lines::assemble(&marks.glyphs, sheet.number, sheet.width, sheet.height, sheet.unit);
        for picture in &marks.pictures {
            let top = picture.seen.y0 / sheet.height;
            let above = lines.iter().filter(|l| l.place.is_some_and(|p| p.top < top)).count();
            self.picture(picture, sheet, before + above);
        }
        self.layout.lines.extend(lines);
        self.layout.red_rules.extend(drawing.rules);
        self.layout.seals.extend(drawing.seals.into_iter().map(|seal| (seal, Source::File)));
        is_scan
    }

    /// Blind spots that the page's own marks tell.
    fn doubts(&mut self, marks: &PageMarks, drawing: &RedDrawing, sheet: Sheet, visible: usize, is_scan: bool) {
        let private = f64::from(marks.private_use) > PRIVATE_USE_PART * visible as f64 && marks.private_use > 2;
        let blank = marks.blank.len() > BLANK_CODES || marks.blank_large.len() > BLANK_CODES_LARGE;
        if marks.unknown > 0 || private || blank {
            self.blind_to_text(sheet, Hides::Anything, NO_ENCODING);
        }
        if marks.pattern_glyphs > 0 {
            self.blind_to_text(sheet, Hides::Anything, "有以图案填充的文字，颜色无法识别");
        }
        let outlines = if visible == 0 { OUTLINES_ALONE } else { OUTLINES_BESIDE_TEXT };
        if drawing.header_outlines {
            self.blind_to_text(sheet, Hides::Anything, "上部有红色图形，可能是转为曲线的红头");
        } else if marks.outlines >= outlines {
            self.blind_to_text(sheet, Hides::Anything, "有大量图形，可能是转为曲线的文字");
        }
        if drawing.doubtful {
            self.blind_to_text(sheet, Hides::Seal, "有红色图形，可能是印章");
        }
        if marks.pattern * MM_PER_PT * sheet.unit >= PATTERN_MM {
            self.blind_to_text(sheet, Hides::Anything, "有图案填充，内容未能读取");
        }
        if marks.dropped > 0 {
            self.blind_to_text(sheet, Hides::Anything, "图形过多，没有全部读取");
        }
        if visible == 0 && marks.invisible > 0 && !is_scan && marks.pictures.is_empty() {
            self.blind_to_text(sheet, Hides::Anything, "只有不可见的文字");
        }
    }

    fn picture(&mut self, mark: &PictureMark, sheet: Sheet, after_lines: usize) {
        let mm = MM_PER_PT * sheet.unit;
        let size_mm = (mark.size.0 * mm, mark.size.1 * mm);
        if page_picture::could_be_photo(mark.seen, (sheet.width, sheet.height), size_mm, mark.pixels) {
            let (object, generation) = mark.object;
            self.photos.insert((object, generation, mark.pixels.0, mark.pixels.1));
        }
        let seen = mark.seen;
        let (w, h) = (sheet.width, sheet.height);
        self.layout.pictures.push(Picture {
            page: Some(sheet.number),
            region: Some([seen.x0 / w, seen.y0 / h, seen.width() / w, seen.height() / h]),
            pixels: Some(mark.pixels),
            size_mm: Some(size_mm),
            part: Part::Body,
            after_lines,
            object: Some(mark.object),
            name: None,
            looked_at: false,
        });
    }
}

/// Annotations looked at on one page.
const MAX_ANNOTATIONS: usize = 10_000;

/// What an annotation without an appearance stream hides: viewers draw stamps, notes and filled-in fields themselves.
fn drawn_by_the_viewer(annotation: &Dict<'_>) -> Option<Hides> {
    // ISO 32000-1, table 165: hidden and no-view.
    const NOT_SHOWN: u32 = 1 << 1 | 1 << 5;
    if annotation.get::<u32>(F).unwrap_or(0) & NOT_SHOWN != 0 {
        return None;
    }
    let subtype = annotation.get::<Name<'_>>(SUBTYPE)?;
    match &*subtype {
        b"Stamp" => Some(Hides::Seal),
        b"FreeText" => Some(Hides::Anything),
        b"Widget" => {
            let field = annotation.get::<Name<'_>>(FT);
            let text = field.as_deref().is_some_and(|f| f == b"Tx" || f == b"Ch");
            (text && annotation.get::<Object<'_>>(V).is_some()).then_some(Hides::Anything)
        }
        _ => None,
    }
}
