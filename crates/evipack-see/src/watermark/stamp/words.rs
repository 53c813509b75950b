//! The words that watermark cameras print beside a date and a time.
//!
//! Enters: nothing. Leaves: lists, each of one use, of folded words. Why: a line in which every word is known is a stamp or belongs to
//! one; any other word makes it a sentence of the scene.

/// Labels that say what follows is the moment of capture.
pub(super) const CAPTURE_LABELS: &[&str] = &["拍摄时间", "拍摄日期", "打卡时间"];
/// What stands before the day of a weekday.
pub(super) const WEEKDAY_LABELS: &[&str] = &["星期", "礼拜", "周"];
/// Labels that say what follows is a time, of whatever.
pub(super) const TIME_LABELS: &[&str] = &["时间", "日期"];
/// Words in front of a stamp, or alone, that apps print as tags.
pub(super) const TAGS: &[&str] = &[
    "打卡",
    "上班打卡",
    "下班打卡",
    "执勤巡逻",
    "考勤",
    "开会",
    "会议",
    "上班",
    "下班",
    "巡检",
    "工作",
    "天气",
    "气温",
];
/// Labels of other fields, whose values may be numbers of any form.
pub(super) const FIELD_LABELS: &[&str] = &[
    "经度",
    "纬度",
    "经纬度",
    "坐标",
    "海拔",
    "速度",
    "方位",
    "编号",
    "备注",
    "项目",
    "项目名称",
    "计数",
    "工程名称",
    "施工单位",
    "施工区域",
    "施工内容",
    "施工员",
    "监理",
    "监理单位",
    "建设单位",
    "设计单位",
    "勘察单位",
    "巡检人",
    "巡检类型",
    "巡检区域",
    "主持人",
    "会议主题",
    "会议内容",
    "参会人员",
    "参会人",
    "记录人",
    "责任人",
    "施工人员",
    "拍摄人",
    "检查人",
    "检查内容",
    "手机号",
    "IMEI",
    "工作记录",
    "工作内容",
    "竣工倒计时",
];
/// Words of the weather line; longer ones before their beginnings.
pub(super) const WEATHER: &[&str] = &[
    "晴转多云",
    "多云转晴",
    "晴",
    "多云",
    "阴",
    "小雨",
    "中雨",
    "大雨",
    "暴雨",
    "阵雨",
    "雷阵雨",
    "小雪",
    "中雪",
    "大雪",
    "雨夹雪",
    "雾",
    "霾",
    "扬沙",
    "浮尘",
];
