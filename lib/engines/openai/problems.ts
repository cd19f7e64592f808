import * as v from 'valibot';

import { problem, type Problem } from '@/lib/contracts/index.ts';
import { hostOf } from '@/lib/shared/index.ts';

import type { Fetch } from '../hub.ts';

/** Error body of OpenAI-compatible servers: `{error: {message}}`, `{error: "..."}`, `{message}` or `{detail}`. */
const ErrorBody = v.union([
  v.pipe(
    v.object({ error: v.object({ message: v.string(), code: v.optional(v.unknown()) }) }),
    v.transform(({ error }) => error.message),
  ),
  v.pipe(
    v.object({ error: v.string() }),
    v.transform(({ error }) => error),
  ),
  v.pipe(
    v.object({ message: v.string() }),
    v.transform(({ message }) => message),
  ),
]);

export interface Target {
  baseURL: string;
  model: string;
  apiKey?: string | undefined;
  /** Origin of this extension: what a server must allow. */
  origin: string;
}

/** The server's own words, cut short; never a secret that it echoes. */
function messageIn(body: string, { apiKey }: Target): string | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), ErrorBody), body);
  return parsed.success ? redact(parsed.output, apiKey).slice(0, 300) : undefined;
}

export function redact(text: string, apiKey: string | undefined): string {
  const clean = apiKey === undefined || apiKey === '' ? text : text.replaceAll(apiKey, '…');
  return clean.replace(/\b(sk|pk)-[\w*-]{6,}/g, '…');
}

/** What an answer other than 2xx means. */
export function problemOf(status: number, body: string, target: Target): Problem {
  const message = messageIn(body, target);
  const detail = `HTTP ${status}${message === undefined ? '' : `: ${message}`}`;
  const host = hostOf(target.baseURL);
  if (status === 401) return problem('engine.unauthorised', { params: { host }, detail });
  if (status === 403) return problem('engine.forbidden', { params: { host, origin: target.origin }, detail });
  if (status === 429) return problem('engine.rate_limited', { params: { host }, detail });
  if (status >= 500) return problem('engine.server_error', { params: { status, host }, detail });
  if (/context|too (long|many tokens)|maximum.*tokens/i.test(message ?? '') && !/response_format/.test(message ?? '')) {
    return problem('engine.context_full', { params: { host }, detail });
  }
  // A server that knows the path says in JSON that it knows no such model; one that does not answers anything else.
  if (
    /model/i.test(message ?? '') &&
    /not found|not exist|unknown|no such|invalid model|unsupported/i.test(message ?? '')
  ) {
    return problem('engine.no_such_model', { params: { model: target.model }, detail });
  }
  if (status === 404 || status === 405) return problem('engine.wrong_path', { params: { host }, detail });
  return problem('engine.server_error', { params: { status, host }, detail });
}

/**
 * A fetch that rejects says nothing of why. A request that asks for no permission (no-cors, without key or body) tells the two
 * cases apart that the user can do something about: nothing is there, or something is there that does not let us in.
 */
export async function networkProblemOf(error: unknown, target: Target, fetch: Fetch): Promise<Problem> {
  const detail = redact(error instanceof Error ? error.message : String(error), target.apiKey);
  const params = { host: hostOf(target.baseURL), origin: target.origin };
  const there = await answersAtAll(target, fetch);
  return problem(there ? 'engine.forbidden' : 'engine.network', { params, detail });
}

/** A server that was reached and then fell silent. */
export function cutProblem(detail: string, target: Target): Problem {
  return problem('engine.network', { params: { host: hostOf(target.baseURL), origin: target.origin }, detail });
}

async function answersAtAll({ baseURL, apiKey }: Target, fetch: Fetch): Promise<boolean> {
  // A question without permission follows redirects; where there is a key, nobody but the named server is asked anything.
  if (apiKey !== undefined && apiKey !== '') return false;
  const options: RequestInit = { mode: 'no-cors', credentials: 'omit', signal: AbortSignal.timeout(2000) };
  try {
    return (await fetch(baseURL, options)).type === 'opaque';
  } catch {
    return false;
  }
}
