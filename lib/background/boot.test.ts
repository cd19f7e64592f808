import { beforeEach, expect, test, vi } from 'vitest';

import { lazily } from './boot.ts';

let loads: number;
const load = () => (loads += 1);

beforeEach(() => {
  vi.useFakeTimers();
  loads = 0;
  return () => vi.useRealTimers();
});

test('what is needed at once is loaded in that turn, and only once', () => {
  const { now } = lazily(load);
  expect(loads).toBe(0);
  expect([now(), now()]).toEqual([1, 1]);
  vi.runAllTimers();
  expect(loads).toBe(1);
});

test('where nothing comes, it is loaded all the same: there may be runs to take up', () => {
  lazily(load);
  vi.runAllTimers();
  expect(loads).toBe(1);
});

test('work that does without is done and answered before it is loaded', async () => {
  const { after } = lazily(load);
  const work = Promise.withResolvers<string>();
  const answer = after(() => work.promise);
  await vi.advanceTimersByTimeAsync(1000);
  expect(loads).toBe(0);
  work.resolve('answer');
  expect(await answer).toBe('answer');
  expect(loads).toBe(0);
  await vi.runAllTimersAsync();
  expect(loads).toBe(1);
});

test('it is loaded also after work that failed', async () => {
  const { after } = lazily(load);
  await expect(after(() => Promise.reject(new Error('no tab')))).rejects.toThrow('no tab');
  await vi.runAllTimersAsync();
  expect(loads).toBe(1);
});
