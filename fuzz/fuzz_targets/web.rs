//! See `evipack_read::fuzz::web`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evipack_read::fuzz::web(bytes));
