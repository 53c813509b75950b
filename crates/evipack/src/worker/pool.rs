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
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A worker is started again this often before no more is tried; a machine that is short of processes recovers meanwhile.
const STARTS: u32 = 3;
const PAUSE: Duration = Duration::from_millis(300);

/// A worker that was killed from outside says nothing about its file: it is read once more.
const READINGS: u32 = 2;

#[derive(Debug)]
pub(crate) struct Pool<'a> {
    workers: &'a Workers,
    setup: Setup,
    idle: Mutex<Vec<Worker>>,
    given_up: AtomicBool,
    watch: Watch,
}

impl<'a> Pool<'a> {
    /// Starts the first worker: where that fails, none will come.
    pub(crate) fn start(workers: &'a Workers, looks: bool, anchors: &TrustAnchors) -> Result<Self, StartError> {
        let usual = if looks { Limits::for_pixels() } else { Limits::for_text() };
        let limits = workers.limits.unwrap_or(usual);
        let setup = Setup { version: env!("CARGO_PKG_VERSION").to_owned(), looks, limits, anchors: anchors.clone() };
        let watch = Watch::begin().map_err(StartError::Spawn)?;
        let first = Worker::start(workers, &setup, &watch)?;
        Ok(Self { workers, setup, idle: Mutex::new(vec![first]), given_up: AtomicBool::new(false), watch })
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
        let mut why = "读取进程无法启动，没有读取".to_owned();
        for attempt in 0..STARTS {
            if self.given_up.load(Ordering::Relaxed) {
                break;
            }
            match Worker::start(self.workers, &self.setup, &self.watch) {
                Ok(worker) => return Ok(worker),
                Err(error) => why = format!("{error}，没有读取"),
            }
            std::thread::sleep(PAUSE * attempt);
        }
        self.given_up.store(true, Ordering::Relaxed);
        Err(why)
    }
}
