//! The words that close the name of a seal: 青岚县交通运输局电子公章 is the seal of 青岚县交通运输局.
//!
//! Enters: the name of a seal, or a certificate's name, which is often a seal's. Leaves: the name of its owner.

/// What closes the name of a seal, longest first, and whether only bodies have such a seal.
const SEAL_WORDS: [(&str, bool); 14] = [
    ("电子公章", true),
    ("电子印章", false),
    ("电子签章", false),
    ("合同专用章", true),
    ("财务专用章", true),
    ("业务专用章", true),
    ("专用章", true),
    ("行政章", true),
    ("公章", true),
    ("电子章", false),
    ("签名章", false),
    ("印章", false),
    ("签章", false),
    ("之印", false),
];

/// A name without the words of a seal, and whether they tell a body's.
pub fn without_seal_words(name: &str) -> (String, bool) {
    let found = SEAL_WORDS.iter().find_map(|(word, of_body)| Some((name.strip_suffix(word)?, *of_body)));
    match found {
        Some((bare, of_body)) if !bare.is_empty() => (bare.to_owned(), of_body),
        _ => (name.to_owned(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_is_what_stands_before() {
        assert_eq!(without_seal_words("青岚县交通运输局电子公章"), ("青岚县交通运输局".to_owned(), true));
        assert_eq!(without_seal_words("张三之印"), ("张三".to_owned(), false));
        assert_eq!(without_seal_words("电子公章"), ("电子公章".to_owned(), false), "nobody's");
        assert_eq!(without_seal_words("青岚县财政局"), ("青岚县财政局".to_owned(), false));
    }
}
