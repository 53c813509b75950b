//! The package's own settings: `evipack.toml` in its root.
//!
//! Enters: its text, and the table. Leaves: which odd folder or file stands for which item. Every
//! fault is an error with its line: a mapping that silently does not work would be worse than none. The file comes with the
//! package, so it may be hostile: it is read only if it is a regular file, up to a size, and each of its lines costs the same.
//!
//! ```toml
//! [map]
//! "杂项/季度会" = "1.4"        # a folder or file, relative to the root
//! "说明.docx"   = "package"    # belongs to the package as a whole
//! "草稿"        = "ignore"     # not handed in
//! ```

use crate::rel_path::{RelPath, own_name};
use crate::table::{ItemId, Table};
use std::collections::{BTreeMap, HashMap};

/// The settings file that may lie in the root; not part of the material.
pub const SETTINGS_FILE: &str = "evipack.toml";

/// Largest settings file, in bytes: 10,000 lines of the longest usual paths (100 bytes).
pub const MAX_SETTINGS_BYTES: u64 = 1 << 20;
/// Most mapped paths. A county's whole material is some 2,000 files.
const MAX_ENTRIES: usize = 10_000;
/// Most characters of a wrong target that an error repeats.
const MAX_REPEATED: usize = 40;

/// What the settings file says.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Path to target, in the order of the paths.
    pub(crate) map: Vec<(RelPath, Target)>,
    /// The place in the list of each path, as [`own_names`] writes it.
    places: HashMap<String, usize>,
}

/// Where a mapped path belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Item(ItemId),
    Package,
    Ignore,
}

/// A fault in `evipack.toml`.
#[derive(Debug, thiserror::Error)]
#[error("evipack.toml 第 {line} 行：{}", crate::personal::masked(message))]
pub struct SettingsError {
    /// 1-based line.
    pub line: usize,
    /// What is wrong and what is expected, in Chinese.
    pub message: String,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    map: BTreeMap<String, toml::Spanned<String>>,
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// [`SettingsError`] for text that is not TOML, an unknown key, a target that the table does not have, or more than
    /// 10,000 mapped paths.
    pub fn from_toml(text: &str, table: &Table) -> Result<Self, SettingsError> {
        // Lines are counted for the one error only: counting them for each mapped path would take the square of the file.
        let fault = |offset: usize, message: String| {
            let line = text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1;
            SettingsError { line, message }
        };
        let written: Written = toml::from_str(text)
            .map_err(|error| fault(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
        if written.map.len() > MAX_ENTRIES {
            let count = written.map.len();
            let message = format!("[map] 写了 {count} 行，最多 {MAX_ENTRIES} 行；整个文件夹写一行即可");
            return Err(fault(0, message));
        }
        let items: HashMap<String, ItemId> = table.items().iter().map(|item| (item.id.to_string(), item.id)).collect();
        let mut settings = Self::default();
        for (path, target) in written.map {
            let offset = target.span().start;
            let path = normal_path(&path)
                .ok_or_else(|| fault(offset, "要写明材料根目录下的一个文件夹或文件，不能是空的或含 ..".to_owned()))?;
            if settings.places.insert(own_names(&path), settings.map.len()).is_some() {
                return Err(fault(offset, format!("“{path}”写了两次")));
            }
            let target = resolve(target.get_ref(), &items).ok_or_else(|| {
                let ids: Vec<String> = table.items().iter().map(|item| item.id.to_string()).collect();
                // Masked before it is cut: half a number is not known for one, and the name beside it would stay.
                let masked = crate::personal::masked(target.get_ref());
                let written: String = masked.chars().take(MAX_REPEATED).collect();
                fault(offset, format!("没有指标“{written}”，应为其中之一：package、ignore、{}", ids.join("、")))
            })?;
            settings.map.push((path, target));
        }
        Ok(settings)
    }

    /// The target of the longest mapped path that holds `path`, and its place in the list. Takes as many steps as the path
    /// has parts, however many paths are mapped.
    pub(crate) fn target(&self, path: &RelPath) -> Option<(usize, &Target)> {
        let path = own_names(path);
        let mut holder = path.as_str();
        loop {
            if let Some(place) = self.places.get(holder) {
                return self.map.get(*place).map(|(_, target)| (*place, target));
            }
            holder = holder.rsplit_once('/')?.0;
        }
    }
}

/// A path in which archives look like folders: `a.zip`, `a.zip!/照片` and `a.zip/照片` all hold what lies in that archive. A
/// folder that is really called `加油!` may be written so, or as the report writes it.
fn own_names(path: &RelPath) -> String {
    path.parts().map(own_name).collect::<Vec<_>>().join("/")
}

/// A path as the walk names it: clerks write `\`, `./` and a closing `/` as well.
fn normal_path(written: &str) -> Option<RelPath> {
    let written = written.trim().replace('\\', "/");
    let parts: Vec<&str> = written.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    (!parts.is_empty() && !parts.contains(&"..")).then(|| RelPath::new(&parts.join("/")))
}

fn resolve(word: &str, items: &HashMap<String, ItemId>) -> Option<Target> {
    match word {
        "package" => Some(Target::Package),
        "ignore" => Some(Target::Ignore),
        id => items.get(id).copied().map(Target::Item),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn settings(text: &str) -> Result<Settings, SettingsError> {
        static TABLE: std::sync::OnceLock<Table> = std::sync::OnceLock::new();
        Settings::from_toml(text, TABLE.get_or_init(|| Table::builtin("changqing-2026").unwrap()))
    }

    fn target<'s>(settings: &'s Settings, path: &str) -> Option<&'s Target> {
        settings.target(&RelPath::new(path)).map(|(_, target)| target)
    }

    #[test]
    fn the_longest_mapped_path_decides_and_archives_are_folders() {
        let settings =
            settings("[map]\n'杂项' = 'package'\n'杂项/会' = 'ignore'\n'a.zip' = '1.4'\n'加油!' = '1.2'\n").unwrap();
        assert_eq!(target(&settings, "杂项/会/照片.jpg"), Some(&Target::Ignore));
        assert_eq!(target(&settings, "杂项/会议.jpg"), Some(&Target::Package));
        assert_eq!(target(&settings, "杂项"), Some(&Target::Package));
        assert_eq!(target(&settings, "杂项2/a.jpg"), None);
        assert!(matches!(target(&settings, "a.zip!/b.zip!/c.jpg"), Some(Target::Item(_))));
        assert!(matches!(target(&settings, "加油%21/c.jpg"), Some(Target::Item(_))));
        assert_eq!(target(&settings, "a.zip%21/c.jpg"), None, "a folder that is only called like an archive");
    }

    #[test]
    fn a_path_is_mapped_once_however_it_is_written() {
        let error = settings("[map]\n'a.zip' = '1.4'\n'./a.zip!/' = 'ignore'\n").unwrap_err();
        assert!(error.message.contains("写了两次"), "{error}");
    }

    #[test]
    fn more_lines_than_allowed_are_refused_and_as_many_as_allowed_are_read_at_once() {
        let lines = |count: usize| -> String {
            let line = |number| format!("\"杂项/{number}\" = \"ignore\"\n");
            std::iter::once("[map]\n".to_owned()).chain((0..count).map(line)).collect()
        };
        let started = std::time::Instant::now();
        let all = settings(&lines(MAX_ENTRIES)).unwrap();
        for number in 0..MAX_ENTRIES {
            assert_eq!(target(&all, &format!("杂项/{number}/照片.jpg")), Some(&Target::Ignore));
        }
        // The square of the lines took minutes, this takes a tenth of a second.
        assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
        assert!(settings(&lines(MAX_ENTRIES + 1)).unwrap_err().message.contains("10000"));
    }

    #[test]
    fn nesting_without_end_is_an_error_and_no_crash() {
        let depth = (MAX_SETTINGS_BYTES / 2 - 16) as usize;
        let many = |part: &str| part.repeat(depth);
        for text in [
            format!("a = {}", many("[")),
            format!("{}a = 1", many("a.")),
            format!("[{}a]", many("a.")),
            format!("a = {}", "{a=".repeat(depth / 2)),
        ] {
            // The stack of a test's thread is smaller than that of a program.
            assert!(settings(&text).is_err());
        }
    }

    #[test]
    fn a_wrong_target_is_not_repeated_without_end() {
        let error = settings(&format!("[map]\n\n'a' = '{}'\n", "长".repeat(5000))).unwrap_err();
        assert_eq!(error.line, 3);
        assert!(error.message.chars().count() < 500);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text: String, name: String) {
            let _ = settings(&text);
            let _ = settings(&format!("[map]\n{name:?} = 'ignore'\n"));
        }
    }
}
