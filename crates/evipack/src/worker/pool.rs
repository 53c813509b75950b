//! The workers of one audit.
//!
//! Enters: jobs, from several threads at once. Leaves: what came of each, always: a worker that ends in the midst of a job
//! is replaced, and the job's file answers for it. Which file that was is never in doubt: a worker has one job at a time.

use super::Workers;
use super::end::End;
use super::frame::{Answer, Job, Order, Setup};
use super::limits::Limits;
use super::process::{StartError, Worker};
use super::watch::Watch;
use crate::inspect::{Digest, stopped};
use crate::walk::{Entry, Opened, Parcel};
use evipack_core::dossier::{Needs, Record};
use evipack_read::TrustAnchors;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
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
    staff: Mutex<Staff>,
    /// A worker has become idle, or there is one less.
    changed: Condvar,
    watch: Watch,
}

/// Who is there.
#[derive(Debug, Default)]
struct Staff {
    idle: Vec<Worker>,
    /// Workers that do a job or are being started.
    busy: u32,
    /// How often in a row no worker could be started.
    failures: u32,
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
        let pool = Self { workers, setup, staff: Mutex::default(), changed: Condvar::new(), watch };
        let first = pool.start_one()?;
        pool.staff().idle.push(first);
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

    /// Reads one file as [`crate::inspect::inspect`] would; a Chinese reason where it cannot be opened.
    pub(crate) fn read(&self, entry: &Entry, digest: &Digest, needs: &Needs) -> Result<Record, String> {
        let order = Order { entry: entry.clone(), digest: digest.clone(), needs: needs.clone() };
        let why = match self.answer(&Job::Read(Box::new(order))) {
            Ok(Answer::Read(record)) => return *record,
            Ok(_) => End::TooLong.reason(self.setup.limits),
            Err(why) => why,
        };
        stopped(entry, digest, &why).map_err(|_| why)
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
                    self.release(Some(worker));
                    return Ok(answer);
                }
                Err(error) => end = worker.end(&error),
            }
            self.release(None);
            if end != End::Killed {
                break;
            }
        }
        Err(end.reason(limits))
    }

    fn staff(&self) -> MutexGuard<'_, Staff> {
        self.staff.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A worker with nothing to do, or a new one. Where no further one starts, the file waits for those that are there: a
    /// machine that bears one worker reads with one.
    fn worker(&self) -> Result<Worker, String> {
        let mut staff = self.staff();
        loop {
            while let Some(worker) = staff.idle.pop() {
                // It may have ended since: that is no file's fault.
                if worker.is_alive() {
                    staff.busy += 1;
                    return Ok(worker);
                }
            }
            if staff.failures < FAILURES {
                staff.busy += 1;
                drop(staff);
                let started = self.start_one();
                staff = self.staff();
                match started {
                    Ok(worker) => {
                        staff.failures = 0;
                        return Ok(worker);
                    }
                    Err(error) => {
                        staff.failures += 1;
                        staff.busy -= 1;
                        self.changed.notify_all();
                        if staff.busy == 0 && staff.idle.is_empty() {
                            return Err(format!("{error}，没有读取"));
                        }
                    }
                }
            } else if staff.busy == 0 {
                return Err("读取进程无法启动，没有读取".to_owned());
            }
            while staff.idle.is_empty() && staff.busy > 0 {
                staff = self.changed.wait(staff).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// A worker has done its job, or has ended over it. One that has ended leaves room for another: starting is tried again.
    fn release(&self, worker: Option<Worker>) {
        let mut staff = self.staff();
        staff.busy -= 1;
        match worker {
            Some(worker) => staff.idle.push(worker),
            None => staff.failures = 0,
        }
        self.changed.notify_all();
    }
}
