//! A system without known limits: no worker is started there, and the audit says that it reads in its own process.

use super::Limits;
use std::fs::File;
use std::io;
use std::time::Duration;

pub(in crate::worker) const OVER_CPU_SIGNAL: Option<i32> = None;

pub(in crate::worker) fn bound(_: Limits) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(in crate::worker) fn next_file(_: Duration) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(in crate::worker) fn answers() -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}
