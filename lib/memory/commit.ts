import { Dexie, RangeSet } from 'dexie';

import type { JournalRecord } from '@/lib/contracts/index.ts';

import type { Database, RunRow, TapeRow } from './database.ts';

/** What one step of a run writes: all of it or none. */
export interface Step {
  row: RunRow;
  records: readonly JournalRecord[];
  tape: TapeRow | undefined;
}

/**
 * Writes a step in one transaction, where the row of the run is as it is `known`; false, and nothing is written, where it is not, or where
 * a record is there already. The one place that goes to the browser's database by itself: this is written four times an iteration, with
 * nothing to find out before, and costs a third of what it does by Dexie (docs/decisions/0019). The database is open by then.
 */
export function commit(database: Database, known: RunRow, { row, records, tape }: Step): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const transaction = database.backendDB().transaction(['records', 'runs', 'tapes'], 'readwrite');
    let stale = false;
    const runs = transaction.objectStore('runs');
    const before: IDBRequest<RunRow | undefined> = runs.get(known.id);
    before.addEventListener('success', () => {
      const { result } = before;
      if (result?.nextSeq === known.nextSeq && result.open === known.open) return;
      stale = true;
      transaction.abort();
    });
    // `add`, never `put`: a record that is there is never overwritten.
    for (const record of records) transaction.objectStore('records').add(record);
    if (tape !== undefined) transaction.objectStore('tapes').add(tape);
    runs.put(row);
    transaction.addEventListener('complete', () => {
      tell(database, records.length);
      resolve(true);
    });
    transaction.addEventListener('abort', () => {
      if (stale || transaction.error?.name === 'ConstraintError') resolve(false);
      else reject(transaction.error ?? new DOMException('the journal took it not', 'AbortError'));
    });
  });
}

/** Whoever watches these tables by Dexie, in whatever context, hears of it as of Dexie's own transactions. */
function tell({ name }: Database, records: number): void {
  if (records === 0) return;
  const all = new RangeSet(-Infinity, [[]]);
  Dexie.on.storagemutated.fire({ [`idb://${name}/records/`]: all, [`idb://${name}/runs/`]: all });
}
