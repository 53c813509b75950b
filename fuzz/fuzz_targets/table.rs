//! See `evipack::fuzz::table`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evipack::fuzz::table(bytes));
