//! Numbers of cells as text.
//!
//! Enters: a number and the format of its cell. Leaves: the date that it stands for, or its digits in full: an identity
//! number that became 3.70113E+17 is one all the same.

use jiff::ToSpan as _;
use jiff::civil::Date;

/// Whether a built-in number format shows a date or time (ECMA-376-1, 18.8.30, the Chinese ones included).
pub(super) fn is_built_in_date(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether the code of a number format shows a date or time: it has a letter of one outside quotes and brackets.
pub(super) fn is_date_code(code: &str) -> bool {
    let mut chars = code.chars();
    let mut found = false;
    while let Some(c) = chars.next() {
        match c {
            // `[h]:mm` counts hours; other brackets hold colours, conditions and languages.
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                found |= !inside.is_empty() && inside.chars().all(|c| "hmsHMS".contains(c));
            }
            '"' => {
                // `yyyy"年"m"月"` has its letters outside, too.
                chars.by_ref().take_while(|c| *c != '"').for_each(drop);
            }
            '\\' | '_' | '*' => {
                chars.next();
            }
            // A second section is for other numbers: the first decides.
            ';' => return found,
            'y' | 'm' | 'd' | 'h' | 's' | 'Y' | 'M' | 'D' | 'H' | 'S' | '年' | '月' | '日' => found = true,
            _ => {}
        }
    }
    // "General" and "G/通用格式" have no such letter; "Standard" of some programs has.
    found && !code.eq_ignore_ascii_case("standard")
}

/// A number as text; a date where its format shows one. `from_1904`: the workbook counts days from 1904.
pub(super) fn text(number: f64, date: bool, from_1904: bool) -> String {
    if date && let Some(text) = date_text(number, from_1904) {
        return text;
    }
    // In full, without exponent.
    format!("{number}")
}

/// Days since the end of 1899 as a date, with the time of day where there is one.
fn date_text(number: f64, from_1904: bool) -> Option<String> {
    /// 9999-12-31, the last day that spreadsheets know.
    const LAST: f64 = 2_958_465.0;
    const MINUTES: f64 = 1_440.0;
    /// Days from the one origin to the other.
    const TO_1904: f64 = 1_462.0;
    /// Up to here the count holds a 29 February 1900 that never was (ECMA-376-1, 18.17.4.1).
    const LEAP: f64 = 60.0;
    let days = if from_1904 { number + TO_1904 } else { number };
    if !(0.0..=LAST).contains(&days) {
        return None;
    }
    let minutes = (days.fract() * MINUTES).round();
    let clock = format!("{:02}:{:02}", (minutes / 60.0).floor() % 24.0, minutes % 60.0);
    let whole = days.floor();
    if whole == 0.0 {
        return Some(clock);
    }
    let shift = if whole < LEAP { 1.0 } else { 0.0 };
    let origin = Date::new(1899, 12, 30).ok()?;
    let date = origin.checked_add(((whole + shift) as i64).days()).ok()?;
    Some(if minutes > 0.0 && minutes < MINUTES { format!("{date} {clock}") } else { date.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_of_both_origins() {
        assert_eq!(text(46119.0, true, false), "2026-04-07");
        assert_eq!(text(46119.0 - 1462.0, true, true), "2026-04-07");
        assert_eq!(text(46_119.604_167, true, false), "2026-04-07 14:30");
        assert_eq!(text(0.604_166_7, true, false), "14:30");
        assert_eq!(text(1.0, true, false), "1900-01-01");
        assert_eq!(text(61.0, true, false), "1900-03-01");
        assert_eq!(text(-1.0, true, false), "-1");
        assert_eq!(text(46119.0, false, false), "46119");
        assert_eq!(text(3.701_130_000_000_000_6e17, false, false), "370113000000000060");
    }

    #[test]
    fn formats_that_show_dates() {
        for code in ["yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\"", "[$-804]m/d/yy;@", "[h]:mm", "h:mm"] {
            assert!(is_date_code(code), "{code}");
        }
        for code in ["General", "0.00", "#,##0\"days\"", "[Red]0", "G/通用格式", "0_d", "@", "\\d0", "0;yyyy"] {
            assert!(!is_date_code(code), "{code}");
        }
        assert!(is_built_in_date(14) && is_built_in_date(31) && !is_built_in_date(2));
    }

    proptest! {
        #[test]
        fn any_number_and_code_are_survived(number: f64, code in "\\PC{0,30}") {
            text(number, is_date_code(&code), number > 1.0);
        }
    }
}
