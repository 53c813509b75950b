//! The workers of one audit.
//!
//! Enters: jobs, from several threads at once. Leaves: what came of each, always: a worker that ends in the midst of a job
//! is replaced, and the job's file answers for it. Which file that was is never in doubt: a worker has one job at a time.

use super::Workers;
use super::end::End;
use super::frame::{Answer, Job, Setup};
use super::limits::Limits;
use super::process::{StartError, Worker};
use super::watch::Watch;
use crate::facts::{Evidence, Problem};
use crate::read::stopped;
use crate::trust::TrustAnchors;
use crate::walk::{Entry, Opened, Parcel};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Tries to start one worker, with [`PAUSE`] doubled between them: a machine that is short of processes recovers meanwhile.
const STARTS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(200);
/// Files that may go unread one after the other because no worker started. Then nothing more is tried: the machine is broken,
/// and waiting at each of a thousand files would look like a hang.
const FAILURES: u32 = 3;

/// A worker that was killed from outside says nothing about its file: it is read once more.
const READINGS: u32 = 2;

#[derive(Debug)]
pub(crate) struct Pool<'a> {
    workers: &'a Workers,
    setup: Setup,
    idle: Mutex<Vec<Worker>>,
    /// How often in a row no worker could be started.
    failures: AtomicU32,
    watch: Watch,
}

impl<'a> Pool<'a> {
    /// Starts the first worker, and tries again where it dies at its start.
    ///
    /// # Errors
    /// [`StartError`] where none can be started: only then may the audit read in its own process.
    pub(crate) fn start(workers: &'a Workers, looks: bool, anchors: &TrustAnchors) -> Result<Self, StartError> {
        let usual = if looks { Limits::for_pixels() } else { Limits::for_text() };
        let limits = workers.limits.unwrap_or(usual);
        let setup = Setup { version: env!("CARGO_PKG_VERSION").to_owned(), looks, limits, anchors: anchors.clone() };
        let watch = Watch::begin().map_err(StartError::Spawn)?;
        let pool = Self { workers, setup, idle: Mutex::default(), failures: AtomicU32::new(0), watch };
        let first = pool.start_one()?;
        pool.idle.lock().unwrap_or_else(PoisonError::into_inner).push(first);
        Ok(pool)
    }

    /// Starts a worker, several times if need be.
    fn start_one(&self) -> Result<Worker, StartError> {
        let mut pause = PAUSE;
        for _ in 1..STARTS {
            match Worker::start(self.workers, &self.setup, &self.watch) {
                Err(error) if error.may_pass() => std::thread::sleep(pause),
                outcome => return outcome,
            }
            pause *= 2;
        }
        Worker::start(self.workers, &self.setup, &self.watch)
    }

    /// Reads one file as [`crate::read::Reader::read`] would.
    pub(crate) fn read(&self, entry: &Entry) -> (Vec<Evidence>, Vec<Problem>) {
        match self.answer(&Job::Read(entry.clone())) {
            Ok(Answer::Read(evidence, problems)) => (evidence, problems),
            Ok(_) => stopped(entry, &End::TooLong.reason(self.setup.limits)),
            Err(why) => stopped(entry, &why),
        }
    }

    /// Opens an archive as [`Parcel::open`] would.
    ///
    /// # Errors
    /// A Chinese reason where a worker ended over it.
    pub(crate) fn unpack(&self, parcel: Parcel) -> Result<Opened, String> {
        match self.answer(&Job::Unpack(parcel))? {
            Answer::Unpacked(opened) => Ok(opened),
            _ => Err(End::TooLong.reason(self.setup.limits)),
        }
    }

    /// What comes of a job; a Chinese reason where nothing does.
    fn answer(&self, job: &Job) -> Result<Answer, String> {
        let mut end = End::Killed;
        let limits = job.limits(self.setup.limits);
        for _ in 0..READINGS {
            let mut worker = self.worker()?;
            match worker.ask(job, limits.wall) {
                Ok(answer) => {
                    self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
                    return Ok(answer);
                }
                Err(error) => end = worker.end(&error),
            }
            if end != End::Killed {
                break;
            }
        }
        Err(end.reason(limits))
    }

    /// A worker with nothing to do, or a new one.
    fn worker(&self) -> Result<Worker, String> {
        while let Some(worker) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            // It may have ended since: that is no file's fault.
            if worker.is_alive() {
                return Ok(worker);
            }
        }
        if self.failures.load(Ordering::Relaxed) >= FAILURES {
            return Err("读取进程无法启动，没有读取".to_owned());
        }
        match self.start_one() {
            Ok(worker) => {
                self.failures.store(0, Ordering::Relaxed);
                Ok(worker)
            }
            Err(error) => {
                self.failures.fetch_add(1, Ordering::Relaxed);
                Err(format!("{error}，没有读取"))
            }
        }
    }
}
