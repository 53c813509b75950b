//! See `evipack_read::fuzz::video`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evipack_read::fuzz::video(bytes));
