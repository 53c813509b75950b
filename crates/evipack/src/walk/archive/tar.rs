//! TAR: the old form, ustar, GNU and pax.
//!
//! Enters: the file, or a stream that was inflated. Leaves: its members in the sink. Long names of GNU and pax are read
//! here, because the library would take as much memory for them as the archive likes.

use super::name::Name;
use super::sink::{Miss, Sink};
use super::{Fault, Source};
use std::io::{BufReader, Read};
use tar::{Archive, EntryType, PaxExtensions};

/// A record of the format.
pub(super) const BLOCK: usize = 512;
/// Longest name or pax header that is read: names beyond are refused by every file system.
const MAX_HEADER: u64 = 64 << 10;

/// Where the header keeps its checksum, POSIX.1-1988 10.1.1: octal digits, then NUL or blank.
const CHECKSUM: std::ops::Range<usize> = 148..156;

/// Whether the first block is a header: its checksum is right. The mark `ustar` came later.
pub(super) fn begins(head: &[u8]) -> bool {
    let Some(block) = head.get(..BLOCK) else { return false };
    let field = block.get(CHECKSUM).unwrap_or_default();
    let digits = field.iter().skip_while(|byte| **byte == b' ').take_while(|byte| byte.is_ascii_digit());
    let digits: String = digits.map(|byte| char::from(*byte)).collect();
    let Ok(written) = u32::from_str_radix(&digits, 8) else { return false };
    let sum = block.iter().enumerate().map(|(at, byte)| u32::from(if CHECKSUM.contains(&at) { b' ' } else { *byte }));
    block.first().is_some_and(|byte| *byte != 0) && sum.sum::<u32>() == written
}

pub(super) fn unpack(source: &Source<'_>, sink: &mut Sink<'_>) -> Result<(), Fault> {
    members(BufReader::new(source.open()?), sink)
}

/// What headers said of the member that follows them.
#[derive(Default)]
struct Announced {
    name: Option<Vec<u8>>,
    unicode: bool,
    target: Option<Vec<u8>>,
}

pub(super) fn members(stream: impl Read, sink: &mut Sink<'_>) -> Result<(), Fault> {
    let meter = sink.meter();
    let broken = || meter.halted().map_or(Fault::Damaged, Fault::Halted);
    let mut archive = Archive::new(stream);
    let mut announced = Announced::default();
    for entry in archive.entries().map_err(|_| broken())?.raw(true) {
        let mut entry = entry.map_err(|_| broken())?;
        let kind = entry.header().entry_type();
        if let Some(header) = Header::of(kind) {
            let mut bytes = Vec::new();
            entry.by_ref().take(MAX_HEADER).read_to_end(&mut bytes).map_err(|_| broken())?;
            header.announce(bytes, &mut announced);
            continue;
        }
        let announced = std::mem::take(&mut announced);
        let raw = announced.name.unwrap_or_else(|| entry.path_bytes().into_owned());
        let name = Name::from_bytes(&raw, announced.unicode);
        let target = announced.target.or_else(|| entry.link_name_bytes().map(std::borrow::Cow::into_owned));
        match kind {
            _ if kind.is_dir() || raw.ends_with(b"/") => sink.folder(&name)?,
            EntryType::Symlink => sink.link(&name)?,
            EntryType::Link => {
                let earlier = Name::from_bytes(&target.unwrap_or_default(), announced.unicode);
                sink.again(&name, &earlier)?;
            }
            EntryType::Regular | EntryType::Continuous => {
                let left = entry.size();
                if sink.copy(&name, &mut Whole { inner: entry, left })? == Err(Miss::Damaged) {
                    // The stream broke off: there is no next member.
                    return Err(Fault::Damaged);
                }
            }
            EntryType::GNUSparse => sink.missed(&name, Miss::Method)?,
            _ => sink.missed(&name, Miss::Special)?,
        }
    }
    meter.halted().map_or(Ok(()), |halt| Err(Fault::Halted(halt)))
}

/// A member's bytes, all of them: a stream that breaks off inside a member is a fault and not its end.
struct Whole<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.saturating_sub(count as u64);
        if count == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(count)
    }
}

/// Headers that stand before a member and speak of it.
enum Header {
    LongName,
    LongTarget,
    Pax,
    /// For all members: nothing that matters here.
    Global,
}

impl Header {
    fn of(kind: EntryType) -> Option<Self> {
        match kind {
            EntryType::GNULongName => Some(Self::LongName),
            EntryType::GNULongLink => Some(Self::LongTarget),
            EntryType::XHeader => Some(Self::Pax),
            EntryType::XGlobalHeader => Some(Self::Global),
            _ => None,
        }
    }

    fn announce(&self, mut bytes: Vec<u8>, announced: &mut Announced) {
        match self {
            Self::LongName | Self::LongTarget => {
                bytes.truncate(bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()));
                let field = if matches!(self, Self::LongName) { &mut announced.name } else { &mut announced.target };
                *field = Some(bytes);
            }
            Self::Pax => {
                for record in PaxExtensions::new(&bytes).flatten() {
                    match record.key_bytes() {
                        // POSIX.1-2001: UTF-8.
                        b"path" => {
                            announced.name = Some(record.value_bytes().to_vec());
                            announced.unicode = true;
                        }
                        b"linkpath" => announced.target = Some(record.value_bytes().to_vec()),
                        _ => {}
                    }
                }
            }
            Self::Global => {}
        }
    }
}
