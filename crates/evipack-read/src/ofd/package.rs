//! Parts of an OFD container, by location, within limits.
//!
//! Enters: an opened ZIP. Leaves: the bytes and trees of parts. A location (`ST_Loc`, GB/T 33190-2016, 7.3) is a path from
//! the root or from the folder of the part that names it; it is only ever looked up among the container's own names, so
//! that `../../..` leads nowhere.

use crate::ReadError;
use crate::container::{self, Archive};
use crate::docx::xml::Tree;
use std::collections::{BTreeSet, HashMap};
use unicode_normalization::UnicodeNormalization as _;

/// Largest inflated part; a page of dense drawing has a few MiB, a scanned page of A3 in 600 dpi some 30.
const MAX_PART: u64 = 64 << 20;
/// All bytes that one document may make the reader inflate, signature checks included.
const MAX_TOTAL: u64 = 512 << 20;

/// An opened container.
pub(super) struct Package<'a> {
    archive: Archive<'a>,
    by_name: HashMap<String, usize>,
    inflated: u64,
    /// Keys of the parts that were read since somebody took the list.
    read: BTreeSet<String>,
    /// Two parts have one name, or two spellings of one: readers may take the one or the other.
    pub(super) ambiguous: bool,
    /// An XML part declares a document type. Its entities are not expanded here, and may be elsewhere.
    pub(super) declares_entities: bool,
}

impl<'a> Package<'a> {
    /// # Errors
    /// As [`container::open`].
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let archive = container::open(bytes)?;
        // Exact twins are one name to the ZIP reader, which shows the last.
        let (mut by_name, mut ambiguous) = (HashMap::new(), archive.has_duplicate_names());
        for (index, name) in container::names(&archive).enumerate().filter(|(_, name)| !name.ends_with('/')) {
            ambiguous |= by_name.insert(key(&name), index).is_some();
        }
        let read = BTreeSet::new();
        Ok(Self { archive, by_name, inflated: 0, read, ambiguous, declares_entities: false })
    }

    /// Whether the container tells readers who go by its directory the same as those who go from part to part: the names and sizes
    /// beside the parts are those of the directory, and no part is left out of it.
    pub(super) fn is_consistent(&mut self) -> bool {
        self.archive.validate_header_consistency().is_ok()
    }

    /// Names of all parts as [`key`] writes them, without order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// The bytes of a part; `None` where there is no such part.
    ///
    /// # Errors
    /// [`ReadError::Encrypted`], [`ReadError::Damaged`] and [`ReadError::Limit`] as they say.
    pub(super) fn bytes(&mut self, location: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(&index) = self.by_name.get(&key(location)) else { return Ok(None) };
        let allowed = MAX_PART.min(MAX_TOTAL.saturating_sub(self.inflated));
        let (bytes, more) = container::inflate(&mut self.archive, index, allowed)?;
        self.inflated = self.inflated.saturating_add(bytes.len() as u64);
        self.read.insert(key(location));
        if more {
            return Err(ReadError::Limit(format!("部件 {location} 解压后过大")));
        }
        Ok(Some(bytes))
    }

    /// The first bytes of a part, as many as `limit` at most.
    pub(super) fn head(&mut self, location: &str, limit: u64) -> Option<Vec<u8>> {
        let &index = self.by_name.get(&key(location))?;
        let allowed = limit.min(MAX_TOTAL.saturating_sub(self.inflated));
        let (bytes, _) = container::inflate(&mut self.archive, index, allowed).ok()?;
        self.inflated = self.inflated.saturating_add(bytes.len() as u64);
        self.read.insert(key(location));
        Some(bytes)
    }

    /// The keys of the parts that were read since this was asked last.
    pub(super) fn take_read(&mut self) -> BTreeSet<String> {
        std::mem::take(&mut self.read)
    }

    /// The tree of an XML part; `None` where there is no such part.
    ///
    /// # Errors
    /// As [`Package::bytes`], and [`ReadError::Damaged`] where it is no XML.
    pub(super) fn xml(&mut self, location: &str) -> Result<Option<Tree>, ReadError> {
        let Some(bytes) = self.bytes(location)? else { return Ok(None) };
        let text = container::part_text(&bytes).0;
        self.declares_entities |= text.contains("<!DOCTYPE");
        Tree::read(&text).map(Some)
    }
}

/// One spelling for all the spellings that some reader takes for the same name: upper and lower case, composed and decomposed
/// letters, `\`, `//`, `.` and `..`, a leading slash, percent codes, what stands behind a zero byte, and the blanks and dots at a
/// segment's end that Windows drops.
pub(super) fn key(name: &str) -> String {
    let name = name.split('\0').next().unwrap_or_default().replace('\\', "/");
    let name = percent_decoded(&name);
    let mut segments: Vec<String> = Vec::new();
    for segment in name.split('/') {
        match segment.trim() {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment.trim_end_matches(['.', ' ']).nfc().collect::<String>().to_lowercase()),
        }
    }
    segments.join("/")
}

/// `%43ontent.xml` as `Content.xml`; what is no code stays.
fn percent_decoded(name: &str) -> String {
    let mut decoded: Vec<u8> = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        decoded.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// The full name of the part that `location`, written in the part `base`, leads to.
pub(super) fn resolve(base: &str, location: &str) -> String {
    let location = location.trim().replace('\\', "/");
    let mut segments: Vec<&str> = Vec::new();
    if !location.starts_with('/') {
        segments.extend(base.trim_start_matches('/').split('/'));
        segments.pop();
    }
    for segment in location.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            name => segments.push(name),
        }
    }
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        let spellings = [
            "Doc_0/Content.xml",
            "DOC_0/content.XML",
            "./Doc_0/Content.xml",
            "/Doc_0//Content.xml",
            "x/../Doc_0/./Content.xml",
            "Doc_0\\Content.xml",
            "Doc_0/%43ontent.xml",
            "Doc_0%2FContent.xml",
            "Doc_0/Content.xml\0.png",
            "Doc_0 /Content.xml. ",
            "../../Doc_0/Content.xml",
        ];
        for spelling in spellings {
            assert_eq!(key(spelling), "doc_0/content.xml", "{spelling}");
        }
        assert_eq!(key("文档/Ａ.xml"), "文档/ａ.xml");
        assert_eq!(key("e\u{301}.xml"), key("\u{e9}.xml"));
        assert_ne!(key("Doc_0/Content.xml"), key("Doc_1/Content.xml"));
        assert_eq!((key("100%.xml").as_str(), key("%zz").as_str()), ("100%.xml", "%zz"));
    }

    #[test]
    fn locations_stay_in_the_container() {
        assert_eq!(resolve("Doc_0/Document.xml", "Pages/Page_0/Content.xml"), "Doc_0/Pages/Page_0/Content.xml");
        assert_eq!(resolve("Doc_0/Document.xml", "/Doc_1/a.xml"), "Doc_1/a.xml");
        assert_eq!(resolve("Doc_0/Signs/Sign_0/Signature.xml", "../Seal.esl"), "Doc_0/Signs/Seal.esl");
        assert_eq!(resolve("Doc_0/a.xml", "../../../../etc/passwd"), "etc/passwd");
        assert_eq!(resolve("Doc_0/a.xml", "..\\..\\C:\\x"), "C:/x");
    }
}
