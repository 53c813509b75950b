//! OpenDocument text and presentations (ODT, OTT, ODP and drawings) → facts. Spreadsheets: `workbook/ods.rs`.
//!
//! Enters: the bytes of an OpenDocument package (ISO/IEC 26300). Leaves: visible lines with colour and size, pictures, red
//! rules, and everything that could not be looked into. Styles decide the look, so they are read first: those of
//! `styles.xml`, which also hold page headers, then the automatic ones of the content.

mod body;
pub(crate) mod style;

use self::body::Walk;
use self::style::Styles;
use super::elements::{Origin, document_facts};
use super::embedded::{self, Embedded};
use super::layout::Hides;
use super::ooxml::Package;
use super::pictures_inside::{MAX_PICTURE, look_at};
use super::pieces::{Piece, Pieces};
use super::{File, ReadError, Reading, container};
use crate::format::Format;
use evipack_core::facts::{Basis, Kind};

/// Reads a text document or a presentation.
///
/// # Errors
/// [`ReadError::Encrypted`], [`ReadError::Damaged`] where the container or the content cannot be read whole,
/// [`ReadError::Limit`].
pub(crate) fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    if container::encrypted(file.bytes) {
        return Err(ReadError::Encrypted);
    }
    let mut package = Package::open(file.bytes)?;
    let mut gaps = Vec::new();
    let (content, lossy) = content(&mut package)?;
    let slides = file.format == Format::OpenPresentation;
    let styles_part = package.text("styles.xml").ok().flatten();
    let mut styles = Styles::default();
    let mut walk = Walk::new(&mut package, slides);
    if let Some((text, _)) = &styles_part {
        styles.read(text)?;
    } else {
        gaps.push("样式部件丢失或损坏".to_owned());
        walk.flow.blind("样式部件丢失或损坏", Hides::Anything);
    }
    styles.read(&content)?;
    if lossy {
        gaps.push("正文的文字编码有误".to_owned());
        walk.flow.blind("正文的文字编码有误，部分文字无法读取", Hides::Anything);
    }
    // Masters of slides are the template, not what is shown for reading.
    if let Some((text, _)) = styles_part.as_ref().filter(|_| !slides) {
        walk.master_pages(text, &styles)?;
    }
    walk.body(&content, &styles)?;
    let Walk { mut flow, pages, .. } = walk;
    let meta = Meta::read(&mut package);
    flow.layout.pages = if slides { Some(pages) } else { meta.pages }.filter(|pages| *pages > 0);
    flow.layout.signatures = signatures(&mut package);
    if package.names().any(|name| name.starts_with("basic/") || name.starts_with("scripts/")) {
        gaps.push("文档含有宏，宏未运行也未检查".to_owned());
    }
    let mut photo_pictures = flow.photo_pictures;
    let mut photos = Vec::new();
    if slides {
        let stored = shown(&mut package, flow.layout.pictures.iter().filter_map(|picture| picture.name.clone()));
        photo_pictures = embedded::photos_like(&stored);
        if file.recognizer.is_some() {
            photos = embedded::photos_among(stored);
        }
    } else if let Some(recognizer) = file.recognizer {
        photos = look_at(|name| package.bytes(name, MAX_PICTURE), &mut flow.layout, recognizer, &mut gaps);
    }
    let origin = Origin { basis: Some(Basis::Properties), software: meta.generator, created: meta.created };
    let facts = document_facts(&flow.layout, false, photo_pictures, origin);
    Ok(Reading { embedded: photos, ..Reading::document(Kind::Document, flow.layout, facts, gaps) })
}

/// The content of a package.
///
/// # Errors
/// [`ReadError::Damaged`] where there is none; those of the container.
pub(crate) fn content(package: &mut Package<'_>) -> Result<(String, bool), ReadError> {
    package.text("content.xml")?.ok_or_else(|| ReadError::Damaged("缺少正文部件".to_owned()))
}

/// The bytes of pictures by their names, each once.
pub(crate) fn shown(package: &mut Package<'_>, names: impl Iterator<Item = String>) -> Vec<Embedded> {
    let mut pictures: Vec<Embedded> = Vec::new();
    for full in names {
        let name = full.rsplit('/').next().unwrap_or(&full).to_owned();
        if pictures.len() < embedded::MOST && pictures.iter().all(|other| other.name != name) {
            pictures.extend(package.bytes(&full, MAX_PICTURE).map(|bytes| Embedded { name, bytes }));
        }
    }
    pictures
}

/// How many electronic signatures the package holds.
pub(crate) fn signatures(package: &mut Package<'_>) -> u32 {
    let Ok(Some((text, _))) = package.text("META-INF/documentsignatures.xml") else { return 0 };
    let mut pieces = Pieces::of(&text);
    let mut count = 0;
    while let Ok(Some(piece)) = pieces.next() {
        count += u32::from(matches!(piece, Piece::Open(tag) if tag.is("Signature")));
    }
    count
}

/// What the file says of itself. The author's name is personal data and is not kept.
#[derive(Debug, Default)]
pub(crate) struct Meta {
    pub(crate) generator: Option<String>,
    pub(crate) created: Option<String>,
    pub(crate) pages: Option<u32>,
}

impl Meta {
    /// Reads `meta.xml`; what cannot be read is not known.
    pub(crate) fn read(package: &mut Package<'_>) -> Self {
        let mut meta = Self::default();
        let Ok(Some((text, _))) = package.text("meta.xml") else { return meta };
        let mut pieces = Pieces::of(&text);
        let mut open = String::new();
        while let Ok(Some(piece)) = pieces.next() {
            match piece {
                Piece::Open(tag) => {
                    if tag.is("document-statistic") {
                        meta.pages = tag.attr("page-count").and_then(|pages| pages.parse().ok());
                    }
                    open = tag.name();
                }
                Piece::Text(text) if open == "generator" && !text.trim().is_empty() => {
                    meta.generator.get_or_insert_with(|| text.trim().to_owned());
                }
                Piece::Text(text) if open == "creation-date" && !text.trim().is_empty() => {
                    meta.created.get_or_insert_with(|| text.trim().to_owned());
                }
                Piece::Text(_) => {}
                Piece::Close => open.clear(),
            }
        }
        meta
    }
}

#[cfg(test)]
mod tests;
