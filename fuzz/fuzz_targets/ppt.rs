//! See `evipack::fuzz::ppt`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evipack::fuzz::ppt(bytes));
