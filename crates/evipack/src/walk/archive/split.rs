//! Archives cut into volumes: `a.zip.001`, `a.z01` … `a.zip`, `a.part1.rar`, `a.r00` … `a.rar`.
//!
//! Enters: paths. Leaves: for each volume the set it belongs to and whether it is the one that stands for
//! the set. Only names are looked at: of a volume but the first, the bytes say nothing.

use evipack_core::rel_path::RelPath;
use std::collections::BTreeMap;

/// A volume of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Volume {
    /// Whether the set is reported here: once, not for each volume.
    pub(super) first: bool,
    /// How many volumes lie in the folder.
    pub(super) count: usize,
}

/// The volumes among paths, each by its place in the list. Volumes of one set lie in one folder.
pub(super) fn volumes<'p>(paths: impl Iterator<Item = &'p RelPath> + Clone) -> BTreeMap<usize, Volume> {
    let mut sets: BTreeMap<(RelPath, String), Vec<(u32, usize)>> = BTreeMap::new();
    for (at, path) in paths.clone().enumerate() {
        if let Some((set, number)) = numbered(&path.name().to_lowercase()) {
            sets.entry((path.parent(), set)).or_default().push((number, at));
        }
    }
    if sets.is_empty() {
        return BTreeMap::new();
    }
    // The volume without a number, `a.zip` beside `a.z01`: the first of `.rar`, the last of `.zip`, and the one people open.
    for (at, path) in paths.enumerate() {
        if let Some(set) = sets.get_mut(&(path.parent(), path.name().to_lowercase())) {
            set.push((0, at));
        }
    }
    let mut found = BTreeMap::new();
    for set in sets.values() {
        let first = set.iter().min().map(|(_, at)| *at);
        found.extend(set.iter().map(|(_, at)| (*at, Volume { first: Some(*at) == first, count: set.len() })));
    }
    found
}

/// Whether a name is that of a volume.
pub(super) fn is_volume(name: &str) -> bool {
    numbered(&name.to_lowercase()).is_some()
}

/// The set's name (that of the whole archive) and the volume's number.
fn numbered(name: &str) -> Option<(String, u32)> {
    const WHOLE: [&str; 4] = [".zip", ".7z", ".rar", ".tar"];
    let (stem, extension) = name.rsplit_once('.')?;
    let number = |digits: &str| digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
    if extension.len() == 3 && WHOLE.iter().any(|whole| stem.ends_with(whole)) {
        return Some((format!("{stem}.*"), number(extension)?));
    }
    if extension == "rar" {
        let (set, part) = stem.rsplit_once(".part")?;
        return Some((format!("{set}.part*.rar"), number(part)?));
    }
    let style = extension.get(..1).filter(|_| extension.len() == 3)?;
    let number = number(extension.get(1..)?)?;
    match style {
        "z" => Some((format!("{stem}.zip"), number)),
        // .r00 is the second volume.
        "r" => Some((format!("{stem}.rar"), number + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn firsts(names: &[&str]) -> Vec<(usize, bool, usize)> {
        let paths: Vec<RelPath> = names.iter().map(|name| RelPath::new(name)).collect();
        volumes(paths.iter()).into_iter().map(|(at, volume)| (at, volume.first, volume.count)).collect()
    }

    #[test]
    fn each_set_is_told_at_one_volume() {
        assert_eq!(firsts(&["材料.7z.001", "材料.7z.002", "别的.7z"]), [(0, true, 2), (1, false, 2)]);
        assert_eq!(firsts(&["材料.z01", "材料.z02", "材料.zip"]), [(0, false, 3), (1, false, 3), (2, true, 3)]);
        assert_eq!(firsts(&["材料.Part2.rar", "材料.part1.RAR"]), [(0, false, 2), (1, true, 2)]);
        assert_eq!(firsts(&["材料.r00", "材料.rar", "照片.rar"]), [(0, false, 2), (1, true, 2)]);
        assert_eq!(firsts(&["材料.z02"]), [(0, true, 1)], "the others are lost");
    }

    #[test]
    fn other_numbers_are_no_volumes() {
        assert_eq!(firsts(&["材料.zip", "材料.rar", "IMG.001", "材料.docx.001", "apart.rar", "材料.zip.01"]), []);
    }
}
