//! The pictures that the photo rules look at.
//!
//! Enters: a case. Leaves: each picture file, or picture inside a document, that is material of an item, or may be, and
//! that somebody can open. What of them is a photo is said by kind; a picture of which nobody knows is perhaps one.

use crate::case::{Case, Filed};
use crate::facts::{Evidence, Kind, Legibility, PhotoFacts};
use crate::place::Place;

/// Files that belong to an item, or may, and that can be opened: what nobody can open is reported as such.
pub(super) fn openable<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Filed> {
    let placed = |filed: &&Filed| matches!(filed.place, Place::Filed { .. } | Place::Ambiguous { .. });
    let material = case.files.iter().filter(|filed| filed.is_material());
    material.filter(placed).filter(|filed| !matches!(filed.evidence.legibility, Legibility::Illegible(_)))
}

/// The pictures among them, with their facts.
pub(super) fn pictures<'a>(case: &Case<'a>) -> impl Iterator<Item = (&'a Filed, &'a PhotoFacts)> {
    openable(case).filter_map(|filed| Some((filed, filed.evidence.facts.photo()?)))
}

/// Whether a picture is a photo, or nobody knows that it is none.
pub(super) fn may_be_photo(evidence: &Evidence) -> bool {
    evidence.kind == Kind::Photo || !evidence.kind_sure
}
