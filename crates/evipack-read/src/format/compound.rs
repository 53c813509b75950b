//! A compound file (MS-CFB): a small file system of named streams in sectors.
//!
//! Enters: the bytes of a `.doc`, `.wps`, `.xls`, `.ppt` or the like. Leaves: the names of its streams and their bytes. Made for
//! files that other programs still open: what is missing or out of order costs that stream, not the file.

use crate::little_endian::{u16_at, u32_at};
use std::borrow::Cow;
use std::collections::HashSet;

/// MS-CFB 2.2, header signature.
pub(crate) const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// Bytes of the header in version 3; version 4 pads it to a sector.
const HEADER_LEN: usize = 512;
/// Sector numbers from here up are marks (end of chain, free), MS-CFB 2.1.
const FIRST_MARK: u32 = 0xFFFF_FFFA;
/// "No sibling, no child", MS-CFB 2.6.1.
pub(super) const NO_STREAM: u32 = 0xFFFF_FFFF;
/// Size of a directory entry, MS-CFB 2.6.1.
const ENTRY_LEN: usize = 128;
/// FAT sectors that the header itself lists, MS-CFB 2.2.
const HEADER_DIFAT: usize = 109;
/// Directory sectors looked at: 4096 sectors hold 16,384 entries and more, far above any office document.
const MAX_DIRECTORY_SECTORS: usize = 4096;
/// Entries of one storage that are looked at; Word, Excel and PowerPoint write fewer than twenty, and one for each object.
const MAX_CHILDREN: usize = 4096;
/// Size of a mini sector, MS-CFB 2.2.
const MINI_SECTOR: usize = 64;
/// Streams below this size stand in the mini stream, MS-CFB 2.2.
const MINI_CUTOFF: u64 = 4096;

/// What an entry of the directory is (MS-CFB 2.6.1, object type).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryKind {
    Storage,
    Stream,
    Root,
}

/// A storage or a stream.
#[derive(Debug, Clone)]
pub(crate) struct CompoundEntry {
    pub(crate) name: String,
    /// `None` for an unused entry or one of a kind that the standard does not know.
    pub(crate) kind: Option<EntryKind>,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

/// The bytes of a stream.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stream<'a> {
    pub(crate) bytes: Cow<'a, [u8]>,
    /// All bytes that the directory promises are there.
    pub(crate) whole: bool,
}

/// An opened compound file.
#[derive(Debug)]
pub(crate) struct Compound<'a> {
    bytes: &'a [u8],
    sector_len: usize,
    /// For each sector the one after it.
    fat: Vec<u32>,
    entries: Vec<CompoundEntry>,
}

impl<'a> Compound<'a> {
    /// Opens a compound file; `None` where the bytes are none, or its directory cannot be read.
    pub(crate) fn open(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(&SIGNATURE) || bytes.len() < HEADER_LEN {
            return None;
        }
        // MS-CFB 2.2: 9 in version 3, 12 in version 4, nothing else.
        let sector_len: usize = match u16_at(bytes, 0x1E)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Self { bytes, sector_len, fat: Vec::new(), entries: Vec::new() };
        file.fat = file.read_fat();
        let mut next = u32_at(bytes, 0x30)?;
        for _ in 0..MAX_DIRECTORY_SECTORS {
            let Some(sector) = file.sector(next) else { break };
            let wide = sector_len > HEADER_LEN;
            file.entries.extend(sector.chunks_exact(ENTRY_LEN).map(|entry| read_entry(entry, wide)));
            next = file.after(next);
        }
        (!file.entries.is_empty()).then_some(file)
    }

    /// Names of every used entry, wherever it hangs.
    pub(crate) fn all_names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str()).filter(|name| !name.is_empty())
    }

    /// Entries directly in a storage, in no particular order; of the root where `storage` is `None`.
    pub(crate) fn children(&self, storage: Option<&CompoundEntry>) -> Vec<&CompoundEntry> {
        let mut found = Vec::new();
        let Some(storage) = storage.or(self.entries.first()) else { return found };
        let mut open = vec![storage.child];
        let mut seen = HashSet::new();
        while let Some(id) = open.pop() {
            if id == NO_STREAM || seen.len() >= MAX_CHILDREN || !seen.insert(id) {
                continue;
            }
            let Some(entry) = self.entries.get(id as usize) else { continue };
            if !entry.name.is_empty() {
                found.push(entry);
            }
            open.push(entry.left);
            open.push(entry.right);
        }
        found
    }

    /// An entry directly under the root, by its name in any case; of a broken tree any entry of that name.
    pub(crate) fn entry(&self, name: &str) -> Option<&CompoundEntry> {
        let under_root = self.children(None);
        if under_root.is_empty() {
            return self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name));
        }
        under_root.into_iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The stream of that name under the root.
    pub(crate) fn root_stream(&self, name: &str) -> Option<Stream<'a>> {
        self.entry(name).filter(|entry| entry.kind == Some(EntryKind::Stream)).map(|entry| self.stream(entry))
    }

    /// The bytes of a stream, as far as they are there.
    pub(crate) fn stream(&self, entry: &CompoundEntry) -> Stream<'a> {
        if entry.size >= MINI_CUTOFF {
            return self.chain(entry.start, entry.size);
        }
        let Some(root) = self.entries.first() else { return Stream::default() };
        let mini_stream = self.chain(root.start, root.size);
        let mini_fat = self.mini_fat(entry);
        let (mut bytes, mut next) = (Vec::with_capacity(entry.size as usize), entry.start);
        while (bytes.len() as u64) < entry.size && next < FIRST_MARK {
            let start = (next as usize).saturating_mul(MINI_SECTOR);
            let end = start.saturating_add(MINI_SECTOR).min(mini_stream.bytes.len());
            let Some(sector) = mini_stream.bytes.get(start..end).filter(|sector| !sector.is_empty()) else { break };
            bytes.extend_from_slice(sector);
            next = u32_at(&mini_fat, (next as usize).saturating_mul(4)).unwrap_or(NO_STREAM);
        }
        let whole = bytes.len() as u64 >= entry.size;
        bytes.truncate(entry.size as usize);
        Stream { bytes: Cow::Owned(bytes), whole }
    }

    /// The FAT of the mini stream, as bytes.
    fn mini_fat(&self, entry: &CompoundEntry) -> Cow<'a, [u8]> {
        if entry.size == 0 {
            return Cow::Borrowed(&[]);
        }
        let start = u32_at(self.bytes, 0x3C).unwrap_or(NO_STREAM);
        let sectors = u32_at(self.bytes, 0x40).unwrap_or(0);
        self.chain(start, u64::from(sectors) * self.sector_len as u64).bytes
    }

    /// The bytes of a chain of sectors up to `size`; borrowed where the sectors follow one another.
    fn chain(&self, start: u32, size: u64) -> Stream<'a> {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        // A run of neighbouring sectors at a time; no more bytes than the file has, whatever the directory says.
        let (mut pieces, mut have, mut next) = (Vec::<&'a [u8]>::new(), 0usize, start);
        while have < size.min(self.bytes.len()) && next < FIRST_MARK {
            let (first, mut last) = (next, next);
            loop {
                next = self.after(last);
                let so_far = (last - first + 1) as usize * self.sector_len;
                if next != last.wrapping_add(1) || next >= FIRST_MARK || have + so_far >= size {
                    break;
                }
                last = next;
            }
            let Some(piece) = self.sectors(first, last) else { break };
            let piece = piece.get(..size - have).unwrap_or(piece);
            have += piece.len();
            pieces.push(piece);
        }
        let bytes = match pieces.as_slice() {
            [one] => Cow::Borrowed(*one),
            many => Cow::Owned(many.concat()),
        };
        Stream { whole: bytes.len() >= size, bytes }
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        self.sectors(number, number)
    }

    fn sectors(&self, first: u32, last: u32) -> Option<&'a [u8]> {
        let start = (first as usize).checked_add(1)?.checked_mul(self.sector_len)?;
        let end = (last as usize).checked_add(2)?.checked_mul(self.sector_len)?;
        // The last sector of a file is often cut short by writers that do not pad.
        self.bytes.get(start..end.min(self.bytes.len())).filter(|sector| !sector.is_empty())
    }

    fn after(&self, number: u32) -> u32 {
        self.fat.get(number as usize).copied().unwrap_or(NO_STREAM)
    }

    /// The FAT: its first 109 sectors are listed in the header, the others in DIFAT sectors (MS-CFB 2.5). A sector that is
    /// missing leaves its part of the table at "no sector".
    fn read_fat(&self) -> Vec<u32> {
        let sectors_in_file = self.bytes.len() / self.sector_len + 1;
        let a_sector = self.sector_len / 4;
        let most = sectors_in_file / a_sector + 1;
        let mut listed: Vec<u32> = (0..HEADER_DIFAT.min(most))
            .map(|index| u32_at(self.bytes, 0x4C + 4 * index).unwrap_or(NO_STREAM))
            .collect();
        let mut next = u32_at(self.bytes, 0x44).unwrap_or(NO_STREAM);
        while listed.len() < most && next < FIRST_MARK {
            let Some(sector) = self.sector(next) else { break };
            listed.extend((0..a_sector - 1).map(|index| u32_at(sector, 4 * index).unwrap_or(NO_STREAM)));
            next = u32_at(sector, 4 * (a_sector - 1)).unwrap_or(NO_STREAM);
        }
        listed.truncate(most);
        let mut fat = Vec::with_capacity(sectors_in_file);
        for number in listed {
            let sector = if number < FIRST_MARK { self.sector(number) } else { None };
            fat.extend((0..a_sector).map(|at| sector.and_then(|s| u32_at(s, 4 * at)).unwrap_or(NO_STREAM)));
        }
        fat
    }
}

fn read_entry(entry: &[u8], wide: bool) -> CompoundEntry {
    let word = |at| u32_at(entry, at).unwrap_or(NO_STREAM);
    let low = u64::from(u32_at(entry, 0x78).unwrap_or(0));
    // MS-CFB 2.6.1: the upper half of the size is not to be trusted in version 3.
    let high = if wide { u64::from(u32_at(entry, 0x7C).unwrap_or(0)) << 32 } else { 0 };
    CompoundEntry {
        name: name(entry).unwrap_or_default(),
        kind: match entry.get(0x42) {
            Some(1) => Some(EntryKind::Storage),
            Some(2) => Some(EntryKind::Stream),
            Some(5) => Some(EntryKind::Root),
            _ => None,
        },
        left: word(0x44),
        right: word(0x48),
        child: word(0x4C),
        start: word(0x74),
        size: high | low,
    }
}

/// The name of a directory entry; nothing for an unused one.
fn name(entry: &[u8]) -> Option<String> {
    // Length in bytes, with the closing NUL; 2.6.1 caps it at 64.
    let len = usize::from(u16_at(entry, 0x40)?);
    if !(4..=64).contains(&len) {
        return None;
    }
    let units = entry.get(..len - 2)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}
