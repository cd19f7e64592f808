import { beforeEach, expect, test, vi } from 'vitest';

import type { Ask } from '@/lib/contracts/index.ts';
import { failure } from '@/lib/shared/index.ts';

import { Ahead } from './ahead.ts';

const ask: Ask = { words: ['count'] };
const gone = failure({ code: 'page.gone' } as const);
let looks: number;
let ahead: Ahead;

beforeEach(() => {
  vi.useFakeTimers();
  looks = 0;
  ahead = new Ahead({
    page: async () => {
      looks += 1;
      return gone;
    },
    tools: async () => [],
  });
  return () => vi.useRealTimers();
});

test('what was asked before an act is asked of the page again as soon as it is over, and given once', async () => {
  expect(ahead.page(1, ask)).toBeUndefined();
  expect(ahead.tools(1)).toBeUndefined();
  ahead.begin(1);
  expect(looks).toBe(1);
  expect(await ahead.page(1, { words: ['count'] })).toBe(gone);
  expect(await ahead.tools(1)).toEqual([]);
  expect(ahead.page(1, ask)).toBeUndefined();
  expect(ahead.tools(1)).toBeUndefined();
});

test('another question, another tab, or a question that comes later gets a look of its own', () => {
  void ahead.page(1, ask);
  ahead.begin(1);
  expect(ahead.page(2, ask)).toBeUndefined();
  expect(ahead.page(1, { words: ['total'] })).toBeUndefined();
  ahead.begin(1);
  vi.advanceTimersByTime(300);
  expect(ahead.page(1, { words: ['total'] })).toBeUndefined();
});

test('nothing is looked at where nobody has asked, or nobody has asked since', () => {
  ahead.begin(1);
  void ahead.page(1, ask);
  ahead.begin(1);
  ahead.begin(1);
  expect(looks).toBe(1);
});

test('a look that fails is none: whoever asks then looks again and hears why', async () => {
  const failing = new Ahead({ page: () => Promise.reject(new Error('gone')), tools: async () => [] });
  void failing.page(1, ask);
  failing.begin(1);
  expect(await failing.page(1, ask)).toBeUndefined();
});
