import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { type EngineChoice, type EngineEvent, type EngineRequest, problem } from '@/lib/contracts/index.ts';
import type { HostEvent, HostLink, HostRequest } from '@/lib/protocol/index.ts';
import { failure, success } from '@/lib/shared/index.ts';

import { ended } from './ended.ts';
import { createEstimator } from './estimate.ts';
import { hostedEngine } from './hosted.ts';

const SCRIPTED: EngineChoice = { kind: 'scripted', replies: ['hi'] };
const REQUEST: EngineRequest = {
  jobId: 'r1:1',
  messages: [{ role: 'user', content: 'word '.repeat(200) }],
  maxTokens: 10,
  temperature: 0,
  seed: 1,
};
const END = ended({ reason: 'stop', text: 'hi', usage: { promptTokens: 300, cachedTokens: 0, completionTokens: 1 } });

/** A host that does what the test says; everything asked of it is noted. */
function fakeHost(answer: (request: HostRequest) => unknown = () => undefined) {
  const listeners = new Set<(event: HostEvent) => void>();
  const asked: string[] = [];
  const link: HostLink = {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a fake of a generic function
    ask: (async (request: HostRequest) => {
      asked.push(request.type);
      const value = answer(request);
      return value instanceof Error ? failure(problem('internal', { detail: value.message })) : success(await value);
    }) as HostLink['ask'],
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const say = (event: EngineEvent, jobId = 'r1:1') => {
    for (const listener of listeners) listener({ type: 'job', jobId, event });
  };
  return { link, asked, say, listeners };
}

function start(host: ReturnType<typeof fakeHost>, choice = SCRIPTED) {
  const abort = new AbortController();
  const events: EngineEvent[] = [];
  const learned = createEstimator();
  const engine = hostedEngine({ choice, link: host.link, learned });
  const done = (async () => {
    for await (const event of engine.predict(REQUEST, abort.signal)) events.push(event);
  })();
  return { abort, events, done, engine };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a hosted engine', () => {
  it('gives the events of its job, and no others', async () => {
    const host = fakeHost();
    const run = start(host);
    await vi.advanceTimersByTimeAsync(0);
    host.say({ type: 'delta', text: 'x', tokens: 1 }, 'other:1');
    host.say({ type: 'delta', text: 'h', tokens: 1 });
    host.say({ type: 'delta', text: 'h', tokens: 1 });
    host.say(END);
    await run.done;
    expect(run.events.map((event) => ('text' in event ? event.text : ''))).toEqual(['h', 'hi']);
    expect(host.asked).toEqual(['job.start']);
    expect(host.listeners.size).toBe(0);
  });

  it('asks for the end where its message was lost', async () => {
    const host = fakeHost((request) => (request.type === 'job.look' ? END : undefined));
    const run = start(host);
    await vi.advanceTimersByTimeAsync(3100);
    await run.done;
    expect(run.events).toEqual([END]);
  });

  it('waits through a long silence while the host says that it works', async () => {
    const host = fakeHost((request) =>
      request.type === 'job.look' ? { type: 'progress', phase: 'prefill', done: 1, total: 9 } : undefined,
    );
    const run = start(host);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(run.events).toEqual([]);
    host.say(END);
    await run.done;
    expect(run.events).toEqual([END]);
    expect(host.asked.filter((type) => type === 'job.start')).toHaveLength(1);
  });
});

describe('a hosted engine whose host dies', () => {
  it('starts a job again that the host lost, but only once', async () => {
    const host = fakeHost((request) => (request.type === 'job.look' ? null : undefined));
    const run = start(host);
    await vi.advanceTimersByTimeAsync(10_000);
    await run.done;
    expect(host.asked.filter((type) => type === 'job.start')).toHaveLength(2);
    expect(run.events).toMatchObject([{ type: 'end', reason: 'error', problem: { code: 'engine.crashed' } }]);
  });

  it('ends as crashed where the host answers nothing any more', async () => {
    const host = fakeHost((request) => (request.type === 'job.look' ? new Error('nobody') : undefined));
    const run = start(host);
    await vi.advanceTimersByTimeAsync(20_000);
    await run.done;
    expect(run.events.at(-1)).toMatchObject({ reason: 'error', problem: { code: 'engine.crashed' } });
  });
});

describe('stopping a hosted engine', () => {
  it('ends within half a second of a stop, also where the host is slow', async () => {
    const host = fakeHost((request) => (request.type === 'job.cancel' ? new Promise(() => undefined) : undefined));
    const run = start(host);
    await vi.advanceTimersByTimeAsync(0);
    host.say({ type: 'delta', text: 'half', tokens: 1 });
    await vi.advanceTimersByTimeAsync(1000);
    run.abort.abort();
    await vi.advanceTimersByTimeAsync(500);
    await run.done;
    expect(run.events.at(-1)).toMatchObject({ type: 'end', reason: 'aborted', text: 'half' });
    expect(host.asked).toContain('job.cancel');
  });

  it('takes the end that the host says after a stop, with what was used', async () => {
    const host = fakeHost();
    const run = start(host);
    await vi.advanceTimersByTimeAsync(0);
    run.abort.abort();
    const usage = { promptTokens: 5, cachedTokens: 0, completionTokens: 2 };
    host.say(ended({ reason: 'aborted', usage }));
    await vi.advanceTimersByTimeAsync(10);
    await run.done;
    expect(run.events.at(-1)).toMatchObject({ reason: 'aborted', usage });
  });

  it('stops also while the host does not even take the job', async () => {
    const host = fakeHost((request) => (request.type === 'job.start' ? new Promise(() => undefined) : undefined));
    const run = start(host);
    await vi.advanceTimersByTimeAsync(100);
    run.abort.abort();
    await vi.advanceTimersByTimeAsync(500);
    await run.done;
    expect(run.events).toMatchObject([{ reason: 'aborted' }]);
  });
});

describe('what a hosted engine tells', () => {
  it('counts as sent what may have left, where nobody saw the end', async () => {
    const host = fakeHost();
    const run = start(host, { kind: 'openai', baseURL: 'https://api.example/v1', model: 'm' });
    await vi.advanceTimersByTimeAsync(0);
    run.abort.abort();
    await vi.advanceTimersByTimeAsync(500);
    await run.done;
    const [end] = run.events;
    expect(end?.type === 'end' && end.sent).toMatchObject([{ host: 'api.example' }]);
    expect(end?.type === 'end' && (end.sent[0]?.bytes ?? 0)).toBeGreaterThan(1000);
  });

  it('learns from the usage that the engine reports', async () => {
    const host = fakeHost();
    const run = start(host);
    const before = run.engine.countTokens('some words');
    await vi.advanceTimersByTimeAsync(0);
    host.say({ ...END, usage: { promptTokens: 5000, cachedTokens: 0, completionTokens: 1 } });
    await run.done;
    expect(run.engine.countTokens('some words')).toBeGreaterThan(before);
  });

  it('has no model where rules alone were chosen', async () => {
    const run = start(fakeHost(), { kind: 'rules' });
    await run.done;
    expect(run.events).toMatchObject([{ reason: 'error', problem: { code: 'engine.none' } }]);
  });
});
