import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';

import { Database } from './database.ts';
import { createServerStore } from './servers.ts';

let count = 0;
function stored(now?: () => number) {
  const database = new Database(`store-of-servers-${(count += 1)}`);
  return { database, store: createServerStore(database, now) };
}

const LISTING = { title: 'Shop', version: '1', tools: [], left: 0 };

test.each(['http://tools.example/mcp', 'https://user:word@tools.example/', 'ftp://tools.example', 'tools.example', 'http://127.0.0.1.nip.io/', `https://a.example/${'x'.repeat(1000)}`])(
  '%s is no address for a server of tools',
  async (url) => {
    expect(await stored().store.offer(url, '')).toMatchObject({ ok: false, problem: { code: 'mcp.address' } });
  },
); // prettier-ignore

test.each(['https://tools.example/mcp', 'http://localhost:3000/mcp', 'http://127.0.0.1:8080/', 'http://[::1]:8080/'])(
  '%s is one',
  async (url) => {
    expect(await stored().store.offer(url, '')).toMatchObject({ ok: true, value: { url, hasKey: false } });
  },
);

test('a key is in the database only sealed, and opens for the server that it was given for alone', async () => {
  const { store, database } = stored();
  const made = await store.offer('https://tools.example/mcp', 'k-17');
  if (!made.ok) throw new Error(made.problem.code);
  const { id } = made.value;
  expect(await store.keyOf(id)).toBe('k-17');
  const row = await database.servers.get(id);
  expect(new TextDecoder('latin1').decode(row?.sealed?.data)).not.toContain('k-17');
  expect(JSON.stringify(row)).not.toContain('k-17');
  // Whoever writes another address beside it gets nothing.
  await database.servers.update(id, { url: 'https://evil.example/' });
  expect(await store.keyOf(id)).toBeUndefined();
});

test('one address is one server: offered again it keeps its key, or gets another one', async () => {
  const { store } = stored();
  const first = await store.offer('https://tools.example/mcp', 'k-17');
  const again = await store.offer(' https://tools.example/mcp#x ', '');
  if (!first.ok || !again.ok) throw new Error('no server');
  expect(again.value.id).toBe(first.value.id);
  expect(await store.keyOf(first.value.id)).toBe('k-17');
  await store.offer('https://tools.example/mcp', 'k-18');
  expect(await store.keyOf(first.value.id)).toBe('k-18');
});

test('what was never asked cannot be added; what nobody added is forgotten', async () => {
  let now = 0;
  const { store } = stored(() => now);
  const made = await store.offer('https://tools.example/mcp', '');
  if (!made.ok) throw new Error(made.problem.code);
  const { id } = made.value;
  expect(await store.keep(id)).toMatchObject({ ok: false, problem: { code: 'mcp.gone' } });
  await store.heard(id, LISTING);
  expect(await store.kept()).toEqual([]);
  now = 4_000_000;
  await store.offer('https://other.example/mcp', '');
  expect(await store.find(id)).toBeUndefined();
});

test('there is room for twenty', async () => {
  const { store } = stored();
  for (let i = 0; i < 21; i++) {
    const made = await store.offer(`https://tools.example/${i}`, '');
    if (!made.ok) throw new Error(made.problem.code);
    await store.heard(made.value.id, LISTING);
    const kept = await store.keep(made.value.id);
    if (i < 20) expect(kept.ok).toBe(true);
    else expect(kept).toMatchObject({ ok: false, problem: { code: 'mcp.full', params: { limit: 20 } } });
  }
});
