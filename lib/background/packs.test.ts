import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';

import { problem } from '@/lib/contracts/index.ts';
import { openMemory } from '@/lib/memory/index.ts';
import type { HostLink, HostRequest } from '@/lib/protocol/index.ts';
import { failure, success } from '@/lib/shared/index.ts';

import { answerPacks, hostWithPacks } from './packs.ts';

const infoOf = (id: string, name: string) => ({
  name,
  title: name,
  description: '',
  language: '',
  sha256: id,
  example: {},
  inputSchema: {},
  added: {
    id,
    bytes: 1,
    abi: 'js/1',
    licence: 'MIT',
    limits: { fuel: 1, ms: 1, pages: 1 },
    vectors: 0,
  },
});

/** A host that knows what it was sent, until it is closed. Every file has a tool of the same name. */
function fakeHost(name = 'greet') {
  const known = new Set<string>();
  const asked: string[] = [];
  const answer = async (request: HostRequest) => {
    asked.push(request.type);
    if (request.type === 'tools.list') return success([]);
    if (request.type === 'tools.install') {
      known.add(request.id);
      return success(infoOf(request.id, name));
    }
    const isKnown = request.type === 'tools.call' && known.has(request.pack ?? '');
    return isKnown ? success({ output: request.pack }) : failure(problem('sandbox.no_tool'));
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a fake: it gives what each type promises
  const host = { ask: answer, listen: () => () => undefined } as unknown as HostLink;
  return { host, asked, close: () => known.clear() };
}

const forgotten: string[] = [];
const tools = { forget: async (sha256: string) => void forgotten.push(sha256) };

let names = 0;
async function offered(bytes: number[], packs = openMemory(`packs-${(names += 1)}`).packs) {
  const id = await packs.offer(Uint8Array.from(bytes).buffer);
  if (!id.ok) throw new Error(id.problem.code);
  return { packs, id: id.value };
}

const call = { type: 'tools.call', name: 'greet', input: {} } as const;

test('a tool is called only once it was added, and no more once it was removed', async () => {
  const { host } = fakeHost();
  const { packs, id } = await offered([1]);
  const link = hostWithPacks(host, packs);
  const parts = { host: link, packs, tools };
  expect(await answerPacks({ type: 'packs.keep', id }, parts)).toMatchObject({ problem: { code: 'pack.gone' } });
  expect(await answerPacks({ type: 'packs.look', id, titles: [] }, parts)).toMatchObject({ value: { kept: false } });
  expect(await link.ask(call)).toMatchObject({ ok: false });
  // Whoever names a pack that was not added gets none.
  expect(await link.ask({ ...call, pack: id })).toMatchObject({ ok: false });
  for (const time of [1, 2])
    expect(await answerPacks({ type: 'packs.keep', id }, parts), `${time}`).toMatchObject({ ok: true });
  expect(await link.ask(call)).toMatchObject({ ok: true });
  expect(await link.ask({ type: 'tools.list' })).toMatchObject({ ok: true, value: [{ name: 'greet' }] });
  for (const time of [1, 2])
    expect(await answerPacks({ type: 'packs.remove', id }, parts), `${time}`).toMatchObject({ ok: true });
  expect(await link.ask(call)).toMatchObject({ ok: false });
  expect(await packs.bytes(id)).toBeUndefined();
  expect(forgotten).toEqual([id]);
});

test('a host that was closed is sent the file again, once', async () => {
  const { host, asked, close } = fakeHost();
  const { packs, id } = await offered([2]);
  const link = hostWithPacks(host, packs);
  await answerPacks({ type: 'packs.look', id, titles: [] }, { host: link, packs, tools });
  await packs.keep(id);
  close();
  asked.length = 0;
  expect(await link.ask(call)).toMatchObject({ ok: true });
  expect(await link.ask(call)).toMatchObject({ ok: true });
  expect(asked).toEqual(['tools.call', 'tools.install', 'tools.call', 'tools.call']);
});

test('another file with the same name is said to replace the first, and does', async () => {
  const { host } = fakeHost();
  const first = await offered([3]);
  const { packs } = first;
  const parts = { host: hostWithPacks(host, packs), packs, tools };
  await answerPacks({ type: 'packs.look', id: first.id, titles: [] }, parts);
  await packs.keep(first.id);
  const second = await offered([4], packs);
  const look = await answerPacks({ type: 'packs.look', id: second.id, titles: [] }, parts);
  expect(look).toMatchObject({ value: { kept: false, before: { sha256: first.id }, tool: { sha256: second.id } } });
  const before = forgotten.length;
  for (const time of [1, 2])
    expect(await answerPacks({ type: 'packs.keep', id: second.id }, parts), `${time}`).toMatchObject({ ok: true });
  expect((await packs.kept()).map(({ id }) => id)).toEqual([second.id]);
  // What was granted to the first is not granted to the second, and not kept either.
  expect(forgotten.slice(before)).toEqual([first.id]);
  expect(await parts.host.ask(call)).toMatchObject({ value: { output: second.id } });
});
