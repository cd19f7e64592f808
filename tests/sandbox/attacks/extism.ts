import { type Attack, attacksOf, type Line } from './attack.ts';

/** A plug-in whose function is this, with what of the kernel it needs; it gives its input where it comes to its end. */
const plugin = (body: string): string => `(module
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "free" (func $free (param i64)))
  (import "extism:host/env" "load_u8" (func $load (param i64) (result i32)))
  (import "extism:host/env" "load_u64" (func $load8 (param i64) (result i64)))
  (import "extism:host/env" "store_u64" (func $store8 (param i64 i64)))
  (import "extism:host/env" "input_length" (func $size (result i64)))
  (import "extism:host/env" "input_offset" (func $input (result i64)))
  (import "extism:host/env" "input_load_u8" (func $read (param i64) (result i32)))
  (import "extism:host/env" "output_set" (func $give (param i64 i64)))
  (import "extism:host/env" "error_set" (func $error (param i64)))
  (import "extism:host/env" "config_get" (func $config (param i64) (result i64)))
  (import "extism:host/env" "var_get" (func $get (param i64) (result i64)))
  (import "extism:host/env" "var_set" (func $set (param i64 i64)))
  (import "extism:host/env" "http_request" (func $request (param i64 i64) (result i64)))
  (import "extism:host/env" "log_info" (func $log (param i64)))
  (memory (export "memory") 1)
  (func (export "run") (result i32) (local $at i64) (local $n i64)
    ${body}
    (call $give (call $input) (call $size))
    (i32.const 0)))`;

const FOREVER = (body: string) => `(loop ${body} (br 0))`;
const BIG = '(local.set $at (call $alloc (i64.const 500000)))';

const PLUGINS: Readonly<Record<string, readonly Line[]>> = {
  'a plug-in: loops': [
    ['without an end', plugin(FOREVER('')), 'fuel'],
    ['of calls that do nothing', plugin(FOREVER('(call $free (i64.const 0))')), 'fuel'],
    ['of long texts that are read', plugin(`${BIG} ${FOREVER('(drop (call $config (local.get $at)))')}`), 'fuel'],
    ['with more fuel than time', plugin(FOREVER('(call $free (i64.const 0))')), 'time', { fuel: 1e12, ms: 500, walls: true }], // prettier-ignore
  ],
  'a plug-in: memory of the host': [
    ['one block of 2^62 bytes', plugin('(drop (call $alloc (i64.const 4611686018427387904)))'), 'memory'],
    ['one block that is larger than all', plugin('(drop (call $alloc (i64.const 2000000)))'), 'memory'],
    ['blocks without an end', plugin(FOREVER('(drop (call $alloc (i64.const 1000)))')), 'memory'],
    ['blocks that are given back', plugin(FOREVER('(call $free (call $alloc (i64.const 1000)))')), 'memory'],
    ['empty blocks without an end', plugin(FOREVER('(drop (call $alloc (i64.const 0)))')), 'fuel'],
    ['variables under ever other names', plugin(`(local.set $at (call $alloc (i64.const 8)))
      ${FOREVER('(local.set $n (i64.add (local.get $n) (i64.const 1))) (call $store8 (local.get $at) (local.get $n)) (call $set (local.get $at) (local.get $at))')}`), 'memory'], // prettier-ignore
    ['variables without a value, under long names', plugin(`${BIG}
      ${FOREVER('(local.set $n (i64.add (local.get $n) (i64.const 1))) (call $store8 (local.get $at) (local.get $n)) (call $set (local.get $at) (call $alloc (i64.const 0)))')}`), 'memory'], // prettier-ignore
  ],
  'a plug-in: addresses': [
    ['a read outside', plugin('(drop (call $load (i64.const 99999999)))'), 'trap'],
    ['a read at 2^63', plugin('(drop (call $load8 (i64.const -9223372036854775808)))'), 'trap'],
    ['a write at the last byte', plugin('(call $store8 (i64.const 65535) (i64.const -1))'), 'trap'],
    ['a read past the input', plugin('(drop (call $read (i64.const 7)))'), 'trap'],
    ['an output outside', plugin('(call $give (i64.const 65000) (i64.const 4000))'), 'trap'],
    ['an output of 2^40 bytes', plugin('(call $give (i64.const 8) (i64.const 1099511627776))'), 'output'],
    ['a variable that was never set', plugin('(drop (call $get (i64.const 0)))'), 'gives {"n":7}'],
    ['a failure in the words of an address that is none', plugin('(call $error (i64.const 99999999)) (return (i32.const 1))'), 'trap'], // prettier-ignore
  ],
  'a plug-in: ways out': [
    ['the network, which its manifest does not ask for', plugin('(drop (call $request (call $input) (i64.const 0)))'), 'failed'], // prettier-ignore
    ['floods of logs', plugin(`${BIG} ${FOREVER('(call $log (local.get $at))')}`), 'fuel'],
    ['a function of a host of its own', '(module (import "extism:host/user" "mine" (func)) (func (export "run") (result i32) (i32.const 0)))', 'refused'], // prettier-ignore
    ['the door of other guests', '(module (import "tool_host" "call" (func (param i32 i32) (result i32))) (func (export "run") (result i32) (i32.const 0)))', 'refused'], // prettier-ignore
    ['a function that is not there', '(module (memory (export "memory") 1))', 'refused'],
    ['a function that is a memory', '(module (memory (export "run") 1))', 'refused'],
  ],
};

export const EXTISM_ATTACKS: readonly Attack[] = attacksOf('extism/1', PLUGINS);
