//! See `evipack::fuzz::pdf`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evipack::fuzz::pdf(bytes));
