import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';

import { DEFAULT_SETTINGS, type Entry, type Question, type Run, type Settings, tabOf } from '@/lib/contracts/index.ts';
import { openMemory } from '@/lib/memory/index.ts';
import { success } from '@/lib/shared/index.ts';

import type { Written } from './bell.ts';
import { createDriver, type Driver, type DriverParts } from './driver.ts';

const engine = { kind: 'rules', model: '', placement: 'local', contextTokens: 0, viewTokens: 0, textTokens: 0, answerTokens: 0, grammar: 'none' } as const; // prettier-ignore
const wish = { tabId: 1, task: { kind: 'summarise' }, by: 'panel' } as const;
const access: Question = { kind: 'access', id: 'q', origin: 'https://shop.example' };

let count = 0;
const memories: ReturnType<typeof openMemory>[] = [];
afterEach(() => {
  for (const memory of memories.splice(0)) memory.close();
});

const receive: DriverParts['receive'] = (given, { engine: profile, seed, now, id }) =>
  success({
    kind: 'signal',
    engine: profile,
    seed,
    signal: { id, at: now, tabId: given.tabId, task: given.task, provenance: { from: 'user', by: given.by } },
  });

/** A driver whose loop asks one question, waits for its reply, and ends. */
function create(begin: Partial<Settings> = {}, asked: Question = access) {
  const memory = openMemory(`driver-${(count += 1)}`);
  memories.push(memory);
  let settings: Settings = { ...DEFAULT_SETTINGS, ...begin };
  const world = {
    memory,
    held: 0,
    given: [] as string[],
    learned: [] as string[],
    told: [] as string[],
    loops: 0,
    settings: () => settings,
  };
  const write = (runId: string, entry: Entry) => memory.journal.append({ runId, iteration: 1, at: 2, entry });
  const loop = async (runId: string, _choice: unknown, written: Written, signal: AbortSignal): Promise<Run> => {
    world.loops += 1;
    const before = await memory.readRun(runId);
    if (before?.question === undefined && !before?.stopAsked) await write(runId, { kind: 'question', question: asked });
    const waiting = await memory.readRun(runId);
    if (waiting?.question !== undefined && !waiting.stopAsked)
      await written(runId, waiting.nextSeq, signal).catch(() => undefined);
    const run = await memory.readRun(runId);
    await write(runId, { kind: 'end', status: run?.stopAsked === true ? 'stopped' : 'done', answer: '' });
    const ended = await memory.readRun(runId);
    if (ended === undefined) throw new Error('the run is gone');
    return ended;
  };
  const driver: Driver = createDriver({
    journal: memory.journal,
    readRun: memory.readRun,
    settings: {
      read: async () => settings,
      change: async (patch) => {
        settings = { ...settings, ...patch };
      },
    },
    profileOf: () => engine,
    receive,
    runLoop: loop,
    keepAlive: {
      hold: () => {
        world.held += 1;
        return () => {
          world.held -= 1;
        };
      },
    },
    tell: ({ code }) => void world.told.push(code),
    learn: ({ id }) => memory.recipes.learn(id, () => { world.learned.push(id); return []; }), // prettier-ignore
    giveBack: async (origin) => void world.given.push(origin),
    grant: memory.tools.give,
  });
  return { driver, world, memory };
}

const statusOf = async (memory: ReturnType<typeof openMemory>, runId: string) => (await memory.readRun(runId))?.status;

test('the same start sent three times is one run, driven once', async () => {
  const { driver, world, memory } = create();
  await Promise.all([driver.start('r', wish), driver.start('r', wish)]);
  await driver.start('r', wish);
  await expect.poll(() => statusOf(memory, 'r')).toBe('waiting');
  expect(world.loops).toBe(1);
  expect((await memory.journal.read('r')).filter(({ entry }) => entry.kind === 'signal')).toHaveLength(1);
});

test('a reply goes on with the run, and "once" is given back when it ends', async () => {
  const { driver, world, memory } = create();
  await driver.start('r', wish);
  await expect.poll(() => statusOf(memory, 'r')).toBe('waiting');
  expect(world.held).toBe(1);
  await driver.reply('r', 'q', 'once');
  await driver.reply('r', 'q', 'never');
  await expect.poll(() => statusOf(memory, 'r')).toBe('done');
  await expect.poll(() => world.given).toEqual(['https://shop.example']);
  await expect.poll(() => world.learned).toEqual(['r']);
  expect(world.settings().sites).toEqual({});
  await expect.poll(() => world.held).toBe(0);
});

test('"always" and "never" become rules for the site', async () => {
  for (const reply of ['always', 'never'] as const) {
    const { driver, world, memory } = create();
    await driver.start('r', wish);
    await expect.poll(() => statusOf(memory, 'r')).toBe('waiting');
    await driver.reply('r', 'q', reply);
    expect(world.settings().sites).toEqual({ 'https://shop.example': reply });
    await expect.poll(() => statusOf(memory, 'r')).toBe('done');
    expect(world.given).toEqual([]);
  }
});

test('"always" lets Locus in and leaves the rule that the user has made for what it may do there', async () => {
  for (const rule of ['ask', 'read'] as const) {
    const { driver, world, memory } = create({ sites: { 'https://shop.example': rule } });
    await driver.start('r', wish);
    await expect.poll(() => statusOf(memory, 'r')).toBe('waiting');
    await driver.reply('r', 'q', 'always');
    expect(world.settings().sites).toEqual({ 'https://shop.example': rule });
  }
});

test('a yes to what a tool asks for is kept as a grant, once, before the run goes on', async () => {
  const clock = { name: 'clock', reason: 'x', terms: '{}', about: '', risk: 'none' } as const;
  const verdict = { allow: 'ask', rule: 'own_tool_asks', reversibility: 'read' } as const;
  const tool = { title: 'It', sha256: 'aa', asks: [clock], from: [], to: [] };
  const action = { do: 'use', tool: 'it', input: {} } as const;
  const origin = 'https://shop.example';
  const question: Question = { kind: 'approve', id: 'q', action, target: '', origin, values: [], verdict, tool };
  for (const reply of ['run', 'no'] as const) {
    const { driver, memory } = create({}, question);
    await driver.start('r', wish);
    await expect.poll(() => statusOf(memory, 'r')).toBe('waiting');
    await driver.reply('r', 'q', reply);
    await driver.reply('r', 'q', 'always');
    const kept = await memory.tools.grants('aa');
    expect(kept.map(({ capability, scope, of }) => [capability, scope, of])).toEqual(
      reply === 'no' ? [] : [['clock', 'run', 'r']],
    );
  }
});

test('a reply to a question that nobody asked is refused', async () => {
  const { driver } = create();
  expect(await driver.reply('r', 'q', 'yes')).toMatchObject({ ok: false });
});

test('stop ends a run that waits', async () => {
  const { driver, memory } = create();
  await driver.start('r', wish);
  await expect.poll(() => statusOf(memory, 'r')).toBe('waiting');
  await driver.stop('r');
  await expect.poll(() => statusOf(memory, 'r')).toBe('stopped');
});

test('a new wish in a tab stops the run there and leaves other tabs alone', async () => {
  const { driver, memory } = create();
  await driver.start('a', wish);
  await driver.start('b', { ...wish, tabId: 2 });
  await expect.poll(() => statusOf(memory, 'b')).toBe('waiting');
  await driver.start('c', wish);
  await expect.poll(() => statusOf(memory, 'a')).toBe('stopped');
  await expect.poll(() => statusOf(memory, 'c')).toBe('waiting');
  expect(await statusOf(memory, 'b')).toBe('waiting');
});

test('a fresh background takes up every open run and says so in its journal', async () => {
  const { driver, world, memory } = create();
  const signal = {
    id: 's',
    at: 1,
    tabId: 1,
    task: { kind: 'summarise' },
    provenance: { from: 'user', by: 'panel' },
  } as const;
  await memory.journal.append({ runId: 'r', iteration: 0, at: 1, entry: { kind: 'signal', engine, seed: 1, signal } });
  await driver.resume();
  await driver.resume();
  await expect.poll(() => statusOf(memory, 'r')).toBe('waiting');
  expect((await memory.readRun('r'))?.resumed).toBe(1);
  expect(world.loops).toBe(1);
});

test('where the browser has no room for the journal, the user hears of it, and nothing is done', async () => {
  const { driver, world, memory } = create();
  const full = Object.assign(new Error('aborted'), { name: 'AbortError', inner: new DOMException('', 'QuotaExceededError') }); // prettier-ignore
  memory.journal.append = () => Promise.reject(full);
  expect(await driver.start('r', wish)).toMatchObject({ ok: false, problem: { code: 'run.storage' } });
  expect(world.told).toEqual(['run.storage']);
  expect(world.loops).toBe(0);
});

test('a paused run is left alone by a fresh background, and goes on when the user says so', async () => {
  const { driver, world, memory } = create();
  const signal = { id: 's', at: 1, tabId: 1, task: { kind: 'summarise' }, provenance: { from: 'user', by: 'panel' } } as const; // prettier-ignore
  await memory.journal.append({ runId: 'r', iteration: 0, at: 1, entry: { kind: 'signal', engine, seed: 1, signal } });
  await driver.resume({ restarted: true });
  expect(await memory.readRun('r')).toMatchObject({ status: 'paused', paused: 'restart' });
  await driver.resume();
  expect(world.loops).toBe(0);
  await driver.go('r', 2);
  await expect.poll(() => statusOf(memory, 'r')).toBe('waiting');
  expect((await memory.readRun('r'))?.moved).toEqual({ tabId: 2, from: 1 });
});

test('a run that breaks while nothing can be written is let go of, and stays open', async () => {
  const { driver, world, memory } = create();
  const { append } = memory.journal;
  memory.journal.append = (draft) =>
    draft.entry.kind === 'signal' ? append(draft) : Promise.reject(new Error('the database is gone'));
  await driver.start('r', wish);
  // Nobody but the driver can catch what follows: an unhandled rejection would fail the whole run of tests.
  await expect.poll(() => [world.loops, world.held]).toEqual([1, 0]);
  expect(await statusOf(memory, 'r')).toBe('running');
});

test('what follows the end of a run is made up for where the background was killed between the two, once', async () => {
  const { driver, world, memory } = create();
  const signal = { id: 's', at: 1, tabId: 1, task: { kind: 'summarise' }, provenance: { from: 'user', by: 'panel' } } as const; // prettier-ignore
  const write = (entry: Entry) => memory.journal.append({ runId: 'r', iteration: 1, at: 1, entry });
  await write({ kind: 'signal', engine, seed: 1, signal });
  await write({ kind: 'question', question: access });
  await write({ kind: 'reply', questionId: 'q', reply: 'once' });
  await write({ kind: 'end', status: 'done', answer: '' });
  await driver.resume({ restarted: true });
  await driver.resume();
  expect(world.learned).toEqual(['r']);
  expect(world.given).toEqual(['https://shop.example']);
  expect([world.loops, world.held]).toEqual([0, 0]);
});

test('a run whose tab the browser put away goes on in the tab that took its place', async () => {
  const { driver, world, memory } = create();
  await driver.start('r', wish);
  await expect.poll(() => statusOf(memory, 'r')).toBe('waiting');
  await driver.replaced(2, 3);
  expect(await memory.readRun('r')).not.toHaveProperty('moved');
  await driver.replaced(1, 9);
  await expect.poll(() => world.loops).toBe(2);
  const run = await memory.readRun('r');
  expect(run && tabOf(run)).toBe(9);
});
