import { beforeEach, expect, test, vi } from 'vitest';

import { type Ask, type FrameSnapshot, NOTHING_SEEN } from '@/lib/contracts/index.ts';
import { failure } from '@/lib/shared/index.ts';

import { Ahead } from './ahead.ts';

const ask: Ask = { words: ['count'] };
const gone = failure({ code: 'page.gone' } as const);
let looks: number;
let asked: number;
let given: FrameSnapshot[];
let ahead: Ahead;

beforeEach(() => {
  vi.useFakeTimers();
  looks = 0;
  asked = 0;
  given = [];
  ahead = new Ahead({
    page: async (_tabId, { looked }) => {
      if (looked === undefined) looks += 1;
      else given.push(looked);
      return gone;
    },
    tools: async () => {
      asked += 1;
      return [];
    },
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

test('what the page said of itself as the act was over is that look, unless something else was asked then', () => {
  const scroll = { y: 0, height: 200, page: 800 };
  const about = { url: 'https://a.example/', origin: 'https://a.example', title: '', lang: 'en', documentKey: 'd' };
  const said: FrameSnapshot = { ...NOTHING_SEEN, ...about, elementTotal: 0, path: [], scroll, textLength: 0 };
  void ahead.page(1, ask);
  ahead.begin(1, { looked: said });
  expect(given).toEqual([said]);
  void ahead.page(1, { ...ask, focus: { on: 'words', text: 'total' } });
  ahead.begin(1, { looked: said });
  expect([given.length, looks]).toEqual([1, 1]);
});

test('a page that declares no tools is not asked for them', async () => {
  for (const declares of [true, false]) {
    void ahead.page(1, ask);
    void ahead.tools(1);
    ahead.begin(1, { declares });
    expect(await ahead.tools(1)).toEqual([]);
  }
  expect(asked).toBe(1);
});
