//! See `evipack::fuzz::number`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evipack::fuzz::number(bytes));
