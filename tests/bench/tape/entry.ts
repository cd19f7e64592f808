import * as v from 'valibot';

import { type Entry, JournalRecord, type PageSnapshot, type TapeItem } from '@/lib/contracts/index.ts';
import { openMemory } from '@/lib/memory/index.ts';

/** Milliseconds of each iteration that writes these records, with a tape that holds this page, and without. */
async function iterations(
  page: PageSnapshot,
  given: unknown,
  times: number,
): Promise<{ plain: number[]; taped: number[] }> {
  const records = v.parse(v.array(JournalRecord), given);
  const memory = openMemory(`bench-${Math.random()}`);
  const [first, ...rest] = records.map(({ entry }) => entry);
  if (first === undefined) throw new Error('no records');
  for (const runId of ['plain', 'taped']) await memory.journal.append({ runId, iteration: 0, at: 0, entry: first });
  const one = async (runId: string, entries: readonly Entry[], taped: boolean) => {
    const began = performance.now();
    for (const [index, entry] of entries.entries()) {
      const items: TapeItem[] = [{ is: 'now', at: [Date.now(), Date.now(), Date.now()] }];
      if (index === 0) items.push({ is: 'observe', page });
      const tape = taped ? { tape: JSON.stringify(items) } : {};
      await memory.journal.append({ runId, iteration: 1, at: 0, entry, ...tape });
    }
    return performance.now() - began;
  };
  const costs = { plain: [], taped: [] };
  const kept: { plain: number[]; taped: number[] } = costs;
  for (let turn = 0; turn < times; turn++) {
    kept.plain.push(await one('plain', rest, false));
    kept.taped.push(await one('taped', rest, true));
  }
  memory.close();
  return kept;
}

Reflect.set(globalThis, 'iterations', iterations);
