//! Work on many files at once, in threads that belong to no pool.
//!
//! Enters: items and what to do with each. Leaves: the results in the order of the items.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Builder;

/// Stack of a reading thread. Third-party parsers recurse on nested objects; a deep but bounded nesting must not end the
/// process. Pages that are never touched cost nothing.
pub(crate) const STACK: usize = 64 << 20;

/// Name of the reading threads. A panic of a third-party parser on one of them becomes a problem of its file; a program may
/// keep its panic hook silent there.
pub const THREAD_NAME: &str = "evipack-read";

/// Why the work was not done.
#[derive(Debug, thiserror::Error)]
pub enum SideBySideError {
    /// The system starts no thread.
    #[error("无法启动读取线程：{0}")]
    NotStarted(std::io::Error),
    /// A thread ended in the midst of its work.
    #[error("读取线程意外终止")]
    Ended,
}

/// Does some work for each item on several threads, the results in the order of the items. The threads belong to no
/// pool: a recogniser may compute on a pool of its own, and a pool's thread that waits for another pool would begin with the
/// next file in the midst of this one.
pub(crate) fn side_by_side<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Result<Vec<R>, SideBySideError> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, work(item)));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let start = |_| Builder::new().stack_size(STACK).name(THREAD_NAME.to_owned()).spawn_scoped(scope, take);
        let started: Vec<_> = (0..threads.clamp(1, items.len().max(1))).map(start).collect();
        let mut done = Vec::with_capacity(items.len());
        for thread in started {
            let finished = thread.map_err(SideBySideError::NotStarted)?.join();
            done.extend(finished.map_err(|_| SideBySideError::Ended)?);
        }
        Ok::<_, SideBySideError>(done)
    })?;
    done.sort_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}
