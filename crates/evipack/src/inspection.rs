//! A listing, read.
//!
//! Enters: a [`Listing`] and a [`Reading`]: who reads, with how many threads, and who watches. Leaves: the exhibits and records of
//! a [`Dossier`](evipack_core::dossier::Dossier). First every file is hashed; then each different content is read once, for all
//! the names under which it lies. Cost grows with the files and with nothing else.

use crate::cache::Records;
use crate::inspect::{Digest, digest, inspect};
use crate::observer::{Observer, Progress, Stage};
use crate::open_listed::{Listed, OpenError};
use crate::side_by_side::{SideBySideError, side_by_side};
use crate::walk::{Contents, Entry, Listing};
use crate::worker::Pool;
use evipack_core::dossier::path_signs::PathSigns;
use evipack_core::dossier::{Archive, Exhibit, Material, Needs, Origin, Outcome, Record, Wants};
use evipack_core::format::Format;
use evipack_read::Reader;
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};

/// Said of a file that was not read because the caller ended the audit.
const CANCELLED: &str = "审查中途取消，没有读取";

/// Who reads a package.
pub(crate) struct Reading<'a> {
    pub(crate) reader: Reader<'a>,
    /// Worker processes, where there are any.
    pub(crate) pool: Option<&'a Pool<'a>>,
    /// What is asked of each content beside its facts.
    pub(crate) wants: Wants,
    /// What was read before, where it is kept.
    pub(crate) known: Option<Records<'a>>,
    pub(crate) threads: usize,
    pub(crate) observer: &'a dyn Observer,
}

/// What was read of a listing.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) exhibits: Vec<Exhibit>,
    pub(crate) records: Vec<Record>,
    /// The caller ended the audit before all was read.
    pub(crate) partial: bool,
}

/// One content, and the files that have it.
struct Content<'a> {
    digest: &'a Digest,
    /// Places in the listing.
    files: Vec<usize>,
}

impl Content<'_> {
    /// What is asked of it under all its names. Made when it is read: of half a million files at once it would be a lot.
    fn needs(&self, files: &[Entry], wants: Wants) -> Needs {
        let material = self.files.iter().filter_map(|at| files.get(*at)).filter(|entry| entry.stray.is_none());
        let signs: BTreeSet<PathSigns> = material.map(|entry| PathSigns::of(&entry.path)).collect();
        // Nobody asks what is in a system file.
        let content = !signs.is_empty();
        Needs { content, signs, wants: if content { wants } else { Wants::NOTHING } }
    }
}

impl Reading<'_> {
    /// Reads all files of a listing.
    ///
    /// # Errors
    /// [`SideBySideError`] where the threads could not be started.
    pub(crate) fn read(&self, listing: &Listing) -> Result<Read, SideBySideError> {
        let files = &listing.files;
        let hashing = Counter::new(Stage::Hashing, files.iter().map(|entry| entry.size));
        let digests = side_by_side(files, self.threads, |entry| {
            let found = match entry.listed {
                Listed::NotAFile => None,
                _ if self.observer.is_cancelled() => Some(Err(CANCELLED.to_owned())),
                _ => Some(digest(entry).map_err(|error| unreadable(&error))),
            };
            hashing.done(entry.size, self.observer);
            found
        })?;
        let contents = contents(files, &digests);
        let reading = Counter::new(Stage::Reading, contents.iter().map(|content| content.digest.size));
        let records = side_by_side(&contents, self.threads, |content| {
            let record = self.record(files, content);
            reading.done(content.digest.size, self.observer);
            record
        })?;
        let mut read = Read { exhibits: Vec::with_capacity(files.len()), records: Vec::new(), partial: false };
        let mut materials: Vec<Option<Material>> = vec![None; files.len()];
        for (content, record) in contents.iter().zip(records) {
            self.place(files, content, record, &mut read.records, &mut materials);
        }
        for ((entry, digest), material) in files.iter().zip(&digests).zip(materials) {
            let material = match (&entry.contents, digest) {
                (_, None) => Material::NotAFile,
                (_, Some(Err(why))) => Material::Unopened(why.clone()),
                (Some(contents), Some(Ok(digest))) => Material::Archive(archive(contents, digest)),
                (None, Some(Ok(_))) => material.unwrap_or(Material::NotAFile),
            };
            read.exhibits.push(exhibit(entry, material));
        }
        read.partial = self.observer.is_cancelled();
        Ok(read)
    }

    /// The record of a content; a Chinese reason where the file cannot be opened.
    fn record(&self, files: &[Entry], content: &Content<'_>) -> Result<Record, String> {
        let Some(entry) = content.files.first().and_then(|at| files.get(*at)) else {
            return Err(CANCELLED.to_owned());
        };
        if self.observer.is_cancelled() {
            let Digest { size, sha256 } = content.digest.clone();
            let outcome = Outcome::Stopped(CANCELLED.to_owned());
            return Ok(Record { size, sha256, format: Format::Unknown, outcome });
        }
        let record = self.one(files, entry, content)?;
        self.observer.read(&entry.path, &record);
        Ok(record)
    }

    /// The record of one file, read before or now. What nobody asks for is not worth keeping.
    fn one(&self, files: &[Entry], entry: &Entry, content: &Content<'_>) -> Result<Record, String> {
        let (digest, needs) = (content.digest, content.needs(files, self.wants));
        let known = self.known.as_ref().filter(|_| needs.content);
        if let Some(record) = known.and_then(|known| known.get(digest, &needs)) {
            return Ok(record);
        }
        let record = self.read_now(entry, digest, &needs)?;
        known.inspect(|known| known.put(digest, &needs, &record));
        Ok(record)
    }

    fn read_now(&self, entry: &Entry, digest: &Digest, needs: &Needs) -> Result<Record, String> {
        match self.pool.filter(|_| entry.bytes.is_none()) {
            Some(pool) => pool.read(entry, digest, needs),
            None => inspect(entry, digest, needs, &self.reader).map_err(|error| unreadable(&error)),
        }
    }

    /// Says of each file of a content where its record is. A file that was changed since it was hashed has another content than its
    /// copies: those are then read by themselves.
    fn place(
        &self,
        files: &[Entry],
        content: &Content<'_>,
        record: Result<Record, String>,
        records: &mut Vec<Record>,
        materials: &mut [Option<Material>],
    ) {
        let is_same = record.as_ref().is_ok_and(|record| record.sha256 == content.digest.sha256);
        let copies = content.files.get(1..).unwrap_or_default();
        let mut keep = |record: Result<Record, String>| match record {
            Ok(record) => {
                records.push(record);
                Material::Record(records.len() - 1)
            }
            Err(why) => Material::Unopened(why),
        };
        let mut put = |at: usize, material: Material| {
            materials.get_mut(at).into_iter().for_each(|place| *place = Some(material.clone()));
        };
        let first = keep(record);
        for at in copies {
            let material = match files.get(*at) {
                Some(entry) if !is_same => keep(self.one(files, entry, content)),
                _ => first.clone(),
            };
            put(*at, material);
        }
        content.files.first().into_iter().for_each(|at| put(*at, first.clone()));
    }
}

fn unreadable(error: &OpenError) -> String {
    format!("无法读取：{error}")
}

/// The contents of a listing, in the order of their first files.
fn contents<'a>(files: &[Entry], digests: &'a [Option<Result<Digest, String>>]) -> Vec<Content<'a>> {
    let mut contents: Vec<Content<'_>> = Vec::new();
    let mut known: HashMap<&Digest, usize> = HashMap::new();
    for (at, (entry, digest)) in files.iter().zip(digests).enumerate() {
        let (None, Some(Ok(digest))) = (&entry.contents, digest) else { continue };
        let place = *known.entry(digest).or_insert_with(|| {
            contents.push(Content { digest, files: Vec::with_capacity(1) });
            contents.len() - 1
        });
        let Some(content) = contents.get_mut(place) else { continue };
        content.files.push(at);
    }
    contents
}

fn archive(contents: &Contents, digest: &Digest) -> Archive {
    let (Contents { format, legibility, problems }, Digest { size, sha256 }) = (contents.clone(), digest.clone());
    Archive { size, sha256, format, legibility, problems }
}

fn exhibit(entry: &Entry, material: Material) -> Exhibit {
    let origin = if entry.packed { Origin::Member } else { Origin::Loose };
    Exhibit { path: entry.path.clone(), origin, size: entry.size, stray: entry.stray, material }
}

/// Counts what is done of a stage.
struct Counter {
    stage: Stage,
    files: AtomicU64,
    bytes: AtomicU64,
    of_files: u64,
    of_bytes: u64,
}

impl Counter {
    fn new(stage: Stage, sizes: impl Iterator<Item = u64>) -> Self {
        let (of_files, of_bytes) = sizes.fold((0, 0), |(files, bytes), size| (files + 1, bytes + size));
        Self { stage, files: AtomicU64::new(0), bytes: AtomicU64::new(0), of_files, of_bytes }
    }

    fn done(&self, size: u64, observer: &dyn Observer) {
        let files = self.files.fetch_add(1, Ordering::Relaxed) + 1;
        let bytes = self.bytes.fetch_add(size, Ordering::Relaxed) + size;
        let Self { stage, of_files, of_bytes, .. } = *self;
        observer.progress(Progress { stage, files, of_files, bytes, of_bytes });
    }
}
