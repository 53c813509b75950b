//! Where texts go. Enters: rendered text. Leaves: bytes on stdout or in a file, never inside the audited package, and lines on
//! stderr. A report comes here without personal data already; everything else (arguments, paths, errors) is masked here, and
//! nothing in this program prints in another way.

use crate::text::escape;
use evipack::personal::masked;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

/// Stdout, or a file.
pub(crate) enum Destination {
    Stdout,
    File(PathBuf),
}

impl Destination {
    /// Chooses before the audit runs, so that a forbidden place is said at once.
    pub(crate) fn choose(output: Option<&Path>, folder: &Path) -> Result<Self, String> {
        let Some(output) = output else { return Ok(Self::Stdout) };
        let parent = match output.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let parent = std::fs::canonicalize(parent)
            .map_err(|error| format!("报告要写到的文件夹“{}”不可用：{error}", parent.display()))?;
        if std::fs::canonicalize(folder).is_ok_and(|root| parent.starts_with(root)) {
            return Err("报告不能写进材料文件夹：材料里的任何东西都不会被改动。请换一个位置。".to_owned());
        }
        // The resolved parent: a link that is swapped during the audit cannot lead into the package. The file itself may
        // still be a link, and is refused.
        let file = parent.join(output.file_name().ok_or_else(|| "--output 要给出文件名".to_owned())?);
        if file.is_symlink() {
            return Err(format!("“{}”是链接，不写入。请给出一个普通文件。", output.display()));
        }
        Ok(Self::File(file))
    }

    /// Colours only on a terminal, and not where NO_COLOR (any value but the empty one) asks for none.
    pub(crate) fn colours(&self) -> bool {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        matches!(self, Self::Stdout) && !refused && std::io::stdout().is_terminal()
    }

    pub(crate) fn write(&self, text: &str) -> Result<(), String> {
        match self {
            Self::Stdout => to_stdout(text),
            Self::File(path) => {
                std::fs::write(path, text).map_err(|error| format!("无法写入“{}”：{error}", path.display()))
            }
        }
    }
}

/// Text that is no report, to stdout.
pub(crate) fn print(text: &str) -> Result<(), String> {
    to_stdout(&masked(text))
}

/// A message on stderr: stdout belongs to the report. A table's faults come one a line; everything else that could move the
/// cursor is made visible.
pub(crate) fn complain(message: &str) {
    let masked = masked(message);
    let lines: Vec<String> = masked.lines().map(escape).collect();
    eprintln!("evipack: {}", lines.join("\n"));
}

/// A reader that has gone away (`| head`) is no fault.
fn to_stdout(text: &str) -> Result<(), String> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(format!("无法输出：{error}")),
        _ => Ok(()),
    }
}
