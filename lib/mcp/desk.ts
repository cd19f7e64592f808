import * as v from 'valibot';

import { type Problem, problem } from '@/lib/contracts/index.ts';
import type { McpCalled, McpListed, McpRequest } from '@/lib/protocol/index.ts';
import { newId, type Result, success } from '@/lib/shared/index.ts';

import { Answered, type Work } from './wire.ts';

interface WorkerLike {
  postMessage(message: unknown): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
}

export interface McpDesk {
  answer(request: McpRequest): Promise<Result<unknown, Problem>>;
}

/** Milliseconds. The worker has bounds of its own, which are narrower: past these it hangs, and is ended. */
const LIST_MS = 75_000;
const CALL_MS = 120_000;
const LEAVE_MS = 5000;
/** After so long without a question, sessions and worker go. */
const IDLE_MS = 120_000;
/** Calls that are over and still known, so that one that is asked twice is done once. */
const KEPT = 50;

const NONE = { sent: 0, got: 0 };

/** Speaks with servers of tools through a worker, which is started when one is asked. `startWorker` starts /mcp/worker.js. */
export function createMcpDesk({ startWorker }: { startWorker: () => WorkerLike }): McpDesk {
  const host = newId('host');
  const calls = new Map<string, Promise<McpCalled>>();
  const line = workerLine(startWorker);
  const call = async ({ host: _meant, type: _type, ...given }: Extract<McpRequest, { type: 'mcp.call' }>) =>
    line.ask({ do: 'call', ...given }, CALL_MS, lost(given.tool, given.server.url));
  return {
    async answer(request) {
      switch (request.type) {
        case 'mcp.host':
          return success(host);
        case 'mcp.list': {
          const { host: name } = new URL(request.server.url);
          const late: McpListed = { traffic: NONE, ended: { ok: false, problem: problem('mcp.slow', { params: { host: name } }) } }; // prettier-ignore
          return success(await line.ask({ do: 'list', server: request.server }, LIST_MS, late));
        }
        case 'mcp.call': {
          const { callId, tool, server } = request;
          // It was for a host that is gone: whether that one did it, it took with it.
          if (request.host !== host) return success(lost(tool, server.url));
          const known = calls.get(callId) ?? call(request);
          calls.set(callId, known);
          const [oldest] = calls.keys();
          if (calls.size > KEPT && oldest !== undefined) calls.delete(oldest);
          return success(await known);
        }
        case 'mcp.cancel':
          line.tell({ do: 'cancel', callId: request.callId });
          return success(undefined);
        case 'mcp.leave':
          if (line.isThere()) await line.ask({ do: 'leave', id: request.id }, LEAVE_MS, undefined);
          return success(undefined);
      }
    },
  };
}

function lost(tool: string, url: string): McpCalled {
  const { host } = new URL(url);
  return { traffic: NONE, ms: 0, ended: { ok: false, problem: problem('mcp.unknown', { params: { tool, host } }) } };
}

/** A worker that comes when it is asked, and goes when it is not, or hangs. */
function workerLine(startWorker: () => WorkerLike) {
  let worker: WorkerLike | undefined;
  let idle: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  const waiting = new Map<number, (answer: unknown) => void>();
  const end = () => {
    worker?.terminate();
    worker = undefined;
    const all = [...waiting.values()];
    waiting.clear();
    for (const resolve of all) resolve(undefined);
  };
  const there = () => {
    if (worker !== undefined) return worker;
    const started = startWorker();
    started.addEventListener('message', ({ data }) => {
      const said = v.safeParse(Answered, data);
      if (!said.success) return;
      waiting.get(said.output.number)?.(said.output.answer);
      waiting.delete(said.output.number);
    });
    started.addEventListener('error', () => {
      if (worker === started) end();
    });
    worker = started;
    return started;
  };
  const post = (number: number, work: Work) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
    there().postMessage({ number, work });
  };
  return {
    isThere: () => worker !== undefined,
    tell(work: Work) {
      last += 1;
      if (worker !== undefined) post(last, work);
    },
    /** `late` where the worker gave no answer by then. What it says is parsed where it leaves the host. */
    async ask<T>(work: Work, ms: number, late: T): Promise<T> {
      last += 1;
      const number = last;
      clearTimeout(idle);
      const timer = setTimeout(end, ms);
      try {
        const answer = await new Promise<unknown>((resolve) => {
          waiting.set(number, resolve);
          post(number, work);
        });
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema of the reply to this very request parses it next
        return answer === undefined ? late : (answer as T);
      } finally {
        clearTimeout(timer);
        clearTimeout(idle);
        if (waiting.size === 0) idle = setTimeout(end, IDLE_MS);
      }
    },
  };
}
