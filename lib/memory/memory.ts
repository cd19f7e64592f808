import { Dexie } from 'dexie';

import {
  type Exchange,
  extendRun,
  foldRun,
  type GivenFile,
  type Problem,
  type Run,
  type Trace,
} from '@/lib/contracts/index.ts';
import type { Result } from '@/lib/shared/index.ts';

import { Database, type RunRow } from './database.ts';
import { fileBytes, keepFiles, type PickedFile } from './files.ts';
import { createHandStore, type HandStore } from './hand.ts';
import { createJournal, leaveNothing, type JournalStore, recordsOf } from './journal.ts';
import { createPackStore, type PackStore } from './packs.ts';
import { createRecipeStore, type RecipeStore } from './recipes.ts';
import { createSecretStore, type SecretStore } from './secrets.ts';
import { createServerStore, type ServerStore } from './servers.ts';
import { readTape } from './tapes.ts';
import { createToolStore, type ToolStore } from './tools.ts';
import { watch } from './watch.ts';

export interface RunFilter {
  tabId?: number;
  /** Newest `limit` runs. */
  limit: number;
}

export interface Memory {
  readonly journal: JournalStore;
  readRun: (runId: string) => Promise<Run | undefined>;
  /** The last few questions of the run's tab before it that ended with an answer, oldest first. */
  earlier: (run: Run) => Promise<Exchange[]>;
  /** Calls `listener` now and after every change with the newest runs of the filter, newest last. Returns the way to stop. */
  watchRuns: (filter: RunFilter, listener: (runs: Run[]) => void) => () => void;
  /** Keeps files that the user gives with a task; they go with the run. The panel writes these, before it asks for the run. */
  keepFiles: (runId: string, files: readonly PickedFile[]) => Promise<Result<GivenFile[], Problem>>;
  /** A kept file as base64; undefined where it is gone. */
  fileBytes: (id: string) => Promise<string | undefined>;
  /** The records of a run and what it came from; undefined where there is no such run. */
  readTrace: (runId: string) => Promise<Pick<Trace, 'records' | 'tape'> | undefined>;
  /** Deletes ended runs with all their records and files. Open ones stay: stop them first. */
  forget: (runIds: readonly string[]) => Promise<void>;
  /** Makes room: deletes the older half of the ended runs, at least one; resolves to how many that were. */
  forgetOldest: () => Promise<number>;
  recipes: RecipeStore;
  secrets: SecretStore;
  hand: HandStore;
  packs: PackStore;
  tools: ToolStore;
  servers: ServerStore;
  close: () => void;
}

/** Opens the memory of this browser profile. Every context may open it; the background writes, the panel reads. */
export function openMemory(name?: string): Memory {
  const database = new Database(name);
  return {
    journal: createJournal(database),
    readRun: (runId) => readRun(database, runId),
    earlier: (run) => earlier(database, run),
    watchRuns(filter, listener) {
      const known: Folded = new Map();
      return watch(
        { tables: ['records', 'runs'], query: () => newest(database, filter, known), what: 'the list of runs' },
        listener,
      );
    },
    keepFiles: (runId, files) => keepFiles(database, runId, files),
    fileBytes: (id) => fileBytes(database, id),
    readTrace: (runId) => readTrace(database, runId),
    forget: (runIds) => forget(database, runIds),
    forgetOldest: () => forgetOldest(database),
    recipes: createRecipeStore(database),
    secrets: createSecretStore(database),
    hand: createHandStore(database),
    packs: createPackStore(database),
    tools: createToolStore(database),
    servers: createServerStore(database),
    close: () => {
      database.close();
    },
  };
}

async function readRun(database: Database, runId: string): Promise<Run | undefined> {
  return foldRun(await recordsOf(database, runId).toArray());
}

/** Runs as they were folded last: what was appended since is all that has to be read. */
type Folded = Map<string, Run>;

async function newest(database: Database, { tabId, limit }: RunFilter, known: Folded = new Map()): Promise<Run[]> {
  const rows =
    tabId === undefined
      ? await database.runs.orderBy('startedAt').reverse().limit(limit).toArray()
      : await database.runs
          .where('[tabId+startedAt]')
          .between([tabId, Dexie.minKey], [tabId, Dexie.maxKey])
          .reverse()
          .limit(limit)
          .toArray();
  const runs = await Promise.all(rows.toReversed().map((row) => upTo(database, row, known)));
  known.clear();
  for (const run of runs) if (run !== undefined) known.set(run.id, run);
  return runs.filter((run) => run !== undefined);
}

async function readTrace(database: Database, runId: string) {
  const records = await recordsOf(database, runId).toArray();
  return records.length === 0 ? undefined : { records, tape: await readTape(database, runId) };
}

/** A run as it is now. Never changes one that was given out before: whoever shows it compares by identity. */
async function upTo(database: Database, { id, open, nextSeq }: RunRow, known: Folded): Promise<Run | undefined> {
  const before = known.get(id);
  if (before === undefined) return readRun(database, id);
  // The row of an open run is not written with each of its records.
  if (open === 0 && before.nextSeq === nextSeq) return before;
  const news = await recordsOf(database, id, before.nextSeq).toArray();
  if (news.length === 0) return before;
  const run = copyOf(before);
  extendRun(run, news);
  return run;
}

/** As deep as `extendRun` changes it. */
function copyOf(run: Run): Run {
  const iterations = run.iterations.map((each) => ({
    ...each,
    questions: each.questions.map((asked) => ({ ...asked })),
  }));
  return { ...run, iterations };
}

/** Runs looked at for answers: the last ones may have been acts. */
const LOOK_BACK = 10;
/** Of those, what a run is told. */
const EXCHANGES = 3;

async function earlier(database: Database, run: Run): Promise<Exchange[]> {
  const runs = await newest(database, { tabId: run.signal.tabId, limit: LOOK_BACK });
  const before = runs.filter(
    ({ id, status, answer, startedAt }) =>
      id !== run.id && status === 'done' && answer !== '' && startedAt <= run.startedAt,
  );
  return before.slice(-EXCHANGES).map(({ signal, answer, iterations }) => ({
    asked: signal.task,
    answered: answer,
    origin: iterations.at(-1)?.interpretation?.origin ?? '',
  }));
}

async function forgetOldest(database: Database): Promise<number> {
  const ended = await database.runs.where('open').equals(0).sortBy('startedAt');
  const oldest = ended.slice(0, Math.ceil(ended.length / 2));
  await forget(
    database,
    oldest.map(({ id }) => id),
  );
  return oldest.length;
}

async function forget(database: Database, runIds: readonly string[]): Promise<void> {
  await database.transaction('rw', [database.records, database.runs, database.files, database.tapes], async () => {
    for (const runId of runIds) {
      const row = await database.runs.get(runId);
      if (row === undefined || row.open === 1) continue;
      await leaveNothing(database, runId);
      await database.files.where('runId').equals(runId).delete();
      await database.runs.delete(runId);
    }
  });
}
