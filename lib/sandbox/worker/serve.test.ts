import { expect, test } from 'vitest';

import { call, callEach, LIMITS } from '@/tests/sandbox/calling.ts';
import { command, COMPLAIN, copyTo, ECHO, reactor } from '@/tests/support/guests/modules.ts';
import { wasmOf } from '@/tests/support/guests/wat.ts';

import { createClock } from './lockdown.ts';
import { wasmRunner } from './wasm.ts';

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

test('a module without a meter is refused before anything of it runs', async () => {
  const bytes = wasmOf('(module (func $s (loop (br 0))) (start $s) (func (export "_start")))');
  await expect(wasmRunner({ abi: 'wasi-json/1', bytes, limits: LIMITS }, createClock())).rejects.toThrow('it was not hardened'); // prettier-ignore
});
