//! `photo-edited`: a photo shows traces of editing, or the watermark of a look-alike app.
//!
//! Requirement, why, what passes, what costs and what stays unknown: see [`EXPLANATION`]. Enters: the metadata of photos and
//! what their pixels showed. Leaves: one doubtful defect for each photo with such traces, all of them joined. A trace is no
//! proof: brightening a dark photo leaves the same one as changing its date. So it never costs anything by itself.

mod editors;

use super::photos::{may_be_photo, pictures};
use super::{Explanation, Rule};
use crate::case::{Case, Defect};
use crate::facts::{Contradiction, EditStep, Evidence, Fact, Kind, PhotoFacts};
use crate::rule_code::RuleCode;
use editors::is_editor;

pub(super) struct PhotoEdited;

const EXPLANATION: Explanation = Explanation {
    requirement: "材料必须真实；经查实伪造的，取消资格、总分归零（扣分项1）。",
    why: "可以随意改时间地点的仿冒水印、修过的照片，一旦被验收组认定伪造，损失的是全部分数。",
    passes: "没有修改痕迹的照片。微信等转发会去掉拍摄信息，没有拍摄信息不算痕迹。",
    costs: "不直接扣分：痕迹不等于伪造，只提示人工核对。",
    unknown: "文件写明由修图软件保存、带有修图软件的编辑记录、标明由人工智能生成，水印是仿冒品牌或带有“可修改水印”“开通会员”字样，水印里的地点或天气没有取到：都交人工核对。只是裁剪、调亮的照片也会留下这些痕迹；没有痕迹也不能证明没有修改过。",
    mend: "向拍摄人要手机里的原图核对；有原图的换成原图。只是裁剪、调亮的，请保留原图备查。",
};

impl Rule for PhotoEdited {
    fn code(&self) -> RuleCode {
        RuleCode::PhotoEdited
    }

    fn explanation(&self) -> &'static Explanation {
        &EXPLANATION
    }

    fn judge(&self, case: &Case<'_>, found: &mut Vec<Defect>) {
        for (filed, facts) in pictures(case).filter(|(filed, _)| may_be_photo(&filed.evidence)) {
            let mut traces = printed(facts);
            traces.extend(noted(&filed.evidence, facts));
            if !traces.is_empty() {
                found.push(
                    Defect::doubtful(self.code(), &filed.evidence.path)
                        .of(filed.place.item())
                        .at(None, facts.watermark.value().map(|watermark| watermark.region))
                        .says("照片有修改痕迹或仿冒水印")
                        .seen(traces.join("；"))
                        .wanted("水印相机直接拍摄、没有改动过的照片")
                        .mend(EXPLANATION.mend),
                );
            }
        }
    }
}

/// What the print shows.
fn printed(facts: &PhotoFacts) -> Vec<String> {
    let said = |found: &Contradiction| match found {
        Contradiction::LookAlikeBrand => Some("水印的相机名称像是仿冒的（如“衿日水印”“今曰水印”）"),
        Contradiction::FreeTier => Some("画面上有“可修改水印”“开通会员去掉水印”一类字样"),
        Contradiction::Placeholder => Some("水印里的地点或天气没有取到（如“定位中”“未知地点”）"),
        _ => None,
    };
    facts.contradictions.iter().filter_map(said).map(str::to_owned).collect()
}

/// What the file notes about itself.
fn noted(evidence: &Evidence, facts: &PhotoFacts) -> Vec<String> {
    let mut traces = Vec::new();
    if let Fact::Known { value, .. } = &facts.edits.generated {
        traces.push(format!("文件标明由人工智能生成或修改（{value}）"));
    }
    // Of a drawing nobody asks with which program it was drawn.
    if evidence.kind != Kind::Photo {
        return traces;
    }
    let programs = [&facts.software, &facts.edits.creator_tool];
    let mut named: Vec<&str> = programs.iter().filter_map(|fact| fact.value()).map(String::as_str).collect();
    named.dedup();
    named.retain(|name| is_editor(name));
    if !named.is_empty() {
        traces.push(format!("文件由修图软件保存（{}）", named.join("、")));
    }
    if let Fact::Known { value: steps, .. } = &facts.edits.history {
        traces.push(format!("带有 {} 步编辑记录（{}）", steps.len(), last_step(steps)));
    }
    traces
}

/// The last step that says by which program it was done, else the last.
fn last_step(steps: &[EditStep]) -> String {
    let step = steps.iter().rev().find(|step| step.software.is_some()).or(steps.last());
    let Some(step) = step else { return String::new() };
    let parts = [step.software.as_deref(), Some(step.action.as_str()), step.when.as_deref()];
    let parts: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join("，")
}
