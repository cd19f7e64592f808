import { LoggerWithoutDebug, Wllama } from '@wllama/wllama/esm/index.js';

import { type EngineRequest, problem, type Problem } from '@/lib/contracts/index.ts';
import { failure, isAbort, type Result, success } from '@/lib/shared/index.ts';

import { CPU_CONTEXT } from '../profile.ts';
import { cpuProblem } from './failure.ts';

/** Loading parameters that are worth a figure (docs/decisions/0004). */
export interface CpuTuning {
  threads: number;
  /** Tokens of one prefill batch: a stop waits for the whole batch. */
  batch: number;
}

/** What a chat streams, of wllama's chunks. */
export interface CpuChunk {
  text: string;
  prefill?: { done: number; total: number };
  timings?: { cached: number; prompt: number; prefillMs: number; tokens: number; decodeMs: number };
  finish?: 'stop' | 'length';
}

/** One loaded model. One chat at a time: what is beyond wllama's parallel slots hangs for ever. */
export interface CpuShell {
  chat(request: EngineRequest, signal: AbortSignal): AsyncGenerator<CpuChunk, Result<void, Problem>>;
  /** False once it crashed or was killed. */
  readonly alive: boolean;
  dispose(): void;
}

/** `modelBlob`, tuning, signal -> a loaded model. Tests bring their own. */
export type LoadShell = (model: Blob, tuning: CpuTuning, signal: AbortSignal) => Promise<Result<CpuShell, Problem>>;

/** A worker that does not end its work this long after an abort is killed; the model is loaded again for the next request. */
const GRACE_MS = 4000;

/** Rejects `dead` on `kill`; wllama leaves its own promises pending for ever once its worker is gone. */
function mortal(wllama: Wllama) {
  const { promise: dead, reject } = Promise.withResolvers<never>();
  dead.catch(() => undefined);
  const state = { alive: true };
  return {
    state,
    kill(reason: unknown) {
      if (!state.alive) return;
      state.alive = false;
      void wllama.exit();
      reject(reason);
    },
    guard: <T>(promise: Promise<T>): Promise<T> => Promise.race([promise, dead]),
  };
}

function quiet(): void {}

/** Loads models with the packaged wllama, whose files lie at `wasmUrl` and beside it. */
export function wllamaLoader(wasmUrl: () => string): LoadShell {
  return async (model, tuning, signal) => {
    let lastError = '';
    const wllama = new Wllama(
      { default: wasmUrl() },
      {
        logger: {
          ...LoggerWithoutDebug,
          log: quiet,
          warn: quiet,
          error: (...what: unknown[]) => {
            const line = what.map(String).join(' ');
            if (!/^(RangeError|Stack trace)/.test(line)) lastError = line.slice(0, 300);
          },
        },
      },
    );
    wllama.setCompat(null);
    const life = mortal(wllama);
    const abort = () => {
      life.kill(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    try {
      signal.throwIfAborted();
      await life.guard(wllama.loadModel([model], loadParams(tuning)));
      const info = wllama.getLoadedContextInfo();
      // A corrupt file "loads" too.
      if (!('success' in info) || info.success !== true || info.n_vocab === 0) {
        life.kill(new Error('model rejected'));
        return failure(problem('engine.bad_file', { detail: lastError }));
      }
      return success(shellOf(wllama, life, () => lastError));
    } catch (error) {
      life.kill(error);
      if (isAbort(error) || signal.aborted) throw error;
      return failure(cpuProblem(error, lastError).problem);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  };
}

function loadParams({ threads, batch }: CpuTuning) {
  return {
    n_ctx: CPU_CONTEXT,
    n_parallel: 1,
    n_threads: threads,
    n_batch: batch,
    n_ubatch: batch,
    // The CPU alone: the GPU belongs to WebLLM, and a GPU without f16 is skipped silently.
    n_gpu_layers: 0,
  };
}

function shellOf(wllama: Wllama, life: ReturnType<typeof mortal>, log: () => string): CpuShell {
  return {
    get alive() {
      return life.state.alive;
    },
    dispose: () => {
      life.kill(new DOMException('unloaded', 'AbortError'));
    },
    async *chat(request, signal) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const hurry = () => {
        timer = setTimeout(() => {
          life.kill(new DOMException('killed', 'AbortError'));
        }, GRACE_MS);
      };
      signal.addEventListener('abort', hurry, { once: true });
      try {
        signal.throwIfAborted();
        const stream = await life.guard(wllama.createChatCompletion(chatParams(request, signal)));
        const chunks = stream[Symbol.asyncIterator]();
        for (;;) {
          const next = await life.guard(chunks.next());
          if (next.done === true) return success(undefined);
          yield readChunk(next.value);
        }
      } catch (error) {
        if (isAbort(error) || signal.aborted) throw error;
        const { problem: what, fatal } = cpuProblem(error, log());
        if (fatal) life.kill(error);
        return failure(what);
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', hurry);
      }
    },
  };
}

function chatParams(request: EngineRequest, abortSignal: AbortSignal) {
  return {
    messages: request.messages,
    stream: true as const,
    stream_options: { include_usage: true },
    return_progress: true,
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    seed: request.seed,
    abortSignal,
    // Qwen3's template thinks aloud unless told not to; others ignore it.
    chat_template_kwargs: { enable_thinking: false },
    ...(request.grammar !== undefined && { grammar: request.grammar.gbnf }),
  };
}

type Chunk =
  Awaited<ReturnType<Wllama['createChatCompletion']>> extends infer T
    ? T extends AsyncIterable<infer C>
      ? C
      : never
    : never;

function readChunk(chunk: Chunk): CpuChunk {
  const [choice] = chunk.choices;
  const { timings, prompt_progress: progress } = chunk;
  const finish = choice?.finish_reason;
  return {
    text: choice?.delta.content ?? '',
    ...(progress !== undefined && { prefill: { done: progress.processed, total: progress.total } }),
    ...(timings !== undefined && {
      timings: {
        cached: timings.cache_n,
        prompt: timings.prompt_n,
        prefillMs: timings.prompt_ms,
        tokens: timings.predicted_n,
        decodeMs: timings.predicted_ms,
      },
    }),
    ...((finish === 'stop' || finish === 'length') && { finish }),
  };
}
