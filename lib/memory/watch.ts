import { Dexie } from 'dexie';

import { log } from '@/lib/shared/index.ts';

/**
 * Least time between two readings, milliseconds. A reading holds up whoever writes, and a run writes several records in that time: nobody
 * sees the difference.
 */
const LEAST_MS = 120;

export interface Watched<T> {
  /** Tables whose changes count. */
  tables: readonly string[];
  query: () => Promise<T>;
  /** For the log. */
  what: string;
}

/** Calls `listener` with what `query` gives, now and soon after changes of the tables by whomever. Returns the way to stop. */
export function watch<T>({ tables, query, what }: Watched<T>, listener: (found: T) => void): () => void {
  let stopped = false;
  let busy = false;
  let changed = true;
  const read = async () => {
    if (busy || stopped || !changed) return;
    busy = true;
    changed = false;
    try {
      const found = await query();
      if (!stopped) listener(found);
    } catch (error) {
      log.error('memory', `${what} cannot be read`, error);
    }
    setTimeout(() => {
      busy = false;
      void read();
    }, LEAST_MS);
  };
  // Dexie tells of changes in every context of the extension; keys are `idb://database/table/index`.
  const hear = (parts: object) => {
    changed ||= Object.keys(parts).some((key) => key === 'all' || tables.includes(key.split('/')[3] ?? ''));
    void read();
  };
  Dexie.on('storagemutated', hear);
  void read();
  return () => {
    stopped = true;
    Dexie.on.storagemutated.unsubscribe(hear);
  };
}
