//! Where the report goes. Enters: rendered text. Leaves: bytes on stdout or in a file, never inside the audited package.

use crate::report_file::{ReportFile, ReportFileError};
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

    pub(crate) fn write(&self, text: &str) -> Result<(), String> {
        match self {
            Self::Stdout => print(text),
            Self::File(file) => file.write(text).map_err(|error| error.to_string()),
        }
    }
}

/// To stdout. A reader that has gone away (`| head`) is no fault.
pub(crate) fn print(text: &str) -> Result<(), String> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(format!("无法输出：{error}")),
        _ => Ok(()),
    }
}
