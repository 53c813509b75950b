//! What the readers of flowing text documents have in common at their end.
//!
//! Enters: a [`FlowReading`], as the readers of DOC, DOCX and RTF leave it. Leaves: the [`Reading`] with the facts of a document.

use super::Reading;
use super::elements::{Origin, document_facts};
use super::embedded::Embedded;
use super::flow::Flow;
use super::layout::Layout;
use evipack_core::facts::{Basis, Kind};

/// What was read of a document without pages.
#[derive(Debug)]
pub(crate) struct FlowReading {
    pub(crate) layout: Layout,
    /// ISO 8601, by its own properties.
    pub(crate) created: Option<String>,
    pub(crate) application: Option<String>,
    /// Pictures in the text that could be photos: raster, printed at least 40 mm wide and high (or of unknown size), not
    /// square like a seal.
    pub(crate) photo_pictures: u32,
    /// The pictures that are photos, where there was a recogniser to look at them.
    pub(crate) embedded: Vec<Embedded>,
    /// What the reader could not look at, in Chinese.
    pub(crate) gaps: Vec<String>,
}

impl FlowReading {
    /// Of a document that was walked through to its end.
    pub(crate) fn of(flow: Flow, embedded: Vec<Embedded>, gaps: Vec<String>) -> Self {
        let (layout, photo_pictures) = (flow.layout, flow.photo_pictures);
        Self { layout, created: None, application: None, photo_pictures, embedded, gaps }
    }
}

impl From<FlowReading> for Reading {
    fn from(read: FlowReading) -> Self {
        let origin = Origin { basis: Some(Basis::Properties), software: read.application, created: read.created };
        let facts = document_facts(&read.layout, false, read.photo_pictures, origin);
        Self { embedded: read.embedded, ..Self::document(Kind::Document, read.layout, facts, read.gaps) }
    }
}
