import { type Collection, Dexie } from 'dexie';

import type { Draft, Entry, JournalRecord } from '@/lib/contracts/index.ts';

import type { Database, RunRow } from './database.ts';
import { dropOldTapes } from './tapes.ts';

export interface JournalStore {
  /**
   * Writes one record, durably, in one transaction with its run's row. Resolves to the record with its seq. A `signal` for a run that
   * exists already, and anything after an `end` but an `undo`, is not written: then resolves to undefined.
   */
  append: (draft: Draft) => Promise<JournalRecord | undefined>;
  /** Several of one run in one transaction: all of them or none. */
  appendAll: (drafts: readonly Draft[]) => Promise<JournalRecord[]>;
  /** The records of a run from seq `from` on, in order. */
  read: (runId: string, from?: number) => Promise<JournalRecord[]>;
  /** Ids of runs without an `end`, oldest first. */
  open: () => Promise<string[]>;
  /** Ids of ended runs from which nobody has taken yet what they teach. */
  unlearned: () => Promise<string[]>;
}

export function createJournal(database: Database): JournalStore {
  return {
    append: async (draft) => (await append(database, [draft]))[0],
    appendAll: (drafts) => append(database, drafts),
    read: (runId, from) => recordsOf(database, runId, from).toArray(),
    unlearned: () => database.runs.where('unlearned').equals(1).primaryKeys(),
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

async function append(database: Database, drafts: readonly Draft[]): Promise<JournalRecord[]> {
  const [first] = drafts;
  if (first === undefined) return [];
  const { runId, tape } = first;
  return database.transaction('rw', database.records, database.runs, database.tapes, async () => {
    let row = await database.runs.get(runId);
    const records: JournalRecord[] = [];
    for (const { iteration, at, entry } of drafts) {
      if (!takes(row, entry)) break;
      row = rowAfter(row, { runId, at, entry });
      records.push({ runId, seq: row.nextSeq - 1, iteration, at, entry });
    }
    const [written] = records;
    if (row === undefined || written === undefined) return [];
    // `add`, never `put`: a record that is there is never overwritten.
    await database.records.bulkAdd(records);
    await database.runs.put(row);
    const { seq, entry } = written;
    if (tape !== undefined) await database.tapes.add({ runId, seq, records: records.length, items: tape });
    if (entry.kind === 'signal') await dropOldTapes(database);
    return records;
  });
}

/** False for the same start sent twice, and for what comes to a run that has ended or is forgotten: a late reply changes nothing. */
function takes(row: RunRow | undefined, { kind }: Entry): boolean {
  if (kind === 'signal') return row === undefined;
  return row !== undefined && (row.open === 1 || kind === 'undo');
}

function rowAfter(row: RunRow | undefined, { runId, at, entry }: Omit<Draft, 'iteration'>): RunRow {
  const tabId = entry.kind === 'signal' ? entry.signal.tabId : -1;
  const before: RunRow = row ?? { id: runId, tabId, startedAt: at, open: 1, nextSeq: 0 };
  return {
    ...before,
    nextSeq: before.nextSeq + 1,
    ...(entry.kind === 'end' && { open: 0 as const, unlearned: 1 as const }),
    ...(entry.kind === 'go' && entry.tabId !== undefined && { tabId: entry.tabId }),
  };
}
