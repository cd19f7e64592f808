import { readFile, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { callPlugin, LIMITS } from '@/tests/sandbox/calling.ts';
import { EXAMPLE, extismPlugin, PLUGIN } from '@/tests/support/guests/extism.ts';
import { wasmOf } from '@/tests/support/guests/wat.ts';

import { takenGuest } from '../guest.ts';

const ours = (name: string, more: Partial<Parameters<typeof callPlugin>[1]> = {}) =>
  extismPlugin(PLUGIN).then((bytes) => callPlugin(bytes, { plugin: { function: name, config: {} }, ...more }));

test('the example of the kit counts vowels, with its settings and its variables', async () => {
  const called = await callPlugin(await extismPlugin(EXAMPLE), {
    plugin: { function: 'count_vowels', input: 'text', config: { thing: 'bread' } },
    input: '{"text":"Hello, World!"}',
  });
  expect(called.ended).toMatchObject({ ok: true, output: '{"count": 3, "config": "bread", "a": "this is var a"}' });
});

test('the example in the guide for authors works as it stands there', async () => {
  const guide = await readFile('docs/tool-authors.md', 'utf8');
  const code = [...guide.matchAll(/^```ts\n([^]*?)^```$/gmu)]
    .map(([, each]) => each)
    .find((each) => each?.includes('as-pdk'));
  if (code === undefined) throw new Error('the guide has no plug-in');
  await writeFile('wasm/build/guide-plugin.ts', code);
  const bytes = await extismPlugin('wasm/build/guide-plugin.ts');
  const called = await callPlugin(bytes, { plugin: { function: 'spaces', config: {} }, input: '{"text":"a b c"}' });
  expect(called.ended).toMatchObject({ ok: true, output: '{"spaces":2}' });
});

test('a plug-in gets JSON, or the text of one part of it, and gives JSON, or the text of one part', async () => {
  const input = '{"text":"ünïcode\\n","n":7}';
  expect((await ours('echo', { input })).ended).toMatchObject({ ok: true, output: input });
  const plugin = { function: 'echo', input: 'text', output: 'said', config: {} };
  expect((await ours('echo', { input, plugin })).ended).toMatchObject({ ok: true, output: '{"said":"ünïcode\\n"}' });
  expect((await ours('echo', { input: '{}', plugin })).ended).toMatchObject({ ok: false, fault: 'failed' });
});

test('its settings are those of the manifest, its logs are shown, and nothing of a call is left for the next', async () => {
  const plugin = { function: 'greet', config: { name: 'Ada' } };
  for (const called of [await ours('greet', { plugin }), await ours('greet', { plugin })]) {
    expect(called.ended).toMatchObject({ ok: true, output: '{"text":"Hello, Ada!","calls":1}' });
    expect(called.logs).toEqual(['greets Ada']);
  }
});

test('a plug-in that says that it failed, has failed, in its own words', async () => {
  expect((await ours('fails')).ended).toMatchObject({ ok: false, fault: 'failed', detail: 'no bread today' });
});

test.each([
  ['spins', 'fuel'],
  ['hoards', 'memory'],
  ['strays', 'trap'],
  ['is_not_there', 'refused'],
])('a plug-in that %s ends: %s', async (name, fault) => {
  expect((await ours(name)).ended).toMatchObject({ ok: false, fault });
});

test('the same call costs the same', async () => {
  const [a, b] = [await ours('echo', { input: '{"n":[1,2]}' }), await ours('echo', { input: '{"n":[1,2]}' })];
  expect(a).toEqual(b);
});

test('the network is reached through the door alone, and where nobody declared that, not at all', async () => {
  const input = '"https://api.example/rates"';
  const none = await ours('fetches', { input });
  expect(none.ended).toMatchObject({ ok: false, fault: 'failed', detail: expect.stringContaining('http.fetch') });
  const answers = ['{"ok":true,"value":{"status":200,"headers":{"etag":"x"},"body":"{\\"usd\\":1.1}"}}'];
  const called = await ours('fetches', { input, answers });
  expect(called.ended).toMatchObject({ ok: true, output: '{"status":200,"body":{"usd":1.1}}' });
  expect(called.asked.map((asked): unknown => JSON.parse(asked))).toEqual([
    { name: 'http.fetch', input: { url: 'https://api.example/rates', method: 'GET', headers: { accept: 'application/json' } } }, // prettier-ignore
  ]);
  const denied = await ours('fetches', { input, answers: ['{"ok":false,"error":{"code":"host","message":"only a.example may be reached"}}'] }); // prettier-ignore
  expect(denied.ended).toMatchObject({ ok: false, fault: 'failed', detail: 'only a.example may be reached' });
});

test.each([
  ['a function of a host of its own', '(import "extism:host/user" "mine" (func (param i64) (result i64)))'],
  ['a kernel with another signature', '(import "extism:host/env" "alloc" (func (param i32) (result i32)))'],
  ['the door', '(import "tool_host" "call" (func (param i32 i32) (result i32)))'],
])('a plug-in that imports %s is not taken', (_name, line) => {
  const bytes = wasmOf(`(module ${line} (func (export "run") (result i32) (i32.const 0)))`);
  expect(takenGuest({ abi: 'extism/1', bytes, limits: LIMITS, door: true })).toMatchObject({
    ok: false,
    problem: { reason: 'import' },
  });
});
