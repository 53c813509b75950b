//! A name pattern of a table.
//!
//! Enters: a regular expression as a table writes it. Leaves: [`Pattern`], which looks for it in names that were brought
//! to one form first ([`normal_name`]), so that a table need not know full-width digits, quotation marks or blanks.

use regex::{Regex, RegexBuilder};
use std::borrow::Cow;
use std::fmt;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfkc_quick};

/// Compiled size a single expression may take: ample for word lists, small against a table of some 300 of them.
const SIZE_LIMIT: usize = 1 << 18;
/// Longest expression as written, in bytes; a longer one is a list that wants several patterns.
const LENGTH_LIMIT: usize = 1000;
/// Deepest nesting of groups.
const NEST_LIMIT: u32 = 20;

/// A regular expression looked for anywhere in a normalised name, with an optional second one that forbids the match.
#[derive(Debug, Clone)]
pub struct Pattern {
    find: Regex,
    unless: Option<Regex>,
}

/// Why a pattern was refused, in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// The text could never match, because names lose these characters before they are compared.
    #[error("模式里有名称规范化后不会出现的字符（空格、引号、书名号、全角字符），应写作“{0}”")]
    NotNormal(String),
    /// Longer than the limit.
    #[error("模式过长（{0} 字节，上限 {LENGTH_LIMIT}）")]
    TooLong(usize),
    /// It matches the empty name, and so every name.
    #[error("模式能匹配空名称，因而匹配一切")]
    MatchesAll,
    /// No regular expression.
    #[error("模式不是合法的正则表达式：{0}")]
    Syntax(String),
    /// Too large when compiled.
    #[error("模式编译后过大（上限 {0} 字节）")]
    TooLarge(usize),
}

impl Pattern {
    /// Compiles `find`, with `unless` as the expression that forbids a match.
    ///
    /// # Errors
    /// What is wrong with either expression.
    pub fn new(find: &str, unless: Option<&str>) -> Result<Self, PatternError> {
        Ok(Self { find: compile(find)?, unless: unless.map(compile).transpose()? })
    }

    /// Whether the name, normalised by [`normal_name`], has the pattern in it and not the forbidding one.
    pub fn matches(&self, name: &str) -> bool {
        self.matches_normal(&normal_name(name))
    }

    fn matches_normal(&self, name: &str) -> bool {
        self.find.is_match(name) && !self.unless.as_ref().is_some_and(|unless| unless.is_match(name))
    }

    /// Where the last match ends in the normalised name; `None` where the pattern does not match. Tells which of several
    /// words is the last one, as the genre of a title is.
    pub fn last_end(&self, name: &str) -> Option<usize> {
        self.last_end_normal(&normal_name(name))
    }

    fn last_end_normal(&self, name: &str) -> Option<usize> {
        if self.unless.as_ref().is_some_and(|unless| unless.is_match(name)) {
            return None;
        }
        self.find.find_iter(name).map(|found| found.end()).last()
    }

    /// The expression as written, without the forbidding one.
    pub fn source(&self) -> &str {
        self.find.as_str()
    }

    /// The forbidding expression as written.
    pub fn unless(&self) -> Option<&str> {
        self.unless.as_ref().map(Regex::as_str)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unless() {
            None => f.write_str(self.source()),
            Some(unless) => write!(f, "{}（但不含 {unless}）", self.source()),
        }
    }
}

/// Whether one of the patterns matches. The name is normalised once: that costs more than a pattern.
pub(crate) fn any_matches<'p>(patterns: impl IntoIterator<Item = &'p Pattern>, name: &str) -> bool {
    let name = normal_name(name);
    patterns.into_iter().any(|pattern| pattern.matches_normal(&name))
}

/// Where the last match of any pattern ends in the normalised name.
pub(crate) fn last_end_of_any(patterns: &[Pattern], name: &str) -> Option<usize> {
    let name = normal_name(name);
    patterns.iter().filter_map(|pattern| pattern.last_end_normal(&name)).max()
}

fn compile(text: &str) -> Result<Regex, PatternError> {
    if text.len() > LENGTH_LIMIT {
        return Err(PatternError::TooLong(text.len()));
    }
    let normal = normal_name(text);
    if normal != text {
        return Err(PatternError::NotNormal(normal.into_owned()));
    }
    let regex = RegexBuilder::new(text).size_limit(SIZE_LIMIT).nest_limit(NEST_LIMIT).build().map_err(|e| match e {
        regex::Error::CompiledTooBig(limit) => PatternError::TooLarge(limit),
        // The crate's message repeats the pattern with a caret over several lines; its last line says what is wrong.
        other => PatternError::Syntax(other.to_string().lines().last().unwrap_or_default().trim().to_owned()),
    })?;
    if regex.is_match("") { Err(PatternError::MatchesAll) } else { Ok(regex) }
}

/// A file or folder name as patterns see it: Unicode NFKC (full-width letters, digits and brackets become plain, `①`
/// becomes `1`), without blanks and without quotation marks or book-title marks.
pub fn normal_name(name: &str) -> Cow<'_, str> {
    // Most names hold nothing else: digits, letters and ideographs are their own normal form.
    if name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '\u{4e00}'..='\u{9fff}')) {
        return Cow::Borrowed(name);
    }
    if is_nfkc_quick(name.chars()) == IsNormalized::Yes && !name.chars().any(is_dropped) {
        return Cow::Borrowed(name);
    }
    // Composed only after dropping: the blank that goes may have stood between a letter and its accent.
    Cow::Owned(name.nfkd().filter(|c| !is_dropped(*c)).nfc().collect())
}

fn is_dropped(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '"' | '\''
                | '“'
                | '”'
                | '‘'
                | '’'
                | '「'
                | '」'
                | '『'
                | '』'
                | '《'
                | '》'
                | '〈'
                | '〉'
                | '\u{feff}'
                | '\u{200b}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_compared_in_one_form() {
        let pattern = Pattern::new(r"信用\+政策\(试行\)", None).unwrap();
        assert!(pattern.matches("１．“信用＋”  《政策》（试行）.pdf"));
        assert!(!pattern.matches("信用政策"));
        assert_eq!(normal_name("R\u{b8}"), "\u{156}");
    }

    #[test]
    fn a_forbidding_expression_takes_the_match_back() {
        let pattern = Pattern::new("领导小组", Some("会议")).unwrap();
        assert!(pattern.matches("领导小组成立文件"));
        assert!(!pattern.matches("领导小组会 议"));
    }

    #[test]
    fn patterns_that_cannot_work_are_refused() {
        assert_eq!(Pattern::new("“信用", None).unwrap_err(), PatternError::NotNormal("信用".to_owned()));
        assert_eq!(Pattern::new("信用|", None).unwrap_err(), PatternError::MatchesAll);
        assert!(matches!(Pattern::new("(信用", None).unwrap_err(), PatternError::Syntax(_)));
        assert!(matches!(Pattern::new(r"(\w{500}){500}", None).unwrap_err(), PatternError::TooLarge(_)));
        assert!(matches!(Pattern::new("信用", Some("[")).unwrap_err(), PatternError::Syntax(_)));
        assert!(matches!(Pattern::new(&"信".repeat(400), None).unwrap_err(), PatternError::TooLong(1200)));
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(name in ".{0,40}") {
            let once = normal_name(&name).into_owned();
            prop_assert_eq!(normal_name(&once), once.as_str());
        }

        #[test]
        fn no_text_makes_compiling_panic(text in ".{0,60}") {
            let _ = Pattern::new(&text, Some(&text));
        }
    }
}
