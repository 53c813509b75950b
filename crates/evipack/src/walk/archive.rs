//! Archives as virtual folders.
//!
//! Enters: a [`Listing`] whose archives are files like any other. Leaves: the same with what lies in them, each member an
//! entry of its own under a path like `folder/a.zip!/b.jpg`, unpacked into a private temporary folder that is deleted with
//! the listing; and for each archive its [`Contents`]: whether everything in it was seen. Later stages open a member as
//! they open any file and need not know. One list (`KINDS`) says which archives there are; a kind is one file.

mod limits;
mod name;
mod rar;
mod sevenz;
mod sink;
mod split;
mod stream;
mod tar;
mod verdict;
mod zip;

use super::{Entry, Listing, Stray, is_foreign_folder, stray_by_name};
use crate::facts::{Legibility, Problem};
use crate::format::{self, Format};
use crate::read::{STACK, THREAD_NAME};
use crate::rel_path::{RelPath, archive_stem};
use limits::{Halt, MAX_DEPTH, Meter, Spent};
use serde::{Deserialize, Serialize};
use sink::{Miss, Sink, Store};
use split::Volume;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use tempfile::TempDir;

/// What became of an archive.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Contents {
    /// What it is.
    pub(crate) format: Format,
    /// Legible where every member was unpacked and is an entry of its own.
    pub(crate) legibility: Legibility,
    /// What could not be unpacked, member by member.
    pub(crate) problems: Vec<Problem>,
}

/// One kind of archive.
struct Kind {
    /// Whether the leading bytes are those of this kind.
    begins: fn(&[u8]) -> bool,
    unpack: fn(&Source<'_>, &mut Sink<'_>) -> Result<(), Fault>,
}

/// The one list of archives that can be opened.
const KINDS: [Kind; 8] = [
    Kind { begins: zip::begins, unpack: zip::unpack },
    Kind { begins: sevenz::begins, unpack: sevenz::unpack },
    Kind { begins: rar::begins, unpack: rar::unpack },
    Kind { begins: stream::begins_gzip, unpack: stream::gzip },
    Kind { begins: stream::begins_bzip2, unpack: stream::bzip2 },
    Kind { begins: stream::begins_xz, unpack: stream::xz },
    Kind { begins: stream::begins_zstd, unpack: stream::zstd },
    Kind { begins: tar::begins, unpack: tar::unpack },
];

/// An archive as a kind sees it.
struct Source<'a> {
    /// Where it lies on the disk.
    path: &'a Path,
    /// What it is called.
    name: &'a str,
}

impl Source<'_> {
    fn open(&self) -> Result<File, Fault> {
        File::open(self.path).map_err(|_| Fault::Damaged)
    }
}

/// Why an archive was not seen to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// A password.
    Locked,
    /// Bytes are missing or wrong.
    Damaged,
    /// A way of packing that no reader here knows.
    Method,
    /// A decoder would need too much memory.
    Window,
    /// It goes on in another file.
    Split,
    /// Members share bytes.
    Overlap,
    /// A member without which the rest cannot be had.
    Member(Miss),
    /// A limit.
    Halted(Halt),
    /// It is a document, not an archive.
    Document,
    /// No temporary folder could be made.
    NoRoom,
    /// An archive in an archive in an archive in an archive.
    TooDeep,
}

impl From<Halt> for Fault {
    fn from(halt: Halt) -> Self {
        Self::Halted(halt)
    }
}

/// Unpacks every archive of a listing.
pub(super) fn unpack_all(listing: &mut Listing) {
    if !listing.files.iter().any(may_be_archive) {
        return;
    }
    // Decoders of third parties run on a thread of the readers: with their stack, and with a panic that costs one file.
    let work = || {
        let mut unpacker = Unpacker::default();
        let mut entries = listing.files.clone();
        unpacker.open_all(&mut entries, 1, None);
        (entries, unpacker.members, unpacker.folders, unpacker.store.map(|store| store.folder()))
    };
    let unpacked = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name(THREAD_NAME.to_owned()).stack_size(STACK);
        thread.spawn_scoped(scope, work).ok().and_then(|thread| thread.join().ok())
    });
    let Some((entries, members, folders, store)) = unpacked else { return };
    listing.files = entries;
    listing.files.extend(members);
    listing.folders.extend(folders);
    listing.unpacked = store;
}

/// Whether a file's name allows it to be an archive; its bytes decide. A document or picture that is a ZIP inside stays one
/// file: who opens it by its name finds no folder.
fn may_be_archive(entry: &Entry) -> bool {
    let name = entry.path.name();
    entry.stray.is_none() && entry.size > 0 && (archive_stem(name).is_some() || split::is_volume(name))
}

#[derive(Debug, Default)]
struct Unpacker {
    store: Option<Store>,
    spent: Rc<Spent>,
    members: Vec<Entry>,
    folders: Vec<RelPath>,
}

impl Unpacker {
    /// Opens the archives among the entries of one folder tree. `outer`: the meter of the archive that they lie in.
    fn open_all(&mut self, entries: &mut [Entry], depth: usize, outer: Option<&Rc<Meter>>) {
        let volumes = split::volumes(entries.iter().map(|entry| &entry.path));
        for (at, entry) in entries.iter_mut().enumerate().filter(|(_, entry)| may_be_archive(entry)) {
            if let Some(volume) = volumes.get(&at) {
                entry.contents = Some(verdict::of_volume(volume));
                continue;
            }
            let Some((kind, format)) = sniff(&entry.os_path) else { continue };
            entry.contents = self.open(entry, kind, format, depth, outer);
        }
    }

    /// Opens one archive. `None`: it is a document.
    fn open(
        &mut self,
        entry: &Entry,
        kind: &Kind,
        format: Format,
        depth: usize,
        outer: Option<&Rc<Meter>>,
    ) -> Option<Contents> {
        let inside = RelPath::new(&format!("{}!", entry.path));
        let nothing = sink::Taken::default();
        if depth > MAX_DEPTH {
            return Some(verdict::of(format, &inside, Err(Fault::TooDeep), &nothing));
        }
        if self.store.is_none() {
            self.store = Store::new().ok();
        }
        let Some(store) = &mut self.store else {
            return Some(verdict::of(format, &inside, Err(Fault::NoRoom), &nothing));
        };
        let meter = outer.map_or_else(|| Rc::new(Meter::new(Rc::clone(&self.spent), entry.size)), Rc::clone);
        let source = Source { path: &entry.os_path, name: entry.path.name() };
        let mut sink = Sink::new(store, Rc::clone(&meter), inside.clone());
        let attempt = std::panic::AssertUnwindSafe(|| (kind.unpack)(&source, &mut sink));
        let outcome = std::panic::catch_unwind(attempt).unwrap_or(Err(Fault::Damaged));
        let mut taken = sink.into_taken();
        if outcome == Err(Fault::Document) {
            return None;
        }
        let contents = verdict::of(format, &inside, outcome, &taken);
        self.folders.push(inside);
        self.folders.extend(taken.folders);
        self.open_all(&mut taken.entries, depth + 1, Some(&meter));
        self.members.append(&mut taken.entries);
        Some(contents)
    }
}

/// Which kind of archive a file is by its leading bytes.
fn sniff(path: &Path) -> Option<(&'static Kind, Format)> {
    let mut head = Vec::new();
    File::open(path).ok()?.take(tar::BLOCK as u64).read_to_end(&mut head).ok()?;
    let kind = KINDS.iter().find(|kind| (kind.begins)(&head))?;
    let format = match format::sniff(&head, head.len() as u64) {
        Format::Zip => Format::Zip,
        _ => Format::OtherArchive,
    };
    Some((kind, format))
}

/// The parts of a member's name as a report shows them, for the fuzzer.
#[cfg(any(fuzzing, test))]
pub(crate) fn member_name(raw: &[u8], unicode: bool) -> Vec<String> {
    name::Name::from_bytes(raw, unicode).parts
}

/// The private folder, for whoever holds a listing.
pub(super) type Unpacked = Arc<TempDir>;

#[cfg(test)]
mod tests;
