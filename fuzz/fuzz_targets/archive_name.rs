//! See `evipack::fuzz::archive_name`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evipack::fuzz::archive_name(bytes));
