//! Limits on Windows: committed memory by a job object, CPU time by a thread of the worker.
//!
//! A job object can bound CPU time too, but only once and for the whole process, which is used for many files.

use super::Limits;
use cpu_time::ProcessTime;
use std::fs::File;
use std::io;
use std::os::windows::io::AsHandle as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use win32job::{ExtendedLimitInfo, Job};

/// Windows sends no signals.
pub(in crate::worker) const OVER_CPU_SIGNAL: Option<i32> = None;

/// winnt.h: JOB_OBJECT_LIMIT_PROCESS_MEMORY.
const LIMIT_PROCESS_MEMORY: u32 = 0x100;
/// How often the CPU time is looked at.
const EVERY: Duration = Duration::from_millis(200);

/// CPU time of the process, in milliseconds, at which it ends.
static UNTIL: AtomicU64 = AtomicU64::new(u64::MAX);

/// Binds this process.
pub(in crate::worker) fn bound(limits: Limits) -> io::Result<()> {
    let mut info = ExtendedLimitInfo::new();
    info.0.BasicLimitInformation.LimitFlags |= LIMIT_PROCESS_MEMORY;
    info.0.ProcessMemoryLimit = usize::try_from(limits.memory).unwrap_or(usize::MAX);
    let job = Job::create_with_limit_info(&mut info).map_err(io::Error::other)?;
    job.assign_current_process().map_err(io::Error::other)?;
    // Stays open as long as the process lives.
    let _ = job.into_handle();
    next_file(limits.cpu)?;
    let look = || {
        while used().is_ok_and(|used| used < UNTIL.load(Ordering::Relaxed)) {
            std::thread::sleep(EVERY);
        }
        std::process::exit(super::OVER_CPU);
    };
    std::thread::Builder::new().name("evipack-limits".to_owned()).spawn(look).map(drop)
}

/// Allows so much CPU time from now on.
pub(in crate::worker) fn next_file(cpu: Duration) -> io::Result<()> {
    UNTIL.store(used()?.saturating_add(u64::try_from(cpu.as_millis()).unwrap_or(u64::MAX)), Ordering::Relaxed);
    Ok(())
}

fn used() -> io::Result<u64> {
    Ok(u64::try_from(ProcessTime::try_now()?.as_duration().as_millis()).unwrap_or(u64::MAX))
}

/// The pipe to the audit. What a third-party crate prints would go there too: a frame's mark then is not where it must be,
/// and the file is given up.
pub(in crate::worker) fn answers() -> io::Result<File> {
    io::stdout().as_handle().try_clone_to_owned().map(File::from)
}
