//! Doors to the readers of archives, for the fuzzer and for the bytes that it once broke something with.
//!
//! Enters: any bytes. Leaves: nothing; what panics, or does not hold to what it promises, is the finding. As in `evipack-read`,
//! these doors are built only for tests and for `cargo fuzz`, and each is a target of `fuzz/` of the same name.

/// A door and its name.
pub type Door = (&'static str, fn(&[u8]));

/// All doors.
pub const DOORS: &[Door] = &[("archive_name", archive_name), ("archive", archive)];

/// The name of an archive's member: what a report shows of it never points anywhere.
pub fn archive_name(bytes: &[u8]) {
    let Some((flags, raw)) = bytes.split_first() else { return };
    for part in crate::walk::member_name(raw, flags & 1 == 1) {
        assert!(!matches!(part.as_str(), "" | "." | ".."), "{part}");
        assert!(!part.contains(['/', '\\']), "{part}");
    }
}

/// An archive of any kind: what it unpacks lies in the private folder, and nowhere else.
pub fn archive(bytes: &[u8]) {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("a.zip"), bytes).unwrap();
    let Ok(listing) = crate::walk::walk(home.path()) else { return };
    let names: Vec<_> = std::fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["a.zip"]);
    for member in listing.files.iter().filter(|entry| entry.path.as_str() != "a.zip") {
        assert!(member.path.as_str().starts_with("a.zip!/"), "{}", member.path);
        assert!(!member.os_path.starts_with(home.path()), "{}", member.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn what_was_once_found_stays_mended() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/regressions");
        for (name, door) in DOORS {
            let Ok(cases) = std::fs::read_dir(folder.join(name)) else { continue };
            for case in cases {
                door(&std::fs::read(case.unwrap().path()).unwrap());
            }
        }
    }

    #[test]
    fn every_door_is_a_target() {
        let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/fuzz_targets");
        for (name, _) in DOORS {
            let target = std::fs::read_to_string(targets.join(format!("{name}.rs"))).unwrap();
            assert!(target.contains(&format!("fuzz::{name}(")), "{name}");
        }
    }
}
