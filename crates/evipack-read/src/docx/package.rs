//! Parts of an Open Packaging Conventions container: by name, by relationship, with limits.
//!
//! Enters: an opened ZIP. Leaves: trees of XML parts, relationships, and the heads of picture parts. Nothing outside the
//! container is ever opened: an external target stays a word.

use std::collections::HashMap;

use super::xml::{ROOT, Tree};
use crate::ReadError;
use crate::container::{self, Archive};
use crate::picture_head::{self, PictureHead};

/// Largest inflated XML part; the text of a thousand pages with all its markup stays below.
const MAX_PART_BYTES: u64 = 64 << 20;

/// All bytes that one document may make the reader inflate: a few full parts and many picture heads.
const MAX_TOTAL_BYTES: u64 = 256 << 20;

/// Enough of a picture for its size in nearly every file.
const PICTURE_HEAD_BYTES: u64 = 64 << 10;

/// Enough where a JPEG carries a large preview and colour profile before its frame header.
const LONG_PICTURE_HEAD_BYTES: u64 = 2 << 20;

/// Where a relationship leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A part of the package, by its full name without leading slash.
    Part(String),
    /// Something outside.
    External,
}

/// A relationship of a part.
#[derive(Debug, Clone)]
pub(crate) struct Relationship {
    /// Last segment of its type, for example `image`.
    pub(crate) kind: String,
    pub(crate) target: Target,
}

/// Relationships of a part by id.
pub(crate) type Relationships = HashMap<String, Relationship>;

/// An XML part that was read.
#[derive(Debug)]
pub(crate) struct XmlPart {
    pub(crate) tree: Tree,
    /// Bytes had to be replaced because they were no valid text.
    pub(crate) lossy: bool,
}

/// An opened container.
pub(crate) struct Package<'a> {
    archive: Archive<'a>,
    /// Names are equal without regard to ASCII case (OPC, ISO/IEC 29500-2 part names).
    by_name: HashMap<String, usize>,
    pictures: HashMap<String, Option<PictureHead>>,
    inflated: u64,
}

impl<'a> Package<'a> {
    /// # Errors
    /// As [`container::open`].
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let archive = container::open(bytes)?;
        let by_name = container::names(&archive).enumerate().map(|(index, name)| (key(&name), index)).collect();
        Ok(Self { archive, by_name, pictures: HashMap::new(), inflated: 0 })
    }

    /// Names of all parts, in lower case.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(&key(name))
    }

    /// Reads an XML part; `None` where there is no such part.
    ///
    /// # Errors
    /// [`ReadError::Encrypted`], [`ReadError::Damaged`] and [`ReadError::Limit`] as they say.
    pub(crate) fn xml(&mut self, name: &str) -> Result<Option<XmlPart>, ReadError> {
        let Some((text, lossy)) = self.text(name)? else { return Ok(None) };
        Ok(Some(XmlPart { tree: Tree::read(&text)?, lossy }))
    }

    /// Relationships of a part; empty where it has none or they cannot be read (what they would have led to is then
    /// missing, and said so where it is used). The package's own are those of the part named "".
    pub(crate) fn relationships(&mut self, part: &str) -> Relationships {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let Ok(Some(listed)) = self.xml(&format!("{folder}{slash}_rels/{file}.rels")) else {
            return Relationships::new();
        };
        let tree = &listed.tree;
        let entries = tree.children(ROOT).filter(|id| tree.name(*id) == "Relationship").filter_map(|id| {
            let kind = tree.attr(id, "Type")?.rsplit('/').next()?.to_owned();
            let target = match tree.attr(id, "TargetMode") {
                Some(mode) if mode.eq_ignore_ascii_case("External") => Target::External,
                _ => Target::Part(resolve(folder, tree.attr(id, "Target")?)),
            };
            Some((tree.attr(id, "Id")?.to_owned(), Relationship { kind, target }))
        });
        entries.collect()
    }

    /// The text of a part and whether bytes had to be replaced in it; `None` where there is no such part.
    ///
    /// # Errors
    /// As [`Package::xml`].
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<(String, bool)>, ReadError> {
        let Some(&index) = self.by_name.get(&key(name)) else { return Ok(None) };
        let allowed = MAX_PART_BYTES.min(MAX_TOTAL_BYTES.saturating_sub(self.inflated));
        let (bytes, more) = container::inflate(&mut self.archive, index, allowed)?;
        self.inflated = self.inflated.saturating_add(bytes.len() as u64);
        if more {
            return Err(ReadError::Limit(format!("部件 {name} 解压后过大")));
        }
        Ok(Some(container::part_text(&bytes)))
    }

    /// What the head of a picture part says; `None` where there is no such part or it cannot be read.
    pub(crate) fn picture(&mut self, name: &str) -> Option<PictureHead> {
        let key = key(name);
        if let Some(known) = self.pictures.get(&key) {
            return *known;
        }
        let head = self.by_name.get(&key).copied().and_then(|index| self.picture_head(index));
        self.pictures.insert(key, head);
        head
    }

    /// The bytes of a part, where they are not larger than `limit`.
    pub(crate) fn bytes(&mut self, name: &str, limit: u64) -> Option<Vec<u8>> {
        let index = *self.by_name.get(&key(name))?;
        let allowed = limit.min(MAX_TOTAL_BYTES.saturating_sub(self.inflated));
        let (bytes, more) = container::inflate(&mut self.archive, index, allowed).ok()?;
        self.inflated = self.inflated.saturating_add(bytes.len() as u64);
        (!more).then_some(bytes)
    }

    fn picture_head(&mut self, index: usize) -> Option<PictureHead> {
        let mut head = None;
        for limit in [PICTURE_HEAD_BYTES, LONG_PICTURE_HEAD_BYTES] {
            if self.inflated.saturating_add(limit) > MAX_TOTAL_BYTES {
                // Beyond the budget the size stays unknown; the picture itself still counts.
                return head.or(Some(PictureHead::default()));
            }
            let (bytes, more) = container::inflate(&mut self.archive, index, limit).ok()?;
            self.inflated = self.inflated.saturating_add(bytes.len() as u64);
            let seen = picture_head::head(&bytes);
            head = Some(seen);
            if seen.pixels.is_some() || !more {
                break;
            }
        }
        head
    }
}

fn key(name: &str) -> String {
    name.trim_start_matches('/').to_ascii_lowercase()
}

/// The full part name of a target relative to `folder`; `..` never leaves the package.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut segments: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for segment in target.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            other => segments.push(other),
        }
    }
    segments.retain(|segment| !segment.is_empty());
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_resolve_inside_the_package() {
        assert_eq!(resolve("word", "media/image1.png"), "word/media/image1.png");
        assert_eq!(resolve("word", "/word/header1.xml"), "word/header1.xml");
        assert_eq!(resolve("word", "../customXml/item1.xml"), "customXml/item1.xml");
        assert_eq!(resolve("", "../../etc/passwd"), "etc/passwd");
        assert_eq!(resolve("word", ".\\media\\image1.png"), "word/media/image1.png");
    }
}
