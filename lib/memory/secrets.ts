import * as v from 'valibot';
import { browser } from 'wxt/browser';

import { Handle, type KeptSecret, type SecretGiven } from '@/lib/contracts/index.ts';
import { log } from '@/lib/shared/index.ts';

import type { Database, SecretRow } from './database.ts';
import { seal, unseal } from './seal.ts';
import { watch } from './watch.ts';

/** Secrets of the user. Nothing but `valueOf` gives a value away, and only the background calls that. */
export interface SecretStore {
  /** All of them without their values, oldest first. */
  list: () => Promise<KeptSecret[]>;
  keep: (given: SecretGiven) => Promise<Handle>;
  /** Another value, for as long as the one before. */
  replace: (secret: string, value: string) => Promise<void>;
  remove: (secret: string) => Promise<void>;
  /** Calls `listener` now and after every change. Returns the way to stop. */
  watch: (listener: (secrets: KeptSecret[]) => void) => () => void;
  /** The value, for the one origin that it was given for; undefined for any other, and where it is gone. */
  valueOf: (secret: string, origin: string) => Promise<string | undefined>;
}

const COUNT = 'count';

export function createSecretStore(database: Database): SecretStore {
  const list = async () => {
    const rows = await database.secrets.toArray();
    return (await Promise.all(rows.map(told))).flatMap((each) => each ?? []).toSorted(byNumber);
  };
  return {
    list,
    keep: ({ value, lasts, ...rest }) => keep(database, { value, lasts, rest }),
    replace: async (secret, value) => {
      const row = await database.secrets.get(secret);
      if (row !== undefined) await put(database, row, value);
    },
    remove: async (secret) => {
      await database.secrets.delete(secret);
      await browser.storage.session.remove(slot(secret));
    },
    watch: (listener) => watch({ tables: ['secrets'], query: list, what: 'the list of secrets' }, listener),
    valueOf: async (secret, origin) => {
      const row = await database.secrets.get(secret);
      return row === undefined || row.origin !== origin ? undefined : opened(database, row);
    },
  };
}

async function keep(
  database: Database,
  { value, lasts, rest }: { value: string; lasts: SecretGiven['lasts']; rest: Omit<Handle, 'secret'> },
): Promise<Handle> {
  const handle = await database.transaction('rw', database.keys, async () => {
    const number = Number((await database.keys.get(COUNT))?.value ?? 0) + 1;
    await database.keys.put({ id: COUNT, value: number });
    return { secret: `s${number}`, ...rest };
  });
  await put(database, { id: handle.secret, origin: rest.origin, lasts, handle }, value);
  return handle;
}

/** The value first: where the row is, there is something to give. */
async function put(database: Database, row: SecretRow, value: string): Promise<void> {
  if (row.lasts === 'session') {
    await browser.storage.session.set({ [slot(row.id)]: value });
    await database.secrets.put(row);
  } else await database.secrets.put({ ...row, sealed: await seal(database, boundTo(row), value) });
}

/** What the settings may show of it. What another version of Locus wrote and this one cannot read is left alone. */
async function told({ handle, lasts, sealed, id }: SecretRow): Promise<KeptSecret | undefined> {
  const parsed = v.safeParse(Handle, handle);
  if (!parsed.success) {
    log.warn('memory', `a secret does not fit: ${v.summarize(parsed.issues)}`);
    return undefined;
  }
  return { ...parsed.output, lasts, here: lasts === 'kept' ? sealed !== undefined : (await sessionValue(id)) !== undefined }; // prettier-ignore
}

async function opened(database: Database, row: SecretRow): Promise<string | undefined> {
  if (row.lasts === 'session') return sessionValue(row.id);
  if (row.sealed === undefined) return undefined;
  const value = await unseal(database, boundTo(row), row.sealed);
  // Of another key, or written for another origin or name than its row says now.
  if (value === undefined) log.warn('memory', `the value of ${row.id} does not open`);
  return value;
}

/** A value opens only for the name and the origin that it was sealed for, whatever is written beside it. */
function boundTo({ id, origin }: SecretRow): string {
  return JSON.stringify([id, origin]);
}

/** In storage.session: in memory only, until the browser closes, and for pages of the extension alone. */
async function sessionValue(secret: string): Promise<string | undefined> {
  const value = (await browser.storage.session.get(slot(secret)))[slot(secret)];
  return typeof value === 'string' ? value : undefined;
}

function slot(secret: string): string {
  return `secret:${secret}`;
}

function byNumber(a: Handle, b: Handle): number {
  return Number(a.secret.slice(1)) - Number(b.secret.slice(1));
}
