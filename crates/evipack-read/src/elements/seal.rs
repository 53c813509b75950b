//! The official seal 公章 and electronic signatures.
//!
//! Enters: a layout. Leaves: both facts. GB/T 9704-2012, 7.3.5; GB/T 33481-2016 for electronic seals.

use super::view::{MOST_PAGES, SCAN, View};
use crate::layout::{Hides, Layout, Source};
use evipack_core::facts::{Basis, Fact, Seal, Signature, SignatureState};

/// The seals of a document.
///
/// Known: drawn as vectors, so seen for sure. Absent: there is text, no picture at all, no signature (whose appearance can
/// be a seal), no blind spot of any kind, and every page was looked at. Unknown: everything else, above all scans and
/// documents with pictures, where only pixels can tell.
pub(super) fn seal(view: &View) -> Fact<Vec<Seal>> {
    let layout = view.layout;
    let sealed = layout.seals.iter().any(|(_, source)| *source == Source::Signature);
    let invalid = layout.checked().find(|signature| signature.state == SignatureState::Invalid);
    if let Some(invalid) = invalid.filter(|_| !sealed) {
        // Whatever looks like a seal on its pages may be the one that does not hold.
        return Fact::unknown(format!("电子签名（印章）验证不通过：{}", invalid.why.as_deref().unwrap_or_default()));
    }
    if !sealed && layout.checked().any(|signature| signature.trusted == Some(false)) {
        return Fact::unknown(UNTRUSTED);
    }
    if let Some((first, source)) = layout.seals.first() {
        let basis = match source {
            Source::Signature => Basis::Signature,
            Source::File => Basis::PdfDrawing { page: first.page },
            Source::Pixels(_) => Basis::Pixels { page: Some(first.page) },
        };
        return Fact::known(layout.seals.iter().map(|(seal, _)| seal.clone()).collect(), basis);
    }
    if view.scan {
        return Fact::unknown(SCAN);
    }
    if let Some(signature) = layout.checked().next() {
        return Fact::unknown(unsealed(layout, signature));
    }
    if layout.signatures > 0 {
        return Fact::unknown("有电子签名，本版本不能验证，印章需人工核对");
    }
    if layout.unseen_pictures().next().is_some() {
        return Fact::unknown("文档含图片，印章需要看图识别");
    }
    if let Some(spot) =
        layout.blind_spots.iter().find(|spot| !matches!(spot.hides, Hides::Text | Hides::Header | Hides::Number))
    {
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

const UNTRUSTED: &str = "电子签名（印章）完整，但签章人或制章者的证书不在给定的信任证书之内，需人工核对";

/// Why signatures none of which is broken show no official seal.
fn unsealed(layout: &Layout, first: &Signature) -> String {
    let unverifiable = layout.checked().find(|signature| signature.state != SignatureState::Valid);
    if let Some(signature) = unverifiable {
        return format!("有电子签名，无法验证（{}），印章需人工核对", signature.why.as_deref().unwrap_or_default());
    }
    if layout.checked().any(|signature| signature.trusted == Some(false)) {
        return UNTRUSTED.to_owned();
    }
    if layout.checked().any(|signature| signature.out_of_validity) {
        return "电子签名（印章）完整，但签署时印章或证书不在有效期内，需人工核对".to_owned();
    }
    if first.stamps.is_empty() {
        return "电子签名完整，但页面上看不到印章，需人工核对".to_owned();
    }
    "电子签名完整，但页面上的图案不能确认是公章，需人工核对".to_owned()
}

/// Electronic signatures. Known: there is one; the worst of them counts. Absent: the file's structure has none; a scan has pages
/// of pixels, yet its structure is read all the same.
pub(super) fn signature(layout: &Layout) -> Fact<SignatureState> {
    let has = |state| layout.checked().any(|signature| signature.state == state);
    if has(SignatureState::Invalid) {
        Fact::known(SignatureState::Invalid, Basis::Signature)
    } else if layout.signatures > 0 || has(SignatureState::Unverifiable) {
        Fact::known(SignatureState::Unverifiable, Basis::Signature)
    } else if layout.checked.is_empty() {
        Fact::absent([Basis::Signature])
    } else {
        Fact::known(SignatureState::Valid, Basis::Signature)
    }
}
