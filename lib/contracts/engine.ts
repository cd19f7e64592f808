import * as v from 'valibot';

import { Problem } from './problem-codes.ts';

export const PLACEMENTS = ['local', 'edge', 'cloud'] as const;
export type Placement = (typeof PLACEMENTS)[number];

/** What the user pays for a million tokens, in the currency of their bill; the prompt and the answer apart. */
const Price = v.object({ input: v.number(), output: v.number() });

/** The engine that the user chose. Kept in storage.local; `apiKey` never leaves it but in the request itself. */
export const EngineChoice = v.variant('kind', [
  v.object({ kind: v.literal('rules') }),
  v.object({ kind: v.literal('webllm'), model: v.string() }),
  /** `model`: id in the store of downloaded or picked GGUF files (see engines/store). */
  v.object({ kind: v.literal('cpu'), model: v.string(), threads: v.optional(v.number()) }),
  v.object({
    kind: v.literal('openai'),
    baseURL: v.string(),
    model: v.string(),
    apiKey: v.optional(v.string()),
    /** Context window, tokens, where the user knows it. */
    contextTokens: v.optional(v.number()),
    price: v.optional(Price),
  }),
  /** For tests and the demo of the loop itself: replies come from this list, one per request, in order; the last repeats. */
  v.object({ kind: v.literal('scripted'), replies: v.array(v.string()), delayMs: v.optional(v.number()) }),
]);
export type EngineChoice = v.InferOutput<typeof EngineChoice>;

/** What the loop needs to know of the engine at hand to build a prompt for it. */
export const EngineProfile = v.object({
  kind: v.picklist(['rules', 'webllm', 'cpu', 'openai', 'scripted']),
  model: v.string(),
  placement: v.picklist(PLACEMENTS),
  /** Whole context window, tokens. */
  contextTokens: v.number(),
  /** Tokens that the page view may have (1,200 by default; far fewer on a CPU, where prefill is slow). */
  viewTokens: v.number(),
  /** Tokens of article text that go along with a question or a summary. */
  textTokens: v.number(),
  /** Most tokens of one answer. */
  answerTokens: v.number(),
  /** Which grammar the engine takes: xgrammar EBNF, llama.cpp GBNF, a JSON schema, or none. */
  grammar: v.picklist(['ebnf', 'gbnf', 'json-schema', 'none']),
  price: v.optional(Price),
});
export type EngineProfile = v.InferOutput<typeof EngineProfile>;

export const Message = v.object({ role: v.picklist(['system', 'user', 'assistant']), content: v.string() });
export type Message = v.InferOutput<typeof Message>;

/** The same language three times; the engine takes the one it understands. */
export const GrammarSet = v.object({ ebnf: v.string(), gbnf: v.string(), jsonSchema: v.string() });
export type GrammarSet = v.InferOutput<typeof GrammarSet>;

/** One prediction, in the shape of OpenAI's chat completions plus grammar, seed and a job id. */
export const EngineRequest = v.object({
  /** Made from run and iteration: the same job asked twice is the same job (attach, never generate twice). */
  jobId: v.string(),
  messages: v.array(Message),
  grammar: v.optional(GrammarSet),
  maxTokens: v.number(),
  temperature: v.number(),
  seed: v.number(),
});
export type EngineRequest = v.InferOutput<typeof EngineRequest>;

export const Usage = v.object({
  promptTokens: v.number(),
  /** Of promptTokens, those that were in the KV cache. */
  cachedTokens: v.number(),
  completionTokens: v.number(),
  /** True where the engine reported no usage and these are our own estimate. */
  estimated: v.optional(v.boolean()),
});
export type Usage = v.InferOutput<typeof Usage>;

export const NO_USAGE: Usage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0 };

/** Bytes of request bodies that left, by host. Local engines have none. */
export const Sent = v.object({ host: v.string(), bytes: v.number() });
export type Sent = v.InferOutput<typeof Sent>;

/** How the device was doing when a prediction ended, as far as its browser tells: most tell only a part of it. */
export const Strain = v.object({
  /** JavaScript heap of the engines' host, bytes. Chromium only. */
  heapBytes: v.optional(v.number()),
  /** What the loaded model takes, about, as its engine reckons: no browser tells what was really taken. `wasm`: in WebAssembly. */
  model: v.optional(v.object({ bytes: v.number(), in: v.picklist(['wasm', 'gpu']) })),
  /** Compute Pressure of the CPU. Chromium only. */
  pressure: v.optional(v.picklist(['nominal', 'fair', 'serious', 'critical'])),
  /** Chromium only. `level` 0 to 1. */
  battery: v.optional(v.object({ level: v.number(), charging: v.boolean() })),
});
export type Strain = v.InferOutput<typeof Strain>;

/**
 * What a prediction streams. Contract: never throws in mid-stream; the last event is always `end`, with a reason. `text` in
 * `delta` is all text so far, so a lost event loses nothing.
 */
export const EngineEvent = v.variant('type', [
  v.object({
    type: v.literal('progress'),
    phase: v.picklist(['download', 'load', 'prefill']),
    done: v.number(),
    /** 0 where unknown. */
    total: v.number(),
  }),
  v.object({ type: v.literal('delta'), text: v.string(), tokens: v.number() }),
  v.object({
    type: v.literal('end'),
    reason: v.picklist(['stop', 'length', 'aborted', 'error']),
    text: v.string(),
    usage: Usage,
    /** Milliseconds. */
    ms: v.object({ load: v.number(), prefill: v.number(), decode: v.number() }),
    sent: v.array(Sent),
    problem: v.optional(Problem),
    strain: v.optional(Strain),
  }),
]);
export type EngineEvent = v.InferOutput<typeof EngineEvent>;
export type EngineEnd = Extract<EngineEvent, { type: 'end' }>;

/** A prediction engine. Implementations live in lib/engines; the loop sees this alone. */
export interface Engine {
  readonly profile: EngineProfile;
  /** Upper estimate of the tokens of `text` for this engine's tokenizer (exact where it has one to ask). */
  countTokens(text: string): number;
  /** What `countTokens` makes of the plain estimate: as many times as much. 1 where absent. A replay counts with it. */
  readonly scale?: number;
  predict(request: EngineRequest, signal: AbortSignal): AsyncIterable<EngineEvent>;
}
