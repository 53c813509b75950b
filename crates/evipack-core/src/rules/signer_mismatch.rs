//! `signer-mismatch`: signed by another than the issuer, or by a certificate that nobody vouches for.
//!
//! Requirement, why, what passes, what costs and what stays unknown: see [`EXPLANATION`]. Enters: the works of a case
//! ([`crate::rules::issued`]) with the signatures that hold. Leaves: one doubt for each work that none of its issuing bodies
//! signed, and one remark on the whole package about signatures whose signer is named by the certificate alone.
//!
//! One signature by the issuing body is enough: a head of a bureau may sign beside the seal, and an authority may add its stamp.
//! A person's signature on a paper whose seal of ink was seen is fine, too. A certificate that names neither surely a body nor
//! surely a person is no reason to ask: it goes into the remark.

use super::seal_owner::{self, Body, Owner};
use super::{Explanation, Rule};
use crate::case::{Case, Certainty, Defect, Filed};
use crate::facts::{DocumentFacts, HolderKind, Region, Signature, SignatureState, Signer};
use crate::rel_path::RelPath;
use crate::rule_code::RuleCode;
use crate::rules::issued::{Standing, Work, works};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

pub(super) struct SignerMismatch;

const EXPLANATION: Explanation = Explanation {
    requirement: "公章必须是发文机关的；电子签章由谁的证书签署，应与落款单位一致（扣分项6）。",
    why: "任何人都能做一张写着任意名字的证书；个人、企业或外单位签署的，不能当作发文机关的公章。",
    passes: "至少有一个有效的签章出自落款或红头上的单位（联合发文的任一单位），个人签名和平台签名可以并存；已另有墨印公章的，附加的个人签名不算问题。",
    costs: "不直接扣分：只有个人、外单位、企业或签章平台的证书签署的，给出 --trust 后证书不在信任范围内的，交人工核对，归零的风险计入最低分。",
    unknown: "证书的名称看不出是单位还是个人、外文名称无法与落款对照的，以及没有给出信任证书的，签名只能算“完整，签章人未经核实”，整包提示一次，不影响得分和退出码。不检查证书吊销。",
    mend: "由发文机关用本单位的电子印章重新签章，或换成盖章后的扫描件。",
};

/// Files that the remark names; the others are counted.
const NAMED_FILES: usize = 8;
/// Signers that the remark names.
const NAMED_SIGNERS: usize = 5;

impl Rule for SignerMismatch {
    fn code(&self) -> RuleCode {
        RuleCode::SignerMismatch
    }

    fn explanation(&self) -> &'static Explanation {
        &EXPLANATION
    }

    fn explains(&self) -> &'static [RuleCode] {
        &[RuleCode::DocumentWithoutSeal]
    }

    fn judge(&self, case: &Case<'_>, found: &mut Vec<Defect>) {
        let mut asked: BTreeSet<RelPath> = BTreeSet::new();
        for work in works(case) {
            if let Some(defect) = mismatch(work) {
                asked.extend(work.versions.iter().map(|version| version.evidence.path.clone()));
                found.push(defect);
            }
        }
        found.extend(unverified(case, &asked));
    }
}

/// A signature that holds, with those who made it.
struct Signing<'a> {
    at: &'a Filed,
    signature: &'a Signature,
    signers: Vec<&'a Signer>,
}

/// The signatures of a file that hold and were made while they were allowed to.
fn signings(filed: &Filed) -> Vec<Signing<'_>> {
    let Some(facts) = filed.evidence.facts.document() else { return Vec::new() };
    let all = facts.signatures.iter().zip(0_u32..);
    all.filter(|(signature, _)| signature.state == SignatureState::Valid && !signature.out_of_validity)
        .map(|(signature, position)| {
            let signers = facts.signers.iter().filter(|signer| signer.signature == position).collect();
            Signing { at: filed, signature, signers }
        })
        .collect()
}

/// Who made a signature, seen from the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Maker {
    Issuer,
    AnotherBody,
    Person,
    Unclear,
    /// Nobody whom the user vouches for.
    Unvouched,
}

impl Signing<'_> {
    fn maker(&self, bodies: &[Body]) -> Maker {
        match self.named_maker(bodies) {
            Maker::AnotherBody => Maker::AnotherBody,
            _ if self.signature.trusted == Some(false) => Maker::Unvouched,
            maker => maker,
        }
    }

    /// By the names in the certificates and of the seal.
    fn named_maker(&self, bodies: &[Body]) -> Maker {
        let by_certificate = |signer: &&Signer| match (signer.kind, &signer.body) {
            (HolderKind::Person, _) => Maker::Person,
            (_, Some(body)) => match seal_owner::owner(body, bodies) {
                Owner::Issuer => Maker::Issuer,
                Owner::Another => Maker::AnotherBody,
                Owner::Unclear => Maker::Unclear,
            },
            (_, None) => Maker::Unclear,
        };
        let makers: Vec<Maker> = self.signers.iter().map(by_certificate).collect();
        let seal = self.signature.seal.as_deref().map(|name| seal_owner::owner(name, bodies));
        let first_of = |wanted: &[Maker]| wanted.iter().copied().find(|maker| makers.contains(maker));
        match seal {
            _ if self.signature.personal => Maker::Person,
            Some(Owner::Another) => Maker::AnotherBody,
            // The bureau's seal is in a person's hands, with a certificate of the body or of the person.
            Some(Owner::Issuer) => first_of(&[Maker::AnotherBody]).unwrap_or(Maker::Issuer),
            _ => {
                first_of(&[Maker::Issuer, Maker::AnotherBody, Maker::Unclear, Maker::Person]).unwrap_or(Maker::Unclear)
            }
        }
    }

    /// The seal and the certificates' names, as a report may show them.
    fn seen(&self) -> String {
        let named = |word: &str, names: Vec<&str>| {
            let names: BTreeSet<&str> = names.into_iter().collect();
            let names: Vec<&str> = names.into_iter().collect();
            (!names.is_empty()).then(|| format!("{word}“{}”", names.join("、")))
        };
        let subjects = self.signers.iter().filter_map(|signer| signer.subject.as_deref()).collect();
        let from_others = self.signers.iter().filter(|signer| !signer.self_made);
        let authorities = from_others.filter_map(|signer| signer.issuer.as_deref()).collect();
        let self_made = !self.signers.is_empty() && self.signers.iter().all(|signer| signer.self_made);
        let said: Vec<String> = [
            named("印章名称是", self.signature.seal.as_deref().into_iter().collect()),
            named("签署证书的持有者是", subjects),
            named("证书由", authorities).map(|said| format!("{said}签发")),
            self_made.then(|| "证书是持有者自己签发的".to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect();
        said.join("，")
    }
}

/// The doubt about a work that none of its issuing bodies signed.
fn mismatch(work: &Work<'_>) -> Option<Defect> {
    let facts = || work.versions.iter().filter_map(|version| version.evidence.facts.document());
    let bodies: Vec<Body> = facts().flat_map(seal_owner::bodies).collect();
    let made: Vec<(Maker, Signing<'_>)> = work
        .versions
        .iter()
        .flat_map(|version| signings(version))
        .map(|signing| (signing.maker(&bodies), signing))
        .collect();
    let first = |maker: Maker| made.iter().find(|(made_by, _)| *made_by == maker).map(|(_, signing)| signing);
    if first(Maker::Issuer).is_some() {
        return None;
    }
    let sealed_in_ink = facts().any(has_seal_of_ink);
    let is_a_bodys = !bodies.is_empty() || work.standing == Standing::Issued;
    let (maker, signing) = if let Some(signing) = first(Maker::AnotherBody) {
        (Maker::AnotherBody, signing)
    } else if sealed_in_ink {
        return None;
    } else if let Some(signing) = first(Maker::Unvouched) {
        (Maker::Unvouched, signing)
    } else if first(Maker::Unclear).is_some() || !is_a_bodys {
        return None;
    } else {
        (Maker::Person, first(Maker::Person)?)
    };
    Some(doubt(work, maker, signing, &bodies, sealed_in_ink))
}

fn doubt(work: &Work<'_>, maker: Maker, signing: &Signing<'_>, bodies: &[Body], sealed_in_ink: bool) -> Defect {
    let issuers: BTreeSet<&str> = bodies.iter().map(|body| body.name.as_str()).collect();
    let issuers: Vec<&str> = issuers.into_iter().collect();
    let issuers = match issuers.as_slice() {
        [] => "落款单位没有读出".to_owned(),
        names => format!("落款或红头是“{}”", names.join("、")),
    };
    let stamp = signing.signature.stamps.first();
    let message = match maker {
        Maker::Person => "文件只有个人的电子签名，没有发文单位的签章",
        Maker::Unvouched => "签章人的证书不在给定的信任证书之内",
        _ => "电子签章可能不是发文单位的",
    };
    let hint = if maker == Maker::Unvouched {
        "核实签章人：确是发文机关的，把其发证机构的证书加入 --trust 的文件后再审查；不是的，由发文机关重新签章。"
    } else {
        "对照签章人与落款的单位名称：签错的，由发文机关用本单位的电子印章重新签章，或换成盖章后的扫描件；单位改名或合署办公的，可以不管。"
    };
    // Without another seal, what is in doubt is whether the paper bears its issuer's seal at all.
    let certainty =
        if sealed_in_ink { Certainty::Doubtful } else { Certainty::DoubtfulFor(RuleCode::DocumentWithoutSeal) };
    let (related, more) = work.related(signing.at);
    Defect::new(RuleCode::SignerMismatch, certainty, &signing.at.evidence.path)
        .of(work.item)
        .at(stamp.map(|stamp| stamp.page), stamp.map(|stamp| stamp.region))
        .beside(related, more)
        .says(message)
        .seen(format!("{}；{issuers}", signing.seen()))
        .wanted("由发文机关签章，证书的持有者与落款单位一致")
        .mend(hint)
}

/// Whether a seal was seen that no signature shows.
fn has_seal_of_ink(facts: &DocumentFacts) -> bool {
    let stamps = || facts.signatures.iter().flat_map(|signature| &signature.stamps);
    let seals = facts.seal.value().map(Vec::as_slice).unwrap_or_default();
    seals.iter().any(|seal| !stamps().any(|stamp| stamp.page == seal.page && overlap(stamp.region, seal.region)))
}

fn overlap(a: Region, b: Region) -> bool {
    let apart = |at: usize| a[at] + a[at + 2] <= b[at] || b[at] + b[at + 2] <= a[at];
    !apart(0) && !apart(1)
}

/// The remark on the signatures that hold and whose signer nobody vouches for.
fn unverified(case: &Case<'_>, asked: &BTreeSet<RelPath>) -> Option<Defect> {
    let mut files: Vec<&RelPath> = Vec::new();
    let mut signers: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut unclear, mut self_made, mut had_anchors) = (0_usize, 0_usize, false);
    for filed in case.files.iter().filter(|filed| filed.is_material() && !asked.contains(&filed.evidence.path)) {
        let Some(facts) = filed.evidence.facts.document() else { continue };
        // A broken signature is a finding of its own.
        if facts.signatures.iter().any(|signature| signature.state == SignatureState::Invalid) {
            continue;
        }
        let open: Vec<Signing<'_>> =
            signings(filed).into_iter().filter(|signing| signing.signature.trusted != Some(true)).collect();
        if open.is_empty() {
            continue;
        }
        files.push(&filed.evidence.path);
        had_anchors |= open.iter().any(|signing| signing.signature.trusted.is_some());
        let all = || open.iter().flat_map(|signing| signing.signers.iter());
        unclear += usize::from(all().any(|signer| signer.kind == HolderKind::Unknown));
        self_made += usize::from(all().any(|signer| signer.self_made));
        let names: BTreeSet<&str> = all().filter_map(|signer| signer.subject.as_deref()).collect();
        for name in names {
            *signers.entry(name).or_default() += 1;
        }
    }
    if files.is_empty() {
        return None;
    }
    let mut names: Vec<(&str, usize)> = signers.into_iter().collect();
    names.sort_by(|(a, some), (b, more)| more.cmp(some).then(a.cmp(b)));
    let more = if names.len() > NAMED_SIGNERS { "等" } else { "" };
    let said: Vec<String> =
        names.iter().take(NAMED_SIGNERS).map(|(name, count)| format!("{name} {count} 个")).collect();
    let mut observed =
        format!("{} 个文件的电子签名（印章）验证有效，签署后没有改动；签章人是谁，只有证书自称", files.len());
    if !said.is_empty() {
        let _ = write!(observed, "：{}{more}", said.join("、"));
    }
    if self_made > 0 {
        let _ = write!(observed, "；其中 {self_made} 个文件的证书是自己签发的");
    }
    if unclear > 0 {
        let _ = write!(observed, "；{unclear} 个文件的证书看不出持有者是单位还是个人");
    }
    let shown = files.iter().take(NAMED_FILES).map(|path| (*path).clone()).collect();
    let hint = if had_anchors {
        "这些签章人的证书不在给定的信任证书之内。要核实的，把其发证机构的证书加入 --trust 的文件后再审查。"
    } else {
        "要核实签章人的，向制章单位或发证机构索取根证书和中间证书，用 --trust 给出后再审查（做法见 docs/trust-anchors.md）。"
    };
    Some(
        Defect::remark(RuleCode::SignerMismatch, &RelPath::root())
            .beside(shown, files.len().saturating_sub(NAMED_FILES))
            .says("电子签名（印章）完整，签章人未经核实")
            .seen(observed)
            .wanted("签章人的证书能追溯到可信任的发证机构")
            .mend(hint),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Basis, Fact, Seal, Stamp};
    use crate::rules::issued::papers::{file, first, judged_by, sealed, signed};

    const BUREAU: &str = "青岚县交通运输局";

    fn signer(kind: HolderKind, body: Option<&str>, position: u32) -> Signer {
        Signer {
            subject: Some(body.unwrap_or("张**").to_owned()),
            kind,
            body: body.map(str::to_owned),
            issuer: None,
            self_made: false,
            state: SignatureState::Valid,
            signature: position,
        }
    }

    fn body(name: &str) -> Signer {
        signer(HolderKind::Body, Some(name), 0)
    }

    /// A plan of the bureau, each of whose signatures shows the seal of [`sealed`].
    fn plan(signers: &[Signer], trusted: Option<bool>) -> DocumentFacts {
        let seal: Vec<Seal> = sealed().seal.value().cloned().unwrap();
        let stamp = Stamp { page: 1, region: seal[0].region, width_mm: 42.0, height_mm: 42.0, pictured: true };
        let signature = Signature {
            state: SignatureState::Valid,
            why: None,
            seal: None,
            valid_from: None,
            valid_to: None,
            signer: None,
            signed_at: None,
            personal: false,
            out_of_validity: false,
            trusted,
            stamps: vec![stamp],
        };
        DocumentFacts {
            seal: Fact::known(seal, Basis::Signature),
            signatures: vec![signature; signers.len()],
            signers: signers.iter().zip(0..).map(|(signer, at)| Signer { signature: at, ..signer.clone() }).collect(),
            ..signed(first())
        }
    }

    fn found(facts: DocumentFacts) -> Vec<(Certainty, String)> {
        let found = judged_by(&["signer-mismatch"], &[file("方案.pdf", facts)]);
        found.into_iter().map(|defect| (defect.certainty, defect.message)).collect()
    }

    fn asks(facts: DocumentFacts) -> bool {
        found(facts).iter().any(|(certainty, _)| *certainty != Certainty::Remark)
    }

    #[test]
    fn one_signature_of_the_issuer_is_enough() {
        let person = signer(HolderKind::Person, None, 0);
        assert!(!asks(plan(&[body(BUREAU)], None)));
        assert!(!asks(plan(&[person.clone(), body(BUREAU)], None)));
        assert!(!asks(plan(&[body("云泽市电子签章平台"), body(BUREAU)], None)));
        assert!(asks(plan(std::slice::from_ref(&person), None)));
        assert!(asks(plan(&[person.clone(), body("青岚县财政局")], None)));
        let of_the_bureau = Signer { body: Some(BUREAU.to_owned()), ..person };
        assert!(asks(plan(&[of_the_bureau], None)), "a clerk's certificate is not the bureau's");
    }

    #[test]
    fn a_name_that_tells_nothing_is_no_reason_to_ask() {
        let unknown = signer(HolderKind::Unknown, None, 0);
        let said = found(plan(std::slice::from_ref(&unknown), None));
        assert_eq!(said, [(Certainty::Remark, "电子签名（印章）完整，签章人未经核实".to_owned())]);
        assert!(!asks(plan(&[unknown], Some(true))));
    }

    #[test]
    fn with_anchors_the_trusted_are_not_mentioned_and_the_others_are_asked_about() {
        assert_eq!(found(plan(&[body(BUREAU)], Some(true))), []);
        let [(certainty, message)] = found(plan(&[body(BUREAU)], Some(false))).try_into().unwrap();
        assert_eq!(certainty, Certainty::DoubtfulFor(RuleCode::DocumentWithoutSeal));
        assert!(message.contains("信任证书"), "{message}");
        let stranger = found(plan(&[body("青岚县财政局")], Some(true)));
        assert_eq!(stranger.len(), 1, "a trusted stranger is a stranger");
    }

    #[test]
    fn a_seal_of_ink_bears_a_clerks_signature_but_no_strangers() {
        let in_ink = |signer: Signer| {
            let mut facts = plan(&[signer], None);
            facts.signatures[0].stamps.clear();
            facts
        };
        assert!(!asks(in_ink(signer(HolderKind::Person, None, 0))));
        let [(certainty, _)] = found(in_ink(body("青岚县财政局"))).try_into().unwrap();
        assert_eq!(certainty, Certainty::Doubtful, "the seal itself is not in doubt");
    }

    #[test]
    fn the_remark_is_one_and_bounded() {
        let bureau_of = |number: usize| body(&format!("第{number}县交通运输局"));
        let files: Vec<Filed> = (0..40)
            .map(|number| {
                let minutes = Fact::known("推进会议纪要".to_owned(), Basis::PdfText { page: 1 });
                let facts = DocumentFacts { title: minutes, ..plan(&[bureau_of(number)], None) };
                file(&format!("第{number}次会议纪要.pdf"), facts)
            })
            .collect();
        let [remark] = judged_by(&["signer-mismatch"], &files).try_into().unwrap();
        assert_eq!((remark.certainty, remark.item, remark.related.len()), (Certainty::Remark, None, NAMED_FILES));
        assert!(remark.observed.starts_with("40 个文件"), "{}", remark.observed);
        assert_eq!(remark.observed.matches("交通运输局").count(), NAMED_SIGNERS, "{}", remark.observed);
    }
}
