// SPDX-License-Identifier: Apache-2.0
//! How a reactor of the sandbox talks to its host: JSON in its own memory, and one door to the outside.

#[link(wasm_import_module = "tool_host")]
extern "C" {
    #[link_name = "call"]
    fn host_call(at: *const u8, length: usize) -> usize;
    #[link_name = "take"]
    fn host_take(at: *mut u8);
}

/// Asks for something outside. The request is `{"name", "input"}`, the answer `{"ok", "value"}` or `{"ok", "error"}`.
pub fn call(request: &str) -> String {
    let length = unsafe { host_call(request.as_ptr(), request.len()) };
    let mut answer = vec![0; length];
    unsafe { host_take(answer.as_mut_ptr()) };
    String::from_utf8(answer).expect("UTF-8")
}

/// Room for the input. Nothing is given back: each call has an instance of its own.
#[no_mangle]
pub extern "C" fn tool_alloc(length: usize) -> *mut u8 {
    Box::leak(vec![0; length].into_boxed_slice()).as_mut_ptr()
}

/// # Safety
/// `at` came from `tool_alloc(length)`.
#[no_mangle]
pub unsafe extern "C" fn tool_call(_at: *const u8, _length: usize) -> u64 {
    let output = crate::run().into_bytes().leak();
    (output.as_ptr() as u64) << 32 | output.len() as u64
}
