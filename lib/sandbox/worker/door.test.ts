import { expect, test } from 'vitest';

import { engineOf } from '@/scripts/lib/tools.ts';
import { refusedAs } from '@/tests/sandbox/refused.ts';
import { command, ECHO, reactor } from '@/tests/support/guests/modules.ts';
import { wasmOf } from '@/tests/support/guests/wat.ts';

import type { Abi, Ended, FromWorker, Limits } from '../call.ts';
import { takenGuest } from '../guest.ts';
import { createClock } from './lockdown.ts';
import { runnerOf } from './runners.ts';
import { createServer } from './serve.ts';

const LIMITS: Limits = { fuel: 5_000_000_000, ms: 5000, pages: 512, outputBytes: 4096, logBytes: 200 };
const engine = engineOf('quickjs.wasm');

interface Called {
  ended: Ended;
  logs: string[];
  asked: string[];
}

const nobody = () => undefined;

/** Calls a guest that has the door; the n-th thing that it asks is answered with the n-th answer. */
async function call(abi: Abi, text: string, answers: readonly string[], door = true): Promise<Called> {
  const script = abi === 'js/1';
  const bytes = script ? Uint8Array.from(new TextEncoder().encode(text)) : wasmOf(text);
  let heard: (message: FromWorker) => void = nobody;
  const serve = createServer(createClock(), runnerOf, (message) => {
    heard(message);
  });
  const taken = takenGuest({ abi, bytes, limits: LIMITS, door });
  if (!taken.ok) return { ended: refusedAs(taken.problem.words), logs: [], asked: [] };
  serve({ type: 'load', guest: { ...taken.value, ...(script && { engine: await engine }) } });
  const logs: string[] = [];
  const asked: string[] = [];
  const ended = await new Promise<Ended>((resolve) => {
    heard = (message) => {
      if (message.type === 'log') logs.push(message.line);
      else if (message.type === 'ended') resolve(message.ended);
      else {
        asked.push(message.request);
        const answer = answers[message.number] ?? '{"ok":false}';
        queueMicrotask(() => {
          serve({ type: 'answer', number: message.number, answer });
        });
      }
    };
    serve({ type: 'call', input: '{"n":7}' });
  });
  return { ended, logs, asked };
}

const TWO = `export default async (input, host) => {
  host.log('before');
  const first = await host.call('clock', {});
  host.log('between');
  const second = await host.call('random', { bytes: first.n });
  return { input, first, second, chance: Math.random() };
}`;

test('a script hears what it asked, in turn', async () => {
  const { ended, asked, logs } = await call('js/1', TWO, ['{"n":1}', '{"m":2}']);
  expect(asked).toEqual(['{"name":"clock","input":{}}', '{"name":"random","input":{"bytes":1}}']);
  expect(ended).toMatchObject({ ok: true });
  expect(ended.ok && ended.output).toContain('"first":{"n":1},"second":{"m":2}');
  expect(logs).toEqual(['before', 'between']);
});

test('what a script asks at once is asked one after the other, and what it does not wait for is asked, too', async () => {
  const together = `export default async (_, { call }) => {
    call('x', 0);
    return Promise.all(['a', 'b', 'c'].map((name) => call(name)));
  }`;
  const { ended, asked } = await call('js/1', together, ['0', '1', '2', '3']);
  expect(asked.map((text) => text.slice(9, 10))).toEqual(['x', 'a', 'b', 'c']);
  expect(ended).toMatchObject({ ok: true, output: '[1,2,3]' });
});

test('a script that loops while it waits runs out of fuel', async () => {
  const { ended } = await call('js/1', 'export default (_, host) => { host.call("a"); for (;;); }', ['1']);
  expect(ended).toMatchObject({ ok: false, fault: 'fuel' });
});

test('after it has failed, a script asks nothing more', async () => {
  const { ended, asked } = await call('js/1', 'export default (_, host) => { host.call("a"); host.call("b"); throw new Error("no"); }', ['1']); // prettier-ignore
  expect(ended).toMatchObject({ ok: false, fault: 'failed' });
  expect(asked).toEqual([]);
});

test('a script that asks with more than it may hears an error, and nothing is asked', async () => {
  const { ended, asked } = await call('js/1', `export default async (_, host) => {
    try { await host.call('a', 'x'.repeat(1_000_001)); } catch (error) { return String(error); }
  }`, []); // prettier-ignore
  expect(asked).toEqual([]);
  expect(ended).toMatchObject({ ok: true });
  expect(ended.ok && ended.output).toContain('at most 1000000');
});

test('a script that spoils its own realm spoils no more than its own calls', async () => {
  const { asked, ended } = await call('js/1', `export default async (_, host) => {
    Object.prototype.toJSON = () => undefined; JSON.stringify = () => 'forged'; JSON.parse = () => 'forged';
    Promise.prototype.then = null;
    try { await host.call('a', {}); } catch {}
    return {};
  }`, ['1']); // prettier-ignore
  expect(asked).toEqual([]);
  expect(ended.ok).toBe(false);
});

/** Text in a module's memory, its address and length. */
const REQUEST = '{"name":"clock","input":{}}';
const DATA = `(data (i32.const 2048) "${REQUEST.replaceAll('"', '\\"')}")`;
const DOOR = `(import "tool_host" "call" (func $call (param i32 i32) (result i32)))
  (import "tool_host" "take" (func $take (param i32)))`;
const asking = (body: string) => reactor(body, DATA).replace('(memory', `${DOOR} (memory`);
/** Asks, logs one letter, asks again, and gives the second answer. */
const ASKS_TWICE = asking(`
  (drop (call $call (i32.const 2048) (i32.const ${REQUEST.length})))
  (call $log (i32.const 0) (i32.const 2049) (i32.const 5))
  (local.set 1 (call $call (i32.const 2048) (i32.const ${REQUEST.length})))
  (call $take (i32.const 4096))
  (i64.or (i64.shl (i64.const 4096) (i64.const 32)) (i64.extend_i32_u (local.get 1)))`);

test('a reactor begins again with the answer, hears the same twice, and logs once', async () => {
  const { ended, asked, logs } = await call('reactor-json/1', ASKS_TWICE, ['{"first":1}', '{"second":2}']);
  expect(asked).toEqual([REQUEST, REQUEST]);
  expect(ended).toMatchObject({ ok: true, output: '{"second":2}' });
  expect(logs).toEqual(['"name']);
});

test('fuel is that of the run that came to its end, whatever the number of beginnings', async () => {
  const [a, b] = [await call('reactor-json/1', ASKS_TWICE, ['1', '2']), await call('reactor-json/1', ASKS_TWICE, ['1', '2'])]; // prettier-ignore
  expect(a).toEqual(b);
  expect(a.ended.fuel).toBeGreaterThan(200);
  expect(a.ended.fuel).toBeLessThan(400);
});

test('a command asks, and writes what it was told', async () => {
  const body = `
    (i32.store (i32.const 12) (call $call (i32.const 2048) (i32.const ${REQUEST.length})))
    (call $take (i32.const 4096)) (i32.store (i32.const 8) (i32.const 4096))
    (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 20)))`;
  const { ended, asked } = await call('wasi-json/1', command(body, DOOR).replace('(data', `${DATA} (data`), ['{"ms":5}']); // prettier-ignore
  expect(asked).toEqual([REQUEST]);
  expect(ended).toMatchObject({ ok: true, output: '{"ms":5}' });
});

const LENGTH = REQUEST.length;
test.each([
  ['asks from outside of its memory', asking(`(drop (call $call (i32.const 65530) (i32.const 100))) ${ECHO}`), 'trap'],
  ['asks with 2 GB', asking(`(drop (call $call (i32.const 0) (i32.const 0x7fffffff))) ${ECHO}`), 'output'],
  ['takes to outside of its memory', asking(`(drop (call $call (i32.const 2048) (i32.const ${LENGTH}))) (call $take (i32.const -1)) ${ECHO}`), 'trap'], // prettier-ignore
  ['takes without having asked', asking(`(call $take (i32.const 0)) ${ECHO}`), 'gave {"n":7}'],
  ['has the door with another signature', asking(ECHO).replace('(func $call (param i32 i32) (result i32))', '(func $call (param i32) (result i32))'), 'refused'], // prettier-ignore
])('a module that %s ends with its reason', async (_name, text, verdict) => {
  const { ended } = await call('reactor-json/1', text, ['1']);
  expect(ended.ok ? `gave ${ended.output}` : ended.fault).toBe(verdict);
});

test('a module that was declared nothing for has no door to import', async () => {
  const { ended } = await call('reactor-json/1', ASKS_TWICE, [], false);
  expect(ended).toMatchObject({ ok: false, fault: 'refused' });
});
