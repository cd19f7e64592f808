import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { Plugin } from 'vite';

import { harden } from '../../lib/sandbox/harden/index.ts';
import { oneFile } from './one-file.ts';

const TOOLS = 'lib/sandbox/tools';

/** The engines by their packaged names. QuickJS gets its memory from outside; MicroPython has one that grows by a function of ours. */
const ENGINES = {
  'quickjs.wasm': { file: '@jitl/quickjs-ng-wasmfile-release-sync/wasm', pages: 0 },
  'micropython.wasm': { file: '@micropython/micropython-webassembly-pyscript/micropython.wasm', pages: 2048 },
};
type EngineName = keyof typeof ENGINES;
export const ENGINE_NAMES: readonly EngineName[] = ['quickjs.wasm', 'micropython.wasm'];

/** An engine, hardened: its instructions are counted like those of any guest. */
export async function engineOf(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const known = ENGINE_NAMES.find((each) => each === name);
  if (known === undefined) throw new Error(`there is no engine ${name}`);
  const { file, pages } = ENGINES[known];
  const path = createRequire(import.meta.url).resolve(file);
  const made = harden(Uint8Array.from(await readFile(path)), { pages, allowed: 'everything' });
  if (!made.ok) throw new Error(`${name}: ${made.problem.words}`);
  return made.value;
}

/** The engine's glue has an address of its WASM file, which would be packaged a second time, into the script. */
const NO_ADDRESS: Plugin = {
  name: 'locus:no-address',
  enforce: 'pre',
  transform: (code, id) =>
    id.includes('quickjs-ng-wasmfile') ? code.replaceAll('import.meta.url', '"sandbox:"') : undefined,
};

/** The script of the workers: of all of them, or of those that run modules only. */
export function workerScript(root: string, name: 'main' | 'modules' = 'main'): Promise<string> {
  return oneFile(root, `lib/sandbox/worker/${name}.ts`, { plugins: [NO_ADDRESS] });
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

/** The tools that come with Locus, as an answer to MCP's `tools/list`: a manifest is a tool of MCP, with what the sandbox needs in `_meta`. */
export async function listOfTools(root: string): Promise<{ tools: unknown[] }> {
  const packed = await Promise.all(toolNames(root).map((name) => packedTool(root, name)));
  return { tools: packed.map(({ manifest }) => manifest) };
}
