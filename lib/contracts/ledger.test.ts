import { expect, test } from 'vitest';

import { decisionOf, iterationOf, runOf } from '../../tests/support/pages.ts';
import type { Run } from './index.ts';
import { ledgerOf, type Strain } from './index.ts';

const ACT = { do: 'click', ref: 'e1' } as const;
const engine = (kind: Run['engine']['kind'], more: Partial<Run['engine']> = {}) => ({ ...runOf('x').engine, kind, ...more }); // prettier-ignore
const predicted = (number: number, { decode = 0, tokens = 0, strain }: { decode?: number; tokens?: number; strain?: Strain } = {}) =>
  iterationOf(number, decisionOf(ACT, { by: 'model', ms: decode, busy: { load: 0, prefill: 0, decode }, usage: { promptTokens: 1000, cachedTokens: 0, completionTokens: tokens }, ...(strain !== undefined && { strain }) })); // prettier-ignore

test('energy is an estimate with its ends, for the engines of this device alone', () => {
  const hour = predicted(1, { decode: 3_600_000 });
  expect(ledgerOf(runOf('x', { engine: engine('cpu'), iterations: [hour] })).energy).toEqual({ wattHours: 12, least: 4, most: 40 }); // prettier-ignore
  expect(ledgerOf(runOf('x', { engine: engine('openai', { placement: 'cloud' }), iterations: [hour] })).energy).toBeUndefined(); // prettier-ignore
  expect(ledgerOf(runOf('x', { engine: engine('rules') })).energy).toBeUndefined();
});

test('money is what the user says a token costs; without a price it is unknown, not nothing', () => {
  const iterations = [predicted(1, { tokens: 500 })];
  const price = { input: 2, output: 8 };
  expect(ledgerOf(runOf('x', { engine: engine('openai', { price }), iterations })).money).toBeCloseTo(0.006);
  expect(ledgerOf(runOf('x', { engine: engine('openai'), iterations })).money).toBeUndefined();
});

test('a device that answers ever more slowly is said to', () => {
  const fast = predicted(1, { decode: 1000, tokens: 20 });
  const slow = predicted(2, { decode: 2000, tokens: 20 });
  expect(ledgerOf(runOf('x', { engine: engine('cpu'), iterations: [fast, slow] })).slowedTo).toBe(0.5);
  expect(ledgerOf(runOf('x', { engine: engine('cpu'), iterations: [slow, fast] })).slowedTo).toBeUndefined();
});

const at = (level: number, charging = false) => ({
  strain: { battery: { level, charging }, heapBytes: level * 100, model: { bytes: 5e8, in: 'wasm' as const } },
});

test('the battery counts where it was drained, not where it was charged', () => {
  const drained = [predicted(1, at(0.5)), predicted(2, at(0.25))];
  expect(ledgerOf(runOf('x', { engine: engine('cpu'), iterations: drained }))).toMatchObject({ drained: 0.25, heapBytes: 50, model: { bytes: 5e8, in: 'wasm' } }); // prettier-ignore
  expect(ledgerOf(runOf('x', { iterations: [predicted(1, at(0.5)), predicted(2, at(0.6, true))] })).drained).toBeUndefined(); // prettier-ignore
});

test('the limit that is nearest is told; what the user took is not counted', () => {
  const run = runOf('x', { limits: { iterations: 10, ms: 1000, tokens: 4000 }, iterations: [predicted(1), predicted(2)], startedAt: 0, lastAt: 5000, waitedMs: 4700 }); // prettier-ignore
  expect(ledgerOf(run).limit).toEqual({ what: 'tokens', used: 0.5 });
});
