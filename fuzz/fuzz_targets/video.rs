//! See `evipack::fuzz::video`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evipack::fuzz::video(bytes));
