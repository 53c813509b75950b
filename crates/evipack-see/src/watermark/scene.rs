//! Dates and times that stand in the scene and were not printed on the photo.
//!
//! Enters: the lines of a photo. Leaves: the same without those that a wall clock, a poster, a whiteboard or a sign shows.
//! Apps print at the upper or lower edge of the frame; what stands in its middle, with all lines around it, is of the scene.
//! Two things are left to a human all the same: a whole date with a whole time, for it may be the watermark of a photo that
//! was pasted into another, and whatever has a word of an app beside it.

use super::block::{self, Item};

/// How far from the upper and lower edge dates and times of the scene keep, as a part of the height: blocks of print are up to
/// three tenths of the frame high, and a stamp whose neighbours were missed may be their innermost line.
const MIDDLE: f64 = 0.30;
/// The same for lines that say nothing: one nearer to the edge may be the outermost of a block.
const COMPANY: f64 = 0.09;
/// From so many lines with words of a notice, or with numbers of a list, on, all of it is one: it hangs as near to the edge as a line
/// that says nothing.
const SURELY_A_NOTICE: usize = 2;

/// The lines that may have been printed on the photo.
pub(super) fn taken_out(items: Vec<Item<'_>>) -> Vec<Item<'_>> {
    let mut of_scene = vec![false; items.len()];
    for company in companies(&items) {
        let members: Vec<&Item> = company.iter().filter_map(|&at| items.get(at)).collect();
        let whole = is_scene(&members);
        let is_signpost = is_signpost(&members);
        for &at in &company {
            of_scene[at] = whole || is_signpost && items.get(at).is_some_and(Item::is_bare_number);
        }
    }
    // Lines that say nothing stay: they may be strangers in a block of print.
    items
        .into_iter()
        .zip(of_scene)
        .filter(|(item, of_scene)| !of_scene || item.is_blank())
        .map(|(item, _)| item)
        .collect()
}

/// Whether lines that stand together belong to the scene.
fn is_scene(company: &[&Item]) -> bool {
    let words: Vec<&Item> = company.iter().filter(|item| item.is_notice()).copied().collect();
    let is_notice = !words.is_empty();
    let board = if words.len() >= SURELY_A_NOTICE { words } else { list(company) };
    let is_board = !board.is_empty();
    let surely = if is_board { board } else { poster(company) };
    let in_the_middle = company.iter().all(|item| {
        let [x, y, width, height] = item.line.region;
        let is_of_the_column = surely.iter().any(|sure| block::is_in_column(sure, item));
        let edge = match item {
            _ if item.is_blank() => COMPANY,
            // No app prints a month alone, and what is left of a whole date stands within a block, which begins nearer.
            _ if item.is_month() || item.is_day() && is_of_the_column => block::EDGE_Y,
            _ if is_board || is_of_the_column => COMPANY,
            _ => MIDDLE,
        };
        // The title of a notice may touch the upper edge, away from where apps begin their lines or end them.
        let is_away = x > block::EDGE_X && x + width < 1.0 - block::EDGE_X;
        let upper = if item.is_blank() && is_of_the_column && is_away { 0.0 } else { edge };
        height > 0.0 && y >= upper && y + height <= 1.0 - edge
    });
    let dated = company.iter().any(|item| item.bears().0);
    let timed = company.iter().any(|item| item.bears().1);
    let is_left_to_a_human = dated && timed || company.iter().any(|item| item.is_place());
    in_the_middle && !company.iter().any(|item| item.is_of_an_app()) && (is_notice || !is_left_to_a_human)
}

/// The lines of a numbered list among which no date or time stands by itself: cards have lists of the work that was done, and a time.
fn list<'a>(company: &[&'a Item<'a>]) -> Vec<&'a Item<'a>> {
    let numbered: Vec<&Item> = company.iter().filter(|item| item.is_numbered()).copied().collect();
    let is_list = numbered.len() >= SURELY_A_NOTICE && !company.iter().any(|item| item.is_temporal());
    if is_list { numbered } else { Vec::new() }
}

/// The lines of a poster: a day or month without a time, something above and something below it, all centred on one another. Apps set
/// their lines flush, or centre them in the middle of the frame.
fn poster<'a>(company: &[&'a Item<'a>]) -> Vec<&'a Item<'a>> {
    let mut dates = company.iter().filter(|item| item.is_temporal());
    let (Some(date), None) = (dates.next(), dates.next()) else { return Vec::new() };
    let is_bare = date.is_of_a_poster() && !block::is_in_the_middle(date.line.region);
    let lines: Vec<&Item> = company.iter().filter(|item| block::is_centred(date, item)).copied().collect();
    let [_, y, ..] = date.line.region;
    let is_above = lines.iter().any(|item| item.line.region[1] < y);
    let is_below = lines.iter().any(|item| item.line.region[1] > y);
    let is_flush = lines.iter().all(|item| block::is_flush(date, item));
    if is_bare && is_above && is_below && !is_flush { lines } else { Vec::new() }
}

/// Whether lines that stand together are a signpost, whose limits are badly read as often as not and might then be left of a clock.
fn is_signpost(company: &[&Item]) -> bool {
    let speaks = |item: &&Item| item.is_of_an_app() || item.is_temporal();
    company.iter().any(|item| item.is_signpost()) && !company.iter().any(speaks)
}

/// Lines joined with all that are near, whatever they say.
fn companies(items: &[Item]) -> Vec<Vec<usize>> {
    let mut companies: Vec<Vec<usize>> = Vec::new();
    for (at, item) in items.iter().enumerate().filter(|(_, item)| !item.is_wall()) {
        let is_near =
            |other: &usize| items.get(*other).is_some_and(|other| block::is_near(other.line.region, item.line.region));
        let (near, far): (Vec<_>, Vec<_>) = companies.into_iter().partition(|company| company.iter().any(is_near));
        companies = far;
        companies.push(near.into_iter().flatten().chain([at]).collect());
    }
    companies
}

#[cfg(test)]
mod tests {
    use crate::TextLine;
    use crate::watermark::from_lines;
    use evipack_core::facts::Fact;

    /// Lines below one another, the first at `y`.
    fn seen(y: f64, texts: &[&str]) -> Fact<evipack_core::facts::Watermark> {
        let line = |(row, text): (usize, &&str)| TextLine {
            text: (*text).to_owned(),
            confidence: 0.98,
            region: [0.3, y + 0.05 * row as f64, 0.2, 0.04],
        };
        from_lines(&texts.iter().enumerate().map(line).collect::<Vec<_>>())
    }

    const NOTICE: &[&str] = &["会议通知", "时间：2025年4月23日17:33", "地点：公路超限检测站", "主持：闻若川"];

    #[test]
    fn clocks_posters_and_boards_in_the_middle_are_no_watermark() {
        for texts in [
            &["12:46"][..],
            &["农村公路养护现场推进会", "9月4日", "青岚县交通运输局"],
            &["值班表", "1月22日驾驶培训学校", "1.柳明路上路巡查11:31"],
            NOTICE,
            &["诚信于心", "2025年6月", "青岚县交通运输局"],
        ] {
            assert!(seen(0.3, texts).is_absent(), "{texts:?}: {:?}", seen(0.3, texts));
        }
    }

    #[test]
    fn the_limits_of_a_signpost_are_no_clock() {
        let seen = |texts: &[&str]| {
            let line = |(row, text): (usize, &&str)| TextLine {
                text: (*text).to_owned(),
                // Worse read than what may be believed.
                confidence: if text.starts_with('0') { 0.75 } else { 0.98 },
                region: [0.6, 0.05 + 0.05 * row as f64, 0.2, 0.04],
            };
            from_lines(&texts.iter().enumerate().map(line).collect::<Vec<_>>())
        };
        assert!(seen(&["石桥镇", "马家山镇20km", "00 60"]).is_absent());
        for texts in [&["石桥镇", "00 60"][..], &["马家山镇20km", "00:60"], &["马家山镇20km", "0060", "今日水印"]]
        {
            assert!(seen(texts).is_unknown(), "{texts:?}");
        }
        assert!(seen(&["马家山镇20km", "0060", "2026-04-0"]).is_unknown());
    }

    #[test]
    fn a_wall_taken_for_a_line_is_no_company_of_a_clock() {
        let seen = |confidence| {
            let wall = TextLine { text: "0OW".to_owned(), confidence, region: [0.1, 0.0, 0.66, 0.18] };
            let clock = TextLine { text: "10:29".to_owned(), confidence: 0.98, region: [0.6, 0.47, 0.2, 0.13] };
            from_lines(&[wall, clock])
        };
        assert!(seen(0.44).is_absent() && seen(0.9).is_unknown());
    }

    #[test]
    fn a_notice_and_a_month_may_hang_higher() {
        assert!(
            seen(0.05, NOTICE).is_absent() && seen(0.03, NOTICE).is_unknown(),
            "its title may touch the edge, and its times are as far as a line that says nothing"
        );
        assert!(seen(0.1, &NOTICE[1..3]).is_unknown(), "a date, a time and a place alone are no notice");
        let poster = &["诚信于心", "2025年6月", "青岚县交通运输局"];
        assert!(seen(0.1, poster).is_absent() && seen(0.05, poster).is_unknown());
        for texts in
            [&["诚信于心", "2025年6月1日"][..], &["诚信于心", "2025年6月", "12:46"], &["2025年6月", "今日水印"]]
        {
            assert!(seen(0.1, texts).is_unknown(), "{texts:?}");
        }
    }

    #[test]
    fn a_list_on_a_board_is_a_notice() {
        let board = &["例会要点", "11月8日环城东路与学府路交", "1. 白诚之 上路巡查 10:51", "2. 任一诺报送台账"];
        assert!(seen(0.05, board).is_absent() && seen(0.05, &board[..3]).is_unknown());
        assert!(seen(0.05, &[board, &["今日水印"][..]].concat()).is_unknown());
    }

    #[test]
    fn a_poster_centres_its_lines_beside_the_middle() {
        let seen = |x: f64, y: f64, texts: &[(&str, f64)]| {
            let line = |(row, (text, width)): (usize, &(&str, f64))| TextLine {
                text: (*text).to_owned(),
                confidence: 0.98,
                region: [x - width / 2.0, y + 0.07 * row as f64, *width, 0.06],
            };
            from_lines(&texts.iter().enumerate().map(line).collect::<Vec<_>>())
        };
        let poster = [("信用交", 0.17), ("通宣传月", 0.21), ("2月5日", 0.12), ("云泽市交通运输局", 0.22)];
        assert!(seen(0.15, 0.1, &poster).is_absent() && seen(0.15, 0.7, &poster).is_unknown());
        assert!(seen(0.5, 0.1, &poster).is_unknown(), "apps centre a block in the middle");
        assert!(seen(0.15, 0.1, &poster[..3]).is_unknown(), "nothing below it");
        let flush = poster.map(|(text, _)| (text, 0.2));
        assert!(seen(0.15, 0.1, &flush).is_unknown(), "flush on both sides");
        for other in ["2026年2月5日", "2月5日 10:00", "今日水印"] {
            let mut poster = poster;
            poster[if other == "今日水印" { 3 } else { 2 }].0 = other;
            assert!(seen(0.15, 0.1, &poster).is_unknown(), "{other}");
        }
    }

    #[test]
    fn at_an_edge_or_whole_or_beside_an_app_s_word_they_are_left_to_a_human() {
        for (y, texts) in [
            (0.05, &["12:46"][..]),
            (0.9, &["9月4日"]),
            (0.3, &["18:44", "2026-10-29"]),
            (0.3, &["2026-10-29 18:4"]),
            (0.3, &["12:46", "定位中..."]),
            (0.3, &["12:46", "青岚县·石桥镇五里桥村"]),
        ] {
            assert!(seen(y, texts).is_unknown(), "{texts:?}: {:?}", seen(y, texts));
        }
    }

    #[test]
    fn a_notice_on_the_wall_does_not_disturb_a_watermark() {
        let at = |text: &str, x: f64, y: f64| TextLine {
            text: text.to_owned(),
            confidence: 0.98,
            region: [x, y, 0.25, 0.03],
        };
        let mut lines =
            vec![at("2026年01月12日", 0.03, 0.02), at("07:31", 0.03, 0.06), at("青岚县松涛镇物流园A区", 0.03, 0.1)];
        lines.extend(NOTICE.iter().enumerate().map(|(row, text)| at(text, 0.5, 0.4 + 0.05 * row as f64)));
        assert_eq!(from_lines(&lines).value().map(|watermark| watermark.time.as_str()), Some("2026-01-12T07:31"));
    }
}
