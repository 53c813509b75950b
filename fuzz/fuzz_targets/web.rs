//! See `evipack::fuzz::web`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evipack::fuzz::web(bytes));
