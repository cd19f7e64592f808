// SPDX-License-Identifier: Apache-2.0
/** How a reactor of the sandbox talks to its host: JSON in its own memory. */

@external('tool_host', 'log')
declare function hostLog(level: i32, at: usize, length: i32): void;

export function log(line: string): void {
  const bytes = String.UTF8.encode(line);
  hostLog(0, changetype<usize>(bytes), bytes.byteLength);
}

/** Room for the input. Nothing is given back: each call has an instance of its own. */
export function alloc(length: i32): usize {
  return heap.alloc(length);
}

export function textAt(at: usize, length: i32): string {
  return String.UTF8.decodeUnsafe(at, length);
}

export function given(output: string): u64 {
  const bytes = String.UTF8.encode(output);
  return ((<u64>changetype<usize>(bytes)) << 32) | (<u64>bytes.byteLength);
}
