import * as v from 'valibot';

import {
  type EngineEnd,
  type EngineEvent,
  type EngineRequest,
  problem,
  type Problem,
  type Sent,
} from '@/lib/contracts/index.ts';
import { byteLength, countTokens, failure, hostOf, isAbort, type Result, success } from '@/lib/shared/index.ts';

import { ended, type Predict } from '../ended.ts';
import type { Fetch } from '../hub.ts';
import { cutProblem, networkProblemOf, problemOf, redact, type Target } from './problems.ts';
import { bodyOf, Chunk, endpoint, type Manner, serverSentData, unwrap, Whole } from './wire.ts';

interface SoFar {
  text: string;
  chunks: number;
  finish?: string;
  usage?: NonNullable<Chunk['usage']>;
  timings?: NonNullable<Chunk['timings']>;
  /** Bytes of request bodies that left, retries included. */
  bytes: number;
  startedAt: number;
  firstAt?: number;
}

/** Any OpenAI-compatible server. Every byte of a request body that leaves is counted, also of a request that is refused. */
export function openaiEngine(target: Target, fetch: Fetch): Predict {
  return async function* (request, signal) {
    const so: SoFar = { text: '', chunks: 0, bytes: 0, startedAt: performance.now() };
    const end = (reason: EngineEnd['reason'], what?: Problem) => endOf(so, { reason, request, target, problem: what });
    try {
      const answer = await ask(target, request, { so, signal, fetch });
      if (!answer.ok) {
        yield end('error', answer.problem);
        return;
      }
      const streamed = yield* read(answer.value, so, target);
      yield streamed.ok ? end(so.finish === 'length' ? 'length' : 'stop') : end('error', streamed.problem);
    } catch (error) {
      if (isAbort(error) || signal.aborted) yield end('aborted');
      else
        yield end(
          'error',
          so.text === '' ? await networkProblemOf(error, target, fetch) : cutProblem(String(error), target),
        );
    }
  };
}

/** Request options that all requests to the server share. The key goes nowhere but into this header. */
export function optionsFor({ apiKey }: Target, signal: AbortSignal): RequestInit {
  const key = apiKey === undefined || apiKey === '' ? undefined : apiKey;
  return {
    signal,
    credentials: 'omit',
    cache: 'no-store',
    // A redirect would carry page text, and the key, to a server that the user did not name.
    redirect: 'error',
    headers: { 'Content-Type': 'application/json', ...(key !== undefined && { Authorization: `Bearer ${key}` }) },
  };
}

/** Refusals that a server may have overcome when asked in another manner. */
const REFUSALS = new Set([400, 422, 500, 501]);

/** Posts the request; again, in another manner, where the server says that it cannot take it as it was. */
async function ask(
  target: Target,
  request: EngineRequest,
  { so, signal, fetch }: { so: SoFar; signal: AbortSignal; fetch: Fetch },
): Promise<Result<Response, Problem>> {
  let manner: Manner = { schema: request.grammar !== undefined, newer: false };
  for (;;) {
    const body = bodyOf(target.model, request, manner);
    so.bytes += byteLength(body);
    const options = { ...optionsFor(target, signal), method: 'POST', body };
    const response = await fetch(endpoint(target.baseURL, 'chat/completions'), options);
    if (response.ok) return success(response);
    const text = await response.text();
    const next = REFUSALS.has(response.status) ? another(manner, text) : undefined;
    if (next === undefined) return failure(problemOf(response.status, text, target));
    manner = next;
  }
}

/** Each change is made once, so that this ends. */
function another(manner: Manner, refusal: string): Manner | undefined {
  if (!manner.newer && /max_completion_tokens|'(?:max_tokens|temperature|seed)'/i.test(refusal))
    return { ...manner, newer: true };
  if (manner.schema && /response_format|json_schema|schema|grammar/i.test(refusal)) return { ...manner, schema: false };
  return undefined;
}

async function* read(
  response: Response,
  so: SoFar,
  target: Target,
): AsyncGenerator<EngineEvent, Result<void, Problem>> {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('text/event-stream')) return yield* readStream(response, so, target);
  const whole = v.safeParse(v.pipe(v.string(), v.parseJson(), Whole), await response.text());
  // A web page, say: something answers there, but no such server.
  if (!whole.success) return failure(wrongPath(target, `answer of type ${type === '' ? 'unknown' : type}`));
  const [choice] = whole.output.choices;
  so.text = choice?.message.content ?? '';
  so.finish = choice?.finish_reason ?? 'stop';
  if (whole.output.usage !== null && whole.output.usage !== undefined) so.usage = whole.output.usage;
  return success(undefined);
}

async function* readStream(
  response: Response,
  so: SoFar,
  target: Target,
): AsyncGenerator<EngineEvent, Result<void, Problem>> {
  for await (const data of serverSentData(response.body ?? emptyBody())) {
    if (data === '[DONE]') break;
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Chunk), data);
    if (!parsed.success) return failure(wrongPath(target, 'a chunk of the stream is no chat completion'));
    const { choices, usage, timings, error } = parsed.output;
    if (error !== undefined) {
      const detail = redact(JSON.stringify(error), target.apiKey).slice(0, 300);
      return failure(problem('engine.server_error', { params: { status: 200, host: hostOf(target.baseURL) }, detail }));
    }
    if (usage !== null && usage !== undefined) so.usage = usage;
    if (timings !== null && timings !== undefined) so.timings = timings;
    const [choice] = choices;
    if (typeof choice?.finish_reason === 'string') so.finish = choice.finish_reason;
    const text = choice?.delta?.content ?? '';
    if (text === '') continue;
    so.firstAt ??= performance.now();
    so.text += text;
    so.chunks += 1;
    yield { type: 'delta', text: so.text, tokens: so.chunks };
  }
  // A stream that was cut says no reason.
  if (so.finish === undefined) return failure(cutProblem('the stream was cut', target));
  return success(undefined);
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}

export function wrongPath(target: Target, detail: string): Problem {
  return problem('engine.wrong_path', { params: { host: hostOf(target.baseURL) }, detail });
}

function endOf(
  so: SoFar,
  {
    reason,
    request,
    target,
    problem: what,
  }: { reason: EngineEnd['reason']; request: EngineRequest; target: Target; problem: Problem | undefined },
): EngineEnd {
  const now = performance.now();
  const sent: Sent[] = so.bytes === 0 ? [] : [{ host: hostOf(target.baseURL), bytes: so.bytes }];
  const usage = so.usage;
  return ended({
    reason,
    text: request.grammar === undefined ? so.text : unwrap(so.text),
    sent,
    usage:
      usage === undefined
        ? {
            promptTokens: request.messages.reduce((sum, { content }) => sum + countTokens(content), 0),
            cachedTokens: 0,
            completionTokens: so.chunks,
            estimated: true,
          }
        : {
            promptTokens: usage.prompt_tokens,
            cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
            completionTokens: usage.completion_tokens,
          },
    ms: {
      load: 0,
      prefill: so.timings?.prompt_ms ?? (so.firstAt ?? now) - so.startedAt,
      decode: so.timings?.predicted_ms ?? (so.firstAt === undefined ? 0 : now - so.firstAt),
    },
    ...(what !== undefined && { problem: what }),
  });
}
