//! See `evipack::fuzz::ofd`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evipack::fuzz::ofd(bytes));
