//! What a watermark camera prints besides date and time: its name, its badge, its verification code, the place.
//!
//! Enters: one folded line. Leaves: a [`Mark`] or a place. A name inside a sentence ("请使用今日水印相机拍摄") is no mark:
//! the whole line has to be what such an app prints. The literals were seen on pictures of the apps; none is official.

use regex::Regex;
use std::sync::LazyLock;

/// What speaks for, or against, a genuine watermark camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    /// The app's name.
    Brand(&'static str),
    /// "Verified", or the badge 真实时间.
    Verified,
    /// The verification code 防伪码.
    Code(String),
    /// Something only look-alike apps print.
    Forged,
}

/// The apps, as they print their names.
const BRANDS: &[&str] =
    &["今日水印相机", "今日水印", "马克水印相机", "马克相机", "元道经纬相机", "元道经纬", "水印相机"];
/// Printed by editors whose free edition says so, and by look-alikes that dodge filters.
const FORGERIES: &[&str] = &["可修改水印", "去掉此水印", "去除此水印", "开通会员", "衿日水印", "今曰水印"];
/// Words that talk of watermarks, of taking pictures and of their codes.
const MENTIONS: &[&str] =
    &["水印", "相机", "防伪", "真实时间", "真实可验", "拍摄", "打卡", "经度", "纬度", "定位中", "天气获取中"];
/// Labels in front of the place.
const PLACE_LABELS: &[&str] = &["拍摄地点", "拍摄地址", "地点", "地址", "位置"];
/// What an app prints before it knows where it is.
const NO_PLACE: &[&str] = &["定位中", "未知地点"];

// Forms of a whole line, without blanks. The shield in front is read as a sign or two, the rule between the halves of the
// verification line as any stroke or not at all.
const VERIFIED: &str = r"^[^\p{Han}]{0,2}(?P<name>[\p{Han}A-Za-z]{0,12}?)(?:已验证|认证)[|Il1丨/]?(?:时间地点真实|照片真实性|考勤信息的真实性)$";
const BRANDED: &str = r"^[^\p{Han}]{0,2}(?P<name>今日水印相机|今日水印|马克水印相机|马克相机|元道经纬相机|元道经纬|水印相机)[\[【(]?(?:真实时间|真实可验)?[\]】)]?$";
const BADGE: &str = r"^(?:相机)?[\[【(]?(?:真实时间|真实可验)[\]】)]?$";
/// 10 to 18 characters were seen in use; the true length is not published.
const CODE: &str = r"^[\p{Han}\[\]【】]{0,10}防伪码?:?(?P<code>[A-Z0-9]{10,18})$";

struct Forms {
    verified: Regex,
    branded: Regex,
    badge: Regex,
    code: Regex,
}

/// Fixed patterns: were one of them wrong, no line would match and the tests would fail.
static FORMS: LazyLock<Option<Forms>> = LazyLock::new(|| {
    let form = |pattern| Regex::new(pattern).ok();
    Some(Forms { verified: form(VERIFIED)?, branded: form(BRANDED)?, badge: form(BADGE)?, code: form(CODE)? })
});

/// The mark that a whole line is.
pub(super) fn mark(folded: &str) -> Option<Mark> {
    let line: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    if FORGERIES.iter().any(|word| line.contains(word)) {
        return Some(Mark::Forged);
    }
    let forms = FORMS.as_ref()?;
    if let Some(found) = forms.code.captures(&line) {
        return Some(Mark::Code(found.name("code")?.as_str().to_owned()));
    }
    if let Some(found) = forms.verified.captures(&line).or_else(|| forms.branded.captures(&line)) {
        let name = found.name("name").map_or("", |name| name.as_str());
        return Some(BRANDS.iter().find(|brand| **brand == name).map_or(Mark::Verified, |brand| Mark::Brand(brand)));
    }
    forms.badge.is_match(&line).then_some(Mark::Verified)
}

/// The place that a line names: behind a label, or in the form `市区街道·小区` that the apps print.
pub(super) fn place(folded: &str) -> Option<String> {
    let line = folded.trim();
    let labelled = PLACE_LABELS.iter().find_map(|label| line.strip_prefix(label)?.trim_start().strip_prefix(':'));
    let place = if let Some(place) = labelled {
        place.trim()
    } else {
        let (area, spot) = line.split_once('·')?;
        let is_area =
            area.chars().count() >= 2 && area.ends_with(['省', '市', '区', '县', '镇', '乡', '道', '村', '路']);
        if !is_area || spot.is_empty() || line.contains(super::stamp::is_digit) {
            return None;
        }
        line
    };
    (!place.is_empty() && !NO_PLACE.iter().any(|word| place.starts_with(word))).then(|| place.to_owned())
}

/// Whether a line talks of such things without being one of them.
pub(super) fn is_mentioned(folded: &str) -> bool {
    MENTIONS.iter().any(|word| folded.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_literals_of_the_apps() {
        for line in [
            "今日水印相机已验证 | 时间地点真实",
            "今日水印相机已验证I时间地点真实",
            "今日水印相机已验证时间地点真实",
            "今日水印相机已验证丨时间地点真实",
        ] {
            assert_eq!(mark(line), Some(Mark::Brand("今日水印相机")), "{line}");
        }
        assert_eq!(mark("马克相机已验证照片真实性"), Some(Mark::Brand("马克相机")));
        assert_eq!(mark("今日水印"), Some(Mark::Brand("今日水印")));
        for line in [
            "相机 [真实可验]",
            "真实时间",
            "SAF APP水印相机已验证 | 时间地点真实",
            "工作蜂认证时间地点真实",
            "定制水印时间相机已验证考勤信息的真实性",
        ] {
            assert_eq!(mark(line), Some(Mark::Verified), "{line}");
        }
        assert_eq!(mark("防伪 KDRDCUU93S444"), Some(Mark::Code("KDRDCUU93S444".to_owned())));
    }

    #[test]
    fn sentences_are_no_marks_and_forgeries_are_seen() {
        for line in ["请使用今日水印相机拍摄", "真实时间水印照片要求", "马克", "防伪 ABC"] {
            assert_eq!(mark(line), None, "{line}");
        }
        assert_eq!(mark("可修改水印相机 开通会员可去掉此水印"), Some(Mark::Forged));
        assert_eq!(mark("衿日水印"), Some(Mark::Forged));
    }

    #[test]
    fn places() {
        assert_eq!(place("拍摄地点: 长清区政府").as_deref(), Some("长清区政府"));
        assert_eq!(place("嘉兴市南湖区建设街道·南杨新村").as_deref(), Some("嘉兴市南湖区建设街道·南杨新村"));
        assert_eq!(place("地点: 定位中..."), None);
        assert_eq!(place("信用·交通"), None);
    }
}
