//! One archive that was handed in, to be opened wherever that is safest.
//!
//! Enters: a [`Parcel`]: the archive, an empty private folder, and what the archives before it have taken. Leaves: [`Opened`]:
//! what lies in it and in the archives inside it. Both can be sent to another process: decoders of third parties are the
//! part of an audit that hostile bytes reach first.

use super::limits::{MAX_DEPTH, Meter, Spent};
use super::sink::{Sink, Store, Taken};
use super::{Contents, Fault, KINDS, Kind, Source, may_be_archive, split, tar, verdict};
use crate::open_listed::open_listed;
use crate::side_by_side::{STACK, THREAD_NAME};
use crate::walk::{Entry, as_named, from_name};
use evipack_core::format::Format;
use evipack_core::rel_path::RelPath;
use serde::{Deserialize, Serialize};
use std::io::Read as _;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

/// An archive to be opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Parcel {
    pub(crate) entry: Entry,
    /// A folder that only this archive is unpacked into. It need not be there; what is in it goes.
    #[serde(serialize_with = "as_named", deserialize_with = "from_name")]
    pub(super) room: PathBuf,
    pub(super) spent: Spent,
}

/// What became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Opened {
    /// None: it is no archive but a document.
    pub(super) contents: Option<Contents>,
    pub(super) members: Vec<Entry>,
    pub(super) folders: Vec<RelPath>,
    pub(super) spent: Spent,
}

impl Parcel {
    /// How long it may take by its own limits.
    pub(crate) fn time(&self) -> Duration {
        Meter::time_for(self.entry.size)
    }

    /// Opens it on this thread.
    pub(crate) fn open(self) -> Opened {
        let nothing = |contents, spent| Opened { contents, members: Vec::new(), folders: Vec::new(), spent };
        let Some((kind, format)) = sniff(&self.entry) else { return nothing(None, self.spent) };
        // What an earlier attempt left, which was ended in the midst of it.
        let _ = std::fs::remove_dir_all(&self.room);
        let Ok(store) = Store::new(self.room) else {
            let inside = inside(&self.entry);
            let contents = verdict::of(format, &inside, Err(Fault::NoRoom), &Taken::default());
            return nothing(Some(contents), self.spent);
        };
        let spent = Rc::new(self.spent);
        let meter = Rc::new(Meter::new(Rc::clone(&spent), self.entry.size));
        let mut unpacker = Unpacker { store, meter, members: Vec::new(), folders: Vec::new() };
        let contents = unpacker.open(&self.entry, kind, format, 1);
        let Unpacker { members, folders, .. } = unpacker;
        Opened { contents, members, folders, spent: (*spent).clone() }
    }

    /// Opens it on a thread of the readers: with their stack, and with a panic that costs one archive.
    ///
    /// # Errors
    /// A Chinese reason where the thread did not come to its end.
    pub(crate) fn open_here(self) -> Result<Opened, String> {
        let thread = std::thread::Builder::new().name(THREAD_NAME.to_owned()).stack_size(STACK);
        let opened = thread.spawn(move || self.open()).ok().and_then(|thread| thread.join().ok());
        opened.ok_or_else(|| "解压时程序出错，没有打开".to_owned())
    }
}

/// Opens an archive and those inside it.
#[derive(Debug)]
struct Unpacker {
    store: Store,
    meter: Rc<Meter>,
    members: Vec<Entry>,
    folders: Vec<RelPath>,
}

impl Unpacker {
    /// Opens one archive. `None`: it is a document.
    fn open(&mut self, entry: &Entry, kind: &Kind, format: Format, depth: usize) -> Option<Contents> {
        let inside = inside(entry);
        if depth > MAX_DEPTH {
            return Some(verdict::of(format, &inside, Err(Fault::TooDeep), &Taken::default()));
        }
        let source = Source { entry };
        let mut sink = Sink::new(&mut self.store, Rc::clone(&self.meter), inside.clone());
        let attempt = std::panic::AssertUnwindSafe(|| (kind.unpack)(&source, &mut sink));
        let outcome = std::panic::catch_unwind(attempt).unwrap_or(Err(Fault::Damaged));
        let mut taken = sink.into_taken();
        if outcome == Err(Fault::Document) {
            return None;
        }
        let contents = verdict::of(format, &inside, outcome, &taken);
        self.folders.push(inside);
        self.folders.extend(taken.folders);
        self.open_all(&mut taken.entries, depth + 1);
        self.members.append(&mut taken.entries);
        Some(contents)
    }

    /// Opens the archives among the members of another.
    fn open_all(&mut self, entries: &mut [Entry], depth: usize) {
        let volumes = split::volumes(entries.iter().map(|entry| &entry.path));
        for (at, entry) in entries.iter_mut().enumerate().filter(|(_, entry)| may_be_archive(entry)) {
            entry.contents = match volumes.get(&at) {
                Some(volume) => Some(verdict::of_volume(volume)),
                None => sniff(entry).and_then(|(kind, format)| self.open(entry, kind, format, depth)),
            };
        }
    }
}

/// The folder that an archive is.
pub(super) fn inside(entry: &Entry) -> RelPath {
    RelPath::new(&format!("{}!", entry.path))
}

/// Which kind of archive a file is by its leading bytes.
pub(super) fn sniff(entry: &Entry) -> Option<(&'static Kind, Format)> {
    let mut head = Vec::new();
    open_listed(entry).ok()?.take(tar::BLOCK as u64).read_to_end(&mut head).ok()?;
    let kind = KINDS.iter().find(|kind| (kind.begins)(&head))?;
    let format = match evipack_read::format::sniff(&head, head.len() as u64) {
        Format::Zip => Format::Zip,
        _ => Format::OtherArchive,
    };
    Some((kind, format))
}
