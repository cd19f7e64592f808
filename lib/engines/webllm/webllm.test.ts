import { describe, expect, it } from 'vitest';

import type { EngineEvent, EngineRequest } from '@/lib/contracts/index.ts';

import { serve } from '../testing/server.ts';
import { createWebllmEngine } from './engine.ts';
import { webllmProblem } from './failure.ts';
import { isForLocus, nameOf } from './models.ts';
import type { FromWebllm, ToWebllm, WebllmModel } from './wire.ts';

const MODEL: WebllmModel = {
  id: 'Tiny-q4f32_1-MLC',
  url: 'https://huggingface.co/mlc-ai/Tiny-q4f32_1-MLC',
  library: 'https://raw.githubusercontent.com/mlc-ai/binary-mlc-llm-libs/main/web-llm-models/v/Tiny.wasm',
  memoryBytes: 1e9,
  contextTokens: 4096,
  lowResource: true,
};
const REQUEST: EngineRequest = {
  jobId: 'r:1',
  messages: [{ role: 'user', content: 'hi' }],
  grammar: { ebnf: 'root ::= "a"', gbnf: '', jsonSchema: '{}' },
  maxTokens: 9,
  temperature: 0,
  seed: 1,
};
const GPU = { requestAdapter: async () => ({ features: new Set<string>() }) };

const NO_GPU = { requestAdapter: async () => null };

/** A worker that answers as the test says. */
class FakeWorker {
  readonly heard: ToWebllm[] = [];
  terminated = false;
  #listener: (event: { data: unknown }) => void = () => undefined;
  readonly #reply: (message: ToWebllm, say: (message: FromWebllm) => void) => void;

  constructor(reply: (message: ToWebllm, say: (message: FromWebllm) => void) => void) {
    this.#reply = reply;
  }

  postMessage(message: ToWebllm): void {
    this.heard.push(message);
    queueMicrotask(() => {
      this.#reply(message, (data) => {
        this.#listener({ data });
      });
    });
  }

  addEventListener(type: string, listener: (event: { data: unknown; message?: string }) => void): void {
    if (type === 'message') this.#listener = listener;
  }

  terminate(): void {
    this.terminated = true;
  }
}

function fakeCaches() {
  const all = new Map<string, Map<string, ArrayBuffer>>();
  const open = async (name: string) => {
    const entries = all.get(name) ?? new Map<string, ArrayBuffer>();
    all.set(name, entries);
    return {
      match: async (url: string) => (entries.has(url) ? new Response(entries.get(url)) : undefined),
      put: async (url: string, response: Response) => void entries.set(url, await response.arrayBuffer()),
      delete: async (url: string) => entries.delete(url),
    };
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the three methods that are used
  return { all, caches: { open } as unknown as Pick<CacheStorage, 'open'> };
}

const FILES: Record<string, string> = {
  'mlc-chat-config.json': '{"tokenizer_files":["tokenizer.json"]}',
  'tensor-cache.json': '{"records":[{"dataPath":"params_shard_0.bin","nbytes":5}]}',
  'tokenizer.json': '{}',
  'params_shard_0.bin': 'abcde',
  'Tiny.wasm': 'wasm',
};
const BYTES = Object.values(FILES).reduce((sum, { length }) => sum + length, 0);

async function setUp(
  reply: (message: ToWebllm, say: (message: FromWebllm) => void) => void = () => undefined,
  gpu: { requestAdapter: () => Promise<{ features: Set<string> } | null> } = GPU,
) {
  const files = { ...FILES };
  const hub = await serve((request, response) => {
    const body = files[request.url?.split('/').pop() ?? ''];
    if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-length': body.length }).end(request.method === 'HEAD' ? '' : body);
  });
  const workers: FakeWorker[] = [];
  const { all, caches } = fakeCaches();
  const engine = createWebllmEngine({
    caches,
    fetch: (url, init) => fetch(url, init),
    freeBytes: async () => 1e12,
    gpu,
    onLoad: () => undefined,
    startWorker: () => {
      const worker = new FakeWorker((message, say) => {
        if (message.verb === 'catalogue') say({ type: 'done', id: message.id, catalogue: [MODEL] });
        else reply(message, say);
      });
      workers.push(worker);
      return worker;
    },
  });
  const get = (agreedBytes = BYTES, signal = new AbortController().signal) =>
    engine.get(MODEL.id, hub.url, { agreedBytes, signal, onProgress: () => undefined });
  const predict = async (signal = new AbortController().signal) => {
    const events: EngineEvent[] = [];
    for await (const event of engine.predict({ kind: 'webllm', model: MODEL.id }, hub.url)(REQUEST, signal)) {
      events.push(event);
    }
    const end = events.at(-1);
    if (end?.type !== 'end') throw new Error('no end');
    return { events, end };
  };
  return { hub, files, engine, workers, all, get, predict, [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose]() };
}

/** Loads, then streams "a" and ends. */
function wellBehaved(message: ToWebllm, say: (message: FromWebllm) => void): void {
  const { id } = message;
  if (message.verb === 'load') say({ type: 'progress', id, done: 500, total: 1000 });
  if (message.verb === 'generate') {
    say({ type: 'delta', id, text: 'a', tokens: 1 });
    const usage = { promptTokens: 4, cachedTokens: 0, completionTokens: 1 };
    say({ type: 'done', id, end: { reason: 'stop', text: 'a', usage, ms: { prefill: 1, decode: 1 } } });
  } else say({ type: 'done', id });
}

describe('downloading for WebLLM', () => {
  it('sizes a model exactly, and downloads only what was agreed to', async () => {
    await using set = await setUp();
    const info = await set.engine.inspect(MODEL.id, set.hub.url, new AbortController().signal);
    expect(info).toMatchObject({ ok: true, value: { downloadBytes: BYTES, state: 'absent' } });
    expect(await set.get(BYTES - 1)).toMatchObject({ ok: false, problem: { code: 'engine.needs_consent' } });
    expect(set.hub.requests.some((request) => request.includes('params_shard'))).toBe(false);
    expect(await set.get()).toMatchObject({ ok: true });
    expect(await set.engine.list(set.hub.url)).toMatchObject([{ state: 'ready', haveBytes: BYTES }]);
  });

  it('takes the library from the hub of the settings, not from elsewhere', async () => {
    await using set = await setUp();
    await set.get();
    expect(set.hub.requests).toContain('GET /mlc-ai/binary-mlc-llm-libs/resolve/main/web-llm-models/v/Tiny.wasm');
  });

  it('goes on where it was, file by file', async () => {
    await using set = await setUp();
    delete set.files['params_shard_0.bin'];
    expect(await set.get()).toMatchObject({ ok: false, problem: { code: 'engine.model_missing' } });
    set.files['params_shard_0.bin'] = 'abcde';
    set.hub.requests.length = 0;
    expect(await set.get()).toMatchObject({ ok: true });
    expect(set.hub.requests.filter((request) => /GET .*(Tiny\.wasm|tokenizer\.json)/.test(request))).toEqual([]);
  });

  it('refuses another file under a name that it had before, and keeps nothing of it', async () => {
    await using set = await setUp();
    await set.get();
    await set.engine.remove(MODEL.id);
    set.files['params_shard_0.bin'] = 'abcdX';
    expect(await set.get()).toMatchObject({
      ok: false,
      problem: { code: 'engine.integrity', params: { file: 'params_shard_0.bin' } },
    });
    expect([...(set.all.get('webllm/model')?.keys() ?? [])].some((url) => url.includes('params_shard'))).toBe(false);
  });
});

describe('generating with WebLLM', () => {
  it('says that there is no GPU before anything is asked of a hub', async () => {
    await using set = await setUp(wellBehaved, NO_GPU);
    expect((await set.predict()).end.problem?.code).toBe('engine.no_webgpu');
    expect(set.hub.requests).toEqual([]);
  });

  it('asks for consent where the model is not here', async () => {
    await using set = await setUp(wellBehaved);
    const { end } = await set.predict();
    expect(end.problem).toMatchObject({ code: 'engine.needs_consent', params: { bytes: BYTES } });
  });

  it('loads once, with hashes to check and this page of grammar, and streams', async () => {
    await using set = await setUp(wellBehaved);
    await set.get();
    const { events, end } = await set.predict();
    expect(events.map(({ type }) => type)).toEqual(['progress', 'delta', 'end']);
    expect(end).toMatchObject({ reason: 'stop', text: 'a', usage: { promptTokens: 4 } });
    await set.predict();
    const heard = set.workers.flatMap((worker) => worker.heard);
    const loads = heard.filter((message) => message.verb === 'load');
    expect(loads).toHaveLength(1);
    expect(loads[0]).toMatchObject({ integrity: { config: expect.stringMatching(/^sha256-.{44}$/) } });
    expect(heard.find((message) => message.verb === 'generate')).toMatchObject({ request: REQUEST });
  });
});

describe('a WebLLM worker that does not do well', () => {
  it('is interrupted by a stop, and killed where it does not heed that', async () => {
    await using set = await setUp((message, say) => {
      if (message.verb === 'load') say({ type: 'done', id: message.id });
      if (message.verb === 'generate') say({ type: 'delta', id: message.id, text: 'a', tokens: 1 });
    });
    await set.get();
    const abort = new AbortController();
    setTimeout(() => {
      abort.abort();
    }, 30);
    const { end } = await set.predict(abort.signal);
    expect(end.reason).toBe('aborted');
    expect(set.workers[0]?.heard.map(({ verb }) => verb)).toContain('interrupt');
    expect(set.workers[0]?.terminated).toBe(true);
  });

  it('hands on what went wrong, and the next request starts another worker', async () => {
    await using set = await setUp((message, say) => {
      say({ type: 'problem', id: message.id, problem: { code: 'engine.device_lost' } });
    });
    await set.get();
    expect((await set.predict()).end.problem?.code).toBe('engine.device_lost');
    expect((await set.predict()).end.problem?.code).toBe('engine.device_lost');
    expect(set.workers).toHaveLength(2);
  });
});

describe('what WebLLM says', () => {
  it.each([
    ['WebGPUNotAvailableError', '', 'engine.no_webgpu'],
    ['Error', 'Unable to find a compatible GPU. This issue might be', 'engine.no_webgpu'],
    ['ShaderF16SupportError', 'This model requires WebGPU extension shader-f16', 'engine.no_webgpu'],
    ['DeviceLostError', 'The WebGPU device was lost while loading the model', 'engine.device_lost'],
    ['OperationError', 'createBuffer failed, size is too large', 'engine.no_memory'],
    ['IntegrityError', 'Integrity verification failed for x', 'engine.integrity'],
    ['GrammarMatcherInitError', 'EBNF', 'engine.bad_grammar'],
    ['TypeError', 'Failed to fetch', 'engine.network'],
    ['Error', 'whatever', 'engine.crashed'],
  ])('as %s "%s" is %s', (name, message, code) => {
    expect(webllmProblem(Object.assign(new Error(message), { name })).code).toBe(code);
  });
});

describe('the catalogue for Locus', () => {
  it.each([
    ['Qwen3-0.6B-q4f16_1-MLC', true],
    ['Llama-3.2-1B-Instruct-q4f32_1-MLC', true],
    ['Qwen2.5-Coder-1.5B-Instruct-q4f16_1-MLC', false],
    ['Llama-3.1-8B-Instruct-q4f32_1-MLC', false],
    ['snowflake-arctic-embed-m-q0f32-MLC-b4', false],
    ['Phi-3.5-vision-instruct-q4f16_1-MLC', false],
  ])('%s: %s', (id, listed) => {
    expect(isForLocus({ model_id: id, model: '', model_lib: '' })).toBe(listed);
  });

  it('names models as people do', () => {
    expect(nameOf('Qwen3-0.6B-q4f16_1-MLC')).toBe('Qwen3 0.6B (q4f16)');
  });
});
