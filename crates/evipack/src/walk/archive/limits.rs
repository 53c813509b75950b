//! How much an archive may make of itself.
//!
//! Enters: bytes as they are inflated; declared sizes are never believed. Leaves: leave to go on, or the reason to stop.
//! A package is handed in by people in good faith, but one archive of 42 kB that holds petabytes would fill the disk that
//! the audit runs on. Nothing beyond a limit is dropped in silence: the reason ends in a review.

use serde::{Deserialize, Serialize};
use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Archives inside archives that are opened: a package, a category in it, an event in that.
pub(super) const MAX_DEPTH: usize = 3;
/// Members of all archives of a package. A county's whole material is some 2,000 files.
pub(super) const MAX_MEMBERS: u32 = 10_000;
/// Bytes of all archives of a package, as they lie unpacked on the disk.
pub(super) const MAX_TOTAL: u64 = 2 << 30;
/// Largest member: no larger file is read anyway.
pub(super) const MAX_MEMBER: u64 = evipack_read::MAX_FILE;
/// How many times its size an archive handed in may grow, all archives inside it included. Text shrinks to a tenth, a blank
/// page's bitmap to a thousandth, which is what the floor is for.
pub(super) const MAX_RATIO: u64 = 200;
/// Up to this size any ratio passes.
pub(super) const RATIO_FLOOR: u64 = 64 << 20;
/// Time for an archive handed in, all archives inside it included …
const TIME: Duration = Duration::from_secs(20);
/// … and a second more for each of so many bytes of it: slower than the slowest decoder here on honest bytes.
const BYTES_A_SECOND: u64 = 4 << 20;
/// Memory for a decoder's window: more than the largest that 7-Zip and WinRAR choose by themselves.
pub(super) const MAX_WINDOW: u64 = 384 << 20;

/// Which limit ended an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Halt {
    #[error("所有压缩包里的文件合计超过 {MAX_MEMBERS} 个")]
    Members,
    #[error("所有压缩包解开后合计超过 {} GiB", MAX_TOTAL >> 30)]
    Total,
    #[error("解开后的大小超过压缩包的 {MAX_RATIO} 倍，可能是“压缩炸弹”")]
    Ratio,
    #[error("解压用时过长")]
    Time,
    #[error("临时文件夹写不进去（磁盘可能已满）")]
    Disk,
}

/// What all archives of a package have taken so far.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Spent {
    bytes: Cell<u64>,
    members: Cell<u32>,
}

impl Spent {
    /// The same and so much more, of an archive whose own count is lost.
    pub(super) fn with(&self, bytes: u64, members: u32) -> Self {
        Self {
            bytes: Cell::new(self.bytes.get().saturating_add(bytes)),
            members: Cell::new(self.members.get().saturating_add(members)),
        }
    }
}

/// Watches over one archive that was handed in, and those inside it.
#[derive(Debug)]
pub(super) struct Meter {
    package: Rc<Spent>,
    /// Bytes that this archive may become.
    ceiling: u64,
    inflated: Cell<u64>,
    passed: Cell<u64>,
    deadline: Option<Instant>,
    halted: Cell<Option<Halt>>,
}

impl Meter {
    /// For an archive of `size` bytes.
    pub(super) fn new(package: Rc<Spent>, size: u64) -> Self {
        Self {
            package,
            ceiling: size.saturating_mul(MAX_RATIO).max(RATIO_FLOOR),
            inflated: Cell::new(0),
            passed: Cell::new(0),
            deadline: Instant::now().checked_add(Self::time_for(size)),
            halted: Cell::new(None),
        }
    }

    /// How long an archive of `size` bytes may take.
    pub(super) fn time_for(size: u64) -> Duration {
        TIME + Duration::from_secs(size / BYTES_A_SECOND)
    }

    /// One more member, of whatever kind.
    pub(super) fn member(&self) -> Result<(), Halt> {
        let members = self.package.members.get() + 1;
        if members > MAX_MEMBERS {
            return Err(self.halt(Halt::Members));
        }
        self.package.members.set(members);
        self.time()
    }

    /// So many more bytes of members.
    pub(super) fn bytes(&self, count: u64) -> Result<(), Halt> {
        let total = self.package.bytes.get().saturating_add(count);
        let here = self.inflated.get().saturating_add(count);
        if total > MAX_TOTAL {
            return Err(self.halt(Halt::Total));
        }
        if here > self.ceiling {
            return Err(self.halt(Halt::Ratio));
        }
        self.package.bytes.set(total);
        self.inflated.set(here);
        self.time()
    }

    /// So many more bytes of a stream in which members lie, of which many may be none's.
    pub(super) fn passing(&self, count: u64) -> Result<(), Halt> {
        let passed = self.passed.get().saturating_add(count);
        self.passed.set(passed);
        if passed > MAX_TOTAL {
            return Err(self.halt(Halt::Total));
        }
        if passed > self.ceiling {
            return Err(self.halt(Halt::Ratio));
        }
        self.time()
    }

    fn time(&self) -> Result<(), Halt> {
        if self.deadline.is_some_and(|deadline| Instant::now() > deadline) {
            return Err(self.halt(Halt::Time));
        }
        self.halted.get().map_or(Ok(()), Err)
    }

    /// Remembers the reason: decoders of third parties make their own error of it on the way.
    pub(super) fn halt(&self, why: Halt) -> Halt {
        let first = self.halted.get().unwrap_or(why);
        self.halted.set(Some(first));
        first
    }

    /// The limit that was met, if one was.
    pub(super) fn halted(&self) -> Option<Halt> {
        self.halted.get()
    }
}

/// A stream of which every byte is counted.
pub(super) struct Passing<R> {
    inner: R,
    meter: Rc<Meter>,
}

impl<R> Passing<R> {
    pub(super) fn new(inner: R, meter: Rc<Meter>) -> Self {
        Self { inner, meter }
    }
}

impl<R: std::io::Read> std::io::Read for Passing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.meter.passing(count as u64).map_err(std::io::Error::other)?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meter(size: u64) -> Meter {
        Meter::new(Rc::default(), size)
    }

    #[test]
    fn small_archives_may_grow_as_they_like_up_to_the_floor() {
        let small = meter(10);
        assert_eq!(small.bytes(RATIO_FLOOR), Ok(()));
        assert_eq!(small.bytes(1), Err(Halt::Ratio));
        let large = meter(1 << 20);
        assert_eq!(large.bytes(MAX_RATIO << 20), Ok(()));
        assert_eq!(large.bytes(1), Err(Halt::Ratio));
        assert_eq!(large.halted(), Some(Halt::Ratio));
    }

    #[test]
    fn all_archives_of_a_package_share_the_total() {
        let package = Rc::<Spent>::default();
        let first = Meter::new(Rc::clone(&package), 1 << 30);
        assert_eq!(first.bytes(MAX_TOTAL - 1), Ok(()));
        let second = Meter::new(package, 1 << 30);
        assert_eq!(second.bytes(1), Ok(()));
        assert_eq!(second.bytes(1), Err(Halt::Total));
        assert_eq!(first.halted(), None, "what the first one took, it took in time");
    }

    #[test]
    fn members_are_counted_over_the_package() {
        let package = Rc::<Spent>::default();
        let first = Meter::new(Rc::clone(&package), 1);
        for _ in 0..MAX_MEMBERS {
            first.member().unwrap();
        }
        assert_eq!(Meter::new(package, 1).member(), Err(Halt::Members));
    }

    #[test]
    fn a_stream_is_stopped_by_what_passes_not_by_what_is_taken() {
        use std::io::Read as _;
        let meter = Rc::new(meter(1));
        let mut endless = Passing::new(std::io::repeat(0), Rc::clone(&meter));
        let copied = std::io::copy(&mut endless.by_ref(), &mut std::io::sink());
        assert!(copied.is_err());
        assert_eq!(meter.halted(), Some(Halt::Ratio));
    }

    #[test]
    fn time_is_bounded() {
        let mut late = meter(1);
        late.deadline = Instant::now().checked_sub(Duration::from_millis(1));
        assert_eq!(late.bytes(1), Err(Halt::Time));
    }
}
