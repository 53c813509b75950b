//! `unreadable-file`: damaged, encrypted, empty, or the content is not what the name says.
//!
//! Requirement, why, what passes, what costs and what stays unknown: see [`EXPLANATION`]. Enters: the legibility of every
//! file. Leaves: a defect for each that a board could not, or perhaps could not, open.

use super::{Explanation, Rule};
use crate::case::{Case, Certainty, Defect};
use crate::facts::{Kind, Legibility};
use crate::rule_code::RuleCode;

pub(super) struct UnreadableFile;

const EXPLANATION: Explanation = Explanation {
    requirement: "报送的材料应能打开、能辨识（扣分项5“凌乱错讹，难以辨识”）。",
    why: "打不开的材料等于没有，整个材料包还会扣 3 分（只扣一次）。",
    passes: "能打开，内容与扩展名相符。",
    costs: "空文件、有打开密码的文件、内容不属于任何已知格式而扩展名却是图片或文档的文件。",
    unknown: "内容完好但扩展名不对的、读取出错或不完整的、没有全部解开的压缩包、本版本尚不能读取的格式：交人工打开核对。",
    mend: "用原软件重新导出或重新扫描；去掉打开密码；扩展名不对的改成真实的扩展名。",
};

/// What to do about an archive.
const UNPACK: &str = "请解压成普通文件夹后再审查和报送；有密码的先去掉，解不开的重新打包。";

impl Rule for UnreadableFile {
    fn code(&self) -> RuleCode {
        RuleCode::UnreadableFile
    }

    fn explanation(&self) -> &'static Explanation {
        &EXPLANATION
    }

    fn judge(&self, case: &Case<'_>, found: &mut Vec<Defect>) {
        for problem in case.unlisted {
            found.push(
                Defect::unchecked(self.code(), &problem.path)
                    .says("这里没有查看")
                    .seen(&problem.message)
                    .wanted("能列出、能打开的普通文件和文件夹")
                    .mend("请人工核对里面有没有材料；改好权限或换成真正的文件夹后再审查。"),
            );
        }
        for filed in case.files.iter().filter(|filed| filed.is_material()) {
            let (certainty, message, observed) = match &filed.evidence.legibility {
                Legibility::Legible => continue,
                Legibility::Illegible(why) => (Certainty::Certain, "文件打不开", why),
                Legibility::Doubtful(why) => (Certainty::Doubtful, "文件可能打不开或名不副实", why),
                Legibility::NotLookedAt(why) => (Certainty::Unchecked, "文件内容没有查看", why),
            };
            let hint = match certainty {
                _ if filed.evidence.kind == Kind::Archive => UNPACK,
                Certainty::Unchecked => "请人工打开核对内容；能另存为 PDF 或 DOCX 的，另存后可自动审查。",
                _ => EXPLANATION.mend,
            };
            found.push(
                Defect::new(self.code(), certainty, &filed.evidence.path)
                    .of(filed.place.item())
                    .says(message)
                    .seen(observed)
                    .wanted("能打开、内容完整、与扩展名相符的文件")
                    .mend(hint),
            );
        }
    }
}
