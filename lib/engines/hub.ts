import * as v from 'valibot';

import { problem, type Problem } from '@/lib/contracts/index.ts';
import { failure, hostOf, isAbort, type Result, success } from '@/lib/shared/index.ts';

/*
 * Hubs. Weights come from Hugging Face, or from the hub that the settings name, which answers under the same paths:
 *   <hub>/<owner>/<repository>/resolve/main/<file>        a file (GET with Range, HEAD)
 *   <hub>/api/models/<owner>/<repository>/tree/main[/dir]  its size and SHA-256 (may be missing: then HEAD tells the size)
 * WebLLM's model libraries lie on GitHub for Hugging Face; any other hub has them as one more repository,
 *   <hub>/mlc-ai/binary-mlc-llm-libs/resolve/main/<path>
 */
export const DEFAULT_HUB = 'https://huggingface.co';
const LIBRARIES = 'https://raw.githubusercontent.com/mlc-ai/binary-mlc-llm-libs/main/';

/** The address on the user's hub of something that is catalogued under Hugging Face's or GitHub's address. */
export function onHub(url: string, hub: string): string {
  const base = hub.replace(/\/+$/, '');
  if (base === DEFAULT_HUB) return url;
  if (url.startsWith(LIBRARIES))
    return `${base}/mlc-ai/binary-mlc-llm-libs/resolve/main/${url.slice(LIBRARIES.length)}`;
  return url.startsWith(`${DEFAULT_HUB}/`) ? `${base}${url.slice(DEFAULT_HUB.length)}` : url;
}

/** What is known of a file before it is fetched. `bytes` 0: unknown. */
export interface FileFacts {
  bytes: number;
  sha256?: string;
}

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export function fileOf(url: string): string {
  return decodeURIComponent(URL.parse(url)?.pathname.split('/').pop() ?? url);
}

/** Asks the hub for size and hash of a file; fetches nothing of it. */
export async function lookAt(url: string, signal: AbortSignal, fetch: Fetch): Promise<Result<FileFacts, Problem>> {
  const head = await reach(url, { method: 'HEAD', signal }, fetch);
  if (!head.ok) return head;
  const { headers } = head.value;
  const facts: FileFacts = { bytes: Number(headers.get('x-linked-size') ?? headers.get('content-length') ?? 0) };
  const hash = sha256In(headers);
  if (hash !== undefined) return success({ ...facts, sha256: hash });
  // The redirect of Hugging Face carries the hash in a header that a page never sees; its tree says it too.
  const listed = (await tree(url, signal, fetch)).get(pathIn(url));
  return success({ ...facts, ...listed });
}

const Tree = v.array(
  v.object({
    path: v.string(),
    size: v.optional(v.number()),
    lfs: v.optional(v.object({ oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), size: v.number() })),
  }),
);

/** Files beside this one, by path, with what the hub's tree says of them; empty where there is no tree. */
export async function tree(url: string, signal: AbortSignal, fetch: Fetch): Promise<Map<string, FileFacts>> {
  const facts = new Map<string, FileFacts>();
  const parts = repositoryOf(url);
  if (parts === undefined) return facts;
  const folder = parts.path.split('/').slice(0, -1).join('/');
  const listing = `${parts.base}/api/models/${parts.name}/tree/${parts.revision}${folder === '' ? '' : `/${folder}`}`;
  const answer = await reach(listing, { signal }, fetch);
  if (!answer.ok) return facts;
  const parsed = v.safeParse(Tree, await answer.value.json().catch(() => undefined));
  if (!parsed.success) return facts;
  for (const { path, size, lfs } of parsed.output) {
    facts.set(path, { bytes: lfs?.size ?? size ?? 0, ...(lfs !== undefined && { sha256: lfs.oid }) });
  }
  return facts;
}

function repositoryOf(url: string) {
  const match = /^(https?:\/\/.+?)\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/([^?#]*)/.exec(url);
  if (match === null) return undefined;
  const [, base = '', name = '', revision = '', path = ''] = match;
  return { base, name, revision, path };
}

/** Path of a file in its repository; '' where the address is not that of one. */
export function pathIn(url: string): string {
  return repositoryOf(url)?.path ?? '';
}

/** SHA-256 that a hub's headers tell of the file, lower-case hex. */
export function sha256In(headers: Headers): string | undefined {
  return /^(?:W\/)?"?([0-9a-f]{64})"?$/i.exec(headers.get('x-linked-etag') ?? '')?.[1]?.toLowerCase();
}

/** Fetches; everything but a 2xx is a problem. Throws AbortError when aborted. */
export async function reach(url: string, init: RequestInit, fetch: Fetch): Promise<Result<Response, Problem>> {
  try {
    // A hub needs no cookies, and must not learn from a cached answer that is no longer true.
    const response = await fetch(url, { credentials: 'omit', cache: 'no-store', ...init });
    return response.ok ? success(response) : failure(statusProblem(response.status, url));
  } catch (error) {
    if (isAbort(error) || init.signal?.aborted === true) throw error;
    return failure(networkProblem(url, error));
  }
}

export function networkProblem(url: string, error: unknown): Problem {
  return problem('engine.network', { params: { host: hostOf(url) }, detail: textOf(error) });
}

function statusProblem(status: number, url: string): Problem {
  const detail = `HTTP ${status} for ${fileOf(url)}`;
  // Hugging Face answers 401 for a repository that is not there, 403 for one behind a licence.
  if ([401, 403, 404, 410].includes(status))
    return problem('engine.model_missing', { params: { model: fileOf(url) }, detail });
  if (status === 429) return problem('engine.rate_limited', { params: { host: hostOf(url) }, detail });
  return problem('engine.server_error', { params: { status, host: hostOf(url) }, detail });
}

export function textOf(error: unknown): string {
  if (typeof error === 'string') return error;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
