//! By what two contents are found alike.
//!
//! Enters: a text, or the perceptual hash of a picture that a reader took. Leaves: a [`Likeness`]. It holds no readable content. What
//! is too plain or too short to compare is said to be so, rather than guessed.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Characters of one shingle: two or three words of Chinese. Shorter ones are in every paper of an office.
const SHINGLE: usize = 6;
/// Shingles that are kept of a text: the share of common ones is then told to about 1/√k, 6 %.
const KEPT: usize = 256;
/// Fewest shingles of a text that can be compared: a form letter of two lines is like any other.
const FEWEST: usize = 40;

/// By what a content is found to be like another one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Likeness {
    /// Of a picture.
    pub picture: Option<PictureHash>,
    /// Of a text.
    pub text: Option<Shingles>,
}

/// The perceptual hash of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureHash {
    /// The bits of the hash.
    pub bits: Vec<u8>,
    /// Whether there is too little in the picture to compare it: a blank page, a sky.
    pub too_plain: bool,
}

impl PictureHash {
    /// In how many bits two pictures differ; none where one of them is too plain, or the hashes are of two kinds.
    pub fn distance(&self, other: &Self) -> Option<u32> {
        let comparable = !self.too_plain && !other.too_plain && self.bits.len() == other.bits.len();
        let differ = |(one, other): (&u8, &u8)| (one ^ other).count_ones();
        comparable.then(|| self.bits.iter().zip(&other.bits).map(differ).sum())
    }
}

/// A sample of the shingles of a text: the smallest of their hashes (bottom-k sketch, Cohen and Kaplan 2007). Two samples tell
/// which share of two texts is common, however long they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shingles {
    /// The smallest hashes, sorted.
    pub hashes: Vec<u64>,
    /// How many different shingles the text has.
    pub of: usize,
}

impl Shingles {
    /// The sample of a text. Blanks, punctuation and digits do not count: dates and numbers are what a copied paper changes.
    pub fn of(text: &str) -> Self {
        let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        let all: BTreeSet<u64> = letters.windows(SHINGLE).map(hash).collect();
        Self { of: all.len(), hashes: all.into_iter().take(KEPT).collect() }
    }

    /// Whether the text is too short to compare.
    pub fn too_short(&self) -> bool {
        self.of < FEWEST
    }

    /// The share of shingles that two texts have in common, 0 to 1; none where one of them is too short.
    pub fn resemblance(&self, other: &Self) -> Option<f64> {
        if self.too_short() || other.too_short() {
            return None;
        }
        let both: BTreeSet<u64> = self.hashes.iter().chain(&other.hashes).copied().take(2 * KEPT).collect();
        let sample: Vec<u64> = both.into_iter().take(KEPT).collect();
        let has = |shingles: &Self, hash: &u64| shingles.hashes.binary_search(hash).is_ok();
        let common = sample.iter().filter(|hash| has(self, hash) && has(other, hash)).count();
        Some(common as f64 / sample.len().max(1) as f64)
    }
}

/// FNV-1a of the characters, mixed as MurmurHash3 ends, so that its smallest values are a fair sample.
fn hash(letters: &[char]) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let bytes = letters.iter().flat_map(|letter| u32::from(*letter).to_le_bytes());
    let mut hash = bytes.fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    for mix in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
        hash = (hash ^ (hash >> 33)).wrapping_mul(mix);
    }
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Some text of many different words: each number as words.
    fn text(from: u32, to: u32) -> String {
        let digit = |c: char| "零壹贰叁肆伍陆柒捌玖".chars().nth(c.to_digit(10).unwrap_or(0) as usize).unwrap_or('零');
        (from..to).map(|number| (number * 7919).to_string().chars().map(digit).collect::<String>()).collect()
    }

    #[test]
    fn a_copy_with_other_dates_is_alike_and_another_text_is_not() {
        let paper = text(0, 400);
        let copy = paper.replace('零', "零 2026年3月，");
        let other = text(10_000, 10_400);
        let [paper, copy, other] = [&paper, &copy, &other].map(|text| Shingles::of(text));
        assert_eq!(paper.resemblance(&paper), Some(1.0));
        assert!(copy.resemblance(&paper).unwrap() < 1.0, "two letters more are two letters more");
        assert!(other.resemblance(&paper).unwrap() < 0.1);
        assert_eq!(Shingles::of("关于召开会议的通知").resemblance(&paper), None);
        assert_eq!(Shingles::of("2026.3.1 ……").of, 0);
    }

    #[test]
    fn half_a_text_is_about_half_alike() {
        let (half, whole) = (Shingles::of(&text(0, 1000)), Shingles::of(&text(0, 2000)));
        let share = half.resemblance(&whole).unwrap();
        assert!((share - 0.5).abs() < 0.15, "{share}");
    }

    #[test]
    fn what_is_too_plain_is_not_compared() {
        let hash = |bits: u8, too_plain| PictureHash { bits: vec![bits; 8], too_plain };
        assert_eq!(hash(0, false).distance(&hash(1, false)), Some(8));
        assert_eq!(hash(0, true).distance(&hash(0, false)), None);
    }

    proptest! {
        #[test]
        fn likeness_is_the_same_both_ways(one: String, other: String) {
            let (one, other) = (Shingles::of(&one), Shingles::of(&other));
            prop_assert_eq!(one.resemblance(&other), other.resemblance(&one));
            prop_assert!(one.hashes.len() <= KEPT);
        }
    }
}
