//! What a saved web page says of itself: its title, where it was published, when, and when it was saved.
//!
//! Enters: the elements and comments of a page, and the head of a MIME archive. Leaves: [`Stated`]. Government sites name title
//! and time of publication in `ArticleTitle` and `PubDate` (政府网站发展指引, 国办发〔2017〕47号, 附件); browsers note the
//! address in a comment when they save.

use crate::date::{find_dates, metadata_time};

/// Longest address or date that is one.
const MAX_STATEMENT: usize = 2_000;

/// What a page says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Stated {
    /// Text of `<title>`.
    pub(super) title: String,
    /// Title of the article, without the site's name.
    pub(super) article: Option<String>,
    /// ISO 8601.
    pub(super) published: Option<String>,
    /// Where it was saved from.
    pub(super) address: Option<String>,
    /// Where the page says that it stands.
    pub(super) own_address: Option<String>,
    /// When it was saved, ISO 8601.
    pub(super) saved: Option<String>,
    /// The program that wrote it.
    pub(super) generator: Option<String>,
}

impl Stated {
    /// Takes note of an opening tag.
    pub(super) fn element<'a>(&mut self, name: &str, get: impl Fn(&str) -> Option<&'a str>) {
        match name {
            "meta" => {
                let key = get("name").or(get("property")).unwrap_or_default().to_ascii_lowercase();
                let Some(value) = get("content").and_then(statement) else { return };
                match key.as_str() {
                    "articletitle" | "og:title" => set(&mut self.article, value),
                    "pubdate" | "publishdate" | "publish_time" | "pubtime" | "article:published_time" => {
                        self.published = self.published.take().or_else(|| time(&value));
                    }
                    "og:url" => set(&mut self.own_address, value),
                    "generator" => set(&mut self.generator, value),
                    _ => {}
                }
            }
            "link" if get("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                if let Some(address) = get("href").and_then(web_address) {
                    set(&mut self.own_address, address);
                }
            }
            "base" => {
                if let Some(address) = get("href").and_then(web_address) {
                    set(&mut self.own_address, address);
                }
            }
            _ => {}
        }
    }

    /// Takes note of a comment: `saved from url=(0042)http://…` of browsers, the lines of SingleFile.
    pub(super) fn comment(&mut self, text: &str) {
        if let Some((_, rest)) = text.split_once("saved from url=(") {
            let address = rest.split_once(')').and_then(|(_, after)| web_address(after.split_whitespace().next()?));
            self.address = self.address.take().or(address);
        }
        if text.contains("SingleFile") {
            let value = |label: &str| text.lines().find_map(|line| line.trim().strip_prefix(label)).map(str::trim);
            self.address = self.address.take().or_else(|| web_address(value("url:")?));
            self.saved = self.saved.take().or_else(|| script_time(value("saved date:")?));
        }
    }
}

fn set(slot: &mut Option<String>, value: String) {
    slot.get_or_insert(value);
}

fn statement(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text.len() <= MAX_STATEMENT).then(|| text.to_owned())
}

/// An address of the web; a file's own place on somebody's disk tells nothing and may tell a name.
pub(super) fn web_address(text: &str) -> Option<String> {
    let lower = text.trim().get(..8).unwrap_or_default().to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") { statement(text) } else { None }
}

/// A time as sites write it: `2026-04-07 10:15:00`, `2026年4月7日`, ISO 8601.
pub(super) fn time(text: &str) -> Option<String> {
    let found = find_dates(text).into_iter().next()?;
    let rest = text.get(found.range.end..).unwrap_or_default().trim_start_matches(['T', ' ']);
    match clock(rest) {
        Some(clock) => Some(format!("{}T{clock}", found.date)),
        None => metadata_time(text).or_else(|| Some(found.date.to_string())),
    }
}

/// `10:15` or `10:15:00` at the beginning of a text.
fn clock(text: &str) -> Option<String> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == ':')).unwrap_or(text.len());
    let parts: Vec<u8> = text.get(..end)?.split(':').map(str::parse).collect::<Result<_, _>>().ok()?;
    match parts[..] {
        [hour @ 0..=23, minute @ 0..=59] => Some(format!("{hour:02}:{minute:02}")),
        [hour @ 0..=23, minute @ 0..=59, second @ 0..=59] => Some(format!("{hour:02}:{minute:02}:{second:02}")),
        _ => None,
    }
}

/// A time as scripts and mails write it: `Tue Apr 07 2026 10:15:00 GMT+0800`, `Tue, 7 Apr 2026 10:15:00 +0800`.
pub(super) fn script_time(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).take(6).collect();
    let month = words.iter().find_map(|word| MONTHS.iter().position(|month| month == word))?;
    let number = |range: std::ops::RangeInclusive<i16>| {
        words.iter().filter_map(|word| word.parse::<i16>().ok()).find(|number| range.contains(number))
    };
    let (day, year) = (number(1..=31)?, number(1990..=2099)?);
    let date = jiff::civil::Date::new(year, i8::try_from(month + 1).ok()?, i8::try_from(day).ok()?).ok()?;
    match words.iter().find_map(|word| clock(word).filter(|_| word.contains(':'))) {
        Some(clock) => Some(format!("{date}T{clock}")),
        None => Some(date.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn browsers_note_where_they_saved_from() {
        let mut stated = Stated::default();
        stated.comment(" saved from url=(0041)http://www.qinglan.example/art/1.html?a=(1) ");
        assert_eq!(stated.address.as_deref(), Some("http://www.qinglan.example/art/1.html?a=(1)"));
        let mut stated = Stated::default();
        let lines = "\n Page saved with SingleFile \n url: https://www.qinglan.example/1.html \n saved date: Tue Apr 07 2026 10:15:00 GMT+0800 (中国标准时间)\n";
        stated.comment(lines);
        assert_eq!(stated.address.as_deref(), Some("https://www.qinglan.example/1.html"));
        assert_eq!(stated.saved.as_deref(), Some("2026-04-07T10:15:00"));
        let mut stated = Stated::default();
        stated.comment(" saved from url=(0022)file:///C:/Users/wang/a.htm ");
        assert_eq!(stated.address, None);
    }

    #[test]
    fn times_of_publication() {
        for (text, wanted) in [
            ("2026-04-07 10:15:00", Some("2026-04-07T10:15:00")),
            ("2026-04-07 9:05", Some("2026-04-07T09:05")),
            ("2026-04-07T10:15:00+08:00", Some("2026-04-07T10:15:00")),
            ("2026年4月7日", Some("2026-04-07")),
            ("昨天", None),
        ] {
            assert_eq!(time(text).as_deref(), wanted, "{text}");
        }
        assert_eq!(script_time("Tue, 7 Apr 2026 10:15:00 +0800").as_deref(), Some("2026-04-07T10:15:00"));
        assert_eq!(script_time("Fri, 31 Feb 2026"), None);
    }

    proptest! {
        #[test]
        fn any_words_are_survived(text in "\\PC{0,60}", digits in "[0-9: TJanFeb,+-]{0,40}") {
            for text in [&text, &digits] {
                time(text);
                script_time(text);
                Stated::default().comment(&format!("saved from url=({text}"));
            }
        }
    }
}
