import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

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

export function toolNames(root: string): string[] {
  return readdirSync(join(root, TOOLS)).toSorted();
}

/** A tool that comes with Locus: its script as one module, and its manifest with the hash of that. */
export async function packedTool(root: string, name: string): Promise<{ manifest: unknown; script: string }> {
  const script = await oneFile(root, `${TOOLS}/${name}/tool.ts`, 'es');
  const manifest = JSON.parse(await readFile(join(root, TOOLS, name, 'manifest.json'), 'utf8'));
  manifest._meta['locus.example/sandbox'].sha256 = createHash('sha256').update(script).digest('hex');
  return { manifest, script };
}
