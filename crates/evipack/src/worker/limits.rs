//! What a file may cost, and how the operating system is told.
//!
//! Enters: [`Limits`]. Leaves: a worker process that ends when it goes beyond. Memory and CPU are bounded from within the
//! worker before it sees the first byte of a file; the wall clock is the audit's to watch, since a process that waits for
//! ever cannot be trusted to look at a clock.

use serde::{Deserialize, Serialize};
use std::time::Duration;

#[cfg(unix)]
#[path = "limits/unix.rs"]
mod system;
#[cfg(windows)]
#[path = "limits/windows.rs"]
mod system;
#[cfg(not(any(unix, windows)))]
#[path = "limits/elsewhere.rs"]
mod system;

pub(super) use system::{OVER_CPU_SIGNAL, answers, bound, next_file};

/// With what a worker ends that found itself above the CPU limit, where the system sends no signal for it.
pub(super) const OVER_CPU: i32 = 86;
/// With what a worker ends that found itself above the memory limit, where the system does not bound it.
pub(super) const OVER_MEMORY: i32 = 87;
/// With what a worker ends whose reader has panicked where nothing contained it.
pub(super) const CRASHED: i32 = 88;

/// What reading one file may cost in a worker process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Memory of the process in bytes: address space on Linux, committed memory on Windows, resident memory on macOS.
    pub memory: u64,
    /// CPU time of all its threads.
    pub cpu: Duration,
    /// Time by the clock.
    pub wall: Duration,
}

impl Limits {
    /// Largest sound file seen: a picture of 100 megapixels takes 400 MB decoded, and is held twice for a moment.
    const MEMORY: u64 = 1536 << 20;

    /// For reading without a recogniser: the slowest sound file seen takes a second, the slowest damaged one ten.
    pub const fn for_text() -> Self {
        Self { memory: Self::MEMORY, cpu: Duration::from_secs(20), wall: Duration::from_mins(1) }
    }

    /// For reading with a recogniser. A document may cost 5 pages of 1.2 s, 60 small renderings of 0.1 s and 60 photos of
    /// 0.6 s, some 50 s on the machine of the bench; a clerk's may be half as fast, and share its cores.
    pub const fn for_pixels() -> Self {
        Self { memory: Self::MEMORY, cpu: Duration::from_mins(2), wall: Duration::from_mins(4) }
    }

    /// The same for a PDF: no more than 40 CPU seconds. Its pages and pictures are bounded by their number and by the pixels that
    /// are decoded, some 25 s with everything in it; and a PDF, unlike other documents, can ask for any amount of computing.
    #[must_use]
    pub(super) fn of_pdf(self) -> Self {
        const CPU: Duration = Duration::from_secs(40);
        Self { cpu: self.cpu.min(CPU), ..self }
    }
}
