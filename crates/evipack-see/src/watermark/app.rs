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
    /// The name of an app that only looks like a known one.
    LookAlike,
    /// What the free edition of an editor prints.
    FreeTier,
}

/// The apps, as they print their names.
const BRANDS: &[&str] =
    &["今日水印相机", "今日水印", "马克水印相机", "马克相机", "元道经纬相机", "元道经纬", "水印相机"];
/// Printed by editors whose free edition says so; the last sign of such a faint line is lost now and then.
const FREE_TIERS: &[&str] = &["可修改水", "去掉此水", "去除此水", "开通会员"];
/// Names of look-alikes that dodge filters.
const LOOK_ALIKES: &[&str] = &["衿日水印", "今曰水印", "令日水印"];
/// Words that talk of watermarks, of taking pictures and of their codes.
const MENTIONS: &[&str] =
    &["水印", "相机", "防伪", "真实时间", "真实可验", "拍摄", "打卡", "经度", "纬度", "定位中", "天气获取中"];
/// Labels in front of the place.
const PLACE_LABELS: &[&str] = &["拍摄地点", "拍摄地址", "地点", "地址", "位置"];
/// What an app prints before it knows where it is.
const NO_PLACE: &[&str] = &["定位中", "未知地点"];
/// What an app prints before it knows place or weather.
const PLACEHOLDERS: &[&str] = &["定位中", "未知地点", "天气获取中"];
/// How names of places on signposts end.
pub(super) const AREA_ENDINGS: &[char] = &['省', '市', '区', '县', '旗', '镇', '乡', '村', '道', '路', '站', '桥'];
/// How names of offices and firms end.
const UNIT_ENDINGS: &[&str] = &["局", "委", "厅", "公司", "大队", "支队", "活动", "仪式", "会"];

// Forms of a whole line, without blanks. The shield in front is read as a sign or two, the rule between the halves of the
// verification line as any stroke or not at all.
const VERIFIED: &str = r"^[^\p{Han}]{0,2}(?P<name>[\p{Han}A-Za-z]{0,12}?)(?:已验证|认证)[|Il1丨/]?(?:时间地点真实|照片真实性|考勤信息的真实性)$";
const BRANDED: &str = r"^[^\p{Han}]{0,2}(?P<name>今日水印相机|今日水印|马克水印相机|马克相机|元道经纬相机|元道经纬|水印相机)[\[【(]?(?:真实时间|真实可验|已验证)?[\]】)]?$";
const BADGE: &str = r"^(?:相机)?[\[【(]?(?:真实时间|真实可验|时间地点真实|照片真实性)[\]】)]?$";
/// 10 to 18 characters were seen in use; the true length is not published.
const CODE: &str = r"^[\p{Han}\[\]【】]{0,10}防伪码?:?(?P<code>[A-Z0-9]{10,18})$";

/// A province, city, county, then a town, street, village or spot. Words of banners begin with no such name.
const AREA: &str = r"(?x)^(?:
    \p{Han}{2,8}[省市区县旗镇乡道村路]·[\p{Han}A-Za-z0-9()·\-]{2,}
  | (?:\p{Han}{2,4}[省市]){0,2}\p{Han}{2,4}[市区县旗](?:\p{Han}{1,6}(?:街道|镇|乡|村|路|社区))?[\p{Han}A-Za-z0-9()·\-]{2,}
)$";
/// Degrees: with six decimals and a letter, with minutes, or bare in a pair.
const POSITION: &str = r"(?x)
    [东西]经\d{1,3}[°º.] | [南北]纬\d{1,2}[°º.]
  | ^[\[(]?-?\d{1,3}\.\d{4,}[°º]?[NSEW]?[,;、]-?\d{1,3}\.\d{4,}[°º]?[NSEW]?[\])]?$
  | ^[经纬]度:?-?\d{1,3}\.\d{4,}";

struct Forms {
    area: Regex,
    position: Regex,
    verified: Regex,
    branded: Regex,
    badge: Regex,
    code: Regex,
}

/// Fixed patterns: were one of them wrong, no line would match and the tests would fail.
static FORMS: LazyLock<Option<Forms>> = LazyLock::new(|| {
    let form = |pattern| Regex::new(pattern).ok();
    Some(Forms {
        area: form(AREA)?,
        position: form(POSITION)?,
        verified: form(VERIFIED)?,
        branded: form(BRANDED)?,
        badge: form(BADGE)?,
        code: form(CODE)?,
    })
});

/// The mark that a whole line is.
pub(super) fn mark(folded: &str) -> Option<Mark> {
    let line: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    if FREE_TIERS.iter().any(|word| line.contains(word)) {
        return Some(Mark::FreeTier);
    }
    if LOOK_ALIKES.iter().any(|word| line.contains(word)) {
        return Some(Mark::LookAlike);
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

/// A place that a line names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) name: String,
    /// It stands behind a label.
    pub(super) is_labelled: bool,
    /// It names a county, town or street, as positioning gives it and as no notice names a room.
    pub(super) is_geographic: bool,
}

/// The place that a line names: behind a label, or in the forms `市区街道·小区` and `县街道小区` that the apps print.
pub(super) fn place(folded: &str) -> Option<Place> {
    let line = folded.trim();
    let labelled = PLACE_LABELS.iter().find_map(|label| line.strip_prefix(label)?.trim_start().strip_prefix(':'));
    let name = labelled.unwrap_or(line).trim();
    let is_geographic = FORMS.as_ref().is_some_and(|forms| forms.area.is_match(name));
    let is_place = labelled.is_some() || is_geographic && !is_unit(name);
    let is_known = !name.is_empty() && !NO_PLACE.iter().any(|word| name.starts_with(word));
    (is_place && is_known).then(|| Place { name: name.to_owned(), is_labelled: labelled.is_some(), is_geographic })
}

/// Whether a line names an office or a firm and not a spot: tags bear it, and banners.
fn is_unit(name: &str) -> bool {
    !name.contains('·') && UNIT_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Whether a line gives a position in degrees.
pub(super) fn is_position(folded: &str) -> bool {
    let line: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    FORMS.as_ref().is_some_and(|forms| forms.position.is_match(&line))
}

/// Whether a line is what an app prints before it knows place or weather.
pub(super) fn is_placeholder(folded: &str) -> bool {
    PLACEHOLDERS.iter().any(|word| folded.contains(word))
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
        // The rule between its halves parts the line in two.
        assert_eq!(mark("今日水印相机已验证"), Some(Mark::Brand("今日水印相机")));
        for line in [
            "时间地点真实",
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
        assert_eq!(mark("可修改水印相机 开通会员可去掉此水印"), Some(Mark::FreeTier));
        assert_eq!(mark("可修改用集通会员可去掉此水"), Some(Mark::FreeTier));
        assert_eq!(mark("衿日水印"), Some(Mark::LookAlike));
    }

    #[test]
    fn places() {
        let name = |line| place(line).map(|place| place.name);
        assert_eq!(name("拍摄地点: 长清区政府").as_deref(), Some("长清区政府"));
        for line in [
            "嘉兴市南湖区建设街道·南杨新村",
            "青岚县石桥镇农村公路养护站",
            "云泽市青岚县·县道X017",
            "青岚县·石桥镇五里桥村",
        ] {
            assert_eq!(name(line).as_deref(), Some(line));
            assert!(place(line).unwrap().is_geographic);
        }
        assert!(!place("地点:三楼会议室").unwrap().is_geographic);
        for line in ["地点: 定位中...", "信用·交通", "青岚县交通运输局", "2026-04-07", "诚信于心守信于行"]
        {
            assert_eq!(name(line), None, "{line}");
        }
    }

    #[test]
    fn positions_and_placeholders() {
        for line in ["东经116°45′ 北纬36°33′", "36.553912°N,116.751234°E", "39.904200, 116.407400", "经度: 116.751234"]
        {
            assert!(is_position(line), "{line}");
        }
        assert!(!is_position("经度"));
        assert!(is_placeholder("地点: 定位中...") && is_placeholder("天气获取中") && !is_placeholder("地点: 车站"));
    }
}
