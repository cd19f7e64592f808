import { type Problem, problem } from '@/lib/contracts/index.ts';
import { failure, isStorageFull, type Result, success } from '@/lib/shared/index.ts';

import type { Database, PackRow } from './database.ts';
import { base64Of } from './files.ts';

/** Tools of files that the user opened. The panel offers them, the background does the rest. */
export interface PackStore {
  /** Keeps the bytes of a file until the user says what is to become of it. Gives its id. */
  offer: (bytes: ArrayBuffer) => Promise<Result<string, Problem>>;
  /** Those that the user has added, by name. */
  kept: () => Promise<PackRow[]>;
  find: (id: string) => Promise<PackRow | undefined>;
  /** The added one of that name. */
  named: (name: string) => Promise<PackRow | undefined>;
  bytes: (id: string) => Promise<ArrayBuffer | undefined>;
  /** The same as base64, for messages. */
  base64: (id: string) => Promise<string | undefined>;
  /** Notes what the host has said of it. */
  checked: (id: string, name: string, tool: unknown) => Promise<void>;
  /** Adds one that was checked; the one of the same name goes. Twice is once. */
  keep: (id: string) => Promise<Result<undefined, Problem>>;
  remove: (id: string) => Promise<void>;
}

/** Tools that may be added. */
const MOST_KEPT = 50;
/** What nobody has added after that time, nobody will. Milliseconds. */
const OFFER_MS = 3_600_000;

export function createPackStore(database: Database, now: () => number = Date.now): PackStore {
  const { packs, packBytes } = database;
  const transaction = <T>(work: () => Promise<T>) => database.transaction('rw', packs, packBytes, work);
  const kept = () => packs.where('kept').equals(1).sortBy('name');
  const drop = async (ids: readonly string[]) => {
    await packs.bulkDelete([...ids]);
    await packBytes.bulkDelete([...ids]);
  };
  const bytesOf = async (id: string) => (await packBytes.get(id))?.bytes;
  return {
    async offer(bytes) {
      const id = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
      try {
        await transaction(async () => {
          const offered = await packs.where('kept').equals(0).toArray();
          await drop(offered.filter(({ at }) => at < now() - OFFER_MS).map((row) => row.id));
          if ((await packs.get(id)) !== undefined) return;
          await packs.put({ id, name: '', at: now(), kept: 0 });
          await packBytes.put({ id, bytes });
        });
        return success(id);
      } catch (error) {
        if (!isStorageFull(error)) throw error;
        return failure(problem('run.storage', { detail: error instanceof Error ? error.message : String(error) }));
      }
    },
    kept,
    find: (id) => packs.get(id),
    named: (name) => packs.where({ name, kept: 1 }).first(),
    bytes: bytesOf,
    async base64(id) {
      const bytes = await bytesOf(id);
      return bytes === undefined ? undefined : base64Of(new Uint8Array(bytes));
    },
    checked: (id, name, tool) =>
      transaction(async () => {
        await packs.update(id, { name, tool });
      }),
    keep: (id) =>
      transaction(async () => {
        const row = await packs.get(id);
        if (row?.tool === undefined) return failure(problem('pack.gone'));
        const others = (await kept()).filter((each) => each.id !== id);
        const replaced = others.filter(({ name }) => name === row.name);
        if (others.length - replaced.length >= MOST_KEPT) return failure(problem('pack.full', { params: { limit: MOST_KEPT } })); // prettier-ignore
        await drop(replaced.map((each) => each.id));
        await packs.put({ ...row, kept: 1 });
        return success(undefined);
      }),
    remove: (id) => transaction(() => drop([id])),
  };
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
