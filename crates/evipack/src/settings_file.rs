//! Opens the package's own settings file.
//!
//! Enters: what lies in the root under the name `evipack.toml`. Leaves: its text. The file comes with the package, so it may be
//! hostile: it is read only if it is a regular file, and up to a size.

use crate::open_listed::{Listed, OpenError, open_listed};
use crate::walk::Entry;
use evipack_core::place::settings::MAX_SETTINGS_BYTES;
use std::io::Read as _;

/// Why `evipack.toml` is not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsUnreadable {
    /// It is a folder, a link, a pipe or a device.
    #[error("evipack.toml 不是普通文件（是文件夹、链接、管道或设备），没有读取；请换成普通的文本文件或删除")]
    NotAFile,
    /// It has more than 1 MiB.
    #[error("evipack.toml 大于 {} MiB，没有读取；请只写需要说明的文件夹和文件", MAX_SETTINGS_BYTES >> 20)]
    TooLarge,
    /// It is no text.
    #[error("evipack.toml 不是 UTF-8 编码的文本，没有读取；请用“另存为”选择 UTF-8 编码")]
    NotText,
    /// It was exchanged since it was listed, or the system refuses.
    #[error("无法读取 evipack.toml：{0}")]
    Unopened(OpenError),
}

impl From<OpenError> for SettingsUnreadable {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::NoFileNow => Self::NotAFile,
            error => Self::Unopened(error),
        }
    }
}

/// The text of the settings file.
///
/// # Errors
/// [`SettingsUnreadable`] where it is no regular file, is too large, is no text or cannot be read.
pub(crate) fn text_of(entry: &Entry) -> Result<String, SettingsUnreadable> {
    if entry.listed == Listed::NotAFile {
        return Err(SettingsUnreadable::NotAFile);
    }
    let mut bytes = Vec::new();
    // One byte more than allowed tells that there is more.
    open_listed(entry)?.take(MAX_SETTINGS_BYTES + 1).read_to_end(&mut bytes).map_err(OpenError::System)?;
    if bytes.len() as u64 > MAX_SETTINGS_BYTES {
        return Err(SettingsUnreadable::TooLarge);
    }
    let text = String::from_utf8(bytes).map_err(|_| SettingsUnreadable::NotText)?;
    // Windows' editor begins UTF-8 with a byte order mark.
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}
