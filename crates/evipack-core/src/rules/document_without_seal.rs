//! `document-without-seal`: an issued document has no official seal 公章.
//!
//! Requirement, why, what passes, what costs and what stays unknown: see [`EXPLANATION`]. Enters: the works of a case
//! ([`crate::rules::issued`]). Leaves: one defect for each work on none of whose versions the element was surely seen. And a
//! doubt where every seal that was seen bears the name of another body than the paper's: whether that is a seal of the issuing
//! body, as the clause asks, is for a human to say, for both names were read from pixels. An electronic seal that does not hold
//! is a finding of `signature-not-intact`, one that somebody else made of `signer-mismatch`.

use super::{Explanation, Rule, seal_owner};
use crate::case::{Case, Defect, Filed};
use crate::facts::Seal;
use crate::rule_code::RuleCode;
use crate::rules::issued::{Bears, ElementWords, Work, judge_element, works};

pub(super) struct DocumentWithoutSeal;

const EXPLANATION: Explanation = Explanation {
    requirement: "出台的各类制度、政策、办法、方案等文件必须具备红头、文号、公章三要素，缺一不可（扣分项6）。",
    why: "没有公章的文件不生效，所在指标整项归零。",
    passes: "成文日期处有发文机关的公章，或者验证有效的电子印章；草稿与盖章扫描件、正文与盖章的印发通知视为同一文件。",
    costs: "全文可读，整份文件没有任何图片、图形、签名和读不出的内容，因此不可能有章。",
    unknown: "没有文字识别模型时的扫描件和图片、黑白复印件、缺落款页的扫描件、骑缝章和椭圆章、电子签名（印章）无法验证或看不到印章的、像章又不能确认的图形、印文明显是另一单位的，一律交人工核对。",
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
        found.extend(works(case).iter().filter_map(sealed_by_another));
    }
}

/// The doubt about a work whose seals all bear the name of another body.
fn sealed_by_another(work: &Work<'_>) -> Option<Defect> {
    let facts = || work.versions.iter().filter_map(|version| version.evidence.facts.document());
    let seals: Vec<(&Filed, &Seal)> = work
        .versions
        .iter()
        .filter_map(|version| version.evidence.facts.document()?.seal.value().map(|seals| (*version, seals)))
        .flat_map(|(version, seals)| seals.iter().map(move |seal| (version, seal)))
        .collect();
    let bodies: Vec<seal_owner::Body> = facts().flat_map(seal_owner::bodies).collect();
    let anothers = |seal: &Seal| seal.inscription.as_ref().is_some_and(|name| seal_owner::is_anothers(name, &bodies));
    let (at, seal) = seals.first().filter(|_| seals.iter().all(|(_, seal)| anothers(seal)))?;
    let issuers: Vec<&str> = bodies.iter().map(|body| body.name.as_str()).collect();
    let names: Vec<&str> = seals.iter().filter_map(|(_, seal)| seal.inscription.as_deref()).collect();
    let paged = at.evidence.facts.document().is_some_and(|facts| facts.pages.value().is_some_and(|pages| *pages > 1));
    let (related, more) = work.related(at);
    Some(
        Defect::doubtful(WORDS.rule, &at.evidence.path)
            .of(work.item)
            .at(paged.then_some(seal.page), Some(seal.region))
            .beside(related, more)
            .says("公章可能不是发文单位的")
            .seen(format!("印章上的单位读作“{}”，落款或红头是“{}”", names.join("、"), issuers.join("、")))
            .wanted(WORDS.expected)
            .mend("对照印章与落款的单位名称：盖错章的，换成盖有发文机关公章的原件；单位改名或合署办公的，可以不管。"),
    )
}

#[cfg(test)]
mod tests {
    use crate::case::Certainty;
    use crate::facts::{DocumentFacts, Fact};
    use crate::rules::issued::papers::{PIXELS, file, first, judged, sealed, signed};

    /// A plan of 青岚县交通运输局 with seals of these names.
    fn plan(names: &[Option<&str>]) -> DocumentFacts {
        let seal = sealed().seal.value().and_then(|seals| seals.first().cloned()).unwrap();
        let pressed = |name: Option<&str>| {
            let mut seal = seal.clone();
            seal.inscription = name.map(str::to_owned);
            seal
        };
        DocumentFacts { seal: Fact::known(names.iter().copied().map(pressed).collect(), PIXELS), ..signed(first()) }
    }

    #[test]
    fn a_seal_of_another_body_is_a_review() {
        let found = judged(&[file("方案.jpg", plan(&[Some("青岚县财政局")]))]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].certainty, Certainty::Doubtful);
        assert!(found[0].observed.contains("青岚县财政局") && found[0].observed.contains("青岚县交通运输局"));
    }

    #[test]
    fn the_issuers_seal_and_one_that_nobody_read_pass() {
        for names in [
            vec![Some("青岚县交通运输局")],
            vec![None],
            vec![Some("青岚县财政局"), Some("青岚县交通运输局")],
            vec![Some("青岚县财政局"), None],
        ] {
            assert!(judged(&[file("方案.jpg", plan(&names))]).is_empty(), "{names:?}");
        }
    }
}
