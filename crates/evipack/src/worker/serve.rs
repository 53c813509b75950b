//! The worker's side.
//!
//! Enters: the audit's messages on stdin. Leaves: answers on stdout, in the order of the jobs, each written before the next
//! job begins. One thread reads files; this one only listens, so that a worker ends with its audit even in the midst of a
//! file.

use super::frame::{self, Answer, FrameError, Job, Order, Ready, Setup};
use super::limits::{self, Limits};
use crate::inspect::inspect;
use crate::side_by_side::{STACK, THREAD_NAME};
use evipack_read::Reader;
use evipack_see::Recognizer;
use std::fs::File;
use std::io;
use std::sync::mpsc::{Receiver, channel};

/// Why a worker did not begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Started by hand, or by another version of the program.
    #[error("这是 evipack 内部使用的命令，由 evipack audit 自己启动")]
    NotAsked,
    /// The system refuses what a worker needs.
    #[error("读取进程无法设置：{0}")]
    System(#[from] io::Error),
}

/// Reads files for the audit that has started this process, until it closes the pipe; the process then ends at once, even
/// in the midst of a file. The recogniser is used where the audit has one; it should load its models on first use.
///
/// # Errors
/// [`ServeError`] where no audit asks, or the system does not grant the limits.
pub fn serve(recognizer: Option<&dyn Recognizer>) -> Result<(), ServeError> {
    let mut requests = io::stdin().lock();
    let setup: Setup = frame::receive(&mut requests).map_err(|_| ServeError::NotAsked)?;
    let version = env!("CARGO_PKG_VERSION");
    if setup.version != version {
        return Err(ServeError::NotAsked);
    }
    let mut answers = limits::answers()?;
    limits::bound(setup.limits)?;
    let reader = Reader::new(recognizer.filter(|_| setup.looks), Some(&setup.anchors));
    frame::send(&mut answers, &Ready { version: version.to_owned() }).map_err(|_| ServeError::NotAsked)?;
    let (jobs, taken) = channel();
    std::thread::scope(|scope| {
        let work = move || work(&reader, &taken, &mut answers, setup.limits);
        let thread = std::thread::Builder::new().stack_size(STACK).name(THREAD_NAME.to_owned());
        thread.spawn_scoped(scope, work)?;
        while let Ok(job) = frame::receive::<Job>(&mut requests) {
            if jobs.send(job).is_err() {
                break;
            }
        }
        // The audit is over, or gone: whatever is being read, nobody waits for it.
        std::process::exit(0)
    })
}

/// Does one job after the other.
fn work(reader: &Reader<'_>, jobs: &Receiver<Job>, answers: &mut File, limits: Limits) {
    for job in jobs {
        let done = || {
            limits::next_file(job.limits(limits).cpu).ok()?;
            Some(match job {
                Job::Read(order) => {
                    let Order { entry, digest, needs } = *order;
                    let record = inspect(&entry, &digest, &needs, reader);
                    Answer::Read(Box::new(record.map_err(|error| format!("无法读取：{error}"))))
                }
                Job::Unpack(parcel) => Answer::Unpacked(parcel.open()),
            })
        };
        // A panic that the reader itself does not contain ends the worker, as it would have ended the audit.
        let Ok(Some(answer)) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(done)) else {
            std::process::exit(limits::CRASHED);
        };
        let sent = match frame::send(answers, &answer) {
            Err(FrameError::TooLong(_)) => frame::send(answers, &Answer::TooLong),
            sent => sent,
        };
        if sent.is_err() {
            std::process::exit(0);
        }
    }
}
