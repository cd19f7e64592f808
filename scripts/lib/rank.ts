import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { ROOT } from './build.ts';

const MODULE = `${ROOT}wasm/build/rank.wasm`;

/** Our own WebAssembly module, compiled where nobody has yet. */
export async function rankModule(): Promise<Buffer<ArrayBuffer>> {
  if (!existsSync(MODULE)) execFileSync('npm', ['run', '--silent', 'wasm'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  return Buffer.from(await readFile(MODULE));
}
