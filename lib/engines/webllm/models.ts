import type { ModelRecord } from '@mlc-ai/web-llm';

import type { WebllmModel } from './wire.ts';

/** Chat models for following instructions; not those for code, sums, pictures or embedding. */
const CHAT = /Instruct|-it-|^Qwen3|^Hermes-3|^Phi-(3\.5|4)-mini/i;
// The last three: families that a newer one of the same size has replaced.
const OTHER = /Coder|Math|vision|embed|-VL|Reasoning|-1k$|-jpn-|Base|^Qwen2-|^Phi-3-|^gemma-2b/i;
/** Beyond about four billion parameters a model leaves no memory to the page that it is to read. */
const MOST_BILLIONS = 4.2;

export function isForLocus({ model_id: id, model_type: type }: ModelRecord): boolean {
  const [, count = '', unit] = /(\d+(?:\.\d+)?)(B|M)\b/i.exec(id) ?? [];
  const billions = count === '' ? 3.8 : unit?.toUpperCase() === 'M' ? Number(count) / 1000 : Number(count);
  return (type ?? 0) === 0 && CHAT.test(id) && !OTHER.test(id) && billions <= MOST_BILLIONS && /q4f(16|32)/.test(id);
}

export function modelOf(record: ModelRecord): WebllmModel {
  return {
    id: record.model_id,
    url: record.model,
    library: record.model_lib,
    memoryBytes: Math.round((record.vram_required_MB ?? 0) * 1e6),
    contextTokens: record.overrides?.context_window_size ?? 4096,
    lowResource: record.low_resource_required ?? false,
  };
}

/** `Qwen3-0.6B-q4f16_1-MLC` -> `Qwen3 0.6B (q4f16)` */
export function nameOf(id: string): string {
  const [, name = id, kind] = /^(.*?)-(q\df\d+)_\d+(?:-MLC)?$/.exec(id) ?? [];
  return kind === undefined ? name : `${name.replaceAll('-', ' ')} (${kind})`;
}

const LICENCES: readonly [RegExp, string][] = [
  [/^Qwen2\.5-3B/, 'Qwen Research'],
  [/^(Qwen|SmolLM2|OLMo|Ministral)/, 'Apache-2.0'],
  [/^(Llama|Hermes)-3/, 'Llama 3 Community'],
  [/^Hermes-3/, 'Llama 3 Community'],
  [/^Phi/, 'MIT'],
  [/^gemma-4/, 'Apache-2.0'],
  [/^gemma/, 'Gemma'],
];

export function licenceOf(id: string): string | undefined {
  return LICENCES.find(([pattern]) => pattern.test(id))?.[1];
}
