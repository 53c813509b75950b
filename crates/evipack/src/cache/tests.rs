//! A cache gives back what was put in, or nothing.

use super::*;
use evipack_core::dossier::Shown;
use evipack_core::dossier::path_signs::PathSigns;
use evipack_core::dossier::{Content, Needs};
use evipack_core::format::Format;
use evipack_core::rel_path::RelPath;
use evipack_see::{Pixels, RecognizerError, Spot, TextLine};

fn digest(of: &str) -> Digest {
    Digest { size: of.len() as u64, sha256: sha256_hex(of.as_bytes()) }
}

fn record(of: &str) -> Record {
    let Digest { size, sha256 } = digest(of);
    let outcome = Outcome::Read(Box::new(Shown::of(Content::Zip { opens: true })));
    Record { size, sha256, format: Format::Zip, outcome }
}

/// A recogniser that says who it is.
struct Eyes(Option<&'static str>);

impl Recognizer for Eyes {
    fn find(&self, _: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        Ok(Vec::new())
    }

    fn read(&self, _: &Pixels, _: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        Ok(Vec::new())
    }

    fn identity(&self) -> Option<String> {
        self.0.map(str::to_owned)
    }
}

fn cache() -> (tempfile::TempDir, Cache) {
    let home = tempfile::tempdir().unwrap();
    let cache = Cache::open(home.path().join("records")).unwrap();
    (home, cache)
}

fn records(cache: &Cache) -> Records<'_> {
    Records::of(cache, None, &TrustAnchors::default()).unwrap()
}

#[test]
fn a_record_comes_back_for_the_same_bytes_needs_and_reader_only() {
    let (_home, cache) = cache();
    let (needs, records) = (Needs::content([]), records(&cache));
    records.put(&digest("a"), &needs, &record("a"));
    assert_eq!(records.get(&digest("a"), &needs), Some(record("a")));
    assert_eq!(records.get(&digest("b"), &needs), None);
    let as_scan = Needs::content([PathSigns::of(&RelPath::new("扫描件/1.jpg"))]);
    assert_eq!(records.get(&digest("a"), &as_scan), None);
    let anchors = TrustAnchors::default();
    let other = Records::of(&cache, Some(&Eyes(Some("v6"))), &anchors).unwrap();
    assert_eq!(other.get(&digest("a"), &needs), None);
    assert!(Records::of(&cache, Some(&Eyes(None)), &anchors).is_none(), "nobody knows who that is");
    assert_eq!(cache.trouble(), None);
    assert_eq!(cache.status().records, 1);
}

#[test]
fn what_could_end_otherwise_is_not_kept() {
    let (_home, cache) = cache();
    let (needs, records) = (Needs::content([]), records(&cache));
    for outcome in [Outcome::Stopped("停了".to_owned()), Outcome::Failed(Failure::Limit, "太大".to_owned())] {
        records.put(&digest("a"), &needs, &Record { outcome, ..record("a") });
    }
    let blind = Shown { recognizer_failed: true, ..Shown::of(Content::Zip { opens: true }) };
    records.put(&digest("a"), &needs, &Record { outcome: Outcome::Read(Box::new(blind)), ..record("a") });
    // It was changed between hashing and reading.
    records.put(&digest("a"), &needs, &record("b"));
    assert_eq!(cache.status(), CacheStatus::default());
}

#[test]
fn a_damaged_record_is_none_and_is_said_once() {
    let (_home, cache) = cache();
    let needs = Needs::content([]);
    for damage in [&b""[..], b"x", b"evipack record 1\n", b"evipack record 1\n0000"] {
        records(&cache).put(&digest("a"), &needs, &record("a"));
        let shelves = std::fs::read_dir(cache.folder()).unwrap().map(|shelf| shelf.unwrap().path());
        let mut files = shelves.flat_map(|shelf| std::fs::read_dir(shelf).into_iter().flatten());
        let file = files.next().unwrap().unwrap().path();
        std::fs::write(&file, damage).unwrap();
        assert_eq!(records(&cache).get(&digest("a"), &needs), None);
        assert!(!file.exists());
    }
    assert!(cache.trouble().unwrap().contains("损坏"));
    let (_home, other) = self::cache();
    records(&other).put(&digest("a"), &needs, &record("a"));
    let shelf = std::fs::read_dir(other.folder()).unwrap().next().unwrap().unwrap().path();
    let file = std::fs::read_dir(shelf).unwrap().next().unwrap().unwrap().path();
    let mut bytes = std::fs::read(&file).unwrap();
    let at = bytes.len() - 3;
    bytes[at] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert_eq!(records(&other).get(&digest("a"), &needs), None, "one bit is enough");
}

#[test]
fn what_is_old_or_too_much_goes() {
    let (_home, cache) = cache();
    let (needs, records) = (Needs::content([]), records(&cache));
    for of in ["a", "b", "c", "d"] {
        records.put(&digest(of), &needs, &record(of));
    }
    let one = cache.status().bytes / 4;
    cache.store.keep_within(u64::MAX, LONGEST_UNUSED).unwrap();
    assert_eq!(cache.status().records, 4);
    cache.store.keep_within(one * 3, LONGEST_UNUSED).unwrap();
    assert_eq!(cache.status().records, 2, "four fifths of the limit are left");
    cache.store.keep_within(u64::MAX, Duration::ZERO).unwrap();
    assert_eq!(cache.status().records, 0);
}

#[test]
fn clearing_removes_records_and_nothing_else() {
    let (_home, cache) = cache();
    records(&cache).put(&digest("a"), &Needs::content([]), &record("a"));
    std::fs::write(cache.folder().join("别的.txt"), "x").unwrap();
    assert_eq!(cache.clear().unwrap().records, 1);
    assert_eq!(cache.status(), CacheStatus::default());
    assert!(cache.folder().join("别的.txt").exists());
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("records");
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    let cache = Cache::open(&folder).unwrap();
    records(&cache).put(&digest("a"), &Needs::content([]), &record("a"));
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o077, 0);
    let shelf = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let file = std::fs::read_dir(shelf).unwrap().next().unwrap().unwrap();
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0);
}
