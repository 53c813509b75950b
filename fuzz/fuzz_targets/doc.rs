//! See `evipack::fuzz::doc`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evipack::fuzz::doc(bytes));
