import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { packaged } from './packaged.ts';

/** Reads that fail before one does not. */
let broken: number;
let reads: number;

beforeEach(() => {
  vi.useFakeTimers();
  reads = 0;
  vi.stubGlobal('fetch', async () => {
    reads += 1;
    if (reads <= broken) throw new TypeError('Failed to fetch');
    return new Response('the file');
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const read = () => packaged('chrome-extension://x/wasm/policy.wasm', (file) => file.text());

async function given(reading: Promise<string>): Promise<string> {
  const text = reading.catch((error: unknown) => String(error));
  await vi.runAllTimersAsync();
  return text;
}

test('a file is read once, whoever asks', async () => {
  broken = 0;
  const file = read();
  expect([await given(file()), await given(file())]).toEqual(['the file', 'the file']);
  expect(reads).toBe(1);
});

test('a read that fails is tried again before anybody hears of it', async () => {
  broken = 2;
  expect(await given(read()())).toBe('the file');
  expect(reads).toBe(3);
});

test('where it cannot be read at all, that is said, and the next who asks tries anew', async () => {
  broken = 3;
  const file = read();
  expect(await given(file())).toContain('Failed to fetch');
  expect(await given(file())).toBe('the file');
});
