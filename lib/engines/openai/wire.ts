import * as v from 'valibot';

import type { EngineRequest } from '@/lib/contracts/index.ts';

/** One chunk of a streamed chat completion; whatever else servers put in is left out. */
export const Chunk = v.object({
  choices: v.optional(
    v.array(
      v.object({
        delta: v.optional(v.object({ content: v.nullish(v.string()) })),
        finish_reason: v.nullish(v.string()),
      }),
    ),
    [],
  ),
  usage: v.nullish(
    v.object({
      prompt_tokens: v.optional(v.number(), 0),
      completion_tokens: v.optional(v.number(), 0),
      prompt_tokens_details: v.nullish(v.object({ cached_tokens: v.nullish(v.number()) })),
    }),
  ),
  /** llama.cpp's server times itself. */
  timings: v.nullish(v.object({ prompt_ms: v.optional(v.number(), 0), predicted_ms: v.optional(v.number(), 0) })),
  error: v.optional(v.unknown()),
});
export type Chunk = v.InferOutput<typeof Chunk>;

/** Answer of a server that does not stream although it was asked to. */
export const Whole = v.object({
  choices: v.array(
    v.object({ message: v.object({ content: v.nullish(v.string()) }), finish_reason: v.nullish(v.string()) }),
  ),
  usage: Chunk.entries.usage,
});

export const ModelList = v.object({ data: v.array(v.object({ id: v.string() })) });

/** URL of an endpoint: `baseURL` is taken as the user wrote it, with or without a slash at its end. */
export function endpoint(baseURL: string, path: string): string {
  return `${baseURL.trim().replace(/\/+$/, '')}/${path}`;
}

/** How a request is put: servers differ in what they take, and say so. */
export interface Manner {
  /** With the JSON schema of what may be answered. */
  schema: boolean;
  /** As OpenAI's newer models want it: `max_completion_tokens`, and neither temperature nor seed. */
  newer: boolean;
}

/** The body of a request. These bytes are what leaves the device. */
export function bodyOf(model: string, request: EngineRequest, manner: Manner): string {
  const schema = manner.schema ? schemaOf(request) : undefined;
  return JSON.stringify({
    model,
    messages: request.messages.map(({ role, content }) => ({ role, content: content.toWellFormed() })),
    stream: true,
    stream_options: { include_usage: true },
    ...(manner.newer
      ? { max_completion_tokens: request.maxTokens }
      : { max_tokens: request.maxTokens, temperature: request.temperature, seed: request.seed }),
    ...(schema !== undefined && {
      response_format: { type: 'json_schema', json_schema: { name: 'action', strict: true, schema } },
    }),
  });
}

function schemaOf({ grammar }: EngineRequest): unknown {
  if (grammar === undefined) return undefined;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson()), grammar.jsonSchema);
  if (!parsed.success) return undefined;
  // OpenAI takes no choice at the root of a strict schema, only an object.
  return { type: 'object', properties: { action: parsed.output }, required: ['action'], additionalProperties: false };
}

const Wrapped = v.pipe(v.string(), v.parseJson(), v.strictObject({ action: v.record(v.string(), v.unknown()) }));

/** The action itself, out of the object that the schema puts around it; other text as it is. */
export function unwrap(text: string): string {
  const parsed = v.safeParse(Wrapped, text);
  return parsed.success ? JSON.stringify(parsed.output.action) : text;
}

/** Data of server-sent events, one by one. A line may be cut anywhere, also within a character. */
export async function* serverSentData(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trim();
  }
  if (rest.startsWith('data:')) yield rest.slice(5).trim();
}
