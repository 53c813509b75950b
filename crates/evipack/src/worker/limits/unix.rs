//! Limits on Unix: by the kernel where it enforces them.
//!
//! Linux bounds address space and CPU time itself. macOS enforces the CPU time only; there a thread of the worker looks at
//! the memory it occupies.

use super::Limits;
use nix::sys::resource::{Resource, UsageWho, getrlimit, getrusage, rlim_t, setrlimit};
use nix::sys::time::TimeValLike as _;
use std::fs::File;
use std::io;
use std::os::fd::AsFd as _;
use std::time::Duration;

/// What the kernel sends a process above its CPU limit.
pub(in crate::worker) const OVER_CPU_SIGNAL: Option<i32> = Some(nix::libc::SIGXCPU);

/// Binds this process.
pub(in crate::worker) fn bound(limits: Limits) -> io::Result<()> {
    // A core file would lie in the user's folder, and writing it takes as long as the memory is large.
    setrlimit(Resource::RLIMIT_CORE, 0, 0)?;
    bound_memory(limits.memory)?;
    next_file(limits.cpu)
}

#[cfg(target_os = "linux")]
fn bound_memory(bytes: u64) -> io::Result<()> {
    // A shell or a service may allow less already (`ulimit -v`). That must not be raised, and without privileges cannot be.
    let (_, allowed) = getrlimit(Resource::RLIMIT_AS)?;
    let bytes = bytes.min(allowed);
    Ok(setrlimit(Resource::RLIMIT_AS, bytes as rlim_t, bytes as rlim_t)?)
}

#[cfg(not(target_os = "linux"))]
fn bound_memory(bytes: u64) -> io::Result<()> {
    /// Often enough: a core fills some 200 MB meanwhile.
    const EVERY: Duration = Duration::from_millis(50);
    // macOS counts in bytes, the other Unixes in KiB.
    const UNIT: u64 = if cfg!(target_vendor = "apple") { 1 } else { 1 << 10 };
    let look = move || {
        while getrusage(UsageWho::RUSAGE_SELF).is_ok_and(|usage| usage.max_rss() as u64 * UNIT <= bytes) {
            std::thread::sleep(EVERY);
        }
        std::process::exit(super::OVER_MEMORY);
    };
    std::thread::Builder::new().name("evipack-limits".to_owned()).spawn(look).map(drop)
}

/// Allows so much CPU time from now on. The hard limit stays as it is: a soft limit can then be raised again
/// for the next file.
pub(in crate::worker) fn next_file(cpu: Duration) -> io::Result<()> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let used = (usage.user_time() + usage.system_time()).num_seconds();
    // The kernel counts whole seconds: one more, so that no file gets less than it may have.
    let until = u64::try_from(used).unwrap_or(0) + cpu.as_secs().max(1) + 1;
    let (_, allowed) = getrlimit(Resource::RLIMIT_CPU)?;
    Ok(setrlimit(Resource::RLIMIT_CPU, (until as rlim_t).min(allowed), allowed)?)
}

/// The pipe to the audit, for answers only: what a third-party crate may print goes to the error stream from now on.
pub(in crate::worker) fn answers() -> io::Result<File> {
    let pipe = io::stdout().as_fd().try_clone_to_owned()?;
    nix::unistd::dup2_stdout(io::stderr())?;
    Ok(File::from(pipe))
}
