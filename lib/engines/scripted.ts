import type { EngineChoice, EngineRequest } from '@/lib/contracts/index.ts';
import { problem } from '@/lib/contracts/index.ts';
import { delay, isAbort } from '@/lib/shared/index.ts';

import { ended, failed, type Predict } from './ended.ts';

type Scripted = Extract<EngineChoice, { kind: 'scripted' }>;

/** The run that a job belongs to: job ids are `<runId>:<iteration>...`. */
function runOf({ jobId }: EngineRequest): string {
  return jobId.split(':', 1)[0] ?? jobId;
}

/**
 * Replies from the list, one per request of the same run, in order; the last repeats. A job that is asked for again is not a new
 * request. Words count as tokens; `delayMs` is the pause before each word.
 */
export function createScripted(): (choice: Scripted) => Predict {
  const jobsByRun = new Map<string, string[]>();
  const replyTo = (choice: Scripted, request: EngineRequest): string | undefined => {
    const jobs = jobsByRun.get(runOf(request)) ?? [];
    if (!jobs.includes(request.jobId)) jobs.push(request.jobId);
    jobsByRun.set(runOf(request), jobs);
    return choice.replies[Math.min(jobs.indexOf(request.jobId), choice.replies.length - 1)];
  };
  return (choice) => (request, signal) => speak(replyTo(choice, request), choice.delayMs ?? 0, { request, signal });
}

async function* speak(
  reply: string | undefined,
  delayMs: number,
  { request, signal }: { request: EngineRequest; signal: AbortSignal },
): ReturnType<Predict> & AsyncGenerator {
  if (reply === undefined) {
    yield failed(problem('internal', { detail: 'the scripted engine has no replies' }));
    return;
  }
  const words = reply.match(/\s*\S+/gu) ?? [];
  const promptTokens = request.messages.reduce((sum, { content }) => sum + (content.match(/\S+/gu)?.length ?? 0), 0);
  const startedAt = Date.now();
  let text = '';
  let tokens = 0;
  const end = (reason: 'stop' | 'length' | 'aborted') =>
    ended({
      reason,
      text: reason === 'stop' ? reply : text,
      usage: { promptTokens, cachedTokens: 0, completionTokens: tokens },
      ms: { load: 0, prefill: 0, decode: Date.now() - startedAt },
    });
  try {
    for (const word of words) {
      if (tokens >= request.maxTokens) {
        yield end('length');
        return;
      }
      await delay(delayMs, signal);
      text += word;
      tokens += 1;
      yield { type: 'delta', text, tokens };
    }
    yield end('stop');
  } catch (error) {
    if (!isAbort(error) && !signal.aborted) throw error;
    yield end('aborted');
  }
}
