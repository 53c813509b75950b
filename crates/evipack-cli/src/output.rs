//! Where texts go. Enters: rendered text. Leaves: bytes on stdout or in a file, never inside the audited package, and lines on
//! stderr. A report comes here without personal data already; everything else (arguments, paths, errors) is masked here, and
//! nothing in this program prints in another way.

use crate::report_file::{ReportFile, ReportFileError};
use crate::text::escape;
use evipack::personal::masked;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;

/// Bytes that are written at once: fewer calls than a line at a time, and little to hold.
const BUFFER: usize = 64 << 10;

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
        self.fill(|out| out.write_all(text.as_bytes()))
    }

    /// Puts the report out as it is written: half a million files make half a gigabyte of JSON, which nobody should hold.
    ///
    /// # Errors
    /// As [`Destination::write`].
    pub(crate) fn fill(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), OutputError> {
        let buffered = |out: &mut dyn Write| {
            let mut out = BufWriter::with_capacity(BUFFER, out);
            write(&mut out)?;
            out.flush()
        };
        match self {
            Self::Stdout => buffered(&mut io::stdout().lock()).map_err(of_stdout),
            Self::File(file) => Ok(file.write_by(buffered)?),
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
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(of_stdout)
}

fn of_stdout(error: io::Error) -> OutputError {
    match error.kind() {
        io::ErrorKind::BrokenPipe => OutputError::ReaderGone,
        _ => OutputError::Stdout(error),
    }
}
