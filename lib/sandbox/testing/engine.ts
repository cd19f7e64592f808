import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { harden } from '../harden/index.ts';

/** The engine for scripts, as the build packages it. */
export async function scriptEngine(): Promise<Uint8Array<ArrayBuffer>> {
  const path = createRequire(import.meta.url).resolve('@jitl/quickjs-ng-wasmfile-release-sync/wasm');
  const made = harden(Uint8Array.from(await readFile(path)), { pages: 1, allowed: 'everything' });
  if (!made.ok) throw new Error(made.problem.words);
  return made.value;
}
