//! What this process has cost so far.
//!
//! Enters: nothing. Leaves: CPU seconds (user and system, all threads and all finished child processes), peak memory.

use cpu_time::ProcessTime;

/// Linux counts the CPU time of children in these units a second (USER_HZ, the same on every architecture in use).
const TICKS_PER_SECOND: f64 = 100.0;
/// In `/proc/self/stat`, counted behind the name in brackets: children's user and system time.
const CHILD_USER: usize = 13;
const CHILD_SYSTEM: usize = 14;
const KIB: u64 = 1024;

/// CPU seconds since the process began. Where there is no `/proc`, children are not counted.
pub(crate) fn cpu_seconds() -> f64 {
    let own = ProcessTime::try_now().map_or(0.0, |time| time.as_duration().as_secs_f64());
    own + std::fs::read_to_string("/proc/self/stat").ok().and_then(|stat| children(&stat)).unwrap_or(0.0)
}

fn children(stat: &str) -> Option<f64> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    Some((ticks(CHILD_USER)? + ticks(CHILD_SYSTEM)?) / TICKS_PER_SECOND)
}

/// The most memory that was ever resident, in bytes; `None` where the system does not tell.
pub(crate) fn peak_bytes() -> Option<u64> {
    peak_of(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn peak_of(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * KIB)
}

#[cfg(test)]
mod tests {
    use super::{children, cpu_seconds, peak_of};

    #[test]
    fn reads_what_linux_writes() {
        let stat = "7 (a b) c) S 1 7 7 0 -1 4194304 100 200 0 0 5 6 250 50 20 0 1 0 99 1 2";
        assert_eq!(children(stat), Some(3.0));
        assert_eq!(peak_of("VmPeak:\t 9 kB\nVmHWM:\t    2048 kB\n"), Some(2 << 20));
    }

    #[test]
    fn time_goes_on() {
        let before = cpu_seconds();
        let sum: u64 = (0..30_000_000_u64).map(std::hint::black_box).sum();
        assert!(sum > 0 && cpu_seconds() > before);
    }
}
