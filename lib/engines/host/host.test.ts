import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import {
  type EngineChoice,
  type EngineEnd,
  type EngineEvent,
  type EngineRequest,
  problem,
} from '@/lib/contracts/index.ts';
import type { HostEvent } from '@/lib/protocol/index.ts';
import { delay, failure, success } from '@/lib/shared/index.ts';

import type { CpuChunk, LoadShell } from '../cpu/shell.ts';
import { FakeFolder } from '../testing/opfs.ts';
import { deviceReport } from './device.ts';
import { createHost } from './host.ts';

const HUB = 'http://127.0.0.1:9';
const DEVICE = { cores: 2, memoryGiB: 8, freeBytes: async () => 1e12 };

function request(jobId: string): EngineRequest {
  return { jobId, messages: [{ role: 'user', content: 'hello' }], maxTokens: 100, temperature: 0, seed: 1 };
}

function setUp(loadCpu?: LoadShell) {
  const events: HostEvent[] = [];
  const root = new FakeFolder();
  const host = createHost({
    send: (event) => events.push(event),
    assets: { url: (path) => `chrome-extension://abc${path}` },
    root: async () => root,
    device: DEVICE,
    ...(loadCpu !== undefined && { loadCpu }),
  });
  const job = async (jobId: string, choice: EngineChoice): Promise<EngineEnd> => {
    await host.answer({ type: 'job.start', choice, request: request(jobId) }, HUB);
    return endOf(jobId);
  };
  const endOf = async (jobId: string): Promise<EngineEnd> => {
    for (;;) {
      const found = of(jobId).find((event) => event.type === 'end');
      if (found?.type === 'end') return found;
      await delay(5);
    }
  };
  const of = (jobId: string): EngineEvent[] =>
    events.flatMap((event) => (event.type === 'job' && event.jobId === jobId ? [event.event] : []));
  return { host, events, job, endOf, of, root };
}

describe('the jobs of a host', () => {
  it('give scripted replies in the order of a run, each run from the first', async () => {
    const { job } = setUp();
    const choice: EngineChoice = { kind: 'scripted', replies: ['one', 'two'] };
    expect((await job('a:1', choice)).text).toBe('one');
    expect((await job('a:2', choice)).text).toBe('two');
    expect((await job('b:1', choice)).text).toBe('one');
    expect((await job('a:3', choice)).text).toBe('two');
  });

  it('are not run twice when they are started twice', async () => {
    const { host, job, of } = setUp();
    const choice: EngineChoice = { kind: 'scripted', replies: ['one', 'two'] };
    const first = await job('a:1', choice);
    await job('a:1', choice);
    expect(of('a:1').filter(({ type }) => type === 'end')).toEqual([first, first]);
    expect(await host.answer({ type: 'job.look', jobId: 'a:1' }, HUB)).toEqual(success(first));
    expect(await host.answer({ type: 'job.look', jobId: 'never:1' }, HUB)).toEqual(success(null));
  });

  it('say their text at a bearable pace, and always all of it at the end', async () => {
    const { job, of } = setUp();
    const reply = 'word '.repeat(50).trim();
    const end = await job('a:1', { kind: 'scripted', replies: [reply], delayMs: 2 });
    expect(end.text).toBe(reply);
    expect(of('a:1').filter(({ type }) => type === 'delta').length).toBeLessThan(15);
  });

  it('wait for each other, and a waiting one stops at once', async () => {
    const { host, endOf, of } = setUp();
    const slow: EngineChoice = { kind: 'scripted', replies: ['a b c d e f g h'], delayMs: 20 };
    await host.answer({ type: 'job.start', choice: slow, request: request('a:1') }, HUB);
    await host.answer({ type: 'job.start', choice: slow, request: request('b:1') }, HUB);
    await host.answer({ type: 'job.cancel', jobId: 'b:1' }, HUB);
    expect((await endOf('b:1')).reason).toBe('aborted');
    expect(of('a:1').some(({ type }) => type === 'end')).toBe(false);
    await host.answer({ type: 'job.cancel', jobId: 'a:1' }, HUB);
    const end = await endOf('a:1');
    expect(end.reason).toBe('aborted');
    expect('a b c d e f g h'.startsWith(end.text)).toBe(true);
  });

  it('without a model end with what is missing', async () => {
    const { job } = setUp();
    expect((await job('a:1', { kind: 'rules' })).problem?.code).toBe('engine.none');
    expect((await job('a:2', { kind: 'cpu', model: 'x' })).problem).toMatchObject({ code: 'engine.model_missing' });
    expect((await job('a:3', { kind: 'webllm', model: 'x' })).problem?.code).toBe('engine.no_webgpu');
  });
});

describe('the models of a host', () => {
  it('are listed from the catalogue without asking anybody', async () => {
    const { host } = setUp();
    const list = await host.answer({ type: 'models.list' }, 'https://huggingface.co');
    expect(list.ok && Array.isArray(list.value) && list.value.length).toBeGreaterThan(3);
  });

  it('that cannot be had say so by an event', async () => {
    const { host, events } = setUp();
    expect(await host.answer({ type: 'models.get', kind: 'cpu', id: 'smollm2-135m', agreedBytes: 1e9 }, HUB)).toEqual(
      success(undefined),
    );
    await expect
      .poll(() => events.at(-1))
      .toMatchObject({
        type: 'model',
        progress: { phase: 'failed', problem: { code: 'engine.network', params: { host: '127.0.0.1:9' } } },
      });
  });
});

const CHUNKS: CpuChunk[] = [
  { text: '', prefill: { done: 8, total: 16 } },
  { text: 'Hel' },
  { text: 'lo', finish: 'stop', timings: { cached: 3, prompt: 13, prefillMs: 5, tokens: 2, decodeMs: 4 } },
];

async function withModel(load: LoadShell) {
  const set = setUp(load);
  const models = await set.root.getDirectoryHandle('models', { create: true });
  const folder = await models.getDirectoryHandle(createHash('sha256').update('m').digest('hex').slice(0, 24), {
    create: true,
  });
  const meta = { id: 'm', name: 'm', url: '', licence: '', contextTokens: 512, bytes: 3, sha256: '', state: 'ready' };
  folder.files.set('meta.json', new TextEncoder().encode(JSON.stringify(meta)));
  folder.files.set('p000000', new Uint8Array([1, 2, 3]));
  return set;
}

function shellThat(chat: (signal: AbortSignal) => ReturnType<LoadShellChat>): { load: LoadShell; loads: number[] } {
  const loads: number[] = [];
  const load: LoadShell = async (model) => {
    loads.push(model.size);
    const shell = {
      alive: true,
      dispose: () => undefined,
      chat: (_: EngineRequest, signal: AbortSignal) => chat(signal),
    };
    return success(shell);
  };
  return { load, loads };
}
type LoadShellChat = Extract<Awaited<ReturnType<LoadShell>>, { ok: true }>['value']['chat'];

describe('the CPU engine', () => {
  it('tells load, prefill, text and usage, and loads a model once', async () => {
    const { load, loads } = shellThat(async function* () {
      yield* CHUNKS;
      return success(undefined);
    });
    const { job, of } = await withModel(load);
    const end = await job('a:1', { kind: 'cpu', model: 'm' });
    expect(end).toMatchObject({
      reason: 'stop',
      text: 'Hello',
      usage: { promptTokens: 16, cachedTokens: 3, completionTokens: 2 },
      ms: { prefill: 5, decode: 4 },
    });
    expect(of('a:1')).toContainEqual({ type: 'progress', phase: 'prefill', done: 8, total: 16 });
    await job('a:2', { kind: 'cpu', model: 'm' });
    expect(loads).toEqual([3]);
  });

  it('hands on why the model could not be loaded', async () => {
    const { job } = await withModel(async () => failure(problem('engine.bad_file')));
    expect((await job('a:1', { kind: 'cpu', model: 'm' })).problem?.code).toBe('engine.bad_file');
  });

  it('ends a cancelled job with the text so far', async () => {
    const { load } = shellThat(async function* (signal) {
      yield { text: 'some' };
      await delay(60_000, signal);
      return success(undefined);
    });
    const { host, endOf, of } = await withModel(load);
    await host.answer({ type: 'job.start', choice: { kind: 'cpu', model: 'm' }, request: request('a:1') }, HUB);
    await expect.poll(() => of('a:1').some(({ type }) => type === 'delta')).toBe(true);
    await host.answer({ type: 'job.cancel', jobId: 'a:1' }, HUB);
    expect(await endOf('a:1')).toMatchObject({ reason: 'aborted', text: 'some' });
  });
});

describe('the device report', () => {
  it('asks for an adapter again where the first answer is none', async () => {
    let asked = 0;
    const adapter = { features: new Set(['shader-f16']), info: { vendor: 'google', architecture: 'swiftshader' } };
    const gpu = { requestAdapter: async () => (++asked > 1 ? adapter : null) };
    expect(await deviceReport({ ...DEVICE, gpu })).toMatchObject({ webgpu: 'fallback', f16: true, cores: 2 });
  });

  it('says no where there is none', async () => {
    expect((await deviceReport(DEVICE)).webgpu).toBe('no');
  });
});
