import * as v from 'valibot';

import { type EngineEvent, problem, type Problem } from '@/lib/contracts/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

import { FromWebllm, type ToWebllm } from './wire.ts';

/** The part of a Worker that is used; tests bring their own. */
export interface WorkerLike {
  postMessage(message: ToWebllm): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  terminate(): void;
}

type Done = Extract<FromWebllm, { type: 'done' }>;
type Verb<T> = T extends { id: number } ? Omit<T, 'id'> : never;

export interface WebllmClient {
  /** Asks the worker, starting it where there is none. `hear` gets what comes before the end. */
  ask(message: Verb<ToWebllm>, hear?: (event: EngineEvent) => void): Promise<Result<Done, Problem>>;
  /** Ends the worker: what it was asked ends with `engine.crashed`. Its model is gone with it. */
  kill(why: string): void;
  readonly running: boolean;
}

/** A conversation with the WebLLM worker, which is started when it is first needed. */
export function createWebllmClient(start: () => WorkerLike): WebllmClient {
  let worker: WorkerLike | undefined;
  let nextId = 1;
  const open = new Map<number, { end: (result: Result<Done, Problem>) => void; hear: (event: EngineEvent) => void }>();

  const kill = (why: string) => {
    worker?.terminate();
    worker = undefined;
    for (const { end } of open.values()) end(failure(problem('engine.crashed', { detail: why })));
    open.clear();
  };
  const receive = ({ data }: { data: unknown }) => {
    const message = v.parse(FromWebllm, data);
    const asked = open.get(message.id);
    if (asked === undefined) return;
    if (message.type === 'delta') asked.hear({ type: 'delta', text: message.text, tokens: message.tokens });
    if (message.type === 'progress') {
      asked.hear({ type: 'progress', phase: 'load', done: message.done, total: message.total });
    }
    if (message.type === 'delta' || message.type === 'progress') return;
    open.delete(message.id);
    asked.end(message.type === 'done' ? success(message) : failure(message.problem));
  };
  const running = () => {
    if (worker !== undefined) return worker;
    const fresh = start();
    fresh.addEventListener('message', receive);
    fresh.addEventListener('error', ({ message }) => {
      if (worker === fresh) kill(message ?? 'the worker failed');
    });
    worker = fresh;
    return fresh;
  };

  return {
    kill,
    get running() {
      return worker !== undefined;
    },
    ask(message, hear = () => undefined) {
      const id = nextId++;
      return new Promise((end) => {
        open.set(id, { end, hear });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
        running().postMessage({ ...message, id });
      });
    },
  };
}
