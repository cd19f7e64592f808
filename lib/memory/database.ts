import { Dexie, type EntityTable, type Table } from 'dexie';

import type { Grant, JournalRecord, Recipe, Sitting } from '@/lib/contracts/index.ts';

import type { ShelfRow, UseRow } from './tools.ts';

/** One row a run: an index over the journal, written with the records that change it; all of it can be made anew from `records`. */
export interface RunRow {
  id: string;
  tabId: number;
  startedAt: number;
  /** 1 while the run has no `end`; a number because IndexedDB does not index booleans. */
  open: 0 | 1;
  /** 1 from the end of the run until it was looked at for what it teaches. */
  unlearned?: 1;
  /** Seq of the record after the one that the row was written with: of the next one, where the run is over; else there may be more. */
  nextSeq: number;
}

/** A file that the user gave with a task, until the run is forgotten. */
export interface FileRow {
  id: string;
  runId: string;
  /** Milliseconds since the epoch. */
  at: number;
  bytes: ArrayBuffer;
}

/** A tool that the user opened from a file. Its bytes lie apart: lists need none of them. */
export interface PackRow {
  /** SHA-256 of the file. */
  id: string;
  /** Of the tool; empty until it was checked. */
  name: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** 1 where the user has added it. */
  kept: 0 | 1;
  /** What the host says of it, once it has checked it; parsed by whoever reads it. */
  tool?: unknown;
}

/** What came into a loop before it wrote record `seq`: what a replay of the run needs. */
export interface TapeRow {
  runId: string;
  seq: number;
  /** Written together, from `seq` on. */
  records: number;
  /** A list of `TapeItem` as JSON: one string costs a worker less to store than the page that is in it. */
  items: string;
}

/** A value that only this browser profile's own key opens. */
export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** A server of tools (MCP) that the user named. */
export interface ServerRow {
  id: string;
  url: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** 1 where the user has added it. */
  kept: 0 | 1;
  /** Its key. */
  sealed?: Sealed;
  /** A `ServerListing` each, parsed when it is read: what the user agreed to, and what it said last where that is something else. */
  listing?: unknown;
  fresh?: unknown;
  sent: number;
  got: number;
}

/** A secret of the user. Its value is sealed, or in storage.session and not here at all. */
export interface SecretRow {
  id: string;
  origin: string;
  lasts: 'kept' | 'session';
  /** A `Handle`, parsed when it is read. */
  handle: unknown;
  sealed?: Sealed;
}

/** The database that background, panel and tests open. Only this room writes. */
export class Database extends Dexie {
  /** The journal: append-only, key [runId, seq]. */
  readonly records: Table<JournalRecord, [string, number]>;
  readonly runs: EntityTable<RunRow, 'id'>;
  readonly files: EntityTable<FileRow, 'id'>;
  readonly tapes: Table<TapeRow, [string, number]>;
  readonly recipes: EntityTable<Recipe, 'id'>;
  readonly secrets: EntityTable<SecretRow, 'id'>;
  /** The key that seals them, and how many there ever were. */
  readonly keys: EntityTable<{ id: string; value: unknown }, 'id'>;
  /** What the user did by hand on sites where that is noticed. */
  readonly sittings: Table<Sitting, number>;
  readonly packs: EntityTable<PackRow, 'id'>;
  readonly packBytes: EntityTable<{ id: string; bytes: ArrayBuffer }, 'id'>;
  readonly grants: EntityTable<Grant, 'id'>;
  readonly toolUses: EntityTable<UseRow, 'sha256'>;
  readonly toolShelf: Table<ShelfRow, [string, string]>;
  readonly servers: EntityTable<ServerRow, 'id'>;

  constructor(name = 'locus') {
    super(name);
    this.version(1).stores({ records: '[runId+seq]', runs: 'id, [tabId+startedAt], startedAt, open' });
    this.version(2).stores({ files: 'id, runId, at' });
    this.version(3).stores({ tapes: '[runId+seq]' });
    this.version(4).stores({ recipes: 'id, origin' });
    this.version(5).stores({ runs: 'id, [tabId+startedAt], startedAt, open, unlearned' });
    this.version(6).stores({ secrets: 'id', keys: 'id' });
    this.version(7).stores({ sittings: '++id, origin, at' });
    this.version(8).stores({ packs: 'id, name, kept', packBytes: 'id' });
    this.version(9).stores({ grants: 'id, sha256', toolUses: 'sha256', toolShelf: '[sha256+key], sha256' });
    this.version(10).stores({ servers: 'id, kept' });
    this.records = this.table('records');
    this.runs = this.table('runs');
    this.files = this.table('files');
    this.tapes = this.table('tapes');
    this.recipes = this.table('recipes');
    this.secrets = this.table('secrets');
    this.keys = this.table('keys');
    this.sittings = this.table('sittings');
    this.packs = this.table('packs');
    this.packBytes = this.table('packBytes');
    this.grants = this.table('grants');
    this.toolUses = this.table('toolUses');
    this.toolShelf = this.table('toolShelf');
    this.servers = this.table('servers');
  }
}
