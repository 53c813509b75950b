//! Folder to entries.
//!
//! Enters: the root folder of a package. Leaves: a [`Listing`] of its files and folders, sorted by path, each file with
//! what its name alone gives away (system file, shortcut, link out of the package). Archives are folders too: what lies in
//! them is listed with the rest. Nothing else is opened here and nothing in the package is ever written to. A link is
//! followed only to a file inside the root: what lies outside is not handed in.

mod archive;

use crate::open_listed::Listed;
#[cfg(any(fuzzing, test))]
pub(crate) use archive::member_name;
pub(crate) use archive::{Contents, Opened, Parcel};
use evipack_core::facts::{Problem, Stage};
use evipack_core::rel_path::{RelPath, name_text};
use evipack_core::stray::{Stray, is_foreign_folder, stray_by_name};
use evipack_core::unique_paths::UniquePaths;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The settings file that may lie in the root; not part of the material.
pub const SETTINGS_FILE: &str = "evipack.toml";

/// Deepest folder level that is listed; deeper ones are a problem, not an endless walk.
const MAX_DEPTH: usize = 64;

/// All that lies in a package, sorted by path.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Every folder below the root, empty ones included.
    pub folders: Vec<RelPath>,
    /// Every file.
    pub files: Vec<Entry>,
    /// Folders and files that could not be listed.
    pub problems: Vec<Problem>,
    /// Files whose path in the report is not quite their name.
    pub renamed: Vec<Problem>,
    /// The settings file in the root, or what lies there under its name.
    pub(crate) settings: Option<Entry>,
    /// The root itself, without links in it.
    pub(crate) root: PathBuf,
    /// Where what lies in archives was unpacked to. Deleted with the last copy of the listing.
    pub(crate) unpacked: Option<archive::Unpacked>,
}

/// One file, not yet opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the package.
    pub path: RelPath,
    /// The path to open it by.
    #[serde(serialize_with = "as_named", deserialize_with = "from_name")]
    pub(crate) os_path: PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// What the listing saw at `os_path`.
    pub(crate) listed: Listed,
    /// Why it does not belong in a package, where its name or nature says so.
    pub stray: Option<Stray>,
    /// Whether it lies in an archive; its size is then no part of the package's.
    pub packed: bool,
    /// Of an archive that was opened, or tried to: what became of it.
    pub(crate) contents: Option<Contents>,
    /// The bytes of a file in memory. Such a file is read in the audit's own process.
    #[serde(skip)]
    pub(crate) bytes: Option<Arc<[u8]>>,
}

impl Entry {
    /// A file that lies in a folder, as it is now.
    #[cfg(test)]
    pub(crate) fn loose(path: RelPath, os_path: PathBuf, size: u64) -> Self {
        let listed = Listed::at(&os_path);
        Self::listed(path, os_path, size, listed)
    }

    fn listed(path: RelPath, os_path: PathBuf, size: u64, listed: Listed) -> Self {
        Self { path, os_path, size, listed, stray: None, packed: false, contents: None, bytes: None }
    }
}

/// A path as the system names it: not every name is text.
fn as_named<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    path.as_os_str().serialize(serializer)
}

fn from_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
    OsString::deserialize(deserializer).map(PathBuf::from)
}

/// Why a folder could not be audited at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WalkError {
    /// There is nothing at this path.
    #[error("找不到文件夹“{}”", shown(.0))]
    NotFound(PathBuf),
    /// It is a file.
    #[error("“{}”是文件，不是文件夹", shown(.0))]
    NotAFolder(PathBuf),
    /// The system refuses to list it.
    #[error("无法读取文件夹“{}”：{source}", shown(path))]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It holds no file, or none but system files and dead links.
    #[error("文件夹“{}”里没有任何材料（系统文件不算）", shown(.0))]
    Empty(PathBuf),
}

/// A path as messages name it, without personal data.
fn shown(path: &Path) -> String {
    evipack_core::personal::masked(&path.to_string_lossy())
}

/// Lists a package, and what lies in its archives.
///
/// # Errors
/// [`WalkError`] where the root is missing, is no folder, cannot be listed or holds no file. Faults further down are
/// problems in the listing.
pub fn walk(root: &Path) -> Result<Listing, WalkError> {
    let mut listing = list(root)?;
    unpack(&mut listing, &Parcel::open_here);
    Ok(listing)
}

/// Adds what lies in the archives of a listing, each opened by `open`.
pub(crate) fn unpack(listing: &mut Listing, open: &dyn Fn(Parcel) -> Result<Opened, String>) {
    archive::unpack_all(listing, open);
    listing.files.sort_by(|a, b| a.path.cmp(&b.path));
    listing.folders.sort();
}

/// Lists a package without looking into its archives.
///
/// # Errors
/// As [`walk`].
pub(crate) fn list(root: &Path) -> Result<Listing, WalkError> {
    let home = open_root(root)?;
    let mut listing = Listing { root: home.clone(), ..Listing::default() };
    let mut paths = Paths::default();
    let walker = walkdir::WalkDir::new(&home).follow_links(false).max_depth(MAX_DEPTH).min_depth(1);
    let mut walker = walker.sort_by(|a, b| order(a.file_name()).cmp(&order(b.file_name()))).into_iter();
    while let Some(item) = walker.next() {
        let item = match item {
            Ok(item) => item,
            Err(error) => {
                let path = error.path().map_or_else(RelPath::root, |path| paths.of_unlisted(path, error.depth()));
                listing.problems.push(problem(path, format!("无法列出：{}", io_reason(&error))));
                continue;
            }
        };
        if item.depth() == 1 && item.file_name() == SETTINGS_FILE {
            let listed = item.metadata().map_or(Listed::Unseen, |meta| Listed::of(item.path(), &meta));
            if item.file_type().is_dir() {
                walker.skip_current_dir();
            }
            listing.settings = Some(Entry::listed(RelPath::new(SETTINGS_FILE), item.into_path(), 0, listed));
        } else if !item.file_type().is_dir() {
            let path = paths.file(&item, &mut listing);
            add_file(&mut listing, &home, path, &item);
        } else if is_foreign_folder(&name_text(item.file_name())) {
            walker.skip_current_dir();
            let path = paths.file(&item, &mut listing);
            listing.files.push(foreign_folder(path, item.into_path()));
        } else {
            let path = paths.folder(&item, &mut listing);
            if item.depth() == MAX_DEPTH {
                listing.problems.push(problem(path.clone(), format!("文件夹超过 {MAX_DEPTH} 层，更深的没有查看")));
            }
            listing.folders.push(path);
        }
    }
    listing.complete(root)
}

impl Listing {
    /// Adds a file in memory, under a path that no other one has.
    pub(crate) fn add_bytes(&mut self, path: RelPath, bytes: Arc<[u8]>) {
        let (is_settings, stray) = (path.as_str() == SETTINGS_FILE, stray_by_name(path.name()));
        let entry = Entry::listed(path, PathBuf::new(), bytes.len() as u64, Listed::InMemory);
        let entry = Entry { stray, bytes: Some(bytes), ..entry };
        if is_settings {
            self.settings = Some(entry);
        } else {
            self.files.push(entry);
        }
    }

    /// The listing in order.
    ///
    /// # Errors
    /// [`WalkError::Empty`] where there is no material: system files and dead links are none. Then nothing would be audited, and
    /// nothing must not look like a clean result.
    pub(crate) fn complete(mut self, root: &Path) -> Result<Self, WalkError> {
        if self.files.iter().all(|file| file.stray.is_some()) && has_only_stray_problems(&self) {
            return Err(WalkError::Empty(root.to_owned()));
        }
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        self.folders.sort();
        self.problems.sort();
        Ok(self)
    }
}

/// Lists one file.
///
/// # Errors
/// As [`walk`].
pub(crate) fn list_file(path: &Path) -> Result<Listing, WalkError> {
    let unreadable = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => WalkError::NotFound(path.to_owned()),
        _ => WalkError::Unreadable { path: path.to_owned(), source },
    };
    let os_path = std::fs::canonicalize(path).map_err(unreadable)?;
    let meta = std::fs::metadata(&os_path).map_err(unreadable)?;
    let name = RelPath::root().join_os(os_path.file_name().unwrap_or_default());
    let root = os_path.parent().map(Path::to_owned).unwrap_or_default();
    let listed = Listed::of(&os_path, &meta);
    let entry = Entry { stray: stray_by_name(name.name()), ..Entry::listed(name, os_path, meta.len(), listed) };
    let listing = Listing { files: vec![entry], root, ..Listing::default() };
    listing.complete(path)
}

/// Whether all problems only say of stray entries that they were not opened.
fn has_only_stray_problems(listing: &Listing) -> bool {
    let strays: HashSet<&RelPath> =
        listing.files.iter().filter(|file| file.stray.is_some()).map(|file| &file.path).collect();
    listing.problems.iter().all(|problem| strays.contains(&problem.path))
}

/// Siblings are listed in the order of their names' bytes; those first whose path says just their name, so that they keep it.
fn order(name: &OsStr) -> (bool, &OsStr) {
    let is_plain = name.to_str().is_some_and(|text| text.is_ascii() || unicode_normalization::is_nfc(text));
    (!is_plain, name)
}

/// The paths of a package while it is listed.
#[derive(Debug, Default)]
struct Paths {
    unique: UniquePaths,
    /// The folders above the entry that is being listed, with their names on the disk.
    above: Vec<(PathBuf, RelPath)>,
}

impl Paths {
    fn file(&mut self, item: &walkdir::DirEntry, listing: &mut Listing) -> RelPath {
        let wanted = self.parent(item.depth()).join_os(item.file_name());
        self.take(&wanted, listing)
    }

    fn folder(&mut self, item: &walkdir::DirEntry, listing: &mut Listing) -> RelPath {
        let wanted = self.parent(item.depth()).join_os_folder(item.file_name());
        let path = self.take(&wanted, listing);
        self.above.push((item.path().to_owned(), path.clone()));
        path
    }

    /// The folder that an entry of this depth lies in. The entries of the root have depth 1.
    fn parent(&mut self, depth: usize) -> RelPath {
        self.above.truncate(depth.saturating_sub(1));
        self.above.last().map_or_else(RelPath::root, |(_, path)| path.clone())
    }

    fn take(&mut self, wanted: &RelPath, listing: &mut Listing) -> RelPath {
        let path = self.unique.take(wanted);
        if path != *wanted {
            let message = "与同一文件夹里另一个文件的名称看起来一样，报告里加了编号区分".to_owned();
            listing.renamed.push(problem(path.clone(), message));
        }
        path
    }

    /// The path of a folder whose entries cannot be listed, or of an entry that cannot be looked at.
    fn of_unlisted(&mut self, os_path: &Path, depth: usize) -> RelPath {
        if let Some((_, path)) = self.above.iter().rev().find(|(folder, _)| folder == os_path) {
            return path.clone();
        }
        os_path.file_name().map_or_else(RelPath::root, |name| self.parent(depth).join_os(name))
    }
}

/// The root's real place, for telling what lies inside.
fn open_root(root: &Path) -> Result<PathBuf, WalkError> {
    let unreadable = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => WalkError::NotFound(root.to_owned()),
        _ => WalkError::Unreadable { path: root.to_owned(), source },
    };
    if !std::fs::metadata(root).map_err(unreadable)?.is_dir() {
        return Err(WalkError::NotAFolder(root.to_owned()));
    }
    std::fs::read_dir(root).map_err(unreadable)?;
    std::fs::canonicalize(root).map_err(unreadable)
}

/// Adds one entry that is not a folder.
fn add_file(listing: &mut Listing, home: &Path, path: RelPath, item: &walkdir::DirEntry) {
    let kind = item.file_type();
    let stray = stray_by_name(&name_text(item.file_name()));
    if kind.is_symlink() {
        let Some((target, meta)) = link_target(home, item.path()) else {
            listing.problems.push(problem(path.clone(), "链接指向材料之外或已失效，没有打开".to_owned()));
            let link = Entry::listed(path, item.path().to_owned(), 0, Listed::NotAFile);
            listing.files.push(Entry { stray: Some(Stray::Link), ..link });
            return;
        };
        match Listed::of(&target, &meta) {
            Listed::NotAFile if meta.is_dir() => {
                listing.problems.push(problem(path, "文件夹链接没有跟随，其内容按实际位置审查".to_owned()));
            }
            Listed::NotAFile => listing.problems.push(problem(path, NO_FILE.to_owned())),
            // It is opened where it lies: the link may lead elsewhere by then.
            listed => listing.files.push(Entry { stray, ..Entry::listed(path, target, meta.len(), listed) }),
        }
    } else if kind.is_file() {
        let meta = item.metadata().ok();
        let size = meta.as_ref().map_or(0, std::fs::Metadata::len);
        let listed = meta.map_or(Listed::Unseen, |meta| Listed::of(item.path(), &meta));
        listing.files.push(Entry { stray, ..Entry::listed(path, item.path().to_owned(), size, listed) });
    } else {
        listing.problems.push(problem(path, NO_FILE.to_owned()));
    }
}

/// A pipe or device would block for ever when opened.
const NO_FILE: &str = "不是普通文件（管道、设备等），没有打开";

/// Where a link leads to and what lies there, if that is inside the package.
fn link_target(home: &Path, link: &Path) -> Option<(PathBuf, std::fs::Metadata)> {
    let target = std::fs::canonicalize(link).ok()?;
    let meta = target.starts_with(home).then(|| std::fs::symlink_metadata(&target).ok())??;
    Some((target, meta))
}

/// A folder that is no material: listed as one stray entry and not entered.
fn foreign_folder(path: RelPath, os_path: PathBuf) -> Entry {
    let stray = if path.name().starts_with('.') { Stray::Hidden } else { Stray::System };
    Entry { stray: Some(stray), ..Entry::listed(path, os_path, 0, Listed::NotAFile) }
}

fn problem(path: RelPath, message: String) -> Problem {
    Problem { path, stage: Stage::Walk, message }
}

/// What the system said, without the absolute path that walkdir's own message carries into reports.
fn io_reason(error: &walkdir::Error) -> String {
    error.io_error().map_or_else(|| "链接成环".to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_root_a_file_and_an_empty_folder_are_told_apart() {
        let home = std::env::temp_dir().join(format!("evipack-walk-{}", std::process::id()));
        std::fs::create_dir_all(home.join("空")).unwrap();
        assert!(matches!(walk(&home), Err(WalkError::Empty(_))));
        std::fs::write(home.join("a.txt"), b"x").unwrap();
        assert!(matches!(walk(&home.join("a.txt")), Err(WalkError::NotAFolder(_))));
        assert!(matches!(walk(&home.join("无")), Err(WalkError::NotFound(_))));
        let listing = walk(&home).unwrap();
        assert_eq!(listing.files.len(), 1);
        assert_eq!(listing.folders, [RelPath::new("空")]);
        std::fs::remove_dir_all(&home).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_package_is_noted_and_not_followed() {
        let home = std::env::temp_dir().join(format!("evipack-link-{}", std::process::id()));
        std::fs::create_dir_all(&home).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", home.join("外.txt")).unwrap();
        std::os::unix::fs::symlink(".", home.join("环")).unwrap();
        let listing = walk(&home).unwrap();
        assert_eq!(listing.files.len(), 1);
        assert_eq!(listing.files[0].stray, Some(Stray::Link));
        assert_eq!(listing.problems.len(), 2);
        std::fs::remove_dir_all(&home).unwrap();
    }
}
