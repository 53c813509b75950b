//! How many files are read side by side.
//!
//! Enters: what the machine has, and whether pictures are looked at. Leaves: a number of readers, one a processor unless there is
//! too little memory for so many: eight readers with models would fill the smallest office computer, and it would crawl.

use std::num::NonZeroUsize;
use std::thread::available_parallelism;
use sysinfo::{MemoryRefreshKind, RefreshKind, System};

/// What a reader needs, in bytes, by the README: 456 MiB were the most with models, and 51 MB the most of a whole audit without.
const WITH_PICTURES: u64 = 512 << 20;
const TEXT_ONLY: u64 = 128 << 20;

/// As many as this machine bears now.
pub(crate) fn readers(looks: bool) -> NonZeroUsize {
    within(available_parallelism().unwrap_or(NonZeroUsize::MIN), free_memory(), looks)
}

/// Memory in bytes that programs may still take, of the machine and of the container in which this runs; `None` where the system
/// does not say.
fn free_memory() -> Option<u64> {
    let memory = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(memory);
    let allowed = system.cgroup_limits().map_or(u64::MAX, |limits| limits.free_memory);
    Some(system.available_memory().min(allowed)).filter(|free| *free > 0)
}

fn within(processors: NonZeroUsize, free: Option<u64>, looks: bool) -> NonZeroUsize {
    let each = if looks { WITH_PICTURES } else { TEXT_ONLY };
    let fitting = free.map_or(usize::MAX, |free| usize::try_from(free / each).unwrap_or(usize::MAX));
    processors.min(NonZeroUsize::new(fitting).unwrap_or(NonZeroUsize::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_bounds_the_readers_and_one_is_left() {
        let readers = |free: Option<u64>, looks| within(NonZeroUsize::new(8).unwrap(), free, looks).get();
        assert_eq!(readers(Some(3 << 30), true), 6);
        assert_eq!(readers(Some(3 << 30), false), 8);
        assert_eq!((readers(Some(1 << 20), true), readers(None, true)), (1, 8));
    }

    #[test]
    fn this_machine_says_what_is_free() {
        assert!(free_memory().is_some_and(|free| free > 1 << 20));
    }
}
