//! The clock over all workers.
//!
//! Enters: workers with a deadline. Leaves: none that has passed it: it is killed, and whoever waits for its answer finds the
//! pipe closed. One thread for all, so that waiting for an answer stays a plain read.

use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often the clock is looked at.
const EVERY: Duration = Duration::from_millis(100);

/// A worker process under watch.
#[derive(Debug)]
pub(super) struct Guarded {
    child: Mutex<Child>,
    deadline: Mutex<Option<Instant>>,
    late: AtomicBool,
    /// What it had started itself is ended with it, once: later the number may be another program's.
    group_ended: AtomicBool,
}

impl Guarded {
    /// Must have answered by then.
    pub(super) fn within(&self, time: Duration) {
        *self.deadline.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now().checked_add(time);
    }

    /// Has answered.
    pub(super) fn in_time(&self) {
        *self.deadline.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Whether it was killed for its deadline.
    pub(super) fn was_late(&self) -> bool {
        self.late.load(Ordering::SeqCst)
    }

    pub(super) fn is_alive(&self) -> bool {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        !self.was_late() && matches!(child.try_wait(), Ok(None))
    }

    /// How it ended of itself, if it has within this time.
    pub(super) fn ended_within(&self, time: Duration) -> Option<ExitStatus> {
        const STEP: Duration = Duration::from_millis(5);
        let until = Instant::now() + time;
        loop {
            if let Ok(Some(status)) = self.child.lock().unwrap_or_else(PoisonError::into_inner).try_wait() {
                return Some(status);
            }
            if Instant::now() >= until {
                return None;
            }
            std::thread::sleep(STEP);
        }
    }

    /// Ends it, if it has not ended.
    pub(super) fn kill(&self) {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        // The worker may be a script or a launcher: the process that reads is then its child, and holds the pipes open.
        if !self.group_ended.swap(true, Ordering::SeqCst) {
            end_group(&child);
        }
        // Both fail only where it is gone already.
        let _ = child.kill();
        let _ = child.wait();
    }

    fn kill_if_late(&self, now: Instant) {
        let late = self.deadline.lock().unwrap_or_else(PoisonError::into_inner).take_if(|deadline| *deadline <= now);
        if late.is_some() {
            self.late.store(true, Ordering::SeqCst);
            self.kill();
        }
    }
}

/// Lets a worker and all that it starts be ended together.
#[cfg(unix)]
pub(super) fn in_a_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(unix)]
fn end_group(leader: &Child) {
    use nix::sys::signal::{Signal, killpg};
    if let Ok(number) = i32::try_from(leader.id()) {
        let _ = killpg(nix::unistd::Pid::from_raw(number), Signal::SIGKILL);
    }
}

/// Elsewhere only the worker itself is ended.
#[cfg(not(unix))]
pub(super) fn in_a_group(_: &mut Command) {}

#[cfg(not(unix))]
fn end_group(_: &Child) {}

/// Looks at the clock until it is dropped.
#[derive(Debug)]
pub(super) struct Watch {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    over: Condvar,
}

#[derive(Debug, Default)]
struct State {
    watched: Vec<Weak<Guarded>>,
    over: bool,
}

impl Watch {
    pub(super) fn begin() -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let thread = std::thread::Builder::new().name("evipack-watch".to_owned());
        let thread = thread.spawn({
            let shared = Arc::clone(&shared);
            move || shared.look()
        })?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Takes a process under watch.
    pub(super) fn over(&self, child: Child) -> Arc<Guarded> {
        let child = Mutex::new(child);
        let guarded = Arc::new(Guarded {
            child,
            deadline: Mutex::default(),
            late: AtomicBool::default(),
            group_ended: AtomicBool::default(),
        });
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.watched.push(Arc::downgrade(&guarded));
        guarded
    }
}

impl Shared {
    fn look(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while !state.over {
            let now = Instant::now();
            state.watched.retain(|guarded| guarded.upgrade().inspect(|guarded| guarded.kill_if_late(now)).is_some());
            state = self.over.wait_timeout(state, EVERY).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner).over = true;
        self.shared.over.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
