import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import * as v from 'valibot';

import { problem, type Problem } from '@/lib/contracts/index.ts';
import { failure, isAbort, type Result, success } from '@/lib/shared/index.ts';

import { isQuota } from '../gguf/download.ts';
import {
  type Fetch,
  type FileFacts,
  fileOf,
  lookAt,
  networkProblem,
  onHub,
  pathIn,
  reach,
  sha256In,
  tree,
} from '../hub.ts';
import type { Integrity, WebllmModel } from './wire.ts';

/*
 * Fills the Cache API where WebLLM looks for its files, under the names it gives them: so the user sees the size first, sees
 * progress, can stop and go on, and every file's hash is checked: against the hub's where it says one, else against the one that
 * was found at the first download (trust on first use). WebLLM itself then finds everything and fetches nothing.
 */
const Scope = v.picklist(['webllm/config', 'webllm/wasm', 'webllm/model']);

const Manifest = v.object({
  id: v.string(),
  whole: v.boolean(),
  files: v.array(v.object({ url: v.string(), scope: Scope, bytes: v.number(), sha256: v.string() })),
});
type Manifest = v.InferOutput<typeof Manifest>;

const ChatConfig = v.object({ tokenizer_files: v.array(v.string()) });
const TensorCache = v.object({ records: v.array(v.object({ dataPath: v.string(), nbytes: v.number() })) });

interface Wanted extends FileFacts {
  url: string;
  scope: v.InferOutput<typeof Scope>;
}

export interface WebllmFiles {
  /** What is here: whole models have everything that a load needs. */
  have(model: WebllmModel): Promise<{ whole: boolean; bytes: number }>;
  /** Asks the hub for the exact number of bytes of a download. */
  inspect(model: WebllmModel, hub: string, signal: AbortSignal): Promise<Result<number, Problem>>;
  get(
    model: WebllmModel,
    hub: string,
    options: { agreedBytes: number; signal: AbortSignal; onProgress: (done: number, total: number) => void },
  ): Promise<Result<void, Problem>>;
  /** What WebLLM is to check at each load; undefined where the model is not whole. */
  integrity(model: WebllmModel, hub: string): Promise<Integrity | undefined>;
  remove(model: WebllmModel): Promise<void>;
}

export interface WebllmFilesParts {
  caches: Pick<CacheStorage, 'open'>;
  fetch: Fetch;
  freeBytes: () => Promise<number>;
}

export function repositoryOn(model: WebllmModel, hub: string): string {
  return `${onHub(model.url, hub).replace(/\/$/, '')}/resolve/main/`;
}

export function createWebllmFiles(parts: WebllmFilesParts): WebllmFiles {
  const recordsOf = manifests(parts.caches);
  return {
    async have(model) {
      const record = await recordsOf.read(model.id);
      const bytes = record?.files.reduce((sum, file) => sum + file.bytes, 0) ?? 0;
      return { whole: record?.whole ?? false, bytes };
    },
    async inspect(model, hub, signal) {
      const list = await filesOf(model, hub, signal, parts.fetch);
      return list.ok ? success(sumOf(list.value)) : named(list, model);
    },
    get: (model, hub, options) => getAll(model, hub, { ...parts, ...options, recordsOf }),
    async integrity(model, hub) {
      const record = await recordsOf.read(model.id);
      return record?.whole === true ? integrityOf(record, repositoryOn(model, hub)) : undefined;
    },
    async remove(model) {
      const record = await recordsOf.read(model.id);
      for (const { scope, url } of record?.files ?? []) await (await parts.caches.open(scope)).delete(url);
      await recordsOf.drop(model.id);
    },
  };
}

/** A file that is not there is a model that is not there. */
function named(failed: { problem: Problem }, { id }: WebllmModel): Result<never, Problem> {
  const { problem: what } = failed;
  return failure(what.code === 'engine.model_missing' ? { ...what, params: { model: id } } : what);
}

function sumOf(files: readonly FileFacts[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What a model consists of, with sizes and hashes as far as the hub tells them. Fetches the two small lists only. */
async function filesOf(
  model: WebllmModel,
  hub: string,
  signal: AbortSignal,
  fetch: Fetch,
): Promise<Result<Wanted[], Problem>> {
  const base = repositoryOn(model, hub);
  const config = await readJson(`${base}mlc-chat-config.json`, ChatConfig, { signal, fetch });
  if (!config.ok) return config;
  const tensors = await readJson(`${base}tensor-cache.json`, TensorCache, { signal, fetch });
  if (!tensors.ok) return tensors;
  const library = onHub(model.library, hub);
  const lib = await lookAt(library, signal, fetch);
  if (!lib.ok) return lib;
  const known = await tree(`${base}tensor-cache.json`, signal, fetch);
  const tokenizer = ['tokenizer.json', 'tokenizer.model'].find((name) =>
    config.value.json.tokenizer_files.includes(name),
  );
  const files: Wanted[] = [
    { url: `${base}mlc-chat-config.json`, scope: 'webllm/config', bytes: config.value.bytes },
    { url: library, scope: 'webllm/wasm', ...lib.value },
    { url: `${base}tensor-cache.json`, scope: 'webllm/model', bytes: tensors.value.bytes },
  ];
  if (tokenizer !== undefined) {
    const facts = known.get(tokenizer) ?? (await lookAt(`${base}${tokenizer}`, signal, fetch));
    if ('ok' in facts && !facts.ok) return facts;
    files.push({ url: `${base}${tokenizer}`, scope: 'webllm/model', ...('ok' in facts ? facts.value : facts) });
  }
  for (const { dataPath, nbytes } of tensors.value.json.records) {
    const url = new URL(dataPath, base).href;
    const hash = known.get(pathIn(url))?.sha256;
    files.push({ url, scope: 'webllm/model', bytes: nbytes, ...(hash !== undefined && { sha256: hash }) });
  }
  return success(files);
}

async function readJson<T extends v.GenericSchema>(
  url: string,
  schema: T,
  { signal, fetch }: { signal: AbortSignal; fetch: Fetch },
): Promise<Result<{ json: v.InferOutput<T>; bytes: number }, Problem>> {
  const answer = await reach(url, { signal }, fetch);
  if (!answer.ok) return answer;
  try {
    const text = await answer.value.text();
    const parsed = v.safeParse(schema, JSON.parse(text));
    if (parsed.success) return success({ json: parsed.output, bytes: new TextEncoder().encode(text).length });
    return failure(problem('engine.bad_file', { params: { file: fileOf(url) }, detail: v.summarize(parsed.issues) }));
  } catch (error) {
    if (isAbort(error) || signal.aborted) throw error;
    if (error instanceof SyntaxError) return failure(problem('engine.bad_file', { params: { file: fileOf(url) } }));
    return failure(networkProblem(url, error));
  }
}

type GetParts = WebllmFilesParts & Parameters<WebllmFiles['get']>[2] & { recordsOf: ReturnType<typeof manifests> };

async function getAll(model: WebllmModel, hub: string, parts: GetParts): Promise<Result<void, Problem>> {
  const list = await filesOf(model, hub, parts.signal, parts.fetch);
  if (!list.ok) return named(list, model);
  const total = sumOf(list.value);
  if (total > parts.agreedBytes) return failure(problem('engine.needs_consent', { params: { bytes: total } }));
  const before = await parts.recordsOf.read(model.id);
  const pins = await parts.recordsOf.pins(model.id);
  const manifest: Manifest = { id: model.id, whole: false, files: [] };
  const isHere = (url: string) => before?.files.find((file) => file.url === url);
  const missing = sumOf(list.value.filter(({ url }) => isHere(url) === undefined));
  if ((await parts.freeBytes()) < missing) return failure(problem('engine.no_space', { params: { bytes: total } }));
  let done = 0;
  for (const wanted of list.value) {
    const pin = wanted.sha256 ?? pins.get(wanted.url);
    const here = isHere(wanted.url);
    const base = done;
    const file =
      here !== undefined && (pin ?? here.sha256) === here.sha256
        ? success(here)
        : await getOne(
            { ...wanted, ...(pin !== undefined && { sha256: pin }) },
            {
              ...parts,
              onProgress: (bytes) => {
                parts.onProgress(base + bytes, total);
              },
            },
          );
    if (!file.ok) return file;
    manifest.files.push(file.value);
    done += file.value.bytes;
    parts.onProgress(done, total);
    await parts.recordsOf.write(manifest);
  }
  await parts.recordsOf.write({ ...manifest, whole: true });
  return success(undefined);
}

/** Fetches one file into the cache while its hash is taken; a wrong one is taken out again before anybody uses it. */
async function getOne(
  wanted: Wanted,
  parts: WebllmFilesParts & { signal: AbortSignal; onProgress: (bytes: number) => void },
): Promise<Result<Manifest['files'][number], Problem>> {
  const answer = await reach(wanted.url, { signal: parts.signal }, parts.fetch);
  if (!answer.ok) return answer;
  const cache = await parts.caches.open(wanted.scope);
  const hash = sha256.create();
  const expected = wanted.sha256 ?? sha256In(answer.value.headers);
  const length = Number(answer.value.headers.get('content-length') ?? 0);
  let bytes = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      parts.onProgress(bytes);
      controller.enqueue(chunk);
    },
  });
  try {
    const headers = { 'Content-Type': answer.value.headers.get('content-type') ?? 'application/octet-stream' };
    await cache.put(wanted.url, new Response(answer.value.body?.pipeThrough(counted) ?? null, { headers }));
  } catch (error) {
    if (isAbort(error) || parts.signal.aborted) throw new DOMException('aborted', 'AbortError');
    if (isQuota(error)) return failure(problem('engine.no_space', { params: { bytes: wanted.bytes } }));
    return failure(networkProblem(wanted.url, error));
  }
  const found = bytesToHex(hash.digest());
  const cut = length > 0 && answer.value.headers.get('content-encoding') === null && bytes < length;
  if (!cut && (expected ?? found) === found)
    return success({ url: wanted.url, scope: wanted.scope, bytes, sha256: found });
  await cache.delete(wanted.url);
  if (cut) return failure(networkProblem(wanted.url, 'the connection was cut'));
  const detail = `SHA-256 is ${found}, not ${expected ?? ''}`;
  return failure(problem('engine.integrity', { params: { file: fileOf(wanted.url) }, detail }));
}

function urlOf(id: string, kind: 'files' | 'pins'): string {
  return `https://locus.invalid/webllm/${encodeURIComponent(id)}/${kind}.json`;
}

/** Records of what lies in the caches, in a cache of their own. Pins outlive a removed model. */
function manifests(caches: Pick<CacheStorage, 'open'>) {
  const open = () => caches.open('locus/webllm');
  const read = async (id: string, kind: 'files' | 'pins') => {
    const found = await (await open()).match(urlOf(id, kind));
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Manifest), await found?.text());
    return parsed.success ? parsed.output : undefined;
  };
  return {
    read: (id: string) => read(id, 'files'),
    async pins(id: string) {
      return new Map((await read(id, 'pins'))?.files.map((file) => [file.url, file.sha256]));
    },
    async write(manifest: Manifest) {
      const cache = await open();
      await cache.put(urlOf(manifest.id, 'files'), Response.json(manifest));
      if (manifest.whole) await cache.put(urlOf(manifest.id, 'pins'), Response.json(manifest));
    },
    async drop(id: string) {
      await (await open()).delete(urlOf(id, 'files'));
    },
  };
}

function integrityOf({ files }: Manifest, base: string): Integrity | undefined {
  const tokenizer: Record<string, string> = {};
  let config = '';
  let library = '';
  for (const { url, scope, sha256: hash } of files) {
    if (scope === 'webllm/config') config = sriOf(hash);
    else if (scope === 'webllm/wasm') library = sriOf(hash);
    else if (/tokenizer\.(json|model)$/.test(url)) tokenizer[fileOf(url)] = sriOf(hash);
  }
  // Downloaded from another hub than the one in the settings now: WebLLM would not find it, and fetch.
  if (!files.every(({ url, scope }) => scope === 'webllm/wasm' || url.startsWith(base))) return undefined;
  return { config, model_lib: library, tokenizer };
}

function sriOf(hex: string): string {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return `sha256-${btoa(String.fromCharCode(...bytes))}`;
}
