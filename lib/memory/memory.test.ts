import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';

import type { Entry, Run } from '@/lib/contracts/index.ts';

import { openMemory } from './index.ts';

const signal: Entry = {
  kind: 'signal',
  seed: 1,
  signal: { id: 's', at: 1, provenance: { from: 'user', by: 'panel' }, tabId: 7, task: { kind: 'summarise' } },
  engine: {
    kind: 'rules',
    model: '',
    placement: 'local',
    contextTokens: 0,
    viewTokens: 0,
    textTokens: 0,
    answerTokens: 0,
    grammar: 'none',
  },
};
const BACK: Entry = { kind: 'resumed', after: 'kill' };
const end: Entry = { kind: 'end', status: 'done', answer: 'ok' };

let names = 0;
const opened: ReturnType<typeof openMemory>[] = [];
function fresh() {
  const memory = openMemory(`memory-${(names += 1)}`);
  opened.push(memory);
  return memory;
}
afterEach(() => {
  for (const memory of opened.splice(0)) memory.close();
});

const at = (runId: string, entry: Entry, time = 1) => ({ runId, iteration: 0, at: time, entry });

test('records come back in the order they were written, with seqs from 0 without gaps', async () => {
  const { journal } = fresh();
  await journal.append(at('a', signal));
  await Promise.all([journal.append(at('a', { kind: 'stop' })), journal.append(at('a', { kind: 'stop' }))]);
  await journal.append(at('a', end));
  const records = await journal.read('a');
  expect(records.map((record) => [record.seq, record.entry.kind])).toEqual([[0, 'signal'], [1, 'stop'], [2, 'stop'], [3, 'end']]); // prettier-ignore
});

test('the same start sent twice is one run', async () => {
  const { journal } = fresh();
  expect(await journal.append(at('a', signal))).toBeDefined();
  expect(await journal.append(at('a', signal))).toBeUndefined();
  expect(await journal.read('a')).toHaveLength(1);
});

test('nothing is written after the end, nor for a run that never began', async () => {
  const { journal } = fresh();
  await journal.append(at('a', signal));
  await journal.append(at('a', end));
  expect(await journal.append(at('a', { kind: 'stop' }))).toBeUndefined();
  expect(await journal.append(at('b', { kind: 'stop' }))).toBeUndefined();
  expect(await journal.read('a')).toHaveLength(2);
});

test('changes in a quick row are read together, and the last of them is not missed', async () => {
  const memory = fresh();
  const seen: (number | undefined)[] = [];
  const stop = memory.watchRuns({ tabId: 7, limit: 2 }, (runs: Run[]) => seen.push(runs.at(-1)?.nextSeq));
  await memory.journal.append(at('a', signal));
  for (let i = 0; i < 20; i++) await memory.journal.append(at('a', BACK));
  await expect.poll(() => seen.at(-1)).toBe(21);
  expect(seen.length).toBeLessThan(15);
  stop();
  await memory.journal.append(at('a', end));
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(seen.at(-1)).toBe(21);
});

test('two that write of one run at once take different seqs, and lose nothing', async () => {
  const [mine, theirs] = [fresh(), openMemory(`memory-${names}`)];
  opened.push(theirs);
  const kinds = async () => (await mine.journal.read('a')).map(({ seq, entry }) => [seq, entry.kind]);
  await mine.journal.append(at('a', signal));
  await mine.journal.append(at('a', BACK));
  await theirs.journal.append(at('a', { kind: 'stop' }));
  await Promise.all([
    mine.journal.appendAll([at('a', BACK), at('a', BACK)]),
    theirs.journal.append(at('a', { kind: 'stop' })),
    theirs.journal.append(at('a', { kind: 'stop' })),
  ]);
  const all = await kinds();
  expect(all.map(([seq]) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(all.filter(([, kind]) => kind === 'stop')).toHaveLength(3);
});

test('a watcher hears of each record of an open run, and of those that another background goes on with', async () => {
  const memory = fresh();
  const seen: (number | undefined)[] = [];
  const stop = memory.watchRuns({ limit: 1 }, (runs: Run[]) => seen.push(runs.at(-1)?.nextSeq));
  const { journal } = memory;
  await journal.append(at('a', signal));
  for (let i = 0; i < 3; i++) await journal.append(at('a', BACK));
  await vi.waitFor(() => expect(seen.at(-1)).toBe(4));
  const other = openMemory(`memory-${names}`);
  opened.push(other);
  expect((await other.journal.append(at('a', BACK)))?.seq).toBe(4);
  expect((await other.journal.append(at('a', BACK)))?.seq).toBe(5);
  expect((await journal.append(at('a', BACK)))?.seq).toBe(6);
  await vi.waitFor(() => expect(seen.at(-1)).toBe(7));
  stop();
});

test('what is written with the last record goes where another has ended or forgotten the run meanwhile', async () => {
  const [mine, theirs] = [fresh(), openMemory(`memory-${names}`)];
  opened.push(theirs);
  await mine.journal.append(at('a', signal));
  await mine.journal.append(at('a', BACK));
  await theirs.journal.append(at('a', end));
  expect(await mine.journal.append({ ...at('a', BACK), tape: '[]' })).toBeUndefined();
  expect(await mine.journal.read('a')).toHaveLength(3);
  await theirs.forget(['a']);
  expect(await mine.journal.append(at('a', BACK))).toBeUndefined();
  expect(await mine.journal.read('a')).toEqual([]);
});

test('a run that another ended and deleted between two records gets no more of them', async () => {
  const [mine, theirs] = [fresh(), openMemory(`memory-${names}`)];
  opened.push(theirs);
  await mine.journal.append(at('a', signal));
  await mine.journal.append(at('a', BACK));
  await theirs.journal.append(at('a', end));
  await theirs.forget(['a']);
  expect(await mine.journal.append(at('a', BACK))).toBeUndefined();
  expect(await mine.journal.read('a')).toEqual([]);
});

test('open runs are those without an end', async () => {
  const { journal } = fresh();
  await journal.append(at('a', signal, 2));
  await journal.append(at('b', signal, 1));
  await journal.append(at('c', signal, 3));
  await journal.append(at('c', end, 4));
  expect(await journal.open()).toEqual(['b', 'a']);
});

test('reading from a seq gives only what came after', async () => {
  const { journal } = fresh();
  await journal.append(at('a', signal));
  await journal.append(at('a', { kind: 'stop' }));
  expect((await journal.read('a', 1)).map((record) => record.entry.kind)).toEqual(['stop']);
});

test('a watcher hears of each change, newest run last, of its own tab only', async () => {
  const memory = fresh();
  const seen: string[][] = [];
  const stop = memory.watchRuns({ tabId: 7, limit: 2 }, (runs: Run[]) =>
    seen.push(runs.map((run) => `${run.id} ${run.status}`)),
  );
  for (const [index, id] of ['a', 'b', 'c'].entries()) await memory.journal.append(at(id, signal, index));
  await memory.journal.append(at('x', { ...signal, signal: { ...signal.signal, tabId: 8 } }));
  await memory.journal.append(at('c', end, 9));
  await expect.poll(() => seen.at(-1)).toEqual(['b running', 'c done']);
  stop();
});

test('forgetting deletes ended runs and leaves open ones', async () => {
  const memory = fresh();
  await memory.journal.append(at('a', signal));
  await memory.journal.append(at('b', signal));
  await memory.journal.append(at('b', end));
  await memory.forget(['a', 'b', 'unknown']);
  expect(await memory.readRun('a')).toBeDefined();
  expect(await memory.readRun('b')).toBeUndefined();
  expect(await memory.journal.read('b')).toEqual([]);
});

const file = (text: string) => new File([text], `${text}.txt`, { type: 'text/plain' });

test('files are kept with their run and go with it; those of a run that never began go in time', async () => {
  const { journal, keepFiles, fileBytes, forget } = fresh();
  const lost = await keepFiles('never', [file('lost')]);
  const kept = await keepFiles('a', [file('hello'), file('world')]);
  if (!kept.ok || !lost.ok) throw new Error('not kept');
  await journal.append(at('a', signal));
  await journal.append(at('a', end));
  expect(kept.value.map(({ name, type, size }) => [name, type, size])).toEqual([
    ['hello.txt', 'text/plain', 5],
    ['world.txt', 'text/plain', 5],
  ]);
  const bytes = () => Promise.all([...kept.value, ...lost.value].map(({ id }) => fileBytes(id)));
  expect(await bytes()).toEqual([btoa('hello'), btoa('world'), btoa('lost')]);
  vi.useFakeTimers({ now: Date.now() + 7_200_000, toFake: ['Date'] });
  await keepFiles('b', [file('next')]);
  vi.useRealTimers();
  expect(await bytes()).toEqual([btoa('hello'), btoa('world'), undefined]);
  await forget(['a']);
  expect(await bytes()).toEqual([undefined, undefined, undefined]);
});

const now = (time: number) => JSON.stringify([{ is: 'begin' }, { is: 'now', at: [time] }]);

test('what came into a run is kept with the records that were made of it, and goes with the run', async () => {
  const { journal, readTrace, forget } = fresh();
  await journal.append(at('a', signal));
  await journal.append({ ...at('a', { kind: 'stop' }), tape: now(5) });
  await journal.appendAll([{ ...at('a', { kind: 'stop' }), tape: now(6) }, at('a', end)]);
  expect((await readTrace('a'))?.tape).toEqual([
    { seq: 1, records: 1, items: [{ is: 'begin' }, { is: 'now', at: [5] }] },
    { seq: 2, records: 2, items: [{ is: 'begin' }, { is: 'now', at: [6] }] },
  ]);
  await forget(['a']);
  expect(await readTrace('a')).toBeUndefined();
});

test('a tape that was not written leaves none behind, and one that cannot be read is left out', async () => {
  const { journal, readTrace } = fresh();
  await journal.append(at('a', signal));
  await journal.append({ ...at('a', { kind: 'stop' }), tape: JSON.stringify([{ is: 'from the future' }]) });
  await journal.append(at('a', end));
  expect(await journal.append({ ...at('a', { kind: 'stop' }), tape: now(7) })).toBeUndefined();
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const trace = await readTrace('a');
  expect(trace?.records).toHaveLength(3);
  expect(trace?.tape).toEqual([]);
});

test('tapes of old runs go, so that they never fill the disk; their records stay', async () => {
  const { journal, readTrace } = fresh();
  for (let run = 0; run < 53; run++) {
    await journal.append(at(`run-${run}`, signal, run));
    await journal.append({ ...at(`run-${run}`, end, run), tape: now(run) });
  }
  const tapes = await Promise.all([0, 1, 2, 3, 52].map(async (run) => (await readTrace(`run-${run}`))?.tape.length));
  expect(tapes).toEqual([0, 0, 0, 1, 1]);
  expect((await readTrace('run-0'))?.records).toHaveLength(2);
});

test('room is made by forgetting the older half of what is over', async () => {
  const memory = fresh();
  for (const [index, id] of ['a', 'b', 'c', 'open'].entries()) {
    await memory.journal.append(at(id, signal, index));
    if (id !== 'open') await memory.journal.append(at(id, end, index));
  }
  expect(await memory.forgetOldest()).toBe(2);
  for (const [id, kept] of [
    ['a', false],
    ['b', false],
    ['c', true],
    ['open', true],
  ] as const)
    expect((await memory.readRun(id)) !== undefined).toBe(kept);
});

test('a run that ended is looked at once for what it teaches', async () => {
  const { journal, recipes } = fresh();
  await journal.append(at('a', signal));
  expect(await journal.unlearned()).toEqual([]);
  await journal.append(at('a', end));
  expect(await journal.unlearned()).toEqual(['a']);
  let looks = 0;
  const look = () => {
    looks += 1;
    return [];
  };
  await Promise.all([recipes.learn('a', look), recipes.learn('a', look)]);
  await recipes.learn('never begun', look);
  expect(looks).toBe(1);
  expect(await journal.unlearned()).toEqual([]);
});
