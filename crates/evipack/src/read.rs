//! Bytes to facts.
//!
//! Enters: one file of the package. Leaves: its [`Evidence`], and the [`Problem`]s met on the way. The leading bytes decide
//! what a file is, never its extension alone; one list (`formats`) says which reader a format has. A format without a
//! reader, damage, encryption and limits end in unknown facts and one problem, never in a crash. Each file is read once, and
//! only ever read.

mod archive;
pub(crate) mod boxes;
pub(crate) mod charset;
pub(crate) mod compound_properties;
pub(crate) mod container;
mod contradiction;
pub(crate) mod date;
mod decode;
pub(crate) mod doc;
pub(crate) mod docx;
pub(crate) mod drawn;
pub(crate) mod elements;
pub(crate) mod embedded;
pub(crate) mod flow;
mod flow_reading;
mod formats;
pub(crate) mod layout;
mod odf;
pub(crate) mod ofd;
pub(crate) mod office_art;
pub(crate) mod ooxml;
pub(crate) mod page_choice;
pub(crate) mod page_picture;
pub(crate) mod paper_picture;
pub(crate) mod pdf;
pub(crate) mod photo;
pub(crate) mod picture;
pub(crate) mod picture_head;
pub(crate) mod picture_kind;
pub(crate) mod pictures_inside;
pub(crate) mod pieces;
mod plain;
pub(crate) mod ppt;
mod pptx;
pub(crate) mod rtf;
pub(crate) mod sight;
pub(crate) mod signature;
mod stopped;
pub(crate) mod transcript;
pub(crate) mod video;
mod web;
mod workbook;

use embedded::Embedded;
pub(crate) use stopped::stopped;

use crate::digest::{Sha256Stream, sha256_hex};
use crate::facts::{DocumentFacts, Evidence, Facts, Kind, Legibility, PhotoFacts, Problem, Stage, VideoFacts};
use crate::format::{self, Format};
use crate::open_listed::{Listed, OpenError, open_listed};
use crate::rel_path::RelPath;
use crate::see::Recognizer;
use crate::trust::TrustAnchors;
use crate::walk::Entry;
use std::io::{Read as _, Seek as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Builder;

/// Largest file that is read into memory; larger ones are hashed as a stream and not looked into.
pub(crate) const MAX_FILE: u64 = 256 << 20;

/// Stack of a reading thread. Third-party parsers recurse on nested objects; a deep but bounded nesting must not end the
/// process. Pages that are never touched cost nothing.
pub(crate) const STACK: usize = 64 << 20;

/// Name of the reading threads. A panic of a third-party parser on one of them becomes a problem of its file; a program may
/// keep its panic hook silent there.
pub const THREAD_NAME: &str = "evipack-read";

/// Why a format reader gave up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// A password is needed to open it.
    #[error("文件有打开密码")]
    Encrypted,
    /// The bytes are not what the format demands.
    #[error("文件损坏或不完整：{0}")]
    Damaged(String),
    /// The bytes may be sound, but no reader here understands them.
    #[error("无法读取：{0}")]
    Unsupported(String),
    /// Reading it would cost more than the limits allow.
    #[error("超出读取限度：{0}")]
    Limit(String),
}

/// What a format reader made of a file's bytes.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) kind: Kind,
    pub(crate) kind_sure: bool,
    pub(crate) facts: Facts,
    /// Whether the content was looked at; a Chinese reason where it was not.
    pub(crate) not_looked_at: Option<String>,
    /// What the reader could not look at, in Chinese; each becomes a problem.
    pub(crate) gaps: Vec<String>,
    /// Photos inside a document.
    pub(crate) embedded: Vec<Embedded>,
}

impl Reading {
    /// A file that was looked at without trouble.
    pub(crate) fn of(kind: Kind, kind_sure: bool, facts: Facts) -> Self {
        Self { kind, kind_sure, facts, not_looked_at: None, gaps: Vec::new(), embedded: Vec::new() }
    }

    /// A document that was looked into, with what could not be seen of it.
    pub(crate) fn document(kind: Kind, facts: DocumentFacts, gaps: Vec<String>) -> Self {
        Self { gaps, ..Self::of(kind, true, Facts::Document(Box::new(facts))) }
    }

    /// A format in which no rule looks for anything.
    pub(crate) fn plain(kind: Kind) -> Self {
        Self::of(kind, true, Facts::None {})
    }
}

/// A file as its format reader gets it.
#[derive(Clone, Copy)]
pub(crate) struct File<'a> {
    /// Where it lies in the package; its name may say what it is meant to be.
    pub(crate) path: &'a RelPath,
    /// What its bytes say it is.
    pub(crate) format: Format,
    pub(crate) bytes: &'a [u8],
    /// Looks at pixels, where there is one.
    pub(crate) recognizer: Option<&'a dyn Recognizer>,
    /// Whose signatures count, where the user says so.
    pub(crate) anchors: Option<&'a TrustAnchors>,
}

/// Reads files; shared by all reading threads.
pub(crate) struct Reader<'a> {
    recognizer: Option<&'a dyn Recognizer>,
    anchors: Option<&'a TrustAnchors>,
}

/// Does some work for each item on several threads, the results in the order of the items. The threads belong to no
/// pool: a recogniser may compute on a pool of its own, and a pool's thread that waits for another pool would begin with the
/// next file in the midst of this one.
pub(crate) fn side_by_side<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Result<Vec<R>, String> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, work(item)));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let start = |_| Builder::new().stack_size(STACK).name(THREAD_NAME.to_owned()).spawn_scoped(scope, take);
        let started: Vec<_> = (0..threads.clamp(1, items.len().max(1))).map(start).collect();
        let mut done = Vec::with_capacity(items.len());
        for thread in started {
            let finished = thread.map_err(|error| error.to_string())?.join();
            done.extend(finished.map_err(|_| "读取线程意外终止".to_owned())?);
        }
        Ok::<_, String>(done)
    })?;
    done.sort_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

impl<'a> Reader<'a> {
    pub(crate) fn new(recognizer: Option<&'a dyn Recognizer>, anchors: Option<&'a TrustAnchors>) -> Self {
        Self { recognizer, anchors }
    }

    /// Reads one file: its evidence, and that of the photos inside it.
    pub(crate) fn read(&self, entry: &Entry) -> (Vec<Evidence>, Vec<Problem>) {
        if entry.listed == Listed::NotAFile {
            return (vec![unopened(entry, Legibility::Legible)], Vec::new());
        }
        if let Some(contents) = &entry.contents {
            return archive::evidence(entry, contents);
        }
        let is_stray = entry.stray.is_some();
        let (bytes, size, sha256) = match load(entry) {
            Ok(loaded) => loaded,
            Err(error) => {
                let why = format!("无法读取：{error}");
                let problem = problem(&entry.path, Stage::Read, why.clone());
                return (vec![unopened(entry, Legibility::NotLookedAt(why))], vec![problem]);
            }
        };
        let format = format_of(bytes.as_deref(), size);
        let (legibility, mut reading, problems) = if is_stray {
            // No material: nobody asks what is in it.
            (Legibility::Legible, Reading::plain(Kind::Other), Vec::new())
        } else {
            self.look(entry, format, bytes.as_deref(), size)
        };
        let inside = match self.recognizer {
            Some(recognizer) => embedded::evidence(&entry.path, &mut reading, recognizer),
            None => Vec::new(),
        };
        let evidence = Evidence {
            path: entry.path.clone(),
            size,
            sha256,
            format,
            legibility,
            kind: reading.kind,
            kind_sure: reading.kind_sure,
            facts: reading.facts,
        };
        let all = std::iter::once(evidence).chain(inside).collect();
        (all, problems)
    }

    /// Looks into a file: what it is worth as evidence, its facts, and what could not be seen.
    fn look(
        &self,
        entry: &Entry,
        format: Format,
        bytes: Option<&[u8]>,
        size: u64,
    ) -> (Legibility, Reading, Vec<Problem>) {
        let blind = |why: &str| blind_reading(&entry.path, format, why);
        if size == 0 {
            let why = "空文件（0 字节）";
            return (Legibility::Illegible(why.to_owned()), blind(why), Vec::new());
        }
        let Some(bytes) = bytes else {
            let why = format!("文件大于 {} MiB，没有读取", MAX_FILE >> 20);
            let problems = vec![problem(&entry.path, Stage::Read, why.clone())];
            return (Legibility::NotLookedAt(why.clone()), blind(&why), problems);
        };
        let promised = promise(&entry.path, format);
        if format == Format::Unknown && promised == Promise::Broken {
            let why = "内容不属于任何已知格式，与扩展名不符";
            return (Legibility::Illegible(why.to_owned()), blind(why), Vec::new());
        }
        let file = File { path: &entry.path, format, bytes, recognizer: self.recognizer, anchors: self.anchors };
        // A parser of a third party may panic on bytes nobody foresaw: that costs this file its facts, not the audit.
        let attempt = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| formats::reading(&file)));
        match attempt.unwrap_or_else(|_| Err(ReadError::Damaged("解析时出错".to_owned()))) {
            Ok(reading) => {
                let stage = if reading.not_looked_at.is_some() { Stage::Engine } else { Stage::Read };
                let problems = reading
                    .gaps
                    .iter()
                    .chain(&reading.not_looked_at)
                    .map(|gap| problem(&entry.path, stage, gap.clone()))
                    .collect();
                (legibility(format, bytes, promised, reading.not_looked_at.as_ref()), reading, problems)
            }
            Err(error) => {
                let why = error.to_string();
                let problems = vec![problem(&entry.path, Stage::Read, why.clone())];
                let reading = blind(&why);
                let legibility = match error {
                    ReadError::Encrypted => Legibility::Illegible(why),
                    ReadError::Damaged(_) | ReadError::Unsupported(_) => Legibility::Doubtful(why),
                    ReadError::Limit(_) => Legibility::NotLookedAt(why),
                };
                (legibility, reading, problems)
            }
        }
    }
}

/// Reads bytes as a file of this format, for the fuzzer: whatever comes of it, it comes without a panic.
#[cfg(any(fuzzing, test))]
pub(crate) fn any(format: Format, bytes: &[u8]) {
    let path = RelPath::new("fuzz");
    let _ = formats::reading(&File { path: &path, format, bytes, recognizer: None, anchors: None });
}

/// Nothing could be read: unknown facts of the sort that the format, or else the name, promises.
fn blind_reading(path: &RelPath, format: Format, why: &str) -> Reading {
    let promised = format::promised(&path.extension()).and_then(|formats| formats.first().copied());
    let format = if matches!(format, Format::Unknown | Format::Empty | Format::Zip | Format::Ole) {
        promised.unwrap_or(format)
    } else {
        format
    };
    let document = |kind| (kind, Facts::Document(Box::new(DocumentFacts::unknown(why))));
    let (kind, facts) = match format {
        format if format.is_picture() => {
            let facts = PhotoFacts::unknown(why);
            (picture_kind::kind_of(&facts, path, format).kind, Facts::Photo(Box::new(facts)))
        }
        Format::Xlsx | Format::OleExcel | Format::OpenSpreadsheet => document(Kind::Spreadsheet),
        Format::Video => (Kind::Video, Facts::Video(Box::new(VideoFacts::unknown(why)))),
        Format::Zip | Format::OtherArchive => (Kind::Archive, Facts::None {}),
        Format::Audio | Format::Executable | Format::Shortcut | Format::Ole | Format::Unknown | Format::Empty => {
            (Kind::Other, Facts::None {})
        }
        _ => document(Kind::Document),
    };
    Reading::of(kind, false, facts)
}

/// Whether the content keeps what the extension promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Promise {
    Kept,
    Broken,
}

fn promise(path: &RelPath, format: Format) -> Promise {
    match format::promised(&path.extension()) {
        Some(formats) if !formats.contains(&format) => Promise::Broken,
        _ => Promise::Kept,
    }
}

fn legibility(format: Format, bytes: &[u8], promised: Promise, not_looked_at: Option<&String>) -> Legibility {
    if promised == Promise::Broken {
        return Legibility::Doubtful(format!("内容实际是{}，与扩展名不符", format.chinese()));
    }
    if photo::looks_truncated(bytes, format) {
        return Legibility::Doubtful("图片数据不完整（文件被截断）".to_owned());
    }
    if format == Format::Video && video::is_cut_off(bytes) {
        return Legibility::Doubtful("视频不完整（文件被截断），可能没有传完".to_owned());
    }
    if format == Format::Pdf && pdf::is_cut_off(bytes) {
        return Legibility::Doubtful("PDF 不完整（没有结尾），可能缺页".to_owned());
    }
    match not_looked_at {
        Some(why) => Legibility::NotLookedAt(why.clone()),
        None => Legibility::Legible,
    }
}

fn format_of(bytes: Option<&[u8]>, size: u64) -> Format {
    let Some(bytes) = bytes else { return Format::Unknown };
    match format::sniff(&bytes[..bytes.len().min(format::HEAD_LEN)], size) {
        Format::Zip => match container::kind_of_zip(bytes) {
            container::ZipKind::Docx => Format::Docx,
            container::ZipKind::Xlsx => Format::Xlsx,
            container::ZipKind::Pptx => Format::Pptx,
            container::ZipKind::OpenDocument => Format::OpenDocument,
            container::ZipKind::OpenSpreadsheet => Format::OpenSpreadsheet,
            container::ZipKind::OpenPresentation => Format::OpenPresentation,
            container::ZipKind::Ofd => Format::Ofd,
            container::ZipKind::Other => Format::Zip,
        },
        Format::Ole => format::sniff_ole(bytes),
        other => other,
    }
}

/// The bytes of a file (`None` where it is too large; of a large movie all but its frames), its size and its SHA-256.
fn load(entry: &Entry) -> Result<(Option<Vec<u8>>, u64, String), OpenError> {
    let mut file = open_listed(entry)?;
    if entry.size <= MAX_FILE {
        let mut bytes = Vec::with_capacity(entry.size as usize);
        // One byte more than allowed tells a file that grew since it was listed.
        (&mut file).take(MAX_FILE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 <= MAX_FILE {
            let sha256 = sha256_hex(&bytes);
            let size = bytes.len() as u64;
            return Ok((Some(bytes), size, sha256));
        }
    }
    let (size, sha256) = hash(&mut file)?;
    // What a movie says of itself lies beside its frames.
    Ok((video::outline(&mut file, size), size, sha256))
}

/// The size and SHA-256 of a file that is not held in memory.
fn hash(file: &mut std::fs::File) -> std::io::Result<(u64, String)> {
    file.rewind()?;
    let mut hash = Sha256Stream::default();
    let mut chunk = vec![0; 1 << 20];
    let mut size = 0;
    loop {
        match file.read(&mut chunk)? {
            0 => break,
            n => {
                hash.update(&chunk[..n]);
                size += n as u64;
            }
        }
    }
    Ok((size, hash.finish()))
}

/// A file that was not opened.
fn unopened(entry: &Entry, legibility: Legibility) -> Evidence {
    let why = match &legibility {
        Legibility::NotLookedAt(why) => why.clone(),
        _ => "没有打开".to_owned(),
    };
    let reading = match entry.stray {
        Some(_) => Reading::plain(Kind::Other),
        None => blind_reading(&entry.path, Format::Unknown, &why),
    };
    Evidence {
        path: entry.path.clone(),
        size: entry.size,
        sha256: String::new(),
        format: Format::Unknown,
        legibility,
        kind: reading.kind,
        kind_sure: reading.kind_sure,
        facts: reading.facts,
    }
}

fn problem(path: &RelPath, stage: Stage, message: String) -> Problem {
    Problem { path: path.clone(), stage, message }
}
