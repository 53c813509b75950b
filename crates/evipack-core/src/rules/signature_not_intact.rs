//! `signature-not-intact`: an electronic signature or seal was checked and does not hold.
//!
//! Requirement, why, what passes, what costs and what stays unknown: see [`EXPLANATION`]. Enters: the signatures of every
//! document, issued or not. Leaves: one doubt for each file with a broken signature. It is never more than a review: a paper
//! original may be sealed all the same, and a program that saves a file anew breaks its signature without a bad intent. Where
//! the official seal of an issued paper is in doubt for the same reason, this finding stands for that doubt, so that the file is
//! named once and the price of a missing seal stays at stake.

use super::{Explanation, Rule};
use crate::case::{Case, Defect, Filed};
use crate::facts::{Signature, SignatureState};
use crate::rule_code::RuleCode;

pub(super) struct SignatureNotIntact;

const EXPLANATION: Explanation = Explanation {
    requirement: "电子签名和电子印章要覆盖整个文件，签署后内容没有改动（《电子签名法》第十三条；扣分项1）。",
    why: "签署后改动过的文件等于没有签章，评审时可能被认作伪造。",
    passes: "签名和印章验证有效的；之后只追加了时间戳、验证资料或其他有效签名的。没有电子签名的文件不适用。",
    costs: "不直接扣分：一律交人工核对；公章因此不能确认的，归零的风险同时计入最低分。",
    unknown: "签名算法或格式不支持的，算“无法验证”，不算改动，按“不能确认有公章”核对（document-without-seal）。",
    mend: "不要修改已盖章的文件；请发文机关重新签章，或换成盖章后的扫描件。",
};

impl Rule for SignatureNotIntact {
    fn code(&self) -> RuleCode {
        RuleCode::SignatureNotIntact
    }

    fn explanation(&self) -> &'static Explanation {
        &EXPLANATION
    }

    fn explains(&self) -> &'static [RuleCode] {
        &[RuleCode::DocumentWithoutSeal]
    }

    fn judge(&self, case: &Case<'_>, found: &mut Vec<Defect>) {
        for filed in case.files.iter().filter(|filed| filed.is_material()) {
            let Some(facts) = filed.evidence.facts.document() else { continue };
            let broken = facts.signatures.iter().find(|signature| signature.state == SignatureState::Invalid);
            found.extend(broken.map(|signature| does_not_hold(filed, signature)));
        }
    }
}

fn does_not_hold(filed: &Filed, signature: &Signature) -> Defect {
    let stamp = signature.stamps.first();
    let why = signature.why.as_deref().unwrap_or_default();
    let what = if signature.seal.is_some() || stamp.is_some() { "电子印章" } else { "电子签名" };
    let named = |word: &str, name: &Option<String>| name.as_ref().map(|name| format!("{word}：{name}"));
    let said: Vec<String> = [
        named("印章", &signature.seal),
        named("签署人", &signature.signer),
        signature.signed_at.map(|time| format!("签署时间：{}", time.date())),
    ]
    .into_iter()
    .flatten()
    .collect();
    Defect::doubtful(RuleCode::SignatureNotIntact, &filed.evidence.path)
        .of(filed.place.item())
        .at(stamp.map(|stamp| stamp.page), stamp.map(|stamp| stamp.region))
        .says(format!("{what}验证不通过：{why}"))
        .seen(if said.is_empty() { format!("{what}与文件内容不符") } else { said.join("；") })
        .wanted("签署后内容没有改动，电子印章或签名能通过验证")
        .mend(EXPLANATION.mend)
}
