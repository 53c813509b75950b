//! The official seal 公章 and electronic signatures.
//!
//! Enters: a layout. Leaves: both facts. GB/T 9704-2012, 7.3.5; GB/T 33481-2016 for electronic seals.

use super::view::{MOST_PAGES, SCAN, View};
use crate::facts::{Basis, Fact, Seal, SignatureState};
use crate::read::layout::{Hides, Layout, Source};

/// The seals of a document.
///
/// Known: drawn as vectors, so seen for sure. Absent: there is text, no picture at all, no signature (whose appearance can
/// be a seal), no blind spot of any kind, and every page was looked at. Unknown: everything else, above all scans and
/// documents with pictures, where only pixels can tell.
pub(super) fn seal(view: &View) -> Fact<Vec<Seal>> {
    let layout = view.layout;
    if let Some((first, source)) = layout.seals.first() {
        let basis = match source {
            Source::File => Basis::PdfDrawing { page: first.page },
            Source::Pixels(_) => Basis::Pixels { page: Some(first.page) },
        };
        return Fact::known(layout.seals.iter().map(|(seal, _)| seal.clone()).collect(), basis);
    }
    if view.scan {
        return Fact::unknown(SCAN);
    }
    if layout.signatures > 0 {
        return Fact::unknown("有电子签名，本版本不能验证，印章需人工核对");
    }
    if layout.pictures.iter().any(|picture| !picture.looked_at) {
        return Fact::unknown("文档含图片，印章需要看图识别");
    }
    if let Some(spot) = layout.blind_spots.iter().find(|spot| !matches!(spot.hides, Hides::Text | Hides::Header)) {
        return Fact::unknown(&spot.why);
    }
    if let Some(gap) = view.text_gap() {
        return Fact::unknown(gap);
    }
    if !layout.paged {
        let looked = [Basis::DocumentText, Basis::PageHeader, Basis::TextBox, Basis::Pictures, Basis::Signature];
        return Fact::absent(looked);
    }
    match layout.pages {
        Some(pages @ 1..=MOST_PAGES) => {
            let drawings = (1..=pages).map(|page| {
                let looked_at = layout.was_looked_at(page);
                if looked_at { Basis::Pixels { page: Some(page) } } else { Basis::PdfDrawing { page } }
            });
            Fact::absent(drawings.chain([Basis::Pictures, Basis::Signature]).collect::<Vec<_>>())
        }
        _ => Fact::unknown("页数不明或过多，没有逐页看完"),
    }
}

/// Electronic signatures. Known: there is one, and this version cannot check it. Absent: the file's structure has none; a
/// scan has pages of pixels, yet its structure is read all the same.
pub(super) fn signature(layout: &Layout) -> Fact<SignatureState> {
    if layout.signatures > 0 {
        Fact::known(SignatureState::Unverifiable, Basis::Signature)
    } else {
        Fact::absent([Basis::Signature])
    }
}
