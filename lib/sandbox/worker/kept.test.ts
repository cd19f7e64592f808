import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { callEach } from '@/tests/sandbox/calling.ts';
import { ECHO, reactor } from '@/tests/support/guests/modules.ts';
import { wasmOf } from '@/tests/support/guests/wat.ts';

import { harden } from '../harden/index.ts';
import { STATE } from '../harden/names.ts';

const INPUTS = ['{"n":1}', '{"n":22}', '{"n":1}', '{"n":333}'];

/** Calls of one worker, and the same calls of a worker each: they may not differ in anything. */
async function compared(text: string, inputs: readonly string[] = INPUTS) {
  const apart = [];
  for (const input of inputs) apart.push(...(await callEach('reactor-json/1', text, [input])));
  return { together: await callEach('reactor-json/1', text, inputs), apart };
}

/** Puts what a number is made of to 8192, as 8 hexadecimal digits, and goes on behind them. */
const TELL = `(global $told (mut i32) (i32.const 8192))
  (func $tell (param i32) (local $left i32)
    (local.set $left (i32.const 28))
    (loop $next
      (i32.store8 (global.get $told) (i32.load8_u (i32.add (i32.const 512) (i32.and (i32.shr_u (local.get 0) (local.get $left)) (i32.const 15)))))
      (global.set $told (i32.add (global.get $told) (i32.const 1)))
      (br_if $next (i32.ge_s (local.tee $left (i32.sub (local.get $left) (i32.const 4))) (i32.const 0)))))
  (data (i32.const 512) "0123456789abcdef")`;
const TOLD =
  '(i64.or (i64.shl (i64.const 8192) (i64.const 32)) (i64.extend_i32_u (i32.sub (global.get $told) (i32.const 8192))))';

/** All that a guest may have, each told before it is changed: globals of every number, memory, data, tables, the stack of C. */
const STATEFUL = `${TELL}
  (global $a (mut i32) (i32.const -7)) (global $b (mut i64) (i64.const 0x8000000000000001))
  (global $c (mut f32) (f32.const -0)) (global $d (mut f64) (f64.const 1e-310)) (global $fixed i32 (i32.const 5))
  (global (export "seen") (mut i64) (i64.const 3))
  (table 2 funcref) (elem (i32.const 0) $one $two) (type $gives (func (result i32)))
  (func $one (result i32) (i32.const 1)) (func $two (result i32) (i32.const 2))
  (data $passive "abcdefgh") (data (i32.const 65528) "12345678")
  (func (export "_initialize") (memory.init $passive (i32.const 700) (i32.const 0) (i32.const 8)) (global.set $a (i32.const 99)))`;

const STEPS = [
  '(call $tell (global.get $a)) (global.set $a (i32.add (global.get $a) (local.get 1)))',
  '(call $tell (i32.wrap_i64 (i64.shr_u (global.get $b) (i64.const 32)))) (global.set $b (i64.mul (global.get $b) (i64.const 31)))',
  '(call $tell (i32.reinterpret_f32 (global.get $c))) (global.set $c (f32.reinterpret_i32 (i32.const 0x7fa00001)))',
  '(call $tell (i32.wrap_i64 (i64.reinterpret_f64 (global.get $d)))) (global.set $d (f64.add (global.get $d) (f64.const 0.1)))',
  '(call $tell (i32.load (i32.const 700))) (memory.fill (i32.const 690) (local.get 1) (i32.const 100))',
  '(call $tell (i32.load (i32.const 65532))) (i32.store (i32.const 65532) (i32.load (local.get 0)))',
  '(call $tell (i32.load (i32.const 40000))) (memory.copy (i32.const 39990) (local.get 0) (local.get 1))',
  '(call $tell (call_indirect (type $gives) (i32.and (local.get 1) (i32.const 1))))',
  '(call $log (i32.const 0) (i32.const 700) (i32.const 8))',
  '(call $tell (memory.size))',
];
/** Those after which an instance cannot be put back. */
const LASTING = [
  '(call $tell (memory.grow (i32.const 1))) (i32.store (i32.const 65536) (i32.add (i32.load (i32.const 65536)) (i32.const 1)))',
  '(memory.init $passive (i32.const 720) (i32.const 0) (i32.const 4)) (data.drop $passive)',
  '(call $tell (call_indirect (type $gives) (i32.const 0))) (table.set 0 (i32.const 0) (ref.func $two))',
  '(call $tell (table.grow 0 (ref.func $one) (i32.const 1)))',
];

test('calls of one worker end as calls of a worker each do: output, logs and fuel', async () => {
  const step = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...STEPS) }, fc.constantFrom(...LASTING));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const { together, apart } = await compared(reactor(`${steps.join('\n')} ${TOLD}`, STATEFUL));
      expect(together).toEqual(apart);
    }),
    { numRuns: 120 },
  );
});

test('a guest of all steps does tell what it finds, and finds it as it was each time', async () => {
  const { together } = await compared(reactor(`${STEPS.join('\n')} ${TOLD}`, STATEFUL), ['{}', '{}', '{}']);
  const [first] = together;
  expect(first?.ended).toMatchObject({ ok: true, output: expect.stringMatching(/^00000063800000008000000/u) });
  expect(together).toEqual([first, first, first]);
});

test('the work of an initialiser is part of each call, with its fuel and its lines', async () => {
  const more = `(global $n (mut i32) (i32.const 0))
    (func (export "_initialize") (call $log (i32.const 0) (i32.const 64) (i32.const 5))
      (loop (br_if 0 (i32.lt_u (global.get $n) (i32.const 100)) (global.set $n (i32.add (global.get $n) (i32.const 1))))))
    (data (i32.const 64) "hello")`;
  const { together, apart } = await compared(reactor(ECHO, more));
  expect(together).toEqual(apart);
  expect(together.map(({ logs }) => logs)).toEqual(INPUTS.map(() => ['hello']));
});

test('a call that broke leaves nothing to the next', async () => {
  const body = `(if (i32.eq (local.get 1) (i32.const 8)) (then (global.set $n (i32.const 9)) (i32.store (i32.const 64) (i32.const 0x39393939)) unreachable))
    (i32.store8 (i32.const 64) (i32.add (i32.const 48) (global.get $n))) (i64.const 0x4000000001)`;
  const { together, apart } = await compared(reactor(body, '(global $n (mut i32) (i32.const 0))'));
  expect(together).toEqual(apart);
});

/** Whether a module shows its state, so that it can be put back. */
function isShown(text: string): boolean {
  const made = harden(wasmOf(text), { pages: 16, allowed: {}, state: true });
  if (!made.ok) throw new Error(made.problem.words);
  return WebAssembly.Module.exports(new WebAssembly.Module(made.value)).some(({ name }) => name === STATE.memory);
}

test.each([
  [
    'a memory and globals of numbers',
    '(memory 1) (global (mut f64) (f64.const 0)) (global funcref (ref.null func))',
    true,
  ],
  ['a table that only code reads', '(memory 1) (table 1 funcref) (func (drop (table.get 0 (i32.const 0))))', true],
  ['no memory', '(global (mut i32) (i32.const 0))', false],
  ['a vector that code sets', '(memory 1) (global (mut v128) (v128.const i64x2 0 0))', false],
  ['a function that code sets', '(memory 1) (global (mut funcref) (ref.null func))', false],
  ['something of the host that code sets', '(memory 1) (global (mut externref) (ref.null extern))', false],
  ['table.set', '(memory 1) (table 1 funcref) (func (table.set 0 (i32.const 0) (ref.null func)))', false],
  ['table.grow', '(memory 1) (table 1 funcref) (func (drop (table.grow 0 (ref.null func) (i32.const 1))))', false],
  [
    'table.fill',
    '(memory 1) (table 1 funcref) (func (table.fill 0 (i32.const 0) (ref.null func) (i32.const 1)))',
    false,
  ],
  ['table.copy', '(memory 1) (table 1 funcref) (func (table.copy (i32.const 0) (i32.const 0) (i32.const 1)))', false],
  [
    'table.init',
    '(memory 1) (table 1 funcref) (elem $e func) (func (table.init $e (i32.const 0) (i32.const 0) (i32.const 0)))',
    false,
  ],
  ['elem.drop', '(memory 1) (elem $e func) (func (elem.drop $e))', false],
  ['data.drop', '(memory 1) (data $d "a") (func (data.drop $d))', false],
] as const)('%s: state that can be put back is shown, other is not', (_name, fields, shown) => {
  expect(isShown(`(module ${fields})`)).toBe(shown);
});
