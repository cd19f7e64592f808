/** Guests as text, for the tests of the sandbox. */

/** A reactor whose `tool_call` has this body; locals 0 and 1 are where its input lies and its length. */
export const reactor = (body: string, more = '') => `(module
  (import "tool_host" "log" (func $log (param i32 i32 i32)))
  (memory (export "memory") 1) ${more}
  (func (export "tool_alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "tool_call") (param i32 i32) (result i64) ${body}))`;

/** Gives its input back. */
export const ECHO =
  '(i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1)))';

/** A WASI command with these imports beside those that it needs to read and write. */
export const command = (body: string, more = '') => `(module
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  ${more}
  (memory (export "memory") 2)
  (data (i32.const 0) "\\00\\04\\00\\00\\00\\00\\01\\00")
  (data (i32.const 256) "no bread today\\n")
  (func (export "_start") ${body}))`;

/** Reads up to 64 KiB of stdin to 1024, and writes what it read to a stream. */
export const copyTo = (stream: number) => `
  (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 16)))
  (i32.store (i32.const 8) (i32.const 1024)) (i32.store (i32.const 12) (i32.load (i32.const 16)))
  (drop (call $write (i32.const ${stream}) (i32.const 8) (i32.const 1) (i32.const 20)))`;

/** Writes "no bread today" to stderr. */
export const COMPLAIN = `
  (i32.store (i32.const 8) (i32.const 256)) (i32.store (i32.const 12) (i32.const 15))
  (drop (call $write (i32.const 2) (i32.const 8) (i32.const 1) (i32.const 20)))`;
