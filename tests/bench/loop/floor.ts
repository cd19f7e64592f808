import { Dexie } from 'dexie';

declare const chrome: { runtime: { sendMessage(message: unknown): Promise<unknown> } };

/** Runs in a page of an extension that does nothing: what each thing costs where nobody adds anything to it. Milliseconds. */
const floors = {
  async message(times: number): Promise<number[]> {
    return timed(times, () => chrome.runtime.sendMessage('anybody there?'));
  },
  async transaction(times: number): Promise<number[]> {
    const database = new Dexie('floor');
    database.version(1).stores({ records: '[runId+seq]', runs: 'id' });
    await database.open();
    const value = { runId: 'r', iteration: 1, at: 0, entry: { kind: 'outcome', outcome: { status: 'ok', ms: 1 } } };
    let seq = 0;
    return timed(times, () => database.table('records').add({ ...value, seq: (seq += 1) }));
  },
};

async function timed(times: number, work: () => PromiseLike<unknown>): Promise<number[]> {
  const costs: number[] = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    await work();
    costs.push(performance.now() - began);
  }
  return costs;
}

Object.assign(globalThis, { floors });
