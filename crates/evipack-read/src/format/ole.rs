//! Which program wrote a compound file (MS-CFB): Word, Excel, PowerPoint, or an encrypted package.
//!
//! Enters: the bytes of a file that starts with the compound file signature. Leaves: its [`Format`], by the names of the
//! streams directly under the root. Names deeper down belong to embedded objects (a workbook inside a letter), so the
//! directory's tree is followed and not merely searched; only where the tree is broken is every name looked at.

use super::Format;
use super::compound::Compound;

/// The format of a compound file; [`Format::Ole`] where it is of another program or its directory cannot be read.
pub(crate) fn sniff_ole(bytes: &[u8]) -> Format {
    let Some(file) = Compound::open(bytes) else { return Format::Ole };
    let root: Vec<&str> = file.children(None).into_iter().map(|entry| entry.name.as_str()).collect();
    by_names(&root)
        .or_else(|| if root.is_empty() { by_names(&file.all_names().collect::<Vec<_>>()) } else { None })
        .unwrap_or(Format::Ole)
}

fn by_names(names: &[&str]) -> Option<Format> {
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::format::compound::{NO_STREAM, SIGNATURE};
    use proptest::prelude::*;

    /// A compound file: header, one FAT sector, one directory sector with these (name, left, right, child) entries.
    pub(crate) fn compound(entries: &[(&str, u32, u32, u32)]) -> Vec<u8> {
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
