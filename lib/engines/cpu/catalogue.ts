import type { GgufSource } from '../gguf/store.ts';
import { DEFAULT_HUB } from '../hub.ts';
import { CPU_CONTEXT } from '../profile.ts';

/**
 * Models that are small enough to be borne on a CPU, all of them Apache-2.0. Sizes are not written here: the hub is asked for them
 * before anything is fetched. Any other GGUF can be fetched by its address or picked from disk.
 */
export const CPU_CATALOGUE: readonly GgufSource[] = (
  [
    ['smollm2-135m', 'SmolLM2 135M Instruct', 'bartowski/SmolLM2-135M-Instruct-GGUF', 'SmolLM2-135M-Instruct-Q8_0'],
    ['smollm2-360m', 'SmolLM2 360M Instruct', 'HuggingFaceTB/SmolLM2-360M-Instruct-GGUF', 'smollm2-360m-instruct-q8_0'],
    ['qwen2.5-0.5b', 'Qwen2.5 0.5B Instruct', 'Qwen/Qwen2.5-0.5B-Instruct-GGUF', 'qwen2.5-0.5b-instruct-q8_0'],
    ['qwen3-0.6b', 'Qwen3 0.6B', 'Qwen/Qwen3-0.6B-GGUF', 'Qwen3-0.6B-Q8_0'],
  ] as const
).map(([id, name, repository, file]) => ({
  id,
  name,
  url: `${DEFAULT_HUB}/${repository}/resolve/main/${file}.gguf`,
  licence: 'Apache-2.0',
  contextTokens: CPU_CONTEXT,
}));
