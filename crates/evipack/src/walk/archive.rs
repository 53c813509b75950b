//! Archives as virtual folders.
//!
//! Enters: a [`Listing`] whose archives are files like any other. Leaves: the same with what lies in them, each member an
//! entry of its own under a path like `folder/a.zip!/b.jpg`, unpacked into a private temporary folder ([`home`]) that is
//! deleted with the listing; and for each archive its [`Contents`]: whether everything in it was seen. Later stages open a
//! member as they open any file and need not know. One list (`KINDS`) says which archives there are; a kind is one file.

mod home;
mod journal;
mod limits;
mod name;
mod parcel;
mod rar;
mod sevenz;
mod sink;
mod split;
mod stream;
mod tar;
mod verdict;
mod zip;

use super::{Entry, Listing};
use crate::open_listed::{OpenFile, open_listed};
use evipack_core::facts::{Legibility, Problem};
use evipack_core::format::Format;
use evipack_core::rel_path::archive_stem;
use home::Home;
use limits::{Halt, Spent};
pub(crate) use parcel::{Opened, Parcel};
use parcel::{inside, sniff};
use serde::{Deserialize, Serialize};
use sink::{Miss, Sink};
use split::Volume;
use std::sync::Arc;

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
    entry: &'a Entry,
}

impl Source<'_> {
    /// What it is called.
    fn name(&self) -> &str {
        self.entry.path.name()
    }

    fn open(&self) -> Result<OpenFile, Fault> {
        open_listed(self.entry).map_err(|_| Fault::Damaged)
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
    /// All folders for temporary files lie in the package, into which nothing is ever written.
    NoRoomOutside,
    /// An archive in an archive in an archive in an archive.
    TooDeep,
}

impl From<Halt> for Fault {
    fn from(halt: Halt) -> Self {
        Self::Halted(halt)
    }
}

/// Unpacks every archive of a listing, one after the other: they share their limits. `open` opens one, here or elsewhere.
pub(super) fn unpack_all(listing: &mut Listing, open: &dyn Fn(Parcel) -> Result<Opened, String>) {
    home::clear_left(&listing.root);
    let volumes = split::volumes(listing.files.iter().map(|entry| &entry.path));
    let (mut members, mut folders) = (Vec::new(), Vec::new());
    let mut spent = Spent::default();
    for (at, entry) in listing.files.iter_mut().enumerate().filter(|(_, entry)| may_be_archive(entry)) {
        if let Some(volume) = volumes.get(&at) {
            entry.contents = Some(verdict::of_volume(volume));
            continue;
        }
        let Some((_, format)) = sniff(entry) else { continue };
        let home = match &listing.unpacked {
            Some(home) => Ok(Arc::clone(home)),
            None => Home::new(&listing.root).map(Arc::new),
        };
        let home = match home {
            Ok(home) => listing.unpacked.insert(home),
            Err(fault) => {
                entry.contents = Some(verdict::of(format, &inside(entry), Err(fault), &sink::Taken::default()));
                continue;
            }
        };
        let room = home.path().join(at.to_string());
        let parcel = Parcel { entry: entry.clone(), room: room.clone(), spent: spent.clone() };
        match open(parcel) {
            Ok(opened) => {
                entry.contents = opened.contents;
                members.extend(opened.members);
                folders.extend(opened.folders);
                spent = opened.spent;
            }
            Err(why) => {
                let kept = journal::kept(&room, &inside(entry), &why);
                spent = kept.added_to(&spent);
                entry.contents = Some(verdict::broken_off(format, &why, kept.members.len()));
                members.extend(kept.members);
                folders.extend(kept.folders);
            }
        }
    }
    listing.files.extend(members);
    listing.folders.extend(folders);
}

/// Whether a file's name allows it to be an archive; its bytes decide. A document or picture that is a ZIP inside stays one
/// file: who opens it by its name finds no folder.
fn may_be_archive(entry: &Entry) -> bool {
    let name = entry.path.name();
    entry.stray.is_none() && entry.size > 0 && (archive_stem(name).is_some() || split::is_volume(name))
}

/// The parts of a member's name as a report shows them, for the fuzzer.
#[cfg(any(fuzzing, test))]
pub(crate) fn member_name(raw: &[u8], unicode: bool) -> Vec<String> {
    name::Name::from_bytes(raw, unicode).parts
}

/// The private folder, for whoever holds a listing.
pub(super) type Unpacked = Arc<Home>;

#[cfg(test)]
mod tests;
