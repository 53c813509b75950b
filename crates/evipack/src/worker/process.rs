//! One worker process, as the audit holds it.
//!
//! Enters: a command line. Leaves: a process that is asked for one file at a time, or an [`End`] that says why it did not
//! answer. Dropped, it is killed.

use super::Workers;
use super::end::End;
use super::frame::{self, Answer, FrameError, Job, Ready, Setup};
use super::watch::{Guarded, Watch, in_a_group};
use std::io::{BufReader, Read as _};
use std::process::{ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

/// A machine under load may take long to start a process; what hangs longer does not work at all.
const START: Duration = Duration::from_secs(30);

/// A process that has closed its pipe ends at once; one that has not is stuck in some other way.
const ENDING: Duration = Duration::from_secs(5);

/// How much of the end of what it printed is kept: the line with the reason.
const SAID: usize = 4 << 10;

/// A worker is one of many: a file has one core, and threads or memory arenas for each core of the machine would only
/// count towards its address space. A panic is reported by the audit; finding its place costs more than reading the file.
const ENVIRONMENT: [(&str, &str); 3] = [("RAYON_NUM_THREADS", "1"), ("MALLOC_ARENA_MAX", "2"), ("RUST_BACKTRACE", "0")];

/// Why a worker could not be started.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error("无法启动读取进程：{0}")]
    Spawn(std::io::Error),
    #[error("读取进程启动后没有应答：{0}")]
    NoAnswer(String),
    /// The program was replaced by another version.
    #[error("读取进程的版本是 {found}，应为 {wanted}")]
    OtherVersion { found: String, wanted: String },
    /// It was started and said nothing for so long.
    #[error("读取进程启动后 {} 秒没有应答", START.as_secs())]
    Hangs,
}

impl StartError {
    /// Whether another try may go better. A missing program stays missing, and one that hangs for half a minute costs too much.
    pub(super) fn may_pass(&self) -> bool {
        use std::io::ErrorKind::{NotFound, PermissionDenied};
        match self {
            Self::Spawn(error) => !matches!(error.kind(), NotFound | PermissionDenied),
            Self::NoAnswer(_) => true,
            Self::OtherVersion { .. } | Self::Hangs => false,
        }
    }
}

#[derive(Debug)]
pub(super) struct Worker {
    guarded: Arc<Guarded>,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    said: Option<JoinHandle<Vec<u8>>>,
}

impl Worker {
    /// Starts a worker and waits until it has bound itself.
    pub(super) fn start(workers: &Workers, setup: &Setup, watch: &Watch) -> Result<Self, StartError> {
        let mut command = Command::new(&workers.program);
        command.args(&workers.arguments).envs(ENVIRONMENT);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        in_a_group(&mut command);
        let mut child = command.spawn().map_err(StartError::Spawn)?;
        let (Some(requests), Some(answers), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(StartError::NoAnswer("没有管道".to_owned()));
        };
        let guarded = watch.over(child);
        let listener = std::thread::Builder::new().name("evipack-listen".to_owned());
        let said = listener.spawn(move || last_words(errors)).map_err(StartError::Spawn)?;
        let mut worker = Self { guarded, requests, answers: BufReader::new(answers), said: Some(said) };
        worker.guarded.within(START);
        let greeted =
            frame::send(&mut worker.requests, setup).and_then(|()| frame::receive::<Ready>(&mut worker.answers));
        worker.guarded.in_time();
        match greeted {
            Ok(ready) if ready.version == setup.version => Ok(worker),
            Ok(ready) => Err(StartError::OtherVersion { found: ready.version, wanted: setup.version.clone() }),
            Err(_) if worker.guarded.was_late() => Err(StartError::Hangs),
            Err(error) => {
                worker.guarded.kill();
                let said = worker.said.take().and_then(|said| said.join().ok()).unwrap_or_default();
                let said = String::from_utf8_lossy(&said).trim().to_owned();
                Err(StartError::NoAnswer(if said.is_empty() { error.to_string() } else { said }))
            }
        }
    }

    pub(super) fn is_alive(&self) -> bool {
        self.guarded.is_alive()
    }

    /// What comes of a job, if it does within this time.
    pub(super) fn ask(&mut self, job: &Job, within: Duration) -> Result<Answer, FrameError> {
        self.guarded.within(within);
        let answer = frame::send(&mut self.requests, job).and_then(|()| frame::receive(&mut self.answers));
        self.guarded.in_time();
        answer
    }

    /// Why it did not answer.
    pub(super) fn end(mut self, error: &FrameError) -> End {
        let status = match error {
            FrameError::Closed | FrameError::Pipe(_) => self.guarded.ended_within(ENDING),
            FrameError::NoMessage(_) | FrameError::TooLong(_) => None,
        };
        self.guarded.kill();
        let said = self.said.take().and_then(|said| said.join().ok()).unwrap_or_default();
        End::of(status, self.guarded.was_late(), &said)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.guarded.kill();
    }
}

/// Takes what a worker prints as it comes, so that it never waits for a full pipe; gives the end of it.
fn last_words(mut errors: ChildStderr) -> Vec<u8> {
    let mut said = Vec::new();
    let mut chunk = [0; SAID];
    while let Ok(read @ 1..) = errors.read(&mut chunk) {
        said.extend(chunk.iter().take(read));
        said.drain(..said.len().saturating_sub(SAID));
    }
    said
}
