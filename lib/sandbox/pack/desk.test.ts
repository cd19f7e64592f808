import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { engineOf } from '@/scripts/lib/tools.ts';

import { bytesOf, packOf, REACTOR, WASI } from '../../../tests/sandbox/packs.ts';
import { createToolDesk } from '../desk.ts';
import { inProcess } from '../testing/frame.ts';

const open = () => createToolDesk({ tools: () => Promise.resolve([]), engine: engineOf, frame: inProcess });
const idOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function install(desk: ReturnType<typeof open>, bytes: Uint8Array, titles?: string[]) {
  const base64 = Buffer.from(bytes).toString('base64');
  return desk.answer({ type: 'tools.install', id: idOf(bytes), base64, ...(titles && { check: { titles } }) });
}

test.each([
  ['greet', { name: 'Ada' }, { text: 'Hello, Ada!' }, packOf()],
  ['echo', { n: 1 }, { n: 1 }, packOf(REACTOR)],
  ['echo_command', { n: 1 }, { n: 1 }, packOf(WASI)],
])('%s is checked by its examples, and then called', async (name, input, output, bytes) => {
  const desk = open();
  expect(await install(desk, bytes, [])).toMatchObject({
    ok: true,
    value: { name, added: { licence: 'MIT License' } },
  });
  expect(await install(desk, bytes)).toMatchObject({ ok: true });
  const call = { type: 'tools.call', name, input } as const;
  expect(await desk.answer({ ...call, pack: idOf(bytes) })).toMatchObject({ ok: true, value: { output } });
  expect(await desk.answer(call)).toMatchObject({ ok: false, problem: { code: 'sandbox.no_tool' } });
});

test('an example that gives something else refuses the pack, and says which', async () => {
  const said = await install(open(), packOf({ guest: 'export default () => ({ text: "no" })' }), []);
  expect(said).toMatchObject({ ok: false, problem: { code: 'pack.vector', params: { count: 1 } } });
});

test('an example that has to fail, and does not, refuses the pack', async () => {
  const vectors = bytesOf('[{"input":{"name":"Ada"},"fails":"nobody"}]');
  const said = await install(open(), packOf({ files: { 'vectors.json': vectors } }), []);
  expect(said).toMatchObject({ ok: false, problem: { code: 'pack.vector' } });
});

test('a title that the user knows from a tool of Locus is refused', async () => {
  expect(await install(open(), packOf(), ['GREETER'])).toMatchObject({ ok: false, problem: { code: 'pack.imitates' } });
});

test('other bytes than those that were meant are refused', async () => {
  const said = await open().answer({ type: 'tools.install', id: idOf(packOf(WASI)), base64: Buffer.from(packOf()).toString('base64') }); // prettier-ignore
  expect(said).toMatchObject({ ok: false, problem: { code: 'pack.damaged' } });
  expect(await open().answer({ type: 'tools.install', id: '', base64: '?' })).toMatchObject({ ok: false });
});
