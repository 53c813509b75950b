//! One test binary over the fixtures. Whole reports are compared; a case is a folder plus an expectation and needs no Rust.

// A test says what went wrong by panicking, in its helpers too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// Tests put small files together piece by piece: what reads best counts, not one allocation more.
#![allow(clippy::format_push_string, clippy::format_collect)]

mod architecture;
mod cache;
mod cases;
mod command_line;
mod contract;
mod damage;
mod demo;
mod documents;
mod dossier;
mod eyes;
mod hostile;
mod load;
mod model_setup;
mod other_county;
mod output;
mod privacy;
mod read_only;
mod recogniser;
mod signatures;
mod workspace;
