import { type Collection, Dexie } from 'dexie';
import * as v from 'valibot';

import { TapeItem, type TapePart } from '@/lib/contracts/index.ts';
import { log } from '@/lib/shared/index.ts';

import type { Database, TapeRow } from './database.ts';

/** Runs whose tapes are kept: what pages showed takes far more room than the records do. */
const KEPT = 50;
/** Runs looked at beyond those: each new run pushes out one. */
const SWEEP = 3;

const Items = v.array(TapeItem);

export function tapesOf(database: Database, runId: string): Collection<TapeRow> {
  return database.tapes.where('[runId+seq]').between([runId, Dexie.minKey], [runId, Dexie.maxKey]);
}

/** The tape of a run. What an older or newer version of Locus wrote and this one cannot read is left out. */
export async function readTape(database: Database, runId: string): Promise<TapePart[]> {
  const rows = await tapesOf(database, runId).toArray();
  return rows.flatMap(({ seq, records, items }) => {
    const parsed = v.safeParse(Items, JSON.parse(items));
    if (parsed.success) return [{ seq, records, items: parsed.output }];
    log.warn('memory', `the tape of record ${seq} does not fit: ${v.summarize(parsed.issues)}`);
    return [];
  });
}

/** Deletes the tapes of the runs that have just become too old to keep them. */
export async function dropOldTapes(database: Database): Promise<void> {
  const old = await database.runs.orderBy('startedAt').reverse().offset(KEPT).limit(SWEEP).primaryKeys();
  for (const runId of old) await tapesOf(database, runId).delete();
}
