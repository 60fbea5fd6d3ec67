#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| crosstrust_fuzz::receipt(data));
