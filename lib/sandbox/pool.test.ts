import { expect, test } from 'vitest';

import type { Guest, ToWorker } from './call.ts';
import { type Cell, createPool } from './pool.ts';

const GUEST: Guest = {
  abi: 'js/1',
  bytes: new Uint8Array(),
  limits: { fuel: 1, ms: 50, pages: 1, outputBytes: 100, logBytes: 10 },
};
const never = new AbortController().signal;

interface FakeCell {
  cell: Cell;
  got: ToWorker[];
  alive: () => boolean;
}

/** Cells that answer with their own number, or not at all. */
function fakeCells(answer: (input: string, number: number) => unknown) {
  const made: FakeCell[] = [];
  const spawn = (): Cell => {
    const number = made.length;
    const got: ToWorker[] = [];
    let hear: ((message: unknown) => void) | undefined;
    let alive = true;
    const cell: Cell = {
      post(message) {
        got.push(message);
        if (message.type !== 'call') return;
        const said = answer(message.input, number);
        if (said !== undefined) queueMicrotask(() => hear?.(said));
      },
      listen(listener) {
        hear = listener;
      },
      kill() {
        alive = false;
      },
    };
    made.push({ cell, got, alive: () => alive });
    return cell;
  };
  return { made, spawn };
}

const gave = (output: unknown) => ({ type: 'ended', ended: { ok: true, output: String(output), fuel: 1 } });
const broke = { type: 'ended', ended: { ok: false, fault: 'trap', detail: '', fuel: 1 } };

test('a worker that did well is called again by the same guest, and by no other', async () => {
  const { made, spawn } = fakeCells((_input, number) => gave(number));
  const pool = createPool({ spawn });
  const call = async (key: string) => (await pool.call(key, GUEST, '', never)).ended;
  expect(await call('a')).toMatchObject({ output: '0' });
  expect(await call('a')).toMatchObject({ output: '0' });
  expect(await call('b')).toMatchObject({ output: '1' });
  expect(made[0]?.got.filter(({ type }) => type === 'load')).toHaveLength(1);
});

test('a worker whose guest broke is dead, and another one answers', async () => {
  const { made, spawn } = fakeCells((_input, number) => (number === 0 ? broke : gave(number)));
  const pool = createPool({ spawn });
  expect((await pool.call('a', GUEST, '', never)).ended).toMatchObject({ ok: false, fault: 'trap' });
  expect(made[0]?.alive()).toBe(false);
  expect((await pool.call('a', GUEST, '', never)).ended).toMatchObject({ output: '1' });
});

test('a worker that does not answer in time is dead', async () => {
  const { made, spawn } = fakeCells(() => undefined);
  const { ended } = await createPool({ spawn }).call('a', GUEST, '', never);
  expect(ended).toMatchObject({ ok: false, fault: 'time' });
  expect(made[0]?.alive()).toBe(false);
});

test('a worker that says anything else is dead', async () => {
  for (const said of ['hello', { type: 'ended', ended: { ok: true, output: 7 } }, { broken: 'at boot' }, null]) {
    const { made, spawn } = fakeCells(() => said);
    expect((await createPool({ spawn }).call('a', GUEST, '', never)).ended).toMatchObject({ ok: false, fault: 'trap' });
    expect(made[0]?.alive()).toBe(false);
  }
});

test('an aborted call is rejected, and its worker is dead', async () => {
  const { made, spawn } = fakeCells(() => undefined);
  const abort = new AbortController();
  const call = createPool({ spawn }).call('a', GUEST, '', abort.signal);
  abort.abort();
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  expect(made[0]?.alive()).toBe(false);
});

test('no more workers are busy than there may be; who waits is served, or gives up', async () => {
  const { made, spawn } = fakeCells((input, number) => (input === 'hang' ? undefined : gave(number)));
  const pool = createPool({ spawn, most: 1 });
  const hanging = pool.call('a', GUEST, 'hang', never);
  const abort = new AbortController();
  const tired = pool.call('b', GUEST, '', abort.signal);
  const patient = pool.call('c', GUEST, '', never);
  expect(made).toHaveLength(1);
  abort.abort();
  await expect(tired).rejects.toMatchObject({ name: 'AbortError' });
  expect((await hanging).ended).toMatchObject({ fault: 'time' });
  expect((await patient).ended).toMatchObject({ ok: true });
});

test('closing kills whoever waits for work', async () => {
  const { made, spawn } = fakeCells((_input, number) => gave(number));
  const pool = createPool({ spawn });
  await pool.call('a', GUEST, '', never);
  pool.close();
  expect(made.map(({ alive }) => alive())).toEqual([false, false]);
});

test('of the logs no more is kept than their limit, whatever the worker sends', async () => {
  const logs = Array.from({ length: 50 }, () => ({ type: 'log', line: 'xxxx' }));
  const { spawn } = fakeCells(() => undefined);
  const flood = (): Cell => {
    const cell = spawn();
    return {
      ...cell,
      listen(hear) {
        queueMicrotask(() => {
          for (const log of [...logs, gave(1)]) hear(log);
        });
      },
    };
  };
  const report = await createPool({ spawn: flood }).call('a', GUEST, '', never);
  expect(report.logs.join('')).toHaveLength(GUEST.limits.logBytes);
});

/** A cell that says these things when it is called, and the rest after each answer. */
function asking(...said: readonly unknown[][]) {
  const { made, spawn } = fakeCells(() => undefined);
  const cell = (): Cell => {
    const own = spawn();
    const left = [...said];
    let hear: ((message: unknown) => void) | undefined;
    return {
      ...own,
      listen(listener) {
        hear = listener;
      },
      post(message) {
        own.post(message);
        if (message.type === 'load') return;
        queueMicrotask(() => {
          for (const each of left.shift() ?? []) hear?.(each);
        });
      },
    };
  };
  return { made, spawn: cell };
}
const ask = (number: number) => ({ type: 'ask', number, request: String(number) });

test('what a guest asks is answered, and while it waits its time stands still', async () => {
  const { made, spawn } = asking([ask(0)], [ask(1)], [gave('done')]);
  const slow = async (request: string) => {
    await new Promise((resolve) => setTimeout(resolve, GUEST.limits.ms));
    return `${request}!`;
  };
  const report = await createPool({ spawn }).call('a', GUEST, '', never, slow);
  expect(report.ended).toMatchObject({ ok: true, output: 'done' });
  expect(made[0]?.got.slice(2)).toEqual([
    { type: 'answer', number: 0, answer: '0!' },
    { type: 'answer', number: 1, answer: '1!' },
  ]);
});

test.each([
  ['asks out of turn', [ask(1)]],
  ['asks twice the same', [ask(0), ask(0)]],
  ['asks before it was answered', [ask(0), ask(1)]],
  ['asks with no text', [{ type: 'ask', number: 0, request: {} }]],
  ['asks with far too much text', [{ type: 'ask', number: 0, request: 'x'.repeat(1_000_001) }]],
])('a worker that %s is dead', async (_name, said) => {
  const { made, spawn } = asking(said);
  const report = await createPool({ spawn }).call('a', GUEST, '', never, () => new Promise(() => undefined));
  expect(report.ended).toMatchObject({ ok: false, fault: 'trap' });
  expect(made[0]?.alive()).toBe(false);
});

test('a worker that asks where there is no door is dead', async () => {
  const { spawn } = asking([ask(0)]);
  expect((await createPool({ spawn }).call('a', GUEST, '', never)).ended).toMatchObject({ ok: false, fault: 'trap' });
});

test('a flood of calls ends, and its worker with it', async () => {
  const { made, spawn } = asking(...Array.from({ length: 200 }, (_, number) => [ask(number)]));
  let asked = 0;
  const report = await createPool({ spawn }).call('a', GUEST, '', never, async () => String((asked += 1)));
  expect(report.ended).toMatchObject({ ok: false, fault: 'calls' });
  expect(asked).toBe(100);
  expect(made[0]?.alive()).toBe(false);
});

test('what a worker asks after its end is asked of nobody', async () => {
  const { spawn } = asking([gave('done'), ask(0)]);
  let asked = 0;
  const report = await createPool({ spawn }).call('a', GUEST, '', never, async () => String((asked += 1)));
  expect(report.ended).toMatchObject({ ok: true });
  expect(asked).toBe(0);
});

test('a door that throws ends the call with its reason, and the worker', async () => {
  const { made, spawn } = asking([ask(0)]);
  const refusal = new Error('ask the user');
  await expect(createPool({ spawn }).call('a', GUEST, '', never, () => Promise.reject(refusal))).rejects.toBe(refusal);
  expect(made[0]?.alive()).toBe(false);
});

test('the worker that is kept ready fits the guest that was called last; one that runs whatever there is runs modules, too', async () => {
  const { made, spawn } = fakeCells((_input, number) => gave(number));
  const kinds: string[] = [];
  const pool = createPool({
    spawn(kind) {
      kinds.push(kind);
      return spawn();
    },
  });
  const call = async (key: string, abi: Guest['abi']) => (await pool.call(key, { ...GUEST, abi }, '', never)).ended;
  expect(await call('module', 'reactor-json/1')).toMatchObject({ output: '0' });
  expect(kinds).toEqual(['modules', 'modules']);
  // That one has no engine.
  expect(await call('script', 'js/1')).toMatchObject({ output: '2' });
  expect(kinds).toEqual(['modules', 'modules', 'all', 'all']);
  expect(made[1]?.alive()).toBe(false);
  expect(await call('another module', 'wasi-json/1')).toMatchObject({ output: '3' });
  expect(kinds).toEqual(['modules', 'modules', 'all', 'all', 'modules']);
});
