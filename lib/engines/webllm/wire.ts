import * as v from 'valibot';

import { EngineRequest, Problem, Usage } from '@/lib/contracts/index.ts';

/** SRI hashes ("sha256-..."), as WebLLM checks them at each load. */
const Integrity = v.object({ config: v.string(), model_lib: v.string(), tokenizer: v.record(v.string(), v.string()) });
export type Integrity = v.InferOutput<typeof Integrity>;

/** A model of WebLLM's own catalogue. */
export const WebllmModel = v.object({
  id: v.string(),
  /** Address of its repository at Hugging Face. */
  url: v.string(),
  /** Address of its library (WASM). */
  library: v.string(),
  memoryBytes: v.number(),
  contextTokens: v.number(),
  lowResource: v.boolean(),
});
export type WebllmModel = v.InferOutput<typeof WebllmModel>;

/** To the worker. `id` names the request in what comes back. */
export const ToWebllm = v.variant('verb', [
  v.object({ verb: v.literal('catalogue'), id: v.number() }),
  v.object({
    verb: v.literal('load'),
    id: v.number(),
    model: v.string(),
    /** Addresses on the user's hub. */
    url: v.string(),
    library: v.string(),
    integrity: v.optional(Integrity),
  }),
  v.object({ verb: v.literal('generate'), id: v.number(), request: EngineRequest }),
  v.object({ verb: v.literal('interrupt'), id: v.number() }),
]);
export type ToWebllm = v.InferOutput<typeof ToWebllm>;

const WebllmEnd = v.object({
  reason: v.picklist(['stop', 'length', 'aborted']),
  text: v.string(),
  usage: Usage,
  ms: v.object({ prefill: v.number(), decode: v.number() }),
});

/** From the worker. The last of each request is `done` or `problem`. */
export const FromWebllm = v.variant('type', [
  v.object({ type: v.literal('progress'), id: v.number(), done: v.number(), total: v.number() }),
  v.object({ type: v.literal('delta'), id: v.number(), text: v.string(), tokens: v.number() }),
  v.object({ type: v.literal('problem'), id: v.number(), problem: Problem }),
  v.object({
    type: v.literal('done'),
    id: v.number(),
    catalogue: v.optional(v.array(WebllmModel)),
    end: v.optional(WebllmEnd),
  }),
]);
export type FromWebllm = v.InferOutput<typeof FromWebllm>;
