import { type GivenFile, type Problem, problem } from '@/lib/contracts/index.ts';
import { failure, newId, type Result, success } from '@/lib/shared/index.ts';

import type { Database } from './database.ts';

/** A run that is asked for is in the journal within seconds; a file without one after this time has none. Milliseconds. */
const ORPHAN_MS = 3_600_000;

/** What a browser's `File` gives. */
export interface PickedFile {
  name: string;
  type: string;
  size: number;
  arrayBuffer: () => Promise<ArrayBuffer>;
}

/** Keeps the bytes of files for a run that is about to be asked for. `run.storage` where the browser has no room for them. */
export async function keepFiles(
  database: Database,
  runId: string,
  picked: readonly PickedFile[],
): Promise<Result<GivenFile[], Problem>> {
  try {
    const files = picked.map(({ name, type, size }): GivenFile => ({ id: newId('file'), name, type, size }));
    const bytes = await Promise.all(picked.map((file) => file.arrayBuffer()));
    const at = Date.now();
    await database.transaction('rw', database.files, database.runs, async () => {
      await dropOrphans(database, at);
      await database.files.bulkAdd(
        files.flatMap(({ id }, i) => (bytes[i] ? [{ id, runId, at, bytes: bytes[i] }] : [])),
      );
    });
    return success(files);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return failure(problem('run.storage', { detail }));
  }
}

/** The bytes of a file as base64; undefined where they are gone. */
export async function fileBytes(database: Database, id: string): Promise<string | undefined> {
  const row = await database.files.get(id);
  return row === undefined ? undefined : base64Of(new Uint8Array(row.bytes));
}

/** Files of runs that never began: the panel was closed in between. */
async function dropOrphans(database: Database, now: number): Promise<void> {
  for (const { id, runId } of await database.files
    .where('at')
    .below(now - ORPHAN_MS)
    .toArray()) {
    if ((await database.runs.get(runId)) === undefined) await database.files.delete(id);
  }
}

/** Arguments that a call takes at once are limited. */
const CHUNK = 0x8000;

export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCodePoint(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}
