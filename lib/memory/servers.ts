import * as v from 'valibot';

import {
  isSameListing,
  type KeptServer,
  type Problem,
  problem,
  ServerListing,
  serverUrl,
  type Traffic,
} from '@/lib/contracts/index.ts';
import { failure, log, newId, type Result, success } from '@/lib/shared/index.ts';

import type { Database, ServerRow } from './database.ts';
import { seal, unseal } from './seal.ts';

/** Servers of tools that the user named. The panel puts addresses and keys in, the background does the rest. */
export interface ServerStore {
  /** Notes an address, and a key where there is one, until the user says what is to become of it. One address is one server. */
  offer: (url: string, key: string) => Promise<Result<KeptServer, Problem>>;
  /** Those that the user has added, in the order of adding. */
  kept: () => Promise<KeptServer[]>;
  find: (id: string) => Promise<KeptServer | undefined>;
  /** The key of a server, for the address that it was given for. */
  keyOf: (id: string) => Promise<string | undefined>;
  /** Notes what it offers now. */
  heard: (id: string, listing: ServerListing) => Promise<void>;
  /** Adds it with what it offered last. */
  keep: (id: string) => Promise<Result<undefined, Problem>>;
  count: (id: string, traffic: Traffic) => Promise<void>;
  remove: (id: string) => Promise<void>;
}

/** Servers that may be added. */
const MOST_KEPT = 20;
/** What nobody has added after that time, nobody will. Milliseconds. */
const OFFER_MS = 3_600_000;

export function createServerStore(database: Database, now: () => number = Date.now): ServerStore {
  const { servers } = database;
  const kept = () => servers.where('kept').equals(1).sortBy('at');
  const change = (id: string, made: (row: ServerRow) => ServerRow) =>
    database.transaction('rw', servers, async () => {
      const row = await servers.get(id);
      if (row !== undefined) await servers.put(made(row));
    });
  return {
    async offer(text, key) {
      const url = serverUrl(text);
      if (url === undefined) return failure(problem('mcp.address'));
      const rows = await servers.toArray();
      const stale = rows.filter((row) => row.kept === 0 && row.at < now() - OFFER_MS);
      await servers.bulkDelete(stale.map(({ id }) => id));
      const there = rows.find((row) => row.url === url && !stale.includes(row));
      const row = there ?? { id: newId('srv'), url, at: now(), kept: 0, sent: 0, got: 0 };
      const sealed = key === '' ? row.sealed : await seal(database, boundTo(row), key);
      const next = { ...row, ...(sealed !== undefined && { sealed }) };
      await servers.put(next);
      return success(told(next));
    },
    kept: async () => (await kept()).map(told),
    async find(id) {
      const row = await servers.get(id);
      return row && told(row);
    },
    async keyOf(id) {
      const row = await servers.get(id);
      return row?.sealed === undefined ? undefined : unseal(database, boundTo(row), row.sealed);
    },
    heard: (id, listing) => change(id, (row) => withHeard(row, listing)),
    keep: (id) =>
      database.transaction('rw', servers, async () => {
        const row = await servers.get(id);
        if (row === undefined || (row.fresh ?? row.listing) === undefined) return failure(problem('mcp.gone'));
        if (row.kept === 0 && (await kept()).length >= MOST_KEPT) return failure(problem('mcp.full', { params: { limit: MOST_KEPT } })); // prettier-ignore
        const { fresh, ...rest } = row;
        await servers.put({ ...rest, kept: 1, listing: fresh ?? row.listing });
        return success(undefined);
      }),
    count: (id, traffic) =>
      change(id, (row) => ({ ...row, sent: row.sent + traffic.sent, got: row.got + traffic.got })),
    remove: (id) => servers.delete(id),
  };
}

function boundTo({ id, url }: Pick<ServerRow, 'id' | 'url'>): string {
  return JSON.stringify(['server', id, url]);
}

/** What may be shown of it. What another version of Locus wrote and this one cannot read is as if it were not there. */
function told({ id, url, sealed, listing, fresh, sent, got }: ServerRow): KeptServer {
  const [agreed, now] = [read(listing), read(fresh)];
  return {
    id,
    url,
    hasKey: sealed !== undefined,
    ...(agreed !== undefined && { listing: agreed }),
    ...(now !== undefined && { fresh: now }),
    traffic: { sent, got },
  };
}

/** Other tools wait for the user's word; the same ones under another version are those that they agreed to. */
function withHeard({ fresh: _before, ...row }: ServerRow, heard: ServerListing): ServerRow {
  const agreed = read(row.listing);
  return agreed !== undefined && isSameListing(agreed, heard) ? { ...row, listing: heard } : { ...row, fresh: heard };
}

function read(listing: unknown): ServerListing | undefined {
  if (listing === undefined) return undefined;
  const parsed = v.safeParse(ServerListing, listing);
  if (!parsed.success) log.warn('memory', `what a server offers does not fit: ${v.summarize(parsed.issues)}`);
  return parsed.success ? parsed.output : undefined;
}
