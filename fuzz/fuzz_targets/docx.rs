//! See `evipack::fuzz::docx`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evipack::fuzz::docx(bytes));
