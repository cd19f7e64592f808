import { expect, test } from 'vitest';

import { engineOf } from '@/scripts/lib/tools.ts';

import type { Ended, FromWorker, Limits } from '../call.ts';
import { createClock } from './lockdown.ts';
import { runnerOf } from './runners.ts';
import { createServer } from './serve.ts';

const LIMITS: Limits = { fuel: 5_000_000_000, ms: 5000, pages: 512, outputBytes: 4096, logBytes: 200 };
const engine = engineOf('micropython.wasm');
const nobody = () => undefined;

/** Calls a tool in Python that has the door; the n-th thing that it asks is answered with the n-th answer. */
async function call(
  lines: readonly string[],
  answers: readonly string[],
): Promise<{ ended: Ended; logs: string[]; asked: unknown[] }> {
  const text = `def run(input, host):\n${lines.map((line) => `    ${line}`).join('\n')}\n`;
  let heard: (message: FromWorker) => void = nobody;
  const serve = createServer(createClock(), runnerOf, (message) => {
    heard(message);
  });
  const bytes = Uint8Array.from(new TextEncoder().encode(text));
  serve({ type: 'load', guest: { abi: 'py/1', bytes, limits: LIMITS, door: true, engine: await engine } });
  const logs: string[] = [];
  const asked: unknown[] = [];
  const ended = await new Promise<Ended>((resolve) => {
    heard = (message) => {
      if (message.type === 'log') logs.push(message.line);
      else if (message.type === 'ended') resolve(message.ended);
      else {
        asked.push(JSON.parse(message.request));
        const { number } = message;
        queueMicrotask(() => {
          serve({ type: 'answer', number, answer: answers[number] ?? '{"ok":false}' });
        });
      }
    };
    serve({ type: 'call', input: '{"n":7}' });
  });
  return { ended, logs, asked };
}

const given = ({ ended }: { ended: Ended }): unknown => (ended.ok ? JSON.parse(ended.output) : `${ended.fault}: ${ended.detail}`); // prettier-ignore

const TWO = [
  'import random',
  'host.log("before")',
  'first = host.call("clock", {})',
  'host.log("between")',
  'second = host.call("random", {"bytes": first["n"]})',
  'return [input["n"], first["n"], second["m"], random.random() >= 0]',
];

test('a tool begins again with each answer, hears the same, and logs once', async () => {
  const called = await call(TWO, ['{"n":1}', '{"m":"é😀"}']);
  expect(called.asked).toEqual([
    { name: 'clock', input: {} },
    { name: 'random', input: { bytes: 1 } },
  ]);
  expect(given(called)).toEqual([7, 1, 'é😀', true]);
  expect(called.logs).toEqual(['before', 'between']);
});

test('the same answers give the same output, fuel included', async () => {
  const [a, b] = [await call(TWO, ['{"n":1}', '{"m":2}']), await call(TWO, ['{"n":1}', '{"m":2}'])];
  expect(a.ended.ok).toBe(true);
  expect(a).toEqual(b);
});

test('a tool that catches everything asks what it asked first, and hears the answer', async () => {
  const caught = [
    'try:',
    '    heard = host.call("first")',
    'except BaseException:',
    '    heard = host.call("second")',
    'return heard',
  ];
  const called = await call(caught, ['"one"', '"two"']);
  expect(called.asked).toEqual([{ name: 'first', input: null }]);
  expect(given(called)).toBe('one');
});

test('a tool asks with no more than it may', async () => {
  const { asked, ended } = await call(['return host.call("a", "x" * 1000001)'], []);
  expect(asked).toEqual([]);
  // Writing so much may cost more than it has before it comes to that.
  expect(ended.ok || ended.fault).toMatch(/^(?:output|fuel)$/u);
});

test('an answer that is no JSON is an error that the tool hears', async () => {
  const tried = ['try:', '    return host.call("a")', 'except ValueError:', '    return "no JSON"'];
  expect(given(await call(tried, ['nothing']))).toBe('no JSON');
});
