import {
  type EngineChoice,
  type EngineEnd,
  type EngineEvent,
  type ModelInfo,
  problem,
  type Problem,
} from '@/lib/contracts/index.ts';
import { delay, failure, hostOf, type Result, success } from '@/lib/shared/index.ts';

import { ended, failed, type Predict } from '../ended.ts';
import { type DeviceParts, findAdapter } from '../host/device.ts';
import { onHub } from '../hub.ts';
import { createInbox } from '../inbox.ts';
import { createWebllmClient, type WebllmClient, type WorkerLike } from './client.ts';
import { createWebllmFiles, repositoryOn, type WebllmFiles, type WebllmFilesParts } from './download.ts';
import { licenceOf, nameOf } from './models.ts';
import type { WebllmModel } from './wire.ts';

type WebllmChoice = Extract<EngineChoice, { kind: 'webllm' }>;

/** A worker that does not heed an interrupt this long is killed. */
const GRACE_MS = 2000;

export interface WebllmEngine {
  predict(choice: WebllmChoice, hub: string): Predict;
  list(hub: string): Promise<ModelInfo[]>;
  /** The model with its exact size, from the hub. */
  inspect(id: string, hub: string, signal: AbortSignal): Promise<Result<ModelInfo, Problem>>;
  get(id: string, hub: string, options: Parameters<WebllmFiles['get']>[2]): Promise<Result<void, Problem>>;
  remove(id: string): Promise<void>;
  /** Lets go of the loaded model and of the GPU. */
  unload(): void;
}

/** WebLLM: the catalogue and the engine live in the worker, the files in the Cache API. */
export function createWebllmEngine(
  parts: WebllmFilesParts & { startWorker: () => WorkerLike; gpu: DeviceParts['gpu']; onLoad: () => void },
): WebllmEngine {
  const client = createWebllmClient(parts.startWorker);
  const files = createWebllmFiles(parts);
  const state: State = { client, files, loaded: undefined, gpu: parts.gpu, onLoad: parts.onLoad };
  let catalogue: Promise<WebllmModel[]> | undefined;
  const models = () => {
    catalogue ??= client.ask({ verb: 'catalogue' }).then((answer) => {
      if (answer.ok) return answer.value.catalogue ?? [];
      catalogue = undefined;
      return [];
    });
    return catalogue;
  };
  const find = async (id: string) => (await models()).find((model) => model.id === id);
  const unload = () => {
    if (state.loaded === undefined) return;
    state.loaded = undefined;
    client.kill('unloaded');
  };
  return {
    unload,
    predict: (choice, hub) =>
      async function* (request, signal) {
        const model = await find(choice.model);
        if (model === undefined) yield failed(missing(choice.model));
        else yield* predict(state, { model, hub, request, signal });
      },
    async list(hub) {
      return Promise.all((await models()).map(async (model) => infoOf(model, hub, await files.have(model))));
    },
    async inspect(id, hub, signal) {
      const model = await find(id);
      if (model === undefined) return failure(missing(id));
      const bytes = await files.inspect(model, hub, signal);
      if (!bytes.ok) return bytes;
      return success({ ...infoOf(model, hub, await files.have(model)), downloadBytes: bytes.value });
    },
    async get(id, hub, options) {
      const model = await find(id);
      return model === undefined ? failure(missing(id)) : files.get(model, hub, options);
    },
    async remove(id) {
      const model = await find(id);
      if (model === undefined) return;
      if (state.loaded?.startsWith(`${id} `) === true) unload();
      await files.remove(model);
    },
  };
}

function missing(id: string): Problem {
  return problem('engine.model_missing', { params: { model: id } });
}

interface State {
  client: WebllmClient;
  files: WebllmFiles;
  /** Model and hub of what the worker has loaded. */
  loaded: string | undefined;
  onLoad: () => void;
  gpu: DeviceParts['gpu'];
}

/** Says first that there is no GPU for a model: nobody is to download a gigabyte for nothing. */
async function gpuProblem(gpu: DeviceParts['gpu'], { id }: WebllmModel): Promise<Problem | undefined> {
  const adapter = await findAdapter(gpu);
  if (adapter === undefined) return problem('engine.no_webgpu', { detail: 'no GPU adapter' });
  const half = /q\df16/.test(id) && !adapter.features.has('shader-f16');
  return half
    ? problem('engine.no_webgpu', { detail: 'this GPU has no shader-f16: take the q4f32 variant' })
    : undefined;
}

interface Job {
  model: WebllmModel;
  hub: string;
  request: Parameters<Predict>[0];
  signal: AbortSignal;
}

async function* predict(state: State, job: Job): AsyncGenerator<EngineEvent> {
  const { model, hub, request, signal } = job;
  const startedAt = performance.now();
  const lack = await gpuProblem(state.gpu, model);
  if (lack !== undefined) {
    yield failed(lack);
    return;
  }
  const key = `${model.id} ${hub}`;
  if (state.loaded !== key || !state.client.running) {
    const integrity = await state.files.integrity(model, hub);
    if (integrity === undefined) {
      yield await absent(state, job);
      return;
    }
    state.onLoad();
    if (state.client.running && state.loaded !== undefined) state.client.kill('another model is loaded');
    state.loaded = undefined;
    const message = {
      verb: 'load' as const,
      model: model.id,
      url: onHub(model.url, hub),
      library: onHub(model.library, hub),
      integrity,
    };
    const load = yield* stream(state, (hear) => state.client.ask(message, hear), signal);
    if (load === 'aborted') {
      yield ended({ reason: 'aborted' });
      return;
    }
    if (!load.ok) {
      // A worker whose load failed holds half a model.
      state.client.kill('the load failed');
      yield failed(load.problem);
      return;
    }
    state.loaded = key;
  }
  const loadMs = performance.now() - startedAt;
  const done = yield* stream(state, (hear) => state.client.ask({ verb: 'generate', request }, hear), signal);
  if (done === 'aborted') {
    yield ended({ reason: 'aborted' });
    return;
  }
  if (!done.ok && ['engine.device_lost', 'engine.crashed', 'engine.no_memory'].includes(done.problem.code)) {
    state.loaded = undefined;
    state.client.kill('the engine failed');
  }
  yield done.ok ? endOf(done.value.end, loadMs, model) : failed(done.problem);
}

function endOf(end: EndOfWorker | undefined, load: number, { memoryBytes }: WebllmModel): EngineEnd {
  if (end === undefined) return failed(problem('engine.crashed', { detail: 'no end from the worker' }));
  const strain = { ...(memoryBytes > 0 && { model: { bytes: memoryBytes, in: 'gpu' as const } }) };
  return ended({ reason: end.reason, text: end.text, usage: end.usage, ms: { load, ...end.ms }, strain });
}
type EndOfWorker = NonNullable<Extract<Awaited<ReturnType<WebllmClient['ask']>>, { ok: true }>['value']['end']>;

/** Not downloaded: says how much there would be to download, where the hub can be asked. */
async function absent(state: State, { model, hub, signal }: Job): Promise<EngineEnd> {
  const bytes = await state.files.inspect(model, hub, signal).catch(() => undefined);
  if (signal.aborted) return ended({ reason: 'aborted' });
  if (bytes?.ok === true)
    return failed(problem('engine.needs_consent', { params: { bytes: bytes.value, model: model.id } }));
  return failed(bytes?.problem ?? problem('engine.model_missing', { params: { model: model.id } }));
}

/** Events of one question to the worker, then its answer. On abort: an interrupt, then, where that is not heeded, the end of the worker. */
async function* stream<T>(
  { client }: State,
  ask: (hear: (event: EngineEvent) => void) => Promise<T>,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, T | 'aborted'> {
  const inbox = createInbox<EngineEvent>();
  const asked: { answer?: { value: T } } = {};
  let late = false;
  const settle = async () => {
    const value = await ask((event) => {
      inbox.put(event);
    });
    asked.answer = { value };
    inbox.wake();
  };
  const hurry = async () => {
    void client.ask({ verb: 'interrupt' });
    await delay(GRACE_MS);
    if (asked.answer !== undefined) return;
    late = true;
    client.kill('did not stop in time');
  };
  const onAbort = () => void hurry();
  void settle();
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      const event = await inbox.take(() => asked.answer !== undefined);
      if (event !== undefined) yield event;
      else if (late) return 'aborted';
      else if (asked.answer !== undefined) return asked.answer.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function infoOf(model: WebllmModel, hub: string, have: { whole: boolean; bytes: number }): ModelInfo {
  const licence = licenceOf(model.id);
  return {
    kind: 'webllm',
    id: model.id,
    name: nameOf(model.id),
    ...(licence !== undefined && { licence }),
    ...(have.whole && { downloadBytes: have.bytes }),
    memoryBytes: model.memoryBytes,
    contextTokens: model.contextTokens,
    state: have.whole ? 'ready' : 'absent',
    haveBytes: have.bytes,
    source: hostOf(repositoryOn(model, hub)),
    lowResource: model.lowResource,
  };
}
