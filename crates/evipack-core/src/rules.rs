//! The rules: one file each, one list of all.
//!
//! Enters: a [`Case`]. Leaves: defects. Adding a rule is a file here and a line in [`ALL`]; what it costs is said in the
//! table.

mod category_out_of_order;
mod document_number_malformed;
mod document_without_number;
mod document_without_red_header;
mod document_without_seal;
mod issued;
mod photo_edited;
mod photo_time_contradiction;
mod photo_without_time_watermark;
mod photos;
mod seal_owner;
mod signature_not_intact;
mod signer_mismatch;
mod stray_file;
mod unfiled_material;
mod unreadable_file;

use crate::case::{Case, Defect};
use crate::dossier::Wants;
use crate::rule_code::RuleCode;
pub(crate) use issued::Work;

/// One check.
pub trait Rule: Sync {
    /// Its code in the report.
    fn code(&self) -> RuleCode;

    /// What it asks and how it decides, for `evipack explain` and the documentation.
    fn explanation(&self) -> &'static Explanation;

    /// Rules whose doubt about a file this rule's finding on the same file explains. The doubt is then said once, by this rule
    /// (`judge`).
    fn explains(&self) -> &'static [RuleCode] {
        &[]
    }

    /// What it asks of reading beside the facts. Most rules ask nothing, and then nobody pays for it.
    fn wants(&self) -> Wants {
        Wants::NOTHING
    }

    /// Looks at a case and adds what it finds.
    fn judge(&self, case: &Case<'_>, found: &mut Vec<Defect>);
}

/// What a rule asks and how it decides, in Chinese, for the clerk.
#[derive(Debug)]
pub struct Explanation {
    /// What the source demands.
    pub requirement: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What passes.
    pub passes: &'static str,
    /// What costs.
    pub costs: &'static str,
    /// What stays unknown and ends in a review.
    pub unknown: &'static str,
    /// How to mend it.
    pub mend: &'static str,
}

/// Every rule that this version checks, in the order of the contract.
pub const ALL: &[&dyn Rule] = &[
    &document_without_red_header::DocumentWithoutRedHeader,
    &document_without_number::DocumentWithoutNumber,
    &document_without_seal::DocumentWithoutSeal,
    &document_number_malformed::DocumentNumberMalformed,
    &photo_without_time_watermark::PhotoWithoutTimeWatermark,
    &photo_time_contradiction::PhotoTimeContradiction,
    &photo_edited::PhotoEdited,
    &unfiled_material::UnfiledMaterial,
    &category_out_of_order::CategoryOutOfOrder,
    &unreadable_file::UnreadableFile,
    &stray_file::StrayFile,
    &signature_not_intact::SignatureNotIntact,
    &signer_mismatch::SignerMismatch,
];

/// What all rules ask of reading beside the facts.
pub fn wants() -> Wants {
    ALL.iter().fold(Wants::NOTHING, |wants, rule| wants.or(rule.wants()))
}

/// The rule of a code, where this version checks it.
pub fn by_code(code: RuleCode) -> Option<&'static dyn Rule> {
    ALL.iter().copied().find(|rule| rule.code() == code)
}

impl RuleCode {
    /// Whether this version checks it. The other codes are in the table as data only.
    pub fn checked_now(self) -> bool {
        by_code(self).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirteen_rules_are_checked_now() {
        assert_eq!(RuleCode::ALL.iter().filter(|code| code.checked_now()).count(), 13);
    }

    #[test]
    fn every_rule_is_there_once_and_in_the_contracts_order() {
        let codes: Vec<RuleCode> = ALL.iter().map(|rule| rule.code()).collect();
        let contract: Vec<RuleCode> = RuleCode::ALL.iter().copied().filter(|code| codes.contains(code)).collect();
        assert_eq!(codes, contract);
    }
}
