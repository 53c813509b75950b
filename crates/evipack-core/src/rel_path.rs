//! A path inside the package, as reports name it.
//!
//! Enters: names as the file system gives them. Leaves: '/'-separated text in Unicode NFC, so that a package zipped on a
//! Mac (NFD) and one made on Windows give the same report. Names that are not UTF-8 keep every byte: a byte that is no
//! text is written `%XX`. `!/` says that what follows lies inside the file before it, and says nothing else.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt::{self, Write as _};
use unicode_normalization::UnicodeNormalization as _;

/// A '/'-separated path relative to the package root, in NFC. Orders as reports do: by its text.
///
/// An ordinary name is written as it is. These are not:
///
/// | name | written | example |
/// |---|---|---|
/// | bytes that are not UTF-8, UTF-16 units without their pair | each such byte as `%XX` | `%B7%BD%B0%B8.pdf` |
/// | a folder, on the disk or in an archive, whose name ends in `!` | the `!` as `%21` | `a.zip%21/b.jpg` |
/// | what lies in an archive, or is a picture in a document | the file, `!/`, the name inside | `a.zip!/b.jpg` |
/// | a file whose path would be that of another file | with a number before its extension | `b (2).jpg` |
///
/// So no two files of a report have one path. Among files that would have one, the file that is really called so keeps its
/// name, and the others are numbered in the order of their names' bytes. The same package always gives the same paths.
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

    /// The path of a file in this folder, by its name as the operating system gives it.
    #[must_use]
    pub fn join_os(&self, name: &std::ffi::OsStr) -> Self {
        self.join_text(&name_text(name))
    }

    /// The path of a folder in this folder, by its name as the operating system gives it.
    #[must_use]
    pub fn join_os_folder(&self, name: &std::ffi::OsStr) -> Self {
        self.join_folder(&name_text(name))
    }

    /// The path of a file in this folder.
    #[must_use]
    pub fn join_text(&self, name: &str) -> Self {
        let name = name.nfc();
        if self.0.is_empty() { Self(name.collect()) } else { Self(format!("{}/{name}", self.0)) }
    }

    /// The path of a folder in this folder. A closing `!` would make it look like the inside of an archive.
    #[must_use]
    pub fn join_folder(&self, name: &str) -> Self {
        match name.strip_suffix('!') {
            Some(rest) => self.join_text(&format!("{rest}{CLOSING_MARK}")),
            None => self.join_text(name),
        }
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
    pub fn loose_folder(&self) -> Self {
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

/// How the `!` at the end of a folder's own name is written.
const CLOSING_MARK: &str = "%21";

/// What a folder of a path says: an archive without its extension, any other folder by its own name.
pub fn folder_words(part: &str) -> &str {
    archive_name(part).unwrap_or_else(|| part.strip_suffix(CLOSING_MARK).unwrap_or(part))
}

/// The own name of a folder of a path, or of an archive that is a folder there: what a clerk writes in the settings.
pub fn own_name(part: &str) -> Cow<'_, str> {
    if archive_name(part).is_some() {
        return Cow::Borrowed(part.strip_suffix('!').unwrap_or(part));
    }
    part.strip_suffix(CLOSING_MARK).map_or(Cow::Borrowed(part), |rest| Cow::Owned(format!("{rest}!")))
}

/// The extensions of archives that are walked as folders.
pub(crate) const ARCHIVES: [&str; 13] =
    ["zip", "7z", "rar", "tar", "gz", "tgz", "bz2", "tbz", "tbz2", "xz", "txz", "zst", "tzst"];

/// The name of the archive that a part of a path stands for, without its extension: `一、制度建设.zip!` is a folder of the
/// name 一、制度建设. A document whose pictures are named `总结.docx!/image1.jpg` is no folder.
pub fn archive_name(part: &str) -> Option<&str> {
    archive_stem(part.strip_suffix('!')?)
}

/// An archive's name without its extension; `None` for what is called otherwise.
pub fn archive_stem(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    let known = ARCHIVES.contains(&extension.to_lowercase().as_str());
    known.then(|| stem.strip_suffix(".tar").unwrap_or(stem))
}

/// A name as text; bytes that are not UTF-8 (or unpaired UTF-16 units) become `%XX`.
pub fn name_text(name: &std::ffi::OsStr) -> String {
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
    fn only_what_lies_inside_a_file_stands_behind_a_mark() {
        let folder = |name: &str| RelPath::root().join_folder(name).join_text("b.jpg").as_str().to_owned();
        assert_eq!(folder("a.zip!"), "a.zip%21/b.jpg");
        assert_eq!(folder("加油!"), "加油%21/b.jpg");
        assert_eq!(folder("加油！"), "加油！/b.jpg", "the full-width mark is a sign like any other");
        assert_eq!(folder("!通知"), "!通知/b.jpg");
        assert_eq!(RelPath::root().join_text("加油!").as_str(), "加油!", "a file holds no path");
        assert_eq!((folder_words("加油%21"), &*own_name("加油%21")), ("加油", "加油!"));
        assert_eq!((folder_words("一、制度建设.zip!"), &*own_name("a.zip!")), ("一、制度建设", "a.zip"));
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
