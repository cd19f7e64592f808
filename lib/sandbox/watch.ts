import { type Problem, problem } from '@/lib/contracts/index.ts';
import type { ToolRequest, ToolResult } from '@/lib/protocol/index.ts';
import { failure, type Result } from '@/lib/shared/index.ts';

import type { Hear } from './pool.ts';

/** Told lines of a call, some at once. */
export type Told = (callId: string, lines: readonly string[]) => void;
type Context = Extract<ToolRequest, { type: 'tools.call' }>['context'];
type Work = (until?: AbortSignal, hear?: Hear) => Promise<Result<ToolResult, Problem>>;

/** A tool may write a thousand lines in the time of one message: those of so many milliseconds go together. */
const TOGETHER_MS = 100;

/** Calls that somebody looks on at: they can be stopped, and what they write is told while they run. */
export function createWatch(told: Told | undefined) {
  const atWork = new Map<string, AbortController>();
  return {
    async call(context: Context, title: string, work: Work): ReturnType<Work> {
      const callId = context?.callId;
      // A call that came twice is one, and is looked on at once.
      if (callId === undefined || context?.live !== true || atWork.has(callId)) return work();
      const stop = new AbortController();
      atWork.set(callId, stop);
      const lines = gathered((some) => told?.(callId, some));
      try {
        return await work(stop.signal, lines.hear);
      } catch (error) {
        if (!stop.signal.aborted) throw error;
        return failure(problem('sandbox.stopped', { params: { tool: title } }));
      } finally {
        lines.end();
        atWork.delete(callId);
      }
    },
    stop(callId: string): void {
      atWork.get(callId)?.abort();
    },
  };
}

function gathered(say: (lines: readonly string[]) => void) {
  let lines: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const some = lines;
    lines = [];
    say(some);
  };
  return {
    hear: (line: string) => {
      lines.push(line);
      timer ??= setTimeout(flush, TOGETHER_MS);
    },
    end() {
      clearTimeout(timer);
      if (lines.length > 0) flush();
    },
  };
}
