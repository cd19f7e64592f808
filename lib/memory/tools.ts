import * as v from 'valibot';

import { Grant, ToolUse } from '@/lib/contracts/index.ts';
import { byteLength, fromJson, log } from '@/lib/shared/index.ts';

import type { Database } from './database.ts';

/** One value of a tool's own storage. Its key is its module's hash and its own. */
export interface ShelfRow {
  sha256: string;
  key: string;
  /** JSON. */
  value: string;
  /** It may be of a site that is kept on this device. */
  isLocal: boolean;
  /** Origins that it may be from; rows of earlier versions say nothing. */
  from?: string[];
}

/** What is on a shelf, all together, may be from there. */
interface Where {
  isLocal: boolean;
  from: string[];
}

/** What a tool did, and the calls that were counted last: what is told twice counts once. */
export interface UseRow extends ToolUse {
  last: string[];
}

export interface ToolStore {
  /** Those of a module; all of them where none is named. Those that can cover nothing any more are gone. */
  grants: (sha256?: string) => Promise<Grant[]>;
  /** The same `id` twice is one. */
  give: (grant: Grant) => Promise<void>;
  takeBack: (ids: readonly string[]) => Promise<void>;
  /** Adds what one call used up. */
  used: (callId: string, use: ToolUse) => Promise<void>;
  uses: () => Promise<ToolUse[]>;
  /** Grants, use and storage of a module that is not there any more. */
  forget: (sha256: string) => Promise<void>;
  keys: (sha256: string) => Promise<Where & { keys: string[] }>;
  all: (sha256: string) => Promise<Where & { rows: { key: string; value: unknown }[] }>;
  get: (sha256: string, key: string) => Promise<(Where & { value: unknown }) | null>;
  /** False where it does not fit into `maxBytes` of keys and values together; then nothing changes. Without a value the key goes. */
  set: (row: Omit<ShelfRow, 'value'> & { value: string | undefined }, maxBytes: number) => Promise<boolean>;
}

/** A grant for one call or one run is of no use after that; kept so long for a call that goes on. Milliseconds. */
const SHORT_MS = { once: 3_600_000, run: 86_400_000 } as const;
const LAST_CALLS = 20;

export function createToolStore(database: Database, now: () => number = Date.now): ToolStore {
  const { grants, toolUses, toolShelf } = database;
  const shelf = (sha256: string) => toolShelf.where('sha256').equals(sha256);
  return {
    async grants(sha256) {
      const rows = await (sha256 === undefined ? grants.toArray() : grants.where('sha256').equals(sha256).toArray());
      const found = rows.flatMap((row) => parsed(Grant, row));
      const stale = found.filter((grant) => isStale(grant, now()));
      await grants.bulkDelete(stale.map(({ id }) => id));
      return found.filter((grant) => !stale.includes(grant));
    },
    async give(grant) {
      await grants.put(grant);
    },
    takeBack: (ids) => grants.bulkDelete([...ids]),
    used: (callId, use) =>
      database.transaction('rw', toolUses, async () => {
        const before = await toolUses.get(use.sha256);
        if (before?.last.includes(callId) === true) return;
        const sum = before === undefined ? use : added(before, use);
        await toolUses.put({ ...sum, last: [...(before?.last ?? []), callId].slice(-LAST_CALLS) });
      }),
    async uses() {
      return (await toolUses.toArray()).flatMap((row) => parsed(ToolUse, row));
    },
    forget: (sha256) =>
      database.transaction('rw', grants, toolUses, toolShelf, async () => {
        await grants.where('sha256').equals(sha256).delete();
        await toolUses.delete(sha256);
        // Its notes lie on a shelf beside.
        await toolShelf.where('sha256').startsWith(sha256).delete();
      }),
    async keys(sha256) {
      const rows = await shelf(sha256).toArray();
      return { keys: rows.map(({ key }) => key), ...whereOf(rows) };
    },
    async all(sha256) {
      const rows = await shelf(sha256).toArray();
      return { rows: rows.map(({ key, value }) => ({ key, value: fromJson(value) ?? null })), ...whereOf(rows) };
    },
    async get(sha256, key) {
      const row = await toolShelf.get([sha256, key]);
      return row === undefined ? null : { value: fromJson(row.value) ?? null, ...whereOf([row]) };
    },
    set: ({ value, ...row }, maxBytes) =>
      database.transaction('rw', toolShelf, async () => {
        const { sha256, key } = row;
        if (value === undefined) {
          await toolShelf.delete([sha256, key]);
          return true;
        }
        const others = (await shelf(sha256).toArray()).filter((each) => each.key !== key);
        const bytes = [...others, { key, value }].reduce((sum, each) => sum + byteLength(each.key) + byteLength(each.value), 0); // prettier-ignore
        if (bytes > maxBytes) return false;
        await toolShelf.put({ ...row, value });
        return true;
      }),
  };
}

function whereOf(rows: readonly ShelfRow[]): Where {
  return {
    isLocal: rows.some(({ isLocal }) => isLocal),
    from: [...new Set(rows.flatMap(({ from = [] }) => from))],
  };
}

function isStale({ scope, at }: Grant, now: number): boolean {
  return (scope === 'once' || scope === 'run') && now - at > SHORT_MS[scope];
}

function sums(a: Record<string, number>, b: Record<string, number>): Record<string, number> {
  return Object.fromEntries([...Object.keys(a), ...Object.keys(b)].map((key) => [key, (a[key] ?? 0) + (b[key] ?? 0)]));
}

function added(before: ToolUse, { problem, ...use }: ToolUse): ToolUse {
  return {
    ...use,
    calls: before.calls + use.calls,
    ms: before.ms + use.ms,
    fuel: before.fuel + use.fuel,
    capabilities: sums(before.capabilities, use.capabilities),
    sent: sums(before.sent, use.sent),
    ...(use.got !== undefined && { got: sums(before.got ?? {}, use.got) }),
    ...(problem !== undefined && { problem }),
  };
}

/** What another version of Locus wrote and this one cannot read is left alone, and grants nothing. */
function parsed<S extends v.GenericSchema>(schema: S, row: unknown): v.InferOutput<S>[] {
  const read = v.safeParse(schema, row);
  if (read.success) return [read.output];
  log.warn('memory', `something of the tools does not fit: ${v.summarize(read.issues)}`);
  return [];
}
