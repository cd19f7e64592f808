import * as v from 'valibot';

import { type Problem, problem } from '@/lib/contracts/index.ts';
import { type PdfRequest, PdfRead } from '@/lib/protocol/index.ts';
import { failure, type Result, success } from '@/lib/shared/index.ts';

const MIB = 2 ** 20;
/** Largest file, bytes. */
const MOST_BYTES = 48 * MIB;
/** Files that are brought in parts at the same time. */
const MOST_FILES = 3;
const FETCH_MS = 60_000;
/** A file that keeps the reader busy for longer is given up. Milliseconds. */
const READ_MS = 90_000;

interface WorkerLike {
  postMessage(message: unknown): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
}

interface DeskOptions {
  /** Starts /pdf/worker.js. */
  startWorker: () => WorkerLike;
  /** Address of the folder of character maps. */
  cmaps: string;
  /** For tests; the browser's own where absent. */
  fetch?: typeof globalThis.fetch;
}

/** Reads PDFs for the background, each in a worker of its own that ends with it: nothing of it stays in memory. */
export function createPdfDesk(options: DeskOptions): {
  answer: (request: PdfRequest) => Promise<Result<unknown, Problem>>;
} {
  const files = new Map<string, Uint8Array[]>();
  return {
    async answer(request) {
      if (request.type === 'pdf.part') return keep(files, request);
      const bytes = request.url === undefined ? taken(files, request.id) : await fetched(request.url, options.fetch);
      return bytes.ok ? read(bytes.value, options) : bytes;
    },
  };
}

/** The same part may come twice. */
function keep(files: Map<string, Uint8Array[]>, { id, index, base64 }: Extract<PdfRequest, { type: 'pdf.part' }>) {
  const parts = files.get(id) ?? [];
  parts[index] = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  files.delete(id);
  files.set(id, parts);
  for (const old of [...files.keys()].slice(0, -MOST_FILES)) files.delete(old);
  return success(undefined);
}

function taken(files: Map<string, Uint8Array[]>, id: string): Result<Uint8Array, Problem> {
  const parts = files.get(id) ?? [];
  files.delete(id);
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  if (size > MOST_BYTES) return tooBig();
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return checked(bytes);
}

async function fetched(url: string, fetch = globalThis.fetch): Promise<Result<Uint8Array, Problem>> {
  try {
    const answer = await fetch(url, { credentials: 'include', signal: AbortSignal.timeout(FETCH_MS) });
    if (!answer.ok) return failure(problem('page.pdf', { detail: `HTTP ${answer.status}` }));
    if (Number(answer.headers.get('content-length') ?? 0) > MOST_BYTES) return tooBig();
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return bytes.length > MOST_BYTES ? tooBig() : checked(bytes);
  } catch (error) {
    return failure(problem('page.pdf', { detail: error instanceof Error ? error.message : String(error) }));
  }
}

function tooBig(): Result<never, Problem> {
  return failure(problem('page.pdf_big', { params: { limit: MOST_BYTES / MIB } }));
}

/** Files begin with `%PDF-`, some after a few bytes of something else. */
function checked(bytes: Uint8Array): Result<Uint8Array, Problem> {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024));
  return head.includes('%PDF-') ? success(bytes) : failure(problem('page.pdf', { detail: 'no PDF' }));
}

const Said = v.object({ read: v.unknown() });
const Fault = v.object({ fault: v.picklist(['locked', 'scan', 'damaged']), detail: v.string() });
const CODES = { locked: 'page.pdf_locked', scan: 'page.pdf_scan', damaged: 'page.pdf' } as const;

async function read(bytes: Uint8Array, { startWorker, cmaps }: DeskOptions): Promise<Result<PdfRead, Problem>> {
  const worker = startWorker();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const said = await new Promise<unknown>((resolve) => {
      worker.addEventListener('message', ({ data }) => {
        if (v.is(Said, data)) resolve(data.read);
      });
      worker.addEventListener('error', ({ message }) => {
        resolve({ fault: 'damaged', detail: message });
      });
      timer = setTimeout(() => {
        resolve({ fault: 'damaged', detail: 'out of time' });
      }, READ_MS);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
      worker.postMessage({ read: { bytes, cmaps } });
    });
    const fault = v.safeParse(Fault, said);
    if (fault.success) return failure(problem(CODES[fault.output.fault], { detail: fault.output.detail }));
    return success(v.parse(PdfRead, said));
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}
