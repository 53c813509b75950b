//! The end of a paper: issuing body and date (GB/T 9704-2012 7.3.5): the body's name over a line that is only a date.
//! The printing note (“…4月8日印发”) is another date and is passed over.

use super::Text;
use super::head::{BODY_ENDINGS, chinese, squeezed};
use crate::facts::{Basis, Fact};
use crate::read::date::whole_line;
use crate::read::layout::{Line, Part};

/// Lines between the name and the date: joint issuers, or a blank left by the seal.
const BETWEEN: usize = 4;
/// Longest name of a body in characters.
const LONGEST_BODY: usize = 40;

/// The date of the document 成文日期. Known: the last date line under a body's name, else the last date line. Unknown: a
/// scan or unread text. Absent: no line is a date.
pub(super) fn date(text: &Text<'_>) -> Fact<jiff::civil::Date> {
    match signed(text) {
        Some((line, _)) => match whole_line(&line.text) {
            Some(date) => Fact::known(date, Text::basis(line)),
            None => unseen_or_absent(text),
        },
        None => unseen_or_absent(text),
    }
}

/// The issuing body 发文机关署名. Known: the line over the date that names a body.
pub(super) fn issuer(text: &Text<'_>) -> Fact<String> {
    match signed(text) {
        Some((_, Some(line))) => Fact::known(squeezed(&line.text), Text::basis(line)),
        _ => unseen_or_absent(text),
    }
}

/// The date line that closes the paper, and the body's name over it.
fn signed<'a>(text: &Text<'a>) -> Option<(&'a Line, Option<&'a Line>)> {
    let lines: Vec<&Line> =
        text.layout.lines.iter().filter(|line| line.part == Part::Body || line.part == Part::TextBox).collect();
    let dates = || lines.iter().enumerate().rev().filter(|(_, line)| whole_line(&line.text).is_some());
    let with_body = dates().find_map(|(at, line)| {
        let body = lines[at.saturating_sub(BETWEEN)..at].iter().rev().find(|above| is_body(&above.text))?;
        Some((*line, Some(*body)))
    });
    with_body.or_else(|| dates().next().map(|(_, line)| (*line, None)))
}

fn is_body(line: &str) -> bool {
    let line = squeezed(line);
    chinese(&line) >= 3
        && line.chars().count() <= LONGEST_BODY
        && BODY_ENDINGS.iter().any(|ending| line.ends_with(ending))
        && !line.contains(['，', '。', '：', '；'])
}

fn unseen_or_absent<T>(text: &Text<'_>) -> Fact<T> {
    let blind = || text.layout.blind_spots.first().map(|spot| spot.why.clone());
    match text.unseen_as_a_whole().or_else(blind) {
        Some(why) => Fact::unknown(why),
        None => Fact::absent([Basis::DocumentText]),
    }
}
