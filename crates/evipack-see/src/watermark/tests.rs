//! Whole photos' worth of lines: what must be known, what must never be.

use super::*;
use proptest::prelude::*;

/// Lines below one another in the lower left corner, as the apps print them.
fn seen(texts: &[&str]) -> Fact<Watermark> {
    let top = 0.97 - 0.04 * texts.len() as f64;
    let lines: Vec<TextLine> =
        texts.iter().enumerate().map(|(row, text)| line(text, 0.05, top + 0.04 * row as f64)).collect();
    from_lines(&lines)
}

fn line(text: &str, x: f64, y: f64) -> TextLine {
    TextLine { text: text.to_owned(), confidence: 0.98, region: [x, y, 0.3, 0.03] }
}

fn time(texts: &[&str]) -> String {
    seen(texts).value().map_or("-".to_owned(), |watermark| watermark.time.clone())
}

const VERIFIED: &str = "今日水印相机已验证 | 时间地点真实";

#[test]
fn a_card_with_its_brand_is_known_in_every_form() {
    for (texts, expected) in [
        (&["2026-10-1306:14", VERIFIED][..], "2026-10-13T06:14"),
        (&["14:322026.04.07", VERIFIED], "2026-04-07T14:32"),
        (&["14:32", "2026年4月7日 星期二", VERIFIED], "2026-04-07T14:32"),
        (&["14:32", "2026/04/07", "星期二 晴 20°C", VERIFIED], "2026-04-07T14:32"),
        (&["拍摄时间：2025-08-02 18：12 57"], "2025-08-02T18:12:57"),
        (&["时间: 2026-04-07 14:32:05", "经度: 116.751234", "纬度: 36.553912"], "2026-04-07T14:32:05"),
        (&["拍摄时间: 2025.12.07 21:02", "天气: 晴 25°C", "地点: 项目现场"], "2025-12-07T21:02"),
        (&["14:32", "2026-04-07", "今日水印相机已验证Ⅰ时间地点真实"], "2026-04-07T14:32"),
        (&["14:32 2026/04/07", "定位中..."], "2026-04-07T14:32"),
    ] {
        assert_eq!(time(texts), expected, "{texts:?}");
    }
}

#[test]
fn place_brand_and_code_come_along() {
    let fact = seen(&[
        "14:32",
        "2026-04-07",
        "嘉兴市南湖区建设街道·南杨新村",
        "今日水印",
        "相机 [真实可验]",
        "防伪 KDRDCUU93S444",
        "信用交通",
    ]);
    let watermark = fact.value().unwrap();
    assert_eq!(watermark.place.as_deref(), Some("嘉兴市南湖区建设街道·南杨新村"));
    assert_eq!(watermark.brand.as_deref(), Some("今日水印"));
    assert_eq!(watermark.code.as_deref(), Some("KDRDCUU93S444"));
    assert!(watermark.text.starts_with("14:32\n2026-04-07") && !watermark.text.contains("信用交通"));
}

#[test]
fn a_clock_behind_a_cut_weekday_may_be_cut_itself() {
    let card = |date: &str, clock_y: f64| {
        let lines = [line(date, 0.05, 0.88), line("18:03", 0.36, clock_y), line(VERIFIED, 0.05, 0.92)];
        from_lines(&lines).value().map(|watermark| watermark.time.clone())
    };
    assert_eq!(card("2025年12月15日星期", 0.88).as_deref(), Some("2025-12-15"), "of 星期一 21:18:03");
    assert_eq!(card("2025年12月15日星期一", 0.88).as_deref(), Some("2025-12-15T18:03"));
    assert_eq!(card("2025年12月15日星期", 0.84).as_deref(), Some("2025-12-15T18:03"), "a clock in a row of its own");
}

#[test]
fn what_is_not_plainly_a_watermark_is_left_to_a_human() {
    for texts in [
        // A camera's date stamp, a wall calendar, a slide about a meeting.
        &["2023-08-15 14:30"][..],
        &["2026年4月7日 星期二", "14:32", "25°C"],
        &["时间：2026年4月7日14:30", "地点：三楼会议室"],
        // Half of it.
        &["2026-04-07", VERIFIED],
        &["14:32", VERIFIED],
        &[VERIFIED],
        // Two of them.
        &["2026-04-07 14:32", "2026-04-08 14:32", VERIFIED],
        &["2026-04-07 14:32", "15:10", VERIFIED],
        // The weekday of another date, and a look-alike.
        &["14:32", "2026-04-07 星期三", VERIFIED],
        &["2026-04-07 14:32", "可修改水印相机 开通会员可去掉此水印", VERIFIED],
        // Banners and numbers.
        &["2026年4月7日信用交通宣传活动"],
        &["请使用今日水印相机拍摄"],
        &["1432"],
    ] {
        assert!(seen(texts).is_unknown(), "{texts:?}: {:?}", seen(texts));
    }
}

#[test]
fn degrees_beside_a_notice_are_an_app_s_and_a_town_may_be_the_notice_s() {
    let seen = |place: &str| {
        let rows = [("2026/09/30周三06:32:21", 0.02), (place, 0.06), ("多云18℃西南风1级", 0.1)];
        let notice = [("主持：陆知行", 0.16), ("会议通知", 0.2)];
        let lines: Vec<TextLine> = rows.iter().chain(&notice).map(|(text, y)| line(text, 0.02, *y)).collect();
        from_lines(&lines)
    };
    assert_eq!(seen("东经117°43'北纬35°04'").value().map(|told| told.time.as_str()), Some("2026-09-30T06:32:21"));
    assert!(seen("白鹭县平安街道农村公路养护站").is_unknown());
}

#[test]
fn of_a_clock_that_was_not_wholly_read_only_the_day_beside_it_is_told() {
    for clock in ["4:32", "19:571"] {
        assert_eq!(time(&[clock, "2026-04-07", VERIFIED]), "2026-04-07");
        assert!(seen(&[clock, "2026-04-07", "25°C"]).is_unknown(), "no word of an app");
    }
}

#[test]
fn a_clock_on_the_wall_does_not_complete_a_date_in_the_corner() {
    let lines = [line("2026-04-07", 0.05, 0.9), line("14:32", 0.5, 0.1), line(VERIFIED, 0.05, 0.95)];
    assert!(from_lines(&lines).is_unknown());
}

#[test]
fn a_list_of_work_below_its_label_is_one_field_of_a_card() {
    let card = |label: &str, x: f64| {
        let fields = ["现场记录", "方达通", "时间：2026年6月26日11:45", "地点：青岚县平安街道东关小学", label];
        let works = ["1. 信用交通宣传", "2. 校车安全检查", "3. 养护施工"];
        let begins = fields.map(|text| (text, 0.03)).into_iter().chain(works.map(|text| (text, x)));
        let lines = begins.zip(0u8..).map(|((text, x), row)| line(text, x, 0.6 + 0.04 * f64::from(row)));
        from_lines(&lines.collect::<Vec<_>>())
    };
    assert!(card("工作内容：", 0.03).value().is_some_and(|watermark| watermark.time == "2026-06-26T11:45"));
    assert!(card("今日安排：", 0.03).is_unknown(), "a board may have such lines");
    assert!(card("工作内容：", 0.1).is_unknown(), "not below its label");
}

#[test]
fn a_clock_of_the_scene_below_a_block_is_not_of_it() {
    let at = |text: &str, x: f64, y: f64, width: f64, height: f64| TextLine {
        text: text.to_owned(),
        confidence: 0.99,
        region: [x, y, width, height],
    };
    let card = |clock: TextLine| {
        from_lines(&[
            at("21:39", 0.05, 0.08, 0.2, 0.06),
            at("2026年05月07日", 0.25, 0.1, 0.28, 0.045),
            at("青岚县双泉镇·物流园A区", 0.057, 0.18, 0.42, 0.036),
            clock,
            at("今日水印相机真实时间", 0.73, 0.9, 0.22, 0.04),
            at("经度：117.787237", 0.055, 0.22, 0.28, 0.034),
        ])
    };
    let told = card(at("13:31", 0.304, 0.317, 0.21, 0.07));
    assert_eq!(told.value().map(|watermark| watermark.time.as_str()), Some("2026-05-07T21:39"));
    assert!(card(at("13:31", 0.06, 0.317, 0.21, 0.07)).is_unknown(), "in line with the block");
    assert!(card(at("13:31", 0.304, 0.26, 0.21, 0.036)).is_unknown(), "as near as apps print");
}

#[test]
fn a_date_of_a_poster_that_was_not_wholly_read_is_not_of_the_block_beside_it() {
    let block = ["经度：117.983607", "地址：云泽市青岚县·东关小学", "时间：2025-07-23 15:50:18"];
    let seen = |piece: &str, x: f64| {
        let mut lines: Vec<TextLine> =
            block.iter().enumerate().map(|(row, text)| line(text, 0.02, 0.03 + 0.05 * row as f64)).collect();
        lines.push(TextLine { region: [x, 0.28, 0.11, 0.08], ..line(piece, x, 0.28) });
        from_lines(&lines)
    };
    assert_eq!(seen("4月30", 0.24).value().map(|watermark| watermark.time.as_str()), Some("2025-07-23T15:50:18"));
    assert!(seen("4月30", 0.02).is_unknown(), "in line with the block: it may be of it");
}

#[test]
fn a_date_of_a_poster_is_neither_a_clock_s_nor_a_reason_to_doubt_another_one() {
    let at =
        |text: &str, [x, y, width, height]: [f64; 4]| TextLine { region: [x, y, width, height], ..line(text, x, y) };
    let seen = |on_poster: &str, name: &str, clock: &str| {
        from_lines(&[
            at(clock, [0.04, 0.75, 0.17, 0.09]),
            at("2024年08月24日", [0.22, 0.78, 0.23, 0.06]),
            at("天气：晴 20°C", [0.04, 0.85, 0.38, 0.05]),
            at(name, [0.83, 0.9, 0.14, 0.06]),
            at(on_poster, [0.49, 0.63, 0.19, 0.1]),
        ])
    };
    let told = seen("4月27日", "今日水印", "13:55");
    assert_eq!(told.value().map(|watermark| watermark.time.as_str()), Some("2024-08-24T13:55"));
    assert!(seen("2024年4月27日", "今日水印", "13:55").is_unknown(), "a whole date may be a watermark's");
    assert!(seen("4月27日 10:00", "今日水印", "13:55").is_unknown(), "and a clock");
    assert!(seen("4月27日", "今日水印", "天气：晴").is_unknown());
}

#[test]
fn a_card_whose_work_is_a_numbered_list_is_no_board() {
    let card = ["时间：2026-04-07 14:32", "地点：青岚县石桥镇五里桥村", "工作内容", "1. 路面清扫", "2. 边沟清理"];
    assert_eq!(time(&card), "2026-04-07T14:32");
    assert!(seen(&["14:32", "1. 路面清扫", "2. 边沟清理"]).is_unknown(), "its date was not read");
    let meeting = ["会议记录", "时间：2026-04-07 14:32", "地点：三楼会议室", "主持:沈远桥", "议程:信用交通"];
    assert!(seen(&meeting).is_unknown());
    let above: Vec<TextLine> =
        meeting.iter().enumerate().map(|(row, text)| line(text, 0.05, 0.06 + 0.04 * row as f64)).collect();
    assert!(from_lines(&above).is_unknown());
}

#[test]
fn wheels_are_no_words_of_a_poster() {
    let seen = |wheel: &str| {
        let mut lines: Vec<TextLine> =
            ["2024/07/26 周五 16:55:31", "36.425456°N,116.293384°E", "临澜市·松阳岭区·杨柳铺镇"]
                .iter()
                .enumerate()
                .map(|(row, text)| line(text, 0.03, 0.83 + 0.04 * row as f64))
                .collect();
        lines.extend(
            (0..4).map(|nth| TextLine { region: [0.1 * f64::from(nth), 0.66, 0.09, 0.09], ..line(wheel, 0.0, 0.0) }),
        );
        from_lines(&lines)
    };
    assert_eq!(seen("0").value().map(|watermark| watermark.time.as_str()), Some("2024-07-26T16:55:31"));
    assert!(seen("ooo").value().is_some() && seen("公告").is_unknown());
}

#[test]
fn a_weak_line_is_not_believed() {
    let mut lines = [line("2026-04-07 14:32", 0.05, 0.9), line(VERIFIED, 0.05, 0.95)];
    assert!(from_lines(&lines).value().is_some());
    for confidence in [0.5, f32::NAN] {
        lines[0].confidence = confidence;
        assert!(from_lines(&lines).is_unknown());
    }
}

#[test]
fn only_a_photo_without_any_such_text_is_called_absent() {
    assert!(seen(&[]).is_absent());
    assert!(seen(&["信用交通 你我同行", "长清区交通运输局"]).is_absent());
    // The title of a banner is no date; a bare year may be the rest of one.
    assert!(seen(&["2026年信用交通宣传月活动", "青岚县石桥镇农村公路", "S105", "鲁A12345"]).is_absent());
    assert!(seen(&["2026"]).is_unknown());
}

proptest! {
    #[test]
    fn any_lines_are_survived(lines in prop::collection::vec(("\\PC{0,40}", any::<f32>(), any::<[f64; 4]>()), 0..8)) {
        let lines: Vec<_> =
            lines.into_iter().map(|(text, confidence, region)| TextLine { text, confidence, region }).collect();
        from_lines(&lines);
    }

    #[test]
    fn every_time_in_every_form_comes_back(
        y in 2000i16..2100, mo in 1i8..13, d in 1i8..29, h in 0u8..24, mi in 0u8..60, s in 0u8..60,
    ) {
        let date = jiff::civil::date(y, mo, d);
        let weekday = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"]
            [usize::try_from(date.weekday().to_monday_zero_offset()).unwrap()];
        let minute = format!("{y}-{mo:02}-{d:02}T{h:02}:{mi:02}");
        let second = format!("{minute}:{s:02}");
        let clock = format!("{h:02}:{mi:02}");
        for (form, expected) in [
            (vec![format!("{y}-{mo:02}-{d:02}{clock}")], &minute),
            (vec![format!("{clock}{y}.{mo:02}.{d:02}")], &minute),
            (vec![clock.clone(), format!("{y}年{mo}月{d}日 {weekday}")], &minute),
            (vec![format!("{y}年{mo:02}月{d:02}日{weekday}{clock}")], &minute),
            (vec![clock.clone(), format!("{y}/{mo:02}/{d:02}"), format!("{weekday} 晴 20°C")], &minute),
            (vec![format!("拍摄时间：{y}-{mo:02}-{d:02} {h:02}：{mi:02} {s:02}")], &second),
            (vec![format!("时间: {y}-{mo:02}-{d:02} {h:02}:{mi:02}:{s:02}")], &second),
        ] {
            let mut texts: Vec<&str> = form.iter().map(String::as_str).collect();
            texts.push(VERIFIED);
            prop_assert_eq!(&time(&texts), expected, "{:?}", texts);
        }
    }
}

#[test]
fn a_card_at_the_upper_edge_begins_with_its_tasks() {
    // The traditional 內 makes the label one that nobody knows.
    let card = |x_of_task: f64| {
        from_lines(&[
            line("施工內容: 隐患排查", x_of_task, 0.11),
            line("时间: 2024-07-08 06:57 星期一", 0.6, 0.16),
            line("地点: 松阳岭区银杏乡汽车客运站", 0.6, 0.2),
            line("水印相机", 0.65, 0.93),
        ])
    };
    assert!(card(0.6).value().is_some());
    assert!(card(0.4).is_unknown(), "a line of the scene is none of the card's");
}
