//! `document-without-number`: an issued document has no document number 发文字号.
//!
//! Requirement, why, what passes, what costs and what stays unknown: see [`EXPLANATION`]. Enters: the works of a case
//! ([`crate::rules::issued`]). Leaves: one defect for each work on none of whose versions the element was surely seen.

use super::{Explanation, Rule};
use crate::case::{Case, Defect};
use crate::rule_code::RuleCode;
use crate::rules::issued::{Bears, ElementWords, judge_element};

pub(super) struct DocumentWithoutNumber;

const EXPLANATION: Explanation = Explanation {
    requirement: "出台的各类制度、政策、办法、方案等文件必须具备红头、文号、公章三要素，缺一不可（扣分项6）。",
    why: "没有文号的文件无从查证，所在指标整项归零。",
    passes: "版头处有单独成行的发文字号，如 青交发〔2026〕3号；括号形式不规范的也算有（另记提示）。正文里引用的别的文号不算。",
    costs: "首页全文可读、没有图片和读不出的内容，而版头处没有发文字号。",
    unknown: "没有文字识别模型时的扫描件和图片、看不清或缺首页的扫描件、文号括号丢失或未填完整、尚无读取器的格式，一律交人工核对。",
    mend: "换成编有发文字号的正式印发件；确未编号的，请办公室补编后重新印发。",
};

const WORDS: ElementWords = ElementWords {
    rule: RuleCode::DocumentWithoutNumber,
    name: "发文字号",
    bears: Bears::FirstPage,
    expected: "版头处有发文字号，如 青交发〔2026〕3号",
    mend: EXPLANATION.mend,
};

impl Rule for DocumentWithoutNumber {
    fn code(&self) -> RuleCode {
        WORDS.rule
    }

    fn explanation(&self) -> &'static Explanation {
        &EXPLANATION
    }

    fn judge(&self, case: &Case<'_>, found: &mut Vec<Defect>) {
        judge_element(case, &WORDS, |filed| filed.evidence.facts.document().map(|facts| &facts.number), found);
    }
}
