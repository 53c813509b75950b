//! Where texts go. Enters: rendered text. Leaves: bytes on stdout or in a file, never inside the audited package, and lines on
//! stderr. A report comes here without personal data already; everything else (arguments, paths, errors) is masked here, and
//! nothing in this program prints in another way.

use crate::report_file::{ReportFile, ReportFileError};
use crate::text::escape;
use evipack::personal::masked;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

/// Stdout, or a file.
pub(crate) enum Destination {
    Stdout,
    File(ReportFile),
}

impl Destination {
    /// Chooses before the audit runs, so that a forbidden place is said at once.
    pub(crate) fn choose(output: Option<&Path>, folder: &Path) -> Result<Self, ReportFileError> {
        output.map_or(Ok(Self::Stdout), |output| ReportFile::choose(output, folder).map(Self::File))
    }

    /// Colours only on a terminal, and not where NO_COLOR (any value but the empty one) asks for none.
    pub(crate) fn colours(&self) -> bool {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        matches!(self, Self::Stdout) && !refused && std::io::stdout().is_terminal()
    }

    /// Puts the report out.
    ///
    /// # Errors
    /// [`OutputError`] where not all of it was put out.
    pub(crate) fn write(&self, text: &str) -> Result<(), OutputError> {
        match self {
            Self::Stdout => to_stdout(text),
            Self::File(file) => Ok(file.write(text)?),
        }
    }
}

/// Why a text was not put out whole.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutputError {
    /// Whoever read the pipe has gone away (`| head`). Nothing is said of it, and it is no success.
    #[error("输出没有被读完")]
    ReaderGone,
    #[error("无法输出：{0}")]
    Stdout(std::io::Error),
    #[error(transparent)]
    File(#[from] ReportFileError),
}

/// Text that is no report, to stdout.
pub(crate) fn print(text: &str) -> Result<(), OutputError> {
    to_stdout(&masked(text))
}

/// A message on stderr: stdout belongs to the report. A table's faults come one a line; everything else that could move the
/// cursor is made visible.
pub(crate) fn complain(message: &str) {
    let masked = masked(message);
    let lines: Vec<String> = masked.lines().map(escape).collect();
    // Where not even stderr takes anything, the exit code says it.
    let _ = writeln!(std::io::stderr(), "evipack: {}", lines.join("\n"));
}

fn to_stdout(text: &str) -> Result<(), OutputError> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(|error| match error.kind() {
        std::io::ErrorKind::BrokenPipe => OutputError::ReaderGone,
        _ => OutputError::Stdout(error),
    })
}
