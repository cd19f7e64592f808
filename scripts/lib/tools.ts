import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { Plugin } from 'vite';

import { harden } from '../../lib/sandbox/harden/index.ts';
import { oneFile } from './one-file.ts';

const TOOLS = 'lib/sandbox/tools';

/** The engine for scripts, hardened: its instructions are counted like those of any guest. */
export async function engineOfScripts(): Promise<Uint8Array<ArrayBuffer>> {
  const path = createRequire(import.meta.url).resolve('@jitl/quickjs-ng-wasmfile-release-sync/wasm');
  // Its memory is given from outside, with a cap.
  const made = harden(Uint8Array.from(await readFile(path)), { pages: 0, allowed: 'everything' });
  if (!made.ok) throw new Error(`the engine for scripts: ${made.problem.words}`);
  return made.value;
}

/** The engine's glue has an address of its WASM file, which would be packaged a second time, into the script. */
const NO_ADDRESS: Plugin = {
  name: 'locus:no-address',
  enforce: 'pre',
  transform: (code, id) =>
    id.includes('quickjs-ng-wasmfile') ? code.replaceAll('import.meta.url', '"sandbox:"') : undefined,
};

/** The script of the workers. */
export function workerScript(root: string): Promise<string> {
  return oneFile(root, 'lib/sandbox/worker/main.ts', { plugins: [NO_ADDRESS] });
}

export function toolNames(root: string): string[] {
  return readdirSync(join(root, TOOLS)).toSorted();
}

/** A tool that comes with Locus: its script as one module, and its manifest with the hash of that. */
export async function packedTool(root: string, name: string): Promise<{ manifest: unknown; script: string }> {
  const script = await oneFile(root, `${TOOLS}/${name}/tool.ts`, { format: 'es' });
  const manifest: { _meta: Record<string, object> } = JSON.parse(
    await readFile(join(root, TOOLS, name, 'manifest.json'), 'utf8'),
  );
  const { _meta: meta } = manifest;
  const sha256 = createHash('sha256').update(script).digest('hex');
  const own = Object.fromEntries(Object.entries(meta).map(([key, value]) => [key, { ...value, sha256 }]));
  return { manifest: { ...manifest, _meta: own }, script };
}
