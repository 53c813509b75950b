//! The rule codes of the report contract, schema 1: those it began with, then those that were added.
//!
//! Enters: a code as a table or a waiver writes it. Leaves: [`RuleCode`]. The list is closed on purpose: other programs
//! rely on the words, so a new rule is a new entry here, in the contract and in every table's effects.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

macro_rules! rule_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $meaning:literal;)+) => {
        /// What is wrong with the material, by the stable code of the report contract. Serialises as the code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RuleCode { $($(#[$doc])* $name,)+ }

        impl RuleCode {
            /// Every code, in the contract's order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as the contract writes it, for example `document-without-seal`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// One line for the clerk, in Chinese.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)+ }
            }
        }
    };
}

rule_codes! {
    /// An issued document has no red header.
    DocumentWithoutRedHeader = "document-without-red-header", "出台的文件没有红头";
    /// An issued document has no document number.
    DocumentWithoutNumber = "document-without-number", "出台的文件没有文号";
    /// An issued document has no official seal.
    DocumentWithoutSeal = "document-without-seal", "出台的文件没有公章";
    /// The number is there, but not in the standard form.
    DocumentNumberMalformed = "document-number-malformed", "文号有，但写法不合规范";
    /// A meeting, work or activity photo shows no real-time watermark.
    PhotoWithoutTimeWatermark = "photo-without-time-watermark", "会议、工作、活动照片没有真实时间水印";
    /// Watermark, metadata, file name, folder period or notice disagree.
    PhotoTimeContradiction = "photo-time-contradiction", "照片上的时间与其他记载互相矛盾";
    /// Traces of editing, or of a look-alike watermark app.
    PhotoEdited = "photo-edited", "照片有修改痕迹或仿冒水印";
    /// The same photo or text used as two pieces of evidence, or taken from another package.
    DuplicateMaterial = "duplicate-material", "同一照片或文本重复使用，或取自他处";
    /// Personal data in material that is to be public.
    PersonalDataExposed = "personal-data-exposed", "拟公开的材料里有个人信息";
    /// A file belongs to no indicator.
    UnfiledMaterial = "unfiled-material", "材料没有归入任何指标";
    /// Categories or items missing a number, doubled, or in the wrong order.
    CategoryOutOfOrder = "category-out-of-order", "类别或指标编号缺失、重复或次序颠倒";
    /// Damaged, encrypted, empty, or the content is not what the name says.
    UnreadableFile = "unreadable-file", "文件损坏、加密、为空或内容与名称不符";
    /// System or temporary files, executables, shortcuts.
    StrayFile = "stray-file", "系统文件、临时文件、程序或快捷方式混在材料中";
    /// No proof of publication where the item demands it.
    PublicationProofMissing = "publication-proof-missing", "要求公开的内容没有公开证明";
    /// A kind of evidence that the item names is not there.
    EvidenceMissing = "evidence-missing", "指标要求的某类材料缺失";
    /// Fewer events in a quarter or month than the item counts.
    PeriodShortfall = "period-shortfall", "某季度或某月的次数不足";
    /// Dated after the item's deadline or outside its period.
    EvidenceLate = "evidence-late", "材料日期超出时限";
    /// A credit commitment letter has blanks, a wrong credit code, no date or no seal.
    CommitmentIncomplete = "commitment-incomplete", "信用承诺书填写不完整";
    /// One piece counted for two items that exclude each other, or an item without the one it depends on.
    CrossItemConflict = "cross-item-conflict", "材料在互斥指标间重复使用，或缺少所依赖的指标";
    /// An electronic signature or seal does not cover the whole file, or something was changed after it.
    SignatureNotIntact = "signature-not-intact", "电子签名或电子印章验证不通过";
    /// Signed by another than the issuer, or by a certificate that nobody vouches for.
    SignerMismatch = "signer-mismatch", "电子签章人不是发文单位，或未经核实";
}

impl RuleCode {
    /// Whether the rule tells that an item's own condition is not met. What it costs is then said by the item's scoring
    /// form and preconditions, and no deduction clause stands behind it.
    pub const fn judges_item_condition(self) -> bool {
        matches!(
            self,
            Self::PublicationProofMissing | Self::EvidenceMissing | Self::PeriodShortfall | Self::EvidenceLate
        )
    }
}

impl fmt::Display for RuleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is none of the codes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("没有名为“{0}”的规则，应为其中之一：{list}", list = list())]
pub struct UnknownRuleCode(pub String);

fn list() -> String {
    RuleCode::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>().join("、")
}

impl FromStr for RuleCode {
    type Err = UnknownRuleCode;

    fn from_str(text: &str) -> Result<Self, UnknownRuleCode> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text).ok_or_else(|| UnknownRuleCode(text.to_owned()))
    }
}

impl Serialize for RuleCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for RuleCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_the_contracts_and_round_trip() {
        // The list is pinned: programs outside this repository rely on these words.
        let codes: Vec<_> = RuleCode::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(
            codes,
            [
                "document-without-red-header",
                "document-without-number",
                "document-without-seal",
                "document-number-malformed",
                "photo-without-time-watermark",
                "photo-time-contradiction",
                "photo-edited",
                "duplicate-material",
                "personal-data-exposed",
                "unfiled-material",
                "category-out-of-order",
                "unreadable-file",
                "stray-file",
                "publication-proof-missing",
                "evidence-missing",
                "period-shortfall",
                "evidence-late",
                "commitment-incomplete",
                "cross-item-conflict",
                "signature-not-intact",
                "signer-mismatch",
            ]
        );
        for code in RuleCode::ALL {
            assert_eq!(code.as_str().parse(), Ok(*code));
        }
        assert!("document-without".parse::<RuleCode>().is_err());
    }
}
