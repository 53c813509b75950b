//! Which page of a paper bears which element.
//!
//! Enters: a scan whose pages were read from pixels. Leaves: whether it surely holds the page on which an element would stand.
//! People scan a cover, the page with the seal, or photograph the pages one by one: what is not on those pages may be on
//! the others, and that is for a human to say.

use crate::case::Filed;
use crate::facts::Kind;

/// Where an element stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bears {
    /// On the first page, over the title: red header and number (GB/T 9704-2012, 7.2).
    FirstPage,
    /// On the page with the sign-off: the official seal (7.3.5).
    SignedPage,
}

/// Why an element that a file does not show may stand on a page that is not in the file; `None` where it cannot.
pub(super) fn elsewhere(filed: &Filed, bears: Bears) -> Option<&'static str> {
    let facts = filed.evidence.facts.document().filter(|_| filed.evidence.kind == Kind::Scan)?;
    match bears {
        Bears::FirstPage => {
            let first = facts.title.value().is_some() || facts.red_header.value().is_some();
            (!first).then_some("扫描件里没有认出标题，可能没有首页，红头和文号可能在其他页")
        }
        Bears::SignedPage => {
            let signed = facts.issuer.value().is_some() && facts.date.value().is_some();
            (!signed).then_some("扫描件里没有认出落款，可能缺少落款页，公章可能在那一页")
        }
    }
}
