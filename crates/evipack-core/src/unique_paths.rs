//! No two files under one path in the report.
//!
//! Enters: the paths that files would have by their names. Leaves: the same paths, and for a file whose path is taken already
//! one with a number: `b (2).jpg`. Different files can have one path for three reasons. Their names look the same and differ
//! only in how accents are stored (Unicode NFC and NFD). A name that is no text is written with `%XX`, and another file is
//! really called so. An archive holds two members of one name.

use crate::rel_path::RelPath;
use std::collections::HashMap;

/// The paths that were given so far. Each takes constant time, however many files have the same name.
#[derive(Debug, Default)]
pub struct UniquePaths {
    /// How often each path was wanted.
    given: HashMap<RelPath, u32>,
}

impl UniquePaths {
    /// The wanted path, or the first free one with a number.
    pub fn take(&mut self, wanted: &RelPath) -> RelPath {
        let mut path = wanted.clone();
        while self.given.contains_key(&path) {
            let times = self.given.entry(wanted.clone()).or_insert(1);
            *times += 1;
            path = numbered(wanted, *times);
        }
        self.given.insert(path.clone(), 1);
        path
    }

    /// Takes a path that may be taken already. Says whether it was free.
    pub fn claim(&mut self, path: &RelPath) -> bool {
        let known = self.given.contains_key(path);
        self.given.entry(path.clone()).or_insert(1);
        !known
    }
}

/// The number stands before the extension, where every file manager puts it. `2.创建工作方案` has no extension but a number of
/// its own, which must stay together.
fn numbered(path: &RelPath, times: u32) -> RelPath {
    let name = path.name();
    let (stem, extension) = match name.rfind('.') {
        Some(dot) if dot > 0 && name[dot + 1..].bytes().all(|byte| byte.is_ascii_alphanumeric()) => name.split_at(dot),
        _ => (name, ""),
    };
    path.parent().join_text(&format!("{stem} ({times}){extension}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_taken_path_gets_a_number() {
        let mut paths = UniquePaths::default();
        let given = ["照片.jpg", "照片.jpg", "照片.jpg", "照片 (2).jpg", "2.方案", "2.方案", "b/照片.jpg"]
            .map(|wanted| paths.take(&RelPath::new(wanted)).as_str().to_owned());
        let wanted =
            ["照片.jpg", "照片 (2).jpg", "照片 (3).jpg", "照片 (2) (2).jpg", "2.方案", "2.方案 (2)", "b/照片.jpg"];
        assert_eq!(given, wanted);
    }

    proptest! {
        /// Few names, so that they meet often, and names that look like numbered ones.
        #[test]
        fn no_path_is_given_twice(names in proptest::collection::vec("(a|b)( \\([23]\\)){0,2}(\\.c)?", 0..60)) {
            let mut paths = UniquePaths::default();
            let given: std::collections::BTreeSet<RelPath> =
                names.iter().map(|name| paths.take(&RelPath::new(name))).collect();
            prop_assert_eq!(given.len(), names.len());
        }
    }
}
