import type { Page } from '@playwright/test';
import * as v from 'valibot';

import { DEFAULT_SETTINGS, JournalRecord, Settings, TapeItem, type Trace } from '../../lib/contracts/index.ts';

/** The few parts of the extension API that the driver uses inside extension pages. */
declare const chrome: {
  runtime: {
    sendMessage(message: unknown): Promise<unknown>;
    onMessage: { addListener(listener: (message: unknown) => void): void };
  };
  storage: { local: { get(key: string): Promise<Record<string, unknown>>; set(values: object): Promise<void> } };
  tabs: { query(query: object): Promise<{ id?: number }[]> };
};

const Glance = v.object({
  records: v.array(JournalRecord),
  streaming: v.optional(v.object({ iteration: v.number(), text: v.string() })),
});
export type Glance = v.InferOutput<typeof Glance>;

/** Rows of the table of tapes. */
export const Tape = v.array(
  v.object({ seq: v.number(), records: v.number(), items: v.pipe(v.string(), v.parseJson(), v.array(TapeItem)) }),
);

/**
 * A page of the extension that is none of the product's (its manifest, shown as text): from here the driver reads journal and
 * settings and talks to the background, without any of Locus's own code between them.
 */
export class Eye {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Keeps the text that streams, for `glance`. */
  async listen(): Promise<void> {
    await this.page.evaluate(() => {
      const heard: Record<string, unknown> = {};
      Reflect.set(globalThis, 'locusHeard', heard);
      chrome.runtime.onMessage.addListener((message) => {
        const { to, event } = Object(message);
        if (to === 'panel' && event?.type === 'streaming') heard[String(event.runId)] = event;
      });
    });
  }

  async records(runId?: string): Promise<JournalRecord[]> {
    return v.parse(v.array(JournalRecord), await this.page.evaluate(readJournal, { runId, from: 0 }));
  }

  /** A run as it is kept, with what came into it. */
  async trace(runId: string): Promise<Pick<Trace, 'records' | 'tape'>> {
    const rows = await this.page.evaluate(readJournal, { runId, from: 0, store: 'tapes' });
    return { records: await this.records(runId), tape: v.parse(Tape, rows) };
  }

  /** Records of a run from `from` on, and the text that streams just now. */
  async glance(runId: string, from: number): Promise<Glance> {
    const records = await this.page.evaluate(readJournal, { runId, from });
    const streaming = await this.page.evaluate(
      (id) => Reflect.get(Object(Reflect.get(globalThis, 'locusHeard')), id),
      runId,
    );
    return v.parse(Glance, { records, streaming });
  }

  /** Resolves with the run's id as soon as a record of that kind is in the journal; polls every 4 ms inside the browser. */
  async waitForRecord(what: { kind: string; iteration?: number; runId?: string }, timeoutMs: number): Promise<string> {
    const known = what.runId ?? '';
    const found: unknown = await this.page.evaluate(waitForRecord, { ...what, runId: known, timeoutMs });
    if (typeof found !== 'string') throw new Error(`no ${what.kind} record within ${timeoutMs} ms`);
    return found;
  }

  send(message: object): Promise<unknown> {
    return this.page.evaluate((sent) => chrome.runtime.sendMessage(sent), message);
  }

  async settings(change?: Partial<Settings>): Promise<Settings> {
    const stored: unknown = await this.page.evaluate(
      async () => (await chrome.storage.local.get('settings'))['settings'],
    );
    const settings = v.parse(Settings, { ...DEFAULT_SETTINGS, ...Object(stored), ...change });
    if (change !== undefined) {
      await this.page.evaluate((next) => chrome.storage.local.set({ settings: next }), settings);
    }
    return settings;
  }

  /** Requests a host permission that was let in before: the browser then asks nobody, but wants a gesture. */
  async takePermission(pattern: string): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const expression = `chrome.permissions.request({ origins: [${JSON.stringify(pattern)}] })`;
    const { result } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, userGesture: true });
    await session.detach();
    if (result.value !== true) throw new Error(`the permission for ${pattern} was not given`);
  }

  /** Id of the tab in front of a window. */
  async activeTab(windowId: number): Promise<number> {
    const [tab] = await this.page.evaluate((id) => chrome.tabs.query({ active: true, windowId: id }), windowId);
    if (tab?.id === undefined) throw new Error(`window ${windowId} shows no tab`);
    return tab.id;
  }
}

/** Runs in the page. Reads without Dexie, and never creates the database: an empty one would be taken for the product's. */
export async function readJournal({
  runId,
  from,
  store: name = 'records',
}: {
  runId: string | undefined;
  from: number;
  store?: string;
}): Promise<unknown[]> {
  const known = await indexedDB.databases();
  if (!known.some((each) => each.name === 'locus')) return [];
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('locus');
    opening.addEventListener('error', () => {
      reject(opening.error ?? new Error('the journal cannot be opened'));
    });
    opening.addEventListener('success', () => {
      const database = opening.result;
      if (!database.objectStoreNames.contains(name)) {
        database.close();
        resolve([]);
        return;
      }
      const store = database.transaction(name).objectStore(name);
      const range = runId === undefined ? undefined : IDBKeyRange.bound([runId, from], [runId, []]);
      const reading = store.getAll(range);
      reading.addEventListener('success', () => {
        database.close();
        resolve(reading.result);
      });
      reading.addEventListener('error', () => {
        database.close();
        reject(reading.error ?? new Error('the journal cannot be read'));
      });
    });
  });
}

/** Runs in the page; the newest run is looked at where `runId` is ''. Keeps one connection open, to be fast. */
export async function waitForRecord(what: {
  kind: string;
  iteration?: number;
  runId: string;
  timeoutMs: number;
}): Promise<string | undefined> {
  const until = Date.now() + what.timeoutMs;
  while (!(await indexedDB.databases()).some(({ name }) => name === 'locus')) {
    if (Date.now() > until) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('locus');
    opening.addEventListener('success', () => {
      resolve(opening.result);
    });
    opening.addEventListener('error', () => {
      reject(opening.error ?? new Error('the journal cannot be opened'));
    });
  });
  const all = () =>
    new Promise<{ runId: string; at: number; iteration: number; entry: { kind: string } }[]>((resolve) => {
      const reading = database.transaction('records').objectStore('records').getAll();
      reading.addEventListener('success', () => {
        resolve(reading.result);
      });
    });
  try {
    for (;;) {
      const records = await all();
      const newest = records
        .filter(({ entry }) => entry.kind === 'signal')
        .toSorted((a, b) => a.at - b.at)
        .at(-1)?.runId;
      const wanted = what.runId === '' ? newest : what.runId;
      const found = records.some(
        ({ runId, iteration, entry }) =>
          runId === wanted &&
          entry.kind === what.kind &&
          (what.iteration === undefined || iteration === what.iteration),
      );
      if (found) return wanted;
      if (Date.now() > until) return undefined;
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
  } finally {
    database.close();
  }
}
