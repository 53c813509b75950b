//! Which program wrote a compound file (MS-CFB): Word, Excel, PowerPoint, or an encrypted package.
//!
//! Enters: the bytes of a file that starts with the compound file signature. Leaves: its [`Format`], by the names of the
//! streams directly under the root. Names deeper down belong to embedded objects (a workbook inside a letter), so the
//! directory's tree is followed and not merely searched; only where the tree is broken is every name looked at.

use super::Format;

/// The signature of a compound file, MS-CFB 2.2.
pub(super) const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// Header size in a version 3 file; in version 4 the header fills one sector of 4096 bytes. MS-CFB 2.2.
const HEADER_LEN: usize = 512;
/// Sector numbers from here up are marks (end of chain, free), MS-CFB 2.1.
const FIRST_MARK: u32 = 0xFFFF_FFFA;
/// "No sibling, no child", MS-CFB 2.6.1.
const NO_STREAM: u32 = 0xFFFF_FFFF;
/// Size of a directory entry, MS-CFB 2.6.1.
const ENTRY_LEN: usize = 128;
/// FAT sectors that the header itself lists, MS-CFB 2.2.
const HEADER_DIFAT: usize = 109;
/// Directory sectors looked at: 4096 sectors hold 16,384 entries and more, far above any office document.
const MAX_DIRECTORY_SECTORS: usize = 4096;
/// Entries directly under the root that are looked at; Word, Excel and PowerPoint write fewer than twenty.
const MAX_ROOT_ENTRIES: usize = 4096;

/// The format of a compound file; [`Format::Ole`] where it is of another program or its directory cannot be read.
pub(crate) fn sniff_ole(bytes: &[u8]) -> Format {
    let Some(directory) = Directory::read(bytes) else { return Format::Ole };
    let root = directory.root_names();
    by_names(&root)
        .or_else(|| if root.is_empty() { by_names(&directory.all_names()) } else { None })
        .unwrap_or(Format::Ole)
}

fn by_names(names: &[String]) -> Option<Format> {
    let has = |name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    if has("EncryptedPackage") {
        Some(Format::OleEncrypted)
    } else if has("WordDocument") {
        Some(Format::OleWord)
    } else if has("Workbook") || has("Book") {
        Some(Format::OleExcel)
    } else if has("PowerPoint Document") {
        Some(Format::OlePowerPoint)
    } else {
        None
    }
}

/// The directory sectors of a compound file, in order.
struct Directory<'a> {
    sectors: Vec<&'a [u8]>,
    entries_a_sector: usize,
}

impl<'a> Directory<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(&SIGNATURE) || bytes.len() < HEADER_LEN {
            return None;
        }
        // MS-CFB 2.2: 9 in version 3, 12 in version 4, nothing else.
        let sector_len: usize = match u16_at(bytes, 0x1E)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut sectors = Vec::new();
        let mut next = u32_at(bytes, 0x30)?;
        while next < FIRST_MARK && sectors.len() < MAX_DIRECTORY_SECTORS {
            let Some(sector) = sector(bytes, sector_len, next) else { break };
            sectors.push(sector);
            match next_in_chain(bytes, sector_len, next) {
                Some(after) => next = after,
                None => break,
            }
        }
        (!sectors.is_empty()).then_some(Self { sectors, entries_a_sector: sector_len / ENTRY_LEN })
    }

    fn entry(&self, id: u32) -> Option<&'a [u8]> {
        let id = id as usize;
        let at = (id % self.entries_a_sector) * ENTRY_LEN;
        self.sectors.get(id / self.entries_a_sector)?.get(at..at + ENTRY_LEN)
    }

    /// Names directly under the root, in no particular order.
    fn root_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        let Some(child) = self.entry(0).and_then(|root| u32_at(root, 0x4C)) else { return names };
        let mut open = vec![child];
        let mut seen = std::collections::HashSet::new();
        while let Some(id) = open.pop() {
            if id == NO_STREAM || seen.len() >= MAX_ROOT_ENTRIES || !seen.insert(id) {
                continue;
            }
            let Some(entry) = self.entry(id) else { continue };
            names.extend(name(entry));
            open.extend(u32_at(entry, 0x44));
            open.extend(u32_at(entry, 0x48));
        }
        names
    }

    fn all_names(&self) -> Vec<String> {
        self.sectors.iter().flat_map(|sector| sector.chunks_exact(ENTRY_LEN)).filter_map(name).collect()
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

fn sector(bytes: &[u8], sector_len: usize, number: u32) -> Option<&[u8]> {
    let start = (number as usize).checked_add(1)?.checked_mul(sector_len)?;
    // The last sector of a file is often cut short by writers that do not pad.
    let end = start.checked_add(sector_len)?.min(bytes.len());
    bytes.get(start..end).filter(|sector| !sector.is_empty())
}

/// The sector after `number`, by the FAT: its first 109 sectors are listed in the header, the others in DIFAT sectors.
fn next_in_chain(bytes: &[u8], sector_len: usize, number: u32) -> Option<u32> {
    let a_sector = sector_len / 4;
    let fat_index = number as usize / a_sector;
    let fat_sector = if fat_index < HEADER_DIFAT {
        u32_at(bytes, 0x4C + 4 * fat_index)?
    } else {
        difat_entry(bytes, sector_len, fat_index - HEADER_DIFAT)?
    };
    u32_at(sector(bytes, sector_len, fat_sector)?, (number as usize % a_sector) * 4)
}

/// The FAT sector that entry `index` of the DIFAT chain names, MS-CFB 2.5.
fn difat_entry(bytes: &[u8], sector_len: usize, index: usize) -> Option<u32> {
    let a_sector = sector_len / 4 - 1;
    let mut number = u32_at(bytes, 0x44)?;
    for _ in 0..index / a_sector {
        number = u32_at(sector(bytes, sector_len, number)?, a_sector * 4)?;
    }
    u32_at(sector(bytes, sector_len, number)?, (index % a_sector) * 4)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?).and_then(|b| b.try_into().ok()).map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A compound file: header, one FAT sector, one directory sector with these (name, left, right, child) entries.
    pub(in crate::format) fn compound(entries: &[(&str, u32, u32, u32)]) -> Vec<u8> {
        let mut file = vec![0u8; 3 * 512];
        file[..8].copy_from_slice(&SIGNATURE);
        file[0x1E] = 9;
        file[0x30..0x34].copy_from_slice(&1u32.to_le_bytes());
        file[0x4C..0x50].copy_from_slice(&0u32.to_le_bytes());
        file[512..516].copy_from_slice(&0xFFFF_FFFDu32.to_le_bytes());
        file[516..520].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
        for (i, (name, left, right, child)) in entries.iter().enumerate() {
            let entry = &mut file[1024 + i * 128..1024 + (i + 1) * 128];
            for (k, unit) in name.encode_utf16().enumerate() {
                entry[2 * k..2 * k + 2].copy_from_slice(&unit.to_le_bytes());
            }
            entry[0x40] = (name.len() * 2 + 2) as u8;
            entry[0x44..0x48].copy_from_slice(&left.to_le_bytes());
            entry[0x48..0x4C].copy_from_slice(&right.to_le_bytes());
            entry[0x4C..0x50].copy_from_slice(&child.to_le_bytes());
        }
        file
    }

    const N: u32 = NO_STREAM;

    #[test]
    fn a_workbook_inside_a_letter_does_not_make_it_a_workbook() {
        let letter =
            [("Root Entry", N, N, 1), ("ObjectPool", 2, N, 3), ("WordDocument", N, N, N), ("Workbook", N, N, N)];
        assert_eq!(sniff_ole(&compound(&letter)), Format::OleWord);
        let table = [("Root Entry", N, N, 1), ("MBD0001", 2, N, 3), ("Workbook", N, N, N), ("WordDocument", N, N, N)];
        assert_eq!(sniff_ole(&compound(&table)), Format::OleExcel);
    }

    #[test]
    fn an_encrypted_package_and_a_stranger() {
        let locked = [("Root Entry", N, N, 1), ("EncryptionInfo", 2, N, N), ("EncryptedPackage", N, N, N)];
        assert_eq!(sniff_ole(&compound(&locked)), Format::OleEncrypted);
        let other = [("Root Entry", N, N, 1), ("Catalog", N, N, N)];
        assert_eq!(sniff_ole(&compound(&other)), Format::Ole);
    }

    #[test]
    fn a_broken_tree_still_shows_its_names() {
        let broken = [("Root Entry", N, N, N), ("PowerPoint Document", N, N, N)];
        assert_eq!(sniff_ole(&compound(&broken)), Format::OlePowerPoint);
    }

    #[test]
    fn a_tree_that_bites_its_tail_ends() {
        let ring = [("Root Entry", N, N, 1), ("a0", 2, 1, N), ("b0", 1, 2, N)];
        assert_eq!(sniff_ole(&compound(&ring)), Format::Ole);
    }

    proptest! {
        #[test]
        fn any_damage_is_survived(at in 0usize..1536, byte: u8, cut in 0usize..1537) {
            let mut file = compound(&[("Root Entry", N, N, 1), ("WordDocument", N, N, N)]);
            file[at] = byte;
            file.truncate(cut);
            sniff_ole(&file);
        }
    }
}
