import { type Collection, Dexie } from 'dexie';

import type { Draft, Entry, JournalRecord } from '@/lib/contracts/index.ts';

import { commit } from './commit.ts';
import type { Database, RunRow, TapeRow } from './database.ts';
import { dropOldTapes, tapesOf } from './tapes.ts';

export interface JournalStore {
  /**
   * Writes one record, durably, in one transaction with whatever it changes of its run's row. Resolves to the record with its seq. A `signal` for a run that
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
  const rows: Rows = { known: new Map(), changes: 0 };
  // Somebody has written or deleted rows, here or in another context: what is known of them no longer counts.
  Dexie.on('storagemutated', (parts: object) => {
    if (!(`idb://${database.name}/runs/` in parts)) return;
    rows.known.clear();
    rows.changes += 1;
  });
  return {
    append: async (draft) => (await append(database, rows, [draft]))[0],
    appendAll: (drafts) => append(database, rows, drafts),
    read: (runId, from) => recordsOf(database, runId, from).toArray(),
    unlearned: () => database.runs.where('unlearned').equals(1).primaryKeys(),
    open: async () => {
      const open = await database.runs.where('open').equals(1).sortBy('startedAt');
      return open.map(({ id }) => id);
    },
  };
}

/** The records of a run from seq `from` on, in order. */
export function recordsOf(database: Database, runId: string, from = 0): Collection<JournalRecord> {
  return database.records.where('[runId+seq]').between([runId, from], [runId, Dexie.maxKey], true, true);
}

/** Rows, and where their records go on, as this store wrote them last, of open runs. A record that somebody else wrote since is in the way. */
interface Rows {
  known: Map<string, RunRow>;
  /** How often somebody has changed rows, so that what was on its way meanwhile is not taken for known. */
  changes: number;
}

async function append(database: Database, rows: Rows, drafts: readonly Draft[]): Promise<JournalRecord[]> {
  const [first] = drafts;
  if (first === undefined) return [];
  const { runId } = first;
  const { changes } = rows;
  const known = rows.known.get(runId);
  rows.known.delete(runId);
  const added = known && (await atOnce(database, known, drafts));
  const written = added ?? (await inTurn(database, drafts));
  const isKnown = written?.row.open === 1 && (added === undefined || rows.changes === changes);
  if (isKnown) rows.known.set(runId, written.row);
  return written?.records ?? [];
}

interface Written {
  row: RunRow;
  records: JournalRecord[];
}

/** Written without a look before, where only records are; undefined, and nothing is written, where somebody else has written since. */
async function atOnce(database: Database, known: RunRow, drafts: readonly Draft[]): Promise<Written | undefined> {
  const written = drafts.some(({ entry }) => changesRow(entry)) ? undefined : writingOf(known, drafts);
  if (written === undefined || !database.isOpen()) return undefined;
  return (await commit(database, { records: written.records, tape: tapeOf(written, drafts) })) ? written : undefined;
}

async function inTurn(database: Database, drafts: readonly Draft[]): Promise<Written | undefined> {
  return database.transaction('rw', database.records, database.runs, database.tapes, async () => {
    const [first] = drafts;
    if (first === undefined) return undefined;
    const row = await rowOf(database, first.runId);
    // Deleted by somebody while a record was on its way: that one goes, too.
    if (row === undefined && first.entry.kind !== 'signal') await leaveNothing(database, first.runId);
    const written = writingOf(row, drafts);
    if (written === undefined) return undefined;
    await write(database, written, drafts);
    if (first.entry.kind === 'signal') await dropOldTapes(database);
    return written;
  });
}

/** What a run consists of beside its row and its files. */
export async function leaveNothing(database: Database, runId: string): Promise<void> {
  await recordsOf(database, runId).delete();
  await tapesOf(database, runId).delete();
}

/** The row of a run as of its last record: one that was written at once has left the row as it was. */
async function rowOf(database: Database, runId: string): Promise<RunRow | undefined> {
  const row = await database.runs.get(runId);
  if (row === undefined || row.open === 0) return row;
  const last = await recordsOf(database, runId, row.nextSeq).last();
  return last === undefined ? row : { ...row, nextSeq: last.seq + 1 };
}

/** What is to be written; undefined where nothing is. */
function writingOf(before: RunRow | undefined, drafts: readonly Draft[]): Written | undefined {
  let row = before;
  const records: JournalRecord[] = [];
  for (const { runId, iteration, at, entry } of drafts) {
    if (!takes(row, entry)) break;
    row = rowAfter(row, { runId, at, entry });
    records.push({ runId, seq: row.nextSeq - 1, iteration, at, entry });
  }
  return row === undefined || records.length === 0 ? undefined : { row, records };
}

/** `add`, never `put`: a record that is there is never overwritten. */
async function write(database: Database, written: Written, drafts: readonly Draft[]): Promise<void> {
  const tape = tapeOf(written, drafts);
  await Promise.all([
    database.records.bulkAdd(written.records),
    database.runs.put(written.row),
    tape !== undefined && database.tapes.add(tape),
  ]);
}

/** What came into the loop before these records goes with the first of them. */
function tapeOf({ row, records }: Written, [first]: readonly Draft[]): TapeRow | undefined {
  if (first?.tape === undefined) return undefined;
  return { runId: row.id, seq: records[0]?.seq ?? 0, records: records.length, items: first.tape };
}

/** False for the same start sent twice, and for what comes to a run that has ended or is forgotten: a late reply changes nothing. */
function takes(row: RunRow | undefined, { kind }: Entry): boolean {
  if (kind === 'signal') return row === undefined;
  return row !== undefined && (row.open === 1 || kind === 'undo');
}

/** Does it change what a list or the next background finds the run by? */
function changesRow(entry: Entry): boolean {
  return entry.kind === 'signal' || entry.kind === 'end' || (entry.kind === 'go' && entry.tabId !== undefined);
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
