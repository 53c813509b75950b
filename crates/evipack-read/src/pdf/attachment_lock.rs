//! PDFs whose password locks their attachments only (ISO 32000-1, 7.6.5: `EFF`, with `StmF` and `StrF` as `Identity`).
//!
//! Enters: the bytes of a PDF that asks for a password. Leaves: the same bytes without the lock, where the pages themselves are not
//! encrypted. Readers show such a file without asking; hayro does not know it. Signatures are checked over the bytes as they are.

use lopdf::{Dictionary, Document, LoadOptions, Object};

/// The key of the lock in a trailer, and a key of the same length that means nothing.
const LOCK: &[u8] = b"/Encrypt";
const NO_LOCK: &[u8] = b"/Encrypx";
/// Object streams stay below a few MiB; beyond is a decompression bomb.
const MAX_STREAM: usize = 64 << 20;

/// The bytes without the lock; nothing where more than attachments is encrypted.
pub(super) fn removed(bytes: &[u8]) -> Option<Vec<u8>> {
    let options = LoadOptions { max_decompressed_size: Some(MAX_STREAM), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).ok()?;
    let lock = document.dereference(document.trailer.get(b"Encrypt").ok()?).ok()?.1.as_dict().ok()?;
    locks_attachments_only(lock).then(|| without_lock(bytes))
}

fn locks_attachments_only(lock: &Dictionary) -> bool {
    // Crypt filters came with version 4; a filter that is not named is Identity.
    const CRYPT_FILTERS: i64 = 4;
    let identity = |key: &[u8]| match lock.get(key).and_then(Object::as_name) {
        Ok(name) => name == b"Identity",
        Err(_) => !lock.has(key),
    };
    let version = lock.get(b"V").and_then(Object::as_i64).unwrap_or(0);
    version >= CRYPT_FILTERS && identity(b"StmF") && identity(b"StrF") && !identity(b"EFF")
}

fn without_lock(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let mut at = 0;
    while let Some(found) = out[at..].iter().position(|byte| *byte == b'/') {
        at += found;
        let rest = out[at..].strip_prefix(LOCK).map(<[u8]>::trim_ascii_start);
        // `/EncryptMetadata` is another key.
        if rest.is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit) || rest.starts_with(b"<<")) {
            out[at..at + LOCK.len()].copy_from_slice(NO_LOCK);
        }
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    #[test]
    fn only_a_lock_of_attachments_is_taken_away() {
        let lock = |stream: &str, string: &str, file: &str, version: i64| {
            locks_attachments_only(&dictionary! {"V" => version, "StmF" => stream, "StrF" => string, "EFF" => file})
        };
        assert!(lock("Identity", "Identity", "StdCF", 5));
        assert!(locks_attachments_only(&dictionary! {"V" => 4, "EFF" => "StdCF"}));
        assert!(!lock("StdCF", "StdCF", "StdCF", 5));
        assert!(!lock("Identity", "StdCF", "StdCF", 5));
        assert!(!lock("Identity", "Identity", "StdCF", 2), "before there were crypt filters");
        assert!(!locks_attachments_only(&dictionary! {"V" => 5}));
    }

    #[test]
    fn other_keys_stay() {
        let text = b"<</EncryptMetadata true/Encrypt 7 0 R/Encrypt<<>>/Encrypted 1>>";
        assert_eq!(without_lock(text), b"<</EncryptMetadata true/Encrypx 7 0 R/Encrypx<<>>/Encrypted 1>>");
    }
}
