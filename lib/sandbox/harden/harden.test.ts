import { expect, test } from 'vitest';

import { wasmOf } from '@/tests/support/guests/wat.ts';

import { hardenedOf, instanceOf, run } from '../testing/metered.ts';
import { type Allowed, harden } from './index.ts';
import type { Reason } from './refused.ts';

const hardened = (text: string) => hardenedOf(wasmOf(text));

const PAGES = 16;

function refusal(bytes: Uint8Array<ArrayBuffer>, allowed: Allowed = {}): Reason | 'taken' {
  const made = harden(bytes, { pages: PAGES, allowed });
  return made.ok ? 'taken' : made.problem.reason;
}

const func = (body: string) => `(module (memory 1) (func (export "f") ${body}))`;

/** Attacks and things that the sandbox does not have, each with its verdict. */
const REFUSED: readonly (readonly [name: string, text: string, reason: Reason])[] = [
  ['shared memory', '(module (memory 1 2 shared))', 'threads'],
  ['atomics', '(module (memory 1) (func (drop (i32.atomic.load (i32.const 0)))))', 'threads'],
  ['64-bit memory', '(module (memory i64 1))', 'memory64'],
  ['a second memory', '(module (memory 1) (memory 1))', 'multi_memory'],
  ['more memory at the start than is given', '(module (memory 17))', 'memory'],
  ['a table that is too large', '(module (table 10001 funcref))', 'table'],
  ['too many tables', `(module ${'(table 1 funcref)'.repeat(17)})`, 'table'],
  ['exceptions', '(module (tag $t) (func (throw $t)))', 'exceptions'],
  ['exceptions without a tag', func('(try (do) (catch_all))'), 'exceptions'],
  ['tail calls', '(module (func $f (return_call $f)))', 'tail_calls'],
  ['tail calls through a table', '(module (table 1 funcref) (type $t (func)) (func (return_call_indirect (type $t) (i32.const 0))))', 'tail_calls'], // prettier-ignore
  ['an import that was not granted', '(module (import "env" "fetch" (func)))', 'import'],
  ['an import of a name that objects have', '(module (import "constructor" "constructor" (func)))', 'import'],
  ['a granted name as a memory', '(module (import "tool_host" "log" (memory 1)))', 'import'],
  ['a granted name as a global', '(module (import "tool_host" "log" (global i32)))', 'import'],
  ['a granted name as a table', '(module (import "tool_host" "log" (table 1 funcref)))', 'import'],
  ['a granted name with another signature', '(module (import "tool_host" "log" (func (param i64))))', 'import'],
  ['an export of the name of the fuel', '(module (global (export "locus:fuel") (mut i64) (i64.const 0)))', 'export'],
  ['an export of the name of the start', '(module (func (export "locus:start")))', 'export'],
  // Invalid before the meter is added, valid after: it would fill its own tank.
  ['a forged index of the fuel', func('(global.set 0 (i64.const 9223372036854775807))'), 'damaged'],
  ['a forged index of what charges', func('(drop (call 1 (i32.const 0)))'), 'damaged'],
  ['two exports of one name', '(module (func (export "f")) (func (export "f")))', 'damaged'],
  ['too many locals', func(`(local ${'i32 '.repeat(10_001)})`), 'too_big'],
  ['too many globals', `(module ${'(global i32 (i32.const 0))'.repeat(10_001)})`, 'too_big'],
  ['relaxed SIMD', func('(drop (i8x16.relaxed_swizzle (v128.const i64x2 0 0) (v128.const i64x2 0 0)))'), 'relaxed_simd'], // prettier-ignore
];

test.each(REFUSED)('%s: refused', (_name, text, reason) => {
  expect(refusal(wasmOf(text), { 'tool_host.log': 'iii:' })).toBe(reason);
});

test('garbage collection is refused', () => {
  // (type (struct)); wabt does not write it.
  const structs = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 3, 1, 0x5f, 0]);
  expect(WebAssembly.validate(structs)).toBe(true);
  expect(refusal(structs)).toBe('gc');
});

test('what is no module, ends in the middle or is very large is refused', () => {
  const whole = wasmOf(func('(nop)'));
  expect(refusal(new TextEncoder().encode('<html>'))).toBe('damaged');
  expect(refusal(whole.slice(0, -3))).toBe('damaged');
  expect(refusal(new Uint8Array(9 * 2 ** 20))).toBe('too_big');
});

test('an import that was granted, with its signature, is taken', () => {
  const text = '(module (import "tool_host" "log" (func (param i32 i32 i32))))';
  expect(refusal(wasmOf(text), { 'tool_host.log': 'iii:' })).toBe('taken');
});

test('memory grows to the cap and no further', () => {
  const { exports } = instanceOf(hardened('(module (memory 1) (func (export "f") (param i32) (result i32) (memory.grow (local.get 0))))')); // prettier-ignore
  expect(run(exports, 'f', 15)).toEqual({ gave: 1 });
  expect(run(exports, 'f', 1)).toEqual({ gave: -1 });
});

test('a lower maximum of its own stays', () => {
  const { exports } = instanceOf(hardened('(module (memory 1 2) (func (export "f") (param i32) (result i32) (memory.grow (local.get 0))))')); // prettier-ignore
  expect(run(exports, 'f', 2)).toEqual({ gave: -1 });
});

test('a table grows to the cap and no further', () => {
  const text = '(module (table 1 funcref) (func (export "f") (param i32) (result i32) (table.grow 0 (ref.null func) (local.get 0))))'; // prettier-ignore
  expect(run(instanceOf(hardened(text)).exports, 'f', 10_000)).toEqual({ gave: -1 });
});

test('vectors, tables, references and blocks with several values come through', () => {
  const { exports } = instanceOf(
    hardened(`(module (memory 1) (data (i32.const 0) "\\01\\02\\03\\04")
    (type $t (func (param i32) (result i32)))
    (table 2 funcref) (elem (i32.const 0) $double $double)
    (func $double (type $t) (i32.mul (local.get 0) (i32.const 2)))
    (func (export "vector") (result i32) (local v128)
      (local.set 0 (i8x16.shuffle 3 2 1 0 4 5 6 7 8 9 10 11 12 13 14 15 (v128.load (i32.const 0)) (v128.const i64x2 0 0)))
      (v128.store16_lane 0 (i32.const 8) (local.get 0))
      (local.set 0 (v128.load8_lane 0 (i32.const 1) (local.get 0)))
      (i32.add (i32x4.extract_lane 0 (i32x4.add (local.get 0) (v128.load32_zero (i32.const 8)))) (i32.const 0)))
    (func (export "table") (result i32) (call_indirect (type $t) (i32.const 21) (i32.const 1)))
    (func (export "typed") (param i32) (result funcref) (select (result funcref) (ref.null func) (table.get 0 (i32.const 0)) (local.get 0)))
    (func (export "several") (result i32) (i32.const 3) (i32.const 4) (block (param i32 i32) (result i32) (i32.mul))))`),
  );
  expect(run(exports, 'vector')).toEqual({ gave: 0x01_02_03_02 + 0x03_04 });
  expect(run(exports, 'table')).toEqual({ gave: 42 });
  expect(run(exports, 'typed', 1)).toEqual({ gave: null });
  expect(run(exports, 'several')).toEqual({ gave: 12 });
});

const taking = (count: number) => wasmOf(`(module (func (param ${'i32 '.repeat(count)})))`);
const giving = (count: number) =>
  wasmOf(`(module (func (result ${'i32 '.repeat(count)}) ${'(i32.const 0)'.repeat(count)}))`);

test('a function that takes or gives more than there is room for beside the meter is refused', () => {
  expect([900, 901].map((count) => refusal(taking(count)))).toEqual(['taken', 'too_big']);
  expect([900, 901].map((count) => refusal(giving(count)))).toEqual(['taken', 'too_big']);
});
