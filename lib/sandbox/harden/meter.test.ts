import { expect, test } from 'vitest';

import { wasmOf } from '@/tests/support/guests/wat.ts';

import { hardenedOf, instanceOf, run } from '../testing/metered.ts';
import { type Gauge, gaugeOf } from './gauge.ts';
import type { Allowed } from './index.ts';
import { METER } from './names.ts';

const hardened = (text: string, allowed: Allowed = {}) => hardenedOf(wasmOf(text), allowed);

const func = (body: string) => `(module (memory 1) (func (export "f") ${body}))`;

/** Fuel that is used where the innermost of three functions traps in its body. */
function usedBy(body: string): number {
  const { exports, gauge } = instanceOf(
    hardened(`(module (memory 1) (func $inner (param i32) ${body})
      (func $between (param i32) (call $inner (local.get 0)))
      (func (export "f") (call $between (i32.const 1))))`),
  );
  expect(run(exports, 'f')).toHaveProperty('trapped');
  return 1_000_000 - gauge.fuel();
}

/** Calls of a function by itself, through a table, before it stops. */
function depthOf({
  locals = '',
  params = '',
  given = '',
}: {
  locals?: string;
  params?: string;
  given?: string;
}): number {
  const { exports } = instanceOf(
    hardened(`(module (global $n (export "n") (mut i32) (i32.const 0)) (table 1 funcref) (elem (i32.const 0) $f) (type $t (func ${params}))
      (func $f (type $t) ${locals} (global.set $n (i32.add (global.get $n) (i32.const 1))) (call_indirect (type $t) ${given} (i32.const 0)))
      (func (export "f") (call $f ${given})))`),
  );
  expect(run(exports, 'f')).toEqual({ trapped: 'unreachable' });
  return exports['n'] instanceof WebAssembly.Global ? Number(exports['n'].value) : 0;
}

test('a loop without an end stops when its fuel is used up', () => {
  const { exports, gauge } = instanceOf(hardened(func('(loop (br 0))')));
  expect(run(exports, 'f')).toEqual({ trapped: 'unreachable' });
  expect(gauge.fuel()).toBeLessThan(0);
});

test('the same work takes the same fuel every time, and another amount of work another', () => {
  const bytes = hardened('(module (func (export "f") (param i32) (loop (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if 0 (local.get 0)))))'); // prettier-ignore
  const used = (rounds: number) => {
    const { exports, gauge } = instanceOf(bytes);
    run(exports, 'f', rounds);
    return 1_000_000 - gauge.fuel();
  };
  expect(used(100)).toBe(used(100));
  expect(used(200) - used(100)).toBe(used(300) - used(200));
});

test('recursion without an end stops when its depth is used up, at the same depth each time', () => {
  const bytes = hardened('(module (global $n (export "n") (mut i32) (i32.const 0)) (func $f (export "f") (global.set $n (i32.add (global.get $n) (i32.const 1))) (call $f)))'); // prettier-ignore
  const depths = [1, 2].map(() => {
    const { exports, gauge } = instanceOf(bytes);
    expect(run(exports, 'f')).toEqual({ trapped: 'unreachable' });
    expect(gauge.depth()).toBeLessThan(0);
    return exports['n'] instanceof WebAssembly.Global ? exports['n'].value : undefined;
  });
  expect(depths).toEqual([1000, 1000]);
});

test('every way out of a function gives its frame back', () => {
  const bytes = hardened(`(module
    (func $leaf)
    (func (export "f") (param i32) (result i32 i64)
      (call $leaf)
      (block (br_if 0 (i32.ne (local.get 0) (i32.const 1))) (return (i32.const 10) (i64.const 11)))
      (block (br_if 0 (i32.ne (local.get 0) (i32.const 2))) (br 1 (i32.const 20) (i64.const 21)))
      (loop (br_if 0 (i32.eqz (local.get 0)))
        (block (br_if 0 (i32.ne (local.get 0) (i32.const 3))) (br_table 2 2 (i32.const 30) (i64.const 31) (i32.const 0))))
      (i32.const 40) (i64.const 41)))`);
  const { exports, gauge } = instanceOf(bytes);
  for (const [way, gave] of [
    [1, [10, 11n]],
    [2, [20, 21n]],
    [3, [30, 31n]],
    [4, [40, 41n]],
  ] as const) {
    expect(run(exports, 'f', way)).toEqual({ gave });
    expect(gauge.depth()).toBe(1000);
  }
});

test('what moves many bytes at once costs by their number', () => {
  const bytes = hardened('(module (memory 16) (func (export "f") (param i32) (memory.fill (i32.const 0) (i32.const 7) (local.get 0))))'); // prettier-ignore
  const used = (length: number) => {
    const { exports, gauge } = instanceOf(bytes);
    expect(run(exports, 'f', length)).toEqual({ gave: undefined });
    return 1_000_000 - gauge.fuel();
  };
  expect(used(2 ** 20) - used(0)).toBe(2 ** 20 / 16);
});

test('what would run at the start runs when it is called, with fuel', () => {
  const { exports, gauge } = instanceOf(hardened('(module (func $s (loop (br 0))) (start $s))'));
  expect(run(exports, METER.start)).toEqual({ trapped: 'unreachable' });
  expect(gauge.fuel()).toBeLessThan(0);
});

/** An instance that asks its host `ask`, which may call the instance in its turn. */
function asking(text: string, ask: (gauge: Gauge, exports: WebAssembly.Exports) => unknown) {
  const made = new WebAssembly.Module(hardened(text, { 'tool_host.ask': 'i:i' }));
  const { exports } = new WebAssembly.Instance(made, { tool_host: { ask: () => ask(gauge, exports) } });
  const gauge = gaugeOf(exports);
  gauge.refill({ fuel: 1000, depth: 100 });
  return { exports, gauge };
}

const ASK = '(import "tool_host" "ask" (func $ask (param i32) (result i32)))';

test('an import that is called through a table, a global or a reference is the import, and sees what is left', () => {
  const seen: number[] = [];
  const { exports, gauge } = asking(
    `(module ${ASK} (type $t (func (param i32) (result i32)))
      (table $a 3 funcref) (elem (i32.const 0) func $twice $ask) (elem (table $a) (i32.const 2) funcref (item ref.func $ask))
      (global $g funcref (ref.func $ask)) (elem declare func $ask)
      (func $twice (type $t) (i32.mul (local.get 0) (i32.const 2)))
      (func (export "f") (param i32) (result i32) (call_indirect (type $t) (i32.const 21) (local.get 0)))
      (func (export "again") (result i32)
        (table.set 0 (i32.const 0) (ref.func $ask)) (call_indirect (type $t) (i32.const 21) (i32.const 0)))
      (func (export "global") (result i32)
        (table.set 0 (i32.const 0) (global.get $g)) (call_indirect (type $t) (i32.const 21) (i32.const 0))))`,
    (meter) => {
      seen.push(meter.fuel());
      meter.spend(100);
      return 7;
    },
  );
  expect([0, 1, 2].map((entry) => run(exports, 'f', entry))).toEqual([{ gave: 42 }, { gave: 7 }, { gave: 7 }]);
  expect([run(exports, 'again'), run(exports, 'global')]).toEqual([{ gave: 7 }, { gave: 7 }]);
  expect(seen).toHaveLength(4);
  // What the host takes counts.
  expect(gauge.fuel()).toBeLessThan(1000 - seen.length * 100);
  expect(gauge.depth()).toBe(100);
});

test('a guest that is called by its host while it waits for it pays from the same tank, and has the frames that are left', () => {
  const { exports, gauge } = asking(
    `(module ${ASK}
      (func $f (export "f") (param i32) (result i32) (call $ask (i32.const 0)))
      (func (export "spin") (loop (br 0))))`,
    (_meter, { f }) => (typeof f === 'function' ? f(0) : 5),
  );
  expect(run(exports, 'f', 0)).toEqual({ trapped: 'unreachable' });
  expect(gauge.depth()).toBeLessThan(0);
  gauge.refill({ fuel: 1000, depth: 0 });
  expect(run(exports, 'spin')).toEqual({ trapped: 'unreachable' });
  expect(gauge.fuel()).toBeLessThan(0);
});

test('a function that is its own export, start and entry of a table is one function', () => {
  const { exports, gauge } = instanceOf(
    hardened(`(module (global $n (export "n") (mut i32) (i32.const 0)) (table 1 funcref) (elem (i32.const 0) $s) (type $t (func))
      (func $s (export "s") (export "same") (global.set $n (i32.add (global.get $n) (i32.const 1))))
      (func (export "f") (call_indirect (type $t) (i32.const 0)) (call $s)) (start $s))`),
  );
  for (const name of [METER.start, 's', 'same', 'f']) expect(run(exports, name)).toEqual({ gave: undefined });
  expect(exports['n']).toHaveProperty('value', 5);
  expect(exports['s']).toBe(exports['same']);
  expect(gauge.depth()).toBe(1000);
});

test('what was used is known to the unit where a guest traps, whoever called it', () => {
  const [least, more] = [usedBy('(unreachable)'), usedBy('(nop) (nop) (nop) (unreachable)')];
  // Three functions, two calls, what they are given, and what traps.
  expect(least).toBe(8);
  expect(more - least).toBe(3);
});

test('recursion through a table stops, too, and large frames stop sooner', () => {
  const small = depthOf({});
  const many = depthOf({ locals: `(local ${'i64 '.repeat(50)})` });
  const wide = depthOf({ locals: `(local ${'v128 '.repeat(50)})` });
  const given = depthOf({ params: `(param ${'i64 '.repeat(50)})`, given: '(i64.const 1)'.repeat(50) });
  expect(small).toBe(999);
  expect(many).toBeLessThan(small / 3);
  expect(wide).toBeLessThan(many * (2 / 3));
  expect(given).toBeLessThan(wide);
});
