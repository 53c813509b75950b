//! `stray-file`: system or temporary files, executables, shortcuts.
//!
//! Requirement, why, what passes, what costs and what stays unknown: see [`EXPLANATION`]. Enters: what names and leading
//! bytes gave away. Leaves: a note for each.

use super::{Explanation, Rule};
use crate::case::{Case, Defect, Filed};
use crate::format::Format;
use crate::place::Place;
use crate::rule_code::RuleCode;
use crate::stray::Stray;

pub(super) struct StrayFile;

const EXPLANATION: Explanation = Explanation {
    requirement: "材料包里只放材料（参照 DA/T 70-2018 载体安全性：无多余文件）。",
    why: "系统文件、临时文件、程序不扣分，但让评审人员疑心，也可能带病毒。",
    passes: "没有这类文件。",
    costs: "不扣分，只作提示。",
    unknown: "无：凭文件名和开头字节就能认定。",
    mend: "报送前删除。",
};

impl Rule for StrayFile {
    fn code(&self) -> RuleCode {
        RuleCode::StrayFile
    }

    fn explanation(&self) -> &'static Explanation {
        &EXPLANATION
    }

    fn judge(&self, case: &Case<'_>, found: &mut Vec<Defect>) {
        for filed in case.files.iter().filter(|filed| filed.place != Place::Ignored) {
            let Some(observed) = what(filed) else { continue };
            found.push(
                Defect::certain(self.code(), &filed.evidence.path)
                    .says("不是材料的多余文件")
                    .seen(observed)
                    .wanted("材料包里只有材料")
                    .mend(EXPLANATION.mend),
            );
        }
    }
}

fn what(filed: &Filed) -> Option<&'static str> {
    Some(match (filed.stray, filed.evidence.format) {
        (Some(Stray::System), _) => "系统自动生成的文件",
        (Some(Stray::Hidden), _) => "隐藏文件或文件夹",
        (Some(Stray::Temporary), _) => "编辑软件的临时文件",
        (Some(Stray::Executable), _) | (None, Format::Executable) => "程序或脚本",
        (Some(Stray::Shortcut), _) | (None, Format::Shortcut) => "快捷方式（指向的文件不在材料里）",
        (Some(Stray::Link), _) => "指向材料之外的链接",
        (None, _) => return None,
    })
}
