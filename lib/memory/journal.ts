import { type Collection, Dexie } from 'dexie';

import type { Entry, JournalRecord } from '@/lib/contracts/index.ts';

import type { Database } from './database.ts';
import { dropOldTapes } from './tapes.ts';

/** What is to be written; the journal gives it its place. */
export interface Draft {
  runId: string;
  iteration: number;
  /** Milliseconds since the epoch. */
  at: number;
  entry: Entry;
  /** What the loop took in since its last record, as JSON (lib/loop/tape). */
  tape?: string;
}

export interface JournalStore {
  /**
   * Writes one record, durably, in one transaction with its run's row. Resolves to the record with its seq. A `signal` for a run that
   * exists already, and anything after an `end` but an `undo`, is not written: then resolves to undefined.
   */
  append: (draft: Draft) => Promise<JournalRecord | undefined>;
  /** The records of a run from seq `from` on, in order. */
  read: (runId: string, from?: number) => Promise<JournalRecord[]>;
  /** Ids of runs without an `end`, oldest first. */
  open: () => Promise<string[]>;
}

export function createJournal(database: Database): JournalStore {
  return {
    append: (draft) => append(database, draft),
    read: (runId, from) => recordsOf(database, runId, from).toArray(),
    open: async () => {
      const rows = await database.runs.where('open').equals(1).sortBy('startedAt');
      return rows.map((row) => row.id);
    },
  };
}

/** The records of a run from seq `from` on, in order. */
export function recordsOf(database: Database, runId: string, from = 0): Collection<JournalRecord> {
  return database.records.where('[runId+seq]').between([runId, from], [runId, Dexie.maxKey], true, true);
}

async function append(database: Database, draft: Draft): Promise<JournalRecord | undefined> {
  const { runId, iteration, at, entry, tape } = draft;
  return database.transaction('rw', database.records, database.runs, database.tapes, async () => {
    const row = await database.runs.get(runId);
    if (entry.kind === 'signal') {
      if (row !== undefined) return undefined; // the same start, sent twice
      await database.runs.add({ id: runId, tabId: entry.signal.tabId, startedAt: at, open: 1, nextSeq: 1 });
      await dropOldTapes(database);
    } else if (row === undefined || (row.open === 0 && entry.kind !== 'undo')) {
      return undefined; // forgotten or ended meanwhile: a late reply or stop changes nothing
    }
    const record: JournalRecord = { runId, seq: row?.nextSeq ?? 0, iteration, at, entry };
    // `add`, never `put`: a record that is there is never overwritten.
    await database.records.add(record);
    if (tape !== undefined) await database.tapes.add({ runId, seq: record.seq, items: tape });
    if (row !== undefined) {
      await database.runs.update(runId, {
        nextSeq: row.nextSeq + 1,
        ...(entry.kind === 'end' && { open: 0 as const }),
        ...(entry.kind === 'go' && entry.tabId !== undefined && { tabId: entry.tabId }),
      });
    }
    return record;
  });
}
