//! The elements of an official paper 公文要素, found in a neutral layout.
//!
//! Enters: the [`Layout`] a format reader made, and whether the pages are pictures. Leaves: [`DocumentFacts`], each element
//! known, absent or unknown on its own grounds. The rule for all of them: what is seen is known; what could be hidden in a
//! picture, a blind spot or an odd wording is unknown; absent is said only where nothing is left to look at, because an
//! absent red header, number or seal zeroes an indicator.

mod number_place;
mod organisation;
mod red_header;
mod seal;
mod signing;
mod title;
mod view;

use super::date::metadata_time;
use super::layout::{Hides, Layout};
use evipack_core::facts::{Basis, DocumentFacts, Fact};
use view::View;

/// What a file says of itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origin {
    /// Where the statements stand.
    pub(crate) basis: Option<Basis>,
    pub(crate) software: Option<String>,
    /// A time as PDF (`D:20260407101500+08'00'`) or ISO 8601 writes it.
    pub(crate) created: Option<String>,
}

/// Derives every fact of a document from its layout. `scan`: its pages are pictures of paper, looked at or not. `photo_pictures`: embedded
/// pictures that could be photos, as the format reader counted them.
pub(crate) fn document_facts(layout: &Layout, scan: bool, photo_pictures: u32, origin: Origin) -> DocumentFacts {
    let view = View::new(layout, scan && !layout.was_looked_at(1));
    let places = number_place::places(&view);
    let mark = red_header::red_header(&view, &places);
    let number = number_place::number(&view, &places, &mark);
    let title = title::title(&view, &places, &mark);
    let signing = signing::signing(&view);
    DocumentFacts {
        red_header: mark.fact,
        number,
        seal: seal::seal(&view),
        signature: seal::signature(layout),
        signatures: layout.checked().cloned().collect(),
        signers: layout.checked.iter().zip(0..).flat_map(|(answered, position)| answered.signers(position)).collect(),
        date: signing.date,
        title,
        issuer: signing.issuer,
        pages: pages(layout),
        pictures: pictures(layout, scan, photo_pictures),
        software: stated(origin.software, origin.basis.as_ref()),
        created: stated(origin.created.as_deref().and_then(metadata_time), origin.basis.as_ref()),
        web: None,
    }
}

/// A statement of the file about itself, or its absence.
fn stated(value: Option<String>, basis: Option<&Basis>) -> Fact<String> {
    let basis = basis.cloned().unwrap_or(Basis::Structure);
    match value {
        Some(value) => Fact::known(value, basis),
        None => Fact::absent([basis]),
    }
}

/// Known where the file says its number of pages or they were counted; never absent.
fn pages(layout: &Layout) -> Fact<u32> {
    match layout.pages {
        Some(pages) => Fact::known(pages, if layout.paged { Basis::Structure } else { Basis::Properties }),
        None => Fact::unknown("文件没有记录页数"),
    }
}

/// Known as counted. A scan's pages may show photos, and something unread may be a picture: unknown.
fn pictures(layout: &Layout, scan: bool, photo_pictures: u32) -> Fact<u32> {
    let blind = layout.blind_spots.iter().find(|spot| spot.hides == Hides::Anything);
    match blind {
        _ if scan => Fact::unknown(view::SCAN),
        Some(spot) if photo_pictures == 0 => Fact::unknown(&spot.why),
        _ => Fact::known(photo_pictures, Basis::Pictures),
    }
}

#[cfg(test)]
mod tests;
