import * as fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';

import { shortened } from './shortened.ts';

test('what has room is left as it is', () => {
  expect(shortened({ rows: [1, 2, 3] }, 100)).toEqual({ text: '{"rows":[1,2,3]}', cut: false });
});

test('long lists and texts lose their end, what is short stays whole', () => {
  const rows = Array.from({ length: 500 }, (_, id) => ({ id, name: `row ${id}` }));
  const given: unknown = JSON.parse(shortened({ rows, sums: { price: 12 }, csv: 'x'.repeat(9000) }, 1000).text);
  expect(given).toMatchObject({ sums: { price: 12 }, csv: expect.stringMatching(/^x{400,500}$/u) });
  const { rows: kept } = v.parse(v.object({ rows: v.array(v.unknown()) }), given);
  expect(kept).toEqual(rows.slice(0, kept.length));
  expect(kept.length).toBeGreaterThan(10);
});

test('whatever it is, what comes out is JSON that has room', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 100, max: 400 }), (value, most) => {
      const big = { a: value, b: [value, value, value], c: JSON.stringify(value).repeat(3), d: '"\u0001'.repeat(300) };
      const { text, cut } = shortened(big, most);
      expect(cut).toBe(true);
      expect(text.length).toBeLessThanOrEqual(most);
      expect(text.isWellFormed()).toBe(true);
      expect(() => JSON.parse(text) as unknown).not.toThrow();
    }),
  );
});
