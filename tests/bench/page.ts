import { type CpuTuning, wllamaLoader } from '@/lib/engines/index.ts';

/** One timed chat: tokens a second, and how long one prefill batch takes (what a stop has to wait for), milliseconds. */
export interface Timing {
  prefill: number;
  decode: number;
  batchMs: number;
  loadMs: number;
}

const WORDS =
  'The harbour office keeps a list of boats, their berths and the days on which each of them was seen to leave. ';

/** Loads the model and has it answer `runs` different prompts of about `promptTokens` tokens with 24 tokens each. */
async function bench(model: Blob, tuning: CpuTuning, runs: number): Promise<Timing[]> {
  const signal = AbortSignal.timeout(600_000);
  const startedAt = performance.now();
  const loaded = await wllamaLoader(() => new URL('wllama/wllama.wasm', location.href).href)(model, tuning, signal);
  if (!loaded.ok) throw new Error(loaded.problem.detail);
  const loadMs = performance.now() - startedAt;
  const timings: Timing[] = [];
  for (let run = 0; run < runs; run++) {
    // A number in front keeps the prefix cache out of it.
    const content = `${run * 37 + 11}. ${WORDS.repeat(6)}What does the office keep?`;
    const request = {
      jobId: 'bench',
      messages: [{ role: 'user' as const, content }],
      maxTokens: 24,
      temperature: 0,
      seed: 1,
    };
    const ends: number[] = [performance.now()];
    for await (const { prefill, timings: told } of loaded.value.chat(request, signal)) {
      if (prefill !== undefined) ends.push(performance.now());
      if (told === undefined || told.tokens < 2 || told.decodeMs === 0) continue;
      const batchMs = Math.max(...ends.slice(1).map((at, i) => at - (ends[i] ?? at)));
      timings[run] = {
        prefill: (told.prompt / told.prefillMs) * 1000,
        decode: (told.tokens / told.decodeMs) * 1000,
        batchMs,
        loadMs,
      };
    }
  }
  loaded.value.dispose();
  return timings;
}

Object.assign(globalThis, { bench });
