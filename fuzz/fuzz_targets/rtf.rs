//! See `evipack::fuzz::rtf`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evipack::fuzz::rtf(bytes));
