import * as v from 'valibot';

import { delay } from '@/lib/shared/index.ts';

/** The part of the origin private file system that the store uses; tests bring their own. */
export interface Folder {
  getDirectoryHandle(name: string, options?: { create?: boolean }): Promise<Folder>;
  getFileHandle(name: string, options?: { create?: boolean }): Promise<Slot>;
  removeEntry(name: string, options?: { recursive?: boolean }): Promise<void>;
  keys(): AsyncIterable<string>;
}
interface Slot {
  getFile(): Promise<File>;
  createWritable(): Promise<Sink>;
}
interface Sink {
  write(data: Uint8Array<ArrayBuffer> | string): Promise<void>;
  close(): Promise<void>;
}

/** What is known of a stored model; the file `meta.json` of its folder. */
const Meta = v.object({
  id: v.string(),
  name: v.string(),
  /** Address it came from; '' for a file that the user picked. */
  url: v.string(),
  licence: v.string(),
  contextTokens: v.number(),
  /** Bytes of the whole; 0 while unknown. */
  bytes: v.number(),
  /** Lower-case hex: what it must be, or, once it is ready, what it was found to be. */
  sha256: v.string(),
  state: v.picklist(['partial', 'ready']),
});
export type Meta = v.InferOutput<typeof Meta>;

const PART = /^p\d{6}$/;
/** A part is on the disk for good only once it is closed: what a crash can lose is one part. */
const PART_BYTES = 16 * 1024 * 1024;

export function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'NotFoundError';
}

export async function readMeta(folder: Folder): Promise<Meta | undefined> {
  const text = await calmly(async () => {
    const slot = await folder.getFileHandle('meta.json');
    return (await slot.getFile()).text();
  });
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Meta), text);
  return parsed.success ? parsed.output : undefined;
}

/** Bytes of the parts, also while one of them is being written (then that one may count for nothing). */
export async function bytesOfParts(folder: Folder): Promise<number> {
  let bytes = 0;
  for (const name of await partNames(folder)) {
    const part = await calmly(async () => (await folder.getFileHandle(name)).getFile());
    bytes += part?.size ?? 0;
  }
  return bytes;
}

/**
 * Reads of a file that is being replaced fail in Firefox ("The operation was aborted"): tried again, a moment later. Undefined where
 * there is nothing to read.
 */
async function calmly<T>(read: () => Promise<T>): Promise<T | undefined> {
  for (let attempt = 0; attempt < 4; attempt++) {
    try {
      return await read();
    } catch (error) {
      if (isMissing(error)) return undefined;
      await delay(40 * (attempt + 1));
    }
  }
  return undefined;
}

export async function writeMeta(folder: Folder, meta: Meta): Promise<void> {
  const sink = await (await folder.getFileHandle('meta.json', { create: true })).createWritable();
  await sink.write(JSON.stringify(meta));
  await sink.close();
}

/** The parts, in order. Together they are the file. */
export async function readParts(folder: Folder): Promise<File[]> {
  const names = await partNames(folder);
  return Promise.all(names.map(async (name) => (await folder.getFileHandle(name)).getFile()));
}

async function partNames(folder: Folder): Promise<string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) if (PART.test(name)) names.push(name);
  return names.toSorted();
}

export async function dropParts(folder: Folder): Promise<void> {
  for (const name of await partNames(folder)) await folder.removeEntry(name);
}

/** Appends bytes as new parts. `close` keeps what was written; without it the last part is lost. */
export async function appendTo(folder: Folder): Promise<{
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
}> {
  let next = 0;
  for await (const name of folder.keys()) if (PART.test(name)) next = Math.max(next, Number(name.slice(1)) + 1);
  let sink: Sink | undefined;
  let inPart = 0;
  const close = async () => {
    const open = sink;
    sink = undefined;
    inPart = 0;
    await open?.close();
  };
  return {
    async write(bytes) {
      if (sink === undefined) {
        const slot = await folder.getFileHandle(`p${String(next).padStart(6, '0')}`, { create: true });
        next += 1;
        sink = await slot.createWritable();
      }
      await sink.write(bytes);
      inPart += bytes.byteLength;
      if (inPart >= PART_BYTES) await close();
    },
    close,
  };
}
