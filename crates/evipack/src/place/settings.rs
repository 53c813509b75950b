//! The package's own settings: `evipack.toml` in its root.
//!
//! Enters: its text and the table. Leaves: which odd folder or file stands for which item. Every fault is an error with
//! its line: a mapping that silently does not work would be worse than none.
//!
//! ```toml
//! [map]
//! "杂项/季度会" = "1.4"        # a folder or file, relative to the root
//! "说明.docx"   = "package"    # belongs to the package as a whole
//! "草稿"        = "ignore"     # not handed in
//! ```

use crate::rel_path::{RelPath, archive_name};
use crate::table::{ItemId, Table};

/// What the settings file says.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Path to target, in the order of the file.
    pub(crate) map: Vec<(RelPath, Target)>,
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
    map: std::collections::BTreeMap<String, toml::Spanned<String>>,
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// [`SettingsError`] for text that is not TOML, an unknown key, or a target that the table does not have.
    pub fn from_toml(text: &str, table: &Table) -> Result<Self, SettingsError> {
        let line_of = |offset: usize| text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1;
        let written: Written = toml::from_str(text).map_err(|error| SettingsError {
            line: error.span().map_or(1, |span| line_of(span.start)),
            message: error.message().to_owned(),
        })?;
        let mut map = Vec::new();
        for (path, target) in written.map {
            let line = line_of(target.span().start);
            let path = normal_path(&path).ok_or_else(|| SettingsError {
                line,
                message: "要写明材料根目录下的一个文件夹或文件，不能是空的或含 ..".to_owned(),
            })?;
            if map.iter().any(|(known, _)| *known == path) {
                return Err(SettingsError { line, message: format!("“{path}”写了两次") });
            }
            map.push((path, resolve(target.get_ref(), table, line)?));
        }
        Ok(Self { map })
    }

    /// The target of the longest mapped path that holds `path`, and its place in the list.
    pub(crate) fn target(&self, path: &RelPath) -> Option<(usize, &Target)> {
        let path = without_marks(path);
        let inside = |folder: &RelPath| {
            let folder = without_marks(folder);
            path.strip_prefix(&folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || folder.is_empty())
        };
        self.map
            .iter()
            .enumerate()
            .filter(|(_, (folder, _))| inside(folder))
            .max_by_key(|(_, (folder, _))| folder.as_str().len())
            .map(|(line, (_, target))| (line, target))
    }
}

/// A path in which archives look like folders: `a.zip`, `a.zip!/照片` and `a.zip/照片` all hold what lies in that archive.
fn without_marks(path: &RelPath) -> String {
    let parts = path.parts().map(|part| archive_name(part).and(part.strip_suffix('!')).unwrap_or(part));
    parts.collect::<Vec<_>>().join("/")
}

/// A path as the walk names it: clerks write `\`, `./` and a closing `/` as well.
fn normal_path(written: &str) -> Option<RelPath> {
    let written = written.trim().replace('\\', "/");
    let parts: Vec<&str> = written.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    (!parts.is_empty() && !parts.contains(&"..")).then(|| RelPath::new(&parts.join("/")))
}

fn resolve(word: &str, table: &Table, line: usize) -> Result<Target, SettingsError> {
    match word {
        "package" => Ok(Target::Package),
        "ignore" => Ok(Target::Ignore),
        id => {
            let ids = || table.items().iter().map(|item| item.id);
            ids().find(|known| known.to_string() == id).map(Target::Item).ok_or_else(|| SettingsError {
                line,
                message: format!(
                    "没有指标“{id}”，应为其中之一：package、ignore、{}",
                    ids().map(|known| known.to_string()).collect::<Vec<_>>().join("、")
                ),
            })
        }
    }
}
