//! What does not belong in a package that is handed in.
//!
//! Enters: the name of a file or folder. Leaves: a [`Stray`] where the name alone says that it is no material.

use serde::{Deserialize, Serialize};

/// Why a file does not belong in a package that is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stray {
    /// Made by the operating system (Thumbs.db, desktop.ini, .DS_Store …).
    System,
    /// A hidden file or folder (its name begins with a dot).
    Hidden,
    /// An editor's lock or temporary file (`~$…`, `.tmp`, `.bak` …).
    Temporary,
    /// A program or script.
    Executable,
    /// A shortcut (`.lnk`, `.url`).
    Shortcut,
    /// A link to something outside the package, or to nothing.
    Link,
}

/// Hidden folders, version control, archives' and systems' by-products.
pub fn is_foreign_folder(name: &str) -> bool {
    const SYSTEM: [&str; 4] = ["__macosx", "$recycle.bin", "system volume information", "@eadir"];
    name.starts_with('.') || SYSTEM.contains(&name.to_lowercase().as_str())
}

/// What a file's name gives away.
pub fn stray_by_name(name: &str) -> Option<Stray> {
    const SYSTEM: [&str; 6] = ["thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store", "autorun.inf", "folder.htt"];
    const TEMPORARY: [&str; 9] = ["tmp", "temp", "bak", "swp", "crdownload", "part", "download", "wbk", "asd"];
    const PROGRAMS: [&str; 13] =
        ["exe", "com", "bat", "cmd", "msi", "scr", "vbs", "ps1", "jar", "dll", "apk", "sh", "reg"];
    const SHORTCUTS: [&str; 3] = ["lnk", "url", "webloc"];
    let lower = name.to_lowercase();
    let extension = lower.rsplit_once('.').map_or("", |(_, extension)| extension);
    if SYSTEM.contains(&lower.as_str()) {
        Some(Stray::System)
    } else if lower.starts_with("~$")
        || lower.starts_with(".~")
        || lower.ends_with('~')
        || TEMPORARY.contains(&extension)
    {
        Some(Stray::Temporary)
    } else if PROGRAMS.contains(&extension) {
        Some(Stray::Executable)
    } else if SHORTCUTS.contains(&extension) {
        Some(Stray::Shortcut)
    } else if lower.starts_with('.') {
        Some(Stray::Hidden)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_does_not_belong() {
        assert_eq!(stray_by_name("~$方案.docx"), Some(Stray::Temporary));
        assert_eq!(stray_by_name("Thumbs.db"), Some(Stray::System));
        assert_eq!(stray_by_name("看图.LNK"), Some(Stray::Shortcut));
        assert_eq!(stray_by_name("方案.docx"), None);
    }
}
