//! `document-without-red-header`: an issued document has no red header 红头.
//!
//! Requirement, why, what passes, what costs and what stays unknown: see [`EXPLANATION`]. Enters: the works of a case
//! ([`crate::rules::issued`]). Leaves: one defect for each work on none of whose versions the element was surely seen.

use super::{Explanation, Rule};
use crate::case::{Case, Defect};
use crate::rule_code::RuleCode;
use crate::rules::issued::{Bears, ElementWords, judge_element};

pub(super) struct DocumentWithoutRedHeader;

const EXPLANATION: Explanation = Explanation {
    requirement: "出台的各类制度、政策、办法、方案等文件必须具备红头、文号、公章三要素，缺一不可（扣分项6）。",
    why: "没有红头的文件不被认作正式出台的文件，所在指标整项归零。",
    passes: "首页上部有红色大字的发文机关标志（GB/T 9704-2012 7.2.4），并有红色分隔线、“文件”字样或发文字号相佐证；草稿、正文与印发通知、盖章扫描件视为同一文件，任何一份有即可。",
    costs: "全文可读、首页没有任何图片和读不出的内容，而仍然没有红色的发文机关标志。",
    unknown: "没有文字识别模型时的扫描件和图片、看不清或缺首页的扫描件、黑白复印件、尚无读取器的格式，以及不能确认是否属于“出台的文件”的，一律交人工核对。",
    mend: "换成带红头的正式印发件（盖章扫描的 PDF 最好），或把印发它的红头通知放在同一文件夹。",
};

const WORDS: ElementWords = ElementWords {
    rule: RuleCode::DocumentWithoutRedHeader,
    name: "红头",
    bears: Bears::FirstPage,
    expected: "首页上部有红色的发文机关标志（红头）",
    mend: EXPLANATION.mend,
};

impl Rule for DocumentWithoutRedHeader {
    fn code(&self) -> RuleCode {
        WORDS.rule
    }

    fn explanation(&self) -> &'static Explanation {
        &EXPLANATION
    }

    fn judge(&self, case: &Case<'_>, found: &mut Vec<Defect>) {
        judge_element(case, &WORDS, |filed| filed.evidence.facts.document().map(|facts| &facts.red_header), found);
    }
}
