// SPDX-License-Identifier: Apache-2.0
//! How a reactor of the sandbox talks to its host: JSON in its own memory.

#[link(wasm_import_module = "tool_host")]
extern "C" {
    #[link_name = "log"]
    fn host_log(level: i32, at: *const u8, length: usize);
}

pub fn log(line: &str) {
    unsafe { host_log(0, line.as_ptr(), line.len()) }
}

/// Room for the input. Nothing is given back: each call has an instance of its own.
#[no_mangle]
pub extern "C" fn tool_alloc(length: usize) -> *mut u8 {
    Box::leak(vec![0; length].into_boxed_slice()).as_mut_ptr()
}

/// # Safety
/// `at` came from `tool_alloc(length)`.
#[no_mangle]
pub unsafe extern "C" fn tool_call(at: *const u8, length: usize) -> u64 {
    let input = std::str::from_utf8(std::slice::from_raw_parts(at, length)).expect("UTF-8");
    let output = crate::run(input).into_bytes().leak();
    (output.as_ptr() as u64) << 32 | output.len() as u64
}
