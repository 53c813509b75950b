//! See `evipack::fuzz::ber`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evipack::fuzz::ber(bytes));
