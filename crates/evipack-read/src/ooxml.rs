//! What all Office Open XML packages have in common: the way to their main part, their properties and signatures.
//!
//! Enters: an opened package. Leaves: names of parts and what the file says of itself. Word documents, workbooks and
//! presentations differ in their parts alone.

pub(crate) use super::docx::package::{Package, Relationships, Target};
use super::docx::xml::{ROOT, Tree};

/// Document properties as written, where they are not empty. The names of authors are personal data: not kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Properties {
    /// W3C date and time.
    pub(crate) created: Option<String>,
    pub(crate) application: Option<String>,
}

/// The properties of a package, by the relationships of its root.
pub(crate) fn properties(package: &mut Package<'_>, roots: &Relationships) -> Properties {
    let mut text = |kind: &str, usual: &str, wanted: &str| {
        let name = target_of(roots, kind).unwrap_or_else(|| usual.to_owned());
        package.xml(&name).ok().flatten().and_then(|part| text_of(&part.tree, wanted))
    };
    Properties {
        created: text("core-properties", "docProps/core.xml", "created"),
        application: text("extended-properties", "docProps/app.xml", "Application"),
    }
}

/// The part that a relationship of a kind leads to; of several the first by name.
pub(crate) fn target_of(relationships: &Relationships, kind: &str) -> Option<String> {
    let targets = relationships.values().filter(|relationship| relationship.kind == kind);
    let parts = targets.filter_map(|relationship| match &relationship.target {
        Target::Part(name) => Some(name),
        Target::External => None,
    });
    parts.min().cloned()
}

/// Whether a part, by its name in lower case, is a digital signature. Beside them stand only `origin.sigs` and its
/// relationships, which end otherwise.
pub(crate) fn is_signature(name: &str) -> bool {
    name.strip_prefix("_xmlsignatures/").and_then(|file| file.strip_suffix(".xml")).is_some()
}

/// Text of a child of the root, where there is any.
pub(crate) fn text_of(tree: &Tree, name: &str) -> Option<String> {
    let text = tree.text(tree.child_named(ROOT, name)?).trim();
    (!text.is_empty()).then(|| text.to_owned())
}
