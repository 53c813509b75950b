//! A path inside the package, as reports name it.
//!
//! Enters: names as the file system gives them. Leaves: '/'-separated text in Unicode NFC, so that a package zipped on a
//! Mac (NFD) and one made on Windows give the same report. Names that are not UTF-8 keep every byte: a byte that is no
//! text is written `%XX`.

use serde::{Deserialize, Serialize};
use std::fmt::{self, Write as _};
use unicode_normalization::UnicodeNormalization as _;

/// A '/'-separated path relative to the package root, in NFC. Orders as reports do: by its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct RelPath(String);

impl RelPath {
    /// The package root itself: the empty path.
    pub fn root() -> Self {
        Self(String::new())
    }

    /// A path from text with '/' between its parts; normalised to NFC.
    pub fn new(text: &str) -> Self {
        Self(text.nfc().collect())
    }

    /// This path with one more part, as the operating system names it.
    #[must_use]
    pub fn join_os(&self, name: &std::ffi::OsStr) -> Self {
        let part: String = name_text(name).nfc().collect();
        if self.0.is_empty() { Self(part) } else { Self(format!("{}/{part}", self.0)) }
    }

    /// The whole path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part: the file's or folder's name.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The name without its last extension.
    pub fn stem(&self) -> &str {
        let name = self.name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[..dot],
            _ => name,
        }
    }

    /// The last extension in lower case, without the dot; empty where there is none.
    pub fn extension(&self) -> String {
        let name = self.name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => name[dot + 1..].to_lowercase(),
            _ => String::new(),
        }
    }

    /// The parts from the root down.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|part| !part.is_empty())
    }

    /// The folder outside any archive that it lies in.
    #[must_use]
    pub(crate) fn loose_folder(&self) -> Self {
        let mut at = 0;
        for part in self.0.split('/') {
            if archive_name(part).is_some() {
                return Self(self.0.get(..at).unwrap_or_default().trim_end_matches('/').to_owned());
            }
            at += part.len() + 1;
        }
        self.parent()
    }

    /// The folder it lies in, the root for a top-level entry.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(self.0.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned()))
    }
}

impl From<String> for RelPath {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl From<RelPath> for String {
    fn from(path: RelPath) -> Self {
        path.0
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The extensions of archives that are walked as folders.
pub(crate) const ARCHIVES: [&str; 13] =
    ["zip", "7z", "rar", "tar", "gz", "tgz", "bz2", "tbz", "tbz2", "xz", "txz", "zst", "tzst"];

/// The name of the archive that a part of a path stands for, without its extension: `一、制度建设.zip!` is a folder of the
/// name 一、制度建设. A document whose pictures are named `总结.docx!/image1.jpg` is no folder.
pub(crate) fn archive_name(part: &str) -> Option<&str> {
    archive_stem(part.strip_suffix('!')?)
}

/// An archive's name without its extension; `None` for what is called otherwise.
pub(crate) fn archive_stem(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    let known = ARCHIVES.contains(&extension.to_lowercase().as_str());
    known.then(|| stem.strip_suffix(".tar").unwrap_or(stem))
}

/// A name as text; bytes that are not UTF-8 (or unpaired UTF-16 units) become `%XX`.
fn name_text(name: &std::ffi::OsStr) -> String {
    if let Some(text) = name.to_str() {
        return text.to_owned();
    }
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decomposed_name_becomes_composed() {
        assert_eq!(RelPath::new("e\u{301}.txt").as_str(), "é.txt");
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf8_keeps_its_bytes() {
        use std::os::unix::ffi::OsStrExt as _;
        let gbk = std::ffi::OsStr::from_bytes(b"\xb7\xbd\xb0\xb8.pdf");
        assert_eq!(RelPath::root().join_os(gbk).as_str(), "%B7%BD%B0%B8.pdf");
    }

    #[test]
    fn an_archive_is_a_folder_of_its_name() {
        assert_eq!(archive_name("一、制度建设.zip!"), Some("一、制度建设"));
        assert_eq!(archive_name("材料.tar.GZ!"), Some("材料"));
        assert_eq!(archive_name("总结.docx!"), None);
        assert_eq!(archive_name("材料.zip"), None);
        assert_eq!(RelPath::new("一/a.zip!/b/c.rar!/d.jpg").loose_folder(), RelPath::new("一"));
        assert_eq!(RelPath::new("a.zip!/d.jpg").loose_folder(), RelPath::root());
        assert_eq!(RelPath::new("一/总结.docx!/image1.jpg").loose_folder(), RelPath::new("一/总结.docx!"));
    }

    #[test]
    fn a_dot_file_has_no_extension() {
        assert_eq!(RelPath::new("a/.hidden").extension(), "");
        assert_eq!(RelPath::new("a/b.PDF").extension(), "pdf");
        assert_eq!(RelPath::new("a/b.PDF").stem(), "b");
    }
}
