//! 7z.
//!
//! Enters: the file. Leaves: its members in the sink. Many members share one compressed block, so what comes after a damaged
//! or an over-large one in its block is missed with it, and said to be.

use super::limits::{Halt, MAX_WINDOW};
use super::name::Name;
use super::sink::{Miss, Sink};
use super::{Fault, Source};
use sevenz_rust2::{ArchiveEntry, ArchiveReader, EncoderMethod, EntryDecision, Error, Password};
use std::collections::BTreeSet;
use std::io::{BufReader, Read};

/// FILE_ATTRIBUTE_UNIX_EXTENSION: p7zip keeps the Unix mode in the upper half of the attributes.
const UNIX_EXTENSION: u32 = 0x8000;
/// `S_IFMT` and `S_IFLNK`, POSIX.
const MODE_FORMAT: u32 = 0o170_000;
const MODE_LINK: u32 = 0o120_000;

pub(super) fn begins(head: &[u8]) -> bool {
    head.starts_with(b"7z\xBC\xAF\x27\x1C")
}

pub(super) fn unpack(source: &Source<'_>, sink: &mut Sink<'_>) -> Result<(), Fault> {
    let window = usize::try_from(MAX_WINDOW >> 10).unwrap_or(usize::MAX);
    let file = BufReader::new(source.open()?);
    let mut reader = ArchiveReader::new_with_memory_limit(file, Password::empty(), window).map_err(|e| fault(&e))?;
    reader.set_thread_count(1);
    let members: Vec<(ArchiveEntry, bool)> = {
        let archive = reader.archive();
        archive.files.iter().enumerate().map(|(at, entry)| (entry.clone(), archive.is_file_encrypted(at))).collect()
    };
    let mut seen = BTreeSet::new();
    let mut halted = None;
    // What came of the last member of a block that was given up.
    let mut spoiled = Miss::Unfinished;
    let outcome = reader.for_each_entries_with_decision(|entry, content| {
        seen.insert(entry.name.clone());
        match take(entry, content, sink) {
            Ok(Ok(())) => Ok(EntryDecision::Continue),
            Ok(Err(why)) => {
                if why == Miss::Damaged {
                    spoiled = why;
                }
                Ok(EntryDecision::SkipBlock)
            }
            Err(halt) => {
                halted = Some(halt);
                Ok(EntryDecision::Stop)
            }
        }
    });
    if let Some(halt) = halted {
        return Err(Fault::Halted(halt));
    }
    let broken = outcome.err().map(|error| fault(&error));
    for (entry, locked) in members.iter().filter(|(entry, _)| !seen.contains(&entry.name)) {
        let why = match (locked, &broken) {
            (true, _) => Miss::Locked,
            (false, Some(Fault::Method)) => Miss::Method,
            (false, Some(_)) => Miss::Damaged,
            (false, None) => spoiled,
        };
        sink.missed(&Name::from_text(&entry.name), why)?;
    }
    match broken {
        // Members without a password may stand beside those that have one.
        Some(Fault::Locked) if members.iter().any(|(_, locked)| !locked) => Ok(()),
        Some(fault) => Err(fault),
        None => Ok(()),
    }
}

fn take(entry: &ArchiveEntry, content: &mut dyn Read, sink: &mut Sink<'_>) -> Result<Result<(), Miss>, Halt> {
    let name = Name::from_text(&entry.name);
    if entry.is_directory {
        sink.folder(&name).map(Ok)
    } else if is_link(entry) {
        sink.link(&name).map(Ok)
    } else {
        sink.copy(&name, content)
    }
}

fn is_link(entry: &ArchiveEntry) -> bool {
    entry.windows_attributes & UNIX_EXTENSION != 0 && (entry.windows_attributes >> 16) & MODE_FORMAT == MODE_LINK
}

fn fault(error: &Error) -> Fault {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => Fault::Locked,
        // The library is built without decryption: nobody has the password here.
        Error::UnsupportedCompressionMethod(method) if method == EncoderMethod::AES256_SHA256.name() => Fault::Locked,
        Error::MaxMemLimited { .. } => Fault::Window,
        Error::UnsupportedCompressionMethod(_) | Error::Unsupported(_) | Error::ExternalUnsupported => Fault::Method,
        _ => Fault::Damaged,
    }
}
