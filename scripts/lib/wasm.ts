import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { ROOT } from './build.ts';

/** One of our own WebAssembly modules, compiled where nobody has yet. */
export async function wasm(name: 'policy' | 'rank'): Promise<Buffer<ArrayBuffer>> {
  const file = `${ROOT}wasm/build/${name}.wasm`;
  if (!existsSync(file)) execFileSync('npm', ['run', '--silent', 'wasm'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  return Buffer.from(await readFile(file));
}
