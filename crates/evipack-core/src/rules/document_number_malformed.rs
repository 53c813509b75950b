//! `document-number-malformed`: there is a document number 发文字号, but not in the standard form.
//!
//! Requirement, why, what passes, what costs and what stays unknown: see [`EXPLANATION`]. Enters: the number of every
//! document. Leaves: one note for each with a fault of form.

use super::{Explanation, Rule};
use crate::case::{Case, Defect};
use crate::rule_code::RuleCode;

pub(super) struct DocumentNumberMalformed;

const EXPLANATION: Explanation = Explanation {
    requirement: "发文字号由机关代字、六角括号〔〕括起的四位年份和不编虚位、不加“第”的序号组成（GB/T 9704-2012 7.2.5）。",
    why: "不规范的文号本身不归零，但评审时容易被认作伪造或草稿。",
    passes: "如 鲁交法〔2020〕5号、鲁政办字〔2013〕54号；命令和公告的编号（如 省政府令第256号）另有形式，也算规范。",
    costs: "不扣分，只作提示：括号用了 [ ]、（ ）、【 】，序号前有“第”或 0，年份不全，括号后有“字”。",
    unknown: "括号在转换中丢失的不算不规范，按“不能确认有文号”交人工核对（document-without-number）。",
    mend: "在原文件中改正文号写法后重新印发；来不及的，准备说明。",
};

impl Rule for DocumentNumberMalformed {
    fn code(&self) -> RuleCode {
        RuleCode::DocumentNumberMalformed
    }

    fn explanation(&self) -> &'static Explanation {
        &EXPLANATION
    }

    fn judge(&self, case: &Case<'_>, found: &mut Vec<Defect>) {
        for filed in case.files.iter().filter(|filed| filed.is_material()) {
            let Some(number) = filed.evidence.facts.document().and_then(|facts| facts.number.value()) else { continue };
            let faults: Vec<String> =
                number.faults().iter().filter(|fault| !fault.is_tolerated()).map(ToString::to_string).collect();
            if faults.is_empty() {
                continue;
            }
            found.push(
                Defect::certain(self.code(), &filed.evidence.path)
                    .of(filed.place.item())
                    .says(format!("发文字号不规范：{}", faults.join("；")))
                    .seen(number.raw())
                    .wanted(number.to_string())
                    .mend(EXPLANATION.mend),
            );
        }
    }
}
