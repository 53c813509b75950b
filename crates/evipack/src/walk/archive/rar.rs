//! RAR, from 1.5 to 7.
//!
//! Enters: the file. Leaves: its members in the sink. The library writes members by itself, into writers that the sink
//! hands out. In a solid archive each member needs all before it: the first that fails is the last that is seen.

use super::limits::{MAX_MEMBER, MAX_MEMBERS, MAX_WINDOW};
use super::name::Name;
use super::sink::{Miss, Sink};
use super::{Fault, Source};
use rars::{
    ArchiveMember, ArchiveReadOptions, ArchiveReader, Error, ErrorKind, ExtractionDecision, ExtractionErrorAction,
};
use std::cell::RefCell;

/// Headers, members' and others: each member may have some of its own (its owner, its streams).
const MAX_HEADERS: u64 = 4 * MAX_MEMBERS as u64;
/// Bytes of all headers.
const MAX_HEADER_BYTES: u64 = 32 << 20;
/// A member up to this size may be decoded in memory, where its filters need it whole.
const MAX_BUFFERED: u64 = 64 << 20;
/// `S_IFMT` and `S_IFLNK`, POSIX.
const MODE_FORMAT: u64 = 0o170_000;
const MODE_LINK: u64 = 0o120_000;

pub(super) fn begins(head: &[u8]) -> bool {
    head.starts_with(b"Rar!\x1A\x07\x00") || head.starts_with(b"Rar!\x1A\x07\x01\x00")
}

pub(super) fn unpack(source: &Source<'_>, sink: &mut Sink<'_>) -> Result<(), Fault> {
    let options = ArchiveReadOptions::new()
        .with_max_header_count(MAX_HEADERS)
        .with_max_header_bytes(MAX_HEADER_BYTES)
        .with_max_reader_workspace_bytes(2 * MAX_WINDOW)
        .with_rar50_dictionary_size_limit(MAX_WINDOW)
        .with_rar50_buffered_decode_limit(MAX_BUFFERED);
    let archive = ArchiveReader::read_reader_with_options(source.open()?, options).map_err(|error| fault(&error))?;
    let visit = RefCell::new(Visit { sink, solid: archive.is_solid(), seen: 0, ended: None });
    let outcome = archive.extract_with_control_and_errors(
        options,
        |member| Ok(visit.borrow_mut().decide(member)),
        |_, error| Ok(visit.borrow_mut().failed(error)),
    );
    let Visit { sink, seen, ended, .. } = visit.into_inner();
    let broken = outcome.err().map(|error| fault(&error));
    // The last member is closed by the end, or by what ended it.
    sink.finish(broken.map_or(Ok(()), |fault| Err(miss(fault))))?.unwrap_or(());
    let ended = ended.or(broken);
    for member in archive.members().skip(seen) {
        let why = if member.meta.is_encrypted { Miss::Locked } else { ended.map_or(Miss::Unfinished, miss) };
        sink.missed(&name(&member), why)?;
    }
    ended.map_or(Ok(()), Err)
}

/// One pass over the members.
struct Visit<'a, 's> {
    sink: &'a mut Sink<'s>,
    solid: bool,
    seen: usize,
    /// Why no further member is to be seen.
    ended: Option<Fault>,
}

impl Visit<'_, '_> {
    /// What to do with a member; the one before it, if one is open, was written without fault.
    fn decide(&mut self, member: &ArchiveMember) -> ExtractionDecision {
        self.take(member).unwrap_or_else(|fault| {
            self.ended = Some(fault);
            ExtractionDecision::Stop
        })
    }

    fn take(&mut self, member: &ArchiveMember) -> Result<ExtractionDecision, Fault> {
        self.sink.finish(Ok(()))?.unwrap_or(());
        let name = name(member);
        let meta = &member.meta;
        let missed = if meta.is_split_before || meta.is_split_after {
            Some(Miss::Split)
        } else if meta.is_encrypted {
            Some(Miss::Locked)
        } else {
            (meta.unpacked_size > MAX_MEMBER).then_some(Miss::TooLarge)
        };
        if meta.is_directory {
            self.sink.folder(&name)?;
        } else if is_link(member) && !self.solid {
            self.sink.link(&name)?;
        } else if let Some(why) = missed {
            if self.solid {
                // All that follows needs this one. It is told among those that were not seen.
                return Err(match why {
                    Miss::Locked => Fault::Locked,
                    Miss::Split => Fault::Split,
                    _ => Fault::Member(why),
                });
            }
            self.sink.missed(&name, why)?;
        } else {
            self.seen += 1;
            return Ok(ExtractionDecision::Extract(Box::new(self.sink.begin(&name)?)));
        }
        self.seen += 1;
        Ok(ExtractionDecision::Skip)
    }

    /// A member that could not be written; the library goes on where members stand for themselves.
    fn failed(&mut self, error: &Error) -> ExtractionErrorAction {
        let why = miss(fault(error));
        match self.sink.finish(Err(why)) {
            Ok(_) => ExtractionErrorAction::Continue,
            Err(halt) => {
                self.ended = Some(Fault::Halted(halt));
                ExtractionErrorAction::Abort
            }
        }
    }
}

fn name(member: &ArchiveMember) -> Name {
    Name::from_bytes(&member.meta.name, member.name_is_unicode())
}

/// RAR 5 says so; older ones keep the Unix mode.
fn is_link(member: &ArchiveMember) -> bool {
    let unix = matches!(member.meta.attr_source(), rars::AttrSource::Unix);
    member.meta.is_redirection || (unix && member.meta.file_attr & MODE_FORMAT == MODE_LINK)
}

fn fault(error: &Error) -> Fault {
    match error.kind() {
        ErrorKind::PasswordRequired | ErrorKind::BadPassword => Fault::Locked,
        ErrorKind::ResourceLimit => Fault::Window,
        // The library is built without decryption: nobody has the password here.
        ErrorKind::UnsupportedFeature if matches!(error.root_cause(), Error::FeatureDisabled { .. }) => Fault::Locked,
        ErrorKind::UnsupportedFeature | ErrorKind::UnsupportedFormat => Fault::Method,
        _ => Fault::Damaged,
    }
}

/// What a fault of the archive means for a member.
fn miss(fault: Fault) -> Miss {
    match fault {
        Fault::Locked => Miss::Locked,
        Fault::Method | Fault::Window => Miss::Method,
        Fault::Split => Miss::Split,
        Fault::Halted(_) => Miss::Unfinished,
        Fault::Member(why) => why,
        _ => Miss::Damaged,
    }
}
