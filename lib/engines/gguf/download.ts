import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

import { problem, type Problem } from '@/lib/contracts/index.ts';
import { delay, failure, isAbort, type Result, success } from '@/lib/shared/index.ts';

import { type Fetch, fileOf, networkProblem, reach } from '../hub.ts';
import { appendTo, dropParts, type Folder, readParts } from './folder.ts';

export interface Wanted {
  url: string;
  /** Bytes of the whole; 0 where unknown. */
  bytes: number;
  /** Lower-case hex, where it is known beforehand. */
  sha256?: string;
}

export interface DownloadOptions {
  signal: AbortSignal;
  fetch: Fetch;
  onProgress: (done: number, total: number) => void;
  /** Pause before the first retry, milliseconds. */
  pauseMs?: number;
}

/** Tries in a row that bring nothing before the network counts as gone. */
const TRIES = 4;

interface Progress {
  folder: Folder;
  wanted: Wanted;
  options: DownloadOptions;
  hash: ReturnType<typeof sha256.create>;
  have: number;
  total: number;
}

/**
 * Fetches a file into the folder, going on from the parts that are there. Gives its size and SHA-256; a hash that is not the
 * wanted one removes the parts and is `engine.integrity`. Throws AbortError when aborted: then the parts stay, for the next time.
 */
export async function download(
  folder: Folder,
  wanted: Wanted,
  options: DownloadOptions,
): Promise<Result<{ bytes: number; sha256: string }, Problem>> {
  const progress: Progress = { folder, wanted, options, hash: sha256.create(), have: 0, total: wanted.bytes };
  await rehash(progress);
  let failures = 0;
  let last: Problem | undefined;
  while (!isWhole(progress)) {
    if (failures >= TRIES) return failure(last ?? problem('engine.network'));
    if (failures > 0) await delay((options.pauseMs ?? 500) * 2 ** (failures - 1), options.signal);
    const before = progress.have;
    const step = await fetchRest(progress);
    if (!step.ok && !mayPass(step.problem)) return step;
    if (step.ok && step.value === 'whole') break;
    if (!step.ok) last = step.problem;
    failures = progress.have > before ? 1 : failures + 1;
  }
  const found = bytesToHex(progress.hash.clone().digest());
  if ((wanted.sha256 ?? found) === found) return success({ bytes: progress.have, sha256: found });
  await dropParts(folder);
  return failure(
    problem('engine.integrity', {
      params: { file: fileOf(wanted.url) },
      detail: `SHA-256 is ${found}, not ${wanted.sha256 ?? ''}`,
    }),
  );
}

function isWhole({ have, total }: Progress): boolean {
  return total > 0 && have >= total;
}

function mayPass({ code }: Problem): boolean {
  return code === 'engine.network' || code === 'engine.server_error' || code === 'engine.rate_limited';
}

/** Bytes that were fetched earlier are read again: the state of a hash cannot be kept. */
async function rehash(progress: Progress): Promise<void> {
  for (const part of await readParts(progress.folder)) {
    for await (const bytes of part.stream()) {
      progress.options.signal.throwIfAborted();
      progress.hash.update(bytes);
      progress.have += bytes.byteLength;
    }
  }
  if (progress.total > 0 && progress.have > progress.total) await restart(progress);
}

async function restart(progress: Progress): Promise<void> {
  await dropParts(progress.folder);
  progress.hash = sha256.create();
  progress.have = 0;
}

/** One request for what is missing. `whole`: it ended where the server says that the file ends. */
async function fetchRest(progress: Progress): Promise<Result<'whole' | 'more', Problem>> {
  const { wanted, options } = progress;
  const headers = progress.have > 0 ? { Range: `bytes=${progress.have}-` } : undefined;
  const answer = await reach(wanted.url, { signal: options.signal, ...(headers && { headers }) }, options.fetch);
  if (!answer.ok) {
    // 416: there is nothing behind what is here, so what is here is not the file that the server has.
    if (answer.problem.params?.['status'] === 416) await restart(progress);
    return answer;
  }
  const response = answer.value;
  const at = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  // A server without ranges sends all of it again.
  if (progress.have > 0 && (response.status !== 206 || Number(at?.[1]) !== progress.have)) {
    if (response.status === 206) {
      await response.body?.cancel();
      await restart(progress);
      return success('more');
    }
    await restart(progress);
  }
  const length = Number(response.headers.get('content-length') ?? 0);
  if (progress.total === 0 && length > 0) progress.total = progress.have + length;
  return readBody(progress, response);
}

async function readBody(progress: Progress, response: Response): Promise<Result<'whole' | 'more', Problem>> {
  const { options } = progress;
  const parts = await appendTo(progress.folder);
  let outcome: Result<'whole' | 'more', Problem> = success('more');
  try {
    for await (const bytes of response.body ?? []) {
      options.signal.throwIfAborted();
      await parts.write(bytes);
      progress.hash.update(bytes);
      progress.have += bytes.byteLength;
      options.onProgress(progress.have, progress.total);
    }
    if (progress.total === 0) outcome = success('whole');
    else if (!isWhole(progress)) outcome = failure(networkProblem(progress.wanted.url, 'the connection was cut'));
  } catch (error) {
    if (isQuota(error)) return failure(problem('engine.no_space', { params: { bytes: progress.total } }));
    if (isAbort(error) || options.signal.aborted) {
      await parts.close();
      throw error;
    }
    outcome = failure(networkProblem(progress.wanted.url, error));
  }
  await parts.close();
  return outcome;
}

export function isQuota(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}
