import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { program } from '@/tests/support/guests/programs.ts';
import { wasmOf } from '@/tests/support/guests/wat.ts';

import { instanceOf, run, type Ran } from '../testing/metered.ts';
import { harden } from './index.ts';

const PLENTY = 2 ** 40;
const args = fc.tuple(fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }));

interface End {
  ran: Ran;
  memory: string;
  global: unknown;
}

function endOf(exports: WebAssembly.Exports, given: readonly unknown[]): End {
  const ran = run(exports, 'run', ...given);
  const { memory, g } = exports;
  if (!(memory instanceof WebAssembly.Memory) || !(g instanceof WebAssembly.Global)) throw new Error('no state');
  return { ran, memory: Buffer.from(memory.buffer).toString('latin1'), global: g.value };
}

function madeOf(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const made = harden(bytes, { pages: 4, allowed: {} });
  if (!made.ok) throw new Error(made.problem.words);
  return made.value;
}

test('a hardened program ends as the plain one does, with the same memory, and always for the same fuel', () => {
  let ended = 0;
  fc.assert(
    fc.property(program, args, (text, given) => {
      const bytes = wasmOf(text);
      const plain = endOf(new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports, given);
      const hardened = madeOf(bytes);
      const [first, again] = [1, 2].map(() => {
        const { exports, gauge } = instanceOf(hardened, { fuel: PLENTY });
        const end = endOf(exports, given);
        if ('gave' in end.ran) expect(gauge.depth()).toBe(1000);
        return { end, left: gauge.fuel() };
      });
      expect(first?.end).toEqual(plain);
      expect(again).toEqual(first);
      if ('gave' in plain.ran) ended += 1;
    }),
    { numRuns: 300 },
  );
  // Programs that all trap at once would prove nothing.
  expect(ended).toBeGreaterThan(100);
});

test('a program with little fuel gives what it would have given, or stops with an empty tank', () => {
  let stopped = 0;
  fc.assert(
    fc.property(program, args, fc.integer({ min: 0, max: 400 }), (text, given, little) => {
      const hardened = madeOf(wasmOf(text));
      const whole = endOf(instanceOf(hardened, { fuel: PLENTY }).exports, given);
      const { exports, gauge } = instanceOf(hardened, { fuel: little });
      const end = endOf(exports, given);
      if (gauge.fuel() < 0) {
        stopped += 1;
        expect(end.ran).toEqual({ trapped: 'unreachable' });
      } else expect(end).toEqual(whole);
    }),
    { numRuns: 200 },
  );
  expect(stopped).toBeGreaterThan(20);
});
