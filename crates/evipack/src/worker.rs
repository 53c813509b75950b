//! Reading in processes of their own: no file, however broken or hostile, ends, stops or slows an audit.
//!
//! Enters: how a worker process is started ([`Workers`]), and one file after the other. Leaves: exactly what reading in this
//! process would have given, evidence and problems; where a worker crashed, used too much memory or took too long, evidence
//! that says so. A panic can be caught within a process; an exhausted memory, an overflown stack and an endless loop cannot.
//!
//! A program starts its workers from itself: [`crate::Audit::workers`] takes a [`Workers`] whose command ends in [`serve`].
//!
//! ```no_run
//! use evipack::worker::{Workers, serve};
//! use evipack::{Audit, Table};
//!
//! if std::env::args().nth(1).as_deref() == Some("read-files") {
//!     serve(None)?;
//!     return Ok(());
//! }
//! let workers = Workers::this_program()?.argument("read-files");
//! let report = Audit::new(Table::builtin("changqing-2026")?).workers(workers).run("材料包")?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! One worker reads one file at a time, and is used again for the next. The pipe speaks in `frame`s; `limits` are the
//! operating system's; `end` tells why a worker ended.

mod end;
mod frame;
mod limits;
mod pool;
mod process;
mod serve;
mod watch;

pub use limits::Limits;
pub(crate) use pool::Pool;
pub use serve::{ServeError, serve};

use std::ffi::OsString;
use std::path::PathBuf;

/// How worker processes are started, and what a file may cost in them.
#[derive(Debug, Clone)]
pub struct Workers {
    program: PathBuf,
    arguments: Vec<OsString>,
    limits: Option<Limits>,
}

impl Workers {
    /// Workers of a program that calls [`serve`] when it is started with the [`argument`](Self::argument)s.
    pub fn of(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), arguments: Vec::new(), limits: None }
    }

    /// Workers of the program that is running now.
    ///
    /// # Errors
    /// Where the system does not tell which that is.
    pub fn this_program() -> std::io::Result<Self> {
        // A new version may be installed over the program while it runs: Linux still starts the old one by this name.
        const RUNNING: &str = "/proc/self/exe";
        if cfg!(target_os = "linux") && std::fs::metadata(RUNNING).is_ok() {
            return Ok(Self::of(RUNNING));
        }
        std::env::current_exe().map(Self::of)
    }

    /// One more argument of the worker's command line.
    #[must_use]
    pub fn argument(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Other limits than [`Limits::for_text`] and, with a recogniser, [`Limits::for_pixels`].
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = Some(limits);
        self
    }
}
