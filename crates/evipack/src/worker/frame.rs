//! What goes over the pipe between an audit and a worker.
//!
//! Enters: a message. Leaves: a frame, and back: a mark, a length, MessagePack with named fields. MessagePack because facts
//! then keep every bit of a number (JSON is for people, and rounds), and because it reads the same `serde` description of the
//! facts as the report does. The mark shows at once that something else was printed into the pipe.

use super::limits::Limits;
use crate::inspect::Digest;
use crate::open_listed::open_listed;
use crate::walk::{Entry, Opened, Parcel};
use evipack_core::dossier::{Needs, Record};
use evipack_read::TrustAnchors;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};

/// Begins each frame.
const MARK: [u8; 4] = *b"\xE8EVI";

/// Longest message: the facts of 60 photos of a document take some 100 KB, titles and watermark texts are bounded.
const LONGEST: u32 = 16 << 20;

/// The first message to a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Setup {
    /// The two may be of different versions where the program was replaced during the audit.
    pub(super) version: String,
    /// Whether pictures are looked at with the worker's recogniser.
    pub(super) looks: bool,
    pub(super) limits: Limits,
    /// Whose signatures count; nobody's in particular where it is empty.
    pub(super) anchors: TrustAnchors,
}

/// The first answer: the limits are in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ready {
    pub(super) version: String,
}

/// What a worker is asked to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Job {
    /// To read a file, as far as is asked.
    Read(Box<Order>),
    /// To unpack an archive.
    Unpack(Parcel),
}

/// A file to be read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) entry: Entry,
    /// What it was when it was hashed.
    pub(super) digest: Digest,
    pub(super) needs: Needs,
}

impl Job {
    /// What it may cost: an archive takes the longer the larger it is, and keeps to that by itself as long as it can.
    pub(super) fn limits(&self, usual: Limits) -> Limits {
        match self {
            Self::Read(order) if order.needs.content && is_pdf(&order.entry) => usual.of_pdf(),
            Self::Read(_) => usual,
            Self::Unpack(parcel) => {
                Limits { cpu: usual.cpu + parcel.time(), wall: usual.wall + parcel.time(), ..usual }
            }
        }
    }
}

/// Whether a file begins as a PDF, whatever it is called. Readers allow other bytes before the mark (ISO 32000-1, annex H.3).
fn is_pdf(entry: &Entry) -> bool {
    const MARK: &[u8] = b"%PDF-";
    const BEFORE: u64 = 1024;
    let mut head = Vec::new();
    let read = open_listed(entry).is_ok_and(|file| file.take(BEFORE).read_to_end(&mut head).is_ok());
    read && head.windows(MARK.len()).any(|bytes| bytes == MARK)
}

/// What came of a job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Answer {
    /// What the file's bytes show; a Chinese reason where it cannot be opened.
    Read(Box<Result<Record, String>>),
    /// What lies in the archive.
    Unpacked(Opened),
    /// More than a message may hold.
    TooLong,
}

/// Why there is no message.
#[derive(Debug, thiserror::Error)]
pub(super) enum FrameError {
    /// The other side has closed the pipe.
    #[error("the pipe is closed")]
    Closed,
    #[error("the pipe failed: {0}")]
    Pipe(#[from] io::Error),
    /// Not a frame, or not a message that is known here.
    #[error("no message: {0}")]
    NoMessage(String),
    /// Longer than any message may be.
    #[error("a message of {0} bytes")]
    TooLong(usize),
}

/// Writes a message, at once.
pub(super) fn send(pipe: &mut impl Write, message: &impl Serialize) -> Result<(), FrameError> {
    let no_message = |error: rmp_serde::encode::Error| FrameError::NoMessage(error.to_string());
    let mut frame = vec![0; MARK.len() + size_of::<u32>()];
    rmp_serde::encode::write_named(&mut frame, message).map_err(no_message)?;
    let length = frame.len() - MARK.len() - size_of::<u32>();
    let length = u32::try_from(length).ok().filter(|length| *length <= LONGEST).ok_or(FrameError::TooLong(length))?;
    let head: Vec<u8> = MARK.into_iter().chain(length.to_le_bytes()).collect();
    for (at, byte) in frame.iter_mut().zip(head) {
        *at = byte;
    }
    // One write: a message is whole or not there, and nothing waits in a buffer when the next file ends the process.
    pipe.write_all(&frame)?;
    Ok(pipe.flush()?)
}

/// Waits for a message.
pub(super) fn receive<T: DeserializeOwned>(pipe: &mut impl Read) -> Result<T, FrameError> {
    let mut mark = [0; MARK.len()];
    let mut length = [0; size_of::<u32>()];
    exactly(pipe, &mut mark)?;
    if mark != MARK {
        return Err(FrameError::NoMessage(format!("begins with {mark:?}")));
    }
    exactly(pipe, &mut length)?;
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return Err(FrameError::TooLong(length as usize));
    }
    let mut message = vec![0; length as usize];
    exactly(pipe, &mut message)?;
    rmp_serde::from_slice(&message).map_err(|error| FrameError::NoMessage(error.to_string()))
}

fn exactly(pipe: &mut impl Read, bytes: &mut [u8]) -> Result<(), FrameError> {
    pipe.read_exact(bytes).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => FrameError::Closed,
        _ => error.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use evipack_core::facts::{Basis, Fact, Facts, Legibility, PhotoFacts, Watermark};
    use evipack_core::number::DocumentNumber;
    use proptest::prelude::*;

    fn there_and_back<T: Serialize + DeserializeOwned>(message: &T) -> T {
        let mut pipe = Vec::new();
        send(&mut pipe, message).unwrap();
        receive(&mut pipe.as_slice()).unwrap()
    }

    #[test]
    fn numbers_keep_every_bit_and_a_document_number_its_faults() {
        let mark = Watermark { region: [1.0 / 3.0, 0.1, 0.7, 2.0 / 7.0], ..Watermark::default() };
        let facts = PhotoFacts { watermark: Fact::known(mark, Basis::Watermark), ..PhotoFacts::unknown("没看") };
        let facts = Facts::Photo(Box::new(facts));
        assert_eq!(there_and_back(&facts), facts);
        let number = DocumentNumber::parse("济长交发[2026]01号").unwrap();
        let fact = Fact::known(number, Basis::DocumentText);
        assert_eq!(there_and_back(&fact), fact);
        assert_eq!(there_and_back(&Legibility::Doubtful("截断".into())), Legibility::Doubtful("截断".into()));
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_no_text_arrives_as_it_is() {
        use std::os::unix::ffi::OsStrExt as _;
        let name = std::ffi::OsStr::from_bytes(b"\xb7\xbd\xb0\xb8.pdf");
        let path = evipack_core::RelPath::root().join_os(name);
        let entry = Entry::loose(path, name.into(), 7);
        let digest = Digest { size: 7, sha256: "ab".to_owned() };
        let job = Job::Read(Box::new(Order { entry: entry.clone(), digest, needs: Needs::content([]) }));
        let Job::Read(arrived) = there_and_back(&job) else { panic!("another job arrived") };
        let arrived = arrived.entry;
        assert_eq!((arrived.path, arrived.os_path, arrived.size), (entry.path, entry.os_path, 7));
    }

    #[test]
    fn what_is_printed_into_the_pipe_is_no_message() {
        let mut pipe = b"warning: odd font\n".to_vec();
        send(&mut pipe, &Answer::TooLong).unwrap();
        assert!(matches!(receive::<Answer>(&mut pipe.as_slice()), Err(FrameError::NoMessage(_))));
        let mut cut = Vec::new();
        send(&mut cut, &Answer::TooLong).unwrap();
        cut.pop();
        assert!(matches!(receive::<Answer>(&mut cut.as_slice()), Err(FrameError::Closed)));
        let long = "长".repeat(LONGEST as usize);
        assert!(matches!(send(&mut Vec::new(), &long), Err(FrameError::TooLong(_))));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>) {
            let _ = receive::<Answer>(&mut bytes.as_slice());
            let mut framed = MARK.to_vec();
            framed.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
            framed.extend(bytes);
            let _ = receive::<Answer>(&mut framed.as_slice());
        }
    }
}
