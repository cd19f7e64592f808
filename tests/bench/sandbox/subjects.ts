/** Guests that are measured, the same for everybody. */
import type { Limits } from '../../../lib/sandbox/call.ts';
import { ECHO, reactor } from '../../support/guests/modules.ts';
import { wasmOf } from '../../support/guests/wat.ts';
import type { Subject } from './held.ts';

const LIMITS: Limits = { fuel: 20_000_000_000, ms: 20_000, pages: 1024, outputBytes: 10_000, logBytes: 1000 };
/** What every call of an echo is given. */
export const INPUT = '{"text":"as long as what is asked of a small tool, or a little longer","n":7}';

const LOOPS = '(loop $again (br $again))';
/** Does what `body` says where the input begins with a number, and for ever where it begins with a brace; gives its input back. */
const either = (body: string) =>
  `(if (i32.eq (i32.load8_u (local.get 0)) (i32.const 123)) (then ${LOOPS})) ${body} ${ECHO}`;

const FIB = `(func $fib (export "fib") (param i32) (result i32)
  (if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (local.get 0))
    (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))))`;

/**
 * Walks through 16 MiB, more than most caches hold: each step reads where the next one is. `lay` puts the way there: one cycle
 * through all entries, since the step is odd.
 */
const WALK = `(memory (export "memory") 256)
  (func (export "lay") (local $i i32)
    (loop $next
      (i32.store (i32.shl (local.get $i) (i32.const 2))
        (i32.shl (i32.and (i32.add (i32.mul (local.get $i) (i32.const 1664525)) (i32.const 1013904223)) (i32.const 0x3fffff)) (i32.const 2)))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 0x400000)))))
  (func (export "walk") (param $steps i32) (result i32) (local $at i32)
    (loop $next
      (local.set $at (i32.load (local.get $at)))
      (br_if $next (local.tee $steps (i32.sub (local.get $steps) (i32.const 1)))))
    (local.get $at))
  (func (export "sum") (param $times i32) (result i32) (local $at i32) (local $sum i64)
    (loop $again
      (local.set $at (i32.const 0))
      (loop $next
        (local.set $sum (i64.add (local.get $sum) (i64.load (local.get $at))))
        (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const 0x1000000))))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
    (i32.wrap_i64 (local.get $sum)))
  (func (export "copy") (param $times i32) (result i32)
    (loop $again
      (memory.copy (i32.const 0x800000) (i32.const 0) (i32.const 0x800000))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
    (i32.const 0))`;

const subject = (abi: Subject['abi'], guest: string): Subject => ({
  abi,
  base64: Buffer.from(abi === 'js/1' || abi === 'py/1' ? guest : wasmOf(guest)).toString('base64'),
  limits: LIMITS,
});

export const ECHOES = {
  raw: subject('reactor-json/1', reactor(ECHO)),
  js: subject('js/1', 'export default (input) => input'),
  py: subject('py/1', 'def run(input, host): return input'),
};

/** Loop for ever for `{}`, and answer to anything else. */
export const LOOPERS = {
  raw: subject('reactor-json/1', reactor(either(''))),
  js: subject('js/1', 'export default (input) => { while (input !== 7); return input; }'),
  py: subject('py/1', 'def run(input, host):\n  while input != 7: pass\n  return input'),
};

/** Take all the memory that there is, 1024 pages, and write to it, for `{}`, and answer to anything else. */
export const BOMBS = {
  raw: subject(
    'reactor-json/1',
    reactor(`(local $at i32)
      (if (i32.eq (i32.load8_u (local.get 0)) (i32.const 123)) (then
        (loop $more
          (local.set $at (i32.shl (memory.grow (i32.const 1)) (i32.const 16)))
          (if (i32.lt_s (local.get $at) (i32.const 0)) (then unreachable))
          (memory.fill (local.get $at) (i32.const 1) (i32.const 65536))
          (br $more)))) ${ECHO}`),
  ),
  js: subject(
    'js/1',
    'export default (input) => { const all = []; while (input !== 7) all.push(new Uint8Array(65536).fill(1)); return input; }',
  ),
  py: subject(
    'py/1',
    'def run(input, host):\n  all = []\n  while input != 7: all.append(bytearray(65536))\n  return input',
  ),
};

/** A call of some milliseconds: fib of 27. */
export const WORKING = subject('reactor-json/1', reactor(`(drop (call $fib (i32.const 27))) ${ECHO}`, FIB));

export const FIB_MODULE = wasmOf(`(module ${FIB})`);
export const WALK_MODULE = wasmOf(`(module ${WALK})`);
