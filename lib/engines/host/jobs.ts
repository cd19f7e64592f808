import { type EngineEnd, type EngineEvent, problem } from '@/lib/contracts/index.ts';
import { log } from '@/lib/shared/index.ts';

import { ended, failed } from '../ended.ts';

/** Deltas carry all of the text: one in 80 ms is as good as each. */
const PACE_MS = 80;
/** How long the end of a job can be asked for. */
const KEEP_MS = 10 * 60_000;

type Run = (signal: AbortSignal) => AsyncIterable<EngineEvent>;

export interface Jobs {
  /** Starts the job behind those of the same queue, or says its latest event again where it is known. */
  start(jobId: string, queue: string, run: Run): void;
  cancel(jobId: string): void;
  /** The latest event; undefined where the job is not known, or no longer. */
  look(jobId: string): EngineEvent | undefined;
  dispose(): void;
}

/** The jobs of a host: one at a time in each queue, each known until ten minutes after its end. */
export function createJobs(send: (jobId: string, event: EngineEvent) => void): Jobs {
  const jobs = new Map<string, Job>();
  const queues = new Map<string, Promise<void>>();
  return {
    start(jobId, queue, run) {
      const known = jobs.get(jobId);
      if (known !== undefined) {
        known.say();
        return;
      }
      const job = createJob((event) => {
        send(jobId, event);
        if (event.type === 'end') setTimeout(() => jobs.delete(jobId), KEEP_MS);
      });
      jobs.set(jobId, job);
      const turn = (queues.get(queue) ?? Promise.resolve()).then(() => job.work(run));
      queues.set(queue, turn);
    },
    cancel: (jobId) => {
      jobs.get(jobId)?.cancel();
    },
    look: (jobId) => jobs.get(jobId)?.last(),
    dispose() {
      for (const job of jobs.values()) job.cancel();
      jobs.clear();
    },
  };
}

type Job = ReturnType<typeof createJob>;

/** One job: its latest event, said at a bearable pace, and exactly one end. */
function createJob(send: (event: EngineEvent) => void) {
  const abort = new AbortController();
  let last: EngineEvent = { type: 'progress', phase: 'load', done: 0, total: 0 };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saidAt = 0;
  let working = false;

  const say = () => {
    clearTimeout(timer);
    timer = undefined;
    saidAt = Date.now();
    send(last);
  };
  const hear = (event: EngineEvent) => {
    if (last.type === 'end') return;
    last = event;
    const wait = saidAt + PACE_MS - Date.now();
    if (event.type !== 'delta' || wait <= 0) say();
    else timer ??= setTimeout(say, wait);
  };
  return {
    say,
    last: () => last,
    cancel: () => {
      abort.abort();
      // The end of a job that waits for its turn is not waited for.
      if (!working) hear(ended({ reason: 'aborted' }));
    },
    async work(run: Run): Promise<void> {
      working = true;
      if (abort.signal.aborted) return;
      try {
        for await (const event of run(abort.signal)) hear(event);
      } catch (error) {
        // Predictors do not throw; where one does, the caller still gets its end.
        log.error('engines', 'a predictor threw', error);
        hear(failed(problem('engine.crashed', { detail: String(error) })));
      }
      hear(lastWord(last, abort.signal));
    },
  };
}

/** For an engine that stopped without its `end`: a bug there, still an end here. */
function lastWord(last: EngineEvent, signal: AbortSignal): EngineEnd {
  const text = last.type === 'delta' ? last.text : '';
  if (signal.aborted) return ended({ reason: 'aborted', text });
  return failed(problem('engine.crashed', { detail: 'the engine said no end' }), { text });
}
