//! Names of bodies that issue papers.
//!
//! Enters: a line. Leaves: the organisations it names, if it names organisations and nothing else. By the last character
//! of the name, because a list of bodies would have to know every county.

use evipack_core::fold::{ideographs, is_ideograph, squeeze};

/// Longest name, in characters; 济南市长清区城乡交通运输局 has 13, full names of ministries' bodies some 25.
const LONGEST: usize = 40;
/// Shortest, in ideographs: 县政府.
const SHORTEST: usize = 3;

/// How names of organisations end. 会 and 组 alone would take 推进会 and 各小组 along.
const ENDINGS: [&str; 50] = [
    "政府",
    "局",
    "厅",
    "部",
    "委",
    "院",
    "处",
    "所",
    "办",
    "室",
    "署",
    "科",
    "站",
    "队",
    "段",
    "社",
    "中心",
    "机关",
    "公司",
    "集团",
    "银行",
    "大学",
    "学校",
    "中学",
    "小学",
    "委员会",
    "协会",
    "联合会",
    "工会",
    "学会",
    "商会",
    "理事会",
    "董事会",
    "基金会",
    "居委会",
    "村委会",
    "村民委员会",
    "党组",
    "党委",
    "党支部",
    "党总支",
    "支部",
    "领导小组",
    "工作组",
    "专班",
    "指挥部",
    "联席会议",
    "街道",
    "管委会",
    "法院",
];

/// The organisations that a line names, if it names nothing else: several where a joint paper sets them side by side.
pub(super) fn organisations(line: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = line.split_whitespace().collect();
    if parts.len() > 1 && parts.iter().all(|part| is_organisation(part)) {
        return Some(parts.into_iter().map(str::to_owned).collect());
    }
    let whole = squeeze(line);
    is_organisation(&whole).then(|| vec![whole])
}

/// Whether a text without blanks is the name of one organisation.
pub(super) fn is_organisation(text: &str) -> bool {
    let name = text.trim_end_matches(['）', ')']).split(['（', '(']).next().unwrap_or_default();
    let allowed = |c: char| is_ideograph(c) || matches!(c, 'X' | '×' | 'Ｘ' | '○' | '·' | '“' | '”' | '"' | '、');
    text.chars().count() <= LONGEST
        && ideographs(name) + placeholders(name) >= SHORTEST
        && name.chars().all(allowed)
        && !["关于", "的", "特此", "报送", "印发"].iter().any(|word| name.contains(word))
        && ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Whether a text names an organisation somewhere: 交通运输局局长办公会议.
pub(super) fn mentions_organisation(text: &str) -> bool {
    ["政府", "局", "厅", "委", "部", "院", "机关", "中心", "公司", "办公室", "支队", "大队", "协会", "领导小组"]
        .iter()
        .any(|word| text.find(word).is_some_and(|at| at > 0))
}

/// X and × that stand for characters of a name in templates.
pub(super) fn placeholders(text: &str) -> usize {
    text.chars().filter(|c| matches!(c, 'X' | '×' | 'Ｘ' | '○')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_what_is_none() {
        for name in [
            "青岚县交通运输局",
            "XXXX人民政府",
            "中共青岚县委",
            "青岚县道路运输事业发展中心",
            "发文机关",
            "县政府",
            "青岚县交通运输局（章）",
        ] {
            assert!(is_organisation(name), "{name}");
        }
        for text in
            ["工作推进会", "特此通知", "关于成立交通运输局", "请于4月报县交通局", "联系人：王某", "局", "（盖章）", ""]
        {
            assert!(!is_organisation(text), "{text}");
        }
    }

    #[test]
    fn side_by_side_and_spread_out() {
        assert_eq!(organisations("青岚县交通运输局   青岚县财政局").unwrap(), ["青岚县交通运输局", "青岚县财政局"]);
        assert_eq!(organisations("青 岚 县 交 通 运 输 局").unwrap(), ["青岚县交通运输局"]);
        assert_eq!(organisations("二、工作目标"), None);
    }
}
