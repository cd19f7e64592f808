import * as v from 'valibot';
import { expect, test } from 'vitest';

import en from '@/assets/public/_locales/en/messages.json';
import { CAPABILITY_NAMES } from '@/lib/contracts/index.ts';
import { fromJson } from '@/lib/shared/index.ts';

import { type Answers, fakeWorld } from '../testing/doors.ts';
import { AskedCapabilities, capabilityOf } from './index.ts';
import type { Spent, Using } from './shape.ts';

interface Place {
  answers?: Answers;
  spent?: Spent;
  isLocal?: boolean;
  tabId?: number | undefined;
  runId?: string;
}

/** Runs a capability as its entry in a manifest has it, with nothing before it. */
function given(entry: { name: string } & Record<string, unknown>, place: Place = {}) {
  const { spent = { calls: 0, units: 0 }, isLocal = false, answers, runId } = place;
  const fake = fakeWorld(answers);
  const [asked] = v.parse(AskedCapabilities, [{ reason: 'for a test', ...entry }]);
  const found = capabilityOf(entry.name);
  if (asked === undefined || found === undefined) throw new Error(`no ${entry.name}`);
  const tabId = 'tabId' in place ? place.tabId : 3;
  const using: Using<typeof asked> = { asked, world: fake.world, sha256: 'aa', place: { callId: 'c', runId, site: undefined, tabId }, spent, isLocal, carrying: { reads: [], carries: undefined }, signal: new AbortController().signal }; // prettier-ignore
  return { fake, run: (input: unknown) => found.run(input, using) };
}

const code = (problem: string) => ({ ok: false, problem: { code: problem } });

test('each name has its capability, which says what it is in words that there are', () => {
  for (const name of CAPABILITY_NAMES.filter((each) => each !== 'mcp.call')) {
    const found = capabilityOf(name);
    expect(found?.name).toBe(name);
    expect(found?.description).toMatch(/gives/iu);
    expect(Object.keys(en)).toContain(found?.explains);
  }
});

test.each([
  ['an unknown capability', [{ name: 'fs.read', reason: 'x' }]],
  ['one without a reason', [{ name: 'clock' }]],
  ['an empty reason', [{ name: 'clock', reason: ' ' }]],
  ['a reason that is a page', [{ name: 'clock', reason: 'x'.repeat(201) }]],
  ['a parameter that it does not have', [{ name: 'clock', reason: 'x', zone: true }]],
  [
    'the same twice',
    [
      { name: 'clock', reason: 'x' },
      { name: 'clock', reason: 'y' },
    ],
  ],
  ['a fetch of nothing', [{ name: 'http.fetch', reason: 'x', hosts: [] }]],
  ['a fetch of everything', [{ name: 'http.fetch', reason: 'x', hosts: ['*'] }]],
  [
    'a fetch with a method that is none',
    [{ name: 'http.fetch', reason: 'x', hosts: ['a.example'], methods: ['TRACE'] }],
  ],
  ['a budget without bounds', [{ name: 'http.fetch', reason: 'x', hosts: ['a.example'], maxBytes: 1e9 }]],
  ['a shelf without bounds', [{ name: 'storage.kv', reason: 'x', maxBytes: 1e9 }]],
  ['no list', { name: 'clock', reason: 'x' }],
])('a manifest with %s is refused', (_name, capabilities) => {
  expect(v.safeParse(AskedCapabilities, capabilities).success).toBe(false);
});

test('the clock says what time it is', async () => {
  const { run } = given({ name: 'clock' });
  expect(await run({})).toMatchObject({ ok: true, value: { value: { ms: 1_790_000_000_000, iso: '2026-09-21T14:13:20.000Z' } } }); // prettier-ignore
  expect(await run({ zone: 1 })).toMatchObject(code('input'));
});

test('chance comes as bytes, so many as were asked for and no more than 1024', async () => {
  const { run } = given({ name: 'random' });
  expect(await run({ bytes: 3 })).toMatchObject({ ok: true, value: { value: { hex: '070707' } } });
  for (const bytes of [0, -1, 1.5, 1025, '3', undefined]) expect(await run({ bytes })).toMatchObject(code('input'));
});

test('a tool keeps things on its own shelf, under its hash', async () => {
  const { run, fake } = given({ name: 'storage.kv', maxBytes: 1000 }, { answers: {
    'world.set': ({ value = '' }) => ({ fits: value.length < 10 }),
    'world.get': ({ key }) => (key === 'a' ? { value: [1], isLocal: false, from: ['https://a.example'] } : null),
    'world.keys': () => ({ keys: ['a'], isLocal: false, from: ['https://b.example'] }),
  } }); // prettier-ignore
  expect(await run({ do: 'set', key: 'a', value: [1] })).toMatchObject({ ok: true });
  expect(fake.asked.at(-1)).toEqual({ type: 'world.set', sha256: 'aa', key: 'a', value: '[1]', isLocal: false, from: [], maxBytes: 1000 }); // prettier-ignore
  expect(await run({ do: 'set', key: 'a', value: 'x'.repeat(10) })).toMatchObject(code('full'));
  expect(await run({ do: 'get', key: 'a' })).toMatchObject({
    ok: true,
    value: { value: { value: [1] }, read: ['https://a.example'] },
  });
  expect(await run({ do: 'get', key: 'b' })).toMatchObject({ ok: true, value: { value: { value: null } } });
  expect(await run({ do: 'keys' })).toMatchObject({
    ok: true,
    value: { value: { keys: ['a'] }, read: ['https://b.example'] },
  });
  expect(await run({ do: 'delete', key: 'a' })).toMatchObject({ ok: true });
  expect(fake.asked.at(-1)).toMatchObject({ value: undefined });
  expect(await run({ do: 'get', key: 'a', sha256: 'bb' })).toMatchObject(code('input'));
});

test('what is kept after a site that stays here was read remembers it, and says so when it is read again', async () => {
  const keeping = given({ name: 'storage.kv' }, { isLocal: true, answers: { 'world.set': () => ({ fits: true }) } });
  await keeping.run({ do: 'set', key: 'a', value: 1 });
  expect(keeping.fake.asked).toMatchObject([{ isLocal: true }]);
  const reading = given(
    { name: 'storage.kv' },
    { answers: { 'world.get': () => ({ value: 1, isLocal: true, from: [] }) } },
  );
  expect(await reading.run({ do: 'get', key: 'a' })).toMatchObject({ ok: true, value: { isLocal: true } });
});

test('a page is read in the tab of the call, in the kinds that the manifest names', async () => {
  const page = { url: 'https://a.example/', title: 'A', text: 'text', isLocal: true, origins: ['https://a.example'] };
  const { run, fake } = given({ name: 'page.read' }, { answers: { 'world.page': () => page } });
  const { isLocal, origins: read, ...value } = page;
  expect(await run({ kind: 'article' })).toEqual({ ok: true, value: { value, isLocal, read } });
  expect(fake.asked).toEqual([{ type: 'world.page', tabId: 3, kind: 'article' }]);
  expect(await run({ kind: 'view' })).toMatchObject(code('input'));
  expect(await run({ kind: 'article', tabId: 4 })).toMatchObject(code('input'));
  expect(await given({ name: 'page.read' }, { tabId: undefined }).run({ kind: 'article' })).toMatchObject(code('no_tab')); // prettier-ignore
  expect(await given({ name: 'page.read' }).run({ kind: 'article' })).toMatchObject(code('page'));
});

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test.each([
  ['text', { kind: 'text', text: '<b>bold</b>' }],
  ['a table', { kind: 'table', columns: ['a'], rows: [['x'], [1], [null]] }],
  ['a chart', { kind: 'chart', title: 'c', points: [{ label: 'a', value: -1 }] }],
  ['an image', { kind: 'image', alt: 'a dot', type: 'image/png', base64: PNG }],
])('%s is shown', async (_name, shown) => {
  expect(await given({ name: 'ui.show' }).run(shown)).toMatchObject({ ok: true });
});

test.each([
  ['markup', { kind: 'html', html: '<script>alert(1)</script>' }],
  ['an image of script', { kind: 'image', alt: 'x', type: 'image/svg+xml', base64: 'PHN2Zz4=' }],
  ['markup that says that it is an image', { kind: 'image', alt: 'x', type: 'image/png', base64: 'PHNjcmlwdD4=' }],
  ['an image elsewhere', { kind: 'image', alt: 'x', type: 'image/png', base64: 'https://evil.example/a.png' }],
  ['an image without words', { kind: 'image', alt: '', type: 'image/png', base64: PNG }],
  ['a chart of no numbers', { kind: 'chart', points: [{ label: 'a', value: '1' }] }],
  ['a chart of endless numbers', { kind: 'chart', points: [{ label: 'a', value: Infinity }] }],
  ['a table of objects', { kind: 'table', columns: ['a'], rows: [[{ onclick: 'x' }]] }],
  ['more than was asked for', { kind: 'text', text: 'x', href: 'javascript:x' }],
  ['too much text', { kind: 'text', text: 'x'.repeat(20_001) }],
])('%s is not shown', async (_name, shown) => {
  expect(await given({ name: 'ui.show' }).run(shown)).toMatchObject(code('input'));
});

test('no more than twenty things are shown in one call', async () => {
  const { run } = given({ name: 'ui.show' }, { spent: { calls: 20, units: 0 } });
  expect(await run({ kind: 'text', text: 'x' })).toMatchObject(code('budget'));
});

test('the model goes on with a prompt, and its tokens are counted against the budget', async () => {
  const answers: Answers = {
    'world.complete': ({ maxTokens }) => ({ text: 'yes', tokens: maxTokens, sent: { host: 'llm.example', bytes: 9 } }),
  };
  const entry = { name: 'model.complete', maxTokens: 300 };
  const { run, fake } = given(entry, { answers, spent: { calls: 1, units: 250 } });
  expect(await run({ prompt: 'well?', maxTokens: 200 })).toEqual({ ok: true, value: { value: { text: 'yes', tokens: 50 }, sent: { host: 'llm.example', bytes: 9 } } }); // prettier-ignore
  expect(fake.asked).toMatchObject([{ maxTokens: 50, isLocal: false, messages: [{ role: 'user', content: 'well?' }] }]);
  expect(await given(entry, { answers, spent: { calls: 2, units: 300 } }).run({ prompt: 'well?' })).toMatchObject(code('budget')); // prettier-ignore
  expect(await given(entry).run({ prompt: 'well?' })).toMatchObject(code('model'));
  expect(await run({ prompt: '' })).toMatchObject(code('input'));
  const call = { answer: { ok: true as const, value: { text: 'yes', tokens: 50 } }, bytes: 10 };
  expect(capabilityOf('model.complete')?.units(call)).toBe(50);
});

test('a tool notes things, finds them again by their words, and each remembers where it may be from', async () => {
  const rows: { key: string; value: unknown }[] = [];
  const answers: Answers = {
    'world.set': ({ key, value = '' }) => ({ fits: rows.push({ key, value: fromJson(value) }) > 0 }),
    'world.all': () => ({ rows, isLocal: true, from: ['https://a.example'] }),
  };
  const writing = given({ name: 'memory.write' }, { answers, isLocal: true });
  expect(await writing.run({ do: 'add', text: 'Ada likes rye' })).toMatchObject({ ok: true, value: { value: { id: '1790000000000-07070707' } } }); // prettier-ignore
  await writing.run({ do: 'add', text: 'The till is closed' });
  expect(writing.fake.asked).toMatchObject([{ sha256: 'aa:notes', isLocal: true, from: [] }, {}]);
  rows.push({ key: 'x', value: 'no note' });
  const { run } = given({ name: 'memory.read' }, { answers });
  const found = await run({ like: 'what does ADA like?' });
  expect(found).toMatchObject({ ok: true, value: { value: { notes: [{ text: 'Ada likes rye' }] }, isLocal: true, read: ['https://a.example'] } }); // prettier-ignore
  expect(await run({})).toMatchObject({ ok: true, value: { value: { notes: [{}, {}] } } });
  expect(await run({ like: 'zebra' })).toMatchObject({ ok: true, value: { value: { notes: [] } } });
  expect(await run({ most: 51 })).toMatchObject(code('input'));
  expect(await writing.run({ do: 'add', text: '' })).toMatchObject(code('input'));
  const full = given({ name: 'memory.write' }, { answers: { 'world.set': () => ({ fits: false }) } });
  expect(await full.run({ do: 'add', text: 'a' })).toMatchObject(code('full'));
});

test('a step on the page is proposed by a run, once, and only one on an element', async () => {
  const { run } = given({ name: 'page.act' }, { runId: 'r' });
  expect(await run({ do: 'click', ref: 'e1' })).toMatchObject({ ok: true, value: { value: { proposed: true } } });
  for (const odd of [
    { do: 'goto', url: 'https://a.example' },
    { do: 'press', key: 'Enter' },
    { do: 'click', ref: 'x' },
    {},
  ])
    expect(await run(odd)).toMatchObject(code('input'));
  const again = given({ name: 'page.act' }, { runId: 'r', spent: { calls: 1, units: 0 } });
  expect(await again.run({ do: 'click', ref: 'e1' })).toMatchObject(code('budget'));
  expect(await given({ name: 'page.act' }).run({ do: 'click', ref: 'e1' })).toMatchObject(code('no_tab'));
});
