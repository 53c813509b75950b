//! What a signature lets others do to the PDF after it (ISO 32000-1, 12.8.2.2 `DocMDP` and 12.8.2.4 `FieldMDP`).
//!
//! Enters: the dictionary of a signature. Leaves: [`Permissions`], and what of a later step they forbid. A certification that
//! permits comments permits none here: a comment can cover a page.

use super::since_signing::Step;
use lopdf::{Dictionary, Document, Object};

/// `P` of a certification that says nothing of it.
const DEFAULT_LEVEL: i64 = 2;
/// `P` from which fields may be filled and more people may sign.
const FILL_AND_SIGN: i64 = 2;

/// What may follow a signature.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Permissions {
    /// The level of a certification; nothing for a plain signature.
    certified: Option<i64>,
    locked: Vec<Lock>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Lock {
    All,
    Only(Vec<Vec<u8>>),
    AllBut(Vec<Vec<u8>>),
}

impl Permissions {
    pub(super) fn of(document: &Document, signature: &Dictionary) -> Self {
        let value = |dictionary: &Dictionary, key: &[u8]| follow(document, dictionary.get(key).ok()?).cloned();
        let mut permissions = Self::default();
        let Some(Object::Array(references)) = value(signature, b"Reference") else { return permissions };
        for reference in references.iter().filter_map(|entry| follow(document, entry)?.as_dict().ok()) {
            let parameters = match value(reference, b"TransformParams") {
                Some(Object::Dictionary(parameters)) => parameters,
                _ => Dictionary::new(),
            };
            let method = value(reference, b"TransformMethod");
            match method.as_ref().and_then(|method| method.as_name().ok()) {
                Some(b"DocMDP") => {
                    let level = value(&parameters, b"P").and_then(|level| level.as_i64().ok());
                    permissions.certified = Some(level.unwrap_or(DEFAULT_LEVEL));
                }
                Some(b"FieldMDP") => {
                    let names = match value(&parameters, b"Fields") {
                        Some(Object::Array(names)) => names,
                        _ => Vec::new(),
                    };
                    let text = |name| Some(follow(document, name)?.as_str().ok()?.to_vec());
                    let names = names.iter().filter_map(text).collect();
                    let action = value(&parameters, b"Action");
                    permissions.locked.push(match action.as_ref().and_then(|action| action.as_name().ok()) {
                        Some(b"Include") => Lock::Only(names),
                        Some(b"Exclude") => Lock::AllBut(names),
                        _ => Lock::All,
                    });
                }
                _ => {}
            }
        }
        permissions
    }

    /// What a later step did that it may not: broken, then for a human.
    pub(super) fn forbid(&self, step: &Step) -> (Vec<String>, Vec<String>) {
        let (mut broken, mut unknown) = (Vec::new(), Vec::new());
        let nothing_may_follow = self.certified.is_some_and(|level| level < FILL_AND_SIGN);
        if nothing_may_follow && (step.signed || !step.filled.is_empty()) {
            broken.push("签名后文件又被改动（签名不允许任何改动，之后又填写或签名）".to_owned());
        }
        if self.certified.is_some() && step.added_field {
            broken.push("签名后文件又被改动（认证签名之后新增了可见的签名域）".to_owned());
        }
        if step.filled.iter().any(|field| self.locked.iter().any(|lock| lock.holds(&field.name))) {
            broken.push("签名后文件又被改动（签名锁定的表单域被填写）".to_owned());
        }
        if self.certified.is_none() && step.filled.iter().any(|field| field.overwritten) {
            unknown.push("签名后改动了已填写的表单域，请人工核对".to_owned());
        }
        (broken, unknown)
    }
}

fn follow<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

impl Lock {
    /// Whether it holds a field, or the parent that the field is under.
    fn holds(&self, field: &[u8]) -> bool {
        let listed = |names: &[Vec<u8>]| {
            names.iter().any(|name| {
                field.strip_prefix(name.as_slice()).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"."))
            })
        };
        match self {
            Self::All => true,
            Self::Only(names) => listed(names),
            Self::AllBut(names) => !listed(names),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::form_changes::Filled;
    use lopdf::dictionary;

    fn of(method: &str, parameters: Dictionary) -> Permissions {
        let reference = dictionary! {"TransformMethod" => method, "TransformParams" => parameters};
        Permissions::of(&Document::new(), &dictionary! {"Reference" => vec![reference.into()]})
    }

    fn filled(name: &str, overwritten: bool) -> Step {
        Step { filled: vec![Filled { name: name.into(), overwritten }], ..Step::default() }
    }

    #[test]
    fn a_certification_says_what_may_follow() {
        let state = |permissions: &Permissions, step: &Step| {
            let (broken, unknown) = permissions.forbid(step);
            (broken.len(), unknown.len())
        };
        let level = |level: i64| of("DocMDP", dictionary! {"P" => level});
        assert_eq!(state(&level(1), &filled("a", false)), (1, 0));
        assert_eq!(state(&level(2), &filled("a", true)), (0, 0));
        assert_eq!(state(&of("DocMDP", Dictionary::new()), &filled("a", true)), (0, 0));
        assert_eq!(state(&level(3), &Step { added_field: true, signed: true, ..Step::default() }), (1, 0));
        assert_eq!(state(&level(1), &Step::default()), (0, 0));
        assert_eq!(state(&Permissions::default(), &filled("a", true)), (0, 1));
        assert_eq!(state(&Permissions::default(), &filled("a", false)), (0, 0));
    }

    #[test]
    fn a_lock_holds_the_fields_that_it_names() {
        let lock = |action: &str, field: &str| {
            let names = vec![Object::string_literal("sum")];
            let parameters = dictionary! {"Action" => action, "Fields" => names};
            !of("FieldMDP", parameters).forbid(&filled(field, false)).0.is_empty()
        };
        assert!(lock("All", "a") && lock("Include", "sum") && lock("Include", "sum.total") && lock("Exclude", "a"));
        assert!(!lock("Include", "summary") && !lock("Include", "a") && !lock("Exclude", "sum"));
    }
}
