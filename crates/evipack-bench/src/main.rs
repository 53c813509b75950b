//! The accuracy bench: how much of what is in the files does evipack see, how often is it wrong, what does it cost.
//!
//! ```text
//! recipe → truth ─┐
//! recipe → files → worker (one process, one audit) → report → seen ─┴→ judge → tally → bounds → print
//! ```
//!
//! Enters: a seed and numbers, perhaps a folder of labelled real files. Leaves: tables on standard output, and exit code 1
//! where a must-reach value is missed, 2 where nothing was measured. Truth never reaches the audited folder: there lie only
//! numbered files. `speed` measures reading alone: so many files of a format, one thread, no recogniser.

mod accuracy;
mod args;
mod bounds;
mod corpus;
mod cost;
mod judge;
mod kinds;
mod page_truth;
mod pages;
mod photo_truth;
mod photos;
mod print;
mod recipe;
mod recogniser;
mod scratch;
mod seen;
mod speed;
mod tally;
mod wilson;
mod worker;

use args::{Args, Command};
use clap::Parser as _;
use std::process::ExitCode;

/// No measurement took place.
const NOT_MEASURED: u8 = 2;
/// A must-reach value was missed.
const MISSED: u8 = 1;

fn main() -> ExitCode {
    let outcome = match Args::parse().command {
        Command::Accuracy(asked) => accuracy::run(&asked),
        Command::Speed(asked) => speed::run(&asked),
        Command::Worker { folder, output, threads, plain } => {
            worker::run(&folder, &output, threads, plain).map(|()| true)
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(MISSED),
        Err(error) => {
            eprintln!("evipack-bench: {error}");
            ExitCode::from(NOT_MEASURED)
        }
    }
}
