import { Dexie, RangeSet } from 'dexie';

import type { JournalRecord } from '@/lib/contracts/index.ts';

import type { Database, TapeRow } from './database.ts';

/** What one step of a run writes: all of it or none. */
export interface Step {
  records: readonly JournalRecord[];
  tape: TapeRow | undefined;
}

/**
 * Adds what a step writes, in one transaction; false, and nothing is written, where a record is there already: somebody else has
 * written to this run since. The one place that goes to the browser's database by itself: this is done four times an iteration, with
 * nothing to find out before, and costs less than by Dexie (docs/decisions/0019). The database is open by then.
 */
export function commit(database: Database, { records, tape }: Step): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const stores = tape === undefined ? ['records'] : ['records', 'tapes'];
    const transaction = database.backendDB().transaction(stores, 'readwrite');
    // `add`, never `put`: a record that is there is never overwritten.
    for (const record of records) transaction.objectStore('records').add(record);
    if (tape !== undefined) transaction.objectStore('tapes').add(tape);
    transaction.addEventListener('complete', () => {
      tell(database);
      resolve(true);
    });
    transaction.addEventListener('abort', () => {
      if (transaction.error?.name === 'ConstraintError') resolve(false);
      else reject(transaction.error ?? new DOMException('the journal took it not', 'AbortError'));
    });
    // Nothing more will be asked: the browser need not wait to hear that.
    transaction.commit();
  });
}

/** Whoever watches these tables by Dexie, in whatever context, hears of it as of Dexie's own transactions. */
function tell({ name }: Database): void {
  Dexie.on.storagemutated.fire({ [`idb://${name}/records/`]: new RangeSet(-Infinity, [[]]) });
}
