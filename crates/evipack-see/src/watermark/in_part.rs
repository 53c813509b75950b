//! A watermark that is surely there, though its time was not wholly read.
//!
//! Enters: the lines of a photo that tell no whole date and time. Leaves: the block and its day, where a watermark camera says of itself
//! that it printed the block, the day is whole and a clock stands beside it of which only signs were lost. Why: whether there is a
//! watermark (deduction 7) and which minute it tells are two questions; a leg of a tripod through a colon leaves only the second one
//! open. Where it is not sure that a clock was printed, or that all of it is one print, a human is asked as before.

use super::block::{Block, Item};
use super::has_mark;
use jiff::civil::Date;

/// The one block with a day and a clock in part, and that day.
pub(super) fn of<'b, 'a>(blocks: &'b [Block<'a>], items: &'b [Item<'a>]) -> Option<(&'b Block<'a>, Date)> {
    let mut dated = blocks.iter().filter_map(|block| Some((block, day(block, items)?)));
    let (Some(only), None) = (dated.next(), dated.next()) else { return None };
    let (block, _) = only;
    let elsewhere = items.iter().any(|item| item.is_temporal() && !block.holds(item));
    let is_vouched = block.is_vouched(items) || has_mark(items) && block.is_high_or_low(items);
    let is_notice = items.iter().any(Item::is_notice);
    (is_vouched && !elsewhere && !is_notice).then_some(only)
}

/// The day of a block in which a clock stands as well.
fn day(block: &Block, items: &[Item]) -> Option<Date> {
    let days = || block.items().filter_map(|item| Some((item, item.day()?)));
    let (dated, day) = days().next()?;
    // Of two readings of one line the doubtful one may be the true one.
    let doubted = block.items().filter_map(Item::doubtful_day).any(|other| other != day);
    let is_one =
        !doubted && days().all(|(_, other)| other == day) && block.weekdays().all(|weekday| weekday == day.weekday());
    let has_clock = block.items().any(Item::has_clock) || items.iter().any(|item| item.is_bare_clock_of(dated));
    let is_lost = block.items().any(Item::may_bear_a_lost_day);
    (is_one && has_clock && !is_lost && block.is_of_one_time()).then_some(day)
}

#[cfg(test)]
mod tests {
    use crate::TextLine;
    use crate::watermark::from_lines;
    use evipack_core::facts::Fact;

    /// A row: what it says, where it begins, how high it is, in thousandths of the frame.
    type Row = (&'static str, [f64; 2], f64);

    fn seen(rows: &[Row]) -> Fact<evipack_core::facts::Watermark> {
        let line = |(text, [x, y], high): &Row| TextLine {
            text: (*text).to_owned(),
            confidence: 0.98,
            region: [x / 1000.0, y / 1000.0, 0.3, high / 1000.0],
        };
        from_lines(&rows.iter().map(line).collect::<Vec<_>>())
    }

    fn time(rows: &[Row]) -> Option<String> {
        seen(rows).value().map(|watermark| watermark.time.clone())
    }

    const PLACE: Row = ("青岚县双泉镇·汽车客运站", [20.0, 900.0], 40.0);
    const NAME: Row = ("今日水印", [850.0, 20.0], 40.0);
    const ROW: Row = ("2025/10/29周三0916:44", [20.0, 850.0], 40.0);
    const DATE: Row = ("2025年06月09日星期一", [20.0, 850.0], 40.0);
    const CLOCK: Row = ("1828", [20.0, 760.0], 80.0);

    #[test]
    fn a_clock_that_lost_a_sign_is_a_clock_all_the_same() {
        let position: Row = ("36.793581°N,116.277612°E", [20.0, 800.0], 40.0);
        assert_eq!(time(&[position, ROW, PLACE]).as_deref(), Some("2025-10-29"));
        assert_eq!(time(&[NAME, CLOCK, DATE, PLACE]).as_deref(), Some("2025-06-09"));
        let ahead: Row = ("217171", [20.0, 840.0], 80.0);
        let date: Row = ("2024-10-12", [330.0, 840.0], 40.0);
        assert_eq!(time(&[NAME, ahead, date, PLACE]).as_deref(), Some("2024-10-12"));
        // Beside the whole row something that may be a part of one.
        let row: Row = ("2025-10-29 16:44", [20.0, 850.0], 40.0);
        assert_eq!(time(&[NAME, row, PLACE, ("4点646A", [280.0, 930.0], 40.0)]).as_deref(), Some("2025-10-29"));
    }

    #[test]
    fn what_is_not_surely_one_print_with_a_clock_goes_to_a_human() {
        let other: Row = ("2025年4月27日", [600.0, 60.0], 40.0);
        for rows in [
            // Nothing says that a camera app printed it, or there is no clock, or no whole day.
            &[ROW][..],
            &[NAME, DATE, PLACE],
            &[NAME, ("2025/10/2 0916:44", [20.0, 850.0], 40.0), PLACE],
            &[NAME, ("0916:44", [20.0, 850.0], 40.0), PLACE],
            // A number as high as the date, away from it, or with more digits than a clock.
            &[NAME, ("1828", [20.0, 800.0], 40.0), DATE, PLACE],
            &[NAME, ("1828", [700.0, 760.0], 80.0), DATE, PLACE],
            &[NAME, ("18281828", [20.0, 760.0], 80.0), DATE, PLACE],
            &[NAME, ROW, PLACE, ("4月30", [20.0, 800.0], 40.0)],
            // Another day, another weekday, a notice, the middle of the frame.
            &[NAME, ROW, PLACE, other],
            &[NAME, ("2025/10/29周二0916:44", [20.0, 850.0], 40.0), PLACE],
            &[NAME, ROW, PLACE, ("会议通知", [600.0, 300.0], 40.0)],
            &[NAME, ("2025/10/29周三0916:44", [20.0, 450.0], 40.0)],
            // A forger's name.
            &[("衿日水印", [850.0, 20.0], 40.0), ROW, PLACE],
        ] {
            assert!(seen(rows).is_unknown(), "{rows:?}: {:?}", seen(rows));
        }
    }

    #[test]
    fn what_was_badly_read_tells_no_day() {
        let line =
            |text: &str, y, confidence| TextLine { text: text.to_owned(), confidence, region: [0.02, y, 0.3, 0.04] };
        let seen = |confidence| from_lines(&[line("今日水印", 0.9, 0.98), line(ROW.0, 0.85, confidence)]);
        assert!(seen(0.9).value().is_some() && seen(0.7).is_unknown());
        let twice = |text: &str| {
            let lines = [line("今日水印", 0.9, 0.98), line("21:102020年11月10日", 0.85, 0.98), line(text, 0.851, 0.5)];
            from_lines(&lines)
        };
        assert!(twice("21:102026年11月10日").is_unknown(), "another day of the same row");
        let told = twice("21:162020年11月10日");
        assert_eq!(told.value().map(|watermark| watermark.time.as_str()), Some("2020-11-10"), "another time alone");
    }
}
