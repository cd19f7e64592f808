import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

import { type ModelInfo, problem, type Problem } from '@/lib/contracts/index.ts';
import { abortable, failure, hostOf, isAbort, type Result, success } from '@/lib/shared/index.ts';

import { type Fetch, lookAt } from '../hub.ts';
import { CPU_CONTEXT } from '../profile.ts';
import { download, isQuota } from './download.ts';
import {
  appendTo,
  bytesOfParts,
  dropParts,
  type Folder,
  isMissing,
  type Meta,
  readMeta,
  readParts,
  writeMeta,
} from './folder.ts';
import { HEAD_BYTES, readHeader } from './header.ts';

/** A GGUF file that can be fetched. */
export interface GgufSource {
  id: string;
  name: string;
  url: string;
  licence?: string;
  contextTokens: number;
}

export interface GgufStore {
  list(): Promise<ModelInfo[]>;
  find(id: string): Promise<ModelInfo | undefined>;
  /** The file of a ready model; undefined where there is none. */
  open(id: string): Promise<Blob | undefined>;
  /** Downloads or goes on with a download. Throws AbortError when aborted; what has come so far stays. */
  get(
    source: GgufSource,
    options: { agreedBytes: number; signal: AbortSignal; onProgress: (done: number, total: number) => void },
  ): Promise<Result<ModelInfo, Problem>>;
  /** Takes a file that the user picked. Throws AbortError when aborted; then nothing of it stays. */
  take(
    file: File,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<Result<ModelInfo, Problem>>;
  remove(id: string): Promise<void>;
}

export interface StoreParts {
  /** The extension's own file system (`navigator.storage.getDirectory`). */
  root: () => Promise<Folder>;
  fetch: Fetch;
  /** Bytes that the browser would still let us store. */
  freeBytes: () => Promise<number>;
  /** Pause before the first retry of a cut download, milliseconds. */
  pauseMs?: number;
}

/** GGUF files in the origin private file system, under `models/`: one folder each, with `meta.json` and the file in parts. */
export function createGgufStore(parts: StoreParts): GgufStore {
  const models = async () => (await parts.root()).getDirectoryHandle('models', { create: true });
  const folderOf = async (id: string, create: boolean): Promise<Folder | undefined> => {
    try {
      return await (await models()).getDirectoryHandle(keyOf(id), { create });
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  const remove = async (id: string) => {
    await (await models()).removeEntry(keyOf(id), { recursive: true }).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  };
  const find = async (id: string) => {
    const folder = await folderOf(id, false);
    return folder === undefined ? undefined : infoIn(folder);
  };
  return {
    find,
    remove,
    async list() {
      const all = await models();
      const infos: ModelInfo[] = [];
      for await (const key of all.keys()) {
        // One that is being removed meanwhile is none.
        const folder = await all.getDirectoryHandle(key).catch(() => undefined);
        const info = folder && (await infoIn(folder));
        if (info !== undefined) infos.push(info);
      }
      return infos;
    },
    async open(id) {
      const folder = await folderOf(id, false);
      if (folder === undefined || (await readMeta(folder))?.state !== 'ready') return undefined;
      // A Blob of files is a view: nothing is copied.
      return new Blob(await readParts(folder));
    },
    async get(source, options) {
      const folder = await folderOf(source.id, true);
      if (folder === undefined) throw new Error('a folder that was made is gone');
      const got = await fetchInto(folder, source, { ...parts, ...options });
      if (!got.ok && ['engine.integrity', 'engine.bad_file', 'engine.model_missing'].includes(got.problem.code)) {
        await remove(source.id);
      }
      return got;
    },
    take: (file, signal, onProgress) => take(file, { signal, onProgress, folderOf, remove }),
  };
}

/** Folder of a model. Ids come from users and hubs; a hash of them is a name on every disk. */
function keyOf(id: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(id))).slice(0, 24);
}

async function infoIn(folder: Folder): Promise<ModelInfo | undefined> {
  const meta = await readMeta(folder);
  if (meta === undefined) return undefined;
  return infoOf(meta, await bytesOfParts(folder));
}

function infoOf(meta: Meta, haveBytes: number): ModelInfo {
  const broken = meta.state === 'ready' && haveBytes !== meta.bytes;
  return {
    kind: 'cpu',
    id: meta.id,
    name: meta.name,
    ...(meta.licence !== '' && { licence: meta.licence }),
    ...(meta.bytes > 0 && { downloadBytes: meta.bytes, memoryBytes: memoryOf(meta.bytes) }),
    contextTokens: meta.contextTokens,
    state: broken ? 'broken' : meta.state === 'ready' ? 'ready' : 'absent',
    haveBytes,
    source: meta.url === '' ? 'file' : hostOf(meta.url),
  };
}

/** Weights, plus KV cache and buffers of a small context: a rough figure for the user, not a limit. */
export function memoryOf(fileBytes: number): number {
  return Math.round(fileBytes * 1.2 + 100e6);
}

type GetParts = StoreParts & Parameters<GgufStore['get']>[1];

async function fetchInto(folder: Folder, source: GgufSource, parts: GetParts): Promise<Result<ModelInfo, Problem>> {
  const known = await readMeta(folder);
  if (known?.state === 'ready') return success(infoOf(known, known.bytes));
  const facts = await lookAt(source.url, parts.signal, parts.fetch);
  if (!facts.ok) return facts;
  const { bytes, sha256: hash = '' } = facts.value;
  if (bytes > parts.agreedBytes) return failure(problem('engine.needs_consent', { params: { bytes } }));
  // Another file lies at the address now: what was fetched of the old one is no part of it.
  if (known !== undefined && (known.bytes !== bytes || known.sha256 !== hash || known.url !== source.url)) {
    await dropParts(folder);
  }
  const have = await bytesOfParts(folder);
  if ((await parts.freeBytes()) < bytes - have) return failure(problem('engine.no_space', { params: { bytes } }));
  const { id, name, url, licence = '', contextTokens } = source;
  const meta: Meta = { id, name, url, licence, contextTokens, bytes, sha256: hash, state: 'partial' };
  await writeMeta(folder, meta);
  const wanted = { url, bytes, ...(hash !== '' && { sha256: hash }) };
  const got = await download(folder, wanted, parts);
  return got.ok ? finish(folder, { ...meta, ...got.value }) : got;
}

/** Says that a file is whole, once its head shows that it is a model. */
async function finish(folder: Folder, meta: Meta): Promise<Result<ModelInfo, Problem>> {
  const head = await new Blob(await readParts(folder)).slice(0, HEAD_BYTES).arrayBuffer();
  const header = readHeader(new Uint8Array(head));
  if (header === undefined) return failure(problem('engine.bad_file', { detail: 'no GGUF header' }));
  const ready: Meta = {
    ...meta,
    state: 'ready',
    licence: meta.licence === '' ? header.licence : meta.licence,
    contextTokens: Math.min(CPU_CONTEXT, header.contextTokens === 0 ? CPU_CONTEXT : header.contextTokens),
  };
  await writeMeta(folder, ready);
  return success(infoOf(ready, ready.bytes));
}

interface TakeParts {
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
  folderOf: (id: string, create: boolean) => Promise<Folder | undefined>;
  remove: (id: string) => Promise<void>;
}

async function take(file: File, { signal, onProgress, ...store }: TakeParts): Promise<Result<ModelInfo, Problem>> {
  const head = new Uint8Array(await abortable(file.slice(0, HEAD_BYTES).arrayBuffer(), signal));
  const header = readHeader(head);
  if (header === undefined) return failure(problem('engine.bad_file', { detail: 'no GGUF header' }));
  const id = `file:${file.name}`;
  await store.remove(id);
  const folder = await store.folderOf(id, true);
  if (folder === undefined) throw new Error('a folder that was made is gone');
  const meta: Meta = {
    id,
    name: header.name === '' ? file.name : header.name,
    url: '',
    licence: header.licence,
    contextTokens: CPU_CONTEXT,
    bytes: file.size,
    sha256: '',
    state: 'partial',
  };
  try {
    await writeMeta(folder, meta);
    const hash = sha256.create();
    const out = await appendTo(folder);
    let done = 0;
    for await (const bytes of file.stream()) {
      signal.throwIfAborted();
      await out.write(bytes);
      hash.update(bytes);
      done += bytes.byteLength;
      onProgress(done, file.size);
    }
    await out.close();
    signal.throwIfAborted();
    return await finish(folder, { ...meta, sha256: bytesToHex(hash.digest()) });
  } catch (error) {
    await store.remove(id);
    if (isAbort(error) || signal.aborted) throw error;
    if (isQuota(error)) return failure(problem('engine.no_space', { params: { bytes: file.size } }));
    return failure(problem('engine.bad_file', { detail: String(error) }));
  }
}
