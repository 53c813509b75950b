//! The words by which names are told.
//!
//! Enters: text files with one word a line; a line with # is a remark. Leaves: the words as lists. They are what stands in the
//! papers of an office: labels, endings of bodies, and ordinary words that begin with a surname.

use std::sync::LazyLock;

fn words_of(text: &'static str) -> Vec<&'static str> {
    text.lines().filter(|line| !line.starts_with('#')).collect()
}

/// The characters that names of Uygurs, Kazakhs, Tibetans, Mongols and Yi are spelt with.
pub(super) const SYLLABLES: &str = "阿艾买提古丽热依木江尔克帕努尼拉姆扎西卓玛次仁巴桑格多吉达娃旦增央金珠乌兰图布和那顺其牙孜迪力比\
亚库娜孜麦合甫苏里曼吐逊肉山卡德尕藏松尼嘎朗杰平措旺罗白曲贡嘉洛噶哈萨别叶肯沙塔赛里克吾伊布拉音热合玉素甫沁高娃斯琴\
毕力根额呼和宝音敖登格日勒莫色子史杰以";

/// Words that lead to a name, with or without a colon.
pub(super) static NAME_LABELS: LazyLock<Vec<&str>> = LazyLock::new(|| words_of(include_str!("words/name_labels.txt")));

/// Words that stand beside names and numbers, and are part of neither.
pub(super) static LABELS: LazyLock<Vec<&str>> = LazyLock::new(|| words_of(include_str!("words/labels.txt")));

/// The last word of a body or a place: what stands before it is its name, not a person's.
pub(super) static BODIES: LazyLock<Vec<&str>> = LazyLock::new(|| words_of(include_str!("words/bodies.txt")));

/// Titles and other words that follow a surname and make no name of it.
pub(super) const AFTER_NAMES: &[&str] = &["师傅", "队长", "站长", "局长", "科长", "主任", "经理", "老师", "书记", "总"];

/// Words of two to four characters that begin with a surname and are none.
pub(super) static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| words_of(include_str!("words/ordinary.txt")));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surnames::SURNAMES;

    #[test]
    fn no_word_is_listed_twice() {
        let mut seen = std::collections::BTreeSet::new();
        let doubled: Vec<&&str> = WORDS.iter().filter(|word| !seen.insert(**word)).collect();
        assert!(doubled.is_empty(), "{doubled:?}");
        let idle: Vec<&&str> = WORDS.iter().filter(|word| !word.starts_with(|c| SURNAMES.contains(c))).collect();
        assert!(idle.is_empty(), "no surname begins {idle:?}");
    }
}
