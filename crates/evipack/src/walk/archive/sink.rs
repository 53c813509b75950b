//! Where the members of one archive go: into the private folder, under a counter for a name.
//!
//! Enters: members, one after the other, as a format gives them. Leaves: an [`Entry`] for each, whose path in the package is
//! `a.zip!/folder/b.jpg` and whose place on the disk nothing in the archive has a say in, so that names pointing outside,
//! device names, over-long ones, doubles and links can do no harm; and what was not taken, with the reason.

use super::Entry;
use super::journal::Journal;
use super::limits::{Halt, MAX_MEMBER, Meter};
use super::name::Name;
use crate::open_listed::Listed;
use evipack_core::rel_path::RelPath;
use evipack_core::stray::{Stray, is_foreign_folder, stray_by_name};
use evipack_core::unique_paths::UniquePaths;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::rc::Rc;

/// How much is inflated at a time.
const CHUNK: usize = 64 << 10;

/// The private folder of one archive that was handed in.
#[derive(Debug)]
pub(super) struct Store {
    folder: PathBuf,
    files: u32,
    journal: Journal,
}

impl Store {
    /// Makes the folder.
    pub(super) fn new(folder: PathBuf) -> io::Result<Self> {
        std::fs::create_dir(&folder)?;
        let journal = Journal::new(&folder);
        Ok(Self { folder, files: 0, journal })
    }

    fn next(&mut self) -> PathBuf {
        self.files += 1;
        self.folder.join(self.files.to_string())
    }
}

/// Why a member was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub(super) enum Miss {
    #[error("有密码，打不开")]
    Locked,
    #[error("数据损坏或不完整，解不出来")]
    Damaged,
    #[error("被压缩包里另一个同名文件盖住了")]
    Hidden,
    #[error("用的压缩方式少见，本程序解不开")]
    Method,
    #[error("大于 {} MiB，没有解出来", MAX_MEMBER >> 20)]
    TooLarge,
    #[error("有一部分在另一个分卷里")]
    Split,
    #[error("不是普通文件（设备、管道等），没有解出来")]
    Special,
    #[error("因超出限度而没有解出来")]
    Unfinished,
}

/// Takes the members of one archive.
#[derive(Debug)]
pub(super) struct Sink<'s> {
    store: &'s mut Store,
    meter: Rc<Meter>,
    inside: RelPath,
    open: Option<Open>,
    taken: Taken,
    paths: UniquePaths,
    /// Where each member's bytes lie, and how many they are, for members that are the same file again.
    places: BTreeMap<RelPath, (PathBuf, u64)>,
}

/// What became of an archive's members.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) entries: Vec<Entry>,
    pub(super) folders: BTreeSet<RelPath>,
    pub(super) missed: Vec<(RelPath, Miss)>,
    /// What is wrong with the names of members, in Chinese.
    pub(super) misnamed: Vec<(RelPath, &'static str)>,
    /// Members that have another one's name, under the path that they got instead.
    pub(super) doubles: Vec<RelPath>,
}

/// The member that is being written.
#[derive(Debug)]
struct Open {
    path: RelPath,
    os_path: PathBuf,
    written: Rc<Written>,
}

#[derive(Debug, Default)]
struct Written {
    bytes: Cell<u64>,
    too_large: Cell<bool>,
}

impl<'s> Sink<'s> {
    pub(super) fn new(store: &'s mut Store, meter: Rc<Meter>, inside: RelPath) -> Self {
        Self {
            store,
            meter,
            inside,
            open: None,
            taken: Taken::default(),
            paths: UniquePaths::default(),
            places: BTreeMap::new(),
        }
    }

    /// Counts what an archive's stream lets pass, for formats that are one stream.
    pub(super) fn meter(&self) -> Rc<Meter> {
        Rc::clone(&self.meter)
    }

    /// A folder of the archive.
    pub(super) fn folder(&mut self, name: &Name) -> Result<(), Halt> {
        self.meter.member()?;
        if name.is_nameless() {
            // `./` of a tar: the archive itself.
            return Ok(());
        }
        if let Some(foreign) = self.foreign(name, name.parts.len()) {
            self.stray_folder(foreign);
        } else {
            let path = self.folder_path(&name.parts);
            self.note(&path, name);
            self.shelve(&path);
            self.taken.folders.insert(path);
        }
        Ok(())
    }

    /// A link: listed, and never followed.
    pub(super) fn link(&mut self, name: &Name) -> Result<(), Halt> {
        self.meter.member()?;
        let path = self.free_path(name);
        self.shelve(&path);
        self.take(unopened(path, Stray::Link));
        Ok(())
    }

    /// A member that is the same file as an earlier one.
    pub(super) fn again(&mut self, name: &Name, earlier: &Name) -> Result<(), Halt> {
        match self.places.get(&self.path(earlier)).cloned() {
            Some((os_path, size)) => {
                self.meter.member()?;
                let path = self.free_path(name);
                self.shelve(&path);
                let stray = stray_by_name(path.name());
                self.places.insert(path.clone(), (os_path.clone(), size));
                self.take(entry(path, os_path, size, stray));
                Ok(())
            }
            None => self.link(name),
        }
    }

    /// A member that the format cannot give.
    pub(super) fn missed(&mut self, name: &Name, why: Miss) -> Result<(), Halt> {
        self.meter.member()?;
        let path = self.free_path(name);
        self.taken.missed.push((path, why));
        Ok(())
    }

    /// Takes a member's bytes. A member that turns out damaged or too large is missed, and the next one may follow.
    pub(super) fn copy(&mut self, name: &Name, content: &mut dyn Read) -> Result<Result<(), Miss>, Halt> {
        let mut writer = self.begin(name)?;
        let mut chunk = vec![0; CHUNK];
        let copied = loop {
            match content.read(&mut chunk) {
                Ok(0) => break Ok(()),
                Ok(count) => {
                    if writer.write_all(chunk.get(..count).unwrap_or_default()).is_err() {
                        break Err(Miss::Unfinished);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break Err(Miss::Damaged),
            }
        };
        drop(writer);
        self.finish(copied)
    }

    /// Opens a member for a format that writes by itself. [`Sink::finish`] closes it.
    pub(super) fn begin(&mut self, name: &Name) -> Result<MemberWriter, Halt> {
        self.meter.member()?;
        let written = Rc::<Written>::default();
        let (path, os_path, file) = if let Some(foreign) = self.foreign(name, name.parts.len() - 1) {
            self.stray_folder(foreign);
            (None, PathBuf::new(), None)
        } else {
            let path = self.free_path(name);
            self.note(&path, name);
            let os_path = self.store.next();
            let file = File::create_new(&os_path).map_err(|_| self.meter.halt(Halt::Disk))?;
            (Some(path), os_path, Some(file))
        };
        self.open = path.map(|path| Open { path, os_path, written: Rc::clone(&written) });
        Ok(MemberWriter { file, meter: Rc::clone(&self.meter), written })
    }

    /// Closes the member that was opened last, if one is open.
    pub(super) fn finish(&mut self, outcome: Result<(), Miss>) -> Result<Result<(), Miss>, Halt> {
        let halted = self.meter.halted();
        let Some(Open { path, os_path, written }) = self.open.take() else {
            return halted.map_or(Ok(outcome), Err);
        };
        let outcome = match (halted, written.too_large.get()) {
            (Some(_), _) => Err(Miss::Unfinished),
            (None, true) => Err(Miss::TooLarge),
            (None, false) => outcome,
        };
        match outcome {
            Ok(()) => {
                self.shelve(&path);
                let stray = stray_by_name(path.name());
                self.places.insert(path.clone(), (os_path.clone(), written.bytes.get()));
                self.take(entry(path, os_path, written.bytes.get(), stray));
            }
            Err(why) => {
                // What is left of it is of no use; the folder goes at the end in any case.
                let _ = std::fs::remove_file(&os_path);
                self.taken.missed.push((path, why));
            }
        }
        halted.map_or(Ok(outcome), Err)
    }

    /// A member is whole.
    fn take(&mut self, member: Entry) {
        self.store.journal.note(&member);
        self.taken.entries.push(member);
    }

    /// What was taken and what was not.
    pub(super) fn into_taken(mut self) -> Taken {
        let _ = self.finish(Err(Miss::Damaged));
        self.taken
    }

    /// The number of folders down to and including the first that is no material, where there is one.
    fn foreign(&self, name: &Name, folders: usize) -> Option<RelPath> {
        let at = name.parts.iter().take(folders).position(|part| is_foreign_folder(part))?;
        Some(self.folder_path(name.parts.get(..=at)?))
    }

    fn stray_folder(&mut self, path: RelPath) {
        if self.paths.claim(&path) {
            let stray = if path.name().starts_with('.') { Stray::Hidden } else { Stray::System };
            self.take(unopened(path, stray));
        }
    }

    /// The path that a member has by its name.
    fn path(&self, name: &Name) -> RelPath {
        match name.parts.split_last() {
            Some((last, above)) => self.folder_path(above).join_text(last),
            None => self.inside.clone(),
        }
    }

    fn folder_path(&self, parts: &[String]) -> RelPath {
        parts.iter().fold(self.inside.clone(), |folder, part| folder.join_folder(part))
    }

    /// A path that no member has yet: `b.jpg`, or `b (2).jpg` where the archive holds two of the name.
    fn free_path(&mut self, name: &Name) -> RelPath {
        let wanted = self.path(name);
        let path = self.paths.take(&wanted);
        if path != wanted {
            self.taken.doubles.push(path.clone());
        }
        path
    }

    fn note(&mut self, path: &RelPath, name: &Name) {
        self.taken.misnamed.extend(name.fault.map(|fault| (path.clone(), fault)));
    }

    /// Notes the folders above a member.
    fn shelve(&mut self, path: &RelPath) {
        let mut folder = path.parent();
        while folder != self.inside && self.taken.folders.insert(folder.clone()) {
            folder = folder.parent();
        }
    }
}

fn entry(path: RelPath, os_path: PathBuf, size: u64, stray: Option<Stray>) -> Entry {
    Entry { path, os_path, size, listed: Listed::Unpacked, stray, packed: true, contents: None, bytes: None }
}

/// A member that is listed and never opened.
fn unopened(path: RelPath, stray: Stray) -> Entry {
    Entry { listed: Listed::NotAFile, ..entry(path, PathBuf::new(), 0, Some(stray)) }
}

/// Writes one member, within the limits.
#[derive(Debug)]
pub(super) struct MemberWriter {
    /// `None`: the bytes are nobody's material, and only counted.
    file: Option<File>,
    meter: Rc<Meter>,
    written: Rc<Written>,
}

impl Write for MemberWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = bytes.len() as u64;
        let size = self.written.bytes.get() + count;
        if size > MAX_MEMBER {
            self.written.too_large.set(true);
            return Err(io::Error::other(Miss::TooLarge));
        }
        self.meter.bytes(count).map_err(io::Error::other)?;
        if let Some(file) = &mut self.file {
            file.write_all(bytes).map_err(|_| io::Error::other(self.meter.halt(Halt::Disk)))?;
        }
        self.written.bytes.set(size);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::walk::archive::limits::RATIO_FLOOR;
    use tempfile::TempDir;

    fn taken(work: impl FnOnce(&mut Sink<'_>)) -> (Taken, TempDir) {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::new(home.path().join("a")).unwrap();
        let meter = Rc::new(Meter::new(Rc::default(), 1));
        let mut sink = Sink::new(&mut store, meter, RelPath::new("a.zip!"));
        work(&mut sink);
        (sink.into_taken(), home)
    }

    fn name(text: &str) -> Name {
        Name::from_text(text)
    }

    fn paths(taken: &Taken) -> Vec<&str> {
        taken.entries.iter().map(|entry| entry.path.as_str()).collect()
    }

    #[test]
    fn members_lie_in_the_private_folder_whatever_their_names_say() {
        let (taken, home) = taken(|sink| {
            sink.copy(&name("../../../tmp/逃.txt"), &mut &b"x"[..]).unwrap().unwrap();
            sink.copy(&name("nul.txt"), &mut &b"y"[..]).unwrap().unwrap();
        });
        assert_eq!(paths(&taken), ["a.zip!/tmp/逃.txt", "a.zip!/nul.txt"]);
        for entry in &taken.entries {
            assert_eq!(entry.os_path.parent(), Some(home.path().join("a").as_path()));
            assert!(entry.os_path.file_name().unwrap().to_str().unwrap().parse::<u32>().is_ok());
        }
        assert_eq!(taken.misnamed.len(), 2);
        assert_eq!(taken.folders.into_iter().collect::<Vec<_>>(), [RelPath::new("a.zip!/tmp")]);
    }

    #[test]
    fn two_members_of_one_name_are_both_kept() {
        let (taken, _home) = taken(|sink| {
            for _ in 0..3 {
                sink.copy(&name("照片.jpg"), &mut &b"x"[..]).unwrap().unwrap();
            }
            sink.copy(&name("照片 (2).jpg"), &mut &b"x"[..]).unwrap().unwrap();
        });
        let wanted = ["a.zip!/照片.jpg", "a.zip!/照片 (2).jpg", "a.zip!/照片 (3).jpg", "a.zip!/照片 (2) (2).jpg"];
        assert_eq!(paths(&taken), wanted);
    }

    #[test]
    fn system_folders_links_and_stray_files_are_told_apart() {
        let (taken, _home) = taken(|sink| {
            sink.copy(&name("__MACOSX/._照片.jpg"), &mut &b"x"[..]).unwrap().unwrap();
            sink.copy(&name("__MACOSX/b"), &mut &b"x"[..]).unwrap().unwrap();
            sink.copy(&name("Thumbs.db"), &mut &b"x"[..]).unwrap().unwrap();
            sink.folder(&name("./")).unwrap();
            sink.link(&name("链接")).unwrap();
            sink.copy(&name("照片.jpg"), &mut &b"xyz"[..]).unwrap().unwrap();
            sink.again(&name("硬链接.jpg"), &name("照片.jpg")).unwrap();
            sink.again(&name("断了.jpg"), &name("没有.jpg")).unwrap();
        });
        let strays: Vec<_> = taken.entries.iter().map(|entry| (entry.path.name(), entry.stray, entry.size)).collect();
        let wanted = [
            ("__MACOSX", Some(Stray::System), 0),
            ("Thumbs.db", Some(Stray::System), 1),
            ("链接", Some(Stray::Link), 0),
            ("照片.jpg", None, 3),
            ("硬链接.jpg", None, 3),
            ("断了.jpg", Some(Stray::Link), 0),
        ];
        assert_eq!(strays, wanted);
        assert!(taken.folders.is_empty() && taken.misnamed.is_empty());
    }

    #[test]
    fn a_member_beyond_its_limit_is_missed_and_the_next_one_taken() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::new(home.path().join("a")).unwrap();
        // Large enough that only the limit of the member counts.
        let meter = Rc::new(Meter::new(Rc::default(), 100 << 20));
        let mut sink = Sink::new(&mut store, meter, RelPath::new("a.zip!"));
        let copied = sink.copy(&name("大.avi"), &mut io::repeat(0)).unwrap();
        assert_eq!(copied, Err(Miss::TooLarge));
        assert_eq!(sink.copy(&name("小.txt"), &mut &b"x"[..]).unwrap(), Ok(()));
        let taken = sink.into_taken();
        assert_eq!(taken.missed, [(RelPath::new("a.zip!/大.avi"), Miss::TooLarge)]);
        assert_eq!(paths(&taken), ["a.zip!/小.txt"]);
        let left = std::fs::read_dir(home.path().join("a")).unwrap().count();
        assert_eq!(left, 2, "the small member and the journal, nothing of what was too large");
    }

    #[test]
    fn a_bomb_stops_the_archive() {
        let (taken, _home) = taken(|sink| {
            sink.copy(&name("好.txt"), &mut &b"x"[..]).unwrap().unwrap();
            let bomb = sink.copy(&name("弹.txt"), &mut io::repeat(0).take(RATIO_FLOOR * 2));
            assert_eq!(bomb, Err(Halt::Ratio));
            assert_eq!(sink.copy(&name("后.txt"), &mut &b"x"[..]), Err(Halt::Ratio));
        });
        assert_eq!(paths(&taken), ["a.zip!/好.txt"], "what came before is kept");
        assert_eq!(taken.missed.first(), Some(&(RelPath::new("a.zip!/弹.txt"), Miss::Unfinished)));
    }
}
