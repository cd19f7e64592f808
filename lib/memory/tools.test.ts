import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';

import type { Grant, ToolUse } from '@/lib/contracts/index.ts';

import { Database } from './database.ts';
import { createToolStore } from './tools.ts';

let names = 0;
const opened: Database[] = [];
function fresh(now = () => 1000) {
  const database = new Database(`tools-${(names += 1)}`);
  opened.push(database);
  return { database, tools: createToolStore(database, now) };
}
afterEach(() => {
  for (const database of opened.splice(0)) database.close();
});

const grant = (id: string, more: Partial<Grant> = {}): Grant => ({ id, sha256: 'aa', tool: 'tried', capability: 'clock', terms: '{}', about: '', scope: 'always', of: '', at: 0, ...more }); // prettier-ignore
const use: ToolUse = { sha256: 'aa', tool: 'tried', calls: 1, ms: 5, fuel: 7, capabilities: { clock: 2 }, sent: { 'a.example': 3 }, usedAt: 1 }; // prettier-ignore

test('grants are kept for a module, and are gone once they are taken back', async () => {
  const { tools } = fresh();
  await tools.give(grant('1'));
  await tools.give(grant('1'));
  await tools.give(grant('2', { sha256: 'bb' }));
  expect((await tools.grants('aa')).map(({ id }) => id)).toEqual(['1']);
  expect(await tools.grants()).toHaveLength(2);
  await tools.takeBack(['1', 'unknown']);
  expect(await tools.grants('aa')).toEqual([]);
});

test('a grant for one call or one run does not stay for ever', async () => {
  let now = 1000;
  const { tools, database } = fresh(() => now);
  for (const scope of ['once', 'run', 'site', 'always'] as const) await tools.give(grant(scope, { scope, of: 'x' }));
  now = 2 * 3_600_000;
  expect(new Set((await tools.grants()).map(({ id }) => id))).toEqual(new Set(['always', 'run', 'site']));
  now = 25 * 3_600_000;
  expect(new Set((await tools.grants()).map(({ id }) => id))).toEqual(new Set(['always', 'site']));
  expect(await database.grants.count()).toBe(2);
});

test('a module that is gone leaves nothing, and those beside it lose nothing', async () => {
  const { tools } = fresh();
  for (const sha256 of ['aa', 'bb']) {
    await tools.give(grant(sha256, { sha256 }));
    await tools.used(`call of ${sha256}`, { ...use, sha256 });
    await tools.set({ sha256, key: 'k', value: '1', isLocal: false }, 100);
  }
  await tools.forget('aa');
  expect((await tools.grants()).map(({ sha256 }) => sha256)).toEqual(['bb']);
  expect((await tools.uses()).map(({ sha256 }) => sha256)).toEqual(['bb']);
  expect([await tools.keys('aa'), await tools.keys('bb')]).toMatchObject([{ keys: [] }, { keys: ['k'] }]);
});

test('a grant that this version cannot read grants nothing', async () => {
  const { tools, database } = fresh();
  await database.table('grants').put({ ...grant('1'), scope: 'for ever and ever' });
  expect(await tools.grants('aa')).toEqual([]);
});

test('what calls used up is added, each call once; a good call takes away what went wrong before', async () => {
  const { tools } = fresh();
  await tools.used('c1', { ...use, problem: 'sandbox.time' });
  await tools.used('c1', { ...use, problem: 'sandbox.time' });
  expect(await tools.uses()).toEqual([{ ...use, problem: 'sandbox.time' }]);
  await tools.used('c2', { ...use, capabilities: { random: 1 }, sent: {}, usedAt: 9 });
  expect(await tools.uses()).toEqual([
    { ...use, calls: 2, ms: 10, fuel: 14, capabilities: { clock: 2, random: 1 }, usedAt: 9 },
  ]);
});

test('each module has a shelf of its own, with room for so much', async () => {
  const { tools } = fresh();
  const set = (key: string, value: string | undefined, sha256 = 'aa') => tools.set({ sha256, key, value, isLocal: false }, 10); // prettier-ignore
  expect(await set('a', '"123"')).toBe(true);
  expect(await set('b', '12345')).toBe(false);
  expect(await tools.get('aa', 'b')).toBeNull();
  expect(await set('a', '12345678')).toBe(true);
  expect(await tools.get('aa', 'a')).toEqual({ value: 12_345_678, isLocal: false, from: [] });
  expect(await tools.get('bb', 'a')).toBeNull();
  expect(await set('ä', '"12345"', 'bb')).toBe(true);
  expect([(await tools.keys('aa')).keys, (await tools.keys('bb')).keys]).toEqual([['a'], ['ä']]);
  expect(await set('a', undefined)).toBe(true);
  expect((await tools.keys('aa')).keys).toEqual([]);
});

const row = (key: string, from?: string[]) => ({ sha256: 'aa:notes', key, value: '1', isLocal: key === 'b', ...(from !== undefined && { from }) }); // prettier-ignore

test('a shelf says where what is on it may be from, and goes with the tool, notes and all', async () => {
  const { tools } = fresh();
  await tools.set(row('a', ['https://a.example']), 100);
  await tools.set(row('b', ['https://a.example', 'https://b.example']), 100);
  await tools.set(row('c'), 100);
  const where = { isLocal: true, from: ['https://a.example', 'https://b.example'] };
  expect(await tools.keys('aa:notes')).toEqual({ keys: ['a', 'b', 'c'], ...where });
  expect(await tools.all('aa:notes')).toEqual({ rows: ['a', 'b', 'c'].map((key) => ({ key, value: 1 })), ...where });
  expect(await tools.get('aa:notes', 'a')).toEqual({ value: 1, isLocal: false, from: ['https://a.example'] });
  await tools.forget('aa');
  expect((await tools.keys('aa:notes')).keys).toEqual([]);
});
