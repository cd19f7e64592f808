import { type ModelInfo, type ModelProgress, problem, type Problem } from '@/lib/contracts/index.ts';
import type { HostEvent, ModelRequest } from '@/lib/protocol/index.ts';
import { failure, hostOf, impossible, isAbort, type Result, success } from '@/lib/shared/index.ts';

import { CPU_CATALOGUE } from '../cpu/catalogue.ts';
import type { CpuEngine } from '../cpu/engine.ts';
import type { GgufSource, GgufStore } from '../gguf/store.ts';
import { memoryOf } from '../gguf/store.ts';
import { DEFAULT_HUB, type Fetch, fileOf, lookAt, onHub, textOf } from '../hub.ts';
import { CPU_CONTEXT } from '../profile.ts';
import type { WebllmEngine } from '../webllm/engine.ts';

type DeskRequest = Exclude<ModelRequest, { type: 'models.device' | 'models.test' }>;
type Named = { kind: 'webllm' | 'cpu'; id: string; url?: string | undefined };
/** Progress is said at most this often. */
const PACE_MS = 250;

interface DeskParts {
  store: GgufStore;
  cpu: CpuEngine;
  webllm: WebllmEngine | undefined;
  fetch: Fetch;
  send: (event: HostEvent) => void;
}

function keyOf({ kind, id }: Named): string {
  return `${kind} ${id}`;
}

/** Lists, inspects, downloads and removes models. Downloads are acknowledged at once; how they go is said by events. */
export function createModelDesk(parts: DeskParts) {
  const downloads = new Map<string, AbortController>();

  const get = (request: Named, hub: string, agreedBytes: number): Result<undefined, Problem> => {
    const key = keyOf(request);
    if (downloads.has(key)) return success(undefined);
    const abort = new AbortController();
    downloads.set(key, abort);
    const say = speaker(request, parts.send);
    const options = { agreedBytes, signal: abort.signal, onProgress: say.progress };
    const work = async () => {
      const how = await fetchModel(parts, request, { hub, options }).then(outcomeOf, (error: unknown) =>
        isAbort(error) || abort.signal.aborted
          ? { phase: 'cancelled' as const }
          : { phase: 'failed' as const, problem: problem('internal', { detail: textOf(error) }) },
      );
      downloads.delete(key);
      say.end(how);
    };
    void work();
    return success(undefined);
  };

  const answer = async (request: DeskRequest, hub: string): Promise<Result<unknown, Problem>> => {
    switch (request.type) {
      case 'models.list':
        return success((await listAll(parts, hub)).map((info) => (downloads.has(keyOf(info)) ? busy(info) : info)));
      case 'models.inspect':
        return inspect(parts, request, hub);
      case 'models.get':
        return get(request, hub, request.agreedBytes);
      case 'models.cancel':
        downloads.get(keyOf(request))?.abort();
        return success(undefined);
      case 'models.remove':
        downloads.get(keyOf(request))?.abort();
        await remove(parts, request);
        return success(undefined);
      default:
        return impossible(request);
    }
  };
  const dispose = () => {
    for (const abort of downloads.values()) abort.abort();
  };
  return { answer, dispose };
}

type Outcome = { phase: 'ready' | 'cancelled' } | { phase: 'failed'; problem: Problem };

function outcomeOf(result: Result<unknown, Problem>): Outcome {
  return result.ok ? { phase: 'ready' } : { phase: 'failed', problem: result.problem };
}

function busy(info: ModelInfo): ModelInfo {
  return { ...info, state: 'downloading' };
}

/** Where a GGUF comes from: the catalogue, by id, or any address. */
function sourceOf({ id, url }: Named, hub: string): GgufSource | undefined {
  if (url !== undefined) return { id, name: fileOf(url), url: onHub(url, hub), contextTokens: CPU_CONTEXT };
  const known = CPU_CATALOGUE.find((entry) => entry.id === id);
  return known && { ...known, url: onHub(known.url, hub) };
}

async function listAll({ store, webllm }: DeskParts, hub: string): Promise<ModelInfo[]> {
  const here = await store.list();
  const catalogued = CPU_CATALOGUE.filter(({ id }) => !here.some((info) => info.id === id));
  const absent = catalogued.map((source) => absentInfo(source, hub));
  return [...here, ...absent, ...((await webllm?.list(hub)) ?? [])];
}

function absentInfo({ id, name, url, licence, contextTokens }: GgufSource, hub: string): ModelInfo {
  const source = hostOf(onHub(url, hub));
  return {
    kind: 'cpu',
    id,
    name,
    ...(licence !== undefined && { licence }),
    contextTokens,
    state: 'absent',
    haveBytes: 0,
    source,
  };
}

async function inspect(parts: DeskParts, request: Named, hub: string): Promise<Result<ModelInfo, Problem>> {
  const signal = AbortSignal.timeout(30_000);
  try {
    if (request.kind === 'webllm') {
      const none = problem('engine.no_webgpu', { detail: 'WebLLM is not shipped here' });
      return (await parts.webllm?.inspect(request.id, hub, signal)) ?? failure(none);
    }
    const source = sourceOf(request, hub);
    const stored = await parts.store.find(request.id);
    if (stored?.state === 'ready') return success(stored);
    if (source === undefined) return failure(problem('engine.model_missing', { params: { model: request.id } }));
    const facts = await lookAt(source.url, signal, parts.fetch);
    if (!facts.ok) return facts;
    const { bytes } = facts.value;
    const sizes = bytes > 0 && { downloadBytes: bytes, memoryBytes: memoryOf(bytes) };
    return success({ ...absentInfo(source, DEFAULT_HUB), ...stored, ...sizes });
  } catch (error) {
    if (!isAbort(error) && !signal.aborted) throw error;
    return failure(problem('engine.network', { params: { host: hostOf(hub) }, detail: 'no answer in time' }));
  }
}

type FetchOptions = Parameters<GgufStore['get']>[1];

async function fetchModel(
  parts: DeskParts,
  request: Named,
  { hub, options }: { hub: string; options: FetchOptions },
): Promise<Result<unknown, Problem>> {
  if (request.kind === 'webllm') {
    const none = problem('engine.no_webgpu', { detail: 'WebLLM is not shipped here' });
    return (await parts.webllm?.get(request.id, hub, options)) ?? failure(none);
  }
  const source = sourceOf(request, hub);
  if (source === undefined) return failure(problem('engine.model_missing', { params: { model: request.id } }));
  return parts.store.get(source, options);
}

async function remove({ store, cpu, webllm }: DeskParts, { kind, id }: Named): Promise<void> {
  if (kind === 'webllm') {
    await webllm?.remove(id);
    return;
  }
  cpu.unload(id);
  await store.remove(id);
}

/** Says progress of one download, not too often, and its end. */
function speaker({ kind, id }: Named, send: (event: HostEvent) => void) {
  const startedAt = Date.now();
  let saidAt = 0;
  let startedWith: number | undefined;
  let last = { done: 0, total: 0 };
  const say = (progress: Omit<ModelProgress, 'kind' | 'id' | 'done' | 'total'>) => {
    send({ type: 'model', progress: { kind, id, ...last, ...progress } });
  };
  return {
    progress: (done: number, total: number) => {
      last = { done, total };
      startedWith ??= done;
      const now = Date.now();
      if (now - saidAt < PACE_MS) return;
      saidAt = now;
      const seconds = (now - startedAt) / 1000;
      const bytesPerSecond = seconds > 0 ? Math.round((done - startedWith) / seconds) : 0;
      say({ phase: 'download', bytesPerSecond });
    },
    end: (how: Outcome) => {
      say(how);
    },
  };
}
