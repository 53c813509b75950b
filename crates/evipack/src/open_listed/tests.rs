//! Something else lies at a file's place when it is opened than when it was listed.

use super::*;
use crate::inspect::{Digest, inspect, stopped};
use crate::inspection::Reading;
use crate::walk::{Listing, Parcel, list, unpack};
use evipack_core::dossier::{Needs, Record, Wants, named};
use evipack_core::facts::{Evidence, Legibility, Problem};
use evipack_read::Reader;
use nix::sys::stat::Mode;
use std::io::{Cursor, Write as _};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::time::Duration;
use tempfile::TempDir;

/// A reader that waits for a pipe waits for ever; a busy machine needs some seconds.
const PATIENCE: Duration = Duration::from_secs(30);

const SECRET: &str = "不在材料里的秘密";

/// A package with a document and an archive, and a secret beside it.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir_all(place.of("材料/1.2")).unwrap();
        std::fs::write(place.of("材料/1.2/方案.txt"), "方案").unwrap();
        std::fs::write(place.of("材料/1.2/照片.zip"), zip("a.txt", "照片")).unwrap();
        std::fs::create_dir(place.of("秘密")).unwrap();
        std::fs::write(place.of("秘密/方案.txt"), SECRET).unwrap();
        std::fs::write(place.of("秘密/照片.zip"), zip("秘密.txt", SECRET)).unwrap();
        place
    }

    fn of(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn list(&self) -> Listing {
        list(&self.of("材料")).unwrap()
    }
}

fn zip(name: &str, content: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(content.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// What comes to lie at the place of both files.
#[derive(Debug, Clone, Copy)]
enum Exchange {
    Pipe,
    Link,
    LinkToDevice,
    LinkToItself,
    Folder,
    Socket,
    /// The folder above is a link to another folder, with files of the same names.
    FolderAbove,
    OtherFile,
    /// A second name of the secret file.
    HardLink,
    Gone,
}

use Exchange::{Folder, FolderAbove, Gone, HardLink, Link, LinkToDevice, LinkToItself, OtherFile, Pipe, Socket};

const ALL: [Exchange; 10] =
    [Pipe, Link, LinkToDevice, LinkToItself, Folder, Socket, FolderAbove, OtherFile, HardLink, Gone];

impl Exchange {
    fn done(self, place: &Place) {
        if matches!(self, FolderAbove) {
            std::fs::rename(place.of("材料/1.2"), place.of("移走")).unwrap();
            symlink(place.of("秘密"), place.of("材料/1.2")).unwrap();
            return;
        }
        for name in ["方案.txt", "照片.zip"] {
            let (at, secret) = (place.of("材料/1.2").join(name), place.of("秘密").join(name));
            // The file stays somewhere: its number in the file system must not become free.
            std::fs::rename(&at, place.of(name)).unwrap();
            match self {
                Pipe => nix::unistd::mkfifo(&at, Mode::S_IRWXU).unwrap(),
                Link => symlink(secret, at).unwrap(),
                LinkToDevice => symlink("/dev/zero", at).unwrap(),
                LinkToItself => symlink(&at, &at).unwrap(),
                Folder => std::fs::create_dir(at).unwrap(),
                Socket => drop(UnixListener::bind(at).unwrap()),
                OtherFile => std::fs::write(at, std::fs::read(secret).unwrap()).unwrap(),
                HardLink => std::fs::hard_link(secret, at).unwrap(),
                FolderAbove | Gone => {}
            }
        }
    }
}

/// Does some work that may wait for ever.
fn in_time<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> R {
    let (done, result) = channel();
    std::thread::spawn(move || done.send(work()));
    result.recv_timeout(PATIENCE).expect("it waits for ever, or it panicked")
}

fn entry(listing: &Listing, path: &str) -> Entry {
    listing.files.iter().find(|entry| entry.path.as_str() == path).unwrap().clone()
}

/// Reads one file as an audit does.
fn read(entry: &Entry) -> (Vec<Evidence>, Vec<Problem>) {
    let reading = Reading {
        reader: Reader::new(None, None),
        pool: None,
        wants: Wants::NOTHING,
        known: None,
        threads: 1,
        observer: &crate::observer::Nobody,
    };
    let read = reading.read(&Listing { files: vec![entry.clone()], ..Listing::default() }).unwrap();
    named::evidence(&read.exhibits[0], &read.records)
}

/// Reads a file that was exchanged after it was hashed.
fn read_late(entry: &Entry) -> [Result<Record, OpenError>; 2] {
    let digest = Digest { size: 6, sha256: evipack_core::digest::sha256_hex("方案".as_bytes()) };
    let reader = Reader::new(None, None);
    [inspect(entry, &digest, &Needs::content([]), &reader), stopped(entry, &digest, "停了")]
}

/// A human has to look at the file, and nothing was taken from what lies there now.
fn is_unread(read: &(Vec<Evidence>, Vec<Problem>)) -> bool {
    let [evidence] = read.0.as_slice() else { return false };
    matches!(evidence.legibility, Legibility::NotLookedAt(_)) && evidence.sha256.is_empty() && read.1.len() == 1
}

#[test]
fn what_was_exchanged_is_not_read() {
    for exchange in ALL {
        let place = Place::new();
        let listing = place.list();
        exchange.done(&place);
        let entries = ["1.2/方案.txt", "1.2/照片.zip"].map(|path| entry(&listing, path));
        for entry in entries {
            let (read, late) = in_time(move || (read(&entry), read_late(&entry)));
            assert!(is_unread(&read) && late.iter().all(Result::is_err), "{exchange:?}: {read:?} {late:?}");
        }
    }
}

#[test]
fn what_was_exchanged_is_not_unpacked() {
    for exchange in ALL {
        let place = Place::new();
        let mut listing = place.list();
        exchange.done(&place);
        let listing = in_time(move || {
            unpack(&mut listing, &Parcel::open_here);
            listing
        });
        assert_eq!(listing.files.len(), 2, "{exchange:?}: {:?}", listing.files);
        let entry = entry(&listing, "1.2/照片.zip");
        let read = in_time(move || read(&entry));
        assert!(is_unread(&read), "{exchange:?}: {read:?}");
    }
}

#[test]
fn an_archive_that_was_exchanged_after_it_was_unpacked_is_not_read() {
    for exchange in ALL {
        let place = Place::new();
        let mut listing = place.list();
        unpack(&mut listing, &Parcel::open_here);
        exchange.done(&place);
        let [archive, member] = ["1.2/照片.zip", "1.2/照片.zip!/a.txt"].map(|path| entry(&listing, path));
        let read = in_time(move || [archive, member].map(|entry| read(&entry)));
        assert!(is_unread(&read[0]), "{exchange:?}: {read:?}");
        assert_eq!(
            read[1].0[0].sha256,
            evipack_core::digest::sha256_hex("照片".as_bytes()),
            "what it held is still there"
        );
    }
}

#[test]
fn the_settings_are_not_read_from_elsewhere() {
    for exchange in ALL {
        let place = Place::new();
        std::fs::rename(place.of("材料/1.2/方案.txt"), place.of("材料/evipack.toml")).unwrap();
        let listing = place.list();
        // As above, one folder higher.
        std::fs::rename(place.of("材料"), place.of("1.2")).unwrap();
        std::fs::create_dir(place.of("材料")).unwrap();
        std::fs::rename(place.of("1.2"), place.of("材料/1.2")).unwrap();
        std::fs::rename(place.of("材料/1.2/evipack.toml"), place.of("材料/1.2/方案.txt")).unwrap();
        std::fs::rename(place.of("材料/1.2/1.2/照片.zip"), place.of("材料/1.2/照片.zip")).unwrap();
        exchange.done(&place);
        let os_path = place.of("材料/1.2/方案.txt");
        let settings = Entry { os_path, ..listing.settings.unwrap() };
        let read = in_time(move || crate::settings_file::text_of(&settings));
        assert!(read.is_err(), "{exchange:?}: {read:?}");
    }
}

#[test]
fn a_file_that_is_still_the_same_is_read_as_it_is_now() {
    let place = Place::new();
    let listing = place.list();
    std::fs::OpenOptions::new().append(true).open(place.of("材料/1.2/方案.txt")).unwrap().write_all(b"!").unwrap();
    // The folder above has another name, and a link leads there: it is the same file all the same.
    std::fs::rename(place.of("材料/1.2"), place.of("材料/1.2 新")).unwrap();
    symlink(place.of("材料/1.2 新"), place.of("材料/1.2")).unwrap();
    let mut text = String::new();
    open_listed(&entry(&listing, "1.2/方案.txt")).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "方案!");
}

#[test]
fn a_link_inside_the_package_is_read_where_it_led_when_it_was_listed() {
    let place = Place::new();
    symlink("1.2/方案.txt", place.of("材料/1.3 方案.txt")).unwrap();
    let listing = place.list();
    std::fs::remove_file(place.of("材料/1.3 方案.txt")).unwrap();
    symlink(place.of("秘密/方案.txt"), place.of("材料/1.3 方案.txt")).unwrap();
    let mut text = String::new();
    open_listed(&entry(&listing, "1.3 方案.txt")).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "方案");
}

#[test]
fn what_was_no_file_when_it_was_listed_is_never_opened() {
    let place = Place::new();
    std::fs::create_dir(place.of("材料/.git")).unwrap();
    symlink(place.of("秘密/方案.txt"), place.of("材料/外.txt")).unwrap();
    let listing = place.list();
    std::fs::remove_dir(place.of("材料/.git")).unwrap();
    std::fs::write(place.of("材料/.git"), "x").unwrap();
    for path in [".git", "外.txt"] {
        let (evidence, problems) = read(&entry(&listing, path));
        assert_eq!((evidence[0].sha256.as_str(), problems.len()), ("", 0), "{path}");
        assert!(open_listed(&entry(&listing, path)).is_err());
    }
}
