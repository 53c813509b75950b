//! Tables for the terminal or in Markdown.
//!
//! Enters: tallies, bounds, costs. Leaves: text on standard output.

use crate::bounds::{Bound, Costs, Measured};
use crate::tally::{Counts, Tallies, Tally};
use crate::wilson::Share;

/// Failing files that are named for each fact.
const NAMED: usize = 20;
/// The longest note that is printed.
const NOTE_LENGTH: usize = 220;
const MIB: f64 = 1_048_576.0;
const PERCENT: f64 = 100.0;

/// What the tables count.
pub(crate) const DEFINITIONS: &str = "\
recall = known and right / all present · precision = known and right / all claimed as known · false zero = claimed absent \
although present (the worst error) · wrong = known and not right / all asked, illegible ones included · unknown = neither \
known nor absent / all. In brackets: Wilson 95 % interval, and the counts.";

/// One way of printing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Printer {
    pub(crate) is_markdown: bool,
}

impl Printer {
    pub(crate) fn heading(self, words: &str) {
        if self.is_markdown {
            println!("\n## {words}\n");
        } else {
            println!("\n{words}\n{}", "─".repeat(words.chars().count()));
        }
    }

    /// A table; the first row is its head.
    fn table(self, rows: &[Vec<String>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let width =
            |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
        for (index, row) in rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
            if self.is_markdown {
                println!("| {} |", cells.join(" | "));
                if index == 0 {
                    println!("|{}|", widths.iter().map(|width| "-".repeat(width + 2)).collect::<Vec<_>>().join("|"));
                }
            } else {
                println!("{}", cells.join("  ").trim_end());
            }
        }
    }

    /// Every fact as a whole.
    pub(crate) fn facts(self, tallies: &Tallies) {
        let mut rows = vec![head("fact")];
        rows.extend(tallies.iter().map(|(fact, tally)| row(fact, &tally.all)));
        self.table(&rows);
    }

    /// One fact by style, resolution and so on.
    pub(crate) fn groups(self, fact: &str, tally: &Tally) {
        if tally.groups.is_empty() {
            return;
        }
        self.heading(&format!("{fact}, by group"));
        let mut rows = vec![head("group")];
        let asked = tally.groups.iter().filter(|(_, counts)| counts.wrong().is_measured());
        rows.extend(asked.map(|((dimension, value), counts)| row(&format!("{dimension}: {value}"), counts)));
        self.table(&rows);
    }

    /// The files that failed, the worst first: false zeros apart from the rest.
    pub(crate) fn failures(self, fact: &str, tally: &Tally) {
        if tally.failures.is_empty() {
            return;
        }
        self.heading(&format!("{fact}: {} failures", tally.failures.len()));
        for (failure, file, note) in tally.failures.iter().take(NAMED) {
            let note: String = note.replace('\n', " ⏎ ").chars().take(NOTE_LENGTH).collect();
            println!("- {} {file} {note}", failure.name());
        }
        if tally.failures.len() > NAMED {
            println!("- … and {} more", tally.failures.len() - NAMED);
        }
    }

    pub(crate) fn costs(self, costs: &Costs) {
        let seconds = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"));
        let memory = costs.peak_bytes.map_or_else(|| "–".to_owned(), |bytes| format!("{:.0}", bytes as f64 / MIB));
        self.table(&[
            vec!["cost".to_owned(), "value".to_owned()],
            vec!["CPU s a photo".to_owned(), seconds(costs.photo_seconds)],
            vec!["CPU s a page".to_owned(), seconds(costs.page_seconds)],
            vec!["CPU s another picture".to_owned(), seconds(costs.other_seconds)],
            vec!["CPU s to load the models".to_owned(), seconds(costs.load_seconds)],
            vec!["peak memory, MiB".to_owned(), memory],
        ]);
    }

    pub(crate) fn bounds(self, bounds: &[Bound]) {
        let mut rows = vec![["must reach", "limit", "measured", "holds"].map(str::to_owned).to_vec()];
        for bound in bounds {
            let sign = if bound.is_floor { "≥" } else { "≤" };
            let (limit, measured) = match bound.measured {
                Measured::Share(measured) => (percent(bound.limit), share(measured)),
                Measured::Number(value, unit) => {
                    let value = value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3} {unit}"));
                    (format!("{} {unit}", bound.limit), value)
                }
            };
            let verdict = match bound.holds() {
                Some(true) => "yes",
                Some(false) => "MISSED",
                None => "not measured",
            };
            rows.push(vec![bound.name.clone(), format!("{sign} {limit}"), measured, verdict.to_owned()]);
        }
        self.table(&rows);
    }
}

fn head(first: &str) -> Vec<String> {
    [first, "recall", "precision", "false zero", "wrong", "unknown"].map(str::to_owned).to_vec()
}

fn row(name: &str, counts: &Counts) -> Vec<String> {
    let shares = [counts.recall(), counts.precision(), counts.false_zero(), counts.wrong(), counts.unknown()];
    std::iter::once(name.to_owned()).chain(shares.map(share)).collect()
}

fn percent(value: f64) -> String {
    format!("{:.1} %", value * PERCENT)
}

/// `98.7 % (97.1–99.4; 300/304)`.
fn share(share: Share) -> String {
    if !share.is_measured() {
        return "–".to_owned();
    }
    let (low, high) = (share.low * PERCENT, share.high * PERCENT);
    format!("{} ({low:.1}–{high:.1}; {}/{})", percent(share.value), share.hits, share.of)
}

#[cfg(test)]
mod tests {
    use super::share;
    use crate::wilson::Share;

    #[test]
    fn a_share_in_words() {
        assert_eq!(share(Share::new(81, 263)), "30.8 % (25.5–36.6; 81/263)");
        assert_eq!(share(Share::new(0, 0)), "–");
    }
}
