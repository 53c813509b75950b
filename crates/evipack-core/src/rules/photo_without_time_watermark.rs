//! `photo-without-time-watermark`: a meeting, work or activity photo shows no real-time watermark 真实时间水印.
//!
//! Requirement, why, what passes, what costs and what stays unknown: see [`EXPLANATION`]. Enters: pictures, and documents
//! with pictures in them. Leaves: one defect for each photo whose watermark was not surely seen.

use super::photos::{may_be_photo, openable};
use super::{Explanation, Rule};
use crate::case::{Case, Certainty, Defect, Filed};
use crate::facts::{Fact, Kind, PhotoFacts};
use crate::place::numbering::normalise;
use crate::rule_code::RuleCode;
use crate::table::any_matches;

pub(super) struct PhotoWithoutTimeWatermark;

const EXPLANATION: Explanation = Explanation {
    requirement: "会议、工作、活动照片等必须使用具有真实时间水印相机功能的 APP 拍摄（扣分项7）。",
    why: "不具备水印的照片，所在指标整项归零。",
    passes: "照片画面上烧录有日期和时间（今日水印相机、马克水印相机等），有水印相机字样、日期读全；时分有个别符号被画面遮挡、读不全的，也算有水印。EXIF 拍摄时间不能代替水印。",
    costs: "识别了整个画面，确认没有任何日期时间水印的照片。",
    unknown: "没有文字识别模型、水印模糊或只有日期、有日期时间但没有水印相机字样、看不出是照片还是截图海报，一律交人工核对。截图、海报、扫描件不按照片要求。",
    mend: "换用同一活动中带真实时间水印的照片；没有的，从指标材料中撤下，改用通知、签到、纪要等其他佐证。",
};

impl Rule for PhotoWithoutTimeWatermark {
    fn code(&self) -> RuleCode {
        RuleCode::PhotoWithoutTimeWatermark
    }

    fn explanation(&self) -> &'static Explanation {
        &EXPLANATION
    }

    fn judge(&self, case: &Case<'_>, found: &mut Vec<Defect>) {
        for filed in openable(case) {
            found.extend(match filed.evidence.facts.photo() {
                Some(facts) => picture(filed, facts),
                None => pictures_inside(case, filed),
            });
        }
    }
}

/// A picture file: a photo, or something of which nobody knows whether it is one.
fn picture(filed: &Filed, facts: &PhotoFacts) -> Option<Defect> {
    let evidence = &filed.evidence;
    if !may_be_photo(evidence) {
        return None;
    }
    let surely_photo = evidence.kind == Kind::Photo && evidence.kind_sure && filed.place.item().is_some();
    match &facts.watermark {
        Fact::Known { .. } => None,
        Fact::Absent { .. } if surely_photo => Some(
            defect(Certainty::Certain, filed)
                .says("照片没有真实时间水印")
                .seen("识别了整个画面，没有日期时间水印")
                .mend(EXPLANATION.mend),
        ),
        Fact::Absent { .. } => Some(
            defect(Certainty::Doubtful, filed)
                .says("图片没有时间水印，但不能确认它是不是活动照片")
                .seen("识别了整个画面，没有日期时间水印")
                .mend("若是会议、工作、活动照片，请换成带真实时间水印的；若是截图、海报，可在文件名中写明。"),
        ),
        Fact::Unknown { why } => Some(
            defect(Certainty::Doubtful, filed)
                .says("不能确认照片有真实时间水印")
                .seen(why)
                .mend("打开照片看画面上是否有水印相机烧录的日期和时间。"),
        ),
    }
}

/// A document that shows pictures: each could be a photo.
fn pictures_inside(case: &Case<'_>, filed: &Filed) -> Option<Defect> {
    let facts = filed.evidence.facts.document()?;
    let observed = match &facts.pictures {
        Fact::Known { value: 0, .. } | Fact::Absent { .. } => return None,
        Fact::Known { value, .. } => format!("文件里有 {value} 张可能是照片的图片，尚未逐张查看"),
        // The pages of a scan are pictures by nature: they may be photos where the names say so, or where the item asks for
        // photos and the name does not say that the scan is paper.
        Fact::Unknown { .. } if filed.evidence.kind == Kind::Scan && !may_scan_photos(case, filed) => return None,
        Fact::Unknown { why } => why.clone(),
    };
    Some(
        defect(Certainty::Doubtful, filed)
            .says("文件内嵌图片的时间水印未核对")
            .seen(observed)
            .mend("打开文件逐张查看其中的活动照片是否有真实时间水印。"),
    )
}

fn may_scan_photos(case: &Case<'_>, filed: &Filed) -> bool {
    const PHOTO_WORDS: [&str; 5] = ["照片", "图片", "影像", "合影", "现场"];
    const PAPER_WORDS: [&str; 4] = ["通知", "函", "证", "票"];
    let (path, name) = (normalise(filed.evidence.path.as_str()), normalise(filed.evidence.path.stem()));
    let words = case.table.issued();
    let paper = any_matches(words.genres.iter().chain(&words.not_issued), &name)
        || PAPER_WORDS.iter().any(|word| name.contains(word));
    let item = filed.place.item().and_then(|id| case.table.item(id));
    let wanted = item.is_some_and(|item| item.evidence.iter().any(|spec| spec.photo));
    PHOTO_WORDS.iter().any(|word| path.contains(word)) || wanted && !paper
}

fn defect(certainty: Certainty, filed: &Filed) -> Defect {
    Defect::new(RuleCode::PhotoWithoutTimeWatermark, certainty, &filed.evidence.path)
        .of(filed.place.item())
        .wanted("照片画面上有水印相机烧录的真实日期和时间")
}
