import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { unzipSync } from 'fflate';

import { cacheFolder } from './cache.ts';

const run = promisify(execFile);

/** The pages of MiniWoB++ (MIT), as the Farama Foundation publishes them. One file, whichever way it comes: the hash says so. */
const WHEEL = {
  name: 'miniwob',
  version: '1.1.0',
  file: 'miniwob-1.1.0-py3-none-any.whl',
  sha256: '297006e84219d56ad037e843527ed773a4a82509dc43b6031ec4a3ad3e3e61d9',
};
const INDEX = 'https://pypi.org/simple';
const INSIDE = 'miniwob/html/';
const REACH_MS = 30_000;

type Say = (line: string) => void;

/**
 * The files of MiniWoB's pages by path (`/miniwob/click-test.html`), out of the wheel in the cache; fetched where it is not there yet
 * (through pip, so from the index that pip is set to, else from PyPI). Throws where it comes from nowhere.
 */
export async function miniWobFiles({ say = () => undefined }: { say?: Say } = {}): Promise<Map<string, Uint8Array>> {
  const wheel = await readFile(await ensureWheel(say));
  const files = unzipSync(wheel, { filter: ({ name }) => name.startsWith(INSIDE) });
  return new Map(Object.entries(files).map(([name, content]) => [`/${name.slice(INSIDE.length)}`, content]));
}

async function ensureWheel(say: Say): Promise<string> {
  const cache = cacheFolder('miniwob');
  const target = path.join(cache, WHEEL.file);
  if (await isRight(target)) return target;
  await mkdir(cache, { recursive: true });
  const failures: string[] = [];
  for (const [from, fetchTo] of [
    ['pip', fromPip],
    ['PyPI', fromIndex],
  ] as const) {
    say(`Fetching ${WHEEL.file} (2 MB) from ${from} ...`);
    const folder = await mkdtemp(path.join(cache, 'partial-'));
    try {
      const wheel = path.join(folder, WHEEL.file);
      await fetchTo(wheel);
      if (!(await isRight(wheel))) throw new Error('the file that came is not the expected one (SHA-256)');
      // Renamed last: two processes at once both end with a whole file.
      await rename(wheel, target);
      return target;
    } catch (error) {
      failures.push(`${from}: ${(error instanceof Error ? error.message : String(error)).trim().slice(-200)}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  throw new Error(`The pages of MiniWoB++ could not be fetched.\n  ${failures.join('\n  ')}`);
}

async function isRight(file: string): Promise<boolean> {
  const content = await readFile(file).catch(() => undefined);
  return content !== undefined && createHash('sha256').update(content).digest('hex') === WHEEL.sha256;
}

async function fromPip(file: string): Promise<void> {
  const args = ['-m', 'pip', 'download', '--no-deps', '--quiet', '--dest', path.dirname(file)];
  await run('python3', [...args, `${WHEEL.name}==${WHEEL.version}`], { timeout: 120_000 });
}

/** By the index's list of files: where a file lies is told there only. */
async function fromIndex(file: string): Promise<void> {
  const list = new URL(`${INDEX}/${WHEEL.name}/`);
  const page = await (await got(list)).text();
  const href = new RegExp(`href="([^"]*${WHEEL.file.replaceAll('.', '\\.')}[^"]*)"`, 'u').exec(page)?.[1];
  if (href === undefined) throw new Error('the index does not list it');
  const wheel = await got(new URL(href.replaceAll('&amp;', '&'), list));
  await writeFile(file, Buffer.from(await wheel.arrayBuffer()));
}

async function got(url: URL): Promise<Response> {
  const response = await fetch(url, { signal: AbortSignal.timeout(REACH_MS) });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response;
}
