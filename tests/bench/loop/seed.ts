import type { Page } from '@playwright/test';

import type { EngineProfile, Entry, JournalRecord } from '../../../lib/contracts/index.ts';
import { NO_CHANGE, NO_USAGE } from '../../../lib/contracts/index.ts';

const ENGINE: EngineProfile = {
  kind: 'scripted', model: 'script', placement: 'local', contextTokens: 4096, viewTokens: 1200, textTokens: 1600, answerTokens: 200, grammar: 'none',
}; // prettier-ignore
const BEGAN = Date.now();
const LIMITS = { iterations: 1000, ms: 1e9, tokens: 1e9 };

/** The records of a run that clicks its way through `iterations`, as long as real ones; without its end where it is `open`. */
export function recordsOf(
  runId: string,
  { iterations, tabId, open }: { iterations: number; tabId: number; open: boolean },
): JournalRecord[] {
  const records: JournalRecord[] = [];
  const add = (iteration: number, entry: Entry) => {
    records.push({ runId, seq: records.length, iteration, at: BEGAN + records.length, entry });
  };
  const task = { kind: 'ask', text: 'open the way, and then tell me' } as const;
  const signal = { id: 's', at: 0, provenance: { from: 'user', by: 'panel' }, tabId, task } as const;
  add(0, { kind: 'signal', engine: ENGINE, seed: 1, signal, limits: LIMITS });
  const prompt = 'e4 button "Add one" in form "Count"; '.repeat(60);
  for (let i = 1; i <= iterations; i++) {
    add(i, {
      kind: 'interpretation',
      interpretation: {
        mode: 'act', goal: task.text, situation: 'ok', url: 'http://127.0.0.1/', origin: 'http://127.0.0.1', title: 'Counter',
        messages: [{ role: 'system', content: 'You act on a web page.' }, { role: 'user', content: prompt }],
        refs: ['e1', 'e2', 'e3', 'e4', 'e5'], tokens: { prompt: 700, limit: 4096, view: 600, text: 0 }, leftOut: [], ms: { read: 5, interpret: 2 },
      },
    }); // prettier-ignore
    const action = { do: 'click', ref: 'e4' } as const;
    add(i, { kind: 'decision', decision: { by: 'model', engine: ENGINE, placement: 'local', seed: 1, action, target: 'Add one', usage: NO_USAGE, ms: 1, sent: [] } }); // prettier-ignore
    add(i, { kind: 'verdict', verdict: { allow: 'yes', rule: 'click', reversibility: 'compensable' } });
    add(i, { kind: 'intent', actId: `${runId}:${i}`, documentKey: 'd', url: 'http://127.0.0.1/' });
    const change = { ...NO_CHANGE, changed: [{ ref: 'e9', name: 'Clicks', what: 'text' }], settledMs: 100 };
    add(i, { kind: 'outcome', outcome: { status: 'ok', change, ms: 120 } });
  }
  if (!open) add(iterations, { kind: 'end', status: 'done', answer: 'done' });
  return records;
}

/** Writes runs straight into the journal of the extension that the page belongs to. */
export async function seedRuns(page: Page, runs: readonly JournalRecord[][], tabId: number): Promise<void> {
  await page.evaluate(
    ({ all, tab }) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('locus');
        opening.addEventListener('error', () => {
          reject(new Error('no journal'));
        });
        opening.addEventListener('success', () => {
          const transaction = opening.result.transaction(['records', 'runs'], 'readwrite');
          for (const records of all) {
            const last = records.at(-1);
            for (const record of records) transaction.objectStore('records').put(record);
            transaction.objectStore('runs').put({
              id: last?.runId, tabId: tab, startedAt: 0, open: last?.entry.kind === 'end' ? 0 : 1, nextSeq: records.length,
            }); // prettier-ignore
          }
          transaction.addEventListener('complete', () => {
            opening.result.close();
            resolve();
          });
          transaction.addEventListener('error', () => {
            reject(new Error('not written'));
          });
        });
      }),
    { all: runs, tab: tabId },
  );
}
