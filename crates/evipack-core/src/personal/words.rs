//! The words by which names are told.
//!
//! Enters: text files with one word a line; a line with # is a remark. Leaves: a [`Lexicon`] of each. They hold what stands in the
//! papers of an office: labels, endings of bodies, and ordinary words that begin with a surname.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Words that are found by their first character: looking a text through costs the same, whatever the number of words.
pub(super) struct Lexicon {
    words: HashSet<&'static str>,
    by_first: HashMap<char, Vec<Vec<char>>>,
}

impl Lexicon {
    fn of(text: &'static str) -> Self {
        let words: HashSet<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let mut by_first: HashMap<char, Vec<Vec<char>>> = HashMap::new();
        for word in &words {
            let word: Vec<char> = word.chars().collect();
            if let Some(first) = word.first() {
                by_first.entry(*first).or_default().push(word);
            }
        }
        Self { words, by_first }
    }

    /// The words that begin with a character.
    pub(super) fn beginning(&self, first: char) -> &[Vec<char>] {
        self.by_first.get(&first).map_or(&[], Vec::as_slice)
    }

    /// Whether a text is one of the words.
    pub(super) fn holds(&self, text: &str) -> bool {
        self.words.contains(text)
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &'static str> {
        self.words.iter().copied()
    }
}

/// The characters that names of Uygurs, Kazakhs, Tibetans, Mongols and Yi are spelt with.
pub(super) const SYLLABLES: &str = "阿艾买提古丽热依木江尔克帕努尼拉姆扎西卓玛次仁巴桑格多吉达娃旦增央金珠乌兰图布和那顺其牙孜迪力比\
亚库娜孜麦合甫苏里曼吐逊肉山卡德尕藏松尼嘎朗杰平措旺罗白曲贡嘉洛噶哈萨别叶肯沙塔赛里克吾伊布拉音热合玉素甫沁高娃斯琴\
毕力根额呼和宝音敖登格日勒莫色子史杰以";

/// Words that lead to a name, with or without a colon.
pub(super) static NAME_LABELS: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(include_str!("words/name_labels.txt")));

/// Words that stand beside names and numbers, and are part of neither.
pub(super) static LABELS: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(include_str!("words/labels.txt")));

/// The last word of a body or a place: what stands before it is its name, not a person's.
pub(super) static BODIES: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(include_str!("words/bodies.txt")));

/// Titles and other words that follow a surname and make no name of it.
pub(super) const AFTER_NAMES: &[&str] = &["师傅", "队长", "站长", "局长", "科长", "主任", "经理", "老师", "书记", "总"];

/// Words of two to four characters that begin with a surname and are none.
pub(super) static WORDS: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(include_str!("words/ordinary.txt")));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surnames::SURNAMES;

    #[test]
    fn no_word_is_listed_twice_or_in_vain() {
        let listed = include_str!("words/ordinary.txt").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(listed, WORDS.words().count(), "a word is listed twice");
        let idle: Vec<&str> = WORDS.words().filter(|word| !word.starts_with(|c| SURNAMES.contains(c))).collect();
        assert!(idle.is_empty(), "no surname begins {idle:?}");
    }
}
