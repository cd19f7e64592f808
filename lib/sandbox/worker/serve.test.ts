import { expect, test } from 'vitest';

import { engineOfScripts } from '@/scripts/lib/tools.ts';
import { command, COMPLAIN, copyTo, ECHO, reactor } from '@/tests/support/guests/modules.ts';
import { wasmOf } from '@/tests/support/guests/wat.ts';

import type { Abi, Ended, FromWorker, Limits } from '../call.ts';
import { createClock } from './lockdown.ts';
import { createServer } from './serve.ts';

const LIMITS: Limits = { fuel: 50_000_000, ms: 5000, pages: 16, outputBytes: 4096, logBytes: 200 };
const engine = engineOfScripts();

interface Called {
  ended: Ended;
  logs: string[];
}

const nobody = () => undefined;

/** Calls a guest once for each input, in one worker. */
async function callEach(
  abi: Abi,
  text: string,
  inputs: readonly string[],
  limits: Partial<Limits> = {},
): Promise<Called[]> {
  const script = abi === 'js/1';
  const bytes = script ? Uint8Array.from(new TextEncoder().encode(text)) : wasmOf(text);
  let heard: (message: FromWorker) => void = nobody;
  const serve = createServer(createClock(), (message) => {
    heard(message);
  });
  const own = { ...LIMITS, ...(script && { pages: 512, fuel: 500_000_000 }), ...limits };
  serve({ type: 'load', guest: { abi, bytes, limits: own, ...(script && { engine: await engine }) } });
  const called: Called[] = [];
  for (const input of inputs) {
    const logs: string[] = [];
    const ended = await new Promise<Ended>((resolve) => {
      heard = (message) => {
        if (message.type === 'log') logs.push(message.line);
        else if (message.type === 'ended') resolve(message.ended);
      };
      serve({ type: 'call', input });
    });
    called.push({ ended, logs });
  }
  return called;
}

async function call(abi: Abi, text: string, input = '{"n":7}', limits: Partial<Limits> = {}): Promise<Called> {
  const [called] = await callEach(abi, text, [input], limits);
  if (called === undefined) throw new Error('nothing was called');
  return called;
}

async function faultOf(abi: Abi, text: string, limits: Partial<Limits> = {}): Promise<string> {
  const { ended } = await call(abi, text, '{"n":7}', limits);
  return ended.ok ? `gave ${ended.output}` : ended.fault;
}

test('a reactor gets its input and gives its output', async () => {
  const { ended } = await call('reactor-json/1', reactor(ECHO));
  expect(ended).toMatchObject({ ok: true, output: '{"n":7}' });
});

test('a command reads stdin and writes stdout, and its stderr are its logs', async () => {
  const { ended, logs } = await call('wasi-json/1', command(COMPLAIN + copyTo(1)));
  expect(ended).toMatchObject({ ok: true, output: '{"n":7}' });
  expect(logs).toEqual(['no bread today']);
});

test('a command that exits with another code than 0 has failed, for the reason that it wrote last', async () => {
  const { ended } = await call('wasi-json/1', command(`${COMPLAIN} (call $exit (i32.const 3))`));
  expect(ended).toMatchObject({ ok: false, fault: 'failed', detail: 'no bread today' });
});

test('a command may leave early with code 0', async () => {
  const { ended } = await call('wasi-json/1', command(`${copyTo(1)} (call $exit (i32.const 0))`));
  expect(ended).toMatchObject({ ok: true, output: '{"n":7}' });
});

/** Writes a number of two digits to the output. */
const digits = (
  value: string,
  at: number,
) => `(i32.store8 (i32.const ${1024 + at}) (i32.add (i32.const 48) (i32.div_u ${value} (i32.const 10))))
  (i32.store8 (i32.const ${1025 + at}) (i32.add (i32.const 48) (i32.rem_u ${value} (i32.const 10))))`;

test('a command has no files, no network and no surroundings: what it asks of them is not there', async () => {
  const more = `(import "wasi_snapshot_preview1" "sock_send" (func $send (param i32 i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_prestat_get" (func $folder (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "environ_sizes_get" (func $env (param i32 i32) (result i32)))`;
  const body = `(i32.store (i32.const 32) (i32.const 9))
    ${digits('(call $send (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))', 0)}
    ${digits('(call $folder (i32.const 3) (i32.const 64))', 2)}
    ${digits('(i32.add (call $env (i32.const 32) (i32.const 36)) (i32.load (i32.const 32)))', 4)}
    (i32.store (i32.const 8) (i32.const 1024)) (i32.store (i32.const 12) (i32.const 6))
    (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 20)))`;
  const { ended } = await call('wasi-json/1', command(body, more));
  expect(ended).toMatchObject({ ok: true, output: '520800' });
});

test('an address outside of the memory is an error of the command, not of ours', async () => {
  const body = `(i32.store (i32.const 8) (i32.const -16)) (i32.store (i32.const 12) (i32.const 64))
    (if (i32.ne (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 20)) (i32.const 21)) (then unreachable))
    ${copyTo(1)}`;
  expect((await call('wasi-json/1', command(body))).ended).toMatchObject({ ok: true });
});

test('a script gets its input, writes logs and gives its output, now or later', async () => {
  const { ended, logs } = await call('js/1', 'export default async ({ n }, host) => { host.log("got", n); return { twice: await n * 2 }; }'); // prettier-ignore
  expect(ended).toMatchObject({ ok: true, output: '{"twice":14}' });
  expect(logs).toEqual(['got 7']);
});

test('what a script throws is why it failed', async () => {
  const { ended } = await call('js/1', 'export default () => { throw new TypeError("no such unit"); }');
  expect(ended).toMatchObject({ ok: false, fault: 'failed', detail: 'TypeError: no such unit' });
});

const LOG_FLOOD = reactor(`(loop $l (call $log (i32.const 0) (i32.const 0) (i32.const 50))
  (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br_if $l (i32.lt_u (local.get 1) (i32.const 1000)))) (i64.const 0)`);

/** Attacks on the runners, with their verdicts. */
const ATTACKS: readonly (readonly [name: string, abi: Abi, text: string, verdict: string])[] = [
  ['a loop without end', 'reactor-json/1', reactor('(loop (br 0)) (i64.const 0)'), 'fuel'],
  ['a loop without end, before anything was called', 'reactor-json/1', reactor('(i64.const 0)', '(start $s) (func $s (loop (br 0)))'), 'fuel'], // prettier-ignore
  ['a loop without end, in tool_alloc', 'reactor-json/1', '(module (memory (export "memory") 1) (func (export "tool_alloc") (param i32) (result i32) (loop (br 0)) unreachable))', 'fuel'], // prettier-ignore
  ['recursion without end', 'reactor-json/1', reactor('(call $again) (i64.const 0)', '(func $again (call $again))'), 'stack'], // prettier-ignore
  ['more and more memory', 'reactor-json/1', reactor('(loop (br_if 0 (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) unreachable'), 'memory'], // prettier-ignore
  ['an output of 2 GB', 'reactor-json/1', reactor('(i64.const 0x7fffffff)'), 'output'],
  ['an output that begins outside of the memory', 'reactor-json/1', reactor('(i64.const 0xfffffff000000010)'), 'trap'],
  ['an output that is no UTF-8', 'reactor-json/1', reactor('(i32.store (i32.const 0) (i32.const 0xfffefdfc)) (i64.const 4)'), 'trap'], // prettier-ignore
  ['room for its input outside of the memory', 'reactor-json/1', '(module (memory (export "memory") 1) (func (export "tool_alloc") (param i32) (result i32) (i32.const -1)))', 'trap'], // prettier-ignore
  ['no memory', 'reactor-json/1', '(module (func (export "tool_alloc") (param i32) (result i32) (i32.const 0)))', 'refused'], // prettier-ignore
  ['a tool that is no function', 'reactor-json/1', '(module (memory (export "memory") 1) (global (export "tool_alloc") i32 (i32.const 0)))', 'refused'], // prettier-ignore
  ['an import that nobody granted', 'reactor-json/1', '(module (import "env" "fetch" (func)))', 'refused'],
  ['a command that writes without end', 'wasi-json/1', command(`(loop ${copyTo(1)} (i32.store (i32.const 12) (i32.const 4096)) (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 20))) (br 0))`), 'output'], // prettier-ignore
  ['a command that asks for much chance', 'wasi-json/1', command('(loop (drop (call $random (i32.const 0) (i32.const 65536))) (br 0))', '(import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))'), 'fuel'], // prettier-ignore
  ['a script that loops', 'js/1', 'export default () => { for (;;); }', 'fuel'],
  ['a script that loops before it is called', 'js/1', 'for (;;); export default () => 1', 'fuel'],
  ['a script that catches and goes on', 'js/1', 'export default () => { for (;;) { try { for (;;); } catch {} finally { continue; } } }', 'fuel'], // prettier-ignore
  ['a script of promises without end', 'js/1', 'export default async () => { for (;;) await 0; }', 'fuel'],
  ['a script that is long in one call of the language', 'js/1', 'export default () => new Array(5e7) + ""', 'fuel'],
  ['a pattern that explodes', 'js/1', 'export default () => /^(a+)+$/.test("a".repeat(40) + "b")', 'fuel'],
  ['a getter without end', 'js/1', 'export default () => ({ get a() { for (;;); } })', 'fuel'],
  ['a toJSON without end', 'js/1', 'export default () => ({ toJSON() { for (;;); } })', 'fuel'],
  ['a script that fills its memory', 'js/1', 'export default () => { const all = []; for (;;) all.push(new Uint8Array(1e6).fill(1)); }', 'memory'], // prettier-ignore
  ['a script of one long text', 'js/1', 'export default () => { let s = "ab"; for (;;) s += s; }', 'failed'],
  ['a script that recurses', 'js/1', 'export default () => { const f = () => f() + 1; return f(); }', 'stack'],
  ['a script that never answers', 'js/1', 'export default () => new Promise(() => {})', 'failed'],
  ['a script of much output', 'js/1', 'export default () => "a".repeat(5000)', 'output'],
  ['a script that gives no value', 'js/1', 'export default () => undefined', 'failed'],
  ['a script that exports nothing', 'js/1', 'export const a = 1', 'refused'],
  ['a script that imports', 'js/1', 'import x from "https://example.com/x.js"; export default () => x', 'failed'],
  ['a script with an error in it', 'js/1', 'export default (', 'failed'],
];

test.each(ATTACKS)('%s: ends with its reason', async (_name, abi, text, verdict) => {
  expect(await faultOf(abi, text)).toBe(verdict);
});

test('logs are cut at their limit, and the tool goes on', async () => {
  const { ended, logs } = await call('reactor-json/1', LOG_FLOOD);
  expect(ended.ok).toBe(true);
  expect(logs.join('').length).toBe(LIMITS.logBytes);
});

test('a script finds nothing of the machine in its realm', async () => {
  const names = 'fetch XMLHttpRequest WebSocket Worker importScripts indexedDB caches navigator location process require WebAssembly postMessage setTimeout'; // prettier-ignore
  const { ended } = await call('js/1', `export default (input, host) => {
    const reach = [globalThis, Function("return this")(), host.log.constructor("return this")(), (async () => {}).constructor("return this")];
    return ${JSON.stringify(names.split(' '))}.filter((name) => reach.some((each) => each[name] !== undefined));
  }`); // prettier-ignore
  expect(ended).toMatchObject({ ok: true, output: '[]' });
});

test('nothing of one call is left for the next', async () => {
  const script =
    'globalThis.n = (globalThis.n ?? 0) + 1; export default () => { Object.prototype.left = 1; return globalThis.n; }';
  const counting = reactor(
    '(i32.store8 (i32.const 0) (i32.add (i32.load8_u (i32.const 0)) (i32.const 1))) (i64.const 1)',
    '(data (i32.const 0) "0")',
  );
  for (const called of [
    await callEach('js/1', script, ['{}', '{}']),
    await callEach('reactor-json/1', counting, ['{}', '{}']),
  ]) {
    expect(called.map(({ ended }) => ended.ok && ended.output)).toEqual(['1', '1']);
  }
});

test('chance, fuel and output are the same for the same input, and chance is another for another', async () => {
  const script = 'export default () => [Math.random(), Math.random()]';
  const [a, b, c] = await callEach('js/1', script, ['{"n":1}', '{"n":1}', '{"n":2}']);
  expect(a).toEqual(b);
  expect(a?.ended.ok && a.ended.output).not.toBe(c?.ended.ok && c.ended.output);
});
