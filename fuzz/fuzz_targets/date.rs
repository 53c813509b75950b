//! See `evipack::fuzz::date`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evipack::fuzz::date(bytes));
