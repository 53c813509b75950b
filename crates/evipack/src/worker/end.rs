//! Why a worker ended in the midst of a file, told from its exit status and its last words.
//!
//! Enters: what the system says, and the end of what the process printed. Leaves: an [`End`] and its reason for a clerk.

use super::limits::{Limits, OVER_CPU, OVER_CPU_SIGNAL, OVER_MEMORY};
use std::process::ExitStatus;

/// Rust's own words before it aborts for want of memory, and for a stack that is full.
const NO_MEMORY: &str = "memory allocation of";
const NO_STACK: &str = "has overflowed its stack";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Killed at its deadline.
    Late,
    Cpu,
    Memory,
    Stack,
    /// It crashed in some other way.
    Crash,
    /// Killed from outside: by the system for want of memory, or by hand. Nothing speaks against the file.
    Killed,
    /// It sent something that is no answer.
    Garbled,
    /// Its answer is longer than an answer may be.
    TooLong,
}

impl End {
    pub(super) fn of(status: Option<ExitStatus>, late: bool, said: &[u8]) -> Self {
        let said = String::from_utf8_lossy(said);
        let Some(status) = status else { return if late { Self::Late } else { Self::Garbled } };
        match (status.code(), signal(status)) {
            _ if late => Self::Late,
            (Some(OVER_CPU), _) => Self::Cpu,
            (Some(OVER_MEMORY), _) => Self::Memory,
            (_, Some(signal)) if Some(signal) == OVER_CPU_SIGNAL => Self::Cpu,
            _ if said.contains(NO_MEMORY) => Self::Memory,
            _ if said.contains(NO_STACK) => Self::Stack,
            (_, Some(signal)) if FROM_OUTSIDE.contains(&signal) => Self::Killed,
            _ => Self::Crash,
        }
    }

    /// For a clerk, in Chinese.
    pub(super) fn reason(self, limits: Limits) -> String {
        match self {
            Self::Late => format!("读取超过 {} 秒，已停止", limits.wall.as_secs()),
            Self::Cpu => format!("读取占用处理器超过 {} 秒，已停止", limits.cpu.as_secs()),
            Self::Memory => format!("读取时内存超过 {:.1} GB，已停止", limits.memory as f64 / f64::from(1 << 30)),
            Self::Stack => "文件内部嵌套太深，读取中断".to_owned(),
            Self::Crash => "读取时程序出错，已停止".to_owned(),
            Self::Killed => "读取进程两次被系统终止（可能是内存不足），没有读完".to_owned(),
            Self::Garbled => "读取进程的应答无法识别，没有采用".to_owned(),
            Self::TooLong => "从文件中读出的内容太多，没有采用".to_owned(),
        }
    }
}

/// POSIX: the signals HUP, INT, KILL and TERM have these numbers on every system. A reader that goes wrong causes none of them.
const FROM_OUTSIDE: [i32; 4] = [1, 2, KILL, 15];
const KILL: i32 = 9;

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt as _;

    #[test]
    fn the_reason_is_told_from_status_and_last_words() {
        const ABORT: i32 = 6;
        let by_signal = |signal, said: &str| End::of(Some(ExitStatus::from_raw(signal)), false, said.as_bytes());
        assert_eq!(by_signal(ABORT, "memory allocation of 123 bytes failed\n"), End::Memory);
        assert_eq!(by_signal(ABORT, "\nthread 'x' (7) has overflowed its stack\nfatal runtime error"), End::Stack);
        assert_eq!(by_signal(ABORT, ""), End::Crash);
        for outside in FROM_OUTSIDE {
            assert_eq!(by_signal(outside, ""), End::Killed);
        }
        assert_eq!(Some(by_signal(OVER_CPU_SIGNAL.unwrap(), "")), Some(End::Cpu));
        assert_eq!(End::of(Some(ExitStatus::from_raw(KILL)), true, b""), End::Late);
        assert_eq!(End::of(Some(ExitStatus::from_raw(OVER_MEMORY << 8)), false, b""), End::Memory);
        assert_eq!(End::of(None, false, b""), End::Garbled);
    }

    #[test]
    fn reasons_name_the_limit() {
        assert_eq!(End::Memory.reason(Limits::for_text()), "读取时内存超过 1.5 GB，已停止");
        assert_eq!(End::Cpu.reason(Limits::for_text()), "读取占用处理器超过 20 秒，已停止");
        assert_eq!(End::Late.reason(Limits::for_text()), "读取超过 60 秒，已停止");
    }
}
