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

/** The body of a request. These bytes are what leaves the device. */
export function bodyOf(model: string, request: EngineRequest, withSchema: boolean): string {
  const schema = withSchema ? schemaOf(request) : undefined;
  return JSON.stringify({
    model,
    messages: request.messages.map(({ role, content }) => ({ role, content: content.toWellFormed() })),
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    seed: request.seed,
    ...(schema !== undefined && {
      response_format: { type: 'json_schema', json_schema: { name: 'action', strict: true, schema } },
    }),
  });
}

function schemaOf({ grammar }: EngineRequest): unknown {
  if (grammar === undefined) return undefined;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson()), grammar.jsonSchema);
  return parsed.success ? parsed.output : undefined;
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
