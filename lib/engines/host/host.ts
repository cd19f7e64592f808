import {
  type ConnectionReport,
  type EngineChoice,
  type ModelInfo,
  problem,
  type Problem,
} from '@/lib/contracts/index.ts';
import type { EngineRoomRequest, HostEvent } from '@/lib/protocol/index.ts';
import { failure, impossible, type Result, success } from '@/lib/shared/index.ts';

import { createCpuEngine } from '../cpu/engine.ts';
import { type LoadShell, wllamaLoader } from '../cpu/shell.ts';
import { failed, type Predict } from '../ended.ts';
import type { Folder } from '../gguf/folder.ts';
import { createGgufStore, type GgufStore } from '../gguf/store.ts';
import type { Fetch } from '../hub.ts';
import { checkConnection } from '../openai/check.ts';
import { openaiEngine } from '../openai/engine.ts';
import { createScripted } from '../scripted.ts';
import type { WorkerLike } from '../webllm/client.ts';
import { createWebllmEngine, type WebllmEngine } from '../webllm/engine.ts';
import { type DeviceParts, deviceReport, thisDevice } from './device.ts';
import { createJobs } from './jobs.ts';
import { createModelDesk } from './models.ts';
import { createStrainMeter, type StrainParts, thisBrowser } from './strain.ts';

interface HostOptions {
  /** Says something to background and panel. */
  send: (event: HostEvent) => void;
  /** URLs of packaged files: `url('/wllama/wllama.wasm')`. */
  assets: { url(path: string): string };
  /** Starts lib/engines/webllm/worker.ts; absent where WebLLM is not shipped. */
  startWebllm?: () => WorkerLike;
  /** For tests; the browser's own where absent. */
  fetch?: Fetch;
  root?: () => Promise<Folder>;
  caches?: Pick<CacheStorage, 'open'>;
  device?: DeviceParts;
  strain?: StrainParts;
  loadCpu?: LoadShell;
}

interface Host {
  /** Answers the background; `hub` is the base URL of the model hub in the user's settings. */
  answer(request: EngineRoomRequest, hub: string): Promise<Result<unknown, Problem>>;
  /** Ends all jobs and lets go of models. */
  dispose(): void;
}

/** All engines, in the context that lives long enough for them: Chrome's offscreen document, Firefox's event page. */
export function createHost(options: HostOptions): Host {
  const engines = createEngines(options);
  const jobs = createJobs((jobId, event) => {
    options.send({ type: 'job', jobId, event });
  });
  const meter = createStrainMeter(options.strain ?? thisBrowser());
  const desk = createModelDesk({ ...engines, send: options.send });
  return {
    async answer(request, hub) {
      switch (request.type) {
        case 'job.start':
          jobs.start(request.request.jobId, request.choice.kind, (signal) =>
            meter.measured(engines.predictor(request.choice, hub)(request.request, signal)),
          );
          return success(undefined);
        case 'job.cancel':
          jobs.cancel(request.jobId);
          return success(undefined);
        case 'job.look':
          return success(jobs.look(request.jobId) ?? null);
        case 'models.device':
          return success(await deviceReport(engines.device));
        case 'models.test':
          return success(await engines.test(request.choice, hub));
        case 'models.list':
        case 'models.inspect':
        case 'models.get':
        case 'models.cancel':
        case 'models.remove':
          return desk.answer(request, hub);
        default:
          return impossible(request);
      }
    },
    dispose() {
      jobs.dispose();
      desk.dispose();
      engines.unload();
    },
  };
}

function createEngines(options: HostOptions) {
  const device = options.device ?? thisDevice();
  const fetch: Fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
  const root = options.root ?? (() => navigator.storage.getDirectory());
  const store = createGgufStore({ root, fetch, freeBytes: device.freeBytes });
  const origin = URL.parse(options.assets.url('/'))?.origin ?? '';
  let webllm: WebllmEngine | undefined;
  // One local model at a time: each takes a good part of the memory.
  const cpu = createCpuEngine({
    store,
    cores: device.cores,
    load: options.loadCpu ?? wllamaLoader(() => options.assets.url('/wllama/wllama.wasm')),
    onLoad: () => webllm?.unload(),
  });
  if (options.startWebllm !== undefined) {
    webllm = createWebllmEngine({
      startWorker: options.startWebllm,
      gpu: device.gpu,
      caches: options.caches ?? globalThis.caches,
      fetch,
      freeBytes: device.freeBytes,
      onLoad: () => {
        cpu.unload();
      },
    });
  }
  const scripted = createScripted();
  const predictor = (choice: EngineChoice, hub: string): Predict => {
    switch (choice.kind) {
      case 'rules':
        return only(problem('engine.none'));
      case 'scripted':
        return scripted(choice);
      case 'cpu':
        return cpu.predict(choice);
      case 'openai':
        return openaiEngine({ ...choice, origin }, fetch);
      case 'webllm':
        return (
          webllm?.predict(choice, hub) ?? only(problem('engine.no_webgpu', { detail: 'WebLLM is not shipped here' }))
        );
      default:
        return impossible(choice);
    }
  };
  const test = async (choice: EngineChoice, hub: string): Promise<ConnectionReport> =>
    choice.kind === 'openai'
      ? checkConnection({ ...choice, origin }, fetch)
      : testLocal(choice, { store, webllm, hub });
  const unload = () => {
    cpu.unload();
    webllm?.unload();
  };
  return { device, fetch, store, cpu, webllm, predictor, test, unload };
}

function only(what: Problem): Predict {
  return async function* () {
    yield failed(what);
  };
}

/** For an engine of this device the test is whether its model is here. */
async function testLocal(
  choice: Exclude<EngineChoice, { kind: 'openai' }>,
  { store, webllm, hub }: { store: GgufStore; webllm: WebllmEngine | undefined; hub: string },
): Promise<ConnectionReport> {
  const startedAt = performance.now();
  if (choice.kind === 'rules' || choice.kind === 'scripted') return { ok: true, models: [], ms: 0 };
  const models: ModelInfo[] = choice.kind === 'cpu' ? await store.list() : ((await webllm?.list(hub)) ?? []);
  const ready = models.filter(({ state }) => state === 'ready').map(({ id }) => id);
  const ok = ready.includes(choice.model);
  const missing = failure(problem('engine.model_missing', { params: { model: choice.model } }));
  return { ok, models: ready, ms: Math.round(performance.now() - startedAt), ...(!ok && { problem: missing.problem }) };
}
