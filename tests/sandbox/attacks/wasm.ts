import { command, copyTo, ECHO, reactor } from '../../support/guests/modules.ts';
import { type Attack, attacksOf, type Line } from './attack.ts';

const LOOP = '(loop (br 0)) (i64.const 0)';
const func = (body: string) => `(module (memory (export "memory") 1) (func ${body}))`;
const wasi = (name: string, params: number, more = '') =>
  `(import "wasi_snapshot_preview1" "${name}" (func $tried (param ${'i32 '.repeat(params)}${more}) (result i32)))`;
/** Gives `1` where the call said ENOSYS or EBADF, as JSON of one digit. */
const refusedBy = (call: string) => `(local $said i32) (local.set $said ${call})
  (i32.store8 (i32.const 1024) (i32.add (i32.const 48) (i32.or (i32.eq (local.get $said) (i32.const 52)) (i32.eq (local.get $said) (i32.const 8)))))
  (i32.store (i32.const 8) (i32.const 1024)) (i32.store (i32.const 12) (i32.const 1))
  (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 20)))`;

const GIVES_MEMORY = (text: string, length: number) =>
  reactor(`(i64.or (i64.shl (i64.const 64) (i64.const 32)) (i64.const ${length}))`, `(data (i32.const 64) "${text}")`);

/** Gives the digit that `found` is, and leaves what `left` leaves for whoever comes after. */
const leaves = (found: string, left: string, more = '') =>
  reactor(`(i32.store8 (i32.const 64) (i32.add (i32.const 48) ${found})) ${left} (i64.const 0x4000000001)`, more);

const LEFT: readonly Line[] = [
  ['in its memory', leaves('(i32.load8_u (i32.const 40000))', '(i32.store8 (i32.const 40000) (i32.const 7))'), 'gives 0'], // prettier-ignore
  ['over its data', leaves('(i32.load8_u (i32.const 99))', '(i32.store8 (i32.const 99) (i32.const 7))', '(data (i32.const 99) "\\02")'), 'gives 2'], // prettier-ignore
  ['in a global', leaves('(global.get $g)', '(global.set $g (i32.const 7))', '(global $g (mut i32) (i32.const 0))'), 'gives 0'], // prettier-ignore
  ['in the bits of a NaN', leaves('(i32.and (i32.reinterpret_f32 (global.get $g)) (i32.const 7))', '(global.set $g (f32.reinterpret_i32 (i32.const 0x7fa00007)))', '(global $g (mut f32) (f32.const nan:0x200001))'), 'gives 1'], // prettier-ignore
  ['in a vector', leaves('(i32x4.extract_lane 1 (global.get $g))', '(global.set $g (i32x4.splat (i32.const 7)))', '(global $g (mut v128) (v128.const i64x2 0 0))'), 'gives 0'], // prettier-ignore
  ['in a table', leaves('(ref.is_null (table.get 0 (i32.const 0)))', '(table.set 0 (i32.const 0) (ref.func $f))', '(table 1 funcref) (elem declare func $f) (func $f)'), 'gives 1'], // prettier-ignore
  ['in the size of a table', leaves('(table.size 0)', '(drop (table.grow 0 (ref.null func) (i32.const 7)))', '(table 1 funcref)'), 'gives 1'], // prettier-ignore
  ['in the size of its memory', leaves('(memory.size)', '(drop (memory.grow (i32.const 6)))'), 'gives 1'],
  ['in memory that it grew', leaves('(if (result i32) (i32.gt_u (memory.size) (i32.const 1)) (then (i32.load8_u (i32.const 70000))) (else (i32.const 0)))', '(drop (memory.grow (i32.const 1))) (i32.store8 (i32.const 70000) (i32.const 7))'), 'gives 0'], // prettier-ignore
  ['in a segment that it dropped', leaves('(i32.const 3)', '(memory.init $d (i32.const 80) (i32.const 0) (i32.const 1)) (data.drop $d)', '(data $d "a")'), 'gives 3'], // prettier-ignore
];

const REACTORS: Readonly<Record<string, readonly Line[]>> = {
  'infinite loop': [
    ['in tool_call', reactor(LOOP), 'fuel'],
    ['in tool_alloc', '(module (memory (export "memory") 1) (func (export "tool_alloc") (param i32) (result i32) (loop (br 0)) unreachable))', 'fuel'], // prettier-ignore
    ['in the start section', reactor('(i64.const 0)', '(start $s) (func $s (loop (br 0)))'), 'fuel'],
    ['in _initialize', reactor('(i64.const 0)', '(func (export "_initialize") (loop (br 0)))'), 'fuel'],
    ['with more fuel than time', reactor(LOOP), 'time', { fuel: 1e12, ms: 500, walls: true }],
    ['of memory.fill', reactor('(loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)) (br 0)) unreachable'), 'fuel'], // prettier-ignore
    ['of memory.copy', reactor('(loop (memory.copy (i32.const 0) (i32.const 1) (i32.const 65535)) (br 0)) unreachable'), 'fuel'], // prettier-ignore
    ['of table.fill', reactor('(loop (table.fill 0 (i32.const 0) (ref.null func) (i32.const 9000)) (br 0)) unreachable', '(table 9000 funcref)'), 'fuel'], // prettier-ignore
    ['of calls through a table', reactor('(call_indirect (i32.const 0)) (i64.const 0)', '(table 1 funcref) (elem (i32.const 0) $f) (func $f (loop (call $g) (br 0))) (func $g)'), 'fuel'], // prettier-ignore
  ],
  'memory bomb': [
    ['memory.grow until it fails', reactor('(loop (br_if 0 (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) unreachable'), 'memory'], // prettier-ignore
    ['memory.grow of 4 GB', reactor('(if (i32.eq (memory.grow (i32.const 65535)) (i32.const -1)) (then unreachable)) (i64.const 0)'), 'trap'], // prettier-ignore
    ['table.grow of 2^31', reactor('(if (i32.eq (table.grow 0 (ref.null func) (i32.const 0x7fffffff)) (i32.const -1)) (then unreachable)) (i64.const 0)', '(table 1 funcref)'), 'fuel'], // prettier-ignore
    ['more pages at the start than are given', '(module (memory (export "memory") 17))', 'refused'],
    ['a table of millions', '(module (table 10000001 funcref))', 'refused'],
    ['17 tables', `(module ${'(table 1 funcref)'.repeat(17)})`, 'refused'],
  ],
  'stack bomb': [
    ['recursion', reactor('(call $again) (i64.const 0)', '(func $again (call $again))'), 'stack'],
    ['recursion through a table', reactor('(call $f) (i64.const 0)', '(table 1 funcref) (elem (i32.const 0) $f) (func $f (call_indirect (i32.const 0)))'), 'stack'], // prettier-ignore
    ['recursion of frames with many locals', reactor('(call $f) (i64.const 0)', `(func $f (local ${'i64 '.repeat(4000)}) (call $f))`), 'stack'], // prettier-ignore
  ],
  floods: [
    ['of logs', reactor('(loop $l (call $log (i32.const 0) (i32.const 0) (i32.const 50)) (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br_if $l (i32.lt_u (local.get 1) (i32.const 1000)))) (i64.const 0)'), 'gives '], // prettier-ignore
    ['one log line of the whole memory', reactor(`(call $log (i32.const 0) (i32.const 0) (i32.const 65536)) ${ECHO}`), 'gives {"n":7}'], // prettier-ignore
    ['an output of 2 GB', reactor('(i64.const 0x7fffffff)'), 'output'],
  ],
  'answers that lie': [
    ['begins outside of the memory', reactor('(i64.const 0xfffffff000000010)'), 'trap'],
    ['ends outside of the memory', reactor('(i64.const 0x0000ffff00000010)'), 'trap'],
    ['a negative length', reactor('(i64.const -1)'), 'output'],
    ['lies over its own input', reactor(ECHO), 'gives {"n":7}'],
    ['is no UTF-8', GIVES_MEMORY('\\ff\\fe\\fd\\fc', 4), 'trap'],
    ['half of a character', GIVES_MEMORY('\\22\\f0\\9f\\98', 4), 'trap'],
    ['room for its input outside of the memory', '(module (memory (export "memory") 1) (func (export "tool_alloc") (param i32) (result i32) (i32.const -1)))', 'trap'], // prettier-ignore
    ['a log line outside of the memory', reactor('(call $log (i32.const 0) (i32.const -8) (i32.const 64)) (i64.const 0)'), 'trap'], // prettier-ignore
    ['no memory', '(module (func (export "tool_alloc") (param i32) (result i32) (i32.const 0)))', 'refused'],
    ['a tool that is a global', '(module (memory (export "memory") 1) (global (export "tool_alloc") i32 (i32.const 0)))', 'refused'], // prettier-ignore
    ['a tool_call that gives an i32', '(module (memory (export "memory") 1) (func (export "tool_alloc") (param i32) (result i32) (i32.const 0)) (func (export "tool_call") (param i32 i32) (result i32) (i32.const 0)))', 'refused'], // prettier-ignore
    ['data that lies outside of the memory', reactor('(i64.const 0)', '(data (i32.const 65530) "0123456789")'), 'trap'],
  ],
  // Three calls of one worker each: none finds what the one before left.
  'what a call leaves behind': LEFT.flatMap((line) => [line, line, line]),
  imports: [
    ['undeclared', '(module (import "env" "fetch" (func)))', 'refused'],
    ['a name that every object has', '(module (import "constructor" "constructor" (func)))', 'refused'],
    ['__proto__', '(module (import "__proto__" "toString" (func)))', 'refused'],
    ['granted, but as a memory', '(module (import "tool_host" "log" (memory 1)))', 'refused'],
    ['granted, but as a global', '(module (import "tool_host" "log" (global i32)))', 'refused'],
    ['granted, but as a table', '(module (import "tool_host" "log" (table 1 funcref)))', 'refused'],
    ['granted, with another signature', '(module (import "tool_host" "log" (func (param i64))))', 'refused'],
    ['of WASI, in a reactor', '(module (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32))))', 'refused'], // prettier-ignore
  ],
  'the meter': [
    ['a forged index of the fuel', func('(global.set 0 (i64.const 9223372036854775807))'), 'refused'],
    ['a forged index of what charges', func('(drop (call 1 (i32.const 0)))'), 'refused'],
    ['an export of the fuel’s name', '(module (global (export "locus:fuel") (mut i64) (i64.const 0)))', 'refused'],
    ['an export of the start’s name', '(module (func (export "locus:start")))', 'refused'],
    ['two exports of one name', '(module (func (export "f")) (func (export "f")))', 'refused'],
  ],
  'features that are not taken': [
    ['shared memory', '(module (memory 1 2 shared))', 'refused'],
    ['atomics', '(module (memory 1) (func (drop (i32.atomic.load (i32.const 0)))))', 'refused'],
    ['64-bit memory', '(module (memory i64 1))', 'refused'],
    ['a second memory', '(module (memory 1) (memory 1))', 'refused'],
    ['exceptions', '(module (tag $t) (func (throw $t)))', 'refused'],
    ['exceptions that catch a trap', func('(try (do) (catch_all))'), 'refused'],
    ['tail calls', '(module (func $f (return_call $f)))', 'refused'],
    ['relaxed SIMD', func('(drop (i8x16.relaxed_swizzle (v128.const i64x2 0 0) (v128.const i64x2 0 0)))'), 'refused'],
    ['10,001 locals', func(`(local ${'i32 '.repeat(10_001)})`), 'refused'],
  ],
};

const COMMANDS: Readonly<Record<string, readonly Line[]>> = {
  'WASI: ways out': [
    ['path_open', command(refusedBy('(call $tried (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 0) (i64.const -1) (i64.const -1) (i32.const 0) (i32.const 64))'), '(import "wasi_snapshot_preview1" "path_open" (func $tried (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))'), 'gives 1'], // prettier-ignore
    ['sock_send', command(refusedBy('(call $tried (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))'), wasi('sock_send', 5)), 'gives 1'], // prettier-ignore
    ['fd_prestat_get', command(refusedBy('(call $tried (i32.const 3) (i32.const 64))'), wasi('fd_prestat_get', 2)), 'gives 1'], // prettier-ignore
    ['poll_oneoff', command(refusedBy('(call $tried (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 64))'), wasi('poll_oneoff', 4)), 'gives 1'], // prettier-ignore
    ['reading stdout', command(refusedBy('(call $read (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16))')), 'gives 1'], // prettier-ignore
    ['an import that WASI does not have', '(module (import "wasi_snapshot_preview1" "path_exec" (func)))', 'refused'],
  ],
  'WASI: floods': [
    ['of output', command(`(loop ${copyTo(1)} (i32.store (i32.const 12) (i32.const 4096)) (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 20))) (br 0))`), 'output'], // prettier-ignore
    ['of chance', command('(loop (drop (call $tried (i32.const 0) (i32.const 65536))) (br 0))', wasi('random_get', 2)), 'fuel'], // prettier-ignore
    ['of empty writes', command('(i32.store (i32.const 8) (i32.const 0)) (i32.store (i32.const 12) (i32.const 0)) (loop (drop (call $write (i32.const 2) (i32.const 8) (i32.const 1) (i32.const 20))) (br 0))', ''), 'fuel'], // prettier-ignore
    ['a list of 2^31 buffers', command('(drop (call $write (i32.const 2) (i32.const 0) (i32.const 0x7fffffff) (i32.const 20)))'), 'gives '], // prettier-ignore
  ],
  'WASI: ends': [
    ['an exit code other than 0', command('(call $exit (i32.const 3))'), 'failed'],
    ['an exit inside the call', command(`${copyTo(1)} (call $exit (i32.const 0)) (loop (br 0))`), 'gives {"n":7}'],
    ['no _start', '(module (memory (export "memory") 1))', 'refused'],
  ],
};

export const WASM_ATTACKS: readonly Attack[] = [
  ...attacksOf('reactor-json/1', REACTORS),
  ...attacksOf('wasi-json/1', COMMANDS),
];
