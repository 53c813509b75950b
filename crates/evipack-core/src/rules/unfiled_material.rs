//! `unfiled-material`: a file belongs to no indicator.
//!
//! Requirement, why, what passes, what costs and what stays unknown: see [`EXPLANATION`]. Enters: the place of every file.
//! Leaves: a defect for each that has none, a doubtful one for each that could have several.

use super::{Explanation, Rule};
use crate::case::{Case, Certainty, Defect, Filed};
use crate::facts::{Kind, Legibility};
use crate::place::Place;
use crate::place::settings::SETTINGS_FILE;
use crate::rel_path::RelPath;
use crate::rule_code::RuleCode;

pub(super) struct UnfiledMaterial;

const EXPLANATION: Explanation = Explanation {
    requirement: "报送的材料应按指标分门别类编排整理（扣分项5）。",
    why: "材料凌乱、看不出属于哪个指标的，整个材料包扣 3 分（只扣一次），而且该材料不会给任何指标加分。",
    passes: "所在文件夹或文件名的编号、名称对得上一个指标；目录、自评报告等全包文件放在根目录；在 evipack.toml 中写明的。",
    costs: "从根目录到文件名都对不上任何类别或指标。",
    unknown: "只看得出类别、编号与名称矛盾或同时符合几个指标的，没有全部解开的压缩包，evipack.toml 把全部材料都写成不审查的，\
              交人工核对。",
    mend: "移到对应指标的文件夹，或在根目录的 evipack.toml 的 [map] 中写明它属于哪个指标。",
};

impl Rule for UnfiledMaterial {
    fn code(&self) -> RuleCode {
        RuleCode::UnfiledMaterial
    }

    fn explanation(&self) -> &'static Explanation {
        &EXPLANATION
    }

    fn judge(&self, case: &Case<'_>, found: &mut Vec<Defect>) {
        found.extend(everything_left_out(case));
        for filed in case.files.iter().filter(|filed| filed.is_material()) {
            if filed.evidence.kind == Kind::Archive {
                found.extend(unopened_archive(filed));
                continue;
            }
            match &filed.place {
                Place::Unfiled => found.push(
                    defect(Certainty::Certain, filed)
                        .says("材料不属于任何指标")
                        .seen("文件夹和文件名都对不上任何类别或指标"),
                ),
                Place::Ambiguous { candidates, why } => {
                    let ids: Vec<String> = candidates.iter().map(ToString::to_string).collect();
                    found.push(
                        defect(Certainty::Doubtful, filed)
                            .says("不能确认材料属于哪个指标")
                            .seen(format!("{why}（可能是 {}）", ids.join("、"))),
                    );
                }
                _ => {}
            }
        }
    }
}

/// A report on nothing must not look like a report without findings. Catalogues and self-assessments stand for no indicator:
/// where only they are left, nothing was judged either.
fn everything_left_out(case: &Case<'_>) -> Option<Defect> {
    let is_opened_archive =
        |filed: &Filed| filed.evidence.kind == Kind::Archive && filed.evidence.legibility == Legibility::Legible;
    let is_judged = |filed: &Filed| filed.is_material() && filed.place != Place::Package && !is_opened_archive(filed);
    let left_out = case.files.iter().filter(|filed| filed.stray.is_none() && filed.place == Place::Ignored).count();
    (left_out > 0 && !case.files.iter().any(is_judged)).then(|| {
        Defect::unchecked(RuleCode::UnfiledMaterial, &RelPath::new(SETTINGS_FILE))
            .says("没有审查任何指标材料")
            .seen(format!("evipack.toml 把全部 {left_out} 个材料文件都写成了不审查（ignore）"))
            .wanted("只有草稿等不报送的文件写成不审查")
            .mend("核对 evipack.toml 的 [map]，去掉不该有的 ignore，再审查一次。")
    })
}

/// An archive is a folder: what lies in it is filed, each member for itself. Of one that was not opened nobody knows where
/// that would be.
fn unopened_archive(filed: &Filed) -> Option<Defect> {
    let unseen = filed.evidence.legibility != Legibility::Legible && filed.place == Place::Unfiled;
    let why = "压缩包没有全部解开，看不出里面的材料属于哪个指标";
    unseen.then(|| defect(Certainty::Doubtful, filed).says("不能确认材料属于哪个指标").seen(why))
}

fn defect(certainty: Certainty, filed: &Filed) -> Defect {
    Defect::new(RuleCode::UnfiledMaterial, certainty, &filed.evidence.path)
        .wanted("所在文件夹或文件名能对应到一个指标")
        .mend(EXPLANATION.mend)
}
