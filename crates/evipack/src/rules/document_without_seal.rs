//! `document-without-seal`: an issued document has no official seal 公章.
//!
//! Requirement, why, what passes, what costs and what stays unknown: see [`EXPLANATION`]. Enters: the works of a case
//! ([`crate::rules::issued`]). Leaves: one defect for each work on none of whose versions the element was surely seen.

use super::{Explanation, Rule};
use crate::case::{Case, Defect};
use crate::rule_code::RuleCode;
use crate::rules::issued::{Bears, ElementWords, judge_element};

pub(super) struct DocumentWithoutSeal;

const EXPLANATION: Explanation = Explanation {
    requirement: "出台的各类制度、政策、办法、方案等文件必须具备红头、文号、公章三要素，缺一不可（扣分项6）。",
    why: "没有公章的文件不生效，所在指标整项归零。",
    passes: "成文日期处有发文机关的公章；草稿与盖章扫描件、正文与盖章的印发通知视为同一文件。",
    costs: "全文可读，整份文件没有任何图片、图形、签名和读不出的内容，因此不可能有章。",
    unknown: "没有文字识别模型时的扫描件和图片、黑白复印件、缺落款页的扫描件、骑缝章和椭圆章、有电子签名但尚不能验证的、像章又不能确认的图形，一律交人工核对。",
    mend: "换成盖章后的扫描件或带有效电子印章的版式文件（PDF、OFD）。",
};

const WORDS: ElementWords = ElementWords {
    rule: RuleCode::DocumentWithoutSeal,
    name: "公章",
    bears: Bears::SignedPage,
    expected: "落款处盖有发文机关公章",
    mend: EXPLANATION.mend,
};

impl Rule for DocumentWithoutSeal {
    fn code(&self) -> RuleCode {
        WORDS.rule
    }

    fn explanation(&self) -> &'static Explanation {
        &EXPLANATION
    }

    fn judge(&self, case: &Case<'_>, found: &mut Vec<Defect>) {
        judge_element(case, &WORDS, |filed| filed.evidence.facts.document().map(|facts| &facts.seal), found);
    }
}
