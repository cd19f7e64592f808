import { readFile } from 'node:fs/promises';

import { array, assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';

import { loadRank, MAX_SENTENCES } from './rank.ts';

const bytes = await readFile(new URL('../../wasm/build/rank.wasm', import.meta.url));
const rank = await loadRank(bytes);

/** The same TextRank in plain arithmetic, to hold the module against. */
function plainTextRank(sentences: number[][]): number[] {
  const n = sentences.length;
  const weights = sentences.map((a, i) =>
    sentences.map((b, j) => {
      const shared = i === j ? 0 : a.filter((word) => b.includes(word)).length;
      return shared === 0 ? 0 : shared / (Math.log(a.length + 1) + Math.log(b.length + 1));
    }),
  );
  const out = weights.map((row) => row.reduce((sum, weight) => sum + weight, 0));
  let scores = sentences.map(() => 1 / n);
  for (let round = 0; round < 40; round++) {
    const shares = scores.map((score, i) => (out[i] === 0 ? 0 : score / (out[i] ?? 1)));
    scores = weights.map((row) => 0.15 / n + 0.85 * row.reduce((sum, weight, j) => sum + weight * (shares[j] ?? 0), 0));
  }
  return scores;
}

const sentenceLists = array(
  array(integer({ min: 0, max: 30 }), { maxLength: 12 }).map((ids) => [...new Set(ids)]),
  { minLength: 1, maxLength: 30 },
);

test('the module ranks sentences as plain arithmetic does', () => {
  assert(
    property(sentenceLists, (sentences) => {
      const plain = plainTextRank(sentences);
      const scores = rank.sentences(sentences);
      for (const [i, score] of scores.entries()) expect(Math.abs(score - (plain[i] ?? 0))).toBeLessThan(1e-3);
    }),
  );
});

test('the same sentences give the same bits, whatever was ranked before', () => {
  assert(
    property(sentenceLists, sentenceLists, (first, second) => {
      const once = rank.sentences(first);
      rank.sentences(second);
      expect(rank.sentences(first)).toEqual(once);
    }),
  );
});

test('the passage with the rare word of the question scores best', () => {
  const passages = [
    { hits: [0, 0, 0], length: 30 },
    { hits: [0, 1], length: 30 },
    { hits: [0], length: 30 },
    { hits: [], length: 30 },
  ];
  const scores = [...rank.passages(passages, [1, 1])];
  expect(scores.indexOf(Math.max(...scores))).toBe(1);
  expect(scores[3]).toBe(0);
});

test('BM25 follows its formula', () => {
  const [score] = rank.passages(
    [
      { hits: [0, 0], length: 10 },
      { hits: [], length: 20 },
    ],
    [0.5],
  );
  const rarity = Math.log(1 + (2 - 1 + 0.5) / (1 + 0.5));
  const norm = 1.2 * (1 - 0.75 + (0.75 * 10) / 15);
  expect(score).toBeCloseTo(0.5 * rarity * ((2 * 2.2) / (2 + norm)), 5);
});

test('nothing to rank gives no scores', () => {
  expect(rank.sentences([])).toHaveLength(0);
  expect(rank.passages([], [])).toHaveLength(0);
  expect([...rank.sentences([[]])]).toEqual([expect.closeTo(0.15, 5)]);
});

test('input out of bounds is refused and does no harm', () => {
  const before = rank.sentences([[0, 1], [1]]);
  expect(() => rank.sentences(Array.from({ length: MAX_SENTENCES + 1 }, () => [0]))).toThrow(RangeError);
  expect(() => rank.sentences([[-1]])).toThrow(RangeError);
  expect(() => rank.sentences([[2 ** 30]])).toThrow(RangeError);
  expect(() => rank.passages([{ hits: [1], length: 3 }], [1])).toThrow(RangeError);
  expect(rank.sentences([[0, 1], [1]])).toEqual(before);
});

test('the largest ranking fits', () => {
  const sentences = Array.from({ length: MAX_SENTENCES }, (_, i) => [i % 7, 7 + (i % 31), 40 + (i % 97)]);
  expect(rank.sentences(sentences)).toHaveLength(MAX_SENTENCES);
});

test('the module itself refuses ranges that were not reserved', async () => {
  const { instance } = await WebAssembly.instantiate(bytes);
  const { begin, reserve, textrank, bm25 } = instance.exports;
  if (typeof begin !== 'function' || typeof reserve !== 'function') throw new TypeError('no such export');
  if (typeof textrank !== 'function' || typeof bm25 !== 'function') throw new TypeError('no such export');
  begin();
  const at: unknown = reserve(8);
  expect(textrank(1, 0, 0, 1, 0)).toBe(-1);
  expect(textrank(100, at, at, 1, at)).toBe(-1);
  expect(bm25(4, at, at, at, 1, at, 1 << 28)).toBe(-1);
  expect(reserve(-1)).toBe(0);
  expect(reserve(2 ** 31 - 1)).toBe(0);
});
