import { type EngineChoice, type EngineEnd, type EngineEvent, problem } from '@/lib/contracts/index.ts';
import { isAbort } from '@/lib/shared/index.ts';

import { ended, failed, type Predict } from '../ended.ts';
import { type GgufStore, memoryOf } from '../gguf/store.ts';
import type { CpuShell, CpuTuning, LoadShell } from './shell.ts';

type CpuChoice = Extract<EngineChoice, { kind: 'cpu' }>;

export interface CpuEngine {
  predict(choice: CpuChoice): Predict;
  /** Lets go of the loaded model, or of the named one only. */
  unload(model?: string): void;
}

/** Measured: docs/decisions/0004-cpu-engine-defaults.md. */
const BATCH = 64;

/** Threads where the user set none: one core is left to the browser; on two cores a second thread costs more than it brings. */
function defaultThreads(cores: number): number {
  return cores <= 2 ? 1 : Math.min(8, cores - 1);
}

/** The CPU engine: at most one model is loaded; a request for another one unloads it first. The caller queues requests. */
export function createCpuEngine(parts: {
  store: Pick<GgufStore, 'open'>;
  load: LoadShell;
  cores: number;
  /** Before a model is loaded: other local engines let go of theirs. */
  onLoad: () => void;
}): CpuEngine {
  let loaded: { key: string; model: string; shell: CpuShell; bytes: number } | undefined;
  const unload = (model?: string) => {
    if (loaded === undefined || (model !== undefined && loaded.model !== model)) return;
    loaded.shell.dispose();
    loaded = undefined;
  };

  async function* withModel(choice: CpuChoice, signal: AbortSignal): AsyncGenerator<EngineEvent, Ready | EngineEnd> {
    const tuning: CpuTuning = { threads: choice.threads ?? defaultThreads(parts.cores), batch: BATCH };
    const key = JSON.stringify([choice.model, tuning]);
    if (loaded?.key === key && loaded.shell.alive) return { ...loaded, loadMs: 0 };
    unload();
    const startedAt = performance.now();
    const file = await parts.store.open(choice.model);
    if (file === undefined) return failed(problem('engine.model_missing', { params: { model: choice.model } }));
    parts.onLoad();
    yield { type: 'progress', phase: 'load', done: 0, total: file.size };
    const shell = await parts.load(file, tuning, signal);
    if (!shell.ok) return failed(shell.problem);
    loaded = { key, model: choice.model, shell: shell.value, bytes: memoryOf(file.size) };
    yield { type: 'progress', phase: 'load', done: file.size, total: file.size };
    return { ...loaded, loadMs: performance.now() - startedAt };
  }

  return {
    unload,
    predict: (choice) =>
      async function* (request, signal) {
        const so: SoFar = { text: '', chunks: 0, loadMs: 0 };
        try {
          const ready = yield* withModel(choice, signal);
          if ('type' in ready) {
            yield ready;
            return;
          }
          so.loadMs = ready.loadMs;
          so.bytes = ready.bytes;
          const result = yield* relay(ready.shell.chat(request, signal), so);
          yield result.ok ? endOf(so, so.finish ?? 'stop') : { ...endOf(so, 'error'), problem: result.problem };
        } catch (error) {
          if (!isAbort(error) && !signal.aborted) {
            yield failed(problem('engine.crashed', { detail: String(error) }), { text: so.text });
            return;
          }
          yield endOf(so, 'aborted');
        }
      },
  };
}

interface Ready {
  shell: CpuShell;
  /** About what the model takes in memory. */
  bytes: number;
  loadMs: number;
}

interface SoFar {
  text: string;
  chunks: number;
  loadMs: number;
  bytes?: number;
  finish?: 'stop' | 'length';
  timings?: { cached: number; prompt: number; prefillMs: number; tokens: number; decodeMs: number };
}

async function* relay(chat: ReturnType<CpuShell['chat']>, so: SoFar) {
  for (;;) {
    const next = await chat.next();
    if (next.done === true) return next.value;
    const { text, prefill, timings, finish } = next.value;
    if (timings !== undefined) so.timings = timings;
    if (finish !== undefined) so.finish = finish;
    if (prefill !== undefined) yield { type: 'progress', phase: 'prefill', ...prefill } satisfies EngineEvent;
    if (text === '') continue;
    so.text += text;
    so.chunks += 1;
    // A chunk is about a token; the exact count comes with the end.
    yield { type: 'delta', text: so.text, tokens: so.chunks } satisfies EngineEvent;
  }
}

function endOf({ text, chunks, loadMs, bytes, timings }: SoFar, reason: EngineEnd['reason']): EngineEnd {
  return ended({
    reason,
    text,
    usage: {
      promptTokens: timings === undefined ? 0 : timings.cached + timings.prompt,
      cachedTokens: timings?.cached ?? 0,
      completionTokens: timings?.tokens ?? chunks,
      ...(timings === undefined && { estimated: true }),
    },
    ms: { load: loadMs, prefill: timings?.prefillMs ?? 0, decode: timings?.decodeMs ?? 0 },
    ...(bytes !== undefined && { strain: { model: { bytes, in: 'wasm' } } }),
  });
}
