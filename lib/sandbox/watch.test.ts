import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { problem } from '@/lib/contracts/index.ts';
import type { ToolResult } from '@/lib/protocol/index.ts';
import { success } from '@/lib/shared/index.ts';

import { createWatch } from './watch.ts';

const RESULT: ToolResult = { output: 1, logs: [], ms: 1, fuel: 1, calls: [] };
const LIVE = { callId: 'c1', asks: true, live: true, refused: [] };

let said: [string, readonly string[]][];
beforeEach(() => {
  vi.useFakeTimers();
  said = [];
});
afterEach(() => {
  vi.useRealTimers();
});
const watch = () => createWatch((callId, lines) => void said.push([callId, lines]));
const until = (signal: AbortSignal | undefined) =>
  new Promise<never>((_resolve, reject) => {
    signal?.addEventListener('abort', () => {
      reject(new Error('aborted'));
    });
  });

test('lines that come together are told together, and those that are left at its end', async () => {
  const done = watch().call(LIVE, 'Tool', async (_until, hear) => {
    hear?.('one');
    hear?.('two');
    await vi.advanceTimersByTimeAsync(200);
    hear?.('three');
    return success(RESULT);
  });
  expect(await done).toEqual({ ok: true, value: RESULT });
  expect(said).toEqual([
    ['c1', ['one', 'two']],
    ['c1', ['three']],
  ]);
});

test('nothing is told of a call that nobody looks on at', async () => {
  const heard: unknown[] = [];
  await watch().call({ ...LIVE, live: false }, 'Tool', async (...given) => {
    heard.push(given);
    return success(RESULT);
  });
  expect([heard, said]).toEqual([[[]], []]);
});

test('a call that is stopped ends as stopped, and stopping it again does nothing', async () => {
  const watched = watch();
  const call = watched.call(LIVE, 'Tool', (signal) => until(signal));
  watched.stop('another');
  watched.stop('c1');
  expect(await call).toEqual({ ok: false, problem: problem('sandbox.stopped', { params: { tool: 'Tool' } }) });
  watched.stop('c1');
});

test('what breaks by itself is not taken for stopped', async () => {
  await expect(watch().call(LIVE, 'Tool', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});
